"""Two previews of one workspace, another branch below a draft, and a folder that can't be written."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.preview.edit_kit import COLOR, LEAVE, EditingPage, make_edit, read_diff, run_git
from tests.preview.kit import FILES

OURS, THEIRS = "Gå ud", "Farvel"


@pytest.fixture
def other(page, root, tmp_path) -> Iterator[EditingPage]:
    """Another preview of the same workspace."""
    other = EditingPage(root, tmp_path / "cache")
    with other.client:
        yield other


def list_values(page: EditingPage) -> dict[str, object]:
    return {edit["part"]: edit["value"] for edit in page.state["edits"]}


# Two previews.


def test_both_previews_have_the_edits_of_both(page, other):
    page.edit(LEAVE, OURS)
    other.edit(COLOR, "#1f5f5f")
    assert list_values(page) == list_values(other) == {LEAVE: OURS, COLOR: "#1f5f5f"}


def test_an_edit_on_a_draft_that_the_other_preview_changed_is_refused(page, other):
    seq = other.state["seq"]
    page.edit(LEAVE, OURS)
    answer = other.ask("edits", seq=seq, edits=[make_edit(LEAVE, THEIRS)], base={})
    assert (answer.status_code, answer.json()["edits"][0]["value"]) == (409, OURS)


def test_an_edit_is_painted_in_the_other_preview_too(page, other):
    page.edit(LEAVE, OURS)
    assert other.leave_text() == "Forlad mødet"
    with other.session.listen() as heard:
        other.take_changes()
        assert heard.get_nowait().seq == page.state["seq"]
    assert other.leave_text() == OURS


def test_what_one_preview_saved_is_undone_in_the_other(page, other, root):
    page.edit(LEAVE, OURS)
    page.post("save")
    other.post("undo")
    other.post("save")
    assert (read_diff(root), list_values(page)) == ("", {})


# Another branch.


@pytest.fixture
def switched(page, root) -> EditingPage:
    """A draft of `main`, and a branch with another text checked out below it."""
    run_git(root, "branch", "-M", "main")
    page.edit(COLOR, "#1f5f5f")
    page.post("save")
    run_git(root, "commit", "-qam", "colour")
    run_git(root, "switch", "-qc", "theirs")
    write(root, THEIRS)
    run_git(root, "commit", "-qam", "text")
    run_git(root, "switch", "-q", "main")
    page.edit(LEAVE, OURS)
    run_git(root, "switch", "-q", "theirs")
    page.take_changes(root / FILES["ward"])
    return page


def write(root: Path, text: str) -> None:
    file = root / FILES["ward"]
    file.write_text(file.read_text("utf-8").replace("Forlad mødet", text), "utf-8")


def test_a_draft_is_put_aside_where_it_contradicts_another_branch(switched, root):
    state = switched.state
    assert state["parked"] == [{"branch": "main", "edits": 1}]
    assert (state["edits"], state["conflicts"], state["undo"]) == ([], [], "")
    assert switched.post("save")["saved"] == []
    assert (switched.leave_text(), read_diff(root)) == (THEIRS, "")


def test_a_parked_draft_is_taken_up_again_on_its_branch_with_what_it_can_undo(switched, root):
    run_git(root, "switch", "-q", "main")
    switched.take_changes(root / FILES["ward"])
    state = switched.post("parked", number=0, keep=True)
    assert (state["parked"], list_values(switched)) == ([], {LEAVE: OURS})
    assert switched.leave_text() == OURS
    switched.post("undo")
    assert switched.state["undo"] == COLOR


def test_a_parked_draft_is_a_conflict_on_the_other_branch(switched):
    state = switched.post("parked", number=0, keep=True)
    (conflict,) = state["conflicts"]
    assert (conflict["mine"], conflict["theirs"]) == (OURS, THEIRS)


def test_a_parked_draft_goes_on_top_of_new_edits(switched):
    switched.edit(COLOR, "#445566")
    switched.post("parked", number=0, keep=True)
    assert list_values(switched) == {COLOR: "#445566", LEAVE: OURS}


def test_a_parked_draft_that_was_given_up_can_be_redone(switched):
    state = switched.post("parked", number=0, keep=False)
    assert (state["parked"], state["edits"], state["redo"]) == ([], [], LEAVE)
    assert switched.post("redo")["conflicts"][0]["mine"] == OURS


def test_a_parked_draft_survives_a_restart(switched, root, tmp_path):
    again = EditingPage(root, tmp_path / "cache")
    assert again.state["parked"] == [{"branch": "main", "edits": 1}]


def test_a_draft_goes_along_to_a_branch_that_it_does_not_contradict(page, root):
    page.edit(LEAVE, OURS)
    run_git(root, "switch", "-qc", "mine")
    page.change_on_disk("ward", "name: Ward", "name: Ward # ny")
    assert (page.state["parked"], list_values(page)) == ([], {LEAVE: OURS})


@pytest.mark.parametrize(
    "body", [{"number": 1, "keep": True}, {"number": 0}, {"number": -1, "keep": True}]
)
def test_nothing_is_parked_under_another_number(switched, body):
    answer = switched.ask("parked", seq=switched.state["seq"], **body)
    assert (answer.status_code, len(switched.state["parked"])) == (400, 1)
