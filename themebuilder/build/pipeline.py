"""One theme through the whole pipeline, in memory."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from themebuilder import checks
from themebuilder.build.assets import gather, inspect
from themebuilder.build.exceptions import settled
from themebuilder.checks.base import Context, run
from themebuilder.core.cache import Cache
from themebuilder.core.problems import Place, Problem
from themebuilder.core.rules import Severity
from themebuilder.core.tree import walk_texts
from themebuilder.definitions.library import Library
from themebuilder.definitions.model import Files, Theme
from themebuilder.definitions.outline import Outline
from themebuilder.definitions.resolver import resolve_partly
from themebuilder.packages import service_theme, webapp3, zip_reader, zip_writer
from themebuilder.packages.errors import ArchiveError
from themebuilder.packages.model import Assets, Claim, PackageKind, Rendered
from themebuilder.platform.target import Platform

_ASKED_OF_WHOLE_LANGUAGES = frozenset({"language-incomplete"})
"""Rules that would only say once more that a text is missing."""


@dataclass(frozen=True, slots=True)
class Package:
    """A finished package: its file *name*, its bytes, and what it holds, read back from them."""

    kind: PackageKind
    name: str
    data: bytes
    files: Files
    digest: str
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class Made:
    """What became of a theme; without packages where an error kept them from being made."""

    outline: Outline
    theme: Theme | None
    packages: tuple[Package, ...]
    problems: tuple[Problem, ...]

    @property
    def is_good(self) -> bool:
        """Whether nothing that was found is an error."""
        return all(found.severity is not Severity.ERROR for found in self.problems)


def make(
    library: Library,
    outlined: Outline,
    platform: Platform,
    cache: Cache,
    step: Callable[[], None] = lambda: None,
) -> Made:
    """Both packages of a theme, checked before and after they were packed.

    *step* is called before each step that takes its time; what it raises ends the work there.
    """
    context = Context(library, platform)
    theme, problems = examine(outlined, context)
    packages: list[Package] = []
    if theme is not None:
        step()
        assets, found = gather(theme, library, cache)
        problems += found
        if not found:
            step()
            for rendered in _rendered(theme, assets, context):
                step()
                package, found = _finished(rendered, theme, context)
                problems += found
                packages += [package] if package else []
    told = settled(problems, outlined, is_everything=len(packages) == 2)
    return Made(outlined, theme, tuple(packages), tuple(told))


def examine(outlined: Outline, context: Context) -> tuple[Theme | None, list[Problem]]:
    """The complete theme, and everything that can be said of it before a picture is touched.

    A theme that is not complete is asked all that does not rest on what is wrong with it.
    """
    found = resolve_partly(context.library, outlined)
    if found.theme is None:
        return None, list(found.problems)
    asked = checks.THEME_CHECKS if found.has_words else checks.WORDLESS_CHECKS
    judged = run(asked, found.theme, context, theme=outlined.name)
    if not found.problems:
        return found.theme, judged
    partly = _places_in_a_broken_look(outlined)
    judged = [
        one
        for one in judged
        if one.place not in partly and one.rule.name not in _ASKED_OF_WHOLE_LANGUAGES
    ]
    return None, [*found.problems, *judged, *inspect(found.theme, context.library)]


def _places_in_a_broken_look(outlined: Outline) -> set[Place]:
    """Where nothing is judged: colours, names and pictures belong together, and some are lost."""
    if not any("brand" in document.lost for document in outlined.line):
        return set()
    return {text.place for _, text in walk_texts(outlined.merged.map("brand"))}


def _rendered(theme: Theme, assets: Assets, context: Context) -> tuple[Rendered, Rendered]:
    return (
        webapp3.render(theme, assets, context.platform),
        service_theme.render(theme, assets, context.library.workspace, context.platform),
    )


def _finished(
    rendered: Rendered, theme: Theme, context: Context
) -> tuple[Package | None, list[Problem]]:
    """The package, and what is wrong with it when it is read back."""
    try:
        package = _packed(rendered, theme, context.library)
    except ArchiveError as error:
        name = _file_name(theme.name, rendered.kind, "")
        return None, [finding.problem(name).in_theme(theme.name) for finding in error.findings]
    subject = checks.PackageSubject(package.kind, package.name, package.files, theme)
    return package, run(checks.PACKAGE_CHECKS, subject, context, theme=theme.name)


def _packed(rendered: Rendered, theme: Theme, library: Library) -> Package:
    data = zip_writer.pack(rendered.files, folders=rendered.kind == "webapp3")
    files = zip_reader.unpack(data)
    digest = zip_writer.digest(files)
    marked = digest[:12] if library.workspace.flag("digest_in_name") else ""
    name = _file_name(theme.name, rendered.kind, marked)
    return Package(rendered.kind, name, data, files, digest, rendered.claims)


def _file_name(theme: str, kind: PackageKind, digest: str) -> str:
    return "-".join(part for part in (theme, digest, kind) if part) + ".zip"
