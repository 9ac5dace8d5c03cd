"""A theme of the workspace, and files as translators send them back."""

from __future__ import annotations

import openpyxl
import pytest

WARD = """\
theme: ward
title: Ward
extends: borger
organisation: clinic
brand: {color: "#2b6a94"}
webapp: {path: ward}
"""


@pytest.fixture
def ward(write):
    """Write the theme, with more lines where a test needs them."""

    def written(more: str = "") -> None:
        write("themes/ward.yaml", WARD + more)

    written()
    return written


@pytest.fixture
def own_texts(write):
    """A texts file of the workspace, with everything that people write into YAML."""
    return write(
        "themes/texts/da.yaml",
        """\
# Ours.
texts: da
review: approved
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
def exported(run, tmp_path):
    """Export the Danish texts to a file with this ending."""

    def made(ending: str, language: str = "da"):
        file = tmp_path / f"texts{ending}"
        assert run("texts", "export", "--language", language, "-o", str(file)).code == 0
        return file

    return made


@pytest.fixture
def sheet(tmp_path):
    """A workbook with a few rows, as a translator sends it back: {(set, key): text}."""

    def made(texts=(), *, language: str = "da", comments=()) -> str:
        book = openpyxl.Workbook()
        book.active.append(["Language", "Set", "Key", "Text", "Comment"])
        for name in {**dict(texts), **dict(comments)}:
            book.active.append([language, *name, dict(texts).get(name), dict(comments).get(name)])
        book.save(tmp_path / "sent.xlsx")
        return str(tmp_path / "sent.xlsx")

    return made
