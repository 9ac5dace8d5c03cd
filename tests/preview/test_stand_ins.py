"""Texts of the web app that nobody published: marked on the page, until the node's own are learned."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.preview.kit import FILES, WARD
from themebuilder.build.pipeline import build_theme
from themebuilder.cli.workspace import find_cache_folder
from themebuilder.core.cache import Cache
from themebuilder.definitions.library import shipped_root
from themebuilder.definitions.loader import read_library
from themebuilder.definitions.model import Files
from themebuilder.definitions.outline import outline_theme
from themebuilder.platform.learnt import LearntFacts
from themebuilder.platform.learnt_file import LEARNT_FILE
from themebuilder.platform.target import load_platform, load_workspace_platform
from themebuilder.preview.page import read_bundle
from themebuilder.preview.stand_ins import find_learnt_texts
from themebuilder.reports.page_in_browser import collect_page_files, open_page, show_screen

LEARNT = LearntFacts(
    "node",
    texts={"guest.pin-title": "Enter your PIN:", "guest.other": "Something else"},
    translated={"da": {"guest.pin-title": "Indtast mødets pinkode", "guest.other": "Noget andet"}},
)


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        ({"a": "Enter the PIN"}, {"pin.title": "a"}),
        ({"a": "enter  the pin."}, {"pin.title": "a"}),
        ({"a": "Enter PIN", "b": "Enter the PIN"}, {"pin.title": "b"}),
        ({"b": "Enter the PIN", "a": "Enter the PIN"}, {"pin.title": "a"}),
        ({"a": "The PIN is wrong"}, {}),
        ({"meeting.leave": "Enter the PIN"}, {}),
    ],
)
def test_a_learnt_text_is_found_by_its_english_words(texts, found):
    assert find_learnt_texts(load_platform().extend(LearntFacts("node", texts))) == found


def test_nothing_is_found_among_published_texts():
    assert find_learnt_texts(load_platform()) == {}


def test_the_page_gets_the_key_once_it_is_learnt(client, own_workspace, save):
    address = "/themes/ward/view/node.json"
    before = client.get(address).json()["stand_ins"]
    (own_workspace / LEARNT_FILE).write_text(LEARNT.to_json(), encoding="utf-8")
    save(ward=WARD)
    after = client.get(address).json()["stand_ins"]
    assert (before, after) == ({}, {"pin.title": "guest.pin-title"})


def test_an_open_preview_follows_when_facts_are_learnt(own_workspace, save, monkeypatch):
    monkeypatch.setitem(FILES, "learnt", LEARNT_FILE)
    save(ward=WARD)
    (told, *_) = save(learnt=LEARNT.to_json())
    assert "texts" in told.changed


def test_a_damaged_file_of_facts_is_a_problem_of_every_theme(client, own_workspace, save):
    (own_workspace / LEARNT_FILE).write_text("{", encoding="utf-8")
    save(ward=WARD)
    found = client.get("/api/themes/ward").json()
    assert "file-unreadable" in [problem["rule"] for problem in found["failure"]]


@pytest.mark.slow
def test_a_guest_page_marks_a_stand_in_until_its_text_is_learnt(browser, own_workspace):
    files: dict[str, bytes] = {}
    with open_page(browser, files) as page:
        for title, is_stand_in in (("Skriv pinkoden", True), ("Indtast mødets pinkode", False)):
            files.update(list_guest_files(own_workspace))
            show_screen(page, "pin", "da", "fine")
            assert page.get_by_text(title, exact=True).count() >= 1
            marks = "text => [...CSS.highlights.get('stand-in')].some(one => `${one}` === text)"
            assert page.evaluate(marks, title) is is_stand_in
            assert page.evaluate("document.documentElement.dataset.standIns") == (
                "Bølgelinje: pladsholder. Webappens egne ord er ikke kendt (ubekræftet)."
            )
            (own_workspace / LEARNT_FILE).write_text(LEARNT.to_json(), encoding="utf-8")


def list_guest_files(root: Path) -> Files:
    """All that a guest page of the ward asks for."""
    platform = load_workspace_platform(root, "27")
    library = read_library(root, shipped_root())
    made = build_theme(
        library, outline_theme(library, "ward"), platform, Cache(find_cache_folder())
    )
    files = collect_page_files(
        {package.kind: package.files for package in made.packages}, read_bundle()
    )
    node = {"stand_ins": dict(find_learnt_texts(platform))}
    return {**files, "view/node.json": json.dumps(node).encode()}
