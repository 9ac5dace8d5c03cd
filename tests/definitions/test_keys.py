"""Every key of the tables in ``platform/data`` goes into a package, and comes back from one.

One theme says all of them; what is built is brought in as another theme, which is built again. A
key with a ``definition`` needs a row in `SAID`; what else there is, is passed on as it stands.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import ANY

import pytest
import yaml
from click.testing import CliRunner

from tests.conftest import BASE
from tests.importing.packages import BRANDING, PALETTE, make_jpeg, make_png, read_files
from themebuilder.cli import main
from themebuilder.importing.from_webapp3 import READERS
from themebuilder.platform.facts import ConfigKey
from themebuilder.platform.shipped import (
    list_worded_screens,
    load_config_keys,
    load_passed_on,
    load_screens,
)

NAMED_ANEW = {f"brand.{slot}" for slot in ("card", "logo", "background", "favicon")} | {
    "webapp.step.pages"
}
"""Where a definition names files, which have other names after an import."""
PLUGIN = {"id": "pad", "src": "https://example.org/pad", "sandbox": ["allow-popups"]}

SAID: dict[str, tuple[object, object]] = {
    # key: (what the definition says, what the package has)
    "meta.baseColor": ("#713400", "#713400"),
    "brandName": ("Acme", "Acme"),
    "images.jumbotron": ("card.jpg", "./background.jpg"),
    "images.logo": ("logo.png", "./logo.png"),
    "images.background": ("page.jpg", "./page-background.jpg"),
    "translations": ({"da": {"meeting.leave": "Gå"}}, {"da": "./texts/da.json"}),
    "colorPalette": ([*PALETTE[:10], "#000000"], [*PALETTE[:10], "#000000"]),
    "backgroundColor": ("#603924", "#603924"),
    "appTitle": ("Acme video", "Acme video"),
    "favicon.href": ("icon.png", "./favicon.ico"),
    "overlay": ("light", "light"),
    "overlayOpacity": (0.3, 0.3),
    "plugins": ([PLUGIN], [{"id": "pad", "src": "https://example.org/pad", "sandboxValues": ["allow-popups"]}]),
    "customStepConfig.active": (ANY, True),
    "customStepConfig.source": ({"default": "consent.html"}, {"default": "./step/default.html"}),
    "customStepConfig.confirmation": (True, "checkbox"),
    "customStepConfig.mandatory": (True, True),
    "customStepConfig.width": ("80%", "80%"),
    "customStepConfig.height": ("90%", "90%"),
    "customStepConfig.mobileWidth": ("100%", "100%"),
    "customStepConfig.mobileHeight": ("95%", "95%"),
    "splash_screens.screens": ({"welcome": "Velkommen"}, ANY),
    "dtmf_conference_control_commands": ({"*6": "toggle_self_mute"}, {"*6": "toggle_self_mute"}),
}  # fmt: skip

FOLLOW = {
    "availableLanguages", "customStepConfig.source.default",
    "splash_screens.screens.*.background.path", "splash_screens.screens.*.elements",
}  # fmt: skip
"""Keys that other keys bring with them."""

PASSED: dict[str, object] = {
    # key: a value of the form that it needs, where the table alone does not give one
    "images.card": "./background.jpg",
    "files": {"styles": []},
    "applicationConfig.hiddenFunctionality": ["button-plugin", "user-menu-add-participant"],
    "applicationConfig.bandwidths": [512, 768, 1264, 2464],
    "applicationConfig.disconnectDestination": "https://example.org/bye",
    "classification.levels.*.color": "0xffffff",
    "classification.levels.*.bgcolor": "0x000000",
}

ASSETS = {
    "consent.html": b"<p>?</p>", "card.jpg": make_jpeg(), "page.jpg": make_jpeg("#102030"),
    "logo.png": make_png(), "icon.png": make_png(size=(48, 48)),
}  # fmt: skip
FILES = {"webapp": load_config_keys("webapp"), "meeting": load_config_keys("meeting")}
KINDS = {"webapp": "webapp3", "meeting": "service-theme"}
KEYS = [(file, path) for file, keys in FILES.items() for path in keys]
HELD = [(file, path) for file, path in KEYS if FILES[file][path].definition]


@dataclass(frozen=True)
class Round:
    """A definition that was brought in from the first packages, and the JSON of all four."""

    definition: dict[str, Any]
    first: dict[str, dict[str, Any]]
    second: dict[str, dict[str, Any]]
    said: str


@pytest.fixture(scope="module")
def told(tmp_path_factory) -> Round:
    workspace = tmp_path_factory.mktemp("keys") / "own"
    shutil.copytree(BASE, workspace)
    for name, data in ASSETS.items():
        (workspace / "brand_assets").mkdir(exist_ok=True)
        (workspace / "brand_assets" / name).write_bytes(data)

    theme = make_whole_theme()
    # A list is passed on as a whole.
    colored = [{"type": "text", "text": "PIN", "color": 4294967295}]
    put(theme, "meeting.config.splash_screens.screens.pin_entry.elements", colored)
    definition, said = run_round_trip(workspace, theme)
    first, second = (
        {file: read(workspace, name, file) for file in FILES} for name in ("all", "again")
    )
    return Round(definition, first, second, said)


@pytest.fixture(scope="module")
def words(tmp_path_factory) -> tuple[dict[str, Any], Callable[[str], str]]:
    """A definition that was brought in, with words on every screen, and what its package shows."""
    workspace = tmp_path_factory.mktemp("screens") / "own"
    shutil.copytree(BASE, workspace)
    theme = {"theme": "all", "extends": "generisk", "organisation": "clinic"}
    put(theme, "meeting.screens", {id_: make_words(id_) for id_ in load_screens()})
    definition, _ = run_round_trip(workspace, theme)
    package = read(workspace, "again", "meeting")
    return definition, lambda id_: find_value(
        package, f"splash_screens.screens.{id_}.elements[].text"
    )


def make_words(screen: str) -> str:
    """Words that no other screen has, and that no glossary forbids."""
    return f"Words for {screen.replace('lobby', 'hall')}"


def run_round_trip(workspace: Path, theme: dict[str, Any]) -> tuple[dict[str, Any], str]:
    """The definition that comes of importing what *theme* builds, built again; what its build said."""

    def run(*arguments: str) -> str:
        done = CliRunner().invoke(main, ["-C", str(workspace), *arguments])
        assert done.exit_code == 0, done.output
        return done.output

    (workspace / "themes/all.yaml").write_text(json.dumps(theme))
    said = run("build", "--ignore", "active-content")
    zips = [str(workspace / f"dist/all-{kind}.zip") for kind in KINDS.values()]
    run("import", *zips, "--name", "again")
    run("build", "--ignore", "active-content")
    return yaml.load((workspace / "themes/again.yaml").read_text("utf-8"), yaml.CSafeLoader), said


def read(workspace: Path, name: str, file: str) -> dict[str, Any]:
    """The JSON file of a package that was built."""
    inside = {"webapp": BRANDING + "manifest.json", "meeting": "themeconfig.json"}[file]
    return json.loads(read_files(workspace / f"dist/{name}-{KINDS[file]}.zip")[inside])


def make_whole_theme() -> dict[str, Any]:
    """A definition that says every key of both tables."""
    theme: dict[str, Any] = {"theme": "all", "organisation": "clinic"}
    put(theme, "wording.waiting", "neutral")
    put(theme, "webapp.texts", "own")
    put(theme, "accept.language-incomplete", "One text is enough to see it come and go.")
    for file, path in KEYS:
        key = FILES[file][path]
        if key.definition:
            if path in SAID and path != "customStepConfig.active":
                put(theme, key.definition, SAID[path][0])
        elif path not in FOLLOW and not key.one_way and not is_holder(file, path):
            section = path.split(".")[0] if path.split(".")[0] in load_passed_on(file) else ""
            below = path.removeprefix(section).removeprefix(".").replace("*", "welcome")
            put(theme, f"{load_passed_on(file)[section]}.{below}", make_sample(key))
    return theme


def put(tree: dict[str, Any], path: str, value: object) -> None:
    *holders, name = path.split(".")
    for holder in holders:
        tree = tree.setdefault(holder, {})
    tree[name] = value


def is_holder(file: str, path: str) -> bool:
    """Whether other keys stand in it, or it is an item of a list."""
    return "[]" in path or any(one.startswith((f"{path}.", f"{path}[]")) for one in FILES[file])


def make_sample(key: ConfigKey) -> object:
    """A value that the key takes, and that nobody would write of themselves."""
    if key.path in PASSED:
        return PASSED[key.path]
    by_type = {"boolean": False, "integer": 3, "number": 12.5, "array": [], "object": {"a": "b"}}
    return key.allowed[-1] if key.allowed else by_type.get((*key.types, "string")[0], "other")


def find_value(value: Any, path: str) -> Any:
    """What stands at *path*; of several names or items, the first that has it."""
    name, _, rest = path.partition(".")
    if not name:
        return value
    if name == "*":
        each = (find_value(one, rest) for one in value.values())
        return next((one for one in each if one is not None), None)
    inner = value.get(name.removesuffix("[]")) if isinstance(value, dict) else None
    if name.endswith("[]"):
        each = (find_value(one, rest) for one in inner or ())
        return next((one for one in each if one is not None), None)
    return find_value(inner, rest) if inner is not None else None


def test_each_key_with_a_definition_has_a_row():
    assert SAID.keys() ^ {path for _, path in HELD} == set(), "each needs one row in `SAID`"


def test_each_way_of_writing_a_key_is_read_back():
    ways = {key.by for key in FILES["webapp"].values()} - {"constant"}
    assert READERS.keys() ^ ways == set(), "name its reader in importing/from_webapp3.py"


@pytest.mark.parametrize(("file", "path"), KEYS)
def test_a_key_goes_into_the_package(told, file, path):
    key = FILES[file][path]
    is_passed = not (key.definition or key.one_way or path in FOLLOW or is_holder(file, path))
    wanted = SAID[path][1] if key.definition else make_sample(key) if is_passed else ANY
    assert find_value(told.first[file], path) == wanted
    assert find_value(told.first[file], path) is not None


@pytest.mark.parametrize(
    ("file", "path"), [key for key in KEYS if not FILES[key[0]][key[1]].one_way]
)
def test_a_key_comes_back_from_the_package(told, file, path):
    assert find_value(told.second[file], path) == find_value(told.first[file], path)


@pytest.mark.parametrize(("file", "path"), HELD)
def test_a_value_comes_back_to_its_place_in_the_definition(told, file, path):
    definition = FILES[file][path].definition
    said = ANY if definition in NAMED_ANEW else SAID[path][0]
    assert find_value(told.definition, definition) == said
    assert find_value(told.definition, definition) is not None


def test_a_key_of_the_tables_is_not_called_unknown(told):
    assert "Nothing is known" not in told.said


@pytest.mark.parametrize("screen", load_screens())
def test_the_words_of_a_screen_go_in_and_come_back(words, screen):
    definition, shown = words
    assert definition["meeting"]["screens"][screen] == shown(screen) == make_words(screen)


@pytest.mark.parametrize("screen", list_worded_screens("waiting"))
def test_a_screen_with_a_wording_shows_it_unless_it_is_switched_off(run, write, workspace, screen):
    write("themes/all.yaml", "theme: all\nextends: generisk\norganisation: clinic\n")
    run("build")
    on = read(workspace, "all", "meeting")
    write(
        "themes/workspace.yaml",
        f"workspace: clinic\ninferred: {{{load_screens()[screen].switch}: false}}",
    )
    run("build")
    off = read(workspace, "all", "meeting")
    at = f"splash_screens.screens.{screen}.elements[].text"
    assert (find_value(on, at) is not None, find_value(off, at)) == (True, None)


def test_a_key_that_does_not_come_back_says_why():
    reasons = {path: FILES[file][path].one_way for file, path in KEYS}
    assert sorted(path for path, why in reasons.items() if why) == ["theme_version"]
