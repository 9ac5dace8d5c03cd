"""One button has one name in all themes for the same readers."""

from __future__ import annotations

import pytest

BASE = "extends: {parent}\norganisation: clinic\n"


@pytest.fixture
def named(write, run):
    """A function that writes themes and gives the lines that tell of two names for one thing."""

    def tell(**themes):
        for name, (parent, texts) in themes.items():
            own = f"texts: {{da: {{{texts}}}}}\n" if texts else ""
            write(f"themes/{name}.yaml", f"theme: {name}\n{BASE.format(parent=parent)}{own}")
        result = run("check", "--select", "function-named-differently")
        return [line for line in result.out.splitlines() if "function-named-differently]" in line]

    return tell


def test_another_name_than_the_other_theme_has_is_reported(named):
    (line,) = named(a=("borger", "meeting.leave: Gå ud"), b=("borger", ""))
    assert "`meeting.leave` is “Gå ud” here, but “Forlad mødet” in 1 other theme " in line


@pytest.mark.parametrize(
    "themes",
    [
        {"a": ("borger", "meeting.leave: Gå ud")},
        {"a": ("borger", "meeting.leave: Gå ud"), "b": ("borger", "meeting.leave: Gå ud")},
        {"a": ("borger", "meeting.leave: Gå ud"), "b": ("kliniker", "")},
        {"a": ("borger", "meeting.leave: Forlad mødet"), "b": ("borger", "")},
        {"a": ("borger", "infocard.meeting.body: Hos os"), "b": ("borger", "")},
        {"a": ("borger", "common.host: Leder mødet"), "b": ("kliniker", "common.host: Mødeleder")},
        {"a": ("borger", "settings.layout-changes-info: Det ændrer alt."), "b": ("borger", "")},
    ],
)
def test_names_that_agree_or_are_meant_to_differ_are_left_alone(themes, named):
    assert named(**themes) == []


def test_the_name_that_most_themes_have_is_the_usual_one(named):
    own = ("borger", "meeting.leave: Gå ud")
    (line,) = named(a=own, b=own, c=("borger", "meeting.leave: Slut"))
    assert ("themes/c.yaml" in line, "“Gå ud” in 2 other themes" in line) == (True, True)
