"""Any JSON of a package that is imported and built comes out as the same JSON, types included."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.importing import others
from tests.importing.others import CONFIG, MANIFEST, anything, exact, objects, texts
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
from themebuilder.packages.json_reader import read_json
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
    assert exact(to_json(parse_yaml(text.encode(), "x.yaml").map("webapp", "manifest"))) == exact(
        value
    )


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


def rebuild(head: str, value: dict[str, Json]) -> dict[str, Json]:
    """The object in the file *head* after its package was imported and built."""
    return read_json(rebuild_package({head: dump_compact(value)})[head], head)


KNOWN = (
    "meta", "brandName", "appTitle", "applicationConfig", "defaultUserConfig", "plugins", "images",
    "translations", "overlay", "overlayOpacity", "availableLanguages", "favicon", "customStepConfig",
)  # fmt: skip
APPLICATION = ["disconnectDestination", "showLiveCaptionsFeature", "hiddenFunctionality"]
PLUGIN = st.fixed_dictionaries(
    {
        "id": st.sampled_from(["a", "b-1"]),
        "src": st.sampled_from(["https://x.example/p", "http://x"]),
    },
    optional={
        "sandboxValues": st.lists(st.sampled_from(["allow-forms", "x"]), max_size=2),
        "x": anything,
    },
)
STEP = st.fixed_dictionaries(
    {"active": st.booleans() | anything, "source": objects},
    optional={"width": anything, "mandatory": anything, "confirmation": anything},
)
CONFIGURED = st.dictionaries(st.sampled_from(APPLICATION) | texts, anything, max_size=4)
manifests = st.tuples(
    st.dictionaries(st.sampled_from(KNOWN) | texts, anything, max_size=4),
    st.fixed_dictionaries(
        {},
        optional={
            "applicationConfig": CONFIGURED,
            "defaultUserConfig": objects,
            "plugins": st.lists(PLUGIN, max_size=2),
            "customStepConfig": STEP,
        },
    ),
).map(lambda both: {"images": {}, **both[0], **both[1]})
rare = settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])


@given(manifests)
@example({"color": "0xff000000", "plugins": [], "applicationConfig": {"hiddenFunctionality": []}})
@example({"applicationConfig": None, "defaultUserConfig": {"a": {"b": None}}, "brandName": None})
@example({"customStepConfig": {"active": True, "source": {}, "width": 300, "mandatory": None}})
@rare
def test_a_manifest_comes_out_as_it_was(manifest):
    assert exact(in_order(rebuild(MANIFEST, manifest))) == exact(in_order(manifest))


def in_order(manifest: dict[str, Any]) -> dict[str, Any]:
    """What is hidden is a set: its order says nothing."""
    config = manifest.get("applicationConfig")
    ids = config.get("hiddenFunctionality") if isinstance(config, dict) else None
    if isinstance(ids, list) and all(isinstance(one, str) for one in ids):
        return {
            **manifest,
            "applicationConfig": {**config, "hiddenFunctionality": sorted(set(ids))},
        }
    return manifest


SCREEN = st.fixed_dictionaries(
    {}, optional={"elements": anything, "background": anything, "layout_type": anything}
)
configs = st.tuples(
    objects,
    st.fixed_dictionaries(
        {},
        optional={
            "splash_screens": anything
            | st.fixed_dictionaries(
                {"screens": st.dictionaries(st.just("waiting_for_host") | texts, SCREEN | anything)}
            ),
            "dtmf_conference_control_commands": objects,
        },
    ),
).map(lambda both: {**both[0], **both[1], "theme_version": 2})


@given(configs)
@example({"theme_version": 2, "splash_screens": {"screens": {"welcome": None, "x": {"y": None}}}})
@example({"theme_version": 2, "color": "0xff000000", "splash_screens": None})
@rare
def test_the_configuration_of_a_service_theme_comes_out_as_it_was(config):
    assert exact(rebuild(CONFIG, config)) == exact(config)


@given(others.packages)
@settings(max_examples=int(os.environ.get("PACKAGES", "25")), suppress_health_check=[*HealthCheck])
def test_a_whole_package_of_others_comes_out_as_it_was(package):
    """``PACKAGES=10000`` tries so many."""
    assert others.find_losses(package, rebuild_package(package)) == []


@pytest.mark.parametrize("token", ["1e400", "-1e400", "9007199254740992", "9" * 5000, "NaN"])
def test_a_number_that_no_reader_keeps_is_refused(run, tmp_path, token):
    (tmp_path / "odd/webapp3/branding").mkdir(parents=True)
    (tmp_path / "odd" / MANIFEST).write_text(f'{{"images": {{}}, "x": {token}}}')
    said = run("import", str(tmp_path / "odd"))
    assert said.code == 1
    assert "[json-ambiguous]" in said.err + said.out
