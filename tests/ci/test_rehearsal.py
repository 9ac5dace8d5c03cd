"""The workflows, run here from end to end: a workspace of one's own, two commits, a fake node."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.ci.rehearsal import Runner, StepFailedError
from tests.fake_node import Node, RealClock, new_guard, running

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
replication: {{first_check: 1, interval: 1, timeout: 60}}
paths: {{klinik-nord: klinik-nord, klinik-syd: klinik-syd}}
"""


@pytest.fixture
def node():
    """A node that tells its conferencing nodes at once."""
    fake = Node(clock=RealClock(), lags={"conf-a": 0.1})
    for name in ("klinik-nord", "klinik-syd"):
        fake.path(name)
    with running(fake, new_guard(password=PASSWORD)) as up:
        yield up


@pytest.fixture
def origin(tmp_path, node):
    """A repository of themes: two clinics, then a commit that changes a text of one."""
    root = tmp_path / "origin"
    _write(root / "themes" / "workspace.yaml", "workspace: clinics\n")
    for name, title in (("klinik-nord", "Klinik Nord"), ("klinik-syd", "Klinik Syd")):
        _write(root / "themes" / f"{name}.yaml", THEME.format(name=name, title=title))
        organisation = f"organisation: {name}\nname: {title}\npart_of: faelles\n"
        _write(root / "themes" / "organisations" / f"{name}.yaml", organisation)
    deployment = DEPLOYMENT.format(
        node=node.address, conferencing=", ".join(node.conferencing.values())
    )
    _write(root / "themes" / "deployments" / "fake.yaml", deployment)
    _git(root, "init", "-q")
    _commit(root, "Two clinics")
    changed = (root / "themes" / "klinik-nord.yaml").read_text("utf-8")
    changed += "texts: {da: {meeting.leave: Gå ud af mødet}}\n"
    _write(root / "themes" / "klinik-nord.yaml", changed)
    _commit(root, "Say it in plain words")
    return root


@pytest.fixture
def runner(tmp_path, origin, program):
    """A runner that knows what a run of these commits knows, and leaves the password nowhere."""
    before, after = _git(origin, "rev-parse", "HEAD~1"), _git(origin, "rev-parse", "HEAD")
    known = {
        "vars.THEMEBUILDER_DEPLOYMENT": "fake",
        "github.token": "token",
        "github.repository": "clinics/themes",
        "github.event.pull_request.number": "7",
        "github.event.pull_request.base.sha": before,
        "CI_COMMIT_SHA": after,
        "CI_MERGE_REQUEST_DIFF_BASE_SHA": before,
        "CI_API_V4_URL": "https://gitlab.example/api/v4",
        "CI_PROJECT_ID": "3",
        "CI_MERGE_REQUEST_IID": "7",
        "THEMEBUILDER_NOTE_TOKEN": "note-token",
    }
    runner = Runner(tmp_path / "runner", origin, known, {"NODE_PASSWORD": PASSWORD}, program)
    yield runner
    files = [path for path in runner.root.rglob("*") if path.is_file()]
    assert [path for path in files if PASSWORD.encode() in path.read_bytes()] == []
    assert PASSWORD not in "".join(runner.log)


def test_a_pull_request_is_checked_and_built_by_organisation(runner):
    runner.github("themes", "check", "organisations", "build")
    built = sorted(str(path.relative_to(runner.artifacts)) for path in _zips(runner))
    assert built == [
        f"packages-{name}/{name}-{kind}.zip"
        for name in ("klinik-nord", "klinik-syd")
        for kind in ("service-theme", "webapp3")
    ]


def test_a_pull_request_shows_pictures_of_what_it_changes_and_of_nothing_else(runner):
    runner.github("themes", "pictures")
    pictures = " ".join(str(path) for path in runner.artifacts.rglob("pictures/after/**/*.png"))
    assert "klinik-nord" in pictures
    assert "klinik-syd" not in pictures


def test_a_pull_request_gets_its_plan_as_a_comment(runner):
    runner.github("plan")
    assert "repos/clinics/themes/issues/7/comments -F body=@comment.md" in runner.sent
    comment = (runner.root / "work" / "plan-comment" / "comment.md").read_text("utf-8")
    _head, told = comment.split("\n\n", 1)
    assert all(line.startswith("    ") for line in told.splitlines())
    assert "klinik-nord" in told


def test_a_tag_is_published_verified_and_kept(runner, node):
    runner.github("publish")
    assert node.node.live("klinik-nord").startswith("klinik-nord")
    assert "klinik-nord" in runner.summary
    assert "release create v1" in runner.sent
    assert node.node.violations == []


def test_a_node_that_changed_after_the_approval_is_left_alone(runner, node):
    with pytest.raises(StepFailedError, match="changed-meanwhile"):
        runner.github("publish", before="publish", do=lambda: _turned_by_someone_else(node.node))
    assert not [line for line in node.node.log if line[0] in {"POST", "PATCH"}]


def test_a_broken_theme_stops_everything_before_the_node_is_asked(runner, origin, node):
    _write(origin / "themes" / "klinik-syd.yaml", "theme: klinik-syd\nextends: nobody\n")
    _commit(origin, "Break it")
    with pytest.raises(StepFailedError, match="exit 1"):
        runner.github("publish")
    assert node.node.log == []


def test_a_merge_request_is_checked_and_built_in_parts(runner):
    runner.gitlab("themes-build", "themes-check")
    assert len(_zips(runner)) == 4


def test_a_merge_request_shows_pictures_of_what_it_changes(runner):
    runner.gitlab("themes-pictures")
    pictures = " ".join(str(path) for path in runner.artifacts.rglob("pictures/after/**/*.png"))
    assert "klinik-nord" in pictures
    assert "klinik-syd" not in pictures


def test_a_merge_request_gets_its_plan_as_a_note(runner):
    runner.gitlab("themes-plan", "themes-plan-note")
    assert "merge_requests/7/notes" in runner.sent


def test_a_tag_on_gitlab_is_published_and_verified(runner, node):
    runner.gitlab("themes-packages", "themes-check", "themes-publish-plan", "themes-publish")
    assert node.node.live("klinik-syd").startswith("klinik-syd")
    assert node.node.violations == []


def _turned_by_someone_else(node: Node) -> None:
    """A colleague points a planned path at a package of their own."""
    theirs = node.add("webapp_branding", name="by hand", webapp_type="webapp3")
    (path,) = node.named("webapp_alias", "klinik-nord")
    path["branding"] = theirs["uuid"]


def _zips(runner: Runner) -> list[Path]:
    return list(runner.artifacts.rglob("*.zip"))


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def _git(folder: Path, *command: str) -> str:
    who = ["-c", "user.name=Test", "-c", "user.email=test@example.org"]
    ran = subprocess.run(
        ["git", *who, *command], cwd=folder, check=True, capture_output=True, text=True
    )
    return ran.stdout.strip()


def _commit(folder: Path, message: str) -> None:
    _git(folder, "add", "-A")
    _git(folder, "commit", "-qm", message)
