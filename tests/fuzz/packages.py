"""Packages of anybody: the zip, the JSON inside, and what is made of both."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from tests.fuzz.reader import Messages, Reader, answer, told
from tests.fuzz.spoiling import LETTERS, TEXTS, as_json, odd, spoiled_bytes, spoiled_tree
from tests.importing.packages import BRANDING, jpeg, manifest, png, recording
from themebuilder.checks.base import Context
from themebuilder.core.problems import ThemeError
from themebuilder.definitions.library import Library, shipped_root
from themebuilder.definitions.loader import read_library
from themebuilder.definitions.schema_problems import find_schema_problems
from themebuilder.importing import importer as importing
from themebuilder.importing.compare_inputs import PackageComparison
from themebuilder.importing.diff_report import format_markdown, format_text
from themebuilder.importing.draft import make_writable
from themebuilder.importing.file_descriptions import list_package
from themebuilder.importing.grouping import pair_packages
from themebuilder.importing.match_library import parse_document
from themebuilder.importing.package_reader import check_package, recognize_package
from themebuilder.importing.yaml_writer import write_yaml
from themebuilder.packages import json_reader, zip_reader
from themebuilder.packages.differences import find_differences, read_facts
from themebuilder.packages.errors import ArchiveError, JsonError
from themebuilder.packages.model import ForeignPackage
from themebuilder.platform.target import load_platform
from themebuilder.reports.findings import replace_surrogates

Files = Mapping[str, bytes]


def packages() -> Reader:
    """Packages as they are listed, checked and compared."""
    context = Context(_library(), load_platform("27"))
    known = {one.kind: read_facts(one) for one in map(_recognise, _samples())}

    def read(data: bytes) -> Messages:
        with suppress(ArchiveError):
            zip_reader.unpack(data)
        try:
            package = _recognise(zip_reader.unpack_foreign(data).files)
            problems = check_package(package, context)
            list_package(package)
            found = find_differences(known[package.kind], read_facts(package))
        except ArchiveError as error:
            return answer(error.in_file("a.zip"))
        except ThemeError as error:
            return answer(error)
        format_text([PackageComparison("x", package, package, found)], "a", "b").encode()
        format_markdown([PackageComparison("x", package, package, found)], "a", "b").encode()
        return told(problems)

    return Reader(_spoil, read)


def imports() -> Reader:
    """Packages as they are brought in, up to the definition that is written of them."""
    library, known = _library(), load_platform("27")

    def read(data: bytes) -> Messages:
        try:
            package = _recognise(zip_reader.unpack_foreign(data).files)
            look = pair_packages([package])[0]
            draft = importing._start_import(look, library, known, "faelles").draft
        except ArchiveError as error:
            return answer(error.in_file("a.zip"))
        except ThemeError as error:
            return answer(error)
        make_writable(draft)
        text = write_yaml(draft.tree, draft.notes, "# x\n")
        document = parse_document("theme", text, "themes/x.yaml")
        return told(find_schema_problems("theme", document.tree))

    return Reader(_spoil, read)


def json_text() -> Reader:
    """JSON as it stands in packages."""
    samples = [data for files in _samples() for name, data in files.items() if ".json" in name]
    trees = [json.loads(data) for data in samples]

    def spoiled(random: Random) -> bytes:
        if random.random() < 0.5:
            data = as_json(random, spoiled_tree(random, random.choice(trees)))
        else:
            data = random.choice(samples)
            at = random.randrange(len(data))
            piece = random.choice((*_PIECES, *TEXTS, *LETTERS)).encode("utf-8", "surrogatepass")
            data = data[:at] + piece + data[at + random.randrange(3) :]
        return spoiled_bytes(random, data, samples) if random.random() < 0.4 else data

    def read(data: bytes) -> Messages:
        with suppress(JsonError):
            json_reader.read_json(data, "a.json")
        try:
            value, _ = json_reader.read_foreign_json(data, "a.json")
        except JsonError as error:
            return answer(error.in_file("a.zip"))
        json.dumps(value, ensure_ascii=False, allow_nan=False).encode()
        return ()

    return Reader(spoiled, read)


_PIECES = (
    "[" * 3000, '{"a":' * 3000, '"', "\\", "\\u", "\\ud800", "\\ud83d\\ude00", "\\ude00\\ud83d",
    ":", ",", "{", "}", "[", "]", "NaN", "Infinity", "-", "1e999", "1e-999", "9" * 400, "-0",
    "01", "1.", ".5", "0x1", "'a'", "//", "/*", "null", "tru", '"a":1,"a":2', "\ufeff", "\x00",
    '""' * 500,
)  # fmt: skip


@cache
def _library() -> Library:
    return read_library(shipped_root(), shipped_root())


def _recognise(files: Files) -> ForeignPackage:
    return recognize_package("a.zip", files)


@cache
def _samples() -> tuple[Files, ...]:
    """Packages of all three kinds, with pictures as small as they come."""
    picture, sound = jpeg(size=(32, 18)), recording(0.05)
    texts = {"meeting": {"leave": "Forlad", "x": "{{name}}"}, "common.join": "<2>Gå ind</2>"}
    whole = manifest(
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
        "logo.png": png(size=(16, 8)),
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
    return (
        {BRANDING + name: data for name, data in branding.items()},
        {
            "themeconfig.json": json.dumps(config).encode(),
            "background.jpg": picture,
            "2sd-please-hold-connect-you_48kHz_mono.wav": sound,
            "more.txt": b"x",
        },
        {
            "webapp2/branding/manifest.json": json.dumps(old).encode(),
            "webapp2/branding/da.json": json.dumps(texts).encode(),
            "webapp2/branding/settings.json": b'{"defaultToMuted": true, "applicationName": "x"}',
            "webapp2/branding/styles.css": b".a{color:red}",
            "webapp2/branding/watermark.png": png(size=(8, 8)),
        },
    )


@cache
def _zips() -> tuple[bytes, ...]:
    return tuple(_make_zip(files, how) for files in _samples() for how in (0, 8))


def _make_zip(files: Files, method: int = 0) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as zip_file:
        for name, data in files.items():
            info = zipfile.ZipInfo(replace_surrogates(name)[:30_000])
            info.compress_type = method
            zip_file.writestr(info, data)
    return out.getvalue()


def _spoil(random: Random) -> bytes:
    """A package whose JSON, names or bytes are not as they should be."""
    how = random.random()
    if how < 0.3:
        return spoiled_bytes(random, random.choice(_zips()), _zips())
    files = dict(random.choice(_samples()))
    if how < 0.9:
        name = random.choice([name for name in files if name.endswith(".json")])
        files[name] = _spoiled_json(random, files[name])
    if how > 0.8:
        name = random.choice(list(files))
        data = files.pop(name)
        folder = Path(name).parent.as_posix()
        files[random.choice((f"{folder}/", "", "a/")) + _name(random)] = data
    if random.random() < 0.1:
        name = random.choice(list(files))
        files[name] = spoiled_bytes(random, files[name], list(files.values()))
    return _make_zip(files, random.choice((0, 0, 8)))


def _spoiled_json(random: Random, data: bytes) -> bytes:
    if random.random() < 0.1:
        return spoiled_bytes(random, data)
    return as_json(random, spoiled_tree(random, json.loads(data)))


def _name(random: Random) -> str:
    known: list[Any] = ["manifest.json", "themeconfig.json", "da.json", "__MACOSX/x", "a\\b", "x/"]
    return str(random.choice((random.choice(known), odd(random, 9))))
