"""All definitions and assets that a workspace can use: its own, laid on the shipped ones.

A workspace is a folder with ``themes/workspace.yaml``. What it defines takes the place of a shipped
definition of the same kind and name. Its texts, wordings and terms are laid key by key on the
shipped ones, so that an upgrade's new keys still arrive.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, reduce
from pathlib import Path, PurePosixPath

from themebuilder.cache import NO_CACHE, Cache, key_of
from themebuilder.problems import Place, Problem, ThemeError, problem
from themebuilder.source import rules, schema
from themebuilder.source.reading import MAX_BYTES, parse
from themebuilder.tree import Map, Text, merge

WORKSPACE_FILE = "themes/workspace.yaml"
MAX_ASSET_BYTES = 64 * 1024 * 1024

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
        for root in (self.root, self.shipped_root):
            folder = root / "brand_assets"
            file = folder / path
            if file.is_file() and file.resolve().is_relative_to(folder.resolve()):
                return file
        return None

    def read_asset(self, path: Text) -> bytes:
        """The bytes of the asset that *path* names; `ThemeError` says why there are none."""
        pure = PurePosixPath(path.value)
        if pure.is_absolute() or ".." in pure.parts or "\\" in path.value or "\0" in path.value:
            message = f"`{path.value}` leads out of brand_assets/."
            raise ThemeError([problem(rules.ASSET_OUTSIDE, message, path.place)])
        file = self.asset(path.value)
        if file is None:
            message = f"There is no file brand_assets/{path.value}."
            hint = self._nearest_asset(path.value)
            raise ThemeError([problem(rules.ASSET_MISSING, message, path.place, hint)])
        try:
            size = file.stat().st_size
            if size > MAX_ASSET_BYTES:
                message = f"brand_assets/{path.value} has {size:,} bytes; 64 MiB are allowed."
                raise ThemeError([problem(rules.FILE_TOO_LARGE, message, path.place)])
            return file.read_bytes()
        except OSError as error:
            message = f"brand_assets/{path.value} cannot be read: {error.strerror}."
            raise ThemeError([problem(rules.FILE_UNREADABLE, message, path.place)]) from None

    def assets_in(self, folder: str) -> tuple[str, ...]:
        """The files below a folder of ``brand_assets/``, as paths from there, sorted."""
        found = set()
        for root in (self.root, self.shipped_root):
            base = root / "brand_assets"
            found |= {
                file.relative_to(base).as_posix()
                for file in (base / folder).rglob("*")
                if file.is_file() and not file.name.startswith(".")
            }
        return tuple(sorted(found))

    def _nearest_asset(self, path: str) -> str:
        from difflib import get_close_matches  # noqa: PLC0415 - only when something is wrong

        found = get_close_matches(path, self.assets_in(""), n=1)
        return f"Did you mean `{found[0]}`?" if found else "Put the file there."


def find_workspace(start: Path) -> Path | None:
    """The nearest folder from *start* upwards that holds a workspace file."""
    for folder in (start, *start.parents):
        if (folder / WORKSPACE_FILE).is_file():
            return folder
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
    problems: list[Problem] = []
    broken: set[str] = set()
    reader = _Reader(cache, {} if kept is None else kept)
    own = _read_layer(root, problems, broken, reader, is_shipped=False)
    same = root.resolve() == shipped.resolve()
    beneath = {} if same else _read_layer(shipped, problems, broken, reader, is_shipped=True)
    return Library(root, shipped, own, beneath, tuple(problems), frozenset(broken))


def definition_files(root: Path) -> Iterator[Path]:
    """The YAML files of the definitions below *root*, in a fixed order."""
    folder = root / "themes"
    for file in sorted(folder.rglob("*.y*ml")):
        hidden = any(part.startswith(".") for part in file.relative_to(folder).parts)
        if file.suffix in {".yaml", ".yml"} and not hidden:
            yield file


def _read_layer(
    root: Path, problems: list[Problem], broken: set[str], reader: _Reader, *, is_shipped: bool
) -> dict[str, dict[str, Document]]:
    layer: dict[str, dict[str, Document]] = {}
    for file in definition_files(root):
        shown = file.relative_to(root).as_posix()
        if is_shipped:
            shown = f"shipped/{shown}"
        try:
            document = reader.read(file, shown, is_shipped=is_shipped)
        except ThemeError as error:
            problems.extend(error.problems)
            broken.add(file.stem)
            continue
        twin = layer.setdefault(document.kind, {}).get(document.name)
        if twin:
            message = f"{twin.file} already defines the {document.kind} `{document.name}`."
            problems.append(problem(rules.NAME_GIVEN_TWICE, message, _name_place(document.tree)))
            continue
        layer[document.kind][document.name] = document
    return layer


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
    try:
        if file.stat().st_size > MAX_BYTES:
            message = f"The file has more than {MAX_BYTES:,} bytes."
            raise ThemeError([problem(rules.FILE_TOO_LARGE, message, Place(shown, 1, 1))])
        data = file.read_bytes()
    except OSError as error:
        message = f"The file cannot be read: {error.strerror}."
        raise ThemeError([problem(rules.FILE_UNREADABLE, message, Place(shown))]) from None
    tree = parse(data, shown)
    digest = hashlib.sha256(data).hexdigest()
    document = _identify(tree, shown, digest, is_shipped=is_shipped)
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
        raise ThemeError(found)
    return document


def _identify(tree: Map, shown: str, digest: str, *, is_shipped: bool) -> Document:
    first = next(iter(tree.entries), "")
    kind = (
        first if first in schema.KINDS else next((k for k in schema.KINDS if k in tree.entries), "")
    )
    if not kind:
        place = replace(tree.key_place(first), line=max(tree.key_place(first).line, 1))
        message = f"The file begins with `{first}`, which is not a kind of definition."
        hint = f"Begin with one of: {', '.join(f'{name}:' for name in schema.KINDS)}"
        raise ThemeError([problem(rules.KIND_UNKNOWN, message, place, hint)])
    name = tree.text(kind)
    if kind == "texts" and tree.text("audience"):
        name = f"{name}.{tree.text('audience')}"
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
