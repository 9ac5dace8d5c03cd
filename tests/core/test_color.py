from __future__ import annotations

import pytest

from themebuilder.core import color
from themebuilder.core.color import make_shades

PORTAL = {
    "#713400": "#FFF1E5 #FFCA9B #FFA251 #FF7A06 #BB5700 #703400 #642F00 #582900 #4B2300 #3F1E00 #331800",
    "#3c5974": "#EEF2F6 #C6D4E2 #9DB6CD #7598B8 #51799E #3D5A76 #344D65 #2B4054 #233443 #1A2732 #111A22",
}


@pytest.mark.parametrize("base", PORTAL)
def test_the_portals_published_samples_come_out_without_a_differing_channel(base):
    assert " ".join(make_shades(base)) == PORTAL[base]


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [("#000000", "#FFFFFF", 21.0), ("#FFFFFF", "#FFFFFF", 1.0), ("#777777", "#FFFFFF", 4.48)],
)
def test_contrast_is_wcags(one, other, ratio):
    assert round(color.contrast(one, other), 2) == ratio


@pytest.mark.parametrize("base", ["#000000", "#FFFFFF", "#808080"])
def test_greys_and_extremes_are_not_proven(base):
    assert not color.is_proven_base(base)


def test_half_a_veil_lies_in_the_middle():
    assert color.mix("#000000", "#FFFFFF", 0.5) == "#808080"


@pytest.mark.parametrize(
    ("shade", "luminance"),
    [
        ("#000000", 0.0),
        ("#0A0A0A", 0.0030352698),  # the last grey of the straight part
        ("#0B0B0B", 0.0033465358),  # the first one of the curve
        ("#808080", 0.2158605001),
        ("#FF0000", 0.2126),
        ("#00FF00", 0.7152),
        ("#0000FF", 0.0722),
        ("#FFFFFF", 1.0),
    ],
)
def test_luminance_is_that_of_srgb(shade, luminance):
    assert color.luminance(shade) == pytest.approx(luminance, abs=1e-9)
