"""What begins and ends when, for whom, and what isn't ready by then."""

from __future__ import annotations

import json

import pytest

from tests.conftest import ROOT

OLD = """\
theme: old
title: Gammel
extends: borger
organisation: clinic
brand: {name: Gammel, color: "#2b6a94"}
valid: {until: 2026-12-31, then: new}
webapp: {path: ward}
"""
NEW = """\
theme: new
title: Ny
extends: kliniker
organisation: other
brand: {name: Ny, color: "#2b6a94"}
valid: {from: 2027-01-04}
webapp: {path: ward}
"""
CLINIC = "organisation: clinic\nname: Clinic\npart_of: faelles\nsettings: {chat: disabled}\n"
OTHER = "organisation: other\nname: Other\npart_of: faelles\n"


@pytest.fixture
def succession(write, run):
    """A theme and its successor; the successor comes late, and lets people chat."""
    write("themes/organisations/clinic.yaml", CLINIC)
    write("themes/organisations/other.yaml", OTHER)
    write("themes/old.yaml", OLD)
    write("themes/new.yaml", NEW)
    return json.loads(run("calendar", "--json").out)["events"]


def test_events_are_listed_by_day(succession):
    assert [(one["day"], one["kind"], one["name"], one["others"]) for one in succession] == [
        ("2026-12-31", "ends", "old", ["new"]),
        ("2027-01-04", "begins", "new", ["old"]),
    ]


def test_on_one_day_the_end_comes_first(write, run):
    write("themes/organisations/other.yaml", OTHER)
    write("themes/old.yaml", OLD)
    write("themes/new.yaml", NEW.replace("2027-01-04", "2026-12-31"))
    events = json.loads(run("calendar", "--json").out)["events"]
    assert [one["kind"] for one in events] == ["ends", "begins"]


def test_each_event_says_for_whom(succession):
    assert [(one["organisation"], one["audience"], one["path"]) for one in succession] == [
        ("clinic", "citizen", "ward"),
        ("other", "clinician", "ward"),
    ]


def test_what_is_not_ready_stands_at_the_day_that_it_concerns(succession):
    notes = [(one["name"], note["kind"]) for one in succession for note in one["notes"]]
    assert list(dict.fromkeys(notes)) == [
        ("old", "dates-do-not-join"),
        ("new", "successor-weakens-setting"),
        ("new", "text-unapproved"),
    ]


def test_what_a_successor_without_a_first_day_weakens_stands_at_the_end(write, run):
    write("themes/organisations/clinic.yaml", CLINIC)
    write("themes/organisations/other.yaml", OTHER)
    write("themes/old.yaml", OLD)
    write("themes/new.yaml", NEW.replace("valid: {from: 2027-01-04}\n", ""))
    [event] = json.loads(run("calendar", "--json").out)["events"]
    assert "successor-weakens-setting" in [note["kind"] for note in event["notes"]]


def test_a_missing_successor_is_reported_on_the_last_day(write, run):
    write("themes/old.yaml", OLD.replace(", then: new", ""))
    [event] = json.loads(run("calendar", "--json").out)["events"]
    assert [note["kind"] for note in event["notes"]] == ["successor-missing"]


def test_a_name_that_ends_before_the_theme_is_reported(write, run):
    write(
        "themes/old.yaml",
        OLD.replace(", then: new", "")
        .replace("name: Gammel", "name: Region Hovedstaden")
        .replace("2026-12-31", "2028-12-31"),
    )
    [event] = json.loads(run("calendar", "--json").out)["events"]
    assert "name-outlived" in [note["kind"] for note in event["notes"]]


def test_the_change_to_region_oestdanmark_reads_as_agreed(run, monkeypatch):
    monkeypatch.setenv("THEMEBUILDER_LANGUAGE", "da")
    said = run("-C", str(ROOT), "calendar", "oestdanmark-bornholm-tolk", "--all")
    assert (
        said.out
        == """\
1. januar 2027
  Begynder: Bornholm (`oestdanmark-bornholm`)
  Begynder: Region Østdanmark (`region-oestdanmark`)
  Begynder: Region Østdanmark, Bornholm med tolk (`oestdanmark-bornholm-tolk`) i stedet for `regionh-bornholm-tolk`
    for borgere, ekstern, /bornholm-tolk
    - Fra `regionh-bornholm-tolk`: `return_address` er ikke længere sat (nu `https://www.regionh.dk/`). Accepteret: Region Østdanmark has published no address yet that guests could return to.
    - 405 tekster er ikke godkendt (dansk).
    - 405 tekster er ikke godkendt (engelsk).
"""
    )


def test_without_dates_there_is_nothing_to_show(write, run):
    write("themes/old.yaml", OLD.replace("valid: {until: 2026-12-31, then: new}\n", ""))
    said = run("calendar")
    assert (said.code, said.out) == (0, "No theme or organisation has a first or a last day.\n")
