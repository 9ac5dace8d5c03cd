"""A theme that is published and no longer defined is named, and taken away only on demand."""

from __future__ import annotations

import pytest

from tests.publishing.kit import Look, expect_refusal, list_rules, publish, reload_plan, upload
from themebuilder.core.problems import ThemeError
from themebuilder.publishing.apply.verify import verify
from themebuilder.publishing.node.objects import PackageKind
from themebuilder.publishing.plan.cleanup import confirm_retirements
from themebuilder.publishing.plan.plan import RetirePath
from themebuilder.publishing.plan.plan_format import render

NORD, SYD = Look("nord"), Look("syd", "syd")
MEETING = "(themebuilder)"


def find_path(world, slug):
    (row,) = world.node.find_rows("webapp_alias", slug)
    return row


@pytest.fixture
def syd_is_gone(world):
    """Both themes were published, and the second was deleted and built without."""
    world.publish(NORD, SYD)
    return world.build(NORD)


@pytest.mark.parametrize("publishes", [False, True], ids=["plan", "publish"])
def test_without_a_confirmation_the_path_stays_as_it_is(world, syd_is_gone, publishes):
    before = world.node.copy_rows()
    plan = world.plan(syd_is_gone)
    if publishes:
        world.publish_plan(syd_is_gone, plan)
    assert [retirement.theme for retirement in plan.retirements] == ["syd"]
    assert plan.steps == ()
    assert world.node.copy_rows() == before


def test_the_plan_names_the_step_and_the_way_to_confirm_it(world, syd_is_gone):
    text = render(world.plan(syd_is_gone))
    assert "No longer defined, but still published (kept until you retire them):" in text
    assert "retire syd: /syd: syd " in text
    assert "→ switched off" in text
    assert "themebuilder publish -d prod --retire syd" in text
    assert "Nothing to do, but some published themes are no longer defined" in text


def test_a_path_of_ours_that_every_guest_meets_is_not_switched_off(world, syd_is_gone):
    (row,) = world.node.find_rows("webapp_alias", "syd")
    world.node.rows["global"]["1"]["default_webapp_alias"] = row["id"]
    (offered,) = world.plan(syd_is_gone).retirements
    assert ([step.switch_off for step in offered.paths], offered.guarded) == ([False], ("/syd",))


def test_a_room_that_uses_the_theme_is_named_and_blocks_it(world):
    world.node.add_room("Syd 1", tag="syd")
    world.more = "rooms: [{theme: syd, tag: syd}]"
    world.publish(NORD, SYD)
    world.more = ""
    plan = world.plan(NORD)
    assert 'syd can\'t be retired while these use its service theme:\n    room "Syd 1"' in (
        render(plan)
    )
    with expect_refusal("retirement-refused") as error:
        confirm_retirements(plan, ["syd"])
    assert 'room "Syd 1"' in error.value.problems[0].message


def test_a_room_that_gets_another_theme_blocks_nothing(world):
    world.node.add_room("Syd 1", tag="syd")
    world.more = "rooms: [{theme: syd, tag: syd}]"
    world.publish(NORD, SYD)
    world.more = "rooms: [{theme: nord, tag: syd}]"
    built = world.build(NORD)
    world.publish_plan(built, confirm_retirements(world.plan(built), ["syd"]))
    assert find_path(world, "syd")["is_enabled"] is False


@pytest.mark.parametrize(
    ("resource", "label"),
    [
        ("conference", 'room "X"'),
        ("gateway_routing_rule", 'call routing rule "X"'),
        ("conference_sync_template", 'LDAP template "X"'),
    ],
)
def test_whatever_came_to_use_it_since_the_plan_blocks_it(world, syd_is_gone, resource, label):
    theme = world.node.add("ivr_theme", name=f"syd {'0' * 12} {MEETING}")["id"]
    plan = confirm_retirements(world.plan(syd_is_gone), ["syd"])
    world.node.add(resource, name="X", ivr_theme=theme)
    with pytest.raises(ThemeError) as error:
        world.publish_plan(syd_is_gone, plan)
    assert (list_rules(error.value.problems), label in error.value.problems[0].message) == (
        ["retirement-refused"],
        True,
    )
    assert find_path(world, "syd")["is_enabled"] is True


def test_a_partial_build_retires_nothing_and_says_so(world, syd_is_gone):
    plan = world.plan(world.build(NORD, is_complete=False))
    assert plan.retirements == ()
    assert any(note.startswith("syd is published (/syd), but isn't in") for note in plan.notes)


def test_a_theme_that_is_defined_and_was_not_built_is_no_candidate(world, syd_is_gone):
    plan = world.plan(world.build(NORD, defined=["syd"]))
    assert (plan.retirements, plan.steps) == ((), ())


def test_what_somebody_else_made_is_never_retired(world, syd_is_gone):
    other = world.node.add("webapp_branding", name="Hand", webapp_type="webapp3")["uuid"]
    world.node.add_path("by-hand", other)
    plan = world.plan(syd_is_gone)
    assert [step.label for retirement in plan.retirements for step in retirement.paths] == ["/syd"]


def test_a_path_that_another_theme_takes_over_is_no_retirement(world, syd_is_gone):
    plan = world.plan(NORD, Look("sydlig", path="syd"))
    assert (plan.retirements, len(plan.steps)) == ((), 2)


def test_the_path_that_everybody_meets_needs_allow_live(world, syd_is_gone):
    row = find_path(world, "webapp3")
    row["branding"] = find_path(world, "syd")["branding"]
    plan = confirm_retirements(world.plan(syd_is_gone), ["syd"])
    with expect_refusal("permission-missing"):
        world.publish_plan(syd_is_gone, plan)
    world.publish_plan(syd_is_gone, plan, allow_live=True)
    assert (row["is_enabled"], row["branding"]) == (True, None)


@pytest.mark.parametrize("confirmed", [[], ["syd"]], ids=["offered", "confirmed"])
def test_a_saved_plan_is_the_same_plan(world, syd_is_gone, confirmed):
    plan = confirm_retirements(world.plan(syd_is_gone), confirmed)
    assert reload_plan(plan) == plan
    assert plan.steps or plan.retirements


def test_a_saved_plan_is_carried_out_and_known_to_be(world, syd_is_gone):
    plan = reload_plan(confirm_retirements(world.plan(syd_is_gone), ["syd"]))
    assert world.check_plan(plan) is False
    world.publish_plan(syd_is_gone, plan)
    assert [type(step) for step in plan.steps] == [RetirePath]
    assert world.check_plan(plan) is True


def test_a_saved_plan_is_refused_when_the_path_has_changed(world, syd_is_gone):
    plan = reload_plan(confirm_retirements(world.plan(syd_is_gone), ["syd"]))
    find_path(world, "syd")["branding"] = None
    with expect_refusal("changed-meanwhile"):
        world.check_plan(plan)


def test_a_theme_that_is_not_offered_is_reported(world, syd_is_gone):
    plan = world.plan(syd_is_gone)
    with expect_refusal("retirement-refused"):
        confirm_retirements(plan, ["nord"])


def test_verify_names_it(world, syd_is_gone):
    found = world.verify(syd_is_gone)
    assert list_rules(found.problems) == ["theme-not-retired"]


@pytest.fixture
def syd_is_retired(world, syd_is_gone):
    plan = confirm_retirements(world.plan(syd_is_gone), ["syd"])
    world.publish_plan(syd_is_gone, plan)
    return syd_is_gone


def test_a_retired_path_is_no_fault(world, syd_is_retired):
    with world.session() as session:
        found = verify(session, syd_is_retired)
        _, applied = publish(session, syd_is_retired)
        without = verify(session, None, {"nord"})
    assert (found.problems, applied.problems, without.problems) == ((), (), ())
    assert {one.place for one in (*found.seen, *applied.seen, *without.seen)} == {"/nord"}


def test_a_path_that_somebody_else_switched_off_is_found(world, syd_is_retired):
    find_path(world, "nord")["is_enabled"] = False
    world.node.settle()
    with world.session() as session:
        found = verify(session, syd_is_retired)
        without = verify(session, None, {"nord"})
    messages = [problem.message for problem in (*found.problems, *without.problems)]
    assert "/nord is switched off on the node." in messages
    unserved = "No conferencing node serves /nord/branding/manifest.json."
    assert messages.count(unserved) == 2


@pytest.fixture
def old_theme(world, syd_is_gone):
    """A service theme of the deleted one is on the node; no room uses it."""
    upload(world, SYD, 3)
    return world.build(NORD)


def test_a_theme_that_is_used_elsewhere_cannot_be_retired(world, old_theme):
    world.more = "used_elsewhere: [syd]"
    plan = world.plan(old_theme)
    assert plan.retirements[0].used_by == ("`used_elsewhere` in themes/deployments/prod.yaml:5:18",)
    with expect_refusal("retirement-refused"):
        confirm_retirements(plan, ["syd"])


def test_a_confirmed_retirement_is_refused_when_the_theme_is_used_elsewhere_by_now(
    world, old_theme
):
    plan = confirm_retirements(world.plan(old_theme), ["syd"])
    world.more = "used_elsewhere: [syd]"
    with expect_refusal("retirement-refused"):
        world.publish_plan(old_theme, plan)


@pytest.mark.parametrize(
    ("lines", "kept"), [("", False), ("used_elsewhere: [syd]", True)], ids=["nowhere", "elsewhere"]
)
def test_prune_keeps_a_service_theme_that_is_used_elsewhere(world, old_theme, lines, kept):
    world.more = lines
    deletes = world.plan_pruning(keep=0).deletes
    themes = [one.mark.theme for one in deletes if one.kind is PackageKind.MEETING]
    assert ("syd" not in themes) is kept


def test_a_theme_that_is_neither_defined_nor_published_is_misspelt(world):
    world.more = "used_elsewhere: [nrod]"
    with pytest.raises(ThemeError) as error:
        world.plan(NORD)
    (found,) = error.value.problems
    assert (found.rule.name, found.place.line) == ("name-unknown", 5)
    assert "`nord`" in found.hint
