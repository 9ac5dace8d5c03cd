"""Quirks of foreign packages are repaired and reported; no bytes get through unchecked."""

import contextlib
import io
import os
import zipfile
import zlib

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from themebuilder.packages.entry_names import Limits
from themebuilder.packages.errors import ArchiveError
from themebuilder.packages.zip_reader import load_archive, unpack, unpack_foreign
from themebuilder.packages.zip_writer import pack

WHOLE = pack(
    {"webapp3/branding/manifest.json": b"{}", "webapp3/branding/a.png": bytes(300)}, folders=True
)


def make_zip(*names: str | zipfile.ZipInfo, compression=zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name in names:
            archive.writestr(name, b"x" if not str(name).endswith(("/", "\\")) else b"")
    return buffer.getvalue()


def make_zip_with_raw_name(raw: bytes) -> bytes:
    """An archive of one file whose name is *raw*, without the mark for UTF-8."""
    return make_zip("x" * len(raw)).replace(b"x" * len(raw), raw)


@pytest.mark.parametrize(
    ("data", "names", "quirk"),
    [
        (make_zip("webapp3\\branding\\a.png"), ["webapp3/branding/a.png"], "backslashes"),
        (make_zip("a", "__MACOSX/._a", "b/.DS_Store", "Thumbs.db"), ["a"], "litter"),
        (make_zip("./a", "./b//c"), ["a", "b/c"], "empty-parts"),
        (make_zip("ba\u030and.png"), ["bånd.png"], "decomposed"),
        (make_zip_with_raw_name("læge.png".encode()), ["læge.png"], "unmarked"),
        (make_zip_with_raw_name("lørdag.png".encode("cp850")), ["lørdag.png"], "cp850"),
    ],
)  # fmt: skip
def test_a_name_is_read_as_it_was_meant(data, names, quirk):
    unpacked = unpack_foreign(data)
    assert sorted(unpacked.files) == names
    assert {one.way for one in unpacked.quirks} == {quirk}


@pytest.mark.parametrize(
    ("names", "read", "around"),
    [
        (("theme/themeconfig.json", "theme/b.jpg"), {"b.jpg", "themeconfig.json"}, "theme/"),
        (("x/webapp2/a", "x/webapp2/b/c"), {"webapp2/a", "webapp2/b/c"}, "x/"),
        (("x/y/a", "x/y/b"), {"a", "b"}, "x/y/"),
    ],
)
def test_the_folders_around_all_files_are_set_apart(names, read, around):
    unpacked = unpack_foreign(make_zip(*names))
    assert (unpacked.files.keys(), unpacked.around) == (read, around)


@pytest.mark.parametrize("top", ["webapp2", "webapp3", "branding"])
def test_a_folder_that_belongs_to_the_package_stays(top):
    assert unpack_foreign(make_zip(f"{top}/manifest.json")).files == {f"{top}/manifest.json": b"x"}


def test_each_piece_of_litter_is_named():
    quirks = unpack_foreign(make_zip("a", "__MACOSX/._a", ".DS_Store")).quirks
    assert [quirk.name for quirk in quirks] == ["__MACOSX/._a", ".DS_Store"]


def test_litter_alone_is_an_empty_package():
    with pytest.raises(ArchiveError, match="no files"):
        unpack_foreign(make_zip("__MACOSX/._a", ".DS_Store"))


SAME = [("a/b", "a\\b"), ("å.png", "a\u030a.png"), ("a", "./a")]


@pytest.mark.parametrize("names", SAME)
def test_names_that_are_the_same_once_repaired_are_refused(names):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for number, name in enumerate(names):
            archive.writestr(name, str(number))
    with pytest.raises(ArchiveError) as caught:
        unpack_foreign(data.getvalue())
    assert caught.value.problems[0].rule.name == "entry-name-not-portable"


@pytest.mark.parametrize("names", SAME)
def test_of_two_files_with_the_same_name_and_content_one_is_left_out(names):
    content = unpack_foreign(make_zip(*names))
    assert len(content.files) == 1
    assert content.quirks[-1].way == "twice"


def test_the_archive_itself_is_no_entry():
    assert unpack_foreign(make_zip("./", "./a")).files == {"a": b"x"}


def test_a_folder_with_a_backslash_is_a_folder():
    assert unpack_foreign(make_zip("img\\", "img\\a", "b")).files.keys() == {"img/a", "b"}


@pytest.mark.parametrize("compression", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_an_archive_of_the_standard_library_is_read(compression):
    assert unpack(make_zip("b/", "b/a.txt", compression=compression)) == {"b/a.txt": b"x"}


def test_an_archive_that_was_streamed_is_read():
    class Stream(io.RawIOBase):
        def __init__(self):
            self.data = b""

        def writable(self):
            return True

        def write(self, data):
            self.data += bytes(data)
            return len(data)

    stream = Stream()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", b"streamed")
    assert unpack(stream.data) == {"a.txt": b"streamed"}


def test_the_error_names_the_package_and_the_entry():
    with pytest.raises(ArchiveError) as caught:
        unpack(make_zip("a\\b"))
    problem = caught.value.in_file("old.zip").problems[0]
    assert str(problem.place) == "old.zip/a\\b"
    assert problem.hint.startswith("Rename the file")


@given(st.binary(max_size=400))
def test_random_bytes_are_refused(data):
    for read in (unpack, unpack_foreign):
        with pytest.raises(ArchiveError):
            read(data)


def unpack_with_library(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist() if not name.endswith("/")}


@given(
    st.sampled_from([WHOLE, make_zip("a/", "a/b.txt", "c.txt")]),
    st.lists(st.tuples(st.floats(0, 0.999), st.integers(0, 255)), min_size=1, max_size=4),
)
def test_a_changed_archive_is_refused_or_one_thing_to_every_reader(whole, changes):
    data = bytearray(whole)
    for at, byte in changes:
        data[int(at * len(data))] = byte
    with contextlib.suppress(ArchiveError):
        assert unpack(bytes(data)) == unpack_with_library(bytes(data))
    with contextlib.suppress(ArchiveError):
        assert unpack_foreign(bytes(data)).files


@pytest.mark.parametrize("read", [unpack, unpack_foreign])
def test_an_archive_cut_anywhere_is_refused(read):
    for end in range(len(WHOLE)):
        with pytest.raises(ArchiveError):
            read(WHOLE[:end])


def test_one_wrong_byte_of_content_is_reported():
    at = WHOLE.index(bytes(300))
    with pytest.raises(ArchiveError) as caught:
        unpack(WHOLE[:at] + b"\1" + WHOLE[at + 1 :])
    assert caught.value.problems[0].rule.name == "package-unreadable"


MANY_PIECES = b"".join(zlib.crc32(n.to_bytes(2)).to_bytes(4) for n in range(65536)) * 8
SILENCE = bytes(192_000)
"""As small as a bomb, but below the size from which one is looked for."""


@given(st.binary(max_size=3000), st.integers(0, 9))
@example(MANY_PIECES, 6)
@example(SILENCE, 6)
def test_deflated_content_comes_back_whole(data, level):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as archive:
        archive.writestr("a", data)
    assert unpack(buffer.getvalue())["a"] == data


def test_a_package_is_loaded_from_disk(tmp_path):
    (tmp_path / "a.zip").write_bytes(WHOLE)
    assert load_archive(tmp_path / "a.zip") == WHOLE


def test_a_package_too_large_is_not_loaded(tmp_path):
    (tmp_path / "a.zip").write_bytes(bytes(11))
    with pytest.raises(ArchiveError) as caught:
        load_archive(tmp_path / "a.zip", Limits(archive=10))
    assert caught.value.problems[0].rule.name == "archive-too-large"


def test_a_pipe_is_no_package(tmp_path):
    os.mkfifo(tmp_path / "a.zip")
    with pytest.raises(ArchiveError) as caught:
        load_archive(tmp_path / "a.zip")
    assert caught.value.problems[0].rule.name == "package-unreadable"
