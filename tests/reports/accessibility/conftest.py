"""Pictures made to be judged, packages that hold them, and a workspace with a theme in trouble."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from themebuilder.checks.base import Context, run
from themebuilder.checks.package_subject import CONFIG, MANIFEST, PackageSubject
from themebuilder.checks.picture_contrast import PACKAGE_CHECKS
from themebuilder.definitions.library import shipped_root
from themebuilder.definitions.loader import read_library
from themebuilder.media import pictures
from themebuilder.media.pictures import SLOTS
from themebuilder.platform.target import load_platform

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


def jpeg(image, *, progressive=False):
    out = BytesIO()
    image.save(out, "JPEG", quality=90, progressive=progressive)
    return out.getvalue()


def plain(color, size=(1920, 1080)):
    return Image.new("RGB", size, color)


def drawn(style="waves", tone="light", mark=""):
    made = pictures.draw(style, "#2f6f8f", tone, 3, SLOTS["screen"], mark=mark)
    return Image.open(BytesIO(made.data)).convert("RGB")


@pytest.fixture(scope="session")
def problems():
    """A function that gives the rules which a package breaks, with message and hint."""
    library = read_library(shipped_root(), shipped_root())
    context = Context(library, load_platform())

    def ask(package):
        return {found.rule.name: found for found in run(PACKAGE_CHECKS, package, context)}

    return ask


def service_theme(picture):
    """A service theme of somebody's with *picture* behind its waiting screen."""
    screen = {"background": {"path": "back.jpg"}, "elements": [{"type": "text", "text": "Vent"}]}
    config = {"splash_screens": {"screens": {"waiting_for_host": screen}}, "theme_version": 2}
    files = {CONFIG: json.dumps(config).encode(), "back.jpg": picture}
    return PackageSubject("service-theme", "theirs.zip", files)


def branding(picture, **overlay):
    """A branding of somebody's with *picture* behind the page."""
    manifest = {"images": {"background": "./back.jpg"}, "translations": {}, **overlay}
    files = {MANIFEST: json.dumps(manifest).encode(), "webapp3/branding/back.jpg": picture}
    return PackageSubject("webapp3", "theirs.zip", files)


@pytest.fixture
def trouble(write) -> Path:
    """A workspace with one theme that can hardly be read."""
    return write("themes/ward.yaml", TROUBLE)
