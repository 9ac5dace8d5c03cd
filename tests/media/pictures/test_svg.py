"""A hostile corpus: each construct that fetches, runs or hides something is named with its line."""

from base64 import b64encode
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from themebuilder.media.pictures import SLOTS, PictureError, check_svg, inspect, is_svg, prepare

HEAD = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    ' viewBox="0 0 9 9">\n'
)


def svg(body):
    return f"{HEAD}{body}\n</svg>".encode()


def faults(body):
    return [(fault.name, fault.line) for fault in check_svg(svg(body))]


def png(size=(2, 2)):
    out = BytesIO()
    Image.new("RGB", size).save(out, "PNG")
    return b64encode(out.getvalue()).decode()


HARMLESS = [
    "<title>Læge &amp; patient</title><desc>javascript: is only text here</desc>",
    '<g id="a" transform="rotate(4)"><path d="M0 0h9v9z" fill="url(#b)"/></g><use href="#a"/>',
    '<use xlink:href="#a"/><path style="fill:url(&quot;#b&quot;);clip-path: url( \'#c\' )"/>',
    f'<image href="data:image/png;base64,{png()}" width="9" height="9"/>',
    f'<image xlink:href="\n data:image/png;base64,{png()} "/>',
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
    assert check_svg(svg(body)) == ()


REF, SCRIPT, EVENT = "svg-external-reference", "svg-script", "svg-event-attribute"
PAGE, MOVES, STYLE = "svg-foreign-object", "svg-animation", "svg-style"
HTML, UNKNOWN = "svg-embedded-html", "svg-unknown-element"

HOSTILE = [
    ("<script>alert(1)</script>", SCRIPT),
    ("<SCRIPT>alert(1)</SCRIPT>", SCRIPT),
    ('<s:script xmlns:s="http://www.w3.org/2000/svg" href="#"/>', SCRIPT),
    ('<script xmlns="">1</script>', SCRIPT),
    ('<h:script xmlns:h="http://www.w3.org/1999/xhtml">1</h:script>', HTML),
    ('<h:img xmlns:h="http://www.w3.org/1999/xhtml"/>', HTML),
    ('<metadata><link xmlns="http://www.w3.org/1999/xhtml"/></metadata>', HTML),
    ('<desc><b xmlns="http://www.w3.org/1999/xhtml">x</b></desc>', HTML),
    ("<handler>1</handler>", SCRIPT),
    ('<ev:listener xmlns:ev="http://www.w3.org/2001/xml-events"/>', SCRIPT),
    ('<g xmlns:ev="http://www.w3.org/2001/xml-events" ev:event="load"/>', EVENT),
    ('<g onload="1"/>', EVENT),
    ('<g OnClick="1"/>', EVENT),
    ('<g\tonmouseover\n=\n"1"/>', EVENT),
    ('<g xmlns:x="urn:x" x:onload="1"/>', EVENT),
    ("<foreignObject/>", PAGE),
    ("<ForeignObject/>", PAGE),
    ("<iframe/>", PAGE),
    ("<embed/>", PAGE),
    ("<video/>", PAGE),
    ("<set/>", MOVES),
    ('<animate attributeName="href" to="javascript:1"/>', MOVES),
    ('<animateTransform attributeName="x"/>', MOVES),
    ("<style>@keyframes a{}</style>", MOVES),
    ("<style>@-webkit-keyframes a{}</style>", MOVES),
    ('<math xmlns="http://www.w3.org/1998/Math/MathML"/>', UNKNOWN),
    ('<x xmlns="urn:unknown"/>', UNKNOWN),
    ('<x xmlns=""/>', UNKNOWN),
    ("<blink/>", UNKNOWN),
    ("<RECT/>", UNKNOWN),
    ('<use href="http://example.org/a.svg#b"/>', REF),
    ('<use href="//example.org/a.svg#b"/>', REF),
    ('<use href="other.svg#b"/>', REF),
    ('<use href="\\\\example.org\\a"/>', REF),
    ('<use HREF="other.svg#b"/>', REF),
    ('<image href="photo.png"/>', REF),
    ('<image xlink:href="file:///etc/passwd"/>', REF),
    ('<image x:href="http://x/" xmlns:x="http://www.w3.org/1999/xlink"/>', REF),
    ('<image src="http://example.org/a.png"/>', REF),
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
    (f'<image href="data:image/jpeg;base64,{png()}"/>', REF),
    ('<g xml:base="http://example.org/"/>', REF),
    ('<g from="javascript:1"/>', SCRIPT),
    ('<g values=" java&#10;script:1"/>', SCRIPT),
    ('<rect fill="url(http://example.org/a#b)"/>', REF),
    ("<rect filter='url(\"a.svg#b\")'/>", REF),
    ('<rect fill="URL( http://example.org )"/>', REF),
    ('<rect style="fill:url(http://example.org/a#b)"/>', REF),
    ('<rect style="fill:u\\72l(http://example.org)"/>', REF),
    ('<rect style="fill:\\75\\72\\6c(http://example.org)"/>', REF),
    ('<rect style="fill:\\000075 rl(http://example.org)"/>', REF),
    ('<rect style="fill:\\u\\rl(http://example.org)"/>', REF),
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
    ("<style>@import 'http://example.org/a.css';</style>", REF),
    ("<style>@IMPORT url(#a);</style>", REF),
    ("<style>@\\69mport 'a.css';</style>", REF),
    ("<style><![CDATA[@import 'a.css';]]></style>", REF),
    ("<style>@im<!-- -->port 'a.css';</style>", REF),
    ("<style>@im<![CDATA[port]]> 'a.css';</style>", REF),
    ("<style>&#64;import 'a.css';</style>", REF),
    ("<style>.a{fill:url(a.svg#b)}</style>", REF),
    ("<style>.a{fill:u\\\nrl(a.svg#b)}</style>", REF),
    ('<style>"/*" .a{fill:url(a.svg)} "*/"</style>', REF),
    ("<style>@font-face{font-family:a;src:url(a.woff)}</style>", REF),
    ("<style>@namespace url(http://www.w3.org/1999/xhtml);</style>", STYLE),
    ("<style>a{}&lt;/style>&lt;script></style>", STYLE),
    ("<style>@im<g/>port 'a.css';</style>", STYLE),
    ("<?xml-stylesheet href='a.css'?>", "svg-instruction"),
    ("<?php echo 1 ?>", "svg-instruction"),
]


@pytest.mark.parametrize(("body", "fault"), HOSTILE)
def test_what_is_hostile_is_named(body, fault):
    assert fault in {name for name, _ in faults(body)}


@pytest.mark.parametrize(("body", "fault"), HOSTILE)
def test_what_is_hostile_is_refused_as_a_logo(body, fault):
    with pytest.raises(PictureError) as refusal:
        prepare(svg(body), SLOTS["logo"])
    assert refusal.value.faults
    assert refusal.value.line >= 2


def test_every_fault_is_told_with_its_line():
    body = '<script/>\n<g/>\n<use href="a.svg"/><g\n  id="x"\n  onload="1"/>\n<style>\n.a{}\n@import "b";</style>'
    assert faults(body) == [(SCRIPT, 2), (REF, 4), (EVENT, 6), (REF, 9)]


def test_an_attribute_is_told_where_it_is_written():
    fault = check_svg(svg('<g id="onload=1"\n xmlns:x="urn:x" æ="1"  onload="2"/>'))[0]
    assert (fault.line, fault.column, fault.name) == (3, 25, EVENT)


def test_a_byte_order_mark_moves_no_line():
    assert check_svg(b"\xef\xbb\xbf" + svg('<g\n onload="1"/>'))[0].line == 3


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        (b"<svg/>", "svg-root"),
        (b'<svg xmlns="http://www.w3.org/1999/xhtml"/>', "svg-root"),
        (b"<html><body><svg xmlns='http://www.w3.org/2000/svg'/></body></html>", "svg-root"),
        (svg("</g>"), "svg-malformed"),
        (svg("&nbsp;"), "svg-malformed"),
        (svg('<g a="1" a="2"/>'), "svg-malformed"),
        (svg("<x:script/>"), "svg-malformed"),
        (svg("<g>")[:-9], "svg-malformed"),
        (svg("\xff").decode().encode("latin-1"), "svg-malformed"),
        (b"<!DOCTYPE svg>" + svg(""), "svg-doctype"),
        (b'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "a.dtd">' + svg(""), "svg-doctype"),
        (b'<!DOCTYPE svg [<!ENTITY a "b">]>' + svg("&a;"), "svg-doctype"),
        (b'<!DOCTYPE svg [<!ATTLIST g onload CDATA "1">]>' + svg("<g/>"), "svg-doctype"),
        (b'<?xml version="1.0" encoding="UTF-7"?>' + svg("+ADw-script+AD4-"), "svg-encoding"),
        (b'<?xml version="1.0" encoding="iso-8859-1"?>' + svg(""), "svg-encoding"),
        (svg("<script/>").decode().encode("utf-16"), "svg-encoding"),
        (svg("<script/>").decode().encode("utf-16-le"), "svg-encoding"),
        (svg("<script/>").decode().encode("utf-16-be"), "svg-encoding"),
        (svg("<script/>").decode().encode("utf-32"), "svg-encoding"),
        (svg("<g>" * 101 + "</g>" * 101), "svg-too-complex"),
        (svg("<g/>" * 20_001), "svg-too-complex"),
        (svg(" " * 512_000), "svg-too-complex"),
    ],
)
def test_what_is_no_plain_svg_is_refused(source, fault):
    assert is_svg(source)
    assert fault in {found.name for found in check_svg(source)}


def laughing(attribute):
    levels = "".join(
        f'<g id="a{level}">' + f"<use {attribute.format(level - 1)}/>" * 10 + "</g>"
        for level in range(1, 8)
    )
    return f'<defs><g id="a0"><path/></g>{levels}</defs><use {attribute.format(7)}/>'


@pytest.mark.parametrize("attribute", ['href="#a{}"', 'xlink:href=" #a{}"', "fill=\"url('#a{}')\""])
def test_parts_that_repeat_parts_without_end_are_refused(attribute):
    assert faults(laughing(attribute)) == [("svg-too-complex", 1)]


def test_a_part_that_repeats_itself_is_left_to_the_browser():
    assert faults('<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g>') == []


def test_a_long_chain_of_references_is_followed():
    chain = "".join(f'<g id="c{i}"><use href="#c{i + 1}"/></g>' for i in range(4000))
    assert faults(chain) == [("svg-too-complex", 1)]
    assert faults(chain[: chain.index('<g id="c200"')]) == []


def test_a_bomb_carried_along_is_refused():
    out = BytesIO()
    Image.new("1", (10_000, 8_000)).save(out, "PNG")
    carried = b64encode(out.getvalue()).decode()
    assert faults(f'<image href="data:image/png;base64,{carried}"/>') == [(REF, 2)]


@pytest.mark.parametrize(
    "value",
    ["a" * 500_000, "url(" * 120_000, "url(#" * 100_000, "url(" + " " * 500_000, "a(" * 250_000,
     "\\" * 500_000, "url( '" * 80_000, "javascript " * 45_000, "@" * 500_000, "-" * 500_000],
)  # fmt: skip
def test_a_value_of_half_a_megabyte_is_judged_at_once(value):
    check_svg(svg(f'<g style="{value}"/>'))
    check_svg(svg(f"<style>{value}</style>"))


def test_many_attributes_are_judged_at_once():
    many = " ".join(f'a{number}="url(x)"' for number in range(20_000))
    assert len(check_svg(svg(f"<g {many}/>"))) == 100


def test_no_more_faults_are_told_than_anyone_reads():
    assert len(check_svg(svg("<script/>\n" * 5000))) == 100


def test_a_logo_passes_as_it_is():
    source = svg('<path d="M0 0h9v9z"/>')
    assert prepare(source, SLOTS["logo"], name="logo.svg").data is source
    assert inspect(source).format == "svg"


def test_an_svg_over_its_budget_is_refused():
    with pytest.raises(PictureError, match=r"its budget is 30,000\."):
        prepare(svg("<!--" + "x" * 30_000 + "-->"), SLOTS["favicon"])


PIECES = st.lists(
    st.sampled_from(
        ["<g>", "</g>", "<style>", "</style>", "url(", "\\75", "@import", "<![CDATA[", "]]>", "&#x41;",
         '<use href="', '"/>', "<!--", "-->", "<?", "?>", "<!DOCTYPE", "[", "onload=", "'", "#a", "\n"]
    )
)  # fmt: skip


@given(PIECES)
@settings(max_examples=300, deadline=None)
def test_any_text_is_judged(pieces):
    assert isinstance(check_svg(svg("".join(pieces))), tuple)


@given(st.binary(max_size=200))
@settings(max_examples=200, deadline=None)
def test_any_bytes_are_judged(source):
    assert check_svg(source)
