"""Checks of the screens in a finished service theme."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from themebuilder.checks.base import Context, Fault
from themebuilder.checks.package_subject import CONFIG, PackageSubject, package_check
from themebuilder.core.messages import _, join_messages
from themebuilder.packages.model import SCREENS
from themebuilder.platform.facts import name_json_type
from themebuilder.platform.probes import UNCLEAR, describe_confirmation
from themebuilder.platform.shipped import read_direct_media_shape


@package_check("direct-media-screen-crowded")
def direct_media_screen_crowded(package: PackageSubject, context: Context) -> Iterator[Fault]:
    for screen, parts in package.screens():
        known = context.platform.screens.get(screen)
        if known is None or not known.is_direct_media:
            continue
        for message in _find_crowd(screen, parts):
            yield package.place(CONFIG, *SCREENS, screen), message


def _find_crowd(screen: str, parts: Mapping[str, Any]) -> Iterator[str]:
    """Yield why Pexip's client may drop a direct-media screen."""
    elements = parts.get("elements", [])
    if not isinstance(elements, list):
        yield _("`elements` of screen `{screen}` must be a list.", screen=screen)
        return
    if extra := sorted(set(parts) - {"background", "elements", "layout_type"}):
        keys = ", ".join(f"`{key}`" for key in extra)
        yield _(
            "Pexip's client doesn't know {keys} of screen `{screen}`.", keys=keys, screen=screen
        )
    if len(elements) > 1:
        yield _("Screen `{screen}` may only hold one text.", screen=screen)
    first = elements[0] if elements else {"type": "text"}
    if not isinstance(first, dict) or first.get("type") != "text":
        yield _("The first element of screen `{screen}` isn't a text.", screen=screen)
    elif name_json_type(first.get("color", 0)) not in ("integer", "number"):
        yield _("`color` of screen `{screen}` must be a number.", screen=screen)


@package_check("direct-media-screen-incomplete")
def direct_media_screen_incomplete(package: PackageSubject, context: Context) -> Iterator[Fault]:
    known = context.platform.probes.get("screens")
    direct = {id_ for id_, screen in context.platform.screens.items() if screen.is_direct_media}
    if known is None or known.outcome == UNCLEAR:
        return
    shown_parts = {screen: parts for screen, parts in package.screens() if screen in direct}
    texts = {screen for screen, parts in shown_parts.items() if _find_first_text(parts)}
    for screen in sorted(texts):
        place = package.place(CONFIG, *SCREENS, screen)
        if known.outcome == "none":
            message = _("A node doesn't show the text of screen `{screen}`.", screen=screen)
        elif lost := _find_lacking(shown_parts[screen], known.outcome):
            message = _(
                "Screen `{screen}` lacks {keys}, so guests see no screen at all.",
                screen=screen,
                keys=", ".join(f"`{key}`" for key in lost),
            )
        elif known.outcome == "all" and (missing := sorted(direct - texts)):
            message = _(
                "`{screen}` has words, but these screens don't: {missing}. Guests see no screen at "
                "all.",
                screen=screen,
                missing=", ".join(f"`{name}`" for name in missing),
            )
        else:
            continue
        yield place, join_messages([message, describe_confirmation(known)], " ")


def _find_lacking(parts: Mapping[str, Any], form: str) -> list[str]:
    """Return the keys that a direct-media screen lacks of a *form* that works."""
    shape = read_direct_media_shape(form)
    first = (parts.get("elements") or [{}])[0]
    needed = [key for key in shape if key not in parts]
    return needed + [key for key in shape["elements"][0] if key not in first]


@package_check("waiting-said-in-one-place")
def waiting_said_in_one_place(package: PackageSubject, _context: Context) -> Iterator[Fault]:
    texts = {screen: _find_first_text(parts) for screen, parts in package.screens()}
    said_by = ("waiting_for_host", "direct_media_waiting_for_host")
    node, direct = (texts.get(screen) or None for screen in said_by)
    if (node is None) != (direct is None):
        # The platform's own words stay on the other one.
        own, other = said_by if node is not None else said_by[::-1]
        message = _(
            "Only `{screen}` has its own words; `{other}` doesn't.", screen=own, other=other
        )
        yield package.place(CONFIG, *SCREENS, own), message
    elif node != direct:
        message = _(
            "The two waiting screens differ: one says “{one}”, the other “{other}”.",
            one=node or "",
            other=direct or "",
        )
        yield package.place(CONFIG, *SCREENS, "waiting_for_host"), message


def _find_first_text(screen: Mapping[str, Any]) -> str | None:
    elements = screen.get("elements")
    first = elements[0] if isinstance(elements, list) and elements else None
    return first.get("text") if isinstance(first, dict) else None
