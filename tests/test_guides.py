"""Every command and every edit in the pages is done as a reader would do it.

Each page is gone through from the top, in a new workspace that ``themebuilder init`` made, or in an
empty folder where the page makes one itself. `tests.guides.reading` says how a page is written;
`tests.guides.setting` what a reader brings along. ``pip`` is not run: what it would install is here.
``make`` has to name a target of the Makefile. Nodes are a fake one on sockets of this machine.
"""

from __future__ import annotations

import re
import shlex
import shutil
import urllib.error
import urllib.request
import zipfile
from collections.abc import Callable
from contextlib import ExitStack
from functools import cache
from pathlib import Path

import click
import pytest

from tests.fake_node import Running, make_guard, run_node
from tests.guides.reading import Command, Edit, is_as_shown, list_commands, read_steps
from tests.guides.setting import (
    OWN_DEPLOYMENT,
    adapt_deployment,
    as_in_the_page,
    copy_packages,
    keep_history,
    lay_out,
    make_node,
    replace_addresses,
)
from tests.guides.terminal import ROOT, Terminal
from themebuilder.cli import main
from themebuilder.core.rules import load_rules
from themebuilder.preview.page import BundleMissingError, read_bundle

PAGES = {
    page.relative_to(ROOT).as_posix(): page.read_text(encoding="utf-8")
    for page in (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")))
}
TO_DO = {name: read_steps(page) for name, page in PAGES.items()}
LASTING = {
    "themebuilder preview": "",
    "make preview": "",
    "python -m tests.fake_node": " --replication 0 --port 0",
}
"""Commands that go on until Ctrl+C, with what makes them quick."""
CASES = [pytest.param(name, marks=pytest.mark.slow) for name, found in TO_DO.items() if found]


@pytest.fixture(scope="module")
def packages(tmp_path_factory, program) -> Path:
    folder = tmp_path_factory.mktemp("packages")
    terminal = Terminal(folder / "home", folder, program=program)
    result = terminal.run(f"themebuilder -C {ROOT} build kommune-borger rm-borger -o {folder}")
    assert result.code == 0, result.output
    with zipfile.ZipFile(folder / "kommune-borger-webapp3.zip") as archive:
        (folder / "en.json").write_bytes(archive.read("webapp3/branding/texts/en.json"))
    return folder


@pytest.fixture(scope="module")
def begun(tmp_path_factory, program) -> Callable[[str], Path]:
    """A workspace in which a page in a language may begin."""

    @cache
    def begin(locale: str) -> Path:
        home = tmp_path_factory.mktemp("begun")
        terminal = Terminal(home, home / "work", program=program, locale=locale)
        terminal.folder.mkdir()
        terminal.run('themebuilder init --name vores-klinik --title "Vores Klinik"')
        lay_out(terminal.folder)
        keep_history(terminal)
        return terminal.folder

    return begin


@pytest.mark.parametrize("name", CASES)
def test_a_page_does_what_it_says(name, tmp_path, packages, begun, program):
    with ExitStack() as stack:
        terminal = Terminal(
            tmp_path / "home",
            tmp_path / "work",
            is_attended=not name.startswith("docs/ci/"),
            program=program,
            locale="da_DK.UTF-8" if name.startswith("docs/da/") else "C.UTF-8",
        )
        reader = Reader(terminal, stack, packages, begun)
        reader.begin(TO_DO[name])
        for step in TO_DO[name]:
            reader.follow(step)
    assert not reader.wrong, "\n\n".join(reader.wrong)


class Reader:
    """Goes through a page, and notes where something else happens."""

    def __init__(
        self,
        terminal: Terminal,
        stack: ExitStack,
        packages: Path,
        begun: Callable[[str], Path],
    ) -> None:
        self.packages = packages
        self.begun = begun
        self.terminal = terminal
        self.folder = terminal.folder
        self.folder.mkdir()
        self.stack = stack
        self.up: Running | None = None
        self.wrong: list[str] = []
        stack.callback(self.terminal.end)

    def begin(self, to_do: list[Command | Edit]) -> None:
        """Make what the page takes for granted."""
        typed = "\n".join(step.text for step in to_do if isinstance(step, Command))
        if not re.search(r"themebuilder init|^make ", typed, re.MULTILINE):
            shutil.copytree(self.begun(self.terminal.locale), self.folder, dirs_exist_ok=True)
        own = {Path(step.file).stem for step in to_do if isinstance(step, Edit)}
        for name in sorted(
            set(re.findall(r"(?: -d |deployment:)([\w-]+)", typed)) - own - {"fake"}
        ):
            self._edit(Edit(f"themes/deployments/{name}.yaml", OWN_DEPLOYMENT.format(name=name)))
        for name, theme in re.findall(r"deployment:([\w-]+) ([\w-]+)", typed):
            self.terminal.run(f"themebuilder build {theme}; themebuilder publish -d {name} --yes")

    def follow(self, step: Command | Edit) -> None:
        """Do what *step* says."""
        if isinstance(step, Edit):
            self._edit(step)
        elif step.text.startswith("pip "):
            return
        elif step.text.startswith("make "):
            targets = re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
            if step.text.split()[1] not in targets:
                self.wrong.append(f"{step.text}: no such target")
        elif lasting := next((one for one in LASTING if step.text.startswith(one)), None):
            self._run_lasting(step, lasting)
        else:
            self._run(step)

    def _edit(self, edit: Edit) -> None:
        file = self.terminal.where / edit.file
        file.parent.mkdir(parents=True, exist_ok=True)
        before = file.read_text(encoding="utf-8") if file.exists() else ""
        text = edit.apply_to(before)
        if file.parent.name == "deployments":
            text = adapt_deployment(text, self._start_node())
            for secret in re.findall(r"env: (\w+)", text):
                self.terminal.run(f"export {secret}={self._start_node().guard.password}")
        file.write_text(text, encoding="utf-8")

    def _run(self, command: Command) -> None:
        copy_packages(command.text, self.terminal.where, self.packages)
        result = self.terminal.run(command.text)
        printed = as_in_the_page(result.output, self.up)
        if command.shown and not is_as_shown(command.shown, printed):
            self.wrong.append(f"$ {command.text}\n{printed}")
        if (result.code == 0) is command.fails and "--exit-code" not in command.text:
            self.wrong.append(f"$ {command.text}\nended with {result.code}\n{printed}")

    def _run_lasting(self, command: Command, which: str) -> None:
        if "preview" in which and not _has_bundle():
            pytest.skip("the preview's page is not built: make page")
        typed = (
            replace_addresses(command.text, self._start_node())
            if "://" in command.text
            else command.text
        )
        said = self.terminal.start(typed + LASTING[which], until="C")
        if "preview" in which:
            address = re.findall(r"^ +(http://\S+)", said, re.MULTILINE)[0]
            assert _answers(address), address
        else:
            # What it prints is meant to be pasted.
            pasted = said[
                min(
                    said.index(word) for word in ("mkdir ", "export ") if word in said
                ) : said.index("\nEND") + 4
            ]
            self._run(Command(pasted))
        if command.shown and not is_as_shown(command.shown, said):
            self.wrong.append(f"$ {command.text}\n{said}")

    def _start_node(self) -> Running:
        if self.up is None:
            self.up = self.stack.enter_context(run_node(make_node(), make_guard()))
        return self.up


def _answers(address: str) -> bool:
    try:
        return bool(urllib.request.urlopen(address, timeout=10).read())
    except urllib.error.HTTPError as error:
        # The fake node has no web app of its own to pass through.
        return error.code == 404


def _has_bundle() -> bool:
    try:
        return bool(read_bundle())
    except BundleMissingError:
        return False


@pytest.mark.parametrize("name", PAGES)
def test_a_command_that_is_named_in_passing_exists(name):
    assert [text for text in list_commands(PAGES[name]) if not _is_command(text)] == []


def _is_command(text: str) -> bool:
    """Whether *text* begins with a command of themebuilder and has only options that it takes."""
    words = [word for word in shlex.split(text)[1:] if word != "…"]
    command: click.Command = main
    options: set[str] = set()
    while True:
        options.update(option for each in command.params for option in each.opts)
        named = next((word for word in words if not word.startswith("-")), None)
        if not isinstance(command, click.Group):
            break
        found = command.get_command(click.Context(command), named) if named else None
        if found is None:
            return named is None and bool(words)
        words.remove(named)
        command = found
    asked = {word.split("=")[0] for word in words if word.startswith("-")}
    return asked <= options | {"-h", "--help"}


def test_a_rule_that_is_explained_exists():
    rows = re.findall(r"^\| (`[a-z-]+`.*?) \|", PAGES["docs/da/fejl.md"], re.MULTILINE)
    named = {rule for row in rows for rule in re.findall(r"`([a-z-]+)`", row)}
    assert sorted(named - set(load_rules())) == []


def test_the_danish_pages_say_that_they_wait_for_a_reader():
    assert "Forslag" in PAGES["docs/da/README.md"]


def test_the_pictures_are_light():
    sizes = [file.stat().st_size for file in (ROOT / "docs" / "pictures").iterdir()]
    assert max(sizes) < 150_000
    assert sum(sizes) < 1_000_000
