"""The service theme: the screens and prompts of the meeting itself."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from themebuilder.core.json_text import ReadOnlyJson, dump_indented
from themebuilder.core.tree import Map
from themebuilder.definitions.model import Files, Theme, WordingMessage
from themebuilder.packages.entry_names import choose_free_name
from themebuilder.packages.keys import add_passed_on, collect_files, make_content
from themebuilder.packages.model import CONFIG, Assets, Claim, RenderedFiles, list_screens
from themebuilder.platform.facts import read_screen_text
from themebuilder.platform.probes import UNCLEAR, describe_confirmation, get_outcome
from themebuilder.platform.shipped import read_direct_media_shape
from themebuilder.platform.target import Platform

BACKGROUND = "theme-background"
WAITING = "waiting_for_host"
LINE_LENGTH = 60
"""Characters that fit in a line of a screen, which is read from afar and on a telephone: a house value."""

_TEXT_CLAIM = Claim(
    f"screen {WAITING}: elements[0].text",
    "I",
    "The key names are those of the client API's answer; nobody has published them for the file.",
)
_DIRECT_MEDIA = (
    "The screen id is published, and its place in the file is inferred from the client API."
)


def render(theme: Theme, assets: Assets, workspace: Map, platform: Platform) -> RenderedFiles:
    """Return the files of the service theme, flat: configuration, background, recordings.

    A text element is the only element of its screen: clients show the first one, and ignore all
    direct-media screens where one has another element, or lacks its layout or colour. A screen that was learnt
    from the user's own deployment keeps its elements, with other words.
    """
    picture = assets.pictures.get("screen")
    kept = collect_files(theme.meeting, assets, "")
    background = choose_free_name(f"{BACKGROUND}.{picture.extension}", kept) if picture else ""
    texts = _find_texts(theme, workspace, platform)
    # The node draws these into the picture that it sends, so they have a background.
    sent = {id_ for id_ in platform.screens if not id_.startswith("direct_media_")}
    form = _find_form(platform)
    screens = {
        id_: _make_screen(background, texts.get(id_, ""), _find_shape(platform, id_, form))
        for id_ in sorted(sent.union(texts))
    }
    config = make_content(platform.themeconfig_keys, theme, {"screens": lambda _: screens})
    claims = [*_list_text_claims(texts, platform)]
    claims += [
        Claim(key, fact.evidence.value, fact.source)
        for key in config
        if not (fact := platform.themeconfig_keys[key]).is_published
    ]
    passed_on = theme.meeting.map("config").entries
    claims += [Claim(key, "I", "Passed on as the definition has it.") for key in passed_on]
    config = add_passed_on(config, "meeting", theme)
    files = {**kept, CONFIG: dump_indented(config)}
    files |= assets.recordings
    if picture:
        files[background] = picture.data
    return RenderedFiles("service-theme", files, tuple(claims))


def read_screen_texts(files: Files) -> dict[str, str]:
    """Return screen -> text, for the screens in the *files* of a service theme that have one."""
    config = json.loads(files[CONFIG]) if CONFIG in files else {}
    texts = {id_: read_screen_text(screen) for id_, screen in list_screens(config)}
    return {id_: text for id_, text in texts.items() if text}


def find_screen_text(theme: Theme, message: str) -> str:
    """Return a message as a screen shows it, in the languages of the screens; empty without words."""
    by_language = theme.messages.get(message, {})
    found = (by_language.get(language) for language in theme.screen_languages)
    return format_screen_text(*filter(None, found))


def format_screen_text(*wordings: WordingMessage) -> str:
    """Return a message as a screen shows it in its languages: titles on one line if they fit."""
    titles = " / ".join(message.title.value for message in wordings)
    if len(titles) > LINE_LENGTH:
        titles = "\n".join(message.title.value for message in wordings)
    below = [
        words.value for message in wordings for words in message.lines if words is not message.title
    ]
    return "\n".join(filter(None, [titles, *below]))


def _find_texts(theme: Theme, workspace: Map, platform: Platform) -> dict[str, str]:
    """Return screen -> text, from the definition or from the wordings."""
    texts = {id_: str(text) for id_, text in theme.meeting.map("screens").entries.items()}
    for id_, screen in platform.screens.items():
        text = find_screen_text(theme, screen.wording)
        if text and workspace.flag("inferred", screen.switch, default=True):
            texts.setdefault(id_, text)
    return _adapt_texts(texts, platform)


def _adapt_texts(texts: Mapping[str, str], platform: Platform) -> dict[str, str]:
    """Return *texts* without, or with all, direct-media screens where the user's own node needs that."""
    direct = {
        id_: screen.text or "" for id_, screen in platform.screens.items() if screen.is_direct_media
    }
    form = _find_form(platform)
    if form == "none":
        return {id_: text for id_, text in texts.items() if id_ not in direct}
    if form == "all" and direct.keys() & texts.keys():
        return {**direct, **texts}
    return dict(texts)


def _find_form(platform: Platform) -> str:
    outcome = get_outcome(platform.probes, "screens")
    return "layout" if outcome == UNCLEAR else outcome


def _list_text_claims(texts: Mapping[str, str], platform: Platform) -> Iterator[Claim]:
    direct = {id_ for id_, screen in platform.screens.items() if screen.is_direct_media}
    if any(text for id_, text in texts.items() if id_ not in direct):
        yield _TEXT_CLAIM
    known = platform.probes.get("screens")
    is_confirmed = known is not None and known.outcome != UNCLEAR
    for id_ in sorted(direct.intersection(texts)):
        yield (
            Claim(f"screen {id_}", "L", describe_confirmation(known))
            if known and is_confirmed
            else Claim(f"screen {id_}", "I", _DIRECT_MEDIA)
        )
    if direct.intersection(texts) and not is_confirmed:
        for path in ("layout_type", "elements[].color"):
            fact = platform.themeconfig_keys[f"splash_screens.screens.*.{path}"]
            yield Claim(f"direct-media screens: {path}", fact.evidence.value, fact.effect)


def _find_shape(platform: Platform, id_: str, form: str) -> Mapping[str, ReadOnlyJson]:
    """Return the screen as the user's deployment has it, or as clients need it; else empty."""
    known = platform.screens.get(id_)
    if known is None:
        return {}
    if known.is_direct_media and form in ("text", "color"):
        return read_direct_media_shape(form)  # the node fills in what its own screens have besides
    return known.shape or (read_direct_media_shape(form) if known.is_direct_media else {})


def _make_screen(background: str, text: str, shape: Mapping[str, ReadOnlyJson]) -> ReadOnlyJson:
    # The base theme fills in what is missing, and the shape comes from it: a screen without a text
    # of ours needs none of it.
    screen: dict[str, ReadOnlyJson] = dict(shape) if text else {}
    if background:
        screen["background"] = {"path": background}
    if text:
        screen["elements"] = _replace_text(shape.get("elements"), text)
    return screen


def _replace_text(elements: ReadOnlyJson, text: str) -> list[ReadOnlyJson]:
    """Return *elements* with *text* in the first one that has a text, or in a new one."""
    found: list[ReadOnlyJson] = list(elements) if isinstance(elements, list | tuple) else []
    for number, element in enumerate(found):
        if isinstance(element, Mapping) and isinstance(element.get("text"), str):
            found[number] = {**element, "text": text}
            return found
    return [*found, {"type": "text", "text": text}]
