"""The small packages that probes upload, from ``data/probes.json``."""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from themebuilder.core.json_text import Json
from themebuilder.media.wav_header import EXTENSIBLE, PCM, RATE, pack_wav
from themebuilder.packages import zip_writer
from themebuilder.packages.model import CONFIG, MANIFEST, WEBAPP3
from themebuilder.packages.webapp3 import HIDDEN_KEY
from themebuilder.platform.shipped import load_prompts, read_direct_media_shape
from themebuilder.publishing.node.meetings import join_meeting
from themebuilder.publishing.node.transport import Transport

WAITING = "direct_media_waiting_for_host"
_SECOND = b"\0\0" * RATE
_LIST = b"INFOINAM" + struct.pack("<I", 6) + b"probe\0"
_PCM_GUID = struct.pack("<H", PCM) + bytes.fromhex("000000001000800000aa00389b71")


@cache
def read_data() -> Mapping[str, Any]:
    """Return what probes send and expect: packages, a room, the form of a client's answer."""
    data: dict[str, Any] = json.loads((Path(__file__).parent / "data/probes.json").read_bytes())
    return data


@dataclass(frozen=True, slots=True)
class Screens:
    """The direct-media screens of a meeting. Pexip's own client drops them unless *is_accepted*."""

    answer: Mapping[str, Any]
    is_accepted: bool

    @property
    def waiting(self) -> str:
        """The words that guests read while they wait; empty where the client shows none."""
        elements = self.answer[WAITING]["elements"] if self.is_accepted else []
        return str(elements[0]["text"]) if elements else ""


def is_accepted_by_client(screens: object) -> bool:
    """Whether Pexip's own client would use a meeting's screens, and not drop all of them."""
    import jsonschema_rs  # noqa: PLC0415 - only for probes

    return bool(jsonschema_rs.validator_for(read_data()["themeAnswer"]).is_valid(screens))


def read_screens(transport: Transport, alias: str) -> Screens | None:
    """What a meeting answers to an app that asks for its screens; None where it gives no answer."""
    with join_meeting(transport, alias) as meeting:
        answer = meeting.get("theme/") if meeting else None
    return Screens(answer, is_accepted_by_client(answer)) if isinstance(answer, dict) else None


def pack_theme(words: str, form: str, folder: str = "") -> bytes:
    """Return a service theme whose waiting screen has *words*, in a form of the probe ``screens``."""
    screens = read_data()["directMediaScreens"] if form == "all" else (WAITING,)
    return _pack_meeting({one: _make_screen(words, form) for one in screens}, {}, folder)


def pack_prompt(recording: bytes) -> bytes:
    """Return a service theme with one recording, under the first name that is known."""
    return _pack_meeting({}, {next(iter(load_prompts())): recording})


def make_recordings() -> dict[str, bytes]:
    """Return silent recordings: plain, of another rate, with more chunks, with an extensible header."""
    plain = pack_wav(_SECOND)
    form = struct.pack("<HHIIHH", EXTENSIBLE, 1, RATE, RATE * 2, 2, 16)
    form += struct.pack("<HHI", 22, 16, 4) + _PCM_GUID
    return {
        "plain": plain,
        "rate": pack_wav(_SECOND, rate=44_100),
        "chunks": _pack_riff({b"fmt ": plain[20:36], b"LIST": _LIST, b"data": _SECOND}),
        "extensible": _pack_riff({b"fmt ": form, b"data": _SECOND}),
    }


def pack_branding(part: str = "", hidden: tuple[str, ...] = ()) -> bytes:
    """Return a branding with the usual manifest, changed by a *part* of the data, or hiding ids."""
    data = read_data()
    manifest = {**data["manifest"], **data.get(part, {})}
    if hidden:
        manifest["applicationConfig"] = {HIDDEN_KEY: list(hidden)}
    files = {WEBAPP3 + MANIFEST: _dump(manifest)}
    if part == "languageFile":
        files[f"{WEBAPP3}de.json"] = _dump(data["oneText"])
    return zip_writer.pack(files)


def _make_screen(words: str, form: str) -> Mapping[str, Json]:
    shape = dict(read_direct_media_shape(form))
    first = {**shape["elements"][0], "text": words}
    return {**shape, "elements": [first]}


def _pack_meeting(
    screens: Mapping[str, Any], files: Mapping[str, bytes], folder: str = ""
) -> bytes:
    config = {"theme_version": 2, "splash_screens": {"screens": screens}}
    every = {CONFIG: _dump(config), **files}
    return zip_writer.pack({folder + name: data for name, data in every.items()})


def _pack_riff(chunks: Mapping[bytes, bytes]) -> bytes:
    body = b"WAVE" + b"".join(
        name + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2)
        for name, data in chunks.items()
    )
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _dump(data: object) -> bytes:
    return json.dumps(data, indent=1).encode()
