"""A theme as the page describes it: in the list, and with every text and value in its place."""

from __future__ import annotations

import io
import json
import wave
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping

from themebuilder.core.problems import Place
from themebuilder.core.rules import Severity
from themebuilder.core.tree import Map, Node, Seq, Text, leaves
from themebuilder.definitions.model import Files, Theme
from themebuilder.definitions.outline import SLOTS, Outline
from themebuilder.packages.service_theme import CONFIG, language
from themebuilder.platform.known import Platform
from themebuilder.preview.baseline import Other
from themebuilder.preview.changes import digest, package
from themebuilder.preview.events import place_json, problems_json
from themebuilder.preview.prompt_screens import beside
from themebuilder.preview.rebuilder import Workshop
from themebuilder.preview.theme_state import Stand
from themebuilder.settings import DEFAULTS, Said, declared, explained

Json = dict[str, object]
Says = Callable[[str, str, Platform], str]
"""(prompt file name, language, platform) -> what the prompt is known to say, or an empty text."""


def view(name: str) -> str:
    """The address of a theme's guest page."""
    return f"/themes/{name}/view/"


def summary(stand: Stand) -> Json:
    """A theme as the list has it."""
    outlined = stand.shown
    parents = outlined.line[1:] if outlined else ()
    owner = outlined.organisations[0] if outlined and outlined.organisations else None
    counted = Counter(found.severity for found in stand.found)
    return {
        "name": stand.name,
        "title": outlined.title if outlined else stand.name,
        "organisation": owner.name if owner else "",
        "organisation_title": owner.tree.text("name") if owner else "",
        "audience": outlined.audience if outlined else "everyone",
        "reach": outlined.reach if outlined else "external",
        "languages": list(outlined.languages) if outlined else [],
        "path": outlined.path if outlined else "",
        "parent": next((one.name for one in parents if one.name != stand.name), ""),
        "digest": digest(stand.served),
        "built": stand.served is not None or not stand.trouble,
        "view": view(stand.name),
        "problems": {severity.value: counted[severity] for severity in Severity},
        "failure": problems_json(stand.trouble),
    }


def detail(stand: Stand, workshop: Workshop, others: Iterable[Other], says: Says) -> Json:
    """A theme with its texts, screens, settings, brand, prompts, problems and comparisons.

    Texts and screens are those of the packages that are served.
    """
    outlined = stand.shown
    theme = stand.served.theme if stand.served else stand.theme
    reading = workshop.reading
    service = package(stand.served, "service-theme")
    return {
        **summary(stand),
        "texts": _texts(theme, workshop) if theme else {},
        "screens": _screens(theme, service, workshop) if theme else {},
        "settings": list(_settings(outlined)) if outlined else [],
        "brand": list(_brand(outlined.merged.map("brand"))) if outlined else [],
        "prompts": list(_prompts(theme, service, workshop, says)) if theme else [],
        "found": problems_json(stand.found),
        "compare": [*_parent(outlined, reading.outlines), *_others(stand.name, others)],
    }


def _texts(theme: Theme, workshop: Workshop) -> Json:
    ships = workshop.reading.platform.ships
    return {
        code: {
            key: _text(words.text, words.place, workshop)
            for key, words in texts.items()
            if ships(key)
        }
        for code, texts in theme.texts.items()
    }


def _screens(theme: Theme, service: Files, workshop: Workshop) -> Json:
    """The screens as they stand in the file, and where their words were set."""
    own = theme.meeting.map("screens")
    waiting = theme.messages.get("waiting", {}).get(language(theme))
    config = json.loads(service.get(CONFIG, b'{"splash_screens": {"screens": {}}}'))
    found: Json = {}
    for id_, screen in config["splash_screens"]["screens"].items():
        if elements := screen.get("elements"):
            is_own = id_ in own.entries or waiting is None
            place = own.place_of(id_) if is_own else waiting.title.place  # type: ignore[union-attr]
            found[id_] = _text(elements[0]["text"], place, workshop)
    return found


def _text(text: str, place: Place, workshop: Workshop) -> Json:
    return {"text": text, "place": place_json(place), "used_by": list(workshop.users(place))}


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
    setting = declared(name)
    assert setting is not None  # noqa: S101 - the schema knows no others
    title, effect = explained(name, value)
    told: dict[str, Said] = {"title": title, "effect": effect, "cannot": setting.cannot}
    return {key: {"en": said.en, "da": said.da} for key, said in told.items()}


def _brand(brand: Map) -> Iterator[Json]:
    """Colours and pictures; a picture is one value, however it is written."""
    for name, node in brand.entries.items():
        if name in SLOTS and isinstance(node, Map):
            # Where a problem of the picture would be told.
            place = node.place_of("file" if "file" in node.entries else "draw")
            yield _value(name, _written(node), place)
        elif isinstance(node, Map):
            for path, text in leaves(node):
                yield _value(".".join((name, *path)), text.value, text.place)
        else:
            yield _value(name, _written(node), node.place)


def _prompts(theme: Theme, service: Files, workshop: Workshop, says: Says) -> Iterator[Json]:
    reading = workshop.reading
    spoken = language(theme)
    messages = {
        str(prompt): theme.messages.get(kind, {}).get(spoken)
        for kind, prompt in reading.library.workspace.map("spoken").entries.items()
    }
    for file, node in theme.meeting.map("prompts").entries.items():
        message = messages.get(file)
        found = beside(file, reading.platform, reading.library.workspace)
        yield {
            "file": file,
            "says": message.spoken.text if message else says(file, spoken, reading.platform),
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


def _others(name: str, others: Iterable[Other]) -> list[Json]:
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
