"""A theme that was reviewed: what its screens show, and the file that a reviewer saves."""

from __future__ import annotations

import json
from pathlib import Path

from themebuilder.build.pipeline import ThemeBuild, build_theme
from themebuilder.cli.workspace import find_cache_folder
from themebuilder.core.cache import Cache
from themebuilder.definitions.library import shipped_root
from themebuilder.definitions.loader import read_library
from themebuilder.definitions.model import Files
from themebuilder.definitions.outline import outline_theme
from themebuilder.platform.target import load_platform
from themebuilder.reviews.contents import (
    ScreenContent,
    digest_recordings,
    digest_screen,
    read_package_facts,
)

SHOWN = {
    "landing": ScreenContent(
        texts=("common.join", "preflight.get-ready"), pictures=("card", "background")
    ),
    "pin": ScreenContent(
        texts=("common.join",), colors=("1", "8"), pictures=("card", "background")
    ),
    "waiting": ScreenContent(screens=("direct_media_waiting_for_host",), parts=("button-chat",)),
    "meeting": ScreenContent(
        texts=("meeting.leave",), colors=("10", "background"), parts=("button-chat", "button-leave")
    ),
}
LANGUAGES = ("da", "en")
PACKAGE = f"sha256:{'0' * 64}"


def build_in_memory(root: Path, theme: str = "ward") -> ThemeBuild:
    """Build a theme of the workspace at *root*."""
    cache = Cache(find_cache_folder())
    library = read_library(root, shipped_root(), cache)
    return build_theme(library, outline_theme(library, theme), load_platform(), cache)


def build_packages(root: Path, theme: str = "ward") -> dict[str, Files]:
    """The files of the packages of a theme in the workspace at *root*, by kind."""
    return {package.kind: package.files for package in build_in_memory(root, theme).packages}


def digest_all(root: Path) -> dict[tuple[str, str], str]:
    """The digest of each screen in each language and of each recording, of the theme as it is now."""
    facts = read_package_facts(build_packages(root))
    recordings = {(name, ""): digest for name, digest in digest_recordings(facts).items()}
    return recordings | {
        (screen, language): digest_screen(facts, screen, language, shown)
        for screen, shown in SHOWN.items()
        for language in LANGUAGES
    }


def save_review(root: Path, file: Path, by: str, **remarks: str) -> Path:
    """Save what the review page would: everything is approved but the screens with *remarks*."""
    verdicts = [
        {
            "screen": screen,
            "language": language,
            "verdict": "remarked" if screen in remarks else "approved",
            "by": by,
            "on": "2026-11-27",
            "digest": digest,
            "package": PACKAGE,
            "remark": remarks.get(screen, ""),
        }
        for (screen, language), digest in digest_all(root).items()
    ]
    shown = {screen: content.to_json() for screen, content in SHOWN.items()}
    theme = {"package": PACKAGE, "shown": shown, "verdicts": verdicts}
    file.write_text(json.dumps({"reviews": 1, "themes": {"ward": theme}}), encoding="utf-8")
    return file
