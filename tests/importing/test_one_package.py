"""A theme may build one package only; an import of one package makes such a theme."""

from __future__ import annotations

import json

import pytest

from tests.importing.packages import make_service_theme, make_webapp3

BOTH = ["service-theme", "webapp3"]
MAKE = {"webapp3": make_webapp3, "service-theme": make_service_theme}


def list_kinds(workspace, theme="acme"):
    catalogue = json.loads((workspace / "dist/catalogue.json").read_text())
    files = {one["theme"]: one["files"] for one in catalogue["themes"]}[theme]
    return sorted(file["kind"] for file in files)


COMMANDS = (
    *("check", "show acme", "where waiting", "accessibility acme", "list", "script"),
    *("texts show acme --guest-language da", "diff acme borger"),
)


@pytest.mark.parametrize("kind", MAKE)
def test_an_import_of_one_package_builds_that_package_alone(run, tmp_path, workspace, kind):
    run("import", str(MAKE[kind](tmp_path / "acme.zip")))
    assert run("build").code == 0
    assert list_kinds(workspace) == [kind]
    # Every command copes with one package.
    assert {run(*command.split()).code for command in COMMANDS} <= {0, 1}
    # Without the line in the definition, both are built.
    definition = workspace / "themes/acme.yaml"
    lines = definition.read_text().splitlines(keepends=True)
    definition.write_text("".join(line for line in lines if not line.startswith("packages:")))
    assert run("build").code == 0
    assert list_kinds(workspace) == BOTH


def test_an_import_of_both_packages_builds_both(run, tmp_path, workspace):
    run("import", *(str(make(tmp_path / f"acme-{kind}.zip")) for kind, make in MAKE.items()))
    assert "packages:" not in (workspace / "themes/acme.yaml").read_text()
    run("build")
    assert list_kinds(workspace) == BOTH


def test_the_package_that_a_theme_no_longer_builds_is_removed(run, write, workspace):
    theme = "theme: ward\nextends: generisk\norganisation: clinic\nbrand: {color: '#2b6a94'}\n"
    write("themes/ward.yaml", theme)
    run("build")
    write("themes/ward.yaml", f"{theme}packages: [webapp3]\n")
    run("build")
    assert not (workspace / "dist/ward-service-theme.zip").exists()
    assert (workspace / "dist/ward-webapp3.zip").exists()
