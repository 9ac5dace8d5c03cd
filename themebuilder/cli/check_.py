"""``themebuilder check``."""

from __future__ import annotations

import sys
from datetime import datetime
from typing import Any

import click

from themebuilder.cli.session import FOUND, Session, problem_options, select, theme_options


@click.command("check")
@theme_options
@problem_options
@click.option("-o", "--output", type=click.Path(dir_okay=False), help="Write the report to a file.")
@click.pass_obj
def command(
    session: Session,
    themes: tuple[str, ...],
    organisations: tuple[str, ...],
    day: datetime | None,
    form: str,
    only: tuple[str, ...],
    ignored: tuple[str, ...],
    output: str | None,
    *,
    everything: bool,
    strict: bool,
) -> None:
    """Say what is wrong with themes, without building them.

    Asks everything that can be known before a picture is drawn; `build` asks the rest.
    """
    from themebuilder.make.checking import check  # noqa: PLC0415 - the heavy part

    chosen = session.choose(
        themes, organisations=organisations, everything=everything, day=day.date() if day else None
    )
    problems = check(session.library, session.platform, session.outlines, chosen)
    extra: dict[str, Any] = {"themes": [outline.name for outline in chosen]}
    told = select(problems, only, ignored)
    if not session.tell(
        told, command="check", form=form, strict=strict, extra=extra, output=output
    ):
        sys.exit(FOUND)
