"""Active content of a finished package: what runs, leads elsewhere, or must not be public.

An item is one thing that a person decides about. Files are judged by their content as well as by their
extension. The value of a secret is never part of an item.
"""

from __future__ import annotations

import json
import re
from codecs import BOM_UTF8
from collections.abc import Collection, Iterator
from dataclasses import replace
from functools import lru_cache
from pathlib import PurePosixPath
from typing import NamedTuple

from themebuilder.core.json_text import Json, iterate_texts
from themebuilder.core.messages import _, _n
from themebuilder.core.problems import Place
from themebuilder.core.tree import Map, Text, walk_texts
from themebuilder.definitions.acceptance import DIGEST_LENGTH
from themebuilder.definitions.model import Files
from themebuilder.media.picture_header import find_format
from themebuilder.media.svg import find_svg_faults, looks_like_svg
from themebuilder.packages.active_item import ActiveItem, compute_item_digest
from themebuilder.packages.addresses import find_host, find_hosts, is_program, resolve_path
from themebuilder.packages.errors import JsonError
from themebuilder.packages.json_reader import read_shared_json, read_tree
from themebuilder.packages.model import CONFIG, MANIFEST, WEBAPP3_FOLDER, ForeignKind
from themebuilder.packages.secret_values import describe_secret, find_secret_in_file
from themebuilder.packages.zip_writer import compute_digest

_Scalar = str | float | bool | None
_LONG = 1000
"""Characters of a value that isn't kept, because few themes share it."""


def find_active_content(kind: ForeignKind, files: Files) -> tuple[ActiveItem, ...]:
    """Return the active content of a Webapp3 branding or a service theme."""
    base, head = (WEBAPP3_FOLDER, WEBAPP3_FOLDER + MANIFEST) if kind == "webapp3" else ("", CONFIG)
    manifest = (_read_values(files[head], head) if head in files else None) or {}
    tree = _read_tree(files, head) if kind == "webapp3" and manifest.get("plugins") else None
    plugins = list(_list_plugins(tree)) if tree else []
    owned = {entry for plugin in plugins for entry in plugin.list_files(files)}
    languages = set(map(resolve_path, iterate_texts(manifest.get("translations"))))
    found = [plugin.make_item(files) for plugin in plugins]
    for entry, data in sorted(files.items()):
        name = entry.removeprefix(base)
        if entry not in owned:
            # A node isn't known to serve the files of a service theme.
            found += (
                replace(item, kind=item.kind if base else "file", digest=compute_item_digest(data))
                for item in _judge_file(name, entry, data)
            )
        if entry == head:
            sources = {("plugins", plugin.at, "src") for plugin in plugins}
            found += _judge_values(files, entry, "", sources)
        elif entry in languages:
            found += _judge_values(files, entry, name, has_names=False)
        elif (
            data[:_HEAD].lstrip(BOM_UTF8 + b" \t\r\n")[:1] == b"{"
            and _read_values(data, entry) is not None
        ):
            # It may be a language file under an address that only browsers understand.
            found += _judge_values(files, entry, name, is_owned=entry in owned)
        elif look := find_secret_in_file(_decode(data)):
            digest = compute_item_digest(data)
            found.append(ActiveItem(name, "secret", Place(entry), (look,), digest=digest))
    return tuple(map(_escape_item, found))


def _escape_item(item: ActiveItem) -> ActiveItem:
    """Return the item without characters that a terminal or an editor would obey."""
    name, *details = map(_escape, (item.name, *item.details))
    return replace(item, name=name, details=tuple(details))


def _escape(text: str) -> str:
    if text.isprintable():
        return text  # the message itself, so that it can be translated later
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


class _Plugin(NamedTuple):
    """A plugin in the manifest; *at* is its number there."""

    at: str
    part: Map

    @property
    def source(self) -> str:
        return self.part.text("src")

    @property
    def folder(self) -> str:
        """The folder of its files in the package, or an empty text."""
        entry = resolve_path(self.source)
        folder = entry.rpartition("/")[0] + "/"
        if entry and folder != WEBAPP3_FOLDER:
            return folder
        id_ = self.part.text("id")
        return f"{WEBAPP3_FOLDER}plugins/{id_}/" if id_ else ""

    def list_files(self, files: Files) -> list[str]:
        entry, folder = resolve_path(self.source), self.folder
        return [file for file in files if file == entry or (folder and file.startswith(folder))]

    def make_item(self, files: Files) -> ActiveItem:
        sandbox = [text.value for text in self.part.texts("sandboxValues")]
        host = find_host(self.source)
        packed = self.list_files(files)
        details = [_("from {host}", host=host or "data:")] if host is not None else []
        if host is None and not packed:
            details.append(_("not in the package"))
        elif packed:
            details.append(_n("{count} packed file", "{count} packed files", len(packed)))
        details.append(
            _("sandbox: {values}", values=", ".join(dict.fromkeys(["allow-scripts", *sandbox])))
        )
        is_open = host is None and "allow-same-origin" in sandbox
        is_named = bool(self.source) and describe_secret(self.source) is None
        name = resolve_path(self.source).removeprefix(WEBAPP3_FOLDER) or self.source
        values = [(path, _cover(text, path)) for path, text in walk_texts(self.part)]
        content = {"": _serialise(sorted(values)), **{entry: files[entry] for entry in packed}}
        return ActiveItem(
            name if is_named else f"plugins.{self.at}",
            "open-plugin" if is_open else "plugin",
            self.part.place_of("src"),
            tuple(details),
            digest=compute_digest(content)[:DIGEST_LENGTH],
        )


_SHORTEST_RANDOM = 16


def _cover(text: Text, path: tuple[str, ...]) -> str | int:
    """Return the value for a digest; of a short secret, which a digest would give away, the length."""
    is_guessable = len(text.value) < _SHORTEST_RANDOM and describe_secret(
        text.value, _get_key(path)
    )
    return len(text.value) if is_guessable else text.value


def _serialise(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")


def _list_plugins(manifest: Map) -> Iterator[_Plugin]:
    for number, part in enumerate(manifest.seq("plugins")):
        if isinstance(part, Map):
            yield _Plugin(str(number), part)


_PAGES = frozenset(
    ".htm .html .xhtml .xht .shtml .mht .mhtml .hta .htc .xml .xsl .xslt".split()  # noqa: SIM905
)
_PROGRAMS = frozenset(
    ".js .mjs .cjs .jsx .ts .wasm .swf .jar .exe .dll .bat .cmd .ps1 .sh .vbs".split()  # noqa: SIM905
)
_BINARIES = (b"\0asm", b"MZ", b"\x7fELF", b"#!")
_HEAD = 4096
_PAGE = re.compile(
    # What browsers take for a page, after what may precede the first tag.
    rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?(?:\s|<\?xml[^>]*>|<!--(?s:.)*?-->)*+"
    rb"<(?:!doctype\s+html|(?:[\w-]+:)?(?:html|head|body|script|iframe|style|title|meta|link|base|h1|div|font|"
    rb"table|form|img|object|embed|a|b|br|p))[\s/>]",
    re.IGNORECASE,
)


def _judge_file(name: str, entry: str, data: bytes) -> Iterator[ActiveItem]:
    ending = PurePosixPath(name).suffix.lower()
    if ending in _PAGES or _PAGE.match(data[:_HEAD].replace(b"\0", b"")):
        yield ActiveItem(name, "page", Place(entry))
    elif looks_like_svg(data) or (ending in (".svg", ".svgz") and not find_format(data)):
        if faults := [fault for fault in find_svg_faults(data) if fault.is_active]:
            place = Place(entry, faults[0].line, faults[0].column)
            yield ActiveItem(
                name,
                "svg",
                place,
                tuple(dict.fromkeys(fault.message.rstrip(".") for fault in faults)),
            )
    elif ending in _PROGRAMS or data.startswith(_BINARIES):
        yield ActiveItem(name, "program", Place(entry))
    elif ending == ".css":
        yield ActiveItem(name, "style", Place(entry))


_MARKUP = re.compile(r"<[a-zA-Z!?/][^>]*>")
_KNOWN_TAG = re.compile(r"</?(?:\d+|strong|br|i|p)\s*/?>")
"""The tags that react-i18next gives a meaning to: numbers, and these four without attributes."""


def _judge_values(
    files: Files,
    entry: str,
    file: str,
    sources: Collection[tuple[str, ...]] = (),
    *,
    is_owned: bool = False,
    has_names: bool = True,
) -> Iterator[ActiveItem]:
    """Yield the active values of an *entry* but for those at *sources*; *file* begins their names.

    A file *is_owned* by a plugin, which is an item itself: only its secrets count. Without *has_names*,
    as in a language file, keys say nothing about secrets.
    """
    is_harmless = _is_harmless_file(files[entry], entry, has_names=has_names)
    tree = None if is_harmless else _read_tree(files, entry)
    for path, text in walk_texts(tree) if tree else ():
        keys = path if has_names else ()
        if look := describe_secret(text.value, _get_key(keys)):
            digest = compute_item_digest(_serialise(_cover(text, keys)))
            yield ActiveItem(_name_value(file, path), "secret", text.place, (look,), digest=digest)
        elif not is_owned and path not in sources:
            yield from _judge_text(_name_value(file, path), text)


@lru_cache(maxsize=64)
def _is_harmless_file(data: bytes, entry: str, *, has_names: bool) -> bool:
    """Whether a JSON file has no active value; most packages have the same language files."""
    return _are_harmless(_read_values(data, entry), has_names=has_names)


def _are_harmless(node: Json, key: str = "", *, has_names: bool = True) -> bool:
    """Whether no value in *node* is active content, so that nobody asks for their places.

    *key* is the last one above it that is no number. Without *has_names* keys say nothing.
    """
    if isinstance(node, dict):
        pairs = ((name if has_names and not name.isdigit() else key, node[name]) for name in node)
        return all(_are_harmless(value, name, has_names=has_names) for name, value in pairs)
    if isinstance(node, list):
        return all(_are_harmless(item, key, has_names=has_names) for item in node)
    is_long = len(key) >= _LONG or (isinstance(node, str) and len(node) >= _LONG)
    return (_is_harmless.__wrapped__ if is_long else _is_harmless)(key, node)


# 1 and True are equal, but only one of them can be a PIN.
@lru_cache(maxsize=16_384, typed=True)
def _is_harmless(key: str, value: _Scalar) -> bool:
    spelt = value if isinstance(value, str) else json.dumps(value)
    text = Text(spelt, Place(""), is_plain=not isinstance(value, str))
    return not describe_secret(spelt, key) and not any(_judge_text("", text))


def _name_value(file: str, path: tuple[str, ...]) -> str:
    return f"{file}:{'.'.join(path)}" if file else ".".join(path)


def _get_key(path: tuple[str, ...]) -> str:
    """Return the last step of *path* that is no number of a list item."""
    return next((step for step in reversed(path) if not step.isdigit()), "")


def _judge_text(name: str, text: Text) -> Iterator[ActiveItem]:
    if text.is_plain:
        return
    value = text.value

    def make_item(kind: str, details: tuple[str, ...] = (), address: str = "") -> ActiveItem:
        digest = compute_item_digest(_serialise(value))
        return ActiveItem(name, kind, text.place, details, address, digest)

    if is_program(value):
        yield make_item("script-address")
    elif hosts := find_hosts(value):
        yield make_item("address", hosts, value)
    tags = [tag[0] for tag in _MARKUP.finditer(value, 0, value.rfind(">") + 1)]
    if foreign := [tag for tag in tags if not _KNOWN_TAG.fullmatch(tag)]:
        names = [re.split(r"[\s/>]", tag.lstrip("</"), maxsplit=1)[0] for tag in foreign]
        shown = tuple(dict.fromkeys(f"<{name}>" for name in names))
        yield make_item("markup", shown)


def _read_values(data: bytes, entry: str) -> dict[str, Json] | None:
    """Return the values of a JSON file, or None if it can't be read; don't change them."""
    try:
        return read_shared_json(data.removeprefix(BOM_UTF8), entry)
    except JsonError:
        return None


def _read_tree(files: Files, entry: str) -> Map | None:
    """Return the JSON file, or None if it can't be read, which other checks report."""
    try:
        return read_tree(files[entry], entry)
    except JsonError:
        return None


_MOST_TEXT = 1024 * 1024


def _decode(data: bytes) -> str:
    """Return *data* if it is text, else an empty text."""
    is_text = b"\0" not in data[:_HEAD] and len(data) <= _MOST_TEXT
    return data.decode("utf-8", "replace") if is_text else ""
