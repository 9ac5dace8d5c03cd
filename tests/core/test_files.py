"""Files are written whole or not at all, whatever happens to the writer."""

import os
import resource
import signal
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from themebuilder.core.files import remove_leftovers, replace_all, write_to, write_whole

# Writes generation after generation of four files, the list last, until it is killed.
WRITER = """
import sys, itertools
from pathlib import Path
from themebuilder.core.files import replace_all
print("ready", flush=True)
for number in itertools.count(1):
    content = b"%08d" % number * 20_000
    replace_all(Path(sys.argv[1]), {n: content for n in ("a", "b", "deep/c", "list")})
"""
NAMES = ("a", "b", "deep/c", "list")


def list_leftovers(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*.themebuilder-part"))


def read_folder(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_a_file_is_written(tmp_path):
    write_whole(tmp_path / "new" / "a.zip", b"whole")
    assert read_folder(tmp_path) == {"new/a.zip": b"whole"}


def test_a_file_is_replaced_by_another_and_not_written_into(tmp_path):
    (tmp_path / "a").write_bytes(b"old")
    os.link(tmp_path / "a", tmp_path / "link")
    write_whole(tmp_path / "a", b"new")
    assert read_folder(tmp_path) == {"a": b"new", "link": b"old"}


@pytest.mark.parametrize(("umask", "mode"), [(0o022, 0o644), (0o077, 0o600), (0o002, 0o664)])
def test_the_mode_is_what_the_umask_leaves(tmp_path, umask, mode):
    (tmp_path / "a").touch(0o755)
    (tmp_path / "source").touch(0o700)
    before = os.umask(umask)
    try:
        replace_all(tmp_path, {"a": b"", "b": tmp_path / "source"})
    finally:
        os.umask(before)
    assert [stat.S_IMODE((tmp_path / n).stat().st_mode) for n in "ab"] == [mode, mode]


def test_a_path_is_copied_and_stays(tmp_path):
    (tmp_path / "cached").write_bytes(b"bytes")
    replace_all(tmp_path / "dist", {"a": tmp_path / "cached", "list": b"a"})
    assert read_folder(tmp_path) == {"cached": b"bytes", "dist/a": b"bytes", "dist/list": b"a"}


def test_more_files_than_may_be_open_are_written(tmp_path):
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, before[1]))
    try:
        replace_all(tmp_path, {f"{n}.zip": b"%d" % n for n in range(200)})
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)
    assert len(read_folder(tmp_path)) == 200


def test_a_name_as_long_as_the_disk_takes_is_written(tmp_path):
    write_whole(tmp_path / ("ø" * 127), b"x")
    assert read_folder(tmp_path) == {"ø" * 127: b"x"}


@pytest.mark.parametrize("name", ["../a", "/a", "a/../../b", "", "C:a", "a\\b", "a\0b"])
def test_nothing_is_written_outside(tmp_path, name):
    with pytest.raises(ValueError, match="not a name below"):
        replace_all(tmp_path / "dist", {"fine": b"", name: b""})
    assert not (tmp_path / "dist").exists()


def test_a_source_that_is_missing_leaves_the_old_files(tmp_path):
    write_whole(tmp_path / "a", b"old")
    with pytest.raises(FileNotFoundError):
        replace_all(tmp_path, {"a": b"new", "b": tmp_path / "missing"})
    assert (read_folder(tmp_path), list_leftovers(tmp_path)) == ({"a": b"old"}, [])


def test_a_target_that_is_a_folder_leaves_the_old_files(tmp_path):
    write_whole(tmp_path / "a", b"old")
    (tmp_path / "b").mkdir()
    with pytest.raises(IsADirectoryError):
        replace_all(tmp_path, {"a": b"new", "b": b"new"})
    assert (read_folder(tmp_path), list_leftovers(tmp_path)) == ({"a": b"old"}, [])


def test_a_full_disk_leaves_the_old_files(tmp_path):
    """A bound on the size of a file stands in for the disk: the same error at the same call."""
    write_whole(tmp_path / "a", b"old")
    program = (
        "import resource, sys; from pathlib import Path; from themebuilder.core.files import replace_all;"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000));"
        "replace_all(Path(sys.argv[1]), {'a': b'new', 'b': bytes(2000)})"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, tmp_path], capture_output=True, check=False
    )
    assert b"OSError" in done.stderr
    assert (read_folder(tmp_path), list_leftovers(tmp_path)) == ({"a": b"old"}, [])


def make_stale_staging(folder: Path) -> Path:
    """The staging that a killed run left."""
    path = folder / ".a.zip.k3x_9q2a.themebuilder-part"
    path.mkdir(parents=True)
    (path / "0").write_bytes(b"half")
    return path


def test_a_sweep_removes_what_a_killed_run_left(tmp_path):
    path = make_stale_staging(tmp_path)
    assert remove_leftovers(tmp_path) == (path,)
    assert list_leftovers(tmp_path) == []


@pytest.mark.parametrize(
    "name", ["a.themebuilder-part", ".themebuilder-part", ".a.x.part", "a.zip", ".git", ".a.b.c.d"]
)
def test_a_sweep_leaves_what_is_not_ours(tmp_path, name):
    (tmp_path / name).mkdir()
    assert remove_leftovers(tmp_path) == ()


def test_a_sweep_follows_no_link(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / ".a.zip.random12.themebuilder-part").symlink_to(tmp_path / "real")
    assert remove_leftovers(tmp_path) == ()


def test_a_sweep_of_no_folder_finds_nothing(tmp_path):
    assert remove_leftovers(tmp_path / "missing") == ()


def test_a_sweep_leaves_a_run_that_is_still_writing(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    dist = tmp_path / "dist"
    writer = threading.Thread(target=replace_all, args=(dist, {"a": pipe}))
    writer.start()
    with pipe.open("wb") as end:
        end.write(b"first half, ")
        assert (remove_leftovers(dist), len(list_leftovers(dist))) == ((), 1)
        end.write(b"second half")
    writer.join()
    assert read_folder(dist) == {"a": b"first half, second half"}


def test_writers_and_sweeps_at_once_lose_nothing(tmp_path):
    """Each write must end well while another thread sweeps as fast as it can."""
    is_over = threading.Event()

    def remove_until_over():
        while not is_over.is_set():
            remove_leftovers(tmp_path)

    sweeper = threading.Thread(target=remove_until_over)
    sweeper.start()
    for number in range(100):
        write_whole(tmp_path / f"{number}", b"whole")
    is_over.set()
    sweeper.join()
    assert set(read_folder(tmp_path).values()) == {b"whole"}
    assert len(read_folder(tmp_path)) == 100


@pytest.mark.slow
@pytest.mark.parametrize("milliseconds", [1, 3, 7, 12, 18, 29, 41, 57, 73, 95, 120, 151])
def test_a_kill_leaves_each_file_old_or_new_and_the_list_not_ahead(tmp_path, milliseconds):
    writer = subprocess.Popen([sys.executable, "-c", WRITER, tmp_path], stdout=subprocess.PIPE)
    assert writer.stdout
    writer.stdout.readline()
    time.sleep(milliseconds / 1000)
    writer.send_signal(signal.SIGKILL)
    writer.communicate()
    remove_leftovers(tmp_path)
    assert list_leftovers(tmp_path) == []
    found = read_folder(tmp_path)
    assert all(data == data[:8] * 20_000 for data in found.values())
    generations = [int(found[name][:8]) if name in found else 0 for name in NAMES]
    assert generations == sorted(generations, reverse=True)
    assert generations[0] - generations[-1] <= 1


def test_what_is_written_to_a_link_is_in_its_target(tmp_path):
    (tmp_path / "a").write_bytes(b"old")
    (tmp_path / "link").symlink_to("a")
    write_to(tmp_path / "link", b"new")
    assert (tmp_path / "link").is_symlink()
    assert read_folder(tmp_path) == {"a": b"new", "link": b"new"}


def test_a_pipe_gets_what_is_written_and_stays_a_pipe(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    command = ["cat", tmp_path / "pipe"]
    with (tmp_path / "read").open("wb") as read, subprocess.Popen(command, stdout=read):
        write_to(tmp_path / "pipe", b"whole" * 100_000)
    assert (tmp_path / "read").read_bytes() == b"whole" * 100_000
    assert (tmp_path / "pipe").is_fifo()
