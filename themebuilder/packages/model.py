"""What a renderer takes and returns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from themebuilder.definitions.model import Files
from themebuilder.media.pictures import PreparedPicture

PackageKind = Literal["webapp3", "service-theme"]


@dataclass(frozen=True, slots=True)
class Claim:
    """Something in a package that Pexip has not published.

    *evidence* is the letter of `Evidence`; *why* is a sentence about where the claim comes from.
    """

    item: str
    evidence: str
    why: str


@dataclass(frozen=True, slots=True)
class Rendered:
    """The files of a package by their name in the zip, and the claims that they depend on."""

    kind: PackageKind
    files: Files
    claims: tuple[Claim, ...] = ()


@dataclass(frozen=True, slots=True)
class Assets:
    """What a theme needs besides its definition, ready to ship.

    *pictures*: slot -> picture. *files*: path below ``brand_assets/`` -> bytes (plugin files, pages
    of the custom step). *recordings*: prompt file name -> WAV bytes.
    """

    pictures: Mapping[str, PreparedPicture] = field(default_factory=dict)
    files: Mapping[str, bytes] = field(default_factory=dict)
    recordings: Mapping[str, bytes] = field(default_factory=dict)
