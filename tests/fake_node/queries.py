"""Lists: filters, order and pages, as the framework does them (F) and recordings show (R)."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from tests.fake_node.node import Node, RefusedError, Row
from tests.fake_node.schemas import ROOT

LOOKUPS: dict[str, Callable[[str, str], bool]] = {
    "exact": lambda have, want: have == want,
    "iexact": lambda have, want: have.lower() == want.lower(),
    "contains": lambda have, want: want in have,
    "icontains": lambda have, want: want.lower() in have.lower(),
    "startswith": lambda have, want: have.startswith(want),
    "istartswith": lambda have, want: have.lower().startswith(want.lower()),
    "endswith": lambda have, want: have.endswith(want),
    "iendswith": lambda have, want: have.lower().endswith(want.lower()),
    "regex": lambda have, want: re.search(want, have) is not None,
    "iregex": lambda have, want: re.search(want, have, re.IGNORECASE) is not None,
    "lt": lambda have, want: have < want,
    "lte": lambda have, want: have <= want,
    "gt": lambda have, want: have > want,
    "gte": lambda have, want: have >= want,
}
RESERVED = {"limit", "offset", "order_by", "format"}


def make_page(node: Node, resource: str, query: dict[str, str]) -> dict[str, Any]:
    """One page of a list, in its envelope."""
    rows = _sort_rows(node, resource, _filter(node, resource, query), query.get("order_by", ""))
    answer = make_envelope(f"{ROOT}{resource}/", rows, query)
    if answer["meta"]["next"]:
        answer["meta"]["next"] = node.faults.foreign_next + answer["meta"]["next"]
    return {**answer, "objects": [node.render_row(resource, row) for row in answer["objects"]]}


def make_envelope(address: str, rows: list[Row], query: dict[str, str]) -> dict[str, Any]:
    """One page of *rows*; `next` and `previous` as the framework makes them (F, R)."""
    limit, offset = _read_number(query, "limit", 20), _read_number(query, "offset", 0)
    end = len(rows) if limit == 0 else offset + limit

    def make_address(start: int) -> str:
        more = {**query, "limit": str(limit), "offset": str(start)}
        return f"{address}?{urlencode(more)}"

    return {
        "meta": {
            "limit": limit,
            "offset": offset,
            "total_count": len(rows),
            "next": make_address(end) if end < len(rows) else None,
            # (F) none where the page before would begin below 0.
            "previous": make_address(offset - limit) if limit and offset >= limit else None,
        },
        "objects": rows[offset:end],
    }


def _filter(node: Node, resource: str, query: dict[str, str]) -> list[Row]:
    spec = node.resources[resource]
    rows = list(node.rows[resource].values())
    for term, want in query.items():
        name, _, lookup = term.partition("__")
        if name in RESERVED or name not in spec.fields or node.faults.ignore_filters:
            continue  # (F) what is not known is ignored in silence
        if name not in spec.filtering:
            raise RefusedError(400, {"error": f"The '{name}' field does not allow filtering."})
        test = LOOKUPS[lookup or "exact"]
        field = spec.fields[name]
        rows = [
            row
            for row in rows
            if any(
                test(value, want)
                for value in (
                    node.list_links(field, row) if field.many else [_format_value(row[name])]
                )
            )
        ]
    return rows


def _format_value(value: Any) -> str:
    return "" if value is None else str(value)


def _sort_rows(node: Node, resource: str, rows: list[Row], order: str) -> list[Row]:
    if not order:
        return rows
    name = order.removeprefix("-")
    if name not in node.resources[resource].ordering:
        raise RefusedError(400, {"error": f"The '{name}' field does not allow ordering."})
    return sorted(rows, key=lambda row: _format_value(row[name]), reverse=order.startswith("-"))


def _read_number(query: dict[str, str], name: str, otherwise: int) -> int:
    given = query.get(name, str(otherwise))
    if not given.isdigit():
        told = f"Invalid {name} '{given}' provided. Please provide a positive integer."
        raise RefusedError(400, {"error": told})
    return int(given)
