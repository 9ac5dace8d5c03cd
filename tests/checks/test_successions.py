"""What a successor takes away is reported with its day, unless somebody has decided it."""

from __future__ import annotations

import json

import pytest

RULES = {"successor-weakens-setting", "setting-without-theme"}


@pytest.fixture
def find_problems(run, write):
    """What is found where `ward` ends with 2026 and `ward-2`, of the organisation `heir`, succeeds it."""

    def find(owner="", heir="", ward="", since="2027-01-01"):
        for name, more in (("owner", owner), ("heir", heir)):
            write(
                f"themes/organisations/{name}.yaml",
                f"organisation: {name}\nname: {name}\npart_of: faelles\n{more}",
            )
        valid = f"valid: {{until: 2026-12-31, then: ward-2}}\n{ward}"
        write("themes/ward.yaml", format_theme("ward", "owner", valid))
        write("themes/ward-2.yaml", format_theme("ward-2", "heir", f"valid: {{from: {since}}}\n"))
        problems = json.loads(run("check", "--json").out)["problems"]
        return [problem["message"] for problem in problems if problem["rule"] in RULES]

    return find


def format_theme(name, organisation, more):
    return (
        f"theme: {name}\ntitle: Ward\nextends: borger\norganisation: {organisation}\n"
        f'brand: {{color: "#2b6a94"}}\n{more}'
    )


@pytest.mark.parametrize(
    ("old", "new", "change"),
    [
        ("chat: disabled", "", "`chat` changes from `disabled` to the default `enabled`"),
        (
            "names_on_video: hidden",
            "",
            "`names_on_video` changes from `hidden` to the default `shown`",
        ),
        (
            "return_address: https://a.example/",
            "",
            "`return_address` is no longer set (now `https://a.example/`)",
        ),
        ("support: {phone: '1234'}", "", "`support.phone` is no longer set (now `1234`)"),
        ("", "languages: [da]", "`languages` no longer has `en`"),
    ],
)
def test_what_is_weaker_is_reported_with_its_day(find_problems, old, new, change):
    (message,) = find_problems(*(f"settings:\n  {one}\n" if one else "" for one in (old, new)))
    assert message.startswith("`ward-2` takes over on 2027-01-01: " + change)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("chat: disabled", "chat: disabled"),
        ("chat: enabled", "chat: disabled"),
        ("return_address: https://a.example/", "return_address: https://b.example/"),
        ("languages: [da]", "languages: [en, da]"),
    ],
)
def test_what_stays_or_gets_stricter_is_silent(find_problems, old, new):
    assert find_problems(f"settings:\n  {old}\n", f"settings:\n  {new}\n") == []


def test_the_day_is_that_on_which_the_successor_begins(find_problems):
    (message,) = find_problems("settings:\n  chat: disabled\n", since="2027-02-01")
    assert message.startswith("`ward-2` takes over on 2027-02-01: ")


def test_a_reason_silences_it(find_problems):
    accept = "accept: {successor-weakens-setting: Heir lets its groups write again.}\n"
    assert find_problems("settings:\n  chat: disabled\n", ward=accept) == []


ENDS = "valid: {until: 2026-12-31, then: heir}\n"


def test_an_organisation_is_compared_where_none_of_its_themes_is(find_problems, write, run):
    find_problems(ENDS + "settings:\n  chat: disabled\n")
    write("themes/ward.yaml", format_theme("ward", "owner", "valid: {until: 2026-12-31}\n"))
    output = run("check").out
    assert output.count("[successor-weakens-setting]") == 1
    assert (
        "themes/organisations/owner.yaml:4:34: warning: `heir` takes over on 2027-01-01" in output
    )


def test_an_organisation_is_not_compared_a_second_time(find_problems):
    assert len(find_problems(ENDS + "settings:\n  chat: disabled\n")) == 1


def test_a_build_tells_it_as_well(find_problems, run, tmp_path):
    find_problems("settings:\n  chat: disabled\n")
    assert "[successor-weakens-setting]" in run("build", "-o", str(tmp_path / "out")).out


@pytest.mark.parametrize(
    ("settings", "messages"),
    [
        (
            "chat: disabled",
            ["`chat: disabled` has no effect on any room: organisation `group` has no theme."],
        ),
        ("chat: enabled", []),
        ("add_participant: hidden", []),  # a package does that alone
    ],
)
def test_a_setting_for_the_server_needs_a_theme(find_problems, write, settings, messages):
    write(
        "themes/organisations/group.yaml",
        f"organisation: group\nname: Group\npart_of: faelles\nsettings:\n  {settings}\n",
    )
    assert find_problems() == messages
