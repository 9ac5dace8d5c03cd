"""Finished packages to compare with: what is live, or what was built some time ago."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from themebuilder.core.messages import _
from themebuilder.core.problems import Place, Problem, ThemeError, problem
from themebuilder.core.reading import describe_os_error
from themebuilder.definitions.model import Files
from themebuilder.packages import zip_reader
from themebuilder.packages.errors import ArchiveError
from themebuilder.packages.model import CONFIG, WEBAPP3

_SUFFIX = re.compile(r"(?:-[0-9a-f]{12})?-(?:webapp3|service-theme)$")


@dataclass(frozen=True, slots=True)
class Baseline:
    """One or both packages of a theme; *theme* is read from their file name."""

    id: str
    title: str
    theme: str
    packages: Mapping[str, Files]
    """Kind -> its files; one may be missing."""

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
    for file in _zips(paths):
        try:
            files = zip_reader.unpack_foreign(zip_reader.load_archive(file)).files
        except ArchiveError as error:
            problems += error.in_file(str(file)).problems
            continue
        except OSError as error:
            message = _("The file can't be read: {error}.", error=describe_os_error(error))
            problems.append(problem("file-unreadable", message, Place(str(file))))
            continue
        kind = _kind(files)
        if not kind:
            files_needed = {"webapp3": f"{WEBAPP3}manifest.json", "service_theme": CONFIG}
            message = _("The file has neither {webapp3} nor {service_theme}.", **files_needed)
            problems.append(problem("package-malformed", message, Place(str(file))))
            continue
        found.setdefault(file.with_name(_SUFFIX.sub("", file.stem)), {})[kind] = files
    if problems:
        raise ThemeError(problems)
    return tuple(
        Baseline(
            id=f"{_slug(path.name)}-{hashlib.sha256(str(path).encode()).hexdigest()[:8]}",
            title=f"{path.name} ({path.parent.name or path.parent})",
            theme=path.name,
            packages=kinds,
        )
        for path, kinds in sorted(found.items())
    )


def deployed_baselines(
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
                id=f"{_slug(f'{deployment}-{theme}')}-{number}",
                title=f"{theme} ({deployment}{f', {digests}' if (theme, 1) in found else ''})",
                theme=theme,
                packages={kind: files for kind, (_short, files) in kinds.items()},
            )
        )
    return tuple(baselines)


def _zips(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        yield from sorted(path.glob("*.zip")) if path.is_dir() else (path,)


def _kind(files: Files) -> str:
    if f"{WEBAPP3}manifest.json" in files:
        return "webapp3"
    return "service-theme" if CONFIG in files else ""


def _slug(name: str) -> str:
    """*name* in characters that an address need not escape."""
    return re.sub(r"[^A-Za-z0-9_-]+", "-", name).strip("-") or "package"
