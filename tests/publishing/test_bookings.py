"""What booking templates select is compared with the definitions, and handed over; themes that they name stay."""

from __future__ import annotations

import json

import pytest

from tests.publishing.booking_kit import NORD, SECRET, list_changes, report
from tests.publishing.kit import Look, expect_refusal, list_rules
from themebuilder.core.problems import ThemeError
from themebuilder.publishing.bookings.booking_report import (
    format_values,
    list_lines,
)
from themebuilder.publishing.bookings.booking_service import KEPT
from themebuilder.publishing.build_output import OrganisationEntry
from themebuilder.publishing.node.objects import PackageKind
from themebuilder.publishing.plan.cleanup import confirm_retirements, plan_pruning, prune
from themebuilder.publishing.plan.planner import plan_publishing


@pytest.mark.parametrize("form", ["address", "id", "name"])
def test_the_theme_of_another_organisation_is_reported_in_the_form_that_the_template_uses(
    world, service, themes, form
):
    forms = {theme: {"address": uri, "id": uri.split("/")[-2]} for theme, uri in themes.items()}
    for theme in themes:
        (row,) = [row for row in world.node.rows["ivr_theme"].values() if theme in row["name"]]
        forms[theme]["name"] = row["name"]
    service.add_template("n1", forms["syd"][form])
    found = report(world)
    assert list_changes(found) == [("ivrTheme", forms["syd"][form], forms["nord"][form])]
    assert "theme syd)" in found.selections[0].meanings["ivrTheme"]


def test_a_theme_that_publishing_left_behind_is_reported(world, service, themes):
    left = world.node.add("ivr_theme", name="nord aaaaaaaaaaaa (themebuilder)")
    world.more += "\nservice_themes: {nord: nord (themebuilder)}"
    service.add_template("n1", str(left["id"]))
    (change,) = report(world).changes
    assert change.after == themes["nord"].split("/")[-2]
    assert change.why == 'new content goes to "nord (themebuilder)"'


def test_where_the_organisation_has_two_themes_a_person_chooses(world, service, themes):
    service.add_template("n1", themes["syd"])
    (change,) = report(world, Look("nord-2")).changes
    assert (change.after, change.why) == (None, "the organisation's theme is nord, nord-2")


@pytest.mark.parametrize(
    "themed", ["rooms: [{theme: nord-2, names: [R]}]", "service_themes: {nord-2: X}"]
)
def test_the_theme_that_the_deployment_publishes_is_the_one_to_have(world, service, themes, themed):
    world.node.add_room("R")
    world.more += f"\n{themed}"
    service.add_template("n1", themes["nord"])
    (change,) = report(world, Look("nord-2")).changes
    assert change.why == "the organisation's theme is nord-2"
    assert change.after == world.make_deployment().node_name("nord-2")


def test_an_organisation_without_a_theme_takes_that_of_the_one_above(world, service, themes):
    service.add_template("n1", themes["nord"])
    service.add_template("n1", themes["syd"])
    ward = OrganisationEntry("ward", "n1", ("nord",), {})
    found = report(world, organisations=(ward,))
    assert list_changes(found) == [("ivrTheme", themes["syd"], themes["nord"])]


def test_a_theme_that_is_not_on_the_node_is_an_error(world, service, themes):
    gone = "/api/admin/configuration/v1/ivr_theme/99/"
    service.add_template("n1", gone)
    found = report(world)
    assert list_changes(found) == [("ivrTheme", gone, themes["nord"])]
    assert list_rules(found.problems) == ["booking-theme-missing", "booking-contradicts"]


CALL = "/#/?conference=%uri-with-domain%&pin=%pin%"
PORTALS = {
    # the path in the template, more of the deployment, whether the path is on: what is reported
    "its own": ("/nord" + CALL, "", True, ""),
    "another theme's": ("/syd" + CALL, "", True, "the web app path /syd has the theme syd"),
    "none": ("/nowhere" + CALL, "", True, "there is no web app path /nowhere"),
    "not in use yet": ("/later" + CALL, "", True, "there is no web app path /later"),
    "off": ("/closed" + CALL, "", True, "the web app path /closed is switched off"),
    "switched on by publishing": ("/nord" + CALL, "", False, ""),
    "left off by publishing": (
        "/nord" + CALL,
        "\npaths: {}",
        False,
        "the web app path /nord is switched off",
    ),
    "empty": ("", "", True, "there is no web app path /"),
}


@pytest.mark.parametrize("row", PORTALS.values(), ids=PORTALS)
@pytest.mark.parametrize("field", ["customPortalGuest", "customPortalHost"])
def test_a_portal_address_leads_to_the_path_of_the_theme(world, service, themes, field, row):
    path, more, is_on, why = row
    world.more += more
    world.node.add_path("closed")["is_enabled"] = False
    world.node.find_rows("webapp_alias", "nord")[0]["is_enabled"] = is_on
    host = world.up.conferencing["conf-a"]
    service.add_template("n1", themes["nord"], **{field: host + path})
    found = report(world, Look("later", "syd", valid={"since": "2099-01-01"}))
    assert [change.why for change in found.changes] == ([why] if why else [])
    right = f"{host}/nord{CALL if path else '/'}" if is_on else None
    assert list_changes(found) == ([(field, host + path, right)] if why else [])


@pytest.mark.parametrize(
    "address", ["https://portal.example/x/%pin%", "custom.portal/guest", "https://[portal/x", "x y"]
)
def test_a_portal_elsewhere_is_shown_and_not_judged(world, service, themes, address):
    service.add_template("n1", themes["nord"], customPortalGuest=address)
    found = report(world)
    assert list_changes(found) == []
    assert "not a web app path" in found.selections[0].meanings["customPortalGuest"]


SETTINGS = [
    # setting, value, field, value in the template, value to hand over
    ("names_on_video", "hidden", "enableOverlayText", True, False),
    ("names_on_video", "shown", "enableOverlayText", False, True),
    ("guests_present", "refused", "guestsCanPresent", True, False),
    ("guests_sound", "muted", "muteAllGuests", False, True),
    ("return_address", "https://a.example", "returnUrl", "https://b.example", "https://a.example"),
    ("return_address", "https://a.example", "returnUrl", None, "https://a.example"),
    ("return_address", "https://a.example/" + "x" * 190, "returnUrl", None, None),
]


@pytest.mark.parametrize("row", SETTINGS, ids=lambda row: f"{row[0]} {row[1][:9]} {row[3]}")
def test_what_the_organisation_decided_is_handed_over(world, service, themes, row):
    setting, value, field, before, after = row
    service.add_template("n1", themes["nord"], **{field: before})
    assert list_changes(report(world, **{setting: value})) == [(field, before, after)]


def test_a_template_that_agrees_needs_no_word(world, service, themes):
    values = {"enableOverlayText": False, "guestsCanPresent": True, "isPoolTemplate": True}
    service.add_template("n1", themes["nord"], **values)
    found = report(world, names_on_video="hidden")
    assert list_changes(found) == []
    assert not any("406" in note or "No template was read" in note for note in found.notes)


@pytest.mark.parametrize(("value", "after"), [("hidden", [False]), ("shown", [])])
def test_a_field_that_is_not_set_is_handed_over_unless_the_decision_is_the_open_one(
    world, service, themes, value, after
):
    row = {"id": 1, "organisationId": "n1", "ivrTheme": themes["nord"]}
    (world.folder / "exported.json").write_text(json.dumps([row]))
    world.more = "booking: {file: exported.json}"
    assert [change.after for change in report(world, names_on_video=value).changes] == after


def test_the_list_to_hand_over_names_template_field_and_both_values(world, service, themes):
    number = service.add_template("n1", themes["nord"])["id"]
    found = report(world, names_on_video="hidden")
    lines = list(list_lines(found))
    assert (
        f"  template {number} of n1: enableOverlayText true → false "
        "(nord has `names_on_video: hidden`)"
    ) in lines
    (change,) = json.loads(json.dumps(format_values(found)))["changes"]
    assert {key: change[key] for key in ("template", "field", "from", "to")} == {
        "template": number, "field": "enableOverlayText", "from": True, "to": False,
    }  # fmt: skip


def test_a_pool_template_is_named_as_one_and_how_to_change_it(world, service, themes):
    service.add_template("n1", themes["syd"], isPoolTemplate=True)
    found = report(world)
    assert str(found.selections[0].title).endswith("pooled rooms")
    assert any(note.startswith("Unconfirmed: ") and "406" in note for note in found.notes)


def test_an_organisation_that_nobody_defines_is_named_and_not_compared(world, service, themes):
    service.add_organisation("x9")
    service.accounts["themebuilder"] = service.add_account("x9")
    service.add_template("x9", themes["syd"])
    found = report(world)
    assert list_changes(found) == []
    assert any("x9" in note for note in found.notes)


def test_an_organisation_without_templates_is_named(world, service, themes):
    world.more += "\norganisations: {syd: {names: [Rum]}}"
    world.node.add_room("Rum")
    service.add_template("n1", themes["nord"])
    assert any("No template was read for syd (s1)" in note for note in report(world).notes)


def test_pooled_and_booked_rooms_are_counted(world, service, themes):
    service.add_template("s1", themes["syd"], isPoolTemplate=True)
    service.lists_pooled_rooms = True
    service.fill_pools()
    service.book(service.add_template("n1", themes["nord"])["id"])
    notes = "\n".join(report(world).notes)
    assert "1 booked meeting waits for its room" in notes
    assert "booked meetings wait" not in notes
    assert "2 rooms on the node have the service theme syd" in notes


def test_it_says_what_the_account_may_not_read(world, service, themes):
    service.add_account("n1", "meeting-user")
    service.add_template("n1", themes["nord"])
    assert any("meeting-provisioner-user" in note for note in report(world).notes)


USERS = [
    "template",
    "template by id",
    "template by name",
    "pool template of others",
    "booked meeting",
]


@pytest.mark.parametrize("user", USERS)
def test_a_theme_that_bookings_name_is_neither_deleted_nor_retired(world, service, themes, user):
    if user == "pool template of others":
        service.add_template("s1", themes["syd"], isPoolTemplate=True)
    else:
        key = themes["syd"].split("/")[-2]
        forms = {
            "template by id": key,
            "template by name": world.node.rows["ivr_theme"][key]["name"],
        }
        number = service.add_template("n1", forms.get(user, themes["syd"]))["id"]
        if user == "booked meeting":
            service.book(number)
            service.templates[number]["ivrTheme"] = themes["nord"]
    with world.session(BOOKING_SECRET=SECRET) as session:
        deletes = plan_pruning(session, keep=0).deletes
        plan = plan_publishing(session, world.build(NORD))
        with pytest.raises(ThemeError) as error:
            confirm_retirements(plan, ["syd"])
    assert "syd" not in [one.mark.theme for one in deletes if one.kind is PackageKind.MEETING]
    assert list_rules(error.value.problems) == ["retirement-refused"]


def test_prune_says_which_template_keeps_a_theme(world, service, themes):
    number = service.add_template("n1", themes["syd"])["id"]
    with world.session(BOOKING_SECRET=SECRET) as session:
        kept = dict(plan_pruning(session, keep=0).kept)
    reasons = [
        str(why) for package, why in kept.items() if package.mark and package.mark.theme == "syd"
    ]
    assert f"booking template {number} of n1" in reasons


def test_prune_looks_again_before_it_deletes(world, service, themes):
    row = world.node.add("ivr_theme", name=f"syd {'a' * 12} (themebuilder)", uuid="")
    with world.session(BOOKING_SECRET=SECRET) as session:
        pruning = plan_pruning(session, keep=0)
        assert [one.key for one in pruning.deletes] == [str(row["id"])]
        service.add_template("n1", str(row["id"]))
        world.clock.sleep(KEPT + 1)
        with expect_refusal("changed-meanwhile"):
            prune(session, pruning, max_deletes=9)
    assert str(row["id"]) in world.node.rows["ivr_theme"]


def test_the_plan_retires_nothing_while_the_service_cannot_be_read(world, service, themes):
    service.status = 500
    with world.session(BOOKING_SECRET=SECRET) as session:
        (syd,) = plan_publishing(session, world.build(NORD)).retirements
    assert any("with 500" in user for user in syd.used_by)
