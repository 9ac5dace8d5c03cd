"""The story: each chapter is what an operator does, and what guests, bookings and the node then meet."""

from __future__ import annotations

import json
from typing import Any

from tests.rehearsal.hub import Hub

NAMES = ("nord", "syd", "psyk")


def publish_first(hub: Hub) -> None:
    """The first publish: three organisations, a path and a service theme each."""
    hub.commit("The first themes")
    hub.publish()
    hub.run("verify", "-d", "hub")
    for name in NAMES:
        assert hub.node.find_live_package(name).startswith(f"{name} ")
        assert hub.read_text(hub.find_theme(name)["id"]) == "Vent her"


def book_rooms(hub: Hub) -> dict[str, Any]:
    """Somebody writes the themes' addresses into booking templates, and meetings are booked."""
    codes = {"nord": "n1", "syd": "s1", "psyk": "n1-psyk"}
    templates = {
        name: hub.booking.add_template(
            codes[name],
            hub.booking.find_theme_uri(f"VDX {name}"),
            uriPrefix=f"{name}-",
            customPortalGuest=f"https://video.example/{name}/?conference=%uri-with-domain%",
        )
        for name in NAMES
    }
    pool = hub.booking.add_template(
        "n1", hub.booking.find_theme_uri("VDX nord"), isPoolTemplate=True, uriPrefix="pulje-"
    )
    hub.booking.fill_pools()
    (pooled,) = hub.booking.list_pool("n1")
    return {
        "templates": templates,
        "pool": pool,
        "pooled": pooled,
        "early": hub.book(templates["nord"]),
    }


def change_content(hub: Hub, booked: dict[str, Any]) -> None:
    """Changed content: the same ids and names; booked and pooled rooms show it, new ones are made."""
    before = {name: dict(hub.find_theme(name)) for name in NAMES}
    hub.define("nord", "Bliv her")
    hub.commit("Another waiting text")
    plan = hub.run("build") and hub.run("plan", "-d", "hub")
    assert '"VDX nord"' in plan.output
    hub.run("publish", "-d", "hub", "--yes")
    for name in NAMES:
        now = hub.find_theme(name)
        assert (now["id"], now["name"], now["uuid"]) == (
            before[name]["id"],
            before[name]["name"],
            before[name]["uuid"],
        )
    late = hub.book(booked["templates"]["nord"])
    for row in (booked["early"], booked["pooled"], late):
        assert hub.read_text(hub.find_room(row)["ivr_theme"]) == "Bliv her"


def switch_chat_off(hub: Hub, booked: dict[str, Any]) -> None:
    """Chat off for a department: today's rooms by the plan, tomorrow's only by the policy script."""
    today = hub.book(booked["templates"]["psyk"])
    hub.find_room(today)["tag"] = "psyk"
    hub.write(
        "themes/organisations/psyk.yaml",
        "organisation: psyk\nname: Psykiatrien\ncode: n1-psyk\npart_of: nord\n"
        "settings: {chat: disabled}\n",
    )
    hub.commit("No chat in group therapy")
    hub.run("build")
    plan = hub.run("plan", "-d", "hub").output
    assert "What gives the settings to rooms that don't exist yet:" in plan
    hub.run("publish", "-d", "hub", "--yes")
    hub.node.settle()
    assert hub.has_chat(today["uriWithDomain"]) is False
    without = hub.book(booked["templates"]["psyk"])
    assert hub.has_chat(without["uriWithDomain"]) is True, "nothing covers new rooms yet"
    script = hub.run("policy", "-d", "hub").stdout
    hub.say("  a person installs the script (Call control > Policy profiles)")
    profile = hub.node.add(
        "policy_server",
        name="Organisations",
        enable_internal_service_policy=True,
        internal_service_policy_template=script,
    )
    hub.node.add("system_location", name="Test", policy_server=profile["id"])
    with_script = hub.book(booked["templates"]["psyk"])
    assert hub.has_chat(with_script["uriWithDomain"]) is False
    assert hub.has_chat(hub.book(booked["templates"]["syd"])["uriWithDomain"]) is True


def move_path(hub: Hub) -> None:
    """Webapp 2 to Webapp3 on a path that guests use, and back."""
    old = hub.node.add_branding("Den gamle", "webapp2")
    path = hub.node.add_path("gammel", old["uuid"], "webapp2")
    hub.deploy("paths: {nord: nord, syd: syd, psyk: psyk, gammel: nord}")
    hub.run("publish", "-d", "hub", "--yes", code=1)
    assert (path["webapp_type"], path["branding"]) == ("webapp2", old["uuid"])
    hub.run("publish", "-d", "hub", "--yes", "--allow-live")
    assert path["webapp_type"] == "webapp3"
    assert hub.node.find_live_package("gammel") == hub.node.find_live_package("nord")
    hub.run("rollback", "-d", "hub", "--yes", "--allow-live")
    assert (path["webapp_type"], path["branding"]) == ("webapp2", old["uuid"])
    hub.deploy()


def prune(hub: Hub) -> None:
    """Prune with an outside reference: what a template names stays, and so does what may be named."""
    old = hub.node.add("ivr_theme", name=f"syd {'0' * 12} (themebuilder)")
    spare = hub.node.add("ivr_theme", name=f"syd {'1' * 12} (themebuilder)")
    hub.booking.add_template("n1", f"/api/admin/configuration/v1/ivr_theme/{old['id']}/")
    hub.booking.status = 403
    hub.run("prune", "-d", "hub", "--keep", "0", "--max-deletes", "9", "--yes", code=3)
    assert str(spare["id"]) in hub.node.rows["ivr_theme"]
    hub.booking.status = 0
    result = hub.run("prune", "-d", "hub", "--keep", "0", "--max-deletes", "9", "--yes", "--json")
    assert json.loads(result.stdout)["deleted"]
    assert str(spare["id"]) not in hub.node.rows["ivr_theme"]
    assert str(old["id"]) in hub.node.rows["ivr_theme"]
    for name in NAMES:
        hub.find_theme(name)


def roll_back_elsewhere(hub: Hub) -> None:
    """Rollback from another home directory: what is missing is named, then built again."""
    hub.define("syd", "Vi kommer snart", leave="Gå ud")
    hub.commit("Syd, second")
    hub.publish()
    hub.define("syd", "Vi kommer straks", leave="Farvel")
    hub.commit("Syd, third")
    hub.publish()
    key, last = hub.find_theme("syd")["id"], hub.node.find_live_package("syd")
    hub.home = "second"
    result = hub.run("rollback", "-d", "hub", "--yes", "syd", code=1)
    assert "no-earlier-package" in result.output
    assert hub.read_text(key) == "Vi kommer straks"
    assert hub.node.find_live_package("syd") != last
    command = next(line for line in result.output.split() if len(line) == 12 and line.isalnum())
    assert command
    commit = hub.record("syd").before_revision
    hub.run("rollback", "-d", "hub", "--yes", "--revision", commit, "syd")
    assert hub.read_text(key) == "Vi kommer snart"


def tell(hub: Hub) -> None:
    """The whole story."""
    hub.play_chapter(publish_first)
    booked = hub.play_chapter(book_rooms)
    hub.play_chapter(change_content, booked)
    hub.play_chapter(switch_chat_off, booked)
    hub.play_chapter(move_path)
    hub.play_chapter(prune)
    hub.play_chapter(roll_back_elsewhere)
