"""What a button of the page can do about a problem of a value."""

from __future__ import annotations

from collections.abc import Iterator

from themebuilder.checks.base import Context
from themebuilder.checks.color_contrast import darken
from themebuilder.checks.fixes import propose_fixes
from themebuilder.checks.glossary import load_glossary
from themebuilder.checks.names import find_settings_to_set
from themebuilder.checks.passages import Passage, Reader
from themebuilder.checks.text_alternatives import find_names_to_set
from themebuilder.core.messages import _
from themebuilder.core.problems import Problem, shorten
from themebuilder.definitions.outline import Outline
from themebuilder.editing.parts import parse_part
from themebuilder.editing.scopes import WantedEdit
from themebuilder.preview.description import JsonObject
from themebuilder.preview.theme_state import say
from themebuilder.settings import describe_value

_CONTRAST = ("contrast-too-low", "contrast-unreadable")


def describe_fixes(
    found: Problem, wanted: WantedEdit, outline: Outline, context: Context
) -> list[JsonObject]:
    """The corrections of a problem that *wanted* has or leaves: what the button says, part, value."""
    return [
        {"label": say(label), "part": part, "value": value}
        for label, part, value in _list_fixes(found, wanted, outline, context)
    ]


def _list_fixes(
    found: Problem, wanted: WantedEdit, outline: Outline, context: Context
) -> Iterator[tuple[str, str, str]]:
    """Yield label, part and value."""
    part, rule, value = parse_part(wanted.part), found.rule.name, wanted.value
    if part.kind == "text" and isinstance(value, str):
        glossary = load_glossary(context.library, part.language, outline.audience)
        until = outline.valid.until
        reader = Reader(part.language, outline.audience, until, glossary, context.platform)
        for label, text in propose_fixes(rule, Passage("text", part.name, value, reader)):
            yield label, wanted.part, text
        if rule == "label-not-in-name":
            for name in find_names_to_set(part.name, value, context.platform):
                label = _("Let screen readers say “{text}”", text=shorten(value))
                yield label, f"text:{part.language}:{name}", value
    elif part.kind == "color" and rule in _CONTRAST and isinstance(value, str):
        has_own_shades = "palette" in outline.merged.map("brand").entries
        if (part.name != "color" or not has_own_shades) and (color := darken(value, part.name)):
            yield _("Use the nearest readable colour, {color}", color=color), wanted.part, color
    elif part.kind == "setting" and rule == "names-still-shown":
        values = {name: setting.value for name, setting in outline.settings.items()}
        for name, needed in find_settings_to_set(values).items():
            title, _effect = describe_value(name, needed)
            label = _("Set “{setting}” to `{value}`", setting=title, value=needed)
            yield label, f"setting:{name}", needed
