"""Authentication on a node: the ``Authorization`` header of each request."""

from __future__ import annotations

import base64
import json
import secrets
from collections.abc import Callable
from urllib.parse import urlencode

from themebuilder.publishing.objects import fail
from themebuilder.publishing.secret import Secret
from themebuilder.publishing.transport import (
    PAUSES,
    REPEATED_STATUS,
    BrokenOffError,
    Reply,
    Transport,
    UnsentError,
    describe_error,
    retry_delay,
)

TOKEN_PATH = "/oauth/token/"  # noqa: S105 - an address
ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
RENEW_SECONDS_BEFORE_END = 300
ASSERTION_SECONDS = 3600


class Basic:
    """A name and a password."""

    def __init__(self, user: str, password: Secret, transport: Transport) -> None:
        pair = f"{user}:{password.reveal()}".encode()
        self._header = Secret("Basic " + base64.b64encode(pair).decode())
        transport.log.hide(password)
        transport.log.hide(base64.b64encode(pair).decode())

    def header(self) -> str:
        """The header's value."""
        return self._header.reveal()

    def renew(self) -> bool:
        """Whether a new attempt can succeed: never, a password does not expire."""
        return False


class OAuth:
    """An OAuth2 client with a key; requests a token when needed and renews it before it expires."""

    def __init__(self, client: str, key: Secret, transport: Transport) -> None:
        transport.log.hide(key)
        self._client = client
        self._sign = _signer(key, transport.origin)
        self._transport = transport
        self._token = Secret("")
        self._ends = 0.0

    def header(self) -> str:
        """The header's value, with a token that is still valid for minutes."""
        if self._transport.clock.now() > self._ends - RENEW_SECONDS_BEFORE_END:
            self.renew()
        return f"Bearer {self._token.reveal()}"

    def renew(self) -> bool:
        """Request a new token; True."""
        transport = self._transport
        for pause in (*PAUSES, None):
            now = transport.clock.now()
            reply = self._request_token(self._assertion(int(now)))
            if pause is None or reply.status not in REPEATED_STATUS:
                break
            # Every attempt sends a new assertion, so repeating is safe.
            transport.wait(retry_delay(reply, pause), str(reply.status))
        try:
            token, lifetime = self._read(reply.body)
        except (ArithmeticError, LookupError, RecursionError, TypeError, ValueError):
            answer = transport.log.redact(describe_error(reply.status, reply.body))
            message = f"The node gives the OAuth2 client no token: {answer}."
            rule = "node-broken" if reply.status in REPEATED_STATUS else "not-admitted"
            fail(rule, message, transport.origin)
        self._token, self._ends = Secret(token), now + lifetime
        return True

    def _read(self, body: bytes) -> tuple[str, float]:
        """The token in an answer and its lifetime in seconds; many exceptions for other answers."""
        granted = json.loads(body)
        token = str(granted["access_token"])
        self._transport.log.hide(token)
        if not (token.isascii() and token.isprintable()):
            raise ValueError(granted)  # not possible in a header
        return token, float(granted["expires_in"])

    def _request_token(self, assertion: str) -> Reply:
        self._transport.log.hide(assertion)
        form = {
            "grant_type": "client_credentials",
            "client_assertion_type": ASSERTION,
            "client_assertion": assertion,
            "scope": "is_admin use_api",
        }
        headers = {
            "Accept": "application/json",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        try:
            return self._transport.send("POST", TOKEN_PATH, headers, urlencode(form).encode())
        except (UnsentError, BrokenOffError) as error:
            fail("node-unreachable", f"No token: {error}.", self._transport.origin)

    def _assertion(self, now: int) -> str:
        """A signed JWT with exactly the six claims that the node requires."""
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


def _signer(key: Secret, where: str) -> Callable[[bytes], bytes]:
    """A function that signs with *key* (ES256: r and s, 32 bytes each)."""
    from cryptography.hazmat.primitives import hashes, serialization  # noqa: PLC0415 - heavy
    from cryptography.hazmat.primitives.asymmetric import ec  # noqa: PLC0415
    from cryptography.hazmat.primitives.asymmetric.utils import (  # noqa: PLC0415
        decode_dss_signature,
    )

    try:
        private = serialization.load_pem_private_key(key.reveal().encode(), password=None)
    except Exception:  # noqa: BLE001 - its text could quote the key
        private = None
    if not isinstance(private, ec.EllipticCurvePrivateKey) or private.curve.name != "secp256r1":
        fail("secret-missing", "The OAuth2 client's key is not a PEM key on P-256.", where)
    usable = private

    def sign(data: bytes) -> bytes:
        r, s = decode_dss_signature(usable.sign(data, ec.ECDSA(hashes.SHA256())))
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")

    return sign


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
