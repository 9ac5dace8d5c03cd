"""The page computes colours itself, to paint them at once: it must agree with the checks."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from themebuilder.checks.color_contrast import DARK_WINDOW, darken
from themebuilder.core.color import contrast, make_shades

ROOT = Path(__file__).parents[2]
VECTORS = json.loads((ROOT / "tests" / "vectors" / "colors.json").read_text(encoding="utf-8"))
"""The page's own tests read them too."""


@pytest.mark.parametrize("base", VECTORS["shades"])
def test_shades_are_those_that_the_page_must_give(base):
    assert " ".join(make_shades(base)) == VECTORS["shades"][base]


@pytest.mark.parametrize(("one", "other", "ratio"), VECTORS["contrast"])
def test_contrasts_are_those_that_the_page_must_give(one, other, ratio):
    assert contrast(one, other) == pytest.approx(ratio, abs=1e-9)


@pytest.mark.parametrize(("faint", "color", "background"), VECTORS["nearest"])
def test_the_nearest_readable_colours(faint, color, background):
    assert [darken(faint), darken(faint, DARK_WINDOW)] == [color, background]
