"""A theme's assets, prepared for its packages: pictures, recordings, plugin files."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache as once
from importlib.util import find_spec
from pathlib import Path

from themebuilder.core.cache import Cache, make_key
from themebuilder.core.messages import _
from themebuilder.core.problems import Place, Problem, ThemeError, problem
from themebuilder.core.tree import Text
from themebuilder.definitions.library import MAX_ASSET_BYTES, Library
from themebuilder.definitions.model import DrawnPicture, Picture, PictureFile, Theme
from themebuilder.definitions.outline import list_packed_files, list_recordings
from themebuilder.media import pictures
from themebuilder.media.model import SLOTS, MediaError, PreparedPicture, Slot
from themebuilder.media.recording_header import find_prompt_faults, inspect_recording
from themebuilder.media.recordings import (
    FIRST_PROMPT,
    PROMPT,
    PromptTarget,
    convert,
    has_draft_mark,
    is_draft_name,
)
from themebuilder.media.svg import looks_like_svg
from themebuilder.media.symbols import SYMBOLS, draw_symbol
from themebuilder.packages.model import Assets

_PICTURE_CACHE_VERSION = 7
_SOUND_CACHE_VERSION = 2
"""Raise these when the output for the same input changes, so that old cache entries are not used."""


def prepare_assets(theme: Theme, library: Library, cache: Cache) -> tuple[Assets, list[Problem]]:
    """Return the theme's prepared assets, and the problems of those that can't be used."""
    problems: list[Problem] = []
    ready: dict[str, PreparedPicture] = {}
    unusable: set[Picture] = set()
    for slot, picture in theme.brand.pictures.items():
        if picture in unusable:  # a background that is also card and screen is one fault
            continue
        try:
            ready[slot] = _prepare_picture(picture, find_slot(library, slot), library, cache)
        except ThemeError as error:
            problems += error.problems
            unusable.add(picture)
    files, found = _read_packed_files(theme, library)
    problems += found
    recordings: dict[str, bytes] = {}
    kept = {text.value for text in theme.meeting.texts("keep")}
    first = {text.value for text in theme.meeting.texts("first")}
    for name, text in list_recordings(theme.origin):
        try:
            if name in kept:
                recordings[name] = _read_prompt(text, library)
            else:
                target = FIRST_PROMPT if name in first else PROMPT
                recordings[name] = _prepare_recording(text, library, cache, target=target)
        except ThemeError as error:
            problems += error.problems
    unique = dict.fromkeys(problems)
    return Assets(ready, files, recordings), [found.in_theme(theme.name) for found in unique]


def check_assets(theme: Theme, library: Library) -> list[Problem]:
    """Return the problems of the theme's assets that show without decoding them."""
    problems: list[Problem] = []
    slots: dict[PictureFile, list[str]] = {}
    for slot, picture in theme.brand.pictures.items():
        if isinstance(picture, PictureFile):
            slots.setdefault(picture, []).append(slot)
    for picture, named in slots.items():
        problems += _check_picture(picture, named, library)
    problems += _read_packed_files(theme, library)[1]
    kept = {text.value for text in theme.meeting.texts("keep")}
    for name, text in list_recordings(theme.origin):
        problems += _check_recording(text, library, is_kept=name in kept)
    return [found.in_theme(theme.name) for found in problems]


def _read_packed_files(theme: Theme, library: Library) -> tuple[dict[str, bytes], list[Problem]]:
    """Return the files that are packed unchanged, by path, and the problems of those that can't be."""
    files: dict[str, bytes] = {}
    problems: list[Problem] = []
    total = 0
    for text in list_packed_files(theme.origin, library):
        try:
            data = library.read_asset(text)
        except ThemeError as error:
            problems += error.problems
            continue
        files[text.value] = data
        total += len(data)
        if total > MAX_ASSET_BYTES:
            message = _(
                "The theme's own files are larger than 64 MiB together. Use fewer or smaller ones."
            )
            problems.append(problem("file-too-large", message, text.place))
            break
    return files, problems


def _check_picture(
    picture: PictureFile, slots: Sequence[str], library: Library
) -> tuple[Problem, ...]:
    try:
        source = library.read_asset(Text(picture.path, picture.place))
        if picture.is_kept:
            pictures.keep(source, SLOTS["favicon"], name=picture.path)
        elif looks_like_svg(source):
            for slot in slots:
                pictures.prepare(source, SLOTS[slot], name=picture.path)
        else:
            facts = pictures.inspect(source, name=picture.path)
            for slot in slots:
                pictures.check_size(facts, find_slot(library, slot))
    except ThemeError as error:
        return error.problems
    except MediaError as error:
        return _make_theme_error(error, picture, source).problems
    return ()


def _check_recording(path: Text, library: Library, *, is_kept: bool) -> tuple[Problem, ...]:
    try:
        if is_kept:
            _read_prompt(path, library)
        else:
            source = library.read_asset(path)
            inspect_recording(source)
            _refuse_draft(path, source, library)
    except ThemeError as error:
        return error.problems
    except MediaError as error:
        return (problem(error.rule, error.message, path.place, error.hint),)
    return ()


def find_slot(library: Library, name: str) -> Slot:
    """Return the slot called *name*, with the workspace's budget."""
    budget = library.workspace.text("budgets", name)
    return SLOTS[name]._replace(max_bytes=int(budget)) if budget else SLOTS[name]


def _prepare_picture(
    picture: Picture, slot: Slot, library: Library, cache: Cache
) -> PreparedPicture:
    """Return the picture as *slot* needs it, from the cache if possible."""
    source = b""
    if isinstance(picture, PictureFile):
        source = library.read_asset(Text(picture.path, picture.place))
        if picture.is_kept:
            try:
                return pictures.keep(source, slot, name=picture.path)
            except MediaError as error:
                raise _make_theme_error(error, picture, source) from None
        description: tuple[object, ...] = (picture.path.rpartition(".")[2], picture.focus)
    else:
        drawn = picture
        description = (drawn.style, drawn.color, drawn.tone, drawn.seed, drawn.mark, drawn.plate)
    shape = slot._replace(name="")
    key = make_key(
        "picture",
        _PICTURE_CACHE_VERSION,
        _find_encoder_versions(),
        shape,
        description,
        make_key(source),
    )
    if cached := cache.get(key):
        return _decode_entry(cached)
    try:
        prepared = _make_picture(picture, slot, source)
    except MediaError as error:
        raise _make_theme_error(error, picture, source) from None
    cache.put(key, _encode_entry(prepared))
    return prepared


def _prepare_recording(
    path: Text, library: Library, cache: Cache, *, target: PromptTarget = PROMPT
) -> bytes:
    """Return the recording as the platform takes it, from the cache if possible."""
    source = library.read_asset(path)
    key = make_key("sound", _SOUND_CACHE_VERSION, repr(target), make_key(source))
    if cached := cache.get(key):
        _refuse_draft(path, cached, library)
        return cached
    try:
        prompt = convert(source, target)
    except MediaError as error:
        raise ThemeError([problem(error.rule, error.message, path.place, error.hint)]) from None
    cache.put(key, prompt)
    _refuse_draft(path, prompt, library)
    return prompt


def _read_prompt(path: Text, library: Library) -> bytes:
    """Return the recording unchanged; raise `ThemeError` if the platform would not accept it."""
    data = library.read_asset(path)
    if faults := find_prompt_faults(data):
        hint = _("Remove it from `keep`, so that the build converts it.")
        raise ThemeError(problem("prompt-refused", fault, path.place, hint) for fault in faults)
    _refuse_draft(path, data, library)
    return data


def _refuse_draft(path: Text, data: bytes, library: Library) -> None:
    """Refuse a recording that is marked or named as a draft, unless the workspace allows drafts."""
    if library.workspace.flag("draft_recordings"):
        return
    if has_draft_mark(data) or is_draft_name(path.value):
        message = _("`{file}` is a placeholder, spoken by a machine.", file=path.value)
        hint = _(
            "Have the words recorded: `themebuilder script` prints them. To build with placeholders, "
            "set `draft_recordings: true` in themes/workspace.yaml."
        )
        raise ThemeError([problem("prompt-is-draft", message, path.place, hint)])


def _make_picture(picture: Picture, slot: Slot, source: bytes) -> PreparedPicture:
    if isinstance(picture, DrawnPicture):
        if picture.style in SYMBOLS:
            return draw_symbol(picture.style, picture.color.lower(), picture.plate)
        color, tone, mark = picture.color.lower(), picture.tone, picture.mark
        return pictures.draw(picture.style, color, tone, picture.seed, slot, mark=mark)
    return pictures.prepare(source, slot, picture.focus, name=picture.path)


def _make_theme_error(error: MediaError, picture: Picture, source: bytes) -> ThemeError:
    path = picture.path if isinstance(picture, PictureFile) else ""
    if not error.faults:
        message = f"{path}: {error.message}" if path else error.message
        return ThemeError([problem(error.rule, message, picture.place, error.hint)])
    lines = source.decode("utf-8", "replace").count("\n") + 1
    return ThemeError(
        problem(
            fault.rule,
            fault.message,
            Place(f"brand_assets/{path}", min(fault.line, lines), fault.column),
            fault.hint,
        )
        for fault in error.faults
    )


@once
def _find_encoder_versions() -> tuple[str, ...]:
    """Return the versions of the libraries that encode pictures."""
    from PIL import __version__ as pillow  # noqa: PLC0415 - a number, without loading Pillow

    # oxipng states its version only in the name of this folder, and `importlib.metadata` is slow.
    found = find_spec("oxipng")
    installed = Path(found.origin).parent.parent if found and found.origin else Path()
    return pillow, *(folder.name for folder in installed.glob("pyoxipng-*.dist-info"))


def _encode_entry(prepared: PreparedPicture) -> bytes:
    return prepared.extension.encode() + b"\n" + prepared.data


def _decode_entry(entry: bytes) -> PreparedPicture:
    extension, _, data = entry.partition(b"\n")
    return PreparedPicture(data, extension.decode())
