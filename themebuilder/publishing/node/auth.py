"""Authentication on a node: read the secret, and make the ``Authorization`` header of each request."""

from __future__ import annotations

import base64
import json
import os
import secrets
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NoReturn
from urllib.parse import urlencode

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from themebuilder.core.messages import N_, _
from themebuilder.core.problems import ThemeError, problem
from themebuilder.core.reading import describe_os_error
from themebuilder.publishing.deployment import SecretSource
from themebuilder.publishing.node.objects import UNREADABLE, fail, require_text
from themebuilder.publishing.node.replies import Reply, describe_error
from themebuilder.publishing.node.transport import (
    REPEATED_STATUS,
    NoAnswerError,
    RequestLog,
    Transport,
    fail_unreachable,
)

COMMAND_SECONDS = 60
TOKEN_PATH = "/oauth/token/"  # noqa: S105 - an address
ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
RENEW_SECONDS_BEFORE_END = 300
ASSERTION_SECONDS = 3600
CLOCK_TOLERANCE_SECONDS = 120
"""How far the node's clock may be behind ours."""
_EMPTY = {
    "env": (
        N_("The variable `{name}` isn't set."),
        N_("Set it in the shell that runs this: export {name}=…"),
    ),
    "file": (N_("The file `{name}` is empty."), N_("Put {what}, and nothing else, in that file.")),
    "command": (
        N_("The command `{name}` printed nothing."),
        N_("Run the command yourself: it must print the secret and exit with code 0."),
    ),
}
"""Kind of source -> what is wrong where it gives nothing, and how to fix any fault of it."""


class Secret:
    """A text that only `reveal` returns; repr, str, format and pickle do not."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """Return the text itself."""
        return self._value

    def __repr__(self) -> str:
        return "Secret(…)"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret is not written anywhere")


def read_secret(source: SecretSource, environment: Mapping[str, str], root: Path) -> Secret:
    """Read the secret, without line breaks at its end; file names are relative to *root*."""
    first, what = source.argument[0], _(source.what)
    name = str(root / Path(first).expanduser()) if source.kind == "file" else first
    empty, hint = _EMPTY[source.kind]
    value = ""
    try:
        value = _read(source, environment, root).decode().rstrip("\r\n")
        is_blank = source.kind == "env" and first in environment
        reason = (
            _("The variable `{name}` is empty.", name=name) if is_blank else _(empty, name=name)
        )
    except UnicodeDecodeError:
        reason = _("The secret from `{name}` isn't UTF-8 text.", name=name)
    except subprocess.TimeoutExpired:
        reason = _("`{name}` took more than {count} seconds.", name=name, count=COMMAND_SECONDS)
    except subprocess.CalledProcessError as error:
        reason = _("`{name}` ended with exit code {code}.", name=name, code=error.returncode)
    except OSError as error:
        reason = _("`{name}` can't be used: {reason}.", name=name, reason=describe_os_error(error))
    if not value:
        message = _("Can't read {what}. {reason}", what=what, reason=reason)
        hint = _(hint, name=name, what=what)
        raise ThemeError([problem("secret-missing", message, source.place, hint)])
    return Secret(value)


def _read(source: SecretSource, environment: Mapping[str, str], root: Path) -> bytes:
    first = source.argument[0]
    if source.kind == "env":
        return os.fsencode(environment.get(first, ""))
    if source.kind == "file":
        return (root / Path(first).expanduser()).read_bytes()
    # No shell, and its output is shown nowhere: it may hold the secret.
    return subprocess.run(  # noqa: S603 - the user's own command, from the user's own file
        source.argument,
        cwd=root,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        timeout=COMMAND_SECONDS,
        check=True,
    ).stdout


class Basic:
    """A name and a password."""

    def __init__(self, user: str, password: Secret, transport: Transport) -> None:
        pair = base64.b64encode(f"{user}:{password.reveal()}".encode()).decode()
        transport.log.hide(pair)
        self._header = Secret(f"Basic {pair}")

    def header(self) -> str:
        """Return the header's value."""
        return self._header.reveal()

    def renew(self) -> bool:
        """Whether a new attempt can succeed: never, a password does not expire."""
        return False


class OAuth:
    """An OAuth2 client with a key; requests a token when needed and renews it before it expires."""

    def __init__(self, client: str, key: Secret, transport: Transport) -> None:
        self._client = client
        self._sign = _make_signer(key, transport.origin)
        self._transport = transport
        self._token = Secret("")
        self._renews_at = 0.0

    def header(self) -> str:
        """Return the header's value, with a token that is still valid for a while."""
        if self._transport.clock.now() >= self._renews_at:
            self.renew()
        return f"Bearer {self._token.reveal()}"

    def renew(self) -> bool:
        """Request a new token; True."""
        transport = self._transport
        try:
            # Every attempt sends a new assertion, so repeating is safe.
            reply = request_token(transport, TOKEN_PATH, self._make_form)
            token = read_token(reply, transport.log)
            lifetime = float(json.loads(reply.body)["expires_in"])
        except NoAnswerError as error:
            fail_unreachable(error, transport.origin)
        except UNREADABLE:
            answer = transport.log.redact(describe_error(reply.status, reply.body))
            message = _("The node gave the OAuth2 client no usable token: {answer}.", answer=answer)
            is_busy = reply.status in REPEATED_STATUS
            hint = _(
                "Check `client` and `key` in the deployment's `auth`, and the clocks of this machine and "
                "the node."
            )
            rule = "node-broken" if is_busy else "not-admitted"
            fail(rule, message, transport.origin, "" if is_busy else hint)
        rest = lifetime - min(RENEW_SECONDS_BEFORE_END, lifetime / 2)
        self._token, self._renews_at = token, transport.clock.now() + rest
        return True

    def _make_form(self) -> Mapping[str, str]:
        assertion = self._make_assertion(int(self._transport.clock.now()) - CLOCK_TOLERANCE_SECONDS)
        self._transport.log.hide(assertion)
        return {
            "client_assertion_type": ASSERTION,
            "client_assertion": assertion,
            "scope": "is_admin use_api",
        }

    def _make_assertion(self, now: int) -> str:
        """Return a signed JWT with exactly the six claims that the node requires."""
        claims = {
            "iss": self._client,
            "sub": self._client,
            "aud": self._transport.origin + TOKEN_PATH,  # including the slash at the end
            "iat": now,
            "exp": now + ASSERTION_SECONDS,
            "jti": secrets.token_hex(18),
        }
        head = _encode(json.dumps({"alg": "ES256", "typ": "JWT"}).encode())
        body = _encode(json.dumps(claims).encode())
        return f"{head}.{body}.{_encode(self._sign(f'{head}.{body}'.encode()))}"


Account = Basic | OAuth


def request_token(
    transport: Transport, path: str, make_form: Callable[[], Mapping[str, str]]
) -> Reply:
    """Ask for a token with the credentials of the form, which is made anew for each attempt."""
    kind = {"Accept": "application/json", "Content-Type": "application/x-www-form-urlencoded"}

    def send() -> Reply:
        form = {"grant_type": "client_credentials", **make_form()}
        return transport.send("POST", path, kind, urlencode(form).encode())

    return transport.repeat(send)


def read_token(reply: Reply, log: RequestLog) -> Secret:
    """Return the token in an answer, hidden in the *log*; exceptions of `UNREADABLE` for other answers."""
    token = require_text(json.loads(reply.body)["access_token"])
    log.hide(token)
    if not (token.isascii() and token.isprintable()):
        raise ValueError  # not possible in a header
    return Secret(token)


def _make_signer(key: Secret, where: str) -> Callable[[bytes], bytes]:
    """Return a function that signs with *key* (ES256: r and s, 32 bytes each)."""
    try:
        private = serialization.load_pem_private_key(key.reveal().encode(), password=None)
    except Exception:  # noqa: BLE001 - its text could quote the key
        private = None
    if not isinstance(private, ec.EllipticCurvePrivateKey) or private.curve.name != "secp256r1":
        message = _("The OAuth2 client's key isn't a PEM key on P-256.")
        hint = _("Give the private key that the node showed when the client was made, unencrypted.")
        fail("secret-missing", message, where, hint)
    usable = private

    def sign(data: bytes) -> bytes:
        r, s = decode_dss_signature(usable.sign(data, ec.ECDSA(hashes.SHA256())))
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")

    return sign


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
