"""HTTP to one address: timeouts, certificates, a limit on what is in flight, a log without secrets.

urllib3, because it is the library beneath the others: no dependencies of its own, many years of
steady releases, several maintainers, and no redirect or repeat that we did not ask for. Proxies of
the environment are not used: a node is reached directly.
"""

from __future__ import annotations

import ssl
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import urllib3

from themebuilder.core.certificates import Certificates, find_fault
from themebuilder.publishing.failure import BrokenOffError, UnsentError, fail
from themebuilder.publishing.secret import Secret

IN_FLIGHT = 5
MAX_REPLY = 64 * 1024 * 1024
TIMEOUT = urllib3.Timeout(connect=10, read=120)
REPEATED_STATUS = {429, 500, 502, 503, 504}
PAUSES = (1.0, 2.0, 4.0, 8.0, 16.0)
SLOWER_WHEN_LIMITED = 5
"""A quota is counted by the minute: where the node does not say how long, we wait that out."""
LONGEST_PAUSE = 120.0


@dataclass(frozen=True, slots=True)
class Clock:
    """Time, as given from outside: seconds since 1970, and a way to let some pass."""

    now: Callable[[], float]
    sleep: Callable[[float], None]


def machine_clock() -> Clock:
    """The machine's own."""
    return Clock(time.time, time.sleep)


@dataclass
class Traffic:
    """What all connections of a run share: the limit, the log, and what the log must not say."""

    clock: Clock
    log: Callable[[str], None] = lambda _: None
    warn: Callable[[str], None] = lambda _: None
    places: threading.Semaphore = field(
        default_factory=lambda: threading.BoundedSemaphore(IN_FLIGHT)
    )
    _hidden: set[str] = field(default_factory=set, repr=False)

    def hide(self, secret: Secret | str) -> None:
        """Never let that text out, in a log line or in a message."""
        value = secret.reveal() if isinstance(secret, Secret) else secret
        # A key of many lines may come back one line at a time.
        self._hidden |= {part for part in (value, *value.splitlines()) if len(part) > 3}

    def clean(self, text: str) -> str:
        """*text* without any secret."""
        for value in sorted(self._hidden, key=len, reverse=True):
            text = text.replace(value, "(secret)")
        return text

    def say(self, line: str) -> None:
        """A line for the log."""
        self.log(self.clean(line))


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back; the body whole, the header names in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Trust:
    """Which certificates to believe: those in *bundle*, a file, or the system's; or any at all."""

    bundle: str = ""
    is_insecure: bool = False


class Transport:
    """Requests to one origin. Nothing is followed to another one."""

    def __init__(self, origin: str, traffic: Traffic, trust: Trust) -> None:
        self.origin = origin
        self.traffic = traffic
        self._certificates = _certificates(trust, origin, traffic)
        self._pool = (
            urllib3.connectionpool.connection_from_url(
                origin,
                maxsize=IN_FLIGHT,
                timeout=TIMEOUT,
                ssl_context=self._certificates.context,
            )
            if origin.startswith("https:")
            else urllib3.connectionpool.connection_from_url(
                origin, maxsize=IN_FLIGHT, timeout=TIMEOUT
            )
        )

    def close(self) -> None:
        """Let go of the connections."""
        self._pool.close()

    def get(self, path: str, headers: Mapping[str, str], pauses: Sequence[float] = PAUSES) -> Reply:
        """GET, repeated after each of the *pauses* while the node is busy or out of reach."""
        for pause in (*pauses, None):
            try:
                reply = self.send("GET", path, headers)
            except (UnsentError, BrokenOffError):
                if pause is None:
                    raise
                self.wait(pause, "no answer")
                continue
            if pause is None or reply.status not in REPEATED_STATUS:
                return reply
            self.wait(asked_to_wait(reply, pause), str(reply.status))
        raise AssertionError  # the last turn returns or raises

    def send(
        self, method: str, path: str, headers: Mapping[str, str], body: bytes | None = None
    ) -> Reply:
        """One request, once. Raises UnsentError or BrokenOffError when there is no answer."""
        started = time.monotonic()
        with self.traffic.places:
            try:
                reply = self._once(method, path, headers, body)
            except (UnsentError, BrokenOffError) as error:
                self.traffic.say(f"{method} {self.origin}{path}: {error}")
                raise
        took = (time.monotonic() - started) * 1000
        size = f"{len(body or b'')} -> {len(reply.body)} bytes"
        self.traffic.say(f"{method} {self.origin}{path}: {reply.status}, {size}, {took:.0f} ms")
        return reply

    def wait(self, seconds: float, why: str) -> None:
        """Let *seconds* pass, and say so."""
        self.traffic.say(f"wait {seconds:g} s ({why})")
        self.traffic.clock.sleep(seconds)

    def _once(
        self, method: str, path: str, headers: Mapping[str, str], body: bytes | None
    ) -> Reply:
        try:
            response = self._open(method, path, headers, body)
            try:
                data = response.read(MAX_REPLY + 1)
            except BaseException:
                response.close()
                raise
            response.release_conn()
        except (
            urllib3.exceptions.NewConnectionError,
            urllib3.exceptions.ConnectTimeoutError,
            urllib3.exceptions.NameResolutionError,
        ) as error:
            raise UnsentError(f"no connection ({_kind(error)})") from None
        except urllib3.exceptions.SSLError as error:
            if fault := find_fault(error):
                advice = self._certificates.advise(fault, "the deployment's `ca_bundle`")
                said = f"the certificate is not trusted ({_kind(error)})"
                raise UnsentError(f"{said}. {advice}" if advice else said) from None
            raise BrokenOffError(f"the connection broke off ({_kind(error)})") from None
        except (urllib3.exceptions.HTTPError, OSError) as error:
            raise BrokenOffError(f"the connection broke off ({_kind(error)})") from None
        if len(data) > MAX_REPLY:
            response.close()
            fail("node-broken", f"{path} answers with more than 64 MiB.", self.origin)
        return Reply(
            response.status, {name.lower(): value for name, value in response.headers.items()}, data
        )

    def _open(
        self, method: str, path: str, headers: Mapping[str, str], body: bytes | None
    ) -> urllib3.BaseHTTPResponse:
        def send() -> urllib3.BaseHTTPResponse:
            return self._pool.urlopen(
                method,
                path,
                body=body,
                headers=dict(headers),
                retries=False,
                redirect=False,
                assert_same_host=False,
                preload_content=False,
                decode_content=False,
            )

        try:
            return send()
        except urllib3.exceptions.SSLError as error:
            if not self._certificates.excuse(error):  # the certificate comes before the request
                raise
        return send()


def asked_to_wait(reply: Reply, otherwise: float) -> float:
    """The seconds that the node asks for, within reason; *otherwise* where it does not say."""
    given = reply.headers.get("retry-after", "")
    if given.isdecimal():
        return min(float(given), LONGEST_PAUSE)
    return otherwise * SLOWER_WHEN_LIMITED if reply.status == 429 else otherwise


def _certificates(trust: Trust, origin: str, traffic: Traffic) -> Certificates:
    def warn(line: str) -> None:
        traffic.warn(f"{origin}: {line}")

    try:
        certificates = Certificates(trust.bundle, warn, is_insecure=trust.is_insecure)
    except OSError as error:  # an SSLError is one too
        said = error.strerror or type(error).__name__
        fail("node-unreachable", f"The CA bundle {trust.bundle} is no use: {said}.", origin)
    certificates.context.minimum_version = ssl.TLSVersion.TLSv1_2
    if trust.is_insecure:
        urllib3.disable_warnings(urllib3.exceptions.InsecureRequestWarning)  # we say it ourselves
    return certificates


def _kind(error: BaseException) -> str:
    """The name of the fault and no more: its text may quote what was sent."""
    inner = error.__cause__ or (error.args[-1] if error.args else None)
    reason = getattr(inner, "verify_message", "") or getattr(inner, "strerror", "")
    return str(reason or type(inner if isinstance(inner, BaseException) else error).__name__)
