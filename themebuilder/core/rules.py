"""The rules, each with its name, severity and manual page. They are declared in ``manual/en/*.md``.

A file has a heading (``# Pictures``) and a section for each rule: ``## rule-name``, the severity and
what a violation means in a package (``error, guest``), and the page. A page states the rule in its first line; then come why it matters and how to fix a violation.
The last line is the advice, and is understood by itself. ``manual/da/*.md`` has the same headings and
sections in Danish, without the severity.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from themebuilder.core.messages import N_, Message, _, get_language, join_messages

_MANUAL = Path(__file__).parent / "manual"


class Severity(StrEnum):
    """An error fails the run. Warnings fail it only under ``--strict``, infos never."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def label(self) -> str:
        """The severity in the language in use."""
        return _(_LABELS[self])


_LABELS = {
    Severity.ERROR: N_("error"),
    Severity.WARNING: N_("warning"),
    Severity.INFO: N_("info"),
}


class Concern(StrEnum):
    """What a broken rule means in a package, the gravest first."""

    NODE = "node"
    GUEST = "guest"
    ACTIVE = "active"
    STYLE = "style"

    @property
    def label(self) -> str:
        """The concern in the language in use, as a heading."""
        return _(_CONCERNS[self])


_CONCERNS = {
    Concern.NODE: N_("The node or the web app won't accept it or find it"),
    Concern.GUEST: N_("A guest sees or hears it wrong"),
    Concern.ACTIVE: N_("Active content"),
    Concern.STYLE: N_("House style"),
}


class Rule(NamedTuple):
    """A rule that input must satisfy. *name* is kebab-case, *english_page* is Markdown.

    *concern* is None for rules that no package can break. A rule that *is_unconfirmed* rests on
    inference: no document says what the platform does.
    """

    name: str
    severity: Severity
    english_page: str
    concern: Concern | None = None
    is_unconfirmed: bool = False

    @property
    def page(self) -> str:
        """The page in the language in use, or in English where it has none."""
        pages = {} if get_language() == "en" else load_translated_pages(get_language())
        return pages.get(self.name, self.english_page)

    @property
    def title(self) -> str:
        """The first line of the page."""
        return self.page.partition("\n")[0]

    @property
    def advice(self) -> str:
        """The last line of the page: what to do."""
        return self.page.rpartition("\n")[2]


def load_groups() -> dict[str, tuple[Rule, ...]]:
    """Return all rules by heading in the language in use, in the order a build can break them."""
    pages = _MANUAL / get_language()
    return {_read_heading(pages / name): rules for name, rules in _load_files().items()}


@cache
def load_rules() -> Mapping[str, Rule]:
    """Return all rules by name."""
    return MappingProxyType({rule.name: rule for group in _load_files().values() for rule in group})


@cache
def load_translated_pages(language: str) -> Mapping[str, str]:
    """Return rule -> page in *language*, of the rules that have one."""
    sections = (
        section.partition("\n\n")
        for file in _MANUAL.glob(f"{language}/*.md")
        for section in _split(file)
    )
    return MappingProxyType({name: page.strip() for name, _, page in sections})


@cache
def _load_files() -> Mapping[str, tuple[Rule, ...]]:
    files = sorted(_MANUAL.glob("en/*.md"))
    return MappingProxyType({file.name: tuple(map(_read_rule, _split(file))) for file in files})


def _split(file: Path) -> list[str]:
    return file.read_text(encoding="utf-8").split("\n## ")[1:]


def _read_heading(file: Path) -> str:
    return file.read_text(encoding="utf-8").partition("\n")[0].removeprefix("# ")


def _read_rule(section: str) -> Rule:
    name, head, page = section.split("\n\n", 2)
    severity, *marks = head.split(", ")
    concern = next((one for one in Concern if one.value in marks), None)
    return Rule(name, Severity(severity), page.strip(), concern, "unconfirmed" in marks)


def format_page(rule: Rule, settled: Message | None = None) -> str:
    """Return a rule's page as text for a terminal; *settled* says what a node answered about it."""
    head = f"{rule.name} ({rule.severity.label})\n\n{rule.page}\n"
    if rule.concern is None:
        return head
    meaning = _("In a package: “{concern}”.", concern=rule.concern.label)
    if settled:
        meaning = join_messages([meaning, settled], " ")
    elif rule.is_unconfirmed:
        meaning = _("In a package: “{concern}”, unconfirmed.", concern=rule.concern.label)
    return f"{head}{meaning}\n"
