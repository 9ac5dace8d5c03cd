"""How two packages differ: colours, texts, settings, pictures and prompts, one line each."""

from __future__ import annotations

import json
import posixpath
from collections.abc import Iterator, Mapping

from themebuilder.core.json_text import Json
from themebuilder.definitions.model import Files
from themebuilder.media.picture_header import read_header
from themebuilder.media.pictures import PictureError
from themebuilder.packages import json_reader, zip_writer
from themebuilder.packages.errors import JsonError

WEBAPP = "webapp3/branding/"
MANIFEST = WEBAPP + "manifest.json"
SCREENS = "themeconfig.json"
_MAX_LENGTH = 120


def describe_changes(before: Files, after: Files) -> tuple[str, ...]:
    """One line for each thing that differs, in a fixed order."""
    old, new = _facts(before), _facts(after)
    return tuple(
        _describe(what, old.get(what), new.get(what))
        for what in [*new, *(gone for gone in old if gone not in new)]
        if old.get(what) != new.get(what)
    )


def _describe(what: str, before: str | None, after: str | None) -> str:
    if before is None:
        return f"{what}: new, {after}"
    return f"{what}: gone, was {before}" if after is None else f"{what}: {before} → {after}"


def hidden_buttons(files: Files) -> frozenset[str]:
    """The test ids that a Webapp3 package hides."""
    config = _json(files, MANIFEST).get("applicationConfig")
    hidden = config.get("hiddenFunctionality") if isinstance(config, dict) else None
    return frozenset(str(item) for item in hidden) if isinstance(hidden, list) else frozenset()


def _facts(files: Files) -> dict[str, str]:
    """Everything in a package that people notice -> its value as text, the most important first."""
    manifest = _json(files, MANIFEST)
    languages = {
        posixpath.normpath(WEBAPP + str(path)): str(language)
        for language, path in _mapping(manifest.get("translations")).items()
    }
    facts = dict(_manifest_facts(manifest))
    for name in sorted(files, key=lambda name: (name not in languages, name)):
        if name in languages:
            for key, value in _leaves(_json(files, name)):
                facts[f"text {languages[name]} {key}"] = _format(value)
        elif name == SCREENS:
            for key, value in _leaves(_json(files, name)):
                facts[f"screen {key.removeprefix('splash_screens.screens.')}"] = _format(value)
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
                        yield f"setting {name}", _format(setting)
            case _:
                for name, inner in _leaves(value, key):
                    yield f"manifest {name}", _format(inner)


def _file_fact(name: str, data: bytes) -> tuple[str, str]:
    short_name = name.removeprefix(WEBAPP)
    size = f"{len(data):,} bytes"
    # Two files of one size can have different contents.
    digest = f" ({zip_writer.digest({'': data})[:8]})"
    if name.endswith(".wav"):
        return f"prompt {short_name}", size + digest
    try:
        header = read_header(data)
    except PictureError:
        return f"file {short_name}", size + digest
    area = f"{header.width}x{header.height}, " if header.width else ""
    return f"picture {short_name}", area + size + digest


def _json(files: Files, name: str) -> dict[str, Json]:
    """The object in a file; an empty one where there is none, as this only describes differences."""
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


def _format(value: Json) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _MAX_LENGTH else text[: _MAX_LENGTH - 1] + "…"
