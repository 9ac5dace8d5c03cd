"""The key of a stamp changes with whatever its packages depend on, and with nothing else."""

from __future__ import annotations

import os
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.contract.kit import write
from themebuilder.build import stamps
from themebuilder.build.stamps import Stamps
from themebuilder.core import cache
from themebuilder.core.cache import NO_CACHE, Cache
from themebuilder.core.problems import Place, problem
from themebuilder.core.rules import Severity
from themebuilder.definitions.loader import read_library
from themebuilder.definitions.outline import outline_theme, outline_themes
from themebuilder.platform.learnt_file import LEARNT_FILE

FILES = {
    "own/themes/workspace.yaml": "workspace: stamped\n",
    "own/themes/organisations/house.yaml": "organisation: house\nname: Huset\n",
    "own/themes/texts/da.yaml": "texts: da\nkeys: {a: b}\n",
    "own/themes/wordings/ours.yaml": "wording: ours\nwaiting: {da: {title: T, body: B}}\n",
    "own/themes/terms/da.yaml": "terms: da\n",
    "own/themes/parent.yaml": "theme: parent\norganisation: house\nbrand: {logo: logo.png}\n",
    "own/themes/ours.yaml": """\
theme: ours
extends: parent
meeting: {prompts: {a.wav: a.wav}, files: packed}
webapp: {step: {pages: {da: page.html}}}
""",
    "own/themes/other.yaml": "theme: other\norganisation: house\n",
    "own/brand_assets/logo.png": "logo",
    "own/brand_assets/a.wav": "sound",
    "own/brand_assets/page.html": "page",
    "own/brand_assets/packed/x.txt": "x",
    "own/brand_assets/unused.png": "unused",
    f"own/{LEARNT_FILE}": "{}",
    "shipped/themes/texts/da.yaml": "texts: da\nkeys: {a: c}\n",
    "shipped/themes/shipped.yaml": "theme: shipped\norganisation: house\n",
    "tool/core/cache.py": "1",
    "tool/a.yaml": "1",
    "tool/app/a.py": "1",
    "tool/bundle/a.py": "1",
    "tool/shipped/a.py": "1",
    "tool/__pycache__/a.py": "1",
    "lib/whole/__init__.py": "1",
    "lib/named/__init__.py": "1",
    "lib/named/_version.py": "1",
}
"""Definitions, and what stands for the tool's own files and its libraries."""


@pytest.fixture
def root(tmp_path, monkeypatch) -> Path:
    write(tmp_path, FILES)
    monkeypatch.syspath_prepend(tmp_path / "lib")
    monkeypatch.setattr(cache, "__file__", str(tmp_path / "tool/core/cache.py"))
    monkeypatch.setattr(cache, "_LIBRARIES", ("whole", "named", "no_such_library"))
    return tmp_path


def make_keys(root: Path, target: str = "27") -> tuple[str, str, str]:
    """The keys of `ours`, of all themes, and of `ours` among all."""
    cache.make_tool_key.cache_clear()
    library = read_library(root / "own", root / "shipped")
    made = Stamps(library, target, NO_CACHE)
    ours, every = outline_theme(library, "ours"), outline_themes(library)
    return (
        made.make_theme_key(ours),
        made.make_collection_key(every, every),
        made.make_collection_key(every, [ours]),
    )


@pytest.mark.parametrize(
    ("file", "changed"),
    [
        *(
            (f"own/themes/{name}.yaml", "ours together")
            for name in ("workspace", "organisations/house", "texts/da", "wordings/ours",
                         "terms/da", "parent", "ours")
        ),
        ("own/themes/organisations/new.yaml", "ours together"),
        ("shipped/themes/texts/da.yaml", "ours together"),
        (f"own/{LEARNT_FILE}", "ours together"),
        ("own/themes/other.yaml", "together"),
        ("shipped/themes/shipped.yaml", "together"),
        *(
            (f"own/brand_assets/{name}", "ours")
            for name in ("logo.png", "a.wav", "page.html", "packed/x.txt", "packed/new.txt")
        ),
        ("own/brand_assets/unused.png", ""),
        *((f"tool/{name}", "ours together") for name in ("core/cache.py", "a.yaml", "new/a.py")),
        *((f"tool/{name}", "") for name in ("app/a.py", "bundle/a.py", "shipped/a.py",
                                            "__pycache__/a.py")),
        *((f"lib/{name}", "ours together") for name in ("whole/__init__.py", "named/_version.py")),
        ("lib/named/__init__.py", ""),
    ],
)  # fmt: skip
def test_a_key_changes_with_what_it_depends_on(root, file, changed):
    before = make_keys(root)
    write(root, {file: FILES.get(file, "organisation: new\nname: N\n") + "# changed\n"})
    after = make_keys(root)
    told = [now != then for now, then in zip(after, before, strict=True)]
    assert told == ["ours" in changed, "together" in changed, "together" in changed]


def test_every_library_that_may_change_a_package_is_there():
    assert [name for name in cache._LIBRARIES if find_spec(name) is None] == []


@pytest.fixture
def wheel(root):
    """The tool as a wheel leaves it: a list of its files, and a folder for each distribution."""
    write(root, {"themebuilder-1.dist-info/RECORD": "themebuilder/a.yaml,sha256=one,1\n"})
    return root


def test_an_installed_wheel_has_the_same_keys_on_every_machine(wheel):
    before = make_keys(wheel)
    write(wheel, {"tool/a.yaml": "1", "tool/core/cache.py": "installed later"})
    assert make_keys(wheel) == before


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("themebuilder-1.dist-info/RECORD", "themebuilder/a.yaml,sha256=two,1\n"),
        ("pillow-99.dist-info/RECORD", ""),
    ],
)
def test_the_keys_of_a_wheel_change_with_its_files_and_its_libraries(wheel, file, content):
    before = make_keys(wheel)
    write(wheel, {file: content})
    assert not set(make_keys(wheel)) & set(before)


def test_a_checkout_has_the_keys_of_its_files(root):
    write(root, {"themebuilder-1.dist-info/RECORD": "_editable.pth,sha256=one,1\n"})
    before = make_keys(root)
    write(root, {"tool/a.yaml": "changed"})
    assert not set(make_keys(root)) & set(before)


def test_a_key_changes_with_the_place_of_a_theme(root):
    before = make_keys(root)
    (root / "own/themes/more").mkdir()
    (root / "own/themes/ours.yaml").rename(root / "own/themes/more/ours.yaml")
    assert not set(make_keys(root)) & set(before)


def test_equal_definitions_have_equal_keys(root):
    assert make_keys(root) == make_keys(root)


def test_no_two_keys_are_alike(root):
    assert len(set(make_keys(root))) == 3


def test_a_key_changes_with_the_target(root):
    assert not set(make_keys(root, "26")) & set(make_keys(root, "27"))


def test_a_key_changes_with_python(root, monkeypatch):
    before = make_keys(root)
    monkeypatch.setattr(sys, "version", "another")
    assert not set(make_keys(root)) & set(before)


@pytest.mark.parametrize("name", ["tool/a.yaml", "lib/whole/__init__.py"])
def test_a_key_changes_with_the_date_of_a_file_of_the_tool(root, name):
    before = make_keys(root)
    os.utime(root / name, (1, 1))
    assert not set(make_keys(root)) & set(before)


def test_a_key_changes_when_a_shipped_file_becomes_the_workspaces_own(root):
    before = make_keys(root)
    (root / "own/themes/texts/da.yaml").unlink()
    (root / "shipped/themes/texts/da.yaml").rename(root / "own/themes/texts/da.yaml")
    assert not set(make_keys(root)) & set(before)


def test_a_key_changes_with_a_file_that_cannot_be_read(root):
    before = make_keys(root)
    write(root, {"own/themes/terms/en.yaml": "terms: [\n"})
    assert not set(make_keys(root)) & set(before)


def test_an_asset_is_read_once_unless_a_fresh_key_is_asked_for(root):
    library = read_library(root / "own", root / "shipped")
    made, ours = Stamps(library, "27", NO_CACHE), outline_theme(library, "ours")
    before = made.make_theme_key(ours)
    write(root, {"own/brand_assets/logo.png": "changed"})
    assert made.make_theme_key(ours) == before
    assert made.make_theme_key(ours, is_fresh=True) != before


@pytest.mark.parametrize("wrong", ["missing", "empty", "too large", "unreadable"])
def test_an_asset_that_cannot_be_packed_makes_a_key_of_its_own(root, wrong, monkeypatch):
    logo = root / "own/brand_assets/logo.png"
    found = {make_keys(root)[0]}
    logo.write_bytes(b"")
    found.add(make_keys(root)[0])
    if wrong == "missing":
        logo.unlink()
    elif wrong == "too large":
        monkeypatch.setattr(stamps, "MAX_ASSET_BYTES", 0)
        logo.write_bytes(b"x")
    elif wrong == "unreadable":
        monkeypatch.setattr(stamps, "read_file", _refuse)
    found.add(make_keys(root)[0])
    assert len(found) == (2 if wrong == "empty" else 3)


def _refuse(*_: object) -> bytes:
    raise PermissionError


def test_the_key_of_faultless_texts_changes_with_what_their_checks_look_up(root):
    def make() -> str:
        return Stamps(read_library(root / "own", root / "shipped"), "27", NO_CACHE).make_texts_key()

    made = {make()}
    write(root, {"own/themes/texts/da.yaml": "texts: da\nstrings: {a: b}\n"})
    made.add(make())
    assert len(made) == 1  # the texts themselves are part of each digest
    write(root, {"own/themes/terms/da.yaml": "terms: da\n# changed\n"})
    made.add(make())
    write(root, {f"own/{LEARNT_FILE}": "{ }"})
    made.add(make())
    assert len(made) == 3


def test_what_is_stored_is_found_again_as_it_was(root, tmp_path):
    library = read_library(root / "own", root / "shipped")
    kept = Stamps(library, "27", Cache(tmp_path / "cache"))
    found = [
        problem("missing-key", "Å", Place("a.yaml", 1, 2, 3), "Hint", theme="ours"),
        problem("missing-key", "B", Place("b.yaml"))._replace(severity=Severity.WARNING),
    ]
    kept.put("a" * 64, '{"theme":"ours"}', found)
    assert repr(kept.get("a" * 64)) == repr(('{"theme":"ours"}', tuple(found)))
    assert kept.get("b" * 64) is None
