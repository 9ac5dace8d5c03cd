"""What can be wrong with the JSON in a package: each rule's manual is its page."""

from __future__ import annotations

from themebuilder.problems import Rule, Severity


def _rule(name: str, severity: Severity, holds: str, why: str, mend: str) -> Rule:
    return Rule(name, severity, f"{holds}\n\n{why}\n{mend}\n")


JSON_MALFORMED = _rule(
    "json-malformed",
    Severity.ERROR,
    "The JSON in a package is well-formed.",
    "The web app and the conferencing node do not read it otherwise. The place is where the reader "
    "lost the thread; the cause is often a comma or a quote just before it.",
    "JSON has no comments, no comma behind the last item, and only double quotes.",
)
JSON_ENCODING = _rule(
    "json-encoding",
    Severity.ERROR,
    "The JSON in a package is UTF-8.",
    "Another encoding turns æ, ø and å into something else on the guest's screen.",
    "Save the file again as UTF-8 without a byte order mark.",
)
JSON_BOM = _rule(
    "json-bom",
    Severity.ERROR,
    "JSON begins without a byte order mark.",
    "RFC 8259, section 8.1, forbids to write one, and many readers stop at it.",
    "Save the file again as UTF-8 without a byte order mark.",
)
JSON_TOO_LARGE = _rule(
    "json-too-large",
    Severity.ERROR,
    "A JSON file in a package is at most 1 MiB.",
    "The bound keeps a wrong or hostile file from eating time and memory. Real ones are 40 KiB.",
    "Look whether the wrong file was saved under this name.",
)
JSON_TOO_DEEP = _rule(
    "json-too-deep",
    Severity.ERROR,
    "JSON in a package is nested at most 64 deep.",
    "The bound keeps a hostile file from exhausting whoever reads it. Real ones are six deep.",
    "Look whether the wrong file was saved under this name.",
)
JSON_KEY_TWICE = _rule(
    "json-key-given-twice",
    Severity.ERROR,
    "A key stands once in its object.",
    "Most readers keep the last one in silence, and a text that somebody wrote is lost.",
    "Remove one of the two.",
)
JSON_NUMBER = _rule(
    "json-number",
    Severity.ERROR,
    "A number in JSON is finite and one that every reader keeps exactly.",
    "``NaN`` and ``Infinity`` are not JSON; whole numbers beyond 2^53 are rounded by browsers.",
    "Write such a number as a text, or look at what wrote it.",
)
JSON_SURROGATE = _rule(
    "json-surrogate",
    Severity.ERROR,
    "A text in JSON holds whole characters.",
    "Half of a surrogate pair (``\\ud83d`` alone) cannot be written as UTF-8, and shows as a box.",
    "Write the character itself instead of its escape.",
)
JSON_NOT_AN_OBJECT = _rule(
    "json-not-an-object",
    Severity.ERROR,
    "The JSON in a package is an object: ``{…}``.",
    "Manifests, screens and texts are keys with values; a list or a single text is none of them.",
    "Look whether the wrong file was saved under this name.",
)
QUIRK_BOM = _rule(
    "quirk-bom",
    Severity.INFO,
    "JSON begins without a byte order mark.",
    "Windows editors write one; it was passed over.",
    "Nothing needs to be done.",
)

JSON_RULES = (
    JSON_MALFORMED,
    JSON_ENCODING,
    JSON_BOM,
    JSON_TOO_LARGE,
    JSON_TOO_DEEP,
    JSON_KEY_TWICE,
    JSON_NUMBER,
    JSON_SURROGATE,
    JSON_NOT_AN_OBJECT,
    QUIRK_BOM,
)
