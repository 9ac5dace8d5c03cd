"""The two sides of a comparison: packages, themes, git revisions, or a deployment's packages."""

from __future__ import annotations

import io
import re
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from themebuilder.build.pipeline import build_theme
from themebuilder.core.cache import Cache
from themebuilder.core.messages import N_, _
from themebuilder.core.problems import Place, ThemeError, problem
from themebuilder.definitions.library import Library
from themebuilder.definitions.loader import read_library
from themebuilder.definitions.model import Files
from themebuilder.definitions.outline import outline_theme
from themebuilder.importing.package_reader import (
    looks_like_package,
    read_package,
    recognize_package,
)
from themebuilder.packages.active_content import find_active_content
from themebuilder.packages.active_item import ActiveItem
from themebuilder.packages.differences import Difference, PackageFact, find_differences, read_facts
from themebuilder.packages.model import PACKAGE_TITLES, ForeignPackage
from themebuilder.platform.target import Platform
from themebuilder.settings import SETTINGS

SERVER = N_("Server settings")
"""The title of the comparison of settings that no package holds."""
_KEPT = ("themes/", "brand_assets/")
_MOST_BYTES = 512 * 1024 * 1024
_SHALLOW = N_(
    "This clone has only the newest commits. Fetch the others: `git fetch --unshallow`, or in a "
    "pipeline `fetch-depth: 0` (GitHub) or `GIT_DEPTH: 0` (GitLab)."
)


_DIGEST = re.compile(r"-[0-9a-f]{12}(?=-(?:webapp3|service-theme)\.zip$)")


@dataclass(frozen=True, slots=True)
class ComparisonSide:
    """The packages of one side, by kind or file name, and the settings that need the server."""

    name: str
    packages: Mapping[str, ForeignPackage]
    server: Mapping[str, str] = field(default_factory=dict)
    """Only of a theme: packages have no server settings."""


@dataclass(frozen=True, slots=True)
class ComparedItem:
    """Active content, and whether it is ``new``, ``removed``, ``changed`` or the ``same``."""

    state: str
    item: ActiveItem


@dataclass(frozen=True, slots=True)
class PackageComparison:
    """The comparison of two packages; None if one side has no such package."""

    title: str
    before: ForeignPackage | None
    after: ForeignPackage | None
    differences: tuple[Difference, ...]
    active: tuple[ComparedItem, ...] = ()


def read_package_side(path: Path, name: str) -> ComparisonSide:
    """Return the package at *path*, or all packages in that folder; raise `ThemeError`."""
    if not path.is_dir() or looks_like_package(path):
        return _read_side(path, name)
    found = [file for file in path.iterdir() if file.suffix.lower() == ".zip"]
    if not found:
        return _read_side(path, name)
    # The digest in a name (`digest_in_name`) says which version it is, not which package.
    named = {_DIGEST.sub("", file.name): file for file in found}
    if len(named) < len(found):  # several versions
        named = {file.name: file for file in found}
    packages = {
        called: read_package(file, f"{name}/{file.name}") for called, file in sorted(named.items())
    }
    return ComparisonSide(name, packages)


def _read_side(path: Path, name: str) -> ComparisonSide:
    package = read_package(path, name)
    return ComparisonSide(
        name, {PACKAGE_TITLES[other.kind]: other for other in (package, *package.others)}
    )


def make_side(name: str, packages: Mapping[str, Files]) -> ComparisonSide:
    """Return the side of *packages*, file by name; raise `ThemeError` if one is no package."""
    found = [recognize_package(called, files) for called, files in packages.items()]
    return ComparisonSide(name, {PACKAGE_TITLES[package.kind]: package for package in found})


def select_theme(side: ComparisonSide, theme: str) -> ComparisonSide:
    """Return the packages of *theme* on a side of many; raise `ThemeError` if it isn't clear which."""
    own = [
        package
        for name, package in side.packages.items()
        if _DIGEST.sub("", name) == f"{theme}-{package.kind}.zip"
    ] or list(side.packages.values())
    paired = {PACKAGE_TITLES[package.kind]: package for package in own}
    if len(paired) < len(own):
        message = _("Several packages here are possible, and none is named `{theme}`.", theme=theme)
        hint = _("Give one package, or a folder with `{theme}-webapp3.zip` in it.", theme=theme)
        raise ThemeError([problem("packages-not-comparable", message, Place(side.name), hint)])
    return ComparisonSide(side.name, paired, side.server)


def build_theme_side(
    library: Library, theme: str, platform: Platform, cache: Cache, name: str
) -> ComparisonSide:
    """Build both packages of a theme; raises `ThemeError`."""
    outline = outline_theme(library, theme)
    made = build_theme(library, outline, platform, cache)
    if not made.packages:
        raise ThemeError(made.problems)
    packages = {
        PACKAGE_TITLES[package.kind]: ForeignPackage(package.name, package.kind, package.files, ())
        for package in made.packages
    }
    server = {
        setting.name: outline.setting(setting.name) for setting in SETTINGS if setting.needs_server
    }
    return ComparisonSide(name, packages, server)


@contextmanager
def read_revision(root: Path, commit: str, shipped: Path, cache: Cache) -> Iterator[Library]:
    """Yield the definitions of the workspace at *root* as they were at a git *commit*.

    Raise `ThemeError` if git doesn't know it.
    """
    with tempfile.TemporaryDirectory() as folder:
        then = Path(folder)
        _extract(_archive_revision(root, commit), then)
        is_shipped = root.resolve() == shipped.resolve()
        yield read_library(then, then if is_shipped else shipped, cache)


def compare_sides(before: ComparisonSide, after: ComparisonSide) -> tuple[PackageComparison, ...]:
    """Return the differences by package; a single package is only compared with one of its kind."""
    is_lone = 1 in (len(before.packages), len(after.packages))
    shared = before.packages.keys() & after.packages.keys()
    if len(before.packages) == len(after.packages) == 1 and not shared:
        kinds = [_(next(iter(side.packages))) for side in (before, after)]
        message = _(
            "The packages can't be compared: the first is a {first}, the second a {second}.",
            first=kinds[0],
            second=kinds[1],
        )
        raise ThemeError([problem("packages-not-comparable", message, Place(before.name))])
    titles = dict.fromkeys((*before.packages, *after.packages))
    found = [
        _compare_packages(title, before.packages.get(title), after.packages.get(title))
        for title in titles
        if title in shared or not is_lone
    ]
    if before.server and after.server:
        found.append(PackageComparison(SERVER, None, None, _compare_servers(before, after)))
    return tuple(found)


def _compare_packages(
    title: str, before: ForeignPackage | None, after: ForeignPackage | None
) -> PackageComparison:
    found = find_differences(
        read_facts(before) if before else (), read_facts(after) if after else ()
    )
    return PackageComparison(title, before, after, found, tuple(_compare_active(before, after)))


STATES: Mapping[str, tuple[str, str]] = {
    "new": ("+", N_("new")),
    "removed": ("-", N_("removed")),
    "changed": ("~", N_("changed")),
    "same": ("=", N_("the same on both sides")),
}
"""State of active content -> its sign, and its name, to be translated."""


def _compare_active(
    before: ForeignPackage | None, after: ForeignPackage | None
) -> Iterator[ComparedItem]:
    old, new = (
        {(item.name, item.kind): item for item in find_active_content(side.kind, side.files)}
        if side
        else {}
        for side in (before, after)
    )
    for key in sorted({*old, *new}):
        was, now = old.get(key), new.get(key)
        if was is None or now is None:
            found = now or was
            assert found is not None  # noqa: S101 - the key is of one of them
            yield ComparedItem("new" if was is None else "removed", found)
        else:
            yield ComparedItem("same" if was.digest == now.digest else "changed", now)


def _compare_servers(before: ComparisonSide, after: ComparisonSide) -> tuple[Difference, ...]:
    old, new = (
        [PackageFact("settings", name, value, value) for name, value in side.server.items()]
        for side in (before, after)
    )
    return find_differences(old, new)


def _archive_revision(root: Path, commit: str) -> bytes:
    command = ["git", "-C", str(root), "archive", "--format=tar", commit]
    if commit.startswith("-"):
        message = _("`{commit}` isn't a git revision.", commit=commit)
        raise ThemeError([problem("packages-not-comparable", message, Place(commit))])
    try:
        done = subprocess.run(command, capture_output=True, check=True)  # noqa: S603 - fixed words
    except (OSError, subprocess.CalledProcessError) as error:
        output = (getattr(error, "stderr", None) or b"").decode("utf-8", "replace").strip()
        reason = output or _("git doesn't work here")
        if output and not any((folder / ".git").exists() for folder in (root, *root.parents)):
            reason = _("{folder} isn't in a git repository", folder=root)
        message = _("git can't read revision `{commit}`: {reason}", commit=commit, reason=reason)
        is_shallow = ask_git(root, "rev-parse", "--is-shallow-repository") == "true"
        hint = _(_SHALLOW) if is_shallow else ""
        raise ThemeError(
            [problem("packages-not-comparable", message, Place(commit), hint)]
        ) from None
    return done.stdout


def ask_git(root: Path, *arguments: str) -> str:
    """Return what git says of the folder *root*: nothing if it doesn't work there."""
    command = ["git", "-C", str(root), *arguments]
    try:
        done = subprocess.run(command, capture_output=True, check=True)  # noqa: S603 - fixed words
    except (OSError, subprocess.CalledProcessError):
        return ""
    return done.stdout.decode("utf-8", "replace").strip()


def _extract(data: bytes, folder: Path) -> None:
    """Extract the definitions and assets of an archive from git; nothing leaves *folder*."""
    # Written here: Debian 12's Python 3.11.2 has no `filter` of tarfile, which came with 3.11.4.
    total = 0
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        for member in archive:
            total += member.size
            target = folder / member.name
            is_kept = member.isfile() and member.name.startswith(_KEPT) and ".." not in target.parts
            if is_kept and total <= _MOST_BYTES and (content := archive.extractfile(member)):
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(content.read())
