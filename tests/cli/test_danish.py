"""The command line in Danish: its help, what it answers, and the files that it writes."""

import re
from collections.abc import Iterator

import click
import pytest

from themebuilder.cli import COMMANDS, main
from themebuilder.core.messages import set_language

SENTENCE = re.compile(r"[a-z]{2,},? [a-z]{2,}")
CLICKS_OWN = ("  -h, --help", "  --help")
"""click keeps this line, in the language of the first call."""


def list_commands() -> Iterator[tuple[str, ...]]:
    yield ()
    for name in COMMANDS:
        yield (name,)
        command = main.get_command(click.Context(main), name)
        yield from ((name, below) for below in getattr(command, "commands", {}))


@pytest.fixture(autouse=True)
def in_english_again():
    yield
    set_language("en")


def say(run, language, *arguments):
    return run("--language", language, *arguments)


def test_a_language_may_be_written_in_capitals(run):
    assert "Brug: " in say(run, "DA", "list", "--help").out


@pytest.mark.parametrize("command", [*list_commands()], ids=" ".join)
def test_no_sentence_of_the_help_is_left_in_english(run, command):
    english, danish = (
        say(run, language, *command, "--help").out.splitlines() for language in ("en", "da")
    )
    same = [line for line in danish if line in english and SENTENCE.search(line)]
    assert [line for line in same if not line.startswith(CLICKS_OWN)] == []


@pytest.mark.parametrize("language", ["en", "da"])
@pytest.mark.parametrize("group", ["texts", "reviews"])
def test_a_list_of_commands_cuts_no_sentence_off(run, group, language):
    _usage, *lines = say(run, language, group, "--help").out.splitlines()
    assert [line for line in lines if line.endswith("...")] == []


ANSWERS = [
    (
        ("bild",),
        "Error: No such command 'bild'. Did you mean `build`?",
        "Fejl: Ingen kommando hedder 'bild'. Mente du `build`?",
    ),
    (
        ("check", "borgar"),
        "themebuilder: No theme matches `borgar`.\n  help: Did you mean `borger`?",
        "themebuilder: Intet tema hedder `borgar`.\n  hjælp: Mente du `borger`?",
    ),
    (
        ("build", "--shard", "3"),
        "Error: Invalid value for '--shard': `3` isn't I/N with I from 1 to N, such as 2/5.",
        "Fejl: Forkert værdi for '--shard': `3` skal være I/N med I fra 1 til N, f.eks. 2/5.",
    ),
    (
        ("plan", "-d", "lab"),
        "themebuilder: No deployment is named `lab`.\n  help: This workspace has none yet.",
        "themebuilder: Intet driftsmiljø hedder `lab`.\n  hjælp: Der er endnu ikke oprettet nogen i arbejdsmappen.",
    ),
    (
        ("check", "--date", "1/1-2027"),
        "Error: Invalid value for '--date': `1/1-2027` isn't a date. Write it as 2027-01-31.",
        "Fejl: Forkert værdi for '--date': `1/1-2027` er ikke en dato. Skriv den som 2027-01-31.",
    ),
]


@pytest.mark.parametrize(("arguments", "english", "danish"), ANSWERS)
def test_a_wrong_command_is_answered_in_both_languages(run, write, arguments, english, danish):
    write("themes/ward.yaml", "theme: ward\nextends: borger\norganisation: clinic\n")
    report = {language: say(run, language, *arguments).err for language in ("en", "da")}
    assert (english in report["en"], danish in report["da"]) == (True, True), report
