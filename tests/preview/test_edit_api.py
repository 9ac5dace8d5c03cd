"""Walks through editing, as requests of the page; each ends with what git says of the files."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.preview.edit_kit import (
    CLOSE,
    COLOR,
    JOIN,
    LEAVE,
    EditingPage,
    commit,
    make_edit,
    read_diff,
)
from tests.preview.kit import FILES, WARD, format_clinic, make_workspace

OTHER = WARD.replace("ward", "other").replace("texts:\n  da: {meeting.leave: Forlad mødet}\n", "")
"""A second theme for citizens, without a text of its own."""


@pytest.fixture
def root(tmp_path) -> Path:
    root = make_workspace(tmp_path / "edited", other=OTHER)
    commit(root)
    return root


def restart(page: EditingPage, tmp_path: Path) -> EditingPage:
    return EditingPage(page.root, tmp_path / "cache")


# 1. Looking changes nothing.


def test_looking_and_selecting_changes_no_file_and_makes_no_draft(page, root, tmp_path):
    for part in (LEAVE, JOIN, COLOR):
        page.read_part(part)
    page.get("/api/edit/diff")
    page.ask("check", edits=[make_edit(LEAVE, "Gå ud")])
    assert (read_diff(root), page.state["edits"], page.state["seq"]) == ("", [], 0)
    assert not (tmp_path / "cache").exists()


# 2. A text of one theme.


def test_a_text_of_this_theme_is_one_changed_line(page, root):
    page.edit(LEAVE, "Gå ud af mødet")
    assert read_diff(root) == ""
    assert page.post("save")["saved"] == ["themes/ward.yaml"]
    assert read_diff(root) == (
        "+++ b/themes/ward.yaml\n"
        "-  da: {meeting.leave: Forlad mødet}\n"
        "+  da: {meeting.leave: Gå ud af mødet}"
    )


def test_what_people_call_a_theme_is_changed_in_that_theme_alone(page, root):
    assert [scope["level"] for scope in page.read_part("name:theme_title")["scopes"]] == ["theme"]
    page.edit("name:theme_title", "Afsnit 4")
    page.post("save")
    assert read_diff(root) == "+++ b/themes/ward.yaml\n-title: Ward\n+title: Afsnit 4"


def test_a_repeated_request_is_answered_and_not_done_twice(page):
    body = {"seq": 0, "edits": [make_edit(LEAVE, "Gå ud")], "base": {}}
    answers = [page.ask("edits", **body).json() for _ in range(2)]
    assert answers[0] == answers[1]
    assert [len(page.state["edits"]), page.state["seq"]] == [1, 1]


def test_an_edit_to_the_same_value_is_no_edit(page):
    page.edit(LEAVE, "Forlad mødet")
    page.edit(LEAVE, "Gå ud")
    assert page.edit(LEAVE, "Forlad mødet")["edits"] == []


def test_an_edit_right_after_a_save_or_an_undo_needs_no_newer_page(page):
    before = page.read_scope(LEAVE, "theme")
    base = {before["file"]: before["digest"]}
    for value in ("Gå ud", "Farvel"):
        page.post("edits", edits=[make_edit(LEAVE, value)], base=base)
        page.post("save")
    page.post("undo")
    page.post("save")
    page.post("edits", edits=[make_edit(LEAVE, "Ud")], base=base)
    assert page.leave_text() == "Ud"


def test_the_shared_text_is_used_again_once_the_own_one_is_removed(page, root):
    shared = page.read_scope(LEAVE, "all")["value"]
    page.edit(LEAVE, None)
    assert page.leave_text() == shared
    page.post("save")
    assert "meeting.leave" not in (root / FILES["ward"]).read_text(encoding="utf-8")


# Values that aren't texts.


def test_a_picture_with_a_focus_takes_the_place_of_a_name_and_goes_again(page, root):
    page.edit("picture:logo", "ward/logo.svg")
    value = {"file": "ward/logo.svg", "focus": [0.5, 0.25]}
    page.edit("picture:logo", value)
    assert page.read_scope("picture:logo", "theme")["value"] == value
    page.post("save")
    assert read_diff(root).splitlines()[1:] == [
        "+  logo: {file: ward/logo.svg, focus: [0.5, 0.25]}"
    ]
    assert page.post("undo")["edits"][0]["value"] == "ward/logo.svg"


def test_a_focus_that_somebody_moves_on_the_disk_is_a_conflict(page):
    page.edit("picture:background", {"draw": "hills"})
    page.change_on_disk("ward", "seed: 1,", "seed: 2,")
    (conflict,) = page.state["conflicts"]
    assert (conflict["was"]["seed"], conflict["theirs"]["seed"]) == (1, 2)


# 3. A text for all citizens, where one theme has its own.


def test_the_page_says_how_many_themes_a_level_reaches_and_which_have_their_own(page):
    scope = page.read_scope(LEAVE, "audience")
    assert scope["themes"] == ["other", "ward"]
    assert (scope["hidden_in"], scope["overridden_by"]) == (["ward"], "theme")
    assert scope["file"] == "themes/texts/da.citizen.yaml"


def test_a_text_for_all_citizens_goes_to_a_file_of_ones_own(page, root):
    page.edit(LEAVE, "Gå ud", "audience")
    assert (page.leave_text("other"), page.leave_text("ward")) == ("Gå ud", "Forlad mødet")
    page.post("save")
    assert read_diff(root) == (
        "+++ b/themes/texts/da.citizen.yaml\n"
        "+texts: da\n+audience: citizen\n+review: proposed\n+keys:\n+  meeting.leave: Gå ud"
    )


@pytest.mark.parametrize(
    ("theme", "part", "scope", "file"),
    [
        ("ward", LEAVE, "theme", "themes/ward.yaml"),
        ("ward", LEAVE, "organisation", "themes/organisations/clinic.yaml"),
        ("ward", LEAVE, "all", "themes/texts/da.yaml"),
        ("borger", COLOR, "theme", "themes/borger.yaml"),
        ("praksis-borger", LEAVE, "organisation", "themes/organisations/praksis.yaml"),
    ],
)
def test_every_level_is_a_file_of_the_workspace_that_builds_without_faults(
    page, theme, part, scope, file
):
    page.edit(part, "#1f5f5f" if part == COLOR else "Gå ud", scope, theme)
    assert page.post("save")["saved"] == [file]
    answer = page.get(f"/api/themes/{theme}")
    errors = [problem for problem in answer["found"] if problem["severity"] == "error"]
    assert (answer["failure"], errors) == ([], [])
    assert page.read_scope(part, scope, theme)["is_here"] == (theme != "ward" or scope == "theme")


# 6. A value that fails the checks may be drafted and saved.


def test_a_colour_that_fails_the_checks_is_reported_and_may_be_saved(page, root):
    found = page.ask("check", edits=[make_edit(COLOR, "#ffff66")]).json()["problems"]
    assert [problem["rule"] for problem in found] == ["contrast-unreadable", "contrast-too-low"]
    page.edit(COLOR, "#ffff66")
    page.post("save")
    assert read_diff(root).splitlines()[1:] == ['-  color: "#2b6a94"', '+  color: "#ffff66"']


@pytest.mark.parametrize(
    ("part", "value", "rule", "fixed"),
    [
        (COLOR, "#8fb8d0", "contrast-too-low", "#50778D"),
        (CLOSE, "Nogen er kommet", "placeholder-wrong", "Nogen er kommet {{name}}"),
        (LEAVE, "Forlad...", "typography-wrong", "Forlad…"),
    ],
)
def test_a_problem_comes_with_what_a_button_can_do_about_it(page, part, value, rule, fixed):
    found = page.ask("check", edits=[make_edit(part, value)]).json()["problems"]
    fixes = {
        (fix["part"], fix["value"])
        for problem in found
        if problem["rule"] == rule
        for fix in problem["fixes"]
    }
    assert fixes == {(part, fixed)}
    again = page.ask("check", edits=[make_edit(part, fixed)]).json()["problems"]
    assert rule not in [problem["rule"] for problem in again]


def test_what_hides_names_is_offered_where_they_are_to_be_hidden(page, root):
    (root / FILES["clinic"]).write_text(format_clinic(names_on_video="hidden"), encoding="utf-8")
    page.client.portal.call(page.session.take_changes, [root / FILES["clinic"]])
    promise = make_edit("setting:names_on_video", "hidden", "organisation")
    found = page.ask("check", edits=[promise]).json()["problems"]
    [shown] = [problem for problem in found if problem["rule"] == "names-still-shown"]
    assert ("setting:chat", "disabled") in [(fix["part"], fix["value"]) for fix in shown["fixes"]]


def test_a_value_is_checked_as_it_is_also_beside_another_in_the_same_line(page, root):
    ward = (root / FILES["ward"]).read_text(encoding="utf-8")
    faulty = ward.replace("Forlad mødet}", "Forlad mødet, common.join: Deltag...}")
    (root / FILES["ward"]).write_text(faulty, encoding="utf-8")
    page.client.portal.call(page.session.take_changes, [root / FILES["ward"]])
    asked = {LEAVE: "Forlad mødet", JOIN: "Deltag..."}
    rules = {
        part: [
            problem["rule"]
            for problem in page.ask("check", edits=[make_edit(part, value)]).json()["problems"]
        ]
        for part, value in asked.items()
    }
    assert rules == {LEAVE: [], JOIN: ["typography-wrong"]}


def test_problems_say_which_edit_they_know_of(page):
    assert page.get("/api/themes/ward")["seq"] == 0
    page.edit(COLOR, "#ffff66")
    page.read_part(LEAVE)  # waits for the draft
    answer = page.get("/api/themes/ward")
    assert (answer["seq"], answer["problems"]["error"] > 0) == (1, True)


# 11. Undo everything in one go, also after a save.


def test_undo_redo_and_undo_after_a_save_give_the_same_bytes(page, root):
    page.edit(LEAVE, "Gå ud: nu # straks")
    page.edit(COLOR, "#1f5f5f")
    page.edit(JOIN, "Deltag nu", "organisation")
    page.edit(LEAVE, "Gå ud", "audience")
    page.post("save")
    saved = read_diff(root)
    assert len(page.post("undo")["edits"]) == 1
    assert page.leave_text("other") != "Gå ud"
    for _ in range(3):
        page.post("undo")
    page.post("save")
    assert read_diff(root) == ""
    for _ in range(4):
        page.post("redo")
    page.post("save")
    assert read_diff(root) == saved


def test_what_was_discarded_can_be_redone(page):
    page.edit(LEAVE, "Gå ud")
    page.edit(COLOR, "#1f5f5f")
    assert page.post("discard")["edits"] == []
    page.post("redo")
    assert len(page.post("redo")["edits"]) == 2


# 12. A file changes on the disk while a draft is open.


def test_a_change_of_another_line_takes_the_draft_along(page, root):
    page.edit(LEAVE, "Gå ud")
    page.change_on_disk("ward", "name: Ward", "name: Afdeling # ny")
    state = page.state
    assert (state["conflicts"], state["moved"]) == ([], ["themes/ward.yaml"])
    assert page.leave_text() == "Gå ud"
    page.post("save")
    text = (root / FILES["ward"]).read_text(encoding="utf-8")
    assert text == WARD.replace("name: Ward", "name: Afdeling # ny").replace(
        "Forlad mødet", "Gå ud"
    )


@pytest.fixture
def conflict(page) -> dict[str, object]:
    """The text was changed in two places."""
    page.edit(LEAVE, "Gå ud")
    page.change_on_disk("ward", "Forlad mødet", "Farvel")
    (conflict,) = page.state["conflicts"]
    return dict(conflict)


def test_a_change_of_the_same_value_is_a_conflict_and_not_saved(page, root, conflict):
    assert [conflict[one] for one in ("was", "mine", "theirs")] == [
        "Forlad mødet",
        "Gå ud",
        "Farvel",
    ]
    answer = page.ask("save", seq=page.state["seq"], ids=[conflict["id"]])
    assert answer.status_code == 409
    assert page.post("save")["saved"] == []
    assert page.state["moved"] == []
    assert "Farvel" in (root / FILES["ward"]).read_text(encoding="utf-8")


def test_nothing_else_waits_for_a_conflict(page, root, conflict):
    page.edit(COLOR, "#1f5f5f")
    page.post("save")
    text = (root / FILES["ward"]).read_text(encoding="utf-8")
    assert ("#1f5f5f" in text, "Farvel" in text) == (True, True)
    assert len(page.state["conflicts"]) == 1


@pytest.mark.parametrize("answer", ["Gå ud", "Noget tredje"])
def test_a_new_value_solves_the_conflict(page, root, conflict, answer):
    assert page.edit(LEAVE, answer)["conflicts"] == []
    page.post("save")
    assert answer in (root / FILES["ward"]).read_text(encoding="utf-8")


@pytest.mark.parametrize("answer", ["mine", "theirs"])
def test_who_answered_is_not_asked_again_before_the_page_has_read_the_file(page, conflict, answer):
    seen = page.read_scope(LEAVE, "theme")
    if answer == "mine":
        page.edit(LEAVE, conflict["mine"])
    else:
        page.post("discard", ids=[conflict["id"]])
    page.post("edits", edits=[make_edit(LEAVE, "Gå")], base={seen["file"]: "sha256:older"})
    page.change_on_disk("ward", "Farvel", "Hej")
    assert len(page.state["conflicts"]) == 1


def test_an_edit_that_crosses_a_question_does_not_answer_it(page, conflict):
    body = {"edits": [make_edit(LEAVE, "Gå")], "base": {FILES["ward"]: "sha256:older"}}
    assert page.ask("edits", seq=page.state["seq"], **body).status_code == 409


def test_taking_the_files_value_solves_the_conflict(page, root, conflict):
    state = page.post("discard", ids=[conflict["id"]])
    assert (state["conflicts"], state["edits"]) == ([], [])
    assert page.leave_text() == "Farvel"


def test_an_edit_of_a_value_that_changed_unseen_is_refused(page, root):
    page.edit(COLOR, "#1f5f5f")
    base = {FILES["ward"]: page.read_scope(LEAVE, "theme")["digest"]}
    page.change_on_disk("ward", "Forlad mødet", "Farvel")
    body = {"seq": page.state["seq"], "edits": [make_edit(LEAVE, "Gå ud")], "base": base}
    answer = page.ask("edits", **body)
    assert answer.status_code == 409
    assert answer.json()["conflicts"][0]["theirs"] == "Farvel"


def test_a_broken_file_keeps_the_draft_until_it_is_readable_again(page, root):
    page.edit(LEAVE, "Gå ud")
    page.change_on_disk("ward", "title: Ward", "title: [Ward")
    assert [one["is_unreadable"] for one in page.state["conflicts"]] == [True]
    page.change_on_disk("ward", "title: [Ward", "title: Ward")
    assert page.state["conflicts"] == []
    assert page.leave_text() == "Gå ud"


def test_an_edit_of_a_broken_file_is_refused_with_the_line(page):
    page.edit(COLOR, "#1f5f5f")
    base = {FILES["ward"]: page.read_scope(LEAVE, "theme")["digest"]}
    page.change_on_disk("ward", "title: Ward", "title: [Ward")
    body = {"seq": page.state["seq"], "edits": [make_edit(LEAVE, "Gå ud")], "base": base}
    answer = page.ask("edits", **body)
    assert answer.status_code == 422
    assert "The file can't be read. Line" in answer.json()["why"]["en"]


def test_other_values_on_the_whole_disk_are_never_overwritten(page, root):
    page.edit(LEAVE, "Gå ud")
    page.edit(COLOR, "#1f5f5f")
    branch = WARD.replace("Forlad mødet", "Slut").replace("#2b6a94", "#445566")
    page.change_on_disk("ward", WARD, branch)
    assert len(page.state["conflicts"]) == 2
    assert page.post("save")["saved"] == []
    assert (root / FILES["ward"]).read_text(encoding="utf-8") == branch


# 13. The server dies, the disk is full.


def test_a_restart_loses_nothing(page, root, tmp_path):
    page.edit(LEAVE, "Gå ud")
    page.edit(COLOR, "#1f5f5f")
    page.post("undo")
    again = restart(page, tmp_path)
    assert again.state == page.state
    assert again.leave_text() == "Gå ud"
    assert read_diff(root) == ""


def test_a_link_out_of_the_workspace_is_not_followed(page, root):
    page.edit(LEAVE, "Gå ud")
    outside = root.parent / "elsewhere.yaml"
    shutil.move(root / FILES["ward"], outside)
    (root / FILES["ward"]).symlink_to(outside)
    answer = page.ask("save", seq=page.state["seq"])
    assert (answer.status_code, "leads out" in answer.json()["why"]["en"]) == (422, True)
    assert outside.read_text(encoding="utf-8") == WARD


def test_a_part_that_is_gone_when_it_is_checked_has_no_problems(page):
    answer = page.ask("check", edits=[make_edit(LEAVE, "x", theme="gone")])
    assert (answer.status_code, answer.json()["problems"]) == (200, [])


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"edits": []}, 400),
        ({"edits": "x"}, 400),
        ({"edits": [make_edit(LEAVE, "x", "elsewhere")]}, 404),
        ({"edits": [make_edit("text:da:no.such.key", "x")]}, 404),
        ({"edits": [make_edit("../../etc", "x")]}, 404),
        ({"edits": [make_edit(LEAVE, "x", theme="nobody")]}, 404),
        ({"edits": [make_edit(LEAVE, 7)]}, 400),
        ({"edits": [make_edit(COLOR, ["#112233"])]}, 400),
        ({"edits": [make_edit("picture:logo", {"file": None})]}, 400),
        ({"edits": [make_edit("picture:nothing", "x")]}, 404),
        ({"edits": [make_edit("setting:nothing", "x", "organisation")]}, 404),
        ({"edits": [make_edit("setting:chat", "disabled", "theme")]}, 404),
        ({"edits": [make_edit("wording:ended", "neutral")]}, 404),
        ({"edits": [make_edit(LEAVE, "x" * 5000)]}, 400),
        ({"edits": [make_edit(LEAVE, "x\x00")]}, 422),
        ({"edits": [make_edit(COLOR, "red")]}, 422),
    ],
)
def test_requests_that_name_nothing_are_refused(page, root, body, status):
    assert page.ask("edits", seq=0, base={}, **body).status_code == status
    assert (page.state["seq"], read_diff(root)) == (0, "")
