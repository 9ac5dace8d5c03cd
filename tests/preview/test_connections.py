"""Connections that do nothing, that are too many, and that send what isn't HTTP."""

from __future__ import annotations

import logging
import socket
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, StreamingResponse
from starlette.routing import Route

from themebuilder.preview import connections
from themebuilder.preview.guard import Admission, Guard
from themebuilder.preview.server import run_server


async def take(request: Request) -> PlainTextResponse:
    return PlainTextResponse(f"{len(await request.body())}")


async def begin(request: Request) -> StreamingResponse:
    """An answer that begins before the body has come."""

    async def stream_parts():
        yield b"begun"
        async for part in request.stream():
            yield part

    return StreamingResponse(stream_parts())


APP = Starlette(
    routes=[
        Route("/take", take, methods=["GET", "POST"]),
        Route("/begin", begin, methods=["POST"]),
    ],
    middleware=[Middleware(Guard, admission=Admission(passes_writes=True))],
)
DESCRIPTORS = Path("/proc/self/fd")
HEAD = b"POST %s HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n"


@pytest.fixture(scope="module")
def port():
    """A server whose patience is short."""
    with pytest.MonkeyPatch.context() as patch, run_server(APP) as at:
        patch.setattr(connections, "IDLE", 1.5)
        yield int(at.rsplit(":", 1)[1].strip("/"))


@pytest.fixture
def logged(caplog):
    """What the server logs, whatever another server of this process made of its logger."""
    logger = logging.getLogger("uvicorn.error")
    with caplog.at_level(logging.WARNING, logger.name):
        logger.addHandler(caplog.handler)
        propagates, logger.propagate = logger.propagate, False
        yield caplog
        logger.propagate = propagates
        logger.removeHandler(caplog.handler)


def connect(port: int, sent: bytes = b"") -> socket.socket:
    opened = socket.create_connection(("127.0.0.1", port), timeout=5)
    opened.sendall(sent)
    return opened


def is_closed(opened: socket.socket, within: float) -> bool:
    opened.settimeout(within)
    try:
        while opened.recv(4096):
            pass
    except TimeoutError:
        return False
    except ConnectionError:
        return True
    return True


UNFINISHED = (
    b"",
    b"GET /take HT",
    b"GET /take HTTP/1.1\r\nHost: 127.0.0.1\r\n",
    b"GET /take HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\nGET /ta",
    HEAD % b"/take",
    HEAD % b"/take" + b"2\r\nab\r\n",
    b"POST /take HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 9\r\n\r\nabc",
)


def test_a_connection_that_sends_no_more_is_closed(port):
    with ExitStack() as stack:
        # They wait at the same time.
        opened = {sent: stack.enter_context(connect(port, sent)) for sent in UNFINISHED}
        assert [sent for sent, one in opened.items() if not is_closed(one, within=8)] == []


def test_a_head_that_trickles_is_closed(port):
    with connect(port) as opened:
        sent = 0
        with suppress(OSError):
            while sent < 120:
                opened.sendall(b"G")
                sent += 1
                time.sleep(0.05)
        assert sent < 120


def test_a_body_that_comes_slowly_is_read(port):
    with connect(port, HEAD % b"/take") as opened:
        for _ in range(8):
            time.sleep(0.3)
            opened.sendall(b"1\r\na\r\n")
        opened.sendall(b"0\r\n\r\n")
        answer = opened.makefile("rb")
        while answer.readline() != b"\r\n":
            pass
        assert answer.read(1) == b"8"


@pytest.mark.parametrize(
    "sent",
    [
        HEAD % b"/take" + b"xyz\r\n",
        HEAD % b"/begin" + b"2\r\nab\r\nxyz\r\n",
        HEAD % b"/take" + b"2\r\nabcdef\r\n",
        b"GET /take HTTP/1.1\r\nHost: 127.0.0.1\r\nbad header\r\n\r\n",
        b"GET /take HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: x\r\n\r\n",
        b"GET /take HTTP/1.1\r\nHost: 127.0.0.1\r\nx: \x00\r\n\r\n",
        b"GET /\xff HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET /" + b"a" * 70_000,
    ],
)
def test_a_malformed_request_is_one_line_without_a_traceback(port, logged, sent):
    with connect(port, sent) as opened:
        assert is_closed(opened, within=8)
    assert [record.getMessage() for record in logged.records] == ["Invalid HTTP request received."]
    assert not any(record.exc_info for record in logged.records)


def test_a_browser_that_goes_away_while_it_sends_gives_no_line(port, logged):
    connect(port, HEAD % b"/take" + b"2\r\nab\r\n").close()
    time.sleep(0.3)
    assert logged.records == []


@pytest.mark.skipif(not DESCRIPTORS.is_dir(), reason="counts descriptors")
def test_many_connections_take_a_bounded_number_of_descriptors(logged, monkeypatch):
    monkeypatch.setattr(connections, "IDLE", 30)
    monkeypatch.setattr(connections, "MOST", 40)
    with run_server(APP) as at:
        port = int(at.rsplit(":", 1)[1].strip("/"))
        before = count_descriptors()
        opened = [connect(port) for _ in range(100)]
        ours = wait_until_steady(lambda: count_descriptors() - before - len(opened))
        for one in opened:
            one.close()
        wait_until_steady(count_descriptors)
        with connect(port, b"GET /take HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n") as later:
            assert later.recv(4096).startswith(b"HTTP/1.1 200")
    assert ours == connections.MOST
    assert logged.records == []


def count_descriptors() -> int:
    return sum(1 for _ in DESCRIPTORS.iterdir())


def wait_until_steady(measure: Callable[[], int]) -> int:
    """What *measure* gives when it has given the same for a while."""
    seen: list[int] = []
    while len(seen) < 10 or len(set(seen[-10:])) > 1:
        seen.append(measure())
        time.sleep(0.04)
    return seen[-1]
