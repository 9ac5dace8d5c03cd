"""Requests without sockets, for tests that aren't about the connection: they take a tenth of the time."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch
from urllib.parse import unquote, urlsplit

import urllib3
from starlette.types import ASGIApp, Message


@contextmanager
def replace_sockets(apps: Mapping[str, ASGIApp]) -> Iterator[None]:
    """Let the client's requests to the addresses in *apps* call the app there; the others go out."""
    connect = urllib3.connectionpool.connection_from_url

    def connect_to_app(address: str, **options: Any) -> Any:
        app = apps.get(address.rstrip("/"))
        return _Pool(app, address) if app else connect(address, **options)

    with patch.object(urllib3.connectionpool, "connection_from_url", connect_to_app):
        yield


class _Pool:
    """Stands in for the connections to one address."""

    def __init__(self, app: ASGIApp, address: str) -> None:
        self._app, self._address = app, urlsplit(address)

    def urlopen(
        self,
        method: str,
        url: str,
        body: io.BytesIO | None,
        headers: Mapping[str, str],
        **_: object,
    ) -> urllib3.HTTPResponse:
        path, _question, query = url.partition("?")
        fields = {"host": self._address.netloc, **headers}
        scope = {
            "type": "http",
            "http_version": "1.1",
            "method": method,
            "scheme": self._address.scheme,
            "server": (self._address.hostname, self._address.port),
            "path": unquote(path),
            "query_string": query.encode(),
            "headers": [(k.lower().encode(), v.encode("latin-1")) for k, v in fields.items()],
        }
        return _Exchange(body.read() if body else b"").run(self._app, scope)

    def close(self) -> None:
        pass


class _Exchange:
    """One request and its answer."""

    def __init__(self, body: bytes) -> None:
        self._body, self._answer = body, io.BytesIO()
        self._start: Message = {}
        self._is_cut = False
        self.transport = self

    def abort(self) -> None:
        self._is_cut = True

    def run(self, app: ASGIApp, scope: dict[str, Any]) -> urllib3.HTTPResponse:
        steps = app(scope, self.receive, self.send)
        try:
            steps.send(None)  # type: ignore[attr-defined]
        except StopIteration:
            pass
        except Exception:
            if not self._start:  # Starlette has answered with 500, and raises for the log.
                raise
        else:
            raise AssertionError("The app waits for something else than the request.")
        if self._is_cut:
            reset = ConnectionResetError(104, "Connection reset by peer")
            raise urllib3.exceptions.ProtocolError("Connection aborted.", reset)
        fields = [(k.decode("latin-1"), v.decode("latin-1")) for k, v in self._start["headers"]]
        self._answer.seek(0)
        return urllib3.HTTPResponse(
            self._answer,
            urllib3.HTTPHeaderDict(fields),
            self._start["status"],
            preload_content=False,
            decode_content=False,
        )

    async def receive(self) -> Message:
        return {"type": "http.request", "body": self._body, "more_body": False}

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._start = message
        else:
            self._answer.write(message.get("body", b""))
