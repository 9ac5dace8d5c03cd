"""What a meeting's apps get of its service theme, compared with the package.

A node shows a theme only in this way: the direct-media screens, as a guest's app reads them. Their texts
are compared. That a real node takes them from the theme is unconfirmed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from themebuilder.core.messages import N_, _, join_messages
from themebuilder.core.problems import Place, Problem, problem
from themebuilder.definitions.model import Files
from themebuilder.publishing.apply.served import ServedPath, Verdict
from themebuilder.publishing.node.meetings import join_meeting
from themebuilder.publishing.node.node_state import NodeState
from themebuilder.publishing.node.transport import Transport
from themebuilder.publishing.session import ContentReader, Session

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
