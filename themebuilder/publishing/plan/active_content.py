"""Refuse to publish active content that nobody has accepted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from themebuilder.core.problems import Problem, problem
from themebuilder.definitions.acceptance import RULE
from themebuilder.packages.active_content import find_active_content
from themebuilder.packages.active_item import (
    accept_items,
    describe_unaccepted,
    suggest_acceptance,
)
from themebuilder.packages.errors import place_in_package
from themebuilder.publishing.build_output import BuildOutput
from themebuilder.publishing.node.objects import LocalPackage


def find_unaccepted(
    output: BuildOutput, packages: Iterable[LocalPackage], day: date
) -> Iterator[Problem]:
    """Yield the active content of *packages* that nobody has accepted until *day*.

    The packages themselves are read: what a catalogue doesn't list isn't accepted.
    """
    for package in packages:
        entry = output.entries[package.id.theme]
        acceptances = [one for one in entry.acceptances if one.day <= day]
        found = find_active_content(package.id.kind.value, package.files)
        for item in accept_items(found, acceptances, entry.settings):
            if item.accepted is None:
                place = place_in_package(item.place, package.file)
                message, hint = describe_unaccepted(item), suggest_acceptance(item)
                yield problem(RULE, message, place, hint, theme=package.id.theme)
