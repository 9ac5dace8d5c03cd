"""The requests of the page that edits: the draft, where a part can be set, differences, saving."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json
from collections.abc import Awaitable, Callable, Collection, Sequence
from pathlib import Path
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from themebuilder.editing.draft import Draft
from themebuilder.editing.edits import ConflictError
from themebuilder.editing.new_files import NewTheme
from themebuilder.editing.saving import ChangedOnDiskError
from themebuilder.editing.scopes import find_default_scope, find_levels, find_value
from themebuilder.editing.yaml_editor import CannotEditError
from themebuilder.preview.edit_answers import (
    describe_conflict,
    describe_differences,
    describe_draft,
    describe_level,
    describe_plan,
    refuse,
)
from themebuilder.preview.edit_assets import AssetApi
from themebuilder.preview.edit_checks import check_edits, describe_limits
from themebuilder.preview.edit_choices import describe_choices, route_recordings
from themebuilder.preview.edit_requests import (
    find_part,
    read_body,
    read_edits,
    read_ids,
    read_new_theme,
)
from themebuilder.preview.events import EditEvent
from themebuilder.preview.session import PreviewSession
from themebuilder.preview.theme_state import Overlay, Snapshot

_GIT_TAKES = 0.3
"""Seconds."""

_Act = Callable[[dict[str, Any]], Awaitable[Sequence[str]]]
"""Changes the draft as a request says; returns the files that were written."""


class EditApi:
    """The answers about the *draft* of the workspace in *session*; the guard admits what writes."""

    def __init__(self, session: PreviewSession, draft: Draft) -> None:
        self._session = session
        self._draft = draft
        self._lock = asyncio.Lock()
        self._painting: set[asyncio.Task[None]] = set()
        self._painted = draft.seq
        session.before_reading = self.follow_disk
        session.draft = draft.path
        # The page shows the draft of an earlier session from the start.
        if session.rebuilder.replace_overlay(Overlay(draft.overlay, draft.seq)):
            session.rebuilder.read(())

    def routes(self) -> list[Route]:
        """Return the routes of the page that edits."""
        writing: dict[str, _Act] = {
            "edits": _act_at_once(self._add),
            "undo": _act_at_once(lambda _body: self._draft.undo()),
            "redo": _act_at_once(lambda _body: self._draft.redo()),
            "discard": _act_at_once(lambda body: self._draft.discard(read_ids(body))),
            "save": self._save,
            "themes": self._create,
            "parked": _act_at_once(self._answer_parked),
        }
        return [
            *AssetApi(self._session, self._draft).routes(),
            Route("/api/edit", self.state),
            Route("/api/edit/diff", self.differences),
            route_recordings(self._session),
            Route("/api/edit/check", self.check, methods=["POST"]),
            Route("/api/edit/themes/plan", self.plan, methods=["POST"]),
            Route("/api/themes/{name}/parts/{part:path}", self.part),
            *(
                Route(f"/api/edit/{name}", self._write(act), methods=["POST"])
                for name, act in writing.items()
            ),
        ]

    async def state(self, _request: Request) -> Response:
        """Return the draft as it is."""
        async with self._lock:
            self._read_draft()
            return JSONResponse(describe_draft(self._draft))

    async def part(self, request: Request) -> Response:
        """Return where a part of a theme can be set."""
        snapshot = await self._read_painted()
        asked = request.path_params
        try:
            outline, part = find_part(asked["name"], asked["part"], snapshot)
        except CannotEditError as error:
            return refuse(error)
        outlines = snapshot.outlines.values()
        levels = find_levels(snapshot.library, outlines, outline, part)
        return JSONResponse(
            {
                "part": str(part),
                "value": find_value(snapshot.library, outline, part),
                "scope": find_default_scope(levels, outlines, outline),
                "scopes": [describe_level(level, self._draft) for level in levels],
                **describe_limits(part, snapshot.platform),
                **describe_choices(part, outline, snapshot),
            }
        )

    async def check(self, request: Request) -> Response:
        """Return what edits would do, which aren't kept."""
        try:
            body = await read_body(request)
            wanted = read_edits(body, self._session.rebuilder.snapshot)
            async with self._lock:
                overlay = self._draft.plan(wanted)
            return JSONResponse(
                await asyncio.to_thread(check_edits, self._session.rebuilder, overlay, wanted)
            )
        except HTTPException as error:
            if error.status_code != 404:
                raise
            # An undo was faster: what is gone has no problems.
            return JSONResponse({"problems": [], "lix": {}})
        except (CannotEditError, OSError) as error:
            return refuse(error)

    async def plan(self, request: Request) -> Response:
        """Return what a new theme would be called, and what prevents it; it isn't kept."""
        body = await read_body(request)
        new, snapshot = await self._plan(body)
        return JSONResponse(describe_plan(new, body["color"], snapshot))

    async def differences(self, _request: Request) -> Response:
        """Return what a save would change in the files."""
        async with self._lock:
            self._read_draft()
            return JSONResponse(describe_differences(self._draft))

    async def follow_disk(self) -> Collection[Path]:
        """Take in what changed the files or the draft elsewhere; the files that look different now."""
        draft = self._draft
        async with self._lock:
            self._read_draft()
            if draft.conflicts and draft.seq != self._painted:
                # Git names the new branch after it has replaced the files.
                await asyncio.sleep(_GIT_TAKES)
                self._read_draft()
            if draft.seq == self._painted:
                return ()
            self._painted = draft.seq
            changed = self._session.rebuilder.replace_overlay(Overlay(draft.overlay, draft.seq))
            self._session.notify([EditEvent(draft.seq)])
            return changed or ()

    def _read_draft(self) -> None:
        """Look at the files and the draft; what can't be read stays as it was."""
        with contextlib.suppress(OSError), self._draft.lock():
            pass

    def _write(self, act: _Act) -> Callable[[Request], Awaitable[Response]]:
        """Return a request that changes the draft: done once, and only on the draft that the page saw."""

        async def answer(request: Request) -> Response:
            body = await read_body(request)
            repeated = f"{request.url.path} {json.dumps(body, sort_keys=True)}"
            key = hashlib.sha256(repeated.encode()).hexdigest()[:32]
            async with self._lock:
                try:
                    with self._draft.lock(key):
                        return await self._try(act, body, key)
                except OSError as error:
                    return refuse(error)
                finally:
                    # A refused request may have found that a file changed on the disk.
                    self._paint()

        return answer

    async def _try(self, act: _Act, body: dict[str, Any], key: str) -> Response:
        draft = self._draft
        try:
            # It may have been done before: the answer was lost, or the preview was killed.
            written: Sequence[str] | None = draft.log.requests.get(key)
            if written is None and body.get("seq") != draft.seq:
                return JSONResponse(describe_draft(draft), 409)
            if written is None:
                written = await act(body)
        except ConflictError as error:
            conflicts = [describe_conflict(conflict) for conflict in error.conflicts]
            return JSONResponse({**describe_draft(draft), "conflicts": conflicts}, 409)
        except ChangedOnDiskError:
            draft.refresh()
            return JSONResponse(describe_draft(draft), 409)
        except (CannotEditError, OSError) as error:
            return refuse(error)
        return JSONResponse({**describe_draft(draft), "saved": list(written)})

    def _paint(self) -> None:
        """Show the draft, without waiting for the packages."""
        draft = self._draft
        if draft.seq == self._painted:
            return
        self._painted = draft.seq
        self._session.notify([EditEvent(draft.seq)])
        task = asyncio.create_task(self._session.set_overlay(draft.overlay, draft.seq))
        self._painting.add(task)
        task.add_done_callback(self._painting.discard)

    def _add(self, body: dict[str, Any]) -> None:
        base = body.get("base", {})
        if not isinstance(base, dict):
            raise HTTPException(400)
        self._draft.add(read_edits(body, self._session.rebuilder.snapshot), base)

    async def _create(self, body: dict[str, Any]) -> Sequence[str]:
        new, _snapshot = await self._plan(body)
        if why := next(iter(new.faults.values()), ""):
            raise CannotEditError(why)
        self._draft.add(new.edits, {})
        # The page asks for the theme next.
        self._paint()
        await self._read_painted()
        return ()

    async def _plan(self, body: dict[str, Any]) -> tuple[NewTheme, Snapshot]:
        snapshot = await self._read_painted()
        return read_new_theme(body, snapshot), snapshot

    async def _read_painted(self) -> Snapshot:
        """Return the workspace once the draft is shown."""
        if self._painting:
            await asyncio.wait(self._painting)
        return self._session.rebuilder.snapshot

    def _answer_parked(self, body: dict[str, Any]) -> None:
        match body:
            case {"number": int(number), "keep": bool(keep)} if (
                0 <= number < len(self._draft.log.parked)
            ):
                (self._draft.restore_parked if keep else self._draft.drop_parked)(number)
            case _:
                raise HTTPException(400)

    async def _save(self, body: dict[str, Any]) -> Sequence[str]:
        return await asyncio.to_thread(self._draft.save, read_ids(body))


def _act_at_once(change: Callable[[dict[str, Any]], None]) -> _Act:
    """Make an act of a quick *change*, which writes no files."""

    async def act(body: dict[str, Any]) -> Sequence[str]:
        change(body)
        return ()

    return act
