"""What can be wrong with a file that comes back from translators; each text is its manual page."""

from __future__ import annotations

from inspect import cleandoc

from themebuilder.problems import Rule, Severity


def _rule(name: str, severity: Severity, manual: str) -> Rule:
    return Rule(name, severity, cleandoc(manual))


TRANSLATION_UNREADABLE = _rule(
    "translation-unreadable",
    Severity.ERROR,
    """A file from translators is what its name says, and of a size that texts can have.

    XLSX, XLIFF 1.2 and PO are read. Document types and entities in XML, packed files that unfold to
    many times their size and files over 16 MiB are refused: no translation has them.
    Export the texts again, and have the translation put into that file.
    """,
)
TRANSLATION_ROW_UNKNOWN = _rule(
    "translation-row-unknown",
    Severity.ERROR,
    """Every row belongs to a text that is here.

    Rows are found by language, set and key. Where one of the three was changed, or the text was taken
    out since the export, nobody can say where the translation belongs, and it is not written.
    Correct the three columns, or export again.
    """,
)
TRANSLATION_GIVEN_TWICE = _rule(
    "translation-given-twice",
    Severity.ERROR,
    """Every text stands in the file once.

    Two rows for one text with different words: nobody can say which one is meant.
    Delete one of them.
    """,
)
TRANSLATION_NOT_TEXT = _rule(
    "translation-not-text",
    Severity.ERROR,
    """A translation is text.

    A spreadsheet turns 1/2 into a date, 007 into a number and = into a formula; what was typed is
    then lost. Set the cell's format to Text, and type it again.
    """,
)
TRANSLATION_EMPTIED = _rule(
    "translation-emptied",
    Severity.WARNING,
    """A text that was there is still there.

    Nothing is deleted by an import, so the old text is kept.
    To delete a text, take it out of the YAML file by hand.
    """,
)
TRANSLATION_PLACEHOLDER_CHANGED = _rule(
    "translation-placeholder-changed",
    Severity.ERROR,
    """A translation has the placeholders of its text: {{name}} and [[ name ]], letter by letter.

    The app puts a name or a number in their place; without them the guest reads half a sentence, and
    a changed one is shown as it stands. The row is not written.
    Copy the placeholders from the English text.
    """,
)
TRANSLATION_TAG_CHANGED = _rule(
    "translation-tag-changed",
    Severity.ERROR,
    """A translation has the tags of its text, each opened and closed: <1>…</1>.

    The app puts a link or a symbol in their place. The row is not written.
    Copy the tags from the English text.
    """,
)
TRANSLATION_CONTROL_CHARACTER = _rule(
    "translation-control-character",
    Severity.ERROR,
    """A translation holds letters, signs and line breaks, and no control characters.

    They come from a damaged copy. Type the text again.
    """,
)
TRANSLATION_NOT_PLACEABLE = _rule(
    "translation-not-placeable",
    Severity.ERROR,
    """A text can be changed where it stands without touching another one.

    A value that a YAML anchor shares with others, a mapping in braces that lacks the key, and a
    definition that came with the tool cannot be changed by an import.
    Make the change in the file by hand, as the message says.
    """,
)

RULES = (
    TRANSLATION_UNREADABLE,
    TRANSLATION_ROW_UNKNOWN,
    TRANSLATION_GIVEN_TWICE,
    TRANSLATION_NOT_TEXT,
    TRANSLATION_EMPTIED,
    TRANSLATION_PLACEHOLDER_CHANGED,
    TRANSLATION_TAG_CHANGED,
    TRANSLATION_CONTROL_CHARACTER,
    TRANSLATION_NOT_PLACEABLE,
)
"""All rules of this room."""
