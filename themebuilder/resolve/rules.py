"""What can be wrong between definitions that are each well-formed."""

from __future__ import annotations

from themebuilder.problems import Rule, Severity

PARENT_UNKNOWN = Rule(
    "parent-unknown",
    Severity.ERROR,
    """A theme's parent exists.

    Without it, everything that the theme would inherit is missing.
    Correct the name after ``extends``; ``themebuilder list`` prints all themes.
    """,
)
PARENTS_IN_A_CIRCLE = Rule(
    "parents-in-a-circle",
    Severity.ERROR,
    """Themes extend each other in one direction.

    In a circle nobody comes first, so no value can be decided.
    Remove one of the ``extends`` that the message names.
    """,
)
LINE_TOO_LONG = Rule(
    "line-too-long",
    Severity.ERROR,
    """A theme has at most 24 parents in a row, an organisation at most 24 above it.

    Nobody finds in a longer line where a value comes from; five are the most that we have needed.
    Let the theme extend one that stands further up.
    """,
)
ORGANISATION_UNKNOWN = Rule(
    "organisation-unknown",
    Severity.ERROR,
    """The organisation that a definition names exists.

    Correct the name, or add ``themes/organisations/<name>.yaml``.
    """,
)
ORGANISATION_MISSING = Rule(
    "organisation-missing",
    Severity.ERROR,
    """Every theme belongs to an organisation, its own or its parent's.

    Chat, languages and the other settings are the organisation's; without one nobody decides them.
    Add ``organisation: <name>``.
    """,
)
ORGANISATIONS_IN_A_CIRCLE = Rule(
    "organisations-in-a-circle",
    Severity.ERROR,
    """Organisations are part of each other in one direction.

    In a circle no settings can be inherited.
    Remove one of the ``part_of`` that the message names.
    """,
)
SETTING_IN_THEME = Rule(
    "setting-in-theme",
    Severity.ERROR,
    """Settings stand in the organisation's file, never in a theme.

    Chat can only be decided for a whole organisation: a button that one theme hides does not stop
    anybody from writing. So one place decides, for all of its themes.
    Move the setting into the file that the message names.
    """,
)
SETTING_LOCKED = Rule(
    "setting-locked",
    Severity.ERROR,
    """An organisation leaves alone what an organisation above it has locked.

    A lock is a decision for everybody below, such as no chat in group therapy.
    Remove the setting, or ask the organisation that locked it.
    """,
)
DATE_IMPOSSIBLE = Rule(
    "date-impossible",
    Severity.ERROR,
    """A date is a day that exists, written as 2026-12-31.

    The packages of a day are chosen by it, and a day that never comes chooses nothing.
    Correct the date.
    """,
)
DATES_REVERSED = Rule(
    "dates-reversed",
    Severity.ERROR,
    """A theme begins before it ends.

    Swap or correct the two dates.
    """,
)
COLOR_MISSING = Rule(
    "color-missing",
    Severity.ERROR,
    """Every theme has a brand colour, its own or its parent's.

    All shades of buttons and panels are derived from it.
    Add ``brand: {color: "#2f6f8f"}``, or extend a theme that has one.
    """,
)
WORDING_UNKNOWN = Rule(
    "wording-unknown",
    Severity.ERROR,
    """The wording set that a theme picks exists and holds the message.

    Correct the name; the sets lie in ``themes/wordings/``.
    """,
)
WORDING_MISSING = Rule(
    "wording-missing",
    Severity.ERROR,
    """Every theme says what its guests read while they wait.

    Without a wording the platform's own English text is shown.
    Add ``wording: {waiting: neutral}``, or extend a theme that has one.
    """,
)
WORDING_LACKS_LANGUAGE = Rule(
    "wording-lacks-language",
    Severity.ERROR,
    """A wording has every language that its themes offer.

    Otherwise the guests of one language read and hear something else than the others.
    Add the language to the set, or take it out of the organisation's languages.
    """,
)
ROLE_UNKNOWN = Rule(
    "role-unknown",
    Severity.ERROR,
    """The role that a theme names stands in the terms of each language it offers.

    Correct the name, or add the role to ``themes/terms/<language>.yaml``.
    """,
)
VALUE_UNDEFINED = Rule(
    "value-undefined",
    Severity.ERROR,
    """Every ``[[ name ]]`` in a text has a value when the theme is built.

    A hole in a text would reach the guest.
    Correct the name, or set the value that the message names.
    """,
)
VALUE_TOO_CLEVER = Rule(
    "value-too-clever",
    Severity.ERROR,
    """``[[ ]]`` holds a name, with ``upper``, ``lower`` or ``capitalize`` at most.

    Texts are not programs: an expression hides what the guest reads, and may never end.
    Write the text out, or set it under ``values``.
    """,
)
LANGUAGE_WITHOUT_TEXTS = Rule(
    "language-without-texts",
    Severity.ERROR,
    """There is a texts file for every language that is offered.

    A language file in a package takes the place of the built-in one, so it must hold all texts.
    Add ``themes/texts/<language>.yaml``, or take the language out of languages.
    """,
)
LANGUAGE_NOT_REVIEWED = Rule(
    "language-not-reviewed",
    Severity.ERROR,
    """A native speaker has read every language that is offered.

    A draft may be wrong in ways that only a native speaker sees, and patients act on it.
    Have it read and write ``review: proposed`` or ``approved``, or allow the draft in
    ``themes/workspace.yaml``: ``draft_languages: [sv]``.
    """,
)

RULES = (
    PARENT_UNKNOWN,
    PARENTS_IN_A_CIRCLE,
    LINE_TOO_LONG,
    ORGANISATION_UNKNOWN,
    ORGANISATION_MISSING,
    ORGANISATIONS_IN_A_CIRCLE,
    SETTING_IN_THEME,
    SETTING_LOCKED,
    DATE_IMPOSSIBLE,
    DATES_REVERSED,
    COLOR_MISSING,
    WORDING_UNKNOWN,
    WORDING_MISSING,
    WORDING_LACKS_LANGUAGE,
    ROLE_UNKNOWN,
    VALUE_UNDEFINED,
    VALUE_TOO_CLEVER,
    LANGUAGE_WITHOUT_TEXTS,
    LANGUAGE_NOT_REVIEWED,
)
