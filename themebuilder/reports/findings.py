"""What a command found, ready for any format."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import NamedTuple
from urllib.parse import quote

from themebuilder.core.messages import Message, _, _n, join_messages, translate
from themebuilder.core.problems import Problem
from themebuilder.core.rules import Concern, Severity
from themebuilder.core.secrets import redact_addresses

LINE_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
"""What ends a line for the reader of YAML, and so for everyone who counts lines here."""


def find_no_source(_file: str) -> str | None:
    """Return no text for any file."""
    return None


class Finding(NamedTuple):
    """A problem and the names of all themes that have it."""

    problem: Problem
    themes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """What *command* found.

    *sources* gives a file's text, or None. *files* is how many files were looked at; None counts
    the files that have problems. *folder* is the way from the top of the repository to the folder
    that places are relative to, for readers that know only the repository.
    """

    problems: Sequence[Problem]
    command: str = "check"
    sources: Callable[[str], str | None] = find_no_source
    files: int | None = None
    strict: bool = False
    folder: str = ""
    version: str = ""
    findings: tuple[Finding, ...] = field(init=False)

    def __post_init__(self) -> None:
        """Merge the problems once, for all formats."""
        object.__setattr__(self, "findings", merge(self.problems))

    @property
    def ok(self) -> bool:
        """Whether the command succeeded: no error, and when strict no warning either."""
        return not any(self.fails(finding.problem) for finding in self.findings)

    def fails(self, problem: Problem) -> bool:
        """Whether *problem* makes the command fail."""
        return problem.severity is Severity.ERROR or (
            self.strict and problem.severity is Severity.WARNING
        )

    def counts(self) -> Mapping[Severity, int]:
        """Return how many findings there are of each severity."""
        counted = Counter(finding.problem.severity for finding in self.findings)
        return {severity: counted[severity] for severity in Severity}

    def file_count(self) -> int:
        """Return how many files were looked at, as far as we know."""
        named = {finding.problem.place.file for finding in self.findings} - {""}
        if named and not any(map(_is_file, named)):
            return 0  # all faults are of a node
        return len(named) if self.files is None else self.files

    def by_concern(self) -> Mapping[Concern | None, list[Finding]]:
        """Return the findings by what they mean in a package, the gravest first; None for others."""
        grouped: dict[Concern | None, list[Finding]] = {}
        for concern in (None, *Concern):
            if found := [
                finding for finding in self.findings if finding.problem.concern is concern
            ]:
                grouped[concern] = found
        return grouped

    def lines(self) -> Callable[[str, int], str | None]:
        """Return a function that gives line *number* of a file; None for no line, or one with a secret.

        Each file is split once.
        """
        from themebuilder.packages.secret_values import is_secret_line  # noqa: PLC0415 - only for excerpts

        split: dict[str, list[str]] = {}

        def line(file: str, number: int) -> str | None:
            if file not in split:
                source = redact_addresses(self.sources(file) or "")
                split[file] = LINE_BREAK.split(source)
            found = split[file][number - 1] if 1 <= number <= len(split[file]) else None
            return None if found and is_secret_line(found) else found

        return line


def merge(problems: Iterable[Problem]) -> tuple[Finding, ...]:
    """Return the problems in order of place; the same one in several themes is one finding."""
    themes: dict[Problem, set[str]] = {}
    for problem in problems:
        themes.setdefault(problem.in_theme(""), set()).add(problem.theme)
    return tuple(
        Finding(problem, tuple(sorted(themes[problem] - {""})))
        for problem in sorted(themes, key=_make_sort_key)
    )


def _is_file(name: str) -> bool:
    """Whether a place is in a file; others are addresses, names of deployments, and paths of a web app."""
    is_path = name.startswith("/") and "." not in name
    return "://" not in name and not is_path and ("/" in name or "." in name)


def name_severity(problem: Problem) -> str:
    """Return the severity for people, and that it is unconfirmed, where a package was judged."""
    name = problem.severity.label
    if problem.concern and problem.rule.is_unconfirmed:
        return _("{severity} (unconfirmed)", severity=name)
    return name


def format_summary(report: Report) -> str:
    """Return one line: ``3 errors, 2 warnings in 14 files``."""
    counts = report.counts()
    parts = [_count(severity, counts[severity]) for severity in Severity if counts[severity]]
    found = join_messages(parts) if parts else _("No problems")
    if not (count := report.file_count()):
        return found
    files = _n("{count:,} file", "{count:,} files", count)
    return _("{problems} in {files}", problems=found, files=files)


def _count(severity: Severity, count: int) -> Message:
    match severity:
        case Severity.ERROR:
            return _n("{count:,} error", "{count:,} errors", count)
        case Severity.WARNING:
            return _n("{count:,} warning", "{count:,} warnings", count)
        case Severity.INFO:
            return _n("{count:,} note", "{count:,} notes", count)


def get_rank(problem: Problem) -> int:
    """0 for the severest problems, more for the lighter ones."""
    return list(Severity).index(problem.severity)


def _make_sort_key(problem: Problem) -> tuple[object, ...]:
    texts = (translate(text, "en") for text in (problem.message, problem.hint))
    return (problem.place, get_rank(problem), problem.rule.name, *texts)


def make_repository_path(file: str, folder: str) -> str:
    """*file*, written relative to *folder*, as a path from the top of the repository."""
    if not file or posixpath.isabs(file):
        return file
    return posixpath.normpath(posixpath.join(folder, file))


def encode_uri(path: str) -> str:
    """*path* as a URI reference; an absolute one gets the ``file`` scheme."""
    encoded = quote(_as_bytes(path), safe="/")
    return f"file://{encoded}" if posixpath.isabs(path) else encoded


def _as_bytes(path: str) -> bytes:
    """Return the bytes that the file system has; what was never bytes is replaced."""
    try:
        return path.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return replace_surrogates(path).encode()


def compute_fingerprints(report: Report) -> tuple[str, ...]:
    """Return one for each finding, in their order; no two are the same.

    It stays when lines are added above, and when a count or a measure in the message changes.
    """
    line = report.lines()
    seen: Counter[str] = Counter()
    prints = []
    for finding in report.findings:
        digest = _digest(finding, report.folder, line)
        seen[digest] += 1
        prints.append(f"{digest}:{seen[digest]}")
    return tuple(prints)


def _digest(finding: Finding, folder: str, line: Callable[[str, int], str | None]) -> str:
    problem = finding.problem
    source = (line(problem.place.file, problem.place.line) or "").strip()
    parts = (
        problem.rule.name,
        make_repository_path(problem.place.file, folder),
        source,
        # In English, so that an alert stays the same one in another language.
        re.sub(r"\d+", "0", translate(problem.message, "en")),
    )
    return sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]


# Control, format (bidi and zero-width among them), surrogate, private use, line and paragraph
# separators. Unassigned ones pass: they are only new to this Python.
_HIDDEN_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
_SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t", "\0": "\\0"}
_SURROGATE = re.compile("[\ud800-\udfff]")


def escape_hidden(text: str) -> str:
    r"""*text* with every character that cannot be seen written as YAML escapes it: ``\x1b``.

    What comes back is one line, legal in XML, and encodes as UTF-8.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(map(escape_character, text))


def escape_lines(text: str) -> str:
    """*text* made visible, but for its own line breaks."""
    return "\n".join(escape_hidden(line) for line in text.splitlines())


def escape_character(character: str) -> str:
    r"""*character* as it is, or escaped (``\t``, ``\x1b``, ``\u202e``) when it cannot be seen."""
    if unicodedata.category(character) not in _HIDDEN_CATEGORIES and not _is_never_text(character):
        return character
    code = ord(character)
    if short := _SHORT.get(character):
        return short
    if code <= 0xFF:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def replace_surrogates(text: str) -> str:
    """*text* with each lone surrogate, which no reader elsewhere accepts, replaced by U+FFFD."""
    return _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", text)


def count_cells(text: str) -> int:
    """Return how many columns of a terminal *text* takes; *text* is visible."""
    if text.isascii():
        return len(text)
    return sum(map(_count_cells, text))


def _count_cells(character: str) -> int:
    if unicodedata.category(character) in {"Mn", "Me"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1


def _is_never_text(character: str) -> bool:
    """Whether it is a noncharacter, or in the plane of invisible tags."""
    code = ord(character)
    return code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF or 0xE0000 <= code <= 0xE0FFF
