"""Each problem is reported once, in the order of the files, and counted."""

from __future__ import annotations

import pytest

from themebuilder.core.problems import Place, problem
from themebuilder.reports.findings import Report, format_summary, merge


def test_a_problem_in_several_themes_is_one_finding_that_names_them(fault):
    found = merge([fault(theme="syd"), fault(theme="nord"), fault(theme="syd")])
    assert [finding.themes for finding in found] == [("nord", "syd")]


@pytest.mark.parametrize(
    "other",
    [
        {"message": "Another"},
        {"place": Place("themes/a.yaml", 2, 4, 7)},
        {"rule": "thing-odd"},
        {"hint": "Do it."},
        {"severity": "warning"},
    ],
)
def test_what_differs_is_reported_twice(other, fault):
    assert len(merge([fault(), fault(**other)])) == 2


def test_findings_come_by_file_line_column_and_weight(fault):
    places = [Place("b", 1, 1), Place("a", 10, 1), Place("a", 9, 2), Place("a", 9, 1), Place("a")]
    found = merge([fault(place=place) for place in places])
    assert [finding.problem.place for finding in found] == sorted(places)


def test_the_order_in_which_problems_were_found_does_not_show(fault):
    problems = [fault(theme="a"), fault(severity="info"), fault("Other"), fault(theme="b")]
    assert merge(problems) == merge(reversed(problems))


@pytest.mark.parametrize(
    ("severities", "strict", "ok"),
    [
        ([], True, True),
        (["info"], True, True),
        (["warning"], False, True),
        (["warning"], True, False),
        (["info", "error"], False, False),
    ],
)
def test_errors_fail_the_command_and_warnings_do_when_strict(severities, strict, ok, fault):
    report = Report([fault(severity=each) for each in severities], strict=strict)
    assert report.ok is ok


@pytest.mark.parametrize(
    ("severities", "files", "told"),
    [
        ([], 14, "No problems in 14 files"),
        ([], None, "No problems"),
        (["error"], 1, "1 error in 1 file"),
        (["error", "warning", "info"], 1200, "1 error, 1 warning, 1 note in 1,200 files"),
        (["warning"], None, "1 warning in 1 file"),
    ],
)
def test_the_summary_counts_in_words(severities, files, told, fault):
    assert (
        format_summary(Report([fault(severity=each) for each in severities], files=files)) == told
    )


def test_lines_are_counted_as_yaml_counts_them(fault):
    report = Report([], sources=lambda _file: "a\r\nb\x85c\rd\u2028e")
    assert [report.lines()("f", number) for number in range(7)] == [None, *"abcde", None]


def test_the_summary_of_faults_of_a_node_counts_no_files():
    where = ("https://node.example", "production", "/klinik")
    found = [problem("node-unreachable", "No answer.", Place(one)) for one in where]
    assert format_summary(Report(found, files=57)) == "3 errors"
