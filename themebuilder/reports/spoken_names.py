"""What a report says of the names that controls are called by, read in the finished package."""

from __future__ import annotations

import posixpath

from themebuilder.checks.control_names import is_called, named
from themebuilder.checks.package_checks import PackageSubject
from themebuilder.checks.package_subject import BRANDING
from themebuilder.platform.nesting import flatten
from themebuilder.reports.accessibility_items import Item, Name, Outcome, Value

_KEY, _CRITERION = "label-in-name", "2.5.3"


def called(package: PackageSubject) -> Item:
    """Whether the controls of a branding of ours are called by the words that stand on them."""
    languages = (package.manifest or {}).get("translations", {})
    texts = {
        language: flatten(package.json(posixpath.normpath(BRANDING + path)))
        for language, path in languages.items()
    }
    pairs = [
        (language, one.name, held[one.label], held[one.name])
        for language, held in texts.items()
        for one in named(held)
    ]
    if not pairs:
        return Item(_KEY, _CRITERION, Outcome.NONE, f"{_KEY}-none")
    missing = [pair for pair in pairs if not is_called(pair[2], pair[3], pair[0])]
    values: dict[str, Value] = {
        "count": len(pairs),
        "languages": tuple(Name("languages", code) for code in texts),
    }
    if not missing:
        return Item(_KEY, _CRITERION, Outcome.OK, _KEY, values)
    language, key, label, name = missing[0]
    values |= {
        "missing": len(missing),
        "label": label,
        "name": name,
        "language": (Name("languages", language),),
        "key": key,
    }
    return Item(_KEY, _CRITERION, Outcome.FAULT, f"{_KEY}-fault", values)
