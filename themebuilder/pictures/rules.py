"""The manual: one page for each thing that can be wrong with a picture."""

from __future__ import annotations

from themebuilder.problems import Rule, Severity

_PAGES = {
    "picture-not-a-picture": """A picture file holds a picture.

    It is empty, or it holds something else: a web page that was saved in place of a download, say.
    Fetch the picture again.
    """,
    "picture-format": """A picture is a JPEG, PNG, WebP, GIF or TIFF, and a logo may be an SVG.

    Other formats are read by few programs and checked by none of ours.
    Save it as PNG or JPEG.
    """,
    "picture-mislabelled": """A picture's name says what it is.

    Some programs trust the ending, and a PNG that is called .jpg works on one machine only.
    Rename the file.
    """,
    "picture-broken": """A picture can be decoded.

    The file is damaged.
    Copy or export it again.
    """,
    "picture-truncated": """A picture is there to its last line.

    A copy or a download broke off, and the lower part would be grey.
    Copy it again.
    """,
    "picture-bomb": """A picture has at most 64 million pixels.

    A few bytes can unfold to gigabytes; the size is read and refused before a pixel is decoded.
    Scale the picture down before you hand it over.
    """,
    "picture-too-heavy": """A picture file has at most 100 MB.

    The slots need a fraction of that.
    Export it smaller.
    """,
    "picture-animated": """A picture stands still.

    Moving pictures behind a conversation disturb, and some people get ill from them (WCAG 2.2.2).
    Export one frame.
    """,
    "picture-mode": """A picture's colours are of a kind that can be turned into sRGB.

    Export it as RGB.
    """,
    "picture-too-small": """A picture is large enough for its place.

    Blown up, it is blurred on every screen.
    Hand over a larger one; the message names both sizes.
    """,
    "picture-over-budget": """A picture fits its budget of bytes, at the lowest quality that we allow.

    Patients on phones wait for every byte.
    Choose a calmer picture, or raise ``budgets`` in ``themes/workspace.yaml``.
    """,
    "drawing-unknown-style": """The style of a drawn picture is one that themebuilder knows.

    Write one of: waves, hills, aurora, paper.
    """,
    "drawing-color": """A drawn picture has a colour, written as "#2f6f8f".

    Every tone of the picture is derived from it.
    Correct the colour.
    """,
    "drawing-mark": """A word that is woven into a drawn picture is short and in capitals.

    It has one to twelve of the letters A to Z, digits and spaces; the typeface has no others.
    Choose another word, such as TEST.
    """,
    "drawing-slot": """Only backgrounds are drawn.

    A logo or a favicon has to be recognised, and nothing that we draw is.
    Name a file.
    """,
    "svg-script": """An SVG holds no script.

    A script in a logo runs in every guest's browser, in the middle of a meeting.
    Export the logo as plain SVG.
    """,
    "svg-event-attribute": """An SVG has no attribute that starts a script.

    ``onload`` and its kin run in every guest's browser.
    Export the logo as plain SVG.
    """,
    "svg-external-reference": """An SVG is complete in itself.

    An address in it tells somebody else who joins which meeting, and shows what they choose.
    Put what it points to into the file, or remove it.
    """,
    "svg-foreign-object": """An SVG holds shapes only, no foreign objects.

    ``foreignObject`` can hold a whole web page.
    Export the logo as plain SVG.
    """,
    "svg-embedded-html": """An SVG holds shapes only, no HTML.

    HTML in a logo can do what a web page can.
    Export the logo as plain SVG.
    """,
    "svg-animation": """An SVG stands still.

    Moving logos disturb, and an animation can set an address.
    Export it without animation.
    """,
    "svg-style": """Styles in an SVG load nothing and hide nothing.

    Turn styles into attributes: most programs call it presentation attributes.
    """,
    "svg-doctype": """An SVG has no DOCTYPE.

    It can define entities that unfold to gigabytes.
    Remove the line.
    """,
    "svg-entity": """An SVG defines no entities.

    They can unfold to gigabytes, or read files.
    Remove them.
    """,
    "svg-instruction": """An SVG has no processing instructions but its XML declaration.

    ``xml-stylesheet`` loads something from elsewhere.
    Remove the line.
    """,
    "svg-unknown-element": """An SVG holds elements that we know to be harmless.

    What an unknown one does in a browser, nobody here can say.
    Export the logo as plain SVG.
    """,
    "svg-root": """An SVG begins with the element ``svg`` in its own namespace.

    Anything else is not shown as a picture.
    Export it again.
    """,
    "svg-malformed": """An SVG is well-formed XML.

    Browsers show nothing at all of a broken one.
    Export it again.
    """,
    "svg-encoding": """An SVG is UTF-8.

    Other encodings can hide what is in it.
    Save it as UTF-8.
    """,
    "svg-too-complex": """An SVG is small enough to be read at a glance.

    A logo needs a few shapes; a traced photograph makes every phone stutter.
    Simplify the paths, or export a PNG.
    """,
}

RULES = {name: Rule(name, Severity.ERROR, page) for name, page in _PAGES.items()}
