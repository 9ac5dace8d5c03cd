"""The recording script, as a speaker reads it."""

import re
from dataclasses import replace

import pytest

from themebuilder.media.recording_script import (
    Script,
    ScriptRow,
    format_markdown,
    format_page,
)

ROW = ScriptRow(
    number=1,
    file="2sd-number-pound-key_48kHz_mono.wav",
    language="da",
    words="Tast nummeret på mødet, og slut med firkant.",
    how="Langsomt.",
    lead_in_seconds=2.0,
    max_seconds=4.5,
)
SCRIPT = Script("Region Nordhav, ekstern", (ROW,))


def make_script(**changes: object) -> Script:
    return replace(SCRIPT, rows=(replace(ROW, **changes),))


def test_the_markdown_says_what_to_say_how_and_where_to_save_it():
    assert format_markdown(SCRIPT).partition("\n## 1. ")[2].splitlines() == [
        "`2sd-number-pound-key_48kHz_mono.wav`",
        "",
        "> Tast nummeret på mødet, og slut med firkant.",
        "",
        "- Sådan siges det: Langsomt.",
        "- Dansk",
        "- Højst 4,5 sekunder",
        "- Vi lægger selv 2 sekunders stilhed foran",
        "- [ ] Optaget",
        "- [ ] Hørt igennem, og ordene passer",
    ]


@pytest.mark.parametrize(
    "text", ["*her*", "# her", "<b>her</b>", "[her](x)", "a | b", "1. her", "`her`"]
)
def test_words_are_not_taken_for_markdown(text):
    shown = re.search(r"^> (.*)$", format_markdown(make_script(words=text)), re.MULTILINE)
    assert re.sub(r"\\(.)", r"\1", shown[1]) == text
    assert shown[1] != text


def test_the_page_escapes_words_and_needs_nothing_from_elsewhere():
    words, how = "<script>alert(1)</script> الاجتماع", '"><img src=x>'
    text = format_page(make_script(language="ar", words=words, how=how))
    assert "<script>" not in text
    assert (
        re.findall(r"(?:src|href|url|@import)\s*[=(]", text.replace("&#34;&gt;&lt;img src=", ""))
        == []
    )
    assert "default-src 'none'" in text
    # It tells a reading program the language of the words.
    assert '<p class="words" lang="ar" dir="auto">&lt;script' in text


@pytest.mark.parametrize(
    ("code", "name"), [("sv", "Svensk"), ("pt-BR", "Portugisisk"), ("xx-1", "Xx-1")]
)
def test_a_language_is_called_by_its_name(code, name):
    assert name in format_page(make_script(language=code))


def test_a_row_without_advice_or_limits_leaves_them_out():
    text = format_markdown(make_script(how="", lead_in_seconds=0, max_seconds=0))
    assert "Sådan siges det" not in text
    assert "sekunder" not in text.partition("## 1.")[2]


def test_an_english_speaker_is_told_in_english():
    text = format_page(replace(SCRIPT, language="en"))
    assert "At most 4.5 seconds" in text
    assert '<html lang="en">' in text


@pytest.mark.slow
def test_two_prompts_and_the_advice_fit_on_one_sheet_of_a4(browser):
    rows = tuple(replace(ROW, number=number) for number in (1, 2))
    with browser.new_page() as tab:
        tab.set_content(format_page(replace(SCRIPT, rows=rows)))
        assert tab.pdf(prefer_css_page_size=True).count(b"/Type /Page\n") == 1
