"""The part of the faults that takes seconds; ``python -m tests.faults`` does all of them."""

from __future__ import annotations

import time
from types import SimpleNamespace

import pytest

from tests.faults import disks, kills, scenes, together
from tests.faults.place import Place, snapshot, state
from tests.faults.table import Row

KILLED = {"init": scenes.init, "import": scenes.import_, "texts import": scenes.texts}


@pytest.fixture(scope="module")
def scene(request, tmp_path_factory):
    return kills.known(request.param, tmp_path_factory.mktemp("scene"))


@pytest.mark.xdist_group("killed")
@pytest.mark.parametrize("scene", KILLED.values(), ids=KILLED, indirect=True)
@pytest.mark.parametrize("part", [0.7, 0.95])
def test_a_killed_command_leaves_no_half_file_and_the_next_one_finishes(scene, part):
    scene.place.copied_from(scene.before)
    row = Row("kill -9")
    scene.after(scene.place.killed_at(round(scene.changes * part), *scene.words), row)
    assert row.finds == []


@pytest.mark.slow
def test_a_killed_build_is_mended_by_the_next_one(tmp_path):
    scene = kills.known(scenes.build, tmp_path)
    row = Row("kill -9")
    for part in (0.6, 0.9):
        scene.place.copied_from(scene.before)
        scene.after(scene.place.killed_at(round(scene.changes * part), *scene.words), row)
    assert row.finds == []


CASES = [case for case in disks.CASES if case[1] in {scenes.init, scenes.import_, scenes.script}]


@pytest.mark.parametrize("case", [case for case in CASES if case[2] in {"own", "out"}])
def test_a_file_that_cannot_grow_is_answered_with_a_remedy(case, tmp_path):
    assert disks.limited(case, tmp_path / "place").finds == []


def test_a_listing_onto_a_full_disk_is_answered_with_a_remedy(tmp_path):
    assert disks.output_is_full(tmp_path / "place").finds == []


@pytest.mark.slow
def test_two_builds_into_one_folder_list_each_others_packages(tmp_path):
    assert together.builds(tmp_path / "place", runs=2).finds == []


@pytest.mark.slow
def test_a_build_whose_worker_is_killed_says_so_and_the_next_one_mends(tmp_path):
    assert together.worker(tmp_path, runs=1).finds == []


def test_a_finished_import_is_not_done_again(tmp_path):
    place = Place(tmp_path / "place")
    words = scenes.import_(place)
    place.run(*words)
    answer = place.run(*words)
    assert (answer.code, "already" in answer.err) == (1, True)


def test_a_workbook_is_written_in_1970_too(run, tmp_path, monkeypatch):
    monkeypatch.setattr("zipfile.time", SimpleNamespace(time=lambda: 0, localtime=time.gmtime))
    assert run("texts", "export", "--language", "da", "-o", str(tmp_path / "da.xlsx")).code == 0


@pytest.mark.parametrize(
    ("now", "ended"),
    [
        ({"a": "1", "b": "1"}, "old"),
        ({"a": "2", "b": "2"}, "new"),
        ({"a": "2", "b": "1"}, "between"),
        ({"a": "3", "b": "1"}, "half"),
        ({"a": "1"}, "half"),
        ({"a": "1", "b": "1", "c": "1"}, "half"),
    ],
    ids=str,
)
def test_a_half_is_told_from_old_and_new(now, ended):
    assert state(now, {"a": "1", "b": "1"}, {"a": "2", "b": "2"}) == ended


def test_a_cache_entry_that_breaks_its_promise_is_seen(tmp_path):
    entry = tmp_path / "cache/themebuilder/ab/cd"
    entry.parent.mkdir(parents=True)
    entry.write_bytes(b"promised\nother")
    assert list(snapshot(tmp_path)) == ["cache/themebuilder/ab/cd"]
