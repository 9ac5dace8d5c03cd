"""The build folder holds exactly what the workspace defines, and its lists agree with it."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.conftest import WARD
from themebuilder.core.files import lock_folder

PACKAGES = ["ward-service-theme.zip", "ward-webapp3.zip"]
OTHER = ["other-service-theme.zip", "other-webapp3.zip"]


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


@pytest.fixture
def build(run, out):
    return lambda *arguments: run("build", *arguments, "-o", str(out))


@pytest.fixture
def two_themes(write, build):
    """Two themes, built."""
    write("themes/ward.yaml", WARD)
    write("themes/other.yaml", WARD.replace("ward", "other"))
    build()


@pytest.fixture
def delete(workspace):
    return lambda name: (workspace / "themes" / f"{name}.yaml").unlink()


def list_zips(out: Path) -> list[str]:
    return sorted(file.name for file in out.glob("*.zip"))


def read_catalogue(out: Path):
    return json.loads((out / "catalogue.json").read_text())


def list_files(out: Path) -> list[str]:
    return [entry["theme"] for entry in read_catalogue(out)["themes"]]


def read_checksums(out: Path) -> dict[str, str]:
    lines = (out / "SHA256SUMS").read_text().splitlines()
    return {line[66:]: line[:64] for line in lines}


@pytest.mark.usefixtures("two_themes")
def test_a_full_build_removes_the_packages_of_a_deleted_theme(build, delete, out):
    delete("ward")
    result = build()
    assert (list_zips(out), sorted(read_checksums(out)), list_files(out)) == (
        OTHER,
        OTHER,
        ["other"],
    )
    assert "because no theme needs them: ward-service-theme.zip, ward-webapp3.zip." in result.out
    assert (result.code, read_catalogue(out)["left"]) == (0, [])


@pytest.mark.usefixtures("two_themes")
def test_what_was_removed_stands_in_the_json(build, delete):
    delete("ward")
    stale = json.loads(build("--json").out)["stale"]
    assert stale == {"removed": PACKAGES, "waiting": [], "changed": []}


@pytest.mark.usefixtures("two_themes")
def test_the_last_theme_leaves_as_well(build, delete, out):
    delete("ward")
    delete("other")
    build()
    assert (list_zips(out), list_files(out), read_checksums(out)) == ([], [], {})


@pytest.mark.usefixtures("two_themes")
def test_a_file_with_other_bytes_is_left_and_reported(build, delete, out):
    (out / "ward-webapp3.zip").write_bytes(b"somebody's own")
    (out / "notes.zip").write_bytes(b"never listed")
    delete("ward")
    result = build()
    assert list_zips(out) == ["notes.zip", *OTHER, "ward-webapp3.zip"]
    assert "they changed after the build, so they stay: ward-webapp3.zip." in result.out
    assert "notes.zip" not in result.out
    assert list_files(out) == ["other"]


@pytest.mark.usefixtures("two_themes")
def test_a_link_in_the_place_of_a_package_is_left(build, delete, out, tmp_path):
    package = out / "ward-webapp3.zip"
    package.rename(tmp_path / "kept.zip")
    package.symlink_to(tmp_path / "kept.zip")
    delete("ward")
    build()
    assert package.is_symlink()


@pytest.mark.usefixtures("two_themes")
@pytest.mark.parametrize(
    "selection",
    [["other"], ["--organisation", "clinic"], ["--date", "2026-01-01"], ["--shard", "1/2"]],
    ids=" ".join,
)
def test_a_partial_build_lists_no_deleted_theme_and_leaves_its_files_to_a_full_one(
    build, delete, out, selection
):
    delete("ward")
    result = build(*selection)
    assert (list_files(out), sorted(read_checksums(out))) == (["other"], OTHER)
    assert list_zips(out) == [*OTHER, *PACKAGES]
    assert "A build of all themes removes them." in result.out
    build()
    assert list_zips(out) == OTHER


@pytest.mark.usefixtures("two_themes")
def test_nothing_is_removed_while_a_definition_cannot_be_read(build, write, out):
    write("themes/ward.yaml", "theme: [ward\n")
    assert build().code == 1
    assert (list_zips(out), list_files(out)) == ([*OTHER, *PACKAGES], ["other", "ward"])
    assert not read_catalogue(out)["complete"]


@pytest.mark.usefixtures("two_themes")
def test_a_listed_package_has_the_listed_digest_after_a_partial_build(build, out):
    (out / "ward-webapp3.zip").write_bytes((out / "ward-webapp3.zip").read_bytes()[::-1])
    build("other")
    assert read_checksums(out) == {
        name: hashlib.sha256((out / name).read_bytes()).hexdigest() for name in OTHER
    }
    assert (list_files(out), read_catalogue(out)["complete"]) == (["other"], False)


def test_a_catalogue_is_complete_when_it_lists_every_own_theme(write, build, out):
    write("themes/ward.yaml", WARD)
    write("themes/other.yaml", WARD.replace("ward", "other"))
    complete = []
    for number in (1, 2):
        build("--shard", f"{number}/2")
        complete.append(read_catalogue(out)["complete"])
    assert complete == [False, True]


def test_a_package_under_an_earlier_name_is_removed(write, build, out):
    write("themes/workspace.yaml", "workspace: clinic\ndigest_in_name: true\n")
    write("themes/ward.yaml", WARD)
    build()
    earlier = list_zips(out)
    write("themes/ward.yaml", WARD.replace("2b6a94", "6a5a92"))
    build()
    assert len(list_zips(out)) == 2
    assert list_zips(out) != earlier


def test_a_shipped_theme_that_was_asked_for_by_name_stays(write, build, out):
    write("themes/ward.yaml", WARD)
    build("kommune-borger")
    build()
    assert list_files(out) == ["kommune-borger", "ward"]


def test_a_link_to_no_folder_is_reported(write, build, out):
    write("themes/ward.yaml", WARD)
    out.symlink_to("nowhere")
    result = build()
    assert (result.code, "is a link to nowhere, which doesn't exist." in result.err) == (2, True)


HOLD = """\
import sys, time
from pathlib import Path
from themebuilder.core.files import lock_folder
with lock_folder(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(float(sys.argv[2]))
    Path(sys.argv[1]).with_name("released").touch()
"""


def start_locking_process(out: Path, seconds: float) -> subprocess.Popen[str]:
    """A process that has the folder for itself."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, out, str(seconds)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout
    assert process.stdout.readline() == "held\n"
    return process


@pytest.mark.parametrize("is_link", [False, True], ids=["a folder", "a link to a folder"])
def test_a_second_build_waits_for_the_first_and_says_so(write, run, out, tmp_path, is_link):
    write("themes/ward.yaml", WARD)
    named = tmp_path / "link" if is_link else out
    if is_link:
        named.symlink_to(out)
        out.mkdir()
    with start_locking_process(out, 1):
        result = run("build", "-o", str(named))
        assert (tmp_path / "released").exists()
    assert "Waiting for another build" in result.err
    assert list_zips(out) == PACKAGES


def test_a_build_that_was_killed_blocks_nobody(write, build, out):
    write("themes/ward.yaml", WARD)
    with start_locking_process(out, 600) as first:
        first.kill()
        first.wait()
        result = build()
    assert (result.code, "another build" in result.err) == (0, False)


def test_a_folder_that_is_removed_while_a_build_waits_is_made_again(out):
    with start_locking_process(out, 1) as first:
        out.rmdir()
        with lock_folder(out):
            assert out.is_dir()
        first.kill()


@pytest.mark.slow
def test_the_workers_of_a_killed_build_end_with_it(workspace, write, run, out):
    for number in range(8):
        write(f"themes/w{number}.yaml", WARD.replace("ward", f"w{number}"))
    command = [sys.executable, "-m", "themebuilder", "-C", workspace, "--no-cache", "build"]
    process = subprocess.Popen(
        [*command, "-j", "2", "-o", out], stdout=subprocess.DEVNULL, start_new_session=True
    )
    while not list(out.glob("*.zip")):
        time.sleep(0.05)
    os.kill(process.pid, signal.SIGKILL)  # this process alone: its workers are left behind
    process.wait()
    assert run("build", "-o", str(out)).code == 0  # it has the lock: no worker holds it any more
    deadline = time.monotonic() + 20
    while is_there(process.pid) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not is_there(process.pid)


def is_there(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True
