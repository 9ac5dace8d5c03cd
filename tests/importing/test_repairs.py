"""What a package of others has wrong is repaired on import and listed; `check` calls it a fault."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.importing.packages import (
    BRANDING,
    make_jpeg,
    make_png,
    make_service_theme,
    make_webapp3,
    make_zip,
    read_files,
)

Files = dict[str, bytes]
SAME = "equivalent to the package"
BOM = b"\xef\xbb\xbf"
CONFIG = "themeconfig.json"
MANIFEST = BRANDING + "manifest.json"
DANISH = json.dumps({"meeting.leave": "Gå ud af mødet"}, ensure_ascii=False)
DOCTYPE = '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">\n'
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="200" height="100"><path d="M0 0h9v9z"/></svg>'


def put_into(folder: str) -> Callable[[Files], Files]:
    return lambda files: {f"{folder}{name}": data for name, data in files.items()}


def rename(**names: str) -> Callable[[Files], Files]:
    """Rename each file whose last part is a key (`_` for its dot)."""

    def change(files: Files) -> Files:
        found = {name: name.rpartition("/")[2].replace(".", "_") for name in files}
        folders = {name: name[: name.rfind("/") + 1] for name in files}
        return {
            folders[file] + names[found[file]] if found[file] in names else file: data
            for file, data in files.items()
        }

    return change


def begin(name: str, mark: bytes = BOM) -> Callable[[Files], Files]:
    return lambda files: {**files, name: mark + files[name]}


def encode(encoding: str) -> Callable[[Files], Files]:
    return lambda files: {**files, BRANDING + "da.json": DANISH.encode(encoding)}


WITH_LOGO = ({"logo.png": make_png()}, {"images": {"logo": "./logo.png"}})
IN_DANISH = ({"da.json": DANISH}, {"translations": {"da": "./da.json"}})
WITH_PLUGIN = (
    {},
    {"plugins": [{"id": "pad", "src": "./plugins/pad/index.html"}]},
)
PLUGIN = {"plugins/pad/index.html": b"<p>pad</p>", "plugins/pad/pad.js": b"1"}

BRANDINGS: Mapping[str, tuple[tuple, Callable[[Files], Files], str, tuple[str, ...], int]] = {
    "an extra top folder": (
        ({}, {}), put_into("acme/"), "was found as `acme/webapp3/", ("package-misplaced",), 1,
    ),
    "two extra top folders": (
        ({}, {}), put_into("a/b/"), "was found as `a/b/webapp3/", ("package-misplaced",), 1,
    ),
    "the folder branding alone": (
        ({}, {}),
        lambda files: {name.removeprefix("webapp3/"): data for name, data in files.items()},
        "was found as `branding/manifest.json`", ("package-misplaced",), 1,
    ),
    "no folder at all": (
        ({}, {}),
        lambda files: {name.removeprefix(BRANDING): data for name, data in files.items()},
        "was found as `manifest.json`", ("package-misplaced",), 1,
    ),
    "a manifest in capitals": (
        ({}, {}), rename(manifest_json="Manifest.JSON"),
        "was found as `webapp3/branding/Manifest.JSON`", ("package-misplaced",), 1,
    ),
    "backslashes": (
        ({}, {}),
        lambda files: {name.replace("/", "\\"): data for name, data in files.items()},
        "2 names were written with backslashes", ("entry-name-not-portable",), 1,
    ),
    "a dot as a folder": (
        ({}, {}), put_into("./"), "2 names were written with an empty part",
        ("package-name-unusual",), 0,
    ),
    "litter of a Mac": (
        ({}, {}), lambda files: {**files, ".DS_Store": b"x"},
        "`.DS_Store` isn't part of the package", ("package-litter",), 0,
    ),
    "a byte order mark": (
        ({}, {}), begin(MANIFEST), "began with a byte order mark", ("json-malformed",), 1,
    ),
    "a language file with a byte order mark": (
        IN_DANISH, begin(BRANDING + "da.json"), "began with a byte order mark",
        ("json-malformed",), 1,
    ),
    "a language file in Windows-1252": (
        IN_DANISH, encode("cp1252"), "was written in Windows-1252", ("json-malformed",), 1,
    ),
    "a language file in UTF-16": (
        IN_DANISH, encode("utf-16"), "was written in UTF-16", ("json-malformed",), 1,
    ),
    "a picture in another case": (
        WITH_LOGO, rename(logo_png="Logo.PNG"), "`Logo.PNG` is named ./logo.png in `images.logo`",
        ("package-file-missing",), 1,
    ),
    "a name in decomposed form": (
        ({"bånd.png": make_png()}, {"images": {"logo": "./bånd.png"}}),
        rename(bånd_png="ba\u030and.png"), "was in decomposed Unicode form",
        ("entry-name-not-portable",), 1,
    ),
    "a name in decomposed form, and named so": (
        ({"ba\u030and.png": make_png()}, {"images": {"logo": "./ba\u030and.png"}}),
        rename(), "was in decomposed Unicode form", (), 0,
    ),
    "a name in composed form, named decomposed": (
        ({"bånd.png": make_png()}, {"images": {"logo": "./ba\u030and.png"}}), rename(),
        "is named ./ba\u030and.png in `images.logo`", ("entry-name-not-portable",), 1,
    ),
    "a dot as a folder, and a name in composed form, named decomposed": (
        ({"bånd.png": make_png()}, {"images": {"logo": "./ba\u030and.png"}}), put_into("./"),
        "3 names were written with an empty part",
        ("package-name-unusual", "entry-name-not-portable"), 1,
    ),
    "a plugin beside the package": (
        WITH_PLUGIN, lambda files: {**files, **PLUGIN},
        "`plugins/pad/index.html` was outside the package", ("package-file-missing",), 1,
    ),
    "a plugin below webapp3": (
        WITH_PLUGIN,
        lambda files: {**files, **{f"webapp3/{name}": data for name, data in PLUGIN.items()}},
        "`webapp3/plugins/pad/index.html` was outside the package", ("package-file-missing",), 1,
    ),
    "a logo with a DOCTYPE": (
        ({"logo.svg": DOCTYPE + SVG}, {"images": {"logo": "./logo.svg"}}), rename(),
        "`webapp3/branding/logo.svg` had a DOCTYPE", (), 0,
    ),
    "a file beside it": (
        ({}, {}), lambda files: {**files, "readme.txt": b"hello"},
        "`readme.txt` is outside the package", ("package-file-outside",), 0,
    ),
}  # fmt: skip


def make_odd(tmp_path: Path, content: tuple, change: Callable[[Files], Files]) -> str:
    files, keys = content
    good = read_files(make_webapp3(tmp_path / "good.zip", files, **keys))
    return str(make_zip(change(good), tmp_path / "acme.zip"))


@pytest.mark.parametrize("quirk", BRANDINGS)
def test_the_import_repairs_and_lists_what_the_check_reports(run, tmp_path, quirk):
    content, change, done, rules, code = BRANDINGS[quirk]
    odd = make_odd(tmp_path, content, change)
    result = run("import", odd).out
    repaired = result.partition("  repaired ")[2].partition("\n")[0]
    assert (done in repaired, SAME in result) == (True, True)
    result = run("check", odd, "--json", "--ignore", "active-content")
    faults = [fault["rule"] for fault in json.loads(result.out)["problems"]]
    faults = [rule for rule in faults if rule != "language-incomplete"]  # of one text
    assert (faults, result.code) == ([*rules], code)


SERVICE_THEMES = {
    "one folder": (put_into("acme/"), ("service-theme-unusual",), 0),
    "two folders": (put_into("a/b/"), ("package-misplaced",), 1),
    "the head in another case": (
        rename(themeconfig_json="ThemeConfig.json"), ("service-theme-unusual",), 0,
    ),
    "a background in another case": (
        rename(ground_jpg="Ground.JPG"), ("service-theme-unusual",), 0,
    ),
    "a byte order mark": (begin(CONFIG), ("service-theme-unusual",), 0),
}  # fmt: skip


@pytest.mark.parametrize("quirk", SERVICE_THEMES)
def test_what_a_node_does_with_an_odd_service_theme_is_unconfirmed(run, tmp_path, quirk):
    change, rules, code = SERVICE_THEMES[quirk]
    screens = {"screens": {"welcome": {"background": {"path": "ground.jpg"}}}}
    good = make_service_theme(
        tmp_path / "good.zip", {"ground.jpg": make_jpeg()}, splash_screens=screens
    )
    odd = make_zip(change(read_files(good)), tmp_path / "acme.zip")
    result = run("check", str(odd), "--json")
    assert [fault["rule"] for fault in json.loads(result.out)["problems"]] == [*rules]
    assert (result.code, run("import", str(odd)).code) == (code, 0)


@pytest.mark.parametrize(
    ("name", "encoding", "rule"),
    [
        ("læge.png", "utf-8", "package-name-unusual"),
        ("æble.png", "cp850", "package-name-unusual"),
        ("kød.png", "cp850", "entry-name-not-portable"),
    ],
)
def test_a_name_without_mark_is_a_fault_where_no_program_reads_what_the_manifest_names(
    run, tmp_path, name, encoding, rule
):
    good = make_webapp3(tmp_path / "good.zip", {"xxxx": make_png()}, images={"logo": f"./{name}"})
    raw = name.encode(encoding)
    with zipfile.ZipFile(good) as archive, zipfile.ZipFile(tmp_path / "a.zip", "w") as out:
        for info in archive.infolist():
            new = info.filename.replace("xxxx", "x" * len(raw))
            out.writestr(new, archive.read(info))
    odd = tmp_path / "acme.zip"
    odd.write_bytes((tmp_path / "a.zip").read_bytes().replace(b"x" * len(raw), raw))
    faults = json.loads(run("check", str(odd), "--json").out)["problems"]
    assert [fault["rule"] for fault in faults] == [rule]


def test_the_fault_is_reported_in_danish(run, tmp_path):
    odd = make_odd(tmp_path, ({}, {}), put_into("acme/"))
    fault = json.loads(run("--language", "da", "check", odd, "--json").out)["problems"][0]
    assert fault["message"] == (
        "Systemet leder efter `webapp3/branding/manifest.json`, men i denne zip er det "
        "`acme/webapp3/branding/manifest.json`."
    )
    assert fault["hint"] == (
        "Pak selve mappen `webapp3`, så den ligger øverst i zippen. Eller lav en ny pakke af den: "
        f"`themebuilder import {odd}` og så `themebuilder build`."
    )


def test_a_folder_needs_no_place_in_a_zip(run, tmp_path):
    folder = tmp_path / "branding"
    folder.mkdir()
    for name, data in read_files(make_webapp3(tmp_path / "good.zip")).items():
        (folder / name.removeprefix(BRANDING)).write_bytes(data)
    assert "package-misplaced" not in run("check", str(folder)).out
