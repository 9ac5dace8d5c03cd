"""The management API as far as it is only read: lists to their end, one page after the other."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from itertools import islice
from urllib.parse import urlencode, urlsplit

from themebuilder.publishing.auth import Account
from themebuilder.publishing.failure import BrokenOffError, UnsentError, fail, told
from themebuilder.publishing.objects import ROOT, Object, Ref, Resource
from themebuilder.publishing.transport import Reply, Transport

PAGE = 500
MAX_PAGES = 1000
_ALIKE = 3
"""Letters in which names must agree to be proposed for one another."""


class NodeReader:
    """A management node, to be read."""

    def __init__(self, transport: Transport, account: Account) -> None:
        self._transport = transport
        self._account = account
        self.origin = transport.origin
        self.traffic = transport.traffic

    def all(self, resource: Resource, **filters: str) -> list[Object]:
        """Every object whose fields are *filters*, from all pages.

        The node may ignore a filter that it does not know, so every match is looked at again.
        """
        found: dict[str, Object] = {}
        for item in self._pages(resource, filters):
            if all(_text(item.get(name)) == want for name, want in filters.items()):
                key = item.get(resource.key)
                if not isinstance(key, str | int):
                    message = f"A {resource.value} has no {resource.key}."
                    fail("node-broken", message, self.origin)
                found[str(key)] = item
        return list(found.values())

    def get(self, ref: Ref) -> Object | None:
        """The object, or None when it is not there."""
        reply = self._read(ref.uri)
        return None if reply.status == 404 else self._object(reply, ref.uri)

    def named(self, resource: Resource, label: str) -> list[Object]:
        """The objects with that name or slug."""
        return self.all(resource, **{resource.label: label})

    def like(self, resource: Resource, label: str) -> list[str]:
        """Names or slugs that begin as *label* does, at most a page of them: to propose one."""
        start = {f"{resource.label}__istartswith": label[:_ALIKE]}
        found = (str(item.get(resource.label, "")) for item in self._pages(resource, start))
        return list(islice(found, PAGE))

    def has(self, resource: Resource) -> bool:
        """Whether this version of the node knows the resource."""
        return resource.value in self.index()

    def index(self) -> Object:
        """The resources that the node knows."""
        return self._object(self._read(ROOT), ROOT)

    def schema(self, resource: Resource) -> Object:
        """What the node says of the resource's fields."""
        path = f"{ROOT}{resource.value}/schema/"
        return self._object(self._read(path), path)

    def download(self, ref: Ref) -> bytes | None:
        """A package's zip, or None: few sources say that a node gives it back at all."""
        reply = self._get(f"{ref.uri}download/")
        is_zip = reply.status == 200 and reply.body.startswith(b"PK\x03\x04")
        return reply.body if is_zip else None

    def _request(
        self, method: str, path: str, headers: Mapping[str, str], body: bytes | None = None
    ) -> Reply:
        """One request with our name on it; a token that ended early is bought anew, once."""
        base = {"Accept": "application/json", **headers}

        def send() -> Reply:
            signed = {**base, "Authorization": self._account.header()}
            if method == "GET":
                return self._transport.get(path, signed)
            return self._transport.send(method, path, signed, body)

        reply = send()
        if reply.status == 401 and self._account.renew():
            reply = send()  # a 401 did nothing, so this doubles nothing
        if reply.status in {401, 403}:
            said = self._said(reply)
            fail("not-admitted", f"{method} {path}: {said}.", self.origin)
        return reply

    def _get(self, path: str) -> Reply:
        try:
            return self._request("GET", path, {})
        except (UnsentError, BrokenOffError) as error:
            fail("node-unreachable", f"{path}: {error}.", self.origin)

    def _read(self, path: str) -> Reply:
        reply = self._get(path)
        if reply.status == 429:
            fail("too-many-requests", f"{path}: {self._said(reply)}.", self.origin)
        if reply.status not in {200, 404}:
            said = self._said(reply)
            if 300 <= reply.status < 400:
                said = f"{reply.status}, a redirect, which is not followed"
            fail("node-broken", f"{path}: {said}.", self.origin)
        return reply

    def _pages(self, resource: Resource, filters: Mapping[str, str]) -> Iterator[Object]:
        path: str | None = f"{ROOT}{resource.value}/?{urlencode({**filters, 'limit': PAGE})}"
        seen: set[str] = set()
        while path:
            if path in seen or len(seen) >= MAX_PAGES:
                fail("node-broken", f"The list {path} does not end.", self.origin)
            seen.add(path)
            page = self._object(self._read(path), path)
            objects, meta = page.get("objects"), page.get("meta")
            if not isinstance(objects, list) or not isinstance(meta, dict):
                fail("node-broken", f"{path}: this is not a list of objects.", self.origin)
            yield from (item for item in objects if isinstance(item, dict))
            path = self._followed(meta.get("next"), resource)

    def _followed(self, following: object, resource: Resource) -> str | None:
        """The path of the next page; only on this node, and only of the same list."""
        if following is None or following == "":
            return None
        try:
            parts = urlsplit(str(following))
        except ValueError:
            parts = urlsplit("elsewhere:")
        origin = f"{parts.scheme}://{parts.netloc}" if parts.scheme or parts.netloc else self.origin
        if origin != self.origin or parts.path != f"{ROOT}{resource.value}/":
            message = f"The next page of {resource.value} is said to be elsewhere: {following}."
            fail("node-broken", message, self.origin)
        return f"{parts.path}?{parts.query}"

    def _object(self, reply: Reply, path: str) -> Object:
        try:
            said = json.loads(reply.body)
        except (ValueError, RecursionError):
            said = None
        if reply.status != 200 or not isinstance(said, dict):
            told_ = self._said(reply) if reply.status != 200 else "this is not a JSON object"
            fail("node-broken", f"{path}: {told_}.", self.origin)
        return said

    def _said(self, reply: Reply) -> str:
        return self.traffic.clean(told(reply.status, reply.body)).rstrip(".")


def _text(value: object) -> str:
    if isinstance(value, bool):
        return str(value)
    return "" if value is None else str(value)
