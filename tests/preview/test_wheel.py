"""How the page gets into the wheel, and what a wheel without it says."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from types import SimpleNamespace

import httpx2
import pytest

from tests.preview.kit import new_workspace
from themebuilder.preview.server import listen

ROOT = Path(__file__).parents[2]


@pytest.fixture
def hook(tmp_path, monkeypatch):
    """The build hook of a checkout whose page was never built, on a machine without Node."""
    spec = importlib.util.spec_from_file_location("hatch_build", ROOT / ".ci" / "hatch_build.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    (tmp_path / module.APP / "src").mkdir(parents=True)
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv(module.WANTED, raising=False)
    said = []
    app = SimpleNamespace(display_warning=said.append, display_info=said.append)

    def run(version="standard"):
        build = {"force_include": {}}
        hooked = module.PageHook(str(tmp_path), {}, None, None, "", "wheel", app)
        hooked.initialize(version, build)
        return build["force_include"], said

    return run


def test_without_node_the_wheel_is_made_without_the_page_and_says_so(hook):
    included, said = hook()
    assert (included, "without the preview's page" in said[0]) == ({}, True)


def test_where_the_page_is_asked_for_a_missing_node_is_an_error(hook, monkeypatch):
    monkeypatch.setenv("THEMEBUILDER_PAGE", "required")
    with pytest.raises(RuntimeError, match="Node"):
        hook()


def test_an_editable_install_builds_no_page(hook):
    assert hook("editable") == ({}, [])


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = ["pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "-w", folder, ROOT]
    environment = {**os.environ, "THEMEBUILDER_PAGE": "required"}
    subprocess.run([sys.executable, "-m", *command], check=True, env=environment)
    return next(folder.glob("*.whl"))


@pytest.mark.slow
@pytest.mark.xdist_group("wheel")
def test_a_wheel_holds_the_built_page_and_none_of_its_sources(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    assert {f"themebuilder/preview/bundle/{name}" for name in ("index.html", "policy.txt")} <= {
        *names
    }
    assert [name for name in names if name.startswith("themebuilder/preview/app/")] == []


@pytest.mark.slow
@pytest.mark.xdist_group("wheel")
def test_a_wheel_holds_the_danish_messages(wheel):
    assert "themebuilder/locale/da/LC_MESSAGES/messages.mo" in zipfile.ZipFile(wheel).namelist()


@pytest.mark.slow
@pytest.mark.xdist_group("wheel")
def test_an_installed_wheel_shows_the_page_without_node(wheel, tmp_path):
    installed = tmp_path / "installed"
    command = ["pip", "install", "--quiet", "--no-deps", "--target", installed, wheel]
    subprocess.run([sys.executable, "-m", *command], check=True)
    with listen("127.0.0.1", 0) as free:
        port = free.getsockname()[1]
    root = new_workspace(tmp_path / "own")
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "themebuilder", "-C", root, "preview", "-p", str(port)],
        stdout=subprocess.PIPE,
        cwd=tmp_path,
        env={"PATH": "", "PYTHONPATH": str(installed), "HOME": str(tmp_path)},
    )
    try:
        process.stdout.readline()
        at = f"http://127.0.0.1:{port}/"
        answers = [httpx2.get(at + path, trust_env=False) for path in ("", "api/themes")]
        assert [one.status_code for one in answers] == [200, 200]
        assert "<script" in answers[0].text
    finally:
        process.kill()
        process.communicate()
