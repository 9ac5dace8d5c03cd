"""A package of another hand, held against the same rules as our own."""

from __future__ import annotations

from themebuilder import checks
from themebuilder.checks.base import Context, run
from themebuilder.core.problems import Problem, problem
from themebuilder.importing.package_reader import Foreign


def check_package(package: Foreign, context: Context) -> list[Problem]:
    """What is wrong with *package*, and which quirks of it were mended in order to ask."""
    if package.kind == "webapp2":
        message = "This is a branding for Webapp 2, and its rules are not ours to check."
        hint = f"`themebuilder import {package.name}` makes a Webapp3 theme of it."
        return [*package.notes, problem("package-outdated", message, package.place(), hint)]
    subject = checks.PackageSubject(package.kind, package.name, package.files)
    return [*package.notes, *run(checks.PACKAGE_CHECKS, subject, context)]
