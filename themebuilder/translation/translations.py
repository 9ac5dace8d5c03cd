"""A translation as it comes back from a translator, and XML read safely."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from xml.parsers import expat

from themebuilder.core.messages import Message, _
from themebuilder.core.problems import Place, ThemeError, problem
from themebuilder.translation.text_reviews import MISSING, NOT_GIVEN, GivenTextReview, TextReview

MAX_BYTES = 16 * 1024 * 1024
MAX_ENTRIES = 20_000
"""Rows of a sheet, and texts in a file; the shipped ones are about 3,000 in six languages."""


def mark_export(text: str, review: TextReview) -> str:
    """Return the mark that tells later whether *text* or *review* was changed in an exported file.

    Digests, which a search for words doesn't find and replace.
    """
    state = "" if review.state == MISSING else review.state
    # Translation programs and spreadsheets change spaces and line breaks.
    parts = " ".join(text.split()), f"{state} {review.by}"
    return "-".join(sha256(part.encode()).hexdigest()[:16] for part in parts)


@dataclass(frozen=True, slots=True)
class Translation:
    """A translation as it was read. *fault* says why it is not a text, *given* how far it was read.

    *exported* is the mark of the text and review that were exported, empty where the file has none.
    """

    language: str
    set: str
    key: str
    text: str
    comment: str
    place: Place
    fault: Message | None = None
    given: GivenTextReview = NOT_GIVEN
    exported: str = field(default="", kw_only=True)

    @property
    def id(self) -> tuple[str, str, str]:
        """Identifies the row that it belongs to."""
        return self.language, self.set, self.key

    def restore_language(self, known: Collection[str]) -> Translation:
        """Return it in the language that it was exported in: some programs make `da` `da-DK`."""
        language = self.language.partition("-")[0]
        is_other = self.language not in known and self.is_older_than("")
        return replace(self, language=language) if is_other and language in known else self

    @property
    def has_same_text(self) -> bool:
        """Whether the translator left the text as it was exported."""
        return not self.fault and not self.is_older_than(self.text)

    @property
    def has_same_review(self) -> bool:
        """Whether the translator left the review as it was exported."""
        given = mark_export("", self.given.review)
        return self.exported.partition("-")[2] == given.partition("-")[2]

    def is_older_than(self, text: str) -> bool:
        """Return whether *text* is another than the exported one."""
        now = mark_export(text, TextReview()).partition("-")[0]
        return bool(self.exported) and self.exported.partition("-")[0] != now


def make_unreadable_error(file: str, message: str, hint: str = "", *, line: int = 0) -> ThemeError:
    """Return the error for a file that is not what its name says."""
    return ThemeError([problem("translation-unreadable", message, Place(file, line), hint)])


_MAX_DEPTH = 64

Started = Callable[[str, Mapping[str, str], int], None]
"""Called with an element's name, its attributes and its line."""


def read_xml(
    data: bytes,
    file: str,
    start_element: Started,
) -> None:
    """Call *start_element* with the elements of *data*; raises `ThemeError`.

    Names come as ``namespace name`` where there is a namespace.
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    depth = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > _MAX_DEPTH:
            message = _("Its elements are nested more than {most} deep.", most=_MAX_DEPTH)
            raise make_unreadable_error(file, message, line=parser.CurrentLineNumber)
        start_element(name, attributes, parser.CurrentLineNumber)

    def end(_name: str) -> None:
        nonlocal depth
        depth -= 1

    def refuse(*_declared: object) -> None:
        message = _("It declares a document type or an entity. No translation needs one.")
        raise make_unreadable_error(file, message, line=parser.CurrentLineNumber)

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    try:
        parser.Parse(data, True)  # noqa: FBT003 - expat takes it by position only
    except expat.ExpatError as error:
        reason = expat.ErrorString(error.code)
        message = _("The XML is broken: {fault}.", fault=reason)
        raise make_unreadable_error(file, message, line=error.lineno) from None
    except (LookupError, ValueError):
        # What the parser raises for an encoding that it does not know, or not byte by byte.
        message, hint = _("Its encoding is not supported."), _("Save it as UTF-8.")
        raise make_unreadable_error(file, message, hint, line=1) from None
