"""Pictures to check, and foreign packages with them."""

from __future__ import annotations

import json
from io import BytesIO

from PIL import Image

from themebuilder.checks.package_subject import CONFIG, MANIFEST, PackageSubject
from themebuilder.media import pictures
from themebuilder.media.model import SLOTS


def encode_jpeg(image, *, progressive=False):
    out = BytesIO()
    image.save(out, "JPEG", quality=90, progressive=progressive)
    return out.getvalue()


def make_plain_image(color, size=(1920, 1080)):
    return Image.new("RGB", size, color)


def draw_image(style="waves", tone="light", mark=""):
    made = pictures.draw(style, "#2f6f8f", tone, 3, SLOTS["screen"], mark=mark)
    return Image.open(BytesIO(made.data)).convert("RGB")


def make_service_theme(picture):
    """A service theme of somebody's with *picture* behind its waiting screen."""
    screen = {"background": {"path": "back.jpg"}, "elements": [{"type": "text", "text": "Vent"}]}
    config = {"splash_screens": {"screens": {"waiting_for_host": screen}}, "theme_version": 2}
    files = {CONFIG: json.dumps(config).encode(), "back.jpg": picture}
    return PackageSubject("service-theme", "theirs.zip", files)


def make_branding(picture, **overlay):
    """A branding of somebody's with *picture* behind the page."""
    manifest = {"images": {"background": "./back.jpg"}, "translations": {}, **overlay}
    files = {MANIFEST: json.dumps(manifest).encode(), "webapp3/branding/back.jpg": picture}
    return PackageSubject("webapp3", "theirs.zip", files)
