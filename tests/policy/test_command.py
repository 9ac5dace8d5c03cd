"""`themebuilder policy`, as it is typed: no node, no password."""

from __future__ import annotations

import json
import os

import pytest
from click.testing import CliRunner

from tests.policy.emulator import render
from tests.publishing.kit import Look, write_built
from themebuilder.cli import main

HEAD = "deployment: prod\nnode: https://m.example\nauth: {user: a, password: {env: NOT_SET}}\n"
ROOM = {"name": "Rum", "service_type": "conference", "service_tag": "psyk"}


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "themes/deployments").mkdir(parents=True)
    (tmp_path / "themes/organisations").mkdir(parents=True)
    (tmp_path / "themes/workspace.yaml").write_text("workspace: test\n")
    for name in ("psyk", "nord", "syd"):
        text = f"organisation: {name}\nname: Huset\n"
        (tmp_path / f"themes/organisations/{name}.yaml").write_text(text)
    looks = [
        Look("psyk", "psyk", settings={"chat": "disabled"}),
        Look("nord", settings={"chat": "enabled"}),
        Look("plain", "plain"),
    ]
    write_built(tmp_path / "dist", looks)
    write_built(tmp_path / "some", looks[:1], is_complete=False)
    write_built(tmp_path / "failed", looks)
    catalogue = tmp_path / "failed/catalogue.json"
    failed = {"complete": False, "failed": {"psyk": ["value-not-allowed"]}}
    catalogue.write_text(json.dumps({**json.loads(catalogue.read_text()), **failed}))

    def run(lines, *words):
        (tmp_path / "themes/deployments/prod.yaml").write_text(HEAD + lines)
        return CliRunner().invoke(main, ["policy", "-d", "prod", *words])

    return run


def test_the_script_alone_is_on_standard_output(run):
    result = run("organisations: {psyk: {tag: psyk}}\npolicy: Vores politik\n")
    assert result.exit_code == 0
    assert render(result.stdout, ROOM, {})["result"] == {**ROOM, "enable_chat": "no"}
    assert "Call control > Policy profiles > Vores politik" in result.stderr
    assert "Unconfirmed" in result.stderr


NAMED = {
    "without a key": ("nord: {names: [Rum 1]}", "nord isn't in the script, because nothing tells"),
    "without a theme": (
        "syd: {tag: syd}",
        "syd isn't in the script: the build folder has no theme",
    ),
}


@pytest.mark.parametrize(("other", "message"), NAMED.values(), ids=NAMED)
def test_an_organisation_that_the_script_leaves_out_is_named(run, other, message):
    result = run(f"organisations: {{psyk: {{tag: psyk}}, {other}}}\n")
    assert (result.exit_code, message in result.stderr) == (0, True)


PSYK = "organisations: {psyk: {tag: psyk}}\n"
REFUSED = {
    "nothing to set": ("organisations: {nord: {names: [Rum 1]}}\n", "dist", 2, "There is nothing to set"),
    "a conflict": ("organisations: {psyk: {tag: t}, nord: {tag: t}}\n", "dist", 1, "claimed-twice"),
    "no build": (PSYK, "nowhere", 1, "package-missing"),
    "some themes": (PSYK, "some", 2, "would leave out organisations"),
    "a failed build": (PSYK, "failed", 2, "The last build of psyk failed"),
}  # fmt: skip


@pytest.mark.parametrize(("lines", "folder", "code", "message"), REFUSED.values(), ids=REFUSED)
def test_what_gives_no_whole_script_gives_none(run, lines, folder, code, message):
    result = run(lines, "--packages", folder)
    assert (result.exit_code, message in result.output) == (code, True)
    assert "pex_update" not in result.output


def test_a_pipe_as_output_gets_the_script_and_stays(run, tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    run("organisations: {psyk: {tag: psyk}}\n", "-o", "pipe")
    assert os.read(reader, 100).startswith(b"{# themebuilder policy prod")
    assert pipe.is_fifo()


def test_a_link_as_output_leads_to_the_same_file_afterwards(run, tmp_path):
    (tmp_path / "link").symlink_to(tmp_path / "script.txt")
    run("organisations: {psyk: {tag: psyk}}\n", "-o", "link")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "script.txt").read_text().startswith("{# themebuilder policy prod")


def test_a_file_that_changed_after_the_build_is_named(run, tmp_path):
    lines = "organisations: {psyk: {tag: psyk}}\n"
    assert "changed after" not in run(lines).stderr
    changed = tmp_path / "themes/organisations/psyk.yaml"
    built = (tmp_path / "dist/catalogue.json").stat().st_mtime
    os.utime(changed, (built + 60, built + 60))
    result = run(lines)
    named = "themes/organisations/psyk.yaml changed after the build in dist/."
    assert (result.exit_code, named in result.stderr) == (0, True)
