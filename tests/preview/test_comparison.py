"""What differs between two guest pages, as the page gets it."""

from __future__ import annotations

import pytest

from tests.preview.kit import PROMPT, SPEAKING, WARD, Visitor, format_clinic, make_rebuilder, record
from tests.preview.test_pages import read_fields
from themebuilder.preview.baseline import Baseline
from themebuilder.preview.session import PreviewSession

OTHER = WARD.replace("theme: ward\ntitle: Ward", "theme: other\ntitle: Other")
OTHER = OTHER.replace("path: ward", "path: other")
WARD_VIEW, OTHER_VIEW = "/themes/ward/view/", "/themes/other/view/"


def ask(client: Visitor, left: str = WARD_VIEW, right: str = OTHER_VIEW) -> dict:
    return client.get("/api/compare", params={"left": left, "right": right}).json()


@pytest.fixture
def differ(client, save):
    """Compare the ward with another theme; the differences by their title in Danish."""

    def differ(other: str, **files: str) -> dict[str, dict]:
        save(other=other, **files)
        found = ask(client)["differences"]
        return {one["title"]["da"]: one for one in found}

    return differ


@pytest.mark.parametrize(
    ("change", "title", "sides", "screen"),
    [
        (("Forlad mødet", "Gå ud"), "meeting.leave", ("Forlad mødet", "Gå ud"), "meeting"),
        (("2b6a94", "7a3d6b"), "Farve", ("#2B6A94", "#7A3D6B"), "pin"),
        (("name: Ward", "name: Klinik"), "Navn", ("Ward", "Klinik"), "landing"),
    ],
)
def test_a_difference_is_reported_in_words_with_a_screen_that_shows_it(
    differ, change, title, sides, screen
):
    found = differ(OTHER.replace(*change))[title]
    assert ((found["left"]["da"], found["right"]["da"]), found["screen"]) == (sides, screen)


def test_the_same_package_under_another_name_differs_in_nothing(differ):
    assert differ(OTHER) == {}


def test_a_recording_leads_to_the_waiting_screen_on_which_it_is_heard(own_workspace, differ):
    record(own_workspace)
    found = differ(OTHER, ward=SPEAKING)[PROMPT]
    assert (found["screen"], found["service"]) == ("waiting-video", "virtual_reception_connecting")


def test_settings_of_two_themes_are_reported_by_their_effect(differ):
    chat = differ(
        OTHER.replace("organisation: clinic", "organisation: faelles"),
        clinic=format_clinic(chat="disabled"),
    )["Chat"]
    assert chat["section"] == "settings"
    assert chat["right"]["da"] == "Gæsten har en chatknap i mødet."


def test_a_package_without_a_service_theme_is_compared_by_the_other_package(own_workspace, client):
    manifest = client.get("/themes/ward/view/branding/manifest.json").content
    old = Baseline("old", "Old", "ward", {"webapp3": {"webapp3/branding/manifest.json": manifest}})
    session = PreviewSession(make_rebuilder(own_workspace), [old])
    found = ask(Visitor(session), right=old.view)["differences"]
    assert {one["section"] for one in found} == {"pictures", "texts"}


def test_a_package_that_cannot_be_read_is_refused_with_the_reason(own_workspace):
    old = Baseline("old", "Old", "ward", {"webapp3": {"webapp3/branding/manifest.json": b"{"}})
    session = PreviewSession(make_rebuilder(own_workspace), [old])
    found = ask(Visitor(session), right=old.view)
    assert found["refusal"]["da"].startswith("Der er en fejl i JSON-filen")


@pytest.mark.parametrize("view", ["", "/themes/nobody/view/", "/etc/passwd", "/themes/ward/view/x"])
def test_what_is_no_guest_page_is_not_found(client, view):
    answer = client.get("/api/compare", params={"left": WARD_VIEW, "right": view})
    assert answer.status_code == 404


def test_a_difference_has_the_fields_of_the_contract(differ):
    found = differ(OTHER.replace("Forlad mødet", "Gå ud"))["meeting.leave"]
    # The first field's type goes over several lines.
    assert {*found} - {"section"} == {*read_fields("Difference")}
