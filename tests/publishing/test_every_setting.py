"""Every value of every setting does something: in a package, or in the plan for a node."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.fake_node.schemas import ROOM_SETTINGS
from tests.publishing.kit import Look
from themebuilder.build.pipeline import build_theme
from themebuilder.core.cache import Cache
from themebuilder.definitions.library import shipped_root
from themebuilder.definitions.loader import read_library
from themebuilder.definitions.outline import outline_theme
from themebuilder.platform.target import load_platform
from themebuilder.publishing.plan.plan import SetField
from themebuilder.settings import SETTINGS, FieldKind, find_fields

WARD = """\
theme: ward
extends: borger
organisation: clinic
brand: {color: "#2b6a94"}
texts: {da: {meeting.leave: "Farvel, ring [[ support.phone ]], [[ support.text ]]"}}
"""
WRITTEN: Mapping[str, tuple[str, ...]] = {
    "languages": ("[da, en]", "[en, da]", "[da]"),
    "return_address": ("https://a.example/", "https://b.example/"),
    "support": ("{phone: 1234, text: a}", "{phone: 1235, text: a}", "{phone: 1234, text: b}"),
}
"""Values of the settings that have no fixed ones, each unlike the one before."""


def list_values(setting) -> tuple[str, ...]:
    fixed = tuple(value.name for value in setting.values)
    assert fixed or setting.name in WRITTEN, f"`{setting}` needs sample values in `WRITTEN`"
    return fixed or WRITTEN[setting.name]


CASES = [
    (setting, value, other)
    for setting in SETTINGS
    for value in list_values(setting)
    for other in list_values(setting)
    if value != other
]


@pytest.fixture
def packages(workspace, write, tmp_path):
    def build_packages(name: str, value: str) -> tuple[str, ...]:
        support = "" if name == "support" else ", support: {phone: 1234, text: a}"
        said = f"organisation: clinic\nname: C\npart_of: faelles\nsettings: {{{name}: {value}{support}}}\n"
        write("themes/organisations/clinic.yaml", said)
        write("themes/ward.yaml", WARD)
        library = read_library(workspace, shipped_root())
        made = build_theme(
            library, outline_theme(library, "ward"), load_platform("27"), Cache(tmp_path / "cache")
        )
        assert made.packages, made.problems
        return tuple(package.digest for package in made.packages)

    return build_packages


@pytest.fixture
def steps(world):
    """What is planned for a room where *other* holds, of which the organisation wants *value*."""

    def plan_steps(setting, value: str, other: str) -> list[str]:
        world.more = "organisations: {nord: {tag: nord}}"
        there = {
            field.name: field.find_value(other) for field in setting.list_fields(FieldKind.ROOM)
        }
        row = world.node.add_room("Rum", tag="nord")
        row |= {name: said for name, said in there.items() if said is not None}
        plan = world.plan(Look("nord", settings={setting.name: value}))
        return [step.field for step in plan.steps if isinstance(step, SetField)]

    return plan_steps


def test_the_fake_node_has_every_field_of_a_room():
    fields = {field.name for _, field in find_fields(FieldKind.ROOM)}
    assert ROOM_SETTINGS.keys() ^ fields == set(), "tests/fake_node/schemas.py needs it"


@pytest.mark.parametrize(
    ("setting", "value", "other"), CASES, ids=[f"{case}-{value}" for case, value, _ in CASES]
)
def test_a_value_is_seen_in_a_package_or_in_a_plan(packages, steps, setting, value, other):
    is_packed = packages(setting.name, value) != packages(setting.name, other)
    is_planned = bool(steps(setting, value, other))
    assert is_packed or is_planned


@pytest.mark.parametrize("setting", SETTINGS, ids=str)
def test_what_the_table_says_of_rooms_is_what_is_planned(steps, setting):
    for value, other in ((value, other) for one, value, other in CASES if one is setting):
        fields = [
            field
            for field in setting.list_fields(FieldKind.ROOM)
            if field.find_value(value) is not None
        ]
        assert steps(setting, value, other) == [field.name for field in fields]
