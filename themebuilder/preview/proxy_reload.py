"""A node's page is loaded again when the branding that it shows has changed.

The page gets one script of ours at its end. A node whose policy lets its pages load no script of their
own origin is shown all the same, and is loaded again by hand.
"""

from __future__ import annotations

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from themebuilder.preview.events import Event, Failed
from themebuilder.preview.node import Header
from themebuilder.preview.session import Room
from themebuilder.preview.stream import stream

_FOLDER = "/__themebuilder__/"
"""Below it a node has nothing."""
_SCRIPT = f"""\
const path = encodeURIComponent(location.pathname.split('/')[1]);
new EventSource(`{_FOLDER}events?path=${{path}}`).onmessage = () => location.reload();
"""
TAG = f'<script src="{_FOLDER}reload.js"></script>'.encode()
"""What stands at the end of a page; a browser reads it as the last thing of the body."""
_NOT_SHOWN = frozenset({"problems", "themes", "screens", "prompts"})
"""Changes that a node's page does not show."""


def is_visit(method: str, headers: list[Header]) -> bool:
    """Whether a browser asks for a page to show it in a window."""
    return method == "GET" and (b"sec-fetch-dest", b"document") in headers


def is_extensible(status: int, headers: list[Header]) -> bool:
    """Whether the answer is a page at whose end something can be put."""
    told = dict(headers)
    is_page = told.get(b"content-type", b"").partition(b";")[0].strip().lower() == b"text/html"
    return status == 200 and is_page and b"content-encoding" not in told


def routes(room: Room, theme_at: Callable[[str], str]) -> list[BaseRoute]:
    """The script, and the stream that tells it of every new branding below its web app path."""

    async def script(_request: Request) -> Response:
        return Response(
            _SCRIPT, media_type="text/javascript", headers={"cache-control": "no-store"}
        )

    async def events(request: Request) -> Response:
        theme = theme_at(request.query_params.get("path", ""))

        def line(event: Event) -> str:
            is_seen = (
                not isinstance(event, Failed)
                and event.theme == theme
                and not _NOT_SHOWN.issuperset(event.changed)
            )
            return "data: again\n\n" if is_seen else ""

        return StreamingResponse(stream(room, line), media_type="text/event-stream")

    return [Route(f"{_FOLDER}reload.js", script), Route(f"{_FOLDER}events", events)]
