"""What takes the place of ``[[ name ]]``, and what is refused there, word by word."""

from __future__ import annotations

import pytest

from themebuilder.core.problems import Place, ThemeError
from themebuilder.core.tree import Text
from themebuilder.definitions.values import MAX_LENGTH, UnsetValueError, fill_values

VALUES = {
    "ward": "afsnit Å",
    "support": {"phone": "112"},
    "theme": {"title": "Ward", "name": "ward"},
    "most": "x" * MAX_LENGTH,
}
MANY = {f"v{number:02d}": "x" for number in range(22, 0, -1)}
KNOWN = "Known: most, support, theme, ward."
FORMS = "Write `[[ name ]]` or `[[ name.part ]]`. `|` and one of these may follow: upper, lower, capitalize."
NO_PHONE = "Set `support` in the organisation's settings, or remove the text."


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("no value", "no value"),
        ("{{ name }} [ward] ]]", "{{ name }} [ward] ]]"),
        ("[[ward]]", "afsnit Å"),
        ("På [[ ward ]], [[ theme.title ]]\n", "På afsnit Å, Ward\n"),
        ("[[ ward|upper ]] [[ ward|lower ]] [[ ward|capitalize ]]", "AFSNIT Å afsnit å Afsnit å"),
        ("[[ ward|upper|lower ]]", "afsnit å"),
        ("[[ theme.name|upper ]]", "WARD"),
        ("[[ ward | upper\t| lower]]", "afsnit å"),
        ("[[ most ]]", "x" * MAX_LENGTH),
        ("{% if %} {# [[ ward ]] #}", "{% if %} {# afsnit Å #}"),
        ("<b>&[[ ward ]]", "<b>&afsnit Å"),
    ],
)
def test_a_value_takes_the_place_of_its_name(text, filled):
    assert fill_values(Text(text, Place("a.yaml")), VALUES) == filled


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("[[ wart ]]", "`wart` has no value here.", "Did you mean `ward`?"),
        ("[[ xyzzy ]]", "`xyzzy` has no value here.", KNOWN),
        (f"[[ {'x' * 99} ]]", f"`{'x' * 57}…` has no value here.", KNOWN),
        ("[[ ward.part ]]", "`ward.part` has no value here.", "`ward` is a text and has no parts."),
        ("[[ theme.x ]]", "`theme.x` has no value here.", "Known: theme.title, theme.name."),
        ("[[ theme ]]", "`theme` has no value here.", "Known: theme.title, theme.name."),
        ("[[ support.mail ]]", "`support.mail` has no value here.", NO_PHONE),
        ("[[ support ]]", "`support` has no value here.", NO_PHONE),
        ("[[ ward|trim ]]", "`[[ ward|trim ]]` isn't a valid placeholder.", FORMS),
        ("[[ ward|upper(1) ]]", "`[[ ward|upper(1) ]]` isn't a valid placeholder.", FORMS),
        ("[[ theme.name.his ]]", "`[[ theme.name.his ]]` isn't a valid placeholder.", FORMS),
        ("[[ 1 + 1 ]]", "`[[ 1 + 1 ]]` isn't a valid placeholder.", FORMS),
        ("[[% if ward %]]", "`[[% if ward %]]` isn't a valid placeholder.", FORMS),
        ("[[# a remark #]]", "`[[# a remark #]]` isn't a valid placeholder.", FORMS),
        ("[[ ward ward ]]", "`[[ ward ward ]]` isn't a valid placeholder.", FORMS),
        ("[[ ward", "`[[ ward` isn't a valid placeholder.", FORMS),
        ("[[]]", "`[[]]` isn't a valid placeholder.", FORMS),
        (f"[[ {'(' * 9999} ]]", f"`[[ {'(' * 54}…` isn't a valid placeholder.", FORMS),
        ("[[ most ]].", "With its values, the text has more than 20,000 characters.", ""),
    ],
)  # fmt: skip
def test_what_is_no_value_is_refused(text, message, hint):
    with pytest.raises(ThemeError) as caught:
        fill_values(Text(text, Place("a.yaml")), VALUES)
    (found,) = caught.value.problems
    assert (found.rule.name, found.message, found.hint) == ("value-undefined", message, hint)


@pytest.mark.parametrize(("part", "is_unset"), [("text", True), ("fax", False)])
def test_a_part_that_a_setting_has_is_told_from_an_unknown_one(part, is_unset):
    with pytest.raises(ThemeError) as caught:
        fill_values(Text(f"[[ support.{part} ]]", Place("a.yaml")), VALUES)
    assert isinstance(caught.value, UnsetValueError) is is_unset


def test_at_most_twenty_names_are_listed():
    with pytest.raises(ThemeError) as caught:
        fill_values(Text("[[ other ]]", Place("a.yaml")), MANY)
    listed = ", ".join(f"v{number:02d}" for number in range(1, 21))
    assert caught.value.problems[0].hint == f"Known: {listed}."


@pytest.mark.parametrize(
    ("text", "is_plain", "place", "told"),
    [
        ("Hos [[ x ]] nu", True, Place("a.yaml", 3, 5, 19), Place("a.yaml", 3, 9, 16)),
        ("Hos [[ x ]] nu", False, Place("a.yaml", 3, 5, 21), Place("a.yaml", 3, 10, 17)),
        ("]] [[ x ]] [[ y ]]", True, Place("a.yaml", 3, 5, 23), Place("a.yaml", 3, 8, 15)),
        ("[[ x", True, Place("a.yaml", 3, 5, 9), Place("a.yaml", 3, 5, 7)),
        ("Hos\n[[ x ]]", True, Place("a.yaml", 3, 5), Place("a.yaml", 3, 5)),
    ],
)
def test_a_problem_is_reported_at_the_first_value(text, is_plain, place, told):
    with pytest.raises(ThemeError) as caught:
        fill_values(Text(text, place, is_plain), {})
    assert caught.value.problems[0].place == told
