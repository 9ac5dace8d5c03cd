"""Without an optional extra, a command that needs it names it, and all others work."""

from __future__ import annotations

import json
import os
import shutil
import tomllib
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from tests.conftest import BASE, write_in
from themebuilder.cli import COMMANDS, EXTRAS

OWN = 'theme: ward\nextends: borger\norganisation: clinic\nbrand: {color: "#2b6a94"}\n'
LAB = "deployment: lab\nnode: http://127.0.0.1:9\nauth: {client: x, key: {env: NODE_KEY}}\n"
FILES = {"themes/ward.yaml": OWN, "da.xlsx": "", "themes/deployments/lab.yaml": LAB}
ON_A_NODE = ("plan", "publish", "status", "verify", "rollback", "prune", "doctor", "probe")
PAGE = ("starlette", "uvicorn", "watchfiles", "websockets")
NODE = ("urllib3", "cryptography")
"""cryptography signs for an OAuth2 client, as the deployment of these tests is."""
EXPORT = "texts export --guest-language da -o"
NEEDS = {
    "preview": PAGE,
    "preview --proxy http://127.0.0.1:9": (*PAGE, "httpx2"),
    "screenshots ward -o out": (*PAGE, "playwright"),
    "accessibility ward --browser": ("playwright",),
    f"{EXPORT} da.xlsx": ("openpyxl",),
    "texts import da.xlsx": ("openpyxl",),
    "diff deployment:lab ward": NODE,
    "learn -d lab": NODE,
    **{f"{command} -d lab": NODE for command in ON_A_NODE},
}
"""A command and the modules that it cannot do without."""
NEED_NOTHING = (
    *("build ward", "check", "show ward", "list", "where waiting", "script", "init new"),
    *("texts status", "texts show --guest-language da", f"{EXPORT} da.xlf"),
    *("accessibility ward", "diff ward borger", "rules", "schema theme", "calendar"),
    "release --no-pictures -o out",
    "policy --help",
)
ROWS = [(command, module) for command, modules in NEEDS.items() for module in modules]


@pytest.fixture(scope="module")
def run_without(tmp_path_factory, themebuilder) -> Callable[..., tuple[int, str]]:
    """How a command ends and what it says where modules are not installed; all of them run in one process."""

    @cache
    def run_all(commands: tuple[str, ...], modules: tuple[str, ...]) -> dict[str, tuple[int, str]]:
        asked = []
        for command in commands:
            folder = tmp_path_factory.mktemp("own") / "own"
            shutil.copytree(BASE, folder)
            for name, text in FILES.items():
                write_in(folder, name, text)
            asked.append(json.dumps([str(folder), *command.split()]))
        answer = themebuilder(
            ",".join(modules),
            input="".join(f"{one}\n" for one in asked),
            env={**os.environ, "NODE_KEY": "secret", "PROGRAM": "tests.cli.without"},
            timeout=60 * len(commands),
        )
        said = (tuple(json.loads(line)) for line in answer.stdout.splitlines())
        return dict(zip(commands, said, strict=True))

    return lambda command, commands, *modules: run_all(tuple(commands), modules)[command]


def test_the_extras_are_those_of_the_package():
    declared = tomllib.loads(Path("pyproject.toml").read_text())["project"]["optional-dependencies"]
    found = {
        extra: {one.split(">=")[0] for one in declared[extra] if "[" not in one} for extra in EXTRAS
    }
    assert found == {extra: set(modules) for extra, modules in EXTRAS.items()}


@pytest.mark.parametrize(("command", "module"), ROWS)
def test_a_missing_module_is_named_with_its_extra(run_without, command, module):
    extra = next(extra for extra, modules in EXTRAS.items() if module in modules)
    commands = [row for row, needed in ROWS if needed == module]
    code, said = run_without(command, commands, module)
    install = f"pip install 'themebuilder[{extra}]'"
    assert (code, install in said) == (2, True)


@pytest.mark.parametrize("command", NEED_NOTHING)
def test_other_commands_need_no_extra(run_without, command):
    every = [module for modules in EXTRAS.values() for module in modules]
    code, said = run_without(command, NEED_NOTHING, *every)
    assert code == 0, said


def test_every_command_is_in_the_table():
    known = {command.split()[0] for command in (*NEEDS, *NEED_NOTHING)}
    assert set(COMMANDS) - known == {"import", "reviews"}
