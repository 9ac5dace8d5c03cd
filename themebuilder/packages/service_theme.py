"""The service theme: the screens and prompts of the meeting itself."""

from __future__ import annotations

from collections.abc import Mapping

from themebuilder.core.json_text import dump_indented
from themebuilder.core.tree import Map
from themebuilder.definitions.model import Message, Theme
from themebuilder.packages.keys import collect_files, patch, put_nulls, to_json, write
from themebuilder.packages.model import Assets, Claim, Rendered
from themebuilder.platform.facts import Json
from themebuilder.platform.target import Platform

CONFIG = "themeconfig.json"
BACKGROUND = "theme-background"
WAITING = "waiting_for_host"

_TEXT_CLAIM = Claim(
    f"screen {WAITING}: elements[0].text",
    "I",
    "The key names are those of the client API's answer; nobody has published them for the file.",
)
_DIRECT_MEDIA = (
    "The screen id is published, and its place in the file is inferred from the client API."
)


def render(theme: Theme, assets: Assets, workspace: Map, platform: Platform) -> Rendered:
    """The files of the service theme, flat: configuration, background, recordings.

    A text element is the only element of its screen and holds nothing but its text: a client drops
    every screen of a theme in which it meets more. On a screen that was learnt from the own
    deployment, the elements are those that it has there, and the words alone are changed.
    """
    picture = assets.pictures.get("screen")
    background = f"{BACKGROUND}.{picture.extension}" if picture else ""
    texts, claims = _texts(theme, workspace, platform)
    ids = {*_sent(platform), *texts}
    screens = {
        id_: _screen(background, texts.get(id_, ""), _shape(platform, id_)) for id_ in sorted(ids)
    }
    config = write(platform.theme_keys, theme, {"screens": lambda _: screens})
    claims += (
        Claim(key, fact.evidence.value, fact.source)
        for key in config
        if not (fact := platform.theme_keys[key]).is_published
    )
    extra = to_json(theme.meeting.map("config"))
    assert isinstance(extra, dict)  # noqa: S101 - a map gives a dict
    claims += (Claim(key, "I", "Passed on as the definition has it.") for key in extra)
    config = put_nulls(patch(config, extra), theme.meeting)
    files = {**collect_files(theme.meeting, assets, ""), CONFIG: dump_indented(config)}
    files |= assets.recordings
    if picture:
        files[background] = picture.data
    return Rendered("service-theme", files, tuple(claims))


def read_screen_text(screen: Mapping[str, object]) -> str:
    """The words on a screen as the file has it, or an empty text."""
    elements = screen.get("elements")
    for element in elements if isinstance(elements, list) else ():
        if isinstance(element, Mapping) and isinstance(text := element.get("text"), str):
            return text
    return ""


def meeting_language(theme: Theme) -> str:
    """The language of the screens and prompts: a service theme has one."""
    return theme.meeting.text("language", default=theme.languages[0])


def format_screen_text(message: Message | None) -> str:
    """A message as a screen shows it: title, and the body below it."""
    return f"{message.title.text}\n{message.body.text}".strip() if message else ""


def _texts(theme: Theme, workspace: Map, platform: Platform) -> tuple[dict[str, str], list[Claim]]:
    """The words of each screen that has some, and what it rests on that they are written there."""
    texts = {id_: str(text) for id_, text in theme.meeting.map("screens").entries.items()}
    for id_, screen in platform.screens.items():
        words = format_screen_text(
            theme.messages.get(screen.wording, {}).get(meeting_language(theme))
        )
        if words and workspace.flag("inferred", screen.switch, default=True):
            texts.setdefault(id_, words)
    own = {id_ for id_, screen in platform.screens.items() if screen.is_direct_media}
    claims = [_TEXT_CLAIM] if any(text for id_, text in texts.items() if id_ not in own) else []
    drawn = [id_ for id_ in texts if id_ in own and platform.screens[id_].wording]
    return texts, [*claims, *(Claim(f"screen {id_}", "I", _DIRECT_MEDIA) for id_ in drawn)]


def _sent(platform: Platform) -> tuple[str, ...]:
    """The screens that are part of the picture which a node sends, and so have a background."""
    return tuple(
        id_
        for id_, screen in platform.screens.items()
        if not screen.is_direct_media and not id_.startswith("direct_media_")
    )


def _shape(platform: Platform, id_: str) -> Mapping[str, Json]:
    known = platform.screens.get(id_)
    return (known.shape if known else None) or {}


def _screen(background: str, text: str, shape: Mapping[str, Json]) -> Json:
    # What is not said comes from the base theme, which is where the shape is from: a screen
    # without words of ours needs nothing of it.
    screen: dict[str, Json] = dict(shape) if text else {}
    if background:
        screen["background"] = {"path": background}
    if text:
        screen["elements"] = _reworded(shape.get("elements"), text)
    return screen


def _reworded(elements: Json, text: str) -> list[Json]:
    """The *elements* of a screen with other words in the first one that has words."""
    reworded: list[Json] = []
    is_said = False
    for element in elements if isinstance(elements, list | tuple) else ():
        if not is_said and isinstance(element, Mapping) and isinstance(element.get("text"), str):
            reworded.append({**element, "text": text})
            is_said = True
        else:
            reworded.append(element)
    return reworded if is_said else [*reworded, {"type": "text", "text": text}]
