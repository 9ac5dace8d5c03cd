"""HTTP to one address: timeouts, certificates, a limit on parallel requests, a log without secrets.

urllib3 makes no redirect and no retry that we did not ask for. Proxies of the environment are not
used: a node is reached directly.
"""

from __future__ import annotations

import io
import json
import math
import socket
import ssl
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NoReturn

import urllib3
from urllib3.fields import RequestField
from urllib3.filepost import encode_multipart_formdata

from themebuilder.core.certificates import Certificates, find_fault
from themebuilder.core.messages import _, join_messages
from themebuilder.core.reading import describe_os_error
from themebuilder.core.secrets import redact_addresses
from themebuilder.publishing.node.objects import FilePart, Object, fail
from themebuilder.publishing.node.replies import Reply

IN_FLIGHT = 5
MAX_REPLY = 64 * 1024 * 1024
CONNECT_TIMEOUT, READ_TIMEOUT, SHORTEST_TIMEOUT = 5.0, 120.0, 5.0
REPEATED_STATUS = {429, 500, 502, 503, 504}
PAUSES = (1.0, 2.0, 4.0, 8.0, 16.0)
SLOWER_WHEN_LIMITED = 5
"""Factor for pauses after 429 without Retry-After: the node's quota is counted by the minute."""
LONGEST_PAUSE = 120.0
LONGEST_ANSWER = 300.0
"""Seconds for the body of an answer: each byte of it begins the timeout of the connection anew."""
_UNENCRYPTED = ("wrong version number", "record layer failure")
"""What OpenSSL says of an answer without TLS: before 3.2, and since."""


class NoAnswerError(Exception):
    """A request got no answer; *reason* says why, as the end of a sentence."""

    most_first_pauses = 2
    """So often is a node tried again that has not answered yet: its address may be wrong."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class UnsentError(NoAnswerError):
    """The request never reached the node: nothing happened there.

    If it was refused, or the host name is unknown, waiting seldom helps; where *is_lasting*, never.
    """

    def __init__(self, reason: str, *, is_refused: bool = False, is_lasting: bool = False) -> None:
        super().__init__(reason)
        self.most_first_pauses = 0 if is_lasting else 1 if is_refused else 2


class BrokenOffError(NoAnswerError):
    """The connection ended before the answer: it is unknown whether the request was carried out."""


class EndlessError(BrokenOffError):
    """The answer was given up for its length or its time; trying again doesn't help."""


def fail_unreachable(error: NoAnswerError, origin: str) -> NoReturn:
    """Raise the problem of a node that gives no answer."""
    if isinstance(error, EndlessError):
        message = _("The node gives no usable answer: {reason}.", reason=error.reason)
        fail("node-broken", message, origin)
    message = _("The node isn't reachable: {reason}.", reason=error.reason)
    fail("node-unreachable", message, origin)


@dataclass(frozen=True, slots=True)
class Clock:
    """The time in seconds since 1970, and a way to wait: this machine's, or a test's own."""

    now: Callable[[], float] = time.time
    sleep: Callable[[float], None] = time.sleep


@dataclass
class RequestLog:
    """The log of all requests of a session, without secrets; *slots* limits parallel requests."""

    write_line: Callable[[str], None] = lambda _: None
    warn: Callable[[str], None] = lambda _: None
    slots: threading.Semaphore = field(
        default_factory=lambda: threading.BoundedSemaphore(IN_FLIGHT)
    )
    _hidden: set[str] = field(default_factory=set, repr=False)

    def hide(self, secret: str) -> None:
        """Redact that text in every later line and message."""
        # A node may quote a single line of a key.
        self._hidden |= {part for part in (secret, *secret.splitlines()) if len(part) > 3}

    def redact(self, text: str) -> str:
        """*text* without secrets."""
        for value in sorted(self._hidden, key=len, reverse=True):
            text = text.replace(value, "(secret)")
        return redact_addresses(text)

    def write(self, line: str) -> None:
        """Write one line."""
        self.write_line(self.redact(line))


class Transport:
    """Requests to one origin; redirects are not followed.

    The certificate is checked with the authorities of the file *bundle*, or with the system's.
    """

    def __init__(
        self, origin: str, log: RequestLog, clock: Clock, bundle: str, *, is_insecure: bool
    ) -> None:
        self.origin = origin
        self.log = log
        self.clock = clock
        options: dict[str, Any] = {"maxsize": IN_FLIGHT}
        if origin.startswith("https:"):
            self._certificates = _load_certificates(
                bundle, origin, self.warn, is_insecure=is_insecure
            )
            options["ssl_context"] = self._certificates.context
        self.latest = math.inf
        """The time after which only a quick answer is waited for."""
        self._has_answered = False
        self._pool = urllib3.connectionpool.connection_from_url(origin, **options)

    def close(self) -> None:
        """Close the connections."""
        self._pool.close()

    def get(self, path: str, headers: Mapping[str, str], pauses: Sequence[float] = PAUSES) -> Reply:
        """GET; repeated while the node is busy or unreachable."""
        return self.repeat(lambda: self.send("GET", path, headers), pauses)

    def repeat(self, send: Callable[[], Reply], pauses: Sequence[float] = PAUSES) -> Reply:
        """*send*, again after each of the *pauses* (seconds) while the node is busy or unreachable."""
        for number, pause in enumerate(pauses):
            try:
                reply = send()
            except NoAnswerError as error:
                is_hopeful = self._has_answered or number < error.most_first_pauses
                if not is_hopeful or isinstance(error, EndlessError):
                    raise
                self.pause(pause, error.reason)
                continue
            if reply.status not in REPEATED_STATUS:
                return reply
            self.pause_after(reply, pause)
        return send()

    def send(
        self, method: str, path: str, headers: Mapping[str, str], body: bytes | None = None
    ) -> Reply:
        """Send one request, without retries; UnsentError or BrokenOffError when there is no answer."""
        started = time.monotonic()
        with self.log.slots:
            try:
                reply = self._send_once(method, path, headers, body)
            except NoAnswerError as error:
                self.log.write(f"{method} {self.origin}{path}: {error}")
                raise
        self._has_answered = True
        took = (time.monotonic() - started) * 1000
        size = f"{len(body or b'')} -> {len(reply.body)} bytes"
        self.log.write(f"{method} {self.origin}{path}: {reply.status}, {size}, {took:.0f} ms")
        return reply

    def pause(self, seconds: float, reason: str) -> None:
        """Wait before the next try, and warn why, so that nobody wonders at the silence."""
        self.warn(_("{reason}. Next try in {pause:g} s.", reason=reason, pause=seconds))
        self.log.write(f"wait {seconds:g} s")
        self.clock.sleep(seconds)

    def pause_after(self, reply: Reply, default: float) -> None:
        """Wait before the next try where a node answered with a status of `REPEATED_STATUS`."""
        self.pause(_read_retry_delay(reply, default), _("it answers {status}", status=reply.status))

    def warn(self, line: str) -> None:
        """Print a warning about this address, however quiet the command is."""
        self.log.warn(f"{self.origin}: {line}")  # noqa: G004, G010 - not logging

    def _send_once(
        self, method: str, path: str, headers: Mapping[str, str], body: bytes | None
    ) -> Reply:
        try:
            response = self._open(method, path, headers, body)
            try:
                data = self._read_body(response, path)
            except BaseException:
                response.close()
                raise
            response.release_conn()
        except (
            urllib3.exceptions.NewConnectionError,  # also an unknown host name
            urllib3.exceptions.ConnectTimeoutError,
        ) as error:
            is_refused = isinstance(error.__cause__, ConnectionRefusedError | socket.gaierror)
            message = _("no connection ({kind})", kind=_name_kind(error))
            raise UnsentError(message, is_refused=is_refused) from None
        except urllib3.exceptions.SSLError as error:
            if fault := find_fault(error):
                message = _("its certificate isn't trusted ({kind})", kind=_name_kind(error))
                if advice := self._certificates.advise(fault, "`ca_bundle`"):
                    message = join_messages([message, advice], ". ")
                raise UnsentError(message, is_lasting=True) from None
            if not self._has_answered and any(text in str(error) for text in _UNENCRYPTED):
                message = _("its answer isn't encrypted, so this port isn't one for https")
                raise UnsentError(message, is_lasting=True) from None
            raise self._break_off(_name_kind(error)) from None
        except (urllib3.exceptions.HTTPError, OSError) as error:
            raise self._break_off(_name_kind(error)) from None
        if response.length_remaining:  # urllib3 accepts that where it was told how much to read
            response.close()
            raise self._break_off("IncompleteRead")
        return Reply(
            response.status, {name.lower(): value for name, value in response.headers.items()}, data
        )

    def _break_off(self, kind: str) -> BrokenOffError:
        message = _("the connection broke off ({kind})", kind=kind)
        is_begun = kind == "IncompleteRead"
        if self.origin.startswith("http:") and not (self._has_answered or is_begun):
            message = join_messages([message, _("perhaps this port is one for https")], "; ")
        return BrokenOffError(message)

    def _read_body(self, response: urllib3.BaseHTTPResponse, path: str) -> bytes:
        latest = self.clock.now() + LONGEST_ANSWER
        body = bytearray()
        while part := response.read1(MAX_REPLY):
            body += part
            if len(body) > MAX_REPLY:
                raise EndlessError(_("the answer to `{path}` has more than 64 MiB", path=path))
            if self.clock.now() > latest:
                message = _(
                    "the answer to `{path}` didn't end within {minutes:g} minutes",
                    path=path,
                    minutes=LONGEST_ANSWER / 60,
                )
                raise EndlessError(message)
        return bytes(body)

    def _open(
        self, method: str, path: str, headers: Mapping[str, str], body: bytes | None
    ) -> urllib3.BaseHTTPResponse:
        rest = max(self.latest - self.clock.now(), SHORTEST_TIMEOUT)
        timeout = urllib3.Timeout(connect=CONNECT_TIMEOUT, read=min(rest, READ_TIMEOUT))
        size = {} if body is None else {"Content-Length": str(len(body))}

        def send() -> urllib3.BaseHTTPResponse:
            return self._pool.urlopen(
                method,
                path,
                # In pieces: each has the whole timeout, however long the upload takes.
                body=None if body is None else io.BytesIO(body),
                headers={**headers, **size},
                timeout=timeout,
                retries=False,
                redirect=False,
                assert_same_host=False,
                preload_content=False,
                decode_content=False,
            )

        try:
            return send()
        except urllib3.exceptions.SSLError as error:
            if not self._certificates.relax_check(
                error
            ):  # the certificate comes before the request
                raise
        return send()


def _read_retry_delay(reply: Reply, default: float) -> float:
    """Return the seconds of the node's Retry-After, at most LONGEST_PAUSE; *default* without one."""
    if (given := reply.headers.get("retry-after", "")).isdecimal():
        return min(float(given), LONGEST_PAUSE)
    return default * SLOWER_WHEN_LIMITED if reply.status == 429 else default


def _load_certificates(
    bundle: str, origin: str, warn: Callable[[str], None], *, is_insecure: bool
) -> Certificates:
    try:
        certificates = Certificates(bundle, warn, is_insecure=is_insecure)
    except OSError as error:  # an SSLError is one too
        is_empty = isinstance(error, ssl.SSLError)
        reason = _("it has no certificate") if is_empty else describe_os_error(error)
        message = _("The `ca_bundle` {file} can't be used: {reason}.", file=bundle, reason=reason)
        hint = _("In the deployment, name a PEM file with the certificate of the node's authority.")
        fail("node-unreachable", message, origin, hint)
    certificates.context.minimum_version = ssl.TLSVersion.TLSv1_2
    if is_insecure:
        urllib3.disable_warnings(
            urllib3.exceptions.InsecureRequestWarning
        )  # the command warns itself
    return certificates


def _name_kind(error: BaseException) -> str:
    """Return the kind of error only: its text may quote what was sent."""
    inner = error.__cause__ or (error.args[-1] if error.args else None)
    if reason := getattr(inner, "verify_message", ""):
        return str(reason).rstrip(".")
    if isinstance(inner, OSError) and inner.strerror:
        return describe_os_error(inner)
    return type(inner if isinstance(inner, BaseException) else error).__name__


def encode_values(values: Object, file: FilePart | None) -> tuple[bytes, dict[str, str]]:
    """Return the body of a write, and its headers: JSON, or a form where a *file* goes with it."""
    if file is None:
        return json.dumps(values).encode(), {"Content-Type": "application/json"}
    parts = [RequestField(name, str(value).encode()) for name, value in values.items()]
    for part in parts:
        part.make_multipart()
    upload = RequestField(file.field, file.data, filename=file.file_name)
    upload.make_multipart(content_type="application/octet-stream")
    body, content_type = encode_multipart_formdata([*parts, upload])
    return body, {"Content-Type": content_type}
