"""The same files give the same bytes, and come back as they were."""

import hashlib
import os
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from themebuilder.packages.entry_names import Limits
from themebuilder.packages.errors import ArchiveError
from themebuilder.packages.zip_reader import unpack
from themebuilder.packages.zip_writer import compute_digest, pack

FILES = {"webapp3/branding/manifest.json": b"{}", "webapp3/branding/en/æ.json": b"[]"}
GOLDEN = "fa6939638fb3d96500c1037d116dbc758ea05027cd91ecdc7d0e73a90cda6dfa"
GOLDEN_WITH_FOLDERS = "907d433f1163d14c2dca888d9b81edd79a79d5895eb18a6bbcc3db36ee93fda5"

parts = st.text("abcæøåÆ 1._-", min_size=1, max_size=8)
names = st.lists(parts, min_size=1, max_size=4).map("/".join)
packages = st.dictionaries(names, st.binary(max_size=200), max_size=8)


def compute_sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@given(packages, st.booleans())
def test_what_pack_takes_comes_back_whole(files, folders):
    try:
        packed = pack(files, folders=folders)
    except ArchiveError:
        return
    assert unpack(packed) == files


@given(packages)
def test_the_order_of_the_files_does_not_count(files):
    backwards = dict(reversed(files.items()))
    assert compute_digest(files) == compute_digest(backwards)
    if files:
        assert attempt(files) == attempt(backwards)


def attempt(files):
    try:
        return pack(files)
    except ArchiveError as error:
        return {problem.rule.name for problem in error.problems}


@pytest.mark.parametrize(("folders", "golden"), [(False, GOLDEN), (True, GOLDEN_WITH_FOLDERS)])
def test_the_bytes_are_these_on_every_python(folders, golden):
    assert compute_sha256(pack(FILES, folders=folders)) == golden


def test_folders_stand_in_front_of_what_they_hold():
    packed = pack(FILES, folders=True)
    assert packed.index(b"webapp3/branding/PK") < packed.index(b"webapp3/branding/manifest.json")


@pytest.mark.parametrize(
    "surroundings",
    [
        {"TZ": "Pacific/Kiritimati"},
        {"LC_ALL": "C"},
        {"PYTHONHASHSEED": "4711"},
        {"SOURCE_DATE_EPOCH": "1700000000"},
        {"PYTHONUTF8": "0", "LANG": "da_DK.ISO-8859-1"},
    ],
)
@pytest.mark.parametrize("umask", [0o000, 0o077])
def test_the_bytes_do_not_depend_on_the_surroundings(surroundings, umask):
    program = (
        "import hashlib, ast, sys; from themebuilder.packages.zip_writer import pack;"
        "files = ast.literal_eval(sys.stdin.buffer.read().decode());"
        "print(hashlib.sha256(pack(files)).hexdigest())"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        input=repr(FILES).encode(),
        capture_output=True,
        env={**os.environ, **surroundings},
        umask=umask,
        check=True,
    )
    assert done.stdout.decode().strip() == GOLDEN


def test_the_digest_is_what_sha256sum_and_sort_find(tmp_path):
    for name, data in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    line = "find . -type f -printf '%P\\0' | xargs -0 sha256sum | LC_ALL=C sort | sha256sum"
    found = subprocess.run(line, shell=True, cwd=tmp_path, capture_output=True, check=True)
    assert found.stdout.decode().split()[0] == compute_digest(FILES)


def test_the_digest_tells_a_renamed_file():
    assert compute_digest({"a": b"1", "b": b"2"}) != compute_digest({"a": b"2", "b": b"1"})


@pytest.mark.parametrize(
    ("files", "fault"),
    [
        ({}, "package-unreadable"),
        ({"../a": b""}, "entry-name-unsafe"),
        ({"a\\b": b""}, "entry-name-not-portable"),
        ({"a/": b""}, "entry-name-unsafe"),
        ({"": b""}, "entry-name-unsafe"),
        ({"a\udc80": b""}, "entry-name-not-portable"),
        ({"a\0b": b""}, "entry-name-not-portable"),
        ({"nul": b""}, "entry-name-not-portable"),
        ({"A": b"", "a": b""}, "entry-name-not-portable"),
        ({"a": b"", "a/b": b""}, "entry-name-not-portable"),
        ({"a" * 300: b""}, "entry-name-not-portable"),
        ({"a": bytes(11)}, "archive-too-large"),
        ({"a": bytes(9), "b": bytes(9), "c": bytes(9)}, "archive-too-large"),
        ({str(n): b"" for n in range(6)}, "archive-too-large"),
    ],
)
def test_pack_refuses_what_unpack_would_refuse(files, fault):
    with pytest.raises(ArchiveError) as caught:
        pack(files, limits=Limits(file=10, total=25, entries=5))
    assert fault in {problem.rule.name for problem in caught.value.problems}
