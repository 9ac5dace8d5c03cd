"""Editing while other things happen: files and branches change below, windows and previews share a draft,
the preview is killed, the disk is full. The preview is the command, in a process of its own."""

from __future__ import annotations

import os
import re
import resource
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.preview.edit_kit import commit, git, read_diff
from tests.preview.edit_page import Editing, leave_page, reset_window
from tests.preview.kit import FILES, WARD, new_workspace
from tests.preview.test_editing import LEAVE_LINE, LUK_LINE, changed
from themebuilder.preview.page import VIEWPORTS
from themebuilder.preview.screenshots import open_page
from themebuilder.preview.server import listen

pytestmark = pytest.mark.slow

_AS_A_USER = ["setpriv", "--bounding-set=-dac_override"] if os.geteuid() == 0 else []
"""Else root could write to a read-only folder."""
_LINK = re.compile(r"http://127\.0\.0\.1:\d+/\S*")
_HAS_ONE_EDIT = "fetch('/api/edit').then(it => it.json()).then(it => it.edits.length === 1)"


class Preview:
    """`themebuilder preview` of a workspace, which can be killed and started again at its port."""

    def __init__(self, root: Path, port: int) -> None:
        self.root = root
        self.port = port
        self.start()

    def start(self) -> None:
        command = ["preview", "ward", "--port", str(self.port)]
        self.process = subprocess.Popen(
            [*_AS_A_USER, sys.executable, "-m", "themebuilder", *command],
            cwd=self.root,
            env={**os.environ, "XDG_CACHE_HOME": str(self.root.parent / "cache"), "LC_ALL": "C"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert self.process.stdout
        said = ""
        while not (found := _LINK.search(said)):
            line = self.process.stdout.readline()
            assert line, said
            said += line
        self.link = found[0]

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.communicate()

    def fill_disk(self, *, is_full: bool) -> None:
        """Nothing can be written to a file any more, or again."""
        _soft, most = resource.prlimit(self.process.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(self.process.pid, resource.RLIMIT_FSIZE, (0 if is_full else most, most))


def _find_port() -> int:
    with listen("127.0.0.1", 0) as found:
        return int(found.getsockname()[1])


@pytest.fixture
def root(tmp_path) -> Path:
    root = new_workspace(tmp_path / "own")
    commit(root)
    git(root, "branch", "-M", "main")
    return root


@pytest.fixture(scope="module")
def port() -> int:
    """One for all tests: the window keeps the page's scripts by their address."""
    return _find_port()


@pytest.fixture
def preview(root, port) -> Iterator[Preview]:
    preview = Preview(root, port)
    yield preview
    preview.kill()


@pytest.fixture
def page(window, preview) -> Iterator[Page]:
    """The window, which may complain: the preview is killed."""
    reset_window(window)
    yield window
    leave_page(window)


@pytest.fixture
def editing(page, preview, root) -> Editing:
    return open_editing(page, preview, root)


def open_editing(page: Page, preview: Preview, root: Path) -> Editing:
    page.goto(preview.link)
    at = f"http://127.0.0.1:{preview.port}/"
    return Editing(page, root, at).show()


def write(root: Path, old: str, new: str) -> None:
    file = root / FILES["ward"]
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def ward(root: Path) -> str:
    return (root / FILES["ward"]).read_text(encoding="utf-8")


def write_text(editing: Editing, text: str) -> None:
    editing.click_leave()
    editing.field.fill(text)
    editing.page.keyboard.press("Enter")


def expect_kept(editing: Editing) -> None:
    """The preview has the edit, not only the page."""
    editing.page.wait_for_function(_HAS_ONE_EDIT)


def test_everything_is_undone_redone_and_undone_after_a_save(editing, root):
    page, bar = editing.page, editing.bar
    write_text(editing, "Luk mødet")
    expect(bar).to_contain_text("1 ændring")
    editing.show(part="color:color")
    page.get_by_label("Farvekode").fill("#1F5F5F")
    page.keyboard.press("Enter")
    expect(bar).to_contain_text("2 ændringer")
    undo, redo = (
        bar.get_by_role("button", name=re.compile(name)) for name in ("^Fortryd", "^Gentag")
    )
    for _ in range(2):
        undo.click()
    expect(bar).to_contain_text("Ingen ændringer")
    for _ in range(2):
        redo.click()
    expect(bar).to_contain_text("2 ændringer")
    assert read_diff(root) == ""
    editing.save()
    both = changed(LEAVE_LINE, LUK_LINE).splitlines()
    assert set(both) < set(read_diff(root).splitlines())
    assert '+  color: "#1F5F5F"' in read_diff(root)
    for _ in range(2):
        undo.click()
    expect(bar).to_contain_text("2 ændringer")
    editing.save()
    assert read_diff(root) == ""


def test_a_file_that_changes_below_a_draft_takes_it_along_or_asks(editing, root):
    page = editing.page
    write_text(editing, "Luk mødet")
    expect_kept(editing)
    write(root, "title: Ward", "title: Ward 7 # ny")
    expect(page.get_by_text("Dine ændringer er lagt oven på den nye.")).to_be_visible()
    expect(editing.guest.get_by_text("Luk mødet", exact=True)).to_be_visible()

    for mine, theirs, answer, now in [
        ("", "Slut", "Brug filens", "Slut"),
        ("Luk nu", "Farvel", "Behold min", "Luk nu"),
        ("Luk her", "Forlad", "Skriv selv", "Noget tredje"),
    ]:
        if mine:
            editing.field.fill(mine)
            page.keyboard.press("Enter")
            expect_kept(editing)
        write(root, re.search("meeting.leave: (.*)}", ward(root))[1], theirs)
        asked = page.get_by_role("alert").filter(has_text="Hvilken skal gælde?")
        expect(asked).to_contain_text(f"Filens{theirs}")
        asked.get_by_role("button", name=answer).click()
        expect(asked).to_have_count(0)
        if answer == "Skriv selv":
            expect(editing.field).to_have_value(mine)
            editing.field.fill(now)
            page.keyboard.press("Enter")
        expect(editing.guest.get_by_text(now, exact=True)).to_be_visible()
        if answer == "Brug filens":
            expect(editing.bar).to_contain_text("Ingen ændringer")
        else:
            editing.save()
        expected = WARD.replace("title: Ward", "title: Ward 7 # ny").replace("Forlad mødet", now)
        assert ward(root) == expected


def test_a_draft_is_put_aside_on_another_branch_and_offered_again(editing, root):
    git(root, "switch", "-qc", "theirs")
    write(root, "Forlad mødet", "Farvel")
    git(root, "commit", "-qam", "text")
    git(root, "switch", "-q", "main")
    write_text(editing, "Luk mødet")
    expect_kept(editing)

    git(root, "switch", "-q", "theirs")
    aside = editing.page.get_by_text("Din ændring fra grenen main er lagt til side")
    expect(aside).to_be_visible()
    expect(editing.bar).to_contain_text("Ingen ændringer")
    expect(editing.guest.get_by_text("Farvel", exact=True)).to_be_visible()
    assert read_diff(root) == ""

    git(root, "switch", "-q", "main")
    expect(editing.guest.get_by_text("Forlad mødet", exact=True)).to_be_visible()
    editing.page.get_by_role("button", name="Hent ind her").click()
    expect(aside).to_have_count(0)
    editing.save()
    assert read_diff(root) == changed(LEAVE_LINE, LUK_LINE)


def test_what_is_typed_while_the_preview_is_dead_is_kept_and_sent_again(editing, preview, root):
    page = editing.page
    editing.click_leave()
    editing.field.fill("Luk mø")
    preview.kill()
    editing.field.fill("Luk mødet")
    expect(editing.guest.get_by_text("Luk mødet", exact=True)).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Dine ændringer er gemt her og sendes igen.")).to_be_visible()
    expect(editing.bar).to_contain_text("1 ændring")
    preview.start()
    expect(page.get_by_text("Dine ændringer er gemt her og sendes igen.")).to_have_count(0)
    editing.save()
    assert read_diff(root) == changed(LEAVE_LINE, LUK_LINE)


def test_a_save_that_a_kill_interrupts_is_finished_by_the_page(editing, preview, root):
    write_text(editing, "Luk mødet")
    expect(editing.bar).to_contain_text("1 ændring")
    editing.bar.get_by_role("button", name="Se ændringer og gem").click()
    editing.page.route("**/api/edit/save", lambda route: (preview.kill(), route.abort()))
    editing.page.get_by_role("button", name="Gem", exact=True).click()
    expect(editing.page.get_by_text("Dine ændringer er gemt her og sendes igen.")).to_be_visible()
    assert ward(root) in {WARD, WARD.replace("Forlad mødet", "Luk mødet")}
    editing.page.unroute("**/api/edit/save")
    preview.start()
    expect(editing.bar).to_contain_text("Gemt i 1 fil. Intet er udgivet.")
    assert read_diff(root) == changed(LEAVE_LINE, LUK_LINE)


def test_a_full_disk_and_a_read_only_folder_are_said_and_lose_nothing(editing, preview, root):
    page = editing.page
    preview.fill_disk(is_full=True)
    write_text(editing, "Luk mødet")
    blocked = page.get_by_text("Din ændring er gemt i vinduet og sendes igen.")
    expect(blocked).to_be_visible()
    expect(page.locator(".notices")).to_contain_text("Filen er for stor")
    preview.fill_disk(is_full=False)
    expect(blocked).to_have_count(0)
    expect(editing.bar).to_contain_text("1 ændring")

    preview.fill_disk(is_full=True)
    editing.bar.get_by_role("button", name="Se ændringer og gem").click()
    page.get_by_role("button", name="Gem", exact=True).click()
    refused = page.get_by_text("Ændringen kunne ikke skrives")
    expect(refused).to_be_visible()
    expect(editing.bar).to_contain_text("1 ændring")
    assert read_diff(root) == ""
    preview.fill_disk(is_full=False)

    (root / "themes").chmod(0o555)
    editing.bar.get_by_role("button", name="Se ændringer og gem").click()
    page.get_by_role("button", name="Gem", exact=True).click()
    expect(page.locator(".notices")).to_contain_text("Du har ikke adgang")
    assert read_diff(root) == ""
    (root / "themes").chmod(0o755)
    editing.save()
    expect(refused).to_have_count(0)
    assert read_diff(root) == changed(LEAVE_LINE, LUK_LINE)


def test_two_windows_and_two_previews_share_a_draft_and_ask_before_they_overwrite(
    browser, editing, root
):
    other = Preview(root, _find_port())
    try:
        with open_page(browser, VIEWPORTS[3]) as page:
            second = open_editing(page, other, root)
            second.click_leave()
            second.field.fill("Farvel alle")
            write_text(editing, "Luk mødet")
            expect(second.bar).to_contain_text("1 ændring")
            expect(second.field).to_have_value("Farvel alle")
            second.page.keyboard.press("Enter")
            asked = second.page.get_by_role("alert").filter(has_text="Hvilken skal gælde?")
            expect(asked).to_contain_text("FilensLuk mødet")
            asked.get_by_role("button", name="Brug filens").click()
            expect(second.guest.get_by_text("Luk mødet", exact=True)).to_be_visible()
            second.save()
            assert read_diff(root) == changed(LEAVE_LINE, LUK_LINE)
            expect(editing.bar).to_contain_text("Ingen ændringer")
            page.goto("about:blank")
    finally:
        other.kill()
