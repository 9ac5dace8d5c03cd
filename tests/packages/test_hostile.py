"""Hostile and broken archives, made byte by byte: each is answered with its fault, in bounded memory."""

import stat
import struct
import tracemalloc
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cache

import pytest

from themebuilder.core.rules import load_rules
from themebuilder.packages.entry_names import LIMITS, Limits
from themebuilder.packages.errors import ArchiveError
from themebuilder.packages.zip_reader import unpack, unpack_foreign

KIB, MIB = 1024, 1024 * 1024
SMALL = Limits(archive=8 * MIB, file=2 * MIB, total=4 * MIB, ratio_from=64 * KIB)


@dataclass(frozen=True)
class Entry:
    """An entry as a careful packer writes it, but for *local* and *central*: fields that lie."""

    name: bytes = b"a.txt"
    data: bytes = b"hello"
    method: int = 0
    flags: int = 0
    mode: int = 0o100644
    packed: bytes | None = None
    extra: bytes = b""
    local: dict = field(default_factory=dict)
    central: dict = field(default_factory=dict)
    after: bytes = b""

    def collect_fields(self) -> dict:
        return {
            "version": 20,
            "flags": self.flags,
            "method": self.method,
            "crc": zlib.crc32(self.data),
            "packed": len(self.body),
            "size": len(self.data),
            "name": self.name,
            "extra": self.extra,
        }

    @property
    def body(self) -> bytes:
        if self.packed is not None:
            return self.packed
        return deflate(self.data) if self.method == 8 else self.data

    def pack_header(self) -> bytes:
        f = self.collect_fields() | self.local
        shape = struct.pack("<4s5H", b"PK\3\4", f["version"], f["flags"], f["method"], 0, 33)
        sizes = struct.pack(
            "<3L2H", f["crc"], f["packed"], f["size"], len(f["name"]), len(f["extra"])
        )
        return shape + sizes + f["name"] + f["extra"]

    def record(self, offset: int) -> bytes:
        f = (
            self.collect_fields()
            | {"offset": offset, "attr": self.mode << 16, "disk": 0}
            | self.central
        )
        shape = struct.pack("<4s6H", b"PK\1\2", 0x314, f["version"], f["flags"], f["method"], 0, 33)
        sizes = struct.pack(
            "<3L2H", f["crc"], f["packed"], f["size"], len(f["name"]), len(f["extra"])
        )
        rest = struct.pack("<3H2L", 0, f["disk"], 0, f["attr"], f["offset"])
        return shape + sizes + rest + f["name"] + f["extra"]


def craft(*entries: Entry) -> bytes:
    """An archive of *entries*."""
    body, records = bytearray(), bytearray()
    for entry in entries:
        records += entry.record(len(body))
        body += entry.pack_header() + entry.body + entry.after
    return bytes(body + records) + end_record(len(entries), len(records), len(body))


def end_record(count: int, size: int, start: int) -> bytes:
    return struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, count, count, size, start, 0)


def deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush()


def prepare_names(*names: str | bytes, flags: int = 0x800, **fields) -> Callable[[], bytes]:
    raw = [name if isinstance(name, bytes) else name.encode() for name in names]
    return lambda: craft(*(Entry(name, flags=flags, **fields) for name in raw))


def prepare_entry(**fields) -> Callable[[], bytes]:
    return lambda: craft(Entry(**fields))


def make_full_overlap() -> bytes:
    """One kernel, listed a thousand times."""
    kernel = Entry(data=bytes(MIB), method=8)
    body = kernel.pack_header() + kernel.body
    records = kernel.record(0) * 1000
    return body + records + end_record(1000, len(records), len(body))


def make_quoted_chain(count: int = 60, size: int = MIB) -> list[tuple[Entry, bytes]]:
    """Fifield's bomb: each entry quotes the header of the next in a stored block, and runs on in it.

    Each comes with the bytes from its own header to the end: the next ones are part of them.
    """
    tail = Entry(b"z", bytes(size), 8)
    chain = [(tail, tail.pack_header() + tail.body)]
    for number in range(count):
        inner, following = chain[0]
        header = inner.pack_header()
        packed = b"\0" + struct.pack("<2H", len(header), len(header) ^ 0xFFFF) + following
        outer = Entry(b"%03d" % number, header + inner.data, 8, packed=packed)
        chain.insert(0, (outer, outer.pack_header() + packed))
    return chain


def make_quoted_overlap(count: int = 60, size: int = MIB) -> bytes:
    chain = make_quoted_chain(count, size)
    body = chain[0][1]
    records = b"".join(entry.record(len(body) - len(following)) for entry, following in chain)
    return body + records + end_record(len(chain), len(records), len(body))


def make_many_records(count: int) -> bytes:
    records = Entry().record(0) * count
    body = Entry().pack_header() + Entry().body
    return body + records + end_record(count & 0xFFFF, len(records), len(body))


def make_zip64(count: int, promised: int) -> bytes:
    """*count* entries as Zip64 lists them; the old end record says *promised*."""
    records = Entry().record(0) * count
    body = Entry().pack_header() + Entry().body
    wide = struct.pack(
        "<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, count, count, len(records), len(body)
    )
    locator = struct.pack("<4sLQL", b"PK\6\7", 0, len(body) + len(records), 1)
    return body + records + wide + locator + end_record(promised, len(records), len(body))


def make_long_names(count: int = 30) -> bytes:
    return craft(*(Entry(b"n" * 60_000 + b"%d" % number) for number in range(count)))


def make_everything_wrong(count: int = 4000) -> bytes:
    names = (b"../" + b"\xff" * 200 + b"%d" % number for number in range(count))
    return craft(*(Entry(name, local={"name": b"other"}) for name in names))


def make_streamed_entry(**lies: int) -> Entry:
    data = b"hello"
    sizes = {"crc": zlib.crc32(data), "packed": 5, "size": 5} | lies
    after = b"PK\7\10" + struct.pack("<3L", *sizes.values())
    return Entry(data=data, flags=8, local={"crc": 0, "packed": 0, "size": 0}, after=after)


def make_piped_entry(size: int = 5) -> Entry:
    """An entry as Info-ZIP packs its input: the header has its sizes in a Zip64 field."""
    wide = struct.pack("<2H2Q", 1, 16, size, 5)
    return Entry(local={"size": 0xFFFFFFFF, "packed": 0xFFFFFFFF, "extra": wide})


def pack_unicode_name(name: bytes, other: bytes) -> bytes:
    """Info-ZIP's extra field with the *other* name, made for an entry called *name*."""
    return struct.pack("<2HBL", 0x7075, 5 + len(other), 1, zlib.crc32(name)) + other


BOMB = deflate(bytes(2 * MIB))
ZEROS = Entry(data=bytes(60 * KIB), method=8, packed=deflate(bytes(60 * KIB)))
WHOLE = craft(Entry(), Entry(b"b.txt"))

HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing at all": (lambda: b"", "package-unreadable"),
    "a web page": (lambda: b"<html>Log in</html>", "package-unreadable"),
    "a 7z archive": (lambda: b"7z\xbc\xaf\x27\x1c" + bytes(50), "package-unreadable"),
    "cut in the middle": (lambda: WHOLE[:40], "package-unreadable"),
    "last byte missing": (lambda: WHOLE[:-1], "package-unreadable"),
    "first half missing": (lambda: WHOLE[60:], "package-unreadable"),
    "larger than is read": (lambda: bytes(SMALL.archive + 1), "archive-too-large"),
    "no entries": (craft, "package-unreadable"),
    "folders only": (lambda: craft(Entry(b"a/", b"", mode=0o40755)), "package-unreadable"),
    "100,000 entries, count wrapped": (lambda: make_many_records(100_000), "archive-too-large"),
    "100,000 entries, Zip64": (lambda: make_zip64(100_000, 0xFFFF), "archive-too-large"),
    "65,537 entries that say they are 1": (lambda: make_many_records(65_537), "archive-too-large"),
    "entry on another disk": (prepare_entry(central={"disk": 3}), "archive-unsupported"),
    "record with a wrong mark": (
        lambda: WHOLE.replace(b"PK\1\2", b"PK\1\3"),
        "package-unreadable",
    ),
    "extra field that runs over": (prepare_entry(extra=b"up\xff\xff123"), "package-unreadable"),
    "zip-slip": (prepare_names("../../etc/passwd"), "entry-name-unsafe"),
    "zip-slip inside": (prepare_names("a/../../b"), "entry-name-unsafe"),
    "zip-slip with backslashes": (prepare_names("..\\..\\b"), "entry-name-not-portable"),
    "absolute name": (prepare_names("/etc/passwd"), "entry-name-unsafe"),
    "drive letter": (prepare_names("C:/windows/a"), "entry-name-unsafe"),
    "network path": (prepare_names("\\\\server\\share\\a"), "entry-name-not-portable"),
    "alternate data stream": (prepare_names("logo.png:hidden"), "entry-name-not-portable"),
    "empty name": (prepare_names(""), "entry-name-unsafe"),
    "dot as a part": (prepare_names("a/./b"), "entry-name-unsafe"),
    "backslashes": (prepare_names("webapp3\\branding\\manifest.json"), "entry-name-not-portable"),
    "NUL in a name": (prepare_names("a.png\0.exe"), "entry-name-not-portable"),
    "line break in a name": (prepare_names("a\n.png"), "entry-name-not-portable"),
    "right-to-left override": (prepare_names("gnp\u202egpj.exe"), "entry-name-not-portable"),
    "Windows device": (prepare_names("img/CON.png"), "entry-name-not-portable"),
    "Windows device, superscript": (prepare_names("com¹.txt"), "entry-name-not-portable"),
    "final dot": (prepare_names("a.txt."), "entry-name-not-portable"),
    "final space": (prepare_names("a /b"), "entry-name-not-portable"),
    "space in front": (prepare_names(" a/b"), "entry-name-not-portable"),
    "name of 60,000 bytes": (make_long_names, "entry-name-not-portable"),
    "name of 100 parts": (prepare_names("/".join("a" * 100)), "entry-name-not-portable"),
    "not UTF-8, marked as UTF-8": (prepare_names(b"\xff\xfe.png"), "entry-name-not-portable"),
    "not ASCII, not marked": (prepare_names("æ.png", flags=0), "entry-name-not-portable"),
    "surrogate in UTF-8": (prepare_names(b"\xed\xa0\x80.png"), "entry-name-not-portable"),
    "decomposed å": (prepare_names("a\u030a.png"), "entry-name-not-portable"),
    "another name in an extra field": (
        prepare_entry(central={"extra": pack_unicode_name(b"a.txt", b"../a.txt")}),
        "entry-name-not-portable",
    ),
    "name given twice": (prepare_names("a.txt", "a.txt"), "entry-name-not-portable"),
    "names differ by case": (prepare_names("Logo.png", "logo.png"), "entry-name-not-portable"),
    "names differ by case, not ASCII": (prepare_names("Æ.png", "æ.png"), "entry-name-not-portable"),
    "names differ by form": (prepare_names("①.png", "1.png"), "entry-name-not-portable"),
    "folders differ by case": (prepare_names("Img/a.png", "img/b.png"), "entry-name-not-portable"),
    "a ligature and its letters": (prepare_names("ﬁ.png", "fi.png"), "entry-name-not-portable"),
    "Kelvin sign and k": (prepare_names("\u212a.png", "k.png"), "entry-name-not-portable"),
    "long s and s": (prepare_names("\u017f.png", "s.png"), "entry-name-not-portable"),
    "file is a folder too": (prepare_names("a", "a/b"), "entry-name-not-portable"),
    "symbolic link": (
        prepare_entry(mode=stat.S_IFLNK | 0o777, data=b"/etc/passwd"),
        "archive-unsupported",
    ),
    "device": (prepare_entry(mode=stat.S_IFCHR | 0o666), "archive-unsupported"),
    "pipe": (prepare_entry(mode=stat.S_IFIFO | 0o666), "archive-unsupported"),
    "folder marked, file named": (prepare_entry(mode=stat.S_IFDIR | 0o755), "archive-unsupported"),
    "folder with content": (
        lambda: craft(Entry(b"a/", mode=0o40755), Entry(b"b")),
        "archive-unsupported",
    ),
    "encrypted": (prepare_entry(flags=1), "archive-unsupported"),
    "strongly encrypted": (prepare_entry(flags=0x41), "archive-unsupported"),
    "encrypted with AES": (prepare_entry(method=99), "archive-unsupported"),
    "bzip2": (prepare_entry(method=12), "archive-unsupported"),
    "Deflate64": (prepare_entry(method=9), "archive-unsupported"),
    "method that does not exist": (prepare_entry(method=4711), "archive-unsupported"),
    "patch data": (prepare_entry(flags=0x20), "archive-unsupported"),
    "asks for a reader of version 25": (
        prepare_entry(central={"version": 250}),
        "archive-unsupported",
    ),
    "bomb of one file": (
        prepare_entry(data=bytes(2 * MIB), packed=BOMB, method=8),
        "archive-too-large",
    ),
    "bomb that says it is small": (
        lambda: craft(Entry(data=b"x" * 9, packed=deflate(bytes(48 * MIB)), method=8)),
        "package-unreadable",
    ),
    "bomb of many files": (
        lambda: craft(*(replace(ZEROS, name=b"%d" % n) for n in range(2000))),
        "archive-too-large",
    ),
    "one file too large": (
        prepare_entry(data=bytes(3 * MIB)),
        "archive-too-large",
    ),
    "4 GiB declared": (
        prepare_entry(local={"size": 0xFFFFFFF0}, central={"size": 0xFFFFFFF0}),
        "archive-too-large",
    ),
    "bomb, full overlap": (make_full_overlap, "archive-too-large"),
    "bomb, quoted overlap": (make_quoted_overlap, "archive-too-large"),
    **{
        f"the header before the data has another {field}": (
            prepare_entry(local={field: value}),
            "package-unreadable",
        )
        for field, value in [("size", 4), ("packed", 3), ("crc", 1), ("method", 8), ("flags", 1)]
    },
    "the header before the data has another size, as Zip64": (
        lambda: craft(make_piped_entry(size=6)),
        "package-unreadable",
    ),
    "the sizes after the data differ": (
        lambda: craft(make_streamed_entry(size=6)),
        "package-unreadable",
    ),
    "the sizes after the data are missing": (
        lambda: craft(replace(make_streamed_entry(), after=b"")),
        "package-unreadable",
    ),
    "one entry in the data of another": (lambda: make_quoted_overlap(1, KIB), "package-unreadable"),
    "stored with hidden bytes": (prepare_entry(packed=b"hello, hidden"), "package-unreadable"),
    "data ends behind the archive": (
        prepare_entry(method=8, local={"packed": 9999}, central={"packed": 9999}),
        "package-unreadable",
    ),
    "stored and sizes differ": (
        prepare_entry(local={"size": 4}, central={"size": 4}),
        "package-unreadable",
    ),
    "more bytes than declared": (
        prepare_entry(method=8, local={"size": 4}, central={"size": 4}),
        "package-unreadable",
    ),
    "fewer bytes than declared": (
        prepare_entry(method=8, local={"size": 6}, central={"size": 6}),
        "package-unreadable",
    ),
    "packed data breaks off": (
        prepare_entry(method=8, packed=deflate(b"hello")[:-2]),
        "package-unreadable",
    ),
    "packed data is no deflate": (
        prepare_entry(method=8, packed=b"\xff" * 9),
        "package-unreadable",
    ),
    "wrong checksum": (
        prepare_entry(local={"crc": 7}, central={"crc": 7}),
        "package-unreadable",
    ),
    "another name in its header": (prepare_entry(local={"name": b"b.txt"}), "package-unreadable"),
    "header with a wrong mark": (
        lambda: WHOLE.replace(b"PK\3\4", b"PK\3\5", 1),
        "package-unreadable",
    ),
    "no header where it should be": (prepare_entry(central={"offset": 1}), "package-unreadable"),
    "begins behind the archive": (prepare_entry(central={"offset": 9999}), "package-unreadable"),
    "4,000 entries with three faults each": (make_everything_wrong, "entry-name-not-portable"),
}


@cache
def make_archive(name: str) -> bytes:
    return HOSTILE[name][0]()


def list_problems(data: bytes, read: Callable = unpack, limits: Limits = SMALL) -> tuple:
    try:
        read(data, limits)
    except ArchiveError as error:
        return error.problems
    return ()


def answer(data: bytes, read: Callable = unpack) -> set[str]:
    return {problem.rule.name for problem in list_problems(data, read)}


def trace(data: bytes, limits: Limits = SMALL) -> tuple[set[str], int]:
    """The rules that *data* breaks, and the most bytes that reading it held, beside *data*."""
    tracemalloc.start()
    try:
        found = list_problems(data, limits=limits)
        return {problem.rule.name for problem in found}, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def compute_bound(limits: Limits) -> int:
    return limits.total + limits.file + 16 * MIB


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_archive_is_refused_with_its_rule_in_bounded_memory(name):
    rules, most = trace(make_archive(name))
    assert HOSTILE[name][1] in rules
    assert most <= compute_bound(SMALL)


REPAIRED = {
    "backslashes",
    "decomposed å",
    "dot as a part",
    "name given twice",
    "not ASCII, not marked",
}
TOLD_APART = {
    "names differ by case",
    "names differ by case, not ASCII",
    "names differ by form",
    "folders differ by case",
    "a ligature and its letters",
    "Kelvin sign and k",
    "long s and s",
}


@pytest.mark.parametrize("name", sorted(HOSTILE.keys() - REPAIRED - TOLD_APART))
def test_what_is_no_harmless_quirk_is_refused_from_other_tools_too(name):
    assert answer(make_archive(name), unpack_foreign)


@pytest.mark.parametrize("name", sorted(TOLD_APART))
def test_names_that_the_node_tells_apart_are_read_from_other_tools(name):
    assert len(unpack_foreign(make_archive(name)).files) == 2


@pytest.mark.parametrize("name", sorted(REPAIRED))
def test_a_harmless_quirk_is_repaired_with_a_note(name):
    assert unpack_foreign(make_archive(name)).quirks


@pytest.mark.parametrize("name", HOSTILE)
def test_an_answer_can_be_printed_and_says_what_to_do(name):
    for problem in list_problems(make_archive(name)):
        assert (problem.message + problem.place.file).isprintable()
        assert problem.hint.endswith(".")


def test_every_rule_about_archives_is_broken_here():
    archive_rules = {name for name in load_rules() if name.startswith(("archive-", "entry-"))}
    assert {rule for _, rule in HOSTILE.values()} == archive_rules | {"package-unreadable"}


def test_an_entry_that_contradicts_the_directory_is_named():
    (problem,) = list_problems(craft(Entry(local={"size": 4})))
    assert problem.message == "`a.txt` isn't stored as the archive's directory says."


def test_all_problems_are_reported_at_once():
    crafted = craft(Entry(b"../a", flags=1), Entry(b"b", mode=stat.S_IFLNK), Entry(b"c", method=12))
    expected = {"entry-name-unsafe", "archive-unsupported"}
    assert answer(crafted) == expected


@pytest.mark.slow
def test_the_widest_archive_that_is_allowed_stays_within_the_default_bound():
    half = Entry(data=b"", method=8, packed=b"")
    noise = deflate(bytes(range(256)) * 4 * KIB)
    size = 256 * 4 * KIB
    fields = {"size": size, "crc": zlib.crc32(bytes(range(256)) * 4 * KIB)}
    entries = [
        replace(half, name=b"%d" % n, packed=noise, local=fields, central=fields)
        for n in range(LIMITS.total // size)
    ]
    assert trace(craft(*entries), LIMITS)[1] <= compute_bound(LIMITS)


@pytest.mark.parametrize("entry", [make_streamed_entry(), make_piped_entry()])
def test_a_streamed_archive_is_read(entry):
    assert unpack(craft(entry)) == {"a.txt": b"hello"}


def test_a_name_that_is_not_marked_is_that_of_its_extra_field():
    unmarked = Entry(b"\x9d.png", extra=pack_unicode_name(b"\x9d.png", "ł.png".encode()))
    assert unpack_foreign(craft(unmarked)).files.keys() == {"ł.png"}


@pytest.mark.parametrize(
    "descriptor", [struct.pack("<3L", zlib.crc32(b"hello"), 5, 5), b"PK\7\10" + struct.pack("<L2Q", zlib.crc32(b"hello"), 5, 5)]
)  # fmt: skip
def test_a_descriptor_may_lack_its_mark_or_be_wide(descriptor):
    assert unpack(craft(replace(make_streamed_entry(), after=descriptor))) == {"a.txt": b"hello"}


def test_a_folder_marked_as_no_kind_at_all_is_a_folder():
    folder = Entry(b"a/", b"", central={"attr": 0xFFFF0010})
    assert unpack(craft(folder, Entry(b"a/b"))) == {"a/b": b"hello"}


def test_an_archive_in_an_archive_is_just_a_file():
    assert unpack(craft(Entry(b"inner.zip", WHOLE))) == {"inner.zip": WHOLE}


def test_the_quoted_bomb_is_a_real_one():
    chain = make_quoted_chain(3)
    assert [zlib.decompress(entry.body, -15) for entry, _ in chain] == [e.data for e, _ in chain]
