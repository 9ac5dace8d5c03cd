"""What a guest reads whose browser asks for certain languages, text by text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from themebuilder.checks.package_subject import MANIFEST, PackageSubject, list_offered, read_theme
from themebuilder.core.messages import N_
from themebuilder.core.tree import Map, Text
from themebuilder.definitions.library import Library
from themebuilder.definitions.model import Theme
from themebuilder.packages import service_theme
from themebuilder.packages.model import Assets, ForeignPackage
from themebuilder.platform.lookup import FALLBACK, choose_language, list_lookup
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
    """The *language* that the guest gets, where texts are looked up, and all texts.

    There are none of the first two without a web app. *without* are those of these languages in which the package has no texts.
    """

    language: str
    lookup: tuple[str, ...]
    texts: tuple[ShownText, ...]
    without: tuple[str, ...]


def list_guest_texts(
    theme: Theme, library: Library, platform: Platform, asked: Sequence[str]
) -> GuestTexts:
    """Return what a guest of *theme* reads whose browser asks for *asked*, the most wanted first."""
    screens: Mapping[str, str] = {}
    if "service-theme" in theme.packages:
        rendered = service_theme.render(theme, Assets(), library.workspace, platform)
        screens = service_theme.read_screen_texts(rendered.files)
    return _list_texts(theme, screens, platform, asked, has_app="webapp3" in theme.packages)


def list_package_texts(
    package: ForeignPackage, platform: Platform, asked: Sequence[str]
) -> GuestTexts:
    """Return what a guest reads of a package of others."""
    subject = PackageSubject(package.kind, package.name, package.files)
    manifest = subject.tree(MANIFEST) or Map({}, subject.place())
    theme = read_theme(subject)._replace(languages=tuple(list_offered(manifest)))
    screens = theme.meeting.map("screens")
    shown = {id_: text.value for id_, text in screens.entries.items() if isinstance(text, Text)}
    return _list_texts(theme, shown, platform, asked, has_app=package.kind == "webapp3")


def _list_texts(
    theme: Theme,
    screens: Mapping[str, str],
    platform: Platform,
    asked: Sequence[str],
    *,
    has_app: bool,
) -> GuestTexts:
    language = choose_language(asked, theme.languages) if has_app else ""
    lookup = list_lookup(language, theme.languages) if has_app else ()
    app = _list_app_texts(theme, platform, lookup) if has_app else ()
    spoken = " / ".join(theme.screen_languages)
    # The screens are the same for every guest.
    shown = (ShownText(SCREEN, id_, text, spoken) for id_, text in screens.items() if text)
    texts = (*app, *shown)
    without = tuple(code for code in lookup if not theme.texts.get(code) and code != FALLBACK)
    return GuestTexts(language, lookup, texts, without)


def _list_app_texts(theme: Theme, platform: Platform, lookup: Sequence[str]) -> Iterator[ShownText]:
    moments = load_core_texts()
    others = sorted(set(platform.keys) - set(moments))
    for key in (*platform.core_keys, *others):
        source = next((code for code in lookup if key in theme.texts.get(code, {})), "")
        text = theme.texts[source][key].value if source else platform.keys[key].english
        yield ShownText(moments.get(key, ""), key, text, source)
