"""What is mended in packages of other hands, and said: each rule's manual is its page."""

from __future__ import annotations

from themebuilder.problems import Rule, Severity


def _note(name: str, holds: str, done: str) -> Rule:
    return Rule(name, Severity.INFO, f"{holds}\n\n{done}\nNothing needs to be done.\n")


QUIRK_BACKSLASH = _note(
    "quirk-backslash",
    "Folders in a name are parted by ``/``.",
    "Old Windows tools write a backslash; it was read as a slash.",
)
QUIRK_TOP_FOLDER = _note(
    "quirk-top-folder",
    "A package's files stand at the top of the archive.",
    "All stood in one more folder, as when a folder is packed instead of its content; it was left "
    "out of the names.",
)
QUIRK_LITTER = _note(
    "quirk-litter",
    "A package holds only its own files.",
    "Macs and Windows add files for their own use (``.DS_Store``, ``__MACOSX``, ``Thumbs.db``); "
    "they were left out.",
)
QUIRK_NAME_ENCODING = _note(
    "quirk-name-encoding",
    "A name in an archive is ASCII, or UTF-8 and marked as UTF-8.",
    "The mark was missing. The name was read as UTF-8 where it is that, and otherwise as code page "
    "850, which Danish Windows uses in archives. Look whether æ, ø and å came out right.",
)
QUIRK_NAME_FORM = _note(
    "quirk-name-form",
    "A name is in the composed Unicode form (NFC).",
    "A Mac writes å as a and a ring; the name was composed.",
)
QUIRK_DOT_PART = _note(
    "quirk-dot-part",
    "A name has no empty parts and no ``.``.",
    "Some tools write ``./`` in front or two slashes in a row; the name was shortened.",
)
QUIRK_COMMENT = _note(
    "quirk-comment",
    "An archive has no comment.",
    "It was left out.",
)

QUIRK_RULES = (
    QUIRK_BACKSLASH,
    QUIRK_TOP_FOLDER,
    QUIRK_LITTER,
    QUIRK_NAME_ENCODING,
    QUIRK_NAME_FORM,
    QUIRK_DOT_PART,
    QUIRK_COMMENT,
)
