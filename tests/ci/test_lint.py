"""The workflows are what GitHub and GitLab take, give away nothing, and run sound bash."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from importlib.resources import files
from pathlib import Path
from shutil import copy, which

import pytest
from jsonschema import Draft7Validator

from tests.ci.containerfile import PATH as CONTAINERFILE
from tests.ci.pipelines import (
    ACTIONS,
    CI,
    EXAMPLE,
    TEMPLATE,
    WORKFLOWS,
    list_jobs_with_scripts,
    read,
    read_template,
)

VENDORED = files("check_jsonschema") / "builtin_schemas" / "vendor"
USES = re.compile(r"uses: (\S+)@(\S+)(.*)")


@pytest.fixture(scope="module")
def repository(tmp_path_factory):
    """A repository of themes that has copied the workflows."""
    root = tmp_path_factory.mktemp("repository")
    for folder in (".git", ".github/workflows", "themes", "brand_assets"):
        (root / folder).mkdir(parents=True)
    for folder in ("themes", "brand_assets"):
        (root / folder / "borger").touch()
    for path in WORKFLOWS:
        copy(path, root / ".github" / "workflows")
    for path in ACTIONS:
        folder = root / ".github" / "actions" / path.parent.name
        folder.mkdir(parents=True)
        copy(path, folder)
    return root


def test_the_bash_in_the_workflows_is_looked_at_too():
    assert which("shellcheck", path=_find_programs())


def test_actions_are_sound(repository):
    assert _run_linter("jactionlint", "--profile", "pedantic", "--strict-exit", at=repository) == ""


def test_actions_give_away_nothing(repository):
    assert (
        _run_linter("zizmor", "--offline", "--persona", "pedantic", "--quiet", ".", at=repository)
        == ""
    )


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_a_workflow_fits_the_schema(path):
    assert _list_schema_errors("github-workflows", read(path)) == []


@pytest.mark.parametrize("path", ACTIONS, ids=lambda path: path.parent.name)
def test_an_action_fits_the_schema(path):
    assert _list_schema_errors("github-actions", read(path)) == []


@pytest.mark.parametrize("part", [0, 1])
def test_the_template_fits_the_schema(part):
    assert _list_schema_errors("gitlab-ci", read_template()[part]) == []


def test_the_example_for_gitlab_fits_the_schema():
    assert _list_schema_errors("gitlab-ci", read(EXAMPLE)) == []


def test_the_example_gives_the_inputs_that_the_template_asks_for():
    asked = read_template()[0]["spec"]["inputs"]
    assert set(read(EXAMPLE)["include"][0]["inputs"]) == set(asked)


def test_jobs_of_the_template_need_jobs_that_are_there():
    jobs = list_jobs_with_scripts()
    assert {need for job in jobs.values() for need in job.get("needs", [])} <= set(jobs)


@pytest.mark.parametrize("name", list_jobs_with_scripts())
def test_the_bash_of_a_gitlab_job_is_sound(name):
    script = "\n".join(["#!/bin/bash", *list_jobs_with_scripts()[name]["script"]])
    assert _run_linter("shellcheck", "--shell=bash", "-", at=CI, given=script) == ""


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_a_workflow_gives_no_rights_but_those_a_job_asks_for(path):
    assert read(path)["permissions"] == {}


@pytest.mark.parametrize("path", [*WORKFLOWS, *ACTIONS], ids=str)
def test_every_action_is_pinned_to_a_commit_and_says_the_version(path):
    for _name, pin, rest in USES.findall(path.read_text("utf-8")):
        assert re.fullmatch(r"[0-9a-f]{40}", pin)
        assert re.fullmatch(r" # v\d+\.\d+\.\d+", rest)


def test_the_same_action_is_pinned_to_the_same_commit_everywhere():
    pins = {found[:2] for path in WORKFLOWS for found in USES.findall(path.read_text("utf-8"))}
    assert len(pins) == len({name for name, _pin in pins})


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_a_checkout_leaves_no_token_behind(path):
    steps = [step for job in read(path)["jobs"].values() for step in job["steps"]]
    checkouts = [step for step in steps if step.get("uses", "").startswith("actions/checkout@")]
    assert all(step["with"]["persist-credentials"] is False for step in checkouts)


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_nothing_is_put_into_a_script_before_bash_reads_it(path):
    runs = [step.get("run", "") for job in read(path)["jobs"].values() for step in job["steps"]]
    assert [run for run in runs if "${{" in run] == []


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_a_secret_is_seen_only_by_the_step_that_needs_it(path):
    workflow = read(path)
    above = json.dumps(
        [workflow.get("env"), *(job.get("env") for job in workflow["jobs"].values())]
    )
    assert "secrets." not in above
    holders = [
        step
        for job in workflow["jobs"].values()
        for step in job["steps"]
        if "secrets." in json.dumps(step)
    ]
    allowed = r"(?:read .*\n)?themebuilder (plan|publish|verify|rollback) .*\n?"
    assert all(re.fullmatch(allowed, step["run"]) for step in holders)


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_a_job_with_secrets_is_in_an_environment(path):
    jobs = read(path)["jobs"].values()
    holders = [job for job in jobs if "secrets." in json.dumps(job)]
    assert all(job["environment"]["name"] in {"plan", "production"} for job in holders)


def test_nothing_is_installed_but_from_a_lock_or_from_here():
    texts = [path.read_text("utf-8") for path in (*ACTIONS, *WORKFLOWS, TEMPLATE, CONTAINERFILE)]
    installs = [line for text in texts for line in re.findall(r"(?:pip|uv)\"? install.*", text)]
    assert len(installs) == 7
    assert [
        line for line in installs if not re.search("--require-hashes|--no-index --no-deps", line)
    ] == []


def _list_schema_errors(schema: str, document: object) -> list[str]:
    validator = Draft7Validator(json.loads((VENDORED / f"{schema}.json").read_text("utf-8")))
    return [error.message for error in validator.iter_errors(document)]


def _run_linter(*command: str, at: Path, given: str = "") -> str:
    """What a linter says of *at*: nothing, when all is well."""
    path = f"{_find_programs()}:/usr/bin:/bin"
    ran = subprocess.run(
        [which(command[0], path=path) or command[0], *command[1:]],
        cwd=at,
        input=given,
        env={"PATH": path, "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    return (ran.stdout + ran.stderr) if ran.returncode else ""


def _find_programs() -> str:
    """The folder of this environment's programs."""
    return str(Path(sys.executable).parent)
