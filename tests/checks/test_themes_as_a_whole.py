"""What is only seen in a whole theme: other places, dates, plural forms, readability."""

from __future__ import annotations

from datetime import date

import pytest

from themebuilder.checks.base import Check
from themebuilder.checks.passages import collect_texts, run_on_texts
from themebuilder.checks.prose import Lix
from themebuilder.checks.readability import lix
from themebuilder.core.problems import Place
from themebuilder.core.tree import Map, Text
from themebuilder.definitions.model import ResolvedSetting, Texts, ValidPeriod

HERE = Place("changed.yaml", 1, 1)
HELP = "custom-step.help"


@pytest.fixture
def find_broken_rules(theme, problems):
    """A function that gives the rules that a changed theme breaks where it was changed."""

    def ask(change):
        return [it.rule.name for it in problems(change(theme("borger"))) if it.place == HERE]

    return ask


@pytest.mark.parametrize(
    ("place", "arguments", "parts"),
    [
        ("text", ("da", "meeting.leave", "Venter på værten"), {}),
        ("text", ("sv", "meeting.leave", "Väntar på värden"), {}),
        ("screen", ("welcome", "Venter på værten"), {}),
        *(
            ("message", ("waiting", language), {part: words})
            for part in ("title", "body", "spoken")
            for language, words in (
                ("da", "Venter på værten"),
                ("sv", "Väntar på värden"),
                ("nb", "Venter på vert"),
            )
        ),
    ],
)
def test_a_sound_alike_is_found_wherever_it_is(place, arguments, parts, find_broken_rules, changed):
    assert "sound-alike" in find_broken_rules(
        lambda theme: changed[place](theme, *arguments, **parts)
    )


def test_a_wording_is_reported_where_it_was_written_and_not_where_it_is_repeated(
    theme, problems, changed
):
    spoilt = changed["message"](theme("borger"), title="Venter på værten")
    repeated = theme("borger").texts["da"]["infocard.lobby.header"]
    text = Text(f"Venter på værten.\n{spoilt.messages['waiting']['da'].body.value}", repeated.place)
    spoilt = changed["text"](spoilt, "da", "infocard.lobby.header", text.value)
    assert [it.rule.name for it in problems(spoilt)] == [
        "forbidden-word",
        "sound-alike",
        "voice-differs",
    ]


@pytest.mark.parametrize(
    ("kind", "parts", "rules"),
    [
        ("waiting", {"title": ""}, ["text-empty"]),
        ("waiting", {"spoken": ""}, ["voice-differs"]),
        ("ended", {"spoken": ""}, []),
        ("waiting", {"body": "Hej {{navn}}."}, ["placeholder-wrong"]),
        ("waiting", {"body": "Bliv <b>her</b>."}, ["tag-wrong"]),
        (
            "waiting",
            {"title": "Samtalen begynder lidt senere, fordi behandleren er forsinket endnu"},
            ["text-too-long"],
        ),
    ],
)
def test_a_wording_is_whole_and_fits_its_screen(kind, parts, rules, find_broken_rules, changed):
    found = find_broken_rules(lambda theme: changed["message"](theme, kind, **parts))
    assert found == rules


@pytest.mark.parametrize(
    ("until", "text", "rules"),
    [
        (None, "Ring til MedCom", ["name-outlived"]),
        (date(2027, 1, 1), "Ring til MedCom", ["name-outlived"]),
        (date(2026, 12, 31), "Ring til MedCom", []),
        (date(2026, 12, 31), "Åbn den nye Webapp 2", ["name-outlived"]),
        (None, "Region Østdanmark", []),
        (None, "Region  Sjællands linje", ["name-outlived", "typography-wrong"]),
        (None, "Se www.regionh.dk", []),
    ],
)
def test_a_name_does_not_outlive_its_organisation(until, text, rules, find_broken_rules, changed):
    def change(theme):
        return changed["text"](theme, "da", HELP, text)._replace(valid=ValidPeriod(until=until))

    assert sorted(find_broken_rules(change)) == rules


@pytest.mark.parametrize(
    ("language", "there", "missing"),
    [
        ("da", ["one"], "`a.b_other`"),
        ("da", ["one", "other"], None),
        ("pl", ["one", "other"], "`a.b_few`, `a.b_many`"),
        ("ar", ["one", "two", "few"], "`a.b_zero`, `a.b_many`, `a.b_other`"),
        ("tlh", ["one"], "`a.b_other`"),
    ],
)
def test_a_number_has_the_plural_forms_of_its_language(language, there, missing, theme, problems):
    texts = {f"a.b_{form}": Text("Tak", HERE) for form in there}
    asked = theme("borger")._replace(texts={language: Texts(texts)})
    found = [it.message for it in problems(asked) if "_one` also needs" in it.message]
    assert found == ([f"`a.b_one` also needs {missing} in `{language}`."] if missing else [])


@pytest.mark.parametrize(
    ("value", "rules"),
    [
        ("https://portal.vconf.dk/?conference=a@b.dk&pin=1234", ["secret-in-text"]),
        ("https://www.regionh.dk/", []),
        ("Ring, og sig pinkode 4711", ["secret-in-text"]),
    ],
)
def test_no_setting_gives_a_meeting_away(value, rules, find_broken_rules):
    setting = ResolvedSetting(value, "faelles", HERE)
    assert find_broken_rules(lambda it: it._replace(settings={"return_address": setting})) == rules


def test_what_is_passed_to_the_web_app_gives_no_pin_away(find_broken_rules):
    config = Map({"config": Map({"x": Text("pin=123456", HERE)}, HERE)}, HERE)
    assert find_broken_rules(lambda it: it._replace(webapp=config)) == ["secret-in-text"]


@pytest.mark.parametrize(
    ("texts", "figure"),
    [
        (["Bliv her. Vi åbner mødet for dig."], Lix(7, 2, 0)),
        (["Mødet begynder kl. 10.30 den 1. juli."], Lix(5, 1, 1)),
        (["Ring til 12345678."], Lix(2, 1, 0)),
        (["Hej {{newDisplayName}}, mikrofonen virker."], Lix(3, 1, 1)),
        (["Forlad mødet", "Luk"], Lix(0, 0, 0)),
        ([""], Lix(0, 0, 0)),
    ],
)
def test_lix_counts_words_in_sentences_only(texts, figure):
    assert lix(texts) == figure


def test_lix_names_its_scale():
    assert str(Lix(20, 4, 3)) == "LIX 20 (Danish scale: meget let)"


def test_hard_texts_are_reported_once_with_the_hardest(theme, problems):
    hard = "Underskrivelse forudsætter implementeringen af videokommunikation herinde."
    texts = {f"custom-step.{number}": Text(hard, HERE) for number in range(30)}
    found = problems(theme("borger")._replace(texts={"da": Texts(texts)}, languages=("da",)))
    messages = [it for it in found if "LIX" in it.message]
    assert [(it.place.file, "Danish scale: meget svær" in it.message) for it in messages] == [
        ("changed.yaml", True)
    ]


def test_a_text_that_two_themes_share_is_read_once(theme, context):
    read = []

    def record_passage(passage):
        read.append((passage.key, passage.text))
        return iter(())

    checks = (Check("text-empty", record_passage),)
    for name in ("borger", "rsyd-borger", "rm-borger"):
        run_on_texts(checks, collect_texts(theme(name)), context, by_reader=False)
    assert len(read) - len(theme("borger").texts) * len(theme("borger").texts["da"]) < 60
