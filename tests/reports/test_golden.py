"""Every case folder, told in every format, reads as the file beside it says.

``ACCEPT=1 pytest tests/reports`` writes the files anew; review the difference.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from themebuilder.reports import text
from themebuilder.reports.formats import FORMATS

CASES = sorted(path.name for path in (Path(__file__).parent / "cases").iterdir())
SUFFIXES = {
    "text": "txt",
    "json": "json",
    "sarif": "sarif",
    "junit": "xml",
    "github": "github",
    "gitlab": "gitlab.json",
}


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("name", FORMATS)
def test_a_case_is_reported_as_agreed(case, name, read_case):
    assert FORMATS[name](read_case(case)) == _read_golden(case, SUFFIXES[name], read_case, name)


def test_color_adds_nothing_but_color(read_case):
    report = read_case("three-files-three-severities")
    painted = text.render(report, color=True, width=100)
    assert _remove_color(painted) == text.render(report, width=100)


@pytest.mark.parametrize("width", [40, 60, 100])
def test_only_the_clickable_line_is_wider_than_the_terminal(width, read_case):
    report = read_case("a-very-long-line")
    wide = [row for row in text.render(report, width=width).splitlines() if len(row) > width]
    assert [row for row in wide if not row.startswith(("themes/", "Details and fix:"))] == []


def _read_golden(case, suffix, read_case, name):
    path = Path(__file__).parent / "cases" / case / f"said.{suffix}"
    if os.environ.get("ACCEPT"):
        path.write_bytes(FORMATS[name](read_case(case)).encode())
    return path.read_bytes().decode()


def _remove_color(painted):
    for style in ("0", "1", "2", "1;31", "1;32", "1;33", "1;36"):
        painted = painted.replace(f"\x1b[{style}m", "")
    return painted
