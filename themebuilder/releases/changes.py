"""What changed of a theme since an earlier release, in the reader's words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

from themebuilder.core.messages import _, name_language
from themebuilder.importing.compare_inputs import PackageComparison, compare_sides
from themebuilder.importing.diff_report import TEXT_OF_SCREEN, Change, list_changes
from themebuilder.releases.earlier import ReleasedTheme
from themebuilder.settings import (
    DEFAULTS,
    LANGUAGES_SETTING,
    describe_value,
    find_setting,
    format_notice,
)

ReleaseState = Literal["new", "changed", "same", "removed"]

COLOR = re.compile("#[0-9A-Fa-f]{6}")


@dataclass(frozen=True, slots=True)
class SettingChange:
    """A setting, and what people notice of its value before and after."""

    title: str
    before: str
    after: str
    effect_before: str
    effect_after: str
    notice: str
    """What to tell guests of it, once it is in force."""
    needs_server: bool
    """Whether it is in force only once somebody has set it on the server."""


@dataclass(frozen=True, slots=True)
class ThemeChanges:
    """A theme and what changed of it. Days are written out, and empty where there is none."""

    name: str
    title: str
    state: ReleaseState
    path: str
    path_before: str
    begins: str
    ends: str
    begins_before: str
    ends_before: str
    successor: str
    languages: tuple[str, ...]
    languages_added: tuple[str, ...]
    languages_removed: tuple[str, ...]
    packages: tuple[PackageComparison, ...]
    """The comparison of each package that changed, titled with the theme."""
    changes: tuple[Change, ...]
    settings: tuple[SettingChange, ...]
    """The settings that changed; of a new theme those that somebody set."""

    def of(self, section: str) -> tuple[Change, ...]:
        """Return the changes of a part of the packages, such as `texts`."""
        return tuple(change for change in self.changes if change.section == section)

    @property
    def sections(self) -> tuple[str, ...]:
        """The parts of the packages that changed, the most important first."""
        return tuple(dict.fromkeys(change.section for change in self.changes))

    @property
    def says_other_words(self) -> bool:
        """Whether guests read other words on the meeting's screens than before."""
        is_text = any(change.name == _(TEXT_OF_SCREEN) for change in self.of("screens"))
        return self.state == "new" or is_text

    @property
    def has_other_dates(self) -> bool:
        """Whether the days on which it is used changed."""
        return (self.begins, self.ends) != (self.begins_before, self.ends_before)


def compare_theme(before: ReleasedTheme | None, after: ReleasedTheme | None) -> ThemeChanges:
    """Return what changed; one of them is None for a new or a removed theme.

    Raises `ThemeError` if an earlier package can't be read.
    """
    shown = after or before
    assert shown is not None  # noqa: S101 - there is no such theme otherwise
    entry: Mapping[str, Any] = shown.entry
    old: Mapping[str, Any] = before.entry if before else {}
    packages: tuple[PackageComparison, ...] = ()
    if before and after:
        packages = tuple(
            replace(pair, title=f"{entry['title']}: {_(pair.title)}")
            for pair in compare_sides(before.side, after.side)
            if pair.differences
        )
    differences = [
        difference
        for pair in packages
        for difference in pair.differences
        # The catalogue's entry says more of settings.
        if difference.section != "settings"
    ]
    changes = tuple(
        replace(change, language=name_language(change.language))
        for change in list_changes(differences)
    )
    settings = tuple(_compare_settings(old, entry)) if after else ()
    had, has = old.get("languages", ()), entry["languages"]
    dates, dates_before = entry["valid"], old.get("valid", {})
    is_same = not changes and all(
        old.get(key) == entry[key] for key in ("valid", "path", "languages")
    )
    state: ReleaseState = "changed"
    if not (before and after):
        state = "new" if after else "removed"
    elif is_same and not settings:
        state = "same"
    return ThemeChanges(
        name=entry["theme"],
        title=entry["title"],
        state=state,
        path=entry["path"] or "",
        path_before=old.get("path") or "",
        begins=_read_day(dates["since"]),
        ends=_read_day(dates["until"]),
        begins_before=_read_day(dates_before.get("since")),
        ends_before=_read_day(dates_before.get("until")),
        successor=dates["then"] or "",
        languages=tuple(map(name_language, has)),
        languages_added=tuple(name_language(code) for code in has if before and code not in had),
        languages_removed=tuple(name_language(code) for code in had if code not in has),
        packages=packages,
        changes=changes,
        settings=settings,
    )


def write_day(day: date | None) -> str:
    """Return a date in the language in use; empty for None."""
    return _("{day}", day=day) if day else ""


def _compare_settings(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[SettingChange]:
    before, after = (
        {key: str(setting["value"]) for key, setting in side.get("settings", {}).items()}
        for side in (old, new)
    )
    for key in sorted({*before, *after}):
        declared = find_setting(key)
        if declared is None or key == LANGUAGES_SETTING.name:
            continue
        was, now = (side.get(key, DEFAULTS.get(key, "")) for side in (before, after))
        if was != now or not old:
            (title, earlier), (_title, effect) = describe_value(key, was), describe_value(key, now)
            had = (was, str(earlier)) if old else ("", "")
            yield SettingChange(
                title=str(title),
                before=had[0],
                after=now,
                effect_before=had[1],
                effect_after=str(effect),
                notice=format_notice(key, now),
                needs_server=declared.needs_server,
            )


def _read_day(day: str | None) -> str:
    return write_day(date.fromisoformat(day)) if day else ""
