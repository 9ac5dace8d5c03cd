"""What a deployment shows now is held against a theme, by the package that its node names."""

from __future__ import annotations

import json
import shutil

import pytest

from tests.fake_node import Node, make_guard, run_node
from tests.fake_node.direct import replace_sockets
from tests.importing.packages import make_webapp3
from tests.preview.kit import BUNDLE, Visitor
from tests.publishing.kit import PASSWORD
from themebuilder.publishing.node.transport import Clock

THEME = """\
theme: ward
extends: generisk
organisation: clinic
brand: {{color: "#2f6f8f"}}
texts: {{da: {{meeting.leave: {leave}}}}}
webapp: {{path: ward}}
"""
DEPLOYMENT = """\
deployment: {name}
node: {node}
auth: {{user: admin, password: {{env: NODE_PASSWORD}}}}
conferencing_nodes: [{conferencing}]
replication: {{first_check: 0, interval: 0, timeout: 1}}
rooms: [{{theme: ward, tag: ward}}]
"""
LEFT = "~ da meeting.leave: Farvel → Vi ses"


@pytest.fixture(scope="module")
def up():
    with run_node(Node(), make_guard(password=PASSWORD)) as up, replace_sockets(up.apps):
        yield up


@pytest.fixture
def node(up, workspace, write, monkeypatch):
    """A node where the theme was published by this machine, with a path and a room of its own."""
    up.node.reset()
    monkeypatch.chdir(workspace)
    monkeypatch.setenv("XDG_DATA_HOME", str(workspace / "data"))
    monkeypatch.setenv("NODE_PASSWORD", PASSWORD)
    monkeypatch.setattr(up.node, "lags", dict.fromkeys(up.node.lags, 0))
    up.node.add_room("Ward 1", tag="ward")
    conferencing = ", ".join(up.conferencing.values())
    for name, address in (("fake", up.address), ("away", "http://127.0.0.1:9")):
        text = DEPLOYMENT.format(name=name, node=address, conferencing=conferencing)
        write(f"themes/deployments/{name}.yaml", text)
    yield up.node
    assert up.node.violations == []


@pytest.fixture
def write_text(write):
    """Let the theme have this text on the button that leaves the meeting."""
    return lambda leave: write("themes/ward.yaml", THEME.format(leave=leave))


@pytest.fixture
def publish(node, write_text, run):
    """Build the theme with that text, and bring it to the node."""

    def publish_ward(leave):
        write_text(leave)
        assert run("build", "ward").code == 0
        assert run("publish", "-d", "fake", "--yes").code == 0

    return publish_ward


@pytest.fixture
def changed_theme(publish, write_text):
    """The theme says something else than what was published."""
    publish("Farvel")
    write_text("Vi ses")


@pytest.fixture
def forgotten_package(changed_theme, workspace):
    """This machine has no package that it published."""
    shutil.rmtree(workspace / "data")


@pytest.fixture
def compared(run, monkeypatch):
    """What the preview offers to compare the theme with, and what it serves there, as it starts."""
    rooms = []

    def start_preview(*arguments):
        monkeypatch.setattr("themebuilder.cli.preview.read_page", lambda: BUNDLE)
        monkeypatch.setattr(
            "themebuilder.cli.preview.show", lambda session, *_, **__: rooms.append(session)
        )
        said = run("preview", "--port", "0", *arguments)
        browser = Visitor(rooms[-1]) if rooms else None
        return said, browser

    return start_preview


def test_a_text_that_was_changed_since_is_the_one_difference(run, changed_theme):
    for live in ("deployment:fake", "deployment:fake/ward"):
        result = run("diff", live, "ward", "--exit-code")
        assert (result.code, LEFT in result.out) == (1, True)
        assert result.out.startswith("Webapp3 branding: 1 difference\n")
    # The deployment may be the other side, and a package alone is compared with its like.
    assert "~ da meeting.leave: Vi ses → Farvel" in run("diff", "ward", "deployment:fake").out
    result = run("diff", "dist/ward-service-theme.zip", "deployment:fake/ward", "--json")
    assert [package["package"] for package in json.loads(result.out)["packages"]] == [
        "service theme"
    ]


def test_after_publishing_there_is_no_difference(run, publish):
    publish("Farvel")
    publish("Vi ses")
    result = run("diff", "ward", "deployment:fake", "--exit-code")
    assert (result.code, result.out.startswith("No difference")) == (0, True)
    both = json.loads(run("diff", "ward", "deployment:fake", "--json").out)["packages"]
    assert [one["package"] for one in both] == ["Webapp3 branding", "service theme"]
    assert run("diff", "deployment:fake/ward", "deployment:fake").out.startswith("No difference")


def test_what_is_nowhere_in_use_is_said(run, node, publish):
    node.rows["conference"].clear()
    publish("Farvel")
    result = run("diff", "ward", "deployment:fake")
    assert result.err == "Deployment `fake` uses no service-theme package of theme `ward`.\n"


def test_a_folder_is_compared_by_the_packages_that_bear_the_name(run, publish, write_text):
    publish("Farvel")
    write_text("Vi ses")
    run("build", "ward", "generisk")
    result = run("diff", "deployment:fake/ward", "dist")
    assert result.out.startswith("Webapp3 branding: 1 difference\n")


def test_unknown_content_is_reported_by_its_digest_until_it_is_known(
    run, node, forgotten_package, write_text
):
    short = node.find_live_package("ward").removeprefix("ward ")
    result = run("diff", "ward", "deployment:fake")
    output = " ".join(result.out.split())
    assert (result.code, "live-content-unknown" in output, short in output) == (1, True, True)
    assert f"copy {short}….zip from there" in output
    node.faults.download = True
    assert LEFT in run("diff", "deployment:fake", "ward").out
    node.faults.download = False
    write_text("Farvel")
    assert run("diff", "ward", "deployment:fake").out.startswith("No difference")


def test_a_theme_that_is_not_in_use_there_is_reported_with_those_that_are(run, publish):
    publish("Farvel")
    result = run("diff", "generisk", "deployment:fake")
    assert (result.code, "live-content-unknown" in result.out) == (1, True)
    assert "Themes in use there: ward." in result.out


def test_two_contents_in_use_at_once_are_reported_with_their_places(run, node, publish):
    publish("Farvel")
    (old,) = node.find_rows("webapp_branding", node.find_live_package("ward"))
    publish("Vi ses")
    node.add_path("annex", old["uuid"])
    result = run("diff", "ward", "deployment:fake")
    assert (result.code, "live-content-unknown" in result.out) == (1, True)
    assert "at /annex" in " ".join(result.out.split())


def test_a_node_that_is_away_ends_with_three(run, node, write_text, monkeypatch):
    clock = Clock(node.clock.now, node.clock.sleep)
    monkeypatch.setattr("themebuilder.publishing.session.Clock", lambda: clock)
    write_text("Farvel")
    result = run("diff", "ward", "deployment:away")
    assert (result.code, "node-unreachable" in result.out) == (3, True)


@pytest.mark.parametrize(
    ("sides", "told"),
    [
        (("ward", "deployment:nowhere"), "Defined here: away, fake."),
        (("acme.zip", "deployment:fake"), "Name one: deployment:fake/THEME."),
        (("deployment:fake", "deployment:fake/"), "Name one: deployment:fake/THEME."),
    ],
)
@pytest.mark.usefixtures("node")
def test_what_is_not_said_well_enough_is_wrong_usage(run, write_text, workspace, sides, told):
    write_text("Farvel")
    make_webapp3(workspace / "acme.zip")
    result = run("diff", *sides)
    assert (result.code, told in result.err) == (2, True)


def test_a_folder_without_the_name_and_with_several_of_a_kind_is_reported(run, node, workspace):
    for name in ("one", "two"):
        (workspace / "many").mkdir(exist_ok=True)
        make_webapp3(workspace / f"many/{name}.zip")
    result = run("diff", "many", "deployment:fake/ward")
    assert (result.code, "packages-not-comparable" in result.out) == (1, True)


# Beside the theme in the preview


def read_leave_text(browser, view):
    return browser.get(f"{view}branding/texts/da.json").json()["meeting"]["leave"]


@pytest.mark.usefixtures("changed_theme")
def test_the_preview_shows_what_is_live_beside_the_theme(compared):
    _, browser = compared("--against", "deployment:fake")
    (live,) = [
        one for one in browser.get("/api/themes/ward").json()["compare"] if one["kind"] == "live"
    ]
    assert live["title"] == "ward (fake)"
    assert read_leave_text(browser, live["view"]) == "Farvel"
    assert read_leave_text(browser, "/themes/ward/view/") == "Vi ses"
    screens = browser.get(f"{live['view']}service-theme/themeconfig.json")
    assert screens.status_code == 200


def test_two_contents_that_are_live_at_once_are_told_apart(compared, node, publish):
    publish("Farvel")
    (old,) = node.find_rows("webapp_branding", node.find_live_package("ward"))
    publish("Vi ses")
    node.add_path("annex", old["uuid"])
    _, browser = compared("--against", "deployment:fake")
    found = browser.get("/api/themes/ward").json()["compare"]
    live = [one for one in found if one["kind"] == "live"]
    assert {read_leave_text(browser, one["view"]) for one in live} == {"Farvel", "Vi ses"}
    assert len({one["title"] for one in live}) == 2


@pytest.mark.usefixtures("forgotten_package")
def test_what_is_live_and_unknown_here_is_reported_and_the_preview_starts(compared):
    result, browser = compared("--against", "deployment:fake")
    assert result.code == 0
    assert "it wasn't published from this machine" in result.err
    found = browser.get("/api/themes/ward").json()["compare"]
    assert [one["kind"] for one in found] == ["parent"]


@pytest.mark.usefixtures("node")
def test_a_deployment_that_shows_nothing_of_ours_or_is_not_there_is_reported(compared, write_text):
    write_text("Farvel")
    result, browser = compared("--against", "deployment:nowhere")
    assert (result.code, browser, "Defined here: away, fake." in result.err) == (2, None, True)
    result, _ = compared("--against", "deployment:fake")
    assert (result.code, result.err) == (
        0,
        "Warning: Deployment `fake` uses none of our packages.\n",
    )


def test_what_a_deployment_uses_is_checked_as_any_package(changed_theme, run):
    result = run("check", "deployment:fake/ward")
    assert result.code == 0
    assert "/webapp3/branding/texts/da.json:1:" in result.out
    assert "`meeting.leave` shows “Farvel”" in result.out


def test_a_rollback_to_a_release_needs_no_store(publish, run, workspace):
    publish("Farvel")
    shutil.copytree(workspace / "dist", workspace / "release")
    publish("Vi ses")
    shutil.rmtree(workspace / "data")
    (workspace / "empty").mkdir()
    result = run("rollback", "-d", "fake", "--to", "empty", "--yes")
    assert (result.code, "empty/catalogue.json" in result.out + result.err) == (1, True)
    assert run("rollback", "-d", "fake", "--to", "release", "--yes").code == 0
    assert run("diff", "deployment:fake/ward", "release", "--exit-code").code == 0
