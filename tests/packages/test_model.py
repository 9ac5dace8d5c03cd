"""What people read of a package, and how a message stands on a screen."""

from __future__ import annotations

import pytest

from themebuilder.core.problems import Place
from themebuilder.core.tree import Text
from themebuilder.definitions.model import WordingMessage
from themebuilder.packages.model import PACKAGE_TITLES, ForeignPackage
from themebuilder.packages.service_theme import format_screen_text


def make_message(title: str, body: str, call: str = "") -> WordingMessage:
    return WordingMessage(*(Text(one, Place("x.yaml")) for one in (title, body, "", "", call)))


@pytest.mark.parametrize(
    ("said", "screen"),
    [
        ([("Vent her.", "Vi er her.")], "Vent her.\nVi er her."),
        ([("", "Vi er her.", "Ring.")], "Vi er her.\nRing."),
        (
            [("Vent her.", "Vi er her."), ("Please wait.", "We are here.")],
            "Vent her. / Please wait.\nVi er her.\nWe are here.",
        ),
        ([("A" * 29, "a"), ("B" * 28, "b")], f"{'A' * 29} / {'B' * 28}\na\nb"),
        ([("A" * 29, "a"), ("B" * 29, "b")], f"{'A' * 29}\n{'B' * 29}\na\nb"),
    ],
    ids=["one language", "no title", "two", "titles of one line", "titles of two lines"],
)
def test_a_message_stands_on_a_screen(said, screen):
    assert format_screen_text(*(make_message(*words) for words in said)) == screen


def test_a_kind_of_package_has_a_name():
    assert PACKAGE_TITLES == {
        "webapp3": "Webapp3 branding",
        "service-theme": "service theme",
        "webapp2": "Webapp 2 branding",
    }


@pytest.mark.parametrize(
    ("entry", "place"),
    [("branding/logo.svg", "a.zip/Ours/logo.svg"), ("other.txt", "a.zip/other.txt"), ("", "a.zip")],
)
def test_a_file_is_named_as_in_the_zip(entry, place):
    package = ForeignPackage("a.zip", "webapp3", {}, folder="Ours/", our_folder="branding/")
    assert package.place(entry) == Place(place)
