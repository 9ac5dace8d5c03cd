"""Passwords and keys: where to read them, and a type that keeps them out of every output."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from themebuilder.core.problems import Place, ThemeError, problem

MAX_BYTES = 64 * 1024
COMMAND_SECONDS = 60


class Secret:
    """A text that only `reveal` returns; repr, str, format and pickle do not."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """The text itself."""
        return self._value

    def __repr__(self) -> str:
        return "Secret(…)"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret is not written anywhere")


@dataclass(frozen=True, slots=True)
class SecretSource:
    """Where to read a secret: an environment variable, a file, or the output of a command.

    *kind* is env, file or command; *what* names the secret in messages.
    """

    kind: str
    argument: tuple[str, ...]
    what: str
    place: Place

    def __str__(self) -> str:
        return f"{self.kind} {' '.join(self.argument)}"


def read_secret(source: SecretSource, environment: Mapping[str, str], root: Path) -> Secret:
    """Read the secret, without line breaks at its end; file names are relative to *root*."""
    match source.kind:
        case "env":
            value = environment.get(source.argument[0], "")
            why = f"The variable {source.argument[0]} is not set."
        case "file":
            value, why = _from_file(root / Path(source.argument[0]).expanduser())
        case _:
            value, why = _from_command(source.argument, environment, root)
    value = value.rstrip("\r\n")
    if not value:
        message = f"The {source.what} cannot be read. {why}"
        raise ThemeError([problem("secret-missing", message, source.place, _hint(source))])
    return Secret(value)


def _hint(source: SecretSource) -> str:
    match source.kind:
        case "env":
            return f"Set it in the shell that runs this: export {source.argument[0]}=…"
        case "file":
            return f"Put the {source.what}, and nothing else, into that file."
        case _:
            return "Run the command by hand: it should print the secret and end with 0."


def _from_file(path: Path) -> tuple[str, str]:
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
        return data[:MAX_BYTES].decode(), f"The file {path} is empty."
    except OSError as error:
        return "", f"The file {path}: {error.strerror}."
    except UnicodeDecodeError:
        return "", f"The file {path} is not UTF-8 text."


def _from_command(
    argv: tuple[str, ...], environment: Mapping[str, str], root: Path
) -> tuple[str, str]:
    try:
        # No shell, and its output is shown nowhere: it may hold the secret.
        finished = subprocess.run(  # noqa: S603 - the user's own command, from the user's own file
            argv,
            cwd=root,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=COMMAND_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return "", f"The command {argv[0]} took more than {COMMAND_SECONDS} seconds."
    except OSError as error:
        return "", f"The command {argv[0]}: {error.strerror}."
    if finished.returncode:
        return "", f"The command {argv[0]} ended with {finished.returncode}."
    try:
        return finished.stdout[:MAX_BYTES].decode(), f"The command {argv[0]} wrote nothing."
    except UnicodeDecodeError:
        return "", f"The command {argv[0]} wrote something that is not UTF-8 text."
