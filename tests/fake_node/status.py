"""The conferencing nodes, as the management node's ``status/v1/`` lists them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from tests.fake_node import queries
from tests.fake_node.calls import PLACE
from tests.fake_node.node import Node, RefusedError, Row
from tests.fake_node.schemas import STATUS, WORKER, render_schema

WORKERS = f"{STATUS}worker_vm/"


def answer(node: Node, path: str, query: dict[str, str]) -> dict[str, Any]:
    """The answer to a GET below ``status/v1/``."""
    rows = {row["resource_uri"]: row for row in _list_workers(node)}
    if path == STATUS:
        return {"worker_vm": {"list_endpoint": WORKERS, "schema": f"{WORKERS}schema/"}}
    if path == WORKERS:
        return queries.make_envelope(WORKERS, [*rows.values()], query)
    if path == f"{WORKERS}schema/":
        return render_schema(WORKER)
    if path in rows:
        return rows[path]
    raise RefusedError(404)


def _list_workers(node: Node) -> list[Row]:
    """The conferencing nodes; words as recorded (R), `sync_status` of an SDK test (T).

    (S) `last_updated` is the moment whose configuration a node has by now.
    """

    def format_time(at: float) -> str:
        return datetime.fromtimestamp(at, UTC).replace(tzinfo=None).isoformat()

    return [
        {
            **{name: field.default for name, field in WORKER.fields.items()},
            "id": number,
            "configuration_id": number,
            "name": name,
            "system_location": PLACE,
            "version": f"{node.profile.removeprefix('v')} (1.0.0)",
            "node_type": "CONFERENCING",
            "deploy_status": "deploy_succeeded",
            "upgrade_status": "IDLE",
            "sync_status": "SYNCED",
            "last_updated": format_time(node.find_view(name).at),
            "last_attempted_contact": format_time(node.clock.now()),
            "resource_uri": f"{WORKERS}{number}/",
        }
        for number, name in enumerate(node.lags, 1)
    ]
