"""Decodes pictures from a browser in a process of its own, whose memory and time are limited.

It reads the file from standard input, and writes a line of JSON and the picture's bytes.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import sys
from typing import IO, Any

from themebuilder.core.messages import MESSAGE_LANGUAGES, _, join_messages, translate
from themebuilder.media.model import MediaError, Slot
from themebuilder.media.uploads import accept_upload

SECONDS = 10.0
_MOST_MEMORY = 1024**3
_MOST_BYTES = 32 * 1024 * 1024
"""More than any request may bring, and than any answer has."""
_AT_ONCE = 2
_ENVIRONMENT = {"RAYON_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "1"}
"""Threads take address space, of which there is little."""


class PictureWorkers:
    """Starts a process for each picture, a few at a time."""

    def __init__(self) -> None:
        self._free = asyncio.Semaphore(_AT_ONCE)

    async def accept(
        self, source: IO[bytes], slot: Slot, *, is_darkened: bool = False
    ) -> tuple[dict[str, Any], bytes]:
        """Return what `accept_upload` found about the file *source*, and the bytes to keep.

        Of a picture that can't be used, only the rule and `why`, in each language.
        """
        async with self._free:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-P", "-m", __name__, json.dumps((slot._asdict(), is_darkened))),
                stdin=source,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
                env={**os.environ, **_ENVIRONMENT, "PYTHONPATH": os.pathsep.join(sys.path)},
            )
            try:
                async with asyncio.timeout(SECONDS):
                    output, _errors = await process.communicate()
            except TimeoutError:
                output = b""
            finally:
                with contextlib.suppress(ProcessLookupError):
                    process.kill()
                await process.wait()
        if not output:
            message = _(
                "The picture takes more than {seconds:.0f} seconds or too much memory to read.",
                seconds=SECONDS,
            )
            return _refuse("picture-too-large", message), b""
        head, _line, data = output.partition(b"\n")
        return json.loads(head), data


def _refuse(rule: str, message: str) -> dict[str, Any]:
    return {
        "rule": rule,
        "why": {language: translate(message, language) for language in MESSAGE_LANGUAGES},
    }


def _limit() -> None:
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415 - Windows has none

    with contextlib.suppress(OSError, ValueError):  # macOS limits no memory
        resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (int(SECONDS), int(SECONDS)))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def examine(data: bytes, slot: Slot, *, is_darkened: bool) -> tuple[dict[str, Any], bytes]:
    """Return what `PictureWorkers.accept` does, in this process."""
    try:
        upload = accept_upload(data, slot, is_darkened=is_darkened)
    except MediaError as error:
        faults = [error.message, *(fault.message for fault in error.faults[1:4]), error.hint]
        return _refuse(error.rule, join_messages(filter(None, faults), " ")), b""
    answer = {
        "extension": upload.picture.extension,
        "kind": upload.kind,
        "came": upload.came,
        "kept": upload.kept,
        "fitted": upload.fitted_size,
        "fitted_bytes": len(upload.fitted.data),
        "removed": upload.removed,
    }
    return answer, upload.picture.data


def main() -> None:
    """Do the work of one process."""
    _limit()
    slot, is_darkened = json.loads(sys.argv[1])
    source = sys.stdin.buffer.read(_MOST_BYTES)
    answer, data = examine(source, Slot(**slot), is_darkened=is_darkened)
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n" + data)


if __name__ == "__main__":
    main()
