"""Reads all definitions of a workspace into a `Library`, and checks each against its schema."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path, PurePath
from typing import NamedTuple

from themebuilder.core.cache import NO_CACHE, Cache, make_key, make_tool_key
from themebuilder.core.messages import _
from themebuilder.core.problems import Place, Problem, ThemeError, problem, shorten
from themebuilder.core.reading import (
    SearchResult,
    TooLargeError,
    describe_os_error,
    list_yaml_files,
    read_file,
    search_folder,
)
from themebuilder.core.tree import Map
from themebuilder.definitions.library import Document, Library
from themebuilder.definitions.redaction import (
    find_secret_addresses,
    may_hold_secrets,
    redact_problems,
)
from themebuilder.definitions.schema import DEFINITION_KINDS, fits_schema
from themebuilder.definitions.yaml_reader import MAX_BYTES, PartlyReadError, parse_yaml

_WHOLE_WORKSPACE = ("workspace", "")
"""Kind and name of the definition that every theme depends on."""
_KINDS = {
    "organisations": "organisation",
    "texts": "texts",
    "wordings": "wording",
    "terms": "terms",
    "deployments": "deployment",
}

_PLACED_BY = frozenset({"audience", "targets"})
"""Keys of a file of texts that say whose texts they are."""

Stamp = tuple[int, int, int]
"""A file's modification time, size and inode."""
Faultless = dict[str, list[str]]
"""A file without faults -> its digest, and the kind and name that it defines."""
DocumentCache = dict[Path, tuple[Stamp, Document]]
"""File -> its stamp when it was read, and its document, which had no faults."""

_Changed = Mapping[Path, bytes | None]
"""Files with content that isn't on the disk; None for those that count as missing."""

_shipped_documents: DocumentCache = {}


def read_library(
    root: Path,
    shipped: Path,
    cache: Cache = NO_CACHE,
    kept: DocumentCache | None = None,
    overlay: Mapping[str, bytes | None] | None = None,
) -> Library:
    """Return all definitions of the workspace at *root*, over those at *shipped*.

    *cache* remembers which files have no faults: these are parsed when needed. A program that reads
    repeatedly passes *kept*: the documents of unchanged files are taken from it, and new ones are added.
    Shipped documents are kept in any case. *overlay* replaces, adds or (None) leaves out files of the workspace.
    """
    overlay = overlay or {}
    key = make_key("faultless", make_tool_key(), str(root))
    known: Faultless = json.loads(cache.get(key) or b"{}")
    changed = {root / name: data for name, data in overlay.items()}
    folders = [_Folder(root, {} if kept is None else kept, known, changed, is_shipped=False)]
    if root.resolve() != shipped.resolve():
        folders.append(_Folder(shipped, _shipped_documents, known, {}, is_shipped=True))
    problems: list[Problem] = []
    faults: dict[tuple[str, str], list[Problem]] = {}
    documents = [folder.collect(problems, faults) for folder in folders]
    faultless = {file: entry for folder in folders for file, entry in folder.faultless.items()}
    if faultless != known:
        cache.put(key, json.dumps(faultless).encode())
    own, beneath = (*documents, {})[:2]
    by_document = {about: tuple(found) for about, found in faults.items()}
    broken = frozenset(name for _kind, name in by_document)
    return Library(root, shipped, own, beneath, tuple(problems), broken, by_document, overlay)


def list_definition_files(root: Path) -> Iterator[Path]:
    """Return the YAML files of the definitions below *root*, in a fixed order."""
    return list_yaml_files(search_folder(root / "themes"))


class _UnusableError(ThemeError):
    """A file that can't be used, and the definitions that are missing because of it."""

    def __init__(
        self,
        problems: Iterable[Problem],
        about: Iterable[tuple[str, str]],
        usable: Document | None = None,
    ) -> None:
        super().__init__(problems)
        self.about = frozenset(about)
        self.usable = usable
        """The part that can still be checked further."""
        self.is_misnamed = all(found.rule.name == "name-mismatch" for found in self.problems)
        themes = [name for kind, name in sorted(self.about) if kind == "theme"]
        self.theme = themes[0] if themes and not self.is_misnamed else ""
        """The theme that it would define; a misnamed file may define another."""


class _FileContent(NamedTuple):
    """The content of a file."""

    file: Path
    stamp: Stamp | None
    found: Document | _UnusableError
    faults: tuple[Problem, ...] = ()
    """Faults of the YAML that leave a document nevertheless."""
    is_known: bool = False
    """Whether it is unchanged since it was found to have no faults."""


class _Folder:
    """The files of the workspace, or those that come with the program."""

    def __init__(
        self,
        root: Path,
        kept: DocumentCache,
        known: Faultless,
        changed: _Changed,
        *,
        is_shipped: bool,
    ) -> None:
        found = search_folder(root / "themes")
        added = (file for file in changed if file.is_relative_to(root / "themes"))
        there = (file for file in {*found.files, *added} if changed.get(file, b"") is not None)
        every = found._replace(files=tuple(sorted(there)))
        self._root, self._is_shipped = root, is_shipped
        self._kept, self._known, self._changed = kept, known, changed
        self._unseen = list(_report_unsearched(found, root, is_shipped=is_shipped))
        self._files = [self._read(file) for file in list_yaml_files(every)]
        self.faultless: Faultless = {}
        """Once they are collected, its files without faults."""

    def _read(self, file: Path) -> _FileContent:
        """Return the document in *file*, from what is kept where the file is unchanged."""
        shown = _format_path(file, self._root, is_shipped=self._is_shipped)
        stamp = None if file in self._changed else _get_stamp(file)
        before, document = self._kept.get(file, (None, None))
        if document is not None and before == stamp:
            return _FileContent(file, stamp, document, is_known=True)
        data = b""
        faults: tuple[Problem, ...] = ()
        try:
            drafted = self._changed.get(file)
            data = _read_bytes(file, shown) if drafted is None else drafted
            parse = partial(parse_yaml, data, shown)
            digest = hashlib.sha256(data).hexdigest()
            if (entry := self._known.get(shown)) and entry[0] == digest:
                kind, name = entry[1:]
                document = Document(kind, name, parse, shown, self._is_shipped, digest)
                return _FileContent(file, stamp, document, is_known=True)
            try:
                tree = parse()
            except PartlyReadError as error:
                faults, tree = _redact(error.problems, shown, data), error.tree
            document = _identify(tree, shown, digest, is_shipped=self._is_shipped)
            return _FileContent(file, stamp, document, faults)
        except ThemeError as error:
            problems = (*faults, *_redact(error.problems, shown, data))
            return _FileContent(file, stamp, _UnusableError(problems, [_guess_key(shown)]))

    def collect(
        self, problems: list[Problem], faults: dict[tuple[str, str], list[Problem]]
    ) -> dict[str, dict[str, Document]]:
        """Return the usable documents by kind and name; faults are added to *problems* and *faults*."""
        problems += self._unseen
        if self._unseen:
            # Any theme may depend on what is there.
            faults.setdefault(_WHOLE_WORKSPACE, []).extend(self._unseen)
        documents: dict[str, dict[str, Document]] = {}
        unusable: list[_UnusableError] = []
        for read in self._files:
            try:
                document = _check(read)
                self.faultless[document.file] = [document.digest, document.kind, document.name]
                if read.stamp:
                    self._kept[read.file] = (read.stamp, document)
                _add(document, documents.setdefault(document.kind, {}))
            except _UnusableError as error:
                problems += (found.in_theme(error.theme) for found in error.problems)
                unusable.append(error)
        for broken in unusable:
            for kind, name in broken.about:
                # A misnamed file doesn't spoil the theme of that name.
                if not (broken.is_misnamed and name in documents.get(kind, {})):
                    faults.setdefault((kind, name), []).extend(broken.problems)
            if usable := broken.usable:
                documents.setdefault(usable.kind, {}).setdefault(usable.name, usable)
        return documents


def _redact(faults: tuple[Problem, ...], shown: str, data: bytes) -> tuple[Problem, ...]:
    if may_hold_secrets(shown, data.decode("utf-8", "replace")):
        return tuple(redact_problems(faults))
    return faults


def _get_stamp(file: Path) -> Stamp | None:
    try:
        stat = file.stat()
    except OSError:
        return None
    return stat.st_mtime_ns, stat.st_size, stat.st_ino


def _check(read: _FileContent) -> Document:
    """Return the document if it fits its schema and has the name of its file; else `_UnusableError`."""
    if isinstance(read.found, _UnusableError):
        raise read.found
    document, stem = read.found, read.file.stem
    if read.is_known:
        return document
    found = [*read.faults, *find_secret_addresses(document.kind, document.tree)]
    if not fits_schema(document.kind, _drop_settings(document)):
        places = {fault.place for fault in found}
        from themebuilder.definitions.schema_problems import find_schema_problems  # noqa: PLC0415 - slow

        unfit = find_schema_problems(document.kind, _drop_settings(document))
        found += [fault for fault in unfit if fault.place not in places]
    named_at = _find_name_place(document.tree)
    usable = _prune(document, found)
    is_misnamed = document.kind not in {"workspace", "texts"} and document.name != stem
    is_misnamed = is_misnamed or read.file.suffix.lower() == ".txt"
    if is_misnamed and all(fault.place != named_at for fault in found):
        called, name = read.file.name, document.name
        message = _("The file is called `{file}` but defines `{name}`.", file=called, name=name)
        found.append(problem("name-mismatch", message, named_at))
    if found:
        raise _UnusableError(found, [_get_key(document), (document.kind, stem)], usable)
    return document


def _prune(document: Document, faults: list[Problem]) -> Document | None:
    """Return the part of the document that can be checked further in spite of its *faults*."""
    if not faults:
        return document
    if not document.name:
        return None
    from themebuilder.definitions.schema_problems import find_faultless_part  # noqa: PLC0415 - slow

    found = find_faultless_part(document.kind, _drop_settings(document), faults)
    if found is None:
        return None
    tree, lost = found
    if document.kind == "texts" and lost & _PLACED_BY:
        return None
    settings = document.tree.entries.get("settings")
    if settings and document.kind == "theme":
        tree = tree._replace(entries={"settings": settings, **tree.entries})
    return replace(document, parse=lambda: tree, lost=lost)


def _add(document: Document, named: dict[str, Document]) -> None:
    """Add the document to *named*, those of its kind; a workspace has one settings file."""
    is_workspace = document.kind == "workspace"
    twin = next(iter(named.values()), None) if is_workspace else named.get(document.name)
    if twin:
        message = _(
            "{file} already defines `{definition}`.",
            file=twin.file,
            definition=f"{document.kind}: {twin.name}",
        )
        problems = [problem("name-given-twice", message, _find_name_place(document.tree))]
        raise _UnusableError(problems, [_get_key(document)])
    named[document.name] = document


def _report_unsearched(found: SearchResult, root: Path, *, is_shipped: bool) -> Iterator[Problem]:
    for folder, why in found.not_searched:
        shown = _format_path(folder, root, is_shipped=is_shipped)
        hint = _(
            "Copy the files into this folder instead of linking them, and give yourself permission to read it."
        )
        yield problem("file-unreadable", why, Place(shown), hint)


def _format_path(file: Path, root: Path, *, is_shipped: bool) -> str:
    shown = file.relative_to(root).as_posix()
    return f"shipped/{shown}" if is_shipped else shown


def _read_bytes(file: Path, shown: str) -> bytes:
    try:
        return read_file(file, MAX_BYTES)
    except TooLargeError:
        message = _("The file has more than {most:,} bytes.", most=MAX_BYTES)
        raise ThemeError([problem("file-too-large", message, Place(shown, 1, 1))]) from None
    except OSError as error:
        message = _("The file can't be read: {error}.", error=describe_os_error(error))
        raise ThemeError([problem("file-unreadable", message, Place(shown))]) from None


def _get_key(document: Document) -> tuple[str, str]:
    """Return kind and name; a workspace has its kind only."""
    return _WHOLE_WORKSPACE if document.kind == "workspace" else (document.kind, document.name)


def _guess_key(shown: str) -> tuple[str, str]:
    """Guess from its path which kind and name an unreadable file would define."""
    path = PurePath(shown)
    if path.stem == "workspace":
        return _WHOLE_WORKSPACE
    return next((_KINDS[part] for part in path.parts[:-1] if part in _KINDS), "theme"), path.stem


def _identify(tree: Map, shown: str, digest: str, *, is_shipped: bool) -> Document:
    first = next(iter(tree.entries), "")
    kinds = [kind for kind in DEFINITION_KINDS if kind in tree.entries]
    kind = first if first in kinds else next(iter(kinds), "")
    if not kind:
        place = tree.key_place(first)._replace(line=max(tree.key_place(first).line, 1))
        message = _("The file begins with `{key}`, which no definition does.", key=shorten(first))
        keys = ", ".join(f"`{name}:`" for name in DEFINITION_KINDS)
        hint = _("Begin with one of these keys: {keys}.", keys=keys)
        raise ThemeError([problem("unknown-key", message, place, hint)])
    name = tree.text(kind)
    if kind == "texts":
        targets = "+".join(text.value for text in tree.texts("targets"))
        parts = (tree.text("audience"), f"targets-{targets}" if targets else "")
        name = ".".join((name, *filter(None, parts)))
    return Document(kind, name, lambda: tree, shown, is_shipped, digest)


def _drop_settings(document: Document) -> Map:
    """Return the tree as its schema sees it: settings in a theme are refused later, by name."""
    tree = document.tree
    if document.kind != "theme" or "settings" not in tree.entries:
        return tree
    return tree._replace(entries={k: v for k, v in tree.entries.items() if k != "settings"})


def _find_name_place(tree: Map) -> Place:
    return tree.place_of(next(iter(tree.entries)))
