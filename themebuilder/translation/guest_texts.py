"""What a guest reads whose browser asks for certain languages, text by text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from themebuilder.core.messages import N_
from themebuilder.definitions.library import Library
from themebuilder.definitions.model import Theme
from themebuilder.packages import service_theme
from themebuilder.packages.model import Assets
from themebuilder.platform.lookup import choose_language, list_lookup
from themebuilder.platform.shipped import load_core_texts
from themebuilder.platform.target import Platform

SCREEN = N_("meeting screen")


@dataclass(frozen=True, slots=True)
class ShownText:
    """A text as the guest reads it.

    *moment* is where the guest meets it, empty for texts outside of the core set. *source* is the language
    of the file that it comes from, or empty where the web app shows its own.
    """

    moment: str
    key: str
    text: str
    source: str


@dataclass(frozen=True, slots=True)
class GuestTexts:
    """The *language* that the guest gets and where texts are looked up, none without a web app; and all texts."""

    language: str
    lookup: tuple[str, ...]
    texts: tuple[ShownText, ...]


def list_guest_texts(
    theme: Theme, library: Library, platform: Platform, asked: Sequence[str]
) -> GuestTexts:
    """Return what a guest of *theme* reads whose browser asks for *asked*, the most wanted first."""
    has_app = "webapp3" in theme.packages
    language = choose_language(asked, theme.languages) if has_app else ""
    lookup = list_lookup(language, theme.languages) if has_app else ()
    texts = (
        *(_list_app_texts(theme, platform, lookup) if has_app else ()),
        *(
            _list_screen_texts(theme, library, platform)
            if "service-theme" in theme.packages
            else ()
        ),
    )
    return GuestTexts(language, lookup, texts)


def _list_app_texts(theme: Theme, platform: Platform, lookup: Sequence[str]) -> Iterator[ShownText]:
    moments = load_core_texts()
    others = sorted(set(platform.keys) - set(moments))
    for key in (*platform.core_keys, *others):
        source = next((code for code in lookup if key in theme.texts.get(code, {})), "")
        text = theme.texts[source][key].value if source else platform.keys[key].english
        yield ShownText(moments.get(key, ""), key, text, source)


def _list_screen_texts(theme: Theme, library: Library, platform: Platform) -> Iterator[ShownText]:
    """The screens are the same for every guest."""
    rendered = service_theme.render(theme, Assets(), library.workspace, platform)
    spoken = " / ".join(theme.screen_languages)
    for id_, text in service_theme.read_screen_texts(rendered.files).items():
        yield ShownText(SCREEN, id_, text, spoken)
