"""The door: runs a command and turns what happens into an exit code."""

from __future__ import annotations

import errno
import gc
import os
import sys

import click

from themebuilder import __version__

BUG = 70
"""The exit code of a fault of our own; no other meaning has it."""
INTERRUPTED = 130
FOUND = 1
_NEW_OBJECTS = 200_000
"""From so many on it is looked for garbage: hardly anything here is a circle, and a run is short."""
_REFUSALS = frozenset(
    {
        *(errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EACCES, errno.EPERM),
        *(errno.EIO, errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.EAGAIN, errno.ESTALE),
    }
)
"""What a machine refuses anybody: no fault of ours, wherever it comes up."""


def main() -> None:
    """Run the command line; exit codes are listed in ``themebuilder --help``."""
    gc.set_threshold(_NEW_OBJECTS)
    # Whatever the terminal's encoding is, a letter that it lacks must not end the run.
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    from themebuilder.cli import main as command  # noqa: PLC0415 - after the streams are safe

    sys.exit(_run(command))


def _run(command: click.Command) -> int:
    try:
        try:
            code = command.main(prog_name="themebuilder", standalone_mode=False)
        finally:
            # Here, where it can be told: what cannot be written at the very end is lost in silence.
            sys.stdout.flush()
    except click.exceptions.Exit as exit_:
        return exit_.exit_code
    except click.NoSuchOption as error:
        if error.option_name in {one for parameter in command.params for one in parameter.opts}:
            said = f"{error.message} Write it before the command: it is for all of them."
            error = click.NoSuchOption(error.option_name, said, ctx=error.ctx)
        error.show()
        return error.exit_code
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("Interrupted.", err=True)
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has enough; the interpreter must not try to write the rest.
        _leave_output()
        return INTERRUPTED
    except OSError as error:
        from themebuilder.core.reading import describe_os_error  # noqa: PLC0415 - rarely needed

        if error.errno not in _REFUSALS:
            return _bug()
        _leave_output()
        where = f"{os.fsdecode(error.filename)}: " if error.filename else ""
        click.echo(f"themebuilder: {where}{describe_os_error(error)}.", err=True)
        click.echo("  help: This machine refused it: mend that, and run it again.", err=True)
        return FOUND
    except Exception:  # noqa: BLE001 - the last floor: a fault of our own
        return _bug()
    return code if isinstance(code, int) else 0


def _bug() -> int:
    sys.excepthook(*sys.exc_info())
    click.echo(
        f"\nThis is a fault of themebuilder {__version__}, not of your files. Please report it "
        "with the lines above.",
        err=True,
    )
    return BUG


def _leave_output() -> None:
    """Write no more to standard output, where the interpreter would at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    main()
