"""The built page, and the screens and windows it is looked at in."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal
from urllib.parse import urlencode

from themebuilder.core.messages import N_, get_language
from themebuilder.definitions.model import Files

_HERE = Path(__file__).resolve().parent
FOLDERS = (_HERE / "bundle", _HERE / "app" / "dist")
"""Where the page lies: in an installed wheel, and in a checkout."""
SHELL, VIEW, POLICY = "index.html", "view.html", "policy.txt"
"""The two pages, and the content security policy that they need."""

HOW_TO_BUILD = N_("Run `make page` in the checkout, or install a wheel made by `make dist`.")


class BundleMissingError(Exception):
    """The page was not built."""


def read_bundle(folders: tuple[Path, ...] = FOLDERS) -> Files:
    """Return the files of the page by name, in memory: no other file can be requested.

    Raises `BundleMissingError` where it was not built.
    """
    for folder in folders:
        if all((folder / name).is_file() for name in (SHELL, VIEW, POLICY)):
            return {
                file.relative_to(folder).as_posix(): file.read_bytes()
                for file in sorted(folder.rglob("*"))
                if file.is_file()
            }
    raise BundleMissingError


@cache
def compress_asset(data: bytes) -> bytes:
    """Compress a file of the page, once: together they take longer than all else of a first visit."""
    return gzip.compress(data, 6, mtime=0)


@dataclass(frozen=True, slots=True)
class Viewport:
    """A window in CSS pixels, for touch (coarse) or mouse (fine)."""

    name: str
    width: int
    height: int
    pointer: Literal["coarse", "fine"]


_VIEWS = json.loads((_HERE / "views.json").read_bytes())
"""The list that the page has too."""
SCREENS = tuple(_VIEWS["screens"])
VIEWPORTS = tuple(
    Viewport(name, one["width"], one["height"], "coarse" if one["touch"] else "fine")
    for name, one in _VIEWS["viewports"].items()
)


def describe_screen(screen: str) -> tuple[str, str]:
    """Return what people call a screen, and what it is, in the language in use."""
    name, about = _VIEWS["screens"][screen][get_language()]
    return name, about


def describe_window(viewport: str) -> str:
    """Return what people call the window of that name, in the language in use."""
    return str(_VIEWS["viewports"][viewport][get_language()])


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
    def folder(self) -> str:
        """Where the preview has the packages."""
        return f"themes/{self.theme}"

    @property
    def address(self) -> str:
        """Its address below the preview's own."""
        asked = {"screen": self.screen, "lang": self.language, "pointer": self.viewport.pointer}
        return f"{self.folder}/view/?{urlencode(asked)}"


@dataclass(frozen=True, slots=True)
class PackageView(View):
    """A screen of the packages to compare with: *package* is their id."""

    package: str

    @property
    def folder(self) -> str:
        """Where the preview has the packages."""
        return f"packages/{self.package}"
