"""Foreign packages: the zip, its JSON, and what is built from both."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from functools import cache

from tests.fuzz import Read, Samples, list_errors, make_reader
from tests.fuzz.mutation import LETTERS, TEXTS, make_zip
from tests.importing.packages import BRANDING, make_jpeg, make_manifest, make_png, make_recording
from themebuilder.checks.base import Context
from themebuilder.checks.foreign_packages import check_package
from themebuilder.definitions.library import Library, shipped_root
from themebuilder.definitions.loader import read_library
from themebuilder.definitions.schema_problems import find_schema_problems
from themebuilder.importing import importer
from themebuilder.importing.compare_inputs import PackageComparison
from themebuilder.importing.diff_report import format_markdown, format_text
from themebuilder.importing.draft import make_writable
from themebuilder.importing.file_descriptions import list_package
from themebuilder.importing.grouping import pair_packages
from themebuilder.importing.guest_languages import find_guest_language
from themebuilder.importing.match_library import parse_document
from themebuilder.importing.package_reader import recognize_package
from themebuilder.importing.yaml_writer import write_yaml
from themebuilder.packages import json_reader, zip_reader
from themebuilder.packages.differences import find_differences, read_facts
from themebuilder.packages.errors import ArchiveError, JsonError
from themebuilder.packages.model import ForeignPackage
from themebuilder.platform.target import load_platform

PIECES = (
    "[" * 3000, '{"a":' * 3000, '"', "\\", "\\u", "\\ud800", "\\ud83d\\ude00", "\\ude00\\ud83d",
    ":", ",", "{", "}", "[", "]", "NaN", "Infinity", "-", "1e999", "1e-999", "9" * 400, "-0",
    "01", "1.", ".5", "0x1", "'a'", "//", "/*", "null", "tru", '"a":1,"a":2', "\ufeff", "\x00",
    '""' * 500,
)  # fmt: skip


def foreign_packages() -> tuple[Samples, Read]:
    """Packages as they are listed, checked and compared."""
    context = Context(_read_library(), load_platform("27"))
    packages = [recognize_package("a.zip", files) for files in _list_samples().values()]
    known = {package.kind: read_facts(package) for package in packages}

    def read(data: bytes) -> object:
        with suppress(ArchiveError):
            zip_reader.unpack(data)
        package = _unpack(data)
        problems = check_package(package, context)
        list_package(package)
        if package.kind == "webapp3":
            find_guest_language(package, ["da-DK", "pl"], context.platform, {})
        found = find_differences(known[package.kind], read_facts(package))
        for show in (format_text, format_markdown):
            show([PackageComparison("x", package, package, found)], "a", "b").encode()
        return list_errors(problems)

    return _zip_samples(), make_reader(read)


def imports() -> tuple[Samples, Read]:
    """Packages as they are imported, up to the definition that is written of them."""
    library, platform = _read_library(), load_platform("27")

    def read(data: bytes) -> object:
        look = pair_packages([_unpack(data)])[0]
        draft = importer._start_import(look, library, platform, "faelles").draft
        make_writable(draft)
        text = write_yaml(draft.tree, draft.notes, "# x\n")
        document = parse_document("theme", text, "themes/x.yaml")
        return list_errors(find_schema_problems("theme", document.tree))

    return _zip_samples(), make_reader(read)


def json_text() -> tuple[Samples, Read, tuple[str, ...]]:
    """JSON as it stands in packages."""

    def read(data: bytes) -> object:
        with suppress(JsonError):
            json_reader.read_json(data, "a.json")
        try:
            value = json_reader.read_foreign_json(data, "a.json")
        except JsonError as error:
            raise error.in_file("a.zip") from error
        json.dumps(value, ensure_ascii=False, allow_nan=False).encode()
        return ()

    packages = _list_samples().values()
    samples = {name: files[name] for files in packages for name in files if ".json" in name}
    return samples, make_reader(read), (*PIECES, *TEXTS, *LETTERS)


def _unpack(data: bytes) -> ForeignPackage:
    try:
        return recognize_package("a.zip", zip_reader.unpack_foreign(data))
    except ArchiveError as error:
        raise error.in_file("a.zip") from error


def _zip_samples() -> Samples:
    return {name: make_zip(dict(files)) for name, files in _list_samples().items()}


@cache
def _read_library() -> Library:
    return read_library(shipped_root(), shipped_root())


@cache
def _list_samples() -> Mapping[str, Mapping[str, bytes]]:
    """Packages of all three kinds, with pictures as small as they come."""
    picture, sound = make_jpeg(size=(32, 18)), make_recording(0.05)
    texts = {"meeting": {"leave": "Forlad", "x": "{{name}}"}, "common.join": "<2>Gå ind</2>"}
    whole = make_manifest(
        images={"jumbotron": "./background.jpg", "logo": "./logo.png", "login": "./background.jpg"},
        translations={"da": "./da.json", "en": "./en.json"},
        applicationConfig={"hiddenFunctionality": ["button-chat"], "showLiveCaptionsFeature": True},
        defaultUserConfig={"isAudioMuted": True},
        favicon={"href": "./logo.png"},
        overlay="dark",
        overlayOpacity=0.3,
        availableLanguages=["da", "en"],
        disconnectDestination="https://example.org/",
        plugins=[{"id": "p", "src": "./plug/index.html", "sandboxValues": ["allow-forms"]}],
        customStepConfig={"active": True, "source": {"default": "./step.html"}, "width": "30rem"},
    )
    branding = {
        "manifest.json": json.dumps(whole).encode(),
        "background.jpg": picture,
        "logo.png": make_png(size=(16, 8)),
        "da.json": json.dumps(texts).encode(),
        "en.json": b'{"meeting.leave": "Leave"}',
        "plug/index.html": b"<p>",
        "step.html": b"<p>",
    }
    screen = {
        "background": {"path": "background.jpg"},
        "elements": [{"type": "text", "text": "Vent lidt"}],
    }
    config = {
        "theme_version": 2,
        "splash_screens": {
            "layout_type": "grid",
            "screens": dict.fromkeys(("waiting_for_host", "welcome", "pin_entry"), screen),
        },
        "dtmf_conference_control_commands": {"*1": "mute", "*2": "raise_hand"},
    }
    old = {
        "brandingID": "x",
        "isSettingsBranded": True,
        "isStylesBranded": True,
        "languages": ["da"],
    }
    return {
        "webapp3": {BRANDING + name: data for name, data in branding.items()},
        "service-theme": {
            "themeconfig.json": json.dumps(config).encode(),
            "background.jpg": picture,
            "2sd-please-hold-connect-you_48kHz_mono.wav": sound,
            "more.txt": b"x",
        },
        "webapp2": {
            "webapp2/branding/manifest.json": json.dumps(old).encode(),
            "webapp2/branding/da.json": json.dumps(texts).encode(),
            "webapp2/branding/settings.json": b'{"defaultToMuted": true, "applicationName": "x"}',
            "webapp2/branding/styles.css": b".a{color:red}",
            "webapp2/branding/watermark.png": make_png(size=(8, 8)),
        },
    }


READERS = (foreign_packages, imports, json_text)
