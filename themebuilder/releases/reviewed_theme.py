"""A theme as the site for reviewers shows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from themebuilder.build.pipeline import ThemeBuild
from themebuilder.core.messages import _, name_language
from themebuilder.definitions.model import Files
from themebuilder.packages.differences import SHADES, PackageFact
from themebuilder.preview.baseline import Baseline
from themebuilder.preview.page import SCREENS
from themebuilder.releases.calendar import AUDIENCES
from themebuilder.reviews.contents import (
    ScreenContent,
    digest_recordings,
    digest_screen,
    read_package_facts,
)
from themebuilder.reviews.review_files import ThemeReviews
from themebuilder.reviews.status import list_statuses


@dataclass
class ReviewedTheme:
    """A theme on the site: its *build*, what to compare it with, and what was said of it before.

    The browser adds *shown* and the *pictures*, by the view's file name.
    """

    build: ThemeBuild
    digest: str
    earlier: Baseline | None
    reviews: ThemeReviews | None
    words: Mapping[str, str]
    """Recording -> what it says."""
    shown: dict[str, ScreenContent] = field(default_factory=dict)
    pictures: dict[str, tuple[int, int]] = field(default_factory=dict)
    """File -> width and height."""
    differences: int = 0
    accessibility: str = ""

    @property
    def name(self) -> str:
        """The theme's name."""
        return self.build.outline.name

    @property
    def outline(self) -> Any:  # noqa: ANN401 - for the template
        """The theme's outline."""
        return self.build.outline

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that guests can choose."""
        return tuple(self.build.outline.languages)

    @property
    def language_names(self) -> list[str]:
        """What people call these languages."""
        return [name_language(language) for language in self.languages]

    @property
    def audience(self) -> str:
        """For whom the theme is."""
        return _(AUDIENCES[self.build.outline.audience])

    @property
    def packages(self) -> dict[str, Files]:
        """The files of its packages, by kind."""
        return {package.kind: package.files for package in self.build.packages}

    @cached_property
    def facts(self) -> tuple[PackageFact, ...]:
        """What is in its packages."""
        return read_package_facts(self.packages)

    @property
    def screens(self) -> list[str]:
        """The screens that its guests meet, in their order."""
        return [screen for screen in SCREENS if screen in self.shown]

    @property
    def colors(self) -> list[tuple[str, str]]:
        """The theme's colours, each with what people call it."""
        found = {fact.name: fact.shown for fact in self.facts if fact.section == "colours"}
        shades = {
            _("Shade {number}", number=name.rpartition(".")[2]): value
            for name, value in found.items()
            if name.startswith(f"{SHADES}.")
        }
        named = {_("Colour"): "brand.color", _("Background colour"): "brand.background_color"}
        main = {title: found[name] for title, name in named.items() if name in found}
        return [*main.items(), *shades.items()]

    @property
    def texts(self) -> dict[str, dict[str, str]]:
        """Key -> language -> text, those of the screens first."""
        found: dict[str, dict[str, str]] = {}
        for fact in self.facts:
            if fact.section == "texts" and " " in fact.name:
                language, _, key = fact.name.partition(" ")
                found.setdefault(key, {})[language] = fact.shown
        on_screens = {key for shown in self.shown.values() for key in shown.texts}
        return dict(sorted(found.items(), key=lambda item: (item[0] not in on_screens, item[0])))

    @property
    def service_screens(self) -> dict[str, list[str]]:
        """What the server's own screens say -> their ids."""
        found: dict[str, list[str]] = {}
        for fact in self.facts:
            screen, _, what = fact.name.partition(" ")
            if fact.section == "screens" and what == "text":
                found.setdefault(fact.shown, []).append(screen)
        return found

    @property
    def recordings(self) -> dict[str, bytes]:
        """The recordings by file name."""
        return _list_recordings(self.facts)

    @cached_property
    def earlier_packages(self) -> dict[str, Files]:
        """The files of the packages to compare with, by kind."""
        found = self.earlier.packages if self.earlier else {}
        return {kind: files for kind, files in found.items() if files}

    @cached_property
    def compared_facts(self) -> tuple[tuple[PackageFact, ...], tuple[PackageFact, ...]]:
        """What was and is in the kinds of packages that both sides have: a node may show only one."""
        kinds = self.earlier_packages.keys() & self.packages.keys()
        before, now = (
            read_package_facts({kind: side[kind] for kind in kinds})
            for side in (self.earlier_packages, self.packages)
        )
        return before, now

    @property
    def changed_recordings(self) -> dict[str, bytes | None]:
        """What sounds otherwise in the packages to compare with: those earlier recordings by name."""
        before, now = map(_list_recordings, self.compared_facts)
        return {name: before.get(name) for name, data in now.items() if before.get(name) != data}

    @cached_property
    def changed_screens(self) -> list[tuple[str, str]]:
        """Screen and language of what looks otherwise in the packages to compare with."""
        before, now = self.compared_facts
        # Not by their pixels: a clock on the page would count as a change.
        return [
            (screen, language)
            for screen in self.screens
            for language in self.languages
            if digest_screen(before, screen, language, self.shown[screen])
            != digest_screen(now, screen, language, self.shown[screen])
        ]

    @property
    def states(self) -> dict[tuple[str, str], tuple[str, list[Any]]]:
        """Screen and language -> what was said of it before: the state and the verdicts."""
        if self.reviews is None:
            return {}
        known = {name: shown for name, shown in self.reviews.shown.items() if name in self.shown}
        reviews = ThemeReviews(self.name, known, self.reviews.verdicts)
        return {
            (status.screen, status.language): (status.state, list(status.verdicts))
            for status in list_statuses(reviews, self.packages)
            if status.verdicts
        }

    def to_json(self) -> dict[str, Any]:
        """Return what the page's script needs, and writes into the file that it saves."""
        return {
            "package": self.digest,
            "shown": {screen: shown.to_json() for screen, shown in sorted(self.shown.items())},
            "digests": {
                screen: {
                    language: digest_screen(self.facts, screen, language, self.shown[screen])
                    for language in self.languages
                }
                for screen in self.screens
            }
            | {name: {"": digest} for name, digest in digest_recordings(self.facts).items()},
        }


def _list_recordings(facts: Sequence[PackageFact]) -> dict[str, bytes]:
    return {fact.name: fact.data for fact in facts if fact.section == "prompts" and fact.data}
