"""From a node to a package: `learn -d`, and what check, texts, build, plan and doctor make of it."""

from __future__ import annotations

import json
import re

import pytest

from tests.fake_node.hosted_app import OWN
from tests.importing.packages import read_files
from tests.publishing.kit import ENVIRONMENT
from themebuilder.platform.target import load_platform, load_workspace_platform
from themebuilder.preview.stand_ins import find_learnt_texts

THEME = """\
theme: ward
extends: generisk
organisation: clinic
brand: {color: "#2f6f8f"}
webapp: {path: ward}
"""
OVERRIDE = THEME + "texts: {da: {guest.pin-title: Skriv jeres kode}}\n"


@pytest.fixture(autouse=True)
def deployment(world, write, monkeypatch, tmp_path):
    """A deployment of the node, in a workspace with one theme."""
    monkeypatch.setenv("NODE_PASSWORD", ENVIRONMENT["NODE_PASSWORD"])
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    write("themes/deployments/prod.yaml", world.format_definition())
    write("themes/ward.yaml", THEME)


def read_facts(workspace):
    return json.loads((workspace / "themes/platform.json").read_text(encoding="utf-8"))


def read_danish(workspace):
    built = read_files(workspace / "dist/ward-webapp3.zip")
    return json.loads(built["webapp3/branding/texts/da.json"])


def test_the_facts_name_the_node_and_its_version(run, world, workspace):
    result = run("learn", "-d", "prod")
    node = world.up.conferencing["conf-a"].removeprefix("http://")
    kept = read_facts(workspace)
    assert (result.code, kept["source"]) == (0, f"{node} (webapp3 41.0.0 (41-2001))")
    assert kept["app"] == {"node": node, "version": "41.0.0", "revision": "41-2001"}
    assert kept["manifest"]["meta"] == {"name": "DEFAULT", "brandVersion": "n/a"}
    assert sorted(kept["translated"]) == ["da", "sv"]


def test_equal_facts_give_an_equal_file_and_a_new_version_takes_the_place(run, world, workspace):
    file = workspace / "themes/platform.json"
    run("learn", "-d", "prod")
    before = file.read_bytes()
    run("learn", "-d", "prod")
    assert file.read_bytes() == before
    (bundle,) = world.node.rows["software_bundle_revision"].values()
    bundle["revision"] = "41-2002"
    run("learn", "-d", "prod")
    assert "41-2001" not in file.read_text(encoding="utf-8")


def test_a_text_that_only_the_node_has_comes_with_the_package_in_every_language(run, workspace):
    run("learn", "-d", "prod")
    run("build")
    assert read_danish(workspace)["guest"] == {
        key.removeprefix("guest."): text for key, text in OWN["da"].items()
    }


def test_a_theme_changes_a_text_that_only_the_node_has(run, write, workspace):
    write("themes/ward.yaml", OVERRIDE)
    unknown = "key-without-evidence" in run("check").out
    run("learn", "-d", "prod")
    known = "key-without-evidence" not in run("check").out
    run("build")
    assert (unknown, known) == (True, True)
    assert read_danish(workspace)["guest"]["pin-title"] == "Skriv jeres kode"


def test_where_finds_a_text_that_only_the_node_has(run, write):
    write("themes/ward.yaml", OVERRIDE.replace("Skriv jeres kode", '"[[ waiting.title ]]"'))
    run("learn", "-d", "prod")
    assert "guest.pin-title" in run("where", "waiting", "ward").out


def test_a_translator_reads_and_replaces_a_text_that_only_the_node_has(run, workspace):
    run("learn", "-d", "prod")
    file = workspace / "da.xlf"
    run("texts", "export", "--guest-language", "da", "-o", str(file))
    text = file.read_text(encoding="utf-8")
    assert OWN["da"]["guest.ended"] in text
    source = f"{OWN['en']['guest.ended']}</source>"
    changed = re.sub(
        rf"{source}(\s*<target[^>]*/>)?", f"{source}<target>Farvel</target>", text, count=1
    )
    file.write_text(changed, encoding="utf-8")
    assert "1 to change" in run("texts", "import", str(file)).out
    run("texts", "import", str(file), "--write")
    run("build")
    assert read_danish(workspace)["guest"]["ended"] == "Farvel"


def test_where_the_node_shows_nothing_nothing_is_written(run, world, workspace):
    world.node.app = "bundled"
    world.node.rows["webapp_alias"].clear()
    world.node.settle()
    result = run("learn", "-d", "prod")
    assert (result.code, "Save them by hand" in result.err) == (1, True)
    assert not (workspace / "themes/platform.json").exists()


def test_files_saved_by_hand_count_as_the_nodes(run, world, workspace, tmp_path):
    world.node.app = "bundled"
    (tmp_path / "web").mkdir()
    keys = {key: fact.english for key, fact in load_platform().keys.items()}
    (tmp_path / "web/en.json").write_text(json.dumps({**keys, **OWN["en"]}))
    run("learn", "-d", "prod", str(tmp_path / "web"))
    kept = read_facts(workspace)
    assert (kept["app"]["revision"], kept["texts"]["guest.ended"]) == (
        "41-2001",
        OWN["en"]["guest.ended"],
    )


def test_a_version_without_texts_does_not_count_as_learned(run, world, workspace):
    world.node.app = "bundled"
    run("learn", "-d", "prod")
    assert ("manifest" in read_facts(workspace), "app" in read_facts(workspace)) == (True, False)
    run("build")
    assert UNKNOWN in run("plan", "-d", "prod").out


def test_without_a_file_or_a_deployment_there_is_nothing_to_learn(run):
    assert run("learn").code == 2


UNKNOWN = "The node has webapp3 41.0.0 (41-2001). Whether `target` `27` fits is unconfirmed"


@pytest.mark.parametrize("command", ["plan", "publish", "doctor"])
def test_a_node_that_nothing_was_learned_from_is_reported(run, command):
    run("build")
    before = run(command, "-d", "prod").out
    run("learn", "-d", "prod")
    after = run(command, "-d", "prod").out
    assert (UNKNOWN in before, "webapp3 41.0.0 (41-2001)" in after) == (True, False)


def test_a_node_with_another_version_than_the_learned_one_is_reported(run, world):
    run("build")
    run("learn", "-d", "prod")
    (bundle,) = world.node.rows["software_bundle_revision"].values()
    bundle["version"], bundle["revision"] = "42.0.0", "42-1"
    assert (
        "The node has webapp3 42.0.0 (42-1), but themes/platform.json was learned from webapp3 "
        "41.0.0 (41-2001)."
    ) in " ".join(run("plan", "-d", "prod").out.split())


def test_texts_that_fit_another_target_are_reported(run, write):
    write("themes/workspace.yaml", 'workspace: own\ntarget: "22"\n')
    run("learn", "-d", "prod")
    output = " ".join(run("doctor", "-d", "prod").out.split())
    assert "The node's texts fit components 27 best, but `target` is `22` (unconfirmed)." in output


def test_doctor_says_when_everything_fits(run):
    run("learn", "-d", "prod")
    output = run("doctor", "-d", "prod").out
    assert "learned from this version; its texts fit `target` `27` (unconfirmed)" in output


def test_json_has_the_version_and_the_notes(run):
    report = json.loads(run("learn", "-d", "prod", "--json").out)
    assert (report["app"]["revision"], report["lines"]) == ("41-2001", ["27"])
    assert any("name the place of its language files" in note for note in report["notes"])


def test_the_preview_shows_the_nodes_texts_in_place_of_stand_ins(run, workspace):
    run("learn", "-d", "prod")
    assert find_learnt_texts(load_workspace_platform(workspace, "27")) == {
        "pin.title": "guest.pin-title",
        "disconnected.title": "guest.ended",
    }
