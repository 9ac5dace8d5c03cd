"""A theme that builds one package only is published without the other."""

from __future__ import annotations

import pytest

from tests.publishing.kit import Look
from themebuilder.core.problems import ThemeError
from themebuilder.publishing.node.objects import PackageKind
from themebuilder.publishing.plan.plan import UploadPackage

BRANDING = ("webapp3",)


def test_a_branding_alone_is_published_alone(world):
    world.more = "paths: {nord: nord}"
    built = world.built(Look("nord", kinds=BRANDING))
    plan = world.plan(built)
    uploads = [step.package.kind for step in plan.steps if isinstance(step, UploadPackage)]
    assert uploads == [PackageKind.WEBAPP]


def test_the_service_theme_of_before_stays_where_it_is(world):
    world.node.room("Nord 1", tag="nord")
    world.more = "rooms: [{theme: nord, tag: nord}]\npaths: {nord: nord}"
    world.publish(Look("nord"))
    world.more = "paths: {nord: nord}"
    built = world.built(Look("nord", color="#112233", kinds=BRANDING))
    plan = world.plan(built)
    assert not plan.retirements
    packages = [getattr(step, "package", None) for step in plan.steps]
    assert {package.kind for package in packages if package} == {PackageKind.WEBAPP}
    world.publish(built)
    assert world.verify(built).problems == ()


def test_a_room_that_asks_for_the_missing_service_theme_is_reported(world):
    world.node.room("Nord 1", tag="nord")
    world.more = "rooms: [{theme: nord, tag: nord}]\npaths: {nord: nord}"
    built = world.built(Look("nord", kinds=BRANDING))
    with pytest.raises(ThemeError) as error:
        world.plan(built)
    [found] = error.value.problems
    assert (found.rule.name, "`packages`" in found.hint) == ("package-missing", True)


def test_a_theme_without_a_path_is_named(world):
    plan = world.plan(Look("nord", path=""))
    assert "Without a path, so not published in the web app: nord." in " ".join(plan.notes)
