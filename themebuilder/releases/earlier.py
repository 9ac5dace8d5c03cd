"""Built themes to hand over, and those of an earlier release: a folder, a zip, or a git revision."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from themebuilder.build import catalogue
from themebuilder.build.builder import BuildOrder, build_themes
from themebuilder.core.cache import Cache
from themebuilder.core.messages import _
from themebuilder.core.problems import Place, Problem, ThemeError, problem
from themebuilder.core.reading import describe_os_error
from themebuilder.definitions.library import Library
from themebuilder.definitions.model import CATALOGUE, Files
from themebuilder.definitions.outline import Outline, outline_themes
from themebuilder.importing.compare_inputs import ComparisonSide, make_side, read_revision
from themebuilder.packages import zip_reader
from themebuilder.packages.entry_names import MIB, Limits
from themebuilder.packages.errors import ArchiveError
from themebuilder.publishing.build_output import read_build_output
from themebuilder.publishing.node.objects import LocalPackage, PackageKind
from themebuilder.releases import MANIFEST

LIMITS = Limits(archive=2048 * MIB, total=2048 * MIB, entries=65_000)
"""A release holds many packages and pictures."""


@dataclass(frozen=True, slots=True)
class ReleasedTheme:
    """A theme in a release: its line in the catalogue, and its packages."""

    entry: catalogue.EntryJson
    packages: tuple[LocalPackage, ...]

    @property
    def organisation(self) -> str:
        """The organisation that the theme belongs to."""
        return str(self.entry["organisation"])

    @property
    def side(self) -> ComparisonSide:
        """The packages as a side of a comparison."""
        return make_side(
            self.entry["theme"], {package.file: package.files for package in self.packages}
        )


Released = Mapping[str, ReleasedTheme]
"""Theme -> what a release holds of it."""


@dataclass(frozen=True, slots=True)
class BuiltRelease:
    """What a build gave: the themes, its two lists as files, and every problem."""

    themes: Released
    lists: Files
    problems: tuple[Problem, ...]


def build_release(
    library: Library,
    target: str,
    outlines: Sequence[Outline],
    every: Sequence[Outline],
    cache: Cache,
) -> BuiltRelease:
    """Build themes as `themebuilder build` does; one with an error is missing from the result."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        order = BuildOrder(outlines, every, folder, 1, cache, is_full=False)
        result = build_themes(library, target, order)
        lists = {
            file_name: (folder / file_name).read_bytes()
            for file_name in (CATALOGUE, catalogue.SUMS)
        }
        return BuiltRelease(_read_folder(folder), lists, result.problems)


class EarlierRelease(NamedTuple):
    """The themes of an earlier release, and what people called it."""

    themes: Released
    name: str


def read_release(path: Path) -> EarlierRelease:
    """Read a release: its folder or zip, or a folder with those of several organisations.

    A build folder will do; its name is that of the folder. Raises `ThemeError`.
    """
    named = path.resolve().name
    if path.is_dir():
        folders = [path, *sorted(child for child in path.iterdir() if child.is_dir())]
        # Without a catalogue, reading the folder itself says so.
        found = [folder for folder in folders if (folder / CATALOGUE).is_file()] or [path]
        themes = {name: theme for folder in found for name, theme in _read_folder(folder).items()}
        return EarlierRelease(themes, _read_name(found[0]) or named)
    try:
        files = zip_reader.unpack(zip_reader.load_archive(path, LIMITS), LIMITS)
    except ArchiveError as error:
        raise error.in_file(str(path)) from None
    except OSError as error:
        message = _("The file can't be read: {error}.", error=describe_os_error(error))
        raise ThemeError([problem("file-unreadable", message, Place(str(path)))]) from None
    with tempfile.TemporaryDirectory() as name:
        for file, data in files.items():
            if "/" not in file:
                (Path(name) / file).write_bytes(data)
        try:
            return EarlierRelease(_read_folder(Path(name)), _read_name(Path(name)) or named)
        except ThemeError as error:
            places = [Place(fault.place.file.replace(name, str(path))) for fault in error.problems]
            raise ThemeError(
                problem(one.rule.name, one.message, place, one.hint)
                for one, place in zip(error.problems, places, strict=True)
            ) from None


def build_revision(
    library: Library, commit: str, target: str, organisations: frozenset[str], cache: Cache
) -> BuiltRelease:
    """Build the themes of *organisations*, and those that are gone, as they were at a git *commit*.

    Raises `ThemeError`.
    """
    today = frozenset(library.names("theme"))
    with read_revision(library.root, commit, library.shipped_root, cache) as then:
        every = outline_themes(then)
        chosen = [
            outline
            for outline in every
            if outline.name not in today or organisations & {*outline.organisation_names[:1]}
        ]
        return build_release(then, target, chosen, every, cache)


def _read_name(folder: Path) -> str:
    try:
        return str(json.loads((folder / MANIFEST).read_bytes())["name"] or "")
    except (OSError, ValueError, LookupError, TypeError):
        return ""


def _read_folder(folder: Path) -> Released:
    built = read_build_output(folder)
    return {
        name: ReleasedTheme(
            entry, tuple(p for kind in PackageKind if (p := built.package(kind, name)))
        )
        for name, entry in catalogue.read(folder).items()
    }
