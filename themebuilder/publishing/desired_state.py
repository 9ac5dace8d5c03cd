"""What a deployment wants where: themes on web app paths, service themes in rooms. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from themebuilder.core.problems import Problem, problem
from themebuilder.publishing.built import Built, Entry
from themebuilder.publishing.deployment import Deployment
from themebuilder.publishing.live import Live, Room
from themebuilder.publishing.objects import GLOBAL, Ref


@dataclass
class WantedPaths:
    """Web app path -> theme, with what is to be said about it."""

    paths: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def wanted_paths(deployment: Deployment, built: Built, day: date) -> WantedPaths:
    """The deployment's own list, or what the themes that are in use on *day* say."""
    wanted = WantedPaths()
    if deployment.paths is not None:
        for theme in dict.fromkeys(deployment.paths.values()):
            entry = built.entries.get(theme)
            if entry and not entry.valid.covers(day):
                wanted.notes.append(f"{theme} is not in use on {day}; {_days(entry)}.")
        wanted.paths.update(deployment.paths)
        return wanted
    for entry in built.entries.values():
        if not entry.path:
            continue
        if not entry.valid.covers(day):
            wanted.notes.append(f"/{entry.path} is left alone for {entry.theme}: {_days(entry)}.")
        elif entry.path in wanted.paths:
            message = (
                f"{wanted.paths[entry.path]} and {entry.theme} both go to /{entry.path} on {day}."
            )
            wanted.problems.append(problem("path-claimed-twice", message, deployment.place))
        else:
            wanted.paths[entry.path] = entry.theme
    return wanted


def _days(entry: Entry) -> str:
    valid = entry.valid
    since = f" from {valid.since}" if valid.since else ""
    until = f" until {valid.until}" if valid.until else ""
    return f"it is in use{since}{until}{f', then {valid.then}' if valid.then else ''}"


@dataclass(frozen=True, slots=True)
class MeetingTarget:
    """An object that uses a service theme: a room, or the global settings (*room* is None)."""

    theme: str
    room: Room | None

    @property
    def ref(self) -> Ref:
        """The object."""
        return self.room.ref if self.room else GLOBAL

    @property
    def label(self) -> str:
        """How it is called to people."""
        return f"room {self.room.name!r}" if self.room else "the default theme"

    @property
    def field(self) -> str:
        """The field that names the service theme."""
        return "ivr_theme" if self.room else "default_theme"

    def key(self, live: Live) -> str:
        """What it uses now, or empty."""
        return self.room.theme if self.room else live.default_theme


def room_targets(deployment: Deployment, live: Live) -> tuple[MeetingTarget, ...]:
    """Every room with the theme that it should use; the later choice wins."""
    chosen: dict[Ref, MeetingTarget] = {}
    for choice in deployment.rooms:
        if choice.rooms.everything:
            chosen[GLOBAL] = MeetingTarget(choice.theme, None)
            continue
        for room in live.rooms[choice.rooms]:
            chosen[room.ref] = MeetingTarget(choice.theme, room)
    return tuple(chosen.values())
