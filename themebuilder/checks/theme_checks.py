"""Checks of one theme: its colours and budgets, settings, web app and meeting parts, and exceptions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import pairwise

from themebuilder.checks.base import Context, Fault, theme_check
from themebuilder.checks.passages import ThemeTexts, find_language_place, words_check
from themebuilder.core.color import is_proven_base, luminance
from themebuilder.core.messages import N_, _, join_messages
from themebuilder.core.problems import Place, ThemeError, suggest_name
from themebuilder.core.tree import Text, find_key_place
from themebuilder.definitions.library import Library
from themebuilder.definitions.model import PictureFile, Texts, Theme
from themebuilder.packages.addresses import find_host, is_own_computer
from themebuilder.packages.keys import add_passed_on
from themebuilder.packages.plugins import (
    PASSED_ON,
    Plugin,
    is_inside,
    is_secure_address,
    read_plugins,
)
from themebuilder.packages.webapp3 import HIDDEN_KEY, list_decided_fields
from themebuilder.platform.lookup import is_asked_for
from themebuilder.platform.probes import describe_confirmation
from themebuilder.platform.target import Platform
from themebuilder.settings import FieldKind, find_fields

_CORE_LACKING = N_("`{language}` lacks {count} of {total} core texts.")
_TEXTS_LACKING = N_("`{language}` lacks {count} of {total} texts.")


@theme_check("palette-unordered")
def palette_unordered(theme: Theme, _context: Context) -> Iterator[Fault]:
    palette = theme.brand.palette
    for number, (light, dark) in enumerate(pairwise(palette), 1):
        if luminance(dark) > luminance(light) and "palette" in theme.origin.map("brand").entries:
            message = _(
                "Shade {number} ({color}) is lighter than shade {before} ({lighter}).",
                number=number + 1,
                color=dark,
                before=number,
                lighter=light,
            )
            yield theme.origin.place_of("brand", "palette"), message


@theme_check("color-unproven")
def color_unproven(theme: Theme, _context: Context) -> Iterator[Fault]:
    if not is_proven_base(theme.brand.color) and "palette" not in theme.origin.map("brand").entries:
        message = _(
            "{color} is grey, very light or very dark, so its shades may look wrong.",
            color=theme.brand.color,
        )
        yield theme.origin.place_of("brand", "color"), message


@theme_check("over-budget")
def kept_picture_over_budget(theme: Theme, context: Context) -> Iterator[Fault]:
    for slot, picture in theme.brand.pictures.items():
        budget = int(context.library.workspace.text("budgets", slot, default="0"))
        if not budget or not isinstance(picture, PictureFile) or not picture.is_kept:
            continue
        try:
            size = len(context.library.read_asset(Text(picture.path, picture.place)))
        except ThemeError:  # the build says that it is missing
            continue
        if size > budget:
            message = _(
                "`{picture}` has {size:,} bytes, but its budget is {budget:,}.",
                picture=slot,
                size=size,
                budget=budget,
            )
            yield picture.place, message


@theme_check("setting-hidden-by-theme")
def setting_hidden_by_theme(theme: Theme, _context: Context) -> Iterator[Fault]:
    by_part = {field.name: (setting, field) for setting, field in find_fields(FieldKind.HIDDEN)}
    for text in theme.webapp.texts("hide"):
        if text.value not in by_part:
            continue
        setting, field = by_part[text.value]
        if theme.is_foreign and not field.falls_short:
            continue  # a package has no settings: this is how one comes out
        if field.falls_short:
            message = _(
                "Hiding `{part}` {shortcoming}.", part=text.value, shortcoming=field.falls_short
            )
        else:
            message = _(
                "Only the organisation can hide `{part}`, with `{setting}`.",
                part=text.value,
                setting=setting,
            )
        hint = _(
            "Set {settings} in themes/organisations/{organisation}.yaml.",
            settings=f"`{setting}: {field.find_setting_value(found=True)}`",
            organisation=theme.organisations[0],
        )
        yield text.place, message, hint


@theme_check("setting-overridden")
def setting_overridden(theme: Theme, _context: Context) -> Iterator[Fault]:
    hidden = [name for name, _value in list_decided_fields(theme, FieldKind.HIDDEN)]
    decided = dict(list_decided_fields(theme, FieldKind.CONFIG))
    content = {FieldKind.CONFIG.value: {HIDDEN_KEY: hidden, **decided}}
    final = add_passed_on(content, "webapp", theme).get(FieldKind.CONFIG.value)
    # The theme may pass on anything: other checks report a value of the wrong type.
    final = final if isinstance(final, dict) else {}
    kept = final.get(HIDDEN_KEY)
    lost = {name for name in hidden if not isinstance(kept, list) or name not in kept}
    lost |= {name for name, value in decided.items() if final.get(name) != value}
    config = theme.webapp.map("config")
    for setting, field in find_fields(FieldKind.HIDDEN, FieldKind.CONFIG):
        if field.name in lost:
            key = HIDDEN_KEY if field.kind is FieldKind.HIDDEN else field.name
            part, entry = (config, key) if key in config.entries else (theme.origin, "webapp")
            found = f"{setting.name}: {theme.settings[setting.name].value}"
            message = _(
                "`{key}` overrides the organisation's setting `{setting}`: the package loses `{name}`.",
                key=key,
                setting=found,
                name=field.name,
            )
            hint = _("Remove `{key}` from the theme: the setting writes it.", key=key)
            yield part.key_place(entry), message, hint


@words_check("language-incomplete")
def language_incomplete(collected: ThemeTexts, context: Context) -> Iterator[Fault]:
    theme = collected.theme
    for language in theme.languages:
        texts = theme.texts.get(language, Texts())
        is_core = language in theme.core_languages
        needed = context.platform.core_keys if is_core else tuple(context.platform.keys)
        missing = [key for key in needed if key not in texts]
        is_filled = language in context.platform.filled_languages
        if missing and texts and is_asked_for(language) and not is_filled:
            shown = ", ".join(missing[:5]) + (" …" if len(missing) > 5 else "")
            message = _(
                _CORE_LACKING if is_core else _TEXTS_LACKING,
                language=language,
                count=len(missing),
                total=len(needed),
            )
            yield find_language_place(theme, language), message, _("Missing: {keys}", keys=shown)


@words_check("key-without-evidence")
def text_key_unknown(collected: ThemeTexts, context: Context) -> Iterator[Fault]:
    platform = context.platform
    for texts in collected.theme.texts.values():
        for key in _list_unknown_keys(texts, platform):
            place = _find_key_place(context.library, texts[key])
            message = _("The web app has no text with key `{key}`.", key=key)
            near = platform.find_nearest_text(key)
            yield place, message, _("Did you mean `{name}`?", name=near) if near else ""


@lru_cache(maxsize=64)
def _list_unknown_keys(texts: Texts, platform: Platform) -> tuple[str, ...]:
    return tuple(
        key for key in texts if platform.includes_text(key) and platform.find_text(key) is None
    )


def _find_key_place(library: Library, words: Text) -> Place:
    """Return where the text's key was written."""
    for layer in (library.own, library.shipped):
        for documents in layer.values():
            for document in documents.values():
                if document.file == words.place.file:
                    return find_key_place(document.tree, Text(words.value, words.place))
    return words.place


@theme_check("key-without-evidence")
def hidden_part_without_evidence(theme: Theme, context: Context) -> Iterator[Fault]:
    hidden = {text.value: text.place for text in theme.webapp.texts("hide")}
    by_settings = {
        field.name: found.place
        for setting, field in find_fields(FieldKind.HIDDEN)
        if (found := theme.settings.get(setting.name)) and field.find_value(found.value) is not None
    }
    for id_, place in {**by_settings, **hidden}.items():
        known = context.platform.probes.get(f"hiding:{id_}")
        if known and known.outcome == "visible":
            yield (
                place,
                join_messages(
                    [
                        _("`{name}` is to be hidden, but stays on the page.", name=id_),
                        describe_confirmation(known),
                    ],
                    " ",
                ),
            )
    for text in theme.webapp.texts("hide"):
        fact = context.platform.test_ids.get(text.value)
        if f"hiding:{text.value}" in context.platform.probes:
            continue
        if fact is None:
            hint = suggest_name(text.value, context.platform.test_ids)
            message = _("No part of the page has the test ID `{name}`.", name=text.value)
            yield text.place, message, hint
        elif fact.hiding is None:
            message = _("No source shows that `{name}` can be hidden.", name=text.value)
            yield text.place, message


@theme_check("plugin-source-unsafe")
def plugin_source_unsafe(theme: Theme, _context: Context) -> Iterator[Fault]:
    for plugin in read_plugins(theme.webapp):
        src, place = plugin.get("src"), _place_in_plugin(plugin, "src")
        written = plugin.node.text("src")
        if isinstance(plugin.content, Mapping) and not isinstance(src, str):
            yield place, _("Plugin `{name}` has no address or file in `src`.", name=plugin.name)
        elif plugin.folder and (written.startswith("/") or ".." in written.split("/")):
            message = _("`{source}` points outside the plugin's folder.", source=written)
            yield place, message
        elif isinstance(src, str) and is_own_computer(find_host(src) or ""):
            yield place, _("`{source}` points to each guest's own computer.", source=src)
        elif theme.is_foreign and find_host(str(src)) is None:
            continue  # the check of the package's files says it
        elif isinstance(src, str) and not is_inside(src) and not is_secure_address(src):
            message = _("`{source}` is neither a packed file nor an https address.", source=src)
            yield place, message


@theme_check("plugin-given-twice")
def plugin_given_twice(theme: Theme, _context: Context) -> Iterator[Fault]:
    seen: set[str] = set()
    for plugin in read_plugins(theme.webapp):
        id_ = plugin.get("id")
        if isinstance(id_, str) and id_ in seen:
            message = _("Another plugin already has the ID `{name}`.", name=id_)
            yield _place_in_plugin(plugin, "id"), message
        seen |= {id_} if isinstance(id_, str) else set()


@theme_check("plugin-sandbox-open")
def plugin_sandbox_open(theme: Theme, _context: Context) -> Iterator[Fault]:
    # In a foreign package it is active content that nobody has accepted.
    for plugin in () if theme.is_foreign else read_plugins(theme.webapp):
        src, sandbox = plugin.get("src"), plugin.get("sandboxValues")
        values = sandbox if isinstance(sandbox, list) else []
        if "allow-same-origin" in values and isinstance(src, str) and is_inside(src):
            message = _("Plugin `{name}` can leave its sandbox.", name=plugin.name)
            named = (text for text in plugin.node.texts("sandbox") if text.value in values)
            found = next((text for text in named if text.value == "allow-same-origin"), None)
            yield found.place if found else _place_in_plugin(plugin, "sandboxValues"), message


def _place_in_plugin(plugin: Plugin, key: str) -> Place:
    """Return the place of a value: the passed-on one replaces the definition's."""
    is_passed = plugin.node.get(PASSED_ON, key) is not None
    return plugin.node.place_of(*((PASSED_ON, key) if is_passed else (key,)))


@theme_check("step-without-default")
def step_without_default(theme: Theme, _context: Context) -> Iterator[Fault]:
    pages = theme.webapp.map("step", "pages")
    if pages.entries and "default" not in pages.entries:
        key = "customStepConfig.source" if theme.is_foreign else "pages"
        yield pages.place, _("`{key}` has no `default`.", key=key)


@theme_check("key-without-evidence")
def screen_or_prompt_unknown(theme: Theme, context: Context) -> Iterator[Fault]:
    platform = context.platform
    for section, known, message in (
        ("screens", platform.screens, N_("Screen `{name}` is unknown.")),
        ("prompts", platform.prompts, N_("Prompt `{name}` is unknown.")),
    ):
        part = theme.meeting.map(section)
        for name in part.entries:
            if name not in known:
                yield part.key_place(name), _(message, name=name), suggest_name(name, known)
    named = {*theme.meeting.map("prompts").entries, *platform.prompts}
    for text in (*theme.meeting.texts("first"), *theme.meeting.texts("keep")):
        if text.value not in named:
            message = _("Prompt `{name}` is unknown.", name=text.value)
            yield text.place, message, suggest_name(text.value, named)


@theme_check("accept-vague")
def accept_vague(theme: Theme, context: Context) -> Iterator[Fault]:
    for rule, reason in theme.accept.items():
        words = reason.split()
        if len(words) < 4 or reason.strip(". ").lower() == rule.replace("-", " "):
            place = _find_reason(theme, rule, context)
            message = _(
                "“{reason}” doesn't explain why the theme breaks `{rule}`.",
                reason=reason,
                rule=rule,
            )
            yield place, message


def _find_reason(theme: Theme, rule: str, context: Context) -> Place:
    """Return where the reason was written: in the theme, a parent, or one of its organisations."""
    found = theme.origin.get("accept", rule)
    for name in theme.organisations:
        document = context.library.get("organisation", name)
        found = found or (document.tree.get("accept", rule) if document else None)
    return found.place if found else theme.origin.place_of("accept")
