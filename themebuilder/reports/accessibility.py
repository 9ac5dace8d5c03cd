"""A theme and its finished packages, assessed criterion by criterion."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace

from themebuilder.build.pipeline import ThemeBuild
from themebuilder.checks.backdrop import CLEAR, SCREEN_TEXT, WHOLE, find_worst
from themebuilder.checks.collection import must_differ, sound_the_same
from themebuilder.checks.color_contrast import PLATFORM, TEXT, MeasuredPair, measure
from themebuilder.checks.package_subject import BRANDING, PackageSubject
from themebuilder.checks.picture_contrast import (
    UNDER_SCREEN_TEXT,
    find_page_background,
    find_screen_pictures,
)
from themebuilder.checks.text_alternatives import find_controls, name_contains
from themebuilder.core.messages import N_, _, _n, join_messages, name_language
from themebuilder.definitions.model import DrawnPicture, Texts, Theme
from themebuilder.definitions.outline import Outline
from themebuilder.platform.nesting import flatten
from themebuilder.reports.accessibility_pictures import assess_pictures, mark_spot
from themebuilder.reports.accessibility_report import (
    AccessibilityReport,
    FaintText,
    Item,
    MarkedPicture,
    Outcome,
    Overflow,
    ToolFindings,
    format_ratio,
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
        *_assess_palette(theme),
        *assess_pictures(theme, packages, tools.words),
        *_assess_words(theme, made.outline, outlines, broken),
        *(assess_names(package) for package in packages if package.kind == "webapp3"),
        *_assess_layout(tools.overflows),
        _assess_faint_texts(tools.faint),
    ]
    items.sort(key=lambda item: ([int(part) for part in item.criterion.split(".")], item.key))
    return AccessibilityReport(
        theme=theme.name,
        title=theme.title,
        organisation=_name_organisation(made.outline),
        page_title=theme.brand.title,
        digests={package.kind: package.digest for package in made.packages},
        items=tuple(_apply_acceptance(item, theme) for item in items),
        pairs=tuple(measure(theme.brand)),
        platform_pairs=tuple(measure(theme.brand, PLATFORM)),
        shots=tuple(sorted(_mark_pictures(packages), key=lambda shot: shot.key, reverse=True)),
    )


def package_subjects(made: ThemeBuild) -> list[PackageSubject]:
    """Return the packages of a theme, as the checks take them."""
    return [
        PackageSubject(package.kind, package.name, package.files, made.theme)
        for package in made.packages
    ]


def find_lookalikes(outline: Outline, outlines: Sequence[Outline]) -> list[Outline]:
    """Return the themes of the same organisation that must not be taken for this one."""
    return [
        other
        for other in outlines
        if other.name != outline.name
        and other.organisation_names[:1] == outline.organisation_names[:1]
        and must_differ(outline, other)
    ]


_FROM_CHECKS = frozenset({"mark", "title", "logo", "same-names", "english"})
"""Items whose outcome comes from the checks, which leave out accepted problems."""


def _apply_acceptance(item: Item, theme: Theme) -> Item:
    """Return the item; where the theme accepts its rule, a note with the reason."""
    reason = theme.accept.get(item.rule, "")
    is_broken = item.outcome in (Outcome.FAULT, Outcome.LOOK) or item.key in _FROM_CHECKS
    if not reason or not is_broken:
        return item
    message = _("The theme deviates on purpose. Reason: {reason}", reason=reason)
    return replace(item, outcome=Outcome.LOOK, said=message)


def _name_organisation(outline: Outline) -> str:
    for document in outline.organisations[:1]:
        return document.tree.text("name", default=document.name)
    return ""


def _assess_palette(theme: Theme) -> Iterator[Item]:
    pairs = list(measure(theme.brand))
    for key, kind in (("palette-text", "text"), ("palette-controls", "control")):
        of_kind = [measured for measured in pairs if measured.pair.kind == kind]
        lowest = min(of_kind, key=_compute_headroom)
        faint = sum(not measured.is_enough for measured in of_kind)
        message = _(
            "{count} pairs measured, {faint} too faint. Faintest: {pair} ({ratio}:1).",
            count=len(of_kind),
            faint=faint,
            ratio=format_ratio(lowest.ratio),
            pair=lowest.pair.name,
        )
        yield Item(key, Outcome.FAULT if faint else Outcome.OK, message)


def _compute_headroom(one: MeasuredPair) -> float:
    return one.ratio / one.pair.needed


def _assess_words(
    theme: Theme, outline: Outline, outlines: Sequence[Outline], broken: AbstractSet[str]
) -> Iterator[Item]:
    outcome = Outcome.LOOK if "title-names-no-service" in broken else Outcome.OK
    yield Item("title", outcome, _("“{title}”", title=theme.brand.title))
    yield _assess_logo(theme, broken)
    yield _mark(theme, broken)
    others = find_lookalikes(outline, outlines)
    if not others:
        message = _("The organisation has no themes for other people at the same time.")
        yield Item("apart", Outcome.NONE, message)
    else:
        is_fault = any(sound_the_same(outline, other) for other in others)
        titles = [other.merged.text("brand", "title", default=other.title) for other in others]
        outcome = Outcome.FAULT if is_fault else Outcome.OK
        message = _(
            "The title here is “{title}”. The others are {others}.",
            title=theme.brand.title,
            others=join_messages(_("“{title}”", title=title) for title in titles),
        )
        yield Item("apart", outcome, message)
    message = _(
        "Texts in {languages}. The meeting's screens are in {screens}. Whether the web app tells screen readers was not looked at.",
        languages=", ".join(map(name_language, theme.languages)),
        screens=name_language(theme.meeting_language),
    )
    yield Item("language", Outcome.OK, message)
    if "left-in-english" in broken:
        message = _("Some texts are the same as in English.")
        yield Item("english", Outcome.FAULT, message)
    else:
        yield Item("english", Outcome.OK, _("We found none."))
    if "function-named-differently" in broken:
        message = _("A button has another name here than in the other themes.")
        yield Item("same-names", Outcome.FAULT, message)
    else:
        yield Item("same-names", Outcome.OK, _("We found no difference."))


def _assess_logo(theme: Theme, broken: AbstractSet[str]) -> Item:
    if "logo" not in theme.brand.pictures:
        message = _("The theme has no logo; the web app shows Pexip's.")
        return Item("logo", Outcome.NONE, message)
    if "logo-without-name" in broken:
        message = _("The logo is read aloud as “logo” only, for the theme has no name.")
        return Item("logo", Outcome.LOOK, message)
    if not theme.brand.name.strip():
        message = _("The sign is nobody's logo and is read aloud as “logo”.")
        return Item("logo", Outcome.OK, message)
    words = theme.texts.get(theme.languages[0], Texts()).get("common.label-logo")
    name = f"{theme.brand.name} {words.value if words else 'logo'}"
    return Item("logo", Outcome.OK, _("It is read aloud as “{said}”.", said=name))


def _mark(theme: Theme, broken: AbstractSet[str]) -> Item:
    marks = [
        picture.mark
        for picture in theme.brand.pictures.values()
        if isinstance(picture, DrawnPicture) and picture.mark
    ]
    if not marks:
        message = _("The theme's drawn pictures have no words in them.")
        return Item("mark", Outcome.NONE, message)
    values = {"mark": marks[0], "title": theme.brand.title}
    if "mark-only-in-picture" in broken:
        message = _("The pattern says {mark}, and the title does not: {title}.", **values)
        return Item("mark", Outcome.FAULT, message)
    message = _("The pattern says {mark}, and so does the title: {title}.", **values)
    return Item("mark", Outcome.OK, message)


_NEEDS_BROWSER = N_("This takes a browser. Run the command again with --browser.")
_SCREENS = {
    "landing": N_("the welcome page"),
    "device-check": N_("the check of camera and sound"),
    "pin": N_("the page for the PIN"),
    "waiting": N_("the waiting screen"),
    "meeting": N_("the meeting"),
    "disconnected": N_("the page after the meeting"),
    "error": N_("the error page"),
}


def _assess_layout(overflows: Sequence[Overflow] | None) -> Iterator[Item]:
    for key in ("zoom", "narrow", "spacing"):
        if overflows is None:
            yield Item(key, Outcome.UNSEEN, _(_NEEDS_BROWSER))
            continue
        found = [overflow for overflow in overflows if overflow.window == key]
        if not found:
            message = _(
                "Seen in Chromium on seven screens in all languages of the theme: nothing is cut off."
            )
            yield Item(key, Outcome.OK, message)
            continue
        message = _n(
            "In {count} place text is cut off or leaves its field: “{text}” on {screen} ({language}), {by} points.",
            "In {count} places text is cut off or leaves its field. First: “{text}” on {screen} ({language}), {by} points.",
            len(found),
            screen=_(_SCREENS[found[0].screen]),
            text=found[0].text,
            language=name_language(found[0].language),
            by=found[0].by,
        )
        yield Item(key, Outcome.LOOK, message)


def _assess_faint_texts(found: Sequence[FaintText] | None) -> Item:
    """Return what axe-core measured on the pages; what it finds in Pexip's own colours is no fault of a theme."""
    if found is None:
        return Item("page-text", Outcome.UNSEEN, _(_NEEDS_BROWSER))
    own = [text for text in found if text.is_themes]
    others = len(found) - len(own)
    if not own:
        message = _(
            "Measured by axe-core in Chromium on seven screens: no text in the theme's colours is too faint. Too faint in Pexip's own colours: {others}.",
            others=others,
        )
        return Item("page-text", Outcome.OK, message)
    lowest = min(own, key=lambda text: text.ratio)
    message = _n(
        "Measured by axe-core in Chromium on seven screens: {count} text in the theme's colours is too faint: “{text}” on {screen}, {color} on {ground} ({ratio}:1). Too faint in Pexip's own colours: {others}.",
        "Measured by axe-core in Chromium on seven screens: {count} texts in the theme's colours are too faint. Faintest: “{text}” on {screen}, {color} on {ground} ({ratio}:1). Too faint in Pexip's own colours: {others}.",
        len(own),
        text=lowest.text,
        screen=_(_SCREENS[lowest.screen]),
        ratio=format_ratio(lowest.ratio),
        color=lowest.color,
        ground=lowest.ground,
        others=others,
    )
    return Item("page-text", Outcome.FAULT, message)


def _mark_pictures(packages: Sequence[PackageSubject]) -> Iterator[MarkedPicture]:
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


_KEY = "label-in-name"


def assess_names(package: PackageSubject) -> Item:
    """Whether the controls of a branding of ours are called by the words that stand on them."""
    languages = (package.manifest or {}).get("translations", {})
    texts = {
        language: flatten(package.json(posixpath.normpath(BRANDING + path)))
        for language, path in languages.items()
    }
    pairs = [
        (language, control.name, held[control.label], held[control.name])
        for language, held in texts.items()
        for control in find_controls(held)
    ]
    if not pairs:
        message = _(
            "The theme has no texts for buttons with a spoken name; the web app's own hold."
        )
        return Item(_KEY, Outcome.NONE, message)
    missing = [pair for pair in pairs if not name_contains(pair[2], pair[3], pair[0])]
    count, looked_at = len(pairs), ", ".join(map(name_language, texts))
    if not missing:
        message = _(
            "{count} pairs of button text and spoken name looked at in {languages}. The words on the button are always in the name.",
            count=count,
            languages=looked_at,
        )
        return Item(_KEY, Outcome.OK, message)
    language, key, label, name = missing[0]
    message = _(
        "{count} pairs of button text and spoken name looked at in {languages}. Not matching: {missing}. First: the button says “{label}”, and is read aloud as “{name}” ({language}, {key}).",
        count=count,
        languages=looked_at,
        missing=len(missing),
        label=label,
        name=name,
        language=name_language(language),
        key=key,
    )
    return Item(_KEY, Outcome.FAULT, message)
