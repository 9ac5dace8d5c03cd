"""A tree of organisations from elsewhere.

JSON or YAML is one nested organisation, as ``GET /services/v2/organisationtree/{code}`` of the Danish
video hub returns it, or a list of them; CSV has one organisation a line. The fields are ``code``,
``name`` and ``children`` or ``parent`` (the parent's code); others are ignored. Source:
KvalitetsIT/medcom-vdx-organisation, organisation-v2.yaml, schema ``organisationtree``.
"""

from __future__ import annotations

import csv
from codecs import BOM_UTF8
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import StringIO

from themebuilder.core.messages import _
from themebuilder.core.problems import Place, Problem, ThemeError, problem, suggest_name
from themebuilder.core.slugs import find_name_fault, make_slug
from themebuilder.core.tree import Map, Text
from themebuilder.definitions.yaml_reader import decode_text, parse_yaml

_LONGEST_NAME, _LONGEST_CODE = 100, 250


@dataclass(frozen=True, slots=True)
class ListedOrganisation:
    """An organisation of the tree; *parent* is the code of the one above, or an empty text."""

    code: str
    title: str
    parent: str
    place: Place

    @property
    def name(self) -> str:
        """The name of its definition."""
        return make_slug(self.code)


def read_organisations(data: bytes, file: str) -> tuple[ListedOrganisation, ...]:
    """Return the organisations in *data*, each after its parent; `ThemeError` with all problems."""
    if data.startswith((b"PK\3\4", b"\xd0\xcf\x11\xe0")):
        message, hint = _("The file is a workbook."), _("Save it as CSV in UTF-8.")
        raise ThemeError([problem("encoding-wrong", message, Place(file, 1, 1), hint)])
    rows = _read_csv(data, file) if file.lower().endswith(".csv") else _read_tree(data, file)
    found = tuple(rows)
    if not found:
        message = _("The file has no organisations.")
        raise ThemeError([problem("missing-key", message, Place(file, 1, 1))])
    if problems := [*_find_faults(found), *_find_lost_parents(found)]:
        raise ThemeError(problems)
    if problems := list(_find_circles(found)):
        raise ThemeError(problems)
    return found


def _read_csv(data: bytes, file: str) -> Iterator[ListedOrganisation]:
    text = decode_text(data, file)
    head = text.partition("\n")[0]
    lines = csv.reader(StringIO(text, newline=""), delimiter=max(";,\t", key=head.count))
    try:
        header = [cell.strip().lower() for cell in next(lines, [])]
        if "code" not in header:
            message = _("The first line has no column `code`.")
            hint = _("Name the columns `code`, `name` and `parent`.")
            raise ThemeError([problem("missing-key", message, Place(file, 1, 1), hint)])
        for name in ("code", "name", "parent"):
            if header.count(name) > 1:
                message = _("The first line has the column `{name}` twice.", name=name)
                raise ThemeError([problem("name-given-twice", message, Place(file, 1, 1))])
        for cells in lines:
            row = dict(zip(header, (cell.strip() for cell in cells), strict=False))
            if any(row.values()):
                code = row.get("code", "")
                title = row.get("name", "") or code
                yield ListedOrganisation(
                    code, title, row.get("parent", ""), Place(file, lines.line_num)
                )
    except csv.Error as error:
        message = _("The line can't be read as CSV: {error}", error=error)
        raise ThemeError(
            [problem("yaml-malformed", message, Place(file, lines.line_num))]
        ) from None


def _read_tree(data: bytes, file: str) -> Iterator[ListedOrganisation]:
    data = data.removeprefix(BOM_UTF8)
    if data.lstrip().startswith(b"["):
        data = b'{"children": ' + data + b"}"
    root = parse_yaml(data, file)
    if "code" in root.entries:
        return _walk(root, "")
    return _walk_children(root, "")


def _walk(node: Map, above: str) -> Iterator[ListedOrganisation]:
    code = _get_text(node, "code")
    title, parent = _get_text(node, "name") or code, _get_text(node, "parent") or above
    yield ListedOrganisation(code, title, parent, node.place_of("code"))
    yield from _walk_children(node, code)


def _walk_children(node: Map, above: str) -> Iterator[ListedOrganisation]:
    for child in node.seq("children"):
        if not isinstance(child, Map):
            message = _("An organisation needs at least `code: …`.")
            raise ThemeError([problem("value-not-allowed", message, child.place)])
        yield from _walk(child, above)


def _get_text(node: Map, key: str) -> str:
    found = node.get(key)
    is_null = isinstance(found, Text) and found.is_plain and found.value in {"null", "~"}
    return "" if is_null else node.text(key).strip()


def _find_faults(found: Sequence[ListedOrganisation]) -> Iterator[Problem]:
    first: dict[str, ListedOrganisation] = {}
    for organisation in found:
        if not organisation.code:
            yield problem("missing-key", _("The organisation has no `code`."), organisation.place)
            continue
        if fault := find_name_fault(organisation.title, _LONGEST_NAME):
            yield problem("value-not-allowed", fault, organisation.place)
        if not organisation.name or len(organisation.code) > _LONGEST_CODE:
            message = _(
                "The code `{code}` can't be used: it needs a letter a-z or a digit, and has at most "
                "{count} characters.",
                code=organisation.code,
                count=_LONGEST_CODE,
            )
            yield problem("value-not-allowed", message, organisation.place)
            continue
        other = first.setdefault(organisation.name, organisation)
        if other.code == organisation.code and other is not organisation:
            message = _("Two organisations have the code `{code}`.", code=organisation.code)
            hint = _("The other one is in {place}.", place=other.place)
            yield problem("name-given-twice", message, organisation.place, hint)
        elif other is not organisation:
            message = _(
                "The codes `{code}` and `{other}` would both name the file `{name}.yaml`.",
                code=organisation.code,
                other=other.code,
                name=organisation.name,
            )
            hint = _("Change one in this file. Add the real code to the definition afterwards.")
            yield problem("name-given-twice", message, organisation.place, hint)


def _find_lost_parents(found: Sequence[ListedOrganisation]) -> Iterator[Problem]:
    codes = {organisation.code for organisation in found}
    for organisation in found:
        if organisation.parent and organisation.parent not in codes:
            message = _(
                "The parent of `{code}` is `{parent}`, which isn't in the file.",
                code=organisation.code,
                parent=organisation.parent,
            )
            yield problem(
                "name-unknown",
                message,
                organisation.place,
                suggest_name(organisation.parent, codes),
            )


def _find_circles(found: Sequence[ListedOrganisation]) -> Iterator[Problem]:
    above = {organisation.code: organisation.parent for organisation in found}
    reported: set[str] = set()
    for organisation in found:
        chain: list[str] = []
        code = organisation.code
        while code and code not in chain:
            chain.append(code)
            code = above[code]
        circle = chain[chain.index(code) :] if code else []
        if circle and not reported.intersection(circle):
            reported.update(circle)
            names = " -> ".join([*circle, code])
            yield problem(
                "parents-in-a-circle",
                _("The parents form a circle: {names}.", names=names),
                organisation.place,
            )
