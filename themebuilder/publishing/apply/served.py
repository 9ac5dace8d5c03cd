"""What conferencing nodes serve, compared with the packages: web app paths byte for byte, and service themes.

Of a service theme a node shows only the direct-media screens, as a guest's app reads them. Their texts
are compared. That a real node takes them from the theme is unconfirmed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import quote

from themebuilder.core.messages import N_, _, join_messages
from themebuilder.core.problems import Place, Problem, problem
from themebuilder.definitions.model import Files
from themebuilder.packages import zip_writer
from themebuilder.packages.model import MANIFEST, WEBAPP3
from themebuilder.publishing.node.meetings import join_meeting
from themebuilder.publishing.node.node_state import NodeState
from themebuilder.publishing.node.transport import IN_FLIGHT, NoAnswerError, Reply, Transport
from themebuilder.publishing.session import ContentReader, Session

RETRY_PAUSES = (1.0,)
"""An unreachable node is compared again anyway; many paths must not wait for it in turn."""
ANONYMOUS = {"Cache-Control": "no-cache", "Accept": "*/*"}


class Verdict(StrEnum):
    """What a conferencing node serves; the value is a message."""

    SAME = N_("same")
    DIFFERENT = N_("different")
    LEFT = N_("no longer our package")
    MISSING = N_("missing")
    UNREACHABLE = N_("unreachable")


AS_WANTED = {Verdict.SAME, Verdict.LEFT}
Manifests = Mapping[tuple[str, str], bytes | None]
"""Conferencing node and path -> the manifest that is served there, or None."""


@dataclass(frozen=True, slots=True)
class ServedPath:
    """What one conferencing node serves at one path; *detail* names the first difference."""

    node: str
    slug: str
    verdict: Verdict
    detail: str = ""

    def __str__(self) -> str:
        detail = f" ({self.detail})" if self.detail else ""
        return f"{self.node}/{self.slug}: {_(self.verdict)}{detail}"


def read_manifests(session: Session, slugs: Iterable[str]) -> Manifests:
    """What every conferencing node serves now on paths that are about to show something else."""
    found: dict[tuple[str, str], bytes | None] = {}
    for slug in slugs:
        for node, transport in session.conferencing.items():
            reply = _read_manifest(transport, slug)
            is_served = isinstance(reply, Reply) and reply.status == 200
            found[node, slug] = reply.body if isinstance(reply, Reply) and is_served else None
    return found


def compare_paths(session: Session, expected: Mapping[str, Files]) -> tuple[ServedPath, ...]:
    """What every conferencing node serves at each path, compared with what is *expected* there."""
    pairs = [(node, slug) for slug in sorted(expected) for node in session.conferencing]

    def compare(pair: tuple[str, str]) -> ServedPath:
        node, slug = pair
        return _compare_path(session.conferencing[node], slug, expected[slug])

    with ThreadPoolExecutor(IN_FLIGHT) as pool:
        return tuple(pool.map(compare, pairs))


def compare_left(session: Session, left: Manifests) -> Iterator[ServedPath]:
    """Yield whether each node still serves what it served before."""
    for (node, slug), before in left.items():
        reply = _read_manifest(session.conferencing[node], slug)
        if isinstance(reply, NoAnswerError):
            yield ServedPath(node, slug, Verdict.UNREACHABLE, reply.reason)
        elif before is None:
            yield ServedPath(node, slug, Verdict.MISSING)
        else:
            is_there = reply.status == 200 and reply.body == before
            yield ServedPath(node, slug, Verdict.DIFFERENT if is_there else Verdict.LEFT)


def _read_manifest(transport: Transport, slug: str) -> Reply | NoAnswerError:
    try:
        return transport.get(f"/{slug}/branding/{MANIFEST}", ANONYMOUS, RETRY_PAUSES)
    except NoAnswerError as error:
        return error


def _compare_path(transport: Transport, slug: str, expected: Files) -> ServedPath:
    # The manifest first: most changes show there, and a node without the path lacks it.
    manifest = WEBAPP3 + MANIFEST
    names = [manifest, *(name for name in sorted(expected) if name != manifest)]
    for name in names:
        if name not in expected or not name.startswith(WEBAPP3):
            continue
        inside = name.removeprefix(WEBAPP3)
        version = zip_writer.compute_digest({"": expected[name]})[:12]
        path = f"/{slug}/branding/{quote(inside)}?themebuilder={version}"
        try:
            reply = transport.get(path, ANONYMOUS, RETRY_PAUSES)
        except NoAnswerError as error:
            return ServedPath(transport.origin, slug, Verdict.UNREACHABLE, error.reason)
        if reply.status != 200:
            is_gone = reply.status == 404 and name == manifest
            verdict = Verdict.MISSING if is_gone else Verdict.DIFFERENT
            return ServedPath(transport.origin, slug, verdict, f"{inside}: {reply.status}")
        if reply.body != expected[name]:
            return ServedPath(transport.origin, slug, Verdict.DIFFERENT, inside)
    return ServedPath(transport.origin, slug, Verdict.SAME)


CONFIG = "themeconfig.json"
_PREFIX = "direct_media_"
_NO_SCREENS = N_("it shows no screens")
_NO_TEXTS = N_("its package has no text that apps show")


@dataclass(frozen=True, slots=True)
class ServedTheme:
    """What the apps of the meeting at *alias* get from one conferencing node."""

    node: str
    alias: str
    verdict: Verdict
    detail: str = ""

    def __str__(self) -> str:
        detail = f" ({self.detail})" if self.detail else ""
        return _(
            "{node}, texts of the service theme in the meeting {alias}: {verdict}{detail}",
            node=self.node,
            alias=self.alias,
            verdict=_(self.verdict),
            detail=detail,
        )


Served = ServedPath | ServedTheme


def list_expected_themes(
    session: Session, live: NodeState, contents: ContentReader
) -> dict[str, Files]:
    """Alias of a meeting -> the files of the service theme that it should have, where they are known."""
    deployment = session.deployment
    expected: dict[str, Files] = {}
    for choice in deployment.rooms:
        theme = live.find_theme(deployment.node_name(choice.theme)) if choice.check_alias else None
        files = contents(theme) if theme else None
        if files is not None:
            expected[choice.check_alias] = files
    return expected


def compare_themes(session: Session, expected: Mapping[str, Files]) -> Iterator[ServedTheme]:
    """Join each meeting on every conferencing node, and compare what its apps get."""
    for alias, files in expected.items():
        for transport in session.conferencing.values():
            yield _compare(transport, alias, files)


def find_theme_problems(seen: Sequence[object]) -> Iterator[Problem]:
    """Yield what is wrong; a meeting that shows nothing anywhere is only not verified."""
    themes = [one for one in seen if isinstance(one, ServedTheme)]
    for alias in dict.fromkeys(one.alias for one in themes):
        wrong = [one for one in themes if one.alias == alias and one.verdict is not Verdict.SAME]
        if not wrong:
            continue
        is_shown = any(one.verdict is not Verdict.MISSING for one in wrong)
        rule = "not-replicated" if is_shown else "not-verified"
        yield problem(rule, join_messages(wrong, "; "), Place(alias))


def _compare(transport: Transport, alias: str, files: Files) -> ServedTheme:
    texts = _list_texts(files)
    if not texts:
        return ServedTheme(transport.origin, alias, Verdict.MISSING, _(_NO_TEXTS))
    with join_meeting(transport, alias) as meeting:
        found = meeting.get("theme/") if meeting else None
    if not isinstance(found, dict):
        return ServedTheme(transport.origin, alias, Verdict.MISSING, _(_NO_SCREENS))
    for id_, text in texts.items():
        if _read_text(found.get(id_)) != text:
            return ServedTheme(transport.origin, alias, Verdict.DIFFERENT, id_)
    return ServedTheme(transport.origin, alias, Verdict.SAME)


def _list_texts(files: Files) -> dict[str, str]:
    """Direct-media screen -> the text that an app shows of it: the first element's."""
    try:
        screens = json.loads(files[CONFIG])["splash_screens"]["screens"]
        texts = {id_: _read_text(screens[id_]) for id_ in screens if id_.startswith(_PREFIX)}
    except (LookupError, TypeError, ValueError):  # somebody else's package may be anything
        return {}
    return {id_: text for id_, text in texts.items() if text is not None}


def _read_text(screen: Any) -> str | None:  # noqa: ANN401 - JSON
    try:
        return str(screen["elements"][0]["text"])
    except (LookupError, TypeError):
        return None
