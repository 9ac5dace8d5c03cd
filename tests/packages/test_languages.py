"""What is wrong with a package is said in English and in Danish."""

from __future__ import annotations

import pytest

from tests.packages.test_hostile import Entry, craft
from themebuilder.core.messages import translate
from themebuilder.packages.entry_names import Limits
from themebuilder.packages.errors import ArchiveError
from themebuilder.packages.json_reader import read_json
from themebuilder.packages.zip_reader import unpack


@pytest.mark.parametrize(
    ("read", "english", "danish"),
    [
        (
            lambda: unpack(craft(Entry(b"../logo.png"))),
            "The name `../logo.png` leads out of the package.",
            "Navnet `../logo.png` fører ud af pakken.",
        ),
        (
            lambda: unpack(craft(Entry(b"logo.png", bytes(2000))), Limits(file=1000)),
            "`logo.png` has 2,000 bytes; at most 1,000 are allowed.",
            "`logo.png` er på 2.000 byte; højst 1.000 er tilladt.",
        ),
        (
            lambda: read_json(b'{"a": 1, "a": 2}', "manifest.json"),
            "The key `a` is given twice.",
            "Nøglen `a` står to gange.",
        ),
        (
            lambda: read_json(b'{"a": 1 "b"}', "manifest.json"),
            "The JSON is malformed: Expecting ',' delimiter.",
            "Der er en fejl i JSON-filen: Her skal der være et komma.",
        ),
    ],
)
def test_a_broken_package_is_described_in_both_languages(read, english, danish):
    with pytest.raises(ArchiveError) as refusal:
        read()
    (found,) = refusal.value.problems
    assert (translate(found.message, "en"), translate(found.message, "da")) == (english, danish)
