"""The shipped placeholders are small, fit for their slots, and say what they are."""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from themebuilder.media.model import SLOTS
from themebuilder.media.pictures import draw, prepare
from themebuilder.media.svg import find_svg_faults

ASSETS = Path(__file__).parents[2] / "brand_assets"
LOGOS = sorted(ASSETS.glob("*/logo*.svg"))
FILES = sorted(path for path in ASSETS.glob("*/*") if path.is_file())
SLOT = {
    "logo": "logo",
    "symbol": "logo",
    "logo-intern": "logo",
    "favicon": "favicon",
    "background": "background",
}


def name_of(path):
    return path.relative_to(ASSETS).as_posix()


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_a_placeholder_fits_its_slot(path):
    assert prepare(path.read_bytes(), SLOTS[SLOT[path.stem]], name=path.name).data


@pytest.mark.parametrize("path", LOGOS, ids=name_of)
def test_a_placeholder_logo_is_small_without_lettering_and_says_what_it_is(path):
    source = path.read_text("utf-8")
    assert (len(source.encode()) < 2048, "<text" in source) == (True, False)
    assert "<title>Pladsholder for " in source
    assert find_svg_faults(source.encode()) == ()


def test_an_internal_logo_differs_from_the_public_one():
    for path in ASSETS.glob("*/logo-intern.svg"):
        assert ", intern</title>" in path.read_text("utf-8")
        assert path.read_bytes() != path.with_name("logo.svg").read_bytes()


def test_the_placeholders_are_light_with_names_in_plain_ascii():
    assert sum(path.stat().st_size for path in FILES) < 150_000
    assert all(name_of(path) == name_of(path).lower().encode("ascii").decode() for path in FILES)


def test_the_saved_background_is_the_drawn_one_that_the_readme_names():
    drawn = draw("hills", "#2b6a94", "light", 23, SLOTS["background"]).data
    saved = (ASSETS / "region-hovedstaden/background.jpg").read_bytes()
    one, other = (Image.open(BytesIO(data)).reduce(8) for data in (drawn, saved))
    assert max(high for _, high in ImageChops.difference(one, other).getextrema()) < 4
