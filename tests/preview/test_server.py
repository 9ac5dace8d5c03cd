"""The socket: which port it takes, and how it stops."""

from __future__ import annotations

import contextlib
import gc
import signal
import socket
import subprocess
from contextlib import contextmanager
from urllib.parse import urlsplit

import httpx2
import pytest

from themebuilder.preview import page
from themebuilder.preview.server import DEFAULT_PORT, is_loopback, listen, run_server


@contextmanager
def run_preview(program, workspace, *arguments):
    """The command itself, as soon as it has said where it is; gives it and the address."""
    process = subprocess.Popen(
        ["sh", "-c", program, "themebuilder", "-C", workspace, "preview", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout
        process.stdout.readline()
        yield process, process.stdout.readline().strip()
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate()


def test_a_port_that_was_asked_for_and_is_busy_is_an_error():
    with listen("127.0.0.1", 0) as busy, pytest.raises(OSError, match="in use"):
        listen("127.0.0.1", busy.getsockname()[1])


def test_a_busy_default_port_gives_way_to_a_free_one():
    try:
        taken = socket.create_server(("127.0.0.1", DEFAULT_PORT))
    except OSError:
        taken = socket.socket()  # Somebody else has it, which is as good.
    with taken, listen("127.0.0.1", None) as other:
        assert other.getsockname()[1] != DEFAULT_PORT


@pytest.mark.parametrize(
    ("host", "is_own"),
    [("127.0.0.1", True), ("::1", True), ("localhost", True), ("0.0.0.0", False), ("x", False)],
)
def test_only_this_machines_own_addresses_go_without_a_token(host, is_own):
    assert is_loopback(host) is is_own


def test_a_busy_port_ends_the_command_with_2(run):
    with listen("127.0.0.1", 0) as busy:
        result = run("preview", "--port", str(busy.getsockname()[1]))
    assert (result.code, "is in use" in result.err) == (2, True)


def test_without_the_built_page_the_command_says_what_to_run(run, monkeypatch):
    monkeypatch.setattr(page.read_bundle, "__defaults__", ((),))
    result = run("preview")
    assert (result.code, "make page" in result.err) == (2, True)


@pytest.mark.slow
def test_one_interrupt_stops_it_also_while_a_stream_is_open(own_workspace, program):
    with (
        run_preview(program, own_workspace) as (process, start),
        httpx2.stream("GET", start.partition("?")[0] + "api/events", trust_env=False) as events,
    ):
        assert next(events.iter_raw()).startswith(b"retry:")
        process.send_signal(signal.SIGINT)
        assert process.wait(15) == 130


@pytest.mark.slow
def test_an_open_host_is_warned_of_and_its_address_carries_the_token(own_workspace, program):
    with run_preview(program, own_workspace, "--host", "0.0.0.0") as (process, start):
        port = start.split(":")[2].partition("/")[0]
        here = f"http://127.0.0.1:{port}/"
        token = start.partition("preview-token=")[2]
        answers = [
            httpx2.get(here + query, trust_env=False).status_code
            for query in ("", f"?preview-token={token}")
        ]
        process.send_signal(signal.SIGINT)
        assert answers == [403, 200]
        assert "Warning" in process.stderr.read()


async def answer_at_length(_scope, receive, send) -> None:
    """An app whose answer is larger than what fits between it and a client that doesn't read."""
    message = await receive()
    if message["type"].startswith("lifespan"):
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await send({"type": "lifespan.shutdown.complete"})
        return
    await send({"type": "http.response.start", "status": 200, "headers": []})
    for _mebibyte in range(64):
        await send({"type": "http.response.body", "body": bytes(1 << 20), "more_body": True})


@pytest.mark.slow
def test_an_answer_that_nobody_reads_is_cut_off_when_the_server_stops():
    with contextlib.ExitStack() as stack:
        # Else the garbage collector might close it, too late and with a warning.
        gc.disable()
        stack.callback(gc.enable)
        with run_server(answer_at_length) as at:
            client = socket.create_connection(("127.0.0.1", urlsplit(at).port), timeout=20)
            stack.enter_context(client)
            client.sendall(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n")
            client.recv(1)
        with contextlib.suppress(ConnectionResetError):
            while client.recv(1 << 20):
                pass
