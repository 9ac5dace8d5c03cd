from __future__ import annotations

import fcntl
import os
import pty
import re
import struct
import subprocess
import termios

import pytest

from themebuilder.reports.findings import count_cells

COMMANDS = (
    *("list", "list --tree", "rules", "rules screen-text-faint", "show borger --all"),
    *("texts status --all", "texts show borger --guest-language pl-PL", "where waiting borger"),
)


@pytest.mark.parametrize("command", COMMANDS)
def test_what_a_command_lists_fits_a_terminal_of_80_columns(workspace, program, command):
    here, there = pty.openpty()
    fcntl.ioctl(there, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 80, 0, 0))
    with subprocess.Popen(
        ["sh", "-c", program, "themebuilder", "-C", workspace, *command.split()],
        stdin=there,
        stdout=there,
        stderr=there,
        env={name: value for name, value in os.environ.items() if name != "COLUMNS"},
    ) as process:
        os.close(there)
        said = _read(here)
    lines = re.sub(r"\x1b\[[0-9;]*m", "", said).splitlines()
    assert (process.returncode, [line for line in lines if count_cells(line) > 80]) == (0, [])


def _read(terminal: int) -> str:
    """Read until the command ends, which a terminal tells by an error."""
    said = b""
    try:
        while block := os.read(terminal, 65536):
            said += block
    except OSError:
        pass
    os.close(terminal)
    return said.decode()
