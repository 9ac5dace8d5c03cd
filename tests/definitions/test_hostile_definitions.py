"""Odd folders, odd files and odd values: an answer each time, at once and within bounds."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from themebuilder.cli import main
from themebuilder.core.cache import Cache

WARD = """\
theme: ward
title: Ward
extends: borger
organisation: clinic
brand: {color: "#2b6a94", name: Ward}
webapp: {path: ward}
"""
GIGABYTES = 10 * 2**30


@pytest.fixture
def ward(write):
    """A theme of the workspace, well as it is."""
    return write("themes/ward.yaml", WARD)


def list_rules(said) -> set[str]:
    return {found["rule"] for found in json.loads(said.out)["problems"]}


def make_pipe(file: Path) -> None:
    file.parent.mkdir(exist_ok=True, parents=True)
    os.mkfifo(file)


def make_giant_file(file: Path) -> None:
    file.parent.mkdir(exist_ok=True, parents=True)
    with file.open("wb") as opened:
        opened.truncate(GIGABYTES)


def link_to_itself(file: Path) -> None:
    file.parent.mkdir(exist_ok=True, parents=True)
    file.symlink_to(file.name)


def link_upwards(file: Path) -> None:
    file.symlink_to("..")


@pytest.mark.usefixtures("ward")
@pytest.mark.parametrize(
    ("make", "rule"),
    [
        (make_pipe, "file-unreadable"),
        (make_giant_file, "file-too-large"),
        (link_to_itself, "file-unreadable"),
        (link_upwards, "file-unreadable"),
    ],
)
def test_what_is_no_definition_is_reported_and_not_waited_for(run, workspace, make, rule):
    make(workspace / "themes" / "odd.yaml")
    assert list_rules(run("check", "--json")) == {rule}


@pytest.mark.usefixtures("ward")
def test_a_folder_that_ends_like_a_file_is_a_folder(run, workspace):
    (workspace / "themes" / "odd.yaml").mkdir()
    assert run("check").code == 0


@pytest.mark.parametrize(
    ("make", "rule"),
    [
        (make_pipe, "asset-missing"),
        (make_giant_file, "file-too-large"),
        (link_to_itself, "asset-missing"),
    ],
)
def test_what_is_no_picture_is_reported_and_not_waited_for(run, write, workspace, make, rule):
    write("themes/ward.yaml", WARD.replace("name: Ward}", "logo: odd.png, name: Ward}"))
    make(workspace / "brand_assets" / "odd.png")
    assert list_rules(run("check", "--json")) == {rule}


@pytest.mark.parametrize(
    "path", ["x" * 300 + ".png", "a/" * 3000 + "b.png", "%00", "a\tb", "~root"]
)
def test_a_path_that_no_file_system_has_is_a_missing_file(run, write, path):
    write("themes/ward.yaml", WARD.replace("name: Ward}", f'logo: "{path}", name: Ward}}'))
    assert list_rules(run("check", "--json")) == {"asset-missing"}


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser can open everything")
@pytest.mark.usefixtures("ward")
@pytest.mark.parametrize("name", ["odd.yaml", "odd"])
def test_what_is_shut_to_us_is_reported(run, workspace, name):
    shut = workspace / "themes" / name
    shut.mkdir() if name == "odd" else shut.touch()
    shut.chmod(0)
    assert list_rules(run("check", "--json")) == {"file-unreadable"}


@pytest.mark.usefixtures("ward")
def test_packages_may_lie_among_the_definitions(run, workspace):
    run("build", "-o", str(workspace / "themes" / "dist"))
    assert run("check").code == 0


@pytest.mark.usefixtures("ward")
@pytest.mark.parametrize("name", ["ward-webapp3.zip", "catalogue.json", "SHA256SUMS"])
def test_a_pipe_under_a_packages_name_is_replaced(run, workspace, name):
    make_pipe(workspace / "dist" / name)
    assert run("build", "-o", str(workspace / "dist")).code == 0
    assert (workspace / "dist" / name).is_file()


@pytest.mark.usefixtures("ward")
def test_a_file_in_place_of_the_output_folder_is_reported_in_json_too(run, workspace):
    (workspace / "dist").write_text("x")
    result = run("build", "--json")
    assert (result.code, json.loads(result.out)["ok"]) == (1, False)
    assert "can't be written" in json.loads(result.out)["stopped"]["message"]


@pytest.mark.usefixtures("ward")
def test_a_file_name_that_is_not_utf_8_is_reported_in_every_format(run, workspace):
    Path(os.fsdecode(os.fsencode(workspace / "themes") + b"/\xff\xfe.yaml")).write_text(
        "theme: x\n"
    )
    for form in ("text", "json", "sarif", "junit", "github"):
        assert "name-mismatch" in run("check", "--format", form).out


@pytest.mark.usefixtures("ward")
def test_a_name_that_differs_in_its_capitals_takes_nothing_from_the_theme(run, write):
    write("themes/Ward.yaml", WARD)
    report = json.loads(run("check", "--json").out)
    assert [(found["rule"], found["themes"]) for found in report["problems"]] == [
        ("name-mismatch", [])
    ]


@pytest.mark.usefixtures("ward")
def test_a_workspace_within_another_leaves_the_outer_one_its_settings(run, write):
    write("themes/inner/workspace.yaml", "workspace: inner\ntarget: nothing\n")
    found = json.loads(run("check", "--json").out)["problems"]
    assert [(problem["rule"], problem["file"]) for problem in found] == [
        ("name-given-twice", "themes/inner/workspace.yaml")
    ]


def test_a_line_of_parents_has_an_end(run, write):
    for number in range(40):
        write(
            f"themes/w{number}.yaml",
            f"theme: w{number}\nextends: w{number + 1}\norganisation: clinic\n",
        )
    write("themes/w40.yaml", "theme: w40\nextends: borger\norganisation: clinic\n")
    assert list_rules(run("check", "w0", "--json")) == {"line-too-long"}


BROKEN = {
    "themes/base.yaml": "theme: base\nextends: borger\ncolour: red\n",
    "themes/organisations/clinic.yaml": "organisation: clinic\nname: C\nlock: chat\n",
    "themes/wordings/neutral.yaml": "wording: neutral\nwaiting: Vent\n",
    "themes/texts/da.yaml": "texts: da\nkeys: [a]\n",
    "themes/texts/da.citizen.yaml": "texts: [da\n",
    "themes/terms/da.yaml": "terms: da\nroles: x\n",
    "themes/workspace.yaml": "workspace: clinic\nbudgets: none\n",
    "themes/borger.yaml": "theme: borger\nextends: borger\nbrand: none\n",
}


@pytest.mark.parametrize("file", BROKEN)
def test_nothing_is_built_on_what_is_broken(run, write, tmp_path, file):
    """Not even where a shipped definition of that name could take its place."""
    write("themes/ward.yaml", WARD.replace("borger", "base") if "base" in file else WARD)
    write(file, BROKEN[file])
    result = run("build", "ward", "-o", str(tmp_path / "out"), "--json")
    assert (json.loads(result.out)["unbuilt"], list(tmp_path.glob("out/*.zip"))) == (["ward"], [])


@pytest.mark.parametrize("command", ["check", "show", "build"])
def test_a_theme_whose_own_file_is_broken_is_answered_with_its_fault(run, write, command):
    write("themes/ward.yaml", WARD + "colour: red\n")
    assert list_rules(run(command, "ward", "--json")) == {"unknown-key"}


@pytest.mark.usefixtures("ward")
def test_nothing_is_built_while_a_folder_cannot_be_searched(run, workspace):
    (workspace / "themes" / "texts").symlink_to(workspace)
    assert json.loads(run("build", "--json").out)["unbuilt"] == ["ward"]


def test_a_page_may_serve_two_languages(run, write, tmp_path):
    write("brand_assets/consent.html", "<p>Samtykke")
    step = "webapp: {path: ward, step: {pages: {default: consent.html, da: consent.html}}}"
    write("themes/ward.yaml", WARD.replace("webapp: {path: ward}", step))
    assert run("build", "-o", str(tmp_path / "out"), "--ignore", "active-content").code == 0


def test_two_plugins_may_share_a_folder(run, write, tmp_path):
    write("brand_assets/plug/index.html", "<p>")
    plugins = ", ".join(f"{{id: {name}, src: index.html, files: plug}}" for name in "ab")
    write("themes/ward.yaml", WARD.replace("path: ward", f"path: ward, plugins: [{plugins}]"))
    assert run("build", "-o", str(tmp_path / "out"), "--ignore", "active-content").code == 0


@pytest.mark.parametrize("key", ["../../x", "a/b", "..", ".", "con", "a" * 300, "æ\\u202e"])
def test_the_name_of_a_page_leads_nowhere_else(run, write, tmp_path, key):
    write("brand_assets/consent.html", "<p>")
    pages = f'{{default: consent.html, "{key}": consent.html}}'
    write("themes/ward.yaml", WARD.replace("path: ward", f"path: ward, step: {{pages: {pages}}}"))
    assert run("build", "-o", str(tmp_path / "out")).code in {0, 1}
    assert not [file for file in tmp_path.rglob("x.html") if "brand_assets" not in str(file)]


@pytest.mark.parametrize("name", ["title", "about"])
def test_nothing_that_moves_the_cursor_is_shown(run, write, name):
    write(
        "themes/ward.yaml", WARD.replace("title: Ward\n", "") + f'{name}: "a\\rb\\u202ec\\u200dd"\n'
    )
    for arguments in (["show", "ward"], ["list"], ["check"]):
        assert not set("\r\u202e\u200d") & set(run(*arguments).out)


def test_a_text_of_half_a_megabyte_is_reported_in_a_line(run, write):
    write("themes/ward.yaml", WARD + f"audience: {'x' * 400_000}\n")
    assert max(map(len, run("check").out.splitlines())) < 2_000


STOPPING = [
    ["show", "nobody"],
    ["check", "nobody"],
    ["build", "--organisation", "nobody"],
    ["show", "ward", "no.such.key"],
    ["check", "--date", "1999-01-01"],
]


@pytest.mark.parametrize("arguments", STOPPING, ids=" ".join)
def test_who_asks_for_json_gets_json_when_nothing_is_done(run, write, arguments):
    write("themes/ward.yaml", WARD + "valid: {from: 2026-01-01}\n")
    result = run(*arguments, "--json")
    envelope = json.loads(result.out)
    assert (result.code, envelope["ok"]) == (2, False)
    assert envelope["stopped"]["message"] in result.err


def test_a_report_that_cannot_be_written_is_no_crash(run, ward, tmp_path):
    (tmp_path / "file").touch()
    result = run("check", "-o", str(tmp_path / "file" / "report.txt"))
    assert (result.code, "can't be written" in result.err) == (1, True)


def test_the_folder_of_dash_c_holds_for_init_and_schemas(tmp_path):
    for arguments in (["init", "own"], ["schema", "-o", "schemas"]):
        assert CliRunner().invoke(main, ["-C", str(tmp_path), *arguments]).exit_code == 0
    assert (tmp_path / "own" / "themes" / "workspace.yaml").is_file()
    assert (tmp_path / "schemas" / "theme.json").is_file()


def test_a_circle_stands_in_the_tree(run, write):
    for name, parent in (("one", "two"), ("two", "one"), ("self", "self")):
        write(f"themes/{name}.yaml", f"theme: {name}\nextends: {parent}\n")
    shown = run("list", "--tree").out
    assert all(shown.count(name) == 1 for name in ("one", "two", "self"))


def test_what_a_full_disk_could_not_keep_is_gone(tmp_path):
    (tmp_path / "abcdef").symlink_to("/dev/full")
    Cache(tmp_path).put("abcdef", b"data")
    assert list(tmp_path.iterdir()) == []


def test_thousands_of_files_are_reported_in_flat_memory(workspace, write):
    for number in range(2_000):
        write(f"themes/w{number}.yaml", f"a: {number}\n")
    said = workspace / "said.json"
    code, kilobytes = _measure_peak("-C", str(workspace), "check", "--json", said=said)
    problems = json.loads(said.read_bytes())["problems"]
    assert (code, len(problems)) == (1, 2_000)
    assert kilobytes < 100_000


_MEASURE = """
import os, subprocess, sys
with open(sys.argv[1], "wb") as said:
    process = subprocess.Popen([sys.executable, "-m", "themebuilder", *sys.argv[2:]], stdout=said)
    _, status, used = os.wait4(process.pid, 0)
process.returncode = os.waitstatus_to_exitcode(status)
print(process.returncode, used.ru_maxrss)
"""


def _measure_peak(*arguments: str, said: Path) -> tuple[int, int]:
    """The exit code of a run, and the most memory it held, in kilobytes.

    A small process starts it: what a process held before it became another one counts as its own.
    """
    command = [sys.executable, "-c", _MEASURE, str(said), *arguments]
    measured = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    code, kilobytes = map(int, measured.split())
    return code, kilobytes


@pytest.mark.parametrize("name", ["ward.YAML", "ward.Yml"])
def test_a_definition_with_a_capital_ending_is_read(run, write, name):
    write(f"themes/{name}", WARD)
    assert "ward " in run("list").out
