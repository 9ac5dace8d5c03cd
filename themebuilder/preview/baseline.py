"""Finished packages to compare with: what is live, or what was built some time ago."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from themebuilder.core.messages import _
from themebuilder.core.problems import Place, Problem, ThemeError, problem
from themebuilder.definitions.model import Files
from themebuilder.importing.package_reader import read_package

_SUFFIX = re.compile(r"(?:-[0-9a-f]{12})?-(?:webapp3|service-theme)$")


@dataclass(frozen=True, slots=True)
class Baseline:
    """One or both packages of a theme; *theme* is read from their file name."""

    id: str
    title: str
    theme: str
    packages: Mapping[str, Files]
    """Kind -> its files; one may be missing."""
    is_live: bool = False
    """Whether a deployment shows it now."""

    @property
    def view(self) -> str:
        """The address of its guest page."""
        return f"/packages/{self.id}/view/"


def read_baselines(paths: Iterable[Path]) -> tuple[Baseline, ...]:
    """Return the packages at *paths*, zips or folders of zips, paired by name.

    Raises `ThemeError` with every file that cannot be used.
    """
    problems: list[Problem] = []
    found: dict[Path, dict[str, Files]] = {}
    for file in (zip_file for path in paths for zip_file in _list_zips(path)):
        try:
            package = read_package(file, str(file))
        except ThemeError as error:
            problems += error.problems
            continue
        if package.kind == "webapp2":
            message = _("The preview can't show a branding for Webapp 2.")
            problems.append(problem("package-outdated", message, Place(str(file))))
            continue
        theme = file.with_name(_SUFFIX.sub("", file.stem))
        for other in (package, *package.others):
            found.setdefault(theme, {})[other.kind] = other.files
    if problems:
        raise ThemeError(problems)
    return tuple(
        Baseline(
            id=f"{_make_slug(path.name)}-{hashlib.sha256(str(path).encode()).hexdigest()[:8]}",
            title=f"{path.name} ({path.parent.name or path.parent})",
            theme=path.name,
            packages=kinds,
        )
        for path, kinds in sorted(found.items())
    )


def list_deployed_baselines(
    deployment: str, packages: Iterable[tuple[str, str, str, Files]]
) -> tuple[Baseline, ...]:
    """Return what a *deployment* shows; *packages* are (theme, kind, short digest, files).

    The two packages of a theme are paired; a second one of the same kind is a baseline of its own.
    """
    found: dict[tuple[str, int], dict[str, tuple[str, Files]]] = {}
    count: Counter[tuple[str, str]] = Counter()
    for theme, kind, short, files in packages:
        found.setdefault((theme, count[theme, kind]), {})[kind] = short, files
        count[theme, kind] += 1
    baselines = []
    for (theme, number), kinds in sorted(found.items()):
        digests = ", ".join(short for short, _ in kinds.values())
        baselines.append(
            Baseline(
                id=f"{_make_slug(f'{deployment}-{theme}')}-{number}",
                title=f"{theme} ({deployment}{f', {digests}' if (theme, 1) in found else ''})",
                theme=theme,
                packages={kind: files for kind, (_short, files) in kinds.items()},
                is_live=True,
            )
        )
    return tuple(baselines)


def _list_zips(path: Path) -> list[Path]:
    return sorted(path.glob("*.zip")) if path.is_dir() else [path]


def _make_slug(name: str) -> str:
    """*name* in characters that an address need not escape."""
    return re.sub(r"[^A-Za-z0-9_-]+", "-", name).strip("-") or "package"
