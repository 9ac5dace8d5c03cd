"""Editing while other things happen: files and branches change below, windows and previews share a draft,
the preview is killed, the disk is full."""

from __future__ import annotations

import os
import re
import resource
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import APIResponse, Route, expect

from tests.preview.edit_kit import TITLE, commit, read_diff, run_editing_preview, run_git
from tests.preview.edit_page import Editing, edit, leave_page, reset_window
from tests.preview.kit import FILES, WARD, make_workspace
from tests.preview.test_editing import LEAVE_LINE, LUK_LINE, format_change
from tests.warm import ask
from themebuilder.preview.server import listen

pytestmark = pytest.mark.slow

_LINK = re.compile(r"http://127\.0\.0\.1:\d+/\S*")
_SOON = """() => {
  const wait = window.setTimeout;
  window.setTimeout = (act, ms, ...rest) => wait(act, Math.min(ms, 200), ...rest);
}"""
"""What is asked again while nobody answers is asked soon."""
_KEPT = "Dine ændringer er gemt her og sendes igen."


@pytest.fixture
def root(tmp_path) -> Path:
    return make_workspace(tmp_path / "own")


@pytest.fixture
def editing(checked_window, root) -> Iterator[Editing]:
    with edit(checked_window, root, follow=True) as editing:
        run_git(root, "branch", "-M", "main")
        yield editing.show()


def write(root: Path, old: str, new: str) -> None:
    file = root / FILES["ward"]
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def read_ward(root: Path) -> str:
    return (root / FILES["ward"]).read_text(encoding="utf-8")


def write_text(editing: Editing, text: str) -> None:
    editing.click_leave()
    editing.field.fill(text)
    editing.page.keyboard.press("Enter")


def test_a_file_that_changes_below_a_draft_takes_it_along_or_asks(editing, root):
    page = editing.page
    write_text(editing, "Luk mødet")
    editing.wait_for_edits("Luk mødet")
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
            editing.wait_for_edits(mine)
        write(root, re.search("meeting.leave: (.*)}", read_ward(root))[1], theirs)
        asked = page.get_by_role("alert").filter(has_text="Hvilken skal gælde?")
        expect(asked).to_contain_text(f"Filens{theirs}")
        asked.get_by_role("button", name=answer).click()
        expect(asked).to_have_count(0)
        if answer == "Skriv selv":
            expect(editing.field).to_have_value(mine)
            expect(editing.field).to_be_focused()
            page.keyboard.press("Control+a")
            page.keyboard.type(now)
            page.keyboard.press("Enter")
        expect(editing.guest.get_by_text(now, exact=True)).to_be_visible()
        if answer == "Brug filens":
            expect(editing.bar).to_contain_text("Ingen ændringer")
        else:
            editing.save()
        # Whoever types before it says so writes over an earlier text, and is asked again.
        expect(editing.field).to_have_value(now)
        expected = WARD.replace("title: Ward", "title: Ward 7 # ny").replace("Forlad mødet", now)
        assert read_ward(root) == expected


def test_a_draft_is_put_aside_on_another_branch_and_offered_again(editing, root):
    run_git(root, "switch", "-qc", "theirs")
    write(root, "Forlad mødet", "Farvel")
    run_git(root, "commit", "-qam", "text")
    run_git(root, "switch", "-q", "main")
    write_text(editing, "Luk mødet")
    editing.wait_for_edits("Luk mødet")

    run_git(root, "switch", "-q", "theirs")
    aside = editing.page.get_by_text("Din ændring fra grenen main er lagt til side")
    expect(aside).to_be_visible()
    expect(editing.bar).to_contain_text("Ingen ændringer")
    expect(editing.guest.get_by_text("Farvel", exact=True)).to_be_visible()
    assert read_diff(root) == ""

    run_git(root, "switch", "-q", "main")
    expect(editing.guest.get_by_text("Forlad mødet", exact=True)).to_be_visible()
    editing.page.get_by_role("button", name="Hent ind her").click()
    expect(aside).to_have_count(0)
    editing.save()
    assert read_diff(root) == format_change(LEAVE_LINE, LUK_LINE)


def test_two_windows_and_two_previews_share_a_draft_and_ask_before_they_overwrite(
    window, editing, root
):
    with run_editing_preview(root, root.parent / "cache", follow=True) as at:
        page = window.context.new_page()
        second = Editing(page, root, at).show()
        second.click_leave()
        second.field.fill("Farvel alle")
        write_text(editing, "Luk mødet")
        expect(second.bar).to_contain_text("1 ændring")
        expect(second.field).to_have_value("Farvel alle")
        page.keyboard.press("Enter")
        asked = page.get_by_role("alert").filter(has_text="Hvilken skal gælde?")
        expect(asked).to_contain_text("Fra et andet vindueLuk mødet")
        asked.get_by_role("button", name="Brug den anden").click()
        expect(second.guest.get_by_text("Luk mødet", exact=True)).to_be_visible()
        second.save()
        assert read_diff(root) == format_change(LEAVE_LINE, LUK_LINE)
        expect(editing.bar).to_contain_text("Ingen ændringer")

        fields = []
        for it, title in ((editing, "Et A"), (second, "To B")):
            it.turn_to(part=TITLE)
            fields.append(it.page.locator(".value-field"))
            fields[-1].fill(title)
        fields[0].press("Enter")
        expect(second.bar).to_contain_text("1 ændring")
        fields[1].press("Enter")
        expect(asked).to_contain_text("Før(ingen)DinTo BFra et andet vindueEt A")
        asked.get_by_role("button", name="Skriv selv").click()
        expect(fields[1]).to_be_focused()
        expect(fields[1]).to_have_value("To B")
        page.close()


@pytest.fixture
def second(editing) -> Iterator[Editing]:
    """Another window, which shows nothing yet."""
    page = editing.page.context.new_page()
    yield Editing(page, editing.root, editing.at)
    page.close()


def test_a_window_that_opens_during_an_edit_or_lost_the_server_shows_it(editing, second):
    late: list[tuple[Route, APIResponse]] = []

    def delay_first(route: Route) -> None:
        if late:
            route.continue_()
        else:
            late.append((route, route.fetch()))

    second.page.route("**/api/edit", delay_first)
    second.show()
    write_text(editing, "Luk mødet")
    expect(second.guest.get_by_text("Luk mødet", exact=True)).to_be_visible()
    [(route, before)] = late
    route.fulfill(response=before)
    expect(second.bar).to_contain_text("1 ændring")

    second.page.route("**/api/events", lambda route: route.abort())
    second.show()
    expect(second.bar).to_contain_text("1 ændring")
    editing.turn_to(part=TITLE)
    editing.page.locator(".value-field").fill("Afsnit")
    editing.page.keyboard.press("Enter")
    editing.wait_for_edits("Luk mødet", "Afsnit")
    second.page.unroute("**/api/events")
    expect(second.bar).to_contain_text("2 ændringer")


def test_a_change_waits_while_its_file_cannot_be_read(editing, root):
    waits, asks = "Dine ændringer i den venter.", "Hvilken skal gælde?"
    write_text(editing, "Luk mødet")
    editing.wait_for_edits("Luk mødet")
    write(root, "title: Ward", "title: [Ward")
    expect(editing.page.get_by_role("alert").filter(has_text=waits)).to_be_visible()
    expect(editing.page.get_by_text(asks)).to_have_count(0)
    write(root, "title: [Ward", "title: Ward")
    expect(editing.page.get_by_text(waits)).to_have_count(0)
    expect(editing.bar).to_contain_text("1 ændring")

    editing.show(part="picture:background")
    editing.page.locator(".picture-editor").wait_for()
    (root / FILES["ward"]).unlink()
    expect(editing.page.get_by_text("Temaet ward findes ikke mere.")).to_be_visible()
    expect(editing.page.get_by_text(waits)).to_be_visible()
    # No other theme is edited instead.
    expect(editing.page.locator(".picture-editor")).to_have_count(0)


# The preview as a command, in a process of its own.


class Preview:
    """`themebuilder preview` of a workspace, which can be killed and started again at its port."""

    def __init__(self, server: str, root: Path) -> None:
        self.server, self.root = server, root
        with listen("127.0.0.1", 0) as found:
            self.port = int(found.getsockname()[1])
        self.start()

    def start(self) -> None:
        command = ["preview", "ward", "--port", str(self.port)]
        environment = {**os.environ, "LC_ALL": "C"}
        output, written = os.pipe()
        with Path(os.devnull).open() as nothing:
            streams = [nothing.fileno(), written, written]
            self.process, told = ask(
                self.server, streams, str(self.root), environment, "tests.preview.as_user", command
            )
        told.close()
        os.close(written)
        self.output = os.fdopen(output)
        self.link = next(found[0] for line in self.output if (found := _LINK.search(line)))

    def kill(self) -> None:
        os.kill(self.process, signal.SIGKILL)
        self.output.close()

    def fill_disk(self, *, is_full: bool) -> None:
        """Nothing can be written to a file any more, or again."""
        _soft, most = resource.prlimit(self.process, resource.RLIMIT_FSIZE)
        resource.prlimit(self.process, resource.RLIMIT_FSIZE, (0 if is_full else most, most))


@pytest.fixture
def preview(server, root) -> Iterator[Preview]:
    commit(root)
    preview = Preview(server, root)
    yield preview
    preview.kill()


@pytest.fixture
def started(window, preview, root) -> Iterator[Editing]:
    """The ward in the window, which may complain: the preview is killed."""
    reset_window(window)
    at, _, token = preview.link.partition("?theme=ward&preview-token=")
    started = Editing(window, root, at).show(**{"preview-token": token})
    window.evaluate(_SOON)
    yield started
    leave_page(window)


def test_what_is_typed_and_saved_while_the_preview_is_dead_is_kept_and_sent_again(
    started, preview, root
):
    page, bar = started.page, started.bar
    started.click_leave()
    started.field.fill("Luk mø")
    preview.kill()
    started.field.fill("Luk mødet")
    expect(started.guest.get_by_text("Luk mødet", exact=True)).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_text(_KEPT)).to_be_visible()
    expect(bar).to_contain_text("1 ændring")
    preview.start()
    expect(page.get_by_text(_KEPT)).to_have_count(0)

    page.route("**/api/edit/diff", lambda route: route.abort())
    bar.get_by_role("button", name="Se ændringer og gem").click()
    review = page.get_by_role("dialog")
    expect(review).to_contain_text(_KEPT)
    page.unroute("**/api/edit/diff")
    expect(review).to_contain_text(LUK_LINE.strip())
    expect(review).not_to_contain_text(_KEPT)
    page.route("**/api/edit/save", lambda route: (preview.kill(), route.abort()))
    page.get_by_role("button", name="Gem", exact=True).click()
    expect(page.get_by_text(_KEPT)).to_be_visible()
    assert read_ward(root) == WARD
    page.unroute("**/api/edit/save")
    preview.start()
    expect(bar).to_contain_text("Gemt i 1 fil. Intet er udgivet.")
    assert read_diff(root) == format_change(LEAVE_LINE, LUK_LINE)


def test_a_full_disk_and_a_read_only_folder_are_said_and_lose_nothing(started, preview, root):
    page = started.page
    preview.fill_disk(is_full=True)
    write_text(started, "Luk mødet")
    blocked = page.get_by_text("Din ændring er gemt i vinduet og sendes igen.")
    expect(blocked).to_be_visible()
    expect(page.locator(".notices")).to_contain_text("Filen er for stor")
    preview.fill_disk(is_full=False)
    expect(blocked).to_have_count(0)
    expect(started.bar).to_contain_text("1 ændring")

    preview.fill_disk(is_full=True)
    started.bar.get_by_role("button", name="Se ændringer og gem").click()
    page.get_by_role("button", name="Gem", exact=True).click()
    refused = page.get_by_text("Ændringen kunne ikke skrives")
    expect(refused).to_be_visible()
    expect(started.bar).to_contain_text("1 ændring")
    assert read_diff(root) == ""
    preview.fill_disk(is_full=False)

    (root / "themes").chmod(0o555)
    started.bar.get_by_role("button", name="Se ændringer og gem").click()
    page.get_by_role("button", name="Gem", exact=True).click()
    expect(page.locator(".notices")).to_contain_text("Du har ikke adgang")
    assert read_diff(root) == ""
    (root / "themes").chmod(0o755)
    started.save()
    expect(refused).to_have_count(0)
    assert read_diff(root) == format_change(LEAVE_LINE, LUK_LINE)
