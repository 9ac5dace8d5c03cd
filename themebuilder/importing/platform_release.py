"""What a new version's published material has otherwise than our data."""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from themebuilder.core.problems import Place, ThemeError, problem
from themebuilder.core.tree import Map, Node, Seq
from themebuilder.definitions.library import Library
from themebuilder.importing.learning import learn
from themebuilder.importing.package_reader import (
    CONFIG,
    MANIFEST,
    WEBAPP3,
    looks_like_package,
    read_json,
    read_package,
)
from themebuilder.packages.json_reader import Json
from themebuilder.platform.facts import ConfigKey, name_json_type
from themebuilder.platform.target import Platform
from themebuilder.settings import Where, find_fields

DATA = "themebuilder/platform/data"
READER = Path(__file__).parent.parent.parent / ".ci" / "platform-data" / "run"
"""What reads the published packages; only a checkout of the repository has it."""


@dataclass(frozen=True, slots=True)
class FactKind:
    """A kind of fact: the data *file* that has it, *how* it gets there, the checks that ask for it."""

    name: str
    file: str
    how: str
    checks: tuple[str, ...]


_GENERATED = "add the version to .ci/platform-data/package.json, then run .ci/platform-data/run"
_BY_HAND = "by hand, with evidence and source"
TEXTS = FactKind(
    "texts", "translations.json", _GENERATED, ("language-incomplete", "text-key-unknown")
)
TEST_IDS = FactKind("test ids", "testids.json", _GENERATED, ("key-without-evidence",))
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
    """One thing that the material has otherwise: *what* is new, changed or removed.

    *said* has it in a few words, *places* are those of the definitions that name it.
    """

    kind: FactKind
    what: str
    name: str
    said: str
    places: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class _FoundFacts:
    """Name -> text of one kind; *is_whole* where a name that is not there is gone."""

    kind: FactKind
    before: Mapping[str, str]
    after: Mapping[str, str]
    is_whole: bool


def compare_release(
    paths: Iterable[str], platform: Platform, library: Library
) -> tuple[tuple[ReleaseChange, ...], tuple[str, ...]]:
    """What the material at *paths* has otherwise than *platform*; and what each of them is.

    A path is an unpacked npm package of Pexip's components, a folder that ``.ci/platform-data/run``
    wrote, a package (branding or service theme), or what `learn` takes. Raises `ThemeError` where
    one is none of these.
    """
    components = [path for path in paths if Path(path, "package.json").is_file()]
    found: dict[ReleaseChange, None] = {}
    read: list[str] = []
    if components:
        with tempfile.TemporaryDirectory() as folder:
            _read_components(components, folder)
            version, facts = _read_generated(Path(folder), platform)
        read.append(f"{', '.join(components)}: the components {version}")
        found |= dict.fromkeys(one for fact in facts for one in _find_changes(fact))
    for path in paths:
        if path not in components:
            what, facts, more = _read_material(path, platform)
            read.append(f"{path}: {what}")
            found |= dict.fromkeys([*(one for fact in facts for one in _find_changes(fact)), *more])
    named = _find_places(
        library, {one.name.rpartition(".")[2] for one in found} | {one.name for one in found}
    )
    hiding = {
        field.name: f"the setting {it.name} hides it" for it, field in find_fields(Where.HIDDEN)
    }
    order = [kind.name for kind in KINDS]
    told = [
        replace(
            it,
            said=it.said or (hiding.get(it.name, "") if it.kind == TEST_IDS else ""),
            places=named.get(it.name) or _last_part_places(it, named),
        )
        for it in found
    ]
    told.sort(key=lambda it: (order.index(it.kind.name), it.what, it.name))
    return tuple(told), tuple(read)


def _last_part_places(
    news: ReleaseChange, named: Mapping[str, tuple[Place, ...]]
) -> tuple[Place, ...]:
    """Where a definition has the last part of a key, which is what it writes below `webapp.config`."""
    is_key = news.kind in (MANIFEST_KEYS, THEME_KEYS)
    return named.get(news.name.rpartition(".")[2], ()) if is_key else ()


def _read_material(
    path: str, platform: Platform
) -> tuple[str, list[_FoundFacts], list[ReleaseChange]]:
    if Path(path, "translations.json").is_file() and Path(path, "testids.json").is_file():
        version, facts = _read_generated(Path(path), platform)
        return f"texts and test ids of the components {version}", facts, []
    if not looks_like_package(Path(path)):
        return _read_learnt(path, platform)
    package = read_package(Path(path), path)
    if package.kind == "webapp3":
        keys, kind, whole = (
            platform.config_keys,
            MANIFEST_KEYS,
            read_json(package, WEBAPP3 + MANIFEST),
        )
        return "a Webapp3 branding", [], list(_find_key_changes(whole, keys, kind))
    if package.kind == "service-theme":
        what, facts, _ = _read_learnt(path, platform)
        whole = read_json(package, CONFIG)
        return what, facts, list(_find_key_changes(whole, platform.theme_keys, THEME_KEYS))
    message = "A Webapp 2 branding says nothing of the versions that are built for."
    raise ThemeError([problem("package-outdated", message, Place(path))])


def _read_learnt(
    path: str, platform: Platform
) -> tuple[str, list[_FoundFacts], list[ReleaseChange]]:
    source = learn(Path(path), path, platform)
    known = {**platform.quoted_keys, **platform.computed_keys, **platform.keys}
    english = {key: it.english for key, it in known.items()}
    return (
        source.said,
        [
            _FoundFacts(TEXTS, english, source.texts or english, is_whole=False),
            # A base theme has the picture's screens alone, and may leave some to the platform.
            _FoundFacts(
                SCREENS,
                dict.fromkeys(platform.screens, ""),
                dict.fromkeys(source.screens, ""),
                is_whole=False,
            ),
            _FoundFacts(
                PROMPTS,
                dict.fromkeys(platform.prompts, ""),
                dict.fromkeys(source.prompts, ""),
                is_whole=bool(source.prompts),
            ),
        ],
        [],
    )


def _read_components(paths: list[str], folder: str) -> None:
    """Let the generation of our own data read the packages at *paths* as one more version."""
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


def _read_generated(folder: Path, platform: Platform) -> tuple[str, list[_FoundFacts]]:
    """The version that a folder of generated data ends with, and what it has."""
    texts = json.loads((folder / "translations.json").read_text("utf-8"))
    test_ids = json.loads((folder / "testids.json").read_text("utf-8"))
    lines = {**texts["computed"], **texts["keys"]}
    known = {**platform.computed_keys, **platform.keys}
    english = {key: it.english for key, it in known.items()}
    asked = {key: line["en"] for key, line in lines.items() if "until" not in line}
    ids = {
        id_: ""
        for group in test_ids["ids"].values()
        for id_, it in group.items()
        if "until" not in it
    }
    return texts["versions"][-1], [
        _FoundFacts(TEXTS, english, asked, is_whole=True),
        _FoundFacts(TEST_IDS, dict.fromkeys(platform.test_ids, ""), ids, is_whole=True),
    ]


def _find_changes(found: _FoundFacts) -> Iterator[ReleaseChange]:
    for name, text in found.after.items():
        if name not in found.before:
            yield ReleaseChange(
                found.kind, "new", name, json.dumps(text, ensure_ascii=False) if text else ""
            )
        elif (old := found.before[name]) != text:
            said = (
                f"{json.dumps(old, ensure_ascii=False)} -> {json.dumps(text, ensure_ascii=False)}"
            )
            yield ReleaseChange(found.kind, "changed", name, said)
    if found.is_whole:
        for name in found.before.keys() - found.after.keys():
            yield ReleaseChange(found.kind, "removed", name, "")


def _find_key_changes(
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
            yield ReleaseChange(
                kind, "new", here, f"{name_json_type(inner)}: {json.dumps(inner)[:60]}"
            )
        elif fact and (objection := fact.find_fault(inner)):
            yield ReleaseChange(kind, "changed", here, objection)
        # Names of languages are no keys.
        elif below and not (fact and fact.by == "pages"):
            for part in inner if isinstance(inner, list) else [inner]:
                if isinstance(part, dict):
                    yield from _find_key_changes(
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
