"""Two previews of one workspace share its draft; a killed one leaves it whole."""

from __future__ import annotations

import contextlib
import multiprocessing
import time
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from tests.editing.test_draft import FILES, TARGETS, make_wanted_edit, open_, read, set_up
from themebuilder.editing import draft as drafts
from themebuilder.editing.draft import Draft
from themebuilder.editing.edits import read_value
from themebuilder.editing.saving import save_files

COLOR, TEXT, OTHER_TEXT = (
    next(
        destination for destination in TARGETS if (destination.file, destination.path[-1]) == wanted
    )
    for wanted in [
        ("themes/a.yaml", "color"),
        ("themes/a.yaml", "a.b"),
        ("themes/b.yaml", "a.b"),
    ]
)
BOTH_FILES = [COLOR, OTHER_TEXT]
FORKING = multiprocessing.get_context("fork")


@pytest.fixture
def root(tmp_path) -> Path:
    return set_up(tmp_path)


def add(draft: Draft, target, value: str, request: str = "") -> None:
    with draft.lock(request or f"{value} {time.monotonic_ns()}"):
        draft.add(make_wanted_edit(target, value), {})


def list_values(draft: Draft) -> dict[str, object]:
    with draft.lock():
        return {edit.path[-1]: edit.value for edit in draft.edits.values()}


# Two previews.


def test_a_draft_whose_file_was_deleted_is_kept_again_with_the_next_edit(root):
    draft = open_(root)
    add(draft, COLOR, "#445566")
    (root / "draft.json").unlink()
    add(draft, TEXT, "Farvel")
    assert list_values(open_(root)) == {"color": "#445566", "a.b": "Farvel"}


def test_a_request_is_not_done_again_after_a_restart(root):
    draft = open_(root)
    add(draft, COLOR, "#445566", "first")
    with draft.lock("second"):
        saved = draft.save()
    again = open_(root)
    assert again.log.requests == {"first": (), "second": saved}


# A kill.


def test_a_save_whose_preview_was_killed_behind_the_files_is_done(root, monkeypatch):
    draft = open_(root)
    add(draft, COLOR, "#445566")
    monkeypatch.setattr(Draft, "_commit", _interrupt)
    with pytest.raises(KeyboardInterrupt), draft.lock("save"):
        draft.save()
    monkeypatch.undo()
    again = open_(root)
    assert (list_values(again), again.log.requests["save"]) == ({}, ("themes/a.yaml",))
    with again.lock("undo"):
        again.undo()
        again.save()
    assert read(root) == FILES


def test_a_save_whose_preview_was_killed_before_the_files_is_still_a_draft(root, monkeypatch):
    draft = open_(root)
    add(draft, COLOR, "#445566")
    monkeypatch.setattr(drafts, "save_files", _interrupt)
    with pytest.raises(KeyboardInterrupt), draft.lock("save"):
        draft.save()
    assert (list_values(open_(root)), read(root)) == ({"color": "#445566"}, FILES)


def test_a_save_whose_preview_was_killed_between_two_files_is_finished(root, monkeypatch):
    draft = open_(root)
    add(draft, COLOR, "#445566")
    add(draft, OTHER_TEXT, "Farvel")

    def save_one(folder: Path, files: dict[str, bytes], digests: dict[str, str]) -> None:
        save_files(folder, dict([*files.items()][:1]), digests)
        raise KeyboardInterrupt

    monkeypatch.setattr(drafts, "save_files", save_one)
    with pytest.raises(KeyboardInterrupt), draft.lock("save"):
        draft.save()
    monkeypatch.undo()
    again = open_(root)
    files = read(root)
    assert [read_value(files[file.file], file.path) for file in BOTH_FILES] == ["#445566", "Farvel"]
    with again.lock("undo"):
        again.undo()
        again.undo()
        again.save()
    assert read(root) == FILES


def _interrupt(*_args: object) -> None:
    raise KeyboardInterrupt


def save_again_and_again(root: Path, first: int, told: Connection) -> None:
    """Set a value in each of two files to one number, save them, tell both, and so on."""
    draft = open_(root)
    for number in range(first, 10000):
        with draft.lock(f"add {number}"):
            draft.add(
                [
                    edit
                    for target in BOTH_FILES
                    for edit in make_wanted_edit(target, f"#{number:06x}")
                ],
                {},
            )
        told.send((number, False))
        with draft.lock(f"save {number}"):
            draft.save()
        told.send((number, True))


@pytest.mark.slow
def test_a_preview_killed_anywhere_leaves_old_or_new_files_and_all_edits_it_confirmed(root):
    number = 1
    for attempt in range(12):
        hear, tell = FORKING.Pipe(duplex=False)
        run = FORKING.Process(target=save_again_and_again, args=(root, number, tell))
        run.start()
        tell.close()
        last = hear.recv()
        time.sleep(0.0077 * attempt)
        run.kill()
        run.join()
        with contextlib.suppress(EOFError):
            while True:
                last = hear.recv()
        confirmed, is_saved = last

        draft = open_(root)
        now = {str(read_value(draft.files[file.file], file.path)) for file in BOTH_FILES}
        (written,) = now
        assert int(written.removeprefix("#"), 16) in {confirmed, confirmed + 1}
        if is_saved:
            files = read(root)
            on_disk = {str(read_value(files[file.file], file.path)) for file in BOTH_FILES}
            assert on_disk <= {f"#{confirmed:06x}", f"#{confirmed + 1:06x}"}
        assert draft.conflicts == ()
        number = confirmed + 2
    draft = open_(root)
    with draft.lock("all"):
        while draft.log.undoes:
            draft.undo()
        draft.save()
    assert read(root) == FILES
