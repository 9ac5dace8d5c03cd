"""Questions about what changes when one theme or organisation takes over from another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from themebuilder.checks.base import Context, Finding, check
from themebuilder.checks.collection import day_of
from themebuilder.core.problems import ThemeError
from themebuilder.definitions.inheritance import find_organisations, inherit_settings
from themebuilder.definitions.library import Document, Library
from themebuilder.definitions.model import Setting
from themebuilder.definitions.outline import Outline
from themebuilder.settings import find_setting, find_weakened


@check("successor-weakens-setting")
def successor_weakens_setting(outlines: Sequence[Outline], context: Context) -> Iterator[Finding]:
    by_name = {outline.name: outline for outline in outlines}
    compared = set()
    for outline in outlines:
        successor = by_name.get(outline.valid.then)
        day = outline.valid.handover(successor.valid.since) if successor else None
        if successor is None or day is None:
            continue
        compared.add(outline.organisation_names[:1])
        place = outline.merged.map("valid").place_of("then")
        for change in find_weakened(_values(outline.settings), _values(successor.settings)):
            where = (successor.organisation_names or ("<organisation>",))[0]
            yield place, *_said(day, successor.name, change, where)
    for document in _organisations(outlines):
        if (document.name,) in compared:
            continue  # said of its themes
        if "successor-weakens-setting" in document.tree.map("accept").entries:
            continue
        valid = document.tree.map("valid")
        ends, then = day_of(valid.text("until")), valid.text("then")
        if ends is None or ends == date.max or context.library.get("organisation", then) is None:
            continue
        old, new = (_settings_of(context.library, name) for name in (document.name, then))
        for change in find_weakened(old, new):
            yield valid.place_of("then"), *_said(ends + timedelta(days=1), then, change, then)


@check("setting-without-theme")
def setting_without_theme(outlines: Sequence[Outline], context: Context) -> Iterator[Finding]:
    if not all(outline.stands for outline in outlines):
        return  # whose they are may not be known
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
                message = f"`{key}: {setting.value}` reaches no room: `{name}` has no theme."
                yield setting.place, message


def _said(day: date, successor: str, change: str, organisation: str) -> tuple[str, str]:
    return (
        f"On {day} `{successor}` takes over, and {change}.",
        f"Set it in themes/organisations/{organisation}.yaml, or write a successor of its own.",
    )


def _organisations(outlines: Sequence[Outline]) -> Iterator[Document]:
    """Each organisation of the themes, and those above, once."""
    every = {one.name: one for outline in outlines for one in outline.organisations}
    yield from (every[name] for name in sorted(every))


def _settings_of(library: Library, name: str) -> dict[str, str]:
    document = library.get("organisation", name)
    try:
        assert document is not None  # noqa: S101 - it was looked up before
        line, _ = find_organisations(library, name, document.tree.place)
    except ThemeError:
        return {}
    return _values(inherit_settings(line)[0])


def _values(found: Mapping[str, Setting]) -> dict[str, str]:
    return {key: setting.value for key, setting in found.items()}


CHECKS = (successor_weakens_setting, setting_without_theme)
