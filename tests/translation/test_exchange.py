"""Texts for translators: how far they are, out to their own tools, and back."""

from __future__ import annotations

import difflib
import json
import re
import time
from pathlib import Path

import openpyxl
import pytest

from themebuilder.packages.zip_reader import unpack_foreign
from themebuilder.packages.zip_writer import pack

LEAVE = ("texts", "meeting.leave")


@pytest.fixture
def changed_lines(own_texts):
    """The lines of our texts file that differ from what they were."""
    before = own_texts.read_text()

    def list_changes() -> list[str]:
        lines = difflib.ndiff(before.splitlines(), own_texts.read_text().splitlines())
        return [line for line in lines if line[0] in "+-"]

    return list_changes


def replace_in(file, old, new):
    """Change the words of one text in an exported file, as the translator does."""
    if file.suffix != ".xlsx":
        file.write_text(file.read_text().replace(f">{old}</target>", f">{new}</target>"))
        return
    book = openpyxl.load_workbook(file)
    (cell,) = [row[5] for row in book["da"].iter_rows() if row[5].value == old]
    cell.value = new
    book.save(file)


@pytest.fixture
def import_sheet(run):
    """Import a file, and give the answer in JSON."""
    return lambda file, *options: json.loads(
        run("texts", "import", str(file), *options, "--json").out
    )


@pytest.mark.parametrize("ending", [".xlsx", ".xlf", ".xliff"])
def test_one_text_changed_by_a_translator_changes_one_line_once(run, export, changed_lines, ending):
    file = export(ending)
    replace_in(file, "Forlad nu", "Forlad mødet")
    for _ in range(2):
        assert run("texts", "import", str(file), "--write").code == 0
        assert changed_lines() == [
            "-   meeting.leave:   Forlad nu      # short, please",
            "+   meeting.leave:   Forlad mødet      # short, please",
        ]


@pytest.mark.usefixtures("own_texts")
@pytest.mark.parametrize("ending", [".xlsx", ".xlf"])
@pytest.mark.parametrize("language", ["da", "en", "sv"])
def test_what_goes_out_comes_back_the_same(run, export, ending, language):
    result = run("texts", "import", str(export(ending, language)))
    assert (result.code, result.out.split(",")[0]) == (0, "0 to change")


def test_the_same_texts_give_the_same_bytes(export):
    first = [export(ending).read_bytes() for ending in (".xlsx", ".xlf")]
    # A workbook says when it was written, in seconds.
    time.sleep(1.1)
    assert [export(ending).read_bytes() for ending in (".xlsx", ".xlf")] == first


@pytest.mark.usefixtures("own_texts")
def test_an_export_keeps_a_translator_s_work_that_is_not_imported(run, sheet):
    file = sheet({LEAVE: "Forlad mødet"})
    before = Path(file).read_bytes()
    result = run("texts", "export", "-o", file)
    assert (result.code, Path(file).read_bytes()) == (2, before)
    assert "work that isn't imported" in result.err


@pytest.mark.usefixtures("own_texts")
def test_an_export_replaces_a_file_that_is_imported(run, sheet):
    file = sheet({LEAVE: "Forlad mødet"})
    run("texts", "import", file, "--write")
    assert run("texts", "export", "-o", file).code == 0


def test_an_export_keeps_a_file_of_something_else(run, tmp_path):
    (tmp_path / "texts.xlsx").write_text("Somebody's own")
    result = run("texts", "export", "-o", str(tmp_path / "texts.xlsx"))
    assert (result.code, "isn't a file of texts" in result.err) == (2, True)


def test_nothing_is_written_without_write(run, sheet, own_texts):
    before = own_texts.read_bytes()
    result = run("texts", "import", sheet({LEAVE: "Forlad mødet"}))
    assert "    - Forlad nu\n    + Forlad mødet\n" in result.out
    assert "Nothing is written yet" in result.out
    assert own_texts.read_bytes() == before


@pytest.mark.parametrize(
    "change",
    [
        ("media.mute", "Tryk 'her'", "  'media.mute': 'Tryk ''her'''"),
        (
            "infocard.meeting.header",
            'Hos\n "{{brandName}}"',
            '  infocard.meeting.header: "Hos\\n \\"{{brandName}}\\""',
        ),
        ("meeting.leave", "Nu: ud", '  meeting.leave:   "Nu: ud"      # short, please'),
        ("meeting.leave", "no", '  meeting.leave:   "no"      # short, please'),
        ("common.join", "Ind: nu", "    Ind: nu"),
    ],
)
def test_a_text_keeps_its_quotes(run, sheet, own_texts, change):
    key, text, line = change
    run("texts", "import", sheet({("texts", key): text}), "--write")
    assert line in own_texts.read_text().splitlines()


def test_a_text_that_an_anchor_shares_is_left_alone(run, sheet, changed_lines):
    result = run("texts", "import", sheet({("texts", "common.close"): "Luk"}), "--write")
    assert (result.code, changed_lines()) == (1, [])
    assert "has an alias of a value elsewhere" in result.out


def test_a_shipped_text_is_changed_in_a_file_laid_over_it(run, sheet, workspace):
    assert run("texts", "import", sheet({LEAVE: "Forlad nu"}), "--write").code == 0
    assert (workspace / "themes/texts/da.yaml").read_text().splitlines() == [
        "# yaml-language-server: $schema=../.schemas/texts.json",
        "# These texts take precedence over the shipped ones.",
        "texts: da",
        "review: proposed",
        "keys:",
        "  meeting.leave: Forlad nu",
    ]


def test_a_shipped_text_joins_the_file_that_is_laid_over_it_already(run, sheet, changed_lines):
    run("texts", "import", sheet({("texts", "common.cancel"): "Stop"}), "--write")
    assert changed_lines() == ["+   common.cancel: Stop"]


@pytest.mark.usefixtures("ward")
def test_texts_for_older_versions_of_the_app_stay_theirs(run, sheet, workspace):
    key = "meeting.three-participants-left-group"
    text = "{{newDisplayName}}, {{previousSecondDisplayName}}, {{firstDisplayName}} gik"
    run("texts", "import", sheet({("texts.targets-22+25", key): text}), "--write")
    lines = (workspace / "themes/texts/da.targets-22+25.yaml").read_text().splitlines()
    assert lines[2:] == [
        "texts: da",
        'targets: ["22", "25"]',
        "review: proposed",
        "keys:",
        f'  {key}: "{text}"',
    ]
    assert run("check").code == 0


def test_a_file_that_defines_something_else_is_left_alone(run, sheet, write):
    file = write("themes/texts/da.citizen.yaml", "texts: sv\nreview: draft\nkeys: {a: b}\n")
    result = run("texts", "import", sheet({("texts.citizen", "common.host"): "X"}), "--write")
    assert "That file defines something else." in result.out
    assert file.read_text() == "texts: sv\nreview: draft\nkeys: {a: b}\n"


@pytest.mark.usefixtures("ward")
def test_a_shipped_wording_is_laid_over_as_a_whole_message_and_builds(run, sheet, workspace):
    run(
        "texts",
        "import",
        sheet({("wording.neutral", "waiting.title"): "Vent her ved mødet."}),
        "--write",
    )
    lines = (workspace / "themes/wordings/neutral.yaml").read_text().splitlines()
    assert lines[0] == "# yaml-language-server: $schema=../.schemas/wording.json"
    assert lines[3:6] == ["waiting:", "  da:", "    title: Vent her ved mødet."]
    assert run("check").code == 0


def test_a_theme_s_own_text_is_changed_in_the_theme(run, sheet, ward, workspace):
    ward("texts: {da: {common.join: 'Gå ind, du'}}\n")
    run("texts", "import", sheet({("theme.ward", "common.join"): "Kom ind, du"}), "--write")
    assert (
        "texts: {da: {common.join: 'Kom ind, du'}}" in (workspace / "themes/ward.yaml").read_text()
    )


def test_a_new_language_begins_as_a_draft_with_its_keys_in_order(run, sheet, workspace):
    texts = {
        ("texts", key): f"{key}!"
        for key in ("common.join", "media.mute-microphone", "common.cancel")
    }
    assert run("texts", "import", sheet(texts, language="la"), "--write").code == 0
    lines = (workspace / "themes/texts/la.yaml").read_text().splitlines()
    assert lines[1:3] == ["texts: la", "review: draft"]
    assert lines[4:] == [f"  {key}: {key}!" for _, key in sorted(texts)]


def test_a_new_key_stands_with_its_family(run, sheet, own_texts):
    run("texts", "import", sheet({("texts", "meeting.lower-hand"): "x"}), "--write")
    lines = own_texts.read_text().splitlines()
    assert lines[lines.index("  meeting.lower-hand: x") - 1].lstrip().startswith("meeting.leave")


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("Velkommen", "translation-cell-wrong"),
        ("Velkommen {{ brand }}", "translation-cell-wrong"),
        ("Hej {{brandName}} {{extra}}", "translation-cell-wrong"),
        ("{{brandName}} }}", "translation-cell-wrong"),
        ("Hej {{brandName}} <1>her</1>", "translation-cell-wrong"),
        ("=1+1", "translation-cell-wrong"),
        (7, "translation-cell-wrong"),
        (True, "translation-cell-wrong"),
        (None, "translation-emptied"),
        ("   ", "translation-emptied"),
        ("Hej \u202e{{brandName}}", "translation-cell-wrong"),
    ],
)
def test_a_row_that_would_lose_something_is_not_taken(
    import_sheet, sheet, changed_lines, text, rule
):
    report = import_sheet(sheet({("texts", "infocard.meeting.header"): text}), "--write")
    assert [row["rule"] for row in report["refused"]] == [rule]
    assert changed_lines() == []


def test_an_emptied_cell_is_a_warning_and_not_counted_as_rejected(run, sheet):
    result = run("texts", "import", sheet({("texts", "infocard.meeting.header"): None}))
    assert (result.code, "[translation-emptied]" in result.out) == (0, True)
    assert "rejected" not in result.out


@pytest.mark.parametrize("name", ["texts.po", "texts.yaml", "texts"])
def test_a_file_in_no_format_of_texts_is_wrong_usage(run, tmp_path, name):
    file = tmp_path / name
    for words in (("export", "-o", str(file)), ("import", str(file))):
        file.touch()
        result = run("texts", *words)
        assert (result.code, "Supported: .xlsx, .xlf, .xliff." in result.err) == (2, True)


@pytest.mark.parametrize("text", ["Se her<2>", "Se</2><2>", "Se her", "Se <1></1>"])
def test_a_tag_that_is_lost_or_turned_round_refuses_the_row(import_sheet, sheet, text):
    report = import_sheet(sheet({("texts", "media.permissions-help-video-link"): text}))
    refused = [row["rule"] for row in report["refused"]]
    assert (report["ok"], refused) == (False, ["translation-cell-wrong"])


@pytest.mark.usefixtures("own_texts")
@pytest.mark.parametrize("typed", ["Forlad\u00a0mødet", "'Forlad_x000D_ mødet "])
def test_what_a_spreadsheet_does_to_text_is_taken_back(import_sheet, sheet, typed):
    assert [change["after"] for change in import_sheet(sheet({LEAVE: typed}))["changes"]] == [
        "Forlad mødet"
    ]


def test_words_that_look_like_a_formula_go_out_as_text(export, write):
    words = ["=1+1", "+45 12", "-venter", "@alle", "=cmd|' /C calc'!A0"]
    keys = ["common.back", "common.cancel", "common.close", "common.join", "meeting.leave"]
    lines = [f'  {key}: "{text}"\n' for key, text in zip(keys, words, strict=True)]
    write("themes/texts/da.yaml", f"texts: da\nreview: proposed\nkeys:\n{''.join(lines)}")
    rows = openpyxl.load_workbook(export(".xlsx"))["da"].iter_rows()
    cells = {row[2].value: row[5] for row in rows}
    sent = [cells[key] for key in keys]
    assert [(cell.value, cell.data_type, cell.quotePrefix) for cell in sent] == [
        (text, "s", True) for text in words
    ]


def test_rows_that_are_missing_keep_their_text_and_are_reported(run, export, changed_lines):
    file = export(".xlsx")
    book = openpyxl.load_workbook(file)
    book["da"].delete_rows(5, 10)
    book.save(file)
    result = run("texts", "import", str(file), "--write")
    assert "10 kept, because the file lacks them" in result.out
    assert changed_lines() == []


def test_columns_are_found_by_their_names_in_any_order(run, export):
    file = export(".xlsx")
    book = openpyxl.load_workbook(file)
    book["da"].move_range("C1:C2000", cols=8)
    book["da"].insert_rows(1, 2)
    book.save(file)
    assert run("texts", "import", str(file)).out.startswith("0 to change")


def test_a_heading_that_two_columns_have_refuses_the_file(run, export):
    file = export(".xlsx")
    book = openpyxl.load_workbook(file)
    book["da"]["L1"] = "Text"
    book.save(file)
    answer = run("texts", "import", str(file))
    assert answer.code == 1
    assert "da!L1: error: Two columns have the heading Text: F and L." in answer.out


def test_rows_below_the_size_that_a_program_states_are_read(run, export):
    file = export(".xlsx")
    parts = dict(unpack_foreign(file.read_bytes()).files)
    name = "xl/worksheets/sheet1.xml"
    parts[name] = re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:K10"', parts[name])
    file.write_bytes(pack(parts))
    assert "file lacks" not in run("texts", "import", str(file)).out


def test_a_workbook_saved_as_strict_open_xml_is_read(run, export):
    file = export(".xlsx")
    parts = unpack_foreign(file.read_bytes()).files
    usual, strict = (
        rb"http://schemas.openxmlformats.org/(\w+)/2006/(main|rel)",
        rb"http://purl.oclc.org/ooxml/\1/\2",
    )
    file.write_bytes(pack({name: re.sub(usual, strict, part) for name, part in parts.items()}))
    assert run("texts", "import", str(file)).out.startswith("0 to change")


def test_a_row_under_another_key_and_a_row_given_twice_are_reported(import_sheet, export):
    file = export(".xlsx")
    book = openpyxl.load_workbook(file)
    book["da"].append(["da", "texts", "meeting.leaf", "", "", "x"])
    book["da"].append(["da", *LEAVE, "", "", "y"])
    book.save(file)
    unknown, twice = import_sheet(file)["refused"]
    assert {unknown["rule"], twice["rule"]} == {"translation-row-unknown"}
    assert "has no text `da texts meeting.leaf`" in unknown["message"]
    assert "two different translations" in twice["message"]


def test_what_a_translator_wrote_beside_a_text_is_shown(run, sheet):
    result = run("texts", "import", sheet(comments={LEAVE: "Er det ikke for kort?"}))
    assert "Comment on meeting.leave (da):\n    Er det ikke for kort?" in result.out


def test_a_target_that_a_program_proposes_is_not_the_translation(run, export):
    file = export(".xlf")
    file.write_text(
        file.read_text().replace(
            "</trans-unit>", "<alt-trans><target>x</target></alt-trans></trans-unit>", 1
        )
    )
    assert run("texts", "import", str(file)).out.startswith("0 to change")


def test_a_program_s_country_is_left_out(run, export):
    file = export(".xlf")
    file.write_text(
        file.read_text()
        .replace('target-language="da"', 'target-language="da-DK"')
        .replace(">Forlad mødet<", ">Gå nu<")
    )
    assert run("texts", "import", str(file)).out.splitlines()[-2].startswith("2 to change, ")


@pytest.mark.usefixtures("own_texts")
def test_xliff_protects_placeholders_and_explains_what_stands_above_a_text(export):
    written = export(".xlf").read_text()
    assert '<ph id="1">{{brandName}}</ph>' in written
    assert '<note from="developer">In the app.\nThe big red button' in written


@pytest.mark.usefixtures("ward")
def test_the_status_counts_each_language_and_theme_and_what_nobody_has_approved(run):
    report = json.loads(run("texts", "status", "--json").out)
    assert [
        (theme["theme"], theme["language"], theme["complete"]) for theme in report["themes"]
    ] == [
        ("ward", "da", True),
        ("ward", "en", True),
    ]
    swedish = next(language for language in report["languages"] if language["language"] == "sv")
    assert (swedish["complete"], len(swedish["missing"])) == (False, swedish["needed"])
    line = r"^ward +da +336/336 +45/45 +(\d+)/\1 +\d+ +\d+$"
    assert re.search(line, run("texts", "status").out, re.MULTILINE)


def test_texts_are_not_exchanged_while_a_file_is_broken(run, write, tmp_path):
    write("themes/texts/da.yaml", "texts: [")
    result = run("texts", "export", "-o", str(tmp_path / "a.xlsx"))
    assert (result.code, list(tmp_path.glob("a.xlsx"))) == (1, [])


@pytest.mark.parametrize("ending", [".xlsx", ".xlf"])
def test_what_changed_since_the_export_stays(run, export, own_texts, ending):
    file = export(ending)
    newer = own_texts.read_text().replace("Forlad nu ", "Sig farvel ")
    own_texts.write_text(newer)
    result = run("texts", "import", str(file), "--write")
    assert (result.code, own_texts.read_text()) == (0, newer)
    assert "1 kept: changed after the export" in result.out


@pytest.mark.parametrize("ending", [".xlsx", ".xlf"])
def test_a_text_changed_here_and_by_the_translator_is_reported(run, export, own_texts, ending):
    file = export(ending)
    replace_in(file, "Forlad nu", "Gå herfra")
    newer = own_texts.read_text().replace("Forlad nu ", "Sig farvel ")
    own_texts.write_text(newer)
    result = run("texts", "import", str(file), "--write")
    assert (result.code, own_texts.read_text()) == (1, newer)
    assert "`meeting.leave` changed in the workspace since" in result.out
    assert "In the workspace: Sig farvel | In the file: Gå herfra" in result.out
