"""Which object uses which package, and which content guests meet."""

from __future__ import annotations

import dataclasses

import pytest

from tests.publishing.kit import Look, upload
from themebuilder.core.problems import Place, ThemeError
from themebuilder.publishing.live_packages import read_live_packages, read_live_theme
from themebuilder.publishing.node.node_state import read_node_state
from themebuilder.publishing.node.objects import Mark, PackageKind, Ref, Resource
from themebuilder.publishing.node.references import Reference, read_references

BOTH = (PackageKind.WEBAPP, PackageKind.MEETING)
EARLIER, NOW = Look("nord", leave="Før", waiting="Før"), Look("nord")


@pytest.fixture
def world(world):
    """A node where two themes were published, and one of them again."""
    upload(world, EARLIER, 10, is_stored=True)
    nord, syd = (upload(world, look, 11, is_stored=True) for look in (NOW, Look("syd", "syd")))
    world.node.add_path("nord", nord[PackageKind.WEBAPP])
    world.node.add_path("syd", syd[PackageKind.WEBAPP])
    world.node.add_room("Nord 1", tag="nord", ivr_theme=nord[PackageKind.MEETING])
    world.more = "rooms: [{theme: nord, tag: nord}]"
    return world


def list_faults(error):
    return [
        (problem.rule.name, problem.place, problem.message, problem.hint)
        for problem in error.value.problems
    ]


def find_key(world, resource, name):
    (row,) = (row for row in world.node.rows[resource].values() if row["name"].startswith(name))
    return row[Resource(resource).key]


def find_short(world, look, kind):
    return next(p.short for p in world.build(look).packages_by_id if p.kind is kind)


def test_the_contents_that_guests_meet_are_read_from_the_store(world):
    with world.session() as session:
        found, unknown = read_live_packages(session)
        live = {(package.kind, package.theme): files for package, files in found.items()}
        theme = read_live_theme(session, "nord", BOTH)
    assert (len(found), unknown) == (3, ())
    assert live == {
        (PackageKind.WEBAPP, "nord"): NOW.make_webapp(),
        (PackageKind.WEBAPP, "syd"): Look("syd").make_webapp(),
        (PackageKind.MEETING, "nord"): NOW.make_meeting(),
    }
    assert theme == {package: files for package, files in found.items() if package.theme == "nord"}


def test_only_the_asked_kinds_are_read_and_local_files_come_first(world):
    with world.session() as session:
        for file in session.store.folder.rglob("*.zip"):
            file.unlink()
        ((found, files),) = read_live_theme(
            session, "nord", (PackageKind.MEETING,), [Look("syd").make_webapp(), NOW.make_meeting()]
        ).items()
    assert (found.kind, files) == (PackageKind.MEETING, NOW.make_meeting())


def test_content_that_nobody_has_is_reported(world):
    with world.session() as session:
        folder = session.store.folder
        for file in folder.rglob("*.zip"):
            file.unlink()
        with pytest.raises(ThemeError) as error:
            read_live_theme(session, "nord", BOTH)
        found, unknown = read_live_packages(session)
    wanted = []
    for kind, name, place in (
        (PackageKind.WEBAPP, "nord {}", "/nord"),
        (PackageKind.MEETING, "nord {} (themebuilder)", 'room "Nord 1"'),
    ):
        short = find_short(world, NOW, kind)
        message = (
            f"The content of `{name.format(short)}` ({kind.value}, at {place}) is unknown: it wasn't "
            "published from this machine, and the node doesn't return it."
        )
        hint = (
            f"Run this on the machine that published it, or copy {short}….zip from there to "
            f"{folder}/{kind.value}/nord."
        )
        wanted.append(("live-content-unknown", Place("prod"), message, hint))
    assert list_faults(error) == wanted
    assert (found, len(unknown)) == ({}, 3)


def test_a_theme_that_is_not_in_use_is_reported_with_those_that_are(world):
    with world.session() as session, pytest.raises(ThemeError) as error:
        read_live_theme(session, "oest", BOTH)
    hint = (
        "Themes in use there: nord, syd. `themebuilder status -d prod` lists every path and room."
    )
    message = "prod uses no package of theme `oest` (webapp3, service-theme)."
    assert list_faults(error) == [("live-content-unknown", Place("prod"), message, hint)]


def test_where_nothing_of_ours_is_in_use_that_is_reported(world):
    for row in world.node.rows["webapp_alias"].values():
        row["branding"] = None
    world.more = ""
    with world.session() as session, pytest.raises(ThemeError) as error:
        read_live_theme(session, "nord", (PackageKind.WEBAPP,))
    hint = "The deployment uses none of our themes."
    message = "prod uses no package of theme `nord` (webapp3)."
    assert list_faults(error) == [("live-content-unknown", Place("prod"), message, hint)]


def test_several_contents_of_one_theme_are_reported_with_their_places(world):
    old, new = (find_short(world, look, PackageKind.WEBAPP) for look in (EARLIER, NOW))
    world.node.add_path("other", find_key(world, "webapp_branding", f"nord {old}"))
    world.node.add_path("same", find_key(world, "webapp_branding", f"nord {new}"))
    with world.session() as session:
        with pytest.raises(ThemeError) as error:
            read_live_theme(session, "nord", BOTH)
        (found,) = read_live_theme(session, "nord", (PackageKind.MEETING,))
    message = (
        f"Several webapp3 packages of nord are in use: {new} at /nord, {old} at /other, "
        f"{new} at /same."
    )
    hint = "`themebuilder plan -d prod` shows what would change at each place."
    assert list_faults(error) == [("live-content-unknown", Place("prod"), message, hint)]
    assert found.kind is PackageKind.MEETING


def test_one_content_at_several_places_is_read_once(world):
    new = find_short(world, NOW, PackageKind.WEBAPP)
    world.node.add_path("same", find_key(world, "webapp_branding", f"nord {new}"))
    world.node.add_path("twin", upload(world, NOW, 12)[PackageKind.WEBAPP])
    with world.session() as session:
        assert len(read_live_theme(session, "nord", BOTH)) == 2
        assert len(read_live_packages(session)[0]) == 4


@pytest.mark.parametrize("has_settings", [True, False])
def test_a_node_without_its_default_theme_is_broken(world, monkeypatch, has_settings):
    monkeypatch.delitem(world.node.resources["global"].fields, "default_theme")
    if not has_settings:
        world.node.rows["global"].clear()
    with world.session() as session, pytest.raises(ThemeError) as error:
        list(read_references(session.node, ()))
    message = "The node doesn't return its default theme."
    assert list_faults(error) == [("node-broken", Place(world.up.address), message, "")]


def test_a_connector_uses_a_theme(world):
    (room,) = world.node.find_rows("conference", "Nord 1")
    world.node.add("ms_exchange_connector", name="Post", ivr_theme=room["ivr_theme"])
    with world.session() as session:
        packages = read_node_state(session.node, session.deployment).packages
        *_, found = read_references(session.node, packages)
    assert found.label == 'Exchange connector "Post"'


def test_what_may_not_be_read_stops_where_nobody_collects_it(world):
    world.node.faults.forbidden = frozenset({"gateway_routing_rule"})
    unread: list[str] = []
    with world.session() as session:
        packages = read_node_state(session.node, session.deployment).packages
        collected = list(read_references(session.node, packages, unread))
        with pytest.raises(ThemeError, match="forbidden"):
            list(read_references(session.node, packages))
    assert [reference.label for reference in collected] == ["/nord", "/syd", 'room "Nord 1"']
    assert unread == ["call routing rules that our account can't read"]


def test_another_fault_than_a_refusal_always_stops(world):
    del world.node.rows["gateway_routing_rule"]
    with world.session() as session, pytest.raises(ThemeError):
        list(read_references(session.node, (), []))


def test_paths_are_not_read_for_service_themes_alone(world):
    world.node.log.clear()
    with world.session() as session:
        packages = read_node_state(session.node, session.deployment).packages
        world.node.log.clear()
        themes = [package for package in packages if package.kind is PackageKind.MEETING]
        (found,) = read_references(session.node, themes)
    assert found.label == 'room "Nord 1"'
    assert not [path for _, path, _ in world.node.log if "webapp_alias" in path]


def test_a_reference_is_reported_where_its_package_or_content_is_unknown(world):
    ours = next(package for package in world.read_state().packages if package.mark)
    mark = Mark("nord", is_certain=False)
    named = "nord (themebuilder)"
    kept = dataclasses.replace(ours, kind=PackageKind.MEETING, name=named, mark=mark)
    room = Ref(Resource.ROOM, "1")
    gone = Reference(room, 'room "b"', PackageKind.MEETING, "9", None)
    changed = Reference(room, 'room "c"', PackageKind.MEETING, kept.key, kept)
    assert str(gone) == 'room "b": a deleted package (9)'
    assert str(changed) == f'room "c": {named}  (unknown content)'


def test_packages_of_a_theme_are_found_by_age_and_content(world):
    live = world.read_state()
    old, new = (
        next(
            p for p in live.packages if p.mark.short == find_short(world, look, PackageKind.WEBAPP)
        )
        for look in (EARLIER, NOW)
    )
    twins = [dataclasses.replace(new, key=key) for key in ("b", "c", "a")]
    live = dataclasses.replace(live, packages=(*twins, *live.packages, old))
    short = new.mark.short
    wanted = sorted([*twins, new], key=lambda one: one.key)
    assert live.find_own(PackageKind.WEBAPP, "nord") == (*reversed(wanted), old, old)
    assert live.find(PackageKind.WEBAPP, "nord", short) == wanted[0]
    assert live.find(PackageKind.WEBAPP, "nord", old.mark.short) == old
    assert live.find(PackageKind.WEBAPP, "syd", short) is None
    assert live.find(PackageKind.MEETING, "nord", short) is None
    assert live.package(PackageKind.WEBAPP, "c") == twins[1]
    assert (live.package(PackageKind.MEETING, "c"), live.package(PackageKind.WEBAPP, "")) == (
        None,
        None,
    )
    assert str(new.ref) == f"webapp_branding {new.key}"
