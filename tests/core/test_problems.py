"""Suggestions for misspelled names."""

from __future__ import annotations

import pytest

from themebuilder.core.problems import suggest_path

KNOWN = (
    "klinik/huge.png",
    "klinik/logo.svg",
    "praksis/logo.svg",
    "klinik/background.jpg",
    "generisk/LICENSE",
)


@pytest.mark.parametrize(
    ("path", "meant"),
    [
        ("logo.png", "klinik/logo.svg"),
        ("klinik/lgo.svg", "klinik/logo.svg"),
        ("praksis/Logo.svg", "praksis/logo.svg"),
        ("praksi/logo.png", "praksis/logo.svg"),
        ("klinik/backgrund.jpeg", "klinik/background.jpg"),
        ("klinik/hug.png", "klinik/huge.png"),
    ],
)
def test_a_file_is_suggested_by_its_name(path, meant):
    assert suggest_path(path, KNOWN) == f"Did you mean `{meant}`?"


@pytest.mark.parametrize("path", ["klinik/portrait.png", "klinik/x.png", "huge/klinik.png", ""])
def test_a_file_of_another_name_is_not_suggested(path):
    assert suggest_path(path, KNOWN, "Put the file there.") == "Put the file there."


def test_without_known_files_nothing_is_suggested():
    assert suggest_path("logo.png", ()) == ""
