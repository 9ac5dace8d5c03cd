"""``themebuilder diff``."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from themebuilder.cli.session import FOUND, Session, stop
from themebuilder.problems import ThemeError


@click.command("diff")
@click.argument("before", metavar="A")
@click.argument("after", metavar="B")
@click.option("--json", "form", flag_value="json", help="As JSON.")
@click.option("--markdown", "form", flag_value="markdown", help="As Markdown, for a pull request.")
@click.option(
    "--html", "file", type=click.Path(dir_okay=False), help="Also write one page with pictures."
)
@click.option("--exit-code", is_flag=True, help="Exit with 1 where they differ.")
@click.pass_obj
def command(
    session: Session,
    before: str,
    after: str,
    form: str | None,
    file: str | None,
    *,
    exit_code: bool,
) -> None:
    """Say how A and B differ in meaning: texts, colours, pictures, screens, recordings, settings.

    A and B are packages (zip or folder), folders with packages, themes by name, or themes as they
    were at a git revision: `diff HEAD~1:borger borger`.
    """
    from themebuilder.bring import telling
    from themebuilder.bring.sides import compare
    from themebuilder.cli.packages import tell

    try:
        compared = compare(_side(session, before), _side(session, after))
        if form == "json":
            envelope: dict[str, Any] = {"schema": 1, "command": "diff", "ok": True}
            envelope |= {"before": before, "after": after}
            envelope |= {"differences": telling.count(compared)}
            envelope |= {"packages": telling.as_values(compared)}
            click.echo(json.dumps(envelope, indent=2))
        elif form == "markdown":
            click.echo(telling.as_markdown(compared, before, after), nl=False)
        else:
            click.echo(telling.as_text(compared, before, after), nl=False)
        if file:
            from themebuilder.bring.page import page
            from themebuilder.files import write_whole

            write_whole(session.path(file), page(compared, before, after).encode())
    except ThemeError as error:
        tell(session, error.problems, command="diff", form="json" if form == "json" else "text")
        sys.exit(FOUND)
    except OSError as error:
        stop(f"{file} cannot be written: {error.strerror or error}.", code=FOUND)
    if exit_code and telling.count(compared):
        sys.exit(FOUND)


def _side(session: Session, given: str) -> Any:  # noqa: ANN401 - loaded late
    from themebuilder.bring.sides import package_side, revision, theme_side
    from themebuilder.source.library import shipped_root

    library = session.any_library
    if given in library.names("theme"):
        return theme_side(library, given, session.any_platform, session.cache, given)
    path = session.path(given)
    if path.exists():
        return package_side(path, given)
    commit, colon, theme = given.rpartition(":")
    if not colon or not commit:
        hint = "Give a package, a folder, a theme's name, or a revision as HEAD~1:borger."
        stop(f"There is no package and no theme `{given}`.", hint)
    with revision(session.root, commit, Path(shipped_root()), session.cache) as then:
        if theme not in then.names("theme"):
            stop(f"There is no theme `{theme}` at {commit}.")
        return theme_side(then, theme, session.platform, session.cache, given)
