"""What is wrong with a file is said in English and in Danish."""

from __future__ import annotations

import pytest

from themebuilder.core.messages import translate
from themebuilder.media.model import SLOTS, MediaError
from themebuilder.media.pictures import keep, prepare
from themebuilder.media.recordings import speak_draft

SVG = b"<svg xmlns='http://www.w3.org/2000/svg'><rect style='fill:url(https://x.org/a.png)'/></svg>"


@pytest.mark.parametrize(
    ("use", "english", "danish"),
    [
        (
            lambda: prepare(b"%PDF-1.7", SLOTS["logo"]),
            "The file's format is PDF, which can't be used. Save it as PNG or JPEG.",
            "Filens format er PDF, og det kan ikke bruges. Gem billedet som PNG eller JPEG.",
        ),
        (
            lambda: keep(SVG, SLOTS["logo"]),
            (
                "Attribute `style`: A style refers to `https://x.org/a.png`. Browsers would load it from "
                "elsewhere. Embed it, or remove it. Edit the file in a text editor, or export it as PNG."
            ),
            (
                "Attributten `style`: En stil henviser til `https://x.org/a.png`. Browsere ville hente det "
                "et andet sted fra. Indlejr det, eller fjern det. Ret filen i en teksteditor, eller eksportér den som PNG."
            ),
        ),
        (
            lambda: speak_draft("da", "ord " * 200),
            "The words have 799 characters; at most 600 are allowed. Shorten the words.",
            "Ordene er på 799 tegn; højst 600 er tilladt. Sig det med færre ord.",
        ),
    ],
)
def test_a_file_that_cannot_be_used_is_described_in_both_languages(use, english, danish):
    with pytest.raises(MediaError) as refusal:
        use()
    parts = (refusal.value.message, refusal.value.hint)
    assert " ".join(translate(part, "en") for part in parts) == english
    assert " ".join(translate(part, "da") for part in parts) == danish
