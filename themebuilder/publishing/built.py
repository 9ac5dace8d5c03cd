"""The packages that a build left in a folder, and what they are called on a node."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any, NoReturn

from themebuilder.core.problems import Place, Problem, ThemeError, problem
from themebuilder.definitions.model import Files, Setting, Valid
from themebuilder.packages import zip_reader, zip_writer
from themebuilder.packages.errors import ArchiveError
from themebuilder.publishing.objects import Resource

CATALOGUE = "catalogue.json"
SCHEMA = 1
SHORT = 12
MAX_CATALOGUE = 16 * 1024 * 1024
MAX_NAME = 100

_NAME = re.compile(r"([a-z0-9]+(?:-[a-z0-9]+)*) ([0-9a-f]{12})(?: \(themebuilder\))?")
_FILE = re.compile(r"[a-z0-9][a-z0-9.-]*\.zip")
_DESCRIPTION = re.compile(
    r"themebuilder: theme=([a-z0-9-]+) digest=([0-9a-f]{64})"
    r"(?: at=([0-9]{8}T[0-9]{6}Z))?(?: before=([0-9a-f]{12})?/([0-9a-f]{12})?)?"
)


class Kind(StrEnum):
    """What a package is; the value ends its file's name."""

    WEBAPP = "webapp3"
    MEETING = "service-theme"

    @property
    def resource(self) -> Resource:
        """Where it lives on a node."""
        return Resource.BRANDING if self is Kind.WEBAPP else Resource.THEME


@dataclass(frozen=True, slots=True)
class PackageId:
    """Which content, exactly: the digest is of the files, however they are zipped."""

    kind: Kind
    theme: str
    digest: str

    @property
    def short(self) -> str:
        """The first digits, enough to tell it by."""
        return self.digest[:SHORT]

    @property
    def label(self) -> str:
        """Its name on a node; a service theme has no description, so its name says whose it is."""
        marker = "" if self.kind is Kind.WEBAPP else " (themebuilder)"
        return f"{self.theme} {self.short}{marker}"

    def __str__(self) -> str:
        return f"{self.theme} {self.kind.value} {self.short}"


@dataclass(frozen=True, slots=True)
class Mark:
    """What a package of ours says about itself on a node.

    A web app package also says when it was planned to go live (*at*), and what was live before:
    *before* is the short digest of the web app package, *before_meeting* that of the service theme. So
    the way back stands on the node, and two machines see the same one.
    """

    theme: str
    short: str
    at: str = ""
    before: str = ""
    before_meeting: str = ""


@dataclass(frozen=True, slots=True)
class Package:
    """A package at hand. *file* is its name in the build folder, *data* its zip."""

    id: PackageId
    file: str
    data: bytes
    sha256: str

    @property
    def files(self) -> Files:
        """What is inside."""
        return zip_reader.unpack(self.data)


@dataclass(frozen=True, slots=True)
class Entry:
    """What the catalogue says of a theme."""

    theme: str
    organisations: tuple[str, ...]
    """From the theme's own organisation up."""
    path: str
    valid: Valid
    settings: Mapping[str, Setting]

    @property
    def values(self) -> dict[str, str]:
        """Setting -> value."""
        return {name: setting.value for name, setting in self.settings.items()}


@dataclass(frozen=True, slots=True)
class Built:
    """Everything that a build left: *packages* by kind and theme, *entries* by theme."""

    entries: Mapping[str, Entry]
    packages: Mapping[tuple[Kind, str], Package]
    defined: frozenset[str] = frozenset()
    """Every theme that the workspace can build."""
    is_complete: bool = False
    """Whether every theme of the workspace's own is among the entries."""

    def lacks(self, theme: str) -> bool:
        """Whether *theme* is neither built nor known to be defined."""
        return theme not in self.entries and theme not in self.defined

    def package(self, kind: Kind, theme: str) -> Package | None:
        """That theme's package of that kind, if it has one."""
        return self.packages.get((kind, theme))


def read_built(folder: Path) -> Built:
    """The packages in *folder*, each with the checksum that the catalogue names; else ThemeError."""
    shown = f"{folder}/{CATALOGUE}"
    try:
        with (folder / CATALOGUE).open("rb") as file:
            catalogue = json.loads(file.read(MAX_CATALOGUE))
        themes = catalogue["themes"]
        if catalogue["schema"] != SCHEMA:
            _refuse(shown, f"The catalogue has schema {catalogue['schema']}, not {SCHEMA}.")
        entries = {entry.theme: entry for entry in map(_entry, themes)}
        named = [_named(shown, theme, file) for theme in themes for file in theme["files"]]
        defined = frozenset(str(name) for name in catalogue.get("defined", ()))
        is_complete = catalogue.get("complete") is True
    except FileNotFoundError:
        _refuse(shown, "There is no catalogue: nothing was built here.")
    except OSError as error:
        _refuse(shown, f"The catalogue cannot be read: {error.strerror}.")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        _refuse(shown, "The catalogue is not one that this version of the program writes.")
    problems: list[Problem] = []
    packages = {}
    for found, name, sha256 in named:
        try:
            package = _package(found, folder / name, sha256)
            packages[package.id.kind, package.id.theme] = package
        except ThemeError as error:
            problems.extend(error.problems)
    if problems:
        raise ThemeError(problems)
    return Built(entries, packages, defined, is_complete)


def mark_of(kind: Kind, name: str, description: str) -> Mark | None:
    """What a package on a node says of itself, or None: it is not ours."""
    named = _NAME.fullmatch(name)
    if named is None:
        return None
    if kind is Kind.MEETING:
        return Mark(named[1], named[2]) if name.endswith(" (themebuilder)") else None
    said = _DESCRIPTION.fullmatch(description)
    if said is None or said[1] != named[1] or said[2][:SHORT] != named[2]:
        return None
    return Mark(named[1], named[2], said[3] or "", said[4] or "", said[5] or "")


def description(package: PackageId, at: str, before: str, before_meeting: str) -> str:
    """A package's description on a node, as `mark_of` reads it; at most 250 characters."""
    trail = f" before={before}/{before_meeting}" if before or before_meeting else ""
    return f"themebuilder: theme={package.theme} digest={package.digest} at={at}{trail}"


def _entry(said: Mapping[str, Any]) -> Entry:
    return Entry(
        theme=str(said["theme"]),
        organisations=tuple(str(name) for name in said.get("organisations", ())),
        path=str(said.get("path") or ""),
        valid=_valid(said.get("valid") or {}),
        settings={
            str(name): Setting(
                str(setting["value"]),
                str(setting["organisation"]),
                Place(str(setting["file"]), int(setting["line"])),
                setting["shipped"] is True,
            )
            for name, setting in said.get("settings", {}).items()
        },
    )


def _valid(said: Mapping[str, Any]) -> Valid:
    since, until = said.get("since"), said.get("until")
    return Valid(
        since=date.fromisoformat(since) if since else None,
        until=date.fromisoformat(until) if until else None,
        then=str(said.get("then") or ""),
    )


def _named(
    shown: str, theme: Mapping[str, Any], said: Mapping[str, Any]
) -> tuple[PackageId, str, str]:
    """A package, the name of its file, and the checksum of that; many errors where it is none."""
    name = str(said["name"])
    if not _FILE.fullmatch(name):
        _refuse(shown, f"The file {name!r} is not in the build folder.")
    found = PackageId(Kind(said["kind"]), str(theme["theme"]), str(said["digest"]))
    return found, name, str(said["sha256"])


def _package(found: PackageId, file: Path, sha256: str) -> Package:
    if len(found.label) > MAX_NAME:
        message = f"{found.label!r} has {len(found.label)} characters."
        raise ThemeError([problem("package-name-too-long", message, Place(str(file)))])
    try:
        data = zip_reader.load_archive(file)
        if hashlib.sha256(data).hexdigest() != sha256:
            _damaged(file, "Its checksum is not the one in the catalogue.")
        if zip_writer.digest(zip_reader.unpack(data)) != found.digest:
            _damaged(file, "Its files are not those that the catalogue's digest names.")
    except OSError as error:
        _damaged(file, f"It cannot be read: {error.strerror}.")
    except ArchiveError as error:
        _damaged(file, str(error))
    return Package(found, file.name, data, sha256)


def _damaged(file: Path, message: str) -> NoReturn:
    raise ThemeError([problem("package-damaged", message, Place(str(file)))])


def _refuse(shown: str, message: str) -> NoReturn:
    raise ThemeError([problem("catalogue-unreadable", message, Place(shown))])
