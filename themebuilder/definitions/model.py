"""The complete theme and its parts: frozen records without behaviour of their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Literal, NamedTuple

from themebuilder.core.problems import Place
from themebuilder.core.tree import Map, Text

Audience = Literal["citizen", "clinician", "everyone"]
Reach = Literal["internal", "external"]

BuiltKind = Literal["webapp3", "service-theme"]
PACKAGES: tuple[BuiltKind, ...] = ("webapp3", "service-theme")
CATALOGUE = "catalogue.json"
"""The list beside the packages, which `build` writes and `publishing` reads."""
CATALOGUE_SCHEMA = 1


def list_packages(merged: Map) -> tuple[BuiltKind, ...]:
    """Return the packages that the theme of a *merged* definition builds: both unless it names one."""
    named = {text.value for text in merged.texts("packages")}
    return tuple(kind for kind in PACKAGES if not named or kind in named)


Files = Mapping[str, bytes]
"""A package's files: name in the zip, with ``/`` -> content."""


class Texts(dict[str, Text]):
    """The texts of a language by dotted key; they don't change.

    It is hashed by identity, so that what was computed from it can be kept: most themes have the same
    texts, for which `share_texts` returns the same object while it is cached.
    """

    __hash__ = object.__hash__  # type: ignore[assignment]


class WordingMessage(NamedTuple):
    """A wording in one language: the lines on the screen, and what the voice says."""

    title: Text
    body: Text
    spoken: Text
    recorded: Text
    """What is heard in its recording; empty where it has none."""
    help: Text
    """Where to get help; empty where the organisation has set nothing for it."""

    @property
    def lines(self) -> tuple[Text, ...]:
        """The lines on the screen, without empty ones."""
        return tuple(words for words in (self.title, self.body, self.help) if words.value)


def list_screen_languages(meeting: Map, languages: Sequence[str]) -> tuple[str, ...]:
    """Return the languages of the meeting's screens, one or two; the first is that of the prompts."""
    named = (meeting.text("language") or languages[0], meeting.text("second_language"))
    return tuple(dict.fromkeys(filter(None, named)))


class ValidPeriod(NamedTuple):
    """The days on which a theme is in use, inclusive; None is open. *then* names its successor."""

    since: date | None = None
    until: date | None = None
    then: str = ""

    def covers(self, day: date) -> bool:
        """Whether the theme is in use on *day*."""
        return (self.since or date.min) <= day <= (self.until or date.max)

    def handover(self, since: date | None) -> date | None:
        """Return the day on which a successor that begins on *since* takes over, or None."""
        if self.until is None or self.until == date.max:
            return None
        return max(self.until + timedelta(days=1), since or date.min)

    def overlaps(self, other: ValidPeriod) -> bool:
        """Whether both are in use on the same day."""
        starts = max(self.since or date.min, other.since or date.min)
        return starts <= min(self.until or date.max, other.until or date.max)


Tone = Literal["light", "dark", "dawn", "dusk"]
Plate = Literal["disc", "square", "tile"]


class PictureFile(NamedTuple):
    """A picture file: *path* below ``brand_assets/``, and the point to keep when it is cropped.

    *focus* is (x, y) from 0 to 1, from the upper left corner.
    """

    path: str
    focus: tuple[float, float]
    place: Place
    is_kept: bool = False
    """Whether the package contains its bytes unchanged."""


class DrawnPicture(NamedTuple):
    """A picture that the program draws from a description (see `themebuilder.media.drawing`)."""

    style: str
    color: str
    tone: Tone
    seed: int
    mark: str
    """A short word on the picture, such as TEST, or an empty text."""
    plate: Plate
    """What a symbol stands on; a background has none."""
    place: Place


Picture = PictureFile | DrawnPicture


class Brand(NamedTuple):
    """What a theme looks like. *palette* holds eleven colours, ``#RRGGBB``, light to dark."""

    name: str
    title: str
    color: str
    palette: tuple[str, ...]
    background_color: str
    pictures: Mapping[str, Picture]
    """Slot (``background``, ``card``, ``logo``, ``favicon``, ``screen``) -> picture."""


class ResolvedSetting(NamedTuple):
    """The value of a setting, and the organisation that set it."""

    value: str
    set_by: str
    place: Place
    is_shipped: bool = False
    """Whether the file that sets it came with the program."""

    def counts_for(self, organisation: str) -> bool:
        """Whether the user's files or *organisation* itself set it, rather than a shipped parent."""
        return not self.is_shipped or self.set_by == organisation


class Acceptance(NamedTuple):
    """Active content that a person accepted.

    *items* are names, or folders that end in ``/``, each with the digest of what was accepted:
    ``app.js@sha256:…``.
    """

    reason: str
    by: str
    day: date
    items: tuple[Text, ...]


class Theme(NamedTuple):
    """A complete theme, as `resolver.resolve_theme` returns it."""

    name: str
    title: str
    audience: Audience
    reach: Reach
    valid: ValidPeriod
    parents: tuple[str, ...]
    """Names, nearest parent first."""
    organisations: tuple[str, ...]
    """Names, the theme's own organisation first."""
    brand: Brand
    settings: Mapping[str, ResolvedSetting]
    languages: tuple[str, ...]
    """The languages offered; the first one is the language of the screens and prompts."""
    core_languages: frozenset[str]
    """Those of the languages that have only the core texts; the others fall back."""
    texts: Mapping[str, Texts]
    """By language."""
    messages: Mapping[str, Mapping[str, WordingMessage]]
    """Message (``waiting`` …) -> language -> wording."""
    path: str
    """The web app path, or an empty text."""
    webapp: Map
    """The ``webapp`` part of the definition."""
    meeting: Map
    """The ``meeting`` part of the definition: screens and prompts."""
    accept: Mapping[str, str]
    """Rule -> the reason why the theme may break it."""
    acceptances: tuple[Acceptance, ...]
    """Accepted active content, that of parents and organisations included."""
    origin: Map
    """The merged definition, with the place of every value."""
    is_foreign: bool = False
    """Whether it was read from a package of others, and has no definition."""

    @property
    def packages(self) -> tuple[BuiltKind, ...]:
        """The packages that the theme builds."""
        return list_packages(self.origin)

    @property
    def screen_languages(self) -> tuple[str, ...]:
        """The languages of the meeting's screens: one, or two."""
        return list_screen_languages(self.meeting, self.languages)

    @property
    def meeting_language(self) -> str:
        """The language of the meeting's screens and prompts; empty for a package without any."""
        return next(iter(self.screen_languages), "")
