"""The language that a guest of a package gets, and where each text comes from."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from tests.importing.packages import service_theme, webapp3
from tests.importing.test_import import webapp2
from themebuilder.platform.target import load_platform

KEYS = list(load_platform().keys)
ALL = len(KEYS)
WHOLE = json.dumps(dict.fromkeys(KEYS, "x"))
ONE = json.dumps({KEYS[0]: "a", "own.key": "b"})
BOTH = {"da.json": WHOLE, "en.json": WHOLE}
NAMED = {"da": "./da.json", "en": "./en.json"}
LISTED = ["da", "en"]


def ask(run, package, *asked: str):
    options = [word for code in asked for word in ("--guest-language", code)]
    return run("texts", "show", str(package), *options, "--json")


@pytest.mark.parametrize(
    ("asked", "files", "translations", "listed", "language", "sources"),
    [
        ("da-DK", BOTH, NAMED, LISTED, "da", {"da": ALL}),
        ("pl-PL da", BOTH, NAMED, LISTED, "da", {"da": ALL}),
        ("da", {"da.json": ONE, "en.json": WHOLE}, NAMED, LISTED, "da", {"en": ALL - 1, "da": 1}),
        ("da", {"da.json": ONE}, {"da": "./da.json"}, None, "da", {None: ALL - 1, "da": 1}),
        ("da", {}, {}, None, "en", {None: ALL}),
        ("sv", {"sv.json": WHOLE}, {"sv": "sv.json"}, ["en"], "en", {None: ALL}),
        ("da", {}, {"da": "./da.json"}, None, "da", {None: ALL}),
        ("da", {"da.json": "?"}, {"da": "da.json"}, None, "da", {None: ALL}),
        ("da-DK", {"da.json": WHOLE}, {"da-dk": "da.json"}, None, "da-dk", {None: ALL}),
    ],
    ids=lambda given: given if isinstance(given, str) else "",
)
def test_where_the_texts_of_a_package_come_from(  # noqa: PLR0917 - a table
    run, tmp_path, asked, files, translations, listed, language, sources
):
    changes = {"translations": translations, "availableLanguages": listed}
    package = webapp3(tmp_path / "acme.zip", files, **changes)
    [found] = json.loads(ask(run, package, *asked.split()).out)["themes"]
    counts = Counter(one["from"] for one in found["texts"])
    assert (found["language"], counts) == (language, sources)


def test_a_language_without_texts_is_told(run, tmp_path):
    package = webapp3(tmp_path / "acme.zip", availableLanguages=["sv"])
    said = run("texts", "show", str(package), "--guest-language", "sv").out
    assert "The package has no texts in `sv`." in said


def test_a_service_theme_shows_its_screens(run, tmp_path):
    screen = {"elements": [{"type": "text", "text": "Vent"}]}
    screens = {"screens": {"waiting_for_host": screen}}
    package = service_theme(tmp_path / "acme.zip", splash_screens=screens)
    [found] = json.loads(ask(run, package, "da").out)["themes"]
    assert [(one["key"], one["text"]) for one in found["texts"]] == [("waiting_for_host", "Vent")]


def test_a_branding_for_webapp_2_is_refused(run, tmp_path):
    assert ask(run, webapp2(tmp_path / "acme.zip"), "da").code == 2


def test_packages_need_no_workspace(run, tmp_path):
    package = webapp3(tmp_path / "acme.zip")
    assert (
        run("-C", str(tmp_path), "texts", "show", str(package), "--guest-language", "da").code == 0
    )
