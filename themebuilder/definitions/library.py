"""All definitions and assets of a workspace: its own over those that come with the program.

A workspace is a folder with ``themes/workspace.yaml``. Its definitions replace shipped ones of the same
kind and name. Texts, wordings and terms are merged key by key, so that an upgrade's new keys arrive.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, reduce
from pathlib import Path, PurePosixPath

from themebuilder.core.messages import _
from themebuilder.core.problems import Place, Problem, ThemeError, problem, shorten, suggest_path
from themebuilder.core.reading import (
    TooLargeError,
    compose_unicode,
    describe_os_error,
    find_on_disk,
    leads_out,
    read_file,
    search_folder,
)
from themebuilder.core.tree import Map, Node, Text, merge
from themebuilder.platform.learnt_file import LEARNT_FILE, read_learnt
from themebuilder.platform.lookup import FALLBACK

WORKSPACE_FILE = "themes/workspace.yaml"
MAX_ASSET_BYTES = 64 * 1024 * 1024
_PICTURES = frozenset({"png", "jpg", "jpeg", "svg", "webp", "gif", "tif", "tiff", "bmp", "ico"})


@dataclass(frozen=True)
class Document:
    """A definition: its *kind* and *name*, its content, and whether it came with the program."""

    kind: str
    name: str
    parse: Callable[[], Map] = field(repr=False, compare=False)
    file: str
    is_shipped: bool
    digest: str
    """SHA-256 of the file's bytes."""
    lost: frozenset[str] = frozenset()
    """Keys that lost their value or part of it, because it doesn't fit the schema."""

    @cached_property
    def tree(self) -> Map:
        """Its content, parsed when first asked for: a build without changes needs little of it."""
        return self.parse()


@dataclass(frozen=True)
class Library:
    """The definitions by kind and name, and the problems of files that can't be used."""

    root: Path
    shipped_root: Path
    own: Mapping[str, Mapping[str, Document]]
    shipped: Mapping[str, Mapping[str, Document]]
    problems: tuple[Problem, ...]
    broken: frozenset[str]
    """Names of definitions that exist but have faults."""
    _faults: Mapping[tuple[str, str], tuple[Problem, ...]] = field(default_factory=dict)
    overlay: Mapping[str, bytes | None] = field(default_factory=dict)
    """Files of the workspace with content that isn't on the disk, by path."""

    def faults(self, kind: str, name: str) -> tuple[Problem, ...]:
        """Return the faults of the definition of that *kind* and *name*.

        Its correct part may be among the documents nevertheless, to find further faults; nothing is
        built from it.
        """
        return self._faults.get((kind, name), ())

    def names(self, kind: str) -> tuple[str, ...]:
        """Return the names of a *kind*, own and shipped, sorted."""
        return tuple(sorted({*self.own.get(kind, {}), *self.shipped.get(kind, {})}))

    def get(self, kind: str, name: str) -> Document | None:
        """Return the definition of that *kind* and *name*, preferably the workspace's own."""
        own = self.own.get(kind, {}).get(name)
        return own or self.shipped.get(kind, {}).get(name)

    def find_replaced(self, document: Document) -> Document | None:
        """Return the shipped definition that *document* replaces, or None."""
        if document.is_shipped:
            return None
        return self.shipped.get(document.kind, {}).get(document.name)

    def get_merged(self, kind: str, name: str) -> Map | None:
        """Return both definitions of that name, merged; the workspace's own takes precedence."""
        found = self.get_both(kind, name)
        return reduce(merge, (document.tree for document in found)) if found else None

    def get_both(self, kind: str, name: str) -> tuple[Document, ...]:
        """Return both definitions of that name, the shipped one first."""
        found = (self.shipped.get(kind, {}).get(name), self.own.get(kind, {}).get(name))
        return tuple(document for document in found if document)

    @cached_property
    def workspace(self) -> Map:
        """The workspace's settings over the learnt and the shipped ones."""
        place = Place(WORKSPACE_FILE)
        learnt: dict[str, Node] = {
            message: Text(prompt, Place(LEARNT_FILE))
            for message, prompt in _read_spoken(self.root).items()
        }
        settings = Map({"spoken": Map(learnt, place)} if learnt else {}, place)
        for documents in (self.shipped, self.own):
            for document in documents.get("workspace", {}).values():
                settings = merge(settings, document.tree)
        return settings

    @cached_property
    def learnt_texts(self) -> Mapping[str, Map]:
        """Language -> the texts of the user's own deployment, with dotted keys."""
        try:
            learnt = read_learnt(self.root)
        except ThemeError:  # the platform reports a damaged file
            return {}
        if learnt is None:
            return {}
        foreign = {pair for texts in learnt.translated.values() for pair in texts.items()}
        # Without an English file, other languages' texts stand for the English of unknown keys.
        english = dict(pair for pair in learnt.texts.items() if pair not in foreign)
        place = Place(LEARNT_FILE)
        return {
            language: Map({key: Text(text, place) for key, text in texts.items()}, place)
            for language, texts in {**learnt.translated, FALLBACK: english}.items()
            if texts
        }

    def asset(self, path: str) -> Path | None:
        """Return the file at *path* below ``brand_assets/``, preferably the workspace's own, or None.

        The Unicode form of the name doesn't matter.
        """
        if leads_out(path):
            return None
        for root in (self.root, self.shipped_root):
            folder = root / "brand_assets"
            try:
                file = find_on_disk(folder, path)
                if file.is_file() and file.resolve().is_relative_to(folder.resolve()):
                    return file
            except (
                OSError,
                RuntimeError,
            ):  # a name too long, a folder without permission, circular links
                continue
        return None

    def read_asset(self, path: Text) -> bytes:
        """Return the bytes of the asset at *path*; `ThemeError` where they can't be read."""
        if leads_out(path.value):
            raise _make_outside_error(path)
        name = f"brand_assets/{compose_unicode(path.value)}"
        if data := self.overlay.get(name):
            return data
        shown = f"brand_assets/{shorten(path.value)}"
        file = None if name in self.overlay else self.asset(path.value)
        try:
            if file is None:
                raise self._explain_missing(path, shown)
            return read_file(file, MAX_ASSET_BYTES)
        except TooLargeError:
            message = _("{file} is larger than 64 MiB.", file=shown)
            raise ThemeError([problem("file-too-large", message, path.place)]) from None
        except OSError as error:
            message = _(
                "{file} can't be read: {error}.", file=shown, error=describe_os_error(error)
            )
            raise ThemeError([problem("file-unreadable", message, path.place)]) from None

    def _explain_missing(self, path: Text, shown: str) -> ThemeError:
        """Return why there is no such asset; raise `PermissionError` where nobody can tell."""
        try:
            if find_on_disk(self.root / "brand_assets", path.value).is_file():
                return _make_outside_error(path)  # a link
        except PermissionError:
            raise
        except (OSError, RuntimeError):  # as in `asset`
            pass
        message = _("The file {file} doesn't exist.", file=shown)
        hint = self._suggest_asset(path.value)
        return ThemeError([problem("asset-missing", message, path.place, hint)])

    def assets_in(self, folder: str) -> tuple[str, ...]:
        """Return the files below a folder of ``brand_assets/``, as sorted paths from there.

        Paths below the folder are in the composed Unicode form, as packages need it. A folder outside
        ``brand_assets/`` has none.
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

    def _suggest_asset(self, path: str) -> str:
        # Files that come with the program belong to others: only a misspelt name means one.
        folder, own = PurePosixPath(path).parent, self.root / "brand_assets"
        alike = [
            file
            for file in self.assets_in("")
            if _get_form(file) == _get_form(path)
            and (PurePosixPath(file).parent == folder or (own / file).exists())
        ]
        return suggest_path(path, alike, _("Put the file there."))


def _make_outside_error(path: Text) -> ThemeError:
    message = _("`{path}` points outside brand_assets/.", path=shorten(path.value))
    hint = _("Copy the file into brand_assets/, and write its path from there.")
    slashed = path.value.replace("\\", "/")
    if slashed != path.value and not leads_out(slashed):
        message = _("`{path}` has backslashes.", path=shorten(path.value))
        hint = _("Write `{path}`.", path=shorten(slashed))
    return ThemeError([problem("asset-missing", message, path.place, hint)])


def _get_form(path: str) -> str:
    """Return the kind of file that its ending says, so that only files of one kind are suggested."""
    ending = path.rpartition(".")[2].lower()
    return "picture" if ending in _PICTURES else ending


def find_workspace(start: Path) -> Path | None:
    """Return the nearest folder from *start* upwards with a workspace file, or None."""
    for folder in (start, *start.parents):
        try:
            if (folder / WORKSPACE_FILE).is_file():
                return folder
        except OSError:  # a folder without permission
            continue
    return None


def shipped_root() -> Path:
    """Return the folder with the definitions that come with the program."""
    package = Path(__file__).resolve().parent.parent
    installed = package / "shipped"
    return installed if installed.is_dir() else package.parent


def _read_spoken(root: Path) -> Mapping[str, str]:
    """Return the prompts that were learnt for messages; nothing where the file can't be used."""
    try:
        learnt = read_learnt(root)
    except ThemeError:  # reported where the platform is loaded
        return {}
    return learnt.spoken if learnt else {}
