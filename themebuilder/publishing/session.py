"""A session: everything that a command against a deployment needs, opened and closed together; and its progress."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from pathlib import Path

from themebuilder.core.messages import _, _n, join_messages
from themebuilder.core.problems import Place, Problem, ThemeError, problem
from themebuilder.platform.probes import ProbeOutcome
from themebuilder.publishing.bookings.booking_service import BookingReader, read_bookings
from themebuilder.publishing.bookings.booking_templates import Bookings
from themebuilder.publishing.deployment import Deployment
from themebuilder.publishing.node.auth import Basic, OAuth, read_secret
from themebuilder.publishing.node.node import Node
from themebuilder.publishing.node.objects import Store
from themebuilder.publishing.node.transport import Clock, RequestLog, Transport


@dataclass(frozen=True)
class Session:
    """A connected deployment. *report* prints progress for the user."""

    deployment: Deployment
    node: Node
    conferencing: Mapping[str, Transport]
    """Address -> its transport; requests there carry no credentials."""
    store: Store
    clock: Clock
    report_progress: Callable[[str], None]
    read_bookings: Callable[[], Bookings] = Bookings
    """Reads the booking services and files of the deployment."""
    zone: tzinfo | None = None
    """The time zone whose days decide which themes are in use; None is the machine's."""
    revision: str = ""
    """The commit of the definitions, where they have no other changes."""
    root: Path = Path()
    """The workspace."""
    probes: Mapping[str, ProbeOutcome] = field(default_factory=dict)
    """What probes of a stage node showed, by name."""

    @property
    def today(self) -> date:
        """The day that decides which themes are in use."""
        return datetime.fromtimestamp(self.clock.now(), self.zone).date()


@contextmanager
def open_session(
    deployment: Deployment,
    *,
    environment: Mapping[str, str],
    root: Path,
    store: Path,
    report_progress: Callable[[str], None] = lambda _: None,
    log: Callable[[str], None] = lambda _: None,
    warn: Callable[[str], None] = lambda _: None,
    clock: Clock | None = None,
    revision: str = "",
    probes: Mapping[str, ProbeOutcome] | None = None,
) -> Iterator[Session]:
    """Open a session; files that the deployment names are relative to *root*.

    `ThemeError` where a secret or certificate cannot be read.
    """
    clock = clock or Clock()
    request_log = RequestLog(log, warn)
    bundle = str(root / Path(deployment.ca_bundle).expanduser()) if deployment.ca_bundle else ""
    secret = read_secret(deployment.auth.secret, environment, root)
    request_log.hide(secret.reveal())
    with contextlib.ExitStack() as stack:

        def connect(origin: str) -> Transport:
            transport = Transport(
                origin, request_log, clock, bundle, is_insecure=deployment.is_insecure
            )
            return stack.enter_context(contextlib.closing(transport))

        manager = connect(deployment.node)
        method = OAuth if deployment.auth.is_oauth else Basic
        yield Session(
            deployment=deployment,
            node=Node(manager, method(deployment.auth.name, secret, manager)),
            conferencing={origin: connect(origin) for origin in deployment.conferencing_nodes},
            store=Store(store, *_list_shared(deployment, root)),
            clock=clock,
            revision=revision,
            root=root,
            probes=probes or {},
            report_progress=lambda line: report_progress(request_log.redact(line)),
            read_bookings=BookingReader(
                lambda: read_bookings(deployment.bookings, connect, environment, root), clock.now
            ),
        )


def _list_shared(deployment: Deployment, root: Path) -> tuple[Path, ...]:
    """Return the folder that the deployment's machines share, where it names one."""
    if not deployment.saved_packages:
        return ()
    folder = root / Path(deployment.saved_packages).expanduser()
    if folder.exists() and not folder.is_dir():
        message = _("`saved_packages` names {file}, which isn't a folder.", file=folder)
        hint = _("Name a folder that the machines which publish share.")
        raise ThemeError([problem("file-unreadable", message, deployment.place, hint)])
    return (folder,)


@dataclass
class Progress:
    """Counts the changes of a command, of which there are *total*."""

    session: Session
    total: int
    made: int = 0
    begun: str = ""
    """The change that isn't confirmed yet; the node may have it."""
    is_visible: bool = False
    """Whether guests may see a change."""

    @contextmanager
    def change(self, *lines: str, is_visible: bool = True) -> Iterator[None]:
        """Report the changes that one write makes, and count them when the block ends well."""
        for line in lines:
            self.session.report_progress(line)
        self.begun = lines[0]
        self.is_visible |= is_visible
        yield
        self.begun = ""
        self.made += len(lines)

    @contextmanager
    def explain_stop(self) -> Iterator[None]:
        """Add to a `ThemeError` what was made before it; report it on Ctrl+C."""
        try:
            yield
        except ThemeError as error:
            raise ThemeError((*error.problems, *self._describe())) from error
        except KeyboardInterrupt:
            for found in self._describe():
                self.session.report_progress(join_messages((found.message, found.hint), " "))
            raise

    def _describe(self) -> Iterator[Problem]:
        if not (self.made or self.begun):
            return
        name = self.session.deployment.name
        parts = [
            _n(
                "Stopped after {made} of {count} change.",
                "Stopped after {made} of {count} changes.",
                self.total,
                made=self.made,
            )
        ]
        if self.begun:
            parts.append(_("The next one was: {change}.", change=self.begun))
        if not self.is_visible:
            parts.append(_("Guests see no difference yet."))
        hint = _(
            "The same command continues. `themebuilder status -d {name}` shows what is live now.",
            name=name,
        )
        if self.made == self.total:
            hint = _(
                "Verify what was published: {command}", command=f"themebuilder verify -d {name}"
            )
        yield problem("changes-unfinished", join_messages(parts, " "), Place(name), hint)
