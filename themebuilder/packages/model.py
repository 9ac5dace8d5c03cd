"""The input and output of renderers, and packages from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

from themebuilder.core.json_text import Json, find_object
from themebuilder.core.messages import N_
from themebuilder.core.problems import Place, Problem
from themebuilder.definitions.model import BuiltKind, Files
from themebuilder.media.model import PreparedPicture
from themebuilder.packages import json_reader
from themebuilder.packages.errors import JsonError

ForeignKind = Literal["webapp3", "service-theme", "webapp2"]

WEBAPP3_FOLDER = "webapp3/branding/"
WEBAPP2_FOLDER = "webapp2/branding/"
MANIFEST = "manifest.json"
CONFIG = "themeconfig.json"
SCREENS = ("splash_screens", "screens")
"""The keys of the screens in it."""
PACKAGE_TITLES: Mapping[ForeignKind, str] = {
    "webapp3": N_("Webapp3 branding"),
    "service-theme": N_("service theme"),
    "webapp2": N_("Webapp 2 branding"),
}
"""Kind of package -> its title, to be translated."""


class Claim(NamedTuple):
    """Something in a package that Pexip's documentation doesn't confirm.

    *evidence* is the letter of `Evidence`; *why* is a sentence about where the claim comes from.
    """

    item: str
    evidence: str
    why: str


class RenderedFiles(NamedTuple):
    """The files of a package by their name in the zip, and the claims that they depend on."""

    kind: BuiltKind
    files: Files
    claims: tuple[Claim, ...] = ()


class Assets(NamedTuple):
    """The files of a theme beside its definition, ready to ship.

    *pictures*: slot -> picture. *files*: path below ``brand_assets/`` -> bytes (plugin files, pages
    of the custom step). *recordings*: prompt file name -> WAV bytes.
    """

    pictures: Mapping[str, PreparedPicture] = MappingProxyType({})
    files: Mapping[str, bytes] = MappingProxyType({})
    recordings: Mapping[str, bytes] = MappingProxyType({})


class Repair(NamedTuple):
    """What was repaired while a package was read: *message* says what was done.

    *fault* is what is wrong with the package that wasn't repaired, or None where that is harmless.
    """

    message: str
    fault: Problem | None = None


class ForeignPackage(NamedTuple):
    """A package from elsewhere: *name* as given, *files* named as in the packages that we build.

    *notes* list what was repaired. *folder* is the one in which the zip has the files of *our_folder*.
    *others* are packages of another kind in the same zip.
    """

    name: str
    kind: ForeignKind
    files: Files
    notes: tuple[Repair, ...] = ()
    folder: str = ""
    our_folder: str = ""
    others: tuple[ForeignPackage, ...] = ()

    def place(self, entry: str = "") -> Place:
        """Return the place of the package, or of the *entry* in it, with the entry's name in the zip."""
        if self.our_folder and entry.startswith(self.our_folder):
            entry = self.folder + entry.removeprefix(self.our_folder)
        return Place(f"{self.name}/{entry}" if entry else self.name)


def list_screens(config: Mapping[str, Json] | None) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the screens in the configuration of a service theme, by id, in its order."""
    for id_, screen in find_object(config, *SCREENS).items():
        if isinstance(screen, dict):
            yield id_, screen


def read_json(package: ForeignPackage, entry: str) -> dict[str, Json]:
    """Return the object in a JSON file of *package*; raise `ThemeError` if it can't be read."""
    try:
        return json_reader.read_foreign_json(package.files[entry], entry)
    except JsonError as error:
        raise error.in_file(package.name) from None
