"""A theme made in the page: its files, its names, and the way back."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.preview.edit_kit import COLOR, EditingPage, commit, read_diff
from themebuilder.cli import main

CLINIC = {
    "name": "Klinik Nord",
    "organisation": "",
    "is_internal": False,
    "color": "#1F5F5F",
    "path": "",
}
"""An external theme of a clinic that isn't there yet."""
STAFF = {**CLINIC, "organisation": "klinik-nord", "is_internal": True}
THEME, ORGANISATION = "themes/klinik-nord-borger.yaml", "themes/organisations/klinik-nord.yaml"


@pytest.fixture
def root(tmp_path) -> Path:
    """A workspace without any theme."""
    root = tmp_path / "empty"
    (root / "themes").mkdir(parents=True)
    (root / "themes" / "workspace.yaml").write_text("workspace: nord\n", encoding="utf-8")
    commit(root)
    return root


def plan(page: EditingPage, **changes: object) -> dict:
    return page.ask("themes/plan", **{**CLINIC, **changes}).json()


def list_errors(page: EditingPage, theme: str) -> list[str]:
    answer = page.get(f"/api/themes/{theme}")
    return [problem["rule"] for problem in answer["found"] if problem["severity"] == "error"]


def test_a_planned_theme_is_named_and_nothing_is_kept(page, root):
    planned = plan(page)
    assert (planned["theme"], planned["path"]) == ("klinik-nord-borger", "klinik-nord")
    assert (planned["files"], planned["faults"]) == ([THEME, ORGANISATION], {})
    assert (page.state["seq"], read_diff(root)) == (0, "")


@pytest.mark.parametrize(
    ("color", "nearest"), [("#8fb8d0", "#50778D"), ("#1f5f5f", ""), ("blue", "")]
)
def test_the_nearest_readable_colour_is_proposed_for_a_faint_one(page, color, nearest):
    assert plan(page, color=color)["nearest"] == nearest


def test_a_new_theme_is_shown_before_it_is_saved(page, root):
    assert page.post("themes", **CLINIC)["edits"][-1]["theme"] == "klinik-nord-borger"
    assert page.read_part(COLOR, "klinik-nord-borger")["value"] == "#1f5f5f"
    assert "klinik-nord-borger" in [theme["name"] for theme in page.get("/api/themes")["themes"]]
    assert (list_errors(page, "klinik-nord-borger"), read_diff(root)) == ([], "")


@pytest.mark.parametrize("asked", [CLINIC, {**CLINIC, "is_internal": True}])
def test_saving_writes_the_files_that_init_writes(page, root, tmp_path, asked):
    page.post("themes", **asked)
    saved = page.post("save")["saved"]
    internal = ["--internal"] if asked["is_internal"] else []
    made = tmp_path / "made"
    CliRunner().invoke(
        main,
        ["init", str(made), "--name", asked["name"], "--color", asked["color"], *internal],
        catch_exceptions=False,
    )
    assert len(saved) == 2
    assert [(root / name).read_text() for name in saved] == [
        (made / name).read_text() for name in saved
    ]


def test_undo_after_saving_removes_the_files(page, root):
    page.post("themes", **CLINIC)
    page.edit(COLOR, "#2b6a94", theme="klinik-nord-borger")
    page.post("save")
    page.post("undo")
    page.post("undo")
    assert page.post("save")["saved"] == [THEME, ORGANISATION]
    assert (page.state["edits"], read_diff(root)) == ([], "")


def test_a_second_theme_of_the_organisation_adds_one_file(page, root):
    page.post("themes", **CLINIC)
    assert page.post("themes", **STAFF)["edits"][-1]["theme"] == "klinik-nord-intern"
    page.post("save")
    staff = (root / "themes/klinik-nord-intern.yaml").read_text(encoding="utf-8")
    assert "organisation: klinik-nord\n" in staff
    assert list_errors(page, "klinik-nord-intern") == []


def test_names_and_paths_that_are_taken_get_a_number(page):
    page.post("themes", **CLINIC)
    planned = plan(page, organisation="klinik-nord")
    assert (planned["theme"], planned["path"]) == ("klinik-nord-2-borger", "klinik-nord-2")


def test_a_file_in_the_way_is_not_overwritten(page, root):
    (root / THEME).write_text("theme: [", encoding="utf-8")
    assert plan(page)["theme"] == "klinik-nord-2-borger"


@pytest.mark.parametrize(
    ("asked", "field", "why"),
    [
        ({"name": ""}, "name", "Navnet `` kan ikke bruges"),
        ({"name": "{{x}}"}, "name", "Navnet `{{x}}` kan ikke bruges"),
        ({"name": "Ωμέγα"}, "name", "Navnet skal have et bogstav fra a til z"),
        ({"name": "Region Hovedstaden"}, "name", "Der er allerede en organisation"),
        ({"organisation": "gone"}, "organisation", "Organisationen `gone` findes ikke"),
        ({"color": "blue"}, "color", "`blue` er ikke en farve"),
        ({"path": "a b"}, "path", "En adresse består af"),
        ({"path": "webapp3"}, "path", "Systemet bruger selv adressen `webapp3`"),
        ({"path": "borger"}, "path", "bruger adressen `borger`"),
    ],
)
def test_what_cannot_be_used_is_said_at_its_field_and_refused(page, asked, field, why):
    planned = plan(page, **asked)
    refused = page.ask("themes", seq=0, **{**CLINIC, **asked})
    assert why in planned["faults"][field]["da"]
    assert (planned["files"], refused.status_code, page.state["edits"]) == ([], 422, [])


@pytest.mark.parametrize(
    "asked", [{"name": 7}, {"is_internal": "no"}, {"color": None}, {"name": "a" * 201}]
)
def test_what_is_no_such_request_is_refused(page, asked):
    assert page.ask("themes", seq=0, **{**CLINIC, **asked}).status_code == 400
    assert page.ask("themes/plan", **{**CLINIC, **asked}).status_code == 400


def test_the_organisations_to_choose_from_are_the_users_own_and_the_shipped_ones(page):
    page.post("themes", **CLINIC)
    listed = {organisation["name"]: organisation for organisation in plan(page)["organisations"]}
    assert listed["klinik-nord"] == {"name": "klinik-nord", "title": "Klinik Nord", "is_own": True}
    assert not listed["region-hovedstaden"]["is_own"]
    assert "faelles" not in listed


def test_organisations_of_one_name_are_told_apart_by_the_one_above(page):
    listed = [organisation["title"] for organisation in plan(page)["organisations"]]
    assert len(listed) == len(set(listed))
    assert "Bornholm (Region Østdanmark)" in listed


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        ("name:name", "  name: Klinik Nord\n", "  name: Klinik Vest\n"),
        ("name:title", "  title: Videomøde, Klinik Nord\n", "  title: Klinik Vest\n"),
    ],
)
def test_what_guests_read_of_a_theme_can_be_renamed(page, root, part, old, new):
    page.post("themes", **CLINIC)
    page.post("save")
    before = (root / THEME).read_text(encoding="utf-8")
    page.edit(part, "Klinik Vest", theme="klinik-nord-borger")
    assert page.read_part(part, "klinik-nord-borger")["value"] == "Klinik Vest"
    page.post("save")
    assert (root / THEME).read_text(encoding="utf-8") == before.replace(old, new)
