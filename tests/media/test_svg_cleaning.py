"""Older Illustrators write a DOCTYPE that no browser needs: it goes, and nothing else with it."""

import pytest

from themebuilder.media.model import SLOTS, MediaError
from themebuilder.media.pictures import prepare
from themebuilder.media.svg import find_svg_faults
from themebuilder.media.svg_cleaning import clean_svg

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="20" height="10"><path d="M0 0h9v9z"/></svg>'
HEAD = b'<?xml version="1.0" encoding="utf-8"?>\n<!-- Generator: Adobe Illustrator 15.0.0 -->\n'
W3C = b'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd"'
ILLUSTRATOR = (
    HEAD
    + W3C
    + b""" [
\t<!ENTITY ns_extend "http://ns.adobe.com/Extensibility/1.0/">
\t<!ENTITY ns_ai "http://ns.adobe.com/AdobeIllustrator/10.0/">
]>
<svg xmlns:x="&ns_extend;" xmlns:i="&ns_ai;" xmlns="http://www.w3.org/2000/svg"
  xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 20 10">
<switch>
<foreignObject requiredExtensions="&ns_ai;" x="0" y="0" width="1" height="1">
<i:pgfRef xlink:href="#adobe_illustrator_pgf"></i:pgfRef>
</foreignObject>
<g i:extraneous="self"><path d="M0 0h9v9z"/></g>
</switch>
<i:pgf id="adobe_illustrator_pgf"><![CDATA[eJzsvWmTHcdx]]></i:pgf>
</svg>"""
)
EMPTY = b'<foreignObject requiredExtensions="http://ns.adobe.com/AdobeIllustrator/10.0/" x="0"/>'
CLEANED = {
    "nothing to clean": (SVG, SVG),
    "a bare DOCTYPE": (b"<!DOCTYPE svg>" + SVG, SVG),
    "the DOCTYPE of the W3C": (HEAD + W3C + b">\n" + SVG, HEAD + b"\n" + SVG),
    "in single quotes": (W3C.replace(b'"', b"'") + b">" + SVG, SVG),
    "an empty place of Illustrator": (
        SVG.replace(b"<path", b"<switch>" + EMPTY + b"<path").replace(b"</svg", b"</switch></svg"),
        SVG.replace(b"<path", b"<switch><path").replace(b"</svg", b"</switch></svg"),
    ),
    "behind a byte order mark": (b"\xef\xbb\xbf" + W3C + b">" + SVG, b"\xef\xbb\xbf" + SVG),
}


@pytest.mark.parametrize("case", CLEANED)
def test_a_doctype_is_removed_and_each_other_byte_stays(case):
    source, cleaned = CLEANED[case]
    assert clean_svg(source) == cleaned


def test_a_drawing_of_an_older_illustrator_can_be_used():
    data = prepare(ILLUSTRATOR, SLOTS["logo"]).data
    assert (b"<!DOCTYPE" in data, b"foreignObject" in data, b"i:pgf" in data) == (False,) * 3
    assert data.count(b"\n") == ILLUSTRATOR.count(b"\n")
    assert b'<path d="M0 0h9v9z"/>' in data


KEPT = {
    "an entity of its own": b'<!DOCTYPE svg [<!ENTITY a "b">]>' + SVG,
    "a known name for something else": b'<!DOCTYPE svg [<!ENTITY ns_ai "<script/>">]>' + SVG,
    "a known name for another address": b'<!DOCTYPE svg [<!ENTITY ns_ai "http://x.org/">]>' + SVG,
    "an entity of entities": b'<!DOCTYPE svg [<!ENTITY ns_ai "&ns_svg;&ns_svg;">]>' + SVG,
    "an entity from a file": b'<!DOCTYPE svg [<!ENTITY ns_ai SYSTEM "file:///etc/passwd">]>' + SVG,
    "a default attribute": b'<!DOCTYPE svg [<!ATTLIST svg onload CDATA "1">]>' + SVG,
    "a parameter entity": b'<!DOCTYPE svg [<!ENTITY % a "b"> %a;]>' + SVG,
}


@pytest.mark.parametrize("case", KEPT)
def test_what_is_not_certain_is_refused_as_it_is(case):
    assert clean_svg(KEPT[case]) == KEPT[case]
    assert "instruction" in {fault.kind for fault in find_svg_faults(KEPT[case])}


def test_what_is_active_stays_and_is_reported_at_its_line():
    web = ILLUSTRATOR.replace(
        b'requiredExtensions="&ns_ai;"', b'requiredExtensions="http://x.org/"'
    )
    assert b"foreignObject" in clean_svg(web)
    source = ILLUSTRATOR.replace(b"<g i:extraneous", b"<script/><g i:extraneous")
    with pytest.raises(MediaError) as refusal:
        prepare(source, SLOTS["logo"])
    found = [(fault.kind, fault.line) for fault in refusal.value.faults]
    line = source[: source.index(b"<script/>")].count(b"\n") + 1
    assert found == [("script", line)]


@pytest.mark.parametrize(
    "leftover",
    [
        '<g xmlns:ooo="http://xml.openoffice.org/svg/export" ooo:name="page1"/>',
        '<g xmlns:vectornator="http://vectornator.io" vectornator:layerName="Layer 1"/>',
        '<g xmlns:krita="http://krita.org/namespaces/svg/krita" krita:version="2"/>',
        '<defs><SvgjsDefs1 xmlns="http://svgjs.com/svgjs"/></defs>',
        '<!-- a comment --><metadata><x xmlns="http://purl.org/dc/elements/1.1/"/></metadata>',
    ],
)
def test_what_other_programs_leave_stays_and_does_no_harm(leftover):
    source = SVG.replace(b"<path", leftover.encode() + b"<path")
    assert prepare(source, SLOTS["logo"]).data == source
