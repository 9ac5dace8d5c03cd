"""Where published packages come from: the release that has them, its commit and the program."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from themebuilder.core.messages import _
from themebuilder.publishing.node.objects import SHORT, Mark
from themebuilder.releases import MANIFEST


@dataclass(frozen=True, slots=True)
class Origin:
    """What `release.json` says of its packages; *packages* are pairs of theme and short digest."""

    release: str
    commit: str
    is_modified: bool
    version: str
    packages: frozenset[tuple[str, str]]

    def describe(self, path: str, mark: Mark) -> str:
        """Say whether the package that *path* shows is from this release."""
        package = f"{mark.theme} {mark.short}"
        if (mark.theme, mark.short) not in self.packages:
            return _("/{path}: {package} isn't in the release.", path=path, package=package)
        commit = self.commit or _("not known")
        if self.is_modified:
            commit = _("{commit}, with changes that weren't committed", commit=commit)
        return _(
            "/{path}: {package}. Release: {release}. Commit: {commit}. Built by themebuilder {version}.",
            path=path,
            package=package,
            release=self.release or _("unnamed"),
            commit=commit,
            version=self.version,
        )


def read_origin(folder: Path) -> Origin | None:
    """Read what the release in *folder* says; None where it is no release, or unreadable."""
    try:
        manifest = json.loads((folder / MANIFEST).read_bytes())
        revision: Mapping[str, object] = manifest["revision"]
        return Origin(
            str(manifest["name"] or ""),
            str(revision["commit"] or ""),
            revision["modified"] is True,
            str(manifest["tool"]["version"]),
            frozenset(
                (str(theme["theme"]), str(file["digest"])[:SHORT])
                for theme in manifest["themes"]
                for file in theme["files"]
            ),
        )
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return None
