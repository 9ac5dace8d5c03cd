"""`learn -d`: what the nodes serve of the hosted web app becomes the workspace's own facts."""

from __future__ import annotations

import json

import pytest

from tests.fake_node.hosted_app import OWN, stock_screens
from tests.publishing.kit import World
from themebuilder.core.problems import ThemeError
from themebuilder.publishing.app_version import AppBundle, find_bundle
from themebuilder.publishing.hosted_app import HostedApp, read_hosted_app

ALIAS = "organisations: {psyk: {tag: psyk, check_alias: room@example.org}}\n"


def read(world: World) -> HostedApp:
    with world.session() as session:
        return read_hosted_app(session, ["da"])


def pin_titles(found: HostedApp) -> dict[str, str]:
    texts = {name: json.loads(data) for name, data in found.texts.items()}
    return {name: each["guest.pin-title"] for name, each in texts.items()}


@pytest.mark.parametrize(
    ("layout", "note"),
    [
        ("template", "The app's scripts name the place of its language files: /webapp3/lang/{lng}"),
        ("hashed", "The app's scripts name its language files, such as /webapp3/assets/en-1a2b3c"),
        ("usual", "The language files were found by trying the usual places: /webapp3/locales/"),
    ],
)
def test_every_language_of_the_app_is_found(world, layout, note):
    world.node.app = layout
    found = read(world)
    assert pin_titles(found) == {
        f"{code}.json": texts["guest.pin-title"] for code, texts in OWN.items()
    }
    assert any(one.startswith(note) for one in found.notes)


def test_where_there_are_no_files_it_says_how_to_save_them_by_hand(world):
    world.node.app = "bundled"
    found = read(world)
    assert found.texts == {}
    assert any(
        one.startswith("No language files were found below /webapp3/") for one in found.notes
    )


def test_no_request_to_a_conferencing_node_has_credentials_or_changes_anything(world):
    before = world.node.state()
    read(world)
    asked = [method for method, path, _ in world.node.log if path.startswith("conf-a:")]
    assert (set(asked), world.node.state()) == ({"GET"}, before)
    assert world.node.violations == []


def test_the_version_the_default_manifest_and_the_stock_screens_are_read(world):
    world.more = ALIAS
    world.node.room("Psyk 1", tag="psyk", alias="room@example.org")
    found = read(world)
    assert found.bundle == AppBundle("41.0.0", "41-2001")
    assert found.manifest == {"version": 0, "meta": {"name": "DEFAULT", "brandVersion": "n/a"}}
    assert found.screens == stock_screens()


def test_the_screens_of_a_room_with_a_theme_are_not_taken_for_stock_ones(world):
    world.more = ALIAS
    theme = world.node.rows["ivr_theme"]["1"]["id"]
    world.node.room("Psyk 1", tag="psyk", alias="room@example.org", ivr_theme=theme)
    found = read(world)
    assert found.screens == {}
    assert any(one.startswith("The stock screens weren't read") for one in found.notes)


def test_a_branded_path_gives_no_default_manifest(world):
    own = world.node.add("webapp_branding", name="own", webapp_type="webapp3", uuid="own")
    for path in world.node.rows["webapp_alias"].values():
        path["branding"] = own["uuid"]
    world.node.settle()
    assert read(world).manifest == {}


def test_a_node_that_does_not_answer_is_reported(world):
    dead = "conferencing_nodes: [http://127.0.0.1:9]\n"
    definition = world.definition
    world.definition = lambda: definition().replace(
        f"conferencing_nodes: [{', '.join(world.up.conferencing.values())}]\n", dead
    )
    with pytest.raises(ThemeError) as refused:
        read(world)
    assert refused.value.problems[0].rule.name == "node-unreachable"


@pytest.mark.parametrize("name", ["MOST_REQUESTS", "MOST_BYTES", "MOST_SECONDS"])
def test_reading_ends_at_a_limit(world, monkeypatch, name):
    monkeypatch.setattr(f"themebuilder.publishing.language_files.{name}", 0)
    found = read(world)
    assert (found.texts, found.manifest) == ({}, {})
    assert any(one.startswith("Stopped at the limit") for one in found.notes)


@pytest.mark.parametrize(
    ("bundles", "version"),
    [
        ([("webapp3", True, "41.0.0")], "41.0.0"),
        ([("webapp3", False, "41.1.0")], "41.1.0"),
        ([("webapp3", False, "41.1.0"), ("webapp3", True, "41.0.0")], "41.0.0"),
        ([("webapp3", False, "1"), ("webapp3", False, "2")], None),
        ([("webapp2", True, "41.0.0")], None),
    ],
)
def test_the_version_is_named_only_where_it_is_certain(world, bundles, version):
    world.node.rows["software_bundle_revision"].clear()
    for kind, is_core, number in bundles:
        world.node.add("software_bundle_revision", bundle_type=kind, core=is_core, version=number)
    with world.session() as session:
        found = find_bundle(session.node)
    assert (found.version if found else None) == version


def test_an_account_without_the_right_to_read_versions_is_no_failure(world):
    world.node.faults.forbidden = frozenset({"software_bundle_revision"})
    with world.session() as session:
        assert find_bundle(session.node) is None
