"""What there is to look at: the page's screens, and the windows they are looked at through.

The page has the same lists in ``app/src/screens.ts``; a test holds them equal.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlencode

SCREENS = (
    "landing",
    "custom-step",
    "device-check",
    "pin",
    "waiting",
    "waiting-video",
    "meeting",
    "participants",
    "chat",
    "chat-hidden",
    "chat-disabled",
    "breakout",
    "breakout-move",
    "settings",
    "disconnected",
    "error",
)


@dataclass(frozen=True, slots=True)
class Viewport:
    """A window in CSS pixels, and whether a finger or a mouse points in it."""

    name: str
    width: int
    height: int
    pointer: Literal["coarse", "fine"]


VIEWPORTS = (
    Viewport("phone", 390, 844, "coarse"),
    Viewport("phone-landscape", 844, 390, "coarse"),
    Viewport("tablet", 820, 1180, "coarse"),
    Viewport("laptop", 1366, 768, "fine"),
    Viewport("citrix", 1024, 768, "fine"),
)


@dataclass(frozen=True, slots=True)
class View:
    """One screen of a theme in one language through one window."""

    theme: str
    screen: str
    language: str
    viewport: Viewport

    @property
    def file(self) -> str:
        """The name of its picture."""
        return f"{self.theme}/{self.screen}.{self.language}.{self.viewport.name}.png"

    @property
    def address(self) -> str:
        """Its address below the preview's own."""
        asked = {"screen": self.screen, "lang": self.language, "pointer": self.viewport.pointer}
        return f"themes/{self.theme}/view/?{urlencode(asked)}"
