"""Lists: filters, order and pages, as the framework does them (F) and recordings show (R)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from tests.fake_node.node import Node, RefusedError, Row
from tests.fake_node.schemas import ROOT

LOOKUPS: dict[str, Callable[[str, str], bool]] = {
    "exact": lambda have, want: have == want,
    "istartswith": lambda have, want: have.lower().startswith(want.lower()),
}
RESERVED = {"limit", "offset", "format"}


def page(node: Node, resource: str, query: dict[str, str]) -> dict[str, Any]:
    """One page of a list; `next` as the framework makes it (F, R)."""
    rows = _filter(node, resource, query)
    limit, offset = _number(query, "limit", 20), _number(query, "offset", 0)
    end = len(rows) if limit == 0 else offset + limit
    address = f"{node.faults.foreign_next}{ROOT}{resource}/"
    more = urlencode({**query, "limit": limit, "offset": end})
    next_page = f"{address}?{more}" if end < len(rows) else None
    return {
        "meta": {"limit": limit, "offset": offset, "total_count": len(rows), "next": next_page},
        "objects": [node.shown(resource, row) for row in rows[offset:end]],
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
        rows = [row for row in rows if test(_text(row[name]), want)]
    return rows


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _number(query: dict[str, str], name: str, otherwise: int) -> int:
    given = query.get(name, str(otherwise))
    if not given.isdigit():
        told = f"Invalid {name} '{given}' provided. Please provide a positive integer."
        raise RefusedError(400, {"error": told})
    return int(given)
