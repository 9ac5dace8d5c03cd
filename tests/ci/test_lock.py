"""The locks hold what `pyproject.toml` asks for, each release by version and hashes."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
EXTRAS = PROJECT["project"]["optional-dependencies"]
GROUPS = PROJECT["dependency-groups"]
# Lock, extras, groups; all but `audit` also hold what themebuilder itself needs.
LOCKS = [
    ("build", (), ("build",)),
    ("pipeline", ("all",), ("build",)),
    ("image", ("all", "screenshots"), ()),
    ("dev", tuple(EXTRAS), ("build",)),
    ("audit", (), ("audit",)),
]


def read(lock: str) -> dict[str, str]:
    """Version of each release in a lock."""
    text = (ROOT / ".ci" / "lock" / f"{lock}.txt").read_text("utf-8")
    entries = re.split(r"\n(?=\S)", text.replace(" \\\n", " "))
    found = {}
    for entry in entries:
        if entry.startswith("#"):
            continue
        name, version = re.match(r"(\S+)==(\S+)", entry).groups()
        assert re.search(r"--hash=sha256:[0-9a-f]{64}( |$)", entry), name
        found[canonicalize_name(name)] = version
    return found


def _list_requirements(extras: tuple[str, ...], groups: tuple[str, ...]) -> Iterator[Requirement]:
    lists = [GROUPS[group] for group in groups]
    if groups != ("audit",):
        lists.append(PROJECT["project"]["dependencies"])
    lists += [EXTRAS[extra] for extra in extras]
    for requirement in (Requirement(text) for each in lists for text in each):
        if requirement.name == "themebuilder":
            yield from _list_requirements(tuple(requirement.extras), groups)
        else:
            yield requirement


@pytest.mark.parametrize(("lock", "extras", "groups"), LOCKS, ids=[lock for lock, *_ in LOCKS])
def test_a_lock_holds_what_is_asked_for(lock, extras, groups):
    pins = read(lock)
    missing = [
        str(requirement)
        for requirement in _list_requirements(extras, groups)
        if pins.get(canonicalize_name(requirement.name), "") not in requirement.specifier
    ]
    assert missing == []


def test_the_locks_agree():
    pins = {pin for lock, *_ in LOCKS for pin in read(lock).items()}
    assert len(pins) == len({name for name, _version in pins})


def test_no_lock_names_an_address():
    assert [path for path in (ROOT / ".ci" / "lock").iterdir() if "://" in path.read_text()] == []


def test_what_building_installs_has_no_tool_of_developers_in_it():
    assert read("build").keys() & {"pytest", "ruff", "mypy", "playwright", "numpy"} == set()
