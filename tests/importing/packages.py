"""Minimal complete packages like those in use."""

from __future__ import annotations

import io
import json
import struct
import zipfile
from collections.abc import Mapping
from pathlib import Path

from PIL import Image

from themebuilder.media.wav_header import pack_wav

BRANDING = "webapp3/branding/"
PALETTE = [
    "#FFF1E5", "#FFCA9B", "#FFA251", "#FF7A06", "#BB5700", "#703400",
    "#642F00", "#582900", "#4B2300", "#3F1E00", "#331800",
]  # fmt: skip
SCREENS = ("waiting_for_host", "welcome", "pin_entry")


def make_jpeg(color: str = "#804020", size: tuple[int, int] = (1920, 1080)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, color).save(out, "JPEG", quality=80)
    return out.getvalue()


def make_png(color: str = "#204080", size: tuple[int, int] = (200, 100)) -> bytes:
    out = io.BytesIO()
    Image.new("RGBA", size, color).save(out, "PNG")
    return out.getvalue()


def make_recording(seconds: float = 0.5) -> bytes:
    return pack_wav(bytes(range(256)) * int(48_000 * seconds * 2 / 256))


def add_notes(wav: bytes) -> bytes:
    """The same recording with a LIST chunk before the sound, as ffmpeg writes one."""
    notes = b"LIST\x1a\0\0\0INFOISFT\x0e\0\0\0Lavf62.3.100\0\0"
    return wav[:4] + struct.pack("<I", len(wav) + len(notes) - 8) + wav[8:36] + notes + wav[36:]


def make_extensible(wav: bytes) -> bytes:
    """The same recording under an extensible header, as Windows writes one."""
    guid = bytes.fromhex("0100000000001000800000aa00389b71")
    form = b"\xfe\xff" + wav[22:36] + struct.pack("<HHI", 22, 16, 4) + guid
    head = struct.pack("<I", len(wav) + 24 - 8) + b"WAVEfmt " + struct.pack("<I", len(form))
    return wav[:4] + head + form + wav[36:]


def make_zip(files: Mapping[str, bytes | str], path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def make_manifest(**changes: object) -> dict[str, object]:
    """The manifest of a package from the portal; a change to None takes the key out."""
    whole = {
        "version": 0,
        "meta": {"name": "DEFAULT", "brandVersion": "n/a", "baseColor": "#713400"},
        "brandName": "",
        "images": {"jumbotron": "./background.jpg"},
        "translations": {},
        "applicationConfig": {},
        "defaultUserConfig": {},
        "colorPalette": PALETTE,
        "backgroundColor": "#603924",
        **changes,
    }
    return {key: value for key, value in whole.items() if value is not None}


def make_webapp3(
    path: Path, files: Mapping[str, bytes | str] | None = None, /, **changes: object
) -> Path:
    """A Webapp3 package as the portal makes it, with *changes* to its manifest and more *files*."""
    whole: dict[str, bytes | str] = {
        BRANDING + "manifest.json": json.dumps(make_manifest(**changes)),
        BRANDING + "background.jpg": make_jpeg(),
    }
    more = {BRANDING + name: data for name, data in (files or {}).items()}
    return make_zip({**whole, **more}, path)


def make_service_theme(
    path: Path, files: Mapping[str, bytes | str] | None = None, /, **changes: object
) -> Path:
    """A service theme of a few screens with one background, with *changes* to its configuration."""
    screen = {"background": {"path": "background_4.jpg"}}
    whole = {
        "splash_screens": {"screens": dict.fromkeys(SCREENS, screen)},
        "theme_version": 2,
        **changes,
    }
    config = json.dumps({key: value for key, value in whole.items() if value is not None})
    return make_zip(
        {"themeconfig.json": config, "background_4.jpg": make_jpeg("#406080"), **(files or {})},
        path,
    )


def read_files(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist() if name[-1] != "/"}
