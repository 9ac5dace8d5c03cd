"""A workspace with one theme, and a page that is only a stand-in: what the server's tests share."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

from starlette.testclient import TestClient

from tests.contract.kit import make_tone
from themebuilder.cli.workspace import find_cache_folder
from themebuilder.core.cache import Cache
from themebuilder.definitions.library import shipped_root
from themebuilder.preview.app import create_app
from themebuilder.preview.guard import Admission
from themebuilder.preview.page import read_bundle
from themebuilder.preview.rebuilder import Rebuilder
from themebuilder.preview.server import address, listen, run_server
from themebuilder.preview.session import PreviewSession

BASE = Path(__file__).parent.parent / "workspace"
HERE = "http://127.0.0.1:8756"
GUESTS = "http://127.0.0.1:8757"
"""Where guests' pages come from."""
BUNDLE = {
    "index.html": b"<title>the shell</title><body></body>",
    "view.html": b"<title>the guest page</title><body></body>",
    "policy.txt": b"default-src 'self'\n",
    "assets/index-1a2b.js": b"export {};",
}
WARD = """\
theme: ward
title: Ward
extends: borger
organisation: clinic
brand:
  name: Ward
  color: "#2b6a94"
  background: {draw: waves, tone: light, seed: 1, color: "#3d6b7d"}
texts:
  da: {meeting.leave: Forlad mødet}
webapp: {path: ward}
"""
PROMPT = "2sd-please-hold-connect-you_48kHz_mono.wav"
SPEAKING = f"{WARD}meeting: {{prompts: {{{PROMPT}: clinic/hold.wav}}}}\n"
"""The ward with a recording; see `record`."""
FILES = {
    "ward": "themes/ward.yaml",
    "clinic": "themes/organisations/clinic.yaml",
    "danish": "themes/texts/da.yaml",
    "other": "themes/other.yaml",
    "patients": "themes/patients.yaml",
    "house": "themes/organisations/house.yaml",
    "north": "themes/organisations/north.yaml",
    "workspace": "themes/workspace.yaml",
}
"""Short names of files of the workspace."""


def format_clinic(**settings: str) -> str:
    """The clinic's file with *settings*, written as in YAML."""
    told = ", ".join(f"{name}: {value}" for name, value in settings.items())
    return f"organisation: clinic\nname: Clinic\npart_of: faelles\nsettings: {{{told}}}\n"


def make_workspace(folder: Path, **files: str) -> Path:
    """A workspace with the ward, in *folder*, and with other *files*, by their short names."""
    shutil.copytree(BASE, folder)
    for name, text in {"ward": WARD, **files}.items():
        (folder / FILES[name]).write_text(text, encoding="utf-8")
    return folder


def record(root: Path) -> None:
    """Put the recording of `SPEAKING` into the workspace at *root*: a second of a tone."""
    folder = root / "brand_assets" / "clinic"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "hold.wav").write_bytes(make_tone())


def make_rebuilder(root: Path) -> Rebuilder:
    """The rebuilder of the workspace at *root*."""
    return Rebuilder(root, shipped_root(), Cache(find_cache_folder()))


class Visitor(TestClient):
    """A browser on this machine: it asks for what guests see at their own origin."""

    def __init__(self, session: PreviewSession) -> None:
        app = create_app(session, BUNDLE, Admission(port=8756), guest_port=8757)
        super().__init__(app, base_url=HERE, follow_redirects=False)

    def request(self, method, url, **settings):
        """Ask for *url* at the origin that serves it."""
        is_guest = str(url).startswith("/") and "/view/" in str(url)
        return super().request(method, f"{GUESTS if is_guest else ''}{url}", **settings)


_PORTS: list[int] = []
"""Where this process served pages before: a browser keeps scripts, and what it compiled, by address."""


@contextmanager
def listen_again() -> Iterator[list[socket.socket]]:
    """Two sockets, at the ports of the time before unless these are taken."""
    with ExitStack() as stack:
        try:
            found = [stack.enter_context(listen("127.0.0.1", port)) for port in _PORTS or (0, 0)]
        except OSError:
            stack.close()
            found = [stack.enter_context(listen("127.0.0.1", 0)) for _each in range(2)]
        _PORTS[:] = [one.getsockname()[1] for one in found]
        yield found


@contextmanager
def run_preview(
    session: PreviewSession, admission: Admission | None = None, **settings: object
) -> Iterator[tuple[str, str]]:
    """Serve *session*; gives the addresses of the shell and of the guests' pages."""
    with listen_again() as (shell, guests):
        ports = [one.getsockname()[1] for one in (shell, guests)]
        admission = replace(admission or Admission(), port=ports[0])
        app = create_app(session, read_bundle(), admission, guest_port=ports[1], **settings)
        with run_server(app, shell, guests, stopping=session.close) as at:
            yield at, address(guests, "127.0.0.1")


@contextmanager
def serve_workspace(folder: Path, **files: str) -> Iterator[str]:
    """Serve a new workspace with *files*; gives the address of the shell."""
    session = PreviewSession(make_rebuilder(make_workspace(folder / "own", **files)))
    with run_preview(session) as (shell, _guests):
        yield shell
