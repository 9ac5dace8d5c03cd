"""Any JSON of a package that is imported and built comes out as the same JSON, types included."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings

from tests.importing import others
from tests.importing.others import CONFIG, MANIFEST, format_exactly, objects
from themebuilder.build.pipeline import build_theme
from themebuilder.core.cache import NO_CACHE
from themebuilder.core.json_text import Json, dump_compact
from themebuilder.definitions.library import shipped_root
from themebuilder.definitions.loader import read_library
from themebuilder.definitions.outline import outline_theme
from themebuilder.definitions.yaml_reader import parse_yaml
from themebuilder.importing.grouping import pair_packages
from themebuilder.importing.importer import plan_import
from themebuilder.importing.match_library import add_documents, parse_document
from themebuilder.importing.package_reader import recognize_package
from themebuilder.importing.yaml_writer import write_yaml
from themebuilder.packages.keys import to_json
from themebuilder.platform.target import load_platform

LIBRARY = read_library(shipped_root() / "nothing", shipped_root())
PLATFORM = load_platform("27")


def nest(depth: int) -> Json:
    value: Json = None
    for number in range(depth):
        value = [value] if number % 2 else {"": value}
    return value


@given(objects)
@example({"k" * 5000: {"k" * 5000: [{"k" * 5000: 1}]}})
@example({"deep": nest(63)})
def test_json_that_an_import_writes_is_read_as_it_was(value):
    text = write_yaml({"theme": "odd", "webapp": {"manifest": value}}, {}, "")
    assert format_exactly(
        to_json(parse_yaml(text.encode(), "x.yaml").map("webapp", "manifest"))
    ) == format_exactly(value)


def rebuild_package(files: Mapping[str, bytes]) -> Mapping[str, bytes]:
    """The files of a package after it was imported and built."""
    package = recognize_package("odd.zip", files)
    planned = plan_import(
        pair_packages([package], "odd"), LIBRARY, PLATFORM, organisation="faelles", parent="common"
    )
    with tempfile.TemporaryDirectory() as folder:
        for path, data in planned.files.items():
            Path(folder, path).parent.mkdir(parents=True, exist_ok=True)
            Path(folder, path).write_bytes(data)
        documents = [
            parse_document(
                "organisation" if "organisations/" in path else "theme", data.decode(), path
            )
            for path, data in planned.files.items()
            if path.endswith(".yaml")
        ]
        library = add_documents(LIBRARY, documents, Path(folder))
        built = build_theme(library, outline_theme(library, "odd"), PLATFORM, NO_CACHE)
    [files] = [one.files for one in built.packages]
    return files


def make_branding(**manifest: Json) -> dict[str, bytes]:
    return {MANIFEST: dump_compact({"images": {}, **manifest})}


def make_service_theme(**config: Json) -> dict[str, bytes]:
    return {CONFIG: dump_compact({"theme_version": 2, **config})}


@given(others.packages)
@example(
    make_branding(color="0xff000000", plugins=[], applicationConfig={"hiddenFunctionality": []})
)
@example(
    make_branding(applicationConfig=None, defaultUserConfig={"a": {"b": None}}, brandName=None)
)
@example(
    make_branding(customStepConfig={"active": True, "source": {}, "width": 300, "mandatory": None})
)
@example(make_service_theme(splash_screens={"screens": {"welcome": None, "x": {"y": None}}}))
@example(make_service_theme(color="0xff000000", splash_screens=None))
@settings(max_examples=int(os.environ.get("PACKAGES", "25")), suppress_health_check=[*HealthCheck])
def test_a_whole_package_of_others_comes_out_as_it_was(package):
    """``PACKAGES=10000`` tries so many."""
    assert others.find_losses(package, rebuild_package(package)) == []


@pytest.mark.parametrize("token", ["1e400", "-1e400", "9007199254740992", "9" * 5000, "NaN"])
def test_a_number_that_no_reader_keeps_is_refused(run, tmp_path, token):
    (tmp_path / "odd/webapp3/branding").mkdir(parents=True)
    (tmp_path / "odd" / MANIFEST).write_text(f'{{"images": {{}}, "x": {token}}}')
    result = run("import", str(tmp_path / "odd"))
    assert result.code == 1
    assert "[json-malformed]" in result.err + result.out
