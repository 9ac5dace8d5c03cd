"""Drawn symbols are in the theme's colour, seen on it, and clean SVGs."""

import re

import pytest

from themebuilder.core.color import contrast
from themebuilder.media.model import SLOTS
from themebuilder.media.pictures import prepare
from themebuilder.media.svg import find_svg_faults
from themebuilder.media.symbols import SYMBOLS, draw_symbol


@pytest.mark.parametrize("name", SYMBOLS)
@pytest.mark.parametrize("slot", ["logo", "favicon"])
def test_a_symbol_fits_the_slots_as_it_is(name, slot):
    made = draw_symbol(name, "#2f6f8f", "disc")
    assert find_svg_faults(made.data) == ()
    assert prepare(made.data, SLOTS[slot]) == made


@pytest.mark.parametrize(
    "color", ["#2f6f8f", "#f2c200", "#000000", "#ffffff", "#8f5a00", "#969696"]
)
def test_a_symbol_is_seen_on_its_plate(color):
    plate, ink = re.findall("#[0-9a-f]{6}", draw_symbol("talk", color, "tile").data.decode())
    assert plate == color
    assert contrast(plate, ink) >= 3


def test_no_two_symbols_and_no_two_plates_are_alike():
    made = {
        draw_symbol(name, "#2f6f8f", plate).data
        for name in SYMBOLS
        for plate in ("disc", "square", "tile")
    }
    assert len(made) == 3 * len(SYMBOLS)
