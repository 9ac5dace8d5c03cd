"""Packages of others: one judgement in three classes, with places in the zip and advice that fits it."""

import json
import re

import pytest

from tests.importing.packages import make_jpeg, make_service_theme, make_webapp3

NODE, GUEST, STYLE = "node", "guest", "style"
PORTAL = [
    "#EEF2F6", "#C6D4E2", "#9DB6CD", "#7598B8", "#51799E", "#3D5A76",
    "#344D65", "#2B4054", "#233443", "#1A2732", "#111A22",
]  # fmt: skip
FLAT = ["#777777"] * 11


@pytest.fixture
def judge(run, tmp_path):
    """Check a package; return the exit code and rule -> the problem in JSON."""

    def judge_package(package, *options):
        result = run("check", str(package), "--json", *options)
        return result.code, {
            problem["rule"]: problem for problem in json.loads(result.out)["problems"]
        }

    return judge_package


@pytest.mark.parametrize(
    ("changes", "rule", "expected"),
    [
        ({"images": None}, "package-malformed", (NODE, "error", 1)),
        ({"images": []}, "config-value-not-allowed", (GUEST, "error", 1)),
        ({"meta": {"name": "Acme"}}, "manifest-meta-unusual", (NODE, "info", 0)),
        ({"favicon": "x.ico"}, "config-value-not-allowed", (GUEST, "error", 1)),
        ({"colorPalette": PORTAL[:3]}, "config-value-unusual", (GUEST, "warning", 0)),
        (
            {"applicationConfig": {"bandwidths": "x"}},
            "config-value-not-allowed",
            (GUEST, "error", 1),
        ),
        ({"images": {"logo": "./none.png"}}, "package-file-missing", (GUEST, "error", 1)),
        ({"images": {"logo": "/background.jpg"}}, "package-file-missing", (GUEST, "error", 1)),
        ({"images": {"logo": "../../x.png"}}, "package-file-missing", (GUEST, "error", 1)),
        (
            {"colorPalette": FLAT, "backgroundColor": "#FFFFFF"},
            "contrast-unreadable",
            (GUEST, "error", 1),
        ),
        ({"backgroundColor": "#888888"}, "contrast-too-low", (STYLE, "info", 0)),
        ({"plugins": [{"src": "http://x.dk/"}]}, "plugin-source-unsafe", (GUEST, "error", 1)),
        ({"shinyNewKey": 1}, "key-without-evidence", (GUEST, "warning", 0)),
        ({"applicationConfig": {"nodes": 1}}, "key-without-evidence", (GUEST, "warning", 0)),
    ],
)
def test_a_fault_of_a_branding_has_a_class(judge, tmp_path, changes, rule, expected):
    colors = {"colorPalette": PORTAL, "backgroundColor": "#111A22"}
    code, found = judge(make_webapp3(tmp_path / "acme.zip", **{**colors, **changes}))
    assert (found[rule]["concern"], found[rule]["severity"], code) == expected


@pytest.mark.parametrize("keys", ["4", "*44", "aa", "", "*6", "77", "##", "A1"])
def test_a_command_for_the_telephone_has_two_keys(judge, tmp_path, keys):
    commands = {"**": "toggle_self_mute", keys: "toggle_lock"}
    package = make_service_theme(tmp_path / "acme.zip", dtmf_conference_control_commands=commands)
    code, found = judge(package)
    fault = found.get("config-value-unusual")
    assert (code, fault is None) == (0, keys in {"*6", "77", "##", "A1"})
    assert fault is None or (fault["severity"], f"has the key `{keys}`" in fault["message"]) == (
        "warning",
        True,
    )


def test_an_imported_command_with_one_telephone_key_is_kept_and_reported(run, tmp_path):
    commands = {"4": "toggle_lock"}
    package = make_service_theme(tmp_path / "acme.zip", dtmf_conference_control_commands=commands)
    assert "equivalent to the package" in run("import", str(package)).out
    found = json.loads(run("check", "acme", "--json").out)["problems"]
    assert [problem["rule"] for problem in found if "telephone keys" in problem["message"]] == [
        "config-value-unusual"
    ]


@pytest.mark.parametrize(
    ("text", "rule", "expected"),
    [
        ("Gå {{navn}}", "placeholder-wrong", (GUEST, "error")),
        ("Gå <5>nu</5>", "tag-wrong", (GUEST, "error")),
        (["Gå"], "texts-not-flat", (GUEST, "error")),
        ("Forlad", "language-incomplete", (GUEST, "warning")),
        ("Vent på værten", "forbidden-word", (STYLE, "info")),
    ],
)
def test_a_fault_of_a_text_has_a_class(judge, tmp_path, text, rule, expected):
    file = {"da.json": json.dumps({"meeting": {"leave": text}}).encode()}
    found = judge(make_webapp3(tmp_path / "acme.zip", file, translations={"da": "./da.json"}))[1][
        rule
    ]
    assert (found["concern"], found["severity"]) == expected


SCREEN = {"splash_screens": {"screens": {"x": {}}}}


@pytest.mark.parametrize(
    ("files", "changes", "rule", "expected"),
    [
        ({}, {"theme_version": 1}, "package-malformed", (NODE, "error")),
        ({"sub/a.txt": b""}, {}, "package-has-folders", (NODE, "warning")),
        ({}, SCREEN, "key-without-evidence", (GUEST, "warning")),
        ({}, {"brand": {"new": 1}}, "key-without-evidence", (GUEST, "warning")),
    ],
)
def test_a_fault_of_a_service_theme_has_a_class(  # noqa: PLR0917 - fixtures
    judge, tmp_path, files, changes, rule, expected
):
    found = judge(make_service_theme(tmp_path / "acme.zip", files, **changes))[1][rule]
    assert (found["concern"], found["severity"]) == expected


def test_house_style_fails_nothing_even_when_strict(judge, tmp_path):
    package = make_webapp3(tmp_path / "acme.zip", backgroundColor="#888888")
    code, found = judge(package, "--strict")
    assert (code, found["contrast-too-low"]["concern"]) == (0, STYLE)


def test_an_unconfirmed_warning_fails_only_when_strict(judge, tmp_path):
    package = make_webapp3(tmp_path / "acme.zip", shinyNewKey=1)
    assert (judge(package)[0], judge(package, "--strict")[0]) == (0, 1)


@pytest.mark.parametrize(("name", "hint"), [("none.png", ""), ("backgruond.jpg", "background.jpg")])
def test_a_missing_file_has_its_line_and_column_in_the_zip(judge, tmp_path, name, hint):
    images = {"images": {"logo": f"./{name}"}}
    package = make_webapp3(tmp_path / "acme.zip", **images)
    found = judge(package)[1]["package-file-missing"]
    assert found["file"] == f"{package}/webapp3/branding/manifest.json"
    assert (found["line"], found["column"] > len(json.dumps(images)) - 20) == (1, True)
    assert not hint or found["hint"] == f"Did you mean `./{hint}`?"


def test_the_classes_are_headings_the_gravest_first(run, tmp_path):
    package = make_webapp3(
        tmp_path / "acme.zip",
        images=None,
        favicon="x",
        colorPalette=FLAT,
        backgroundColor="#111A22",
    )
    lines = run("check", str(package)).out.splitlines()
    headings = [
        line for line in lines if line and line[0] not in " /123456789" and "rules" not in line
    ]
    assert headings == [
        "The node or the web app won't accept it or find it",
        "A guest sees or hears it wrong",
        "House style",
    ]


def test_a_broken_picture_is_seen_wrong(judge, tmp_path):
    file = {"logo.png": make_jpeg()[:300]}
    package = make_webapp3(tmp_path / "acme.zip", file, images={"logo": "./logo.png"})
    assert judge(package)[1]["picture-unreadable"]["concern"] == GUEST


def test_advice_never_speaks_of_a_definition(judge, tmp_path):
    texts = {"meeting": {"leave": "", "title": "Vent {{x}} på værten", "a_one": "1"}}
    wrong = {
        "colorPalette": [*PORTAL[1:], PORTAL[0]],
        "backgroundColor": "#FFFFFF",
        "overlay": "dark",
        "appTitle": "XYZW",
        "translations": {"da": "./da.json"},
        "plugins": [{"src": "http://x.dk"}],
        "applicationConfig": {"hiddenFunctionality": ["button-chat"]},
        "customStepConfig": {"active": True, "source": {"da": "./da.json"}},
    }
    file = {"da.json": json.dumps(texts).encode()}
    found = judge(make_webapp3(tmp_path / "acme.zip", file, **wrong))[1]
    spoken = re.compile(
        r"themes/|brand|organisation|under `|webapp\.|\[\[|definition|`keep`|`palette"
    )
    assert [one["hint"] for one in found.values() if spoken.search(one["hint"])] == []
    assert len(found) > 7
