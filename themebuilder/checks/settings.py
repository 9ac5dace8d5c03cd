"""Questions about what an organisation has decided."""

from __future__ import annotations

from collections.abc import Iterator

from themebuilder.checks.base import Context, Finding, check
from themebuilder.definitions.model import Theme
from themebuilder.settings import Where, find_fields


@check("setting-hidden-by-theme")
def setting_hidden_by_theme(theme: Theme, _context: Context) -> Iterator[Finding]:
    owned = {field.name: (setting, field) for setting, field in find_fields(Where.HIDDEN)}
    for text in theme.webapp.texts("hide"):
        if text.value not in owned:
            continue
        setting, field = owned[text.value]
        short = field.falls_short or f"is for the organisation to decide, with `{setting}`"
        decided = f"{setting}: {field.when(found=True)}"
        hint = f"Set `{decided}` in themes/organisations/{theme.organisations[0]}.yaml."
        yield text.place, f"Hiding `{text.value}` {short}.", hint


CHECKS = (setting_hidden_by_theme,)
