"""Approval travels: out in the column State, back from whoever read the texts, into the YAML."""

from __future__ import annotations

import io
import json
import re
from datetime import datetime

import openpyxl
import pytest

from themebuilder.definitions.texts import find_least_review
from themebuilder.definitions.yaml_reader import parse_yaml
from themebuilder.translation.text_reviews import read_text_review

WRITE = ("--write", "--reviewer", "Kari Holm", "--date", "2026-12-01")
PROPOSED = """\
texts: da
review: proposed
keys:
  common.join: Gå ind
  common.back: Tilbage
  meeting.leave: Forlad nu
"""


@pytest.fixture
def texts(write):
    """A texts file of which nothing is approved."""
    return write("themes/texts/da.yaml", PROPOSED)


@pytest.fixture
def export_edited(export, tmp_path):
    """Export, keep and change the rows of some keys, and give the file: {key: {heading: value}}."""

    def edit(changes):
        whole = io.BytesIO(export(".xlsx").read_bytes())
        head, *rows = openpyxl.load_workbook(whole, read_only=True)["da"].values
        book = openpyxl.Workbook()
        book.active.title = "da"
        book.active.append(head)
        for row in rows:
            if row[2] in changes:
                cells = dict(zip(head, row, strict=True)) | changes[row[2]]
                book.active.append([*cells.values()])
        book.save(tmp_path / "edited.xlsx")
        return str(tmp_path / "edited.xlsx")

    return edit


def approve(*keys, heading="State", state="approved"):
    return {key: {heading: state} for key in keys}


def test_two_approved_rows_are_approved_in_the_yaml(run, export_edited, texts):
    file = export_edited(approve("common.join", "meeting.leave"))
    assert run("texts", "import", file, *WRITE).code == 0
    assert texts.read_text() == PROPOSED + (
        "reviews:\n"
        "  common.join:\n"
        "    review: approved\n"
        "    reviewed_by: Kari Holm\n"
        '    reviewed_on: "2026-12-01"\n'
        "  meeting.leave:\n"
        "    review: approved\n"
        "    reviewed_by: Kari Holm\n"
        '    reviewed_on: "2026-12-01"\n'
    )


def test_what_was_approved_goes_out_with_name_and_day_and_comes_back_the_same(
    run, export_edited, export, texts
):
    run("texts", "import", export_edited(approve("common.join")), *WRITE)
    file = export(".xlsx")
    rows = openpyxl.load_workbook(file)["da"].iter_rows(values_only=True)
    assert [row[6:9] for row in rows if row[2] == "common.join"] == [
        ("approved", "Kari Holm", "2026-12-01")
    ]
    assert run("texts", "import", str(file)).out.startswith("0 to change")


def test_a_file_is_approved_when_all_its_texts_are(run, export_edited, texts):
    file = export_edited(approve("common.join", "common.back", "meeting.leave"))
    run("texts", "import", file, *WRITE)
    approved = 'review: approved\nreviewed_by: Kari Holm\nreviewed_on: "2026-12-01"'
    assert texts.read_text() == PROPOSED.replace("review: proposed", approved)


def test_a_shipped_text_is_approved_in_the_workspace(run, export_edited, workspace):
    run("texts", "import", export_edited(approve("common.join")), *WRITE)
    lines = (workspace / "themes/texts/da.yaml").read_text().splitlines()
    assert lines[2:] == [
        "texts: da",
        "review: proposed",
        "keys:",
        "  common.join: Deltag",
        "reviews:",
        "  common.join:",
        "    review: approved",
        "    reviewed_by: Kari Holm",
        '    reviewed_on: "2026-12-01"',
    ]


def test_a_text_added_by_hand_to_a_file_of_approved_ones_is_not_approved(
    run, export_edited, workspace
):
    run("texts", "import", export_edited(approve("common.join")), *WRITE)
    file = workspace / "themes/texts/da.yaml"
    tree = parse_yaml(file.read_text().replace("keys:", "keys:\n  meeting.leave: Gå").encode(), "")
    assert read_text_review(tree, "meeting.leave").state == "proposed"


def test_a_message_is_approved_with_all_its_parts(run, export_edited, workspace):
    parts = [f"waiting.{part}" for part in ("title", "body", "help", "spoken")]
    assert run("texts", "import", export_edited(approve(*parts)), *WRITE).code == 0
    written = (workspace / "themes/wordings/neutral.yaml").read_text()
    assert re.search(
        r'review: approved\n    reviewed_by: Kari Holm\n    reviewed_on: "2026-12-01"\n', written
    )


def test_a_message_of_which_one_part_is_approved_is_not(run, export_edited, workspace):
    result = run("texts", "import", export_edited(approve("waiting.title")), *WRITE)
    assert result.code == 1
    assert "Give the same one to `waiting.title`, `waiting.body`" in result.out
    assert not (workspace / "themes/wordings").exists()


APPROVED = """\
texts: da
review: approved
reviewed_by: Bo Lund
keys:
  common.join: Gå ind
  common.back: Tilbage
"""


def test_a_text_that_changes_is_not_approved_any_more(run, export_edited, write):
    texts = write("themes/texts/da.yaml", APPROVED)
    result = run("texts", "import", export_edited({"common.join": {"Text": "Kom ind"}}), *WRITE)
    assert "they count as proposed, not as approved" in result.out
    assert texts.read_text() == APPROVED.replace("Gå ind", "Kom ind") + (
        "reviews:\n  common.join:\n    review: proposed\n"
    )


def test_a_text_that_joins_an_approved_file_is_not_approved_with_it(run, export_edited, write):
    texts = write("themes/texts/da.yaml", APPROVED)
    run("texts", "import", export_edited({"meeting.leave": {"Text": "Gå ud"}}), *WRITE)
    assert texts.read_text().endswith(
        "  meeting.leave: Gå ud\nreviews:\n  meeting.leave:\n    review: proposed\n"
    )


def test_the_reader_of_the_old_text_is_not_that_of_the_new_one(run, export_edited, texts):
    run("texts", "import", export_edited(approve("common.join")), *WRITE)
    run("texts", "import", export_edited({"common.join": {"Text": "Kom ind"}}), *WRITE)
    assert texts.read_text() == PROPOSED.replace("Gå ind", "Kom ind") + (
        "reviews:\n  common.join:\n    review: proposed\n"
    )


def test_a_message_that_changes_is_not_approved_any_more(run, export_edited, workspace):
    parts = [f"waiting.{part}" for part in ("title", "body", "help", "spoken")]
    run("texts", "import", export_edited(approve(*parts)), *WRITE)
    run("texts", "import", export_edited({"waiting.title": {"Text": "Vent her"}}), *WRITE)
    written = (workspace / "themes/wordings/neutral.yaml").read_text()
    assert "review: proposed" in written
    assert "Kari Holm" not in written


NONSENSE = {
    "en": ("State", "`fine` is not a state. Write one of: draft, proposed, approved."),
    "da": ("Status", "`fine` er ikke en status. Skriv en af disse: udkast, foreslået, godkendt."),
}


@pytest.mark.parametrize("language", NONSENSE)
@pytest.mark.usefixtures("texts")
def test_a_nonsense_state_is_rejected_at_its_cell(
    run, export_edited, sheet_row, monkeypatch, language
):
    monkeypatch.setenv("THEMEBUILDER_LANGUAGE", language)
    heading, said = NONSENSE[language]
    file = export_edited(approve("common.join", heading=heading, state="fine"))
    answer = run("texts", "import", file, *WRITE)
    (line,) = [line for line in answer.out.splitlines() if said in line]
    assert (answer.code, line.split(": ")[0]) == (1, f"{file}:da!G{sheet_row(file, 'common.join')}")


@pytest.mark.usefixtures("texts")
@pytest.mark.parametrize("day", ["2026-02-30", 46327])
def test_a_day_that_is_none_is_rejected_at_its_own_cell(run, export_edited, sheet_row, day):
    review = {"State": "approved", "Date": day}
    file = export_edited({"common.join": review})
    answer = run("texts", "import", file, *WRITE)
    (line,) = [line for line in answer.out.splitlines() if f"`{day}` isn't a date." in line]
    assert (answer.code, line.split(": ")[0]) == (1, f"{file}:da!I{sheet_row(file, 'common.join')}")


@pytest.fixture
def sheet_row():
    """A function that finds the row of a key, as a spreadsheet counts."""

    def find(file: str, key: str) -> int:
        rows = openpyxl.load_workbook(file)["da"].iter_rows(values_only=True)
        return next(number for number, row in enumerate(rows, 1) if row[2] == key)

    return find


DAYS = {
    "common.join": ("2026-12-24", "2026-12-24"),
    "common.back": ("24-12-2026", "2026-12-24"),
    "common.close": ("24.12.2026", "2026-12-24"),
    "common.cancel": (datetime(2026, 12, 24), "2026-12-24"),  # noqa: DTZ001 - as spreadsheets have it
    "meeting.leave": ("", "2026-12-01"),
}


@pytest.mark.usefixtures("texts")
def test_who_read_it_and_when_is_taken_from_the_sheet(run, export_edited):
    review = {"State": "approved", "Reviewed by": "Bo Lund"}
    file = export_edited({key: {**review, "Date": day} for key, (day, _) in DAYS.items()})
    changes = json.loads(run("texts", "import", file, *WRITE, "--json").out)["changes"]
    assert {change["key"]: change["review"] for change in changes} == {
        key: {"review": "approved", "reviewed_by": "Bo Lund", "reviewed_on": meant}
        for key, (_, meant) in DAYS.items()
    }


def test_nothing_is_approved_without_a_name(run, export_edited, texts):
    result = run("texts", "import", export_edited(approve("common.join")), "--write")
    assert (result.code, texts.read_text()) == (2, PROPOSED)
    assert "Add `--reviewer NAME`" in result.err


@pytest.mark.parametrize("ending", [".xlsx", ".xlf"])
def test_a_second_reviewer_s_older_file_takes_no_approval_back(
    run, export_edited, export, texts, ending
):
    older = export(ending)
    older = older.rename(older.with_stem("older"))
    run("texts", "import", export_edited(approve("common.join")), *WRITE)
    approved = texts.read_text()
    assert run("texts", "import", str(older), *WRITE).code == 0
    assert texts.read_text() == approved


def test_a_look_at_the_changes_says_that_a_name_is_needed(run, export_edited, texts):
    output = run("texts", "import", export_edited(approve("common.join"))).out
    assert 'Use --write --reviewer "…".' in output
    assert "?" not in output


def test_danish_headings_and_states_are_read(run, export_edited, texts, monkeypatch):
    monkeypatch.setenv("THEMEBUILDER_LANGUAGE", "da")
    file = export_edited(approve("common.join", heading="Status", state="Godkendt"))
    monkeypatch.setenv("THEMEBUILDER_LANGUAGE", "en")
    result = run("texts", "import", file, *WRITE)
    assert "proposed → approved (Kari Holm, 2026-12-01)" in result.out
    assert "common.join:\n    review: approved" in texts.read_text()


@pytest.mark.parametrize(
    ("unit", "state"),
    [
        ('state="final"', "approved"),
        ('state="signed-off"', "approved"),
        ('state="translated" approved', "approved"),
        ('state="needs-review-l10n"', "draft"),
        ('state="needs-review-translation" approved', "draft"),
        ('state="translated"', None),
        ('state="new"', None),
        ('state="x-checked"', None),
    ],
)
@pytest.mark.usefixtures("texts")
def test_the_states_of_xliff_are_read(run, export, unit, state):
    file, target = export(".xlf"), unit.removesuffix(" approved")
    text = file.read_text().replace(
        '<target state="translated">Gå ind<', f"<target {target}>Gå ind<"
    )
    if target != unit:
        text = text.replace('id="common.join"', 'id="common.join" approved="yes"', 1)
    file.write_text(text)
    changes = json.loads(run("texts", "import", str(file), "--json").out)["changes"]
    assert [change["review"]["review"] for change in changes] == ([state] if state else [])


@pytest.mark.usefixtures("texts")
def test_an_unknown_state_of_xliff_is_rejected(run, export):
    file = export(".xlf")
    file.write_text(file.read_text().replace('state="translated"', 'state="agreed"', 1))
    report = json.loads(run("texts", "import", str(file), "--json").out)
    assert [row["rule"] for row in report["refused"]] == ["translation-cell-wrong"]


@pytest.mark.usefixtures("ward")
def test_a_theme_s_own_text_has_no_state(run, export_edited, ward):
    ward("texts: {da: {common.join: 'Gå ind, du'}}\n")
    file = export_edited(approve("common.join"))
    result = run("texts", "import", file, *WRITE)
    assert "`common.join` is a text of theme.ward, which has no states." in result.out


@pytest.mark.parametrize(
    ("reviews", "least"),
    [
        ("", "proposed"),
        ("reviews: {a: {review: draft}}", "draft"),
        ("reviews: {a: {review: approved}}", "proposed"),
        ("reviews: {a: {review: approved}, b: {review: approved}}", "approved"),
    ],
)
def test_a_file_is_read_as_far_as_its_least_text(reviews, least):
    tree = parse_yaml(f"texts: da\nreview: proposed\nkeys: {{a: A, b: B}}\n{reviews}".encode(), "")
    assert find_least_review(tree) == least
