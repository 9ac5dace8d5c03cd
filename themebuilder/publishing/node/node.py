"""The management API, without the dangerous requests.

It cannot send a PUT, or a DELETE or PATCH of a list, which would wipe the collection. A write counts
as done only when it was read back.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import NoReturn
from urllib.parse import urlencode, urljoin

from themebuilder.core.json_text import Json
from themebuilder.core.messages import _
from themebuilder.publishing.node.auth import Account
from themebuilder.publishing.node.objects import (
    ROOT,
    FilePart,
    Object,
    Ref,
    Resource,
    describe_differences,
    fail,
    has_values,
)
from themebuilder.publishing.node.replies import Reply, describe_error
from themebuilder.publishing.node.transport import (
    REPEATED_STATUS,
    BrokenOffError,
    NoAnswerError,
    Transport,
    UnsentError,
    encode_values,
    fail_unreachable,
)

PAGE = 500
MAX_PAGES = 1000
LOOKUP_PAUSES = (0.0, 2.0, 5.0, 15.0)
"""Seconds before each attempt to find an object whose creation got no answer."""
WRITE_PAUSES = (2.0, 5.0, 15.0, 15.0)
"""Seconds after each attempt to change or delete an object."""
_SIMILAR = 3
"""Letters at the beginning that a name shares with those proposed for it."""


class Node:
    """A management node."""

    def __init__(self, transport: Transport, account: Account) -> None:
        self._transport = transport
        self._account = account
        self.origin = transport.origin
        self.log = transport.log

    def all(self, resource: Resource, **filters: str) -> list[Object]:
        """Return every object whose fields are *filters*, from all pages.

        A node may ignore a filter that it does not know, so every match is compared again.
        """
        found: dict[str, Object] = {}
        for item in self._read_pages(resource, filters):
            if all(str(item.get(name)) == want for name, want in filters.items()):
                key = item.get(resource.key)
                if not isinstance(key, str | int) or key == "":
                    message = _(
                        "An object of `{resource}` has no `{field}`.",
                        resource=resource.value,
                        field=resource.key,
                    )
                    fail("node-broken", message, self.origin)
                found[str(key)] = item
        return list(found.values())

    def get(self, ref: Ref) -> Object | None:
        """Return the object, with its key also where the answer lacks it, or None when it does not exist."""
        found = self._read(ref.uri)
        return found and {ref.resource.key: ref.key, **found}

    def find_oldest(
        self, resource: Resource, label: str, accept: Callable[[Object], bool] = lambda _: True
    ) -> Ref | None:
        """Return the oldest object of that name or slug, so that parallel runs choose the same one."""
        found = [item for item in self.all(resource, **{resource.label: label}) if accept(item)]
        if not found:
            return None
        oldest = min(found, key=lambda o: (str(o.get("last_updated", "")), str(o[resource.key])))
        return Ref(resource, str(oldest[resource.key]))

    def find_similar(self, resource: Resource, label: str) -> list[str]:
        """Names or slugs that begin as *label* does, at most one page of them."""
        start = {f"{resource.label}__istartswith": label[:_SIMILAR]}
        found = (str(item.get(resource.label, "")) for item in self._read_pages(resource, start))
        return list(islice(found, PAGE))

    def index(self) -> Object:
        """Return the resources that the node offers."""
        return self._require(ROOT)

    def schema(self, resource: Resource) -> Object:
        """Return the node's schema of the resource."""
        return self._require(f"{ROOT}{resource.value}/schema/")

    def download(self, ref: Ref) -> bytes | None:
        """Return a package's zip, or None: most nodes do not return it."""
        reply = self._get(f"{ref.uri}download/")
        is_zip = reply.status == 200 and reply.body.startswith(b"PK\x03\x04")
        return reply.body if is_zip else None

    def create(self, resource: Resource, values: Object, file: FilePart | None = None) -> Ref:
        """Create an object, or return the existing one of that name.

        When the answer is lost the object is looked up, not created again.
        """
        label = str(values[resource.label])
        if present := self.find_oldest(resource, label):
            return present
        for pause in (*LOOKUP_PAUSES[1:], None):
            try:
                reply = self.send("POST", f"{ROOT}{resource.value}/", values, file)
            except BrokenOffError:
                return self._find_created(resource, label)
            except UnsentError as error:
                # Nothing arrived, or (429) nothing was done: sending it again creates no second one.
                if pause is None:
                    fail_unreachable(error, self.origin)
                self._transport.pause(pause, error.reason)
                continue
            if reply.status != 429 or pause is None:
                break
            self._transport.pause_after(reply, pause)
        if reply.status >= 500 and reply.status != 501:
            return self._find_created(resource, label)
        # A 400 for a name that exists now: another run was faster.
        if (200 <= reply.status < 300 or reply.status == 400) and (
            present := self.find_oldest(resource, label)
        ):
            return present
        if 200 <= reply.status < 300:
            key = reply.headers.get("location", "").rstrip("/").rpartition("/")[2]
            message = _(
                '`{resource}` "{name}" ({key}) was created, but can\'t be read back.',
                resource=resource.value,
                name=label,
                key=key,
            )
            fail("write-unresolved", message, self.origin)
        return self._refuse(reply, f"{resource.value} {label}")

    def change(
        self,
        ref: Ref,
        values: Mapping[str, Json],
        only_if: Object | None = None,
        is_done: Callable[[Object], bool] | None = None,
        file: FilePart | None = None,
    ) -> None:
        """Set exactly the given fields, and read them back; a *file* can't be read back.

        With *only_if*, nothing is written unless those fields have those values, or the new ones;
        *is_done* tells whether other values are as good.
        """
        done = is_done or (lambda item: has_values(item, values))
        shown = str(ref)
        for pause in WRITE_PAUSES:
            before = self.get(ref)
            if before is None:
                message = _("`{object}` no longer exists.", object=shown)
                fail("changed-meanwhile", message, self.origin)
            shown = f"{ref.resource.value} {before.get(ref.resource.label) or ref.key}"
            if done(before):
                return
            expected = {
                name: value
                for name, value in (only_if or {}).items()
                if not (name in values and has_values(before, {name: values[name]}))
            }
            if not has_values(before, expected):
                changes = describe_differences(before, expected)
                message = _("`{object}` has changed: {changes}.", object=shown, changes=changes)
                fail("changed-meanwhile", message, self.origin)
            try:
                reply = self.send("PATCH", ref.uri, values, file)
            except NoAnswerError as error:
                self._transport.pause(pause, error.reason)
                continue  # the next attempt first reads whether it was done
            if reply.status in REPEATED_STATUS:
                self._transport.pause_after(reply, pause)
                continue
            if not 200 <= reply.status < 300:
                self._refuse(reply, shown)
            after = self.get(ref) or {}
            if file or done(after):
                return
            message = _(
                "`{object}` was changed, but the node returns other values: {changes}.",
                object=shown,
                changes=describe_differences(after, values),
            )
            fail("write-unresolved", message, self.origin)
        if done(self.get(ref) or {}):
            return
        message = _(
            "The node didn't accept the change of `{object}` in {count} tries.",
            object=shown,
            count=len(WRITE_PAUSES),
        )
        fail("write-unresolved", message, self.origin)

    def delete(self, ref: Ref) -> None:
        """Delete one object, and check that it is gone."""
        if ref.resource is Resource.GLOBAL:
            raise ValueError("the global settings cannot be deleted")
        for pause in WRITE_PAUSES:
            try:
                reply = self.send("DELETE", ref.uri)
            except NoAnswerError:
                reply = Reply(502, {}, b"")  # the read below tells whether it was done
            if reply.status != 429 and 400 <= reply.status < 500 and reply.status != 404:
                self._refuse(reply, str(ref))
            if self.get(ref) is None:
                return
            self._transport.pause(pause, _("`{object}` is still there", object=ref))
        message = _(
            "The node didn't delete `{object}` in {count} tries.",
            object=ref,
            count=len(WRITE_PAUSES),
        )
        fail("write-unresolved", message, self.origin)

    def send(
        self, method: str, path: str, values: Object | None = None, file: FilePart | None = None
    ) -> Reply:
        """Send one write, without retries; UnsentError or BrokenOffError when there is no answer."""
        body, headers = (None, {}) if values is None else encode_values(values, file)
        return self._request(method, path, headers, body)

    def _request(
        self, method: str, path: str, headers: Mapping[str, str], body: bytes | None = None
    ) -> Reply:
        """Send one request with our account; a token that expired early is renewed once."""
        base = {"Accept": "application/json", **headers}

        def send() -> Reply:
            signed = {**base, "Authorization": self._account.header()}
            if method == "GET":
                return self._transport.get(path, signed)
            return self._transport.send(method, path, signed, body)

        reply = send()
        if reply.status == 401 and self._account.renew():
            reply = send()  # a 401 did nothing, so this repeats nothing
        if reply.status in {401, 403}:
            message = _(
                "The node rejects our account at `{request}`: {answer}.",
                request=f"{method} {path}",
                answer=self._describe(reply),
            )
            hint = _("Check the user and the secret in the deployment's `auth`, and the role.")
            fail("not-admitted", message, self.origin, hint)
        return reply

    def _get(self, path: str) -> Reply:
        try:
            return self._request("GET", path, {})
        except NoAnswerError as error:
            fail_unreachable(error, self.origin)

    def _require(self, path: str) -> Object:
        found = self._read(path)
        if found is None:
            fail("node-broken", _("The node has no `{path}`.", path=path), self.origin)
        return found

    def _read(self, path: str) -> Object | None:
        reply = self._get(path)
        if reply.status == 404:
            return None
        try:
            answer = json.loads(reply.body)
        except (ValueError, RecursionError):
            answer = None
        if reply.status == 200 and isinstance(answer, dict):
            return answer
        if reply.status == 200:
            message = _("The answer to `{path}` isn't a JSON object.", path=path)
        elif 300 <= reply.status < 400:
            message = _("`{path}` is redirected ({status}).", path=path, status=reply.status)
        else:
            answer = self._describe(reply)
            message = _("The answer to `{path}`: {answer}.", path=path, answer=answer)
        return fail("node-broken", message, self.origin)

    def _read_pages(self, resource: Resource, filters: Mapping[str, str]) -> Iterator[Object]:
        path: str | None = f"{ROOT}{resource.value}/?{urlencode({**filters, 'limit': PAGE})}"
        seen: set[str] = set()
        while path:
            if path in seen or len(seen) >= MAX_PAGES:
                fail("node-broken", _("The pages of `{path}` never end.", path=path), self.origin)
            seen.add(path)
            page = self._require(path)
            objects, meta = page.get("objects"), page.get("meta")
            if not isinstance(objects, list) or not isinstance(meta, dict):
                message = _("The answer to `{path}` isn't a list of objects.", path=path)
                fail("node-broken", message, self.origin)
            yield from (item for item in objects if isinstance(item, dict))
            path = self._find_next_page(meta["next"], resource) if meta.get("next") else None

    def _find_next_page(self, address: object, resource: Resource) -> str:
        """Return the path of the next page, which must be on this node and of the same list."""
        first = f"{self.origin}{ROOT}{resource.value}/"
        try:
            full = urljoin(first, str(address))
        except ValueError:
            full = ""
        if not full.startswith(f"{first}?"):
            message = _(
                "The next page of `{resource}` is at another address: {address}.",
                resource=resource.value,
                address=str(address),
            )
            fail("node-broken", message, self.origin)
        return full.removeprefix(self.origin)

    def _find_created(self, resource: Resource, label: str) -> Ref:
        for pause in LOOKUP_PAUSES:
            if pause:
                reason = _('looking for `{resource}` "{name}"', resource=resource.value, name=label)
                self._transport.pause(pause, reason)
            if present := self.find_oldest(resource, label):
                return present
        message = _(
            "The node didn't answer when `{resource}` \"{name}\" was created, and it doesn't exist.",
            resource=resource.value,
            name=label,
        )
        return fail("write-unresolved", message, self.origin)

    def _refuse(self, reply: Reply, what: str) -> NoReturn:
        if reply.status == 429:
            message = _("Too many requests (429) for `{object}`.", object=what)
            fail("node-broken", message, self.origin)
        answer = self._describe(reply)
        message = _("The node refuses `{object}`: {answer}.", object=what, answer=answer)
        fail("request-refused", message, self.origin)

    def _describe(self, reply: Reply) -> str:
        return self.log.redact(describe_error(reply.status, reply.body)).rstrip(".")
