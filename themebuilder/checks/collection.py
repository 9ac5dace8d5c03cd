"""Checks of all themes together: successors, dates, paths, and the same words in several."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import combinations

from themebuilder.checks.base import Context, Fault, collection_check
from themebuilder.checks.glossary import parse_day
from themebuilder.core.messages import _, _n
from themebuilder.core.problems import ThemeError, suggest_name
from themebuilder.core.tree import Text
from themebuilder.definitions.inheritance import find_organisations, inherit_settings
from themebuilder.definitions.library import Document, Library
from themebuilder.definitions.model import Audience, ResolvedSetting
from themebuilder.definitions.outline import RESERVED_PATHS, Outline
from themebuilder.settings import find_setting, find_weakened

Outlines = Sequence[Outline]

_OWN_WORDS = re.compile(r"^(infocard\.|custom-step\.|common\.(brand-name|a-pexip-meeting|label-))")
"""Texts about the theme itself, which are meant to differ."""
_LONGEST_NAME = 40


@collection_check("dates-do-not-join")
def dates_do_not_join(outlines: Outlines, _context: Context) -> Iterator[Fault]:
    by_name = {outline.name: outline for outline in outlines}
    for outline in outlines:
        valid, place_of = outline.valid, outline.merged.map("valid").place_of
        until, successor = valid.until, by_name.get(valid.then)
        since = successor.valid.since if successor else None
        if valid.then and successor is None:
            otherwise = _("Add a theme with this name, or remove `then`.")
            message = _("No theme is named `{name}`.", name=valid.then)
            yield place_of("then"), message, suggest_name(valid.then, by_name, otherwise)
        elif until and successor is None:
            message = _("The theme ends on {day} and has no successor.", day=until)
            yield place_of("until"), message
        elif until is None or successor is None or since is None:
            continue
        elif valid.overlaps(successor.valid):
            message = _(
                "The theme ends on {until}, but `{successor}` already begins on {since}.",
                until=until,
                successor=successor.name,
                since=since,
            )
            yield place_of("until"), message
        elif (days := (since - until).days - 1) > 0:
            message = _n(
                "The theme ends on {until} and `{successor}` begins on {since}: {count} day has no theme.",
                "The theme ends on {until} and `{successor}` begins on {since}: {count} days have no theme.",
                days,
                until=until,
                successor=successor.name,
                since=since,
            )
            hint = _(
                "Let `{successor}` begin on {day}.",
                successor=successor.name,
                day=until + timedelta(days=1),
            )
            yield place_of("until"), message, hint


@collection_check("path-taken")
def path_taken(outlines: Outlines, _context: Context) -> Iterator[Fault]:
    by_path: dict[str, list[Outline]] = {}
    for outline in outlines:
        if outline.path and not outline.problems:
            by_path.setdefault(outline.path.lower(), []).append(outline)
    for sharing in by_path.values():
        for number, outline in enumerate(sharing):
            for other in sharing[:number]:
                after = _find_successor(outline, other)
                # dates_do_not_join compares the last day of one with the first of the other.
                is_compared = after is not None and after.valid.since is not None
                if outline.valid.overlaps(other.valid) and not is_compared:
                    message = _(
                        "Theme `{theme}` uses path `{path}`, which `{other}` uses on the same days.",
                        theme=outline.name,
                        path=outline.path,
                        other=other.name,
                    )
                    hint = _("Give one of them its own path, or other dates.")
                    until = (other if after is outline else outline).valid.until
                    if after is not None and until is not None:
                        day = until + timedelta(days=1)
                        hint = _("Let `{successor}` begin on {day}.", successor=after.name, day=day)
                    yield outline.merged.place_of("webapp", "path"), message, hint


def _find_successor(one: Outline, other: Outline) -> Outline | None:
    """Return that of the two which succeeds the other, or None."""
    if one.name == other.valid.then:
        return one
    return other if other.name == one.valid.then else None


@collection_check("path-taken")
def path_reserved(outlines: Outlines, _context: Context) -> Iterator[Fault]:
    for outline in outlines:
        if outline.path.lower() in RESERVED_PATHS:
            message = _("The platform itself uses path `{path}`.", path=outline.path)
            yield outline.merged.place_of("webapp", "path"), message


@collection_check("organisation-outlived")
def organisation_outlived(outlines: Outlines, _context: Context) -> Iterator[Fault]:
    for outline in outlines:
        for document in outline.organisations[:1]:
            end = parse_day(document.tree.text("valid", "until"))
            if end and (outline.valid.until or date.max) > end:
                message = _(
                    "{organisation} ends on {day}, but the theme is still used after that.",
                    organisation=document.tree.text("name"),
                    day=end,
                )
                yield outline.lineage[0].tree.place_of("theme"), message


@collection_check("successor-weakens-setting")
def successor_weakens_setting(outlines: Outlines, context: Context) -> Iterator[Fault]:
    by_name = {outline.name: outline for outline in outlines}
    compared = set()
    for outline in outlines:
        successor = by_name.get(outline.valid.then)
        day = outline.valid.handover(successor.valid.since) if successor else None
        if successor is None or day is None:
            continue
        compared.add(outline.organisation_names[:1])
        place = outline.merged.map("valid").place_of("then")
        for change in find_weakened(
            _collect_values(outline.settings), _collect_values(successor.settings)
        ):
            where = (successor.organisation_names or ("<organisation>",))[0]
            yield place, *_describe(day, successor.name, change, where)
    for document in _list_organisations(outlines):
        if (document.name,) in compared:
            continue  # reported for its themes
        if "successor-weakens-setting" in document.tree.map("accept").entries:
            continue
        valid = document.tree.map("valid")
        ends, then = parse_day(valid.text("until")), valid.text("then")
        if ends is None or ends == date.max or context.library.get("organisation", then) is None:
            continue
        old, new = (_list_settings(context.library, name) for name in (document.name, then))
        for change in find_weakened(old, new):
            yield valid.place_of("then"), *_describe(ends + timedelta(days=1), then, change, then)


@collection_check("setting-without-theme")
def setting_without_theme(outlines: Outlines, context: Context) -> Iterator[Fault]:
    if not all(outline.is_checkable for outline in outlines):
        return  # the organisation of a broken theme may be unknown
    with_theme = {name for outline in outlines for name in outline.organisation_names}
    for name, document in sorted(context.library.own.get("organisation", {}).items()):
        if name in with_theme or name in context.library.broken:
            continue
        for key, setting in inherit_settings((document,))[0].items():
            declaration = find_setting(key)
            if (
                declaration is not None
                and declaration.needs_server
                and setting.value != declaration.open_value
            ):
                message = _(
                    "`{setting}` has no effect on any room: organisation `{name}` has no theme.",
                    setting=f"{key}: {setting.value}",
                    name=name,
                )
                yield setting.place, message


def _describe(day: date, successor: str, change: str, organisation: str) -> tuple[str, str]:
    return (
        _(
            "`{successor}` takes over on {day}: {change}.",
            successor=successor,
            day=day,
            change=change,
        ),
        _(
            "Set it in themes/organisations/{organisation}.yaml, or choose another successor.",
            organisation=organisation,
        ),
    )


def _list_organisations(outlines: Outlines) -> Iterator[Document]:
    """Yield each organisation of the themes, and those above, once."""
    every = {
        organisation.name: organisation
        for outline in outlines
        for organisation in outline.organisations
    }
    yield from (every[name] for name in sorted(every))


def _list_settings(library: Library, name: str) -> dict[str, str]:
    document = library.get("organisation", name)
    try:
        assert document is not None  # noqa: S101 - it was looked up before
        lineage = find_organisations(library, name, document.tree.place)[0]
    except ThemeError:
        return {}
    return _collect_values(inherit_settings(lineage)[0])


def _collect_values(found: Mapping[str, ResolvedSetting]) -> dict[str, str]:
    return {key: setting.value for key, setting in found.items()}


@collection_check("code-given-twice")
def code_given_twice(_outlines: Outlines, context: Context) -> Iterator[Fault]:
    first: dict[str, Document] = {}
    for name in context.library.names("organisation"):
        document = context.library.get("organisation", name)
        code = document.tree.text("code") if document else ""
        other = first.setdefault(code, document) if document and code else None
        if document and other and other is not document:
            message = _(
                "Organisation `{name}` has the code `{code}`, which `{other}` has too ({place}).",
                name=name,
                code=code,
                other=other.name,
                place=other.tree.place_of("code"),
            )
            yield document.tree.place_of("code"), message


@collection_check("told-apart-by-looks-only")
def told_apart_by_looks_only(outlines: Outlines, _context: Context) -> Iterator[Fault]:
    alike: dict[tuple[str, ...], list[Outline]] = {}
    for outline in outlines:
        owner = "".join(outline.organisation_names[:1])
        alike.setdefault((owner, *_fold_title_and_name(outline)), []).append(outline)
    for themes in alike.values():
        for one, other in combinations(themes, 2):
            if must_differ(one, other):
                message = _(
                    "Themes `{theme}` and `{other}` are for different people but have the same title,"
                    " “{title}”.",
                    theme=other.name,
                    other=one.name,
                    title=_read_title(other),
                )
                yield other.merged.place_of("brand", "title"), message


@collection_check("function-named-differently")
def function_named_differently(outlines: Outlines, context: Context) -> Iterator[Fault]:
    given: dict[tuple[Audience, str, str], Counter[Text]] = {}
    themes: Counter[tuple[Audience, str]] = Counter()
    for outline in outlines:
        own = _collect_own_texts(outline)
        for language in outline.languages:
            themes[outline.audience, language] += 1
            for key, text in own.get(language, {}).items():
                if not _OWN_WORDS.match(key):
                    given.setdefault((outline.audience, language, key), Counter())[text] += 1
    for (audience, language, key), texts in given.items():
        shared = _find_shared_text(context.library, audience, language, key)
        if not _is_name(shared, context, key):
            continue
        # The shared name comes first, so that it wins a tie.
        names = Counter({_fold(shared): themes[audience, language] - texts.total()})
        for text, count in texts.items():
            names[_fold(text.value)] += count
        usual, count = names.most_common(1)[0]
        spelling = next((it.value for it in texts if _fold(it.value) == usual), shared)
        for text in texts:
            if _fold(text.value) != usual and count:
                message = _n(
                    "`{key}` is “{text}” here, but “{usual}” in {count} other theme for the same"
                    " audience.",
                    "`{key}` is “{text}” here, but “{usual}” in {count} other themes for the same"
                    " audience.",
                    count,
                    key=key,
                    text=text.value,
                    usual=spelling,
                )
                hint = _(
                    "Remove it here, or change it for all themes in themes/texts/{language}.yaml.",
                    language=language,
                )
                yield text.place, message, hint


def _collect_own_texts(outline: Outline) -> dict[str, dict[str, Text]]:
    """Language -> key -> the text that the theme, its parents or its organisations give it."""
    found: dict[str, dict[str, Text]] = {}
    for document in (*reversed(outline.organisations), *reversed(outline.lineage)):
        for language in document.tree.map("texts").entries:
            for key, node in document.tree.map("texts", language).entries.items():
                if isinstance(node, Text):
                    found.setdefault(language, {})[key] = node
    return found


def _find_shared_text(library: Library, audience: Audience, language: str, key: str) -> str:
    """Return the text that a theme without one of its own gets."""
    for name in (f"{language}.{audience}", language):
        for document in reversed(library.get_both("texts", name)):
            if text := document.tree.text("keys", key):
                return text
    return ""


def _is_name(shared: str, context: Context, key: str) -> bool:
    """Whether a text names a thing, and is no sentence."""
    fact = context.platform.find_text(key)
    is_known = fact is not None and context.platform.includes_text(key)
    return is_known and 0 < len(shared) <= _LONGEST_NAME and shared[-1] not in ".?!…"


def must_differ(one: Outline, other: Outline) -> bool:
    """Whether two themes are for different people and in use on the same day."""
    audiences = {one.audience, other.audience}
    differs = one.reach != other.reach or audiences == {"citizen", "clinician"}
    return differs and one.valid.overlaps(other.valid)


def sound_the_same(one: Outline, other: Outline) -> bool:
    """Whether two themes have the same title and name; case and spaces can't be heard."""
    return _fold_title_and_name(one) == _fold_title_and_name(other)


def _fold_title_and_name(outline: Outline) -> tuple[str, str]:
    return _fold(_read_title(outline)), _fold(outline.merged.text("brand", "name"))


def _read_title(outline: Outline) -> str:
    return " ".join(outline.merged.text("brand", "title", default=outline.title).split())


def _fold(text: str) -> str:
    return " ".join(text.split()).casefold()
