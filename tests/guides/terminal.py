"""A shell in a folder of its own, as a reader of the guides has one."""

from __future__ import annotations

import os
import pty
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
PATIENCE = 60
"""Seconds until a command counts as hanging."""


@dataclass(frozen=True)
class Result:
    """How a command ended, and what it printed."""

    code: int
    output: str


@dataclass
class Terminal:
    """Runs commands one after the other; the folder and what was exported are kept between them."""

    home: Path
    folder: Path
    is_attended: bool = True
    """Whether somebody sits there, who says yes to whatever is asked."""
    program: str = ""
    """A script that is `themebuilder`, and starts faster than Python."""
    locale: str = "C.UTF-8"
    """Decides the language of messages."""
    lasting: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def __post_init__(self) -> None:
        start = f"#!/bin/sh\nexec {shlex.quote(sys.executable)}"
        ours = self.program or f'{start} -P -m themebuilder "$@"\n'
        for name, text in {"python": f'{start} "$@"\n', "themebuilder": ours}.items():
            program = self.home / "bin" / name
            program.parent.mkdir(parents=True, exist_ok=True)
            program.write_text(text)
            program.chmod(0o755)
        self._state = self.home / "state"
        self._state.write_text(f"cd {shlex.quote(str(self.folder))}\n")

    def run(self, command: str) -> Result:
        """Run *command* to its end."""
        kept = f'code=$?; {{ export -p; printf "cd %q\\n" "$PWD"; }} > {self._state}; exit $code'
        with _open_keyboard(is_there=self.is_attended) as keys:
            done = subprocess.run(
                ["bash", "-c", f". {self._state}\n{command}\n{kept}"],
                env=self._environment,
                stdin=keys,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                timeout=PATIENCE,
                check=False,
            )
        return Result(done.returncode, done.stdout.decode())

    def start(self, command: str, until: str) -> str:
        """Start *command* and leave it running; what it printed until a line with *until*."""
        log = self.home / f"lasting-{len(self.lasting)}"
        with log.open("wb") as out:
            running = subprocess.Popen(
                ["bash", "-c", f". {self._state}; exec {command}"],
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
            )
        self.lasting.append(running)
        for _ in range(PATIENCE * 20):
            text = log.read_text(encoding="utf-8")
            if until in text and text.endswith("\n"):
                return text
            assert running.poll() is None, text
            time.sleep(0.05)
        raise AssertionError(f"{command} is not ready: {log.read_text(encoding='utf-8')}")

    def end(self) -> list[int]:
        """Press Ctrl+C in whatever is still running; how each ended."""
        for running in self.lasting:
            running.send_signal(signal.SIGINT)
        return [running.wait(PATIENCE) for running in self.lasting]

    @property
    def where(self) -> Path:
        """The folder that the reader is in."""
        last = self._state.read_text(encoding="utf-8").splitlines()[-1]
        return Path(shlex.split(last)[1])

    @property
    def _environment(self) -> dict[str, str]:
        return {
            "HOME": str(self.home),
            "LANG": self.locale,
            "PATH": f"{self.home / 'bin'}:{os.environ['PATH']}",
            "PYTHONPATH": str(ROOT),
            "PYTHONUNBUFFERED": "1",
            "PROGRAM": "tests.guides.impatient",
            # One picture shows that the command works.
            "THEMEBUILDER_SCREENSHOTS_LANGUAGES": "da",
            "XDG_CACHE_HOME": os.environ.get("XDG_CACHE_HOME", str(Path.home() / ".cache")),
        }


@contextmanager
def _open_keyboard(*, is_there: bool) -> Iterator[int]:
    if not is_there:
        yield subprocess.DEVNULL
        return
    hands, keys = pty.openpty()
    try:
        os.write(hands, b"y\ny\n")
        yield keys
    finally:
        os.close(hands)
        os.close(keys)
