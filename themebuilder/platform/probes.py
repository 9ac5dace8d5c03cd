"""What `themebuilder probe` asks a stage node, and what is concluded from the answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

from themebuilder.core.messages import N_, Message, _, join_messages
from themebuilder.core.problems import Place, Problem, problem, suggest_name
from themebuilder.core.rules import Severity

UNCLEAR = "unclear"
"""The outcome where the node gave no answer, or one that nobody expected."""


@dataclass(frozen=True, slots=True)
class ProbeOutcome:
    """What a probe showed, and the revision of the node that showed it."""

    outcome: str
    revision: str


class Question(NamedTuple):
    """A question to a node. *outcomes* maps each possible outcome to what it means."""

    title: str
    outcomes: Mapping[str, str]
    has_subjects: bool = False
    """Whether there is one outcome for each subject, as ``hiding:button-chat``."""


QUESTIONS: Mapping[str, Question] = MappingProxyType(
    {
        "screens": Question(
            N_("Which form of a direct-media screen shows a theme's own words?"),
            {
                "text": N_("A text alone is enough. Packages leave out colour and layout."),
                "color": N_("A text and its colour. Packages leave out the layout."),
                "layout": N_(
                    "A text, its colour, the layout and a background: what packages have."
                ),
                "all": N_(
                    "All five screens in full. Packages have all five as soon as one has words."
                ),
                "none": N_("No form does. Packages leave these screens out."),
            },
        ),
        "in-place": Question(
            N_("Does a service theme keep its id and uuid when its package is replaced?"),
            {
                "replaced": N_(
                    "Yes, and `last_updated` moves with a new package and with nothing else."
                ),
                "moves-often": N_(
                    "Yes, but `last_updated` also moves when a room or the name changes."
                ),
                "silent": N_("Yes, but `last_updated` doesn't move with a new package."),
                "kept-old": N_("The node accepts the new package and shows the old one."),
                "refused": N_("No. The node refuses the new package, or makes another object."),
            },
        ),
        "folder": Question(
            N_("Does a node read a service theme whose files are in a folder?"),
            {
                "read": N_("Yes."),
                "ignored": N_("The node accepts the zip and doesn't find the files."),
                "refused": N_("The node refuses the zip."),
            },
        ),
        "prompts": Question(
            N_("Which recordings does a node accept?"),
            {
                "accepted": N_("Further chunks and an extensible header, too."),
                "chunks-refused": N_("An extensible header, but no further chunks."),
                "extensible-refused": N_("Further chunks, but no extensible header."),
                "refused": N_("Only plain headers."),
            },
        ),
        "meta-name": Question(
            N_("Does a node accept a branding whose `meta.name` isn't `DEFAULT`?"),
            {"accepted": N_("Yes."), "refused": N_("The node refuses it.")},
        ),
        "path-type": Question(
            N_("Can a web app path change from Webapp 2 to Webapp3 in place?"),
            {
                "together": N_("Yes, with its branding in one request."),
                "in-steps": N_("Yes, in two requests: first the type, then the branding."),
                "refused": N_("No."),
            },
        ),
        "hiding": Question(
            N_("Which buttons disappear when a branding hides their test id?"),
            {"hidden": N_("It disappears."), "visible": N_("It stays.")},
            has_subjects=True,
        ),
        "language-file": Question(
            N_("What does a language file with a single text replace?"),
            {
                "keys": N_("That text. The others stay in the language."),
                "file": N_("The whole language. The others are English."),
            },
        ),
    }
)
"""Name -> question, in the order in which they are asked: `folder` builds on `screens`."""

_VERDICTS: Mapping[str, tuple[str, frozenset[str], frozenset[str]]] = {
    "package-has-folders": ("folder", frozenset({"read"}), frozenset({"ignored", "refused"})),
    "prompt-unproven": (
        "prompts",
        frozenset({"accepted"}),
        frozenset({"chunks-refused", "extensible-refused", "refused"}),
    ),
    "manifest-meta-unusual": ("meta-name", frozenset({"accepted"}), frozenset({"refused"})),
    "language-incomplete": ("language-file", frozenset(), frozenset({"file"})),
    "waiting-said-in-one-place": ("screens", frozenset({"none"}), frozenset()),
}
"""Unconfirmed rule -> the probe that settles it, outcomes that refute it, outcomes that confirm it."""


def find_question(name: str) -> Question | None:
    """Return the question that *name* answers: ``screens``, ``hiding:button-chat``."""
    head, colon, subject = name.partition(":")
    question = QUESTIONS.get(head)
    return question if question and question.has_subjects == bool(colon and subject) else None


def list_unknown(probes: Mapping[str, ProbeOutcome]) -> Iterator[Message]:
    """Say which names and outcomes no probe has: they would have no effect."""
    for name, probe in probes.items():
        question = find_question(name)
        if question is None:
            yield _("No probe is named `{name}`.", name=name)
        elif probe.outcome not in {*question.outcomes, UNCLEAR}:
            yield _("`{probe}` has no outcome `{outcome}`.", probe=name, outcome=probe.outcome)


def list_unknown_subjects(
    probes: Iterable[str], test_ids: Iterable[str], place: Place
) -> Iterator[Problem]:
    """Report the *probes* of a button that isn't among the *test_ids*."""
    known = set(test_ids)
    for name in probes:
        subject = name.partition(":")[2]
        if subject and subject not in known:
            message = _("No button is known by the test id `{name}`.", name=subject)
            yield problem("key-without-evidence", message, place, suggest_name(subject, known))


def get_outcome(probes: Mapping[str, ProbeOutcome], name: str) -> str:
    """Return the outcome of a probe, or `UNCLEAR`."""
    known = probes.get(name)
    return known.outcome if known else UNCLEAR


def settle_problem(found: Problem, probes: Mapping[str, ProbeOutcome]) -> Problem | None:
    """Return *found* as a node's own answers leave it: the same, certain, or None if refuted."""
    probe, refuting, confirming = _VERDICTS.get(found.rule.name, ("", frozenset(), frozenset()))
    known = probes.get(probe)
    if known is None or known.outcome not in refuting | confirming:
        return found
    if known.outcome in refuting:
        return None
    rule = found.rule._replace(severity=Severity.ERROR, is_unconfirmed=False)
    message = join_messages([found.message, describe_confirmation(known)], " ")
    return found._replace(rule=rule, severity=rule.severity, message=message)


def describe_confirmation(known: ProbeOutcome) -> Message:
    """Say which node confirmed something."""
    return _("Confirmed on node revision {revision}.", revision=known.revision)


def describe_rule(rule: str, probes: Mapping[str, ProbeOutcome]) -> Message | None:
    """Say whether a node confirmed or refuted *rule*; None where no probe settled it."""
    probe, refuting, confirming = _VERDICTS.get(rule, ("", frozenset(), frozenset()))
    known = probes.get(probe)
    if known and known.outcome in confirming:
        return describe_confirmation(known)
    if known and known.outcome in refuting:
        return _(
            "Refuted on node revision {revision}: nothing is reported.", revision=known.revision
        )
    if known and (probe, known.outcome) == ("language-file", "keys"):
        return _(
            "On node revision {revision}, the web app's own texts fill gaps: only languages that it "
            "lacks are reported.",
            revision=known.revision,
        )
    return None
