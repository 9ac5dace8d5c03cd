"""What a renderer gives: files, and what they rest on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from themebuilder.definitions.model import Files
from themebuilder.media.pictures import Prepared

PackageKind = Literal["webapp3", "service-theme"]


@dataclass(frozen=True, slots=True)
class Claim:
    """Something in a package that is not proven by what Pexip published.

    *evidence* is the mark of the fact (Q, F, U or I), *why* says in a sentence what it rests on.
    """

    item: str
    evidence: str
    why: str


@dataclass(frozen=True, slots=True)
class Rendered:
    """The files of a package by their name in the zip, and the claims they rest on."""

    kind: PackageKind
    files: Files
    claims: tuple[Claim, ...] = ()


@dataclass(frozen=True, slots=True)
class Assets:
    """What a theme needs from outside its definition, ready to ship.

    *pictures*: slot -> picture. *files*: path below ``brand_assets/`` -> bytes (plugin files, pages
    of the custom step). *recordings*: prompt file name -> WAV bytes.
    """

    pictures: Mapping[str, Prepared] = field(default_factory=dict)
    files: Mapping[str, bytes] = field(default_factory=dict)
    recordings: Mapping[str, bytes] = field(default_factory=dict)
