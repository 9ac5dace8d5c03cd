"""``themebuilder preview``."""

from __future__ import annotations

import errno
import socket
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click

from themebuilder.cli.connection import reach
from themebuilder.cli.options import complete_themes
from themebuilder.cli.workspace import FOUND, Workspace, stop
from themebuilder.core.problems import ThemeError
from themebuilder.definitions.library import shipped_root
from themebuilder.definitions.model import Files
from themebuilder.platform.target import Platform

_LIVE = "deployment:"
NEEDED = ("starlette", "uvicorn", "watchfiles", "httpx2", "websockets")


@click.command("preview")
@click.argument("theme", required=False, shell_complete=complete_themes)
@click.option(
    "-p",
    "--port",
    type=click.IntRange(0, 65535),
    help="Listen on this port; 0 is any free one. Default: 8756, or a free one where it is busy.",
)
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="Listen on this address; others than this machine's own need the token that is printed.",
)
@click.option("--open", "opens", is_flag=True, help="Open it in the browser.")
@click.option(
    "--live",
    "live",
    multiple=True,
    type=click.Path(),
    metavar="WHAT",
    help="Compare with this package, those in this folder, or what deployment:NAME shows now; may "
    "be given again.",
)
@click.option(
    "--proxy",
    metavar="URL",
    help="Show the web app of this node instead, with our brandings in place of its own.",
)
@click.option(
    "--insecure",
    metavar="HOST",
    help="Take any certificate from the node of this name.",
)
@click.option(
    "--ca-bundle",
    type=click.Path(dir_okay=False),
    metavar="FILE",
    help="Trust the certificates in this PEM file, instead of the system's.",
)
@click.pass_obj
def command(
    workspace: Workspace,
    *,
    theme: str | None,
    port: int | None,
    host: str,
    live: tuple[str, ...],
    proxy: str | None,
    insecure: str | None,
    ca_bundle: str | None,
    opens: bool,
) -> None:
    """Show themes as guests see them, while they are edited.

    THEME is shown first; with --proxy it is shown at each web app path that no theme has. What is
    shown is the finished package, read back. ^C stops it.
    """
    if missing := [name for name in NEEDED if find_spec(name) is None]:
        stop(
            f"The preview needs {', '.join(missing)}.",
            "Install them with: pip install 'themebuilder[preview]'",
        )
    from themebuilder.preview.server import ServerSocket, show, show_node

    node = _node(proxy, insecure)
    authorities = _authorities(ca_bundle, node)
    bundle = {} if node else read_page()
    preview = _start_session(workspace, live)
    if theme and not preview.has_theme(theme):
        workspace.choose([theme])
    shown = theme or next(iter(preview.rebuilder.names()), "")

    def ready(start: str) -> None:
        click.echo(f"{node or workspace.root}\n  {start}\nStop it with ^C.")
        if opens:
            click.launch(start)

    with _listen(host, port) as listening:
        stage = ServerSocket(listening, host)
        if stage.is_open:
            click.echo(
                f"Warning: other machines reach {host}, without encryption. Whoever has the address "
                "below sees the themes.",
                err=True,
            )
        if node:
            show_node(
                preview,
                stage,
                node,
                shown,
                ready,
                warn=_warn,
                is_insecure=bool(insecure),
                authorities=authorities,
            )
        else:
            show(preview, stage, bundle, shown, ready)


def read_page() -> Files:
    """The preview's page; exits with 2 where it was not built."""
    from themebuilder.preview.page import HOW_TO_BUILD, BundleMissingError, read_bundle

    try:
        return read_bundle()
    except BundleMissingError:
        stop(f"The preview's page was not built. {HOW_TO_BUILD}")


def _start_session(workspace: Workspace, live: tuple[str, ...]) -> Any:  # noqa: ANN401 - loaded late
    from themebuilder.preview.baseline import read_baselines
    from themebuilder.preview.rebuilder import Rebuilder
    from themebuilder.preview.session import PreviewSession
    from themebuilder.translation.prompts import find_prompt_text

    def says(file: str, language: str, platform: Platform) -> str:
        said = find_prompt_text(file, language, platform)
        return said.words if said else ""

    deployments = [one for one in live if one.startswith(_LIVE)]
    for one in live:
        if one not in deployments and not Path(one).exists():
            stop(f"{one} is not there.", f"Give a package, a folder or {_LIVE}NAME.")
    try:
        others = read_baselines(Path(one) for one in live if one not in deployments)
    except ThemeError as error:
        workspace.tell(error.problems, command="preview")
        sys.exit(FOUND)
    for name in dict.fromkeys(deployments):
        others += _shown_at(workspace, name.removeprefix(_LIVE))
    rebuilder = Rebuilder(workspace.root, shipped_root(), workspace.cache)
    return PreviewSession(rebuilder, others, says, _print)


def _shown_at(workspace: Workspace, name: str) -> Any:  # noqa: ANN401 - loaded late
    """What the deployment *name* shows now; what is not known of it is told."""
    from themebuilder.preview.baseline import deployed_baselines
    from themebuilder.publishing.references import read_live_packages

    with reach(workspace, name, "preview", verbose=False, as_json=False) as connection:
        found, problems = read_live_packages(connection)
    for one in problems:
        click.echo(f"Warning: {one.message} {one.hint}", err=True)
    if not found and not problems:
        click.echo(f"Warning: {name} shows no package of ours.", err=True)
    marked = [(one.package, one.files, one.package.mark) for one in found]
    return deployed_baselines(
        name,
        [
            (mark.theme, package.kind.value, mark.short, files)
            for package, files, mark in marked
            if mark
        ],
    )


def _listen(host: str, port: int | None) -> socket.socket:
    from themebuilder.preview.server import listen

    try:
        return listen(host, port)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            stop(f"Port {port} is busy.", "Leave --port out, and a free one is taken.")
        stop(f"{host} cannot be listened on: {error.strerror or error}.")


def _node(url: str | None, insecure: str | None) -> str:
    """The origin that ``--proxy`` names, or an empty text without it; exits with 2 for a wrong one."""
    from themebuilder.preview.node import origin_of

    if url is None:
        if insecure:
            stop("--insecure says which node of --proxy may show any certificate.")
        return ""
    try:
        origin = origin_of(url)
    except ValueError:
        stop(f"`{url}` is not the address of a node, such as https://node.example.")
    host = urlsplit(origin).hostname
    if insecure and not origin.startswith("https:"):
        stop(f"{url} shows no certificate: --insecure changes nothing.")
    if insecure and insecure.lower() != host:
        stop(f"--insecure names {insecure}, and the node is {host}.")
    return origin


def _authorities(given: str | None, node: str) -> str | None:
    """The file of ``--ca-bundle``, or None without it; exits with 2 for one that is no use."""
    import ssl

    if given is None:
        return None
    if not node.startswith("https:"):
        stop("--ca-bundle says what vouches for the https:// node of --proxy.")
    file = Path(given)
    try:
        ssl.create_default_context(cafile=file)
    except OSError as error:  # An SSLError is one too.
        stop(f"The certificates in {given} cannot be read: {error.strerror or error}.")
    return str(file)


def _warn(line: str) -> None:
    click.echo(f"Warning: {line}", err=True)


def _print(event: Any) -> None:  # noqa: ANN401 - loaded late
    """Say in a line what an edit did."""
    from themebuilder.preview.events import Failed

    if isinstance(event, Failed):
        for found in event.problems:
            click.echo(
                f"{event.theme}: {found.place}: {found.message} [{found.rule.name}]", err=True
            )
    elif event.theme and (changed := [one for one in event.changed if one != "problems"]):
        click.echo(f"{event.theme}: {', '.join(changed)}")
