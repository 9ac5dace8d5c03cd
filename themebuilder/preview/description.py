"""A theme as the page describes it: in the list, and with every text and value in its place."""

from __future__ import annotations

import io
import json
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
from themebuilder.definitions.outline import SLOTS, Outline
from themebuilder.packages.service_theme import CONFIG, language
from themebuilder.platform.target import Platform
from themebuilder.preview.baseline import Baseline
from themebuilder.preview.events import digest, package, place_json, problems_json
from themebuilder.preview.rebuilder import Rebuilder
from themebuilder.preview.theme_state import ThemeState
from themebuilder.settings import DEFAULTS, Bilingual, describe_value, find_setting

Json = dict[str, object]
Says = Callable[[str, str, Platform], str]
"""(prompt file name, language, platform) -> what the prompt is known to say, or an empty text."""


def view(name: str) -> str:
    """The address of a theme's guest page."""
    return f"/themes/{name}/view/"


def summary(state: ThemeState) -> Json:
    """A theme as the list has it."""
    outlined = state.shown
    parents = outlined.line[1:] if outlined else ()
    owner = outlined.organisations[0] if outlined and outlined.organisations else None
    counted = Counter(found.severity for found in state.found)
    return {
        "name": state.name,
        "title": outlined.title if outlined else state.name,
        "organisation": owner.name if owner else "",
        "organisation_title": owner.tree.text("name") if owner else "",
        "audience": outlined.audience if outlined else "everyone",
        "reach": outlined.reach if outlined else "external",
        "languages": list(outlined.languages) if outlined else [],
        "path": outlined.path if outlined else "",
        "parent": next((one.name for one in parents if one.name != state.name), ""),
        "digest": digest(state.served),
        "built": state.served is not None or not state.trouble,
        "view": view(state.name),
        "problems": {severity.value: counted[severity] for severity in Severity},
        "failure": problems_json(state.trouble),
    }


def detail(state: ThemeState, rebuilder: Rebuilder, others: Iterable[Baseline], says: Says) -> Json:
    """A theme with its texts, screens, settings, brand, prompts, problems and comparisons.

    Texts and screens are those of the packages that are served.
    """
    outlined = state.shown
    theme = state.served.theme if state.served else state.theme
    snapshot = rebuilder.snapshot
    service = package(state.served, "service-theme")
    return {
        **summary(state),
        "texts": _texts(theme, rebuilder) if theme else {},
        "screens": _screens(theme, service, rebuilder) if theme else {},
        "settings": list(_settings(outlined)) if outlined else [],
        "brand": list(_brand(outlined.merged.map("brand"))) if outlined else [],
        "prompts": list(_prompts(theme, service, rebuilder, says)) if theme else [],
        "found": problems_json(state.found),
        "compare": [*_parent(outlined, snapshot.outlines), *_others(state.name, others)],
    }


def _texts(theme: Theme, rebuilder: Rebuilder) -> Json:
    ships = rebuilder.snapshot.platform.ships
    return {
        code: {
            key: _text(words.text, words.place, rebuilder)
            for key, words in texts.items()
            if ships(key)
        }
        for code, texts in theme.texts.items()
    }


def _screens(theme: Theme, service: Files, rebuilder: Rebuilder) -> Json:
    """The screens as they stand in the file, and where their words were set."""
    own = theme.meeting.map("screens")
    waiting = theme.messages.get("waiting", {}).get(language(theme))
    config = json.loads(service.get(CONFIG, b'{"splash_screens": {"screens": {}}}'))
    found: Json = {}
    for id_, screen in config["splash_screens"]["screens"].items():
        if elements := screen.get("elements"):
            is_own = id_ in own.entries or waiting is None
            place = own.place_of(id_) if is_own else waiting.title.place  # type: ignore[union-attr]
            found[id_] = _text(elements[0]["text"], place, rebuilder)
    return found


def _text(text: str, place: Place, rebuilder: Rebuilder) -> Json:
    return {"text": text, "place": place_json(place), "used_by": list(rebuilder.users(place))}


def _settings(outlined: Outline) -> Iterator[Json]:
    """Every setting: those that somebody gave, and what holds where nobody did."""
    locks = {
        lock.value for above in outlined.organisations[1:] for lock in above.tree.texts("lock")
    }
    trees = {document.name: document.tree for document in outlined.organisations}
    for name in dict.fromkeys((*DEFAULTS, *outlined.settings)):
        given = outlined.settings.get(name)
        if given:
            node = trees[given.organisation].get("settings", *name.split("."))
            value, place, organisation = _written(node), given.place, given.organisation
        else:
            file = outlined.organisations[0].file if outlined.organisations else ""
            value, place, organisation = DEFAULTS[name].replace(" ", ", "), Place(file), ""
        yield {
            **_value(name, value, place),
            "organisation": organisation,
            "locked": name.partition(".")[0] in locks,
            **_explained(name, outlined.setting(name)),
        }


def _explained(name: str, value: str) -> Json:
    """What the setting is called, what its value does, and what it cannot do."""
    setting = find_setting(name)
    assert setting is not None  # noqa: S101 - the schema knows no others
    title, effect = describe_value(name, value)
    told: dict[str, Bilingual] = {"title": title, "effect": effect, "cannot": setting.cannot}
    return {key: {"en": said.en, "da": said.da} for key, said in told.items()}


def _brand(brand: Map) -> Iterator[Json]:
    """Colours and pictures; a picture is one value, however it is written."""
    for name, node in brand.entries.items():
        if name in SLOTS and isinstance(node, Map):
            # Where a problem of the picture would be told.
            place = node.place_of("file" if "file" in node.entries else "draw")
            yield _value(name, _written(node), place)
        elif isinstance(node, Map):
            for path, text in walk_texts(node):
                yield _value(".".join((name, *path)), text.value, text.place)
        else:
            yield _value(name, _written(node), node.place)


def _prompts(theme: Theme, service: Files, rebuilder: Rebuilder, says: Says) -> Iterator[Json]:
    snapshot = rebuilder.snapshot
    spoken = language(theme)
    messages = {
        str(prompt): theme.messages.get(kind, {}).get(spoken)
        for kind, prompt in snapshot.library.workspace.map("spoken").entries.items()
    }
    for file, node in theme.meeting.map("prompts").entries.items():
        message = messages.get(file)
        found = find_screens(file, snapshot.platform, snapshot.library.workspace)
        yield {
            "file": file,
            "says": message.spoken.text if message else says(file, spoken, snapshot.platform),
            "language": spoken,
            "screens": list(found.screens),
            "screens_from": found.basis,
            "seconds": _seconds(service.get(file, b"")),
            "place": place_json(node.place),
        }


def _parent(outlined: Outline | None, known: Mapping[str, Outline]) -> Iterator[Json]:
    for document in outlined.line[1:] if outlined else ():
        if outlined and document.name != outlined.name and document.name in known:
            title = known[document.name].title
            yield {"kind": "parent", "title": title, "view": view(document.name)}
            return


def _others(name: str, others: Iterable[Baseline]) -> list[Json]:
    """The packages to compare with, those of the theme's own name first."""
    ordered = sorted(others, key=lambda other: other.theme != name)
    return [
        {
            "kind": "live" if other.theme == name else "package",
            "title": other.title,
            "view": other.view,
        }
        for other in ordered
    ]


def _value(name: str, value: str, place: Place) -> Json:
    return {"name": name, "value": value, "place": place_json(place)}


def _written(node: Node | None) -> str:
    """A value in one line, as in the file."""
    if isinstance(node, Map):
        return ", ".join(f"{key}: {_written(value)}" for key, value in node.entries.items())
    if isinstance(node, Seq):
        return ", ".join(_written(item) for item in node.items)
    return node.value if isinstance(node, Text) else ""


def _seconds(data: bytes) -> float:
    """How long a recording is; 0 where there is none."""
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
    """The screens, none where nothing points to one, and what the match rests on."""

    screens: tuple[str, ...] = ()
    basis: Basis = ""


def find_screens(prompt: str, platform: Platform, workspace: Map) -> PromptScreens:
    """The screens beside which the recording called *prompt* belongs."""
    for message, named in workspace.map("spoken").entries.items():
        if str(named) == prompt and message in _MESSAGES:
            return PromptScreens(_MESSAGES[message], "workspace")
    fact = platform.prompts.get(prompt)
    if fact and fact.screens:
        return PromptScreens(fact.screens, "words")
    if not fact or not fact.text:
        # What a stock prompt says is known: where its words point nowhere, its name does not either.
        return _named_alike(prompt, platform)
    return PromptScreens()


def _named_alike(prompt: str, platform: Platform) -> PromptScreens:
    """The screen with the longest id of which *prompt* holds every word."""
    words = set(re.findall(r"[a-z0-9]+", prompt.lower())) - _FORM
    # With direct media the app draws the screens, and the node's prompts are not played.
    known = (id_ for id_, screen in platform.screens.items() if not screen.is_direct_media)
    ids = [(id_, set(id_.split("_"))) for id_ in known]
    ids += [(id_, set(some)) for some, id_ in _LOOSE.items() if id_ in platform.screens]
    alike = [(len(some), id_) for id_, some in ids if some <= words]
    return PromptScreens((max(alike)[1],), "name") if alike else PromptScreens()
