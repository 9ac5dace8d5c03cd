"""Runs a command and turns the outcome into an exit code."""

from __future__ import annotations

import errno
import gc
import os
import signal
import sys
from itertools import pairwise
from typing import TextIO

import click

from themebuilder import __version__
from themebuilder.core.messages import _
from themebuilder.core.secrets import redact_addresses

BUG = 70
"""The exit code of a bug in themebuilder, and of nothing else."""
INTERRUPTED = 130
EXIT_FINDINGS = 1
_NEW_OBJECTS = 200_000
"""Collect garbage rarely: few reference cycles, short runs."""
_REFUSALS = frozenset(
    {
        *(errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EACCES, errno.EPERM),
        *(errno.EIO, errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.EAGAIN, errno.ESTALE),
    }
)
"""Errors of the machine, which are no bugs wherever they occur."""


def main() -> None:
    """Run the command line; exit codes are listed in ``themebuilder --help``."""
    gc.set_threshold(_NEW_OBJECTS)
    signal.signal(signal.SIGTERM, _interrupt)
    # Whoever started us may have closed them: what they would get is lost, and nothing else.
    sys.stdout = sys.stdout or _open_nowhere()
    sys.stderr = sys.stderr or _open_nowhere()
    # A character that the terminal's encoding lacks must not end the run.
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    from themebuilder.cli import main as command  # noqa: PLC0415 - after the streams are safe

    sys.exit(_run(command))


def _interrupt(number: int, _frame: object) -> None:
    """Clean up and report as after Ctrl+C: a pipeline that is cancelled ends us. A second signal ends us at once."""
    signal.signal(number, signal.SIG_DFL)
    raise KeyboardInterrupt


def _open_nowhere() -> TextIO:
    return os.fdopen(os.open(os.devnull, os.O_WRONLY), "w", encoding="utf-8")


def _run(command: click.Command) -> int:
    output = sys.stdout
    try:
        try:
            code = command.main(prog_name="themebuilder", standalone_mode=False)
        except click.ClickException as error:
            code = _report_usage(command, error)
        finally:
            # Here, where an error can still be reported; at exit it would be lost.
            sys.stdout.flush()
    except click.exceptions.Exit as exit_:
        return exit_.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo(_("Interrupted."), err=True)
        if signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
            # Whoever sent it sees that it ended us.
            signal.raise_signal(signal.SIGTERM)
        return INTERRUPTED
    except BrokenPipeError:
        # The reader of our output has closed it; the interpreter must not write the rest.
        _leave_output()
        return INTERRUPTED
    except SystemExit as ended:
        # click wraps the output that a reader has closed, and ends with the code of findings.
        return INTERRUPTED if sys.stdout is not output else int(ended.code or 0)
    except OSError as error:
        from themebuilder.core.reading import describe_os_error  # noqa: PLC0415 - rarely needed

        if error.errno not in _REFUSALS:
            return _report_bug()
        _leave_output()
        where = f"{os.fsdecode(error.filename)}: " if error.filename else ""
        click.echo(f"themebuilder: {where}{describe_os_error(error)}.", err=True)
        click.echo(_("  help: Fix that on this machine, and run the command again."), err=True)
        return EXIT_FINDINGS
    except Exception:  # noqa: BLE001 - whatever it is, it is a bug
        return _report_bug()
    return code if isinstance(code, int) else 0


def _report_usage(command: click.Command, error: click.ClickException) -> int:
    """Print what is wrong with the arguments, and return the exit code."""
    if isinstance(error, click.NoSuchOption) and error.option_name in {
        option for parameter in command.params for option in parameter.opts
    }:
        hint = _("`{option}` goes before the command.", option=error.option_name)
        message = f"{error.message} {hint}"
        error = click.NoSuchOption(error.option_name, message, ctx=error.ctx)
    error.message = redact_addresses(error.message)  # type: ignore[misc]
    error.show()
    if _wants_json(sys.argv[1:]):
        from themebuilder.cli.output import print_stopped  # noqa: PLC0415 - rarely needed

        context = getattr(error, "ctx", None) or click.Context(command, info_name="themebuilder")
        values = {"command": context.command_path, "option": context.help_option_names[-1]}
        with context.scope(cleanup=False):
            print_stopped(error.format_message(), _("Try '{command} {option}' for help.", **values))
    return error.exit_code


def _wants_json(args: list[str]) -> bool:
    """Whether *args*, which click hasn't read to their end, ask for JSON."""
    options = args[: args.index("--")] if "--" in args else args
    given = {"--json", "--format=json"}.intersection(options)
    return bool(given) or ("--format", "json") in pairwise(options)


def _report_bug() -> int:
    from traceback import format_exc  # noqa: PLC0415 - rarely needed

    click.echo(redact_addresses(format_exc()), err=True, nl=False)
    click.echo(
        _(
            "\nThis is a bug in themebuilder {version}, not in your files. Please report it with the "
            "lines above.",
            version=__version__,
        ),
        err=True,
    )
    return BUG


def _leave_output() -> None:
    """Write no more to standard output, where the interpreter would at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    main()
