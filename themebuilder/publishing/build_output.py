"""The packages and the catalogue that `themebuilder build` wrote into a folder."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from themebuilder.core.messages import N_, _
from themebuilder.core.problems import Place, Problem, ThemeError
from themebuilder.core.reading import describe_os_error
from themebuilder.definitions.model import (
    CATALOGUE,
    CATALOGUE_SCHEMA,
    Acceptance,
    ResolvedSetting,
    ValidPeriod,
)
from themebuilder.packages import zip_reader, zip_writer
from themebuilder.packages.active_item import read_acceptances
from themebuilder.packages.errors import ArchiveError
from themebuilder.publishing.node.objects import (
    UNREADABLE,
    LocalPackage,
    PackageId,
    PackageKind,
    fail,
    require_text,
)

MAX_CATALOGUE = 2**24

_FOREIGN = N_("The catalogue is from another version of the program. Build again.")
_FILE = re.compile(r"[a-z0-9][a-z0-9.-]*\.zip")
_SOURCES = {"themes", "brand_assets"}
_NOT_BUILT = ("themes", "deployments")


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """A theme in the catalogue."""

    theme: str
    organisations: tuple[str, ...]
    """From the theme's own organisation up."""
    path: str
    valid: ValidPeriod
    settings: Mapping[str, ResolvedSetting]
    acceptances: tuple[Acceptance, ...] = ()
    """Who accepted the active content of its packages."""

    @property
    def values(self) -> dict[str, str]:
        """Setting -> value."""
        return {name: setting.value for name, setting in self.settings.items()}


@dataclass(frozen=True, slots=True)
class OrganisationEntry:
    """An organisation with a code: the settings that apply to it, by name."""

    name: str
    code: str
    above: tuple[str, ...]
    """The organisations above it, the nearest first."""
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class BuildOutput:
    """What a build wrote: *packages* by kind and theme, *entries* by theme."""

    entries: Mapping[str, CatalogueEntry]
    packages: Mapping[tuple[PackageKind, str], LocalPackage]
    defined: frozenset[str]
    """Every theme that the workspace can build."""
    is_complete: bool
    """Whether every theme of the workspace's own is among the entries."""
    organisations: tuple[OrganisationEntry, ...] = ()
    failed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The rules that stopped the last build of a theme; its packages are of an earlier one."""

    def lacks(self, theme: str) -> bool:
        """Whether *theme* is neither built nor known to be defined."""
        return theme not in self.entries and theme not in self.defined

    def package(self, kind: PackageKind, theme: str) -> LocalPackage | None:
        """Return the theme's package of that kind, if it has one."""
        return self.packages.get((kind, theme))

    @property
    def packages_by_id(self) -> dict[PackageId, LocalPackage]:
        """Identity -> package."""
        return {package.id: package for package in self.packages.values()}


def read_build_output(folder: Path) -> BuildOutput:
    """Read the packages in *folder*; `ThemeError` unless all match the catalogue's checksums."""
    file_name = f"{folder}/{CATALOGUE}"
    try:
        with (folder / CATALOGUE).open("rb") as file:
            catalogue = json.loads(file.read(MAX_CATALOGUE))
        themes = catalogue["themes"]
        if catalogue["schema"] != CATALOGUE_SCHEMA:
            fail("package-missing", _(_FOREIGN), file_name)
        entries = {entry.theme: entry for entry in map(_parse_entry, themes)}
        files = [
            (
                PackageId(PackageKind(file["kind"]), theme["theme"], require_text(file["digest"])),
                require_text(file["name"]),
                require_text(file["sha256"]),
            )
            for theme in themes
            for file in theme["files"]
        ]
        defined = frozenset(map(require_text, catalogue["defined"]))
        is_complete = catalogue["complete"] is True
        failed = {
            theme: tuple(map(require_text, rules))
            for theme, rules in catalogue.get("failed", {}).items()
        }
        organisations = tuple(map(_parse_organisation, catalogue.get("organisations", ())))
    except FileNotFoundError:
        fail(
            "package-missing",
            _("The folder has no build. Run `themebuilder build` first."),
            file_name,
        )
    except OSError as error:
        message = _("The catalogue can't be read: {reason}.", reason=describe_os_error(error))
        fail("package-missing", message, file_name)
    except UNREADABLE:
        fail("package-missing", _(_FOREIGN), file_name)
    problems: list[Problem] = []
    packages = {}
    for package, name, sha256 in files:
        if not _FILE.fullmatch(name):
            message = _("The catalogue names a file outside the build folder: {name!r}.", name=name)
            fail("package-missing", message, file_name)
        try:
            packages[package.kind, package.theme] = _load(package, folder / name, sha256)
        except ThemeError as error:
            problems.extend(error.problems)
    if problems:
        raise ThemeError(problems)
    return BuildOutput(entries, packages, defined, is_complete, organisations, failed)


def find_newer_source(root: Path, folder: Path) -> str:
    """Return the source file below *root* that changed last, if that was after the build; else empty.

    Only the files' times are compared. Where all files are newer than the build, as after a fresh
    checkout beside packages from elsewhere, the times tell nothing.
    """
    try:
        built = (folder / CATALOGUE).stat().st_mtime_ns
    except OSError:
        return ""
    changed = sorted(_list_source_times(root))
    if not changed or changed[0][0] > built or changed[-1][0] <= built:
        return ""
    return changed[-1][1]


def _list_source_times(root: Path) -> Iterator[tuple[int, str]]:
    for name in _SOURCES:
        for where, folders, files in os.walk(root / name):
            folder = Path(where)
            inside = folder.relative_to(root)
            folders[:] = [one for one in folders if (*inside.parts, one) != _NOT_BUILT]
            for file in files:
                with contextlib.suppress(OSError):
                    yield (folder / file).stat().st_mtime_ns, (inside / file).as_posix()


def _parse_entry(data: Mapping[str, Any]) -> CatalogueEntry:
    valid = data["valid"]
    since, until = valid["since"], valid["until"]
    return CatalogueEntry(
        theme=require_text(data["theme"]),
        organisations=tuple(map(require_text, data["organisations"])),
        path=require_text(data["path"] or ""),
        valid=ValidPeriod(
            since=date.fromisoformat(since) if since else None,
            until=date.fromisoformat(until) if until else None,
            then=require_text(valid["then"] or ""),
        ),
        settings={
            name: ResolvedSetting(
                require_text(setting["value"]),
                require_text(setting["organisation"]),
                Place(require_text(setting["file"]), int(setting["line"])),
                setting["shipped"] is True,
            )
            for name, setting in data["settings"].items()
        },
        acceptances=tuple(
            acceptance
            for file in data["files"]
            for acceptance in read_acceptances(file.get("active"))
        ),
    )


def _parse_organisation(data: Mapping[str, Any]) -> OrganisationEntry:
    return OrganisationEntry(
        name=require_text(data["organisation"]),
        code=require_text(data["code"]),
        above=tuple(map(require_text, data["above"])),
        values={name: require_text(value) for name, value in data["settings"].items()},
    )


def _load(package: PackageId, file: Path, sha256: str) -> LocalPackage:
    try:
        data = zip_reader.load_archive(file)
        is_listed = hashlib.sha256(data).hexdigest() == sha256
        if not is_listed or zip_writer.compute_digest(zip_reader.unpack(data)) != package.digest:
            message = _("The package isn't the one in the catalogue. Build again.")
            fail("package-missing", message, str(file))
    except OSError as error:
        message = _("The package can't be read: {reason}.", reason=describe_os_error(error))
        fail("package-missing", message, str(file))
    except ArchiveError as error:
        fail("package-missing", str(error), str(file))
    return LocalPackage(package, file.name, data)
