"""The shipped texts, a theme, and files as translators return them."""

from __future__ import annotations

from functools import cache

import openpyxl
import pytest
import yaml

from tests.conftest import ROOT, WARD
from themebuilder.checks.glossary import load_glossary
from themebuilder.checks.prose import fold
from themebuilder.definitions.loader import read_library

THEMES = ROOT / "themes"


@cache
def read(kind, name):
    with (THEMES / kind / f"{name}.yaml").open(encoding="utf-8") as file:
        return yaml.load(file, Loader=yaml.CBaseLoader)


def merge_texts(language, audience):
    overlay = read("texts", f"{language}.{audience}")["keys"] if audience != "everyone" else {}
    return {**read("texts", language)["keys"], **overlay}


@pytest.fixture(scope="session")
def document():
    """A function that reads a file: kind (texts, wordings, terms) and name."""
    return read


@pytest.fixture(scope="session")
def texts():
    """A function that gives what an audience reads in a language: key -> text."""
    return merge_texts


@pytest.fixture(scope="session")
def find_avoided_words():
    """A function that finds the words in a text that the glossary keeps from an audience."""

    library = read_library(ROOT, ROOT)

    def find(language, audience, text):
        glossary = load_glossary(library, language, audience)
        lists = (glossary.forbidden, glossary.avoid)
        return [word for words in lists for word, _ in words.find(fold(text))]

    return find


@pytest.fixture
def ward(write):
    """Write the theme, with more lines where a test needs them."""

    def write_theme(more: str = "") -> None:
        write("themes/ward.yaml", WARD + more)

    write_theme()
    return write_theme


@pytest.fixture
def own_texts(write):
    """A texts file of the workspace, with everything that people write into YAML."""
    return write(
        "themes/texts/da.yaml",
        """\
# Ours.
texts: da
review: proposed
keys:

  # The big red button
  meeting.leave:   Forlad nu      # short, please
  'media.mute': 'Sluk ''mikrofon'''
  infocard.meeting.header: "Velkommen til\\n {{brandName}}"
  common.join: >-
    Gå
    ind
  common.back: &back Tilbage
  common.close: *back
""",
    )


@pytest.fixture
def export(run, tmp_path):
    """Export the Danish texts to a file with this ending."""

    def export_texts(ending: str, language: str = "da"):
        file = tmp_path / f"texts{ending}"
        assert run("texts", "export", "--guest-language", language, "-o", str(file)).code == 0
        return file

    return export_texts


@pytest.fixture
def sheet(tmp_path):
    """A workbook with a few rows, as a translator sends it back: {(set, key): text}."""

    def make_sheet(texts=(), *, language: str = "da", comments=()) -> str:
        book = openpyxl.Workbook()
        book.active.append(["Language", "Set", "Key", "Text", "Comment"])
        for name in {**dict(texts), **dict(comments)}:
            book.active.append([language, *name, dict(texts).get(name), dict(comments).get(name)])
        book.save(tmp_path / "sent.xlsx")
        return str(tmp_path / "sent.xlsx")

    return make_sheet
