"""What can be wrong with retiring a theme; each rule's text is its manual page."""

from __future__ import annotations

from themebuilder.problems import Rule, Severity

THEME_NOT_RETIRED = Rule(
    "theme-not-retired",
    Severity.WARNING,
    """What is published is defined.

We published this theme, no definition of it is left, and guests still meet it. `plan` lists what
retiring it would do: a path that we made is switched off, another path shows the default branding
again. Nothing of that is done before you confirm it with `publish --retire THEME`. If the theme is to
stay, put its definition back and build.""",
)
RETIRED_THEME_IN_USE = Rule(
    "retired-theme-in-use",
    Severity.ERROR,
    """A theme is retired only when no room uses its service theme.

A room, a call routing rule, an LDAP template, an Exchange connector or the default theme still names
it. Give them another theme: `rooms` in the deployment does that for rooms. Then plan again.""",
)
NOTHING_TO_RETIRE = Rule(
    "nothing-to-retire",
    Severity.ERROR,
    """A theme that is to be retired is published, and its definition is gone.

Only what the plan lists as no longer defined can be retired. Delete the theme's definition, build all
themes, then plan again; and spell its name as the plan does.""",
)
RETIRING_RULES = (THEME_NOT_RETIRED, RETIRED_THEME_IN_USE, NOTHING_TO_RETIRE)
