"""The commands, as they are typed: what they say and how they end."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.publish.kit import ENVIRONMENT, PASSWORD, Look, write_built
from themebuilder.cli import (
    doctor_,
    plan_,
    prune_,
    publish_,
    rollback_,
    status_,
    verify_,
)
from themebuilder.cli.session import Session

COMMANDS = {
    module.command.name: module.command
    for module in (doctor_, plan_, prune_, publish_, rollback_, status_, verify_)
}
QUICK = "replication: {first_check: 0, interval: 0, timeout: 1}\nlab: true\n"


@pytest.fixture
def run(world, monkeypatch):
    """A workspace with a deployment, and a node whose every part knows everything at once."""
    folder = world.folder
    monkeypatch.chdir(folder)
    monkeypatch.setenv("XDG_DATA_HOME", str(folder / "data"))
    monkeypatch.setattr(world.node, "lags", dict.fromkeys(world.node.lags, 0))
    world.more = QUICK
    (folder / "themes/deployments").mkdir(parents=True)
    (folder / "themes/workspace.yaml").write_text("workspace: test\n")
    file = folder / "themes/deployments/prod.yaml"
    file.write_text(world.definition(), encoding="utf-8")

    def run(*words, looks=None, env=ENVIRONMENT, typed=""):
        if looks is not None:
            write_built(folder / "dist", looks)
        session = Session(None, no_cache=True, color="never")
        return CliRunner().invoke(COMMANDS[words[0]], words[1:], input=typed, obj=session, env=env)

    run.node = world.node
    return run


def test_the_whole_way(run):
    plan = run("plan", "-d", "prod", "-o", "plan.json", looks=[Look("nord")])
    assert (plan.exit_code, "/nord (new)" in plan.output) == (0, True)
    published = run("publish", "-d", "prod", "--yes", "--plan", "plan.json")
    assert (published.exit_code, published.output.count("/nord: same")) == (0, 2)
    assert run("verify", "-d", "prod").exit_code == 0
    assert "/nord: nord " in run("status", "-d", "prod").output
    assert (
        run("publish", "-d", "prod", "--yes", looks=[Look("nord", leave="Farvel")]).exit_code == 0
    )
    back = run("rollback", "-d", "prod", "--yes")
    assert (back.exit_code, '"Farvel" → "Forlad mødet"' in back.output) == (0, True)
    pruned = run("prune", "-d", "prod", "--keep", "0", "--max-deletes", "2", "--yes")
    assert (pruned.exit_code, "goes:" in pruned.output) == (0, True)
    doctor = run("doctor", "-d", "prod")
    assert (doctor.exit_code, "confirmed:" in doctor.output) == (0, True)


def test_a_plan_ends_with_one_when_that_is_asked_for(run):
    assert run("plan", "-d", "prod", "--exit-code", looks=[Look("nord")]).exit_code == 1
    run("publish", "-d", "prod", "--yes")
    assert run("plan", "-d", "prod", "--exit-code").exit_code == 0


def test_a_plan_is_json_when_that_is_asked_for(run):
    said = json.loads(run("plan", "-d", "prod", "--json", looks=[Look("nord")]).stdout)
    assert (said["command"], said["ok"], said["plan"]["plan"]) == ("plan", True, 1)


@pytest.mark.parametrize("command", COMMANDS)
def test_an_unknown_deployment_is_wrong_usage(run, command):
    result = run(command, "-d", "nowhere")
    assert (result.exit_code, "There are: prod." in result.output) == (2, True)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_deployment_must_be_named(run, command):
    assert run(command).exit_code == 2


@pytest.mark.parametrize("command", COMMANDS)
def test_a_refused_password_ends_with_three(run, command):
    result = run(command, "-d", "prod", looks=[Look("nord")], env={"NODE_PASSWORD": "wrong-one"})
    assert (result.exit_code, "not-admitted" in result.output) == (3, True)
    assert "wrong-one" not in result.output


def test_a_missing_secret_is_told_with_its_place(run):
    result = run("status", "-d", "prod", env={"NODE_PASSWORD": ""})
    assert result.exit_code == 1
    assert "themes/deployments/prod.yaml:3" in result.output


def test_without_a_build_nothing_is_planned(run):
    result = run("plan", "-d", "prod")
    assert (result.exit_code, "catalogue-unreadable" in result.output) == (1, True)


def test_what_cannot_be_verified_ends_with_four(run):
    run("publish", "-d", "prod", "--yes", looks=[Look("nord")])
    run.node.faults.garbled_on = "conf-b"
    result = run("publish", "-d", "prod", "--yes", looks=[Look("nord", leave="Farvel")])
    assert (result.exit_code, "not-replicated" in result.output) == (4, True)


def test_every_request_is_listed_without_the_secret(run):
    result = run("status", "-d", "prod", "--verbose")
    assert "GET http://127.0.0.1" in result.stderr
    assert PASSWORD not in result.output + result.stderr


def test_nothing_is_deleted_when_nobody_can_be_asked(run):
    for text in ("a", "b", "c"):
        run("publish", "-d", "prod", "--yes", looks=[Look("nord", leave=text)])
    result = run("prune", "-d", "prod", "--keep", "0", "--max-deletes", "5")
    assert (result.exit_code, "Say --yes" in result.output) == (2, True)
    assert len(run.node.zips) == 3


@pytest.mark.parametrize("answer", ["", "n\n", "y\n"])
def test_nothing_is_published_when_nobody_can_be_asked(run, answer):
    result = run("publish", "-d", "prod", looks=[Look("nord")], typed=answer)
    assert (result.exit_code, "/nord (new)" in result.output) == (2, True)
    assert "Nothing was done.\n  help: Say --yes to do it without being asked." in result.output
    assert not run.node.zips


def test_a_saved_plan_is_not_published_unasked_either(run):
    run("plan", "-d", "prod", "-o", "plan.json", looks=[Look("nord")])
    assert run("publish", "-d", "prod", "--plan", "plan.json").exit_code == 2
    assert not run.node.zips


def test_nobody_goes_back_unasked(run):
    for text in ("a", "b"):
        run("publish", "-d", "prod", "--yes", looks=[Look("nord", leave=text)])
    before = run("status", "-d", "prod").output
    result = run("rollback", "-d", "prod")
    assert (result.exit_code, '"b" → "a"' in result.output) == (2, True)
    assert run("status", "-d", "prod").output == before


@pytest.mark.parametrize(("answer", "packages"), [("n\n", 0), ("y\n", 1)])
def test_at_a_terminal_it_is_asked(run, monkeypatch, answer, packages):
    monkeypatch.setattr("themebuilder.cli.deployments._is_terminal", lambda: True)
    result = run("publish", "-d", "prod", looks=[Look("nord")], typed=answer)
    assert "Publish this? [y/N]" in result.output
    assert ("Nothing was done." in result.output) == (result.exit_code == 2) == (answer == "n\n")
    assert len(run.node.zips) == packages


def test_a_broken_definition_of_the_deployment_is_told(run):
    file = Path("themes/deployments/prod.yaml")
    file.write_text(file.read_text() + "pathes: {}\n")
    result = run("status", "-d", "prod")
    assert (result.exit_code, "`pathes`" in result.output) == (1, True)


def test_a_lab_is_probed(run):
    run.node.faults.probed = True
    result = run("doctor", "-d", "prod", "--probe", "--yes")
    assert (result.exit_code, "Is default_theme taken as a URI?" in result.output) == (0, True)
