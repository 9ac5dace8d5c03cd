"""What conferencing nodes serve, compared with the packages: web app paths byte for byte, and service themes.

Of a service theme a node shows only the direct-media screens, as a guest's app reads them. Their texts
are compared. That a real node takes them from the theme is unconfirmed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import quote

from themebuilder.core.messages import N_, _
from themebuilder.definitions.model import Files
from themebuilder.packages import zip_writer
from themebuilder.packages.model import MANIFEST, WEBAPP3_FOLDER
from themebuilder.packages.service_theme import read_screen_texts
from themebuilder.platform.facts import read_screen_text
from themebuilder.publishing.live_packages import ContentReader
from themebuilder.publishing.node.node_state import NodeState
from themebuilder.publishing.node.replies import Reply
from themebuilder.publishing.node.transport import (
    IN_FLIGHT,
    REPEATED_STATUS,
    NoAnswerError,
    Transport,
)
from themebuilder.publishing.session import Session

RETRY_PAUSES = (1.0,)
"""An unreachable node is compared again anyway; many paths must not wait for it in turn."""
ANONYMOUS = {"Cache-Control": "no-cache", "Accept": "*/*"}


MeetingSettings = Mapping[str, bool | None]
"""Field -> whether a meeting tells its apps that it is on; None where it could not be asked."""

_UNREADABLE = (NoAnswerError, LookupError, RecursionError, TypeError, ValueError)


SCREENS = "theme/"
"""Where the apps of a meeting get its direct-media screens."""


def ask_meeting(transport: Transport, alias: str, path: str = "") -> object:
    """Join the meeting at *alias* as a guest for a moment; None where that is refused.

    Return what its apps get on joining, or what they get at *path*.
    """
    base = f"/api/client/v2/conferences/{quote(alias, safe='@')}/"
    headers = {"Content-Type": "application/json", "Accept": "application/json"}
    body = json.dumps({"display_name": "themebuilder verify"}).encode()
    try:
        reply = transport.send("POST", base + "request_token", headers, body)
        answer: Any = json.loads(reply.body)["result"]
        token = str(answer["token"])
    except _UNREADABLE:
        return None
    transport.log.hide(token)
    headers["token"] = token
    try:
        if path:
            reply = transport.send("GET", base + path, headers)
            answer = json.loads(reply.body)["result"] if reply.status == 200 else None
    except _UNREADABLE:
        return None
    finally:
        with suppress(NoAnswerError):
            transport.send("POST", base + "release_token", headers, b"{}")
    return answer


def read_meeting(transport: Transport, alias: str, names: Sequence[str]) -> MeetingSettings:
    """Return what a meeting tells its apps under each of *names*."""
    answer = ask_meeting(transport, alias)
    found = answer if isinstance(answer, dict) else {}
    return {name: value if isinstance(value := found.get(name), bool) else None for name in names}


class ServedState(StrEnum):
    """What a conferencing node serves; the value is a message."""

    SAME = N_("same")
    DIFFERENT = N_("different")
    LEFT = N_("no longer our package")
    MISSING = N_("missing")
    UNREACHABLE = N_("unreachable")


AS_WANTED = {ServedState.SAME, ServedState.LEFT}
Manifests = Mapping[tuple[str, str], bytes | None]
"""Conferencing node and path -> the manifest that is served there, or None."""


@dataclass(frozen=True, slots=True)
class ServedContent:
    """What one conferencing node serves at a path, or what the apps of a meeting get from it.

    *place* is the path with its slash, or the alias of the meeting; *detail* names the first
    difference.
    """

    node: str
    place: str
    state: ServedState
    detail: str = ""

    @property
    def is_path(self) -> bool:
        """Whether *place* is a path."""
        return self.place.startswith("/")

    def __str__(self) -> str:
        detail = f" ({self.detail})" if self.detail else ""
        if self.is_path:
            return f"{self.node}{self.place}: {_(self.state)}{detail}"
        return _(
            "{node}, texts of the service theme in the meeting {alias}: {state}{detail}",
            node=self.node,
            alias=self.place,
            state=_(self.state),
            detail=detail,
        )


def limit_answer_time(session: Session) -> None:
    """Wait for answers of conferencing nodes no longer than the deployment's `timeout` from now."""
    for transport in session.conferencing.values():
        transport.latest = session.clock.now() + session.deployment.timeout


def read_manifests(session: Session, slugs: Iterable[str]) -> Manifests:
    """Return what every conferencing node serves now on paths that are about to show something else."""
    found: dict[tuple[str, str], bytes | None] = {}
    limit_answer_time(session)
    for slug in slugs:
        for node, transport in session.conferencing.items():
            found[node, slug] = None
            with suppress(NoAnswerError):
                found[node, slug] = _read_manifest(transport, slug)
    return found


def compare_paths(session: Session, expected: Mapping[str, Files]) -> tuple[ServedContent, ...]:
    """Return what every conferencing node serves at each path, compared with what is *expected* there."""
    pairs = [(node, slug) for slug in sorted(expected) for node in session.conferencing]

    def compare(pair: tuple[str, str]) -> ServedContent:
        node, slug = pair
        return _compare_path(session.conferencing[node], slug, expected[slug])

    with ThreadPoolExecutor(IN_FLIGHT) as pool:
        return tuple(pool.map(compare, pairs))


def compare_left(session: Session, left: Manifests) -> Iterator[ServedContent]:
    """Yield whether each node still serves what it served before."""
    for (node, slug), before in left.items():
        state, detail = ServedState.MISSING, ""
        try:
            now = _read_manifest(session.conferencing[node], slug)
        except NoAnswerError as error:
            state, detail = ServedState.UNREACHABLE, error.reason
        else:
            if before is not None:
                state = ServedState.DIFFERENT if now == before else ServedState.LEFT
        yield ServedContent(node, f"/{slug}", state, detail)


def get_file(transport: Transport, path: str) -> Reply:
    """GET; `NoAnswerError` also for a node that is busy, as what it serves then tells nothing."""
    reply = transport.get(path, ANONYMOUS, RETRY_PAUSES)
    if reply.status in REPEATED_STATUS:
        raise NoAnswerError(_("it answers {status}", status=reply.status))
    return reply


def _read_manifest(transport: Transport, slug: str) -> bytes | None:
    reply = get_file(transport, f"/{slug}/branding/{MANIFEST}")
    return reply.body if reply.status == 200 else None


def _compare_path(transport: Transport, slug: str, expected: Files) -> ServedContent:
    # The manifest first: most changes show there, and a node without the path lacks it.
    manifest = WEBAPP3_FOLDER + MANIFEST
    names = [manifest, *(name for name in sorted(expected) if name != manifest)]
    for name in names:
        if name not in expected or not name.startswith(WEBAPP3_FOLDER):
            continue
        inside = name.removeprefix(WEBAPP3_FOLDER)
        version = zip_writer.compute_digest({"": expected[name]})[:12]
        path = f"/{slug}/branding/{quote(inside)}?themebuilder={version}"
        try:
            reply = get_file(transport, path)
        except NoAnswerError as error:
            return ServedContent(
                transport.origin, f"/{slug}", ServedState.UNREACHABLE, error.reason
            )
        if reply.status != 200:
            is_gone = reply.status == 404 and name == manifest
            state = ServedState.MISSING if is_gone else ServedState.DIFFERENT
            return ServedContent(transport.origin, f"/{slug}", state, f"{inside}: {reply.status}")
        if reply.body != expected[name]:
            return ServedContent(transport.origin, f"/{slug}", ServedState.DIFFERENT, inside)
    return ServedContent(transport.origin, f"/{slug}", ServedState.SAME)


_PREFIX = "direct_media_"
_NO_SCREENS = N_("it shows no screens")
_NO_TEXTS = N_("its package has no text that apps show")


def list_expected_themes(
    session: Session, live: NodeState, read_content: ContentReader
) -> dict[str, Files]:
    """Alias of a meeting -> the files of the service theme that it should have, where they are known."""
    deployment = session.deployment
    expected: dict[str, Files] = {}
    for choice in deployment.rooms:
        theme = live.find_theme(deployment.node_name(choice.theme)) if choice.check_alias else None
        files = read_content(theme) if theme else None
        if files is not None:
            expected[choice.check_alias] = files
    return expected


def compare_themes(session: Session, expected: Mapping[str, Files]) -> Iterator[ServedContent]:
    """Join each meeting on every conferencing node, and compare what its apps get."""
    for alias, files in expected.items():
        for transport in session.conferencing.values():
            yield _compare(transport, alias, files)


def _compare(transport: Transport, alias: str, files: Files) -> ServedContent:
    texts = _list_texts(files)
    if not texts:
        return ServedContent(transport.origin, alias, ServedState.MISSING, _(_NO_TEXTS))
    found = ask_meeting(transport, alias, SCREENS)
    if not isinstance(found, dict):
        return ServedContent(transport.origin, alias, ServedState.MISSING, _(_NO_SCREENS))
    for id_, text in texts.items():
        screen = found.get(id_)
        if not isinstance(screen, dict) or read_screen_text(screen) != text:
            return ServedContent(transport.origin, alias, ServedState.DIFFERENT, id_)
    return ServedContent(transport.origin, alias, ServedState.SAME)


def _list_texts(files: Files) -> dict[str, str]:
    """Direct-media screen -> the text that an app shows of it."""
    try:
        texts = read_screen_texts(files)
    except ValueError:  # somebody else's package may be anything
        return {}
    return {id_: text for id_, text in texts.items() if id_.startswith(_PREFIX)}
