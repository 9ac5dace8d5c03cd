"""Foreign packages are listed and checked by the same rules as our own."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from tests.importing.packages import (
    BRANDING,
    add_notes,
    make_jpeg,
    make_recording,
    make_service_theme,
    make_webapp3,
    make_zip,
    read_files,
)
from tests.importing.test_import import make_webapp2
from themebuilder.cli import main
from themebuilder.definitions import loader
from themebuilder.packages.zip_writer import compute_digest


def test_a_package_is_listed_with_sizes(run, tmp_path):
    output = run("show", str(make_webapp3(tmp_path / "acme.zip"))).out.splitlines()
    assert output[0].endswith("acme.zip: Webapp3 branding")
    assert " ".join(output[2].split()) == (
        f"webapp3/branding/background.jpg JPEG, 1920 x 1080 images.jumbotron {len(make_jpeg()):,}"
    )


def test_the_options_of_themes_are_wrong_usage_for_a_package(run, tmp_path):
    package = str(make_webapp3(tmp_path / "acme.zip"))
    for words in (["--all"], ["brand"]):
        result = run("show", package, *words)
        assert (result.code, "PREFIX and --all work with themes" in result.err) == (2, True)


def test_outside_of_a_workspace_a_second_command_parses_only_what_it_needs(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    make_webapp3(tmp_path / "acme.zip")
    parsed = []
    parse = loader.parse_yaml
    monkeypatch.setattr(loader, "parse_yaml", lambda *file: parsed.append(file) or parse(*file))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    counts = []
    for _ in range(2):
        parsed.clear()
        CliRunner().invoke(main, ["show", "acme.zip"])
        counts.append(len(parsed))
    assert counts[1] < 5 < counts[0]


PAD = {"src": "./pad/index.html"}
USES = {
    "manifest.json": "names the other files",
    "background.jpg": "images.jumbotron",
    "da.json": "translations.da and 1 more",
    "pad/index.html": "plugins[0].src",
    "pad/pad.js": "in the folder of plugin `./pad/index.html`",
    "a.css": "files.styles[0]",
    "left.txt": "no key names it",
}


def test_each_file_of_a_branding_is_listed_with_its_use(run, tmp_path):
    package = make_webapp3(
        tmp_path / "acme.zip",
        dict.fromkeys(USES.keys() - {"manifest.json", "background.jpg"}, "{}"),
        plugins=[PAD],
        translations={"da": "./da.json", "en": "./da.json"},
        files={"styles": ["a.css"]},
    )
    files = json.loads(run("show", str(package), "--json").out)["files"]
    assert {file["name"].removeprefix(BRANDING): file["use"] for file in files} == USES


def test_each_file_of_a_service_theme_is_listed_with_its_use(run, tmp_path):
    known = "2sd-please-hold-connect-you_48kHz_mono.wav"
    package = make_service_theme(
        tmp_path / "acme.zip", {known: make_recording(), "a.wav": make_recording()}
    )
    files = json.loads(run("show", str(package), "--json").out)["files"]
    assert {file["name"]: file["use"] for file in files} == {
        "themeconfig.json": "names the other files",
        "background_4.jpg": "splash_screens.screens.waiting_for_host.background.path and 2 more",
        known: "a prompt",
        "a.wav": "no known prompt has this name",
    }


@pytest.mark.parametrize("command", ["show", "import"])
def test_files_outside_the_package_are_listed_by_name(run, tmp_path, command):
    files = read_files(make_webapp3(tmp_path / "good.zip"))
    outside = {"pad/index.html": b"", "pad/pad.js": b"", "readme.txt": b""}
    output = run(command, str(make_zip({**files, **outside}, tmp_path / "acme.zip"))).out
    assert [name for name in outside if f"`{name}` is outside" not in output] == []


@pytest.mark.parametrize("seconds", [0.5, 130])
def test_a_recording_is_listed_with_its_form_and_outside_the_budget(run, tmp_path, seconds):
    package = make_service_theme(tmp_path / "acme.zip", {"a.wav": make_recording(seconds)})
    report = json.loads(run("show", str(package), "--json").out)
    expected = f"WAV, pcm 16 bits, mono, 48000 Hz, {seconds:.1f} s"
    assert [file["what"] for file in report["files"] if file["name"] == "a.wav"] == [expected]
    assert report["size"] - report["weight"] == len(make_recording(seconds))
    # The digest is the one that a build would have.
    assert report["digest"] == compute_digest(read_files(package))


@pytest.mark.parametrize("command", ["show", "check"])
def test_no_workspace_is_needed_to_look_into_a_package_that_is_there(tmp_path, command):
    package = make_webapp3(tmp_path / "acme.zip")
    look = ["-C", str(tmp_path), command, str(package)]
    assert CliRunner().invoke(main, look).exit_code == 0
    package.unlink()
    result = CliRunner().invoke(main, look)
    assert (result.exit_code, "There is no file or folder" in result.output) == (2, True)


def test_a_file_that_is_no_zip_is_reported_as_one_and_not_as_a_missing_workspace(
    tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "acme.rar").write_bytes(b"Rar!")
    result = CliRunner().invoke(main, ["check", "acme.rar"])
    assert (result.exit_code, "[package-unreadable]" in result.output) == (1, True)


def test_a_recording_with_notes_only_warns_and_the_help_suits_somebody_with_a_zip(run, tmp_path):
    package = make_service_theme(tmp_path / "acme.zip", {"a.wav": add_notes(make_recording())})
    result = run("check", str(package))
    assert (result.code, run("check", str(package), "--strict").code) == (0, 1)
    assert ("chunk `LIST`" in result.out, "ffmpeg -i" in result.out, "keep" in result.out) == (
        True,
        True,
        False,
    )


LEGACY = {"splash_screens": None}


BROKEN, OUTDATED = (["package-malformed"], 1), (["package-outdated"], 0)


@pytest.mark.parametrize(
    ("changes", "said", "answer"),
    [
        ({"theme_version": "2"}, "is a text, but it must be the number 2", BROKEN),
        ({"theme_version": 1}, "takes this for a legacy theme", BROKEN),
        ({"theme_version": None}, "is missing, so the node takes", BROKEN),
        ({"theme_version": 3}, "is 3, not 2", BROKEN),
        ({"theme_version": 1, **LEGACY}, "This is a legacy theme", OUTDATED),
        ({"theme_version": None, **LEGACY}, "This is a legacy theme", OUTDATED),
    ],
)
def test_another_version_of_a_service_theme_gets_its_cause(run, tmp_path, changes, said, answer):
    ran = run("check", str(make_service_theme(tmp_path / "acme.zip", **changes)), "--json")
    found = json.loads(ran.out)["problems"]
    assert (
        [problem["rule"] for problem in found if said in problem["message"]],
        ran.code,
    ) == answer


def test_a_version_as_text_is_imported_as_version_2(run, tmp_path):
    result = run("import", str(make_service_theme(tmp_path / "acme.zip", theme_version="2")))
    assert (result.code, "legacy" in result.out) == (0, False)


def test_a_branding_for_webapp_2_is_sent_to_the_import(run, tmp_path):
    assert "[package-outdated]" in run("check", str(make_webapp2(tmp_path / "acme.zip"))).out


def test_packages_and_themes_are_checked_together(run, write, tmp_path):
    write("themes/ward.yaml", "theme: ward\nextends: generisk\norganisation: clinic\n")
    package = make_service_theme(tmp_path / "acme.zip", theme_version=1)
    report = json.loads(run("check", "ward", str(package), "--json").out)
    assert (report["themes"], report["problems"][0]["rule"]) == (["ward"], "package-malformed")


@pytest.mark.parametrize("command", ["show", "import", "check"])
def test_what_is_no_package_is_reported_by_what_it_holds(run, tmp_path, command):
    inner = make_webapp3(tmp_path / "inner.zip").read_bytes()
    outer = make_zip({"holiday.jpg": make_jpeg(), "inner.zip": inner}, tmp_path / "acme.zip")
    result = run(command, str(outer))
    assert (result.code, "[package-unreadable]" in result.out, "holiday.jpg" in result.out) == (
        1,
        True,
        True,
    )


def test_a_folder_with_a_link_in_it_is_refused(run, tmp_path):
    folder = tmp_path / "acme" / BRANDING
    folder.mkdir(parents=True)
    (folder / "manifest.json").write_text("{}")
    (folder / "secret").symlink_to("/etc/passwd")
    result = run("show", str(tmp_path / "acme"))
    assert (result.code, "[archive-unsupported]" in result.out) == (1, True)


@pytest.mark.parametrize(
    ("language", "listed", "never", "hint"),
    [
        ("dk", None, "dk", "Offer these languages instead, with texts: `da`."),
        ("da-dk", None, "da-dk", "with texts: `da-DK`."),
        ("no", None, "no", "with texts: `nb`, `nn`."),
        ("sv", ["da"], "sv", "Offer `sv`."),
        ("en", ["en", "dk"], "dk", "with texts: `da`."),
        ("da", None, "", ""),
    ],
)
def test_a_language_that_no_guest_gets_is_a_warning(  # noqa: PLR0917 - fixtures
    run, tmp_path, language, listed, never, hint
):
    package = make_webapp3(
        tmp_path / "acme.zip",
        {f"{language}.json": "{}"},
        translations={language: f"./{language}.json"},
        availableLanguages=listed,
    )
    found = json.loads(run("check", str(package), "--json").out)["problems"]
    found = [problem for problem in found if problem["rule"] == "language-never-shown"]
    assert len(found) == bool(never)
    for problem in found:
        assert problem["severity"] == "warning"
        assert f"Guests don't get texts in `{never}`." in problem["message"]
        assert hint in problem["hint"]
