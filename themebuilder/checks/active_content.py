"""Active content of a finished package that nobody has accepted."""

from __future__ import annotations

from collections.abc import Iterator

from themebuilder.checks.base import Context, Fault, check
from themebuilder.checks.package_subject import PackageSubject
from themebuilder.core.messages import _
from themebuilder.definitions.acceptance import RULE
from themebuilder.packages.active_item import describe_unaccepted, suggest_acceptance
from themebuilder.packages.errors import place_in_package


@check(RULE)
def active_content_unaccepted(package: PackageSubject, _context: Context) -> Iterator[Fault]:
    for item in package.active:
        if item.accepted is None:
            hint = _("Remove it, or import the package and accept it in the theme.")
            if package.theme is not None:
                hint = suggest_acceptance(item)
            yield place_in_package(item.place, package.name), describe_unaccepted(item), hint


PACKAGE_CHECKS = (active_content_unaccepted,)
