"""What keys mean beside each other, and what holds of every package."""

from __future__ import annotations

import zipfile

import pytest

from tests.contract.kit import BASE, build_new

BASES = {
    "themes/workspace.yaml": "workspace: together\n",
    "themes/organisations/house.yaml": "organisation: house\nname: Huset\nsettings: {chat: disabled}\n",
    "themes/base.yaml": BASE,
}


def test_what_a_theme_hides_and_what_its_organisation_hides_are_hidden_together(tmp_path):
    files = BASES | {
        "themes/ours.yaml": "theme: ours\nextends: base\nwebapp: {hide: [button-settings, button-chat]}\n"
    }
    ours = build_new(tmp_path / "own", files)["ours"]
    assert ours.read("manifest: applicationConfig.hiddenFunctionality") == [
        "button-chat",
        "button-settings",
    ]


@pytest.mark.parametrize(
    "passed_on",
    [
        "config: {hiddenFunctionality: []}",
        "config: {hiddenFunctionality: 5}",
        "config: {hiddenFunctionality: button-chat}",
        "config: {hiddenFunctionality: [[1], {a: b}]}",
        "manifest: {applicationConfig: [1]}",
        "manifest: {applicationConfig: {hiddenFunctionality: [button-settings]}}",
        "nulls: [[applicationConfig]]",
        "nulls: [[applicationConfig, hiddenFunctionality]]",
    ],
)
def test_no_way_of_passing_values_on_shows_the_chat_button_again(tmp_path, passed_on):
    files = BASES | {"themes/ours.yaml": f"theme: ours\nextends: base\nwebapp: {{{passed_on}}}\n"}
    assert "setting-overridden" in build_new(tmp_path / "own", files)["ours"].read("problems")


@pytest.mark.parametrize(
    ("first", "second", "found"),
    [
        ("until: 2030-05-31", "from: 2030-06-01", []),
        ("until: 2030-06-01", "from: 2030-06-01", ["path-taken"]),
        ("from: 2030-06-01", "until: 2030-05-31", []),
        ("from: 2030-06-01", "until: 2030-06-01", ["path-taken"]),
        ("until: 2030-06-01", "until: 2030-06-01", ["path-taken"]),
        ("from: 2030-06-01, until: 2030-06-01", "from: 2030-06-01, until: 2030-06-01", ["path-taken"]),
        ("from: 2030-06-02, until: 2030-06-03", "from: 2030-06-01, until: 2030-06-04", ["path-taken"]),
    ],
)  # fmt: skip
def test_one_path_shows_one_theme_on_any_day(tmp_path, first, second, found):
    body = "extends: base\nwebapp: {path: ward}\nvalid: "
    files = BASES | {
        "themes/a.yaml": f"theme: a\n{body}{{{first}}}\n",
        "themes/b.yaml": f"theme: b\n{body}{{{second}}}\n",
    }
    told = build_new(tmp_path / "own", files)["b"].report["problems"]
    assert [problem["rule"] for problem in told if problem["rule"] == "path-taken"] == found


def test_files_of_a_package_can_be_read_by_everybody_wherever_they_are_unpacked(tmp_path):
    built = build_new(tmp_path / "own", BASES)["base"]
    modes = set()
    for name in built.read("packages"):
        with zipfile.ZipFile(tmp_path / "own" / "dist" / name) as package:
            modes |= {
                (entry.is_dir(), entry.create_system, oct(entry.external_attr >> 16))
                for entry in package.infolist()
            }
    assert modes == {(False, 3, "0o100644"), (True, 3, "0o40755")}
