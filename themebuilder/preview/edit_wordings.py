"""The words that a theme can choose for a message, as the page that edits shows and plays them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from themebuilder.core.problems import ThemeError
from themebuilder.core.tree import Map, Text
from themebuilder.definitions.outline import Outline
from themebuilder.definitions.texts import collect_values, find_message, find_review
from themebuilder.preview.description import JsonObject
from themebuilder.preview.guard import PACKAGE_HEADERS
from themebuilder.preview.session import PreviewSession
from themebuilder.preview.theme_state import Snapshot

_TYPES = {"wav": "audio/wav", "flac": "audio/flac"}
"""Recordings that browsers play."""


def describe_wordings(message: str, outline: Outline, snapshot: Snapshot) -> list[JsonObject]:
    """Return the wordings that have *message*, with its words in the languages of the theme."""
    library = snapshot.library
    users: dict[str, list[str]] = {}
    for name in sorted(library.own.get("theme", {}).keys() & snapshot.outlines.keys()):
        chosen = snapshot.outlines[name].merged.text("wording", message)
        users.setdefault(chosen, []).append(name)
    trees = {name: library.get_merged("wording", name) for name in library.names("wording")}
    return [
        {
            "name": name,
            "about": _read_about(tree),
            "themes": users.get(name, []),
            "words": list(_list_words(name, message, outline, snapshot)),
        }
        for name, tree in trees.items()
        if tree and message in tree.entries
    ]


def route_recordings(session: PreviewSession) -> Route:
    """Return the route of the recordings that wordings name."""

    async def answer(request: Request) -> Response:
        asked = request.path_params
        library = session.rebuilder.snapshot.library
        tree = library.get_merged("wording", asked["wording"])
        path = tree.get(asked["message"], asked["language"], "recording") if tree else None
        if not isinstance(path, Text) or not (kind := _get_type(path)):
            return Response(status_code=404)
        try:
            data = await asyncio.to_thread(library.read_asset, path)
        except ThemeError:
            return Response(status_code=404)
        return Response(data, headers=PACKAGE_HEADERS, media_type=kind)

    return Route("/api/wordings/{wording}/{message}/{language}/recording", answer)


def _list_words(
    name: str, message: str, outline: Outline, snapshot: Snapshot
) -> Iterator[JsonObject]:
    """Yield the words in each language, those of the meeting's screens first; none where they lack."""
    library = snapshot.library
    place = outline.line[0].tree.place
    for language in dict.fromkeys((*outline.screen_languages, *outline.languages)):
        try:
            found, _problems = find_message(
                library,
                message,
                Text(name, place),
                language,
                collect_values(outline),
                offered_at=place,
            )
        except ThemeError:
            found = None
        tree = library.get_merged("wording", name) or Map({}, place)
        recording = tree.get(message, language, "recording")
        is_playable = isinstance(recording, Text) and _get_type(recording)
        yield {
            "language": language,
            "lines": [line.value for line in found.lines] if found else [],
            "spoken": found.spoken.value if found else "",
            "review": find_review(library, message, name, language) if found else "",
            "recording": f"/api/wordings/{name}/{message}/{language}/recording"
            if is_playable
            else "",
        }


def _read_about(tree: Map) -> dict[str, str]:
    """Return when the wording is the right one, in the page's languages."""
    about = tree.get("about")
    if isinstance(about, Map):
        english = about.text("en", default=about.text("da"))
        return {"en": english, "da": about.text("da", default=english)}
    return dict.fromkeys(("en", "da"), tree.text("about"))


def _get_type(recording: Text) -> str:
    return _TYPES.get(recording.value.rpartition(".")[2].lower(), "")
