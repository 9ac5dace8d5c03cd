"""The shipped themes are what everybody copies, so they are held to everything."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from PIL import Image, ImageStat

from tests.i18next.resolving import resolve_with_i18next
from themebuilder.cli import main
from themebuilder.definitions.loader import read_library
from themebuilder.platform.shipped import load_screens
from themebuilder.platform.target import load_platform

ROOT = Path(__file__).parent.parent
LIBRARY = read_library(ROOT, ROOT)
THEMES = LIBRARY.names("theme")


@pytest.fixture(scope="session")
def dist(tmp_path_factory) -> Path:
    """Every shipped theme, built once."""
    folder = tmp_path_factory.mktemp("dist")
    result = CliRunner().invoke(main, ["-C", str(ROOT), "build", "-o", str(folder), "--strict"])
    assert result.exit_code == 0, result.output
    return folder


def test_the_shipped_definitions_have_no_problem():
    result = CliRunner().invoke(main, ["-C", str(ROOT), "check", "--strict"])
    assert result.stdout.startswith("No problems"), result.stdout


def test_every_file_of_a_theme_is_read():
    files = {file.stem for file in (ROOT / "themes").glob("*.yaml")} - {"workspace"}
    assert files
    assert {*THEMES} == files


def test_the_packages_are_in_order_as_packages_of_others(dist, run):
    result = run("check", *map(str, sorted(dist.glob("*.zip"))), "--json")
    assert [
        problem for problem in json.loads(result.out)["problems"] if problem["severity"] != "info"
    ] == []


def test_browser_tabs_tell_themes_apart(dist):
    """Only one region's themes for citizens share an icon."""
    themes: dict[bytes, list[str]] = {}
    for theme in THEMES:
        manifest, files = read_branding(dist, theme)
        themes.setdefault(files(manifest["favicon"]["href"]), []).append(theme)
    assert [alike for alike in themes.values() if len(alike) > 1] == [
        ["oestdanmark-borger", "oestdanmark-bornholm-tolk"],
        ["regionh-bornholm-tolk", "regionh-ekstern"],
    ]


@pytest.mark.parametrize("theme", THEMES)
def test_the_picture_on_the_white_card_is_light(dist, theme):
    """A dark one looks like a hole in the card, and a word on it is too small to read."""
    manifest, files = read_branding(dist, theme)
    with Image.open(io.BytesIO(files(manifest["images"]["jumbotron"]))) as picture:
        assert ImageStat.Stat(picture.convert("L")).mean[0] > 180


@pytest.mark.parametrize("theme", THEMES)
def test_nobody_is_reported_about_a_host(dist, theme):
    words = re.compile(r"\b(vært\w*|host|hosts|hosten|værd\w*)\b", re.IGNORECASE)
    for text in read_guest_texts(dist, theme):
        assert not words.search(text), text


@pytest.mark.parametrize("theme", THEMES)
def test_every_language_of_a_theme_is_complete(dist, theme):
    keys = set(load_platform(LIBRARY.workspace.text("target")).keys)
    for language in read_languages(dist, theme).values():
        assert keys - set(flatten(language)) == set()


@pytest.mark.parametrize("theme", THEMES)
def test_the_screens_have_the_words_and_the_background_of_the_theme(dist, theme):
    screens = read_service_theme(dist, theme)["splash_screens"]["screens"]
    [said] = screens["waiting_for_host"]["elements"]
    [direct] = screens["direct_media_waiting_for_host"]["elements"]
    assert said == {"type": "text", "text": direct["text"]}
    assert {screen["background"]["path"] for screen in screens.values()} == {"theme-background.jpg"}
    assert screens.keys() == load_screens().keys()


@pytest.mark.parametrize("theme", THEMES)
def test_the_manifest_has_the_portals_nine_keys_in_its_order(dist, theme):
    assert list(read_branding(dist, theme)[0])[:9] == [
        *("version", "meta", "brandName", "images", "translations", "applicationConfig"),
        *("defaultUserConfig", "colorPalette", "backgroundColor"),
    ]


def test_a_region_gets_its_own_themes_and_nothing_of_another(tmp_path):
    folder = str(tmp_path / "out")
    CliRunner().invoke(
        main, ["-C", str(ROOT), "build", "--organisation", "region-hovedstaden", "-o", folder]
    )
    listed = json.loads((tmp_path / "out" / "catalogue.json").read_text())["themes"]
    assert [entry["theme"] for entry in listed] == [
        "regionh-bornholm-tolk",
        "regionh-ekstern",
        "regionh-intern",
    ]


@pytest.mark.parametrize(
    "file", sorted((ROOT / "themes").rglob("*.yaml")), ids=lambda file: file.stem
)
def test_every_shipped_file_tells_editors_its_schema(file):
    line = file.read_text(encoding="utf-8").splitlines()[0]
    target = line.removeprefix("# yaml-language-server: $schema=")
    assert (file.parent / target).resolve().parent == ROOT / "themebuilder" / "schemas"


@pytest.mark.slow
@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("theme", ["rsyd-borger", "kliniker"])
def test_the_components_own_i18next_finds_every_text(dist, theme, language):
    nested = read_languages(dist, theme)[language]
    keys = flatten(nested)
    assert set(load_platform().keys) <= set(keys)
    assert resolve_with_i18next(language, nested, keys) == []


def read_guest_texts(dist: Path, theme: str) -> list[str]:
    """Everything in a theme's packages that a guest reads."""
    texts = [
        text
        for language in read_languages(dist, theme).values()
        for text in flatten(language).values()
    ]
    for screen in read_service_theme(dist, theme)["splash_screens"]["screens"].values():
        texts += [element["text"] for element in screen.get("elements", [])]
    return texts


def read_branding(dist: Path, theme: str) -> tuple[dict, Callable[[str], bytes]]:
    """Return the manifest, and a function that reads a file that it names."""
    with zipfile.ZipFile(dist / f"{theme}-webapp3.zip") as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    folder = "webapp3/branding/"
    manifest = json.loads(files[f"{folder}manifest.json"])
    return manifest, lambda path: files[folder + path.removeprefix("./")]


def read_languages(dist: Path, theme: str) -> dict[str, dict]:
    manifest, files = read_branding(dist, theme)
    return {
        language: json.loads(files(path)) for language, path in manifest["translations"].items()
    }


def read_service_theme(dist: Path, theme: str) -> dict:
    with zipfile.ZipFile(dist / f"{theme}-service-theme.zip") as archive:
        return json.loads(archive.read("themeconfig.json"))


def flatten(nested: dict, prefix: str = "") -> dict[str, str]:
    found = {}
    for key, value in nested.items():
        found |= (
            flatten(value, f"{prefix}{key}.") if isinstance(value, dict) else {prefix + key: value}
        )
    return found
