"""A plan: what would be written, in order, and what it relies on. Data only."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from themebuilder.core.problems import Place
from themebuilder.publishing.built import Kind, PackageId
from themebuilder.publishing.failure import Json, fail
from themebuilder.publishing.objects import Ref, Resource

VERSION = 1
MAX_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Upload:
    """Put a package on the node; a service theme has no *description*."""

    package: PackageId
    size: int
    description: str


@dataclass(frozen=True, slots=True)
class Trail:
    """Write down on a package that is on the node already what it now takes the place of."""

    package: PackageId
    description: str


@dataclass(frozen=True, slots=True)
class AddPath:
    """Make a new web app path that shows the package."""

    slug: str
    package: PackageId


@dataclass(frozen=True, slots=True)
class Point:
    """Let an object use another package.

    *before* is the key of what it uses now, empty for none. *enable* switches a path on as well.
    """

    ref: Ref
    label: str
    field: str
    before: str
    before_shown: str
    package: PackageId
    enable: bool = False


@dataclass(frozen=True, slots=True)
class Set:
    """Give a field another value, because *why*; *decided* is the line of a definition."""

    ref: Ref
    label: str
    field: str
    before: Json
    after: Json
    why: str
    decided: Place


@dataclass(frozen=True, slots=True)
class RetirePath:
    """Let a path show the package of a theme no longer: *theme* is not defined any more.

    A path that we made is switched off; one that was there before shows the default branding again.
    """

    ref: Ref
    label: str
    theme: str
    before: str
    before_shown: str
    switch_off: bool


Step = Upload | Trail | AddPath | Point | Set | RetirePath


@dataclass(frozen=True, slots=True)
class Retirement:
    """What would be done with a theme that is published and no longer defined.

    Nothing of it is among a plan's steps before somebody confirmed it.
    """

    theme: str
    paths: tuple[RetirePath, ...]
    used_by: tuple[str, ...]
    """What still uses its service theme, and keeps it from being retired."""
    guarded: tuple[str, ...]
    """Those of the paths that everybody meets."""


@dataclass(frozen=True, slots=True)
class ContentChange:
    """What people will see differently where *package* takes the place of *replaces*."""

    package: PackageId
    replaces: str
    where: tuple[str, ...]
    lines: tuple[str, ...]
    is_known: bool
    """Whether the content of what is live was known, so that *lines* is all of it."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that would be done, and why.

    *relies_on* is the state of each object that the plan was made from: object -> field -> value.
    *guarded* names what everybody meets. *scopes* say how far each setting of an organisation
    reaches; *notes* what may defeat it, or is left as it is.
    """

    deployment: str
    node: str
    deployment_uuid: str
    steps: tuple[Step, ...]
    contents: tuple[ContentChange, ...]
    scopes: tuple[str, ...]
    notes: tuple[str, ...]
    guarded: tuple[str, ...]
    relies_on: Mapping[str, Mapping[str, Json]]
    missed: tuple[str, ...] = ()
    """Choices of rooms that match no room: what they were for is not as it should be."""
    retirements: tuple[Retirement, ...] = ()
    """What is published and no longer defined, and is left as it is by this plan."""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to do."""
        return not self.steps


def shown(value: Json) -> str:
    """A field's value, as people read it."""
    if isinstance(value, bool):
        return "on" if value else "off"
    return "not set" if value is None else repr(value)


def to_json(plan: Plan) -> dict[str, Json]:
    """The plan as JSON data; `from_json` reads it back to an equal plan."""
    return {
        "plan": VERSION,
        "deployment": plan.deployment,
        "node": plan.node,
        "deployment_uuid": plan.deployment_uuid,
        "steps": [_step_json(step) for step in plan.steps],
        "contents": [
            {
                **_package_json(change.package),
                "replaces": change.replaces,
                "where": list(change.where),
                "lines": list(change.lines),
                "known": change.is_known,
            }
            for change in plan.contents
        ],
        "scopes": list(plan.scopes),
        "notes": list(plan.notes),
        "guarded": list(plan.guarded),
        "missed": list(plan.missed),
        "retirements": [
            {
                "theme": one.theme,
                "paths": [_step_json(path) for path in one.paths],
                "used_by": list(one.used_by),
                "guarded": list(one.guarded),
            }
            for one in plan.retirements
        ],
        "relies_on": {name: dict(state) for name, state in plan.relies_on.items()},
    }


def from_json(data: bytes, file: str) -> Plan:
    """The plan that was saved in *file*; `ThemeError` when it is none."""
    if len(data) > MAX_BYTES:
        fail("plan-unreadable", "The file is too large for a plan.", file)
    try:
        said = json.loads(data)
        if said["plan"] != VERSION:
            fail("plan-unreadable", f"The plan has version {said['plan']}.", file)
        return Plan(
            deployment=_text(said["deployment"]),
            node=_text(said["node"]),
            deployment_uuid=_text(said["deployment_uuid"]),
            steps=tuple(_step(step) for step in said["steps"]),
            contents=tuple(_content(change) for change in said["contents"]),
            scopes=tuple(map(_text, said["scopes"])),
            notes=tuple(map(_text, said["notes"])),
            guarded=tuple(map(_text, said["guarded"])),
            relies_on={name: dict(state) for name, state in said["relies_on"].items()},
            missed=tuple(map(_text, said.get("missed", ()))),
            retirements=tuple(map(_retirement, said.get("retirements", ()))),
        )
    except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError):
        fail("plan-unreadable", "This is not a plan that this program wrote.", file)


def _step_json(step: Step) -> dict[str, Json]:
    match step:
        case Upload():
            return {
                "do": "upload",
                **_package_json(step.package),
                "size": step.size,
                "description": step.description,
            }
        case Trail():
            described = {"description": step.description}
            return {"do": "trail", **_package_json(step.package), **described}
        case AddPath():
            return {"do": "add-path", "slug": step.slug, **_package_json(step.package)}
        case Point():
            return {
                "do": "point",
                **_ref_json(step.ref),
                "label": step.label,
                "field": step.field,
                "before": step.before,
                "before_shown": step.before_shown,
                **_package_json(step.package),
                "enable": step.enable,
            }
        case Set():
            return {
                "do": "set",
                **_ref_json(step.ref),
                "label": step.label,
                "field": step.field,
                "before": step.before,
                "after": step.after,
                "why": step.why,
                "file": step.decided.file,
                "line": step.decided.line,
            }
        case RetirePath():
            return {
                "do": "retire-path",
                **_ref_json(step.ref),
                "label": step.label,
                "theme": step.theme,
                "before": step.before,
                "before_shown": step.before_shown,
                "switch_off": step.switch_off,
            }


def _step(said: Mapping[str, Any]) -> Step:
    match said["do"]:
        case "upload":
            return Upload(_package(said), int(said["size"]), _text(said["description"]))
        case "trail":
            return Trail(_package(said), _text(said["description"]))
        case "add-path":
            return AddPath(_text(said["slug"]), _package(said))
        case "point":
            shown = _text(said["before_shown"])
            before = _text(said["before"])
            label, field = _text(said["label"]), _text(said["field"])
            enable = said["enable"] is True
            return Point(_ref(said), label, field, before, shown, _package(said), enable)
        case "set":
            label, field, why = _text(said["label"]), _text(said["field"]), _text(said["why"])
            decided = Place(_text(said["file"]), int(said["line"]))
            return Set(_ref(said), label, field, said["before"], said["after"], why, decided)
        case "retire-path":
            return _retire_path(said)
    raise ValueError


def _retire_path(said: Mapping[str, Any]) -> RetirePath:
    return RetirePath(
        ref=_ref(said),
        label=_text(said["label"]),
        theme=_text(said["theme"]),
        before=_text(said["before"]),
        before_shown=_text(said["before_shown"]),
        switch_off=said["switch_off"] is True,
    )


def _retirement(said: Mapping[str, Any]) -> Retirement:
    return Retirement(
        theme=_text(said["theme"]),
        paths=tuple(map(_retire_path, said["paths"])),
        used_by=tuple(map(_text, said["used_by"])),
        guarded=tuple(map(_text, said["guarded"])),
    )


def _content(said: Mapping[str, Any]) -> ContentChange:
    return ContentChange(
        package=_package(said),
        replaces=_text(said["replaces"]),
        where=tuple(map(_text, said["where"])),
        lines=tuple(map(_text, said["lines"])),
        is_known=said["known"] is True,
    )


def _package_json(package: PackageId) -> dict[str, Json]:
    return {"kind": package.kind.value, "theme": package.theme, "digest": package.digest}


def _package(said: Mapping[str, Any]) -> PackageId:
    return PackageId(Kind(said["kind"]), _text(said["theme"]), _text(said["digest"]))


def _ref_json(ref: Ref) -> dict[str, Json]:
    return {"resource": ref.resource.value, "key": ref.key}


def _ref(said: Mapping[str, Any]) -> Ref:
    return Ref(Resource(said["resource"]), _text(said["key"]))


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value
