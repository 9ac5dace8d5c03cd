"""Commands that are killed, disturbed or refused the disk leave the old or the new, never half."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import signal
import time
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.faults import scenes
from tests.faults.place import STAGING, Place, classify_state, take_snapshot, wait_for_end
from tests.importing.packages import make_webapp3

SCENES = {
    "init": scenes.init,
    "import": scenes.import_,
    "import alone": scenes.import_alone,
    "import --init": scenes.import_init,
    "texts import": scenes.texts,
    "build": scenes.build,
    "script": scenes.script,
}
# One process plays each scene once.
killed = pytest.mark.xdist_group("killed")


@pytest.fixture(scope="module")
def play(tmp_path_factory, server):
    """Play a scene, the first time that it is asked for; the place is as before its command."""

    @cache
    def play_scene(name):
        return scenes.play(SCENES[name], tmp_path_factory.mktemp("scene"), server)

    def restore_scene(name):
        scene = play_scene(name)
        scene.restore()
        return scene

    return restore_scene


@pytest.fixture
def place(tmp_path, server):
    return Place(tmp_path / "place", server)


@killed
@pytest.mark.parametrize("part", [0.6, 0.7, 0.9, 0.95])
@pytest.mark.parametrize("name", [name for name in SCENES if name != "script"])
def test_a_killed_command_leaves_no_half_file_and_the_next_one_finishes(play, name, part):
    scene = play(name)
    place = scene.place
    _, answer = place.count_changes(*scene.words, die_at=round(scene.changes * part))
    left = classify_state(take_snapshot(place.folder), scene.old, scene.new)
    again = place.run(*scene.words)
    found = {path: one for path, one in take_snapshot(place.folder).items() if STAGING not in path}
    assert answer.code == -signal.SIGKILL
    assert left != "half"
    assert again.code == 0 or (left, again.code) == ("new", 1), again.err
    assert found == scene.new


@killed
@pytest.mark.parametrize("name", ["init", "import", "script"])
def test_a_file_that_cannot_grow_is_answered_with_a_remedy(play, name):
    scene = play(name)
    place = scene.place
    answer = place.run(*scene.words, child=("--largest-file", "100"))
    assert answer.is_proper, answer.err
    assert "help:" in answer.err
    assert [path for path in take_snapshot(place.folder) if path.endswith(STAGING)] == []
    assert classify_state(take_snapshot(place.folder), scene.old, scene.new) != "half"


@pytest.mark.parametrize("words", [("check", "--json"), ("list",), ("schema", "theme")], ids=str)
def test_a_listing_onto_a_full_disk_is_answered_with_a_remedy(words, place):
    scenes.make_workspace(place)
    with Path("/dev/full").open("wb") as stdout:
        answer = place.run(*words, stdout=stdout.fileno())
    assert answer.is_proper, answer.err
    assert "help:" in answer.err


@pytest.mark.slow
def test_two_builds_into_one_folder_list_each_others_packages(place):
    scenes.make_workspace(place, count=3)
    pairs = (("ward-0", "ward-1"), ("ward-1", "ward-2"))
    answers = [
        wait_for_end(process)
        for process in [place.start("build", *themes, "-o", "../out") for themes in pairs]
    ]
    out = place.folder / "out"
    themes = json.loads((out / "catalogue.json").read_bytes())["themes"]
    listed = {file["name"]: file["sha256"] for theme in themes for file in theme["files"]}
    assert [answer.code for answer in answers] == [0, 0]
    assert listed == read_sums(out)


def read_sums(out):
    """The digest of each package, which is also in the list."""
    lines = (out / "SHA256SUMS").read_text().splitlines()
    there = {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in out.glob("*.zip")}
    assert dict(reversed(line.split("  ")) for line in lines) == there
    return there


def start_while_stopped(place, first, made, words):
    """The command *words*, given time to end while *first* is stopped, which has *made* a file."""
    while not first.has_ended() and not list(place.folder.glob(made)):
        time.sleep(0.001)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(first.pid, signal.SIGSTOP)
    second = place.start(*words)
    second.has_ended(within=2)  # where it waits for the first, that does not go on
    with contextlib.suppress(ProcessLookupError):
        os.killpg(first.pid, signal.SIGCONT)
    return second


@pytest.mark.slow
def test_builds_of_two_workspaces_into_one_folder_agree_with_their_list(place):
    out = place.folder / "out"
    scenes.make_workspace(place, "#2b6a94", count=3)
    shutil.copytree(place.own, place.folder / "other")
    scenes.make_workspace(place, "#6a5a92", count=3)
    long = place.start("--no-cache", "build", "-j", "1", "-o", str(out))
    short = start_while_stopped(
        place, long, "out/*.zip", ("-C", "../other", "build", "ward-0", "-o", str(out))
    )
    answers = [wait_for_end(process) for process in (long, short)]
    assert [answer.code for answer in answers] == [0, 0]
    assert read_sums(out)


@killed
@pytest.mark.parametrize("name", ["build", "import", "import --init", "texts import"])
def test_of_the_same_command_twice_at_once_one_finishes(play, name):
    scene = play(name)
    place = scene.place
    answers = [wait_for_end(process) for process in [place.start(*scene.words) for _ in "ab"]]
    assert all(answer.is_proper for answer in answers)
    assert 0 in {answer.code for answer in answers}
    assert classify_state(take_snapshot(place.folder), scene.old, scene.new) == "new"


@pytest.mark.slow
def test_two_imports_of_one_name_into_one_new_folder_do_not_mix(place):
    for folder, color in (("a", "#713400"), ("b", "#2b6a94")):
        look = {"baseColor": color, "name": "DEFAULT", "brandVersion": "n/a"}
        make_webapp3(place.folder / folder / "acme.zip", {f"{folder}.css": color}, meta=look)
    commands = [("import", f"../{folder}/acme.zip", "-o", "../new") for folder in "ab"]
    first = place.start(*commands[0])
    second = start_while_stopped(place, first, f"new/.*{STAGING}", commands[1])
    answers = [wait_for_end(process) for process in (first, second)]
    left = take_snapshot(place.folder / "new")
    alone = []
    for words in commands:
        shutil.rmtree(place.folder / "new")
        place.run(*words)
        alone.append(take_snapshot(place.folder / "new"))
    assert sorted(answer.code for answer in answers) == [0, 2]
    assert left in alone


@killed
def test_a_build_whose_worker_is_killed_says_so_and_the_next_one_mends(play):
    scene = play("build")
    place = scene.place
    process = place.start(*scene.words)
    while not process.has_ended():
        workers = list_children(process.pid)
        if len(workers) >= 2:
            os.kill(workers[-1], signal.SIGKILL)
            break
        time.sleep(0.002)
    answer = wait_for_end(process)
    left = classify_state(take_snapshot(place.folder), scene.old, scene.new)
    assert answer.is_proper, answer.err
    assert left != "half"
    assert (answer.code == 0) == (left == "new")
    assert place.run(*scene.words).code == 0
    assert take_snapshot(place.folder) == scene.new


def list_children(pid: int) -> list[int]:
    """The processes that *pid* started and that are there still."""
    try:
        return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


@pytest.mark.slow
def test_a_build_goes_on_while_somebody_deletes_the_cache(place):
    scenes.make_workspace(place)
    process = place.start("build", "-o", "../out")
    while not process.has_ended():
        shutil.rmtree(place.folder / "cache", ignore_errors=True)
        time.sleep(0.01)
    assert wait_for_end(process).code == 0


def test_a_finished_import_is_not_done_again(place):
    words = scenes.import_(place)
    place.run(*words)
    answer = place.run(*words)
    assert (answer.code, "already" in answer.err) == (2, True)


def test_a_workbook_is_written_in_1970_too(run, tmp_path, monkeypatch):
    monkeypatch.setattr("zipfile.time", SimpleNamespace(time=lambda: 0, localtime=time.gmtime))
    assert (
        run("texts", "export", "--guest-language", "da", "-o", str(tmp_path / "da.xlsx")).code == 0
    )


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
    assert classify_state(now, {"a": "1", "b": "1"}, {"a": "2", "b": "2"}) == ended


def test_a_cache_entry_that_breaks_its_promise_is_seen(tmp_path):
    entry = tmp_path / "cache/themebuilder/ab/cd"
    entry.parent.mkdir(parents=True)
    entry.write_bytes(b"promised\nother")
    assert list(take_snapshot(tmp_path)) == ["cache/themebuilder/ab/cd"]
