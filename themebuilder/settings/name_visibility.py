"""Where a participant's name reaches other guests, and which settings hide it there: ``name_visibility.yaml``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from themebuilder.core.messages import Bilingual
from themebuilder.settings import DEFAULTS


@dataclass(frozen=True, slots=True)
class NamePlace:
    """A place where guests read the names of others.

    *hidden_by* maps settings to the values that hide names there; without it no setting does. *control*
    says what else does, *evidence* is a letter of `platform.facts.Evidence`.
    """

    title: Bilingual
    control: str
    evidence: str
    source: str
    hidden_by: Mapping[str, str] = field(default_factory=dict)

    def is_open(self, values: Mapping[str, str]) -> bool:
        """Whether names show there with these *values* of settings."""
        return not any(
            values.get(name, DEFAULTS.get(name)) == value for name, value in self.hidden_by.items()
        )


def _read_places(places: Mapping[str, dict[str, Any]]) -> tuple[NamePlace, ...]:
    return tuple(
        NamePlace(**{**place, "title": Bilingual(*place["title"])}) for place in places.values()
    )


_DATA: dict[str, Any] = yaml.load(
    Path(__file__).with_name("name_visibility.yaml").read_text("utf-8"), yaml.CSafeLoader
)
PROMISED_BY: tuple[str, ...] = tuple(_DATA["promised_by"])
"""The settings that are set to keep names from guests; others hide names beside something else."""
SOURCE = Bilingual(*_DATA["source"])
"""What changes the names in all places."""
NAME_PLACES = _read_places(_DATA["places"])


def find_promise(values: Mapping[str, str]) -> str:
    """Return the setting by which *values* promise to hide names, or an empty text."""
    hiding = {pair for place in NAME_PLACES for pair in place.hidden_by.items()}
    return next((name for name in PROMISED_BY if (name, values.get(name)) in hiding), "")
