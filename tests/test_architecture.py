"""Imports run in one direction, and the architecture page shows them as they are."""

import re
from fnmatch import fnmatch
from pathlib import Path

from tests.architecture import LAYERS, ROOT, draw_diagram, read_imports, read_page_diagram

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


def test_the_packages_of_publishing_import_in_the_order_of_its_page():
    folder = ROOT / "themebuilder/publishing"
    order = re.findall(r"^- `(\w+)`:", (folder / "__init__.py").read_text(), re.MULTILINE)
    assert sorted(order) == sorted(path.parent.name for path in folder.glob("*/__init__.py"))
    upward = [
        f"{file.parent.name}/{file.name} imports {low}"
        for file in folder.glob("*/*.py")
        for low in re.findall(r"from themebuilder\.publishing\.(\w+)\.", file.read_text())
        if order.index(low) > order.index(file.parent.name)
    ]
    assert upward == []


def test_the_lowest_package_of_publishing_imports_only_deployment_from_above():
    files = (ROOT / "themebuilder/publishing/node").glob("*.py")
    text = "".join(file.read_text() for file in files)
    assert set(re.findall(r"from themebuilder\.publishing\.(\w+) ", text)) == {"deployment"}


def test_the_architecture_page_shows_the_imports():
    assert read_page_diagram() == draw_diagram()


def test_no_module_has_more_lines_than_fit_in_the_head():
    lengths = {
        str(file.relative_to(ROOT)): len(file.read_text("utf-8").splitlines())
        for file in (ROOT / "themebuilder").rglob("*.py")
        if "node_modules" not in file.parts
    }
    assert {name: length for name, length in lengths.items() if length > 350} == {}


def test_no_folder_of_tests_is_passed_over(pytestconfig):
    left_out = pytestconfig.getini("norecursedirs")
    folders = {file.parent.name for file in Path(__file__).parent.rglob("test_*.py")}
    assert [name for name in folders if any(fnmatch(name, one) for one in left_out)] == []
