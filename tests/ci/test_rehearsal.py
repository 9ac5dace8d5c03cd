"""The workflows, run here from end to end: a workspace of one's own, two commits, a fake node."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.ci.rehearsal import Runner, StepFailedError
from tests.fake_node import Node, RealClock, make_guard, run_node

pytestmark = pytest.mark.slow
PASSWORD = "a-long-and-secret-password"
THEME = """\
theme: {name}
title: {title}
extends: borger
organisation: {name}
brand: {{name: {title}, color: "#2f6f8f"}}
webapp: {{path: {name}}}
"""
DEPLOYMENT = """\
deployment: fake
node: {node}
auth: {{user: admin, password: {{env: NODE_PASSWORD}}}}
conferencing_nodes: [{conferencing}]
replication: {{first_check: 0, interval: 0, timeout: 60}}
paths: {{klinik-nord: klinik-nord, klinik-syd: klinik-syd}}
"""
# What GitHub and GitLab say of an event.
EVENTS = {
    "a request": {
        "github.event_name": "pull_request",
        "github.event.repository.private": "false",
        "github.event.pull_request.head.repo.fork": "false",
        "CI_PIPELINE_SOURCE": "merge_request_event",
        "CI_MERGE_REQUEST_SOURCE_PROJECT_ID": "3",
        "CI_DEFAULT_BRANCH": "main",
    },
    "a request from a fork": {
        "github.event.pull_request.head.repo.fork": "true",
        "CI_MERGE_REQUEST_SOURCE_PROJECT_ID": "4",
    },
    "a merge": {
        "github.event_name": "push",
        "CI_PIPELINE_SOURCE": "push",
        "CI_COMMIT_BRANCH": "main",
    },
    "a tag": {"github.event_name": "push", "CI_PIPELINE_SOURCE": "push", "CI_COMMIT_TAG": "v1"},
    "the schedule": {"CI_PIPELINE_SOURCE": "schedule", "CI_COMMIT_BRANCH": "main"},
}


@pytest.fixture(scope="module")
def up():
    """A node that tells its conferencing nodes at once."""
    with run_node(Node(clock=RealClock(), lags={"conf-a": 0}), make_guard(password=PASSWORD)) as up:
        yield up


@pytest.fixture
def node(up):
    """The node as if it were new, with the paths of two clinics."""
    up.node.reset()
    for name in ("klinik-nord", "klinik-syd"):
        up.node.add_path(name)
    return up


@pytest.fixture(scope="module")
def repository(tmp_path_factory, up):
    """A repository of themes: nothing, two clinics, then a commit that changes a text of one."""
    root = tmp_path_factory.mktemp("repository")
    _write(root / "README.md", "Themes of our clinics.\n")
    _run_git(root, "init", "-q")
    _commit(root, "Nothing yet")
    _write(root / "themes" / "workspace.yaml", "workspace: clinics\n")
    for name, title in (("klinik-nord", "Klinik Nord"), ("klinik-syd", "Klinik Syd")):
        _write(root / "themes" / f"{name}.yaml", THEME.format(name=name, title=title))
        organisation = f"organisation: {name}\nname: {title}\npart_of: faelles\n"
        _write(root / "themes" / "organisations" / f"{name}.yaml", organisation)
    deployment = DEPLOYMENT.format(
        node=up.address, conferencing=", ".join(up.conferencing.values())
    )
    _write(root / "themes" / "deployments" / "fake.yaml", deployment)
    _commit(root, "Two clinics")
    changed = (root / "themes" / "klinik-nord.yaml").read_text("utf-8")
    changed += "texts: {da: {meeting.leave: Gå ud af mødet}}\n"
    _write(root / "themes" / "klinik-nord.yaml", changed)
    _commit(root, "Say it in plain words")
    return root


@pytest.fixture
def origin(tmp_path, repository, node):
    """The repository of a test."""
    return Path(shutil.copytree(repository, tmp_path / "origin"))


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    """The pictures of all runs of this file: drawing them again proves nothing about a workflow."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def runner(tmp_path, origin, program, cache):
    """A runner that knows what a run of these commits knows, and leaves the password nowhere."""
    known = {
        **EVENTS["a request"],
        "vars.THEMEBUILDER_DEPLOYMENT": "fake",
        "github.token": "token",
        "github.repository": "clinics/themes",
        "github.event.pull_request.number": "7",
        "vars.THEMEBUILDER_ATTEST": "",
        "vars.THEMEBUILDER_CODE_SCANNING": "",
        "CI_API_V4_URL": "https://gitlab.example/api/v4",
        "CI_PROJECT_ID": "3",
        "CI_MERGE_REQUEST_IID": "7",
        "THEMEBUILDER_NOTE_TOKEN": "note-token",
    }
    runner = Runner(tmp_path / "runner", origin, known, {"NODE_PASSWORD": PASSWORD}, program, cache)
    _tell_commits(runner)
    yield runner
    files = [path for root in (runner.root, cache) for path in root.rglob("*") if path.is_file()]
    assert [path for path in files if PASSWORD.encode() in path.read_bytes()] == []
    assert PASSWORD not in "".join(runner.log)


def test_a_pull_request_is_built_by_organisation_and_shows_pictures_of_what_it_changes(runner):
    runner.use_browser()
    runner.run_github("themes")
    built = sorted(str(path.relative_to(runner.artifacts)) for path in _list_zips(runner))
    assert built == [
        f"packages-{name}/{name}-{kind}.zip"
        for name in ("klinik-nord", "klinik-syd")
        for kind in ("service-theme", "webapp3")
    ]
    assert (runner.outcomes, _list_pictured(runner)) == (THEMES, {"klinik-nord"})


def test_the_builds_find_every_picture_that_the_check_has_drawn(runner, tmp_path):
    runner.cache = tmp_path / "kept"
    runner.run_github("themes", "check")
    drawn = _list_kept_pictures(runner)
    runner.run_github("themes", "organisations", "build")
    assert drawn
    assert (_list_kept_pictures(runner), runner.used.count("cache")) == (drawn, 3)


def test_a_pull_request_gets_its_plan_as_a_comment(runner):
    runner.run_github("plan")
    assert "repos/clinics/themes/issues/7/comments -F body=@comment.md" in runner.sent
    comment = (runner.root / "work" / "plan-comment" / "comment.md").read_text("utf-8")
    _head, told = comment.split("\n\n", 1)
    assert all(line.startswith("    ") for line in told.splitlines())
    assert "klinik-nord" in told


def test_a_tag_is_published_verified_and_kept(runner, node):
    runner.run_github("publish")
    assert node.node.find_live_package("klinik-nord").startswith("klinik-nord")
    assert "klinik-nord" in runner.summary
    assert "release create v1" in runner.sent
    assert node.node.violations == []


def test_a_node_that_changed_after_the_approval_is_left_alone(runner, node):
    with pytest.raises(StepFailedError, match="changed-meanwhile"):
        runner.run_github("publish", before="publish", do=lambda: _change_path(node.node))
    assert not [line for line in node.node.log if line[0] in {"POST", "PATCH"}]


def test_a_broken_theme_stops_everything_before_the_node_is_asked(runner, origin, node):
    _write(origin / "themes" / "klinik-syd.yaml", "theme: klinik-syd\nextends: nobody\n")
    _commit(origin, "Break it")
    with pytest.raises(StepFailedError, match="exit 1"):
        runner.run_github("publish")
    assert node.node.log == []


def test_a_merge_request_is_built_in_parts_and_shows_pictures_of_what_it_changes(runner):
    runner.run_gitlab()
    assert (len(_list_zips(runner)), _list_pictured(runner)) == (4, {"klinik-nord"})
    assert _list_outcomes(runner) == {**REQUEST, **WAITING}


def test_a_merge_request_gets_its_plan_as_a_note(runner):
    runner.run_gitlab("themes-plan", "themes-plan-note")
    assert "merge_requests/7/notes" in runner.sent


def test_a_tag_on_gitlab_is_published_and_verified(runner, node):
    runner.known |= EVENTS["a tag"]
    runner.run_gitlab(started=("themes-publish",))
    assert _list_outcomes(runner) == {
        **TAG,
        "themes-publish": "passed",
        "themes-rollback": "waits",
    }
    assert node.node.find_live_package("klinik-syd").startswith("klinik-syd")
    assert node.node.violations == []


THEMES = {"check": "passed", "organisations": "passed", "build": "passed", "pictures": "passed"}
REQUEST = {"themes-check": "passed", "themes-build": "passed", "themes-pictures": "passed"}
PLAN = {"themes-plan": "passed", "themes-plan-note": "passed"}
WAITING = {"themes-plan": "waits", "themes-plan-note": "waits"}
TAG = {"themes-check": "passed", "themes-packages": "passed", "themes-publish-plan": "passed"}
# Event, what the repository went through, workflow or started jobs, what became of each job. What an
# ordinary request does, the tests above show job by job.
ON_GITHUB = [
    ("a request", "repair", "themes", THEMES),
    ("a request", "breakage", "themes", {"check": "failed"}),
    ("a merge", "", "themes", {**THEMES, "pictures": "skipped"}),
    ("a merge", "no theme", "themes", {"check": "failed"}),
    ("a request", "", "plan", {"plan": "passed", "comment": "passed"}),
    ("a request", "first", "plan", {"plan": "passed", "comment": "passed"}),
    ("a request", "breakage", "plan", {"plan": "failed"}),
    ("a request from a fork", "", "plan", {"plan": "skipped", "comment": "skipped"}),
    ("the schedule", "", "audit", {"audit": "passed"}),
]
ON_GITLAB = [
    ("a request", "first", ("themes-plan",), {**REQUEST, **PLAN}),
    ("a request", "repair", (), {**REQUEST, **WAITING}),
    ("a request", "breakage", (), {"themes-check": "failed"}),
    ("a request from a fork", "", (), REQUEST),
    ("a merge", "", (), {"themes-check": "passed", "themes-rollback": "waits"}),
    ("a tag", "", (), {**TAG, "themes-publish": "waits", "themes-rollback": "waits"}),
]


def _name_of(situation: tuple[str, str, str | tuple[str, ...], object]) -> str:
    event, history, what, _outcomes = situation
    return "-".join(filter(None, (event, history, "".join(what))))


@pytest.mark.parametrize("situation", ON_GITHUB, ids=_name_of)
def test_a_situation_on_github_ends_as_it_should(runner, origin, situation):
    event, history, workflow, outcomes = situation
    _go_through(runner, origin, event, history)
    with contextlib.suppress(StepFailedError):
        runner.run_github(workflow)
    assert runner.outcomes == outcomes


@pytest.mark.parametrize("situation", ON_GITLAB, ids=_name_of)
def test_a_situation_on_gitlab_ends_as_it_should(runner, origin, situation):
    event, history, started, outcomes = situation
    _go_through(runner, origin, event, history)
    with contextlib.suppress(StepFailedError):
        runner.run_gitlab(started=started)
    assert _list_outcomes(runner) == outcomes


def test_the_first_request_shows_pictures_of_the_new_themes(runner, origin):
    _go_through(runner, origin, "a request", "first")
    runner.run_github("themes")
    assert (runner.outcomes, _list_pictured(runner)) == (THEMES, {"klinik-nord", "klinik-syd"})


def test_a_request_from_a_fork_hands_in_no_report(runner, origin):
    _go_through(runner, origin, "a request from a fork", "")
    runner.run_github("themes", "check")
    assert "upload-sarif" not in runner.used


@pytest.mark.parametrize("system", ["github", "gitlab"])
def test_a_rollback_brings_the_version_before_back(runner, origin, node, system):
    _publish_twice(runner, origin)
    changed = node.node.find_live_package("klinik-nord")
    runner.known |= {"inputs.themes": "klinik-nord", "THEMES": "klinik-nord"}
    if system == "github":
        runner.run_github("rollback")
    else:
        runner.run_gitlab("themes-rollback")
    assert node.node.find_live_package("klinik-nord") != changed


def _publish_twice(runner: Runner, origin: Path) -> None:
    runner.run_github("publish")
    theme = origin / "themes" / "klinik-nord.yaml"
    _write(theme, theme.read_text("utf-8").replace("#2f6f8f", "#2f6f7f"))
    _commit(origin, "A little greener")
    _tell_commits(runner)
    runner.run_github("publish")


def _go_through(runner: Runner, origin: Path, event: str, history: str) -> None:
    """Let the repository and the runner know of an *event*, after this *history*."""
    runner.known |= EVENTS[event]
    theme = origin / "themes" / "klinik-syd.yaml"
    sound, before = theme.read_text("utf-8"), "HEAD~1"
    if history == "first":
        before = "HEAD~2"
    if history in {"breakage", "repair"}:
        _write(theme, "theme: klinik-syd\nextends: nobody\n")
        _commit(origin, "Break it")
    if history == "repair":
        _write(theme, sound)
        _commit(origin, "Mend it")
    if history == "no theme":
        for path in (origin / "themes").glob("klinik-*.yaml"):
            path.unlink()
        _commit(origin, "Nothing of our own")
    _tell_commits(runner, before)


def _tell_commits(runner: Runner, before: str = "HEAD~1") -> None:
    base, head = (_run_git(runner.origin, "rev-parse", name) for name in (before, "HEAD"))
    runner.known |= {
        "github.event.pull_request.base.sha": base,
        "CI_MERGE_REQUEST_DIFF_BASE_SHA": base,
        "CI_COMMIT_SHA": head,
    }


def _change_path(node: Node) -> None:
    """A colleague points a planned path at a package of their own."""
    theirs = node.add("webapp_branding", name="by hand", webapp_type="webapp3")
    (path,) = node.find_rows("webapp_alias", "klinik-nord")
    path["branding"] = theirs["uuid"]


def _list_zips(runner: Runner) -> list[Path]:
    return list(runner.artifacts.rglob("*.zip"))


def _list_pictured(runner: Runner) -> set[str]:
    """The themes of which there are pictures."""
    return {path.parent.name for path in runner.artifacts.rglob("pictures/after/*/*.png")}


def _list_kept_pictures(runner: Runner) -> list[str]:
    """List the entries of the cache that are pictures, which say so after their checksum."""
    entries = ((path.name, path.read_bytes()) for path in runner.cache.rglob("*") if path.is_file())
    heads = ((name, entry.split(b"\n", 2)[1]) for name, entry in entries)
    return sorted(name for name, head in heads if head in {b"jpg", b"png", b"svg", b"ico"})


def _list_outcomes(runner: Runner) -> dict[str, str]:
    """What became of each job that the pipeline has."""
    return {name: end for name, end in runner.outcomes.items() if end != "absent"}


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def _run_git(folder: Path, *command: str) -> str:
    who = ["-c", "user.name=Test", "-c", "user.email=test@example.org"]
    ran = subprocess.run(
        ["git", *who, *command], cwd=folder, check=True, capture_output=True, text=True
    )
    return ran.stdout.strip()


def _commit(folder: Path, message: str) -> None:
    _run_git(folder, "add", "-A")
    _run_git(folder, "commit", "-qm", message)
