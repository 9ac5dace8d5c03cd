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
def list_events(write, run):
    """The events of a theme that ends, and of its successor."""

    def read_events(old=OLD, new=NEW):
        for name, text in (("organisations/clinic", CLINIC), ("organisations/other", OTHER)):
            write(f"themes/{name}.yaml", text)
        write("themes/old.yaml", old)
        if new:
            write("themes/new.yaml", new)
        return json.loads(run("calendar", "--json").out)["events"]

    return read_events


def test_events_are_listed_by_day_and_say_for_whom(list_events):
    keys = ("day", "kind", "name", "others", "organisation", "audience", "path")
    assert [tuple(one[key] for key in keys) for one in list_events()] == [
        ("2026-12-31", "ends", "old", ["new"], "clinic", "citizen", "ward"),
        ("2027-01-04", "begins", "new", ["old"], "other", "clinician", "ward"),
    ]


def test_on_one_day_the_end_comes_first(list_events):
    events = list_events(new=NEW.replace("2027-01-04", "2026-12-31"))
    assert [event["kind"] for event in events] == ["ends", "begins"]


def test_what_is_not_ready_stands_at_the_day_that_it_concerns(list_events):
    notes = [(one["name"], note["kind"]) for one in list_events() for note in one["notes"]]
    assert list(dict.fromkeys(notes)) == [
        ("old", "dates-do-not-join"),
        ("new", "successor-weakens-setting"),
        ("new", "text-unapproved"),
    ]


ALONE = OLD.replace(", then: new", "")
OUTLIVING = ALONE.replace("name: Gammel", "name: Region Hovedstaden").replace("2026-", "2028-")


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        (OLD, NEW.replace("valid: {from: 2027-01-04}\n", ""), "successor-weakens-setting"),
        (ALONE, "", "dates-do-not-join"),
        (OUTLIVING, "", "name-outlived"),
    ],
    ids=["a successor without a first day", "none", "a name that ends first"],
)
def test_what_concerns_the_last_day_stands_at_the_end(list_events, old, new, kind):
    [event] = list_events(old, new)
    assert kind in [note["kind"] for note in event["notes"]]


def test_the_change_to_region_oestdanmark_reads_as_agreed(run, monkeypatch):
    monkeypatch.setenv("THEMEBUILDER_LANGUAGE", "da")
    result = run("-C", str(ROOT), "calendar", "oestdanmark-bornholm-tolk", "--all")
    assert (
        result.out
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
    result = run("calendar")
    assert (result.code, result.out) == (0, "No theme or organisation has a first or a last day.\n")


def test_a_day_that_does_not_exist_is_reported(write, run):
    write("themes/old.yaml", OLD.replace("2026-12-31, then: new", "2027-02-29"))
    result = run("calendar")
    assert (result.code, "`2027-02-29` isn't a date in the calendar" in result.out) == (1, True)
