"""A workspace with a theme that can hardly be read."""

from __future__ import annotations

from pathlib import Path

import pytest

TROUBLE = """theme: ward
title: Afdelingen <b>*|x
extends: borger
organisation: clinic
brand:
  color: "#9fc4dd"
  logo: praksis/logo.svg
  screen: {draw: waves, tone: light, seed: 3}
webapp: {path: ward}
"""


@pytest.fixture
def faulty_workspace(write) -> Path:
    """A workspace with one theme that can hardly be read."""
    return write("themes/ward.yaml", TROUBLE)
