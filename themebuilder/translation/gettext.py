"""Rows as a gettext PO file and back; a file holds one language."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence

from themebuilder.core.problems import Place
from themebuilder.translation.entry import MAX_ENTRIES, Entry, unreadable
from themebuilder.translation.rows import Row

_SEPARATOR = "|"


def write(rows: Sequence[Row]) -> bytes:
    """The rows of one language as PO: set and key are the context, drafts are fuzzy.

    The head is written here: Babel's own would hold the moment and its version.
    """
    from babel.messages.catalog import Catalog  # noqa: PLC0415 - costs more than the rest
    from babel.messages.pofile import write_po  # noqa: PLC0415 - as above

    catalog = Catalog(fuzzy=False)
    for row in rows:
        catalog.add(
            row.english,
            row.text,
            locations=[(row.place.file, row.place.line)] if row.place.line else [],
            flags=["fuzzy"] if row.state == "draft" else [],
            auto_comments=row.context.splitlines(),
            context=f"{row.set}{_SEPARATOR}{row.key}",
        )
    body = io.BytesIO()
    write_po(body, catalog, width=0, omit_header=True)
    language = rows[0].language if rows else ""
    head = (
        'msgid ""\nmsgstr ""\n'
        f'"Language: {language}\\n"\n'
        '"MIME-Version: 1.0\\n"\n'
        '"Content-Type: text/plain; charset=UTF-8\\n"\n'
        '"Content-Transfer-Encoding: 8bit\\n"\n'
    )
    return head.encode() + b"\n" + body.getvalue()


def read(data: bytes, file: str) -> list[Entry]:
    """The translations in a PO file; `ThemeError` where it is none."""
    from babel.messages.pofile import read_po  # noqa: PLC0415 - as above

    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise unreadable(
            file, "The file is not UTF-8.", "Save it with the charset UTF-8."
        ) from None
    language = re.search(r'^"Language: *([A-Za-z_-]{2,12}) *\\n"', text, re.MULTILINE)
    if not language:
        hint = "The head of a PO file says it: Language: da"
        raise unreadable(file, "The file does not say its language.", hint)
    named = len(re.findall(r"^msgctxt", text, re.MULTILINE))
    if max(named, len(re.findall(r"^msgid", text, re.MULTILINE))) > MAX_ENTRIES:
        raise unreadable(file, f"The file holds more than {MAX_ENTRIES:,} texts.")
    try:
        catalog = read_po(io.BytesIO(text.encode()), ignore_obsolete=True, abort_invalid=True)
        messages = [one for one in catalog if one.id and one.context]
    except Exception as error:  # noqa: BLE001 - Babel raises whatever a broken line leads to
        line = getattr(error, "lineno", 0)
        raise unreadable(file, f"The PO cannot be read: {error}.", line=line + 1) from None
    # Babel keeps one of two messages with the same context, in silence.
    if len(messages) < named:
        raise unreadable(file, "A text stands in the file twice.", "Delete one of the two.")
    code = language.group(1).replace("_", "-")
    return [_entry(message, code, file) for message in messages]


def _entry(message: object, language: str, file: str) -> Entry:
    from babel.messages.catalog import Message  # noqa: PLC0415 - as above

    assert isinstance(message, Message)  # noqa: S101 - as Babel gives it
    set_, _, key = str(message.context).partition(_SEPARATOR)
    is_text = isinstance(message.string, str)
    fault = "" if is_text else "a text with plural forms"
    text = str(message.string) if is_text else ""
    if message.fuzzy:
        fault = "marked as fuzzy"
    comment = "\n".join(message.user_comments)
    return Entry(language, set_, key, text, comment, Place(file, message.lineno or 0), fault)
