"""``themebuilder build``."""

from __future__ import annotations

import re
import sys
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from themebuilder.build.builder import (
    BuildOrder,
    BuildResult,
    BuiltTheme,
    WorkerKilledError,
    build_themes,
    count_processors,
)
from themebuilder.build.catalogue import CATALOGUE
from themebuilder.cli.options import problem_options, theme_options
from themebuilder.cli.workspace import FOUND, Workspace, select, stop, writing


@click.command("build")
@theme_options
@click.option(
    "-o",
    "--output",
    "folder",
    type=click.Path(file_okay=False),
    help="The folder for the packages. Default: dist/ in the workspace.",
)
@click.option(
    "-j",
    "--jobs",
    type=click.IntRange(1, 64),
    metavar="N",
    help="Processes at once. Default: one for each processor.",
)
@click.option("--shard", metavar="I/N", help="Only every N-th theme, beginning with the I-th.")
@problem_options
@click.pass_obj
def command(
    workspace: Workspace,
    themes: tuple[str, ...],
    organisations: tuple[str, ...],
    day: datetime | None,
    folder: str | None,
    jobs: int | None,
    shard: str | None,
    form: str,
    only: tuple[str, ...],
    ignored: tuple[str, ...],
    *,
    everything: bool,
    strict: bool,
) -> None:
    """Build both packages of each theme.

    Without THEME: all themes of the workspace. With --organisation: that organisation's and all
    below it. A theme with an error is not built, and its last good packages stay.

    A build of all themes also removes the packages of themes that are no longer defined.
    """
    target = Path(folder) if folder else workspace.root / "dist"
    _refuse_dangling_link(target)
    is_full = not (themes or organisations or day or shard)
    chosen = workspace.choose(
        themes,
        organisations=organisations,
        everything=everything,
        day=day.date() if day else None,
        may_be_none=is_full and (target / CATALOGUE).is_file(),
    )
    chosen = _sharded(chosen, shard)
    order = BuildOrder(
        chosen, workspace.outlines, target, jobs or count_processors(), workspace.cache, is_full
    )
    progress = _Progress(len(chosen), workspace)

    def say_waiting() -> None:
        click.echo(f"Another build writes to {_shown(target)} now; this one waits.", err=True)

    try:
        with writing(target):
            outcome = build_themes(
                workspace.library, workspace.target, order, progress.told, say_waiting
            )
    except WorkerKilledError:
        message = "A process that built was killed, most likely as memory ran out."
        stop(message, "Build with fewer at once, as with --jobs 1. No file is half written.", FOUND)
    finally:
        progress.clear()
    problems = select([*workspace.library.problems, *outcome.problems], only, ignored)
    if form == "text":
        _print(outcome, target)
        _print_strays(outcome, target)
    unbuilt = [theme.name for theme in outcome.themes if not theme.line]
    strays = {name: list(files) for name, files in asdict(outcome.strays).items()}
    extra: dict[str, Any] = {
        "artifacts": _artifacts(outcome, target),
        "unbuilt": unbuilt,
        "strays": strays,
    }
    if unbuilt:  # whatever was ignored
        extra["ok"] = False
    if problems or form != "text":
        is_good = workspace.tell(problems, command="build", form=form, strict=strict, extra=extra)
    else:
        is_good = True
    if not chosen and form == "text":
        click.echo("No theme is built here.", err=True)
    if unbuilt and form == "text":
        click.echo(f"Not built, and what was built before stays: {', '.join(unbuilt)}", err=True)
    if not is_good or unbuilt:
        sys.exit(FOUND)


class _Progress:
    """One line on a terminal's standard error that says how far the work is."""

    def __init__(self, total: int, workspace: Workspace) -> None:
        self._total = total
        self._done = 0
        self._is_shown = sys.stderr.isatty() and workspace.is_colored(sys.stderr)

    def told(self, theme: BuiltTheme) -> None:
        self._done += 1
        if self._is_shown:
            click.echo(f"\r\033[K{self._done}/{self._total} {theme.name}", nl=False, err=True)

    def clear(self) -> None:
        if self._is_shown:
            click.echo("\r\033[K", nl=False, err=True)


def _print(outcome: BuildResult, folder: Path) -> None:
    files = new = total = 0
    inferred: set[str] = set()
    needs: dict[str, list[str]] = {}
    for theme in outcome.themes:
        entry = theme.entry
        if entry is None:
            continue
        click.echo(theme.name)
        for file in entry["files"]:
            files += 1
            total += file["bytes"]
            state = "new" if file["name"] in theme.changed else "unchanged"
            new += state == "new"
            inferred |= {claim["item"] for claim in file["rests_on"]}
            size = f"{file['bytes'] / 1000:,.0f} kB"
            click.echo(f"  {file['name']:<52} {size:>9}  {file['digest'][:12]}  {state}")
        for needed in entry["needs_server"]:
            needs.setdefault(needed, []).append(theme.name)
    if files:
        click.echo(
            f"\n{files} packages, {total / 1e6:.1f} MB in {_shown(folder)}: "
            f"{new} new, {files - new} unchanged."
        )
        for needed, themes in needs.items():
            named = ", ".join(themes[:4]) + (f" and {len(themes) - 4} more" * (len(themes) > 4))
            click.echo(
                f"No package can do this; publishing sets it on the server: {needed}, for {named}."
            )
        if inferred:
            click.echo(
                f"{len(inferred)} kinds of fact in them are not proven by what Pexip published; "
                "catalogue.json lists them under rests_on."
            )


def _print_strays(outcome: BuildResult, folder: Path) -> None:
    """Say what became of files that no theme has now."""
    strays, shown = outcome.strays, _shown(folder)
    if strays.removed:
        click.echo(f"Removed from {shown}, as no theme has them now: {', '.join(strays.removed)}.")
    if strays.waiting:
        click.echo(
            f"Still in {shown}, though no theme has them now: {', '.join(strays.waiting)}. "
            "A build of all themes removes them."
        )
    if strays.changed:
        click.echo(
            f"Left in {shown}: {', '.join(strays.changed)}. No theme has them now, and they are not "
            "the files that were built. Delete them if nobody needs them."
        )


def _refuse_dangling_link(folder: Path) -> None:
    for path in (folder, *folder.parents):
        if path.is_symlink() and not path.exists():
            stop(
                f"{path} is a link to {path.readlink()}, which does not exist.",
                "Make that folder, remove the link, or name another folder with -o.",
            )


def _shown(folder: Path) -> str:
    try:
        return folder.relative_to(Path.cwd()).as_posix() + "/"
    except ValueError:
        return f"{folder}/"


def _artifacts(outcome: BuildResult, folder: Path) -> list[dict[str, Any]]:
    return [
        {
            "theme": theme.name,
            "path": _shown(folder) + file["name"],
            "bytes": file["bytes"],
            "sha256": file["sha256"],
            "content_digest": file["digest"],
            "changed": file["name"] in theme.changed,
        }
        for theme in outcome.themes
        if (entry := theme.entry)
        for file in entry["files"]
    ]


def _sharded(chosen: list[Any], shard: str | None) -> list[Any]:
    if shard is None:
        return chosen
    found = re.fullmatch(r"([0-9]{1,4})/([0-9]{1,4})", shard)
    number, count = (int(part) for part in found.groups()) if found else (0, 0)
    if not 1 <= number <= count:
        stop(f"`--shard {shard}` is not of the form 2/5.")
    return chosen[number - 1 :: count]
