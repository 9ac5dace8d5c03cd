"""Active content that nobody has accepted isn't published, whatever the catalogue claims."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace

import pytest

from tests.publishing.kit import Look, expect_refusal, list_names
from themebuilder.core.problems import ThemeError
from themebuilder.publishing.build_output import read_build_output

PERSON = {"reason": "We wrote it ourselves", "by": "Test Person", "date": "2020-01-31"}
DIGEST = hashlib.sha256(b"alert(1)").hexdigest()[:32]
ITEM = {
    "name": "app.js", "kind": "program", "effect": "", "place": "", "digest": DIGEST,
    "accepted": PERSON,
}  # fmt: skip
PROGRAM = Look("nord", more={"app.js": b"alert(1)"})
HOME = "https://www.region.example/"
RETURNING = Look("nord", config={"disconnectDestination": HOME})


def accept(**changes):
    """The theme with its program, and the catalogue's item with *changes* to who accepted it."""
    return replace(PROGRAM, accepted=[{**ITEM, "accepted": {**PERSON, **changes}}])


REFUSED = {
    "what nobody accepted": (replace(PROGRAM, accepted=[{**ITEM, "accepted": None}]), "app.js"),
    "what the catalogue doesn't list": (PROGRAM, "app.js"),
    "what was accepted under another name": (
        replace(PROGRAM, accepted=[{**ITEM, "name": "other.js"}]),
        "app.js",
    ),
    "what has changed since": (replace(accept(), more={"app.js": b"alert(2)"}), "app.js"),
    "what was accepted without a digest": (
        replace(PROGRAM, accepted=[{**ITEM, "digest": None}]),
        "app.js",
    ),
    "what somebody accepts in the future": (accept(date="9999-12-31"), "app.js"),
    "an address that no organisation set": (
        RETURNING,
        "applicationConfig.disconnectDestination",
    ),
    "an address that another setting has": (
        replace(RETURNING, settings={"return_address": "https://www.other.example/"}),
        "applicationConfig.disconnectDestination",
    ),
    "an address that only begins like that of the setting": (
        Look(
            "nord",
            config={"disconnectDestination": "https://www.region.example.evil.example/"},
            settings={"return_address": "https://www.region.example"},
        ),
        "applicationConfig.disconnectDestination",
    ),
    "another address beside that of the setting": (
        replace(
            RETURNING,
            config={"disconnectDestination": f"{HOME} https://evil.example/"},
            settings={"return_address": HOME},
        ),
        "applicationConfig.disconnectDestination",
    ),
    "an address with a secret, though a setting has it": (
        Look(
            "nord",
            config={"disconnectDestination": f"{HOME}?token=hunter2"},
            settings={"return_address": f"{HOME}?token=hunter2"},
        ),
        "applicationConfig.disconnectDestination",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_publishing_refuses(world, case):
    look, name = REFUSED[case]
    before = list_names(world.node)
    with pytest.raises(ThemeError) as error:
        world.publish(look)
    (found,) = error.value.problems
    assert (found.rule.name, f"`{name}`" in found.message) == ("active-content", True)
    assert list_names(world.node) == before


@pytest.mark.parametrize(
    "look",
    [accept(), replace(RETURNING, settings={"return_address": HOME})],
    ids=["person", "setting"],
)
def test_publishing_accepts_what_was_accepted(world, look):
    plan, _result = world.publish(look)
    assert not plan.is_empty


def test_a_refused_item_never_shows_its_secret(world):
    look, _name = REFUSED["an address with a secret, though a setting has it"]
    with pytest.raises(ThemeError) as error:
        world.plan(look)
    (found,) = error.value.problems
    assert "hunter2" not in f"{found.message}{found.hint}{found.place}"


def test_a_saved_plan_publishes_nothing_that_was_not_accepted(world):
    plan = world.plan(accept())
    with expect_refusal("active-content"):
        world.publish_plan(world.build(PROGRAM), plan)


@pytest.mark.parametrize(
    "item", [{**ITEM, "accepted": {"by": "x"}}, {**ITEM, "accepted": {**PERSON, "by": 1}}, "app.js"]
)
def test_a_catalogue_that_says_nonsense_is_refused(world, item):
    with expect_refusal("package-missing"):
        world.build(replace(PROGRAM, accepted=[item]))


def test_a_catalogue_of_an_older_version_accepts_nothing(world):
    world.build(replace(PROGRAM, accepted=[ITEM]))
    file = world.folder / "dist/catalogue.json"
    catalogue = json.loads(file.read_text())
    for one in catalogue["themes"][0]["files"]:
        del one["active"]
    file.write_text(json.dumps(catalogue))
    with pytest.raises(ThemeError):
        world.plan(read_build_output(file.parent))
