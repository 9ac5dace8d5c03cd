"""Build definitions, and read the packages for the tables of the contract."""

from __future__ import annotations

import json
import math
import shutil
import struct
import wave
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import yaml
from click.testing import CliRunner
from PIL import Image

from themebuilder.cli import main

BRANDING = "webapp3/branding/"
BASE = """\
theme: base
organisation: house
wording: {waiting: neutral}
brand: {name: Base, title: Base, color: "#2b6a94"}
webapp: {texts: own}
accept: {told-apart-by-looks-only: All that differs is what a row is about.}
"""
"""The theme of which the others are made."""


class Row(NamedTuple):
    """One value of a *key* of a schema, and what comes of it.

    *yaml* is laid on a definition that says no more than it must, *where* is a place in what is
    built (see `Theme.read`), *value* what has to stand there. The same place must read otherwise in
    the theme *against*: a key that does nothing has no row.
    """

    key: str
    yaml: str
    where: str
    value: Any
    against: str = "base"
    more: str = ""
    """Lines of a second definition: the theme of an organisation."""
    below: str = ""
    """Lines of an organisation below the one in question, which then owns the theme."""


class Other:
    """Any value but the one that stands there in the theme *against*."""

    def __repr__(self) -> str:
        return "another value"


OTHER = Other()


@dataclass(frozen=True)
class Theme:
    """What a build left of one theme."""

    name: str
    folder: Path
    report: Mapping[str, Any]
    planned: Mapping[str, Any] = None  # type: ignore[assignment]

    def read(self, where: str) -> Any:
        """What stands at *where*, or None: ``manifest: images.logo``, ``text da: meeting.leave``…"""
        place, _, path = where.partition(": ")
        kind, _, name = place.partition(" ")
        match kind:
            case "manifest":
                return _find_value(self._read_json(f"{BRANDING}manifest.json"), path)
            case "config":
                return _find_value(self._read_json("themeconfig.json"), path)
            case "text":
                return _find_value(self._read_json(f"{BRANDING}texts/{name}.json"), path)
            case "catalogue":
                return _find_value(self.entry, path)
            case "files":
                return sorted(file for file in self.files if not file.endswith("/"))
            case "file":
                data = self.files.get(name)
                return data if data is None else data.decode()
            case "bytes":
                return self.files.get(name)
            case "picture":
                return _describe_picture(self.files[name])
            case "sound":
                with (
                    wave.open(BytesIO(self.files[name]))
                    if name in self.files
                    else nullcontext() as sound
                ):
                    return f"{sound.getnframes() / sound.getframerate():.1f} s" if sound else None
            case "packages":
                return [file["name"] for file in self.entry["files"]] if self.entry else []
            case "problems":
                return sorted(problem["rule"] for problem in self.problems)
            case "messages":
                return [problem["message"] for problem in self.problems if problem["rule"] == name]
            case "hints":
                return [problem["hint"] for problem in self.problems if problem["rule"] == name]
        raise AssertionError(where)

    @property
    def problems(self) -> list[Mapping[str, Any]]:
        return [problem for problem in self.report["problems"] if self.is_about(problem)]

    def is_about(self, problem: Mapping[str, Any]) -> bool:
        """Whether a problem is the theme's, or between it and others."""
        return (
            self.name in problem.get("themes", ()) or problem["file"] == f"themes/{self.name}.yaml"
        )

    @cached_property
    def entry(self) -> Mapping[str, Any]:
        """What the catalogue says of it; empty where it was not built."""
        catalogue = json.loads((self.folder / "catalogue.json").read_text(encoding="utf-8"))
        return next((theme for theme in catalogue["themes"] if theme["theme"] == self.name), {})

    @cached_property
    def files(self) -> Mapping[str, bytes]:
        """Everything in its two zips."""
        found: dict[str, bytes] = {}
        for file in self.entry.get("files", ()):
            with zipfile.ZipFile(self.folder / file["name"]) as package:
                found |= {name: package.read(name) for name in package.namelist()}
        return found

    def _read_json(self, name: str) -> Any:
        return json.loads(self.files[name]) if name in self.files else None


def write(root: Path, files: Mapping[str, str | bytes]) -> None:
    for name, content in files.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)


def build(root: Path, *arguments: str) -> Mapping[str, Any]:
    """Build the workspace at *root* into ``dist`` as a person does; what the command reports."""
    result = CliRunner().invoke(main, ["-C", str(root), *arguments, "build", "-j", "1", "--json"])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    report: dict[str, Any] = json.loads(result.stdout)
    return report


def list_themes(root: Path, report: Mapping[str, Any]) -> Iterator[Theme]:
    """Every theme of the workspace at *root*."""
    for file in sorted((root / "themes").glob("*.yaml")):
        if file.name != "workspace.yaml":
            yield Theme(file.stem, root / "dist", report)


def build_new(root: Path, files: Mapping[str, str | bytes]) -> dict[str, Theme]:
    """The themes of a new workspace of those *files*, built, by name."""
    shutil.rmtree(root, ignore_errors=True)
    write(root, files)
    return {theme.name: theme for theme in list_themes(root, build(root))}


def make_definition(kind: str, name: str, lines: str, /, **defaults: str) -> tuple[str, str]:
    """A definition of *lines*, and its name: with the *defaults* of which the lines say nothing."""
    said = yaml.load(lines, yaml.CSafeLoader) or {}
    head = {kind: name, **defaults}
    head = {key: value for key, value in head.items() if key not in said}
    text = "".join(f"{key}: {value}\n" for key, value in head.items()) + lines + "\n"
    return str(said.get(kind, name)), text


def assert_row(row: Row, theme: Theme, against: Theme) -> None:
    """Assert that *row* holds, and that it says something."""
    found, otherwise = theme.read(row.where), against.read(row.where)
    messages = [problem["message"] for problem in theme.problems]
    assert found != otherwise, f"{row.key} changes nothing at {row.where}: {messages}"
    if row.value is not OTHER:
        assert found == row.value, messages


def make_picture(form: str, size: tuple[int, int], *stripes: str) -> bytes:
    """A picture of horizontal stripes in those colours."""
    drawn = Image.new("RGB", size)
    height = size[1] // len(stripes)
    for number, color in enumerate(stripes):
        drawn.paste(color, (0, number * height, size[0], size[1]))
    buffer = BytesIO()
    drawn.save(buffer, form)
    return buffer.getvalue()


def make_noise(form: str, size: tuple[int, int]) -> bytes:
    """A picture that no format makes small; the same each time."""
    buffer = BytesIO()
    data = Random(1).randbytes(3 * size[0] * size[1])
    Image.frombytes("RGB", size, data).save(buffer, form)
    return buffer.getvalue()


def make_tone() -> bytes:
    """A recording of one second."""
    buffer = BytesIO()
    with wave.open(buffer, "wb") as sound:
        sound.setparams((1, 2, 48_000, 0, "NONE", ""))
        levels = (int(6_000 * math.sin(step * 0.06)) for step in range(48_000))
        sound.writeframes(b"".join(struct.pack("<h", level) for level in levels))
    return buffer.getvalue()


def _find_value(value: Any, path: str) -> Any:
    for step in filter(None, path.split(".")):
        if isinstance(value, list):
            value = value[int(step)] if int(step) < len(value) else None
        else:
            value = (value or {}).get(step)
    return value


def _describe_picture(data: bytes) -> str:
    """A picture in words: format, size, light or dark, and its strongest colour."""
    with Image.open(BytesIO(data)) as picture:
        mean = picture.convert("RGB").resize((1, 1), Image.Resampling.BOX).getpixel((0, 0))
        assert isinstance(mean, tuple)
        light = "light" if sum(mean) > 3 * 128 else "dark"
        channel = ("red", "green", "blue")[max(range(3), key=lambda one: mean[one])]
        return f"{picture.format} {picture.width}x{picture.height} {light} {channel}"
