"""The commands, as they are typed: what they say and how they end."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest

from tests.publishing.kit import PASSWORD, Look, write_built
from themebuilder.cli import SECTIONS

COMMANDS = SECTIONS["Work with a node"]
QUICK = "stage: true\nreplication: {first_check: 0, interval: 0, timeout: 1}\n"


@pytest.fixture
def run(world, run_command):
    world.more = QUICK
    run_command("status", "-d", "prod")  # writes the deployment, which tests may change
    world.node.log.clear()
    run_command.node = world.node
    return run_command


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
    assert (back.exit_code, "Farvel → Forlad mødet" in back.output) == (0, True)
    pruned = run("prune", "-d", "prod", "--keep", "0", "--max-deletes", "2", "--yes")
    assert (pruned.exit_code, "delete  " in pruned.output) == (0, True)
    doctor = run("doctor", "-d", "prod")
    assert doctor.exit_code == 0
    assert re.search(r"confirmed: \d\d facts of \d\d", doctor.output)


def test_the_json_of_prune_lists_what_is_kept(run):
    run("publish", "-d", "prod", "--yes", looks=[Look("nord")])
    live = run.node.find_live_package("nord")
    report = json.loads(run("prune", "-d", "prod", "--yes", "--json").stdout)
    assert report["deleted"] == []
    assert {"package": live, "kind": "webapp3", "reason": "in use"} in report["kept"]


def test_a_plan_ends_with_one_when_that_is_asked_for(run):
    assert run("plan", "-d", "prod", "--exit-code", looks=[Look("nord")]).exit_code == 1
    run("publish", "-d", "prod", "--yes")
    assert run("plan", "-d", "prod", "--exit-code").exit_code == 0


def test_status_gives_each_path_its_web_app_and_the_default_one(run):
    places = json.loads(run("status", "-d", "prod", "--json").stdout)["places"]
    assert [(place["label"], place["webapp"], place["default"]) for place in places] == [
        ("/webapp", "webapp2", False),
        ("/webapp2", "webapp2", False),
        ("/webapp3", "webapp3", True),
    ]


def test_the_json_of_a_node_that_is_otherwise_is_not_ok(run, world, monkeypatch):
    monkeypatch.delitem(world.node.resources["webapp_alias"].fields, "slug")
    result = run("doctor", "-d", "prod", "--json")
    assert (result.exit_code, json.loads(result.stdout)["ok"]) == (1, False)


def test_a_theme_that_is_gone_is_retired_when_it_is_named(run):
    run("publish", "-d", "prod", "--yes", looks=[Look("nord"), Look("syd")])
    plan = run("plan", "-d", "prod", "--exit-code", looks=[Look("nord")])
    assert (plan.exit_code, "retire syd: /syd" in plan.output) == (1, True)
    assert run("publish", "-d", "prod", "--yes").exit_code == 0
    assert run("publish", "-d", "prod", "--yes", "--retire", "nord").exit_code == 1
    assert "/syd: syd " in run("status", "-d", "prod").output
    retired = run("publish", "-d", "prod", "--yes", "--retire", "syd")
    assert (retired.exit_code, "1 retired path. Nothing is deleted." in retired.output) == (0, True)
    assert run("plan", "-d", "prod", "--exit-code").exit_code == 0


def test_what_the_workspace_does_not_define_is_named(run):
    plan = run("plan", "-d", "prod", looks=[Look("nord")])
    assert "has themes that this workspace doesn't define: nord." in plan.output


@pytest.mark.parametrize(
    ("words", "message"), [((), "'--deployment'"), (("-d", "nowhere"), "Defined here: prod.")]
)
@pytest.mark.parametrize("command", COMMANDS)
def test_a_deployment_must_be_named(run, command, words, message):
    result = run(command, *words)
    assert (result.exit_code, message in result.output) == (2, True)


@pytest.mark.parametrize("command", [one for one in COMMANDS if one != "policy"])
def test_a_refused_password_ends_with_three(run, command):
    result = run(command, "-d", "prod", looks=[Look("nord")], env={"NODE_PASSWORD": "wrong-one"})
    assert (result.exit_code, "not-admitted" in result.output) == (3, True)
    assert "wrong-one" not in result.output


def test_a_missing_secret_is_reported_with_its_place(run):
    result = run("status", "-d", "prod", env={"NODE_PASSWORD": ""})
    assert result.exit_code == 1
    assert "themes/deployments/prod.yaml:3" in result.output
    assert "export NODE_PASSWORD=…" in result.output


@pytest.mark.parametrize(
    ("fault", "rule"),
    [({"garbled_on": "conf-b"}, "not-replicated"), ({"no_branding_url": True}, "not-verified")],
)
def test_what_cannot_be_verified_ends_with_four(run, fault, rule):
    vars(run.node.faults).update(fault)
    result = run("publish", "-d", "prod", "--yes", looks=[Look("nord")])
    assert (result.exit_code, rule in result.output) == (4, True)


def test_every_request_is_listed_without_the_secret(run):
    result = run("status", "-d", "prod", "--verbose")
    assert "GET http://127.0.0.1" in result.stderr
    assert PASSWORD not in result.output + result.stderr


UNASKED = {
    "publish": (("publish",), "c → d"),
    "a saved plan": (("publish", "--plan", "plan.json"), "c → d"),
    "rollback": (("rollback",), "c → b"),
    "prune": (("prune", "--keep", "0", "--max-deletes", "5"), "delete  nord "),
}


@pytest.mark.parametrize("answer", ["", "y\n"])
@pytest.mark.parametrize(("words", "shown"), UNASKED.values(), ids=UNASKED)
def test_nothing_is_changed_when_nobody_can_be_asked(run, words, shown, answer):
    for text in "abc":
        run("publish", "-d", "prod", "--yes", looks=[Look("nord", leave=text)])
    run("plan", "-d", "prod", "-o", "plan.json", looks=[Look("nord", leave="d")])
    before = run.node.copy_rows()
    result = run(words[0], "-d", "prod", *words[1:], typed=answer)
    assert (result.exit_code, shown in result.output) == (2, True)
    assert (
        "Nothing was changed: without a terminal, nobody can be asked.\n"
        "  help: Use --yes to skip the question." in result.output
    )
    assert run.node.copy_rows() == before


@pytest.mark.parametrize(("answer", "packages"), [("n\n", 0), ("y\n", 1), ("nej\n", 0), ("j\n", 1)])
def test_at_a_terminal_it_is_asked(run, monkeypatch, answer, packages):
    monkeypatch.setattr("themebuilder.cli.connection.is_terminal", lambda: True)
    result = run("publish", "-d", "prod", looks=[Look("nord")], typed=answer)
    assert "Publish this? [y/N]" in result.output
    assert (
        ("Nothing was changed." in result.output)
        == (result.exit_code == 2)
        == answer.startswith("n")
    )
    assert len(run.node.zips) == packages


def test_a_broken_definition_of_the_deployment_is_reported(run):
    file = Path("themes/deployments/prod.yaml")
    file.write_text(file.read_text() + "pathes: {}\n")
    result = run("status", "-d", "prod")
    assert (result.exit_code, "`pathes`" in result.output) == (1, True)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("organisations: {nrod: {tag: x}}", "No organisation is named `nrod`."),
        ("whole_deployment_of: nrod", "No organisation is named `nrod`."),
        ("rooms: [{theme: nrod, tag: x}]", "No theme is named `nrod`."),
        ("paths: {a: nrod}", "No theme is named `nrod`."),
    ],
)
@pytest.mark.parametrize("command", ["plan", "publish", "verify"])
def test_a_name_that_nothing_has_is_reported_with_its_place(run, command, line, said):
    Path("themes/organisations").mkdir()
    Path("themes/organisations/nord.yaml").write_text("organisation: nord\nname: Nord\n")
    Path("themes/nord.yaml").write_text("theme: nord\ntitle: Nord\norganisation: nord\n")
    file = Path("themes/deployments/prod.yaml")
    lines = file.read_text().splitlines()
    file.write_text("\n".join([*lines, line]) + "\n")
    result = run(command, "-d", "prod", looks=[Look("nord")])
    assert (result.exit_code, said in result.output) == (1, True)
    assert f"prod.yaml:{len(lines) + 1}:" in result.output
    assert "Did you mean `nord`?" in result.output


def test_looking_goes_on_where_a_name_is_wrong(run):
    file = Path("themes/deployments/prod.yaml")
    file.write_text(file.read_text() + "whole_deployment_of: nrod\n")
    assert run("status", "-d", "prod").exit_code == 0


@pytest.mark.parametrize("command", ["plan", "verify"])
def test_a_build_is_found_from_any_folder_of_the_workspace(run, monkeypatch, command):
    run("status", "-d", "prod", looks=[Look("nord")])
    monkeypatch.chdir("themes")
    assert "has no build" not in run(command, "-d", "prod").output


def _make_older(folder, seconds):
    for path in Path(folder).rglob("*"):
        os.utime(path, (path.stat().st_atime, path.stat().st_mtime - seconds))


def test_a_build_that_is_older_than_its_definitions_is_reported(run):
    run("status", "-d", "prod", looks=[Look("nord")])
    _make_older("themes", 200)
    _make_older("dist", 100)
    Path("themes/nord.yaml").write_text("theme: nord\n")
    output = run("plan", "-d", "prod").output
    assert (
        "  themes/nord.yaml changed after the build in dist/. To publish the change, build first"
        in output
    )


@pytest.mark.parametrize("digest", ["abc", "./no-release", "ABCDEF123456", "release="])
def test_going_back_to_what_is_no_digest_is_wrong_usage(run, digest):
    result = run("rollback", "-d", "prod", f"--to={digest}", "--yes")
    assert (result.exit_code, f"`--to {digest}` is neither a release" in result.stderr) == (2, True)
    assert "This lists digests: themebuilder status -d prod" in result.stderr


def test_going_back_to_what_is_live_is_reported(run):
    run("publish", "-d", "prod", "--yes", looks=[Look("nord")])
    live = run.node.find_live_package("nord").removeprefix("nord ")
    result = run("rollback", "-d", "prod", "--to", live, "--yes")
    assert (result.exit_code, f"`{live}` is live already." in result.output) == (1, True)


@pytest.mark.parametrize("option", ["--to", "--revision"])
def test_an_empty_target_does_not_mean_the_earlier_version(run, option):
    run("publish", "-d", "prod", "--yes", looks=[Look("nord")])
    run("publish", "-d", "prod", "--yes", looks=[Look("nord", leave="Farvel")])
    live = run.node.find_live_package("nord")
    for words in ((option, ""), (f"{option}=",)):
        result = run("rollback", "-d", "prod", "--yes", *words)
        assert result.exit_code == 2
        assert f"The argument after `{option}` is empty." in result.stderr
    assert run.node.find_live_package("nord") == live


def test_going_back_to_a_theme_that_nothing_names_is_wrong_usage(run):
    run("publish", "-d", "prod", "--yes", looks=[Look("nord")])
    result = run("rollback", "-d", "prod", "nrod", "--yes")
    assert (result.exit_code, "No theme matches `nrod`." in result.output) == (2, True)
    assert "Did you mean `nord`?" in result.output


@pytest.mark.parametrize(
    ("commit", "modified", "told"),
    [
        ("3f2a", False, ". Release: Summer. Commit: 3f2a. Built by themebuilder 1.2.3."),
        (
            "3f2a",
            True,
            ". Release: Summer. Commit: 3f2a, with changes that weren't committed. Built",
        ),
        (None, False, ". Release: Summer. Commit: not known. Built"),
    ],
)
def test_verify_traces_what_is_live_to_release_commit_and_program(
    run, world, commit, modified, told
):
    run("publish", "-d", "prod", "--yes", looks=[Look("nord")])
    _make_release(world.folder / "dist", commit, is_modified=modified)
    result = run("verify", "-d", "prod")
    assert result.exit_code == 0
    assert re.search(rf"/nord: nord \w{{12}}{re.escape(told)}", result.output)


def test_verify_names_a_live_package_that_the_release_has_not(run, world):
    run("publish", "-d", "prod", "--yes", looks=[Look("nord")])
    write_built(world.folder / "dist", [Look("nord", leave="later")])
    _make_release(world.folder / "dist", "3f2a", is_modified=False)
    result = run("verify", "-d", "prod")
    assert re.search(r"/nord: nord \w{12} isn't in the release\.", result.output)


def _make_release(folder: Path, commit: str | None, *, is_modified: bool) -> None:
    """Write beside a build what `release` writes."""
    manifest = {
        "name": "Summer",
        "tool": {"name": "themebuilder", "version": "1.2.3"},
        "revision": {"commit": commit, "modified": is_modified},
        "themes": json.loads((folder / "catalogue.json").read_bytes())["themes"],
    }
    (folder / "release.json").write_text(json.dumps(manifest))


@pytest.mark.parametrize("command", ["status", "verify"])
def test_lines_are_wrapped_at_the_edge_of_a_terminal(run, monkeypatch, command):
    run("publish", "-d", "prod", "--yes", looks=[Look("nord", path="et-" + 70 * "n")])
    monkeypatch.setattr("click.testing._NamedTextIOWrapper.isatty", lambda _: True, raising=False)
    monkeypatch.setenv("COLUMNS", "80")
    lines = run(command, "-d", "prod").stdout.splitlines()
    assert max(map(len, lines)) <= 80
    assert any(line.startswith("  ") for line in lines)


def test_what_is_live_after_going_back_is_reported_in_one_sentence(run):
    for text in ("a", "b"):
        run("publish", "-d", "prod", "--yes", looks=[Look("nord", leave=text)])
    run("rollback", "-d", "prod", "--yes")
    result = run("verify", "-d", "prod")
    assert (result.exit_code, result.output.count("[not-as-built]")) == (1, 1)
    said = "nord: an earlier package is live (rolled back?), on /nord."
    assert said in result.output


def test_a_plan_that_was_carried_out_is_not_done_again(run):
    run("plan", "-d", "prod", "-o", "plan.json", looks=[Look("nord")])
    words = "publish", "-d", "prod", "--plan", "plan.json"
    run(*words, "--yes")
    again = run(*words)
    assert (again.exit_code, again.output.count("/nord: same")) == (0, 2)
    assert again.output.startswith("Nothing to do: this plan was already carried out.")


def test_what_changed_since_the_plan_is_reported_by_theme_and_digest(run):
    for text in ("a", "b"):
        run("publish", "-d", "prod", "--yes", looks=[Look("nord", leave=text)])
    run("plan", "-d", "prod", "-o", "plan.json", looks=[Look("nord", leave="c")])
    run("rollback", "-d", "prod", "--yes")
    result = run("publish", "-d", "prod", "--plan", "plan.json", "--yes")
    assert result.exit_code == 1
    assert re.search(r"/nord: the package was nord \w{12} and is now nord \w{12}\.", result.output)
    assert "plan again: themebuilder plan -d prod" in " ".join(result.output.split())
