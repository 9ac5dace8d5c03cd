"""The words of one theme in one language: its messages and its texts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from themebuilder.core.messages import N_, _
from themebuilder.core.problems import Place, Problem, ThemeError, problem
from themebuilder.core.tree import Map, Text
from themebuilder.definitions.library import Document, Library
from themebuilder.definitions.model import Texts, WordingMessage
from themebuilder.definitions.outline import Outline, find_languages_place
from themebuilder.definitions.values import TextValue, UnsetValueError, fill_values
from themebuilder.platform.tables import LATEST, read_data
from themebuilder.settings import SETTINGS

SCREEN_MESSAGES = tuple(read_data("meeting")["screenMessages"])
"""Messages that only a meeting's screens show, and no text of the app."""
WORDING_MESSAGES = (*read_data("meeting")["messages"], *SCREEN_MESSAGES)
CORE_MESSAGES = ("waiting",)
"""Those that a language with only the core texts needs."""
_NEEDED = ("title", "body")
_PARTS = ("title", "body", "spoken", "recorded")

_DRAFT = N_("The `{language}` texts in {source} are a draft that no native speaker has read.")
_PROPOSED = N_("The `{language}` texts in {source} are only proposed, but it's a core language.")
_REVIEW_FILE = N_(
    "When a native speaker has read them, write `review: {state}` at the top of the file."
)
_REVIEW_WORDING = N_(
    "When a native speaker has read them, write `review: {state}` below `{language}:`."
)
_ALLOW_DRAFT = N_(
    "When a native speaker has read them, write `draft_languages: [{language}]` in"
    " themes/workspace.yaml."
)


def find_message(
    library: Library,
    message: str,
    picked: Text,
    language: str,
    values: Mapping[str, TextValue],
    *,
    offered_at: Place,
) -> tuple[WordingMessage | None, list[Problem]]:
    """Return the message of the wording *picked* in *language*, and its problems. Raises `ThemeError`."""
    faults = list(library.faults("wording", picked.value))
    tree = library.get_merged("wording", picked.value)
    if faults and (tree is None or not tree.map(message, language).entries):
        return None, faults
    if tree is None or message not in tree.entries:
        known = ", ".join(
            name
            for name in library.names("wording")
            if (found := library.get_merged("wording", name)) and message in found.entries
        )
        explanation = _(
            "No wording `{wording}` exists for the message `{message}`.",
            wording=picked.value,
            message=message,
        )
        hint = _("Known: {names}.", names=known) if known else ""
        return None, [problem("name-unknown", explanation, picked.place, hint)]
    entry = tree.map(message, language)
    if not entry.entries:
        named = {"wording": picked.value, "language": language, "message": message}
        explanation = _(
            "The wording `{wording}` has no `{language}` for the message `{message}`.", **named
        )
        hint = _("Add `{language}:` below `{message}:` in themes/wordings/{wording}.yaml.", **named)
        return None, [problem("language-without-texts", explanation, offered_at, hint)]
    lacking = [part for part in _NEEDED if part not in entry.entries]
    if lacking:
        named = {"key": f"{message}.{language}", "missing": lacking[0]}
        explanation = _("`{key}` needs the key `{missing}`.", **named)
        raise ThemeError([*faults, problem("missing-key", explanation, entry.place)])
    title, body, spoken, recorded = (_fill_words(entry, part, values) for part in _PARTS)
    return WordingMessage(title, body, spoken, recorded, _fill_help(entry, values)), faults


REVIEWS = ("draft", "proposed", "approved")
"""States of review, the least first."""


def find_text_review(texts: Map, key: str) -> str:
    """Return the state of review of a text in a texts file."""
    return texts.text("reviews", key, "review", default=texts.text("review", default="draft"))


def find_least_review(texts: Map) -> str:
    """Return the state of review that all texts of a file have at least."""
    states = {texts.text("review", default="draft")}
    if texts.map("reviews").entries:
        states = {find_text_review(texts, key) for key in texts.map("keys").entries} or states
    return min(states, key=REVIEWS.index)


def find_review(library: Library, message: str, picked: str, language: str) -> str:
    """Return the message's state of review: draft, proposed or approved."""
    tree = library.get_merged("wording", picked)
    return tree.text(message, language, "review", default="draft") if tree else ""


def list_target_layers(library: Library, language: str) -> Iterator[Document]:
    """Yield the texts of *language* that are only for the workspace's target."""
    target = library.workspace.text("target", default=LATEST)
    for name in library.names("texts"):
        if name.startswith(f"{language}.targets-"):
            for document in library.get_both("texts", name):
                if target in (text.value for text in document.tree.texts("targets")):
                    yield document


def _fill_words(entry: Map, part: str, values: Mapping[str, TextValue]) -> Text:
    node = entry.get(part)
    if not isinstance(node, Text):
        return Text("", entry.place)
    return Text(fill_values(node, values), node.place)


def _fill_help(entry: Map, values: Mapping[str, TextValue]) -> Text:
    try:
        return _fill_words(entry, "help", values)
    except UnsetValueError:
        return Text("", entry.place)


class LanguageTexts:
    """The words of a theme in *language*; *problems* collects their problems."""

    def __init__(
        self, library: Library, outline: Outline, language: str, *, has_messages: bool = True
    ) -> None:
        self.problems: list[Problem] = []
        self.has_words = True
        """Whether the words can be checked: every message exists, and no file of words that it needs is faulty."""
        self._library = library
        self._outline = outline
        self._language = language
        self._is_core = language in outline.core_languages
        self._allowed_drafts = {text.value for text in library.workspace.texts("draft_languages")}
        self._values = collect_values(outline)
        for kind, name in (
            ("terms", language),
            ("texts", language),
            ("texts", f"{language}.{outline.audience}"),
        ):
            faults = library.faults(kind, name)
            self.problems += faults
            self.has_words &= not faults or name in library.own.get(kind, {})
        self.messages: dict[str, WordingMessage] = {}
        if has_messages:
            self._add_messages()

    def texts(self, *, only_own: bool = False) -> Texts:
        """Return every text by key; audience, organisation and theme override the base language.

        With *only_own*, only those of the theme and its parents.
        """
        found: dict[str, Text] = {}
        for layer in self._list_own_layers() if only_own else self._list_layers():
            for key, node in layer.entries.items():
                if not isinstance(node, Text):
                    continue
                try:
                    found[key] = Text(fill_values(node, self._values), node.place)
                except ThemeError as error:
                    self.problems += error.problems
        return share_texts(tuple(found.items()))

    def fill_part(self, part: Map) -> Map:
        """Return a part of the definition with the values of its texts filled in."""
        entries = dict(part.entries)
        for key, node in part.entries.items():
            if isinstance(node, Text):
                try:
                    entries[key] = node._replace(value=fill_values(node, self._values))
                except ThemeError as error:
                    self.problems += error.problems
        return part._replace(entries=entries)

    def _list_layers(self) -> Iterator[Map]:
        base = self._library.get_both("texts", self._language)
        named_at = self._find_offer()
        learnt = self._library.learnt_texts.get(self._language)
        if learnt:
            yield learnt
        elif not base:
            if not self._library.faults("texts", self._language):
                message = _("The language `{language}` has no texts.", language=self._language)
                hint = _("Add themes/texts/{language}.yaml.", language=self._language)
                self.problems.append(problem("language-without-texts", message, named_at, hint))
            return
        audience = f"{self._language}.{self._outline.audience}"
        for document in (
            *base,
            *list_target_layers(self._library, self._language),
            *self._library.get_both("texts", audience),
        ):
            if not {"review", "reviews"} & document.lost:
                self._refuse_draft(
                    find_least_review(document.tree),
                    document.file,
                    document.tree.place_of("review"),
                    _REVIEW_FILE,
                )
            yield document.tree.map("keys")
        for document in reversed(self._outline.organisations):
            yield document.tree.map("texts", self._language)
        yield from self._list_own_layers()

    def _list_own_layers(self) -> Iterator[Map]:
        for document in reversed(self._outline.lineage):
            yield document.tree.map("texts", self._language)

    def _find_offer(self) -> Place:
        if self._language not in self._outline.languages:
            is_first = self._language == self._outline.meeting_language
            key = "language" if is_first else "second_language"
            return self._outline.merged.place_of("meeting", key)
        return find_languages_place(self._outline.settings, self._outline.merged)

    def _refuse_draft(self, review: str, source: str, place: Place, hint: str) -> None:
        # Nobody who publishes may be able to read a core language, so a proposal is not enough.
        enough = ("approved",) if self._is_core else ("approved", "proposed")
        if review in enough or self._language in self._allowed_drafts:
            return
        message = _DRAFT if review == "draft" else _PROPOSED
        if place.is_shipped:
            # The user can't edit a shipped file, only allow the language or stop offering it.
            place, hint = self._find_offer(), _ALLOW_DRAFT
        self.problems.append(
            problem(
                "language-not-reviewed",
                _(message, source=source, language=self._language),
                place,
                _(hint, state=enough[-1], language=self._language),
            )
        )

    def _add_messages(self) -> None:
        messages: dict[str, TextValue] = {}
        for message, picked in self._outline.merged.map("wording").entries.items():
            if not isinstance(picked, Text):
                continue
            found = self._add_message(message, picked)
            # A missing message is reported once, not by each text that uses it.
            title, *below = [line.value for line in found.lines] if found and found.lines else [""]
            spoken = found.spoken.value if found else ""
            messages[message] = {"title": title, "body": "\n".join(below), "spoken": spoken}
        self._values.update(messages)

    def _add_message(self, message: str, picked: Text) -> WordingMessage | None:
        try:
            words, found = find_message(
                self._library,
                message,
                picked,
                self._language,
                self._values,
                offered_at=self._find_offer(),
            )
        except ThemeError as error:
            self.problems += error.problems
            self.has_words = False
            return None
        is_resolved_here = self._language == self._outline.meeting_language
        is_needed = message in CORE_MESSAGES if self._is_core else message not in SCREEN_MESSAGES
        if not words and not (is_needed or is_resolved_here):
            return None
        self.problems += found
        self.has_words &= words is not None
        if words and not found:
            review = find_review(self._library, message, picked.value, self._language)
            named = _("the wording `{wording}`", wording=picked.value)
            self._refuse_draft(review, named, words.title.place, _REVIEW_WORDING)
        if words:
            self.messages[message] = words
        return words


@lru_cache(maxsize=256)
def share_texts(texts: tuple[tuple[str, Text], ...]) -> Texts:
    """Return *texts*, the same object each time."""
    return Texts(texts)


def collect_values(outline: Outline) -> dict[str, TextValue]:
    """Return the values that texts of the theme can name, without those of its messages."""
    owner = outline.organisations[0].tree
    values: dict[str, TextValue] = {}
    chain: Iterable[Map] = (
        *(document.tree for document in reversed(outline.organisations)),
        outline.merged,
    )
    for tree in chain:
        for name, node in tree.map("values").entries.items():
            values[name] = str(node)
    values["theme"] = {"name": outline.name, "title": outline.title}
    values["organisation"] = {
        "name": owner.text("name"),
        "short": owner.text("short", default=owner.text("name")),
    }
    values["brand"] = {"name": outline.merged.text("brand", "name")}
    for declared in SETTINGS:
        if declared.parts:
            given = {
                part.name: outline.settings.get(f"{declared.name}.{part.name}")
                for part in declared.parts
            }
            values[declared.name] = {
                name: setting.value for name, setting in given.items() if setting
            }
    return values
