"""A portrait fitted to the library: its organisation, its wording, and which of its texts are its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from themebuilder.core.problems import ThemeError
from themebuilder.definitions.library import Document, Library
from themebuilder.definitions.resolver import resolve_theme
from themebuilder.definitions.texts import Language
from themebuilder.importing.draft import Portrait, Tree
from themebuilder.importing.overlay import beside, document, outlined
from themebuilder.packages.json_reader import Json
from themebuilder.packages.service_theme import WAITING, screen_text
from themebuilder.platform.shipped import list_worded_screens
from themebuilder.platform.target import Platform
from themebuilder.settings import Where, find_fields

Trees = tuple[tuple[str, Mapping[str, Json]], ...]
AUDIENCES = ("everyone", "citizen", "clinician")
NEUTRAL = "neutral"
BRACKETS = "brackets"
"""The build-time value that stands for ``[[`` in texts of others."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A wording set in one language, and the role that it speaks of."""

    wording: str
    language: str
    role: str


def organise(portrait: Portrait, library: Library, asked: str) -> Tree | None:
    """Give the theme an organisation: *asked* where its settings fit, else a new one below it.

    The new organisation's definition, or None.
    """
    portrait.put("organisation", asked)
    needed = dict(portrait.settings)
    for setting, field in find_fields(Where.HIDDEN):
        if needed and not field.is_decisive and field.name not in portrait.hidden:
            needed[setting.name] = setting.open_value
    there = outlined(library, (("theme", _bare(portrait)),))
    differing = {
        name: value for name, value in needed.items() if there.setting(name) != _joined(value)
    }
    if not differing:
        return None
    name = _free_name(portrait.name, library.names("organisation"))
    tree: Tree = {"organisation": name, "name": str(portrait.tree["title"])}
    tree |= {"part_of": asked} if asked else {}
    locked = _locked(library, portrait, tree | {"settings": differing})
    for lost in sorted(locked):
        value = _joined(differing.pop(lost))
        why = f"an organisation above {name} locks it; the package has it as {value}"
        portrait.remark("lost", f"setting {lost}", why)
    if not differing:
        return None
    portrait.put("organisation", name)
    return tree | {"settings": differing}


def word(portrait: Portrait, library: Library, base: Trees) -> None:
    """Pick the wording that says what the package's waiting screen says, else keep its own words."""
    said = portrait.screens.get(WAITING, "")
    choice = _choice(portrait, library, base, said) if said else None
    sets: dict[str, Json] = dict.fromkeys(("waiting", "locked", "ended"), NEUTRAL)
    if choice:
        portrait.put(
            "wording", {**sets, "waiting": choice.wording}, "as the waiting screen says it"
        )
        if choice.role:
            portrait.put("role", choice.role)
    else:
        portrait.put("wording", dict(sets))
    worded = list_worded_screens("waiting") if choice else ()
    kept = {
        id_: words for id_, words in portrait.screens.items() if id_ not in worded or words != said
    }
    if kept:
        # All at once: an id may hold dots.
        portrait.put("meeting.screens", dict(kept))
    language = choice.language if choice else _language(portrait, library, base)
    offered = outlined(library, (*base, ("theme", _bare(portrait)))).languages
    if language and language != offered[0]:
        portrait.put("meeting.language", language)


def place_texts(portrait: Portrait, library: Library, base: Trees, platform: Platform) -> None:
    """Keep of the package's texts those that differ from ours; all of them where it lacks some."""
    if not portrait.texts:
        portrait.put("webapp.texts", "built-in", "the package has no language files")
        return
    found = list(_layered(portrait, library, base, platform))
    if found:
        audience, own = min(found, key=lambda one: sum(map(len, one[1].values())))
        if audience != "everyone":
            portrait.put("audience", audience, "most of the package's texts are those for it")
    else:
        own = portrait.texts
        portrait.put("webapp.texts", "own", "the package's language files are not complete")
    texts: dict[str, Json] = {
        language: _escaped(portrait, keys) for language, keys in own.items() if keys
    }
    if texts:
        portrait.put("texts", texts)


def hide(portrait: Portrait, library: Library, base: Trees) -> None:
    """Hide what the package hides and the organisation's settings do not hide already."""
    there = outlined(library, (*base, ("theme", _bare(portrait))))
    by_setting = {
        field.name
        for setting, field in find_fields(Where.HIDDEN)
        if field.value(there.setting(setting.name))
    }
    hidden: list[Json] = [one for one in portrait.hidden if one not in by_setting]
    if hidden:
        portrait.put("webapp.hide", hidden, "applicationConfig.hiddenFunctionality")
    for setting, field in find_fields(Where.HIDDEN):
        if field.name in hidden and not field.is_decisive:
            own = f"`{setting}: {field.when(found=True)}` in the organisation's file does"
            why = f"hiding it {field.falls_short}; {own}"
            portrait.remark("look", f"{field.name} is hidden", why)


def _bare(portrait: Portrait) -> Tree:
    """As much of the definition as its organisation's settings and its wording need."""
    kept = ("organisation", "audience", "role", "wording", "values")
    return {
        "theme": portrait.name,
        **{key: portrait.tree[key] for key in kept if portrait.tree.get(key)},
        "brand": {"color": "#3c5974"},
    }


def _locked(library: Library, portrait: Portrait, organisation: Tree) -> set[str]:
    """The settings of a new *organisation* that one above it locks."""
    theme = _bare(portrait) | {"organisation": organisation["organisation"]}
    found = outlined(library, (("organisation", organisation), ("theme", theme))).problems
    said = [problem.message for problem in found if problem.rule.name == "setting-locked"]
    settings = organisation["settings"]
    assert isinstance(settings, dict)  # noqa: S101 - made so above
    return {name for name in settings if any(text.startswith(f"`{name}`") for text in said)}


def _choice(portrait: Portrait, library: Library, base: Trees, said: str) -> Choice | None:
    offered = outlined(library, (*base, ("theme", _bare(portrait)))).languages
    for choice in _choices(library, offered):
        tree: Tree = {**_bare(portrait), "wording": {"waiting": choice.wording}}
        if choice.role:
            tree["role"] = choice.role
        spoken = Language(
            library_with(library, base),
            outlined(library, (*base, ("theme", tree))),
            choice.language,
        )
        if not spoken.problems and screen_text(spoken.messages.get("waiting")) == said:
            return choice
    return None


def _choices(library: Library, offered: Sequence[str]) -> Iterator[Choice]:
    """Every wording set for waiting, in the offered languages first; the neutral one first of all."""
    names = sorted(library.names("wording"), key=lambda name: (name != NEUTRAL, name))
    roles = sorted(
        {
            role
            for language in library.names("terms")
            for layer in library.layers("terms", language)
            for role in layer.tree.map("roles").entries
        }
    )
    for name in names:
        merged = library.merged("wording", name)
        messages = merged.map("waiting") if merged else None
        for language in dict.fromkeys((*offered, *(messages.entries if messages else ()))):
            words = messages.map(language) if messages else None
            if not words or not words.entries:
                continue
            speaks_of_role = any("role" in words.text(part) for part in ("title", "body", "spoken"))
            for role in roles if speaks_of_role else ("",):
                yield Choice(name, language, role)


def _language(portrait: Portrait, library: Library, base: Trees) -> str:
    """A language that the neutral wording has, the offered ones first."""
    offered = outlined(library, (*base, ("theme", _bare(portrait)))).languages
    merged = library.merged("wording", NEUTRAL)
    has = merged.map("waiting").entries if merged else {}
    return next((one for one in (*offered, "en") if one in has), "")


def _layered(
    portrait: Portrait, library: Library, base: Trees, platform: Platform
) -> Iterator[tuple[str, dict[str, dict[str, str]]]]:
    """For each audience under which the package has just our keys: the texts that differ."""
    for audience in AUDIENCES:
        tree = {**_bare(portrait), "audience": audience}
        try:
            theme = resolve_theme(
                library_with(library, base), outlined(library, (*base, ("theme", tree)))
            )
        except ThemeError:
            continue
        ours = {
            language: {key: words.text for key, words in texts.items() if platform.ships(key)}
            for language, texts in theme.texts.items()
        }
        theirs = portrait.texts
        if ours.keys() == theirs.keys() and all(
            ours[one].keys() == theirs[one].keys() for one in ours
        ):
            yield (
                audience,
                {
                    language: {
                        key: text for key, text in texts.items() if ours[language][key] != text
                    }
                    for language, texts in theirs.items()
                },
            )


def library_with(library: Library, base: Trees) -> Library:
    """*library* with the definitions of *base*."""
    documents: list[Document] = [document(kind, tree) for kind, tree in base]
    return beside(library, documents)


def _escaped(portrait: Portrait, texts: Mapping[str, str]) -> dict[str, Json]:
    """The texts so that ``[[`` in them is no build-time value."""
    if any("[[" in text for text in texts.values()):
        portrait.put(f"values.{BRACKETS}", "[[", "so that texts can hold two brackets")
    return {key: text.replace("[[", f"[[ {BRACKETS} ]]") for key, text in sorted(texts.items())}


def _joined(value: Json) -> str:
    return " ".join(str(one) for one in value) if isinstance(value, list) else str(value)


def _free_name(name: str, taken: Sequence[str]) -> str:
    return next(
        found
        for number in range(1, len(taken) + 2)
        if (found := name if number == 1 else f"{name}-{number}") not in taken
    )
