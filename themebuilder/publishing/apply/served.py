"""What conferencing nodes serve on web app paths, compared with what they should, byte for byte."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import quote

from themebuilder.core.messages import N_, _
from themebuilder.definitions.model import Files
from themebuilder.packages import zip_writer
from themebuilder.packages.model import MANIFEST, WEBAPP3
from themebuilder.publishing.node.transport import IN_FLIGHT, NoAnswerError, Reply, Transport
from themebuilder.publishing.session import Session

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
