"""Doctor: compare a node's schemas with what we rely on, and probe a lab node.

`examine` only reads. `probe` writes throw-away objects to a node that is declared a lab; the next
probe also removes what an interrupted one left, which it finds by name.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from themebuilder.core.problems import ThemeError
from themebuilder.packages import zip_writer
from themebuilder.publishing.content_diff import MANIFEST
from themebuilder.publishing.errors import (
    BrokenOffError,
    Json,
    UnsentError,
    describe_error,
    fail,
)
from themebuilder.publishing.node_state import GLOBAL_FIELDS, ROOM_FIELDS
from themebuilder.publishing.objects import GLOBAL, ROOT, FilePart, Object, Ref, Resource
from themebuilder.publishing.session import Session
from themebuilder.publishing.transport import Reply
from themebuilder.publishing.verify import ANONYMOUS

SCHEMAS = "schemas of live nodes, v40 and v41, as published by third parties"
SDK = "Pexip's Go SDK and Terraform provider"
NEEDED = (Resource.BRANDING, Resource.PATH, Resource.THEME, Resource.ROOM, Resource.GLOBAL)
PROBE = "themebuilder-probe"

Schemas = Mapping[Resource, Object]
Condition = Callable[[Schemas], bool | None]


class Answer(StrEnum):
    """What a node's schemas say about something that we rely on."""

    CONFIRMED = "confirmed"
    CONTRADICTED = "contradicted"
    SILENT = "not said"


@dataclass(frozen=True, slots=True)
class ApiFact:
    """Something that our requests rely on, where we know it from, and the node's answer."""

    what: str
    source: str
    answer: Answer


@dataclass(frozen=True, slots=True)
class Examination:
    """What a node says about itself. *missing* are resources that we need and it does not have."""

    origin: str
    deployment_uuid: str
    versions: tuple[str, ...]
    missing: tuple[str, ...]
    facts: tuple[ApiFact, ...]
    conferencing: tuple[str, ...]

    @property
    def contradicted(self) -> tuple[ApiFact, ...]:
        """What we rely on and this node contradicts."""
        return tuple(fact for fact in self.facts if fact.answer is Answer.CONTRADICTED)


@dataclass(frozen=True, slots=True)
class ProbeResult:
    """A question, and what the node did."""

    question: str
    answer: str


def examine(session: Session) -> Examination:
    """Read the node's schemas and versions, and whether its conferencing nodes answer."""
    node = session.node
    index = node.index()
    schemas = {one: node.schema(one) for one in Resource if one.value in index}
    bundles = node.all(Resource.BUNDLE) if Resource.BUNDLE in index else []
    return Examination(
        origin=node.origin,
        deployment_uuid=str((node.get(GLOBAL) or {}).get("deployment_uuid", "")),
        versions=tuple(
            f"{bundle.get('bundle_type', '?')} {bundle.get('version', '?')}"
            f"{' (core)' if bundle.get('core') is True else ''}"
            for bundle in bundles
        ),
        missing=tuple(resource.value for resource in NEEDED if resource.value not in index),
        facts=check_facts(schemas),
        conferencing=tuple(_conferencing(session)),
    )


def _conferencing(session: Session) -> Iterable[str]:
    for origin, transport in session.conferencing.items():
        try:
            reply = transport.get("/webapp3/branding/manifest.json", ANONYMOUS)
        except (UnsentError, BrokenOffError) as error:
            yield f"{origin}: {error}"
        else:
            yield f"{origin}: branding files {'seen' if reply.status == 200 else 'not seen'}"


def check_facts(schemas: Schemas) -> tuple[ApiFact, ...]:
    """Everything that we rely on, with the answer of the schemas."""
    found = []
    for what, source, *conditions in _FACTS:
        answers = [condition(schemas) for condition in conditions]
        answer = Answer.CONFIRMED
        if False in answers:
            answer = Answer.CONTRADICTED
        elif None in answers:
            answer = Answer.SILENT
        found.append(ApiFact(what, source, answer))
    return tuple(found)


def _field(schemas: Schemas, resource: Resource, name: str) -> Mapping[str, Any] | None:
    fields = schemas.get(resource, {}).get("fields")
    found = fields.get(name) if isinstance(fields, dict) else None
    return found if isinstance(found, dict) else None


def _has(resource: Resource, *names: str) -> Condition:
    return lambda schemas: (
        all(_field(schemas, resource, name) is not None for name in names)
        if resource in schemas
        else None
    )


def _lacks(resource: Resource, name: str) -> Condition:
    return lambda schemas: _field(schemas, resource, name) is None if resource in schemas else None


def _says(resource: Resource, name: str, key: str, want: object) -> Condition:
    """The field has that property; a list has to contain all of a tuple."""

    def check(schemas: Schemas) -> bool | None:
        field = _field(schemas, resource, name)
        if field is None:
            return None if resource not in schemas else False
        if key not in field:
            return None
        found = field[key]
        if isinstance(want, tuple):
            return isinstance(found, list) and all(one in found for one in want)
        return bool(found == want)

    return check


def _lists(resource: Resource, key: str, *wanted: str) -> Condition:
    def check(schemas: Schemas) -> bool | None:
        found = schemas.get(resource, {}).get(key)
        return all(one in found for one in wanted) if isinstance(found, dict | list) else None

    return check


_BRANDING, _PATH, _THEME, _ROOM = Resource.BRANDING, Resource.PATH, Resource.THEME, Resource.ROOM
_FACTS: tuple[tuple[Any, ...], ...] = (
    ("A package has a uuid and no id.", SCHEMAS, _has(_BRANDING, "uuid"), _lacks(_BRANDING, "id")),
    (
        "A package has name, description and webapp_type.",
        SCHEMAS,
        _has(_BRANDING, "name", "description", "webapp_type"),
    ),
    (
        "A package can be for webapp3.",
        SDK,
        _says(_BRANDING, "webapp_type", "valid_choices", ("webapp3",)),
    ),
    (
        "A package's description may have 250 characters.",
        SDK,
        _says(_BRANDING, "description", "max_length", 250),
    ),
    (
        "A package can be read, changed and deleted.",
        SCHEMAS,
        _lists(_BRANDING, "allowed_detail_http_methods", "get", "patch", "delete"),
    ),
    ("Packages can be found by name.", SCHEMAS, _lists(_BRANDING, "filtering", "name")),
    (
        "A path has slug, branding, is_enabled and webapp_type, and no name.",
        SCHEMAS,
        _has(_PATH, "slug", "branding", "is_enabled", "webapp_type"),
        _lacks(_PATH, "name"),
    ),
    ("A slug is unique.", SCHEMAS, _says(_PATH, "slug", "unique", want=True)),
    ("Paths can be found by slug.", SCHEMAS, _lists(_PATH, "filtering", "slug")),
    ("A path's package may be null.", SDK, _says(_PATH, "branding", "nullable", want=True)),
    ("A new path is switched off.", SCHEMAS, _says(_PATH, "is_enabled", "default", want=False)),
    (
        "A service theme has a name and no description.",
        SCHEMAS,
        _has(_THEME, "name"),
        _lacks(_THEME, "description"),
    ),
    ("A service theme's name is unique.", SDK, _says(_THEME, "name", "unique", want=True)),
    ("Service themes can be found by name.", SCHEMAS, _lists(_THEME, "filtering", "name")),
    ("Rooms can be found by name and tag.", SCHEMAS, _lists(_ROOM, "filtering", "name", "tag")),
    (
        "A room's enable_chat is default, yes or no.",
        SDK,
        _says(_ROOM, "enable_chat", "valid_choices", ("default", "yes", "no")),
    ),
    ("A room's theme may be null.", SDK, _says(_ROOM, "ivr_theme", "nullable", want=True)),
    (
        "The global enable_chat is a boolean.",
        SDK,
        _says(Resource.GLOBAL, "enable_chat", "type", "boolean"),
    ),
    (
        "The default theme and the default path are global settings.",
        SDK,
        _has(Resource.GLOBAL, "default_theme", "default_webapp_alias"),
    ),
    ("A routing rule has no chat field.", SCHEMAS, _lacks(Resource.RULE, "enable_chat")),
    *((f"A room has {name}.", SCHEMAS, _has(_ROOM, name)) for name in ROOM_FIELDS),
    *(
        (f"The global settings have {name}.", SCHEMAS, _has(Resource.GLOBAL, name))
        for name in GLOBAL_FIELDS
    ),
)


def probe(session: Session) -> tuple[ProbeResult, ...]:
    """Try out what no document says; `ThemeError` where the deployment is not declared a lab."""
    if not session.deployment.is_lab:
        message = f"The deployment {session.deployment.name} is not declared a lab."
        fail("permission-missing", message, session.deployment.name)
    _clear_up(session)
    results: list[ProbeResult] = []
    try:
        for question, run in _PROBES.items():
            session.say(question)
            try:
                answer = run(session)
            except (UnsentError, BrokenOffError) as error:
                answer = str(error)
            except ThemeError as error:
                answer = "; ".join(one.message for one in error.problems)
            results.append(ProbeResult(question, answer))
    finally:
        _clear_up(session)
    return tuple(results)


def _clear_up(session: Session) -> None:
    for resource in (Resource.PATH, Resource.BRANDING):
        for item in session.node.all(resource):
            if str(item.get(resource.label, "")).startswith(PROBE):
                session.node.delete(Ref(resource, str(item[resource.key])))


def _create_package(session: Session, name: str = "one") -> Ref:
    return session.node.create(Resource.BRANDING, _branding(name), _zip(MANIFEST))


def _create_path(session: Session) -> Ref:
    uri = _create_package(session).uri
    values = {"slug": PROBE, "webapp_type": "webapp3", "is_enabled": True, "branding": uri}
    session.node.create(Resource.PATH, values)
    return _create_package(session)


def _download(session: Session) -> str:
    ref = _create_package(session)
    return "yes" if session.node.download(ref) else "no"


def _refuse_without_manifest(session: Session) -> str:
    path = f"{ROOT}{Resource.BRANDING.value}/"
    return _describe(session.node.send("POST", path, _branding("empty"), _zip("readme.txt")))


def _refuse_slug(session: Session) -> str:
    _create_path(session)
    values = {"slug": PROBE, "webapp_type": "webapp3"}
    return _describe(session.node.send("POST", f"{ROOT}{Resource.PATH.value}/", values))


def _delete_in_use(session: Session) -> str:
    ref = _create_path(session)
    reply = session.node.send("DELETE", ref.uri)
    state = "it still exists" if session.node.get(ref) else "it is gone"
    return f"{_describe(reply)}, {state}"


def _replicate(session: Session) -> str:
    _create_path(session)
    deployment, started = session.deployment, session.clock.now()
    pause = max(1, min(5, deployment.first_check))
    waiting = dict(session.conferencing)
    answers = []
    while waiting and session.clock.now() - started < deployment.timeout:
        session.clock.sleep(pause)
        for origin, transport in list(waiting.items()):
            reply = transport.get(f"/{PROBE}/branding/manifest.json", ANONYMOUS)
            if reply.status == 200 and reply.body == _MANIFEST:
                caching = reply.headers.get("cache-control", "no cache-control")
                seconds = session.clock.now() - started
                answers.append(f"{origin} after {seconds:.0f} s ({caching})")
                del waiting[origin]
    answers += [f"{origin} not within {deployment.timeout} s" for origin in waiting]
    return "; ".join(answers) or "no conferencing nodes are named"


_PROBES: Mapping[str, Callable[[Session], str]] = {
    "Does the node return a package?": _download,
    "How does it refuse a package without a manifest?": _refuse_without_manifest,
    "How does it refuse a slug that is taken?": _refuse_slug,
    "Can a package that a path shows be deleted?": _delete_in_use,
    "When do conferencing nodes serve a new path?": _replicate,
}
_MANIFEST = json.dumps(
    {
        "version": 0,
        "meta": {"name": "DEFAULT", "brandVersion": "n/a"},
        "brandName": "",
        "images": {},
        "translations": {},
    }
).encode()


def _branding(name: str) -> dict[str, Json]:
    return {"name": f"{PROBE} {name}", "description": "throw-away", "webapp_type": "webapp3"}


def _zip(file: str) -> FilePart:
    return FilePart("branding_file", "probe.zip", zip_writer.pack({file: _MANIFEST}, folders=True))


def _describe(reply: Reply) -> str:
    text = describe_error(reply.status, reply.body)
    return text if text.startswith(str(reply.status)) else f"{reply.status}: {text}"
