"""Questions about what an organisation has decided."""

from __future__ import annotations

from collections.abc import Iterator

from themebuilder.checks.base import Context, Finding, check
from themebuilder.model import Theme
from themebuilder.problems import Severity

_OWNED = {
    "button-chat": "chat",
    "button-participants": "participants_list",
    "user-menu-add-participant": "add_participant",
}


@check("setting-hidden-by-theme", Severity.WARNING)
def setting_hidden_by_theme(theme: Theme, _context: Context) -> Iterator[Finding]:
    """What an organisation decides is decided there, not by hiding a button in a theme.

    A hidden chat button does not disable chat: other clients still write, and messages arrive.
    Set it in the organisation's file; publishing then plans the server's part too.
    """
    for text in theme.webapp.texts("hide"):
        setting = _OWNED.get(text.value)
        if setting == "chat":
            message = "Hiding `button-chat` does not disable chat."
            hint = f"Set `chat: disabled` in themes/organisations/{theme.organisations[0]}.yaml."
            yield text.place, message, hint


CHECKS = (setting_hidden_by_theme,)
