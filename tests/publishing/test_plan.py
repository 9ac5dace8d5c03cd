"""A plan says everything, can be saved, and is done exactly or not at all."""

from __future__ import annotations

import dataclasses
import json

import pytest

from tests.publishing.kit import Look, expect_refusal, list_rules, publish, reload_plan
from themebuilder.core.problems import ThemeError
from themebuilder.packages.differences import describe_changes
from themebuilder.publishing.apply.publish import apply_plan, check_plan
from themebuilder.publishing.node.objects import PackageKind
from themebuilder.publishing.node.records import ThemeRecord
from themebuilder.publishing.plan.plan import UploadPackage
from themebuilder.publishing.plan.plan_format import render
from themebuilder.publishing.plan.plan_json import from_json, to_json
from themebuilder.publishing.plan.planner import plan_publishing


@pytest.fixture
def built(world):
    world.node.add_room("Nord 1", tag="nord")
    world.more = (
        "rooms: [{theme: nord, tag: nord}]\norganisations: {nord: {tag: nord}}\npaths: {nord: nord}"
    )
    return world.build(Look("nord", settings={"chat": "disabled"}))


def test_a_saved_plan_is_the_same_plan(world, built):
    plan = world.plan(built)
    assert reload_plan(plan) == plan


def add_path(node):
    node.add_path("nord")


def add_room(node):
    node.add_room("Nord 2", tag="nord")


def delete_room(node):
    del node.rows["conference"]["1"]


def change_theme(node):
    node.rows["conference"]["1"]["ivr_theme"] = 2


def change_chat(node):
    node.rows["conference"]["1"]["enable_chat"] = "yes"


def change_deployment(node):
    node.rows["global"]["1"]["deployment_uuid"] = "another"


@pytest.mark.parametrize(
    "change",
    [
        add_path,
        add_room,
        delete_room,
        change_theme,
        change_chat,
        change_deployment,
    ],
    ids=lambda change: change.__name__,
)
def test_a_saved_plan_is_refused_when_the_node_has_changed(world, built, change):
    plan = reload_plan(world.plan(built))
    change(world.node)
    with pytest.raises(ThemeError) as error:
        world.check_plan(plan)
    assert list_rules(error.value.problems) == ["changed-meanwhile"] * len(error.value.problems)


def test_a_change_since_the_plan_is_reported_by_what_it_was_and_is(world, built):
    plan = reload_plan(world.plan(built))
    theirs = world.node.add("ivr_theme", name="Jul", description="")
    world.node.rows["conference"]["1"]["ivr_theme"] = theirs["id"]
    with pytest.raises(ThemeError) as error:
        world.check_plan(plan)
    assert error.value.problems[0].message.endswith("and is now Jul (not ours).")


def test_what_came_or_went_since_the_plan_is_reported_once(world, built):
    plan = reload_plan(world.plan(built))
    del world.node.rows["conference"]["1"]
    world.node.add_path("nord")
    with pytest.raises(ThemeError) as error:
        world.check_plan(plan)
    messages = [str(found.message) for found in error.value.problems]
    assert "/nord is new." in messages
    assert [message for message in messages if 'room "' in message] == [
        'The deployment no longer finds room "Nord 1".'
    ]


def test_a_saved_plan_that_was_done_in_part_can_be_done_to_its_end(world, built):
    with world.session() as session:
        plan = reload_plan(plan_publishing(session, built))
        half = dataclasses.replace(plan, steps=plan.steps[:-1])
        apply_plan(half, session, built.packages_by_id)
        check_plan(session, plan)
        apply_plan(plan, session, built.packages_by_id)
        assert plan_publishing(session, built).is_empty


def test_a_saved_plan_for_another_node_is_refused(world, built):
    plan = world.plan(built)
    with expect_refusal("plan-unreadable"):
        world.check_plan(dataclasses.replace(plan, node="https://other.example"))


@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b'{"plan": 1}', b"\xff", b"[" * 100_000])
def test_what_is_no_plan_is_reported(data):
    with expect_refusal("plan-unreadable"):
        from_json(data, "plan.json")


@pytest.mark.parametrize(
    ("step", "field", "value"),
    [
        ("upload", "do", "wipe"),
        ("upload", "size", float("inf")),
        *(("write-theme", "after", one) for one in ("", "nonsense", str(ThemeRecord("other")))),
        *(("switch", "key", one) for one in ("", "/", "schema", "../global/1")),
    ],
)
def test_a_saved_plan_with_another_step_is_refused(world, built, step, field, value):
    report = to_json(world.plan(built))
    next(one for one in report["steps"] if one["do"] == step)[field] = value
    with expect_refusal("node-broken" if step == "switch" else "plan-unreadable"):
        from_json(json.dumps(report).encode(), "plan.json")


def test_a_saved_plan_of_a_package_that_is_gone_is_refused(world, built):
    with world.session() as session:
        publish(session, built)
        (path,) = world.node.find_rows("webapp_alias", "nord")
        path["branding"] = None
        plan = reload_plan(plan_publishing(session, built))
        assert not any(isinstance(step, UploadPackage) for step in plan.steps)
        for key in [
            k for k, r in world.node.rows["webapp_branding"].items() if not r["is_default"]
        ]:
            del world.node.rows["webapp_branding"][key]
        with expect_refusal("changed-meanwhile"):
            apply_plan(plan, session, built.packages_by_id)


def test_the_content_of_what_is_not_ours_is_compared_when_the_node_gives_it_back(world, built):
    world.node.faults.download = True
    world.publish(built)
    (row,) = [r for r in world.node.rows["webapp_branding"].values() if "nord" in r["name"]]
    row["name"] = "Renamed by hand"
    plan = world.plan(Look("nord", leave="Farvel"))
    change = next(c for c in plan.content_changes if c.package.kind == "webapp3")
    assert "text da meeting.leave: Forlad mødet → Farvel" in change.lines


def test_a_path_that_is_off_is_switched_on_and_it_is_said(world, built):
    with world.session() as session:
        publish(session, built)
        world.node.find_rows("webapp_alias", "nord")[0]["is_enabled"] = False
        plan = plan_publishing(session, built)
        assert "/nord is switched off now, and will be switched on." in render(plan)
        apply_plan(plan, session, built.packages_by_id)
    assert world.node.find_rows("webapp_alias", "nord")[0]["is_enabled"] is True


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda node: node.rows["global"].clear(), "The node has no global settings."),
        (
            lambda node: node.rows["webapp_alias"]["1"].update(slug=""),
            "A web app path on the node has no slug.",
        ),
        (
            lambda node: node.rows["conference"]["1"].update(id=""),
            "An object of `conference` has no `id`.",
        ),
        (
            lambda node: node.rows["conference"]["1"].update(id=None),
            "An object of `conference` has no `id`.",
        ),
    ],
)
def test_a_node_that_does_not_show_what_a_plan_needs_is_broken(world, built, change, message):
    change(world.node)
    with pytest.raises(ThemeError) as error:
        world.plan(built)
    (found,) = error.value.problems
    assert (found.rule.name, found.place.file, found.message) == (
        "node-broken",
        world.up.address,
        message,
    )


@pytest.mark.parametrize("guarded", ["paths: {webapp3: nord}", "rooms: [{theme: nord, all: true}]"])
def test_what_everybody_meets_changes_on_purpose_only(world, guarded):
    world.more = guarded if "paths" in guarded else guarded + "\npaths: {}"
    built = world.build(Look("nord"))
    before = world.node.copy_rows()
    with expect_refusal("permission-missing"):
        world.publish(built)
    assert world.node.copy_rows() == before
    world.publish(built, allow_live=True)
    assert world.plan(built).is_empty


@pytest.mark.parametrize(
    "kind", ["rooms: [{theme: nord, tag: nrod}]", "organisations: {nord: {tag: nrod}}"]
)
def test_a_node_without_the_rooms_is_not_as_it_should_be(world, kind):
    world.more = kind
    built = world.build(Look("nord"))
    world.publish(built)
    plan = world.plan(built)
    problems = world.verify(built).problems
    assert (plan.is_empty, "should be" in render(plan)) == (True, False)
    assert 'nord: no room has the tag "nrod".' in render(plan)
    assert "rooms-not-found" in list_rules(problems)


def test_the_plan_names_every_description_that_it_updates(world):
    world.node.add_room("Rum", tag="nord")
    world.more = "rooms: [{theme: nord, tag: nord}]\ntheme_updates: new-theme"
    world.publish(Look("nord"))
    plan = world.plan(Look("nord", waiting="Snart"))
    assert "1 description" in render(plan)
    assert "update the description of nord webapp3" in render(plan)


def test_the_nearest_room_is_proposed(world):
    world.node.add_room("Fødegangen")
    world.more = "rooms: [{theme: nord, names: [Fødegang]}]"
    with pytest.raises(ThemeError) as error:
        world.plan(Look("nord"))
    assert error.value.problems[0].hint == "Did you mean `Fødegangen`?"


def test_every_name_that_nothing_has_is_reported_at_its_line(world):
    world.more = "rooms:\n- theme: nord\n  names:\n  - Intet\n  - Heller intet"
    with pytest.raises(ThemeError) as error:
        world.plan(Look("nord"))
    first, second = error.value.problems
    places = first.place, second.place
    assert (places[1].line, places[1].column) == (places[0].line + 1, places[0].column)
    assert (first.rule.name, first.message, first.hint) == (
        "name-unknown",
        'No room on the node is named "Intet".',
        "Write the name exactly as on the node, or choose the rooms by `tag`.",
    )


@pytest.mark.parametrize(
    ("more", "column"), [("paths:\n  nord: nord", 9), ("rooms:\n- theme: nord\n  all: true", 10)]
)
def test_a_theme_that_was_not_built_is_reported_where_it_is_named(world, more, column):
    world.more = more
    with pytest.raises(ThemeError) as error:
        world.plan(Look("syd"))
    assert [found.place.column for found in error.value.problems] == [column]


def test_a_name_of_ours_that_somebody_took_is_not_touched(world):
    world.more = "paths: {nord: nord}"
    built = world.build(Look("nord"))
    label = next(p.id.label for p in built.packages.values() if p.id.kind == "webapp3")
    world.node.add("webapp_branding", name=label, description="mine", webapp_type="webapp3")
    with expect_refusal("node-object-conflict", "changes-unfinished"):
        world.publish(built)


def test_hidden_buttons_and_colours_are_reported_one_by_one():
    lines = describe_changes(
        "webapp3",
        Look("nord").make_webapp(),
        Look("nord", color="#111111", hide=("button-chat",)).make_webapp(),
    )
    assert "colour brand.background_color: #2F6F8F → #111111" in lines
    assert "setting hide button-chat: new, hidden" in lines


@pytest.mark.parametrize("broken", [{"webapp3/branding/manifest.json": b"{"}, {}])
def test_what_cannot_be_read_is_not_compared(broken):
    (line,) = describe_changes("webapp3", broken, Look("nord").make_webapp())
    assert line.startswith("Not compared: ")


BRANDING = ("webapp3",)


def test_the_service_theme_of_before_stays_where_it_is(world):
    world.node.add_room("Nord 1", tag="nord")
    world.more = "rooms: [{theme: nord, tag: nord}]\npaths: {nord: nord}"
    world.publish(Look("nord"))
    world.more = "paths: {nord: nord}"
    built = world.build(Look("nord", color="#112233", kinds=BRANDING))
    plan = world.plan(built)
    assert not plan.retirements
    packages = [getattr(step, "package", None) for step in plan.steps]
    assert {package.kind for package in packages if package} == {PackageKind.WEBAPP}
    world.publish(built)
    assert world.verify(built).problems == ()


def test_a_room_that_asks_for_the_missing_service_theme_is_reported(world):
    world.node.add_room("Nord 1", tag="nord")
    world.more = "rooms: [{theme: nord, tag: nord}]\npaths: {nord: nord}"
    built = world.build(Look("nord", kinds=BRANDING))
    with pytest.raises(ThemeError) as error:
        world.plan(built)
    [found] = error.value.problems
    assert (found.rule.name, "`packages`" in found.hint) == ("package-missing", True)
