"""A workspace in the preview, with requests that need no socket."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

import pytest
from playwright.sync_api import ConsoleMessage, Page, expect
from starlette.testclient import TestClient

from tests.browser import MOST_WAIT_MS
from tests.preview.edit_kit import EditingPage, commit
from tests.preview.edit_page import Editing, edit, leave_page, reset_window
from tests.preview.kit import FILES, Visitor, make_rebuilder, make_workspace
from themebuilder.media.model import Slot
from themebuilder.preview import picture_worker
from themebuilder.preview import session as session_module
from themebuilder.preview.events import Event
from themebuilder.preview.session import PreviewSession

# How fast the machine is decides no test.
expect.set_options(timeout=MOST_WAIT_MS)


@pytest.fixture(autouse=True)
def _no_idle_collection(monkeypatch) -> None:
    """A preview collects garbage while it is idle; here that would search all tests of the process."""
    monkeypatch.setattr(session_module, "_collect_garbage", lambda: None)


@pytest.fixture
def checked_window(window) -> Iterator[Page]:
    """The window, which has not gone anywhere; whatever goes wrong in it fails the test."""
    wrong: list[str] = []
    events = {
        "pageerror": lambda error: wrong.append(str(error)),
        "console": lambda said: wrong.append(_describe(said)) if _is_fault(said) else None,
    }
    for name, listener in events.items():
        window.on(name, listener)
    reset_window(window)
    yield window
    leave_page(window)
    for name, listener in events.items():
        window.remove_listener(name, listener)
    assert wrong == []


def _describe(said: ConsoleMessage) -> str:
    return f"{said.text} {said.location['url']}"


def _is_fault(said: ConsoleMessage) -> bool:
    """Whether something went wrong; browsers also note each answer that refuses what a user gave."""
    if said.type != "error" or "status of 422" in said.text:
        return False
    # A theme that is just gone may still be asked for.
    return not ("status of 404" in said.text and "/themes/" in said.location["url"])


@pytest.fixture
def own_workspace(tmp_path) -> Path:
    """A workspace that may be edited."""
    return make_workspace(tmp_path / "edited")


@pytest.fixture
def session(own_workspace) -> PreviewSession:
    return PreviewSession(make_rebuilder(own_workspace))


@pytest.fixture
def client(session) -> TestClient:
    """A browser on this machine."""
    return Visitor(session)


@pytest.fixture(scope="module")
def shared_client(tmp_path_factory) -> TestClient:
    """A browser that looks at a workspace which nobody edits."""
    session = PreviewSession(
        make_rebuilder(make_workspace(tmp_path_factory.mktemp("standing") / "own"))
    )
    return Visitor(session)


@pytest.fixture
def save(own_workspace, session) -> Callable[..., list[Event]]:
    """Save files at once, with the ward on the screen, and hear what is told."""

    async def save_texts(texts: dict[str, str | None]) -> list[Event]:
        await session.theme("ward")
        for name, text in texts.items():
            file = own_workspace / FILES[name]
            file.parent.mkdir(exist_ok=True)
            file.unlink() if text is None else file.write_text(text, encoding="utf-8")
        with session.listen() as heard:
            await session.take_changes([own_workspace / FILES[name] for name in texts])
            return [heard.get_nowait() for _ in range(heard.qsize())]

    return lambda **texts: asyncio.run(save_texts(texts))


@pytest.fixture
def root(tmp_path) -> Path:
    """The ward's workspace under git."""
    root = make_workspace(tmp_path / "edited")
    commit(root)
    return root


@pytest.fixture
def page(root, tmp_path) -> Iterator[EditingPage]:
    """The page that edits the workspace, without a browser."""
    page = EditingPage(root, tmp_path / "cache")
    with page.client:
        yield page


@pytest.fixture
def _same_process(monkeypatch) -> None:
    """Read pictures in this process: starting one takes longer than most pictures."""

    async def accept(_workers: object, source: IO[bytes], slot: Slot, *, is_darkened: bool = False):
        answer, data = await asyncio.to_thread(
            picture_worker.examine, source.read(), slot, is_darkened=is_darkened
        )
        return json.loads(json.dumps(answer)), data

    monkeypatch.setattr(picture_worker.PictureWorkers, "accept", accept)


@pytest.fixture
def editing(checked_window, tmp_path) -> Iterator[Editing]:
    """The ward, which may be edited, in a laptop's window."""
    with edit(checked_window, make_workspace(tmp_path / "own")) as editing:
        yield editing
