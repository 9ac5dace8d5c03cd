"""What can go wrong on the way, by switch. Every switch is off until a test turns it on."""

from __future__ import annotations

import fnmatch
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal


@dataclass
class Faults:
    """The faults that are switched on; counters run down by one with each request they spoil.

    All are synthetic (S) unless said: 429 and 502 are named by third parties, their bodies are not.
    """

    rate_limited: int = 0
    """So many requests get 429 (codes named by two third-party clients; `Retry-After` optional)."""
    retry_after: int | None = None
    """The `Retry-After` of a 429, in seconds; None leaves the header out."""
    quota: int = 0
    """So many requests are answered each minute, then 429 (1,000, says one third party); 0: no end."""
    unavailable: int = 0
    """So many requests get *unavailable_status* before anything is done."""
    unavailable_status: int = 502
    broken_after_write: int = 0
    """So many writes are done and then answered with 502: a proxy that lost patience."""
    lost_replies: int = 0
    """So many POSTs are done, and then the connection is cut without an answer."""
    lost_patches: int = 0
    """So many PATCHes are done, and then the connection is cut without an answer."""
    only: str = "*"
    """The faults above hit requests whose ``METHOD path`` matches this pattern."""
    forbidden: frozenset[str] = frozenset()
    """Resources that our role may not use: 403 (a third party; the framework would say 401)."""
    flat_errors: bool = False
    """A 400 is flat, ``{field: [...]}``, instead of nested under its resource (both in use)."""
    refuse_uploads: str = ""
    """Every upload is refused with this message."""
    location_absolute: bool = False
    """`Location` is a whole address (T: an SDK unit test), not a path (T: another client)."""
    location_bare: bool = False
    """`Location` has no edge slashes (T: an integrator's tests)."""
    body_on_write: bool = False
    """Writes answer with the object; the node's own oauth2_client does (R), others do not."""
    download: bool = False
    """Packages can be fetched back (one third party says so; no schema has it)."""
    unique_package_names: bool = False
    """Two packages of one name are refused; unknown for the real node."""
    referenced_delete_status: int = 400
    """The answer to deleting what is in use; the real code is unknown."""
    default_out_of_step: bool = False
    """A path's `is_default` (v41) does not follow the global `default_webapp_alias`; unknown."""
    unlike: Literal["default", "nothing", "refused"] = "default"
    """What becomes of a path whose branding is for another web app type: it shows the default
    branding of its own type, or nothing at all, or such a write is refused; unknown."""
    lenient_delete: bool = False
    """Deleting what is in use works and leaves a hole; nobody knows that it does not."""
    redirect_to: str = ""
    """Every answer to a GET is a redirect to this address."""
    foreign_next: str = ""
    """The `next` of every list leads to this origin."""
    ignore_filters: bool = False
    """Filters are ignored altogether, as the framework does with fields it does not know (F)."""
    slow_by: float = 0.0
    """Conferencing nodes get everything so many seconds later."""
    never_replicate: frozenset[str] = frozenset()
    """Names of conferencing nodes that get nothing any more."""
    package_lag: float = 0.0
    """A package reaches the conferencing nodes so much later than the path that points at it."""
    no_branding_url: bool = False
    """Conferencing nodes do not serve branding files where we look for them."""
    busy_on: str = ""
    """The conferencing node with this name answers 503 instead of branding files."""
    garbled_on: str = ""
    """The conferencing node with this name serves a byte too many."""
    before: list[Callable[[str, str], None]] = field(default_factory=list)
    """Called with method and path before each API request: a second writer, or a count."""

    def hits(self, counter: str, method: str, path: str) -> bool:
        """Whether this request is to be spoiled by *counter*, which then runs down by one."""
        left: int = getattr(self, counter)
        if left <= 0 or not fnmatch.fnmatchcase(f"{method} {path}", self.only):
            return False
        setattr(self, counter, left - 1)
        return True
