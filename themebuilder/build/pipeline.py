"""Build one theme from its definition to its packages, in memory."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from themebuilder import checks
from themebuilder.build.assets import prepare_assets
from themebuilder.build.checking import apply_exceptions, check_theme
from themebuilder.checks.base import Context, run
from themebuilder.checks.faultless_texts import FaultlessTexts
from themebuilder.core.cache import Cache
from themebuilder.core.problems import Problem
from themebuilder.core.rules import Severity
from themebuilder.definitions.acceptance import ACTIVE_CONTENT
from themebuilder.definitions.library import Library
from themebuilder.definitions.model import BuiltKind, Files, Theme
from themebuilder.definitions.outline import Outline
from themebuilder.packages import service_theme, webapp3, zip_reader, zip_writer
from themebuilder.packages.active_item import ActiveItem
from themebuilder.packages.errors import ArchiveError
from themebuilder.packages.model import Claim, RenderedFiles
from themebuilder.platform.target import Platform
from themebuilder.settings import SETTINGS, FieldKind, find_setting


class BuiltPackage(NamedTuple):
    """A finished package: its file *name*, its bytes, and its files as read back from the bytes."""

    kind: BuiltKind
    name: str
    data: bytes
    files: Files
    digest: str
    claims: tuple[Claim, ...]
    active: tuple[ActiveItem, ...]


class ThemeBuild(NamedTuple):
    """A theme and its packages, built in memory; without packages if an error prevents them."""

    outline: Outline
    theme: Theme | None
    packages: tuple[BuiltPackage, ...]
    problems: tuple[Problem, ...]

    @property
    def is_whole(self) -> bool:
        """Whether every package that the theme builds is there."""
        return tuple(package.kind for package in self.packages) == self.outline.packages

    @property
    def is_good(self) -> bool:
        """Whether nothing prevents the packages from being written."""
        return not any(map(prevents_build, self.problems))


def prevents_build(found: Problem) -> bool:
    """Whether the problem is an error, and not one that only prevents publishing.

    Active content that nobody has accepted must be looked at before somebody can.
    """
    return found.severity is Severity.ERROR and found.rule.name != ACTIVE_CONTENT


def build_theme(
    library: Library,
    outline: Outline,
    platform: Platform,
    cache: Cache,
    before_step: Callable[[Theme], None] = lambda _theme: None,
    *,
    faultless: FaultlessTexts | None = None,
) -> ThemeBuild:
    """Build the packages of a theme; check the theme before, and the packages after packing.

    *before_step* gets the theme before each slow step. To cancel the build, raise from it.
    Texts in *faultless* aren't checked.
    """
    context = Context(library, platform, faultless)
    theme, problems = check_theme(outline, context, before_step)
    packages: list[BuiltPackage] = []
    if theme is not None:
        before_step(theme)
        assets, found = prepare_assets(theme, library, cache)
        problems += found
        if not found:
            before_step(theme)
            for kind in outline.packages:
                rendered = (
                    webapp3.render(theme, assets, platform)
                    if kind == "webapp3"
                    else service_theme.render(theme, assets, library.workspace, platform)
                )
                before_step(theme)
                package, found = _pack(rendered, theme, context)
                problems += found
                packages += [package] if package else []
    is_everything = len(packages) == len(outline.packages)
    names = [item.name for package in packages for item in package.active]
    problems = apply_exceptions(problems, outline, names if is_everything else None)
    return ThemeBuild(outline, theme, tuple(packages), tuple(problems))


def _pack(
    rendered: RenderedFiles, theme: Theme, context: Context
) -> tuple[BuiltPackage | None, list[Problem]]:
    """Pack the files, read them back, and check the result."""
    kind = rendered.kind
    try:
        data = zip_writer.pack(rendered.files, folders=kind == "webapp3")
        files = zip_reader.unpack(data)
    except ArchiveError as error:
        name = f"{theme.name}-{kind}.zip"
        return None, [found.in_theme(theme.name) for found in error.in_file(name).problems]
    digest = zip_writer.compute_digest(files)
    digest_part = f"{digest[:12]}-" if context.library.workspace.flag("digest_in_name") else ""
    name = f"{theme.name}-{digest_part}{kind}.zip"
    subject = checks.PackageSubject(kind, name, files, theme)
    problems = run(checks.PACKAGE_CHECKS, subject, context, theme=theme.name)
    made = BuiltPackage(kind, name, data, files, digest, rendered.claims, subject.active)
    return made, problems


def make_catalogue_entry(build: ThemeBuild) -> Mapping[str, Any]:
    """Return what the catalogue says about a finished theme, as JSON values."""
    outline, theme = build.outline, build.theme
    assert theme is not None  # noqa: S101 - only finished themes are listed
    return {
        "theme": theme.name,
        "title": theme.title,
        "organisation": theme.organisations[0],
        "code": outline.organisations[0].tree.text("code") or None,
        "organisations": list(theme.organisations),
        "audience": theme.audience,
        "reach": theme.reach,
        "path": theme.path if "webapp3" in outline.packages else "",
        "languages": list(theme.languages),
        "valid": {
            "since": theme.valid.since.isoformat() if theme.valid.since else None,
            "until": theme.valid.until.isoformat() if theme.valid.until else None,
            "then": theme.valid.then or None,
        },
        "files": [
            {
                "kind": package.kind,
                "name": package.name,
                "bytes": len(package.data),
                "sha256": hashlib.sha256(package.data).hexdigest(),
                "digest": package.digest,
                "claims": [
                    {"item": claim.item, "evidence": claim.evidence, "why": claim.why}
                    for claim in package.claims
                ],
                "active": [item.to_json() for item in package.active],
            }
            for package in build.packages
        ],
        "settings": {
            name: {
                "value": setting.value,
                "organisation": setting.set_by,
                "file": setting.place.file,
                "line": setting.place.line,
                "shipped": setting.is_shipped,
                "room_fields": _list_room_fields(name),
            }
            for name, setting in sorted(outline.settings.items())
        },
        "needs_server": [
            setting.name
            for setting in SETTINGS
            if setting.needs_server
            and outline.setting(setting.name) != setting.default
            and outline.settings[setting.name].counts_for(theme.organisations[0])
        ],
    }


def _list_room_fields(name: str) -> list[str]:
    declared = find_setting(name)
    return [field.name for field in declared.list_fields(FieldKind.ROOM)] if declared else []
