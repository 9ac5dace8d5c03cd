"""What is measured in a browser: servers, and a workspace for the preview."""

from __future__ import annotations

import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from themebuilder.cli.workspace import find_cache_folder
from themebuilder.core.color import make_shades
from themebuilder.preview.guard import TOKEN
from themebuilder.preview.keys import EditKey, read_secret
from themebuilder.preview.server import listen

_THEME = """\
theme: {name}
title: {name}
extends: borger
organisation: clinic
brand: {{color: "{color}", background: {background}}}
texts: {{da: {{infocard.meeting.body: {text}}}}}
webapp: {{path: {name}}}
"""
WAVES = '{draw: waves, color: "#3d6b7d"}'
"""A drawn background."""


def make_workspace(root: Path) -> None:
    """Make a workspace without themes, with a folder for pictures, at *root*."""
    (root / "themes" / "organisations").mkdir(parents=True)
    (root / "brand_assets" / "clinic").mkdir(parents=True)
    (root / "themes" / "workspace.yaml").write_text("workspace: bench\n")
    clinic = "organisation: clinic\nname: Clinic\npart_of: faelles\n"
    (root / "themes" / "organisations" / "clinic.yaml").write_text(clinic)


def write_theme(root: Path, name: str, text: str, color: str, background: str = WAVES) -> None:
    """Write a theme whose landing page shows *text*."""
    theme = _THEME.format(name=name, text=text, color=color, background=background)
    (root / "themes" / f"{name}.yaml").write_text(theme)


def describe_look(text: str, color: str) -> str:
    """Return what the pages' scripts tell of a theme with *text* and *color*."""
    return f"{text} {make_shades(color)[5].upper()}"


@contextmanager
def preview(root: Path, theme: str) -> Iterator[str]:
    """Serve the preview of the workspace at *root*, and give its address."""
    with serve(["themebuilder", "-C", str(root), "preview", theme]) as (address, _process):
        yield address


def make_link(root: Path, address: str, asked: Mapping[str, str]) -> str:
    """Return the address of the shell that may edit, showing what is *asked* for in Danish."""
    token = EditKey(read_secret(find_cache_folder()), root).link_token
    query = urllib.parse.urlencode({**asked, "uiLanguage": "da", TOKEN: token})
    return f"{address}?{query}"


@contextmanager
def serve(command: Sequence[str]) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Run a module's server on a free port; give its address when it answers, and its process."""
    with listen("127.0.0.1", 0) as free:
        port = free.getsockname()[1]
    last = f"127.0.0.1:{port}" if command[-1] == "-a" else f"--port={port}"
    process = subprocess.Popen(
        [sys.executable, "-m", *command, last], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    address = f"http://127.0.0.1:{port}/"
    try:
        _wait_for(address)
        yield address, process
    finally:
        process.terminate()
        process.wait()


def _wait_for(address: str) -> None:
    for _ in range(600):
        try:
            urllib.request.urlopen(address).close()
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(f"{address} does not answer.")
