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

from tests.preview.kit import make_workspace
from themebuilder.preview.page import read_bundle
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
    lines = []
    app = SimpleNamespace(display_warning=lines.append, display_info=lines.append)

    def run(version="standard"):
        build = {"force_include": {}}
        hooked = module.PageHook(str(tmp_path), {}, None, None, "", "wheel", app)
        hooked.initialize(version, build)
        return build["force_include"], lines

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


@pytest.mark.parametrize("package", ["react-aria-components", "@pexip/media-components"])
def test_the_licences_are_those_of_what_is_in_the_shell_and_of_what_is_in_the_guests_page(package):
    licences = read_bundle()["licenses.txt"].decode()
    assert f"\n{package} " in licences


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = ["pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "-w", folder, ROOT]
    environment = {**os.environ, "THEMEBUILDER_PAGE": "required"}
    subprocess.run([sys.executable, "-m", *command], check=True, env=environment)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory) -> Path:
    """What pip would install of the wheel, where nothing of this repository is."""
    folder = tmp_path_factory.mktemp("installed")
    zipfile.ZipFile(wheel).extractall(folder)
    return folder


@pytest.mark.slow
@pytest.mark.xdist_group("wheel")
def test_a_wheel_holds_the_built_page_without_its_sources_and_the_danish_messages(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    assert {
        "themebuilder/preview/bundle/index.html",
        "themebuilder/preview/bundle/policy.txt",
        "themebuilder/locale/da/LC_MESSAGES/messages.mo",
    } <= {*names}
    assert [name for name in names if name.startswith("themebuilder/preview/app/")] == []


@pytest.mark.slow
@pytest.mark.xdist_group("wheel")
def test_from_the_wheel_alone_an_own_theme_is_made_checked_and_built(installed, tmp_path):
    """As on a machine that has nothing of this repository."""

    def run(*arguments: str) -> str:
        command = [sys.executable, "-m", "themebuilder", *arguments]
        environment = {"PYTHONPATH": str(installed), "HOME": str(tmp_path), "PATH": "/usr/bin:/bin"}
        return subprocess.run(
            command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True
        ).stdout

    run("init", "--name", "klinik")
    assert run("check", "--strict") == "No problems in 3 files\n"
    run("build")
    assert sorted(path.name for path in (tmp_path / "dist").glob("*.zip")) == [
        "klinik-borger-service-theme.zip",
        "klinik-borger-webapp3.zip",
    ]


@pytest.mark.slow
@pytest.mark.xdist_group("wheel")
def test_an_installed_wheel_shows_the_page_without_node(installed, tmp_path):
    with listen("127.0.0.1", 0) as free:
        port = free.getsockname()[1]
    root = make_workspace(tmp_path / "own")
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
        assert [answer.status_code for answer in answers] == [200, 200]
        assert "<script" in answers[0].text
    finally:
        process.kill()
        process.communicate()
