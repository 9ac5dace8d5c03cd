"""Active content of own themes is built and listed with who accepted it; until then it is an error."""

from __future__ import annotations

import hashlib
import json

import pytest

from themebuilder.build import catalogue

THEME = """\
theme: ward
title: Ward
extends: borger
organisation: clinic
brand: {color: "#2b6a94"}
"""
PERSON = "reason: We wrote it ourselves, by: Test Person, date: 2020-01-31"
FILES = {"more/app.js": "alert(1)", "more/tools/a.js": "", "more/tools/b.css": ""}


def digest(text: str) -> str:
    return f"@sha256:{hashlib.sha256(text.encode()).hexdigest()[:32]}"


APP = f"app.js{digest('alert(1)')}"
EMPTY = digest("")
LISTED = "".join(f"{EMPTY[8:]}  tools/{name}\n" for name in ("a.js", "b.css"))
TOOLS = f"tools/{digest(LISTED)}"


@pytest.fixture
def build(run, workspace):
    """Build the theme with some files, and what it accepts; say the catalogue's items and the rest."""

    def build_ward(accept: str = "", manifest: str = "{}"):
        for name, content in FILES.items():
            file = workspace / "brand_assets" / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(content)
        text = f"{THEME}webapp: {{files: more, manifest: {manifest}}}\n"
        text += f"accept:\n  active-content: {accept}\n" if accept else ""
        (workspace / "themes/ward.yaml").write_text(text, encoding="utf-8")
        said = run("build", "ward", "--json")
        entry = catalogue.read(workspace / "dist").get("ward", {"files": []})
        items = [item for file in entry["files"] for item in file["active"]]
        return said, {item["name"]: item["accepted"] for item in items}

    return build_ward


def list_rules(said):
    return [problem["rule"] for problem in json.loads(said.out)["problems"]]


def test_what_nobody_accepted_is_built_and_an_error(build):
    result, items = build()
    assert (result.code, list_rules(result)) == (1, ["active-content"] * 3)
    assert items == {"app.js": None, "tools/a.js": None, "tools/b.css": None}


def test_what_a_person_accepted_is_no_error(build):
    result, items = build(f"{{{PERSON}, items: [{APP}, {TOOLS}]}}")
    who = {"reason": "We wrote it ourselves", "by": "Test Person", "date": "2020-01-31"}
    assert (result.code, list_rules(result), items) == (
        0, [], {"app.js": who, "tools/a.js": who, "tools/b.css": who},
    )  # fmt: skip


def test_several_people_accept_different_things(build):
    other = "reason: Only hides a button, by: Another Person, date: 2021-01-31"
    result, items = build(f"[{{{PERSON}, items: [{APP}]}}, {{{other}, items: [{TOOLS}]}}]")
    assert result.code == 0
    assert [item["by"] for item in items.values()] == [
        "Test Person", "Another Person", "Another Person",
    ]  # fmt: skip


CHANGED = {
    "a file": ("more/app.js", APP, f"app.js{digest('alert(2)')}"),
    "a file in a folder": ("more/tools/b.css", TOOLS, None),
    "a new file in a folder": ("more/tools/c.js", TOOLS, None),
}


@pytest.mark.parametrize("case", CHANGED)
def test_what_has_changed_since_is_not_accepted(build, run, workspace, case):
    name, old, new = CHANGED[case]
    build(f"{{{PERSON}, items: [{APP}, {TOOLS}]}}")
    (workspace / "brand_assets" / name).write_text("alert(2)")
    said = json.loads(run("check", "ward", "--json").out)["problems"]
    assert {problem["rule"] for problem in said} == {"active-content"}
    for one in said:
        assert "was accepted by Test Person on 2020-01-31, and has changed since" in one["message"]
        assert f"write `{new or 'tools/@sha256:'}" in one["hint"]
        assert f"instead of `{old}`" in one["hint"]


def test_what_the_finding_says_to_write_accepts_it(build):
    result, _items = build(f"{{{PERSON}, items: [app.js, tools/]}}")
    hints = [problem["hint"] for problem in json.loads(result.out)["problems"]]
    lines = {hint.split("`")[1] for hint in hints}
    result, _items = build(f"{{{PERSON}, items: {json.dumps(sorted(lines))}}}")
    assert (result.code, list_rules(result), len(lines)) == (0, [], 2)


def test_an_acceptance_without_a_digest_is_an_error_that_asks_for_it(build):
    result, items = build(f"{{{PERSON}, items: [app.js, {TOOLS}]}}")
    (found,) = json.loads(result.out)["problems"]
    assert "without a digest" in found["message"]
    assert f"write `{APP}` instead of `app.js`" in found["hint"]
    assert (result.code, items["app.js"]) == (1, None)


def test_an_address_that_changes_is_no_longer_accepted(build):
    name = "server.home"
    address = f"{name}{digest(json.dumps('https://a.example/'))}"
    entry = f"{{{PERSON}, items: [{APP}, {TOOLS}, {address}]}}"
    same, _items = build(entry, '{server: {home: "https://a.example/"}}')
    other, _items = build(entry, '{server: {home: "https://b.example/"}}')
    assert [list_rules(said).count("active-content") for said in (same, other)] == [0, 1]


PIN = '{server: {pin: "1234"}}'


def test_the_digest_of_a_short_secret_says_nothing_about_it(build):
    digests = []
    for manifest in (PIN, PIN.replace("1234", "9876")):
        result, _items = build(f"{{{PERSON}, items: [{APP}, {TOOLS}]}}", manifest)
        digests += [
            problem["hint"]
            for problem in json.loads(result.out)["problems"]
            if "pin" in problem["message"]
        ]
    assert (len(digests), digests[0]) == (2, digests[1])


def test_a_name_that_only_begins_alike_is_not_accepted(build):
    _said, items = build(f"{{{PERSON}, items: [{APP}, tools]}}")
    assert items["tools/a.js"] is None


def test_what_a_parent_accepts_stays_accepted_beside_what_the_theme_accepts(build, run, workspace):
    build(f"{{{PERSON}, items: [{APP}, {TOOLS}]}}")
    child = "theme: child\ntitle: Child\nextends: ward\norganisation: clinic\n"
    address = f"defaultUserConfig.bgImageUrl{digest(json.dumps('https://a.example/'))}"
    (workspace / "themes/child.yaml").write_text(
        f"{child}webapp: {{user: {{bgImageUrl: https://a.example/}}}}\n"
        f"accept: {{active-content: {{{PERSON}, items: [{address}]}}}}\n"
    )
    result = run("build", "child", "--json")
    assert (result.code, [rule for rule in list_rules(result) if rule.startswith("a")]) == (0, [])


def test_an_organisation_may_accept_for_its_themes(build, workspace):
    file = workspace / "themes/organisations/clinic.yaml"
    entry = f"accept: {{active-content: {{{PERSON}, items: [{APP}, {TOOLS}, other.js]}}}}\n"
    file.write_text(file.read_text() + entry)
    result, _items = build()
    assert (result.code, list_rules(result)) == (0, [])


def test_a_name_that_matches_nothing_is_reported_at_its_place(build):
    result, _items = build(f"{{{PERSON}, items: [{APP}, {TOOLS}, tool.js]}}")
    (found,) = json.loads(result.out)["problems"]
    assert (found["rule"], found["line"], found["column"]) == ("accept-without-need", 8, 190)


def test_an_address_that_the_organisation_sets_is_accepted_by_the_setting(build, workspace):
    file = workspace / "themes/organisations/clinic.yaml"
    file.write_text(file.read_text() + "settings: {return_address: https://www.clinic.example/}\n")
    _said, items = build()
    line = file.read_text().count("\n")
    assert items["applicationConfig.disconnectDestination"] == {
        "setting": "return_address",
        "organisation": "clinic",
        "file": "themes/organisations/clinic.yaml",
        "line": line,
    }


BAD_ENTRIES = {
    "a reason alone": ("We wrote it ourselves", "value-not-allowed"),
    "nobody": ("{reason: We wrote it ourselves, date: 2020-01-31, items: [app.js]}", "missing-key"),
    "no date": ("{reason: We wrote it ourselves, by: Test, items: [app.js]}", "missing-key"),
    "nothing": ("{reason: We wrote it ourselves, by: Test, date: 2020-01-31}", "missing-key"),
    "no list": (f"{{{PERSON}, items: app.js}}", "value-not-allowed"),
    "a day that doesn't exist": (
        "{reason: We wrote it ourselves, by: Test, date: 2020-02-31, items: [app.js]}",
        "value-not-allowed",
    ),
    "a day in the future": (
        "{reason: We wrote it ourselves, by: Test, date: 9999-12-31, items: [app.js]}",
        "value-not-allowed",
    ),
    "an entry of a list without a name": (
        "[{reason: We wrote it ourselves, date: 2020-01-31, items: [app.js]}]",
        "missing-key",
    ),
    "a misspelt key": (f"{{{PERSON}, item: [app.js]}}", "unknown-key"),
}


@pytest.mark.parametrize("case", BAD_ENTRIES)
def test_a_bad_entry_is_an_error(build, case):
    entry, rule = BAD_ENTRIES[case]
    result, _items = build(entry)
    assert (result.code, rule in list_rules(result)) == (1, True)


def test_the_text_says_what_to_write_before_publishing(build, run):
    build()
    output = run("build", "ward").out
    assert "ward: built, but it can't be published before somebody accepts" in output
    assert f'    items:\n      - "{APP}"\n      - "tools/a.js{EMPTY}"\n' in output


ACCEPTED = f"{{{PERSON}, items: [{APP}]}}"
ITEMS = f'      - "tools/a.js{EMPTY}"\n'


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("", "In themes/ward.yaml:\naccept:\n"),
        (ACCEPTED, f"Below `items` of `active-content` in themes/ward.yaml:\n{ITEMS}"),
    ],
)
def test_the_text_says_where_to_write_it(build, run, entry, said):
    build(*[entry] if entry else [])
    assert said in run("build", "ward").out


@pytest.mark.parametrize("form", ["text", "json", "sarif", "junit", "github", "gitlab"])
def test_no_report_shows_a_secret(build, run, form):
    build(manifest='{server: {apiKey: "hunter2-key", pin: 01234}}')
    result = run("check", "ward", "--format", form)
    assert "server.apiKey" in result.out
    assert ("hunter2" in result.out, "01234" in result.out) == (False, False)
