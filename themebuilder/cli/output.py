"""What commands print: problems, tables, JSON, and why they stopped. Errors of writing files, too."""

from __future__ import annotations

import errno
import re
import shutil
import sys
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import zip_longest
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import click

from themebuilder import __version__
from themebuilder.core.files import replace_all, write_to
from themebuilder.core.messages import N_, _, join_messages
from themebuilder.core.problems import Problem, ThemeError
from themebuilder.core.reading import describe_os_error
from themebuilder.core.rules import Severity
from themebuilder.reports import text
from themebuilder.reports.findings import Report, count_cells, escape_hidden
from themebuilder.reports.formats import FORMATS, render_json

EXIT_FINDINGS, EXIT_USAGE, EXIT_REFUSED, EXIT_NOT_VERIFIED = 1, 2, 3, 4
"""Exit codes; `themebuilder --help` explains them."""
_NODE_RULES = frozenset(
    {
        "node-unreachable",
        "node-broken",
        "booking-not-read",
        "not-admitted",
        "request-refused",
        "write-unresolved",
    }
)
"""Problems of the node, or of the connection to it."""
_NARROWEST = 10
_REMEDIES = {
    errno.ENOSPC: N_("Free some space."),
    errno.EDQUOT: N_("Free some space."),
    errno.EFBIG: N_("Allow larger files (`ulimit -f`)."),
    errno.ENOENT: N_("Choose another folder."),
    errno.EROFS: N_("Choose a folder that can be written to."),
    errno.EACCES: N_("Get permission to write there, or choose another folder."),
    errno.EPERM: N_("Get permission to write there, or choose another folder."),
    errno.ENOTDIR: N_("Move the file that is in the way, or choose another folder."),
    errno.EEXIST: N_("Move the file that is in the way, or choose another folder."),
    errno.EISDIR: N_("Move the folder that is in the way, or choose another file."),
}


def get_format() -> str:
    """Return the format that the running command was asked for: `text`, `json`, `sarif`, …."""
    context = click.get_current_context(silent=True)
    params = context.params if context else {}
    return "json" if params.get("as_json") else params.get("form") or "text"


def get_command() -> str:
    """Return the running command's name, such as `texts status`."""
    context = click.get_current_context(silent=True)
    return context.command_path.partition(" ")[2] if context else ""


def print_problems(problems: Iterable[Problem], *, files: int) -> bool:
    """Print problems of *files* outside a workspace; return whether none is an error."""
    return print_report(Report(tuple(problems), get_command(), files=files, version=__version__))


def print_report(report: Report, data: Mapping[str, Any] | None = None, path: str = "") -> bool:
    """Print a report as text or in the format asked for; return whether the command succeeded.

    JSON holds *data* besides the problems. With *path*, the report goes to that file.
    """
    form = get_format()
    if form == "json":
        rendered = render_json(report, data)
    elif form == "text":
        # click strips the colours when standard output is no terminal.
        rendered = text.render(report, color=not path, width=_line_width())
    else:
        rendered = FORMATS[form](report)
    if path:
        write_output(path, rendered.encode())
    else:
        click.echo(rendered, nl=False)
    return report.ok


def print_json(
    data: Mapping[str, Any], problems: Iterable[Problem] = (), *, ok: bool | None = None
) -> None:
    """Print *data* in the envelope of all commands; *ok* overrides what the problems say."""
    report = Report(tuple(problems), get_command(), version=__version__)
    click.echo(render_json(report, data if ok is None else {"ok": ok, **data}), nl=False)


def print_table(
    headings: Sequence[str], rows: Iterable[Sequence[str]], *, numbers: int = 0, width: int = 0
) -> None:
    """Print columns, the last *numbers* of them aligned right.

    Long cells are wrapped to *width*, by default the terminal's. Without a terminal each row stays
    one line, for other programs.
    """
    table = [headings, *rows]
    widths = [max(map(count_cells, column)) for column in zip(*table, strict=True)]
    width = width or (shutil.get_terminal_size().columns if sys.stdout.isatty() else sys.maxsize)
    _narrow(widths, table, width - 2 * len(widths) + 2)
    for row in table:
        cells = [_wrap(cell, max(size, 1)) for cell, size in zip(row, widths, strict=True)]
        for line in zip_longest(*cells, fillvalue=""):
            padded = [
                cell.rjust(size) if len(row) - column <= numbers else cell.ljust(size)
                for column, (cell, size) in enumerate(zip(line, widths, strict=True))
            ]
            click.echo("  ".join(padded).rstrip())


def _narrow(widths: list[int], table: Sequence[Sequence[str]], most: int) -> None:
    """Narrow the widest columns until all fit; words stay whole where that is enough."""
    if sum(widths) <= most:
        return
    words = [max(map(_measure_words, column)) for column in zip(*table, strict=True)]
    for least in (words, [_NARROWEST] * len(widths)):
        while sum(widths) > most:
            wide = [number for number, size in enumerate(widths) if size > least[number]]
            if not wide:
                break
            widths[max(wide, key=widths.__getitem__)] -= 1


def _measure_words(cell: str) -> int:
    """Return the width of the longest piece that no line may divide."""
    return max(map(count_cells, _wrap(cell, 1, break_long_words=False)), default=0)


def _wrap(cell: str, size: int, *, break_long_words: bool = True) -> list[str]:
    """Return the lines of a cell; the dash of a range that is open at an end stays beside its date."""
    bound = re.sub("^– | –", lambda found: found[0].replace(" ", "\N{NO-BREAK SPACE}"), cell)
    lines = textwrap.wrap(bound, size, break_long_words=break_long_words)
    return [line.replace("\N{NO-BREAK SPACE}", " ") for line in lines]


def print_text(text: str, indent: str = "", rest: str | None = None, *, err: bool = False) -> None:
    """Print a paragraph, wrapped where a terminal shows it; *rest* indents its further lines."""
    is_shown = (sys.stderr if err else sys.stdout).isatty()
    width = shutil.get_terminal_size().columns if is_shown else sys.maxsize
    lines = textwrap.fill(
        text,
        width,
        initial_indent=indent,
        subsequent_indent=indent if rest is None else rest,
        # Names and options stay whole: somebody copies them.
        break_on_hyphens=False,
    )
    click.echo(lines, err=err)


def print_lines(text: str) -> None:
    """Print lines; a terminal gets each wrapped below its own indent."""
    if not sys.stdout.isatty():
        click.echo(text)
        return
    for line in text.split("\n"):
        words = line.lstrip(" ")
        indent = line[: len(line) - len(words)]
        print_text(words, indent, f"{indent}  ")


def print_list(lines: Sequence[str], most: int, indent: str = "  ") -> None:
    """Print at most *most* lines, and how many are left out."""
    for line in lines[:most]:
        click.echo(f"{indent}{line}")
    if len(lines) > most:
        message = _("and {count} more", count=len(lines) - most)
        click.echo(f"{indent}{message}")


def warn(message: str) -> None:
    """Print a warning on standard error."""
    click.echo(_("Warning: {message}", message=message), err=True)


def stop(message: str, hint: str = "", code: int = EXIT_USAGE) -> NoReturn:
    """Print on standard error why the command can't go on, and exit.

    With ``--json``, standard output gets an envelope with the reason in `stopped`.
    """
    click.echo(f"themebuilder: {escape_hidden(message)}", err=True)
    if hint:
        click.echo(_("  help: {hint}", hint=escape_hidden(hint)), err=True)
    if get_format() == "json":
        print_stopped(message, hint)
    sys.exit(code)


def print_stopped(message: str, hint: str) -> None:
    """Print as JSON why the command can't go on."""
    print_json({"stopped": {"message": message, "hint": hint}}, ok=False)


def stop_with(problems: Iterable[Problem]) -> NoReturn:
    """Print problems outside a workspace, and exit."""
    print_problems(problems, files=1)
    sys.exit(EXIT_FINDINGS)


@contextmanager
def stop_on_error() -> Iterator[None]:
    """Print the problems of a `ThemeError` outside a workspace, and exit."""
    try:
        yield
    except ThemeError as error:
        stop_with(error.problems)


T = TypeVar("T")


def read_all(files: Sequence[str], read: Callable[[str], T]) -> list[T]:
    """Read each of the *files*; report the problems of all that can't be read, and exit before anything is written."""
    found: list[T] = []
    problems: list[Problem] = []
    for file in files:
        try:
            found.append(read(file))
        except ThemeError as error:
            problems += error.problems
    if problems:
        print_problems(problems, files=len(files))
        click.echo(_("Nothing was written."), err=True)
        sys.exit(EXIT_FINDINGS)
    return found


def ask_yes_no(question: str, *, default: bool) -> bool:
    """Ask on standard error; the answers of every language count, as people switch between them."""
    choices = _("Y/n") if default else _("y/N")
    shown = f"{question} [{choices}]"
    default_answer = "yes" if default else "no"
    is_yes: bool = click.prompt(
        shown, default=default_answer, show_default=False, value_proc=_parse_yes_no, err=True
    )
    return is_yes


def _parse_yes_no(text: str) -> bool:
    answer = text.strip().casefold()
    if answer not in {"y", "yes", "j", "ja", "n", "no", "nej"}:
        raise click.UsageError(_("Answer yes or no."))
    return answer[0] in "yj"


def is_terminal() -> bool:
    """Whether somebody is there to answer questions."""
    return sys.stdin.isatty()


def get_exit_code(problems: Iterable[Problem]) -> int:
    """Return the exit code for the problems; the node's own weigh more than ours."""
    found = tuple(problems)
    names = {problem.rule.name for problem in found if problem.severity is Severity.ERROR}
    if names & _NODE_RULES:
        return EXIT_REFUSED
    if "sound-extra-missing" in names:
        return EXIT_USAGE
    if "not-replicated" in names:
        return EXIT_NOT_VERIFIED
    if names:
        return EXIT_FINDINGS
    return EXIT_NOT_VERIFIED if any(problem.rule.name == "not-verified" for problem in found) else 0


@contextmanager
def report_write_errors(target: Path | str) -> Iterator[None]:
    """End the command with a remedy when the machine refuses to write *target*."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        message = _(
            "{file} can't be written: {error}.", file=target, error=describe_os_error(error)
        )
        remedy = _REMEDIES.get(error.errno or 0)
        again = _("No file is incomplete: run the command again.")
        stop(message, join_messages((_(remedy), again), " ") if remedy else again, EXIT_FINDINGS)


def write_files(folder: Path | str, files: Mapping[str, bytes]) -> None:
    """Write *files* below *folder*, all or none; end the command if the machine refuses."""
    with report_write_errors(folder):
        replace_all(Path(folder), files)


def write_output(path: str, data: bytes) -> None:
    """Write the file of an option `--output`; end the command if the machine refuses."""
    with report_write_errors(path):
        write_to(Path(path), data)


def _line_width() -> int:
    """Return how many cells a line of text may have; without a terminal always the same."""
    return min(shutil.get_terminal_size().columns, 120) if sys.stdout.isatty() else 100
