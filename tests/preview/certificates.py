"""Certificates made on the spot: an authority that this machine does not know, and what it signs."""

from __future__ import annotations

import datetime as dt
import ipaddress
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

_HOUR = dt.timedelta(hours=1)
_PEM = serialization.Encoding.PEM


class Authority:
    """An authority; *file* is what somebody who trusts it has."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = _name("authority")
        certificate = (
            self._certificate(self._name, self._key.public_key())
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .sign(self._key, hashes.SHA256())
        )
        self.file = folder / "authority.pem"
        self.file.write_bytes(certificate.public_bytes(_PEM))

    def signed(self, address: str, *, ago: dt.timedelta = dt.timedelta()) -> dict[str, Path]:
        """What uvicorn needs to serve as *address*, with a certificate made some time *ago* for an hour."""
        key = ec.generate_private_key(ec.SECP256R1())
        names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(address))])
        certificate = (
            self._certificate(_name("node"), key.public_key(), ago)
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

    def _certificate(
        self, name: x509.Name, key: ec.EllipticCurvePublicKey, ago: dt.timedelta = dt.timedelta()
    ) -> x509.CertificateBuilder:
        now = dt.datetime.now(dt.UTC) - ago
        serial = x509.random_serial_number()
        return x509.CertificateBuilder(self._name, name, key, serial, now - _HOUR, now + _HOUR)


def _name(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
