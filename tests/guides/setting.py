"""What a reader of the guides starts with: a workspace, own files, a node."""

from __future__ import annotations

import re
import shutil
from functools import cache
from pathlib import Path

import numpy as np
import soundfile
from PIL import Image, ImageDraw, ImageFilter

from tests.fake_node import Node, RealClock, Running
from tests.guides.terminal import Terminal
from themebuilder.packages.zip_reader import unpack_foreign
from themebuilder.packages.zip_writer import pack

ADDRESSES = {
    "manager.vores-klinik.example": "",
    "video1.vores-klinik.example": "conf-a",
    "video2.vores-klinik.example": "conf-b",
}
"""Host in the pages -> conferencing node of the fake one; the first is the management node."""
OWN_DEPLOYMENT = """\
deployment: {name}
node: https://manager.vores-klinik.example
auth: {{user: themebuilder, password: {{env: NODE_PASSWORD}}}}
conferencing_nodes:
  - https://video1.vores-klinik.example
  - https://video2.vores-klinik.example
"""
AT_ONCE = "replication: {first_check: 0, interval: 0, timeout: 5}\n"
PROMPTS = ("2sd-number-pound-key_48kHz_mono.wav", "2sd-please-hold-connect-you_48kHz_mono.wav")
HISTORY = (
    "git init -q && git add -A && git {me} commit -q -m 1 && git {me} commit -q --allow-empty -m 2"
)
ME = "-c user.name=Reader -c user.email=reader@vores-klinik.example"
OTHERS = {
    "acme.zip": "kommune-borger-webapp3.zip",
    "ivr.zip": "kommune-borger-service-theme.zip",
    "portal-branding.zip": "kommune-borger-webapp3.zip",
    "service-theme.zip": "kommune-borger-service-theme.zip",
    "old.zip": "kommune-borger-webapp3.zip",
    "new.zip": "rm-borger-webapp3.zip",
    "base-theme.zip": "kommune-borger-service-theme.zip",
    "en.json": "en.json",
}
"""Packages that a page takes for granted -> the package of ours that stands in for it."""
TEMPLATES = """\
[{"id": 7, "organisationId": "4711", "isDefaultTemplate": true,
  "ivrTheme": "/api/admin/configuration/v1/ivr_theme/1/", "enableOverlayText": true}]
"""
"""What a reader exported from the booking service."""
LOGO = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 336 160">
<title>Vores Klinik</title>
<circle cx="80" cy="80" r="60" fill="#2b6a94"/>
<path d="M170 60h140v14H170zm0 30h100v14H170z" fill="#1b3f58"/>
</svg>
"""


def make_node() -> Node:
    """A node with the rooms that the pages speak of, all parts of which know everything at once."""
    node = Node(clock=RealClock(), lags={"conf-a": 0, "conf-b": 0})
    for number in (1, 2):
        node.add_room(f"Konsultation {number}", tag="vores-klinik")
        node.add_room(f"Sengeafsnit {number}", tag="region-vest")
        node.add_room(f"Ambulatorium {number}", tag="regionh")
        node.add_room(f"Tolk {number}", tag="bornholm")
    old = node.add_branding("Klinikken 2024", "webapp2")
    node.add_path("klinik", old["uuid"], "webapp2")["description"] = "Til klinikkens gæster"
    node.add_room("Gruppe 1", tag="gruppeterapi", alias="gruppe1@vores-klinik.example")
    node.add_room("Gruppe 2", tag="gruppeterapi", chat="yes")
    return node


def adapt_deployment(definition: str, up: Running) -> str:
    """The deployment of a page, for the node that is *up*, which has one account and is quick."""
    definition = replace_addresses(definition, up)
    definition = re.sub(r"user: \S+?(?=[,}\n])", f"user: {up.guard.user}", definition)
    return definition if "replication:" in definition else definition + AT_ONCE


def replace_addresses(text: str, up: Running) -> str:
    """*text* with the addresses of the node that is *up*."""
    for host, name in ADDRESSES.items():
        text = text.replace(f"https://{host}", up.conferencing[name] if name else up.address)
    return text


def as_in_the_page(printed: str, up: Running | None) -> str:
    """What was printed, with the addresses of the page."""
    if up is None:
        return printed
    for host, name in ADDRESSES.items():
        address = up.conferencing[name] if name else up.address
        printed = printed.replace(address, f"https://{host}")
    return printed


def lay_out(folder: Path) -> None:
    """The files that a reader brings along: a photo, a logo, recordings, exported templates."""
    own = folder / "brand_assets" / "vores-klinik"
    (own / "prompts").mkdir(parents=True, exist_ok=True)
    _make_photo().save(own / "have.jpg", quality=88)
    _make_photo().resize((640, 360)).save(own / "lille.jpg")
    (own / "logo.svg").write_text(LOGO, encoding="utf-8")
    (folder / "exported-templates.json").write_text(TEMPLATES, encoding="utf-8")
    for name in PROMPTS:
        soundfile.write(own / "prompts" / name, _make_voice(), 44_100, subtype="PCM_24")


def keep_history(terminal: Terminal) -> None:
    """Put the workspace under version control, with an earlier state."""
    terminal.run(HISTORY.format(me=ME))


def copy_packages(command: str, folder: Path, packages: Path) -> None:
    """Put the packages of others that *command* names into *folder*."""
    for name, package in OTHERS.items():
        if re.search(rf"\b{re.escape(name)}\b", command) and not (folder / name).exists():
            shutil.copy(packages / package, folder / name)
            if name == "base-theme.zip":  # our own name for the picture would give it away
                parts = unpack_foreign((folder / name).read_bytes()).files
                renamed = {
                    part.replace("theme-background", "node"): data.replace(
                        b"theme-background", b"node"
                    )
                    for part, data in parts.items()
                }
                (folder / name).write_bytes(pack(renamed))


@cache
def _make_photo() -> Image.Image:
    """A bright, quiet picture like a photo of a garden: sky, hills, blossoms, grain."""
    random = np.random.default_rng(7)
    picture = Image.new("RGB", (2400, 1350), "#eaf3f7")
    draw = ImageDraw.Draw(picture)
    for top, left, color in ((700, -500, "#dcebdd"), (820, 500, "#d2e5d0"), (960, -200, "#c6dcc4")):
        draw.ellipse((left, top, left + 2400, top + 1500), fill=color)
    for x, y in random.integers((0, 900), (2400, 1350), (90, 2)):
        draw.ellipse((x, y, x + 26, y + 26), fill="#f5e3ea")
    soft = np.asarray(picture.filter(ImageFilter.GaussianBlur(6)), dtype=np.int16)
    grain = random.integers(-3, 4, (1350, 2400, 1), dtype=np.int16)
    return Image.fromarray(np.clip(soft + grain, 0, 255).astype(np.uint8))


@cache
def _make_voice() -> np.ndarray:
    """Two seconds that rise and fall like speech."""
    time = np.arange(2 * 44_100) / 44_100
    noise = np.random.default_rng(3).normal(0, 0.02, time.size)
    return 0.25 * np.sin(2 * np.pi * 180 * time) * np.sin(2 * np.pi * 2 * time) ** 2 + noise * 0.05
