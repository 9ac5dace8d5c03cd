"""Probe a stage node: create small objects of our own, look what the node makes of them, remove them.

Everything is named ``themebuilder probe …``. Other objects are read at most.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from themebuilder.core.messages import Message, _
from themebuilder.core.problems import Place, Problem, ThemeError, problem
from themebuilder.platform.probes import UNCLEAR, ProbeOutcome, find_question
from themebuilder.publishing.apply.served import ANONYMOUS, SCREENS, ask_meeting
from themebuilder.publishing.apply.uploads import FILE_FIELD
from themebuilder.publishing.apply.verify import PAUSE
from themebuilder.publishing.node.node_state import WEBAPP3_TYPE
from themebuilder.publishing.node.objects import FilePart, Object, Ref, Resource
from themebuilder.publishing.node.transport import NoAnswerError, Transport
from themebuilder.publishing.session import Session

PREFIX = "themebuilder probe "
WAITING = "direct_media_waiting_for_host"
_ORDER = (Resource.PATH, Resource.ROOM, Resource.BRANDING, Resource.THEME)
"""The order of deletion: users before what they use."""


_ABOUT_ONE_OBJECT = frozenset({"not-admitted", "node-broken", "write-unresolved"})
"""Rules that leave one question open: an account may lack the right to one kind of object."""


@cache
def read_data() -> Mapping[str, Any]:
    """Return what probes send and expect: packages, a room, the form of a client's answer."""
    data: dict[str, Any] = json.loads((Path(__file__).parent / "data/probes.json").read_bytes())
    return data


@dataclass(frozen=True, slots=True)
class MeetingScreens:
    """The direct-media screens of a meeting. Pexip's own client drops them unless *is_accepted*."""

    answer: Mapping[str, Any]
    is_accepted: bool

    @property
    def waiting(self) -> str:
        """The words that guests read while they wait; empty where the client shows none."""
        elements = self.answer[WAITING]["elements"] if self.is_accepted else []
        return str(elements[0]["text"]) if elements else ""


def is_accepted_by_client(screens: object) -> bool:
    """Whether Pexip's own client would use a meeting's screens, and not drop all of them."""
    import jsonschema_rs  # noqa: PLC0415 - only for probes

    return bool(jsonschema_rs.validator_for(read_data()["themeAnswer"]).is_valid(screens))


def read_screens(transport: Transport, alias: str) -> MeetingScreens | None:
    """Return what a meeting answers to an app that asks for its screens; None where it gives no answer."""
    answer = ask_meeting(transport, alias, SCREENS)
    return (
        MeetingScreens(answer, is_accepted_by_client(answer)) if isinstance(answer, dict) else None
    )


class UnclearError(Exception):
    """The node gave no answer that settles the question; the message says which it gave."""

    def __init__(self, reason: Message) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Result:
    """What one probe showed; *reason* explains an unclear outcome."""

    name: str
    outcome: str
    reason: str = ""


@dataclass
class Probe:
    """One probe at work: what it creates here is removed at the end."""

    session: Session
    known: Mapping[str, str]
    """Probe -> outcome, of earlier probes."""
    labels: list[tuple[Resource, str]] = field(default_factory=list)

    def create(
        self, resource: Resource, what: str, values: Object, data: bytes | None = None
    ) -> Ref | None:
        """Create an object of ours; None where the node refuses it.

        What an interrupted probe left under that name is removed first.
        """
        label = name_object(resource, what)
        self._remove(resource, label)
        self.labels.append((resource, label))
        part = FilePart(FILE_FIELD[resource], "probe.zip", data) if data is not None else None
        try:
            return self.session.node.create(resource, {resource.label: label, **values}, part)
        except ThemeError as error:
            if error.problems[0].rule.name == "request-refused":
                return None
            raise

    def create_theme(self, what: str, data: bytes) -> Ref | None:
        """Upload a service theme; None where the node refuses it."""
        return self.create(Resource.THEME, what, {}, data)

    def create_branding(self, what: str, data: bytes) -> Ref | None:
        """Upload a branding; None where the node refuses it."""
        return self.create(Resource.BRANDING, what, {"webapp_type": WEBAPP3_TYPE}, data)

    def create_room(self, what: str, theme: Ref | None = None) -> str:
        """Create a meeting room for direct media, and return its alias."""
        alias = name_object(Resource.PATH, what)
        values = {**read_data()["room"], "aliases": [{"alias": alias}]}
        self.require(
            self.create(Resource.ROOM, what, values | ({"ivr_theme": theme.uri} if theme else {}))
        )
        return alias

    def require(self, ref: Ref | None) -> Ref:
        """Return *ref*; the question is open where the node refuses what it must accept."""
        if ref is None:
            raise UnclearError(_("The node refuses what the probe needs."))
        return ref

    def watch(
        self, aliases: Mapping[str, str], is_wanted: Callable[[str, MeetingScreens], bool]
    ) -> dict[str, MeetingScreens]:
        """Ask meetings, name -> alias, for their screens until all are as wanted; return the last ones.

        Waits for the deployment's timeout; after the first wanted answer, for one interval more.
        """
        clock, is_first = self.session.clock, True
        until = self._begin_wait()
        while True:
            seen = {
                name: found
                for name, alias in aliases.items()
                if (found := read_screens(self.conferencing, alias))
            }
            wanted = [name for name, found in seen.items() if is_wanted(name, found)]
            if wanted and is_first:
                until, is_first = min(until, clock.now() + self.session.deployment.interval), False
            if len(wanted) == len(aliases) or clock.now() >= until:
                break
            clock.sleep(min(PAUSE, max(1.0, until - clock.now())))
        if silent := sorted(aliases[name] for name in aliases.keys() - seen.keys()):
            message = _("No screens from the meeting {alias}.", alias=", ".join(silent))
            raise UnclearError(message)
        return seen

    def watch_room(self, alias: str, words: str) -> str:
        """Ask a meeting until it shows *words*; return the last ones."""
        seen = self.watch({"room": alias}, lambda _name, found: found.waiting == words)
        return seen["room"].waiting

    def _begin_wait(self) -> float:
        """Report how long to wait at most; return the end of that time."""
        seconds = self.session.deployment.timeout
        self.session.report_progress(
            _("wait for the conferencing nodes, at most {seconds} s", seconds=seconds)
        )
        return self.session.clock.now() + seconds

    def read(self, ref: Ref) -> Object:
        """Return an object of ours, which must be there."""
        found = self.session.node.get(ref)
        if found is None:
            raise UnclearError(_("`{object}` no longer exists.", object=ref))
        return found

    def pause(self) -> None:
        """Wait, so that two writes have different times."""
        self.session.clock.sleep(2)

    def clean_up(self) -> list[Problem]:
        """Remove everything that was created; a problem for each object that stays."""
        left = []
        for resource in _ORDER:
            for label in dict.fromkeys(name for kind, name in self.labels if kind is resource):
                try:
                    self._remove(resource, label)
                except ThemeError as error:
                    message = _(
                        "`{resource}` “{name}” stays on the node. Delete it by hand.",
                        resource=resource.value,
                        name=label,
                    )
                    where = Place(self.session.node.origin)
                    left.append(problem("probe-left-behind", message, where, str(error)))
        return left

    def _remove(self, resource: Resource, label: str) -> None:
        for item in self.session.node.all(resource, **{resource.label: label}):
            self.session.node.delete(Ref(resource, str(item[resource.key])))

    def wait_for_path(self, slug: str) -> None:
        """Wait until a conferencing node serves the branding of a path of ours."""
        clock, until = self.session.clock, self._begin_wait()
        while (
            reply := self.conferencing.get(f"/{slug}/branding/manifest.json", ANONYMOUS)
        ).status != 200:
            if clock.now() >= until:
                raise UnclearError(_("/{path} gets {status}.", path=slug, status=reply.status))
            clock.sleep(PAUSE)

    @property
    def conferencing(self) -> Transport:
        """The conferencing node that is asked."""
        if not self.session.conferencing:
            raise UnclearError(_("The deployment lists no conferencing nodes."))
        return next(iter(self.session.conferencing.values()))


ProbeFunction = Callable[[Probe], str | Iterator[Result]]
"""Asks the node or a person, and returns the outcome, or some; `UnclearError` where there is none."""


def name_object(resource: Resource, what: str) -> str:
    """Return the name of an object of ours; paths take no blanks, and with hyphens it could be a theme's."""
    name = f"{PREFIX}{what}"
    return name.replace(" ", "_") if resource is Resource.PATH else name


@contextmanager
def clean_up_at_end(probe: Probe) -> Iterator[None]:
    """Remove what *probe* created, also after an error or Ctrl+C; raise what stays on the node."""
    try:
        yield
    finally:
        if left := probe.clean_up():
            raise ThemeError(left)


def ask(probe: Probe, name: str, question: ProbeFunction) -> Iterator[Result]:
    """Ask one question and yield each result as it comes; what it created is gone at the end."""
    try:
        with clean_up_at_end(probe):
            found = question(probe)
            if isinstance(found, str):
                yield Result(name, found)
            else:
                yield from found
    except (UnclearError, NoAnswerError) as error:
        yield Result(name, UNCLEAR, error.reason)
    except ThemeError as error:
        first = error.problems[0]
        if first.rule.name not in _ABOUT_ONE_OBJECT:
            raise
        yield Result(name, UNCLEAR, first.message)


def record(
    before: Mapping[str, ProbeOutcome], result: Result, revision: str
) -> Mapping[str, ProbeOutcome]:
    """Return the outcomes with the new *result*; an unclear one replaces no clear one."""
    is_clear = result.outcome != UNCLEAR or result.name not in before
    if find_question(result.name) is None or not is_clear:  # nobody looked at any of the subjects
        return before
    return {**before, result.name: ProbeOutcome(result.outcome, revision)}
