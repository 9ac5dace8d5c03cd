"""A theme as the page describes it: in the list, and with every text and value in its place."""

from __future__ import annotations

import io
import re
import wave
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from themebuilder.core.problems import Place
from themebuilder.core.rules import Severity
from themebuilder.core.tree import Map, Node, Seq, Text, walk_texts
from themebuilder.definitions.model import Files, Theme
from themebuilder.definitions.outline import SLOT_NAMES, Outline
from themebuilder.editing.new_files import TOP
from themebuilder.editing.parts import SETTING_NAMES, WORDINGS, WORDS
from themebuilder.packages.service_theme import read_screen_texts
from themebuilder.platform.target import Platform
from themebuilder.preview.baseline import Baseline
from themebuilder.preview.rebuilder import Rebuilder
from themebuilder.preview.theme_state import (
    ThemeState,
    compute_content_digest,
    make_problems_json,
    package_files,
    translate_all,
)
from themebuilder.settings import DEFAULTS, describe_value, find_setting

JsonObject = dict[str, object]
PromptText = Callable[[str, str, Platform], str]
"""(prompt file name, language, platform) -> what the prompt says; empty where unknown."""


def make_view_address(name: str) -> str:
    """Return the address of a theme's guest page."""
    return f"/themes/{name}/view/"


def summarize(state: ThemeState) -> JsonObject:
    """Return a theme as an entry of the list."""
    outline = state.visible_outline
    owner = outline.organisations[0] if outline and outline.organisations else None
    counted = Counter(found.severity for found in state.problems)
    return {
        "name": state.name,
        "title": outline.title if outline else state.name,
        "is_shipped": state.is_shipped,
        "organisation": owner.name if owner else "",
        "organisation_title": owner.tree.text("name") if owner else "",
        "is_at_top": owner is not None and owner.name == TOP,
        "audience": outline.audience if outline else "everyone",
        "reach": outline.reach if outline else "external",
        "languages": list(outline.languages) if outline else [],
        "digest": compute_content_digest(state.served),
        "built": state.served is not None or not state.blockers,
        "view": make_view_address(state.name),
        "problems": {severity.value: counted[severity] for severity in Severity},
        "failure": make_problems_json(state.blockers),
    }


def describe(
    name: str, rebuilder: Rebuilder, baselines: Iterable[Baseline], prompt_text: PromptText
) -> JsonObject | None:
    """Return a theme with its texts, screens, settings, brand, prompts, problems and comparisons.

    Texts and screens are those of the packages that are served. None if there is no such theme.
    """
    revision, state = rebuilder.revision, rebuilder.state(name)
    if state is None:
        return None
    outline = state.visible_outline
    theme = state.served.theme if state.served else state.theme
    snapshot = rebuilder.snapshot
    service = package_files(state.served, "service-theme")
    return {
        **summarize(state),
        "revision": revision,
        "texts": _describe_texts(theme, rebuilder) if theme else {},
        "screens": _describe_screens(theme, service, rebuilder) if theme else {},
        "words": list(_list_words(theme)) if theme else [],
        "settings": list(list_settings(outline)) if outline else [],
        "brand": list(_describe_brand(outline.merged.map("brand"))) if outline else [],
        "prompts": list(_describe_prompts(theme, service, rebuilder, prompt_text)) if theme else [],
        "found": make_problems_json(state.problems),
        "seq": rebuilder.find_checked_edit(state),
        "compare": [
            *_describe_parent(outline, snapshot.outlines),
            *_describe_baselines(state.name, baselines),
        ],
    }


def _describe_texts(theme: Theme, rebuilder: Rebuilder) -> JsonObject:
    ships = rebuilder.snapshot.platform.includes_text
    return {
        code: {
            key: _describe_text(words.value, words.place, rebuilder)
            for key, words in texts.items()
            if ships(key)
        }
        for code, texts in theme.texts.items()
    }


def _describe_screens(theme: Theme, service: Files, rebuilder: Rebuilder) -> JsonObject:
    """Return the screens of the service theme, and where their texts come from."""
    own = theme.meeting.map("screens")
    waiting = theme.messages.get("waiting", {}).get(theme.meeting_language)
    found: JsonObject = {}
    for id_, text in read_screen_texts(service).items():
        is_own = id_ in own.entries or waiting is None
        place = own.place_of(id_) if is_own else waiting.title.place  # type: ignore[union-attr]
        found[id_] = _describe_text(text, place, rebuilder)
    return found


def _list_words(theme: Theme) -> Iterator[JsonObject]:
    """Yield where the words of messages that can be edited are written."""
    for message in WORDINGS:
        for wording in theme.messages.get(message, {}).values():
            for field in WORDS:
                yield getattr(wording, field).place.to_json()


def _describe_text(text: str, place: Place, rebuilder: Rebuilder) -> JsonObject:
    return {"text": text, "place": place.to_json(), "used_by": list(rebuilder.users(place))}


def list_settings(outline: Outline) -> Iterator[JsonObject]:
    """Yield every setting: the given ones, the defaults of the others, and those that nobody sets."""
    locks = {lock.value for above in outline.organisations[1:] for lock in above.tree.texts("lock")}
    trees = {document.name: document.tree for document in outline.organisations}
    for name in SETTING_NAMES:
        given = outline.settings.get(name)
        if given:
            node = trees[given.set_by].get("settings", *name.split("."))
            value, place = _write_value(node), given.place
            organisation = trees[given.set_by].text("name", default=given.set_by)
        else:
            file = outline.organisations[0].file if outline.organisations else ""
            value, place, organisation = DEFAULTS.get(name, "").replace(" ", ", "), Place(file), ""
        yield {
            **_describe_value(name, value, place),
            "organisation": organisation,
            "locked": name.partition(".")[0] in locks,
            **_explain(name, outline.setting(name)),
        }


def _explain(name: str, value: str) -> JsonObject:
    """Title, effect and limits of a setting, in English and Danish."""
    setting = find_setting(name)
    assert setting is not None  # noqa: S101 - the schema knows no others
    title, effect = describe_value(name, value)
    return {
        "title": translate_all(title),
        "effect": translate_all(effect),
        "cannot": translate_all(setting.cannot),
        "screens": list(setting.screens),
    }


def _describe_brand(brand: Map) -> Iterator[JsonObject]:
    """Colours and pictures; a picture is one value, however it is written."""
    for name, node in brand.entries.items():
        if name in SLOT_NAMES and isinstance(node, Map):
            # The place at which a problem of the picture is reported.
            place = node.place_of("file" if "file" in node.entries else "draw")
            yield _describe_value(name, _write_value(node), place)
        elif isinstance(node, Map):
            for path, text in walk_texts(node):
                yield _describe_value(".".join((name, *path)), text.value, text.place)
        else:
            yield _describe_value(name, _write_value(node), node.place)


def _describe_prompts(
    theme: Theme, service: Files, rebuilder: Rebuilder, prompt_text: PromptText
) -> Iterator[JsonObject]:
    snapshot = rebuilder.snapshot
    spoken = theme.meeting_language
    messages = {
        str(prompt): theme.messages.get(kind, {}).get(spoken)
        for kind, prompt in snapshot.library.workspace.map("spoken").entries.items()
    }
    for file, node in theme.meeting.map("prompts").entries.items():
        message = messages.get(file)
        found = find_screens(file, snapshot.platform, snapshot.library.workspace)
        yield {
            "file": file,
            "says": message.spoken.value
            if message
            else prompt_text(file, spoken, snapshot.platform),
            "language": spoken,
            "screens": list(found.screens),
            "screens_from": found.basis,
            "seconds": _measure_seconds(service.get(file, b"")),
            "place": node.place.to_json(),
        }


def _describe_parent(outline: Outline | None, known: Mapping[str, Outline]) -> Iterator[JsonObject]:
    for document in outline.lineage[1:] if outline else ():
        if outline and document.name != outline.name and document.name in known:
            title = known[document.name].title
            yield {"kind": "parent", "title": title, "view": make_view_address(document.name)}
            return


def _describe_baselines(name: str, baselines: Iterable[Baseline]) -> list[JsonObject]:
    """Return the baselines, those of the same theme first."""
    ordered = sorted(baselines, key=lambda other: other.theme != name)
    return [
        {
            "kind": "live" if other.is_live else "package",
            "title": other.title,
            "view": other.view,
        }
        for other in ordered
    ]


def _describe_value(name: str, value: str, place: Place) -> JsonObject:
    return {"name": name, "value": value, "place": place.to_json()}


def _write_value(node: Node | None) -> str:
    """Return a value as one line."""
    if isinstance(node, Map):
        return ", ".join(f"{key}: {_write_value(value)}" for key, value in node.entries.items())
    if isinstance(node, Seq):
        return ", ".join(_write_value(item) for item in node.items)
    return node.value if isinstance(node, Text) else ""


def _measure_seconds(data: bytes) -> float:
    """Return the length of a recording; 0 where there is none."""
    try:
        with wave.open(io.BytesIO(data)) as sound:
            return float(round(sound.getnframes() / sound.getframerate(), 2))
    except (wave.Error, EOFError):
        return 0.0


Basis = Literal["", "workspace", "words", "name"]

_MESSAGES = {"waiting": ("waiting_for_host",), "locked": ("waiting_for_host",)}
"""Message of a wording -> the screens that show it; a locked meeting lets guests wait there too."""
_LOOSE = {
    frozenset({"pin", "invalid"}): "pin_invalid",
    frozenset({"pin"}): "pin_entry",
    frozenset({"waiting", "host"}): "waiting_for_host",
    frozenset({"waiting", "chair"}): "waiting_for_host",
}
"""Words of a name -> the screen, where the name does not hold all words of a screen's id."""
_FORM = {"48khz", "mono", "wav"}


@dataclass(frozen=True, slots=True)
class PromptScreens:
    """The screens (none where nothing points to one) and the basis of the match."""

    screens: tuple[str, ...] = ()
    basis: Basis = ""


def find_screens(prompt: str, platform: Platform, workspace: Map) -> PromptScreens:
    """Return the screens at which the recording *prompt* is heard.

    No source lists it. The workspace decides; else the words of the stock prompt or the name of the
    file, which the page marks as inferred.
    """
    for message, named in workspace.map("spoken").entries.items():
        if str(named) == prompt and message in _MESSAGES:
            return PromptScreens(_MESSAGES[message], "workspace")
    fact = platform.prompts.get(prompt)
    if fact and fact.screens:
        return PromptScreens(fact.screens, "words")
    if not fact or not fact.text:
        # The words of a stock prompt are known; its name says no more than they do.
        return _match_name(prompt, platform)
    return PromptScreens()


def _match_name(prompt: str, platform: Platform) -> PromptScreens:
    """Return the screen with the longest id whose words are all in *prompt*."""
    words = set(re.findall(r"[a-z0-9]+", prompt.lower())) - _FORM
    # With direct media the app draws the screens and the node plays no prompts.
    known = (id_ for id_, screen in platform.screens.items() if not screen.is_direct_media)
    ids = [(id_, set(id_.split("_"))) for id_ in known]
    ids += [(id_, set(some)) for some, id_ in _LOOSE.items() if id_ in platform.screens]
    matches = [(len(some), id_) for id_, some in ids if some <= words]
    return PromptScreens((max(matches)[1],), "name") if matches else PromptScreens()
