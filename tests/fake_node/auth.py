"""Authentication: Basic, or a bearer token in exchange for a signed assertion."""

from __future__ import annotations

import base64
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

CLAIMS = {"iss", "sub", "aud", "iat", "exp", "jti"}
ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


@dataclass
class Guard:
    """The accounts of the node. *tokens* maps a bearer token to the time it ends."""

    user: str
    password: str
    client_id: str
    key: ec.EllipticCurvePrivateKey
    lifetime: int = 3600
    tokens: dict[str, float] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    issued: int = 0

    def export_key(self) -> str:
        """The client's private key, PKCS#8, as the node shows it once."""
        return self.key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ).decode()

    def admits(self, header: str, now: float) -> bool:
        """Whether an ``Authorization`` header lets a request through."""
        kind, _, value = header.partition(" ")
        if kind == "Bearer":
            return self.tokens.get(value, 0) > now
        if kind != "Basic":
            return False
        try:
            given = base64.b64decode(value).decode()
        except ValueError:
            return False
        return secrets.compare_digest(given.encode(), f"{self.user}:{self.password}".encode())

    def issue_token(
        self, form: dict[str, str], own_address: str, now: float
    ) -> dict[str, Any] | None:
        """A token for a good assertion, else None (T: the six claims of Pexip's own shell).

        `scope` may be there or not: three clients send it, Pexip's own does not.
        """
        if form.get("grant_type") != "client_credentials":
            return None
        if form.get("client_assertion_type") != ASSERTION:
            return None
        claims = self._read_claims(form.get("client_assertion", ""))
        if claims is None or set(claims) != CLAIMS or claims["jti"] in self.used:
            return None
        if claims["aud"] != own_address or {claims["iss"], claims["sub"]} != {self.client_id}:
            return None
        if not claims["iat"] <= now < claims["exp"]:  # (F) as a common library for tokens does
            return None
        self.used.add(claims["jti"])
        token = secrets.token_urlsafe(24)
        self.tokens[token] = now + self.lifetime
        self.issued += 1
        return {"access_token": token, "expires_in": self.lifetime, "token_type": "Bearer"}

    def expire(self) -> None:
        """End every token now."""
        self.tokens.clear()

    def _read_claims(self, assertion: str) -> dict[str, Any] | None:
        try:
            head, body, signature = assertion.split(".")
            if json.loads(_decode(head))["alg"] != "ES256":
                return None
            raw = _decode(signature)
            der = encode_dss_signature(
                int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big")
            )
            signed = f"{head}.{body}".encode()
            self.key.public_key().verify(der, signed, ec.ECDSA(hashes.SHA256()))
            claims: dict[str, Any] = json.loads(_decode(body))
        except (ValueError, KeyError, InvalidSignature):
            return None
        return claims


def _decode(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
