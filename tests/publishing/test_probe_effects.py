"""What a stage node answered changes plans."""

from __future__ import annotations

import pytest

from tests.publishing.kit import Look
from themebuilder.platform.learnt import Learnt
from themebuilder.platform.probes import ProbeOutcome

CONFIRMED = "Confirmed on node revision webapp3 41."
CHANGED = "“somebody else changed it” may be wrong."


@pytest.fixture
def plan(world, run_command):
    """Plan a theme for a room and for a path of Webapp 2, after one outcome of a probe."""
    world.node.room("Rum 1", tag="nord")
    world.node.path("nord")["webapp_type"] = "webapp2"
    world.more = "rooms: [{theme: nord, tag: nord}]"

    def run(probe, outcome):
        learnt = Learnt("", probes={probe: ProbeOutcome(outcome, "webapp3 41")})
        (world.folder / "themes/nord.yaml").write_text("theme: nord\n")
        (world.folder / "themes/platform.json").write_text(learnt.to_json())
        return run_command("plan", "-d", "prod", looks=[Look("nord")])

    return run


@pytest.mark.parametrize(
    ("outcome", "code", "message"),
    [
        ("unclear", 0, None),
        ("replaced", 0, None),
        ("refused", 1, "The node doesn't let the content of a service theme be replaced."),
        ("kept-old", 1, "The node accepts new content for a service theme, and shows the old."),
        ("silent", 1, "leaves no trace on the node, so nobody could tell whether it was done."),
    ],
)
def test_a_theme_is_replaced_in_place_only_where_that_works(plan, outcome, code, message):
    said = plan("in-place", outcome)
    assert said.exit_code == code
    assert ("[step-refuted]" in said.output) == bool(code)
    if message:
        assert f"{message} {CONFIRMED}" in said.output
        assert "Set `theme_updates: new-theme` in the deployment." in said.output


def test_a_new_theme_beside_the_old_one_needs_no_replacing(world, plan):
    world.more += "\ntheme_updates: new-theme"
    said = plan("in-place", "refused")
    assert (said.exit_code, "step-refuted" in said.output) == (0, False)


@pytest.mark.parametrize(("outcome", "is_noted"), [("replaced", False), ("moves-often", True)])
def test_a_plan_says_when_the_time_of_a_theme_proves_nothing(plan, outcome, is_noted):
    said = plan("in-place", outcome)
    assert (said.exit_code, f"{CHANGED} {CONFIRMED}" in said.output) == (0, is_noted)


@pytest.mark.parametrize(
    ("outcome", "code", "message"),
    [
        ("unclear", 0, None),
        ("together", 0, None),
        ("in-steps", 1, "The node changes the web app of /nord only before the branding"),
        ("refused", 1, "The node doesn't let /nord change to another web app."),
    ],
)
def test_a_path_changes_its_web_app_only_where_that_works(plan, outcome, code, message):
    said = plan("path-type", outcome)
    assert (said.exit_code, "[step-refuted]" in said.output) == (code, bool(code))
    assert message is None or message in said.output
