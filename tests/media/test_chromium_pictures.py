"""What we read of a picture is what Chromium draws: over all kinds that `picture_corpus` makes.

Pixels are compared as they reach the screen, multiplied with their opacity: where a picture is clear, its
colours don't count. The canvas holds eight bits, hence the rounding that is allowed.
"""

import base64

import numpy as np
import pytest

from tests.media.picture_corpus import make_corpus
from themebuilder.media.picture_colors import read_picture

pytestmark = pytest.mark.slow

ROUNDING = 2
"""Of 255, in the channel of a pixel that differs most; two of three pictures differ by nothing."""
TABLES = 8
"""The same for profiles with tables: Chromium and Little CMS interpolate in different ways."""
HAVE_TABLES = ("-tables", "two-tables", "tables-and-matrix", "icc-cmyk")
NOT_FOLLOWED = {
    "png-rgb-8-cicp-pq": "HDR: how bright it gets depends on the screen",
    "png-rgb-8-cicp-hlg": "HDR: as above",
    "png-rgb-8-iccp-lab": "a profile of another kind of pixels, which Chromium applies to RGB",
    "png-rgb-8-iccp-xyz": "as above",
    "jpeg-exif-long-6": "EXIF wants a short number; Pillow reads any, Chromium only that",
    "jpeg-exif-two-values-6": "EXIF wants one number; Pillow reads the first of two, Chromium none",
}
DRAW = """async sources => {
  const drawn = [];
  for (const source of sources) {
    const image = new Image();
    image.src = `data:;base64,${source}`;
    await image.decode();
    const canvas = new OffscreenCanvas(image.naturalWidth, image.naturalHeight);
    const context = canvas.getContext("2d", {colorSpace: "srgb", willReadFrequently: true});
    context.drawImage(image, 0, 0);
    const pixels = context.getImageData(0, 0, canvas.width, canvas.height).data;
    drawn.push([canvas.height, canvas.width, btoa(String.fromCharCode(...pixels))]);
  }
  return drawn;
}"""


LINEAR_SINCE = 156
"""Chromium 150 draws a profile with a linear curve as if it had none; 156, as the profile says."""


@pytest.fixture(scope="module")
def differences(browser) -> dict[str, float]:
    """The largest difference of each picture; 255 where it is turned otherwise."""
    corpus = make_corpus()
    if int(browser.version.partition(".")[0]) < LINEAR_SINCE:
        corpus = {name: data for name, data in corpus.items() if not name.endswith("-linear")}
    sources = [base64.b64encode(data).decode() for data in corpus.values()]
    with browser.new_page() as page:
        drawn = page.evaluate(DRAW, sources)
    return {
        name: measure_difference(read(data), decode(*pixels))
        for (name, data), pixels in zip(corpus.items(), drawn, strict=True)
    }


def read(data: bytes) -> np.ndarray:
    return multiply(np.asarray(read_picture(data).convert("RGBA")))


def decode(height: int, width: int, pixels: str) -> np.ndarray:
    levels = np.frombuffer(base64.b64decode(pixels), np.uint8)
    return multiply(levels.reshape(height, width, 4))


def multiply(pixels: np.ndarray) -> np.ndarray:
    """The pixels with their colours multiplied with their opacity."""
    alpha = pixels[..., 3:].astype(float)
    return np.concatenate([np.rint(pixels[..., :3] * alpha / 255), alpha], -1)


def measure_difference(ours: np.ndarray, theirs: np.ndarray) -> float:
    return float(abs(ours - theirs).max()) if ours.shape == theirs.shape else 255.0


def get_tolerance(name: str) -> int:
    return TABLES if any(part in name for part in HAVE_TABLES) else ROUNDING


def test_every_picture_is_read_as_chromium_draws_it(differences):
    apart = {
        name: difference
        for name, difference in differences.items()
        if difference > get_tolerance(name) and name not in NOT_FOLLOWED
    }
    assert apart == {}


def test_what_is_listed_as_not_followed_does_differ(differences):
    assert [name for name in NOT_FOLLOWED if differences[name] <= ROUNDING] == []
