"""The page on a theme: what it says, and that it can be read by everybody itself."""

from __future__ import annotations

import json
import re

import pytest

from themebuilder.checks.backdrop import WAITING
from themebuilder.core.messages import MESSAGE_LANGUAGES, VARIABLE, translate
from themebuilder.reports.accessibility import _SCREENS
from themebuilder.reports.accessibility_pictures import _WINDOWS, read_words
from themebuilder.reports.accessibility_report import format_ratio
from themebuilder.reports.page_in_browser import SCREENS

ALL_IS_WELL = """theme: ward
title: Afdelingen
extends: borger
organisation: clinic
brand: {color: "#2b6a94"}
webapp: {path: ward}
"""
STAFF = """theme: staff
extends: kliniker
organisation: clinic
brand: {title: Personale, color: "#2b6a94"}
webapp: {path: staff}
"""


@pytest.fixture
def report(workspace, run, monkeypatch):
    """A function that makes the report in the language of a file's name, and gives the file."""

    def make_report(name, *arguments):
        monkeypatch.setenv(VARIABLE, name.split(".")[1])
        run("accessibility", "-o", str(workspace / "out"), *arguments)
        return (workspace / "out" / name).read_text(encoding="utf-8")

    return make_report


@pytest.fixture
def found(run):
    """What is found in the workspace's only theme, by item."""

    def ask():
        (theme,) = json.loads(run("accessibility", "--json").out)["themes"]
        return {item["item"]: item["outcome"] for item in theme["items"]}

    return ask


def test_a_theme_that_can_be_read_ends_well(write, run):
    write("themes/ward.yaml", ALL_IS_WELL)
    assert run("accessibility").code == 0


def test_a_theme_that_cannot_be_read_ends_with_one(faulty_workspace, run):
    result = run("accessibility")
    assert result.code == 1
    place = "Only 1.0:1 in the hardest place, 1 % from the left and 61 % from the top."
    assert f"Fault: 1.4.3 White text on the meeting's screens can be read: {place}" in result.out


@pytest.mark.parametrize(
    ("item", "outcome"),
    [
        ("palette-text", "fault"),
        ("palette-controls", "fault"),
        ("screen-text", "fault"),
        ("logo", "look"),
        ("title", "ok"),
        ("apart", "none"),
        ("zoom", "unseen"),
        ("still", "ok"),
    ],
)
def test_each_thing_has_its_outcome(faulty_workspace, found, item, outcome):
    assert found()[item] == outcome


def test_what_is_accepted_is_reported_with_its_reason(faulty_workspace, report):
    text = faulty_workspace.read_text(encoding="utf-8")
    reason = "accept: {screen-text-unreadable: The room is closed until the new picture comes}\n"
    faulty_workspace.write_text(text + reason, encoding="utf-8")
    assert "begrundelse: the room is closed" in report("ward.da.md").lower()


def test_themes_that_say_the_same_are_a_fault_in_both_reports(write, run):
    write("themes/ward.yaml", ALL_IS_WELL)
    staff = ALL_IS_WELL.replace("ward", "staff") + "reach: internal\n"
    write("themes/staff.yaml", staff)
    themes = json.loads(run("accessibility", "--json").out)["themes"]
    outcomes = [
        item["outcome"] for theme in themes for item in theme["items"] if item["item"] == "apart"
    ]
    assert outcomes == ["fault", "fault"]


CALLED_OTHERWISE = f"{ALL_IS_WELL}texts: {{da: {{meeting.leave: Gå ud af mødet}}}}\n"


@pytest.mark.parametrize(
    ("definition", "outcome"),
    [
        pytest.param(ALL_IS_WELL, "ok", id="shipped texts"),
        pytest.param(CALLED_OTHERWISE, "fault", id="a button called otherwise"),
        pytest.param(ALL_IS_WELL.replace("{path", "{texts: built-in, path"), "none", id="no texts"),
        pytest.param(
            f"{CALLED_OTHERWISE}accept: {{label-not-in-name: The new names come with the next version}}\n",
            "look",
            id="accepted",
        ),
    ],
)
def test_the_names_of_buttons_have_their_outcome(write, found, definition, outcome):
    write("themes/ward.yaml", definition)
    assert found()["label-in-name"] == outcome


@pytest.mark.parametrize("name", ["ward.da.html", "ward.da.md"])
def test_the_first_button_that_is_called_otherwise_is_reported(write, report, name):
    write("themes/ward.yaml", CALLED_OTHERWISE)
    assert "På knappen står »Gå ud af mødet«, men den læses op som »Forlad mødet«" in report(name)


def test_without_a_choice_there_are_a_page_a_text_and_its_pictures(
    faulty_workspace, workspace, report
):
    report("ward.da.html")
    assert sorted(path.name for path in (workspace / "out").iterdir()) == [
        "ward-background.jpg",
        "ward-screen.jpg",
        "ward.da.html",
        "ward.da.md",
    ]


def test_one_picture_is_not_spoken_of_as_several(write, report):
    write("themes/ward.yaml", f"{ALL_IS_WELL}packages: [service-theme]\n")
    assert "1 billede set efter; det står stille." in report("ward.da.md")


def test_the_same_theme_gives_the_same_page(faulty_workspace, report):
    assert report("ward.da.html") == report("ward.da.html")


def test_a_page_is_dated_by_its_content_alone(faulty_workspace, report):
    page = report("ward.da.html")
    assert not re.search(r"\b20\d\d-\d\d-\d\d\b", page)
    assert len(re.findall(r"<code>[0-9a-f]{64}</code>", page)) == 2


def test_a_day_is_printed_where_it_was_asked_for(faulty_workspace, report):
    assert "<dd>2027-01-04</dd>" in report("ward.da.html", "--date", "2027-01-04")


def test_a_page_needs_nothing_beside_it(faulty_workspace, report):
    page = report("ward.da.html")
    assert re.findall(r"""(?:src|href)=["'](?!data:image/jpeg;base64,)""", page) == []
    assert "url(" not in page


def test_nobodys_title_becomes_markup(faulty_workspace, report):
    assert "Afdelingen &lt;b&gt;*|x" in report("ward.da.html")
    assert r"Afdelingen \<b\>\*\|x" in report("ward.da.md")


@pytest.mark.parametrize("language", MESSAGE_LANGUAGES)
def test_a_page_says_its_language(faulty_workspace, report, language):
    page = report(f"ward.{language}.html")
    assert page.splitlines()[0] == "<!doctype html>"
    assert f'<html lang="{language}">' in page


@pytest.mark.parametrize(("language", "foreign"), [("en", "»"), ("da", "“")])
def test_titles_stand_between_the_marks_of_the_language(write, report, language, foreign):
    write("themes/ward.yaml", ALL_IS_WELL)
    write("themes/staff.yaml", STAFF)
    page = report(f"ward.{language}.md", "ward")
    assert ("Personale" in page, foreign in page) == (True, False)


def test_every_table_of_the_text_is_one(faulty_workspace, report):
    for block in report("ward.da.md").split("\n\n"):
        rows = block.strip().splitlines()
        if rows and rows[0].startswith("|"):
            assert len({len(re.findall(r"(?<!\\)\|", row)) for row in rows}) == 1, rows[0]
            assert re.fullmatch(r"(\| :?--:? )+\|", rows[1])


def test_a_theme_that_cannot_be_made_is_reported_as_ever(write, run):
    write("themes/ward.yaml", ALL_IS_WELL.replace("extends: borger\n", ""))
    result = run("accessibility")
    assert result.code == 1
    assert "missing-key" in result.out


def test_every_window_and_screen_has_its_name():
    assert {region.viewport for region in WAITING} == set(_WINDOWS)
    assert set(SCREENS) == set(_SCREENS)


@pytest.mark.parametrize(
    ("language", "value", "written"),
    [("da", 4.499, "4,4"), ("en", 4.499, "4.4"), ("en", 4.5, "4.5"), ("da", 21.0, "21,0")],
)
def test_a_ratio_is_never_rounded_up(language, value, written):
    assert translate(format_ratio(value), language) == written


READS = """#!/bin/sh
cat > /dev/null
printf 'a\\tb\\tc\\td\\te\\tf\\tg\\th\\ti\\tj\\tconf\\ttext\\n'
printf '5\\t1\\t1\\t1\\t1\\t1\\t0\\t0\\t9\\t9\\t96.1\\tVenter\\n'
printf '5\\t1\\t1\\t1\\t1\\t2\\t0\\t0\\t9\\t9\\t12.0\\tqwrt\\n'
printf '5\\t1\\t1\\t1\\t1\\t3\\t0\\t0\\t9\\t9\\t91.0\\t|\\n'
"""


@pytest.fixture
def reader(tmp_path, monkeypatch):
    """A stand-in for tesseract; give it what it says."""

    def install_program(script):
        program = tmp_path / "bin" / "tesseract"
        program.parent.mkdir()
        program.write_text(script, encoding="utf-8")
        program.chmod(0o755)
        monkeypatch.setenv("PATH", f"{program.parent}:/usr/bin:/bin")

    return install_program


def test_words_of_which_the_reader_is_sure_are_reported(reader):
    reader(READS)
    assert read_words({"back.jpg": b"picture"}) == {"back.jpg": "Venter"}


@pytest.mark.parametrize("script", ["#!/bin/sh\nexit 1\n", "no program\n"])
def test_a_reader_that_fails_has_read_nothing(reader, script):
    reader(script)
    assert read_words({"back.jpg": b"picture"}) is None


def test_without_a_reader_nothing_was_read(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert read_words({"back.jpg": b"picture"}) is None
