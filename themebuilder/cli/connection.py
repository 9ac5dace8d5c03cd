"""What the commands that reach a node share: the deployment, the connection, how they end."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from themebuilder.cli.options import Name, complete_deployments, deployments_listed, own_deployments
from themebuilder.cli.workspace import FOUND, USAGE, Workspace, stop
from themebuilder.core.problems import Problem, ThemeError
from themebuilder.core.rules import Severity

REFUSED, NOT_VERIFIED = 3, 4
_BY_NAME = frozenset({"plan", "publish", "verify"})
"""What is done for the names in a deployment; looking and going back need none of them."""


def deployment_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Options that say which deployment is meant, and how much is told."""
    for option in (
        click.option("-v", "--verbose", is_flag=True, help="List every request on standard error."),
        click.option("--json", "as_json", is_flag=True, help="Say it as JSON."),
        click.option(
            "-d",
            "--deployment",
            "name",
            required=True,
            metavar="NAME",
            shell_complete=complete_deployments,
            type=Name(own_deployments),
            help="The deployment: a file in themes/deployments/, by its name.",
        ),
    ):
        command = option(command)
    return command


def packages_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """The option that says where the build left its packages."""
    return click.option(
        "--packages",
        "folder",
        type=click.Path(file_okay=False),
        callback=_where_a_build_leaves_them,
        help="The folder with the built packages. Default: dist/ in the workspace.",
    )(command)


def retire_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """The option that confirms what is to be retired."""
    return click.option(
        "--retire",
        "retired",
        multiple=True,
        metavar="THEME",
        help="Also retire this theme, which the plan lists as no longer defined. Repeatable.",
    )(command)


def _where_a_build_leaves_them(
    ctx: click.Context, _parameter: click.Parameter, given: str | None
) -> str:
    if given or ctx.obj is None:  # a line that is read, and not carried out
        return given or "dist"
    workspace: Workspace = ctx.obj
    return os.path.relpath(workspace.root / "dist")


@contextmanager
def reach(
    workspace: Workspace, name: str, command: str, *, verbose: bool, as_json: bool
) -> Iterator[Any]:
    """A connection to the deployment *name*; problems are told, and end the command."""
    from themebuilder.publishing.session import open_session

    def say(line: str) -> None:
        click.echo(line, err=as_json)

    def warn(line: str) -> None:
        click.echo(f"Warning: {line}", err=True)

    def log(line: str) -> None:
        if verbose:
            click.echo(f"  {line}", err=True)

    try:
        deployment = _deployment(workspace, name, names=command in _BY_NAME)
        if deployment.is_insecure:
            click.echo("Certificates are not checked: anyone on the way can read along.", err=True)
        with open_session(
            deployment,
            environment=os.environ,
            root=workspace.root,
            store=applied_packages(),
            say=say,
            log=log,
            warn=warn,
        ) as connection:
            yield connection
    except ThemeError as error:
        finish(workspace, command, error.problems, as_json=as_json)
        sys.exit(exit_code(error.problems) or FOUND)


def applied_packages() -> Path:
    """Where this user's machine keeps every package that was ever applied."""
    from platformdirs import user_data_path

    return user_data_path("themebuilder", appauthor=False) / "applied"


def read_packages(folder: str) -> Any:  # noqa: ANN401 - loaded late
    """The packages in the build folder."""
    from themebuilder.publishing.build_output import read_build_output

    return read_build_output(Path(folder))


def finish(
    workspace: Workspace,
    command: str,
    problems: Iterable[Problem],
    *,
    as_json: bool,
    extra: dict[str, Any] | None = None,
) -> None:
    """Tell the problems, and with JSON the whole result."""
    told = tuple(problems)
    if told or as_json:
        form = "json" if as_json else "text"
        workspace.tell(told, command=command, form=form, extra=extra)


OTHER_SIDE = frozenset(
    {
        "node-unreachable",
        "node-broken",
        "not-admitted",
        "request-refused",
        "write-unresolved",
    }
)
"""Rules that a node, or the way to it, breaks."""


def exit_code(problems: Iterable[Problem]) -> int:
    """How a command ends that has these problems: the node's own weigh more than ours."""
    names = {found.rule.name for found in problems if found.severity is Severity.ERROR}
    if names & OTHER_SIDE:
        return REFUSED
    if "not-replicated" in names:
        return NOT_VERIFIED
    return FOUND if names else 0


def confirmed(question: str, *, yes: bool) -> None:
    """Go on when the user says so; without a terminal it must have been said before.

    What a pipe says is no answer: a script that means it says --yes.
    """
    if yes:
        return
    if not _is_terminal():
        stop("Nothing was done.", "Say --yes to do it without being asked.")
    if not click.confirm(question, err=True):
        stop("Nothing was done.")


def _is_terminal() -> bool:
    return sys.stdin.isatty()


def to_know(
    workspace: Workspace,
    folder: str,
    built: Any,  # noqa: ANN401 - loaded late
    plan: Any,  # noqa: ANN401 - loaded late
) -> Any:  # noqa: ANN401 - loaded late
    """The plan, with a word on packages that are older than what they were built from."""
    from themebuilder.publishing.build_output import changed_after_build

    notes = list(plan.notes)
    if newer := changed_after_build(workspace.root, Path(folder)):
        notes.append(f"{folder}/ is older than {newer}: build first, if that change is to go out.")
    defined = {*workspace.library.names("theme"), *workspace.library.broken}
    if gone := sorted(built.entries.keys() - defined):
        notes.append(
            f"{folder}/ holds what this workspace does not define: {', '.join(gone)}. Build first, "
            "if they are not to be published."
        )
    return replace(plan, notes=tuple(notes))


def _deployment(workspace: Workspace, name: str, *, names: bool) -> Any:  # noqa: ANN401 - loaded late
    from themebuilder.publishing.deployment import Deployment, find_unknown_names

    if faults := workspace.library.faults("deployment", name):
        raise ThemeError(faults)
    document = workspace.library.get("deployment", name)
    if document is None:
        if name in workspace.library.broken:
            raise ThemeError(workspace.library.problems)
        listed = deployments_listed(workspace.library.names("deployment"))
        stop(f"No deployment is named `{name}`.", f"There are: {listed}.", code=USAGE)
    deployment = Deployment.from_tree(document.tree)
    if names:
        themes, organisations = (
            {*workspace.library.names(kind), *workspace.library.broken}
            for kind in ("theme", "organisation")
        )
        if problems := find_unknown_names(document.tree, themes, organisations):
            raise ThemeError(problems)
    return deployment
