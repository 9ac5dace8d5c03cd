"""Test certificates: an authority that this machine doesn't trust, and what it signs."""

from __future__ import annotations

import datetime as dt
import ipaddress
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

_HOUR = dt.timedelta(hours=1)
_PEM = serialization.Encoding.PEM
_SIGNS = x509.KeyUsage(
    digital_signature=False,
    content_commitment=False,
    key_encipherment=False,
    data_encipherment=False,
    key_agreement=False,
    key_cert_sign=True,
    crl_sign=True,
    encipher_only=False,
    decipher_only=False,
)


class Authority:
    """An authority; *file* is what somebody who trusts it has.

    Old ones leave out what RFC 5280 asks for: identifiers of keys, what their own key is for, or that
    the basic constraints are critical. One that may not sign is no authority at all.
    """

    def __init__(
        self,
        folder: Path,
        *,
        has_identifiers: bool = True,
        has_key_usage: bool = True,
        is_critical: bool = True,
        may_sign: bool = True,
    ) -> None:
        self._folder = folder
        self._has_identifiers = has_identifiers
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = _name("authority")
        constraints = x509.BasicConstraints(ca=may_sign, path_length=None)
        certificate = self._make_builder(self._name, self._key.public_key()).add_extension(
            constraints, critical=is_critical
        )
        if has_key_usage:
            certificate = certificate.add_extension(_SIGNS, critical=True)
        self.file = folder / "authority.pem"
        self.file.write_bytes(certificate.sign(self._key, hashes.SHA256()).public_bytes(_PEM))

    def issue_certificate(
        self, address: str, *, ago: dt.timedelta = dt.timedelta()
    ) -> dict[str, Path]:
        """What uvicorn needs to serve as *address*, with a certificate made some time *ago* for an hour."""
        key = ec.generate_private_key(ec.SECP256R1())
        names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(address))])
        certificate = (
            self._make_builder(_name("node"), key.public_key(), ago)
            .add_extension(names, critical=False)
            .sign(self._key, hashes.SHA256())
        )
        at = f"{address}-{int(ago.total_seconds())}"
        files = {"ssl_keyfile": f"{at}.key", "ssl_certfile": f"{at}.pem"}
        paths = {what: self._folder / name for what, name in files.items()}
        plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        paths["ssl_keyfile"].write_bytes(key.private_bytes(_PEM, *plain))
        paths["ssl_certfile"].write_bytes(certificate.public_bytes(_PEM))
        return paths

    def _make_builder(
        self, name: x509.Name, key: ec.EllipticCurvePublicKey, ago: dt.timedelta = dt.timedelta()
    ) -> x509.CertificateBuilder:
        now = dt.datetime.now(dt.UTC) - ago
        serial = x509.random_serial_number()
        plain = x509.CertificateBuilder(self._name, name, key, serial, now - _HOUR, now + _HOUR)
        if not self._has_identifiers:
            return plain
        issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key())
        own = x509.SubjectKeyIdentifier.from_public_key(key)
        return plain.add_extension(issuer, critical=False).add_extension(own, critical=False)


def _name(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
