"""Everything that a run against a deployment needs, opened and closed together."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path

from themebuilder.definitions.model import Files
from themebuilder.packages import zip_reader
from themebuilder.packages.errors import ArchiveError
from themebuilder.publishing.auth import Account, Basic, OAuth
from themebuilder.publishing.built import Built
from themebuilder.publishing.client import Node
from themebuilder.publishing.deployment import Deployment
from themebuilder.publishing.live import OnNode
from themebuilder.publishing.planning import Contents
from themebuilder.publishing.secret import read_secret
from themebuilder.publishing.store import Store
from themebuilder.publishing.transport import Clock, Traffic, Transport, Trust, machine_clock


@dataclass(frozen=True)
class Session:
    """A deployment within reach. *say* tells the user what is being done."""

    deployment: Deployment
    node: Node
    conferencing: Mapping[str, Transport]
    """Address -> how to reach it; nobody's password goes there."""
    store: Store
    clock: Clock
    say: Callable[[str], None]
    zone: tzinfo | None = None
    """The zone whose days decide which themes are in use; None is the machine's."""

    @property
    def traffic(self) -> Traffic:
        """What all its connections share."""
        return self.node.traffic


@contextmanager
def open_session(
    deployment: Deployment,
    *,
    environment: Mapping[str, str],
    root: Path,
    store: Path,
    say: Callable[[str], None] = lambda _: None,
    log: Callable[[str], None] = lambda _: None,
    warn: Callable[[str], None] = lambda _: None,
    clock: Clock | None = None,
) -> Iterator[Session]:
    """A session; files that the deployment names are below *root*. `ThemeError` for its secrets."""
    clock = clock or machine_clock()
    traffic = Traffic(clock, log, warn)
    bundle = str(root / Path(deployment.ca_bundle).expanduser()) if deployment.ca_bundle else ""
    trust = Trust(bundle, deployment.is_insecure)
    secret = read_secret(deployment.auth.secret, environment, root)
    traffic.hide(secret)

    def clean_say(line: str) -> None:
        say(traffic.clean(line))

    with contextlib.ExitStack() as stack:

        def reach(origin: str) -> Transport:
            transport = Transport(origin, traffic, trust)
            stack.callback(transport.close)
            return transport

        manager = reach(deployment.node)
        account: Account = (
            OAuth(deployment.auth.name, secret, manager)
            if deployment.auth.is_oauth
            else Basic(deployment.auth.name, secret, manager)
        )
        yield Session(
            deployment=deployment,
            node=Node(manager, account),
            conferencing={origin: reach(origin) for origin in deployment.conferencing_nodes},
            store=Store(store),
            clock=clock,
            say=clean_say,
        )


def known_contents(session: Session, built: Built | None) -> Contents:
    """Contents from the build folder, the local store, or the node if it gives them back."""

    def contents(package: OnNode) -> Files | None:
        mark = package.mark
        ready = built.package(package.kind, mark.theme) if mark and built else None
        if mark and ready and ready.id.short == mark.short:
            return ready.files
        if mark and (files := session.store.files(package.kind, mark.theme, mark.short)):
            return files
        data = session.node.download(package.ref)
        if data is None:
            return None
        try:
            return zip_reader.unpack_foreign(data).files
        except ArchiveError:
            return None

    return contents
