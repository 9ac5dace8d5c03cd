"""Look on every conferencing node whether it serves what was published, byte for byte."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import quote

from themebuilder.core.problems import Place, Problem, problem
from themebuilder.definitions.model import Files
from themebuilder.packages import zip_writer
from themebuilder.publishing.content_diff import MANIFEST, WEBAPP
from themebuilder.publishing.failure import BrokenOffError, UnsentError
from themebuilder.publishing.session import Session
from themebuilder.publishing.transport import IN_FLIGHT, Transport

BETWEEN_LOOKS = 15.0
ONCE_MORE = (1.0,)
"""A node that is away is looked at again anyway; thirty paths must not wait for it in turn."""
ANONYMOUS = {"Cache-Control": "no-cache", "Accept": "*/*"}


class Verdict(StrEnum):
    """What a conferencing node serves."""

    SAME = "same"
    DIFFERENT = "different"
    MISSING = "missing"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True, slots=True)
class Seen:
    """What one conferencing node serves at one path; *detail* names the first difference."""

    node: str
    slug: str
    verdict: Verdict
    detail: str = ""

    def __str__(self) -> str:
        detail = f" ({self.detail})" if self.detail else ""
        return f"{self.node}/{self.slug}: {self.verdict.value}{detail}"


def look(session: Session, expected: Mapping[str, Files]) -> tuple[Seen, ...]:
    """What every conferencing node serves at each path, compared with what is *expected* there."""
    asked = [(node, slug) for slug in sorted(expected) for node in session.conferencing]

    def one(question: tuple[str, str]) -> Seen:
        node, slug = question
        return _look(session.conferencing[node], slug, expected[slug])

    with ThreadPoolExecutor(IN_FLIGHT) as pool:
        return tuple(pool.map(one, asked))


def wait_and_look(
    session: Session, expected: Mapping[str, Files], first_pause: float
) -> tuple[Seen, ...]:
    """The same, as soon as all is as expected, or when the time that is allowed has passed.

    The first look comes after *first_pause* seconds.
    """
    if not expected or not session.conferencing:
        return ()
    deployment, clock = session.deployment, session.clock
    started = clock.now()
    pause = first_pause
    while True:
        if pause:
            session.say(f"wait {pause:g} s for the conferencing nodes")
            clock.sleep(pause)
        seen = look(session, expected)
        left = started + deployment.timeout - clock.now()
        if all(one.verdict is Verdict.SAME for one in seen) or left <= 0:
            return seen
        pause = min(BETWEEN_LOOKS, left)


def judged(session: Session, seen: tuple[Seen, ...], slugs: tuple[str, ...]) -> tuple[Problem, ...]:
    """What is wrong with what was seen; a path that no node serves is only not verified."""
    if slugs and not session.conferencing:
        message = "The deployment names no conferencing nodes, so nothing was compared there."
        return (problem("not-verified", message, session.deployment.place),)
    problems = []
    for slug in slugs:
        here = [one for one in seen if one.slug == slug]
        wrong = [one for one in here if one.verdict is not Verdict.SAME]
        if not wrong:
            continue
        if all(one.verdict is Verdict.MISSING for one in here):
            message = f"No conferencing node serves /{slug}/branding/manifest.json."
            problems.append(problem("not-verified", message, Place(f"/{slug}")))
            continue
        message = "; ".join(str(one) for one in wrong)
        problems.append(problem("not-replicated", message, Place(f"/{slug}")))
    return tuple(problems)


Told = Mapping[str, bool | None]
"""Field -> whether a meeting tells its apps that it is on; None where that cannot be asked."""


def told_at(transport: Transport, alias: str, names: Sequence[str]) -> Told:
    """What a meeting tells its apps under each of *names*.

    It joins for a moment, as any guest would, and leaves at once.
    """
    base = f"/api/client/v2/conferences/{quote(alias, safe='@')}/"
    headers = {"Content-Type": "application/json", "Accept": "application/json"}
    body = json.dumps({"display_name": "themebuilder verify"}).encode()
    try:
        reply = transport.send("POST", base + "request_token", headers, body)
        result = json.loads(reply.body)["result"]
        token, told = str(result["token"]), {name: result[name] for name in names}
        transport.traffic.hide(token)
        transport.send("POST", base + "release_token", {**headers, "token": token}, b"{}")
    except (UnsentError, BrokenOffError, LookupError, RecursionError, TypeError, ValueError):
        return dict.fromkeys(names)
    return {name: value if isinstance(value, bool) else None for name, value in told.items()}


def _look(transport: Transport, slug: str, expected: Files) -> Seen:
    # The manifest first: it is what most changes show in, and what a node without the path lacks.
    names = [MANIFEST, *(name for name in sorted(expected) if name != MANIFEST)]
    for name in names:
        if name not in expected or not name.startswith(WEBAPP):
            continue
        inside = name.removeprefix(WEBAPP)
        version = zip_writer.digest({"": expected[name]})[:12]
        path = f"/{slug}/branding/{quote(inside)}?themebuilder={version}"
        try:
            reply = transport.get(path, ANONYMOUS, ONCE_MORE)
        except (UnsentError, BrokenOffError) as error:
            return Seen(transport.origin, slug, Verdict.UNREACHABLE, str(error))
        if reply.status != 200:
            is_gone = reply.status == 404 and name == MANIFEST
            verdict = Verdict.MISSING if is_gone else Verdict.DIFFERENT
            return Seen(transport.origin, slug, verdict, f"{inside}: {reply.status}")
        if reply.body != expected[name]:
            return Seen(transport.origin, slug, Verdict.DIFFERENT, inside)
    return Seen(transport.origin, slug, Verdict.SAME)
