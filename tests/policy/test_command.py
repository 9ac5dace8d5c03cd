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
    for name in ("psyk", "nord"):
        text = f"organisation: {name}\nname: Huset\n"
        (tmp_path / f"themes/organisations/{name}.yaml").write_text(text)
    looks = [
        Look("psyk", "psyk", settings={"chat": "disabled"}),
        Look("nord", settings={"chat": "enabled"}),
        Look("plain", "plain"),
    ]
    write_built(tmp_path / "dist", looks)
    write_built(tmp_path / "some", looks[:1], is_complete=False)

    def run(lines, *words):
        (tmp_path / "themes/deployments/prod.yaml").write_text(HEAD + lines)
        return CliRunner().invoke(main, ["policy", "-d", "prod", *words])

    return run


def test_the_script_alone_is_on_standard_output(run):
    said = run("organisations: {psyk: {tag: psyk}}\npolicy: Vores politik\n")
    assert said.exit_code == 0
    assert render(said.stdout, ROOM, {})["result"] == {**ROOM, "enable_chat": "no"}
    assert "Call control > Policy profiles > Vores politik" in said.stderr
    assert "Unconfirmed" in said.stderr


def test_a_file_gets_the_same_script(run, tmp_path):
    lines = "organisations: {psyk: {tag: psyk}}\n"
    printed = run(lines).stdout
    said = run(lines, "-o", "policy.jinja2")
    assert (said.stdout, (tmp_path / "policy.jinja2").read_text()) == ("", printed)


def test_an_organisation_without_a_key_is_named(run):
    said = run("organisations: {psyk: {tag: psyk}, nord: {names: [Rum 1]}}\n")
    assert (said.exit_code, "nord isn't in the script" in said.stderr) == (0, True)


def test_nothing_to_set_is_wrong_usage(run):
    said = run("organisations: {nord: {names: [Rum 1]}}\n")
    assert (said.exit_code, said.stdout) == (2, "")
    assert "There is nothing to set" in said.stderr


def test_a_conflict_writes_nothing(run):
    said = run("organisations: {psyk: {tag: t}, nord: {tag: t}}\n")
    assert (said.exit_code, "claimed-twice" in said.stdout, "pex_update" in said.stdout) == (
        1,
        True,
        False,
    )


def test_without_a_build_the_command_says_so(run, tmp_path):
    (tmp_path / "dist/catalogue.json").unlink()
    said = run("organisations: {psyk: {tag: psyk}}\n")
    assert (said.exit_code, "package-missing" in said.stdout + said.stderr) == (1, True)


def test_a_build_of_some_themes_is_refused_as_it_would_leave_organisations_out(run):
    said = run("organisations: {psyk: {tag: psyk}}\n", "--packages", "some")
    assert (said.exit_code, said.stdout) == (2, "")
    assert "would leave out organisations" in said.stderr


def test_an_organisation_without_a_theme_is_named(run, tmp_path):
    (tmp_path / "themes/organisations/syd.yaml").write_text("organisation: syd\nname: Syd\n")
    said = run("organisations: {psyk: {tag: psyk}, syd: {tag: syd}}\n")
    assert (
        said.exit_code,
        "syd isn't in the script: the build folder has no theme" in said.stderr,
    ) == (
        0,
        True,
    )


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


def test_a_build_that_failed_gives_no_script(run, tmp_path):
    catalogue = tmp_path / "dist/catalogue.json"
    listed = json.loads(catalogue.read_text())
    failed = {"complete": False, "failed": {"psyk": ["value-not-allowed"]}}
    catalogue.write_text(json.dumps({**listed, **failed}))
    said = run("organisations: {psyk: {tag: psyk}}\n")
    assert (said.exit_code, said.stdout) == (2, "")
    assert "The last build of psyk failed" in said.stderr
    assert "Run `themebuilder check`" in said.stderr


def test_a_file_that_changed_after_the_build_is_named(run, tmp_path):
    lines = "organisations: {psyk: {tag: psyk}}\n"
    assert "changed after" not in run(lines).stderr
    changed = tmp_path / "themes/organisations/psyk.yaml"
    built = (tmp_path / "dist/catalogue.json").stat().st_mtime
    os.utime(changed, (built + 60, built + 60))
    said = run(lines)
    named = "themes/organisations/psyk.yaml changed after the build in dist/."
    assert (said.exit_code, named in said.stderr) == (0, True)
