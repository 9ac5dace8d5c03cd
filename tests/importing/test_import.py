"""What comes in builds to the same, and reads as if a person had written it."""

from __future__ import annotations

import json

import pytest

from tests.importing.packages import (
    PALETTE,
    add_notes,
    make_extensible,
    make_jpeg,
    make_png,
    make_recording,
    make_service_theme,
    make_webapp3,
    make_zip,
    read_files,
)

SAME = "equivalent to the package"


@pytest.fixture
def import_package(run, workspace):
    """Import a package, and return the definition and what is left to do."""

    def import_acme(package, *options):
        run("import", str(package), *options)
        files = (workspace / f"themes/acme.{ending}" for ending in ("yaml", "todo.md"))
        return [file.read_text() if file.exists() else "" for file in files]

    return import_acme


WEBAPP3 = {
    "as the portal makes it": ({}, {}),
    "with a logo and a favicon": (
        {"logo.png": make_png(), "icons/tab.png": make_png(size=(48, 48))},
        {"images": {"logo": "./logo.png"}, "favicon": {"href": "./icons/tab.png"}},
    ),
    "with another picture behind the page": (
        {"page.jpg": make_jpeg("#102030")},
        {"images": {"jumbotron": "./background.jpg", "background": "./page.jpg"}},
    ),
    "with shades of its own": ({}, {"colorPalette": [*PALETTE[:10], "#000000"]}),
    "with a few texts of its own": (
        {"da.json": json.dumps({"meeting": {"leave": "Gå"}})},
        {"translations": {"da": "./da.json"}, "availableLanguages": ["da"]},
    ),
    "with a language that we do not have": (
        {"fo.json": json.dumps({"meeting.leave": "Far"})},
        {"translations": {"fo": "./fo.json"}},
    ),
    "with brackets in a text": (
        {"en.json": json.dumps({"meeting.leave": "[[ now ]] or {{then}}"})},
        {"translations": {"en": "./en.json"}},
    ),
    "with hidden parts": (
        {},
        {"applicationConfig": {"hiddenFunctionality": ["button-chat", "button-participants"]}},
    ),
    "with hardly anything": (
        {},
        {
            "meta": None,
            "version": None,
            "brandName": None,
            "colorPalette": None,
            "backgroundColor": None,
            "applicationConfig": None,
            "defaultUserConfig": None,
        },
    ),
}  # fmt: skip

SERVICE = {
    "with one background": ({}, {}),
    "with a background that no screen can show": (
        {"movie.gif": "GIF89a"},
        {"splash_screens": {"screens": {"welcome": {"background": {"path": "movie.gif"}}}}},
    ),
    "with two backgrounds": (
        {"other.jpg": make_jpeg("#aa0000")},
        {
            "splash_screens": {
                "screens": {
                    "welcome": {"background": {"path": "other.jpg"}},
                    "pin_entry": {"background": {"path": "background_4.jpg"}},
                    "timeout": {"background": {"path": "background_4.jpg"}},
                }
            }
        },
    ),
    "with words and a layout": (
        {"icon.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>"},
        {
            "splash_screens": {
                "screens": {
                    "waiting_for_host": {
                        "elements": [
                            {"type": "icon", "path": "icon.svg"},
                            {"type": "text", "text": "Vent", "offset": 3},
                        ]
                    },
                    "welcome": {"elements": [{"type": "text", "text": "Velkommen"}]},
                }
            }
        },
    ),
    "with recordings": ({"2sd-please-hold-connect-you_48kHz_mono.wav": make_recording()}, {}),
}  # fmt: skip


@pytest.mark.parametrize(
    ("make", "files", "changes"),
    [
        pytest.param(make, *case, id=name)
        for make, cases in ((make_webapp3, WEBAPP3), (make_service_theme, SERVICE))
        for name, case in cases.items()
    ],
)
def test_a_package_builds_to_the_same(run, tmp_path, make, files, changes):
    package = make(tmp_path / "acme.zip", files, **changes)
    assert SAME in run("import", str(package)).out
    assert run("build", "--ignore", "active-content").code == 0
    (built,) = (tmp_path / "own/dist").glob("acme-*.zip")
    assert run("diff", str(package), str(built), "--exit-code").code == 0


@pytest.mark.parametrize(
    "change",
    [lambda data: data, add_notes, make_extensible],
    ids=["plain", "with notes", "extensible"],
)
def test_a_recording_comes_out_byte_by_byte(run, tmp_path, workspace, change):
    name, data = "conf-call-will-be-disconnected_48kHz_mono.wav", change(make_recording())
    run("import", str(make_service_theme(tmp_path / "acme.zip", {name: data})))
    run("build")
    assert read_files(workspace / "dist/acme-service-theme.zip")[name] == data


def test_a_definition_reads_as_if_a_person_had_written_it(import_package, tmp_path):
    definition, _todo = import_package(make_webapp3(tmp_path / "acme.zip", brandName="Acme: care"))
    assert (
        definition
        == """\
# yaml-language-server: $schema=.schemas/theme.json
# Imported from acme.zip.
theme: acme
title: Acme
organisation: acme
packages: [webapp3]   # as imported; remove this line to build both packages
brand:
  name: "Acme: care"   # brandName
  color: "#713400"   # meta.baseColor
  background_color: "#603924"   # backgroundColor
  card: {file: acme/background.jpg, keep: true}   # images.jumbotron
wording: {waiting: neutral, locked: neutral, ended: neutral}
webapp:
  texts: built-in   # the package has no language files
  manifest: {appTitle: null}   # differs in the package
"""
    )


def test_what_an_organisation_decides_is_written_to_its_file(run, tmp_path, workspace):
    config = {"hiddenFunctionality": ["button-participants"]}
    run("import", str(make_webapp3(tmp_path / "acme.zip", applicationConfig=config)))
    written = (workspace / "themes/organisations/acme.yaml").read_text()
    assert "part_of: clinic\nsettings:\n  participants_list: hidden\n" in written


def test_an_organisation_that_fits_is_used_as_it_is(import_package, tmp_path, write):
    write(
        "themes/organisations/fits.yaml",
        "organisation: fits\nname: Fits\nsettings: {add_participant: shown}\n",
    )
    definition, _todo = import_package(
        make_webapp3(tmp_path / "acme.zip"), "--organisation", "fits"
    )
    assert "organisation: fits\n" in definition


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("en", "The package has `hidden`, but an organisation above locks it. Remove the lock"),
        ("da", "Pakken har `hidden`, men en overordnet organisation har låst indstillingen. Fjern"),
    ],
)
def test_a_locked_setting_is_listed_and_not_imported(
    import_package, tmp_path, write, language, line
):
    write(
        "themes/organisations/firm.yaml",
        "organisation: firm\nname: Firm\nsettings: {participants_list: shown}\n"
        "lock: [participants_list]\n",
    )
    config = {"hiddenFunctionality": ["button-participants"]}
    package = make_webapp3(tmp_path / "acme.zip", applicationConfig=config)
    _definition, todo = import_package(package, "--organisation", "firm", "--language", language)
    assert f"- `settings.participants_list`: {line}" in todo


def test_the_waiting_words_are_recognised_as_a_wording(import_package, tmp_path):
    said = "Vent her på mødelederen.\nHar du mødelederens pinkode? Gå ud, og kom ind igen med den."
    screen = {"elements": [{"type": "text", "text": said}]}
    screens = {"waiting_for_host": screen, "direct_media_waiting_for_host": screen}
    package = make_service_theme(tmp_path / "acme.zip", splash_screens={"screens": screens})
    assert "wording: {waiting: clinician" in import_package(package)[0]


def test_what_several_have_in_common_becomes_a_parents(run, tmp_path, workspace):
    packages = [
        make_webapp3(tmp_path / f"{name}.zip", brandName=name) for name in ("North", "South")
    ]
    assert run("import", *map(str, packages), "--name", "land").out.count(SAME) == 2
    assert 'color: "#713400"' in (workspace / "themes/land.yaml").read_text()
    assert (
        (workspace / "themes/north.yaml")
        .read_text()
        .endswith(
            "title: North\nextends: land\norganisation: land\nbrand:\n  name: North   # brandName\n"
        )
    )
    assert run("build").code == 0


def test_themes_with_a_parent_keep_the_colours_and_files_that_they_do_not_share(run, tmp_path):
    meta = {"name": "DEFAULT", "brandVersion": "n/a"}
    packages = [
        make_webapp3(
            tmp_path / f"{name}.zip",
            {"pad/x.html": "pad", "about.html": name},
            meta={**meta, "baseColor": color},
            plugins=[{"src": "pad/x.html"}],
        )
        for name, color in (("nord", "#713400"), ("syd", "#3c5974"))
    ]
    assert run("import", *map(str, packages), "--name", "land").out.count(SAME) == 2
    run("build")
    for package in packages:
        built = f"dist/{package.stem}-webapp3.zip"
        assert run("diff", str(package), built, "--exit-code").code == 0
    assert "[package-file-missing]" not in run("check", "land").out


def test_nothing_that_is_there_is_overwritten(run, tmp_path, workspace, write):
    write("themes/acme.todo.md", "mine")
    result = run("import", str(make_webapp3(tmp_path / "acme.zip")))
    assert (result.code, "already exists" in result.err) == (2, True)
    assert not (workspace / "themes/acme.yaml").exists()


def test_a_name_that_is_taken_is_reported(run, tmp_path):
    result = run("import", str(make_webapp3(tmp_path / "borger.zip")))
    assert (result.code, "Theme `borger` already exists." in result.err) == (2, True)


def test_what_the_node_refuses_is_not_accepted(import_package, tmp_path):
    definition, todo = import_package(make_webapp3(tmp_path / "acme.zip", translations=5))
    assert "package-malformed" not in definition
    todo = todo.partition("## Fix before you build")[2]
    assert "- `package-malformed`" in todo
    assert "acme.zip/webapp3/branding/manifest.json: `translations` must be" in todo


def test_what_the_package_breaks_is_accepted_with_a_reason(run, import_package, tmp_path):
    plugins = [{"id": "p", "src": "http://x.org"}]
    definition, _todo = import_package(make_webapp3(tmp_path / "acme.zip", plugins=plugins))
    assert "plugin-source-unsafe: Imported from acme.zip" in definition
    assert run("build", "--ignore", "active-content").code == 0


def test_the_to_do_file_says_where_an_accepted_rule_is_broken(import_package, tmp_path):
    text = json.dumps({"meeting.leave": "Farvel {{navn}}"})
    package = make_webapp3(
        tmp_path / "acme.zip", {"da.json": text}, translations={"da": "./da.json"}
    )
    definition, todo = import_package(package)
    lines = enumerate(definition.splitlines(), 1)
    number = next(at for at, line in lines if "{{navn}}" in line)
    assert f"(`themebuilder rules placeholder-wrong`)\n  - themes/acme.yaml:{number}:" in todo


def test_a_folder_is_as_good_as_a_zip(run, tmp_path):
    for name, data in read_files(make_webapp3(tmp_path / "acme.zip")).items():
        file = tmp_path / "acme" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    assert SAME in run("import", str(tmp_path / "acme")).out


def make_webapp2(path, **files):
    flags = {"brandingID": "", "isStylesBranded": True, "isCustomBackgroundBranded": True}
    whole = {
        "manifest.json": json.dumps(flags),
        "background.jpg": make_jpeg(),
        "watermark_icon.png": make_png(size=(336, 160)),
        "site.webmanifest": json.dumps({"name": "Videomøde"}),
        "themes/styles.css": "a { color: #fff } .top { background: #2F6F8F } b { fill: #2f6f8f }",
        "languages/en.json": json.dumps({"EXIT": "Leave meeting", "OTHER": "Nowhere"}),
        "languages/da.json": json.dumps({"EXIT": "Gå ud", "OTHER": "Ingen steder"}),
        "settings.json": json.dumps({"applicationSettings": {"a": True}}),
        **files,
    }
    return make_zip({f"webapp2/branding/{name}": data for name, data in whole.items()}, path)


def test_a_webapp_2_branding_becomes_a_new_theme(run, import_package, tmp_path):
    definition, todo = import_package(make_webapp2(tmp_path / "acme.zip"))
    assert set(definition.splitlines()) >= {
        "  title: Videomøde   # name in site.webmanifest",
        '  color: "#2f6f8f"   # the most used colour in its styles',
        "  background: {file: acme/background.jpg}   # background.jpg",
        "  logo: {file: acme/watermark_icon.png}   # watermark_icon.png",
        "extends: generisk   # gives wording, texts and the rest of the look",
    }
    # A text is found by what it says in English; what has no counterpart is listed.
    assert "Gå ud" in definition
    assert "- `settings.json`: Settings of Webapp 2: applicationSettings.a." in todo
    assert run("build").code == 0


NOTHING_TO_DECIDE = {
    "unknown keys": ({}, {"other": [1, {"a": "b"}]}),
    "classification levels": (
        {},
        {"classification": {"default": 1, "levels": {"1": {"text": "A"}}}},
    ),
    "an unknown file": ({"x.bin": b"?"}, {}),
    "a recording": ({"2sd-please-hold-connect-you_48kHz_mono.wav": make_recording()}, {}),
}


@pytest.mark.parametrize("case", NOTHING_TO_DECIDE)
def test_there_is_no_to_do_file_where_nothing_must_be_decided(import_package, tmp_path, case):
    files, changes = NOTHING_TO_DECIDE[case]
    definition, todo = import_package(make_service_theme(tmp_path / "acme.zip", files, **changes))
    assert (bool(definition), todo) == (True, "")


def test_what_is_kept_unchanged_is_printed_and_not_a_to_do(run, tmp_path, workspace):
    package = make_webapp3(tmp_path / "acme.zip", {"a.txt": "p {}"}, videoShare={"server": "x"})
    report = json.loads(run("import", str(package), "--json").out)
    assert report["themes"][0]["passed_on"] == ["a.txt", "manifest.json videoShare"]
    todo = (workspace / "themes/acme.todo.md").read_text()
    assert [line for line in todo.splitlines() if line.startswith("- ")] == [
        "- `webapp.path`: Which path do guests use? Packages don't contain it. Add it."
    ]


def test_plugins_of_webapp_2_are_no_to_do(run, tmp_path, workspace):
    files = {
        "settings.json": json.dumps({"a": 1, "plugins": [{"id": "pad", "srcURL": "pad.js"}]}),
        "plugins/pad/pad.json": json.dumps({"pad": True}),
        "plugins/pad/pad.js": "1",
    }
    output = run("import", str(make_webapp2(tmp_path / "acme.zip", **files))).out
    assert "plugins" not in (workspace / "themes/acme.todo.md").read_text()
    assert "    plugins/pad/pad.js\n" in output


def test_a_classification_is_nothing_unknown(run, tmp_path):
    level = {"text": "Internal", "color": "0xFFFFFF", "bgcolor": "0x008000"}
    classification = {"levels": {"1": level}, "default": 1}
    run("import", str(make_service_theme(tmp_path / "acme.zip", classification=classification)))
    assert "key-without-evidence" not in run("check").out
