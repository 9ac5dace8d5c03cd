"""A hostile corpus: each construct that fetches, runs or hides something is named with its line."""

import time
from base64 import b64encode
from io import BytesIO

import pytest
from PIL import Image

from themebuilder.media.model import SLOTS, MediaError
from themebuilder.media.pictures import inspect, prepare
from themebuilder.media.svg import find_svg_faults, looks_like_svg, read_svg_size

MOST_SECONDS = 10
"""More than ten times what judging takes; a search that starts again at every sign takes minutes."""
HEAD = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    ' viewBox="0 0 9 9">\n'
)


def make_svg(body):
    return f"{HEAD}{body}\n</svg>".encode()


def list_faults(body):
    return [(fault.kind, fault.line) for fault in find_svg_faults(make_svg(body))]


def encode_png(size=(2, 2)):
    out = BytesIO()
    Image.new("RGB", size).save(out, "PNG")
    return b64encode(out.getvalue()).decode()


HARMLESS = [
    '<g data-name="C:\\Lag" aria-label="url(x)"/>',
    '<g xmlns:i="http://www.inkscape.org/namespaces/inkscape" i:export-filename="C:\\a.png"/>',
    '<s:namedview xmlns:s="http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd" pagecolor="#fff"/>',
    "<title>Læge &amp; patient</title><desc>javascript: is only text here</desc>",
    '<g id="a" transform="rotate(4)"><path d="M0 0h9v9z" fill="url(#b)"/></g><use href="#a"/>',
    '<use xlink:href="#a"/><path style="fill:url(&quot;#b&quot;);clip-path: url( \'#c\' )"/>',
    f'<image href="data:image/png;base64,{encode_png()}" width="9" height="9"/>',
    f'<image xlink:href="\n data:image/png;base64,{encode_png()} "/>',
    "<style>@media print{.a{fill:#000}} .b{fill:rgb(1,2,3);filter:drop-shadow(0 0 2px red)}</style>",
    "<style><![CDATA[ .a > .b { fill: var(--x, url(#g)) } ]]></style>",
    "<style>/* see a@b.dk and https://example.org */ .a{fill:red}</style>",
    '<filter id="f"><feGaussianBlur stdDeviation="2"/><feImage href="#a"/></filter>',
    '<g xmlns:i="http://www.inkscape.org/namespaces/inkscape" i:label="Lag 1"><i:grid i:x="1"/></g>',
    '<metadata><r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" r:about=""/></metadata>',
    '<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><?xpacket end="w"?>',
    '<a href="#top"><text x="1" y="8">Region (test)</text></a>',
    "<!-- <script>alert(1)</script> -->",
    '<switch><g systemLanguage="da"/></switch><linearGradient><stop offset="0"/></linearGradient>',
]


@pytest.mark.parametrize("body", HARMLESS)
def test_what_is_harmless_passes(body):
    assert find_svg_faults(make_svg(body)) == ()


REF, SCRIPT = "reference", "script"
STYLE, UNKNOWN = "style", "element"

HOSTILE = [
    ("<script>alert(1)</script>", SCRIPT),
    ("<SCRIPT>alert(1)</SCRIPT>", SCRIPT),
    ('<s:script xmlns:s="http://www.w3.org/2000/svg" href="#"/>', SCRIPT),
    ('<script xmlns="">1</script>', SCRIPT),
    ('<h:script xmlns:h="http://www.w3.org/1999/xhtml">1</h:script>', SCRIPT),
    ('<h:img xmlns:h="http://www.w3.org/1999/xhtml"/>', UNKNOWN),
    ('<metadata><link xmlns="http://www.w3.org/1999/xhtml"/></metadata>', UNKNOWN),
    ('<desc><b xmlns="http://www.w3.org/1999/xhtml">x</b></desc>', UNKNOWN),
    ("<handler>1</handler>", SCRIPT),
    ('<ev:listener xmlns:ev="http://www.w3.org/2001/xml-events"/>', SCRIPT),
    ('<g xmlns:ev="http://www.w3.org/2001/xml-events" ev:event="load"/>', UNKNOWN),
    ('<g onload="1"/>', SCRIPT),
    ('<g OnClick="1"/>', SCRIPT),
    ('<g\tonmouseover\n=\n"1"/>', SCRIPT),
    ('<g xmlns:x="urn:x" x:onload="1"/>', SCRIPT),
    ("<foreignObject/>", UNKNOWN),
    ("<ForeignObject/>", UNKNOWN),
    ("<iframe/>", UNKNOWN),
    ("<embed/>", UNKNOWN),
    ("<video/>", UNKNOWN),
    ("<set/>", UNKNOWN),
    ('<animate attributeName="href" to="javascript:1"/>', UNKNOWN),
    ('<animateTransform attributeName="x"/>', UNKNOWN),
    ("<style>@keyframes a{}</style>", STYLE),
    ("<style>@-webkit-keyframes a{}</style>", STYLE),
    ('<math xmlns="http://www.w3.org/1998/Math/MathML"/>', UNKNOWN),
    ('<x xmlns="urn:unknown"/>', UNKNOWN),
    ('<x xmlns=""/>', UNKNOWN),
    ("<blink/>", UNKNOWN),
    ("<RECT/>", UNKNOWN),
    ('<use href="http://example.org/a.svg#b"/>', REF),
    ('<use href="//example.org/a.svg#b"/>', REF),
    ('<use href="other.svg#b"/>', REF),
    ('<use href="\\\\example.org\\a"/>', REF),
    ('<use HREF="other.svg#b"/>', UNKNOWN),
    ('<image href="photo.png"/>', REF),
    ('<image xlink:href="file:///etc/passwd"/>', REF),
    ('<image x:href="http://x/" xmlns:x="http://www.w3.org/1999/xlink"/>', REF),
    ('<image src="http://example.org/a.png"/>', UNKNOWN),
    ('<feImage href="http://example.org/a.png"/>', REF),
    ('<linearGradient href="a.svg#b"/>', REF),
    ('<a href="https://example.org"/>', REF),
    ('<a xlink:href="javascript:alert(1)"/>', REF),
    ('<a xlink:href="java&#x09;script:alert(1)"/>', REF),
    ('<a xlink:href="&#1234;#x"/>', REF),
    ('<a href="&#x6a;avascript:1"/>', REF),
    ('<a href="data:text/html,x"/>', REF),
    ('<image href="data:image/svg+xml;base64,PHN2Zz4="/>', REF),
    ('<image href="data:image/png,notbase64"/>', REF),
    ('<image href="data:image/png;base64,PHN2Zz4="/>', REF),
    (f'<image href="data:image/jpeg;base64,{encode_png()}"/>', REF),
    ('<g xml:base="http://example.org/"/>', UNKNOWN),
    ('<g from="javascript:1"/>', UNKNOWN),
    ('<g values=" java&#10;script:1"/>', SCRIPT),
    ('<rect fill="url(http://example.org/a#b)"/>', REF),
    ("<rect filter='url(\"a.svg#b\")'/>", REF),
    ('<rect fill="URL( http://example.org )"/>', REF),
    ('<rect style="fill:url(http://example.org/a#b)"/>', REF),
    ('<rect style="fill:u\\72l(http://example.org)"/>', STYLE),
    ('<rect style="fill:\\75\\72\\6c(http://example.org)"/>', STYLE),
    ('<rect style="fill:\\000075 rl(http://example.org)"/>', STYLE),
    ('<rect style="fill:\\u\\rl(http://example.org)"/>', STYLE),
    ('<rect style="fill:url(\\68ttp://example.org)"/>', REF),
    ('<rect style="fill:url(&#104;ttp://example.org)"/>', REF),
    ("<rect style=\"background:image-set('a.png' 1x)\"/>", REF),
    ('<rect style="background:-webkit-image-set(url(#a) 1x)"/>', REF),
    ("<rect style=\"background:src('a.png')\"/>", REF),
    ('<rect style="cursor:url(#a), url(b.cur)"/>', REF),
    ('<rect style="width:expression(alert(1))"/>', SCRIPT),
    ('<rect style="-moz-binding:url(#a)"/>', SCRIPT),
    ('<rect style="behavior : url(#a)"/>', SCRIPT),
    ('<rect style="b:url(javascript:1)"/>', REF),
    ('<rect style="fill:var(--x, url(a.svg#b))"/>', REF),
    ('<rect style="filter:blur(2px) drop-shadow(0 0 url( a.svg ))"/>', REF),
    ("<rect style=\"a:'url(#' b:url(a.svg)\"/>", REF),
    ('<rect style="a:url(# url(a.svg)"/>', REF),
    ("<rect style='a:url(\"\\\"http://x\")' fill='url(&quot;\\22 a.svg&quot;)'/>", REF),
    ('<rect style="a:url(\\#a.svg)"/>', REF),
    ("<style>@import 'http://example.org/a.css';</style>", STYLE),
    ("<style>@IMPORT url(#a);</style>", STYLE),
    ("<style>@\\69mport 'a.css';</style>", STYLE),
    ("<style><![CDATA[@import 'a.css';]]></style>", STYLE),
    ("<style>@im<!-- -->port 'a.css';</style>", STYLE),
    ("<style>@im<![CDATA[port]]> 'a.css';</style>", STYLE),
    ("<style>&#64;import 'a.css';</style>", STYLE),
    ("<style>.a{fill:url(a.svg#b)}</style>", REF),
    ("<style>.a{fill:u\\\nrl(a.svg#b)}</style>", STYLE),
    ('<style>"/*" .a{fill:url(a.svg)} "*/"</style>', REF),
    ("<style>@font-face{font-family:a;src:url(a.woff)}</style>", REF),
    ("<style>@namespace url(http://www.w3.org/1999/xhtml);</style>", STYLE),
    ("<style>a{}&lt;/style>&lt;script></style>", STYLE),
    ("<style>@im<g/>port 'a.css';</style>", STYLE),
    ("<?xml-stylesheet href='a.css'?>", "instruction"),
    ("<?php echo 1 ?>", "instruction"),
]


@pytest.mark.parametrize(("body", "rule"), HOSTILE)
def test_what_is_hostile_is_refused_with_its_place(body, rule):
    with pytest.raises(MediaError) as refusal:
        prepare(make_svg(body), SLOTS["logo"])
    assert rule in {fault.kind for fault in refusal.value.faults}
    assert min(fault.line for fault in refusal.value.faults) >= 2


def test_every_fault_is_reported_with_its_line():
    body = '<script/>\n<g/>\n<use href="a.svg"/><g\n  id="x"\n  onload="1"/>\n<style>\n.a{}\n@import "b";</style>'
    assert list_faults(body) == [(SCRIPT, 2), (REF, 4), (SCRIPT, 4), (STYLE, 9)]


def test_a_byte_order_mark_moves_no_line():
    assert find_svg_faults(b"\xef\xbb\xbf" + make_svg('\n<g onload="1"/>'))[0].line == 3


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        (b"<svg/>", "malformed"),
        (b'<svg xmlns="http://www.w3.org/1999/xhtml"/>', "malformed"),
        (
            b"<html><body><svg xmlns='http://www.w3.org/2000/svg'/></body></html>",
            "malformed",
        ),
        (make_svg("</g>"), "malformed"),
        (make_svg("&nbsp;"), "malformed"),
        (make_svg('<g a="1" a="2"/>'), "malformed"),
        (make_svg("<x:script/>"), "malformed"),
        (make_svg("<g>")[:-9], "malformed"),
        (make_svg("\xff").decode().encode("latin-1"), "malformed"),
        (b"<!DOCTYPE svg>" + make_svg(""), "instruction"),
        (b'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "a.dtd">' + make_svg(""), "instruction"),
        (b'<!DOCTYPE svg [<!ENTITY a "b">]>' + make_svg("&a;"), "instruction"),
        (b'<!DOCTYPE svg [<!ATTLIST g onload CDATA "1">]>' + make_svg("<g/>"), "instruction"),
        (b'<?xml version="1.0" encoding="UTF-7"?>' + make_svg("+ADw-script+AD4-"), "malformed"),
        (b'<?xml version="1.0" encoding="iso-8859-1"?>' + make_svg(""), "malformed"),
        (make_svg("<script/>").decode().encode("utf-16"), "malformed"),
        (make_svg("<script/>").decode().encode("utf-16-le"), "malformed"),
        (make_svg("<script/>").decode().encode("utf-16-be"), "malformed"),
        (make_svg("<script/>").decode().encode("utf-32"), "malformed"),
        (make_svg("<g>" * 101 + "</g>" * 101), "complex"),
        (make_svg("<g/>" * 20_001), "complex"),
        (make_svg(" " * 512_000), "complex"),
    ],
)
def test_what_is_no_plain_svg_is_refused(source, fault):
    assert looks_like_svg(source)
    assert fault in {found.kind for found in find_svg_faults(source)}


@pytest.mark.parametrize(
    ("attributes", "size"),
    [
        ('width="90" height="30"', (90, 30)),
        ("width='9.5mm'\nheight='3mm' viewBox='0 0 5 5'", (9.5, 3)),
        ('viewBox="0 0 1200.5 40"', (1200.5, 40)),
        ('viewBox="-1e1,2 , 12,4" width="100%" height="100%"', (12, 4)),
        ('width="9cm" height="30" viewBox="0 0 9 3"', (9, 3)),
        ('stroke-width="2" height="3"', (0, 0)),
        ('viewBox="0 0 -9 3"', (0, 0)),
        ("", (0, 0)),
    ],
)
def test_the_size_is_what_the_svg_says(attributes, size):
    source = (
        f'<svg xmlns="http://www.w3.org/2000/svg" {attributes}><path width="7" height="7"/></svg>'
    )
    assert read_svg_size(source.encode()) == size


def make_entity_bomb(attribute):
    levels = "".join(
        f'<g id="a{level}">' + f"<use {attribute.format(level - 1)}/>" * 10 + "</g>"
        for level in range(1, 8)
    )
    return f'<defs><g id="a0"><path/></g>{levels}</defs><use {attribute.format(7)}/>'


@pytest.mark.parametrize("attribute", ['href="#a{}"', 'xlink:href=" #a{}"', "fill=\"url('#a{}')\""])
def test_parts_that_repeat_parts_without_end_are_refused(attribute):
    assert list_faults(make_entity_bomb(attribute)) == [("complex", 1)]


def test_a_part_that_repeats_itself_is_refused():
    body = '<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g>'
    assert list_faults(body) == [("complex", 1)]


@pytest.mark.parametrize(
    "body",
    [
        '<g id="a"><a href="#a"><path/></a></g>',
        '<g id="a"><g id="a"/></g>',
        '<g id="a"><mask id="b"/><g mask="url(#b)"/></g>',
    ],
)
def test_a_part_that_is_only_named_within_itself_is_harmless(body):
    assert list_faults(body) == []


def test_a_long_chain_of_references_is_followed():
    chain = "".join(f'<g id="c{i}"><use href="#c{i + 1}"/></g>' for i in range(4000))
    assert list_faults(chain) == [("complex", 1)]
    assert list_faults(chain[: chain.index('<g id="c200"')]) == []


def test_a_bomb_carried_along_is_refused():
    out = BytesIO()
    Image.new("1", (10_000, 8_000)).save(out, "PNG")
    carried = b64encode(out.getvalue()).decode()
    assert list_faults(f'<image href="data:image/png;base64,{carried}"/>') == [(REF, 2)]


@pytest.mark.parametrize(
    ("begin", "repeated"),
    [("", "a"), ("", "url("), ("", "url(#"), ("url(", " "), ("", "a("), ("", "\\"), ("", "url( '"),
     ("", "javascript "), ("", "@"), ("", "-")],
)  # fmt: skip
def test_a_value_of_half_a_megabyte_is_judged_at_once(begin, repeated):
    value = begin + repeated * (500_000 // len(repeated))
    started = time.process_time()
    find_svg_faults(make_svg(f'<g style="{value}"/>'))
    find_svg_faults(make_svg(f"<style>{value}</style>"))
    assert time.process_time() - started < MOST_SECONDS


def test_many_attributes_are_judged_at_once():
    many = " ".join(f'a{number}="url(x)"' for number in range(20_000))
    assert len(find_svg_faults(make_svg(f"<g {many}/>"))) == 100


def test_no_more_faults_are_reported_than_anyone_reads():
    assert len(find_svg_faults(make_svg("<script/>\n" * 5000))) == 100


def test_a_logo_passes_as_it_is():
    source = make_svg('<path d="M0 0h9v9z"/>')
    assert prepare(source, SLOTS["logo"], name="logo.svg").data is source
    assert inspect(source).format == "SVG"


def test_an_svg_over_its_budget_is_refused():
    with pytest.raises(MediaError, match=r"its budget is 30,000\."):
        prepare(make_svg("<!--" + "x" * 30_000 + "-->"), SLOTS["favicon"])


@pytest.mark.parametrize(
    ("source", "rule"),
    [
        (make_svg("<script/>"), "svg-active"),
        (make_svg('<image href="https://x.dk/a.png"/>'), "svg-active"),
        (make_svg(r"<style>a{b:\75 rl(c)}</style>"), "svg-active"),
        (make_svg("<foreignObject/>"), "svg-not-plain"),
        (make_svg("<?php echo 1 ?>"), "svg-not-plain"),
        (make_svg("</g>"), "picture-unreadable"),
        (make_svg("<g/>" * 20_001), "picture-too-large"),
    ],
)
def test_a_fault_breaks_the_rule_of_its_kind(source, rule):
    assert find_svg_faults(source)[0].rule == rule
