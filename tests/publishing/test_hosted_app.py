"""`learn -d`: what the nodes serve of the hosted web app becomes the workspace's own facts."""

from __future__ import annotations

import json

import pytest

from tests.fake_node.hosted_app import OWN, make_stock_screens
from tests.publishing.kit import World
from themebuilder.core.problems import ThemeError
from themebuilder.publishing.inspection.hosted_app import (
    AppBundle,
    HostedApp,
    find_bundle,
    read_hosted_app,
)

ALIAS = "organisations: {psyk: {tag: psyk, check_alias: room@example.org}}\n"


def read(world: World) -> HostedApp:
    with world.session() as session:
        return read_hosted_app(session, ["da"])


def pin_titles(found: HostedApp) -> dict[str, str]:
    texts = {name: json.loads(data) for name, data in found.texts.items()}
    return {name: each["guest.pin-title"] for name, each in texts.items()}


PLACES = {
    "template": "The app's scripts name the place of its language files: /webapp3/lang/{lng}",
    "hashed": "The app's scripts name its language files, such as /webapp3/assets/en-1a2b3c",
    "usual": "The language files were found by trying the usual places: /webapp3/locales/",
    "bundled": "No language files were found below /webapp3/. Save them by hand: ",
}


@pytest.mark.parametrize("layout", PLACES)
def test_every_language_of_the_app_is_found_or_how_to_save_it_by_hand(world, layout):
    world.node.app = layout
    found = read(world)
    texts = {f"{code}.json": texts["guest.pin-title"] for code, texts in OWN.items()}
    assert pin_titles(found) == ({} if layout == "bundled" else texts)
    assert any(note.startswith(PLACES[layout]) for note in found.notes)


def test_no_request_to_a_conferencing_node_has_credentials_or_changes_anything(world):
    before = world.node.copy_rows()
    read(world)
    asked = [method for method, path, _ in world.node.log if path.startswith("conf-a:")]
    assert (set(asked), world.node.copy_rows()) == ({"GET"}, before)
    assert world.node.violations == []


def test_the_version_the_default_manifest_and_the_stock_screens_are_read(world):
    world.more = ALIAS
    world.node.add_room("Psyk 1", tag="psyk", alias="room@example.org")
    found = read(world)
    assert [line for line in world.log if "/release_token: 200" in line]
    assert found.bundle == AppBundle("41.0.0", "41-2001")
    assert found.manifest == {"version": 0, "meta": {"name": "DEFAULT", "brandVersion": "n/a"}}
    assert found.screens == make_stock_screens()


@pytest.mark.parametrize("is_global", [False, True], ids=["the room", "the whole node"])
def test_screens_with_a_theme_are_not_taken_for_stock_ones(world, is_global):
    world.more = ALIAS
    room = world.node.add_room("Psyk 1", tag="psyk", alias="room@example.org")
    settings = world.node.rows["global"]["1"]
    (settings if is_global else room)["default_theme" if is_global else "ivr_theme"] = 1
    found = read(world)
    assert found.screens == {}
    assert any(note.startswith("The stock screens weren't read") for note in found.notes)


def test_a_path_that_is_off_is_left_alone(world):
    world.node.add("webapp_alias", slug="aaa", webapp_type="webapp3", is_enabled=False)
    world.node.settle()
    assert sorted(read(world).texts) == ["da.json", "en.json", "sv.json"]


@pytest.mark.parametrize("is_whole", [True, False])
def test_a_path_may_choose_another_version(world, is_whole):
    other = world.node.add(
        "software_bundle_revision", bundle_type="webapp3", version="40.1.0", revision="40-7"
    )
    chosen = other if is_whole else other["resource_uri"]
    with world.session() as session:
        assert find_bundle(session.node, {"bundle": chosen}) == AppBundle("40.1.0", "40-7")


def test_a_branded_path_gives_no_default_manifest(world):
    own = world.node.add("webapp_branding", name="own", webapp_type="webapp3", uuid="own")
    world.node.files["own"] = {"webapp3/branding/manifest.json": b'{"version": 0}'}
    for path in world.node.rows["webapp_alias"].values():
        path["branding"] = own["uuid"]
    world.node.settle()
    assert read(world).manifest == {}


def test_a_node_that_does_not_answer_is_reported(world):
    dead = "conferencing_nodes: [http://127.0.0.1:9]\n"
    definition = world.format_definition
    world.format_definition = lambda: definition().replace(
        f"conferencing_nodes: [{', '.join(world.up.conferencing.values())}]\n", dead
    )
    with pytest.raises(ThemeError) as refused:
        read(world)
    assert refused.value.problems[0].rule.name == "node-unreachable"


@pytest.mark.parametrize("name", ["MOST_REQUESTS", "MOST_BYTES", "MOST_SECONDS"])
def test_reading_ends_at_a_limit(world, monkeypatch, name):
    monkeypatch.setattr(f"themebuilder.publishing.inspection.language_files.{name}", 0)
    found = read(world)
    assert (found.texts, found.manifest) == ({}, {})
    assert any(note.startswith("Stopped at the limit") for note in found.notes)


@pytest.mark.parametrize(
    ("bundles", "version"),
    [
        ([("webapp3", True, "41.0.0")], "41.0.0"),
        ([("webapp3", False, "41.1.0")], "41.1.0"),
        ([("webapp3", False, "41.1.0"), ("webapp3", True, "41.0.0")], "41.0.0"),
        ([("webapp3", False, "1"), ("webapp3", False, "2")], None),
        ([("webapp3", True, "1"), ("webapp3", True, "2")], None),
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


def serve(
    world: World, monkeypatch, files: dict[str, bytes | str], fallback: bytes | None
) -> list[str]:
    """Let the conferencing nodes host these files, and *fallback* for all others; what was asked."""
    asked: list[str] = []

    def find_app_file(_name: str, _slug: str, path: str) -> bytes | str | None:
        asked.append(path)
        return files.get(path, fallback)

    monkeypatch.setattr(world.node, "find_app_file", find_app_file)
    return asked


DEEP = b'{"a":' * 100_000
PAGE = b"<!doctype html><title>Meet</title>"


@pytest.mark.parametrize(
    ("files", "fallback"),
    [
        ({}, None),
        ({"": PAGE}, PAGE),  # a server that answers every address with its page
        ({"": b"\xff\x00<script src=//["}, None),
        ({"": b"<script src=a.js></script>", "a.js": b"\xff" * 1000}, None),
        ({"": b'<script src="a.js">', "a.js": b'"x/{{lng}}.json"', "x/en.json": DEEP}, None),
        ({"": b'<script src="a.js">', "a.js": b'"x/{{lng}}.json"', "x/en.json": b"[]"}, None),
        ({"": b'<script src="a.js">', "a.js": b'"' + b"a" * 300_000}, None),
        ({"": b'<script src="a.js">', "a.js": b'"{{lng}}' * 50_000}, None),
    ],
)
def test_nothing_is_taken_for_texts_that_is_none(world, monkeypatch, files, fallback):
    serve(world, monkeypatch, files, fallback)
    assert read(world).texts == {}


def test_nothing_is_read_from_another_server(world, monkeypatch):
    page = b"""<base href="https://evil.example/app/">
        <script src="a.js"></script><script src="//evil.example/b.js"></script>"""
    asked = serve(world, monkeypatch, {"": page}, None)
    read(world)
    assert [path for path in asked if path.endswith(".js")] == []
    assert [line for line in world.log if "evil" in line] == []


def test_addresses_are_relative_to_the_base_of_the_page(world, monkeypatch):
    files = {
        "": b'<base href="/webapp3/app/"><script src="a.js"></script>',
        "app/a.js": b'load("t/{{lng}}/{{ns}}.json")',
        "app/t/da/translation.json": b'{"guest.ended": "Farvel"}',
    }
    serve(world, monkeypatch, files, None)
    assert read(world).texts == {"da.json": files["app/t/da/translation.json"]}


def test_english_for_a_language_that_the_app_lacks_is_not_taken_for_it(world, monkeypatch):
    files = {"": b'<script src="a.js">', "a.js": b'"t/{{lng}}.json"'}
    serve(world, monkeypatch, files, b'{"guest.ended": "Goodbye"}')
    assert list(read(world).texts) == ["en.json"]


def test_a_list_without_english_is_no_list_of_the_apps_languages(world, monkeypatch):
    files = {
        "": b'<script src="a.js">',
        "a.js": b'u=["px","em"];load("t/{{lng}}.json")',
        "t/sv.json": b'{"guest.ended": "Hej"}',
        "t/en.json": b'{"guest.ended": "Goodbye"}',
    }
    serve(world, monkeypatch, files, None)
    assert sorted(read(world).texts) == ["en.json", "sv.json"]


def test_as_few_requests_as_an_app_with_nothing_needs(world, monkeypatch):
    asked = serve(world, monkeypatch, {}, None)
    read(world)
    assert len(asked) < 25


@pytest.mark.parametrize(
    ("where", "found"),
    [
        ("/webapp3/home/", ["en.json"]),
        ("home/", ["en.json"]),
        ("http://192.0.2.1/webapp3/home/", []),
        ("//192.0.2.1/webapp3/home/", []),
        ("/webapp3/", []),
    ],
)
def test_a_redirect_is_followed_once_and_to_no_other_server(world, monkeypatch, where, found):
    files = {
        "": where,
        "home/": b'<script src="/webapp3/a.js">',
        "a.js": b'"/webapp3/t/{{lng}}.json"',
        "t/en.json": b'{"guest.ended": "Goodbye"}',
    }
    serve(world, monkeypatch, files, None)
    assert list(read(world).texts) == found
