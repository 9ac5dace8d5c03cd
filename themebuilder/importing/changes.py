"""What differs between two packages, in the reader's words; each is a message, to show in any language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from themebuilder.core.messages import N_, _, _n
from themebuilder.importing.diff_report import describe_difference
from themebuilder.packages.differences import SECTIONS, SHADES, Difference

_NAMES = {
    "brand.name": N_("Name"),
    "brand.title": N_("Title of the page"),
    "brand.color": N_("Colour"),
    "brand.background_color": N_("Background colour"),
    "brand.overlay.tint": N_("Veil over the background"),
    "brand.overlay.opacity": N_("Strength of the veil"),
    "background": N_("Background"),
    "card": N_("Picture on the card"),
    "logo": N_("Logo"),
    "favicon": N_("Icon of the browser tab"),
}
_VALUES = {"light": N_("light"), "dark": N_("dark")}
TEXT_OF_SCREEN = N_("the text")
_SCREEN_PARTS = {"text": TEXT_OF_SCREEN, "background": N_("the background")}
_MOST_SCREENS = 3


@dataclass(frozen=True, slots=True)
class Change:
    """One thing before and after; an empty text where there was or is none.

    *language* is that of a text, as a code; *key* is the name in the package, and *names* are all names of
    things with the same change.
    """

    section: str
    name: str
    key: str
    before: str
    after: str
    language: str = ""
    names: tuple[str, ...] = ()


def list_changes(differences: Iterable[Difference]) -> Iterator[Change]:
    """Return each difference in the reader's words, the most important part of the packages first."""
    order = [*SECTIONS]
    return map(_describe, sorted(differences, key=lambda one: order.index(one.section)))


def _describe(found: Difference) -> Change:
    before, after = (
        text.replace("\n", " / ") if "\n" in text else text for text in describe_difference(found)
    )
    name, language = found.names[0], ""
    title = _(_NAMES[name]) if name in _NAMES else found.name
    if found.section == "texts":
        code, _blank, key = name.partition(" ")
        name, title, language = key or name, key or name, code
    elif found.section == "screens":
        part = name.partition(" ")[2]
        shown = _(_SCREEN_PARTS[part]) if part in _SCREEN_PARTS else part
        screens = [one.partition(" ")[0] for one in found.names]
        count = _n("{count} screen", "{count} screens", len(screens))
        title, name = shown, ", ".join(screens) if len(screens) <= _MOST_SCREENS else count
    elif found.section == "colours":
        before, after = (_(_VALUES.get(value, value)) for value in (before, after))
        if name.startswith(f"{SHADES}."):
            title = _("Shade {number}", number=name.rpartition(".")[2])
    return Change(found.section, title, name, before, after, language, found.names)
