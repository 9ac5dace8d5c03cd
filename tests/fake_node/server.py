"""The node on real sockets of this machine, each of its web servers on a free port."""

from __future__ import annotations

import datetime as dt
import ipaddress
import socket
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import uvicorn
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from starlette.types import ASGIApp, Receive, Scope, Send

from tests.fake_node.app import make_conferencing_app, make_management_app
from tests.fake_node.auth import Guard
from tests.fake_node.node import Node


@dataclass(frozen=True)
class Running:
    """A node that listens."""

    node: Node
    guard: Guard
    address: str
    conferencing: dict[str, str]
    """Name -> address."""
    apps: Mapping[str, ASGIApp]
    """Address -> what answers there."""


def make_guard(user: str = "admin", password: str = "correct-horse-battery") -> Guard:
    """The accounts of a fake node; the key is a new one each time."""
    return Guard(user, password, "themebuilder-client", ec.generate_private_key(ec.SECP256R1()))


@contextmanager
def run_node(
    node: Node, guard: Guard | None = None, certificate: Path | None = None, port: int = 0
) -> Iterator[Running]:
    """Serve *node* until the end of the block; with *certificate*, a PEM file, over TLS."""
    guard = guard or make_guard()
    apps = [
        make_management_app(node, guard),
        *(make_conferencing_app(node, name) for name in node.lags),
    ]
    with serve_apps(apps, port, certificate) as addresses:
        named = dict(zip(node.lags, addresses[1:], strict=True))
        yield Running(node, guard, addresses[0], named, dict(zip(addresses, apps, strict=True)))


@contextmanager
def serve_apps(
    apps: Sequence[ASGIApp], port: int = 0, certificate: Path | None = None
) -> Iterator[list[str]]:
    """Serve each app on a port of its own, from *port* on or on free ones; their addresses."""
    sockets = [_open_listener(port and port + number) for number in range(len(apps))]
    ports = [each.getsockname()[1] for each in sockets]
    config = uvicorn.Config(
        _dispatch_by_port(dict(zip(ports, apps, strict=True))),
        log_level="critical",
        lifespan="off",
        http="h11",
        ws="none",
        timeout_graceful_shutdown=1,
        ssl_certfile=certificate,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": sockets}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.005)
    scheme = "https" if certificate else "http"
    try:
        yield [f"{scheme}://127.0.0.1:{each}" for each in ports]
    finally:
        server.should_exit = True
        thread.join(10)
        for each in sockets:
            each.close()


def make_self_signed(folder: Path) -> Path:
    """A certificate for 127.0.0.1 with its key, as a new node has one; also its own CA bundle."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "fake node")])
    start = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + dt.timedelta(days=36500))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]),
            critical=False,
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = folder / "node.pem"
    pem.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    return pem


def _open_listener(port: int) -> socket.socket:
    # The protocol by name: asyncio turns Nagle's algorithm off only where it sees TCP.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", port))
    listener.listen(64)
    return listener


def _dispatch_by_port(apps: dict[int, ASGIApp]) -> ASGIApp:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await apps[scope["server"][1]](scope, receive, send)

    return app
