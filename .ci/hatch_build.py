"""Puts the translations and the preview's page into the wheel, built from their sources.

Only a wheel that will be installed elsewhere gets it: an editable install serves the checkout's own
`themebuilder/preview/app/dist`. Without Node the wheel is made without the page, and everything but
`preview` and `screenshots` works; with THEMEBUILDER_PAGE=required that is an error. With
THEMEBUILDER_PAGE=none the page is left out.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

APP = Path("themebuilder") / "preview" / "app"
BUNDLE = "themebuilder/preview/bundle"
WANTED = "THEMEBUILDER_PAGE"


class PageHook(BuildHookInterface[Any]):
    """Builds the page where it is missing or older than its sources."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the translations and the built page to a standard wheel."""
        if self.target_name != "wheel" or version != "standard":
            return
        compiler = [sys.executable, "-m", "themebuilder.locale.compile"]
        subprocess.run(compiler, cwd=self.root, check=True)
        # Git ignores them, and so would the wheel.
        build_data.setdefault("artifacts", []).append("*.mo")
        if os.environ.get(WANTED) == "none":
            return
        app = Path(self.root) / APP
        if not is_fresh(app):
            if shutil.which("npm") is None:
                self._do_without()
                return
            self._build(app)
        build_data["force_include"][str(app / "dist")] = BUNDLE

    def _build(self, app: Path) -> None:
        self.app.display_info("Building the preview's page with Node …")
        for command in (["ci", "--no-audit", "--no-fund", "--ignore-scripts"], ["run", "build"]):
            done = subprocess.run(
                ["npm", *command],
                cwd=app,
                check=False,
                stdin=subprocess.DEVNULL,
                text=True,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
            )
            if done.returncode:
                raise RuntimeError(f"`npm {' '.join(command)}` failed in {app}:\n{done.stdout}")

    def _do_without(self) -> None:
        message = "Node (npm) is not installed: the wheel is made without the preview's page."
        if os.environ.get(WANTED) == "required":
            raise RuntimeError(f"{message} {WANTED} asks for it.")
        self.app.display_warning(message)


def is_fresh(app: Path) -> bool:
    """Whether the page is built, and from the sources as they are."""
    page = app / "dist" / "index.html"
    return page.is_file() and page.stat().st_mtime >= max(
        (file.stat().st_mtime for file in _sources(app)), default=0
    )


def _sources(app: Path) -> Iterator[Path]:
    pairs = app.parents[1] / "platform" / "data" / "color_pairs.json"
    for part in (*app.iterdir(), *app.parent.glob("*.json"), pairs):
        if part.name not in {"node_modules", "dist", "tests"}:
            yield from (file for file in (part, *part.rglob("*")) if file.is_file())
