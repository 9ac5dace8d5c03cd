"""No schema accepts a key that no row of the contract is about."""

from __future__ import annotations

import pytest
import yaml

from tests.contract.kit import Row
from tests.contract.schemas import KINDS, holds, list_keys
from tests.contract.test_deployments import COVERED
from tests.contract.test_deployments import ROWS as DEPLOYMENTS
from tests.contract.test_themes import ORGANISATIONS, THEMES
from tests.contract.test_words import TERMS, WORDINGS
from tests.contract.test_workspace import TEXTS, WORKSPACES
from themebuilder.definitions.texts import WORDING_MESSAGES
from themebuilder.platform.shipped import load_config_keys

TABLES: dict[str, list[Row]] = {
    "theme": THEMES,
    "organisation": ORGANISATIONS,
    "wording": WORDINGS,
    "texts": TEXTS,
    "terms": TERMS,
    "workspace": WORKSPACES,
}
FOR_PEOPLE = "read by people, not by the tool"
SPOKEN = (
    "read by `where`: it names the prompt that a caller hears, and a package holds it by its name"
)
CHANGES_NOTHING = {
    **{f"{kind}: about": FOR_PEOPLE for kind in KINDS},
    "organisation: contact": FOR_PEOPLE,
    "organisation: valid.then": "nothing reads it yet: the theme names its own successor",
    "workspace: workspace": "the name of the workspace, which no package has",
    **{f"workspace: spoken.{kind}": SPOKEN for kind in ("waiting", "locked", "late", "ended")},
    **{
        f"wording: {kind}.<name>.{key}": "reaches a package with the prompt's name: tests/build/test_voice.py"
        for kind in WORDING_MESSAGES
        for key in ("recording", "recorded")
    },
    **{
        f"{owner}.{key}": "read by people, and carried by `texts export` and `texts import`"
        for owner in (
            "texts: reviews.<name>",
            *(f"wording: {kind}.<name>" for kind in WORDING_MESSAGES),
        )
        for key in ("reviewed_by", "reviewed_on")
    },
    "texts: reviewed_by": "read by people, and carried by `texts export` and `texts import`",
    "texts: reviewed_on": "read by people, and carried by `texts export` and `texts import`",
    "terms: terms": "the language: the name of the file",
    **{
        f"terms: review={value}": "nothing reads it yet: terms reach no guest"
        for value in ("draft", "proposed", "approved")
    },
    "terms: approved[].means": FOR_PEOPLE,
    "terms: approved[].instead_of": FOR_PEOPLE,
    **{
        f"terms: approved[].audience[]={value}": FOR_PEOPLE
        for value in ("citizen", "clinician", "everyone")
    },
    "terms: harmless_sound_alikes[].distance": FOR_PEOPLE,
    "wording: about.<name>": FOR_PEOPLE,
    "terms: harmless_sound_alikes[].sounds": FOR_PEOPLE,
    "terms: harmless_sound_alikes[].why": FOR_PEOPLE,
}
"""The keys that change nothing in a package, a finding or a plan, each with the reason."""

PLAIN = {
    f"theme: {key.definition}"
    for file in ("webapp", "meeting")
    for key in load_config_keys(file).values()
    if key.definition and not key.by
}
"""Keys that go into the package as they are: their rows stand in tests/definitions/test_keys.py."""


def list_covered() -> set[str]:
    tables = {kind: {row.key for row in rows} for kind, rows in TABLES.items()}
    tables["deployment"] = COVERED
    return {f"{kind}: {key}" for kind, known in tables.items() for key in known}


def list_accepted() -> set[str]:
    return {f"{kind}: {key}" for kind in KINDS for key in list_keys(kind)}


def test_every_key_has_a_row_or_a_reason():
    missing = sorted(list_accepted() - list_covered() - set(CHANGES_NOTHING) - PLAIN)
    assert not missing, "\n".join(missing)


def test_no_row_and_no_reason_is_about_a_key_that_is_gone():
    assert sorted((list_covered() | set(CHANGES_NOTHING)) - list_accepted()) == []


def test_nothing_is_excused_that_has_a_row():
    assert sorted(set(CHANGES_NOTHING) & list_covered()) == []


@pytest.mark.parametrize("kind", TABLES)
def test_every_row_says_what_it_is_about(kind):
    said = {row.key: yaml.load(row.yaml, yaml.CSafeLoader) for row in TABLES[kind]}
    assert [key for key, value in said.items() if not holds(kind, value, key)] == []


def test_every_row_of_a_deployment_says_what_it_is_about():
    said = {row.key: yaml.load(row.yaml, yaml.CSafeLoader) for row in DEPLOYMENTS}
    assert [key for key, value in said.items() if not holds("deployment", value, key)] == []
