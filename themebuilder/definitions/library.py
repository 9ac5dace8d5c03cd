"""All definitions and assets that a workspace can use: its own, laid on the shipped ones.

A workspace is a folder with ``themes/workspace.yaml``. What it defines takes the place of a shipped
definition of the same kind and name. Its texts, wordings and terms are laid key by key on the
shipped ones, so that an upgrade's new keys still arrive.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, reduce
from pathlib import Path, PurePosixPath

from themebuilder.core.problems import Place, Problem, ThemeError, problem, shorten
from themebuilder.core.reading import (
    TooLargeError,
    compose_unicode,
    find_on_disk,
    leads_out,
    read_file,
    search_folder,
)
from themebuilder.core.tree import Map, Text, merge

WORKSPACE_FILE = "themes/workspace.yaml"
MAX_ASSET_BYTES = 64 * 1024 * 1024
_PICTURES = frozenset({"png", "jpg", "jpeg", "svg", "webp", "gif", "tif", "tiff", "bmp", "ico"})


@dataclass(frozen=True, slots=True)
class Document:
    """One definition: its *kind*, its *name*, what it says, and whether it came with the tool."""

    kind: str
    name: str
    tree: Map
    file: str
    is_shipped: bool
    digest: str
    """SHA-256 of the file's bytes."""
    lost: frozenset[str] = frozenset()
    """Keys whose values were taken out, in whole or in part, because they do not fit the schema."""


@dataclass(frozen=True)
class Library:
    """The definitions by kind and name, and what is wrong with the files that could not be used."""

    root: Path
    shipped_root: Path
    own: Mapping[str, Mapping[str, Document]]
    shipped: Mapping[str, Mapping[str, Document]]
    problems: tuple[Problem, ...]
    broken: frozenset[str]
    """Names of definitions that are there but cannot be used, or not as they stand."""
    _faults: Mapping[tuple[str, str], tuple[Problem, ...]] = field(default_factory=dict)

    def faults(self, kind: str, name: str) -> tuple[Problem, ...]:
        """Why the definition of that *kind* and *name* cannot be used as it stands.

        What of it is sound may be among the documents all the same, for whoever asks what else is
        wrong; nothing is made of it.
        """
        return self._faults.get((kind, name), ())

    def names(self, kind: str) -> tuple[str, ...]:
        """The names of a *kind*, sorted; own and shipped."""
        return tuple(sorted({*self.own.get(kind, {}), *self.shipped.get(kind, {})}))

    def get(self, kind: str, name: str) -> Document | None:
        """The definition of that *kind* and *name*, the workspace's own first."""
        own = self.own.get(kind, {}).get(name)
        return own or self.shipped.get(kind, {}).get(name)

    def below(self, document: Document) -> Document | None:
        """The shipped definition that *document* takes the place of."""
        if document.is_shipped:
            return None
        return self.shipped.get(document.kind, {}).get(document.name)

    def merged(self, kind: str, name: str) -> Map | None:
        """What both definitions of that name say together, the workspace's own laid on top."""
        layers = self.layers(kind, name)
        return reduce(merge, (document.tree for document in layers)) if layers else None

    def layers(self, kind: str, name: str) -> tuple[Document, ...]:
        """Both definitions of that name, the shipped one first."""
        found = (self.shipped.get(kind, {}).get(name), self.own.get(kind, {}).get(name))
        return tuple(document for document in found if document)

    @cached_property
    def workspace(self) -> Map:
        """The workspace's settings, laid on the shipped ones."""
        settings = Map({}, Place(WORKSPACE_FILE))
        for documents in (self.shipped, self.own):
            for document in documents.get("workspace", {}).values():
                settings = merge(settings, document.tree)
        return settings

    def asset(self, path: str) -> Path | None:
        """The file at *path* below ``brand_assets/``, the workspace's own first, or None.

        It is found in whichever Unicode form either name is written.
        """
        if leads_out(path):
            return None
        for root in (self.root, self.shipped_root):
            folder = root / "brand_assets"
            try:
                file = find_on_disk(folder, path)
                if file.is_file() and file.resolve().is_relative_to(folder.resolve()):
                    return file
            except (OSError, RuntimeError):  # a name too long, a folder shut, links in a circle
                continue
        return None

    def read_asset(self, path: Text) -> bytes:
        """The bytes of the asset that *path* names; `ThemeError` says why there are none."""
        if leads_out(path.value):
            message = f"`{shorten(path.value)}` leads out of brand_assets/."
            raise ThemeError([problem("asset-missing", message, path.place)])
        shown = f"brand_assets/{shorten(path.value)}"
        file = self.asset(path.value)
        if file is None:
            hint = self._nearest_asset(path.value)
            message = f"There is no file {shown}."
            raise ThemeError([problem("asset-missing", message, path.place, hint)])
        try:
            return read_file(file, MAX_ASSET_BYTES)
        except TooLargeError:
            message = f"{shown} has more than 64 MiB."
            raise ThemeError([problem("file-too-large", message, path.place)]) from None
        except OSError as error:
            message = f"{shown} cannot be read: {error.strerror}."
            raise ThemeError([problem("file-unreadable", message, path.place)]) from None

    def assets_in(self, folder: str) -> tuple[str, ...]:
        """The files below a folder of ``brand_assets/``, as paths from there, sorted.

        What is below the folder is in the composed Unicode form, as a package needs it. There are
        none in a folder that lies elsewhere.
        """
        if leads_out(folder):
            return ()
        found = set()
        for root in (self.root, self.shipped_root):
            base = find_on_disk(root / "brand_assets", folder)
            files = search_folder(base).files
            found |= {
                compose_unicode(file.relative_to(base).as_posix())
                for file in files
                if file.is_file()
            }
        return tuple(sorted(str(PurePosixPath(folder, path)) for path in found))

    def _nearest_asset(self, path: str) -> str:
        from difflib import get_close_matches  # noqa: PLC0415 - only when something is wrong

        alike = [file for file in self.assets_in("") if _form(file) == _form(path)]
        found = get_close_matches(path[:200], alike, n=1)
        return f"Did you mean `{found[0]}`?" if found else "Put the file there."


def _form(path: str) -> str:
    """What kind of file it is, as its ending says: a picture is mistaken for no other kind."""
    ending = path.rpartition(".")[2].lower()
    return "picture" if ending in _PICTURES else ending


def find_workspace(start: Path) -> Path | None:
    """The nearest folder from *start* upwards that holds a workspace file."""
    for folder in (start, *start.parents):
        try:
            if (folder / WORKSPACE_FILE).is_file():
                return folder
        except OSError:  # a folder that is shut to us holds no workspace of ours
            continue
    return None


def shipped_root() -> Path:
    """The folder with the definitions that came with the tool."""
    package = Path(__file__).resolve().parent.parent
    installed = package / "shipped"
    return installed if installed.is_dir() else package.parent
