"""Every shipped theme is the same after build, import and build."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.importing.packages import make_jpeg, make_manifest, make_zip
from themebuilder.cli import main
from themebuilder.definitions.loader import read_library

ROOT = Path(__file__).parent.parent.parent
THEMES = read_library(ROOT, ROOT).names("theme")


@pytest.fixture(scope="module")
def shipped(tmp_path_factory) -> Path:
    """Every shipped theme, built once."""
    folder = tmp_path_factory.mktemp("shipped")
    built = CliRunner().invoke(main, ["-C", str(ROOT), "build", "-o", str(folder)])
    assert built.exit_code == 0, built.output
    return folder


def read_digests(folder: Path, theme: str) -> list[str]:
    themes = json.loads((folder / "catalogue.json").read_text())["themes"]
    return [file["digest"] for one in themes if one["theme"] == theme for file in one["files"]]


@pytest.mark.slow
@pytest.mark.parametrize("theme", THEMES)
def test_a_shipped_theme_has_the_same_digests_afterwards(run, shipped, workspace, theme):
    packages = [str(shipped / f"{theme}-{kind}.zip") for kind in ("webapp3", "service-theme")]
    assert "equivalent to the package" in run("import", *packages, "--name", "again").out
    run("build")
    assert read_digests(workspace / "dist", "again") == read_digests(shipped, theme)


def test_a_missing_picture_stays_missing_beside_one_that_would_get_its_name(run, tmp_path):
    images = {"jumbotron": "./logo.png", "logo": "./background.jpg"}
    files = {"webapp3/branding/logo.png": make_jpeg()}
    head = json.dumps(make_manifest(images=images))
    package = make_zip({"webapp3/branding/manifest.json": head, **files}, tmp_path / "acme.zip")
    assert "Built and compared: equivalent" in run("import", str(package)).out
