"""Finds what reaches outside an SVG: in styles, addresses and attribute values.

Text is searched, not parsed, comments and strings included: rejecting too much is safer than missing
one hidden address.
"""

from __future__ import annotations

import re
from base64 import b64decode
from binascii import Error as Base64Error
from collections.abc import Iterator
from itertools import islice

from themebuilder.core.messages import N_, _
from themebuilder.core.problems import shorten
from themebuilder.media.model import MAX_SOURCE_PIXELS, PictureError
from themebuilder.media.picture_header import read_header

Match = tuple[str, str, str]
"""Rule, message, hint."""

_DATA = re.compile(r"data:image/(png|jpe?g);base64,([A-Za-z0-9+/=\s]+)", re.IGNORECASE)
# Browsers strip spaces and control characters from both ends of an address.
_BLANK = "".join(map(chr, range(0x21)))
# A name is tried from its first letter only: a megabyte of letters must not cost its square.
_CALL = re.compile(r"(?<![-\w])([-\w]+)\(")
_ADDRESS = re.compile(r"\s*(?:\"([^\"]*)|'([^']*)|([^)]*))")
_FETCHING = re.compile(r"(-webkit-|-moz-)?(src|image|image-set|cross-fade|element|paint|attr)")
_WITHIN = re.compile(r"\s*[\"']?#")
_SCRIPT = re.compile(
    # Browsers skip blanks within the name of a scheme.
    "|".join(
        r"\s*".join(map(re.escape, word))
        for word in ("javascript:", "vbscript:", "-moz-binding", "behavior:", "expression(")
    ),
    re.IGNORECASE,
)
_AT_RULE = re.compile(r"@(-?[a-z][-\w]*)", re.IGNORECASE)
_HARMLESS_RULES = frozenset(("charset", "media", "supports", "font-face", "layer"))
_MOST = 100
"""A search stops after so many matches."""
_FETCHES = N_("Browsers would load it from elsewhere. Embed it, or remove it.")
RUNS = N_("It would run as a program. Remove it.")


def find_address_fault(address: str) -> str:
    """Return why *address* is rejected, or an empty text for parts of the SVG and embedded pictures."""
    address = address.strip(_BLANK)
    if not address or address.startswith("#"):
        return ""
    if address[:5].lower() != "data:":
        return _(_FETCHES)
    picture = _DATA.fullmatch(address)
    if not picture:
        return _("Embed only PNG and JPEG pictures, as base64.")
    try:
        header = read_header(b64decode(picture[2]))
    except (Base64Error, PictureError):
        return _("The embedded picture can't be read.")
    if header.format != ("PNG" if picture[1].lower() == "png" else "JPEG") or header.is_animated:
        return _(
            "The embedded picture's format is {format}, unlike its label.", format=header.format
        )
    if header.width * header.height > MAX_SOURCE_PIXELS:
        size = {"width": header.width, "height": header.height}
        return _("The embedded picture claims {width} x {height} pixels.", **size)
    return ""


def find_style_faults(style: str, *, is_sheet: bool = False) -> Iterator[Match]:
    """Yield everything in *style* that is rejected, escapes first.

    *is_sheet* when *style* is the content of a style element, which may hold rules such as ``@import``.
    """
    if "\\" in style:
        hint = _("An escape can hide an address. Write the character itself.")
        yield "svg-style", _("A style contains an escape (a backslash)."), hint
    searches = [_find_calls(style), _find_scripts(style)]
    if is_sheet:
        searches.append(_find_rules(style))
    for search in searches:
        yield from islice(search, _MOST)


def _find_calls(text: str) -> Iterator[Match]:
    for call in _CALL.finditer(text):
        function = call[1].lower()
        # A longer word that ends so is not the function, but looking at it costs nothing.
        if function.endswith("url"):
            if _WITHIN.match(text, call.end()):
                continue
            written = _ADDRESS.match(text, call.end())
            address = "".join(filter(None, written.groups())) if written else ""
            if hint := find_address_fault(address):
                message = _("A style refers to `{address}`.", address=shorten(address.strip()))
                yield "svg-external-reference", message, hint
        elif _FETCHING.fullmatch(function):
            message = _("A style uses `{function}()`.", function=function)
            yield "svg-external-reference", message, _(_FETCHES)


def _find_scripts(text: str) -> Iterator[Match]:
    for script in _SCRIPT.finditer(text):
        yield "svg-script", _("A style contains `{code}`.", code=script[0]), _(RUNS)


def _find_rules(text: str) -> Iterator[Match]:
    for rule in _AT_RULE.finditer(text):
        name = rule[1].lower()
        # An e-mail address in a comment is no rule.
        is_rule = not re.match(r"[\w-]", text[rule.start() - 1 : rule.start()])
        if name.startswith("import") or (is_rule and name not in _HARMLESS_RULES):
            message = _("A style sheet uses `@{rule}`.", rule=name)
            hint = _("Use only @media, @supports, @font-face, @layer and @charset.")
            yield "svg-style", message, hint
    if "<" in text:
        hint = _("A page that embeds the SVG could take it for a tag.")
        yield "svg-style", _("A style sheet contains `<`."), hint
