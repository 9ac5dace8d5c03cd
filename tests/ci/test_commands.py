"""The program accepts every themebuilder command of the workflows and of their page."""

from __future__ import annotations

import re

import click
import pytest

from tests.ci.pipelines import Script, list_commands, list_scripts, read_page
from themebuilder.cli import main

# What stands for the values that only a run knows.
VALUES = {
    "$DEPLOYMENT": "fake",
    "$CI_NODE_INDEX": "1",
    "$CI_NODE_TOTAL": "2",
    "$CI_PROJECT_DIR": "/builds/themes",
    "${themes[@]}": "borger",
    "${known[@]}": "borger",
    "${changed[@]}": "borger",
}
SCRIPTS = [*list_scripts(), read_page()]
COMMANDS = [(script.where, command) for script in SCRIPTS for command in list_commands(script.text)]


@pytest.fixture(autouse=True)
def _downloaded(tmp_path, monkeypatch):
    """What earlier jobs made is there."""
    work = tmp_path / "work"
    for folder in (work / "dist", work / "pictures" / "before", tmp_path / "pictures" / "before"):
        folder.mkdir(parents=True)
    (work / "plan.json").write_text("{}")
    monkeypatch.chdir(work)


@pytest.mark.parametrize(
    ("where", "command"),
    COMMANDS,
    ids=lambda each: " ".join(each) if isinstance(each, list) else each,
)
def test_a_command_of_a_workflow_is_understood(where, command):
    if command[0] not in main.list_commands(click.Context(main)):
        pytest.skip("no such command yet")
    assert _parse_command([_fill(word) for word in command]) is not None


def test_the_workflows_use_the_whole_chain():
    used = {command[0] for _where, command in COMMANDS}
    node = {"plan", "publish", "verify", "rollback"}
    assert used == {"check", "list", "build", "screenshots"} | node


def test_a_wrong_option_would_be_found():
    with pytest.raises(click.UsageError):
        _parse_command(["check", "--formt", "text"])


@pytest.mark.parametrize(
    ("script", "found"),
    [
        ("themebuilder check", [["check"]]),
        ("themebuilder check -o x || [ $? -eq 1 ]", [["check", "-o", "x"]]),
        ("themebuilder list --json > a.json\njq . a.json", [["list", "--json"]]),
        ('themebuilder plan -d "$D" | tee x', [["plan", "-d", "$D"]]),
        ('(cd "$before" && themebuilder build -o dist)', [["build", "-o", "dist"]]),
        ('themebuilder build \\\n  "${themes[@]}" -o d', [["build", "${themes[@]}", "-o", "d"]]),
        ("# themebuilder check\necho themebuilder", []),
    ],
)
def test_commands_are_found_in_bash(script, found):
    assert list_commands(script) == found


def test_no_command_is_overlooked():
    starts = sum(_count_commands(script) for script in SCRIPTS)
    assert starts == len(COMMANDS)


def _count_commands(script: Script) -> int:
    return len(re.findall(r"(?m)(?:^|&&|[|;(!])\s*themebuilder \w", script.text))


def _fill(word: str) -> str:
    for name, value in VALUES.items():
        word = word.replace(name, value)
    assert "$" not in word
    return word


def _parse_command(command: list[str]) -> click.Context:
    """The context that click makes of a command, without running it."""
    with click.Context(main, info_name="themebuilder") as top:
        name, found, rest = main.resolve_command(top, command)
        assert found is not None
        return found.make_context(name, rest, parent=top)
