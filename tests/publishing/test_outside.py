"""What a system outside the node uses stays there, as if the node itself used it."""

from __future__ import annotations

import pytest

from tests.publishing.kit import Look, refused, upload
from themebuilder.core.problems import ThemeError
from themebuilder.publishing.node.objects import PackageKind
from themebuilder.publishing.plan.cleanup import confirm_retirements

NORD, SYD = Look("nord"), Look("syd", "syd")


@pytest.fixture
def syd_is_gone(world):
    """Both themes were published, and the second was deleted and built without."""
    world.publish(NORD, SYD)
    upload(world, SYD, 3)
    return world.built(NORD)


def test_a_theme_that_is_used_elsewhere_cannot_be_retired(world, syd_is_gone):
    world.more = "used_elsewhere: [syd]"
    plan = world.plan(syd_is_gone)
    assert plan.retirements[0].used_by == ("`used_elsewhere` in themes/deployments/prod.yaml:5:18",)
    with refused("retirement-refused"):
        confirm_retirements(plan, ["syd"])


def test_a_confirmed_retirement_is_refused_when_the_theme_is_used_elsewhere_by_now(
    world, syd_is_gone
):
    plan = confirm_retirements(world.plan(syd_is_gone), ["syd"])
    world.more = "used_elsewhere: [syd]"
    with refused("retirement-refused"):
        world.publish_plan(syd_is_gone, plan)


@pytest.mark.parametrize(
    ("lines", "kept"), [("", False), ("used_elsewhere: [syd]", True)], ids=["nowhere", "elsewhere"]
)
def test_prune_keeps_a_service_theme_that_is_used_elsewhere(world, syd_is_gone, lines, kept):
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
