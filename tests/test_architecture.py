"""Imports run in one direction, and the architecture page shows them as they are."""

from fnmatch import fnmatch
from pathlib import Path

from tests.architecture import LAYERS, draw_diagram, read_imports, read_page_diagram

LEVEL = {package: level for level, layer in enumerate(LAYERS) for package in layer}


def test_every_package_has_its_layer():
    assert sorted(LEVEL) == sorted(read_imports())


def test_packages_import_from_lower_layers_only():
    upward = [
        f"{package} imports {low}"
        for package, lows in read_imports().items()
        for low in lows
        if LEVEL[low] >= LEVEL[package]
    ]
    assert upward == []


def test_the_architecture_page_shows_the_imports():
    assert read_page_diagram() == draw_diagram()


def test_no_folder_of_tests_is_passed_over(pytestconfig):
    left_out = pytestconfig.getini("norecursedirs")
    folders = {file.parent.name for file in Path(__file__).parent.rglob("test_*.py")}
    assert [name for name in folders if any(fnmatch(name, one) for one in left_out)] == []
