"""What can be wrong with a package that is brought in."""

from __future__ import annotations

from themebuilder.problems import Rule, Severity

PACKAGE_UNKNOWN = Rule(
    "package-unknown",
    Severity.ERROR,
    """A package is a Webapp3 branding, a Webapp 2 branding or a service theme.

    It is known by its head: `webapp3/branding/manifest.json`, `webapp2/branding/manifest.json` or
    `themeconfig.json`.
    Look whether the right file was given, and whether a package lies packed inside another one.
    """,
)
PACKAGE_UNREADABLE = Rule(
    "package-unreadable",
    Severity.ERROR,
    """A package can be opened and read.

    Look at the name and the permissions.
    """,
)
QUIRK_PLACE = Rule(
    "quirk-place",
    Severity.INFO,
    """A package's head lies where the platform looks for it.

    It was found elsewhere and read as if it lay there. The platform itself would not find it.
    Nothing needs to be done: what is built from it lies in the right place.
    """,
)
LEFT_OUT = Rule(
    "file-beside-package",
    Severity.INFO,
    """All files of a package lie in the package's own folder.

    A file beside it belongs to nothing that the platform reads, and was left out.
    Nothing needs to be done.
    """,
)

PACKAGE_OUTDATED = Rule(
    "package-outdated",
    Severity.WARNING,
    """A branding is one for Webapp3.

    Webapp 2 falls out of support, and newer versions of the platform do not show its brandings.
    `themebuilder import` takes over what has a counterpart and lists the rest.
    """,
)

NOT_COMPARABLE = Rule(
    "packages-not-comparable",
    Severity.ERROR,
    """Two packages that are compared are of one kind.

    A branding says what the web app shows, a service theme what the meeting itself shows.
    Compare a branding with a branding, or each with a theme.
    """,
)
REVISION_UNKNOWN = Rule(
    "revision-unknown",
    Severity.ERROR,
    """A revision is one that git knows in the workspace's repository.

    Write it as git does: `main:borger`, `HEAD~3:borger`, `v1.2:borger`.
    """,
)
NOTHING_LEARNT = Rule(
    "nothing-learnt",
    Severity.ERROR,
    """A file that is learnt from says something about the platform.

    Known are a base theme (a zip or folder with `themeconfig.json`), a language file of the web app
    (`en.json`), and a folder with a copy of the hosted web app that holds one.
    Look whether the right file was given.
    """,
)

RULES = (
    PACKAGE_UNKNOWN,
    PACKAGE_UNREADABLE,
    QUIRK_PLACE,
    LEFT_OUT,
    PACKAGE_OUTDATED,
    NOT_COMPARABLE,
    REVISION_UNKNOWN,
    NOTHING_LEARNT,
)
"""All rules of this room."""
