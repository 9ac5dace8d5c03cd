"""Paths that showed something else before: taken over in one step, and given back as they were."""

from __future__ import annotations

import dataclasses

import pytest

from tests.publishing.kit import Look, expect_refusal, list_rules, publish_and_die, reload_plan
from themebuilder.core.messages import VARIABLE
from themebuilder.core.problems import ThemeError
from themebuilder.packages import zip_writer
from themebuilder.publishing.apply.rollback import plan_rollback, roll_back
from themebuilder.publishing.node.objects import Store
from themebuilder.publishing.plan.cleanup import confirm_retirements
from themebuilder.publishing.plan.plan_format import render, render_step
from themebuilder.publishing.plan.preconditions import is_carried_out

NORD = Look("nord", path="guests")
UNLIKE = ["default", "nothing", "refused"]


def read_path(world, slug="guests"):
    """What the node has of a path, for comparing before and after."""
    (row,) = world.node.find_rows("webapp_alias", slug)
    names = ("webapp_type", "branding", "description", "is_enabled")
    return {name: row[name] for name in names}


def take(world, *, has_branding=True, description="Til gæster", is_enabled=True, kind="webapp2"):
    """A path that guests use, as it was before us."""
    branding = world.node.add_branding("Theirs", kind)["uuid"] if has_branding else None
    row = world.node.add_path("guests", branding, kind)
    row |= {"description": description, "is_enabled": is_enabled}
    world.node.settle()
    return read_path(world)


def go_back(world, *, allow_live=True):
    """Roll back on a machine that has published nothing; the plan, and what the nodes serve."""
    with world.session() as session:
        other = dataclasses.replace(session, store=Store(world.folder / "another-machine"))
        rollback = plan_rollback(other)
        return rollback.plan, roll_back(other, rollback, allow_live=allow_live)


def find_mismatches(node):
    """The moments at which an enabled path had the branding of another web app."""
    types = {key: row["webapp_type"] for key, row in node.rows["webapp_branding"].items()}
    return [
        (view.at, slug)
        for view in node.views
        for slug, (kind, branding) in view.paths.items()
        if branding and types[branding] != kind
    ]


@pytest.mark.parametrize("unlike", UNLIKE)
@pytest.mark.parametrize("has_branding", [True, False])
def test_a_path_for_webapp_2_is_taken_over_without_a_broken_minute(world, unlike, has_branding):
    world.node.faults.unlike = unlike
    take(world, has_branding=has_branding)
    _, applied = world.publish(NORD, allow_live=True)
    assert [str(served.state) for served in applied.seen] == ["same", "same"]
    assert (read_path(world)["webapp_type"], world.node.find_live_package("guests")[:5]) == (
        "webapp3",
        "nord ",
    )
    assert find_mismatches(world.node) == []


APPS = {
    "en": (
        "Guests get another web app: publishing needs `--allow-live`.\n"
        "  /guests: Webapp2 → Webapp3\n"
        "  Guests see other pages, menus and shortcuts there. Links into a meeting may have another "
        "form (unconfirmed): try one from an invitation first.\n"
    ),
    "da": (
        "Gæster får en anden webapp: du kan kun udgive med `--allow-live`.\n"
        "  /guests: Webapp2 → Webapp3\n"
        "  Gæster ser andre sider, menuer og genveje dér. Links til møder kan have en anden form "
        "(ikke bekræftet): prøv et fra en indkaldelse først.\n"
    ),
}


@pytest.mark.parametrize("language", APPS)
def test_the_plan_shows_what_guests_get(world, monkeypatch, language):
    take(world)
    monkeypatch.setenv(VARIABLE, language)
    text = render(world.plan(NORD))
    assert APPS[language] in text
    assert ("everything guests see: the old package" in text) == (language == "en")


@pytest.mark.parametrize(
    "before",
    [
        {},
        {"has_branding": False},
        {"kind": "webapp3"},
        {"kind": "webapp3", "has_branding": False},
        {"is_enabled": False},
        {"description": ""},
        {"description": "Ring [1234] <b>"},
    ],
    ids=str,
)
def test_a_rollback_from_anywhere_gives_back_what_was_there(world, before):
    was = take(world, **before)
    world.publish(NORD, allow_live=True)
    assert read_path(world) != was
    plan, _ = go_back(world)
    assert read_path(world) == was
    assert find_mismatches(world.node) == []
    assert is_carried_out(plan, world.read_state())


@pytest.mark.parametrize(
    ("fault", "verdicts", "found"),
    [
        ({}, ["no longer our package"] * 2, []),
        (
            {"never_replicate": frozenset({"conf-a", "conf-b"})},
            ["different"] * 2,
            ["not-replicated"],
        ),
        ({"no_branding_url": True}, ["missing"] * 2, ["not-verified"]),
        ({"busy_on": "conf-b"}, ["no longer our package", "unreachable"], ["not-replicated"]),
    ],
)
def test_the_way_back_is_verified(world, fault, verdicts, found):
    take(world)
    world.publish(NORD, allow_live=True)
    world.node.settle()
    for name, value in fault.items():
        setattr(world.node.faults, name, value)
    _, applied = go_back(world)
    assert [str(served.state) for served in applied.seen] == verdicts
    assert list_rules(applied.problems) == found


def test_without_conferencing_nodes_the_way_back_is_not_verified(world):
    take(world)
    world.publish(NORD, allow_live=True)
    with world.session() as session:
        blind = dataclasses.replace(session, conferencing={})
        applied = roll_back(blind, plan_rollback(blind), allow_live=True)
    assert list_rules(applied.problems) == ["not-verified"]


def test_the_way_back_shows_both_ends_and_needs_allow_live(world):
    take(world)
    world.publish(NORD, allow_live=True)
    with pytest.raises(ThemeError, match="Guests get another web app on /guests"):
        go_back(world, allow_live=False)
    text = render(world.plan_rollback().plan)
    assert "Shown again as before:\n  /guests: nord " in text
    assert "→ Theirs\n" in text
    assert "/guests: Webapp3 → Webapp2" in text
    assert "1 restored path." in text


@pytest.mark.parametrize(
    "later",
    [dataclasses.replace(NORD, leave="Farvel"), Look("syd", path="guests")],
    ids=["package", "theme"],
)
def test_the_way_back_goes_through_every_package_and_theme(world, later):
    was = take(world)
    world.publish(NORD, allow_live=True)
    first = read_path(world)
    world.clock.sleep(60)
    world.publish(later, allow_live=True)
    assert (read_path(world)["description"] == first["description"]) == (later.theme == "nord")
    assert "needed for `rollback`" in {
        str(reason) for package, reason in world.plan_pruning(0).kept if package.mark
    }
    go_back(world)
    assert read_path(world) == first
    go_back(world)
    assert read_path(world) == was


def test_a_branding_that_is_gone_is_said(world):
    take(world)
    world.publish(NORD, allow_live=True)
    (theirs,) = world.node.find_rows("webapp_branding", "Theirs")
    world.node.remove("webapp_branding", theirs["uuid"])
    before = read_path(world)
    with pytest.raises(ThemeError) as error:
        go_back(world)
    assert f"showed before, {theirs['uuid']}, is no longer on the node" in str(error.value)
    assert read_path(world) == before


def test_what_is_recorded_of_another_theme_is_not_the_way_back(world):
    take(world)
    world.publish(NORD, allow_live=True)
    world.publish(Look("syd"), allow_live=True)
    (other,) = world.node.find_rows("webapp_alias", "syd")
    world.node.find_rows("webapp_alias", "guests")[0]["branding"] = other["branding"]
    world.more = "paths: {guests: syd}"
    with pytest.raises(ThemeError, match="No earlier package is known for /guests"):
        go_back(world)


def test_a_package_that_was_lost_is_not_skipped_on_the_way_back(world):
    take(world)
    world.publish(NORD, allow_live=True)
    first = world.node.find_live_package("guests")
    world.clock.sleep(60)
    world.publish(dataclasses.replace(NORD, leave="Farvel"), allow_live=True)
    (lost,) = world.node.find_rows("webapp_branding", first)
    world.node.remove("webapp_branding", lost["uuid"])
    with pytest.raises(ThemeError, match="The earlier package of /guests, "):
        go_back(world)


def test_a_retired_theme_leaves_the_path_as_it_was(world):
    was = take(world)
    world.publish(NORD, Look("syd"), allow_live=True)
    built = world.build(Look("syd"))
    plan = confirm_retirements(world.plan(built), ["nord"])
    assert "/guests: Webapp3 → Webapp2" in render(plan)
    world.publish_plan(built, plan, allow_live=True)
    assert read_path(world) == was


def test_a_description_without_room_is_refused(world):
    take(world, description="x" * 200)
    with expect_refusal("node-object-conflict") as error:
        world.plan(NORD)
    (found,) = error.value.problems
    fits = int(found.hint.split(" to ")[1].split()[0])
    world.node.find_rows("webapp_alias", "guests")[0]["description"] = "x" * fits
    world.publish(NORD, allow_live=True)
    assert len(read_path(world)["description"]) == 250


def test_a_saved_plan_does_the_same(world):
    take(world)
    built = world.build(NORD)
    plan = world.plan(built)
    assert reload_plan(plan) == plan
    world.publish_plan(built, reload_plan(plan), allow_live=True)
    assert is_carried_out(reload_plan(plan), world.read_state())


def test_our_package_on_a_path_that_became_webapp_2_gets_its_web_app_back(world):
    world.publish(NORD, allow_live=True)
    row = world.node.find_rows("webapp_alias", "guests")[0]
    row["webapp_type"] = "webapp2"
    plan, _ = world.publish(NORD, allow_live=True)
    (step,) = map(render_step, plan.steps)
    assert step.endswith("(Webapp2 → Webapp3)")
    assert row["webapp_type"] == "webapp3"
    assert row["description"] == "Made by themebuilder"


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("branding", None, "/guests was changed on the node: it shows the default."),
        ("webapp_type", "webapp2", "The node differs from the build: /guests: nord "),
        ("is_enabled", False, "/guests is switched off on the node."),
    ],
)
def test_what_somebody_did_to_the_path_itself_is_said_so(world, field, value, said):
    world.publish(NORD, allow_live=True)
    world.node.find_rows("webapp_alias", "guests")[0][field] = value
    world.node.settle()
    messages = [problem.message for problem in world.verify(NORD).problems]
    assert any(message.startswith(said) for message in messages), messages


def test_a_package_of_another_web_app_is_not_compared_with_ours(world):
    take(world)
    files = {"webapp2/branding/manifest.json": b"{}"}
    (theirs,) = world.node.find_rows("webapp_branding", "Theirs")
    world.node.zips[theirs["uuid"]] = zip_writer.pack(files)
    world.node.faults.download = True
    (change,) = world.plan(NORD).content_changes
    assert change.lines == ("everything guests see: the old package is for another web app",)


@pytest.mark.parametrize("profile", [False, True], ids=["in step", "out of step"])
def test_the_default_path_is_shown_and_guarded(world, profile):
    take(world, kind="webapp3")
    world.node.faults.default_out_of_step = profile
    world.node.rows["global"]["1"]["default_webapp_alias"] = 4
    plan = world.plan(NORD)
    assert plan.guarded == ("/guests",)
    assert "/webapp redirects to /guests: guests there get the change too." in plan.notes
    places = world.read_status().places
    assert "/guests: Theirs  (not ours)  (/webapp redirects here)" in map(str, places)


def test_the_way_back_of_the_default_path_is_guarded_too(world):
    take(world, kind="webapp3")
    world.node.rows["global"]["1"]["default_webapp_alias"] = 4
    world.publish(NORD, allow_live=True)
    with pytest.raises(ThemeError, match="All guests use /guests"):
        go_back(world, allow_live=False)


def test_two_default_paths_are_said(world):
    take(world, kind="webapp3")
    world.node.faults.default_out_of_step = True
    world.node.find_rows("webapp_alias", "guests")[0]["is_default"] = True
    (note,) = [one for one in world.plan(NORD).notes if "more than one" in one]
    assert "/webapp3, /guests" in note


def test_a_path_in_the_place_of_the_redirect_is_said(world):
    notes = world.plan(Look("nord", path="webapp")).notes
    assert any(
        note.startswith("/webapp redirects to /webapp3, the node's default") for note in notes
    )


@pytest.mark.parametrize(("kind", "is_said"), [("webapp2", True), ("webapp3", False)])
def test_a_pinned_bundle_of_another_web_app_is_said(world, kind, is_said):
    bundle = world.node.add("software_bundle_revision", bundle_type=kind, version="39.0.0")
    take(world)
    world.node.find_rows("webapp_alias", "guests")[0]["bundle"] = bundle["id"]
    notes = world.plan(NORD).notes
    assert any("is pinned to a software bundle of type" in note for note in notes) is is_said


@pytest.mark.parametrize("unlike", UNLIKE)
def test_killed_at_any_write_the_path_is_old_or_new_and_the_way_back_is_known(world, unlike):
    world.node.faults.unlike = unlike
    was = take(world)
    start = world.node.snapshot()
    points = publish_and_die(world, [NORD], 0, reads=False)
    for at in range(1, points + 1):
        world.node.restore(start)
        publish_and_die(world, [NORD], at, reads=False)
        assert read_path(world) == was or "before nord=webapp2/" in read_path(world)["description"]
        world.publish(NORD, allow_live=True)
        assert read_path(world)["webapp_type"] == "webapp3"
        go_back(world)
        assert read_path(world) == was
        assert find_mismatches(world.node) == []
    assert points == 4  # an upload and a switch


@pytest.mark.parametrize("fault", ["lost_patches", "broken_after_write"])
def test_a_switch_whose_answer_is_lost_is_not_done_twice(world, fault):
    was = take(world)
    setattr(world.node.faults, fault, 1)
    world.node.faults.only = "PATCH */webapp_alias/*"
    world.publish(NORD, allow_live=True)
    go_back(world)
    assert read_path(world) == was


def test_a_path_that_somebody_changed_since_is_left_alone(world):
    take(world)
    built = world.build(NORD)
    plan = world.plan(built)
    other = world.node.add_branding("Others", "webapp2")["uuid"]
    world.node.find_rows("webapp_alias", "guests")[0]["branding"] = other
    with pytest.raises(
        ThemeError, match="`webapp_alias guests` has changed: `branding` is Others now"
    ):
        world.publish_plan(built, plan, allow_live=True)


@pytest.mark.parametrize("kind", ["webapp2", "webapp3"])
def test_a_path_that_somebody_created_since_is_left_alone(world, kind):
    built = world.build(NORD)
    plan = world.plan(built)
    world.node.add_path("guests", kind=kind)
    was = read_path(world)
    with expect_refusal("changed-meanwhile", "changes-unfinished"):
        world.publish_plan(built, plan)
    assert read_path(world) == was
