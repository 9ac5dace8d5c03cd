"""What axe-core measures on the preview's guest pages: text too faint, and whose colours make it so."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from themebuilder.definitions.model import Files
from themebuilder.reports.accessibility_items import Faint
from themebuilder.reports.axe_browser import SCREENS, page_of, show, site

POINTERS = {"fine": (1280, 800), "coarse": (390, 844)}
"""Kind of pointer -> a window in CSS pixels: each draws the meeting with buttons of its own."""


def faint(
    browser: Any,  # noqa: ANN401 - Playwright's, which is optional
    packages: Mapping[str, Files],
    bundle: Files,
    language: str,
) -> tuple[Faint, ...]:
    """Every text of the main screens with too little contrast, each once.

    The page itself says which of them follow the theme's palette. Raises `BrowserError`.
    """
    found: dict[tuple[str, str, str], Faint] = {}
    with page_of(browser, site(packages, bundle)) as page:
        for pointer, (width, height) in POINTERS.items():
            page.set_viewport_size({"width": width, "height": height})
            for screen in SCREENS:
                show(page, screen, language, pointer)
                for one in page.evaluate(_EXAMINED):
                    if colors := one["colors"]:
                        text, ground = str(colors["text"]), str(colors["ground"])
                        found.setdefault(
                            (one["text"], text, ground),
                            Faint(
                                screen=screen,
                                text=one["text"],
                                color=text,
                                ground=ground,
                                ratio=float(colors["ratio"]),
                                is_themes=one["from"] == "theme",
                            ),
                        )
    return tuple(found.values())


_EXAMINED = """() => new Promise((resolve, reject) => {
  setTimeout(() => reject(new Error('axe-core gave no answer')), 20000);
  window.addEventListener('message', event => {
    if (event.data?.kind !== 'examined') return;
    if (event.data.barriers) resolve(event.data.barriers);
    else reject(new Error('axe-core failed'));
  });
  window.postMessage({to: 'guest', kind: 'examine', tongue: 'en'}, window.location.origin);
})"""
"""Ask the page as the preview's shell does; alone, it answers to itself."""
