"""How the published material of a new version differs from the platform data."""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from themebuilder.core.json_text import Json
from themebuilder.core.problems import Place, ThemeError, problem
from themebuilder.core.tree import Map, Node, Seq
from themebuilder.definitions.library import Library
from themebuilder.importing.learning import learn
from themebuilder.importing.package_reader import looks_like_package, read_package
from themebuilder.packages.model import CONFIG, MANIFEST, WEBAPP3, read_json
from themebuilder.platform.facts import ConfigKey, name_json_type
from themebuilder.platform.target import Platform
from themebuilder.settings import Where, find_fields

DATA = "themebuilder/platform/data"
READER = Path(__file__).parent.parent.parent / ".ci" / "platform-data" / "run"
"""Reads the published npm packages; only a checkout of the repository has it."""


@dataclass(frozen=True, slots=True)
class FactKind:
    """A kind of fact: its data *file*, *how* facts get into it, and the checks that use it."""

    name: str
    file: str
    how: str
    checks: tuple[str, ...]


_BY_SCRIPT = "add the version to .ci/platform-data/package.json, then run .ci/platform-data/run"
_BY_HAND = "by hand, with evidence and source"
TEXTS = FactKind(
    "texts", "translations.json", _BY_SCRIPT, ("language-incomplete", "text-key-unknown")
)
TEST_IDS = FactKind("test ids", "testids.json", _BY_SCRIPT, ("key-without-evidence",))
MANIFEST_KEYS = FactKind(
    "manifest keys",
    "webapp.json",
    _BY_HAND,
    ("key-without-evidence", "config-value-not-allowed"),
)
THEME_KEYS = FactKind("themeconfig keys", "meeting.json", _BY_HAND, ("key-without-evidence",))
SCREENS = FactKind("screens", "meeting.json", _BY_HAND, ("key-without-evidence",))
PROMPTS = FactKind("prompts", "meeting.json", _BY_HAND, ("key-without-evidence",))
KINDS = (TEXTS, TEST_IDS, MANIFEST_KEYS, THEME_KEYS, SCREENS, PROMPTS)


@dataclass(frozen=True, slots=True)
class ReleaseChange:
    """A fact that is ``new``, ``changed`` or ``removed``, and the definitions that name it."""

    kind: FactKind
    what: str
    name: str
    said: str
    places: tuple[Place, ...] = ()


def compare_release(
    paths: Iterable[str], platform: Platform, library: Library
) -> tuple[tuple[ReleaseChange, ...], tuple[str, ...]]:
    """How the material at *paths* differs from *platform*, and a line on each of the paths.

    A path is an unpacked npm package of Pexip's components, a folder that ``.ci/platform-data/run``
    wrote, a branding or service theme, or what `learn` reads. Raises `ThemeError` for anything else.
    """
    paths = list(paths)
    components = [path for path in paths if Path(path, "package.json").is_file()]
    found: list[ReleaseChange] = []
    lines: list[str] = []
    if components:
        with tempfile.TemporaryDirectory() as folder:
            _read_components(components, folder)
            version, changes = _compare_generated(Path(folder), platform)
        lines.append(f"{', '.join(components)}: the components {version}")
        found += changes
    for path in paths:
        if path not in components:
            what, changes = _compare_material(path, platform)
            lines.append(f"{path}: {what}")
            found += changes
    hidden_by = {
        field.name: f"the setting {setting.name} hides it"
        for setting, field in find_fields(Where.HIDDEN)
    }
    # `webapp.config` names a key by its last part.
    last = {one.name: one.name.rpartition(".")[2] for one in found}
    places = _find_places(library, {*last, *last.values()})
    for at, one in enumerate(found):
        is_key = one.kind in (MANIFEST_KEYS, THEME_KEYS)
        by_last = places.get(last[one.name], ()) if is_key else ()
        said = one.said or (hidden_by.get(one.name, "") if one.kind is TEST_IDS else "")
        found[at] = replace(one, said=said, places=places.get(one.name, by_last))
    ordered = sorted(set(found), key=lambda one: (KINDS.index(one.kind), one.what, one.name))
    return tuple(ordered), tuple(lines)


def _compare_material(path: str, platform: Platform) -> tuple[str, list[ReleaseChange]]:
    if Path(path, "translations.json").is_file() and Path(path, "testids.json").is_file():
        version, changes = _compare_generated(Path(path), platform)
        return f"texts and test ids of the components {version}", changes
    if not looks_like_package(Path(path)):
        return _compare_learnt(path, platform)
    package = read_package(Path(path), path)
    if package.kind == "webapp3":
        manifest = read_json(package, WEBAPP3 + MANIFEST)
        keys = _compare_keys(manifest, platform.config_keys, MANIFEST_KEYS)
        return "a Webapp3 branding", list(keys)
    if package.kind == "service-theme":
        what, changes = _compare_learnt(path, platform)
        config = read_json(package, CONFIG)
        return what, [*changes, *_compare_keys(config, platform.theme_keys, THEME_KEYS)]
    message = "A Webapp 2 branding says nothing about the versions that packages are built for."
    raise ThemeError([problem("package-outdated", message, Place(path))])


def _compare_learnt(path: str, platform: Platform) -> tuple[str, list[ReleaseChange]]:
    source = learn(Path(path), path, platform)
    known = {**platform.quoted_keys, **platform.computed_keys, **platform.keys}
    english = {key: it.english for key, it in known.items()}
    screen_ids, prompts = dict.fromkeys(platform.screens, ""), dict.fromkeys(platform.prompts, "")
    # A base theme only has the screens of the picture, and may leave some to the platform.
    return source.summary, [
        *_compare(TEXTS, english, source.texts or english, is_whole=False),
        *_compare(SCREENS, screen_ids, dict.fromkeys(source.screens, ""), is_whole=False),
        *_compare(
            PROMPTS, prompts, dict.fromkeys(source.prompts, ""), is_whole=bool(source.prompts)
        ),
    ]


def _read_components(paths: list[str], folder: str) -> None:
    """Write the data of the npm packages at *paths* to *folder*, as one more version."""
    place = Place(paths[0])
    if not READER.is_file():
        message = "Published packages can be read in a checkout of the repository only."
        raise ThemeError([problem("package-unreadable", message, place)])
    command = [str(READER), folder, *paths]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own file
    if done.returncode:
        said = [line for line in done.stderr.splitlines() if "Error" in line] or ["no reason given"]
        message = f"The published packages cannot be read: {said[0]}"
        raise ThemeError([problem("package-unreadable", message, place)])


def _compare_generated(folder: Path, platform: Platform) -> tuple[str, list[ReleaseChange]]:
    """The version that a folder of generated data ends with, and what it changes."""
    texts = json.loads((folder / "translations.json").read_text("utf-8"))
    groups = json.loads((folder / "testids.json").read_text("utf-8"))["ids"].values()
    lines = {**texts["computed"], **texts["keys"]}
    known = {**platform.computed_keys, **platform.keys}
    english = {key: it.english for key, it in known.items()}
    asked = {key: line["en"] for key, line in lines.items() if "until" not in line}
    ids = {id_: "" for group in groups for id_, it in group.items() if "until" not in it}
    return texts["versions"][-1], [
        *_compare(TEXTS, english, asked, is_whole=True),
        *_compare(TEST_IDS, dict.fromkeys(platform.test_ids, ""), ids, is_whole=True),
    ]


def _compare(
    kind: FactKind, before: Mapping[str, str], after: Mapping[str, str], *, is_whole: bool
) -> Iterator[ReleaseChange]:
    """What changes from name -> text to name -> text; if *is_whole*, a missing name is removed."""
    for name, text in after.items():
        shown = json.dumps(text, ensure_ascii=False)
        if name not in before:
            yield ReleaseChange(kind, "new", name, shown if text else "")
        elif (old := before[name]) != text:
            said = f"{json.dumps(old, ensure_ascii=False)} -> {shown}"
            yield ReleaseChange(kind, "changed", name, said)
    for name in before.keys() - after.keys() if is_whole else ():
        yield ReleaseChange(kind, "removed", name, "")


def _compare_keys(
    value: Mapping[str, Json], keys: Mapping[str, ConfigKey], kind: FactKind, path: str = ""
) -> Iterator[ReleaseChange]:
    """Keys of a package that the table does not have, or has with other values."""
    for name, inner in value.items():
        here = f"{path}.{name}" if path else name
        if any(key.startswith(f"{path}.*") for key in keys):
            here = f"{path}.*"
        fact = keys.get(here)
        below = [key for key in keys if key.startswith((f"{here}.", f"{here}[]"))]
        if fact is None and not below:
            said = f"{name_json_type(inner)}: {json.dumps(inner)[:60]}"
            yield ReleaseChange(kind, "new", here, said)
        elif fact and (objection := fact.find_fault(inner)):
            yield ReleaseChange(kind, "changed", here, objection)
        # Names of languages are no keys.
        elif below and not (fact and fact.by == "pages"):
            for part in inner if isinstance(inner, list) else [inner]:
                if isinstance(part, dict):
                    yield from _compare_keys(
                        part, keys, kind, here + "[]" * isinstance(inner, list)
                    )


def _find_places(library: Library, names: set[str]) -> dict[str, tuple[Place, ...]]:
    """Where the definitions have each of the *names*, as a key or as a text."""
    found: dict[str, dict[Place, None]] = {}

    def search(node: Node) -> None:
        if isinstance(node, Map):
            for key, inner in node.entries.items():
                if key in names:
                    found.setdefault(key, {})[node.key_place(key)] = None
                search(inner)
        elif isinstance(node, Seq):
            for item in node.items:
                search(item)
        elif node.value in names:
            found.setdefault(node.value, {})[node.place] = None

    for layer in (library.shipped, library.own):
        for documents in layer.values():
            for document in documents.values():
                search(document.tree)
    return {name: tuple(places) for name, places in found.items()}
