"""Pictures that the page that edits sends: looked at in another process, kept for the draft to name."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator, Mapping
from typing import IO

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from themebuilder.build.assets import find_slot
from themebuilder.core.messages import Message, _, _n
from themebuilder.core.problems import ThemeError
from themebuilder.core.reading import describe_os_error
from themebuilder.core.tree import Map, Text
from themebuilder.editing.assets import name_asset
from themebuilder.editing.draft import Draft
from themebuilder.media.model import SLOTS
from themebuilder.preview.edit_requests import read_body
from themebuilder.preview.guard import PACKAGE_HEADERS, guess_content_type
from themebuilder.preview.picture_worker import PictureWorkers
from themebuilder.preview.session import PreviewSession
from themebuilder.preview.theme_state import translate_all

_FOLDER = re.compile(r"[a-z0-9][a-z0-9-]{0,60}")


class AssetApi:
    """The pictures of the *draft*; its edits name them."""

    def __init__(self, session: PreviewSession, draft: Draft) -> None:
        self._session = session
        self._draft = draft
        self._workers = PictureWorkers()

    def routes(self) -> list[Route]:
        """Return the routes of the page that edits."""
        return [
            Route("/api/edit/assets/{slot}", self.upload, methods=["PUT"]),
            Route("/api/edit/assets/{slot}", self.darken, methods=["POST"]),
            Route("/api/edit/assets/{name}", self.kept),
            Route("/api/themes/{name}/pictures/{slot}", self.source),
        ]

    async def upload(self, request: Request) -> Response:
        """Keep a picture for a slot of a theme, or of an organisation whose theme is being made.

        The edit that uses it names the `file` of the answer.
        """
        with tempfile.TemporaryFile() as body:
            return await self._keep(request, body, await _copy_body(request, body))

    async def darken(self, request: Request) -> Response:
        """Keep a dark version of the background `file`, for a slot behind light text.

        The theme has another background for a moment after the page has sent this one.
        """
        file = str((await read_body(request)).get("file", ""))
        data = self._read_kept(file)
        if data is None:
            data = self._read_source(request.query_params.get("theme", ""), "background")
        with tempfile.TemporaryFile() as body:
            body.write(data or b"")
            body.seek(0)
            return await self._keep(request, body, len(data or b""), is_darkened=True)

    async def _keep(
        self, request: Request, body: IO[bytes], size: int, *, is_darkened: bool = False
    ) -> Response:
        name = request.path_params["slot"]
        folder = self._find_folder(request.query_params)
        if name not in SLOTS or folder is None:
            return JSONResponse({}, 404)
        slot = find_slot(self._session.rebuilder.snapshot.library, name)
        try:
            answer, data = await self._workers.accept(body, slot, is_darkened=is_darkened)
            if "why" in answer:
                return JSONResponse({**answer, "yaml": ""}, 422)
            kept = self._draft.keep_picture(data)
        except OSError as error:
            why = _("The picture can't be kept: {error}.", error=describe_os_error(error))
            return JSONResponse({"why": translate_all(why), "yaml": ""}, 422)
        return JSONResponse(
            {
                **answer,
                "file": name_asset(folder, name, kept, answer["extension"]),
                "bytes": len(data),
                "came_bytes": size,
                "removed": [
                    translate_all(message) for message in _describe_removed(answer["removed"])
                ],
            }
        )

    async def kept(self, request: Request) -> Response:
        """Return a picture that was sent, also before an edit names it; the name is that of its file."""
        name = request.path_params["name"]
        return _show(self._read_kept(name), name.rpartition(".")[2])

    async def source(self, request: Request) -> Response:
        """Return the file of a theme's picture as the draft has it, before it is cropped for its slot."""
        slot = request.path_params["slot"]
        path = self._find_path(request.path_params["name"], slot)
        if path is None:
            # It is drawn: the page may not know yet that an edit was undone.
            return Response(status_code=204)
        data = self._read_source(request.path_params["name"], slot)
        return _show(data, path.value.rpartition(".")[2])

    def _find_path(self, theme: str, slot: str) -> Text | None:
        outline = self._session.rebuilder.snapshot.outlines.get(theme)
        found = outline.merged.get("brand", slot) if outline and slot in SLOTS else None
        path = found.get("file") if isinstance(found, Map) else found
        return path if isinstance(path, Text) else None

    def _read_source(self, theme: str, slot: str) -> bytes | None:
        path = self._find_path(theme, slot)
        try:
            library = self._session.rebuilder.snapshot.library
            return library.read_asset(path) if path else None
        except ThemeError:
            # A save that takes a picture back is faster than the reading of the files after it.
            return self._read_kept(path.value) if path else None

    def _read_kept(self, file: str) -> bytes | None:
        digits = file.rpartition(".")[0].rpartition("-")[2]
        found = self._draft.assets.find(digits)
        return self._draft.assets.read(found) if found else None

    def _find_folder(self, asked: Mapping[str, str]) -> str | None:
        """Return the folder of the organisation's pictures."""
        outline = self._session.rebuilder.snapshot.outlines.get(asked.get("theme", ""))
        name = outline.organisations[0].name if outline and outline.organisations else ""
        folder = name or asked.get("organisation", "")
        return folder if _FOLDER.fullmatch(folder) else None


async def _copy_body(request: Request, file: IO[bytes]) -> int:
    """Copy a body, which the guard found small enough, into *file*; its size."""
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        file.write(chunk)
    file.seek(0)
    return size


def _show(data: bytes | None, ending: str) -> Response:
    kind = guess_content_type(f".{ending}")
    if data is None or not kind.startswith("image/"):
        return Response(status_code=404)
    return Response(data, headers=dict(PACKAGE_HEADERS), media_type=kind)


def _describe_removed(removed: Mapping[str, int]) -> Iterator[Message]:
    """Yield what was left out of a picture, by the kind of fault."""
    for kind, count in removed.items():
        match kind:
            case "metadata":
                yield _("notes of the camera or program, such as the place")
            case "cleaned":
                yield _("notes of Illustrator")
            case "script":
                yield _n("{count} script", "{count} scripts", count)
            case "reference":
                yield _n("{count} outside link", "{count} outside links", count)
            case "instruction":
                yield _n("{count} instruction", "{count} instructions", count)
            case "style":
                yield _n("{count} style", "{count} styles", count)
            case _:
                yield _n(
                    "{count} part that isn't a still shape",
                    "{count} parts that aren't still shapes",
                    count,
                )
