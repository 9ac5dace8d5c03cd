"""All definitions and assets that a workspace can use: its own, laid on the shipped ones.

A workspace is a folder with ``themes/workspace.yaml``. What it defines takes the place of a shipped
definition of the same kind and name. Its texts, wordings and terms are laid key by key on the
shipped ones, so that an upgrade's new keys still arrive.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, reduce
from pathlib import Path, PurePath

from themebuilder.cache import NO_CACHE, Cache, key_of
from themebuilder.problems import Place, Problem, ThemeError, problem, shortened
from themebuilder.source import rules, schema
from themebuilder.source.discretion import discreet, may_hold_secrets
from themebuilder.source.reading import MAX_BYTES, parse
from themebuilder.source.searching import (
    Found,
    TooLargeError,
    definitions,
    leads_out,
    read_file,
    search,
)
from themebuilder.tree import Map, Text, merge

WORKSPACE_FILE = "themes/workspace.yaml"
MAX_ASSET_BYTES = 64 * 1024 * 1024

_WHOLE_WORKSPACE = ("workspace", "")
"""The kind and name of what every theme of the workspace stands on."""
_KIND_IN = {
    "organisations": "organisation",
    "texts": "texts",
    "wordings": "wording",
    "terms": "terms",
    "deployments": "deployment",
}

Kept = dict[Path, tuple[tuple[int, int, int], "Document"]]
"""File -> its time of change, size and inode when it was read, and the document it held."""


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


@dataclass(frozen=True)
class Library:
    """The definitions by kind and name, and what is wrong with the files that could not be used."""

    root: Path
    shipped_root: Path
    own: Mapping[str, Mapping[str, Document]]
    shipped: Mapping[str, Mapping[str, Document]]
    problems: tuple[Problem, ...]
    broken: frozenset[str]
    """Names of definitions that are there but cannot be used."""
    _faults: Mapping[tuple[str, str], tuple[Problem, ...]] = field(default_factory=dict)

    def faults(self, kind: str, name: str) -> tuple[Problem, ...]:
        """Why the definition of that *kind* and *name* cannot be used, though it is there."""
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
        """The file at *path* below ``brand_assets/``, the workspace's own first, or None."""
        if leads_out(path):
            return None
        for root in (self.root, self.shipped_root):
            folder = root / "brand_assets"
            file = folder / path
            try:
                if file.is_file() and file.resolve().is_relative_to(folder.resolve()):
                    return file
            except (OSError, RuntimeError):  # a name too long, a folder shut, links in a circle
                continue
        return None

    def read_asset(self, path: Text) -> bytes:
        """The bytes of the asset that *path* names; `ThemeError` says why there are none."""
        if leads_out(path.value):
            message = f"`{shortened(path.value)}` leads out of brand_assets/."
            raise ThemeError([problem(rules.ASSET_OUTSIDE, message, path.place)])
        shown = f"brand_assets/{shortened(path.value)}"
        file = self.asset(path.value)
        if file is None:
            hint = self._nearest_asset(path.value)
            message = f"There is no file {shown}."
            raise ThemeError([problem(rules.ASSET_MISSING, message, path.place, hint)])
        try:
            return read_file(file, MAX_ASSET_BYTES)
        except TooLargeError:
            message = f"{shown} has more than 64 MiB."
            raise ThemeError([problem(rules.FILE_TOO_LARGE, message, path.place)]) from None
        except OSError as error:
            message = f"{shown} cannot be read: {error.strerror}."
            raise ThemeError([problem(rules.FILE_UNREADABLE, message, path.place)]) from None

    def assets_in(self, folder: str) -> tuple[str, ...]:
        """The files below a folder of ``brand_assets/``, as paths from there, sorted.

        There are none in a folder that lies elsewhere.
        """
        if leads_out(folder):
            return ()
        found = set()
        for root in (self.root, self.shipped_root):
            base = root / "brand_assets"
            files = search(base / folder).files
            found |= {file.relative_to(base).as_posix() for file in files if file.is_file()}
        return tuple(sorted(found))

    def _nearest_asset(self, path: str) -> str:
        from difflib import get_close_matches  # noqa: PLC0415 - only when something is wrong

        found = get_close_matches(path[:200], self.assets_in(""), n=1)
        return f"Did you mean `{found[0]}`?" if found else "Put the file there."


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


def read_library(
    root: Path, shipped: Path, cache: Cache = NO_CACHE, kept: Kept | None = None
) -> Library:
    """All definitions of the workspace at *root*, laid on those at *shipped*.

    *cache* remembers which files fit their schema, so that an unchanged one is not asked again.
    *kept* is for a program that reads again and again: what it holds of unchanged files is used, and
    what is read is added to it.
    """
    layers = _Layers(_Reader(cache, {} if kept is None else kept))
    own = layers.read(root, is_shipped=False)
    same = root.resolve() == shipped.resolve()
    beneath = {} if same else layers.read(shipped, is_shipped=True)
    faults = {about: tuple(found) for about, found in layers.faults.items()}
    broken = frozenset(name for _, name in faults)
    return Library(root, shipped, own, beneath, tuple(layers.problems), broken, faults)


def definition_files(root: Path) -> Iterator[Path]:
    """The YAML files of the definitions below *root*, in a fixed order."""
    return definitions(search(root / "themes"))


class _UnusableError(ThemeError):
    """A file that cannot be used, and the definitions that are missing with it."""

    def __init__(self, problems: Iterable[Problem], about: Iterable[tuple[str, str]]) -> None:
        super().__init__(problems)
        self.about = frozenset(about)
        self.is_misnamed = all(found.rule is rules.NAME_MISMATCH for found in self.problems)


class _Layers:
    """The workspace's definitions and the shipped ones as they are read, and what is wrong."""

    def __init__(self, reader: _Reader) -> None:
        self.problems: list[Problem] = []
        self.faults: dict[tuple[str, str], list[Problem]] = {}
        self._reader = reader

    def read(self, root: Path, *, is_shipped: bool) -> dict[str, dict[str, Document]]:
        """The documents of one layer by kind and name."""
        documents: dict[str, dict[str, Document]] = {}
        unusable: list[_UnusableError] = []
        found = search(root / "themes")
        if unseen := list(_not_searched(found, root, is_shipped=is_shipped)):
            self.problems += unseen
            # What lies there may be anything that any theme stands on.
            self.faults.setdefault(_WHOLE_WORKSPACE, []).extend(unseen)
        for file in definitions(found):
            try:
                shown = _shown(file, root, is_shipped=is_shipped)
                document = self._reader.read(file, shown, is_shipped=is_shipped)
                _keep(document, documents.setdefault(document.kind, {}))
            except _UnusableError as error:
                self.problems += error.problems
                unusable.append(error)
        for one in unusable:
            for kind, name in one.about:
                # A file with another name than its theme takes nothing from the theme itself.
                if not (one.is_misnamed and name in documents.get(kind, {})):
                    self.faults.setdefault((kind, name), []).extend(one.problems)
        return documents


def _keep(document: Document, named: dict[str, Document]) -> None:
    """Add the document to those of its kind; a workspace has one file, whatever its name."""
    is_workspace = document.kind == "workspace"
    twin = next(iter(named.values()), None) if is_workspace else named.get(document.name)
    if twin:
        message = f"{twin.file} already defines the {document.kind} `{twin.name}`."
        told = [problem(rules.NAME_GIVEN_TWICE, message, _name_place(document.tree))]
        raise _UnusableError(told, [_called(document)])
    named[document.name] = document


def _not_searched(found: Found, root: Path, *, is_shipped: bool) -> Iterator[Problem]:
    for folder, why in found.not_searched:
        shown = _shown(folder, root, is_shipped=is_shipped)
        message = f"Definitions below this folder are not read: {why}."
        hint = "Put the files themselves there, and let them be read."
        yield problem(rules.FILE_UNREADABLE, message, Place(shown), hint)


def _shown(file: Path, root: Path, *, is_shipped: bool) -> str:
    shown = file.relative_to(root).as_posix()
    return f"shipped/{shown}" if is_shipped else shown


@dataclass(frozen=True)
class _Reader:
    cache: Cache
    kept: Kept

    def read(self, file: Path, shown: str, *, is_shipped: bool) -> Document:
        """The document in *file*, read only where it is not what it was."""
        try:
            stat = file.stat()
        except OSError:
            return _read(file, shown, self.cache, is_shipped=is_shipped)
        stamp = (stat.st_mtime_ns, stat.st_size, stat.st_ino)
        before, document = self.kept.get(file, (None, None))
        if document is None or before != stamp:
            document = _read(file, shown, self.cache, is_shipped=is_shipped)
            self.kept[file] = (stamp, document)
        return document


def _read(file: Path, shown: str, cache: Cache, *, is_shipped: bool) -> Document:
    data = b""
    try:
        data = _bytes(file, shown)
        tree = parse(data, shown)
        digest = hashlib.sha256(data).hexdigest()
        document = _identify(tree, shown, digest, is_shipped=is_shipped)
    except ThemeError as error:
        faults = error.problems
        if may_hold_secrets(shown, data.decode("utf-8", "replace")):
            faults = tuple(discreet(faults))
        raise _UnusableError(faults, [_guessed(shown)]) from None
    key = key_of("fits", schema.digest(document.kind), digest)
    found: list[Problem] = []
    if cache.get(key) is None:
        found = list(schema.problems(document.kind, _without_settings(document)))
        if not found:
            cache.put(key, b"")
    stem = file.stem
    if not found and document.kind not in {"workspace", "texts"} and document.name != stem:
        message = f"The file is called `{stem}` and defines `{document.name}`."
        found.append(problem(rules.NAME_MISMATCH, message, _name_place(tree)))
    if found:
        raise _UnusableError(found, [_called(document), (document.kind, stem)])
    return document


def _bytes(file: Path, shown: str) -> bytes:
    try:
        return read_file(file, MAX_BYTES)
    except TooLargeError:
        message = f"The file has more than {MAX_BYTES:,} bytes."
        raise ThemeError([problem(rules.FILE_TOO_LARGE, message, Place(shown, 1, 1))]) from None
    except OSError as error:
        message = f"The file cannot be read: {error.strerror}."
        raise ThemeError([problem(rules.FILE_UNREADABLE, message, Place(shown))]) from None


def _called(document: Document) -> tuple[str, str]:
    """Kind and name; a workspace is known by its kind alone."""
    return _WHOLE_WORKSPACE if document.kind == "workspace" else (document.kind, document.name)


def _guessed(shown: str) -> tuple[str, str]:
    """What a file that cannot be read would define: its folder tells the kind."""
    path = PurePath(shown)
    if path.stem == "workspace":
        return _WHOLE_WORKSPACE
    kind = next((_KIND_IN[part] for part in path.parts[:-1] if part in _KIND_IN), "theme")
    return kind, path.stem


def _identify(tree: Map, shown: str, digest: str, *, is_shipped: bool) -> Document:
    first = next(iter(tree.entries), "")
    kind = (
        first if first in schema.KINDS else next((k for k in schema.KINDS if k in tree.entries), "")
    )
    if not kind:
        place = replace(tree.key_place(first), line=max(tree.key_place(first).line, 1))
        message = f"The file begins with `{shortened(first)}`, which is not a kind of definition."
        hint = f"Begin with one of: {', '.join(f'{name}:' for name in schema.KINDS)}"
        raise ThemeError([problem(rules.KIND_UNKNOWN, message, place, hint)])
    name = tree.text(kind)
    if kind == "texts":
        targets = "+".join(text.value for text in tree.texts("targets"))
        parts = (tree.text("audience"), f"targets-{targets}" if targets else "")
        name = ".".join((name, *filter(None, parts)))
    return Document(kind, name, tree, shown, is_shipped, digest)


def _without_settings(document: Document) -> Map:
    """The tree as its schema sees it: settings in a theme are answered later, by name."""
    tree = document.tree
    if document.kind != "theme" or "settings" not in tree.entries:
        return tree
    entries = {key: value for key, value in tree.entries.items() if key != "settings"}
    return Map(entries, tree.place, tree.keys)


def _name_place(tree: Map) -> Place:
    first = next(iter(tree.entries))
    return tree.place_of(first)
