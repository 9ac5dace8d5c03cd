"""Plugins and pages of others keep their entries, their files and their places."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from tests.importing.packages import BRANDING, make_png, make_webapp3, read_files

PAGE = "<script src=../shared.js></script>"
PLUGINS: dict[str, tuple[dict[str, bytes | str], list[Any]]] = {
    # what it is: the files beside the manifest, the plugins in the manifest
    "one with an id and one without": (
        {"plugins/a/index.html": "a", "plugins/b/index.html": "b"},
        [{"id": "a", "src": "./plugins/a/index.html"}, {"src": "./plugins/b/index.html"}],
    ),
    "two that share a folder": (
        {"plugins/a/one.html": "1", "plugins/a/two.html": "2"},
        [{"src": "./plugins/a/one.html"}, {"src": "./plugins/a/two.html"}],
    ),
    "an id that the folder of another has": (
        {"plugins/a/index.html": "a"},
        [{"src": "./plugins/a/index.html"}, {"id": "a", "src": "https://a.example/a"}],
    ),
    "a page two folders down": (
        {"plugins/a/dist/index.html": PAGE, "plugins/a/shared.js": ""},
        [{"src": "./plugins/a/dist/index.html"}],
    ),
    "files that plugins share": (
        {"pad/index.html": PAGE, "shared.js": "1", "pad/logo.png": make_png(), "pad/da.json": "{}"},
        [{"src": "pad/index.html?v=2#start", "config": {"locales": ["./pad/da.json"]}}],
    ),
    "a page beside the manifest": ({"pad.html": PAGE}, [{"id": "pad", "src": "./pad.html"}]),
    "a name with a space": ({"my pad/x.html": ""}, [{"id": "p", "src": "./my%20pad/x.html"}]),
    "values of any type": (
        {},
        [7, None, "https://x.example", ["x"], {}, {"id": 5, "src": None, "x": {"y": None}}],
    ),
    "a sandbox that is empty, and one that nobody knows": (
        {},
        [{"src": "https://x.example/1", "sandboxValues": []},
         {"src": "https://x.example/2", "sandboxValues": ["allow-all", 1]}],
    ),
    "an id that is no file name": (
        {"plugins/x/index.html": ""}, [{"id": "../x", "src": "./plugins/x/index.html"}],
    ),
    "control characters": ({}, [{"id": "a\u2028", "src": "https://x.example/\x7f"}]),
}  # fmt: skip


def read_manifest(files: dict[str, bytes]) -> dict[str, Any]:
    return json.loads(files[BRANDING + "manifest.json"])


@pytest.fixture
def rebuild(run, workspace):
    """Import and build a package; return its manifest, and which of its files *names* changed."""

    def rebuild_package(
        package: Path, names: Iterable[str] = ()
    ) -> tuple[dict[str, Any], list[str]]:
        run("import", str(package))
        run("build")  # exits with 1 until somebody accepts the active content
        before, after = read_files(package), read_files(workspace / "dist/acme-webapp3.zip")
        paths = [BRANDING + name for name in names]
        return read_manifest(after), [path for path in paths if before[path] != after.get(path)]

    return rebuild_package


@pytest.mark.parametrize("case", PLUGINS)
def test_plugins_come_out_as_they_were_each_file_at_its_place(rebuild, tmp_path, case):
    files, plugins = PLUGINS[case]
    manifest, changed = rebuild(make_webapp3(tmp_path / "acme.zip", files, plugins=plugins), files)
    assert (manifest["plugins"], changed) == (plugins, [])


@pytest.mark.parametrize(
    ("plugin", "rule"),
    [
        ({"src": "http://x.example/"}, "plugin-source-unsafe"),
        ({"src": "//x.example/"}, "plugin-source-unsafe"),
        ({"src": "\\\\x.example/"}, "plugin-source-unsafe"),
        ({"src": "javascript:alert(1)"}, "plugin-source-unsafe"),
        ({"src": "./../../x.html"}, "plugin-source-unsafe"),
        ({"src": "./%2e%2e/x.html"}, "plugin-source-unsafe"),
        ({"src": "/x.html"}, "plugin-source-unsafe"),
        ({"src": "http://x.example/\u2028"}, "plugin-source-unsafe"),
        ({}, "plugin-source-unsafe"),
        ({"id": "good", "src": "https://x.example/"}, "plugin-given-twice"),
        ({"src": "./pad.html", "sandboxValues": ["allow-same-origin"]}, "plugin-sandbox-open"),
        ({"src": "./pad.html", "sandboxValues": ["x", "allow-same-origin"]}, "plugin-sandbox-open"),
        ({"src": "https://x.example/", "sandboxValues": ["x"]}, "config-value-not-allowed"),
        ({"src": "https://x.example/", "unheard": 1}, "key-without-evidence"),
        (7, "config-value-not-allowed"),
    ],
)
def test_a_plugin_without_an_id_is_under_the_rules_beside_a_good_one(
    run, tmp_path, workspace, plugin, rule
):
    good = {"id": "good", "src": "https://good.example/"}
    run(
        "import", str(make_webapp3(tmp_path / "acme.zip", {"pad.html": ""}, plugins=[good, plugin]))
    )
    definition = workspace / "themes/acme.yaml"
    definition.write_text(definition.read_text().partition("\naccept:")[0] + "\n")
    assert f"[{rule}]" in run("check", "acme").out


def test_a_good_plugin_without_an_id_breaks_no_rule(run, tmp_path):
    plugins = [{"src": "./pad/index.html"}, {"src": "https://x.example/pad"}]
    run("import", str(make_webapp3(tmp_path / "acme.zip", {"pad/index.html": ""}, plugins=plugins)))
    assert "[plugin-" not in run("check", "acme").out


@pytest.mark.parametrize(
    "source",
    [
        {"default": "./step/default.html", "da": "./step/da.html"},
        {"default": "./consent.html", "id": "./consent.html"},
        {"default": "./pages/consent.html"},
        {"default": "./pages/consent.html?x=1"},
        {"default": "./step/da.html", "da": "./step/default.html"},
    ],
)
def test_the_pages_before_joining_stay_beside_the_files_they_refer_to(rebuild, tmp_path, source):
    page = "<img src=logo.png><link href=../style.css>"
    files = {path.partition("?")[0].removeprefix("./"): page + path for path in source.values()}
    files |= {"pages/logo.png": make_png(), "style.css": "p {}", "logo.png": "not ours"}
    step = {"active": True, "source": source, "width": "80%"}
    images = {"logo": "./pages/logo.png"}
    package = make_webapp3(tmp_path / "acme.zip", files, images=images, customStepConfig=step)
    manifest, changed = rebuild(package, files)
    assert (manifest["customStepConfig"], changed) == (step, [])


@pytest.mark.parametrize("version", [1, "1.0", 0.5, True, [], None])
def test_a_version_of_any_kind_is_passed_on_with_a_warning(run, rebuild, tmp_path, version):
    files = read_files(make_webapp3(tmp_path / "acme.zip", version=0))
    manifest = {**read_manifest(files), "version": version}
    package = make_webapp3(tmp_path / "acme.zip", {"manifest.json": json.dumps(manifest)})
    assert rebuild(package)[0]["version"] == version
    assert "`version` is" in run("build").out
