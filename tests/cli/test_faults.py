"""The same fault ends every command with the same exit code, and never with a traceback."""

from __future__ import annotations

import json
import socket
from functools import partial

import pytest

from themebuilder.publishing.node.transport import Clock

OWN = 'theme: ward\nextends: borger\norganisation: clinic\nbrand: {color: "#2b6a94"}\n'
ON_A_NODE = ("plan", "publish", "status", "verify", "rollback", "prune", "doctor")
OF_THEMES = (
    ("build",),
    ("check",),
    ("accessibility",),
    ("where", "waiting"),
    ("script",),
    ("texts", "status"),
    ("texts", "show", "--guest-language", "da"),
    ("screenshots", "-o", "out"),
)


def join_words(command: tuple[str, ...]) -> str:
    return " ".join(command)


@pytest.fixture(autouse=True)
def _page(monkeypatch):
    monkeypatch.setattr("themebuilder.cli.preview.read_bundle", dict)


@pytest.fixture
def deployment(write, monkeypatch):
    """A deployment, by its address."""
    monkeypatch.setenv("NODE_PASSWORD", "secret")

    def write_deployment(node: str) -> str:
        auth = "{user: someone, password: {env: NODE_PASSWORD}}"
        write("themes/deployments/lab.yaml", f"deployment: lab\nnode: {node}\nauth: {auth}\n")
        return "lab"

    return write_deployment


@pytest.mark.parametrize("command", [*OF_THEMES, ("show",), ("preview",)], ids=join_words)
def test_no_such_theme_is_two(run, command):
    assert run(*command, "nobody").code == 2


@pytest.mark.parametrize("command", [*OF_THEMES, ("preview",), ("plan", "-d", "x")], ids=join_words)
def test_no_workspace_is_two(run, tmp_path, command):
    empty = tmp_path / "empty"
    empty.mkdir()
    assert run("-C", str(empty), *command).code == 2


@pytest.mark.parametrize("command", ["check", "list"])
def test_a_workspace_that_is_not_there_is_two(run, tmp_path, command):
    result = run("-C", str(tmp_path / "nowhere"), command)
    assert (result.code, "nowhere' does not exist" in result.err) == (2, True)


@pytest.mark.parametrize("command", OF_THEMES, ids=join_words)
def test_broken_yaml_is_one(run, write, command):
    write("themes/ward.yaml", "theme: [ward\n")
    assert run(*command, "ward").code == 1


@pytest.mark.parametrize(
    "command", [("list",), ("calendar",), ("accessibility",), ("where", "waiting")], ids=join_words
)
def test_a_file_that_hides_a_theme_is_one_and_in_the_json(run, write, command):
    write("themes/ward.yaml", OWN)
    write("themes/other.yaml", "theme: [other\n")
    result = run(*command)
    is_named = "themes/other.yaml:2:1: error" in result.out or command == ("list",)
    answer = json.loads(run(*command, "--json").out)
    assert (result.code, is_named, answer["ok"], answer["counts"]["errors"]) == (1, True, False, 1)


READ = [
    ("check", "FILE"),
    ("show", "FILE"),
    ("import", "FILE"),
    ("diff", "FILE", "borger"),
    ("preview", "--against", "FILE"),
    ("learn", "FILE"),
    ("texts", "import", "WORKBOOK"),
]


@pytest.mark.parametrize("command", READ, ids=join_words)
def test_a_file_that_cannot_be_used_is_one_and_one_that_is_not_there_two(run, write, command):
    for name in ("wrong.zip", "wrong.xlsx"):
        write(name, "This is no package.\n")
        # Even the superuser cannot read this one.
        write("x", "").with_name(f"un{name}").symlink_to("/proc/self/mem")
    codes = {}
    for name in ("nowhere", "wrong", "unwrong"):
        named = {"FILE": f"{name}.zip", "WORKBOOK": f"{name}.xlsx"}
        codes[name] = run(*(named.get(word, word) for word in command)).code
    assert codes == {"nowhere": 2, "wrong": 1, "unwrong": 1}


@pytest.mark.parametrize(
    "command",
    [
        ("build", "ward", "-o", "file/out"),
        ("check", "ward", "-o", "file/report.txt"),
        ("accessibility", "ward", "-o", "file/out"),
        ("script", "ward", "-o", "file/out"),
        ("texts", "export", "-o", "file/texts.xlsx"),
        ("schema", "-o", "file/out"),
        ("init", "file/out"),
        ("diff", "borger", "borger", "-o", "file/page.html"),
    ],
    ids=join_words,
)
def test_an_output_that_cannot_be_written_is_one(run, write, command):
    write("themes/ward.yaml", OWN)
    write("file", "in the way")
    assert run(*command).code == 1


@pytest.mark.parametrize("command", [*ON_A_NODE, "diff"])
def test_an_unknown_deployment_is_two(run, write, command):
    write("themes/ward.yaml", OWN)
    given = ("deployment:nowhere", "ward") if command == "diff" else ("-d", "nowhere")
    assert run(command, *given).code == 2


@pytest.mark.parametrize("command", ON_A_NODE)
def test_a_node_that_is_down_is_three_and_says_what_is_tried_again(
    run, write, deployment, command, monkeypatch
):
    at_once = partial(Clock, sleep=lambda _seconds: None)
    monkeypatch.setattr("themebuilder.publishing.session.Clock", at_once)
    write("themes/ward.yaml", OWN)
    run("build", "ward")
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        result = run(command, "-d", deployment(f"http://127.0.0.1:{closed.getsockname()[1]}"))
    assert (result.code, "Connection refused). Next try" in result.err) == (3, True), result
