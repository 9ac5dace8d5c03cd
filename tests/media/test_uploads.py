"""Pictures that somebody gives in a browser: what is kept of them."""

from __future__ import annotations

from xml.etree.ElementTree import canonicalize

import pytest

from tests.media.test_svg import HARMLESS, HOSTILE, make_svg
from tests.preview.pictures import make_photo
from themebuilder.media.model import SLOTS, MediaError
from themebuilder.media.pictures import inspect, prepare
from themebuilder.media.svg import find_svg_faults
from themebuilder.media.svg_cleaning import strip_svg
from themebuilder.media.uploads import accept_upload


@pytest.mark.parametrize("body", HARMLESS)
def test_a_harmless_svg_keeps_every_byte(body):
    assert strip_svg(make_svg(body)) == (make_svg(body), {})


@pytest.mark.parametrize(("body", "rule"), HOSTILE)
def test_a_hostile_svg_loses_what_is_hostile_or_is_refused(body, rule):
    stripped, removed = strip_svg(make_svg(body))
    left = find_svg_faults(stripped)
    assert removed or left
    if left:
        with pytest.raises(MediaError):
            accept_upload(make_svg(body), SLOTS["logo"])


@pytest.mark.parametrize(
    ("body", "left"),
    [
        ("<script>alert('<g/>')</script><g/>", "<g/>"),
        ("<g><script href='x'/></g>", "<g></g>"),
        ("<script/><g/>", "<g/>"),
        ("<!-- CC BY 4.0 --><g><!-- a --><script/></g>", "<!-- CC BY 4.0 --><g><!-- a --></g>"),
        ('<g onclick="alert(&quot;>&quot;)" id="a"/>', '<g id="a"/>'),
        ('<path style="fill:red;src:url(http://a.example)"/>', '<path style="fill:red;"/>'),
        ('<path style="cursor:url(http://a.example)"/>', "<path/>"),
        ('<a href="https://a.example">x</a>', "<a>x</a>"),
        (
            "<style>@import url(http://a.example);.a{fill:red;src:url(http://b.example)}</style>",
            "<style>.a{fill:red;}</style>",
        ),
        ("<style>.a{fill:\\72 ed}.b > .c{fill:blue}</style>", "<style>.a{}.b > .c{fill:blue}</style>"),
        ("<g><foreignObject><p xmlns='http://www.w3.org/1999/xhtml'>x</p></foreignObject></g>", "<g></g>"),
        ('<set attributeName="href" to="javascript:alert(1)"/><g/>', "<g/>"),
        ("<?xml-stylesheet href='http://a.example'?><g/>", "<g/>"),
    ],
)  # fmt: skip
def test_only_what_is_hostile_is_removed(body, left):
    stripped, wanted = strip_svg(make_svg(body))[0].decode(), make_svg(left).decode()
    assert canonicalize(stripped, with_comments=True) == canonicalize(wanted, with_comments=True)


def test_a_file_with_entities_of_its_own_is_left_for_the_checks_to_refuse():
    source = b'<!DOCTYPE svg [<!ENTITY a "<script/>">]>' + make_svg("&a;")
    assert strip_svg(source) == (source, {})
    with pytest.raises(MediaError):
        accept_upload(source, SLOTS["logo"])


@pytest.mark.parametrize(
    ("size", "slot", "kept"),
    [
        ((4200, 2800), "background", (3840, 2560)),
        ((5000, 2160), "background", (5000, 2160)),
        ((2000, 1200), "background", (2000, 1200)),
        ((4000, 1000), "logo", (1344, 336)),
        ((600, 600), "favicon", (192, 192)),
    ],
)
def test_a_picture_is_kept_as_large_as_another_crop_may_need(size, slot, kept):
    upload = accept_upload(make_photo(*size), SLOTS[slot])
    assert (upload.came, upload.kept) == (size, kept)
    assert upload.fitted == prepare(upload.picture.data, SLOTS[slot])


def test_a_picture_that_was_kept_once_is_kept_as_it_is():
    once = accept_upload(make_photo(4200, 2800, is_signed=True), SLOTS["background"]).picture
    again = accept_upload(once.data, SLOTS["background"])
    assert (again.picture, again.removed) == (once, {})


@pytest.mark.parametrize("tail", [b"PK\x03\x04", b"<script>"])
def test_what_is_behind_the_picture_is_left_out(tail):
    upload = accept_upload(make_photo() + tail, SLOTS["background"])
    assert tail not in upload.picture.data
    assert inspect(upload.picture.data).format == "JPEG"
