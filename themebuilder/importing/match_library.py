"""Fit a draft to the library: choose organisation, wording, and the texts of its own."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from themebuilder.core.json_text import Json
from themebuilder.core.messages import _
from themebuilder.core.problems import Place, ThemeError
from themebuilder.core.slugs import find_free_name
from themebuilder.core.tree import Map, Node, Seq, Text
from themebuilder.definitions.library import Document, Library
from themebuilder.definitions.outline import Outline, outline_theme
from themebuilder.definitions.resolver import resolve_theme
from themebuilder.definitions.texts import LanguageTexts
from themebuilder.definitions.yaml_reader import parse_yaml
from themebuilder.editing.yaml_format import format_scalar
from themebuilder.importing.draft import ThemeDraft, Tree
from themebuilder.packages.service_theme import WAITING, format_screen_text
from themebuilder.platform.shipped import list_worded_screens
from themebuilder.platform.target import Platform
from themebuilder.settings import FieldKind, find_fields

IMPORTED = "# Imported from "
"""The second line of every imported definition begins with this, in every language."""


def parse_document(kind: str, text: str, file: str) -> Document:
    """Return the definition in the YAML *text* of *file*; raise `ThemeError`."""
    tree = parse_yaml(text.encode(), file)
    return Document(kind, tree.text(kind), lambda: tree, file, False, "")  # noqa: FBT003


def add_documents(
    library: Library, documents: Iterable[Document], root: Path | None = None
) -> Library:
    """Return *library* with further *documents*, and the assets below *root* instead of its own."""
    own = {kind: dict(named) for kind, named in library.own.items()}
    for document in documents:
        own.setdefault(document.kind, {})[document.name] = document
    # A `replace` keeps the cached workspace settings out, as it makes a new object.
    return replace(library, own=own, root=root or library.root)


def drop_imported(library: Library, names: Collection[str]) -> Library:
    """Return *library* without its imported themes and organisations of *names*."""
    own = {
        kind: {
            name: document
            for name, document in documents.items()
            if kind not in {"theme", "organisation"}
            or name not in names
            or not _is_imported(library.root / document.file)
        }
        for kind, documents in library.own.items()
    }
    return replace(library, own=own)


def _is_imported(file: Path) -> bool:
    try:
        return f"\n{IMPORTED}".encode() in file.read_bytes()
    except OSError:
        return False


def add_definition(library: Library, kind: str, tree: Tree) -> Library:
    """Return *library* with a definition made of plain values."""
    name = str(tree[kind])
    node = _make_node(tree, Place(f"{kind}s/{name}"))
    assert isinstance(node, Map)  # noqa: S101 - a mapping gives a mapping
    return add_documents(library, [Document(kind, name, lambda: node, f"new {name}", False, "")])  # noqa: FBT003


def outline_tree(library: Library, tree: Tree) -> Outline:
    """Return the outline of a theme made of plain values."""
    return outline_theme(add_definition(library, "theme", tree), str(tree["theme"]))


def _make_node(value: Json, place: Place) -> Node:
    """Return plain values as a tree; texts count as quoted, everything else as plain."""
    if isinstance(value, dict):
        entries = {key: _make_node(inner, place) for key, inner in value.items()}
        return Map(entries, place, dict.fromkeys(entries, place))
    if isinstance(value, list):
        return Seq(tuple(_make_node(inner, place) for inner in value), place)
    if isinstance(value, str):
        return Text(value, place, is_plain=False)
    return Text(format_scalar(value), place)


AUDIENCES = ("everyone", "citizen", "clinician")
NEUTRAL = "neutral"
BRACKETS = "brackets"
"""The build-time value for a literal ``[[`` in texts of the package."""


def choose_organisation(draft: ThemeDraft, library: Library, asked: str) -> Tree | None:
    """Use the organisation *asked* for if its settings fit, else return a new one below it."""
    draft.put("organisation", asked)
    needed = dict(draft.settings)
    for setting, field in find_fields(FieldKind.HIDDEN):
        if needed and not field.is_decisive and field.name not in draft.hidden:
            needed[setting.name] = setting.open_value
    there = _outline_draft(draft, library)
    differing = {
        name: value for name, value in needed.items() if there.setting(name) != _join(value)
    }
    if not differing:
        return None
    name = find_free_name(draft.name, set(library.names("organisation")).__contains__)
    tree: Tree = {"organisation": name, "name": str(draft.tree["title"])}
    tree |= {"part_of": asked} if asked else {}
    locked = _find_locked_settings(library, draft, tree | {"settings": differing})
    for lost in sorted(locked):
        value = _join(differing.pop(lost))
        why = _(
            "The package has `{value}`, but an organisation above locks it. Remove the lock in its "
            "file, or keep the organisation's value.",
            value=value,
        )
        draft.remark("look", f"settings.{lost}", why)
    if not differing:
        return None
    draft.put("organisation", name)
    return tree | {"settings": differing}


def choose_wording(draft: ThemeDraft, library: Library) -> None:
    """Choose the wording with the waiting screen's words; if there is none, keep the words."""
    waiting_text = draft.screens.get(WAITING, "")
    found = _find_wording(draft, library, waiting_text) if waiting_text else None
    wording, language = found or ("", "")
    sets: dict[str, Json] = dict.fromkeys(("waiting", "locked", "ended"), NEUTRAL)
    if wording:
        draft.put("wording", {**sets, "waiting": wording}, _("matches the waiting screen"))
    else:
        draft.put("wording", dict(sets))
    worded = list_worded_screens("waiting") if wording else ()
    kept = {
        id_: words
        for id_, words in draft.screens.items()
        if id_ not in worded or words != waiting_text
    }
    if kept:
        # All at once: an id may hold dots.
        draft.put("meeting.screens", dict(kept))
    language = language or _pick_language(draft, library)
    offered = _outline_draft(draft, library).languages
    if language and language != offered[0]:
        draft.put("meeting.language", language)


def choose_texts(draft: ThemeDraft, library: Library, platform: Platform) -> None:
    """Keep the texts that differ from ours; keep all if the package lacks some of ours."""
    if not draft.texts:
        draft.put("webapp.texts", "built-in", _("the package has no language files"))
        return
    found = list(_find_own_texts(draft, library, platform))
    if found:
        audience, own = min(found, key=lambda match: sum(map(len, match[1].values())))
        if audience != "everyone":
            draft.put("audience", audience, _("most texts of the package match it"))
    else:
        own = draft.texts
        draft.put("webapp.texts", "own", _("the package's language files are incomplete"))
    texts: dict[str, Json] = {
        language: _escape_brackets(draft, keys) for language, keys in own.items() if keys
    }
    if texts:
        draft.put("texts", texts)


def choose_hidden(draft: ThemeDraft, library: Library) -> None:
    """Hide what the package hides and the organisation's settings don't."""
    there = _outline_draft(draft, library)
    by_setting = {
        field.name
        for setting, field in find_fields(FieldKind.HIDDEN)
        if field.find_value(there.setting(setting.name))
    }
    hidden: list[Json] = [id_ for id_ in draft.hidden if id_ not in by_setting]
    if hidden:
        draft.put("webapp.hide", hidden, "applicationConfig.hiddenFunctionality")
    for setting, field in find_fields(FieldKind.HIDDEN):
        if field.name in hidden and not field.is_decisive:
            why = _(
                "Only the button is hidden. To disable the function, set `{decision}` in the "
                "organisation's file.",
                decision=f"{setting}: {field.find_setting_value(found=True)}",
            )
            draft.remark("look", field.name, why)


def _outline_draft(draft: ThemeDraft, library: Library) -> Outline:
    return outline_tree(library, _make_minimal_theme(draft))


def _make_minimal_theme(draft: ThemeDraft) -> Tree:
    """Return a definition with only what decides settings and wording."""
    kept = ("organisation", "audience", "wording", "values")
    return {
        "theme": draft.name,
        **{key: draft.tree[key] for key in kept if draft.tree.get(key)},
        "brand": {"color": "#3c5974"},
    }


def _find_locked_settings(library: Library, draft: ThemeDraft, organisation: Tree) -> set[str]:
    """Return the settings of a new *organisation* that one above it locks."""
    theme = _make_minimal_theme(draft) | {"organisation": organisation["organisation"]}
    settings = organisation["settings"]
    assert isinstance(settings, dict)  # noqa: S101 - made so above
    found: set[str] = set()
    for name, value in settings.items():
        alone = organisation | {"settings": {name: value}}
        outline = outline_tree(add_definition(library, "organisation", alone), theme)
        if any(problem.rule.name == "setting-locked" for problem in outline.problems):
            found.add(name)
    return found


def _find_wording(draft: ThemeDraft, library: Library, waiting_text: str) -> tuple[str, str] | None:
    """Return the wording set and the language in which a screen says *waiting_text*."""
    offered = _outline_draft(draft, library).languages
    for wording, language in _list_wordings(library, offered):
        tree: Tree = {**_make_minimal_theme(draft), "wording": {"waiting": wording}}
        spoken = LanguageTexts(library, outline_tree(library, tree), language)
        waiting = spoken.messages.get("waiting")
        if waiting and not spoken.problems and format_screen_text(waiting) == waiting_text:
            return wording, language
    return None


def _list_wordings(library: Library, offered: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield every wording set for waiting with each of its languages, the neutral one and the offered languages first."""
    names = sorted(library.names("wording"), key=lambda name: (name != NEUTRAL, name))
    for name in names:
        merged = library.get_merged("wording", name)
        messages = merged.map("waiting") if merged else None
        for language in dict.fromkeys((*offered, *(messages.entries if messages else ()))):
            if messages and messages.map(language).entries:
                yield name, language


def _pick_language(draft: ThemeDraft, library: Library) -> str:
    """Return a language that all chosen wordings have, reviewed, the offered ones first."""
    outline = _outline_draft(draft, library)
    languages = (*outline.languages, "en")
    return next(
        (
            language
            for language in languages
            if not LanguageTexts(library, outline, language).problems
        ),
        "",
    )


def _find_own_texts(
    draft: ThemeDraft, library: Library, platform: Platform
) -> Iterator[tuple[str, dict[str, dict[str, str]]]]:
    """Yield each audience for which we have the package's keys, and the texts that differ."""
    for audience in AUDIENCES:
        tree = {**_make_minimal_theme(draft), "audience": audience}
        try:
            theme = resolve_theme(library, outline_tree(library, tree))
        except ThemeError:
            continue
        ours = {
            language: {
                key: words.value for key, words in texts.items() if platform.includes_text(key)
            }
            for language, texts in theme.texts.items()
        }
        theirs = draft.texts
        if ours.keys() == theirs.keys() and all(
            ours[key].keys() == theirs[key].keys() for key in ours
        ):
            yield (
                audience,
                {
                    language: {
                        key: text for key, text in texts.items() if ours[language][key] != text
                    }
                    for language, texts in theirs.items()
                },
            )


def _escape_brackets(draft: ThemeDraft, texts: Mapping[str, str]) -> dict[str, Json]:
    """Escape ``[[`` in texts, where it would begin a build-time value."""
    if any("[[" in text for text in texts.values()):
        draft.put(f"values.{BRACKETS}", "[[", _("a literal [[ in texts"))
    return {key: text.replace("[[", f"[[ {BRACKETS} ]]") for key, text in sorted(texts.items())}


def _join(value: Json) -> str:
    return " ".join(str(item) for item in value) if isinstance(value, list) else str(value)
