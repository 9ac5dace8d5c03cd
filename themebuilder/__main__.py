"""The door: runs a command and turns what happens into an exit code."""

from __future__ import annotations

import os
import sys

import click

from themebuilder import __version__

BUG = 70
"""The exit code of a fault of our own; no other meaning has it."""
INTERRUPTED = 130


def main() -> None:
    """Run the command line; exit codes are listed in ``themebuilder --help``."""
    # Whatever the terminal's encoding is, a letter that it lacks must not end the run.
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    from themebuilder.cli import main as command  # noqa: PLC0415 - after the streams are safe

    sys.exit(_run(command))


def _run(command: click.Command) -> int:
    try:
        code = command.main(prog_name="themebuilder", standalone_mode=False)
    except click.exceptions.Exit as exit_:
        return exit_.exit_code
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("Interrupted.", err=True)
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has enough; the interpreter must not try to write the rest.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return INTERRUPTED
    except Exception:  # noqa: BLE001 - the last floor: a fault of our own
        sys.excepthook(*sys.exc_info())
        click.echo(
            f"\nThis is a fault of themebuilder {__version__}, not of your files. Please report it "
            "with the lines above.",
            err=True,
        )
        return BUG
    return code if isinstance(code, int) else 0


if __name__ == "__main__":
    main()
