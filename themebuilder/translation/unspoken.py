"""The prompts that the platform knows of, and what callers hear where nobody has recorded one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from themebuilder.core.messages import _n
from themebuilder.core.tree import Map, Text
from themebuilder.definitions.outline import Outline

if TYPE_CHECKING:
    from themebuilder.platform.target import Platform


def find_prompt(message: str, platform: Platform, workspace: Map) -> str:
    """Return the file name of the prompt that speaks *message*, or an empty text where none is known.

    No source publishes one, so it is what the workspace says (``spoken``), where the name stands
    among the published or learnt ones.
    """
    named = workspace.text("spoken", message)
    return named if named in platform.prompts else ""


def find_unknown_prompt(message: str, platform: Platform, workspace: Map) -> Text | None:
    """Return the name that the workspace gives for *message*, where nobody knows a prompt of that name."""
    named = workspace.get("spoken", message)
    return named if isinstance(named, Text) and named.value not in platform.prompts else None


def describe_unspoken(
    outlines: Sequence[Outline], load_platform: Callable[[], Platform], workspace: Map
) -> str:
    """Say in how many themes the platform's own voice asks callers to wait, and what to do.

    Empty where every theme with a service theme has a recording. It is no problem of a definition: as long as the name of
    the prompt is unknown, no change of a definition helps.
    """
    # The platform is only asked where the workspace names a prompt, as it takes long to load.
    is_named = bool(workspace.text("spoken", "waiting"))
    prompt = find_prompt("waiting", load_platform(), workspace) if is_named else ""
    silent = [
        outline
        for outline in outlines
        if "service-theme" in outline.packages
        and not (prompt and outline.merged.get("meeting", "prompts", prompt))
    ]
    if not silent:
        return ""
    if prompt:
        return _n(
            "Callers of {count} theme still hear the platform's English waiting prompt. Record the words "
            "(`themebuilder script`) and name the file as `recording` in the wording.",
            "Callers of {count} themes still hear the platform's English waiting prompt. Record the words "
            "(`themebuilder script`) and name the file as `recording` in the wording.",
            len(silent),
        )
    return _n(
        "Callers of {count} theme still hear the platform's English waiting prompt. Learn its file name "
        "(`themebuilder learn BASE-THEME.zip`), then record the words (`themebuilder script`).",
        "Callers of {count} themes still hear the platform's English waiting prompt. Learn its file name "
        "(`themebuilder learn BASE-THEME.zip`), then record the words (`themebuilder script`).",
        len(silent),
    )
