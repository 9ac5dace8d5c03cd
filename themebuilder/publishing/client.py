"""The management API, with the dangerous requests left out.

What cannot be written with this module: a PUT; a DELETE or PATCH of a list, which would wipe the
collection; an empty key or uuid. A write is never taken for done before it was read back.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import NoReturn

from urllib3.fields import RequestField
from urllib3.filepost import encode_multipart_formdata

from themebuilder.publishing.failure import BrokenOffError, Json, UnsentError, fail
from themebuilder.publishing.node_reader import NodeReader
from themebuilder.publishing.objects import ROOT, Object, Ref, Resource, Upload, differences, kept
from themebuilder.publishing.transport import Reply, asked_to_wait

LOOKS = (0.0, 2.0, 5.0, 15.0)
"""Pauses before each look for an object whose making got no answer."""
TRIES = 4


class Node(NodeReader):
    """A management node."""

    def create(self, resource: Resource, values: Object, upload: Upload | None = None) -> Ref:
        """Make an object, or find it if it is there: never two of one name.

        When the answer is lost the object is looked for, not made again.
        """
        label = str(values[resource.label])
        if present := self._present(resource, label):
            return present
        body, headers = _encoded(values, upload)
        for pause in (*LOOKS[1:], None):
            try:
                reply = self._request("POST", f"{ROOT}{resource.value}/", headers, body)
            except BrokenOffError:
                return self._looked_for(resource, label)
            except UnsentError as error:
                # Nothing arrived, or (below) nothing was begun: asking again doubles nothing.
                if pause is None:
                    fail("node-unreachable", f"{label}: {error}.", self.origin)
                self._transport.wait(pause, str(error))
                continue
            if reply.status != 429 or pause is None:
                break
            self._transport.wait(asked_to_wait(reply, pause), "429")
        if reply.status >= 500 and reply.status != 501:
            return self._looked_for(resource, label)
        if 200 <= reply.status < 300:
            return self._made(resource, label, reply)
        if reply.status == 400 and (present := self._present(resource, label)):
            return present  # another run was quicker
        return self._refuse(reply, f"{resource.value} {label}")

    def change(
        self,
        ref: Ref,
        values: Mapping[str, Json],
        only_if: Object | None = None,
        is_done: Callable[[Object], bool] | None = None,
    ) -> None:
        """Set exactly the given fields, and see that they are kept.

        With *only_if*, nothing is written unless those fields still have those values, or the new
        ones. *is_done* says of the object whether it is as it should be, where other values would do
        as well.
        """
        if not values:
            return
        done = is_done or (lambda item: kept(item, values))
        body, headers = _encoded(values, None)
        for attempt in range(TRIES):
            before = self.get(ref)
            if before is None:
                fail("changed-meanwhile", f"The {ref} is gone.", self.origin)
            if done(before):
                return
            still = {
                name: want
                for name, want in (only_if or {}).items()
                if not _is_new(before, values, name)
            }
            if not kept(before, still):
                message = f"The {ref} is not as it was: {differences(before, still)}."
                fail("changed-meanwhile", message, self.origin)
            try:
                reply = self._request("PATCH", ref.uri, headers, body)
            except (BrokenOffError, UnsentError) as error:
                self._transport.wait(LOOKS[1], str(error))
                continue  # the look at the beginning says whether it was done
            if reply.status == 429 or reply.status in {500, 502, 503, 504}:
                pause = asked_to_wait(reply, LOOKS[min(attempt + 1, len(LOOKS) - 1)])
                self._transport.wait(pause, str(reply.status))
                continue
            if not 200 <= reply.status < 300:
                self._refuse(reply, str(ref))
            after = self.get(ref) or {}
            if done(after):
                return
            message = f"The {ref} was written and is not so: {differences(after, values)}."
            fail("write-not-kept", message, self.origin)
        if done(self.get(ref) or {}):
            return
        message = f"The {ref} could not be changed; the node did not take it in {TRIES} tries."
        fail("write-unresolved", message, self.origin)

    def delete(self, ref: Ref) -> None:
        """Delete one object, and see that it is gone."""
        if ref.resource is Resource.GLOBAL:
            raise ValueError("the global settings cannot be deleted")
        for attempt in range(TRIES):
            try:
                reply = self._request("DELETE", ref.uri, {})
            except (BrokenOffError, UnsentError):
                reply = Reply(502, {}, b"")  # the look below says whether it was done
            if reply.status != 429 and 400 <= reply.status < 500 and reply.status != 404:
                self._refuse(reply, str(ref))
            if self.get(ref) is None:
                return
            self._transport.wait(LOOKS[min(attempt + 1, len(LOOKS) - 1)], str(reply.status))
        fail("write-unresolved", f"The {ref} could not be deleted.", self.origin)

    def try_create(self, resource: Resource, values: Object, upload: Upload | None = None) -> Reply:
        """One POST, whatever comes of it; raises UnsentError and BrokenOffError."""
        body, headers = _encoded(values, upload)
        return self._request("POST", f"{ROOT}{resource.value}/", headers, body)

    def try_change(self, ref: Ref, values: Object, upload: Upload | None = None) -> Reply:
        """One PATCH of one object, whatever comes of it."""
        body, headers = _encoded(values, upload)
        return self._request("PATCH", ref.uri, headers, body)

    def try_delete(self, ref: Ref) -> Reply:
        """One DELETE of one object, whatever comes of it."""
        return self._request("DELETE", ref.uri, {})

    def try_read(self, path: str, authorization: str | None = None) -> Reply:
        """One GET, with our own name or with another *authorization*."""
        if authorization is None:
            return self._request("GET", path, {})
        headers = {"Accept": "application/json", "Authorization": authorization}
        return self._transport.send("GET", path, headers)

    def _present(self, resource: Resource, label: str) -> Ref | None:
        """The object of that name; of several, the oldest: every run chooses the same one."""
        found = self.named(resource, label)
        if not found:
            return None
        oldest = min(found, key=lambda o: (str(o.get("last_updated", "")), str(o[resource.key])))
        return Ref(resource, str(oldest[resource.key]))

    def _looked_for(self, resource: Resource, label: str) -> Ref:
        for pause in LOOKS:
            if pause:
                self._transport.wait(pause, f"looking for {label}")
            if present := self._present(resource, label):
                return present
        message = f"The answer to making {resource.value} {label} was lost, and it is not there."
        return fail("write-unresolved", message, self.origin)

    def _made(self, resource: Resource, label: str, reply: Reply) -> Ref:
        """The new object: by its name, so that two runs agree; its address is only a hint."""
        present = self._present(resource, label)
        if present is None:
            hint = reply.headers.get("location", "").rstrip("/").rpartition("/")[2]
            message = f"The new {resource.value} {label} ({hint}) cannot be read back."
            fail("write-not-kept", message, self.origin)
        return present

    def _refuse(self, reply: Reply, what: str) -> NoReturn:
        if reply.status == 429:
            fail("too-many-requests", f"{what}: the node goes on asking to wait.", self.origin)
        fail("request-refused", f"{what}: {self._said(reply)}.", self.origin)


def _is_new(item: Object, values: Object, name: str) -> bool:
    """Whether that field has its new value already."""
    return name in values and kept(item, {name: values[name]})


def _encoded(values: Object, upload: Upload | None) -> tuple[bytes, dict[str, str]]:
    if upload is None:
        return json.dumps(values).encode(), {"Content-Type": "application/json"}
    parts = [_part(name, str(value)) for name, value in values.items()]
    file = RequestField(upload.field, upload.data, filename=upload.file_name)
    file.make_multipart(content_type="application/octet-stream")
    body, content_type = encode_multipart_formdata([*parts, file])
    return body, {"Content-Type": content_type}


def _part(name: str, value: str) -> RequestField:
    part = RequestField(name, value.encode())
    part.make_multipart()
    return part
