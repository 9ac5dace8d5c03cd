"""What the catalogue says of a theme that was made."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from themebuilder.build.pipeline import Made
from themebuilder.settings import DEFAULTS, find_server_needs


def entry(made: Made) -> Mapping[str, Any]:
    """The catalogue's entry: plain JSON values."""
    outline, theme = made.outline, made.theme
    assert theme is not None  # noqa: S101 - only finished themes are listed
    return {
        "theme": theme.name,
        "title": theme.title,
        "organisation": theme.organisations[0],
        "organisations": list(theme.organisations),
        "audience": theme.audience,
        "reach": theme.reach,
        "path": theme.path,
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
                "rests_on": [
                    {"item": claim.item, "evidence": claim.evidence, "why": claim.why}
                    for claim in package.claims
                ],
            }
            for package in made.packages
        ],
        "settings": {
            name: {
                "value": setting.value,
                "organisation": setting.organisation,
                "file": setting.place.file,
                "line": setting.place.line,
                "shipped": setting.is_shipped,
                "needs_server": find_server_needs().get(name),
            }
            for name, setting in sorted(outline.settings.items())
        },
        "needs_server": [
            f"{name}: {outline.setting(name)} ({needed})"
            for name, needed in find_server_needs().items()
            if outline.setting(name) != DEFAULTS[name]
            and outline.settings[name].is_own(theme.organisations[0])
        ],
    }
