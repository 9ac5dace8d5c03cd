"""A path that guests use and that showed something else before, for the tests of taking it over."""

from __future__ import annotations

import dataclasses

from tests.publishing.kit import Look, publish
from themebuilder.publishing.apply.rollback import plan_rollback, roll_back
from themebuilder.publishing.node.objects import Store

NORD = Look("nord", path="guests")
UNLIKE = ["default", "nothing", "refused"]


def path(world, slug="guests"):
    """What the node has of a path, for comparing before and after."""
    (row,) = world.node.named("webapp_alias", slug)
    names = ("webapp_type", "branding", "description", "is_enabled")
    return {name: row[name] for name in names}


def take(world, *, has_branding=True, description="Til gæster", is_enabled=True, kind="webapp2"):
    """A path that guests use, as it was before us."""
    branding = world.node.branding("Theirs", kind)["uuid"] if has_branding else None
    row = world.node.path("guests", branding, kind)
    row |= {"description": description, "is_enabled": is_enabled}
    world.node.settle()
    return path(world)


def publish_live(world, *looks):
    with world.session() as session:
        return publish(session, world.built(*looks), allow_live=True)


def go_back(world, *, allow_live=True):
    """Roll back on a machine that has published nothing; the plan, and what the nodes serve."""
    with world.session() as session:
        other = dataclasses.replace(session, store=Store(world.folder / "another-machine"))
        rollback = plan_rollback(other)
        return rollback.plan, roll_back(other, rollback, allow_live=allow_live)


def unlike_moments(node):
    """The moments at which an enabled path had the branding of another web app."""
    types = {key: row["webapp_type"] for key, row in node.rows["webapp_branding"].items()}
    return [
        (view.at, slug)
        for view in node.views
        for slug, (kind, branding) in view.paths.items()
        if branding and types[branding] != kind
    ]
