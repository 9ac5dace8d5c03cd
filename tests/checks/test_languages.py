"""Texts in languages that no guest receives."""

from __future__ import annotations

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
    said = run("check").out
    assert "No browser is given `no` by itself: a browser that asks for `nb` gets" in said


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
