"""Try on a lab what no document says: with throw-away objects, cleared away in the end.

Whatever happens, the next run clears up as well: probes are known by their names, and the one for
the default theme says in its name which theme was the default before.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass

from themebuilder.core.problems import ThemeError
from themebuilder.packages import zip_writer
from themebuilder.publishing.content_diff import MANIFEST, SCREENS
from themebuilder.publishing.failure import BrokenOffError, Json, UnsentError, fail, told
from themebuilder.publishing.objects import GLOBAL, ROOT, Object, Ref, Resource, Upload, key_of
from themebuilder.publishing.session import Session
from themebuilder.publishing.transport import Reply
from themebuilder.publishing.verify import ANONYMOUS

PREFIX = "themebuilder-probe"
SLUG = "themebuilder-probe"


@dataclass(frozen=True, slots=True)
class Probed:
    """A question and what the node did."""

    question: str
    answer: str


def probe(session: Session) -> tuple[Probed, ...]:
    """Try everything that is unknown; `ThemeError` where the deployment is not declared a lab."""
    if not session.deployment.is_lab:
        message = f"The deployment {session.deployment.name} is not declared a lab."
        fail("not-a-lab", message, session.deployment.name)
    clear_up(session)
    found: list[Probed] = []
    try:
        for question, trial in _TRIALS:
            session.say(question)
            try:
                answer = trial(session)
            except (UnsentError, BrokenOffError) as error:
                answer = str(error)
            except ThemeError as error:
                answer = "; ".join(one.message for one in error.problems)
            found.append(Probed(question, answer))
    finally:
        clear_up(session)
    return tuple(found)


def clear_up(session: Session) -> None:
    """Put the default theme back, and delete what probes made, in the order that nothing is in use."""
    node = session.node
    settings = node.get(GLOBAL) or {}
    default = settings.get("default_theme")
    name = str(default.get("name", "")) if isinstance(default, dict) else ""
    if was := re.fullmatch(rf"{PREFIX} default was=([0-9a-z]+)", name):
        before = None if was[1] == "none" else Ref(Resource.THEME, was[1]).uri
        node.change(GLOBAL, {"default_theme": before})
    for resource in (Resource.PATH, Resource.BRANDING, Resource.THEME):
        for item in node.all(resource):
            if str(item.get(resource.label, "")).startswith(PREFIX):
                node.delete(Ref(resource, str(item[resource.key])))


def _create(session: Session) -> str:
    reply = session.node.try_create(Resource.BRANDING, _branding("one"), _zip())
    body = "a body" if reply.body else "no body"
    return f"{reply.status}, {body}, Location {reply.headers.get('location', '(none)')}"


def _create_twice(session: Session) -> str:
    _need(session, Resource.BRANDING, "one")
    return _said(session.node.try_create(Resource.BRANDING, _branding("one"), _zip()))


def _other_meta_name(session: Session) -> str:
    reply = session.node.try_create(Resource.BRANDING, _branding("meta"), _zip(meta="OTHER"))
    return _said(reply)


def _no_manifest(session: Session) -> str:
    data = zip_writer.pack({"readme.txt": b"no manifest"})
    part = Upload("branding_file", "probe.zip", data)
    reply = session.node.try_create(Resource.BRANDING, _branding("empty"), part)
    return f"{_said(reply)} {_nesting(reply)}"


def _replace_zip(session: Session) -> str:
    ref = _need(session, Resource.BRANDING, "one")
    before = session.node.get(ref) or {}
    values = {"name": before.get("name")}
    reply = session.node.try_change(ref, values, _zip(meta="DEFAULT", title="replaced"))
    after = session.node.get(ref) or {}
    changed = before.get("last_updated") != after.get("last_updated")
    return f"{_said(reply)}, last_updated {'changed' if changed else 'the same'}"


def _download(session: Session) -> str:
    ref = _need(session, Resource.BRANDING, "one")
    return f"{session.node.try_read(f'{ref.uri}download/').status}"


def _delete_in_use(session: Session) -> str:
    ref = _need(session, Resource.BRANDING, "one")
    _path(session, ref)
    reply = session.node.try_delete(ref)
    there = "it is there still" if session.node.get(ref) else "it is gone"
    return f"{_said(reply)}, {there}"


def _slug_clash(session: Session) -> str:
    _path(session, _need(session, Resource.BRANDING, "one"))
    values = {"slug": SLUG, "webapp_type": "webapp3"}
    reply = session.node.try_create(Resource.PATH, values)
    return f"{_said(reply)} {_nesting(reply)}"


def _type_mismatch(session: Session) -> str:
    ref = _need(session, Resource.BRANDING, "one")
    values = {"slug": f"{SLUG}-type", "webapp_type": "webapp2", "branding": ref.uri}
    return _said(session.node.try_create(Resource.PATH, values))


def _default_theme(session: Session) -> str:
    settings = session.node.get(GLOBAL) or {}
    was = key_of(settings.get("default_theme")) or "none"
    ref = _meeting(session, f"{PREFIX} default was={was}")
    themes = len(session.node.all(Resource.THEME))
    reply = session.node.try_change(GLOBAL, {"default_theme": ref.uri})
    now = key_of((session.node.get(GLOBAL) or {}).get("default_theme"))
    rogue = len(session.node.all(Resource.THEME)) - themes
    took = "kept" if now == ref.key else "not kept"
    return f"{reply.status}, {took}{f', {rogue} more themes' if rogue else ''}"


def _delete_default_theme(session: Session) -> str:
    key = key_of((session.node.get(GLOBAL) or {}).get("default_theme"))
    item = session.node.get(Ref(Resource.THEME, key)) if key else None
    if item is None or not str(item.get("name", "")).startswith(PREFIX):
        return "not tried: the probe is not the default theme"
    return _said(session.node.try_delete(Ref(Resource.THEME, key)))


def _missing_slash(session: Session) -> str:
    reply = session.node.try_read(f"{ROOT}{Resource.PATH.value}")
    return f"{reply.status}{', a redirect' if 300 <= reply.status < 400 else ''}"


def _bad_token(session: Session) -> str:
    reply = session.node.try_read(f"{ROOT}{Resource.PATH.value}/", "Bearer no-such-token")
    asks = reply.headers.get("www-authenticate", "nothing")
    return f"{reply.status}, {len(reply.body)} bytes, asks for {asks}"


def _replication(session: Session) -> str:
    """How long until each conferencing node serves a new path, and what it says of caching."""
    _path(session, _need(session, Resource.BRANDING, "one"))
    want = _manifest("DEFAULT", "replaced"), _manifest("DEFAULT", "")
    started = session.clock.now()
    pause = max(1, min(5, session.deployment.first_check))
    waiting = dict(session.conferencing)
    said = []
    while waiting and session.clock.now() - started < session.deployment.timeout:
        session.clock.sleep(pause)
        for origin, transport in list(waiting.items()):
            reply = transport.get(f"/{SLUG}/branding/manifest.json", ANONYMOUS)
            if reply.status == 200 and reply.body in want:
                took = session.clock.now() - started
                caching = reply.headers.get("cache-control", "nothing of caching")
                said.append(f"{origin} after {took:.0f} s ({caching})")
                del waiting[origin]
    said += [f"{origin} not within {session.deployment.timeout} s" for origin in waiting]
    return "; ".join(said) or "no conferencing nodes are named"


_TRIALS: tuple[tuple[str, Callable[[Session], str]], ...] = (
    ("What does making a package answer?", _create),
    ("Can two packages have one name?", _create_twice),
    ("Is a manifest taken whose meta.name is not DEFAULT?", _other_meta_name),
    ("How is a package without manifest refused?", _no_manifest),
    ("Is a package given back?", _download),
    ("Can a package that a path shows be deleted?", _delete_in_use),
    ("How is a slug refused that is taken?", _slug_clash),
    ("May a path show a package for another web app?", _type_mismatch),
    ("When do conferencing nodes serve a new path?", _replication),
    ("Is a zip replaced by PATCH?", _replace_zip),
    ("Is default_theme taken as a URI?", _default_theme),
    ("Can the default theme be deleted?", _delete_default_theme),
    ("What if the slash at the end is missing?", _missing_slash),
    ("How is a wrong token refused?", _bad_token),
)


def _branding(name: str) -> dict[str, Json]:
    return {"name": f"{PREFIX} {name}", "description": "throw-away", "webapp_type": "webapp3"}


def _manifest(meta: str, title: str) -> bytes:
    said = {"name": meta, "brandVersion": "n/a"}
    manifest = {"version": 0, "meta": said, "brandName": title, "images": {}, "translations": {}}
    return json.dumps(manifest).encode()


def _zip(meta: str = "DEFAULT", title: str = "") -> Upload:
    data = zip_writer.pack({MANIFEST: _manifest(meta, title)}, folders=True)
    return Upload("branding_file", "probe.zip", data)


def _need(session: Session, resource: Resource, name: str) -> Ref:
    """The probe's object of that name, made if it is not there."""
    return session.node.create(resource, _branding(name), _zip())


def _path(session: Session, package: Ref) -> Ref:
    values: Object = {
        "slug": SLUG,
        "webapp_type": "webapp3",
        "is_enabled": True,
        "branding": package.uri,
    }
    return session.node.create(Resource.PATH, values)


def _meeting(session: Session, name: str) -> Ref:
    data = zip_writer.pack({SCREENS: b'{"theme_version": 2}'})
    part = Upload("package", "probe.zip", data)
    return session.node.create(Resource.THEME, {"name": name}, part)


def _said(reply: Reply) -> str:
    said = told(reply.status, reply.body)
    return said if said.startswith(str(reply.status)) else f"{reply.status}: {said}"


def _nesting(reply: Reply) -> str:
    try:
        said = json.loads(reply.body)
    except ValueError:
        return "(no JSON)"
    nested = isinstance(said, dict) and any(isinstance(value, dict) for value in said.values())
    return "(nested by resource)" if nested else "(flat)"
