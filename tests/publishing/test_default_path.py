"""The default path, where /webapp leads, and pinned bundles: shown, guarded, said in the plan."""

from __future__ import annotations

import pytest

from tests.publishing.kit import Look
from tests.publishing.path_kit import NORD, go_back, publish_live, take
from themebuilder.core.problems import ThemeError


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
    publish_live(world, NORD)
    with pytest.raises(ThemeError, match="All guests use /guests"):
        go_back(world, allow_live=False)


def test_another_path_is_not_called_the_default(world):
    take(world)
    assert not any("/webapp redirects" in note for note in world.plan(NORD).notes)


def test_two_default_paths_are_said(world):
    take(world, kind="webapp3")
    world.node.faults.default_out_of_step = True
    world.node.named("webapp_alias", "guests")[0]["is_default"] = True
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
    world.node.named("webapp_alias", "guests")[0]["bundle"] = bundle["id"]
    notes = world.plan(NORD).notes
    assert any("is pinned to a software bundle of type" in note for note in notes) is is_said
