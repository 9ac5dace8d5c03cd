"""What an invented next version has otherwise is told, with what it touches and the file to edit."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.importing.packages import SCREENS, recording, service_theme, webapp3
from themebuilder.core.rules import load_rules
from themebuilder.importing.release_comparison import DATA, KINDS, READER
from themebuilder.platform.shipped import read_data

COMPONENTS = READER.parents[2] / "build/npm/platform-data/node_modules"
TEXTS = {
    '"meeting.leave", "Leave")': '"meeting.leave", "Leave call")',
    '"meeting.toggle-chat-tooltip"': '"meeting.toggle-messages-tooltip"',
    '"user-menu-add-participant"': '"user-menu-invite"',
}
"""What the invented version has otherwise in its code."""

NEWS = {
    ("texts", "changed", "meeting.leave"),
    ("texts", "new", "meeting.toggle-messages-tooltip"),
    ("texts", "removed", "meeting.toggle-chat-tooltip"),
    ("test ids", "new", "user-menu-invite"),
    ("test ids", "removed", "user-menu-add-participant"),
}


@pytest.fixture
def news(run):
    """What a comparison tells, as (kind, what, name) -> everything."""

    def told(*material: Path) -> dict[tuple[str, str, str], dict[str, object]]:
        said = run("platform", "compare", *map(str, material), "--json")
        envelope = json.loads(said.out)
        assert (said.code, envelope["ok"]) == ((0, True) if not envelope["news"] else (1, False))
        return {(one["kind"], one["what"], one["name"]): one for one in envelope["news"]}

    return told


@pytest.fixture
def next_version(tmp_path) -> Path:
    """The generated data of version 28, as `.ci/platform-data/run` would write it."""
    texts, ids = (json.loads(json.dumps(read_data(name))) for name in ("translations", "testids"))
    for data in (texts, ids):
        data["versions"].append("28.0.0")
    keys, of_media = texts["keys"], ids["ids"]["@pexip/media-components"]
    keys["meeting.leave"] |= {"en": "Leave call", "was": [["27.0.0", "Leave"]]}
    keys["meeting.toggle-messages-tooltip"] = {"en": "Chat", "since": "28.0.0"}
    keys["meeting.toggle-chat-tooltip"]["until"] = "27.0.0"
    of_media["user-menu-invite"] = {"since": "28.0.0"}
    of_media["user-menu-add-participant"]["until"] = "27.0.0"
    folder = tmp_path / "next"
    folder.mkdir()
    (folder / "translations.json").write_text(json.dumps(texts))
    (folder / "testids.json").write_text(json.dumps(ids))
    return folder


def test_texts_and_test_ids_are_compared_with_the_newest_version(news, next_version):
    assert news(next_version).keys() == NEWS


def test_a_text_names_the_definitions_that_it_touches(news, next_version):
    (place,) = {
        str(place).partition(":")[0]
        for place in news(next_version)["texts", "changed", "meeting.leave"]["definitions"]
        if "/da.yaml" in str(place)
    }
    assert place == "shipped/themes/texts/da.yaml"


def test_a_test_id_names_the_setting_that_hides_it(news, next_version):
    gone = news(next_version)["test ids", "removed", "user-menu-add-participant"]
    assert gone["said"] == "the setting add_participant hides it"


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        ({"immersiveMode": True}, {("manifest keys", "new", "immersiveMode")}),
        (
            {"applicationConfig": {"frameRate": "fast"}},
            {("manifest keys", "changed", "applicationConfig.frameRate")},
        ),
        (
            {"plugins": [{"id": "pad", "src": "https://example.org", "size": 3}]},
            {("manifest keys", "new", "plugins[].size")},
        ),
        ({"overlay": "light", "translations": {"da": "./da.json"}}, set()),
    ],
)
def test_a_branding_is_asked_for_its_keys(news, tmp_path, keys, told):
    assert news(webapp3(tmp_path / "next.zip", **keys)).keys() == told


def test_a_base_theme_is_asked_for_keys_screens_and_prompts(news, tmp_path):
    screen = {"background": {"path": "background_4.jpg"}}
    screens = dict.fromkeys((*SCREENS, "breakout_waiting"), screen)
    package = service_theme(
        tmp_path / "base.zip",
        {"conf-breakout_48kHz_mono.wav": recording()},
        splash_screens={"screens": screens},
        watermark={"style": "none"},
    )
    found = news(package)
    assert {it for it in found if it[1] == "new"} == {
        ("themeconfig keys", "new", "watermark"),
        ("screens", "new", "breakout_waiting"),
        ("prompts", "new", "conf-breakout_48kHz_mono.wav"),
    }


def test_the_same_version_has_nothing_new(run):
    said = run("platform", "compare", str(READER.parents[2] / DATA))
    assert (said.code, said.out.splitlines()[-1]) == (0, "Nothing is new, changed or removed.")


def test_the_report_names_the_file_to_edit_and_the_checks(run, next_version):
    out = run("platform", "compare", str(next_version)).out
    assert f"  Edit {DATA}/testids.json: add the version to .ci/platform-data/package.json" in out
    assert "  Checks that ask for it: key-without-evidence." in out


def test_what_is_no_material_is_refused(run, tmp_path):
    (tmp_path / "empty").mkdir()
    said = run("platform", "compare", str(tmp_path / "empty"))
    assert (said.code, "nothing-learnt" in said.out + said.err) == (1, True)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_kind_of_fact_names_checks_and_files_that_are_there(kind):
    assert set(kind.checks) <= load_rules().keys()
    assert (READER.parents[2] / DATA / kind.file).is_file()


@pytest.mark.slow
def test_an_unpacked_package_of_the_next_version_is_read(news, tmp_path):
    subprocess.run([READER, tmp_path], check=True, capture_output=True, timeout=540)
    folder = tmp_path / "media-components"
    shutil.copytree(
        COMPONENTS / "media-components-27", folder, ignore=shutil.ignore_patterns("node_modules")
    )
    described = json.loads((folder / "package.json").read_text())
    (folder / "package.json").write_text(json.dumps({**described, "version": "28.0.0"}))
    code = folder / "dist/media-components.js"
    text = code.read_text("utf-8")
    for old, new in TEXTS.items():
        assert old in text
        text = text.replace(old, new)
    code.write_text(text, "utf-8")
    assert news(folder).keys() == NEWS
