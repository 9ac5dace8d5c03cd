"""How far texts were read: the states, what a translator's file calls them, and how they are stored.

A texts file has one state for all its texts, and `reviews` for those that differ. A message of a
wording has one for each language. Whoever set the state, and when, stand beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from themebuilder.core.messages import MESSAGE_LANGUAGES, N_, Message, _, translate
from themebuilder.core.problems import Place
from themebuilder.core.tree import Map

MISSING = "missing"
STATES: Mapping[str, str] = {
    MISSING: N_("missing"),
    "draft": N_("draft"),
    "proposed": N_("proposed"),
    "approved": N_("approved"),
}
"""State -> its name in a spreadsheet, in English."""
FIELDS = ("review", "reviewed_by", "reviewed_on")
_DAY_FIRST = re.compile(r"(\d\d?)[-./](\d\d?)[-./](\d{4})")


@dataclass(frozen=True, slots=True)
class TextReview:
    """The *state* of a text (empty where a file doesn't say), who set it, and when (as 2026-12-31)."""

    state: str = ""
    by: str = ""
    on: str = ""

    @classmethod
    def read(cls, tree: Map, *path: str, default: str = "") -> TextReview:
        """Return what stands in *tree* below *path*; a state is *default* where there is none."""
        state, by, on = (tree.text(*path, field) for field in FIELDS)
        return cls(state or default, by, on)

    def to_fields(self, *path: str) -> dict[tuple[str, ...], str | None]:
        """Return the fields as they are stored below *path*, by path; None for those that aren't."""
        values = zip(FIELDS, (self.state, self.by, self.on), strict=True)
        return {(*path, field): value or None for field, value in values}


@dataclass(frozen=True, slots=True)
class GivenTextReview:
    """A review as a translator's file gives it; *fault* says what is wrong with it."""

    place: Place
    review: TextReview = TextReview()
    fault: Message | None = None


NOT_GIVEN = GivenTextReview(Place(""))


def name_state(state: str) -> str:
    """Return the name of a state in the language in use."""
    return _(STATES[state]) if state else ""


def parse_state(name: str) -> str | None:
    """Return the state of that English or Danish name, or None."""
    wanted = name.casefold()
    for state, english in STATES.items():
        if wanted in {translate(_(english), language) for language in MESSAGE_LANGUAGES}:
            return state
    return None


def parse_day(text: str) -> str | None:
    """Return a day as 2026-12-31, also one that is written 31-12-2026 or 31.12.2026, or None."""
    if found := _DAY_FIRST.fullmatch(text):
        text = f"{found[3]}-{found[2]:0>2}-{found[1]:0>2}"
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return None


def read_review(state: str, by: str, on: str, place: Place, day_place: Place) -> GivenTextReview:
    """Return the review in the words of a spreadsheet, with the places of its state and its day."""
    found, day = parse_state(state) if state else "", parse_day(on) if on else ""
    if found is None:
        known = ", ".join(
            name_state(known_state) for known_state in STATES if known_state != MISSING
        )
        fault = _("`{state}` is not a state. Write one of: {known}.", state=state, known=known)
        return GivenTextReview(place, fault=fault)
    if day is None:
        fault = _("`{day}` isn't a date. Write year, month, day: 2026-12-31.", day=on)
        return GivenTextReview(day_place, fault=fault)
    return GivenTextReview(place, TextReview("" if found == MISSING else found, by, day))


def read_text_review(texts: Map, key: str) -> TextReview:
    """Return the review of a text of a texts file."""
    is_apart = key in texts.map("reviews").entries
    return TextReview.read(texts, *(("reviews", key) if is_apart else ()), default="draft")


def place_text_reviews(
    texts: Map, reviews: Mapping[str, TextReview], keys: Iterable[str]
) -> dict[tuple[str, ...], str | None]:
    """Return what a texts file gets for the *reviews* of texts, by path; None removes.

    *keys* are all texts that it will have. Where all of them have one review, the file gets it.
    """
    apart = texts.map("reviews").entries
    is_whole = len(set(reviews.values())) == 1 and reviews.keys() >= set(keys)
    values: dict[tuple[str, ...], str | None] = {}
    if is_whole:
        values |= next(iter(reviews.values())).to_fields()
    for key, review in reviews.items():
        if not is_whole or key in apart:
            values |= review.to_fields("reviews", key)
    return values
