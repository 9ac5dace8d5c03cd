"""How two packages differ, in the words of those who made them: colours, texts, pictures."""

from __future__ import annotations

import json
import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from themebuilder.definitions.model import Files
from themebuilder.media.picture_header import read_header
from themebuilder.media.pictures import PictureError
from themebuilder.packages import json_reader, zip_writer
from themebuilder.packages.errors import JsonError
from themebuilder.packages.json_reader import Json

WEBAPP = "webapp3/branding/"
MANIFEST = WEBAPP + "manifest.json"
SCREENS = "themeconfig.json"
MAX_SHOWN = 120


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that changes; None: it was not there, or will not be."""

    what: str
    before: str | None
    after: str | None

    def __str__(self) -> str:
        if self.before is None:
            return f"{self.what}: new, {self.after}"
        if self.after is None:
            return f"{self.what}: gone, was {self.before}"
        return f"{self.what}: {self.before} → {self.after}"


def differences(before: Files, after: Files) -> tuple[Difference, ...]:
    """What changes from one package to the other, in a fixed order."""
    old, new = _facts(before), _facts(after)
    return tuple(
        Difference(what, old.get(what), new.get(what))
        for what in [*new, *(gone for gone in old if gone not in new)]
        if old.get(what) != new.get(what)
    )


def hidden_buttons(files: Files) -> frozenset[str]:
    """The test ids that a Webapp3 package hides."""
    config = _json(files, MANIFEST).get("applicationConfig")
    hidden = config.get("hiddenFunctionality") if isinstance(config, dict) else None
    return frozenset(str(item) for item in hidden) if isinstance(hidden, list) else frozenset()


def _facts(files: Files) -> dict[str, str]:
    """Everything a package says: what -> how it is shown, in the order in which people care."""
    manifest = _json(files, MANIFEST)
    languages = {
        posixpath.normpath(WEBAPP + str(path)): str(language)
        for language, path in _mapping(manifest.get("translations")).items()
    }
    facts = dict(_manifest_facts(manifest))
    for name in sorted(files, key=lambda name: (name not in languages, name)):
        if name in languages:
            for key, value in _leaves(_json(files, name)):
                facts[f"text {languages[name]} {key}"] = _shown(value)
        elif name == SCREENS:
            for key, value in _leaves(_json(files, name)):
                facts[f"screen {key.removeprefix('splash_screens.screens.')}"] = _shown(value)
        elif name != MANIFEST:
            facts.update([_file_fact(name, files[name])])
    return facts


def _manifest_facts(manifest: Mapping[str, Json]) -> Iterator[tuple[str, str]]:
    for key, value in manifest.items():
        match key:
            case "colorPalette" if isinstance(value, list):
                for number, shade in enumerate(value, 1):
                    yield f"colour shade {number}", str(shade)
            case "backgroundColor":
                yield "colour background", str(value)
            case "images":
                continue  # the files themselves are compared
            case "applicationConfig" | "defaultUserConfig":
                for name, setting in _mapping(value).items():
                    if isinstance(setting, list):
                        for item in setting:
                            yield f"setting {name} {_plain(item)}", "set"
                    else:
                        yield f"setting {name}", _shown(setting)
            case _:
                for name, inner in _leaves(value, key):
                    yield f"manifest {name}", _shown(inner)


def _file_fact(name: str, data: bytes) -> tuple[str, str]:
    shown = name.removeprefix(WEBAPP)
    size = f"{len(data):,} bytes"
    # Two files of one size are still two contents.
    tail = f" ({zip_writer.digest({'': data})[:8]})"
    if name.endswith(".wav"):
        return f"prompt {shown}", size + tail
    try:
        header = read_header(data)
    except PictureError:
        return f"file {shown}", size + tail
    area = f"{header.width}x{header.height}, " if header.width else ""
    return f"picture {shown}", area + size + tail


def _json(files: Files, name: str) -> dict[str, Json]:
    """The object in a file; an empty one where there is none: a difference is shown, not judged."""
    try:
        return json_reader.read_json(files[name], name) if name in files else {}
    except JsonError:
        return {}


def _mapping(value: Json) -> dict[str, Json]:
    return value if isinstance(value, dict) else {}


def _leaves(value: Json, path: str = "") -> Iterator[tuple[str, Json]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _leaves(inner, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _leaves(inner, f"{path}.{number}")
    else:
        yield path, value


def _plain(value: Json) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _shown(value: Json) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= MAX_SHOWN else text[: MAX_SHOWN - 1] + "…"
