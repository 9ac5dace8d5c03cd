"""Where names reach other guests: the table, its page, and what the shipped group therapy promises."""

from pathlib import Path

import pytest

from themebuilder.platform.facts import Evidence
from themebuilder.settings import SETTINGS_BY_NAME
from themebuilder.settings.name_visibility import NAME_PLACES, PROMISED_BY, find_promise

GROUP = "themes/organisations/psykiatri-syddanmark.yaml"
PAGE = Path(__file__).parents[2] / "docs/da/chat-fra.md"
SELECT = ["--select", "names-still-shown", "--select", "names-shown-anyway"]
SETTABLE = {pair for place in NAME_PLACES for pair in place.hidden_by.items()}


@pytest.mark.parametrize(("setting", "value"), sorted(SETTABLE))
def test_a_name_is_hidden_by_a_value_that_the_setting_has(setting, value):
    assert value in [one.name for one in SETTINGS_BY_NAME[setting].values]


def test_every_place_has_evidence_and_a_source():
    assert all(Evidence(place.evidence) and place.source and place.control for place in NAME_PLACES)


def test_only_settings_that_are_about_names_are_a_promise():
    promises = {setting: find_promise({setting: value}) for setting, value in SETTABLE}
    assert {setting for setting, promise in promises.items() if promise} == set(PROMISED_BY)


@pytest.mark.parametrize("place", [one for one in NAME_PLACES if not one.hidden_by])
def test_the_danish_page_lists_the_places_that_no_setting_reaches(place):
    text = " ".join(PAGE.read_text(encoding="utf-8").split())
    assert f"- {place.title.da}" in text


@pytest.mark.parametrize(("setting", "value"), sorted(SETTABLE))
def test_the_shipped_group_therapy_sets_everything_that_hides_names(setting, value):
    lines = (PAGE.parents[2] / GROUP).read_text(encoding="utf-8").splitlines()
    assert any(line.startswith(f"  {setting}: {value}") for line in lines)


@pytest.mark.parametrize(
    ("settings", "found"),
    [
        ("chat: disabled", []),
        ("names_on_video: shown", []),
        ("names_on_video: hidden", ["names-shown-anyway", "names-still-shown"]),
        ("participants_list: hidden", ["names-shown-anyway", "names-still-shown"]),
        (", ".join(f"{name}: {value}" for name, value in sorted(SETTABLE)), ["names-shown-anyway"]),
    ],
)
def test_a_promise_to_hide_names_that_reaches_some_places_only_is_found(
    run, write, settings, found
):
    write("themes/ward.yaml", "theme: ward\nextends: borger\norganisation: group\n")
    write(
        "themes/organisations/group.yaml",
        f"organisation: group\nname: Gruppe\npart_of: clinic\nsettings: {{{settings}}}\n",
    )
    output = run("check", *SELECT).out
    assert (
        sorted(
            name for name in ("names-still-shown", "names-shown-anyway") if f"[{name}]" in output
        )
        == found
    )
