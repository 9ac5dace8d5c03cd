"""A theme and its finished packages, assessed criterion by criterion."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet

from themebuilder.build.pipeline import ThemeBuild
from themebuilder.checks.backdrop import CLEAR, SCREEN_TEXT, WHOLE, find_worst
from themebuilder.checks.collection import must_differ, sound_the_same
from themebuilder.checks.color_contrast import PLATFORM, TEXT, Measured, measure
from themebuilder.checks.package_subject import BRANDING, PackageSubject
from themebuilder.checks.picture_contrast import (
    UNDER_SCREEN_TEXT,
    find_page_background,
    find_screen_pictures,
)
from themebuilder.checks.text_alternatives import find_controls, name_contains
from themebuilder.definitions.model import DrawnPicture, Texts, Theme
from themebuilder.definitions.outline import Outline
from themebuilder.platform.nesting import flatten
from themebuilder.reports.accessibility_pictures import assess_pictures, mark_spot
from themebuilder.reports.accessibility_report import (
    AccessibilityReport,
    FaintText,
    Item,
    MarkedPicture,
    Name,
    Outcome,
    Overflow,
    ToolFindings,
    Value,
)


def assess_theme(
    made: ThemeBuild, outlines: Sequence[Outline], broken: AbstractSet[str], tools: ToolFindings
) -> AccessibilityReport:
    """Return the report on a built theme; *broken* names the rules that it breaks, alone or with others.

    Raises `ValueError` when a package is missing, and `MediaError`.
    """
    theme = made.theme
    if theme is None or not made.is_whole:
        raise ValueError(made.outline.name)
    packages = package_subjects(made)
    items = [
        *_palette(theme),
        *assess_pictures(theme, packages, tools.words),
        *_words(theme, made.outline, outlines, broken),
        *(assess_names(one) for one in packages if one.kind == "webapp3"),
        *_layout(tools.overflows),
        _faint(tools.faint),
    ]
    items.sort(key=lambda item: ([int(part) for part in item.criterion.split(".")], item.key))
    return AccessibilityReport(
        theme=theme.name,
        title=theme.title,
        organisation=_organisation(made.outline),
        page_title=theme.brand.title,
        digests={one.kind: one.digest for one in made.packages},
        items=tuple(_apply_acceptance(item, theme) for item in items),
        pairs=tuple(measure(theme.brand)),
        platform_pairs=tuple(measure(theme.brand, PLATFORM)),
        shots=tuple(sorted(_shots(packages), key=lambda shot: shot.key, reverse=True)),
    )


def package_subjects(made: ThemeBuild) -> list[PackageSubject]:
    """Return the packages of a theme, as the checks take them."""
    return [PackageSubject(one.kind, one.name, one.files, made.theme) for one in made.packages]


def find_lookalikes(outline: Outline, outlines: Sequence[Outline]) -> list[Outline]:
    """Return the themes of the same organisation that must not be taken for this one."""
    return [
        other
        for other in outlines
        if other.name != outline.name
        and other.organisation_names[:1] == outline.organisation_names[:1]
        and must_differ(outline, other)
    ]


RULES = {
    "palette-text": "contrast-too-low",
    "palette-controls": "contrast-too-low",
    "page-text": "contrast-too-low",
    "screen-text": "screen-text-unreadable",
    "background": "background-neither-light-nor-dark",
    "mark": "mark-only-in-picture",
    "title": "title-names-no-service",
    "logo": "logo-without-name",
    "apart": "told-apart-by-looks-only",
    "same-names": "function-named-differently",
    "label-in-name": "label-not-in-name",
    "english": "left-in-english",
}
"""Item -> the rule of `check` and `build` that measures the same."""


_FROM_CHECKS = frozenset({"mark", "title", "logo", "same-names", "english"})
"""Items whose outcome comes from the checks, which leave out accepted problems."""


def _apply_acceptance(item: Item, theme: Theme) -> Item:
    """Return the item; where the theme accepts its rule, a note with the reason."""
    reason = theme.accept.get(RULES.get(item.key, ""), "")
    is_broken = item.outcome in (Outcome.FAULT, Outcome.LOOK) or item.key in _FROM_CHECKS
    if not reason or not is_broken:
        return item
    return Item(item.key, item.criterion, Outcome.LOOK, "accepted", {"reason": reason})


def _organisation(outline: Outline) -> str:
    for document in outline.organisations[:1]:
        return document.tree.text("name", default=document.name)
    return ""


def _palette(theme: Theme) -> Iterator[Item]:
    pairs = list(measure(theme.brand))
    for key, criterion, kind in (
        ("palette-text", "1.4.3", "text"),
        ("palette-controls", "1.4.11", "control"),
    ):
        of_kind = [one for one in pairs if one.pair.kind == kind]
        lowest = min(of_kind, key=_headroom)
        faint = sum(not one.is_enough for one in of_kind)
        yield Item(
            key,
            criterion,
            Outcome.FAULT if faint else Outcome.OK,
            key,
            {
                "count": len(of_kind),
                "faint": faint,
                "ratio": lowest.ratio,
                "pair": (Name("pairs", lowest.pair.key),),
            },
        )


def _headroom(one: Measured) -> float:
    return one.ratio / one.pair.needed


def _words(
    theme: Theme, outline: Outline, outlines: Sequence[Outline], broken: AbstractSet[str]
) -> Iterator[Item]:
    outcome = Outcome.LOOK if "title-names-no-service" in broken else Outcome.OK
    yield Item("title", "2.4.2", outcome, "title", {"title": theme.brand.title})
    yield _logo(theme, broken)
    yield _mark(theme, broken)
    others = find_lookalikes(outline, outlines)
    if not others:
        yield Item("apart", "1.4.1", Outcome.NONE, "apart-none")
    else:
        is_fault = any(sound_the_same(outline, other) for other in others)
        titles = [other.merged.text("brand", "title", default=other.title) for other in others]
        outcome = Outcome.FAULT if is_fault else Outcome.OK
        values: dict[str, Value] = {
            "title": theme.brand.title,
            "others": tuple(Name("titles", title) for title in titles),
        }
        yield Item("apart", "1.4.1", outcome, "apart", values)
    languages: dict[str, Value] = {
        "languages": tuple(Name("languages", code) for code in theme.languages),
        "screens": (Name("languages", theme.meeting_language),),
    }
    yield Item("language", "3.1.1", Outcome.OK, "language", languages)
    for key, criterion in (("english", "3.1.2"), ("same-names", "3.2.4")):
        outcome = Outcome.FAULT if RULES[key] in broken else Outcome.OK
        yield Item(key, criterion, outcome, f"{key}-{outcome}")


def _logo(theme: Theme, broken: AbstractSet[str]) -> Item:
    if "logo" not in theme.brand.pictures:
        return Item("logo", "1.1.1", Outcome.NONE, "logo-none")
    if "logo-without-name" in broken:
        return Item("logo", "1.1.1", Outcome.LOOK, "logo-nameless")
    if not theme.brand.name.strip():
        return Item("logo", "1.1.1", Outcome.OK, "logo-sign")
    words = theme.texts.get(theme.languages[0], Texts()).get("common.label-logo")
    said = f"{theme.brand.name} {words.value if words else 'logo'}"
    return Item("logo", "1.1.1", Outcome.OK, "logo", {"said": said})


def _mark(theme: Theme, broken: AbstractSet[str]) -> Item:
    marks = [
        picture.mark
        for picture in theme.brand.pictures.values()
        if isinstance(picture, DrawnPicture) and picture.mark
    ]
    if not marks:
        return Item("mark", "1.4.5", Outcome.NONE, "mark-none")
    is_fault = "mark-only-in-picture" in broken
    outcome, said = (Outcome.FAULT, "mark-fault") if is_fault else (Outcome.OK, "mark")
    return Item("mark", "1.4.5", outcome, said, {"mark": marks[0], "title": theme.brand.title})


def _layout(overflows: Sequence[Overflow] | None) -> Iterator[Item]:
    for key, criterion in (("zoom", "1.4.4"), ("narrow", "1.4.10"), ("spacing", "1.4.12")):
        if overflows is None:
            yield Item(key, criterion, Outcome.UNSEEN, "unseen-browser")
            continue
        found = [one for one in overflows if one.window == key]
        if not found:
            yield Item(key, criterion, Outcome.OK, key)
            continue
        values: dict[str, Value] = {
            "count": len(found),
            "screen": (Name("screens", found[0].screen),),
            "text": found[0].text,
            "language": (Name("languages", found[0].language),),
            "by": found[0].by,
        }
        yield Item(key, criterion, Outcome.LOOK, "overflow", values)


def _faint(found: Sequence[FaintText] | None) -> Item:
    """Return what axe-core measured on the pages; what it finds in Pexip's own colours is no fault of a theme."""
    if found is None:
        return Item("page-text", "1.4.3", Outcome.UNSEEN, "unseen-browser")
    own = [one for one in found if one.is_themes]
    values: dict[str, Value] = {"others": len(found) - len(own)}
    if not own:
        return Item("page-text", "1.4.3", Outcome.OK, "page-text", values)
    lowest = min(own, key=lambda one: one.ratio)
    values |= {
        "count": len(own),
        "text": lowest.text,
        "screen": (Name("screens", lowest.screen),),
        "ratio": lowest.ratio,
        "color": lowest.color,
        "ground": lowest.ground,
    }
    return Item("page-text", "1.4.3", Outcome.FAULT, "page-text-faint", values)


def _shots(packages: Sequence[PackageSubject]) -> Iterator[MarkedPicture]:
    for package in packages:
        for name in find_screen_pictures(package):
            data = package.files[name]
            spot = find_worst(data, SCREEN_TEXT, UNDER_SCREEN_TEXT, TEXT)
            data = mark_spot(data, spot, UNDER_SCREEN_TEXT, CLEAR)
            yield MarkedPicture("screen", data, SCREEN_TEXT, spot.color, spot.ratio, spot.x, spot.y)
            break
        if page := find_page_background(package):
            found = page.find_best_text()
            spot, data = found.spot, mark_spot(page.data, found.spot, WHOLE, page.veil)
            yield MarkedPicture(
                "background", data, found.text, spot.color, spot.ratio, spot.x, spot.y
            )


_KEY, _CRITERION = "label-in-name", "2.5.3"


def assess_names(package: PackageSubject) -> Item:
    """Whether the controls of a branding of ours are called by the words that stand on them."""
    languages = (package.manifest or {}).get("translations", {})
    texts = {
        language: flatten(package.json(posixpath.normpath(BRANDING + path)))
        for language, path in languages.items()
    }
    pairs = [
        (language, one.name, held[one.label], held[one.name])
        for language, held in texts.items()
        for one in find_controls(held)
    ]
    if not pairs:
        return Item(_KEY, _CRITERION, Outcome.NONE, f"{_KEY}-none")
    missing = [pair for pair in pairs if not name_contains(pair[2], pair[3], pair[0])]
    values: dict[str, Value] = {
        "count": len(pairs),
        "languages": tuple(Name("languages", code) for code in texts),
    }
    if not missing:
        return Item(_KEY, _CRITERION, Outcome.OK, _KEY, values)
    language, key, label, name = missing[0]
    values |= {
        "missing": len(missing),
        "label": label,
        "name": name,
        "language": (Name("languages", language),),
        "key": key,
    }
    return Item(_KEY, _CRITERION, Outcome.FAULT, f"{_KEY}-fault", values)
