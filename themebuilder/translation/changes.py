"""What a translator's file changes, what is rejected, and the files with the changes made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from themebuilder.core.messages import _
from themebuilder.core.problems import Problem, problem, shorten
from themebuilder.core.tree import Map
from themebuilder.editing.review_states import withdraw_approvals
from themebuilder.editing.yaml_editor import CannotEditError, edit_values
from themebuilder.translation.rows import TEXTS, WORDING, ReadFile, TextRow
from themebuilder.translation.text_checks import (
    clean_text,
    find_control_character,
    find_placeholder_fault,
    find_tag_fault,
)
from themebuilder.translation.text_reviews import MISSING, TextReview, place_text_reviews
from themebuilder.translation.translations import Translation

KeyPath = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TextChange:
    """A new text for a row, a new review, or both.

    *notes* name what a spreadsheet had damaged and the import repaired. *review* is None where the
    state stays as it is.
    """

    row: TextRow
    text: str
    notes: tuple[str, ...] = ()
    review: TextReview | None = None


@dataclass(frozen=True, slots=True)
class TextComparison:
    """What an import would change.

    *refused* says which rows are not written and why. *comments* are the translator's. *absent* rows
    are not in the file and keep their text. So do *outdated* ones: they changed since the export, and
    the translator left them as they were.
    """

    changes: tuple[TextChange, ...]
    refused: tuple[Problem, ...]
    comments: tuple[tuple[TextRow, str], ...]
    absent: tuple[TextRow, ...]
    outdated: tuple[TextRow, ...]
    unchanged: int


def compare_texts(
    rows: Sequence[TextRow], entries: Sequence[Translation], reviewer: TextReview
) -> TextComparison:
    """Compare *entries* with *rows*, all rows of the languages that the entries name.

    *reviewer* says who reviewed the texts, and when, where an entry doesn't.
    """
    by_id = {row.id: row for row in rows}
    changes: dict[tuple[str, str, str], TextChange] = {}
    refused: list[Problem] = []
    comments: list[tuple[TextRow, str]] = []
    seen: dict[tuple[str, str, str], Translation] = {}
    outdated: list[TextRow] = []
    unchanged = 0
    for entry in entries:
        row = by_id.get(entry.id)
        if row is None:
            named = _shorten(" ".join(part or "-" for part in entry.id))
            message = _("The workspace has no text `{text}`, so the row is ignored.", text=named)
            refused.append(problem("translation-row-unknown", message, entry.place))
            continue
        if entry.id in seen:
            if seen[entry.id].text != entry.text:
                changes.pop(entry.id, None)
                message = _(
                    "`{key}` ({set}) has two different translations. The other one is at {place}.",
                    key=entry.key,
                    set=entry.set,
                    place=seen[entry.id].place,
                )
                refused.append(problem("translation-row-unknown", message, entry.place))
            continue
        seen[entry.id] = entry
        if entry.comment:
            comments.append((row, entry.comment))
        if entry.is_older_than(row.text) and entry.has_same_text:
            outdated.append(row)
            continue
        change = _check_translation(row, entry)
        if isinstance(change, TextChange):
            change = _check_review(change, entry, reviewer)
        if isinstance(change, Problem):
            refused.append(change)
        elif change.text == row.text and not change.review:
            unchanged += 1
        else:
            changes[entry.id] = change
    languages = {entry.language for entry in entries}
    absent = [row for row in rows if row.language in languages and row.id not in seen]
    ordered = tuple(changes[row.id] for row in rows if row.id in changes)
    return TextComparison(
        ordered, tuple(refused), tuple(comments), tuple(absent), tuple(outdated), unchanged
    )


def _check_translation(row: TextRow, entry: Translation) -> TextChange | Problem:
    """Return the row with the text of *entry*, or why it is rejected."""
    if entry.text == row.text and not entry.fault:
        return TextChange(row, row.text)
    if entry.fault:
        hint = _("Format the cell as text and type the translation again.")
        return problem("translation-cell-wrong", entry.fault, entry.place, hint)
    if not entry.text.strip():
        if not row.text.strip():
            return TextChange(row, row.text)
        message = _("`{key}` is empty in the file, so it keeps its text.", key=row.key)
        hint = _("Text: {text}", text=_shorten(row.text))
        return problem("translation-emptied", message, entry.place, hint)
    if letter := find_control_character(entry.text):
        message = _("`{key}` has the control character {letter}.", key=row.key, letter=letter)
        return problem("translation-cell-wrong", message, entry.place)
    text, notes = clean_text(entry.text, row.text or row.english)
    if text == row.text:
        return TextChange(row, row.text)
    originals = text, row.text, row.english
    if fault := find_placeholder_fault(*originals) or find_tag_fault(*originals):
        hint = _(
            "Before: {original} | Now: {text}",
            original=_shorten(row.text or row.english),
            text=_shorten(text),
        )
        return problem("translation-cell-wrong", fault, entry.place, hint)
    if entry.is_older_than(row.text):
        message = _("`{key}` changed in the workspace since the file was exported.", key=row.key)
        texts = {"own": _shorten(row.text), "text": _shorten(text)}
        hint = _("In the workspace: {own} | In the file: {text}", **texts)
        return problem("translation-conflict", message, entry.place, hint)
    return TextChange(row, text, notes)


def _check_review(
    change: TextChange, entry: Translation, reviewer: TextReview
) -> TextChange | Problem:
    """Return *change* with the review of *entry* where it is a new one, or why it is rejected."""
    row, given = change.row, entry.given.review
    if entry.given.fault:
        return problem("translation-cell-wrong", entry.given.fault, entry.given.place)
    is_other_person = given.by not in {"", row.review.by}
    if entry.has_same_review:
        return change
    if not given.state or (given.state == row.state and not is_other_person):
        return change
    if not change.text:
        message = _("`{key}` has a state but no text.", key=row.key)
        hint = _("Translate the text, or leave the state empty.")
        return problem("translation-cell-wrong", message, entry.given.place, hint)
    if row.kind not in {TEXTS, WORDING}:
        message = _("`{key}` is a text of {set}, which has no states.", key=row.key, set=row.set)
        return problem("translation-cell-wrong", message, entry.given.place)
    is_new_day = given.on not in {"", row.review.on}
    by = given.by if is_other_person else reviewer.by or given.by
    on = given.on if is_new_day else reviewer.on
    return replace(change, review=TextReview(given.state, by, on))


def _shorten(text: str) -> str:
    return shorten(text.replace("\n", "⏎"), 160)


_FOLDERS = {TEXTS: "themes/texts", WORDING: "themes/wordings"}


@dataclass(frozen=True, slots=True)
class WrittenTexts:
    """New contents of files by path in the workspace, the changes made in each, and what is refused."""

    files: dict[str, str]
    refused: tuple[Problem, ...]
    placed: tuple[tuple[str, TextChange], ...]


def write_changes(
    changes: Iterable[TextChange], rows: Sequence[TextRow], read: ReadFile
) -> WrittenTexts:
    """Make *changes* in the workspace's files; *rows* are all rows of their languages.

    A shipped file stays as it is: its new texts go to a file of the workspace that overrides it.
    """
    by_file: dict[str, list[TextChange]] = {}
    for change in changes:
        by_file.setdefault(_find_target_file(change.row), []).append(change)
    files: dict[str, str] = {}
    refused: list[Problem] = []
    placed: list[tuple[str, TextChange]] = []
    for file, group in by_file.items():
        source = read(file)
        if source and not _is_own(group[0].row):
            # Somebody's file of that name defines something else.
            why = _("That file defines something else.")
            refused += [_make_not_placeable(change, file, why) for change in group]
            continue
        source = source or _write_head(group[0].row)
        values, lacking = _list_values(group, rows)
        written, reasons = _edit_one_by_one(source, values)
        if written != source:
            files[file] = written
        for change in group:
            paths = change.row.path, _find_review_path(change.row), ("review",)
            found = (lacking.get(path) or reasons.get(path) for path in paths)
            if reason := next(filter(None, found), None):
                refused.append(_make_not_placeable(change, file, reason))
            else:
                placed.append((file, change))
    return WrittenTexts(files, tuple(refused), tuple(placed))


def _edit_one_by_one(
    source: str, values: Mapping[KeyPath, str | None]
) -> tuple[str, dict[KeyPath, str]]:
    """Return *source* with the *values* that it can get, and why it can't get the others."""
    refused: dict[KeyPath, str] = {}
    try:
        return edit_values(source.encode(), values.items()).decode(), refused
    except CannotEditError as error:
        if len(values) == 1:
            return source, dict.fromkeys(values, error.reason)
    # A single value that doesn't fit keeps no other from being written.
    for path, value in values.items():
        source, reasons = _edit_one_by_one(source, {path: value})
        refused |= reasons
    return source, refused


def _is_own(row: TextRow) -> bool:
    return row.document is not None and not row.document.is_shipped


def _make_not_placeable(change: TextChange, file: str, why: str) -> Problem:
    message = _("`{key}` can't be written to {file}. {why}", key=change.row.key, file=file, why=why)
    return problem("translation-conflict", message, change.row.place)


def _find_target_file(row: TextRow) -> str:
    """Return the workspace's file that has the text, or gets it."""
    if row.document and _is_own(row):
        return row.document.file
    return f"{_FOLDERS[row.kind]}/{row.name}.yaml"


def _list_values(
    group: Sequence[TextChange], rows: Sequence[TextRow]
) -> tuple[dict[KeyPath, str | None], dict[KeyPath, str]]:
    """Return what one file gets, by path, and why some of it can't be written; None removes."""
    if group[0].row.kind == WORDING:
        return _list_wording_values(group, rows)
    own = _make_own_tree(group[0].row)
    values = {
        change.row.path: change.text
        for change in group
        if change.text != own.text(*change.row.path)
    }
    reviews = {change.row.path[-1]: change.review for change in group if change.review}
    keys = {*own.map("keys").entries, *(change.row.path[-1] for change in group)}
    if not _is_own(group[0].row):
        # A new file over all other texts: it gets more of them, which nobody has read.
        keys |= {row.path[-1] for row in rows if row.set == group[0].row.set and row.text}
    unread = withdraw_approvals(own, (path for path in values if path[-1] not in reviews))
    return {**values, **place_text_reviews(own, reviews, keys), **unread}, {}


def _make_own_tree(row: TextRow) -> Map:
    return row.document.tree if row.document and _is_own(row) else Map({}, row.place)


def _find_review_path(row: TextRow) -> KeyPath:
    """Return where the state of a text is, if it isn't its file's."""
    if row.kind == WORDING:
        return (*row.path[:-1], "review")
    return ("reviews", row.path[-1], "review")


def _list_wording_values(
    group: Sequence[TextChange], rows: Sequence[TextRow]
) -> tuple[dict[KeyPath, str | None], dict[KeyPath, str]]:
    """As `_list_values`: a message has one state, and is written as a whole or not at all."""
    values: dict[KeyPath, str | None] = {}
    lacking: dict[KeyPath, str] = {}
    by_message: dict[KeyPath, dict[KeyPath, TextChange]] = {}
    for change in group:
        by_message.setdefault(change.row.path[:-1], {})[change.row.path] = change
    for holder, changed in by_message.items():
        first = next(iter(changed.values())).row
        parts = [row for row in rows if row.set == first.set and row.path[:-1] == holder]
        texts = {row.path: row.text for row in parts}
        texts |= {path: change.text for path, change in changed.items()}
        written = [row for row in parts if texts[row.path]]
        given_reviews = {path: change.review for path, change in changed.items() if change.review}
        review = next(iter(given_reviews.values()), None)
        states = {given_reviews.get(row.path, row).state for row in written}
        tree = _make_own_tree(first)
        own = tree.map(*holder)
        if review and len(states - {MISSING}) > 1:
            names = ", ".join(f"`{row.key}`" for row in written)
            why = _("A message has one state. Give the same one to {names}.", names=names)
            lacking |= dict.fromkeys(changed, why)
            continue
        if not own.entries and not all(texts.get((*holder, part)) for part in ("title", "body")):
            why = _("A message needs a title and a body. Translate both.")
            lacking |= dict.fromkeys(changed, why)
            continue
        if not own.entries:
            values |= {row.path: texts[row.path] for row in written}
            values[*holder, "review"] = _get_cautious_state(first.state)
        new = {
            change.row.path: change.text
            for change in changed.values()
            if change.text != change.row.text
        }
        values |= new
        values |= review.to_fields(*holder) if review else withdraw_approvals(tree, new)
    return values, lacking


def _get_cautious_state(state: str) -> str:
    """Return the state of words that were changed, or copied, and that nobody has read since."""
    return "proposed" if state in {"proposed", "approved"} else "draft"


def _write_head(row: TextRow) -> str:
    """Return the head of a new file, without any texts."""
    note = _("These texts take precedence over the shipped ones.")
    over = [f"# yaml-language-server: $schema=../.schemas/{row.kind}.json"]
    over += [] if row.document is None else [f"# {note}"]
    if row.kind == WORDING:
        return "\n".join([*over, f"wording: {row.name}", ""])
    tree = row.document.tree if row.document else Map({}, row.place)
    lines = [*over, f"texts: {row.language}"]
    if audience := tree.text("audience"):
        lines.append(f"audience: {audience}")
    if quoted := [f'"{text}"' for text in tree.texts("targets")]:
        lines.append(f"targets: [{', '.join(quoted)}]")
    state = _get_cautious_state(tree.text("review", default="draft"))
    return "\n".join([*lines, f"review: {state}", ""])
