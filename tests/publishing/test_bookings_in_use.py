"""Rooms that exist already are counted, and themes that bookings name stay."""

from __future__ import annotations

import pytest

from tests.publishing.booking_kit import NORD, SECRET, report, rules
from themebuilder.core.problems import ThemeError
from themebuilder.publishing.bookings.booking_service import KEPT
from themebuilder.publishing.node.objects import PackageKind
from themebuilder.publishing.plan.cleanup import confirm_retirements, plan_pruning, prune
from themebuilder.publishing.plan.planner import plan_publishing


def test_pooled_and_booked_rooms_are_counted(world, service, themes):
    service.template("s1", themes["syd"], isPoolTemplate=True)
    service.lists_pooled_rooms = True
    service.fill_pools()
    service.book(service.template("n1", themes["nord"])["id"])
    notes = "\n".join(report(world).notes)
    assert "1 booked meeting waits for its room" in notes
    assert "booked meetings wait" not in notes
    assert "2 rooms on the node have the service theme syd" in notes


def test_it_says_what_the_account_may_not_read(world, service, themes):
    service.account("n1", "meeting-user")
    service.template("n1", themes["nord"])
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
        service.template("s1", themes["syd"], isPoolTemplate=True)
    else:
        key = themes["syd"].split("/")[-2]
        forms = {
            "template by id": key,
            "template by name": world.node.rows["ivr_theme"][key]["name"],
        }
        number = service.template("n1", forms.get(user, themes["syd"]))["id"]
        if user == "booked meeting":
            service.book(number)
            service.templates[number]["ivrTheme"] = themes["nord"]
    with world.session(BOOKING_SECRET=SECRET) as session:
        deletes = plan_pruning(session, keep=0).deletes
        plan = plan_publishing(session, world.built(NORD))
        with pytest.raises(ThemeError) as error:
            confirm_retirements(plan, ["syd"])
    assert "syd" not in [one.mark.theme for one in deletes if one.kind is PackageKind.MEETING]
    assert rules(error.value.problems) == ["retirement-refused"]


def test_prune_says_which_template_keeps_a_theme(world, service, themes):
    number = service.template("n1", themes["syd"])["id"]
    with world.session(BOOKING_SECRET=SECRET) as session:
        kept = dict(plan_pruning(session, keep=0).kept)
    reasons = [str(why) for one, why in kept.items() if one.mark and one.mark.theme == "syd"]
    assert f"booking template {number} of n1" in reasons


def test_prune_looks_again_before_it_deletes(world, service, themes):
    row = world.node.add("ivr_theme", name=f"syd {'a' * 12} (themebuilder)", uuid="")
    with world.session(BOOKING_SECRET=SECRET) as session:
        pruning = plan_pruning(session, keep=0)
        assert [one.key for one in pruning.deletes] == [str(row["id"])]
        service.template("n1", str(row["id"]))
        world.clock.sleep(KEPT + 1)
        with pytest.raises(ThemeError) as error:
            prune(session, pruning, max_deletes=9)
    assert rules(error.value.problems) == ["changed-meanwhile"]
    assert str(row["id"]) in world.node.rows["ivr_theme"]


def test_prune_refuses_while_the_service_cannot_be_read(world, service, themes):
    service.status = 500
    with world.session(BOOKING_SECRET=SECRET) as session, pytest.raises(ThemeError) as error:
        plan_pruning(session, keep=0)
    assert rules(error.value.problems) == ["booking-not-read"]


def test_the_plan_retires_nothing_while_the_service_cannot_be_read(world, service, themes):
    service.status = 500
    with world.session(BOOKING_SECRET=SECRET) as session:
        (syd,) = plan_publishing(session, world.built(NORD)).retirements
    assert any("with 500" in user for user in syd.used_by)
