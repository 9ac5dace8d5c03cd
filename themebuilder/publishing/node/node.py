"""The management API, without the dangerous requests.

It cannot send a PUT, or a DELETE or PATCH of a list, which would wipe the collection. A write counts
as done only when it was read back.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import NoReturn
from urllib.parse import urlencode

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
from themebuilder.publishing.node.replies import Reply, describe_error, read_key, read_next_page
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
MAX_READS = 3
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

        A node may ignore a filter that it does not know, so every match is compared again. Pages are
        read again where their number changes meanwhile, as an object that moved to an earlier page is
        missed. In a long list that changes all the time, what any of the readings found counts.
        """
        found: dict[str, Object] = {}
        for _attempt in range(MAX_READS):
            pages = [*self._read_pages(resource, filters)]
            if is_whole := len({str(meta.get("total_count")) for meta, _items in pages}) == 1:
                found = {}
            for item in (item for _meta, items in pages for item in items):
                if all(str(item.get(name)) == want for name, want in filters.items()):
                    found[read_key(item, self.origin, resource)] = item
            if is_whole:
                break
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
        _meta, items = next(self._read_pages(resource, start))
        return [str(item.get(resource.label, "")) for item in items]

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
        for pause in (*LOOKUP_PAUSES[1:], None):
            if present := self.find_oldest(resource, label):
                return present
            try:
                reply = self.send("POST", f"{ROOT}{resource.value}/", values, file)
            except BrokenOffError as error:
                return self._find_created(resource, label, error.reason)
            except UnsentError as error:
                # Nothing arrived, or (429, 503) nothing was done: sending it again creates no second one.
                if pause is None:
                    fail_unreachable(error, self.origin)
                self._transport.pause(pause, error.reason)
                continue
            if reply.status not in {429, 503} or pause is None:
                break
            self._transport.pause_after(reply, pause)
        if reply.status >= 500 and reply.status != 501:
            return self._find_created(resource, label, self._describe(reply))
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
        *is_done* tells whether other values are as good. A room that is gone needs no change: rooms come
        and go with their meetings.
        """
        done = is_done or (lambda item: has_values(item, values))
        shown, is_sent = str(ref), False
        for pause in WRITE_PAUSES:
            before = self.get(ref)
            if before is None:
                message = _("`{object}` no longer exists.", object=shown)
                if ref.resource is not Resource.ROOM:
                    fail("changed-meanwhile", message, self.origin)
                self._transport.warn(message)
                return
            shown = f"{ref.resource.value} {before.get(ref.resource.label) or ref.key}"
            if done(before) and (is_sent or not file):  # before that, somebody else did it
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
            is_sent = True
            try:
                reply = self.send("PATCH", ref.uri, values, file)
            except NoAnswerError as error:
                self._transport.pause(pause, error.reason)
                continue  # the next attempt first reads whether it was done
            if reply.status in REPEATED_STATUS:
                self._transport.pause_after(reply, pause)
                continue
            if not (200 <= reply.status < 300 or reply.status == 404):
                self._refuse(reply, shown)
            after = None if reply.status == 404 else self.get(ref)
            if after is None:
                continue
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

    def _read_pages(
        self, resource: Resource, filters: Mapping[str, str]
    ) -> Iterator[tuple[Object, list[Object]]]:
        """Yield what each page says of itself, and its objects."""
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
            yield meta, [item for item in objects if isinstance(item, dict)]
            path = read_next_page(meta, self.origin, resource)

    def _find_created(self, resource: Resource, label: str, fault: str) -> Ref:
        for pause in LOOKUP_PAUSES:
            if pause:
                reason = _('looking for `{resource}` "{name}"', resource=resource.value, name=label)
                self._transport.pause(pause, reason)
            if present := self.find_oldest(resource, label):
                return present
        message = _(
            '`{resource}` "{name}" isn\'t on the node after the attempt to create it: {answer}.',
            resource=resource.value,
            name=label,
            answer=fault,
        )
        return fail("write-unresolved", message, self.origin)

    def _refuse(self, reply: Reply, what: str) -> NoReturn:
        answer = self._describe(reply)
        message = _("The node refuses `{object}`: {answer}.", object=what, answer=answer)
        fail("node-broken" if reply.status == 429 else "request-refused", message, self.origin)

    def _describe(self, reply: Reply) -> str:
        return self.log.redact(describe_error(reply.status, reply.body)).rstrip(".")
