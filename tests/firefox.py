"""Debian's Firefox for Playwright, which drives it by WebDriver BiDi, the standard protocol.

As a program, it starts Firefox with the arguments given and stands between the two: Playwright asks for
a command that Firefox ESR does not have yet, about the colour scheme, which the tests leave as it is.
"""

from __future__ import annotations

import asyncio
import json
import re
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, Playwright
from websockets.asyncio.client import ClientConnection, connect
from websockets.asyncio.server import ServerConnection, serve

_MISSING = "emulation.setMediaFeaturesOverride"
_LISTENING = re.compile(rb"(WebDriver BiDi listening on )(ws://\S+)")


@contextmanager
def start_firefox(driver: Playwright) -> Iterator[Browser]:
    """Firefox without a window; fails where it isn't installed (`make system`)."""
    program = shutil.which("firefox-esr") or shutil.which("firefox")
    assert program, "Firefox is missing. Install it with `make system`."
    with TemporaryDirectory() as folder:
        wrapper = Path(folder, "firefox")
        wrapper.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{__file__}" "{program}" "$@"\n')
        wrapper.chmod(0o700)
        browser = driver.firefox.launch(channel="moz-firefox", executable_path=wrapper)
        try:
            yield browser
        finally:
            browser.close()


async def _run(command: list[str]) -> int:
    process = await asyncio.create_subprocess_exec(*command, stderr=asyncio.subprocess.PIPE)
    assert process.stderr
    async for line in process.stderr:
        if found := _LISTENING.search(line):
            break
        sys.stderr.buffer.write(line)
    else:
        return await process.wait()

    async def relay(driver: ServerConnection) -> None:
        path = driver.request.path if driver.request else ""
        async with connect(found[2].decode() + path, max_size=None) as browser:
            back = asyncio.create_task(_pass_on(browser, driver))
            async for message in driver:
                asked = json.loads(message)
                if asked["method"] == _MISSING:
                    done = {"type": "success", "id": asked["id"], "result": {}}
                    await driver.send(json.dumps(done))
                else:
                    await browser.send(message)
            back.cancel()

    async with serve(relay, "127.0.0.1", 0, max_size=None) as server:
        port = server.sockets[0].getsockname()[1]
        sys.stderr.write(f"{found[1].decode()}ws://127.0.0.1:{port}\n")
        sys.stderr.flush()
        async for line in process.stderr:
            sys.stderr.buffer.write(line)
        return await process.wait()


async def _pass_on(browser: ClientConnection, driver: ServerConnection) -> None:
    async for message in browser:
        await driver.send(message)


if __name__ == "__main__":
    raise SystemExit(asyncio.run(_run(sys.argv[1:])))
