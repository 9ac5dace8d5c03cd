"""The two lists of a build folder, byte by byte, and how they treat other files."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

import pytest

from tests.contract.kit import write
from themebuilder.build import catalogue
from themebuilder.build.catalogue import Defined, StaleFiles
from themebuilder.definitions.loader import read_library

KNOWN = Defined(frozenset({"a", "b"}), frozenset({"a", "b", "shipped"}), is_known=True)
HEAD = '{"schema":1,"themes":[\n'


def write_entry(folder: Path, theme: str, **contents: str) -> str:
    """The line of a theme whose files are written, each under its name with an ending."""
    files = []
    for name, content in contents.items():
        (folder / f"{name}.zip").write_text(content)
        files.append({"name": f"{name}.zip", "sha256": digest(content)})
    return catalogue.format_line({"theme": theme, "title": "Å", "files": files})


def digest(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()


def say(folder: Path, *themes: str) -> None:
    """Write a catalogue with those lines."""
    (folder / "catalogue.json").write_text("\n".join([*themes, ""]))


@pytest.fixture
def lines(tmp_path) -> dict[str, str]:
    """Two themes in the folder, listed."""
    lines = {
        "b": write_entry(tmp_path, "b", b2="b2", b1="b1"),
        "a": write_entry(tmp_path, "a", c="c"),
    }
    assert catalogue.write(tmp_path, lines.values(), KNOWN, removes=True) == StaleFiles()
    return lines


def test_both_lists_are_sorted_and_end_with_what_is_defined(tmp_path, lines):
    tail = '],"defined":["a","b","shipped"],"complete":true,"left":[],"organisations":[]}\n'
    written = f"{HEAD}{lines['a']},\n{lines['b']}\n{tail}"
    assert (tmp_path / "catalogue.json").read_text("utf-8") == written
    sums = "".join(f"{digest(name)}  {file}.zip\n" for file, name in
                   {"b1": "b1", "b2": "b2", "c": "c"}.items())  # fmt: skip
    assert (tmp_path / "SHA256SUMS").read_text("utf-8") == sums
    assert list(catalogue.read(tmp_path).values()) == [json.loads(lines[name]) for name in "ab"]


def test_a_theme_that_failed_is_listed_until_it_is_built(tmp_path, lines):
    def read_failed(built: list[str], **failed: list[str]) -> dict[str, list[str]]:
        catalogue.write(tmp_path, built, KNOWN, removes=False, failed=failed)
        tail = json.loads((tmp_path / "catalogue.json").read_text("utf-8"))
        return tail.get("failed", {})

    assert read_failed([lines["a"]], b=["contrast-too-low"]) == {"b": ["contrast-too-low"]}
    assert read_failed([lines["a"]]) == {"b": ["contrast-too-low"]}
    assert read_failed([lines["b"]]) == {}


def test_a_line_is_json_without_blanks():
    assert catalogue.format_line({"title": "Å", "files": [1, 2]}) == '{"title":"Å","files":[1,2]}'


@pytest.mark.parametrize(("text", "is_known"), [("theme: mine\n", True), ("theme: [\n", False)])
def test_what_a_workspace_defines_is_known_when_every_file_can_be_read(tmp_path, text, is_known):
    shipped = {"shipped/themes/borger.yaml": "theme: borger\n", "own/themes/a.yaml": "theme: a\n"}
    write(tmp_path, {"own/themes/mine.yaml": text, **shipped})
    defined = Defined.of(read_library(tmp_path / "own", tmp_path / "shipped"))
    own = frozenset({"a", "mine"} if is_known else {"a"})
    assert defined == Defined(own, own | {"borger"}, is_known)


def test_a_file_that_vanishes_while_it_is_compared_stops_nothing(tmp_path, lines, monkeypatch):
    only_b = Defined(frozenset("b"), frozenset("b"), is_known=True)
    hash_file = catalogue.hash_file
    monkeypatch.setattr(
        catalogue, "hash_file", lambda file: (hash_file(file), file.unlink(missing_ok=True))[0]
    )
    stale = catalogue.write(tmp_path, [lines["b"]], only_b, removes=True)
    assert stale == StaleFiles(removed=("c.zip",))


def test_lists_that_hold_already_are_not_written_again(tmp_path, lines):
    file = tmp_path / "catalogue.json"
    os.utime(file, (1, 1))
    before = file.stat()
    catalogue.write(tmp_path, lines.values(), KNOWN, removes=True)
    assert (file.stat().st_ino, file.stat().st_mtime > 1) == (before.st_ino, True)


@pytest.mark.parametrize("name", ["catalogue.json", "SHA256SUMS"])
@pytest.mark.parametrize("spoil", ["text", "missing", "pipe"])
def test_a_list_that_was_changed_is_written_again(tmp_path, lines, name, spoil):
    whole = (tmp_path / name).read_bytes()
    (tmp_path / name).unlink()
    if spoil == "text":
        (tmp_path / name).write_bytes(whole + b" ")
    elif spoil == "pipe":
        os.mkfifo(tmp_path / name)
    catalogue.write(tmp_path, lines.values(), KNOWN, removes=True)
    assert (tmp_path / name).read_bytes() == whole


@pytest.mark.usefixtures("lines")
@pytest.mark.parametrize(
    ("defined", "change", "kept"),
    [
        (KNOWN, "", ["a", "b"]),
        (Defined(frozenset("a"), frozenset("a"), is_known=True), "", ["a"]),
        (Defined(frozenset("a"), frozenset("a"), is_known=False), "", ["a", "b"]),
        (KNOWN, "changed", ["a"]),
        (KNOWN, "missing", ["a"]),
        (KNOWN, "linked", ["a"]),
    ],
)
def test_a_theme_stays_listed_while_it_is_defined_and_its_files_are_as_they_were(
    tmp_path, defined, change, kept
):
    package = tmp_path / "b1.zip"
    if change:
        package.rename(tmp_path / "elsewhere")
    if change == "changed":
        package.write_text("other")
    elif change == "linked":
        package.symlink_to(tmp_path / "elsewhere")
    catalogue.write(tmp_path, [write_entry(tmp_path, "a", c="c")], defined, removes=False)
    assert list(catalogue.read(tmp_path)) == kept


def test_files_of_no_theme_wait_for_a_whole_build_and_are_listed_until_then(tmp_path, lines):
    only_a = Defined(frozenset("a"), frozenset("a"), is_known=True)
    stale = catalogue.write(tmp_path, [lines["a"]], only_a, removes=False)
    assert stale == StaleFiles(waiting=("b1.zip", "b2.zip"))
    left = [{"name": name, "sha256": digest(name[:2])} for name in ("b1.zip", "b2.zip")]
    tail = {"defined": ["a"], "complete": True, "left": left, "organisations": []}
    written = f"{HEAD}{lines['a']}\n],{catalogue.format_line(tail)[1:]}\n"
    assert (tmp_path / "catalogue.json").read_text("utf-8") == written

    (tmp_path / "b2.zip").write_text("somebody's own")
    stale = catalogue.write(tmp_path, [lines["a"]], only_a, removes=True)
    assert stale == StaleFiles(removed=("b1.zip",), changed=("b2.zip",))
    assert ((tmp_path / "b1.zip").exists(), (tmp_path / "b2.zip").exists()) == (False, True)
    tail = catalogue.format_line({**tail, "left": left[1:]})
    written = f"{HEAD}{lines['a']}\n],{tail[1:]}\n"
    assert (tmp_path / "catalogue.json").read_text("utf-8") == written

    (tmp_path / "b2.zip").unlink()
    assert catalogue.write(tmp_path, [lines["a"]], only_a, removes=True) == StaleFiles()


def test_a_changed_file_alone_is_reported_and_left(tmp_path, lines):
    only_b = Defined(frozenset("b"), frozenset("b"), is_known=True)
    (tmp_path / "c.zip").write_text("somebody's own")
    assert catalogue.write(tmp_path, [lines["b"]], only_b, removes=True) == StaleFiles(
        changed=("c.zip",)
    )


@pytest.mark.parametrize(
    ("defined", "complete"),
    [
        (Defined(frozenset("a"), frozenset({"a", "shipped"}), is_known=True), True),
        (Defined(frozenset("a"), frozenset("a"), is_known=False), False),
        (Defined(frozenset({"a", "z"}), frozenset({"a", "z"}), is_known=True), False),
    ],
)
def test_a_catalogue_is_complete_with_all_themes_of_the_workspace(tmp_path, defined, complete):
    catalogue.write(tmp_path, [write_entry(tmp_path, "a", c="c")], defined, removes=False)
    last = (tmp_path / "catalogue.json").read_text("utf-8").splitlines()[-1]
    assert json.loads("{" + last.removeprefix("],"))["complete"] is complete


FINE = '{"theme":"a","files":[]}'


@pytest.mark.parametrize(
    ("rows", "themes"),
    [
        ([HEAD[:-1], FINE + ",", FINE.replace('"a"', '"b"'), "],"], ["a", "b"]),
        ([HEAD[:-1] + "  ", "  " + FINE + " ,"], ["a"]),
        ([HEAD[:-1], "  " + FINE + ",  "], ["a"]),
        ([HEAD[:-1], FINE, "{", FINE.replace('"a"', '"b"')], ["a"]),
        ([HEAD[:-1], FINE, '{"files":[]}', FINE.replace('"a"', '"b"')], ["a"]),
        ([HEAD[:-1], FINE.replace('"a"', "1"), FINE + "X,", FINE], ["1"]),
        ([HEAD[:-1], "[]", "", FINE], ["a"]),
        ([HEAD[:-1], '{"a":' * 100_000], []),
        (['{"schema":2,"themes":[', FINE], []),
        ([HEAD[:-1] + " {", FINE], []),
        ([FINE], []),
        ([], []),
    ],
)
def test_a_catalogue_is_read_as_far_as_it_is_one(tmp_path, rows, themes):
    say(tmp_path, *rows)
    assert list(catalogue.read(tmp_path)) == themes


def test_what_is_no_readable_file_is_no_catalogue(tmp_path):
    assert catalogue.read(tmp_path) == {}
    (tmp_path / "catalogue.json").write_bytes(HEAD.encode() + b"\xff\n")
    assert catalogue.read(tmp_path) == {}
    (tmp_path / "catalogue.json").unlink()
    os.mkfifo(tmp_path / "catalogue.json")
    assert catalogue.read(tmp_path) == {}


@pytest.mark.parametrize(
    ("files", "left"),
    [
        ([{"name": "x.zip", "sha256": digest("x")}], ["x.zip"]),
        ([{"name": "y.zip", "sha256": 1}, {"name": "x.zip", "sha256": digest("x")}], ["x.zip"]),
        ([{"name": 1, "sha256": digest("x")}], []),
        ([{"sha256": digest("x")}], []),
        (["x.zip"], []),
        ("x.zip", []),
        (None, []),
        ([{"name": "../x.zip", "sha256": digest("x")}], []),
        ([{"name": ".x.zip", "sha256": digest("x")}], []),
        ([{"name": "x.zip.bak", "sha256": digest("x")}], []),
        ([{"name": "X.zip", "sha256": digest("x")}], []),
        ([{"name": "x-1.2.zip", "sha256": digest("x")}], ["x-1.2.zip"]),
        ([{"name": "0.zip", "sha256": digest("x")}], ["0.zip"]),
        ([{"name": "gone.zip", "sha256": digest("x")}], []),
    ],
)
@pytest.mark.parametrize("listed", ["in a theme", "as left"])
def test_only_packages_of_earlier_builds_are_removed(tmp_path, files, left, listed):
    folder = tmp_path / "out"
    folder.mkdir()
    for name in (
        "x.zip",
        ".x.zip",
        "x.zip.bak",
        "X.zip",
        "x-1.2.zip",
        "0.zip",
        "y.zip",
        "../x.zip",
    ):
        (folder / name).write_text("x")
    if listed == "in a theme":
        say(folder, HEAD[:-1], json.dumps({"theme": "old", "files": files}))
    else:
        say(folder, HEAD[:-1], "]," + json.dumps({"left": files})[1:])
    stale = catalogue.write(folder, [], KNOWN, removes=True)
    assert stale == StaleFiles(removed=tuple(left))


@pytest.mark.parametrize("tail", ["],", "],x", '],"complete":true}', '],"left":[' * 99_999])
def test_a_broken_end_lists_nothing_as_left(tmp_path, tail):
    say(tmp_path, HEAD[:-1], tail)
    assert catalogue.write(tmp_path, [], KNOWN, removes=True) == StaleFiles()


@pytest.mark.parametrize("files", [None, "c.zip", [{"name": "c.zip"}], [{"name": "C.zip"}]])
def test_a_theme_whose_files_are_not_known_is_not_kept(tmp_path, files):
    (tmp_path / "c.zip").write_text("c")
    say(tmp_path, HEAD[:-1], json.dumps({"theme": "a", "files": files}))
    catalogue.write(tmp_path, [], KNOWN, removes=False)
    assert catalogue.read(tmp_path) == {}


def test_the_sum_of_what_is_no_readable_file_is_empty(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "file").write_text("x")
    names = ("pipe", "gone", ".", "file")
    assert [catalogue.hash_file(tmp_path / name) for name in names] == ["", "", "", digest("x")]


STRICT = "organisation: strict\nname: Region Ø\nsettings: {chat: disabled, captions: shown}\n"
WARD = 'organisation: ward\nname: Afsnit\npart_of: strict\ncode: "4711"\n'


def test_each_organisation_with_a_code_stands_there_with_the_fields_of_a_policy(tmp_path):
    files = {"strict": STRICT, "ward": WARD}
    write(tmp_path, {f"themes/organisations/{name}.yaml": text for name, text in files.items()})
    write(tmp_path, {"themes/workspace.yaml": "workspace: own\n"})
    catalogue.write(
        tmp_path, [], Defined.of(read_library(tmp_path, tmp_path / "nothing")), removes=True
    )
    assert json.loads((tmp_path / "catalogue.json").read_text("utf-8"))["organisations"] == [
        {
            "code": "4711",
            "name": "Afsnit",
            "organisation": "ward",
            "above": ["strict"],
            "settings": {"captions": "shown", "chat": "disabled"},
            "fields": {"enable_chat": "no"},
        }
    ]


def test_an_organisation_below_one_that_is_missing_does_not_stand_there(tmp_path):
    write(tmp_path, {"themes/workspace.yaml": "workspace: own\n"})
    write(tmp_path, {"themes/organisations/ward.yaml": WARD})
    assert Defined.of(read_library(tmp_path, tmp_path / "nothing")).organisations == ()
