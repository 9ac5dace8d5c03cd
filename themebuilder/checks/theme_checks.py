"""Checks of one theme: its colours and budgets, settings, web app and meeting parts, and exceptions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from themebuilder.checks.base import Context, Fault, check
from themebuilder.checks.passages import ThemeTexts
from themebuilder.core.color import is_proven_base, luminance
from themebuilder.core.problems import Place, find_nearest, shorten
from themebuilder.core.tree import Map, Text, find_key, walk_texts
from themebuilder.definitions.library import Library
from themebuilder.definitions.model import PictureFile, Theme
from themebuilder.packages.keys import to_json
from themebuilder.platform.shipped import load_passed_on
from themebuilder.settings import LANGUAGES, Where, find_fields

_NUMBER = re.compile(
    r"[-+]?(0[ox][0-9a-f_]+|\.?[0-9][0-9_]*(\.[0-9_]*)?(e[-+]?[0-9]+)?|\.inf)|\.nan", re.IGNORECASE
)
"""A number for some YAML parser."""
_SECTIONS = {
    definition.removeprefix("webapp."): f"{section}." if section else ""
    for section, definition in load_passed_on("webapp").items()
}


@check("palette-unordered")
def palette_unordered(theme: Theme, _context: Context) -> Iterator[Fault]:
    palette = theme.brand.palette
    for number, (light, dark) in enumerate(pairwise(palette), 1):
        if luminance(dark) > luminance(light) and "palette" in theme.origin.map("brand").entries:
            message = f"Shade {number + 1} ({dark}) is lighter than shade {number} ({light})."
            yield theme.origin.place_of("brand", "palette"), message


@check("color-unproven")
def color_unproven(theme: Theme, _context: Context) -> Iterator[Fault]:
    if not is_proven_base(theme.brand.color) and "palette" not in theme.origin.map("brand").entries:
        message = f"{theme.brand.color} is a grey, or very light or very dark."
        yield theme.origin.place_of("brand", "color"), message


@check("kept-picture-over-budget")
def kept_picture_over_budget(theme: Theme, context: Context) -> Iterator[Fault]:
    for slot, picture in theme.brand.pictures.items():
        budget = int(context.library.workspace.text("budgets", slot, default="0"))
        if not budget or not isinstance(picture, PictureFile) or not picture.is_kept:
            continue
        file = context.library.asset(picture.path)
        size = file.stat().st_size if file else 0
        if size > budget:
            message = f"The {slot} has {size:,} bytes; its budget is {budget:,}."
            yield picture.place, message


@check("setting-hidden-by-theme")
def setting_hidden_by_theme(theme: Theme, _context: Context) -> Iterator[Fault]:
    owned = {field.name: (setting, field) for setting, field in find_fields(Where.HIDDEN)}
    for text in theme.webapp.texts("hide"):
        if text.value not in owned:
            continue
        setting, field = owned[text.value]
        short = field.falls_short or f"is for the organisation to decide, with `{setting}`"
        decided = f"{setting}: {field.when(found=True)}"
        hint = f"Set `{decided}` in themes/organisations/{theme.organisations[0]}.yaml."
        yield text.place, f"Hiding `{text.value}` {short}.", hint


@check("language-incomplete")
def language_incomplete(collected: ThemeTexts, context: Context) -> Iterator[Fault]:
    theme = collected.theme
    for language in theme.languages:
        texts = theme.texts.get(language, {})
        is_core = language in theme.core_languages
        needed = context.platform.core_keys if is_core else tuple(context.platform.keys)
        missing = [key for key in needed if key not in texts]
        if missing and texts:
            shown = ", ".join(missing[:5]) + (" …" if len(missing) > 5 else "")
            what = "core texts" if is_core else "texts"
            message = f"`{language}` lacks {len(missing)} of {len(needed)} {what}."
            setting = theme.settings.get(LANGUAGES.name)
            place = setting.place if setting else theme.origin.place_of("theme")
            yield place, message, f"Missing: {shown}"


@check("text-key-unknown")
def text_key_unknown(collected: ThemeTexts, context: Context) -> Iterator[Fault]:
    platform = context.platform
    for texts in collected.theme.texts.values():
        for key, words in texts.items():
            if platform.ships(key) and platform.find_text(key) is None:
                place = _key_place(context.library, words)
                message = f"The web app has no text with the key `{key}`."
                yield place, message, _suggest(platform.find_nearest_text(key))


def _key_place(library: Library, words: Text) -> Place:
    """Where the text's key was written."""
    for layer in (library.own, library.shipped):
        for documents in layer.values():
            for document in documents.values():
                if document.file == words.place.file:
                    return find_key(document.tree, Text(words.value, words.place))
    return words.place


@check("key-without-evidence")
def config_key_without_evidence(theme: Theme, context: Context) -> Iterator[Fault]:
    for section, prefix in _SECTIONS.items():
        part = theme.webapp.map(section)
        for key in part.entries:
            if context.platform.config_keys.get(prefix + key) is None:
                siblings = [one for one in context.platform.config_keys if one.startswith(prefix)]
                hint = _suggest((find_nearest(prefix + key, siblings) or "").removeprefix(prefix))
                yield part.key_place(key), f"Nothing is known of `{prefix}{key}`.", hint


@check("config-value-not-allowed")
def config_value_not_allowed(theme: Theme, context: Context) -> Iterator[Fault]:
    for section, prefix in _SECTIONS.items():
        part = theme.webapp.map(section)
        for key, node in part.entries.items():
            fact = context.platform.config_keys.get(prefix + key)
            value = to_json(node)
            # null takes the key out of the manifest: it never gets there.
            objection = fact.find_fault(value) if fact and value is not None else ""
            if objection:
                yield part.place_of(key), f"`{prefix}{key}` {objection}."


@check("number-not-in-json")
def number_not_in_json(theme: Theme, _context: Context) -> Iterator[Fault]:
    parts = [theme.webapp.map(section) for section in _SECTIONS]
    for part in (*parts, theme.meeting.map("config")):
        for _, text in walk_texts(part):
            is_kept = text.is_plain and to_json(text) == text.value
            if is_kept and _NUMBER.fullmatch(text.value):
                yield text.place, f"`{shorten(text.value)}` is passed on as a text."


@check("key-without-evidence")
def hidden_part_without_evidence(theme: Theme, context: Context) -> Iterator[Fault]:
    for text in theme.webapp.texts("hide"):
        fact = context.platform.test_ids.get(text.value)
        if fact is None:
            hint = _suggest(find_nearest(text.value, context.platform.test_ids))
            yield text.place, f"No part of the page has the test id `{text.value}`.", hint
        elif fact.hiding is None:
            yield text.place, f"`{text.value}` exists, and nobody has been seen to hide it."


@check("plugin-source-unsafe")
def plugin_source_unsafe(theme: Theme, _context: Context) -> Iterator[Fault]:
    for plugin in _plugins(theme):
        src = plugin.text("src")
        if not plugin.text("files") and not src.startswith("https://"):
            yield plugin.place_of("src"), f"`{src}` is neither packed nor an https address."
        if plugin.text("files") and (src.startswith("/") or ".." in src.split("/")):
            yield plugin.place_of("src"), f"`{src}` leads out of the plugin's folder."


@check("plugin-given-twice")
def plugin_given_twice(theme: Theme, _context: Context) -> Iterator[Fault]:
    seen: set[str] = set()
    for plugin in _plugins(theme):
        name = plugin.text("id")
        if name in seen:
            yield plugin.place_of("id"), f"Another plugin has the id `{name}` already."
        seen.add(name)


@check("plugin-sandbox-open")
def plugin_sandbox_open(theme: Theme, _context: Context) -> Iterator[Fault]:
    for plugin in _plugins(theme):
        for text in plugin.texts("sandbox") if plugin.text("files") else ():
            if text.value == "allow-same-origin":
                yield text.place, f"`{plugin.text('id')}` can leave its sandbox."


def _plugins(theme: Theme) -> Iterator[Map]:
    return (one for one in theme.webapp.seq("plugins") if isinstance(one, Map))


@check("step-without-default")
def step_without_default(theme: Theme, _context: Context) -> Iterator[Fault]:
    pages = theme.webapp.map("step", "pages")
    if pages.entries and "default" not in pages.entries:
        yield pages.place, "`pages` has no `default`."


@check("key-without-evidence")
def meeting_key_without_evidence(theme: Theme, context: Context) -> Iterator[Fault]:
    known = [path.replace("[]", ".*").split(".") for path in context.platform.theme_keys]
    for path, text in walk_texts(theme.meeting.map("config")):
        if not any(_fits(path, pattern) for pattern in known) and to_json(text) is not None:
            yield text.place, f"Nothing is known of `{'.'.join(path)}`."


def _fits(path: Sequence[str], pattern: Sequence[str]) -> bool:
    """Whether a path fits a pattern of the platform's facts: ``*`` is any name or item."""
    pairs = zip(path, pattern, strict=False)
    return len(path) == len(pattern) and all(known in ("*", step) for step, known in pairs)


@check("key-without-evidence")
def screen_or_prompt_unknown(theme: Theme, context: Context) -> Iterator[Fault]:
    platform = context.platform
    for kind, known in (("screen", platform.screens), ("prompt", platform.prompts)):
        part = theme.meeting.map(f"{kind}s")
        for name in part.entries:
            if name not in known:
                hint = _suggest(find_nearest(name, known))
                yield part.key_place(name), f"No {kind} is known as `{name}`.", hint


@check("accept-vague")
def accept_vague(theme: Theme, context: Context) -> Iterator[Fault]:
    for rule, reason in theme.accept.items():
        words = reason.split()
        if len(words) < 4 or reason.strip(". ").lower() == rule.replace("-", " "):
            place = _find_reason(theme, rule, context)
            yield place, f"`{reason}` does not say why `{rule}` is broken."


def _find_reason(theme: Theme, rule: str, context: Context) -> Place:
    """Where the reason was written: in the theme, a parent, or one of its organisations."""
    found = theme.origin.get("accept", rule)
    for name in theme.organisations:
        document = context.library.get("organisation", name)
        found = found or (document.tree.get("accept", rule) if document else None)
    return found.place if found else theme.origin.place_of("accept")


def _suggest(name: str | None) -> str:
    return f"Did you mean `{name}`?" if name else ""


THEME_CHECKS = (
    palette_unordered,
    color_unproven,
    kept_picture_over_budget,
    setting_hidden_by_theme,
    config_key_without_evidence,
    config_value_not_allowed,
    number_not_in_json,
    hidden_part_without_evidence,
    plugin_source_unsafe,
    plugin_given_twice,
    plugin_sandbox_open,
    step_without_default,
    meeting_key_without_evidence,
    screen_or_prompt_unknown,
    accept_vague,
)
WORD_CHECKS = (language_incomplete, text_key_unknown)
