"""Learns texts, screens and prompts of the platform from files of a deployment."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path, PurePosixPath

from themebuilder.core.json_text import ReadOnlyJson
from themebuilder.core.messages import _, _n, join_messages
from themebuilder.core.problems import Place, ThemeError, problem
from themebuilder.core.reading import describe_os_error
from themebuilder.definitions.model import Files
from themebuilder.packages import json_reader, zip_reader
from themebuilder.packages.entry_names import LIMITS
from themebuilder.packages.errors import ArchiveError, JsonError
from themebuilder.packages.model import CONFIG, MANIFEST, list_screens
from themebuilder.packages.service_theme import BACKGROUND
from themebuilder.platform.errors import PlatformError
from themebuilder.platform.learnt import LearntFacts
from themebuilder.platform.nesting import flatten
from themebuilder.platform.target import Platform

_MOST_FILES = 50_000
_MOST_BYTES = 64 * 1024 * 1024
_FEW_KEYS = 10
"""A JSON file with fewer keys of the target is no language file of the web app."""
_LANGUAGE = re.compile(
    r"(?:^|[/._-])([a-z]{2,3})(?:[-_]([A-Za-z]{2}))?(?:/(?:translations?|common))?\.json$"
)


Screens = Mapping[str, Mapping[str, ReadOnlyJson]]
"""Screen id -> the screen as themeconfig.json has it."""


@dataclass(frozen=True, slots=True)
class LearntSource:
    """Texts, screens and prompts of one file, each possibly empty."""

    name: str
    texts: Mapping[str, str]
    screens: Screens
    prompts: tuple[str, ...]
    notes: tuple[str, ...] = ()
    translated: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Language, other than English -> its texts."""
    app: Mapping[str, str] = field(default_factory=dict)
    manifest: Mapping[str, ReadOnlyJson] = field(default_factory=dict)

    @property
    def summary(self) -> str:
        """Return how much was learnt: ``620 texts, 3 screens``."""
        texts, screens, prompts = len(self.texts), len(self.screens), len(self.prompts)
        counts = {
            _n("{count:,} text", "{count:,} texts", texts): texts,
            _n("{count:,} screen", "{count:,} screens", screens): screens,
            _n("{count:,} prompt", "{count:,} prompts", prompts): prompts,
        }
        listed = [shown for shown, count in counts.items() if count]
        listed += [
            _n(
                "{count:,} text in `{language}`",
                "{count:,} texts in `{language}`",
                len(found),
                language=code,
            )
            for code, found in self.translated.items()
        ]
        return join_messages(listed)


def learn(path: Path, name: str, platform: Platform) -> LearntSource:
    """Read a base theme, a language file of the web app, or a copy of the hosted web app.

    *name* stands for the file in messages. Raise `ThemeError` if the file holds nothing useful.
    """
    try:
        files = _read_files(path)
    except ArchiveError as error:
        raise error.in_file(name) from None
    except OSError as error:
        message = _("The file can't be read: {reason}.", reason=describe_os_error(error))
        hint = _("Check the file's name and permissions.")
        raise ThemeError([problem("package-unreadable", message, Place(name), hint)]) from None
    heads = [file for file in files if file == CONFIG or file.endswith(f"/{CONFIG}")]
    head = min(heads, key=len, default="")
    hosted = files if head else _leave_out_brandings(files)
    found = _read_base_theme(name, files, head) if head else read_language(name, hosted, platform)
    if found.texts or found.screens or found.prompts:
        return found
    if len(hosted) < len(files):
        message = _("This is a Webapp3 branding: its texts replace those of the web app.")
        hint = _(
            "Give the web app's own language file. To use the branding: `themebuilder import`."
        )
        raise ThemeError([problem("nothing-learnt", message, Place(name), hint)])
    message = _("This is neither a base theme nor a language file of the web app.")
    raise ThemeError([problem("nothing-learnt", message, Place(name))])


def _leave_out_brandings(files: Files) -> Files:
    """Return *files* without those of brandings, whose texts aren't the platform's own."""
    folders = tuple(
        file.removesuffix(MANIFEST)
        for file, data in files.items()
        if f"/{file}".endswith(f"/{MANIFEST}") and _has_translations(data, file)
    )
    return {file: data for file, data in files.items() if not file.startswith(folders)}


def _has_translations(data: bytes, name: str) -> bool:
    try:
        return "translations" in json_reader.read_foreign_json(data, name)
    except JsonError:
        return False


def merge_sources(
    before: LearntFacts | None, sources: Iterable[LearntSource], waiting: str = ""
) -> LearntFacts:
    """Replace texts, screens or prompts known *before* with those of the *sources*.

    *waiting* names the prompt that asks guests to wait; without it, the only one whose name says so.
    """
    learnt = before or LearntFacts("")
    names = learnt.source.split(", ") if learnt.source else []
    for source in sources:
        if source.app and source.texts:
            names = [name for name in names if not name.startswith(f"{source.app['node']} ")]
        learnt = replace(
            learnt,
            texts=source.texts or learnt.texts,
            translated={**learnt.translated, **source.translated},
            screens=_replace_screens(learnt.screens, source.screens),
            prompts=source.prompts or learnt.prompts,
            app=source.app or learnt.app,
            manifest=source.manifest or learnt.manifest,
        )
        names += PurePosixPath(source.name.replace("\\", "/")).name.split(", ")
    known = learnt.spoken.get("waiting", "")
    named = list_waiting_prompts(learnt.prompts)
    prompt = waiting or (known if known in learnt.prompts else "")
    prompt = prompt or (named[0] if len(named) == 1 else "")
    spoken = {"waiting": prompt} if prompt else {}
    return replace(learnt, source=", ".join(dict.fromkeys(names)), spoken=spoken)


def _replace_screens(before: Screens, found: Screens) -> Screens:
    """Replace the screens of a base theme, or those of direct media, or both."""

    def is_direct_media(id_: str) -> bool:
        return id_.startswith("direct_media_")

    replaced = {is_direct_media(id_) for id_ in found}
    kept = {id_: shape for id_, shape in before.items() if is_direct_media(id_) not in replaced}
    return {**kept, **found}


def list_waiting_prompts(prompts: Iterable[str]) -> list[str]:
    """Return the *prompts* that by their names ask guests to wait for somebody."""
    return [name for name in prompts if re.search("wait.*(host|chair|leader)", name, re.IGNORECASE)]


def _read_base_theme(name: str, files: Files, head: str) -> LearntSource:
    base = head.removesuffix(CONFIG)
    try:
        config = json_reader.read_foreign_json(files[head], head)
    except JsonError as error:
        raise error.in_file(name) from None
    if f'"{BACKGROUND}.' in files[head].decode("utf-8", "replace"):
        message = _("This is a service theme from themebuilder: its texts replace the node's own.")
        hint = _("Give the node's base theme. To use the service theme: `themebuilder import`.")
        raise ThemeError([problem("nothing-learnt", message, Place(name), hint)])
    below = [file for file in files if file.startswith(base) and file.lower().endswith(".wav")]
    prompts = tuple(file.removeprefix(base) for file in below)
    return LearntSource(name, {}, dict(list_screens(config)), prompts)


def read_language(name: str, files: Files, platform: Platform) -> LearntSource:
    """Return the texts of the largest English file, and of every other language.

    Without an English file, another language gives the keys.
    """
    best: tuple[bool, int, str, dict[str, str]] = (False, 0, "", {})
    translated: dict[str, dict[str, str]] = {}
    for file, data in files.items():
        if file.lower().endswith(".json"):
            texts = _read_texts(data, file)
            known = sum(1 for key in texts if platform.find_text(key))
            if known >= _FEW_KEYS:
                found = _LANGUAGE.search(file)
                is_english = not found or found.group(1) == "en"
                if found and not is_english:
                    code = "-".join(filter(None, (found.group(1), (found.group(2) or "").upper())))
                    translated[code] = max(translated.get(code, {}), texts, key=len)
                best = max(
                    best, (is_english, known, file, texts), key=lambda candidate: candidate[:2]
                )
    is_english, _known, file, texts = best
    if is_english or not texts:
        return LearntSource(name, texts, {}, (), (), dict(sorted(translated.items())))
    english = {
        key: fact.english if (fact := platform.find_text(key)) and fact.english else text
        for key, text in texts.items()
    }
    note = _("`{file}` isn't English: unknown keys keep its texts.", file=file)
    return LearntSource(name, english, {}, (), (note,), dict(sorted(translated.items())))


def _read_texts(data: bytes, name: str) -> dict[str, str]:
    try:
        return flatten(json_reader.read_foreign_json(data, name))
    except (JsonError, PlatformError):
        return {}


def _read_files(path: Path) -> Files:
    """Return all files of an archive; of a folder the JSON files and the names of recordings."""
    if path.is_dir():
        return dict(_read_folder(path))
    if path.suffix.lower() != ".json":
        return zip_reader.unpack_foreign(zip_reader.load_archive(path)).files
    data = _read_bounded(path, LIMITS.file + 1)
    # Reports faults in a lone file, which isn't in a package.
    json_reader.read_foreign_json(data, "")
    return {path.name: data}


def _read_folder(path: Path) -> Iterator[tuple[str, bytes]]:
    total = 0
    for file in sorted(islice(path.rglob("*"), _MOST_FILES)):
        is_plain = file.is_file() and not file.is_symlink()
        if is_plain and file.suffix in (".json", ".wav") and total <= _MOST_BYTES:
            # Of a recording only the name matters.
            data = _read_bounded(file, LIMITS.total // 16) if file.suffix == ".json" else b""
            total += len(data)
            yield file.relative_to(path).as_posix(), data


def _read_bounded(path: Path, most: int) -> bytes:
    with path.open("rb") as file:
        return file.read(most)
