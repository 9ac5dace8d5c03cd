"""What is in a package: its files by folder, their sizes and what they are, its digest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from themebuilder.importing.package_reader import Foreign
from themebuilder.media.picture_header import read_header
from themebuilder.media.recording import inspect
from themebuilder.media.slots import PictureError
from themebuilder.media.sound_error import SoundError
from themebuilder.packages import zip_writer


@dataclass(frozen=True, slots=True)
class Listed:
    """One file of a package: its *name*, its *size* in bytes and *what* it is, in a few words."""

    name: str
    size: int
    what: str


@dataclass(frozen=True, slots=True)
class Listing:
    """A package at a glance. *weight* is what the budget counts: everything but recordings."""

    files: tuple[Listed, ...]
    size: int
    weight: int
    digest: str


def listing(package: Foreign) -> Listing:
    """The files of *package*, sorted by name."""
    files = tuple(
        Listed(name, len(data), what(data, name)) for name, data in sorted(package.files.items())
    )
    weight = sum(file.size for file in files if not file.name.lower().endswith(".wav"))
    size = sum(file.size for file in files)
    return Listing(files, size, weight, zip_writer.digest(package.files))


def what(data: bytes, name: str) -> str:
    """What a file is, by its first bytes: ``JPEG, 1920 x 1080`` or an empty text."""
    ending = name.rpartition(".")[2].lower()
    if ending == "wav":
        try:
            return str(inspect(data))
        except SoundError as error:
            return error.message
    if ending in {"json", "html", "css", "js", "txt"}:
        return ""
    if b"<svg" in data[:1000]:
        return "SVG"
    try:
        header = read_header(data)
    except PictureError:
        return "not a picture that can be read" if ending in {"jpg", "jpeg", "png"} else ""
    return f"{header.format}, {header.width} x {header.height}" if header.width else header.format


def tree(files: tuple[Listed, ...]) -> Iterator[tuple[str, Listed | None]]:
    """The files as lines of a drawn tree, each with its file; None for a folder."""
    root: dict[str, object] = {}
    for file in files:
        *folders, name = file.name.split("/")
        at = root
        for folder in folders:
            below = at.setdefault(folder, {})
            assert isinstance(below, dict)  # noqa: S101 - a file and a folder never share a name
            at = below
        at[name] = file
    yield from _branch(root, "")


def _branch(folder: Mapping[str, object], indent: str) -> Iterator[tuple[str, Listed | None]]:
    for number, (name, node) in enumerate(folder.items()):
        is_last = number == len(folder) - 1
        line = f"{indent}{'└─ ' if is_last else '├─ '}{name}"
        if isinstance(node, Listed):
            yield line, node
        elif isinstance(node, dict):
            yield f"{line}/", None
            yield from _branch(node, indent + ("   " if is_last else "│  "))
