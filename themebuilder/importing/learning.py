"""Facts about the platform from files of the user's own deployment."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from themebuilder.core.problems import Place, ThemeError, problem
from themebuilder.definitions.model import Files
from themebuilder.importing.from_service_theme import screens
from themebuilder.importing.package_reader import CONFIG
from themebuilder.packages import json_reader, zip_reader
from themebuilder.packages.errors import ArchiveError, JsonError
from themebuilder.packages.json_reader import Json
from themebuilder.packages.names import LIMITS
from themebuilder.platform.facts import PlatformError
from themebuilder.platform.learnt import Learnt
from themebuilder.platform.nesting import flatten
from themebuilder.platform.target import Platform

_MOST_FILES = 50_000
_MOST_BYTES = 64 * 1024 * 1024
_FEW_KEYS = 10
"""A JSON file with fewer of the target's keys is no language file of the web app."""
_LANGUAGE = re.compile(
    r"(?:^|[/._-])([a-z]{2,3})(?:[-_][A-Za-z]{2})?(?:/(?:translations?|common))?\.json$"
)


@dataclass(frozen=True, slots=True)
class LearntSource:
    """What one file taught: texts, screens, prompts, each perhaps none; *said* in a few words."""

    name: str
    texts: Mapping[str, str]
    screens: Mapping[str, Mapping[str, Json]]
    prompts: tuple[str, ...]
    notes: tuple[str, ...] = ()

    @property
    def said(self) -> str:
        """How much was learnt, in a few words."""
        counted = (
            (len(self.texts), "texts"),
            (len(self.screens), "screens"),
            (len(self.prompts), "prompts"),
        )
        return ", ".join(f"{number:,} {what}" for number, what in counted if number)


def learn(path: Path, name: str, platform: Platform) -> LearntSource:
    """What the file or folder at *path* teaches; raises `ThemeError` where it is nothing of use.

    It is a base theme, a language file of the web app, or a copy of the hosted web app.
    """
    try:
        files = _read_files(path)
    except ArchiveError as error:
        raise error.in_file(name) from None
    except OSError as error:
        message = f"The file cannot be read: {error.strerror or error}."
        raise ThemeError([problem("package-unreadable", message, Place(name))]) from None
    head = min(_find_files(files, CONFIG), key=len, default="")
    found = _base_theme(name, files, head) if head else _language(name, files, platform)
    if not (found.texts or found.screens or found.prompts):
        message = "Nothing could be learnt: neither a base theme nor texts of the web app."
        raise ThemeError([problem("nothing-learnt", message, Place(name))])
    return found


def merge_sources(before: Learnt | None, sources: Iterable[LearntSource]) -> Learnt:
    """What was known *before* with what the *sources* teach: texts, screens or prompts as a whole."""
    learnt = before or Learnt("")
    names: list[str] = [learnt.source] if learnt.source else []
    for source in sources:
        learnt = replace(
            learnt,
            texts=source.texts or learnt.texts,
            screens=source.screens or learnt.screens,
            prompts=source.prompts or learnt.prompts,
        )
        names.append(PurePosixPath(source.name.replace("\\", "/")).name)
    known = [one for name in names for one in name.split(", ")]
    return replace(learnt, source=", ".join(dict.fromkeys(known)))


def _base_theme(name: str, files: Files, head: str) -> LearntSource:
    base = head.removesuffix(CONFIG)
    config = _json(files[head], head, name)
    prompts = tuple(
        file.removeprefix(base)
        for file in files
        if file.startswith(base) and file.lower().endswith(".wav")
    )
    return LearntSource(name, {}, dict(screens(config)), prompts)


def _language(name: str, files: Files, platform: Platform) -> LearntSource:
    """The texts of the largest English language file; without one, the keys of another language's."""
    best: tuple[bool, int, str, dict[str, str]] = (False, 0, "", {})
    for file in files:
        if file.lower().endswith(".json"):
            texts = _texts(files[file], file)
            known = sum(1 for key in texts if platform.find_text(key))
            if known >= _FEW_KEYS:
                found = _LANGUAGE.search(file)
                is_english = not found or found.group(1) == "en"
                best = max(best, (is_english, known, file, texts), key=lambda one: one[:2])
    is_english, _, file, texts = best
    if is_english or not texts:
        return LearntSource(name, texts, {}, ())
    kept = {
        key: fact.english if (fact := platform.find_text(key)) and fact.english else text
        for key, text in texts.items()
    }
    note = f"{file} is not English: of keys that are not known, its own texts were kept"
    return LearntSource(name, kept, {}, (), (note,))


def _texts(data: bytes, name: str) -> dict[str, str]:
    try:
        return flatten(json_reader.read_foreign_json(data, name)[0])
    except (JsonError, PlatformError):
        return {}


def _json(data: bytes, entry: str, name: str) -> dict[str, Json]:
    try:
        return json_reader.read_foreign_json(data, entry)[0]
    except JsonError as error:
        raise error.in_file(name) from None


def _find_files(files: Files, head: str) -> Iterator[str]:
    return (name for name in files if name == head or name.endswith(f"/{head}"))


def _read_files(path: Path) -> Files:
    """What may teach something: all of an archive, the JSON files and the names of recordings else."""
    if path.is_dir():
        return dict(_read_folder(path))
    if path.suffix.lower() == ".json":
        with path.open("rb") as file:
            data = file.read(LIMITS.file + 1)
        if path.name != CONFIG:
            # A file without packages around it is asked for its own problems.
            json_reader.read_foreign_json(data, path.name)
        return {path.name: data}
    return zip_reader.unpack_foreign(zip_reader.load_archive(path)).files


def _read_folder(path: Path) -> Iterator[tuple[str, bytes]]:
    count = total = 0
    for folder, folders, names in os.walk(path):
        folders.sort()
        for name in sorted(names):
            count += 1
            file = Path(folder, name)
            is_wanted = name.endswith((".json", ".wav")) and not file.is_symlink()
            if count > _MOST_FILES or total > _MOST_BYTES:
                return
            if is_wanted and file.is_file():
                # Of a recording only the name teaches something.
                data = b"" if name.endswith(".wav") else _read_bounded(file)
                total += len(data)
                yield file.relative_to(path).as_posix(), data


def _read_bounded(file: Path) -> bytes:
    with file.open("rb") as opened:
        return opened.read(LIMITS.total // 16)
