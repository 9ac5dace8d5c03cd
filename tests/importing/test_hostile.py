"""Every command refuses hostile archives with a message, and leaves no files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.importing.packages import BRANDING, make_jpeg, make_service_theme, make_webapp3, make_zip
from tests.packages.test_hostile import HOSTILE, REPAIRED, make_archive

ONE_OF_EACH_RULE = {HOSTILE[name][1]: name for name in [*HOSTILE][::-1] if name not in REPAIRED}
"""The reader's own tests read all of them, and each command reads with that reader."""
DOORS = [["show"], ["check"], ["import"], ["diff", "good.zip"], ["learn"]]


def read_folder(folder: Path) -> dict[str, bytes]:
    return {str(file): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


@pytest.mark.parametrize("name", ONE_OF_EACH_RULE.values())
def test_a_hostile_archive_is_refused_by_every_command(run, workspace, monkeypatch, name):
    monkeypatch.chdir(workspace)
    Path("evil.zip").write_bytes(make_archive(name))
    make_webapp3(Path("good.zip"))
    before = read_folder(workspace)
    assert [run(*door, "evil.zip").code for door in DOORS] == [1] * len(DOORS)
    assert read_folder(workspace) == before


JSON = {
    "depth": '{"a":' * 50_000 + "1" + "}" * 50_000,
    "lists in lists": '{"images": {}, "x": ' + "[" * 5_000 + "]" * 5_000 + "}",
    "a key given twice": '{"images": {}, "images": {"logo": "x"}}',
    "NaN": '{"images": {}, "x": NaN}',
    "half a character": '{"images": {}, "x": "\\ud800"}',
    "a number beyond all": '{"images": {}, "x": ' + "9" * 5_000 + "}",
    "a list": "[1]",
    "nothing": "",
    "half UTF-8": b'{"images": "\xc3\xa6 \xff"}',
}


@pytest.mark.parametrize("fault", JSON)
def test_hostile_json_is_refused_by_every_command(run, workspace, tmp_path, fault):
    package = make_zip({BRANDING + "manifest.json": JSON[fault]}, tmp_path / "evil.zip")
    good = str(make_webapp3(tmp_path / "good.zip"))
    before = read_folder(workspace)
    doors = [["check"], ["import"], ["diff", good]]
    assert [run(*door, str(package)).code for door in doors] == [1] * 3
    assert read_folder(workspace) == before


@pytest.mark.parametrize(
    "changes",
    [
        {"images": {"jumbotron": "../../../etc/passwd", "logo": "/etc/passwd"}},
        {"images": {"jumbotron": "file:///etc/passwd", "logo": "//evil.example/x.png"}},
        {"images": ["x"], "translations": "x", "plugins": {"a": 1}, "colorPalette": "red"},
        {"translations": {"da": "../../x.json", "../../evil": "./x.json"}},
        {"plugins": [{"id": "../../evil", "src": "./x/index.html"}, 7, None]},
        {"applicationConfig": {"hiddenFunctionality": [1, None, {"a": "b"}], "x": None}},
        {"brandName": "a\nb: c # d", "appTitle": "\u202e{x: y}", "meta": {"baseColor": "red"}},
        {"customStepConfig": {"active": True, "source": {"../../evil": "./background.jpg"}}},
        {"favicon": "x", "overlay": 3, "overlayOpacity": "much", "availableLanguages": [None]},
        {"images": {"logo": "//[x"}, "plugins": [{"id": "p", "src": "https://[x"}]},
        {"overlay": ["light"], "overlayOpacity": [0.3], "appTitle": {"da": "x"}},
        {
            "availableLanguages": [{"da": 1}],
            "plugins": [{"id": "p", "src": "https://x", "sandboxValues": [{}]}],
        },
        {"a: b\n- c": {"- d": "[[ theme ]]"}, "theme": "evil", "&x": "*x", "!!python": "%TAG"},
    ],
)
def test_a_hostile_manifest_writes_nothing_outside_and_no_other_yaml(
    run, workspace, tmp_path, changes
):
    package = make_webapp3(tmp_path / "odd.zip", {"x/index.html": "x"}, **changes)
    result = run("import", str(package))
    made = {path.relative_to(tmp_path).parts[0] for path in tmp_path.rglob("*")}
    assert made == {"odd.zip", "own"}
    assert result.code == 0, result.out
    assert run("check").out.count("[yaml-malformed]") == 0


@pytest.mark.parametrize(
    "config",
    [
        {"splash_screens": []},
        {"splash_screens": {"screens": {"x": 1, "y": None, "z": {"background": "x"}}}},
        {"splash_screens": {"screens": {"../x": {"background": {"path": "../../etc/passwd"}}}}},
        {"splash_screens": {"screens": {"a.b": {"elements": [{"type": "text", "text": "x"}]}}}},
        {
            "splash_screens": {
                "screens": {"a." * 300: {"elements": [{"type": "text", "text": "x"}]}}
            }
        },
        {"splash_screens": {"screens": {"x": {"elements": [None, 1, {"text": {"a": 1}}]}}}},
        {"dtmf_conference_control_commands": {"*6": None, "123456": "x"}},
    ],
)
def test_a_hostile_configuration_is_brought_in_or_listed(run, tmp_path, config):
    result = run("import", str(make_service_theme(tmp_path / "odd.zip", **config)))
    assert result.code == 0, result.out


@pytest.mark.parametrize("data", [b"", b"\xff\xd8\xff", make_jpeg()[:2000], b"GIF89a\1"])
def test_a_broken_picture_is_passed_on_and_told(run, tmp_path, workspace, data):
    run(
        "import",
        str(make_webapp3(tmp_path / "odd.zip", {"l.png": data}, images={"logo": "./l.png"})),
    )
    assert (
        "Kept as it is, but not as `brand.logo`" in (workspace / "themes/odd.todo.md").read_text()
    )


def test_a_text_cannot_reach_what_the_build_knows(run, tmp_path, workspace):
    text = json.dumps({"meeting.leave": "[[ theme.name ]] [[% for x in y %]] [[# a #]]"})
    run(
        "import",
        str(make_webapp3(tmp_path / "odd.zip", {"d.json": text}, translations={"da": "d.json"})),
    )
    run("build")
    assert run("diff", str(tmp_path / "odd.zip"), "dist/odd-webapp3.zip", "--exit-code").code == 0


def test_control_characters_are_taken_out_of_texts_and_told(run, tmp_path, workspace):
    texts = {"meeting.leave": "Forlad\u2028mødet", "common.back": "\ufeffTilbage"}
    package = make_webapp3(
        tmp_path / "odd.zip", {"d.json": json.dumps(texts)}, translations={"da": "d.json"}
    )
    result = run("import", str(package))
    assert result.code == 0, result.out
    for path in ("texts.da.meeting.leave", "texts.da.common.back"):
        assert f"    {path}: A control character was removed." in result.out
    assert '"Forlad\\nmødet"' in (workspace / "themes/odd.yaml").read_text()
