"""The report on booking templates, as `plan`, `verify` and `status` show it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import click

from themebuilder.cli.output import get_format
from themebuilder.core.json_text import Json
from themebuilder.core.problems import Problem, ThemeError
from themebuilder.publishing.bookings.booking_report import read_booking_report
from themebuilder.publishing.build_output import BuildOutput
from themebuilder.publishing.session import Session
from themebuilder.reports.findings import escape_hidden


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
        click.echo("\n" + "\n".join(map(escape_hidden, report.list_lines())))
    return report.problems, {"bookings": dict(report.to_json())}
