"""``themebuilder preview``."""

from __future__ import annotations

import errno
import socket
import ssl
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

import click

from themebuilder.cli.options import Name, chromium_option
from themebuilder.cli.output import stop, stop_on_error, warn
from themebuilder.cli.workspace import ThemeSelection, Workspace
from themebuilder.core.messages import _, join_messages
from themebuilder.core.reading import describe_os_error
from themebuilder.definitions.library import shipped_root
from themebuilder.definitions.model import Files
from themebuilder.editing.draft import Draft, open_draft
from themebuilder.preview.baseline import Baseline, list_deployed_baselines, read_baselines
from themebuilder.preview.events import BuildEvent, ColorEvent, EditEvent, Event, SketchEvent
from themebuilder.preview.keys import EditKey, read_secret
from themebuilder.preview.node import find_origin
from themebuilder.preview.page import HOW_TO_BUILD, BundleMissingError, read_bundle
from themebuilder.preview.rebuilder import Rebuilder
from themebuilder.preview.server import ServerSocket, listen, show, show_node
from themebuilder.preview.session import PreviewSession
from themebuilder.translation.recording_rows import find_prompt_text

_LIVE = "deployment:"


@click.command("preview")
@click.argument("theme", required=False, type=Name("theme"))
@click.option(
    "-p",
    "--port",
    type=click.IntRange(0, 65535),
    metavar="PORT",
    help="Listen on this port; 0 picks a free one. Default: 8756, or a free one if that is taken. "
    "What guests see comes from the next port, or a free one.",
)
@click.option(
    "--host",
    metavar="HOST",
    default="127.0.0.1",
    show_default=True,
    help="Listen on this address. Visitors from other machines need the printed link.",
)
@click.option(
    "--read-only",
    is_flag=True,
    help="Allow no editing. With --host and --proxy nobody can edit anyway.",
)
@click.option("--open", "opens", is_flag=True, help="Open the preview in the browser.")
@click.option(
    "--against",
    multiple=True,
    type=click.Path(),
    metavar="WHAT",
    help="Compare with a package, the packages in a folder, or what `deployment:NAME` shows now. "
    "Repeatable.",
)
@click.option(
    "--proxy",
    metavar="URL",
    help="Show this node's own web app, with your brandings in place of its own.",
)
@click.option(
    "--insecure",
    metavar="HOST",
    help="Accept any certificate from this host, which --proxy names.",
)
@click.option(
    "--ca-bundle",
    type=click.Path(dir_okay=False),
    metavar="FILE",
    help="Trust the certificates in this PEM file instead of the system's.",
)
@click.option(
    "--export",
    "target",
    type=click.Path(file_okay=False),
    metavar="DIR",
    help="Write a site for reviewers into this new folder, instead of a preview. It opens from disk.",
)
@chromium_option
@click.pass_obj
def preview(
    workspace: Workspace,
    *,
    theme: str | None,
    port: int | None,
    host: str,
    read_only: bool,
    against: tuple[str, ...],
    proxy: str | None,
    insecure: str | None,
    ca_bundle: str | None,
    opens: bool,
    target: str | None,
    program: str | None,
) -> None:
    """Show themes as guests see them, while you edit.

    Shows the finished packages. THEME is shown first; with --proxy, also at each path that belongs
    to no theme. Ctrl+C stops the preview.

    With --export, writes THEME, or all your themes, as a site that needs no server: pictures of every
    screen, colours, texts and recordings. People approve screens there and send you a file for
    `reviews import`.
    """
    if target:
        if proxy:
            stop(_("Use either --export or --proxy."))
        # Imported here: only this needs playwright.
        from themebuilder.cli.screenshots import export_site

        export_site(workspace, Path(target), theme, read_baselines_at(workspace, against), program)
        return
    node = _read_node(proxy, insecure)
    authorities = _read_authorities(ca_bundle, node)
    bundle = {} if node else read_page()
    session = _start_session(workspace, against)
    if theme and session.rebuilder.state(theme) is None:
        workspace.choose(ThemeSelection([theme]))
    shown = theme or next(iter(session.rebuilder.names()), "")

    def announce(start: str) -> None:
        # Not as a value of a message, which would lose the link's token.
        click.echo(f"{node or workspace.root}\n  {start}")
        click.echo(_("Stop with Ctrl+C."))
        if opens:
            click.launch(start)

    with _listen(host, port) as listening:
        server = ServerSocket(listening, host)
        if server.is_open:
            warn(
                _(
                    "Other machines can reach {host}, without encryption. Anyone with the link below "
                    "can see the themes.",
                    host=host,
                )
            )
        if node:
            show_node(
                session,
                server,
                node,
                shown,
                announce,
                warn=warn,
                is_insecure=bool(insecure),
                authorities=authorities,
            )
        else:
            key = draft = None
            if not read_only:
                key = EditKey(read_secret(workspace.cache.folder), workspace.root)
                draft = _open_draft(workspace)
            show(session, server, bundle, shown, announce, key=key, draft=draft)


def _open_draft(workspace: Workspace) -> Draft | None:
    """Open the workspace's draft; warn where it can't be read."""
    try:
        return open_draft(workspace.root, workspace.cache.folder)
    except OSError as error:
        warn(
            _(
                "Unsaved edits of an earlier preview can't be read: {error}. The preview is read-only.",
                error=describe_os_error(error),
            )
        )
        return None


def read_page() -> Files:
    """Read the preview's page; exit with 2 where it was not built."""
    try:
        return read_bundle()
    except BundleMissingError:
        stop(_("The preview's page hasn't been built."), _(HOW_TO_BUILD))


def _start_session(workspace: Workspace, against: Sequence[str]) -> PreviewSession:
    baselines = read_baselines_at(workspace, against)
    rebuilder = Rebuilder(workspace.root, shipped_root(), workspace.cache)
    return PreviewSession(rebuilder, baselines, find_prompt_text, _print_event)


def read_baselines_at(workspace: Workspace, against: Sequence[str]) -> tuple[Baseline, ...]:
    """Return the packages that ``--against`` names; exit with 2 if one doesn't exist."""
    deployments = [source for source in against if source.startswith(_LIVE)]
    paths = [Path(source) for source in against if source not in deployments]
    for path in paths:
        if not path.exists():
            message = _("{path} doesn't exist.", path=path)
        elif path.is_dir() and not any(path.glob("*.zip")):
            message = _("{path} has no packages.", path=path)
        else:
            continue
        stop(message, _("Name a package, a folder of packages or `deployment:NAME`."))
    with stop_on_error():
        baselines = read_baselines(paths)
    for name in dict.fromkeys(deployments):
        baselines += _read_deployed(workspace, name.removeprefix(_LIVE))
    return baselines


def _read_deployed(workspace: Workspace, name: str) -> tuple[Baseline, ...]:
    """Read what the deployment *name* shows now; warn of what can't be read."""
    # Imported here: only this needs the dependencies for publishing.
    from themebuilder.cli.connection import connect
    from themebuilder.publishing.live_packages import read_live_packages

    with connect(workspace, name) as session:
        found, problems = read_live_packages(session)
    for problem in problems:
        warn(join_messages((problem.message, problem.hint), " "))
    if not found and not problems:
        warn(_("Deployment `{name}` uses none of our packages.", name=name))
    return list_deployed_baselines(
        name,
        [
            (package.theme, package.kind.value, package.mark.short, files)
            for package, files in found.items()
        ],
    )


def _listen(host: str, port: int | None) -> socket.socket:
    try:
        return listen(host, port)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            stop(
                _("Port {port} is in use.", port=port),
                _("Leave out --port to use a free one."),
            )
        stop(_("Can't listen on {host}: {error}.", host=host, error=describe_os_error(error)))


def _read_node(url: str | None, insecure: str | None) -> str:
    """Return the origin that ``--proxy`` names, or "" without it; exit with 2 for a wrong one."""
    if url is None:
        if insecure:
            stop(_("--insecure works only with --proxy."))
        return ""
    try:
        origin = find_origin(url)
    except ValueError:
        if set(url) & set("@?#"):
            stop(
                _("The address for --proxy holds more than scheme and host, maybe a password."),
                _("Write it as https://node.example."),
            )
        stop(_("`{url}` isn't a node's address, such as https://node.example.", url=url))
    host = urlsplit(origin).hostname
    if insecure and not origin.startswith("https:"):
        stop(_("--insecure works only with an https:// address, not with {url}.", url=url))
    if insecure and insecure.lower() != host:
        stop(
            _(
                "--insecure names {insecure}, but --proxy names {host}.",
                insecure=insecure,
                host=host,
            )
        )
    return origin


def _read_authorities(given: str | None, node: str) -> str | None:
    """Return the file of ``--ca-bundle``, or None without it; exit with 2 for a useless one."""
    if given is None:
        return None
    if not node.startswith("https:"):
        stop(_("--ca-bundle works only with an https:// address for --proxy."))
    file = Path(given)
    try:
        ssl.create_default_context(cafile=file)
    except OSError as error:  # An SSLError is one too.
        stop(
            _(
                "The certificates in {file} can't be read: {error}.",
                file=given,
                error=describe_os_error(error),
            )
        )
    return str(file)


def _print_event(event: Event) -> None:
    """Print what an edit changed, and what prevents publishing or showing it."""
    if isinstance(event, (EditEvent, ColorEvent, SketchEvent)):
        return
    if isinstance(event, BuildEvent) and (
        changed := [kind for kind in event.changed if kind != "problems"]
    ):
        click.echo(f"{event.theme}: {', '.join(changed)}")
    for found in event.errors if isinstance(event, BuildEvent) else event.problems:
        line = f"{event.theme}: {found.place}: {found.message} [{found.rule.name}]"
        click.echo(line, err=True)
