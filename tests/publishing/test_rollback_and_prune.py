"""Rollback, pruning, and status."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime

import pytest

from tests.publishing.kit import Look, expect_refusal, list_rules
from themebuilder.core.problems import ThemeError
from themebuilder.publishing.apply.rollback import plan_rollback, roll_back
from themebuilder.publishing.node.objects import PackageId, PackageKind, Ref, Resource
from themebuilder.publishing.plan.cleanup import plan_pruning, prune
from themebuilder.publishing.plan.plan_format import render_step

TEXTS = ("Et", "To", "Tre", "Fire")


@pytest.fixture
def world(world):
    world.node.add_room("Nord 1", tag="nord")
    world.more = "rooms: [{theme: nord, tag: nord}]"
    return world


def publish_looks(world, *texts):
    """Publish one look after the other; the names of the packages that were live."""
    names = []
    for text in texts:
        world.publish(Look("nord", leave=text, waiting=text), Look("syd", "syd"))
        world.clock.sleep(60)
        names.append(world.node.find_live_package("nord"))
    return names


def find_theme(world):
    (room,) = world.node.find_rows("conference", "Nord 1")
    return world.node.rows["ivr_theme"][str(room["ivr_theme"])]["name"]


def read_waiting(world):
    """The waiting text that the room's service theme has now."""
    (room,) = world.node.find_rows("conference", "Nord 1")
    config = json.loads(world.node.files[f"theme-{room['ivr_theme']}"]["themeconfig.json"])
    return config["splash_screens"]["screens"]["waiting_for_host"]["elements"][0]["text"]


@pytest.fixture
def side_by_side(world):
    """A deployment that publishes new service themes beside the old ones."""
    world.more += "\ntheme_updates: new-theme"
    return world


def find_spare_theme(world):
    deletes = world.plan_pruning(keep=0).deletes
    return next(package for package in deletes if package.kind == "service-theme")


def test_each_step_back_goes_one_further(world):
    one, two, _ = publish_looks(world, "Et", "To", "Tre")
    world.roll_back()
    assert world.node.find_live_package("nord") == two
    world.roll_back()
    assert world.node.find_live_package("nord") == one


def test_the_plan_says_which_publish_is_undone(world):
    publish_looks(world, "Et")
    at = datetime.fromtimestamp(world.clock.now(), UTC)
    publish_looks(world, "To")
    world.clock.sleep(86_400)
    world.publish(
        Look("nord", leave="To", waiting="To", settings={"chat": "disabled"}), Look("syd")
    )
    note = f"This undoes the publish of {at:%Y-%m-%d %H:%M} (UTC)."
    assert note in world.plan_rollback().plan.notes


def test_the_last_publish_is_undone_though_its_machine_s_clock_was_slow(world):
    world.publish(Look("nord", leave="Et"), Look("syd", "syd", leave="Et"))
    world.publish(Look("nord", leave="To"), Look("syd", "syd", leave="Et"))
    before = world.node.find_live_package("syd")
    world.clock.sleep(-86_400)
    world.publish(Look("nord", leave="To"), Look("syd", "syd", leave="To"))
    world.clock.sleep(86_400)
    way = world.plan_rollback()
    world.roll_back()
    assert {step.package.theme for step in way.plan.steps} == {"syd"}
    assert world.node.find_live_package("syd") == before


def test_both_packages_go_back_together_where_themes_lie_side_by_side(side_by_side):
    publish_looks(side_by_side, "Et")
    before = find_theme(side_by_side)
    publish_looks(side_by_side, "To")
    assert find_theme(side_by_side) != before
    side_by_side.roll_back()
    assert find_theme(side_by_side) == before


def test_a_package_that_comes_forward_again_leads_back_to_what_it_replaced(world):
    _, two, _ = publish_looks(world, "Et", "To", "Et")
    world.roll_back()
    assert world.node.find_live_package("nord") == two


def test_a_package_that_comes_forward_again_goes_back_with_its_service_theme(world):
    one, _ = publish_looks(world, "Et", "To")
    nord, syd = Look("nord", leave="To", waiting="To"), Look("syd", "syd", leave="Farvel")
    world.publish(nord, syd)
    world.roll_back({"nord"})
    world.publish(nord, syd)
    world.roll_back()
    assert (world.node.find_live_package("nord"), read_waiting(world)) == (one, "Et")
    assert world.plan(Look("nord", leave="Et", waiting="Et"), syd).is_empty


def test_a_room_that_is_switched_later_does_not_cut_the_way_back(world):
    one, _ = publish_looks(world, "Et", "To")
    world.node.add_room("Nord 2", tag="nord")
    publish_looks(world, "To")
    world.roll_back()
    assert (world.node.find_live_package("nord"), read_waiting(world)) == (one, "Et")


def test_what_was_published_earlier_stays_and_the_next_publish_comes_forward_again(world):
    publish_looks(world, "Et", "To")
    plan = world.plan_rollback().plan
    assert {step.package.theme for step in plan.steps} == {"nord"}
    assert "the next `publish` undoes the rollback" in plan.notes[1]


def test_a_path_that_the_deployment_does_not_name_stays(world):
    world.more += "\npaths: {nord: nord}"
    name = publish_looks(world, "Et", "To")[-1]
    (package,) = world.node.find_rows("webapp_branding", name)
    world.node.add_path("by-hand", package["uuid"])
    steps = world.plan_rollback().plan.steps
    assert [str(render_step(step)).split(":")[0] for step in steps] == [
        'replace the content of the service theme "nord (themebuilder)"',
        "/nord",
    ]


def test_a_release_brings_its_packages_back_and_leaves_other_themes(world):
    world.publish(Look("nord", leave="Et"), Look("syd", "syd"))
    first, syd = world.node.find_live_package("nord"), world.node.find_live_package("syd")
    release = [*world.build(Look("nord", leave="Et")).packages_by_id]
    publish_looks(world, "To", "Tre")
    assert world.node.find_live_package("nord") != first
    world.roll_back(release=release)
    assert (world.node.find_live_package("nord"), world.node.find_live_package("syd")) == (
        first,
        syd,
    )


@pytest.mark.parametrize(
    ("commit", "message"),
    [
        ("", "The deployment uses no other package of a theme in this release."),
        (
            "a" * 40,
            "Commit aaaaaaaaaaaa gives no other package of a theme that the deployment uses.",
        ),
    ],
    ids=["release", "commit"],
)
def test_what_is_live_already_is_nothing_to_return_to(world, commit, message):
    built = world.build(Look("nord", leave="Et"))
    world.publish(built)
    with pytest.raises(ThemeError) as error:
        world.plan_rollback(release=[*built.packages_by_id], commit=commit)
    assert error.value.problems[0].message == message


def test_where_nothing_was_before_the_other_packages_are_named(world):
    names = publish_looks(world, "Et", "To")
    world.roll_back()
    with pytest.raises(ThemeError) as error:
        world.plan_rollback()
    assert f"also has {names[1]}. " in error.value.problems[0].hint


def test_where_the_last_publish_has_nothing_before_it_other_themes_are_named(world):
    for text in ("Et", "To"):
        world.publish(Look("syd", "syd", leave=text), Look("nord", path=""))
        world.clock.sleep(60)
    world.publish(Look("syd", "syd", leave="To"), Look("nord", leave="Et"))
    with pytest.raises(ThemeError) as error:
        world.plan_rollback()
    (found,) = error.value.problems
    assert found.hint == (
        "These themes have an earlier version: syd. Name one: themebuilder rollback -d prod syd"
    )


def test_a_place_without_an_earlier_package_is_offered_none_of_another_theme(world):
    world.publish(Look("nord", leave="Et"))
    world.clock.sleep(60)
    world.publish(Look("nord", leave="To"), Look("syd", "syd"))
    way = world.plan_rollback()
    (found,) = way.problems
    assert "/syd" in found.message
    assert found.hint == "Change the definitions, build and publish instead."
    assert "No earlier package is known for /syd. Nothing changes there." in way.plan.notes


def test_a_service_theme_without_an_earlier_content_is_offered_no_web_app(world):
    rooms, world.more = world.more, ""
    world.publish(Look("nord", leave="Et"))
    world.clock.sleep(60)
    world.more = rooms
    world.publish(Look("nord", leave="To"))
    (found,) = world.plan_rollback().problems
    assert "the service theme" in found.message
    assert found.hint == "Change the definitions, build and publish instead."


def test_a_package_of_a_release_that_nobody_has_is_reported(world):
    lost = PackageId(PackageKind.WEBAPP, "nord", "f" * 64)
    publish_looks(world, "Et", "To")
    with pytest.raises(ThemeError) as error:
        world.plan_rollback(release=[lost])
    assert "The earlier package of /nord" in error.value.problems[0].message


@pytest.mark.parametrize("to", ["abc", "0" * 12, "../../etc/passwd", "*" * 12])
def test_a_digest_that_is_none_is_reported(world, to):
    publish_looks(world, "Et")
    with expect_refusal("no-earlier-package"):
        world.plan_rollback(to=to)


def test_a_package_that_was_cleared_away_comes_back_from_the_local_store(world):
    with world.session() as session:
        names = publish_looks(world, "Et", "To", "Tre")
        prune(session, plan_pruning(session, keep=0), max_deletes=9)
        way = plan_rollback(session, to=names[0].split()[1])
        assert way.packages
        assert roll_back(session, way).problems == ()
    assert world.node.find_live_package("nord") == names[0]


def test_side_by_side_the_way_back_needs_no_local_store(side_by_side):
    names = publish_looks(side_by_side, "Et", "To")
    with side_by_side.session() as session:
        shutil.rmtree(session.store.folder)
    applied = side_by_side.roll_back()
    assert side_by_side.node.find_live_package("nord") == names[0]
    assert list_rules(applied.problems) == ["not-verified"]


def test_old_packages_go_and_the_newest_stay(world):
    names = publish_looks(world, *TEXTS)
    pruning = world.plan_pruning(keep=1)
    world.prune(pruning, max_deletes=len(pruning.deletes))
    left = {row["name"] for row in world.node.rows["webapp_branding"].values()}
    assert {names[3], names[2], names[1]} <= left
    assert names[0] not in left


def test_what_is_in_use_not_ours_or_built_in_is_never_deleted(world):
    world.node.add("webapp_branding", name="Made by hand", webapp_type="webapp3")
    publish_looks(world, *TEXTS)
    pruning = world.plan_pruning(keep=0)
    live = {world.node.find_live_package("nord"), find_theme(world)}
    assert not live & {package.name for package in pruning.deletes}
    reasons = {package.name: reason for package, reason in pruning.kept}
    assert reasons["Made by hand"] == "not ours"
    assert reasons["Pexip webapp3 branding"] == "built in"


@pytest.mark.parametrize(
    ("resource", "field", "value"),
    [
        ("gateway_routing_rule", "ivr_theme", "{0.key}"),
        ("conference_sync_template", "ivr_theme", "{0.key}"),
        ("policy_server", "internal_service_policy_template", 'ivr_theme_name: "{0.name}"'),
    ],
)
def test_a_service_theme_that_anything_names_stays(side_by_side, resource, field, value):
    publish_looks(side_by_side, "Et", "To", "Tre")
    theme = find_spare_theme(side_by_side)
    side_by_side.node.add(resource, name="X", **{field: value.format(theme)})
    assert theme not in side_by_side.plan_pruning(keep=0).deletes


def test_the_only_way_back_of_a_theme_without_a_path_is_never_pruned(side_by_side):
    for text in TEXTS:
        side_by_side.publish(Look("nord", waiting=text, kinds=("service-theme",), path=""))
        side_by_side.clock.sleep(60)
    pruning = side_by_side.plan_pruning(keep=0)
    side_by_side.prune(pruning, max_deletes=9)
    side_by_side.roll_back()
    assert len(pruning.deletes) == len(TEXTS) - 2
    assert read_waiting(side_by_side) == TEXTS[-2]


def test_a_path_that_the_last_publish_took_over_is_given_back(world):
    theirs = world.node.add_branding("Theirs")
    publish_looks(world, "Et", "To")
    last = world.node.find_live_package("nord")
    world.node.add_path("guests", theirs["uuid"])
    world.more += "\npaths: {nord: nord, syd: syd, guests: nord}"
    world.publish(Look("nord", leave="To", waiting="To"), Look("syd", "syd"))
    assert world.node.find_live_package("guests") == last
    world.roll_back()
    assert (world.node.find_live_package("guests"), world.node.find_live_package("nord")) == (
        "Theirs",
        last,
    )


def test_more_than_is_allowed_means_nothing(world):
    publish_looks(world, *TEXTS)
    pruning = world.plan_pruning(keep=0)
    before = world.node.copy_rows()
    with expect_refusal("permission-missing"):
        world.prune(pruning, max_deletes=1)
    assert world.node.copy_rows() == before


def test_what_came_into_use_meanwhile_is_not_deleted(world):
    publish_looks(world, *TEXTS)
    pruning = world.plan_pruning(keep=0)
    package = next(p for p in pruning.deletes if p.kind == "webapp3")
    world.node.add_path("by-hand", package.key)
    with expect_refusal("changed-meanwhile"):
        world.prune(pruning, max_deletes=9)
    assert package.key in world.node.rows["webapp_branding"]


def test_a_lost_answer_to_a_delete_is_looked_at(world):
    publish_looks(world, "Et", "To", "Tre")
    world.node.faults.broken_after_write, world.node.faults.only = 1, "DELETE *"
    pruning = world.plan_pruning(keep=0)
    assert len(world.prune(pruning, max_deletes=9)) == len(pruning.deletes)


@pytest.mark.parametrize("keep", [0, 3])
def test_a_twin_is_reported_and_cleared_up(world, keep):
    (name,) = publish_looks(world, "Et")
    row = dict(world.node.find_rows("webapp_branding", name)[0])
    world.node.add("webapp_branding", **{**row, "uuid": ""})
    assert world.read_status().duplicates == (name,)
    world.prune(world.plan_pruning(keep), max_deletes=1)
    assert len(world.node.find_rows("webapp_branding", name)) == 1
    assert world.plan(Look("nord", leave="Et", waiting="Et")).is_empty


def test_deleting_what_is_gone_is_done(world):
    with world.session() as session:
        session.node.delete(Ref(Resource.PATH, "77"))


def test_a_plan_says_which_service_themes_rooms_do_not_get_back(world):
    (room,) = world.node.find_rows("conference", "Nord 1")
    room["ivr_theme"] = world.node.add("ivr_theme", name="Den gamle")["id"]
    notes = world.plan(Look("nord"), Look("syd", "syd")).notes
    note = "`rollback` doesn't return rooms to the service themes that they use now: Den gamle."
    assert note in notes
    publish_looks(world, "Et")
    assert not any("rollback" in text for text in world.plan(Look("nord", waiting="To")).notes)
