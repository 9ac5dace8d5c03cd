"""Whatever users write in their files, each format stays what it is, and nothing is forged."""

from __future__ import annotations

import json
from xml.etree.ElementTree import fromstring

from hypothesis import given
from hypothesis import strategies as st
from junitparser import JUnitXml

from themebuilder.core.problems import Place, Problem
from themebuilder.core.rules import Rule, Severity
from themebuilder.reports.findings import Report, escape_hidden, replace_surrogates
from themebuilder.reports.formats import FORMATS

NASTY = st.sampled_from(
    [
        *("\n", "\r\n", "\x1b[2J", "\x9b", "]]>", "\ud800", "\udcff", "\u202e", "\ufffe", "\x00"),
        *("<!--", "&amp;", '"', "::error::", "##[error]", "%0A", "%", ",", ":", "[a](1)", "{0}"),
        "\u2028",
    ]
)
HOSTILE = st.lists(NASTY | st.text(max_size=3), max_size=6).map("".join)
PLACES = st.builds(Place, HOSTILE, st.integers(0, 5), st.integers(0, 9), st.integers(0, 12))
PROBLEMS = st.builds(
    Problem,
    st.builds(
        Rule, st.sampled_from(["a-rule", "b-rule"]), st.sampled_from(Severity), st.just("Fine.")
    ),
    HOSTILE,
    PLACES,
    HOSTILE,
    HOSTILE,
    severity=st.sampled_from(Severity),
)
REPORTS = st.builds(
    Report,
    st.lists(PROBLEMS, max_size=5),
    sources=HOSTILE.map(lambda text: lambda _file: text),
    folder=st.sampled_from(["", "video", "a b/ø"]),
)


@given(report=REPORTS)
def test_every_format_is_utf8_can_be_seen_and_ends_its_last_line(report):
    for name, form in FORMATS.items():
        told = form(report)
        assert told.encode("utf-8")[-1:] == b"\n"
        rows = told.split("\n")
        assert rows == [escape_hidden(row) for row in rows], name


@given(report=REPORTS)
def test_json_gives_back_what_was_written(report):
    answer = json.loads(FORMATS["json"](report))
    expected = [replace_surrogates(finding.problem.message) for finding in report.findings]
    assert [each["message"] for each in answer["problems"]] == expected


@given(report=REPORTS)
def test_junit_is_read_by_another_reader(report):
    suite = next(iter(JUnitXml.fromstring(FORMATS["junit"](report).encode())))
    failed = {
        (finding.problem.place.file, finding.problem.rule.name)
        for finding in report.findings
        if report.fails(finding.problem)
    }
    assert (suite.failures, suite.errors) == (len(failed), 0)
    assert suite.tests == len(list(suite)) >= 1


@given(report=REPORTS)
def test_junit_tells_every_message(report):
    told = "".join(fromstring(FORMATS["junit"](report)).itertext())
    assert all(escape_hidden(finding.problem.message) in told for finding in report.findings)


@given(report=REPORTS)
def test_each_finding_is_one_command_for_github(report):
    *rows, _summary = FORMATS["github"](report).splitlines()
    read = [_as_the_runner_reads(row) for row in rows]
    messages = sorted(message.split("\n")[0] for _properties, message in read)
    assert messages == sorted(escape_hidden(finding.problem.message) for finding in report.findings)
    known = {"file", "line", "col", "endColumn", "title"}
    assert all(set(properties) <= known for properties, _message in read)


def _as_the_runner_reads(row):
    """The properties and the message, split and unescaped in the order of GitHub's runner."""
    assert row.startswith("::")
    command, message = row[2:].split("::", 1)
    _name, _, properties = command.partition(" ")
    pairs = [each.split("=", 1) for each in properties.split(",") if each]
    return {key: _unescape(value) for key, value in pairs}, _unescape(message)


def _unescape(text):
    for escape, character in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ",")):
        text = text.replace(escape, character)
    return text.replace("%25", "%")
