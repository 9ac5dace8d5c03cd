"""An import outside of a workspace makes the folder one."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from tests.importing.packages import make_service_theme, make_webapp3
from themebuilder.cli import main
from themebuilder.definitions.schema import DEFINITION_KINDS


@pytest.fixture
def say(tmp_path):
    """Run a command in an empty folder."""
    (tmp_path / "empty").mkdir()

    def run_command(*words: str):
        return CliRunner().invoke(main, ["-C", str(tmp_path / "empty"), *words])

    return run_command


def list_files(folder):
    return sorted(one.relative_to(folder).as_posix() for one in folder.rglob("*") if one.is_file())


WRITTEN = [
    "brand_assets/acme/background.jpg",
    "themes/acme.todo.md",
    "themes/acme.yaml",
    "themes/organisations/acme.yaml",
    "themes/workspace.yaml",
]
INIT = [".gitignore", *(f"themes/.schemas/{kind}.json" for kind in DEFINITION_KINDS)]


@pytest.mark.parametrize(("option", "more"), [((), []), (("--init",), INIT)])
def test_what_is_written_to_an_empty_folder(say, tmp_path, option, more):
    assert say("import", str(make_webapp3(tmp_path / "acme.zip")), *option).exit_code == 0
    assert list_files(tmp_path / "empty") == sorted([*WRITTEN, *more])


def test_the_folder_is_a_workspace_that_builds(say, tmp_path):
    say("import", str(make_webapp3(tmp_path / "acme.zip")))
    assert say("build", "acme").exit_code == 0
    same = ("diff", str(tmp_path / "acme.zip"), "dist/acme-webapp3.zip", "--exit-code")
    assert say(*same).exit_code == 0


def test_the_folder_and_each_file_are_printed_and_in_the_json(say, tmp_path):
    package = str(make_webapp3(tmp_path / "acme.zip"))
    out = say("import", package, "-o", "new").stdout.splitlines()
    assert out[0] == f"Workspace: {tmp_path / 'empty/new'}"
    created = [line.split()[1] for line in out if line.startswith("  created")]
    report = json.loads(say("import", package, "--json").stdout)
    assert report["folder"] == str(tmp_path / "empty")
    assert sorted(created) == sorted(report["files"]) == WRITTEN


@pytest.mark.parametrize("before", [[], ["init", ".", "--name", "klinik"]], ids=["empty", "init"])
def test_the_folder_themes_means_its_workspace(say, tmp_path, before):
    if before:
        say(*before)
    assert say("import", str(make_webapp3(tmp_path / "acme.zip")), "-o", "themes").exit_code == 0
    assert set(WRITTEN) <= {*list_files(tmp_path / "empty")}


def test_init_inside_of_a_workspace_makes_another_one(say, tmp_path):
    say("init", ".", "--name", "klinik")
    say("import", str(make_webapp3(tmp_path / "acme.zip")), "-o", "inner", "--init")
    assert list_files(tmp_path / "empty/inner") == sorted([*WRITTEN, *INIT])


def test_a_second_import_adds_to_the_first(say, tmp_path):
    say("import", str(make_webapp3(tmp_path / "acme.zip")), "--init")
    changed = (tmp_path / "empty/themes/workspace.yaml").read_text() + "# mine\n"
    (tmp_path / "empty/themes/workspace.yaml").write_text(changed)
    assert say("import", str(make_service_theme(tmp_path / "ivr.zip")), "--init").exit_code == 0
    assert (tmp_path / "empty/themes/ivr.yaml").exists()
    assert (tmp_path / "empty/themes/workspace.yaml").read_text() == changed


def test_a_refused_import_leaves_no_folder(say, tmp_path):
    package = str(make_webapp3(tmp_path / "borger.zip"))
    assert say("import", package, "-o", "new").exit_code == 2
    assert not (tmp_path / "empty/new").exists()


@pytest.mark.parametrize("count", range(1, len(WRITTEN)))
def test_an_import_that_stopped_after_some_files_continues(say, tmp_path, count):
    package = str(make_webapp3(tmp_path / "acme.zip"))
    files = json.loads(say("import", package, "--json").stdout)["files"]
    whole = {name: (tmp_path / "empty" / name).read_bytes() for name in files}
    for name in files[count:]:
        (tmp_path / "empty" / name).unlink()
    assert say("import", package).exit_code == 0
    assert {name: (tmp_path / "empty" / name).read_bytes() for name in files} == whole
