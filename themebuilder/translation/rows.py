"""Every text that a translator may work on, one row for each: the app's texts and the wordings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from themebuilder.core.messages import N_, _
from themebuilder.core.problems import Place
from themebuilder.core.tree import Map, Text
from themebuilder.definitions.library import Document, Library
from themebuilder.definitions.schema import load_schema
from themebuilder.definitions.texts import CORE_MESSAGES, WORDING_MESSAGES
from themebuilder.platform.facts import TranslationKey
from themebuilder.platform.target import Platform
from themebuilder.translation.text_reviews import MISSING, TextReview, read_text_review

ReadFile = Callable[[str], str]
"""Returns the text of a definition's file by name, or an empty text."""


class CommentReader:
    """Finds the comment above a text; reads each file once."""

    def __init__(self, read: ReadFile) -> None:
        """Look files up with *read*."""
        self._read = read
        self._lines: dict[str, list[str]] = {}

    def find_comment_above(self, place: Place) -> str:
        """Return the comment lines right above *place*, as one line, or an empty text."""
        if place.file not in self._lines:
            self._lines[place.file] = self._read(place.file).split("\n")
        found: list[str] = []
        for line in reversed(self._lines[place.file][: max(place.line - 1, 0)]):
            text = line.strip()
            if not text.startswith("#"):
                break
            found.insert(0, text.lstrip("#").strip())
        return " ".join(found)


TEXTS, WORDING = "texts", "wording"
_PARTS = ("title", "body", "help", "spoken")
_MOST = {
    "title": N_("First line of a screen. At most 60 characters."),
    "body": N_("Below the title of a screen. At most 60 characters for each sentence."),
    "help": N_("Below the body of a screen, if there is a number to call. At most 60 characters."),
    "spoken": N_("Spoken by the voice: title and body. At most 6 seconds."),
}
_ONLY_HERE = {
    "organisation": N_("Only for this organisation."),
    "theme": N_("Only for this theme."),
}


@dataclass(frozen=True, slots=True)
class TextRow:
    """One text in one language, and everything a translator needs to know of it.

    *set* and *key* name it: ``texts`` ``meeting.leave``, ``texts.citizen`` ``common.host``,
    ``wording.neutral`` ``waiting.title``, ``theme.ward`` ``meeting.leave``. *text* is empty where it is
    missing. *kind*, *name* and *path* say where it is: the definition and the keys in it. *document* is the
    workspace's definition, else the shipped one, else None. The state of *review* is empty where the
    definition has none, and ``missing`` where there is no text.
    """

    language: str
    set: str
    key: str
    english: str
    context: str
    text: str
    review: TextReview
    place: Place
    kind: str
    name: str
    path: tuple[str, ...]
    document: Document | None

    @property
    def id(self) -> tuple[str, str, str]:
        """Identifies the row in every format."""
        return self.language, self.set, self.key

    @property
    def state(self) -> str:
        """The state of the review."""
        return self.review.state


def list_languages(library: Library) -> tuple[str, ...]:
    """Return every language in which something is written, Danish and English first."""
    found = {name.split(".")[0] for name in library.names(TEXTS)}
    for name in library.names(WORDING):
        tree = library.get_merged(WORDING, name)
        for message in WORDING_MESSAGES:
            found |= set(tree.map(message).entries) if tree else set()
    first = [language for language in ("da", "en") if language in found]
    return (*first, *sorted(found - set(first)))


def list_rows(
    library: Library,
    platform: Platform,
    language: str,
    read: ReadFile,
    *,
    only_core: bool = False,
) -> list[TextRow]:
    """Return all texts of *language*: the app's by key, the wordings, and the workspace's own deviations.

    *read* gives the definition's file: the comment above a text explains it to translators. *only_core*
    leaves out what a language with only the core texts does without.
    """
    rows = _RowLister(library, platform, language, read, only_core=only_core).all()
    return [row for row in rows if not only_core or _is_core(row, platform)]


def _is_core(row: TextRow, platform: Platform) -> bool:
    message, _, _ = row.key.partition(".")
    return message in CORE_MESSAGES if row.kind == WORDING else row.key in platform.core_keys


class _RowLister:
    """The rows of one language."""

    def __init__(
        self,
        library: Library,
        platform: Platform,
        language: str,
        read: ReadFile,
        *,
        only_core: bool,
    ) -> None:
        self._comments = CommentReader(read)
        self._library = library
        self._platform = platform
        self._language = language
        # The core texts are for patients, and their base file says what citizens read.
        self._english_layers = ("en", "en.citizen") if only_core else ("en",)

    def all(self) -> Iterator[TextRow]:
        yield from self._list_texts("")
        for name in self._library.names(TEXTS):
            language, _, only = name.partition(".")
            if language == self._language and only:
                yield from self._list_texts(only)
        yield from self._list_wordings()
        for kind in ("organisation", "theme"):
            yield from self._list_own_texts(kind)

    @cached_property
    def _ours(self) -> Mapping[str, str]:
        """Our own English, by key."""
        trees = (self._library.get_merged(TEXTS, name) for name in self._english_layers)
        return {
            key: text
            for tree in trees
            if tree
            for key, text in _make_plain(tree.map("keys")).items()
        }

    def _list_texts(self, only: str) -> Iterator[TextRow]:
        """Yield the base texts, or those *only* for an audience or for some target versions."""
        name = f"{self._language}.{only}" if only else self._language
        layers = self._library.get_both(TEXTS, name)
        merged = self._library.get_merged(TEXTS, name)
        texts = merged.map("keys") if merged else Map({}, Place(""))
        needed = () if only else self._platform.keys
        over = self._library.get_merged(TEXTS, f"en.{only}") if only else None
        ours = {**self._ours, **(_make_plain(over.map("keys")) if over else {})}
        for key in sorted({*texts.entries, *needed}):
            node = texts.get(key)
            holder = next(
                (layer for layer in reversed(layers) if key in layer.tree.map("keys").entries), None
            )
            yield self._make_row(
                node,
                read_text_review(holder.tree, key) if holder else TextReview(),
                layers[-1] if layers else None,
                set=f"{TEXTS}.{only}" if only else TEXTS,
                key=key,
                english=self._find_english(key, ours),
                context=self._describe_context(key, node, ours, _describe_audience(merged)),
                kind=TEXTS,
                name=name,
                path=("keys", key),
            )

    def _find_english(self, key: str, ours: Mapping[str, str]) -> str:
        """Return our own English, so that a translation is as plain; the platform's where that is it."""
        fact = self._find_fact(key)
        theirs = fact.english if fact else ""
        if self._language == "en":
            return theirs or key
        return ours.get(key) or theirs or key

    def _find_fact(self, key: str) -> TranslationKey | None:
        return self._platform.find_text_of_any_version(key)

    def _describe_context(self, key: str, node: object, ours: Mapping[str, str], only: str) -> str:
        fact = self._find_fact(key)
        notes = [_describe_use(key)]
        if isinstance(node, Text) and (comment := self._comments.find_comment_above(node.place)):
            notes.append(comment)
        if only:
            notes.append(only)
        if fact and key in self._platform.old_keys:
            notes.append(_("Only in versions until {version}.", version=fact.until))
        if fact and fact.placeholders:
            names = ", ".join(fact.placeholders)
            notes.append(_("The app fills in: {names}.", names=names))
        if isinstance(node, Text) and "[[" in node.value:
            notes.append(_("Keep [[ … ]] as it is. The build fills it in."))
        if fact and fact.is_rich and fact.tags:
            notes.append(_("Keep the tags <…>."))
        learnt = self._library.learnt_texts.get(self._language)
        if node is None and learnt and (text := learnt.text(key)):
            notes.append(
                _(
                    "The web app's own text, which guests see without a translation: {text}",
                    text=text,
                )
            )
        if fact and fact.english and fact.english != self._find_english(key, ours):
            notes.append(_("The platform's own English: {text}", text=fact.english))
        return "\n".join(notes)

    def _list_wordings(self) -> Iterator[TextRow]:
        properties = load_schema("wording")["properties"]
        for name in self._library.names(WORDING):
            tree = self._library.get_merged(WORDING, name)
            layers = self._library.get_both(WORDING, name)
            for message in WORDING_MESSAGES:
                if tree is None or message not in tree.entries:
                    continue
                texts, english = tree.map(message, self._language), tree.map(message, "en")
                parts = {**english.entries, **texts.entries}
                description = properties[message]["description"]
                for part in (part_name for part_name in _PARTS if part_name in parts):
                    yield self._make_row(
                        texts.get(part),
                        TextReview.read(texts, default="draft"),
                        layers[-1],
                        set=f"{WORDING}.{name}",
                        key=f"{message}.{part}",
                        english=english.text(part),
                        context=f"{_(description)} {_(_MOST[part])} {tree.text('about')}".strip(),
                        kind=WORDING,
                        name=name,
                        path=(message, self._language, part),
                    )

    def _list_own_texts(self, kind: str) -> Iterator[TextRow]:
        for name, document in sorted(self._library.own.get(kind, {}).items()):
            for key, node in document.tree.map("texts", self._language).entries.items():
                yield self._make_row(
                    node,
                    TextReview(),
                    document,
                    set=f"{kind}.{name}",
                    key=key,
                    english=document.tree.text("texts", "en", key)
                    or self._find_english(key, self._ours),
                    context=self._describe_context(key, node, self._ours, _(_ONLY_HERE[kind])),
                    kind=kind,
                    name=name,
                    path=("texts", self._language, key),
                )

    def _make_row(
        self,
        node: object,
        review: TextReview,
        document: Document | None,
        **what: Any,  # noqa: ANN401 - as `TextRow` has it
    ) -> TextRow:
        text = node if isinstance(node, Text) else None
        return TextRow(
            language=self._language,
            text=text.value if text else "",
            review=review if text else TextReview(MISSING),
            place=text.place if text else Place(document.file if document else ""),
            document=document,
            **what,
        )


def _describe_use(key: str) -> str:
    last = key.rpartition(".")[2].lower()
    if "aria-label" in last:
        return _("Read aloud by screen readers. Not visible.")
    if "tooltip" in last:
        return _("Shown when the pointer rests on a button.")
    if "title" in last or "header" in last:
        return _("A heading in the app.")
    if "button" in last or last.endswith("btn"):
        return _("On a button. As short as possible.")
    return _("In the app.")


def _describe_audience(texts: Map | None) -> str:
    """For whom a texts file is, where it is not for everybody."""
    if texts is None:
        return ""
    audience = texts.text("audience")
    targets = ", ".join(text.value for text in texts.texts("targets"))
    notes = []
    if audience:
        notes.append(_("Only for this audience: {audience}.", audience=audience))
    if targets:
        notes.append(_("Only for these versions of the app: {versions}.", versions=targets))
    return " ".join(notes)


def _make_plain(tree: Map) -> dict[str, str]:
    return {key: str(node) for key, node in tree.entries.items()}
