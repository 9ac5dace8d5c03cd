"""What each format promises beyond its golden texts."""

from __future__ import annotations

import json

import pytest

from themebuilder.core.problems import Place
from themebuilder.reports import text
from themebuilder.reports.findings import Report
from themebuilder.reports.formats import FORMATS, render_json


def test_the_envelope_keeps_the_order_of_its_keys(fault):
    told = json.loads(render_json(Report([fault()]), {"packages": ["a.zip"]}))
    assert list(told) == ["schema", "command", "ok", "counts", "problems", "packages"]


def test_the_envelope_has_the_same_shape_for_success(fault):
    good, bad = (json.loads(render_json(Report(found))) for found in ([], [fault()]))
    assert good.keys() == bad.keys()


def test_json_is_the_same_bytes_in_every_locale(fault):
    assert render_json(Report([fault("Værten er ikke kommet")])).isascii()


@pytest.mark.parametrize(
    ("theme", "file", "told"),
    [
        ("nord", "themes/nord.yaml", ""),
        ("nord", "themes/borger.yaml", "theme: nord"),
        ("", "themes/borger.yaml", ""),
    ],
)
def test_a_theme_is_named_when_the_file_does_not_say_it(theme, file, told, fault):
    said = text.render(Report([fault(theme=theme, place=Place(file))]))
    assert [row.strip() for row in said.splitlines() if "theme: " in row] == [told] * bool(told)


def test_severe_findings_come_first_for_github(fault):
    report = Report([fault(severity="info"), fault(severity="error", place=Place("z"))])
    assert FORMATS["github"](report).startswith("::error file=z,")


def test_a_warning_passes_in_junit_and_fails_when_strict(fault):
    warned = fault(severity="warning")
    assert "<failure" not in FORMATS["junit"](Report([warned]))
    assert "<failure" in FORMATS["junit"](Report([warned], strict=True))


def test_problems_without_a_source_have_no_excerpt(fault):
    assert " | " not in text.render(Report([fault()]))


def test_gitlab_gets_a_line_and_its_own_fingerprint_for_every_finding(fault):
    twins = [fault(place=Place("a", 0, 0)), fault(place=Place("a", 0, 0), hint="Other.")]
    told = json.loads(FORMATS["gitlab"](Report(twins)))
    assert [issue["location"]["lines"]["begin"] for issue in told] == [1, 1]
    assert len({issue["fingerprint"] for issue in told}) == 2
