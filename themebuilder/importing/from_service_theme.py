"""Reads a service theme into the draft of a definition."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from themebuilder.core.json_text import Json
from themebuilder.core.messages import _, join_messages
from themebuilder.importing.draft import (
    ThemeDraft,
    guess_extension,
    is_hidden,
    is_writable,
    read_plain_values,
)
from themebuilder.media import pictures
from themebuilder.media.model import SLOTS, MediaError
from themebuilder.media.recording_header import find_prompt_faults, find_unproven_parts
from themebuilder.media.recordings import convert, has_draft_mark
from themebuilder.packages.model import CONFIG, ForeignPackage, list_screens, read_json
from themebuilder.platform.shipped import load_config_keys, read_direct_media_shape

_PROMPT = re.compile(r"[A-Za-z0-9_-]+\.wav")


def read_service_theme(draft: ThemeDraft, package: ForeignPackage) -> None:
    """Add the content of *package* to *draft*; raise `ThemeError` if its JSON can't be read."""
    config = read_json(package, CONFIG)
    used = {CONFIG}
    if config.get("theme_version") == "2":
        draft.remark("changed", "theme_version", _("It is a text. The build writes the number 2."))
    elif config.get("theme_version") != 2:
        why = _("This is a legacy theme. Its settings don't exist in version 2, which we build.")
        draft.remark("changed", "theme_version", why)
    background = _read_background(draft, package, config)
    used |= {background} if background else set()
    for id_, screen in list_screens(config):
        if (words := read_plain_words(screen)) is not None and is_writable(id_):
            draft.screens[id_] = words
    read_plain_values(draft, load_config_keys("meeting"), config)
    used |= _read_prompts(draft, package)
    for name in sorted(package.files.keys() - used):
        if is_hidden(name):
            draft.remark("look", name, _("Hidden files aren't packed: rename it."))
            continue
        draft.files[f"meeting-files/{name}"] = package.files[name]
        draft.put("meeting.files", "meeting-files")
        draft.remark("passed", name, _("The file is unknown."))


def read_plain_words(screen: dict[str, Json]) -> str | None:
    """Return the words of a screen that has only words; None for any other."""
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
    """Yield the background of each screen that has one."""
    for _id, screen in list_screens(config):
        background = screen.get("background")
        if isinstance(background, dict) and isinstance(background.get("path"), str):
            yield background


def find_main_background(package: ForeignPackage, config: dict[str, Json]) -> str:
    """Return the background of most screens, or an empty text."""
    paths = Counter(str(background["path"]) for background in list_backgrounds(config))
    return next((path for path, _count in paths.most_common() if path in package.files), "")


def _read_background(draft: ThemeDraft, package: ForeignPackage, config: dict[str, Json]) -> str:
    path = find_main_background(package, config)
    if not path:
        draft.put("brand.screen", "none", _("the package has none"))
        return ""
    data = package.files[path]
    try:
        pictures.keep(data, SLOTS["screen"], name=f"x.{guess_extension(data, path)}")
    except MediaError as error:
        draft.remark_unusable(path, "screen", error)
        draft.put("brand.screen", "none", _("{file} can't be used on a screen", file=path))
        return ""
    file = draft.add_file(f"{path.rpartition('.')[0]}.{guess_extension(data, path)}", data)
    draft.put("brand.screen", {"file": file, "keep": True}, path)
    return path


def _read_prompts(draft: ThemeDraft, package: ForeignPackage) -> set[str]:
    """Add the recordings, converted where the platform needs it, and return their names."""
    used: set[str] = set()
    prompts: dict[str, Json] = {}
    kept: list[Json] = []
    for name, data in sorted(package.files.items()):
        if not _PROMPT.fullmatch(name):
            continue
        used.add(name)
        if has_draft_mark(data):
            why = _(
                "This is a draft by a synthetic voice, which can't be released. It wasn't imported: "
                "add a recording under `meeting.prompts`."
            )
            draft.remark("look", name, why)
            continue
        if faults := find_prompt_faults(data):
            try:
                convert(data)
            except MediaError as error:
                left = _("It was kept unchanged: add a recording under `meeting.prompts` instead.")
                reasons = [error.message, error.hint, left]
                draft.remark("look", name, join_messages(filter(None, reasons), " "))
                used.remove(name)
                continue
            reasons = [*faults, _("It is converted, so it will differ.")]
            draft.remark("changed", name, join_messages(reasons, " "))
        else:
            kept.append(name)
            if unproven := find_unproven_parts(data):
                draft.remark("passed", name, unproven)
        prompts[name] = draft.add_file(f"prompts/{name}", data)
    if prompts:
        draft.put("meeting.prompts", prompts, _("recordings of the package"))
    if kept:
        draft.put("meeting.keep", kept, _("unchanged, with their own loudness"))
    return used
