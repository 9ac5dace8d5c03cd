"""A draft over several files: whatever was done, it can be undone to the same bytes."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from themebuilder.editing.draft import Draft
from themebuilder.editing.draft_log import read_log
from themebuilder.editing.edits import read_value
from themebuilder.editing.scopes import Destination, WantedEdit
from themebuilder.editing.yaml_editor import YamlValue

FILES = {
    "themes/a.yaml": (
        b"theme: a   # the ward\nbrand: {color: \"#112233\", name: 'Ward'}\r\n"
        b"texts:\n  da:\n    # first\n    a.b: 'Hej'\n    a.c: |\n      To\n      linjer\n"
    ),
    "themes/b.yaml": b"theme: b\n",
}
TARGETS = [
    Destination("themes/a.yaml", ("brand", "color"), b""),
    Destination("themes/a.yaml", ("brand", "logo"), b""),
    Destination("themes/a.yaml", ("texts", "da", "a.b"), b""),
    Destination("themes/a.yaml", ("texts", "da", "a.bb"), b""),
    Destination("themes/a.yaml", ("texts", "en", "a.b"), b""),
    Destination("themes/b.yaml", ("texts", "da", "a.b"), b""),
    Destination("themes/new.yaml", ("keys", "a.b"), b"texts: da\n"),
]
VALUES: list[YamlValue | None] = [
    {"file": "a.png", "focus": [0.5, 0.25]},
    {"file": "a.png", "keep": True},
    ["da", "no"],
    True,
    7,
    None,
    "Gå ud",
    "no",
    "a: b # c",
    "'",
    "To\nlinjer",
    "#112233",
    "",
]
MADE = Destination("themes/made.yaml", (), b"")
MADE_TEXT = "# A new theme.\ntheme: made\ntexts:\n  da: {a.b: Hej}\n"
IN_MADE = Destination("themes/made.yaml", ("texts", "da", "a.b"), b"")
STEPS = st.one_of(
    st.tuples(st.sampled_from([*TARGETS, IN_MADE]), st.sampled_from(VALUES)),
    st.sampled_from(["create", "undo", "redo", "save", "save one", "discard one", "restart"]),
    st.just("discard"),
)


def read(root: Path) -> dict[str, bytes]:
    return {
        file.relative_to(root).as_posix(): file.read_bytes() for file in root.rglob("themes/*.yaml")
    }


def open_(root: Path) -> Draft:
    return Draft(root, root / "draft.json")


def make_draft(root: Path, *edits: tuple[Destination, YamlValue | None]) -> Draft:
    draft = open_(root)
    for destination, value in edits:
        draft.add(make_wanted_edit(destination, value), {})
    return draft


def set_up(folder: Path) -> Path:
    (folder / "themes").mkdir()
    for name, data in FILES.items():
        (folder / name).write_bytes(data)
    return folder


@pytest.fixture
def root(tmp_path) -> Path:
    return set_up(tmp_path)


def make_wanted_edit(destination: Destination, value: YamlValue | None) -> list[WantedEdit]:
    part = "text:da:a.b" if destination.path else "theme:made"
    return [WantedEdit("a", part, "theme", value, destination)]


def take(draft: Draft, root: Path, step: object) -> Draft:
    match step:
        case (destination, _value) if (
            destination == IN_MADE and draft.files.get(destination.file) is None
        ):
            pass
        case "create":
            if draft.files.get(MADE.file) is None:
                draft.add(make_wanted_edit(MADE, MADE_TEXT), {})
                assert draft.files[MADE.file] == MADE_TEXT.encode()
        case (destination, value):
            draft.add(make_wanted_edit(destination, value), {})
            assert read_value(draft.files[destination.file], destination.path) == value
        case "undo":
            draft.undo()
        case "redo":
            draft.redo()
        case "discard":
            draft.discard()
            assert not draft.edits
        case "save":
            draft.save()
            assert not draft.edits
        case "save one":
            ids = [edit.id for edit in draft.edits.values()][:1]
            draft.save(ids)
            assert not set(ids) & {edit.id for edit in draft.edits.values()}
        case "discard one":
            ids = [edit.id for edit in draft.edits.values()][-1:]
            draft.discard(ids)
            assert not set(ids) & {edit.id for edit in draft.edits.values()}
        case "restart":
            before = draft.overlay, draft.seq
            draft = open_(root)
            assert (draft.overlay, draft.seq) == before
    return draft


@given(st.lists(STEPS, max_size=12), st.integers(1, 4))
def test_redo_gives_what_undo_took_and_undoing_everything_the_bytes_of_the_start(steps, count):
    with tempfile.TemporaryDirectory() as folder:
        root = set_up(Path(folder))
        draft = open_(root)
        for step in steps:
            draft = take(draft, root, step)
            assert not draft.conflicts
        states = [draft.overlay]
        while draft.log.undoes and len(states) <= count:
            draft.undo()
            states.append(draft.overlay)
        for state in states[-2::-1]:
            draft.redo()
            assert draft.overlay == state
        while draft.log.undoes:
            draft.undo()
        draft.save()
        assert read(root) == FILES


def test_nothing_is_written_without_an_edit(root):
    draft = open_(root)
    draft.save()
    draft.undo()
    assert (read(root), (root / "draft.json").exists()) == (FILES, False)


def test_a_draft_that_cannot_be_used_is_kept_aside(root):
    file = root / "draft.json"
    file.write_bytes(b'{"form": 0}')
    assert read_log(file).seq == 0
    assert (root / "draft.json.unusable").read_bytes() == b'{"form": 0}'


def test_a_removed_file_is_a_conflict_and_is_not_made_again(root):
    draft = make_draft(root, (TARGETS[0], "#445566"))
    (root / "themes/a.yaml").unlink()
    draft.refresh()
    assert (len(draft.conflicts), draft.save()) == (1, ())


def test_a_change_that_only_a_plan_has_read_still_moves_the_draft(root):
    draft = make_draft(root, (TARGETS[0], "#445566"))
    seq, file = draft.seq, root / "themes/a.yaml"
    file.write_bytes(file.read_bytes().replace(b"#112233", b"#778899"))
    draft.plan(make_wanted_edit(TARGETS[1], "Farvel"))
    draft.refresh()
    assert (draft.seq, [conflict.theirs for conflict in draft.conflicts]) == (seq + 1, ["#778899"])


def test_an_undone_save_never_overwrites_what_somebody_wrote_since(root):
    draft = make_draft(root, (TARGETS[0], "#445566"))
    draft.save()
    file = root / "themes/a.yaml"
    file.write_bytes(file.read_bytes().replace(b"#445566", b"#778899"))
    draft.undo()
    assert [conflict.theirs for conflict in draft.conflicts] == ["#778899"]
    assert draft.save() == ()


def test_an_undone_save_keeps_the_other_lines_that_somebody_wrote_since(root):
    draft = make_draft(root, (TARGETS[0], "#445566"))
    draft.save()
    file = root / "themes/a.yaml"
    file.write_bytes(file.read_bytes().replace(b"# first", b"# second"))
    draft.undo()
    draft.save()
    assert read(root) == {
        **FILES,
        "themes/a.yaml": FILES["themes/a.yaml"].replace(b"# first", b"# second"),
    }


# Words that were approved.


def test_words_that_change_are_not_approved_any_more(root):
    texts = "texts: da\nreview: approved\nkeys:\n  a.b: Hej\n  a.c: Farvel\n"
    (root / "themes/texts.yaml").write_text(texts)
    draft = open_(root)
    draft.add(
        make_wanted_edit(Destination("themes/texts.yaml", ("keys", "a.b"), b""), "Goddag"), {}
    )
    draft.save()
    saved = texts.replace("Hej", "Goddag") + "reviews:\n  a.b:\n    review: proposed\n"
    assert read(root)["themes/texts.yaml"].decode() == saved
    draft.undo()
    draft.save()
    assert read(root)["themes/texts.yaml"].decode() == texts


def test_a_message_that_changes_has_no_reader_any_more(root):
    wording = (
        "wording: own\nwaiting:\n  da:\n    title: Vent\n    body: Vi kommer\n"
        "    review: approved\n    reviewed_by: Bo Lund\n"
    )
    (root / "themes/own.yaml").write_text(wording)
    draft = open_(root)
    title = Destination("themes/own.yaml", ("waiting", "da", "title"), b"")
    draft.add(make_wanted_edit(title, "Vent lidt"), {})
    draft.save()
    assert read(root)["themes/own.yaml"].decode() == wording.replace(
        "Vent\n", "Vent lidt\n"
    ).replace("approved\n    reviewed_by: Bo Lund\n", "proposed\n")


def test_a_new_recording_of_the_same_words_leaves_them_approved(root):
    wording = "wording: own\nwaiting: {da: {title: Vent, body: Vi kommer, review: approved}}\n"
    (root / "themes/own.yaml").write_text(wording)
    draft = open_(root)
    recording = Destination("themes/own.yaml", ("waiting", "da", "recording"), b"")
    draft.add(make_wanted_edit(recording, "clinic/wait.wav"), {})
    draft.save()
    assert read(root)["themes/own.yaml"].decode() == wording.replace(
        "review: approved", "review: approved, recording: clinic/wait.wav"
    )


# A file that the draft creates.


def test_a_created_file_and_what_is_edited_in_it_are_saved_as_one_file(root):
    draft = make_draft(root, (MADE, MADE_TEXT), (IN_MADE, "Farvel"))
    assert (draft.save(), draft.conflicts) == ((MADE.file,), ())
    assert read(root)[MADE.file].decode() == MADE_TEXT.replace("Hej", "Farvel")


def test_a_text_in_a_created_file_is_saved_with_the_file(root):
    draft = make_draft(root, (MADE, MADE_TEXT), (IN_MADE, "Farvel"))
    draft.save([draft.edits[MADE.file, IN_MADE.path].id])
    assert (read(root).get(MADE.file) is not None, draft.edits) == (True, {})


def test_discarding_a_created_file_discards_what_is_edited_in_it(root):
    draft = make_draft(root, (MADE, MADE_TEXT), (IN_MADE, "Farvel"))
    draft.discard([draft.edits[MADE.file, ()].id])
    assert (draft.edits, draft.overlay, draft.conflicts) == ({}, {}, ())


def test_files_created_together_are_saved_and_discarded_together(root):
    draft = open_(root)
    other = Destination("themes/organisations/made.yaml", (), b"")
    draft.add(
        [*make_wanted_edit(MADE, MADE_TEXT), *make_wanted_edit(other, "organisation: made\n")], {}
    )
    ids = [edit.id for edit in draft.edits.values()]
    draft.discard(ids[:1])
    assert draft.overlay == {}
    draft.redo()
    assert draft.save([draft.edits[other.file, ()].id]) == (MADE.file, other.file)


def test_a_saved_file_is_removed_by_undo_with_what_was_edited_since(root):
    draft = make_draft(root, (MADE, MADE_TEXT))
    draft.save()
    draft.add(make_wanted_edit(IN_MADE, "Farvel"), {})
    draft.save()
    draft.undo()
    draft.undo()
    assert (draft.save(), read(root)) == ((MADE.file,), FILES)


def test_a_file_that_somebody_changed_since_is_not_removed(root):
    draft = make_draft(root, (MADE, MADE_TEXT))
    draft.save()
    changed = MADE_TEXT.replace("# A new theme.", "# Ours.").encode()
    (root / MADE.file).write_bytes(changed)
    draft.undo()
    assert [conflict.theirs for conflict in draft.conflicts] == [changed.decode()]
    assert (draft.save(), read(root)[MADE.file]) == ((), changed)


def test_a_file_that_somebody_created_meanwhile_is_not_overwritten(root):
    draft = make_draft(root, (MADE, MADE_TEXT))
    (root / MADE.file).write_bytes(b"theme: made\n")
    draft.refresh()
    assert [conflict.theirs for conflict in draft.conflicts] == ["theme: made\n"]
    assert (draft.save(), read(root)[MADE.file]) == ((), b"theme: made\n")


def test_a_file_that_changed_is_noticed_also_after_an_edit_was_only_checked(root):
    draft = make_draft(root, (TARGETS[0], "#445566"))
    file = root / "themes/a.yaml"
    file.write_bytes(file.read_bytes() + b"# more\n")
    draft.plan(make_wanted_edit(TARGETS[2], "Gå ud"))
    assert draft.moved == {"themes/a.yaml"}
