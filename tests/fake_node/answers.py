"""What the node does where nobody knows it: one switch for each question, with every answer.

All of it is synthetic (S), but for the form of the client's answer with a meeting's screens, which is that
of Pexip's own client (T: npm @pexip/infinity-api 20.0.0).
"""

from __future__ import annotations

import copy
import json
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.fake_node.hosted_app import make_stock_screens

CONFIG = "themeconfig.json"


@dataclass
class Answers:
    """How this node behaves; the first answer of each is what most sources point to."""

    screens: str = "layout"
    """Merged deeply (text), elements replaced (color), screens replaced (layout), the whole map
    replaced (all), ignored (none); layout_type refused (no-layout); screens that the client
    refuses even without a theme (odd), or no answer at all (silent)."""
    in_place: str = "replaced"
    """`last_updated` moves with a package (replaced), also with rooms or names (moves-with-rooms,
    moves-with-names), never (silent); the old package stays (kept-old), the upload is refused
    (refused), the theme gets another uuid (new-uuid), or the node fails (broken)."""
    folder: str = "ignored"
    """A service theme in a folder is read, ignored or refused."""
    prompts: str = "accepted"
    """Recordings that are accepted: with chunks and extensible header (accepted), without the first
    (chunks-refused), the second (extensible-refused), both (refused); all of them (unchecked)."""
    meta_name: str = "accepted"
    """A branding whose meta.name isn't DEFAULT is accepted or refused."""
    path_type: str = "together"
    """A path's type changes with its branding (together), alone (in-steps), not at all (refused);
    there and not back (one-way), or is ignored in silence (ignored)."""

    def find_refusal(self, resource: str, files: Mapping[str, bytes]) -> str:
        """Return why an upload is refused, or an empty text."""
        if resource == "webapp_branding":
            manifest = json.loads(files.get("webapp3/branding/manifest.json", b"{}"))
            is_usual = manifest.get("meta", {}).get("name", "DEFAULT") == "DEFAULT"
            return "" if is_usual or self.meta_name == "accepted" else "No branding files found"
        if self.folder == "refused" and any("/" in name for name in files):
            return "No theme files found"
        if self.screens == "no-layout" and b"layout_type" in files.get(CONFIG, b""):
            return "Unknown key"
        if any(self._is_bad(data) for name, data in files.items() if name.endswith(".wav")):
            return "Invalid audio file"
        return ""

    def _is_bad(self, wav: bytes) -> bool:
        if self.prompts == "unchecked":
            return False
        tag, _channels, rate = struct.unpack_from("<HHI", wav, wav.index(b"fmt ") + 8)
        is_refused = self.prompts in ("refused", "extensible-refused") and tag == 0xFFFE
        has_chunks = b"LIST" in wav or b"bext" in wav
        return (
            rate != 48_000
            or is_refused
            or (self.prompts in ("refused", "chunks-refused") and has_chunks)
        )

    def show_screens(self, files: Mapping[str, bytes]) -> dict[str, Any] | None:
        """Return the direct-media screens of a meeting with that theme; None where it has none."""
        if self.screens == "silent":
            return None
        base = make_stock_screens()
        if self.screens == "odd":
            return {**base, "direct_media_welcome": {"layout_type": "other"}}
        found = files.get(CONFIG)
        if found is None and self.folder == "read":
            found = next((data for name, data in files.items() if name.endswith(CONFIG)), None)
        screens = json.loads(found or b"{}").get("splash_screens", {}).get("screens", {})
        given = {id_: screen for id_, screen in screens.items() if id_ in base}
        if self.screens == "all":
            return given or base
        if self.screens != "none":
            for id_, screen in given.items():
                base[id_] = self._merge(base[id_], screen)
        return base

    def _merge(self, stock: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
        if self.screens == "layout":
            return given
        merged = {**stock, **given}
        if self.screens == "text" and "elements" in given:
            first, *more = given["elements"]
            merged["elements"] = [{**stock["elements"][0], **first}, *more]
        return copy.deepcopy(merged)
