"""What a service theme says, as a theme's definition says it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from themebuilder.core.json_text import Json
from themebuilder.importing.draft import ThemeDraft, guess_extension, is_writable, read_plain_values
from themebuilder.media import pictures
from themebuilder.media.pictures import SLOTS, PictureError
from themebuilder.media.recordings import (
    RecordingError,
    convert,
    find_prompt_faults,
    has_draft_mark,
)
from themebuilder.packages.model import CONFIG, ForeignPackage, read_json
from themebuilder.platform.shipped import load_config_keys, read_direct_media_shape

_PROMPT = re.compile(r"[A-Za-z0-9_-]+\.wav")


def read_service_theme(draft: ThemeDraft, package: ForeignPackage) -> None:
    """Add what *package* says to *draft*; raises `ThemeError` if its JSON cannot be read."""
    config = read_json(package, CONFIG)
    used = {CONFIG}
    if config.get("theme_version") != 2:
        why = (
            "not 2: a legacy theme. Its settings mean nothing in version 2, which is what is built"
        )
        draft.remark("look", f"theme_version: {config.get('theme_version')!r}", why)
    background = _background(draft, package, config)
    used |= {background} if background else set()
    for id_, screen in list_screens(config):
        if (words := read_plain_words(screen)) is not None and is_writable(id_):
            draft.screens[id_] = words
    read_plain_values(draft, load_config_keys("meeting"), config)
    used |= _prompts(draft, package)
    for name in sorted(package.files.keys() - used):
        if name.startswith("theme-background."):
            draft.remark("lost", name, "no screen names the file, and ours has that name")
            continue
        draft.files[f"meeting-files/{name}"] = package.files[name]
        draft.put("meeting.files", "meeting-files")
        draft.remark("passed", name, "a file that themebuilder does not know")


def list_screens(config: dict[str, Json]) -> Iterator[tuple[str, dict[str, Json]]]:
    """The screens of a configuration, by id, in its order."""
    splash = config.get("splash_screens")
    listed = splash.get("screens") if isinstance(splash, dict) else None
    for id_, screen in (listed if isinstance(listed, dict) else {}).items():
        if isinstance(screen, dict):
            yield id_, screen


def read_plain_words(screen: dict[str, Json]) -> str | None:
    """The words of a screen that has only words; None for any other."""
    plain = [{"type": "text", "text": ""}]
    if "layout_type" in screen:
        # Elsewhere a colour is one that somebody chose.
        plain += read_direct_media_shape()["elements"]
    elements = screen.get("elements")
    if not isinstance(elements, list) or len(elements) != 1:
        return None
    element = elements[0]
    if not isinstance(element, dict) or {**element, "text": ""} not in plain:
        return None
    text = element.get("text")
    return text if isinstance(text, str) and text and is_writable(text) else None


def list_backgrounds(config: dict[str, Json]) -> Iterator[dict[str, Json]]:
    """The background of each screen that has one."""
    for _, screen in list_screens(config):
        background = screen.get("background")
        if isinstance(background, dict) and isinstance(background.get("path"), str):
            yield background


def find_main_background(package: ForeignPackage, config: dict[str, Json]) -> str:
    """The file behind most of the screens, or an empty text."""
    paths = Counter(str(background["path"]) for background in list_backgrounds(config))
    return next((path for path, _ in paths.most_common() if path in package.files), "")


def _background(draft: ThemeDraft, package: ForeignPackage, config: dict[str, Json]) -> str:
    path = find_main_background(package, config)
    if not path:
        draft.put("brand.screen", "none", "the package has none")
        return ""
    data = package.files[path]
    try:
        pictures.keep(data, SLOTS["screen"], name=f"x.{guess_extension(data, path)}")
    except PictureError as error:
        draft.remark("look", path, f"not fit behind a screen: {error.message}")
        draft.put("brand.screen", "none", f"{path} is not fit for a screen")
        return ""
    file = draft.add_file(f"{path.rpartition('.')[0]}.{guess_extension(data, path)}", data)
    draft.put("brand.screen", {"file": file, "keep": True}, path)
    return path


def _prompts(draft: ThemeDraft, package: ForeignPackage) -> set[str]:
    """Add the recordings, and return their names; those that the platform refuses are converted."""
    used: set[str] = set()
    prompts: dict[str, Json] = {}
    kept: list[Json] = []
    for name, data in sorted(package.files.items()):
        if not _PROMPT.fullmatch(name):
            continue
        used.add(name)
        if has_draft_mark(data):
            draft.remark("lost", name, "a machine's draft, which is not for a release")
            continue
        if faults := find_prompt_faults(data):
            try:
                convert(data)
            except RecordingError as error:
                draft.remark("lost", name, f"{error.message} {error.hint}")
                continue
            why = " ".join(fault.message for fault in faults)
            draft.remark("look", name, f"{why} It is converted, and so another recording.")
        else:
            kept.append(name)
        prompts[name] = draft.add_file(f"prompts/{name}", data)
    if prompts:
        draft.put("meeting.prompts", prompts, "recordings of the package")
    if kept:
        draft.put("meeting.keep", kept, "byte by byte, without our loudness")
    return used
