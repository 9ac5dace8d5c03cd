"""Texts in languages that no guest receives."""

from __future__ import annotations

import pytest

CLINIC = (
    "organisation: clinic\nname: Clinic\npart_of: faelles\nsettings: {languages: [da, en, %s]}\n"
)
WARD = "theme: ward\ntitle: Ward\nextends: borger\norganisation: clinic\n"


def test_a_region_that_is_offered_is_received(write, run):
    write("themes/organisations/clinic.yaml", CLINIC % "en-GB")
    write("themes/ward.yaml", f"{WARD}texts: {{en-GB: {{meeting.leave: Leave}}}}\n")
    assert "language-never-shown" not in run("check").out


def test_a_language_that_is_being_prepared_is_no_finding(write, run):
    write("themes/texts/nb.yaml", "texts: nb\nreview: draft\nkeys: {meeting.leave: Forlat}\n")
    write("themes/ward.yaml", WARD)
    assert "language-never-shown" not in run("check").out


def test_norwegian_without_its_form_is_not_what_browsers_ask_for(write, run):
    write("themes/organisations/clinic.yaml", CLINIC % '"no"')
    write("themes/ward.yaml", WARD)
    output = run("check").out
    assert "Guests don't get texts in `no`. A browser set to `nb` looks" in output


def test_a_text_that_a_theme_below_receives_is_no_finding(write, run):
    write("themes/organisations/clinic.yaml", CLINIC % "en-GB")
    write("themes/organisations/above.yaml", "organisation: above\nname: A\npart_of: faelles\n")
    write(
        "themes/upper.yaml",
        WARD.replace("ward", "upper").replace("clinic", "above")
        + "texts: {en-GB: {meeting.leave: Go}}\n",
    )
    assert "[language-never-shown]" in run("check").out
    write("themes/ward.yaml", WARD.replace("borger", "upper"))
    assert "[language-never-shown]" not in run("check").out


HELP = "body: Vi er her., help: Ring til 12 34 56 78., spoken: Vent."
LONG = f"wording: long\nwaiting:\n  da: {{title: %s, {HELP}}}\n  en: {{title: %s, {HELP}}}\n"


WIDE = f"""\
wording: long
waiting:
  en: {{title: Wait., body: Wait.}}
  da: {{title: Vent., body: {" ".join(["Vi er her."] * 6)}}}
"""


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            LONG % ("Vent her i venteværelset lidt endnu.", "Please wait here for a while."),
            "In two languages, `waiting` has 6 lines. 5 fit on the screen. [text-too-long]",
        ),
        (
            WIDE,
            "of `waiting` has 65 characters. 60 fit on the screen.",
        ),
    ],
)
def test_a_screen_in_two_languages_fits(write, run, words, message):
    write("themes/wordings/long.yaml", words.replace("body", "review: proposed, body"))
    meeting = "wording: {waiting: long}\nmeeting: {second_language: en}\n"
    write("themes/ward.yaml", WARD + meeting)
    assert message in " ".join(run("check").out.split())


def test_the_shipped_words_fit_in_two_languages(write, run):
    write("themes/ward.yaml", f"{WARD}meeting: {{second_language: en}}\n")
    assert "text-too-long" not in run("check").out


def test_a_second_language_without_words_is_found_where_it_is_written(write, run):
    write("themes/ward.yaml", f"{WARD}meeting: {{second_language: xx}}\n")
    assert "themes/ward.yaml:5:28: error: The wording `neutral` has no `xx`" in run("check").out
