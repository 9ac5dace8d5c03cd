"""The service theme: the screens and prompts of the meeting itself."""

from __future__ import annotations

from collections.abc import Mapping

from themebuilder.model import Message, Theme
from themebuilder.platform import SCREENS
from themebuilder.json_text import indented
from themebuilder.render.rendered import Assets, Claim, Rendered
from themebuilder.tree import Map

CONFIG = "themeconfig.json"
BACKGROUND = "theme-background"
WAITING = "waiting_for_host"
DIRECT_MEDIA_WAITING = "direct_media_waiting_for_host"

_TEXT_CLAIM = Claim(
    f"screen {WAITING}: elements[0].text",
    "I",
    "The key names are those of the client API's answer; nobody has published them for the file.",
)
_DIRECT_MEDIA_CLAIM = Claim(
    f"screen {DIRECT_MEDIA_WAITING}",
    "I",
    "The screen id is published, and its place in the file is inferred from the client API.",
)


def render(theme: Theme, assets: Assets, workspace: Map) -> Rendered:
    """The files of the service theme, flat: configuration, background, recordings.

    A text element is the only element of its screen and holds nothing but its text: a client drops
    every screen of a theme in which it meets more.
    """
    picture = assets.pictures.get("screen")
    background = f"{BACKGROUND}.{picture.extension}" if picture else ""
    waiting = screen_text(theme.messages.get("waiting", {}).get(language(theme)))
    texts = {id_: str(text) for id_, text in theme.meeting.map("screens").entries.items()}
    claims: list[Claim] = []
    if waiting and workspace.flag("inferred", "screen_texts", default=True):
        texts.setdefault(WAITING, waiting)
    if texts:
        claims.append(_TEXT_CLAIM)
    ids = list(SCREENS)
    if waiting and workspace.flag("inferred", "direct_media_screens", default=True):
        texts.setdefault(DIRECT_MEDIA_WAITING, waiting)
        ids.append(DIRECT_MEDIA_WAITING)
        claims.append(_DIRECT_MEDIA_CLAIM)
    ids += [id_ for id_ in texts if id_ not in ids]
    screens = {id_: _screen(background, texts.get(id_, "")) for id_ in sorted(ids)}
    config: dict[str, object] = {"splash_screens": {"screens": screens}}
    if commands := theme.meeting.map("dtmf").entries:
        config["dtmf_conference_control_commands"] = {
            digits: str(command) for digits, command in commands.items()
        }
        why = "Seen only in the listing of legacy themes."
        claims.append(Claim("dtmf_conference_control_commands", "U", why))
    config["theme_version"] = 2
    files = {CONFIG: indented(config), **assets.recordings}
    if picture:
        files[background] = picture.data
    return Rendered("service-theme", files, tuple(claims))


def language(theme: Theme) -> str:
    """The language of the screens and prompts: a service theme has one."""
    return theme.meeting.text("language", default=theme.languages[0])


def screen_text(message: Message | None) -> str:
    """A message as a screen shows it: title, and the body below it."""
    return f"{message.title.text}\n{message.body.text}".strip() if message else ""


def _screen(background: str, text: str) -> Mapping[str, object]:
    screen: dict[str, object] = {}
    if background:
        screen["background"] = {"path": background}
    if text:
        screen["elements"] = [{"type": "text", "text": text}]
    return screen
