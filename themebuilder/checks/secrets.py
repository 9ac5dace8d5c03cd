"""Questions about what no text may give away: a PIN, or the whole address of a meeting."""

from __future__ import annotations

import re
from collections.abc import Iterator

from themebuilder.checks.base import Context, Finding, check
from themebuilder.checks.passages import Passage
from themebuilder.checks.proofreading import Fault, text_check
from themebuilder.core.tree import walk_texts
from themebuilder.definitions.model import Theme

_PIN = re.compile(
    r"(?<!\w)(?:[a-zæøåäö]{0,12}-?)pin[- ]?(?:kode|koden|kod|code|nummer|number|nr\.?)?"
    r"[ \t]{0,3}(?:er|is|är|[:=])?[ \t]{0,3}\d{4,20}(?!\d)",
    re.IGNORECASE,
)
_JOIN_LINK = re.compile(
    r"[?&#](?:conference|pin)=[^\s&]"
    r"|(?<!\w)m\.vconf\.dk/[a-z0-9]{6}"
    # The web app's own addresses: /webapp3/m/<room>, /webapp/conference/<room>.
    r"|://[^\s/?#]{1,200}/[a-z0-9-]{1,60}/(?:m|conference|home/conference)/[^\s/]",
    re.IGNORECASE,
)


@text_check("pin-in-text")
def pin_in_text(passage: Passage) -> Iterator[Fault]:
    if _has_pin(passage.text):
        yield ("The text holds the digits of a PIN.",)


@text_check("join-link-in-text")
def join_link_in_text(passage: Passage) -> Iterator[Fault]:
    if _has_join_link(passage.text):
        yield ("The text holds the address of a meeting.",)


@check("secret-in-settings")
def secret_in_settings(theme: Theme, _context: Context) -> Iterator[Finding]:
    values = [(str(text), text.place) for _, text in walk_texts(theme.webapp)]
    values += [(setting.value, setting.place) for setting in theme.settings.values()]
    for value, place in values:
        if _has_join_link(value):
            yield place, "The value holds the address of a meeting."
        elif _has_pin(value):
            yield place, "The value holds the digits of a PIN."


def _has_pin(text: str) -> bool:
    return "in" in text.lower() and _PIN.search(text) is not None


def _has_join_link(text: str) -> bool:
    return ("/" in text or "=" in text) and _JOIN_LINK.search(text) is not None


CHECKS = (pin_in_text, join_link_in_text)
THEME_CHECKS = (secret_in_settings,)
