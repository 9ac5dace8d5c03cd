"""What the commands for a node share: options, the connection, confirmation, exit codes."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Any

import click
from platformdirs import user_data_path

from themebuilder.cli.deployment import deployment_option, read_deployment
from themebuilder.cli.options import Command, json_option
from themebuilder.cli.output import (
    ask_yes_no,
    get_command,
    get_format,
    is_terminal,
    print_lines,
    stop,
    warn,
)
from themebuilder.cli.workspace import Workspace
from themebuilder.core.json_text import Json
from themebuilder.core.messages import _
from themebuilder.core.problems import Problem, ThemeError
from themebuilder.publishing.bookings.booking_report import (
    format_values,
    list_lines,
    read_booking_report,
)
from themebuilder.publishing.build_output import BuildOutput
from themebuilder.publishing.session import Session, open_session
from themebuilder.releases.release import read_git_revision
from themebuilder.reports.findings import escape_hidden


def node_command(command: Command) -> Command:
    """Add the options that all commands for a node have; run *command* with the open connection."""

    @deployment_option
    @json_option
    @click.option("-v", "--verbose", is_flag=True, help="Print every request on standard error.")
    @wraps(command)
    def run(
        *,
        name: str,
        as_json: bool,  # noqa: ARG001 - see `output.get_format`
        verbose: bool,
        **options: Any,  # noqa: ANN401 - the command's
    ) -> None:
        workspace = click.get_current_context().find_object(Workspace)
        assert workspace is not None  # noqa: S101 - the group sets it
        with connect(workspace, name, verbose=verbose) as session:
            command(workspace, session, **options)

    return run


@contextmanager
def connect(workspace: Workspace, name: str, *, verbose: bool = False) -> Iterator[Session]:
    """Open a connection to the deployment *name*; print a `ThemeError`, and exit."""
    is_json = get_format() == "json"
    try:
        deployment = read_deployment(workspace, name)
        if deployment.is_insecure:
            warn(
                _(
                    "Certificates aren't checked. Anyone on the network can read and change the traffic."
                )
            )
        with open_session(
            deployment,
            environment=os.environ,
            root=workspace.root,
            store=user_data_path("themebuilder", appauthor=False) / "applied",
            report_progress=lambda line: print_anyway(
                lambda: click.echo(line, err=is_json), err=is_json
            ),
            log=lambda line: (
                print_anyway(lambda: click.echo(f"  {line}", err=True), err=True)
                if verbose
                else None
            ),
            warn=lambda line: print_anyway(lambda: warn(line), err=True),
            revision=_find_revision(workspace),
            probes=workspace.probes,
        ) as session:
            yield session
    except ThemeError as error:
        found = error.problems
        print_anyway(lambda: workspace.stop_with(found))


def print_anyway(show: Callable[[], object], *, err: bool = False) -> None:
    """Print with *show*, for a command that changes a node: it goes on when nobody reads its output any more.

    The rest of standard output, such as the outcome, then goes to standard error.
    """
    try:
        show()
    except BrokenPipeError:
        stream = sys.stderr if err else sys.stdout
        is_lost = err or os.path.sameopenfile(sys.stdout.fileno(), sys.stderr.fileno())
        with Path(os.devnull).open("wb") as nowhere:
            os.dup2(nowhere.fileno(), stream.fileno())
        stream.flush()  # what the stream still holds would come twice
        if not is_lost:
            os.dup2(sys.stderr.fileno(), stream.fileno())
        show()


def _find_revision(workspace: Workspace) -> str:
    """The commit of the definitions, where a plan records it and they have no other changes."""
    if get_command() not in {"plan", "publish"}:
        return ""
    revision = read_git_revision(workspace.root)
    return "" if revision.is_modified else revision.commit


def confirm(question: str, *, yes: bool) -> None:
    """Ask the user to confirm; exit with 2 unless they do.

    Answers from a pipe don't count: a script that means it uses --yes.
    """
    if yes:
        return
    if not is_terminal():
        stop(
            _("Nothing was changed: without a terminal, nobody can be asked."),
            _("Use --yes to skip the question."),
        )
    if not ask_yes_no(question, default=False):
        stop(_("Nothing was changed."))


def show_bookings(
    session: Session, output: BuildOutput | None
) -> tuple[Sequence[Problem], Mapping[str, Json]]:
    """Print what the deployment's booking templates select; return problems, and data for --json.

    Prints nothing for a deployment without bookings. What can't be read is the only problem then.
    """
    try:
        report = read_booking_report(session, output)
    except ThemeError as error:
        return error.problems, {}
    if report is None:
        return (), {}
    if get_format() == "text":
        print_lines("\n".join(["", *map(escape_hidden, list_lines(report))]))
    return report.problems, {"bookings": dict(format_values(report))}
