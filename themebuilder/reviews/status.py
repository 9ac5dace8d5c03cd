"""Which screens of a theme people approved, remarked on or haven't seen, and what changed since.

A recording counts as a screen without a language.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from themebuilder.core.messages import N_, Message, _, _n, join_messages
from themebuilder.core.problems import Problem, join_first, problem
from themebuilder.definitions.model import Files
from themebuilder.packages.differences import PackageFact
from themebuilder.reviews.contents import (
    ScreenContent,
    digest_recordings,
    digest_screen,
    list_languages,
    read_package_facts,
)
from themebuilder.reviews.review_files import APPROVED, ThemeReviews, Verdict, name_file

ReviewState = Literal["approved", "remarked", "changed", "unseen", "gone"]
STATES: Mapping[ReviewState, str] = {
    "approved": N_("approved"),
    "remarked": N_("with a remark"),
    "changed": N_("changed since"),
    "unseen": N_("not reviewed"),
    "gone": N_("no longer there"),
}
"""State -> its name, for people."""
_MOST_NAMED = 4


@dataclass(frozen=True, slots=True)
class ScreenStatus:
    """A screen in a language, and what holds of what was said of it.

    ``remarked``: somebody remarked on the screen, and hasn't approved it since. ``changed``: only
    earlier states of the screen were approved or remarked on. ``gone``: the theme no longer has what
    somebody remarked on, which holds nothing up. *verdicts* are what the state follows from, the newest
    last.
    """

    screen: str
    language: str
    state: ReviewState
    digest: str
    verdicts: tuple[Verdict, ...]

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to approve it."""
        return self.state not in {"approved", "gone"}

    def __str__(self) -> str:
        return name_screen(self.screen, self.language)


def name_screen(screen: str, language: str) -> str:
    """Return how messages name a screen in a language, or a recording."""
    return f"{screen} ({language})" if language else screen


def list_statuses(reviews: ThemeReviews, packages: Mapping[str, Files]) -> tuple[ScreenStatus, ...]:
    """Return the status of every screen in every language, of every recording, and of what is gone.

    *packages* are today's, by kind. Raises `ThemeError` if a package can't be read.
    """
    facts = read_package_facts(packages)
    screens = {
        (screen, language): digest_screen(facts, screen, language, shown)
        for screen, shown in reviews.shown.items()
        for language in _list_languages(reviews, facts)
    }
    recordings = {(name, ""): digest for name, digest in digest_recordings(facts).items()}
    there = screens | recordings
    gone: dict[tuple[str, str], list[Verdict]] = {}
    for verdict in reviews.verdicts:
        if verdict.remark and (verdict.screen, verdict.language) not in there:
            gone.setdefault((verdict.screen, verdict.language), []).append(verdict)
    return (
        *(_find_status(reviews, *subject, digest) for subject, digest in there.items()),
        *(
            ScreenStatus(*subject, "gone", "", tuple(verdicts))
            for subject, verdicts in gone.items()
        ),
    )


def list_unapproved(
    reviews: ThemeReviews, packages: Mapping[str, Files]
) -> tuple[ScreenStatus, ...]:
    """Return the screens and recordings that nobody approved as they are; see `list_statuses`."""
    return tuple(status for status in list_statuses(reviews, packages) if status.is_open)


def _list_languages(reviews: ThemeReviews, facts: Iterable[PackageFact]) -> list[str]:
    """Return the languages of the web app; without one, those that were reviewed."""
    offered = list_languages(facts)
    return offered or sorted({verdict.language for verdict in reviews.verdicts} - {""})


def _find_status(reviews: ThemeReviews, screen: str, language: str, digest: str) -> ScreenStatus:
    verdicts = [
        verdict
        for verdict in reviews.verdicts
        if (verdict.screen, verdict.language) == (screen, language)
    ]
    verdicts.sort(key=lambda verdict: verdict.on)
    state: ReviewState = "changed" if verdicts else "unseen"
    if any(verdict.digest == digest for verdict in verdicts):
        # Whether a change did what a remark asks for, only its author can say.
        verdicts = [
            verdict
            for verdict in verdicts
            if verdict.digest == digest or verdict.verdict != APPROVED
        ]
        state = (
            "approved" if all(verdict.verdict == APPROVED for verdict in verdicts) else "remarked"
        )
    return ScreenStatus(screen, language, state, digest, tuple(verdicts))


def merge_reviews(
    before: ThemeReviews | None, given: ThemeReviews, packages: Mapping[str, Files]
) -> tuple[ThemeReviews, tuple[Verdict, ...]]:
    """Return *before* with what is *given*, and the approvals of screens that have changed since.

    *packages* are today's, by kind. What the same people said before of the same screens is replaced,
    unless it is newer. A remark is taken in even if its screen changed.
    """
    before = before or ThemeReviews(given.theme, {}, ())
    facts = read_package_facts(packages)
    recordings = digest_recordings(facts)

    def digest(one: Verdict, shown: Mapping[str, ScreenContent]) -> str | None:
        if not one.language:
            return recordings.get(one.screen)
        if one.screen not in shown:
            return None
        return digest_screen(facts, one.screen, one.language, shown[one.screen])

    sides = [
        (
            side,
            [verdict for verdict in side.verdicts if verdict.digest == digest(verdict, side.shown)],
        )
        for side in (before, given)
    ]
    # Two windows or browsers may find more than one, and neither must void what the other approved.
    shown = {**given.shown, **before.shown}
    seen = [{verdict.screen for verdict in found if verdict.language} for _side, found in sides]
    shown |= {screen: given.shown[screen] for screen in seen[1]}
    for screen in seen[0] & seen[1]:
        shown[screen] = before.shown[screen] | given.shown[screen]
    current = {id(verdict) for _side, found in sides for verdict in found}
    void = tuple(
        verdict
        for verdict in given.verdicts
        if verdict.verdict == APPROVED and id(verdict) not in current
    )
    merged: dict[tuple[str, str, str], tuple[tuple[str, bool], Verdict]] = {}
    for verdict in (*before.verdicts, *given.verdicts):
        if verdict in void:
            continue
        is_current = id(verdict) in current
        # Of one day, what was said of the screen as it is now is newer.
        age = (verdict.on, is_current)
        if verdict.subject not in merged or merged[verdict.subject][0] <= age:
            found = digest(verdict, shown) if is_current else None
            merged[verdict.subject] = (age, replace(verdict, digest=found or verdict.digest))
    verdicts = tuple(verdict for _age, verdict in merged.values())
    return ThemeReviews(given.theme, shown, verdicts), void


def describe_unapproved(found: Iterable[ScreenStatus]) -> Message:
    """Return how many screens and recordings aren't approved, why, and the names of some."""
    every = list(found)
    counts = Counter(status.state for status in every)
    states = [
        join_messages((counts[state], _(name)), " ")
        for state, name in STATES.items()
        if counts[state]
    ]
    named = join_first([*map(str, every)], _MOST_NAMED)
    values = {"states": join_messages(states, ", "), "screens": named}
    if all(status.language for status in every):
        return _n(
            "{count} screen isn't approved ({states}): {screens}.",
            "{count} screens aren't approved ({states}): {screens}.",
            len(every),
            **values,
        )
    return _n(
        "{count} screen or recording isn't approved ({states}): {screens}.",
        "{count} screens or recordings aren't approved ({states}): {screens}.",
        len(every),
        **values,
    )


def report_unapproved(theme: str, found: Iterable[ScreenStatus]) -> Problem:
    """Return the problem that screens of *theme* aren't approved."""
    return problem("screen-unapproved", describe_unapproved(found), name_file(theme), theme=theme)
