"""Questions asked of any finished package: is it whole, can it be read, is it small enough."""

from __future__ import annotations

from collections.abc import Iterator

from themebuilder.archive import JsonError
from themebuilder.checks.base import Context, Finding, check
from themebuilder.checks.package.subject import CONFIG, MANIFEST, PackageSubject
from themebuilder.problems import Place, Severity


@check("package-lacks-its-head")
def package_lacks_its_head(package: PackageSubject, _context: Context) -> Iterator[Finding]:
    """A branding has `webapp3/branding/manifest.json`, a service theme `themeconfig.json` at its root.

    Without it the node answers "No branding files found", or takes the theme for a legacy one.
    Build the package again; do not pack it by hand.
    """
    head = MANIFEST if package.kind == "webapp3" else CONFIG
    if head not in package.files:
        yield package.place(), f"There is no {head}."


@check("package-json-broken")
def package_json_broken(package: PackageSubject, _context: Context) -> Iterator[Finding]:
    """Every JSON file in a package is strict JSON.

    The node or the browser drops a file that it cannot read, and with it the whole brand.
    Mend the file at the place that the message names.
    """
    for name in package.files:
        if name.endswith(".json"):
            try:
                package.json(name)
            except JsonError as error:
                for finding in error.findings:
                    place = Place(f"{package.name}/{name}", finding.line, finding.column)
                    yield place, finding.message


@check("package-over-budget", Severity.WARNING)
def package_over_budget(package: PackageSubject, context: Context) -> Iterator[Finding]:
    """A package stays within the workspace's budget.

    A guest on a phone waits for every picture before the page looks like anything.
    Choose calmer pictures, or raise ``budgets: package`` in ``themes/workspace.yaml``.
    """
    budget = int(context.library.workspace.text("budgets", "package", default="0"))
    size = sum(len(data) for name, data in package.files.items() if not name.endswith(".wav"))
    if budget and size > budget:
        yield package.place(), f"The package has {size:,} bytes; {budget:,} are the budget."


CHECKS = (
    package_lacks_its_head,
    package_json_broken,
    package_over_budget,
)
