"""A guess whether words are painted into a picture."""

from __future__ import annotations

from random import Random

import pytest
from PIL import Image, ImageDraw, ImageFilter

from tests.reports.accessibility.conftest import drawn, jpeg, plain, with_words
from themebuilder.checks.painted_letters import rows_of_letters


@pytest.mark.parametrize("size", [28, 40, 64, 100, 130])
@pytest.mark.parametrize(
    ("style", "tone", "fill"),
    [("waves", "light", "#204050"), ("hills", "dark", "#ffffff"), ("paper", "light", "#5a2030")],
)
def test_words_on_a_calm_picture_are_seen(size, style, tone, fill):
    assert len(rows_of_letters(jpeg(with_words(drawn(style, tone), size=size, fill=fill)))) == 1


def test_the_place_of_the_words_is_told():
    (box,) = rows_of_letters(jpeg(with_words(plain("#dde6ea"), at=(960, 540))))
    assert 0.45 < box.left < 0.52
    assert 0.48 < box.top < 0.54


def test_each_line_is_seen():
    image = with_words(plain("#dde6ea"), at=(300, 300))
    assert len(rows_of_letters(jpeg(with_words(image, "Bliv her", at=(300, 420))))) == 2


@pytest.mark.parametrize("style", ["waves", "hills", "aurora", "paper"])
@pytest.mark.parametrize("tone", ["light", "dark"])
def test_a_drawn_picture_holds_no_words(style, tone):
    assert rows_of_letters(jpeg(drawn(style, tone))) == ()


def noise():
    return Image.frombytes("L", (1920, 1080), Random(1).randbytes(1920 * 1080)).convert("RGB")


def leaves():
    chance, image = Random(2), plain("#9ccfff")
    pen = ImageDraw.Draw(image)
    for _ in range(3000):
        x, y, wide = chance.randint(0, 1920), chance.randint(500, 1080), chance.randint(5, 40)
        color = (chance.randint(10, 60), chance.randint(70, 160), chance.randint(10, 60))
        pen.ellipse((x, y, x + wide, y + chance.randint(5, 40)), fill=color)
    return image


def striped(across):
    image = plain("#dde0e4")
    pen = ImageDraw.Draw(image)
    for at in range(0, 1920, 40):
        box = (at, 300, at + 18, 700) if across else (0, at, 1920, at + 18)
        pen.rectangle(box, fill="#665544")
    return image


@pytest.mark.parametrize(
    "image",
    [
        pytest.param(plain("#888888"), id="grey"),
        pytest.param(noise(), id="noise"),
        pytest.param(noise().filter(ImageFilter.GaussianBlur(5)), id="clouds"),
        pytest.param(leaves(), id="leaves"),
        pytest.param(striped(across=True), id="fence"),
        pytest.param(striped(across=False), id="blinds"),
    ],
)
def test_what_only_resembles_words_is_left_alone(image):
    assert rows_of_letters(jpeg(image)) == ()
