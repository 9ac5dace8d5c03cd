"""Questions asked of any finished package: is it whole, can it be read, is it small enough."""

from __future__ import annotations

from collections.abc import Iterator

from themebuilder.checks.base import Context, Finding, check
from themebuilder.checks.package_subject import CONFIG, MANIFEST, PackageSubject
from themebuilder.core.problems import Place
from themebuilder.packages.errors import JsonError


@check("package-lacks-its-head")
def package_lacks_its_head(package: PackageSubject, _context: Context) -> Iterator[Finding]:
    head = MANIFEST if package.kind == "webapp3" else CONFIG
    if head not in package.files:
        yield package.place(), f"There is no {head}."


@check("package-json-broken")
def package_json_broken(package: PackageSubject, _context: Context) -> Iterator[Finding]:
    for name in package.files:
        if name.endswith(".json"):
            try:
                package.json(name)
            except JsonError as error:
                for finding in error.findings:
                    place = Place(f"{package.name}/{name}", finding.line, finding.column)
                    yield place, finding.message


@check("package-over-budget")
def package_over_budget(package: PackageSubject, context: Context) -> Iterator[Finding]:
    budget = int(context.library.workspace.text("budgets", "package", default="0"))
    size = sum(len(data) for name, data in package.files.items() if not name.endswith(".wav"))
    if budget and size > budget:
        yield package.place(), f"The package has {size:,} bytes; {budget:,} are the budget."


CHECKS = (
    package_lacks_its_head,
    package_json_broken,
    package_over_budget,
)
