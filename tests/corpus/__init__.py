"""Packages like those of other tools, each described in ``<case>/package.yaml``.

``branding`` are the files below ``webapp3/branding/``, ``files`` those with their whole name. A file is
its text, or a mapping of its kind to its content, see `_KINDS`. ``zip`` says how they are packed,
see `pack_case`. ``raw`` is a text instead of a zip.
"""

from __future__ import annotations

import base64
import io
import json
import struct
import warnings
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from tests.importing.packages import (
    BRANDING,
    add_notes,
    make_extensible,
    make_jpeg,
    make_manifest,
    make_png,
)
from themebuilder.media.wav_header import pack_wav
from themebuilder.platform.nesting import nest

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
CASES = sorted(path.parent for path in HERE.glob("*/package.yaml"))
PACKAGE = "acme.zip"


_METHODS = {
    "stored": zipfile.ZIP_STORED,
    "deflated": zipfile.ZIP_DEFLATED,
    "bzip2": zipfile.ZIP_BZIP2,
    "lzma": zipfile.ZIP_LZMA,
}


class _Stream(io.BytesIO):
    """A target that can't be rewound, such as a pipe."""

    def seekable(self) -> bool:
        return False

    def seek(self, *_where: int) -> int:
        raise io.UnsupportedOperation

    def tell(self) -> int:
        raise io.UnsupportedOperation


class _RawName(zipfile.ZipInfo):
    """An entry whose name is in the encoding of an old Windows, without the mark for UTF-8."""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # noqa: N802 - the name in zipfile
        return self.filename.encode(self.comment.decode()), self.flag_bits


def pack_case(case: Path, target: Path) -> Path:
    """Pack what *case* describes and return the zip.

    ``zip`` may have ``top``, a folder around everything; ``separator`` between folders; ``folders``,
    to list them as entries; ``method``, see `_METHODS`; ``encrypted``; ``encoding`` of the names;
    ``twice``, the name of an entry to repeat; ``streamed``, so that sizes follow the data; ``before``, a
    text before the zip; ``links``, the names of entries that are links.
    """
    described = yaml.load((case / "package.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader)
    if "raw" in described:
        target.write_text(described["raw"])
        return target
    how = described.get("zip", {})
    branding = {BRANDING + name: data for name, data in described.get("branding", {}).items()}
    files = {**branding, **described.get("files", {})}
    method = _METHODS[how.get("method", "stored")]
    buffer = _Stream() if how.get("streamed") else io.BytesIO()
    buffer.write(how.get("before", "").encode())
    with zipfile.ZipFile(buffer, "w", method) as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of a name that is there twice
        for name, data in _list_entries(files, how):
            entry = _RawName if "encoding" in how else zipfile.ZipInfo
            info = entry(name.replace("/", how.get("separator", "/")))
            info.compress_type = method
            info.comment = how.get("encoding", "").encode()
            if name in how.get("links", ()):
                info.external_attr = 0o120777 << 16
            archive.writestr(info, data)
    packed = buffer.getvalue()
    target.write_bytes(_mark_encrypted(packed) if how.get("encrypted") else packed)
    return target


def _list_entries(files: Mapping[str, Any], how: Mapping[str, Any]) -> Iterator[tuple[str, bytes]]:
    listed: set[str] = set()
    for name, described in files.items():
        whole = how.get("top", "") + name
        if how.get("folders"):
            for at, sign in enumerate(whole):
                if sign == "/" and whole[: at + 1] not in listed:
                    listed.add(whole[: at + 1])
                    yield whole[: at + 1], b""
        data = make_file(described)
        yield whole, data
        if name == how.get("twice"):
            yield whole, data


def make_file(described: object) -> bytes:
    """Return the bytes of a file from its description."""
    if not isinstance(described, dict):
        return str(described).encode()
    kind, *options = described
    more = {name: described[name] for name in options}
    return _KINDS[kind](described[kind], **more)


def _make_json(value: object, encoding: str = "utf-8") -> bytes:
    return json.dumps(value, indent=2, ensure_ascii=False).encode(encoding)


def _make_language(
    language: str, changes: Mapping[str, Any] | None = None, without: Sequence[str] = ()
) -> bytes:
    """A complete language file: the shipped texts with *changes*."""
    file = ROOT / "themes" / "texts" / f"{language}.yaml"
    texts = yaml.load(file.read_text(encoding="utf-8"), yaml.CSafeLoader)["keys"]
    kept = {key: text for key, text in texts.items() if key not in without}
    return _make_json(nest({**kept, **(changes or {})}))


def _make_wav(
    seconds: float,
    *,
    rate: int = 48_000,
    channels: int = 1,
    bits: int = 16,
    extensible: bool = False,
    notes: bool = False,
    bext: bool = False,
) -> bytes:
    frames = int(seconds * rate)
    # A quiet square wave of 200 Hz.
    high = (1 << bits - 4).to_bytes(bits // 8, "little")
    low = (-(1 << bits - 4)).to_bytes(bits // 8, "little", signed=True)
    half = rate // 400
    samples = (high * channels * half + low * channels * half) * (frames // (2 * half))
    wav = pack_wav(samples, channels=channels, rate=rate, bits=bits)
    wav = make_extensible(wav) if extensible else wav
    wav = add_notes(wav) if notes else wav
    if bext:
        chunk = b"bext" + struct.pack("<I", 602) + bytes(602)
        wav = wav[:4] + struct.pack("<I", len(wav) - 8 + len(chunk)) + wav[8:12] + chunk + wav[12:]
    return wav


def _make_zip(files: Mapping[str, Any]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, described in files.items():
            archive.writestr(zipfile.ZipInfo(name), make_file(described))
    return buffer.getvalue()


def _mark_encrypted(data: bytes) -> bytes:
    """Set the flag for encryption in each header of the entries."""
    for signature, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        parts = data.split(signature)
        spot = at - len(signature)
        data = signature.join(
            [parts[0], *(p[:spot] + bytes([p[spot] | 1]) + p[spot + 1 :] for p in parts[1:])]
        )
    return data


_KINDS: Mapping[str, Callable[..., bytes]] = {
    "text": lambda text, encoding="utf-8": text.encode(encoding),
    "json": _make_json,
    # The manifest of the portal, with changes; null leaves a key out.
    "manifest": lambda changes, encoding="utf-8": _make_json(
        make_manifest(**changes or {}), encoding
    ),
    "language": _make_language,
    "jpeg": lambda size, color="#203040": make_jpeg(color, tuple(size)),
    "png": lambda size, color="#204080": make_png(color, tuple(size)),
    "wav": _make_wav,
    "base64": base64.b64decode,
    "zip": _make_zip,
}
