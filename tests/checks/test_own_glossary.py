"""A workspace adds to the shipped glossary, and the planted host is found wherever it hides."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from themebuilder.checks import TEXT_CHECKS
from themebuilder.checks.glossary import WordList, fold, load_glossary
from themebuilder.checks.passages import Passage, Reader, collect_texts
from themebuilder.definitions.texts import SCREEN_MESSAGES

WARD = "theme: ward\nextends: borger\norganisation: clinic\n"
OURS = """\
wording: ours
{message}:
  da: {{title: {da}, body: Bliv her., spoken: {spoken}, review: proposed}}
  en: {{title: Not open yet, body: Stay here., spoken: Not open yet., review: proposed}}
  sv: {{title: {sv}, body: Stanna kvar., spoken: Inte öppet än., review: draft}}
"""


@pytest.fixture
def find_rules(write, run):
    """A function that checks a theme with a text of its own and gives the rules it breaks."""

    def ask(text, terms=""):
        write("themes/ward.yaml", f"{WARD}texts: {{da: {{meeting.leave: {text}}}}}\n")
        if terms:
            write("themes/terms/da.yaml", f"terms: da\n{terms}\n")
        lines = run("check", "--ignore", "label-not-in-name").out.splitlines()
        return [line.rpartition("[")[2][:-1] for line in lines if line.startswith("themes/")]

    return ask


SKYPE = "forbidden: [{word: skype, forms: [skypes], say: [møde], why: It is gone.}]"


@pytest.mark.parametrize(
    ("text", "terms", "rules"),
    [
        ("Åbn Skype", "", []),
        ("Åbn Skype", SKYPE, ["forbidden-word"]),
        ("Åbn skypes vindue", SKYPE, ["forbidden-word"]),
        ("Til lobbyen", SKYPE, ["forbidden-word"]),
        ("Til lobbyen", "forbidden: [{word: lobby, forms: [foyer], why: Ours.}]", []),
        ("Til mødelederen", "forbidden: [{word: mødeleder, audience: [clinician], why: x}]", []),
        ("Vent venligst", "avoid: [{word: venligst, audience: [clinician], why: Ours.}]", []),
        (
            "Se verden",
            "sound_alikes: [{words: [verden, værten], distance: 0, why: Ours}]",
            ["sound-alike"],
        ),
        ("Se arbejdsmarkedsuddannelsen", "approved: [{word: arbejdsmarkedsuddannelsen}]", []),
        ("Leave", "approved: [{word: leave}]", []),
    ],
)
def test_own_terms_are_laid_on_the_shipped_ones(text, terms, rules, find_rules):
    assert find_rules(text, terms) == rules


def test_a_word_that_only_clinicians_must_not_meet_is_found_in_their_texts(run, write):
    terms = "forbidden: [{word: skærmen, audience: [clinician], why: Ours.}]"
    write("themes/terms/da.yaml", f"terms: da\n{terms}\n")
    texts = "texts: {da: {meeting.leave: Luk skærmen}}\n"
    write("themes/ward.yaml", f"{WARD.replace('borger', 'kliniker')}{texts}")
    assert "[forbidden-word]" in run("check", "--select", "forbidden-word").out


def test_a_pair_that_somebody_judged_harmless_is_not_reported(find_rules):
    pair = "harmless_sound_alikes: [{words: [verden, værten], distance: 0, why: Ours.}]"
    assert find_rules("Se værten", pair) == ["forbidden-word"]


def test_the_host_is_found_in_a_text_a_screen_a_prompt_and_in_swedish(run, write):
    write("themes/workspace.yaml", "workspace: clinic\ndraft_languages: [sv]\n")
    picks = "wording: {waiting: ours, locked: more, ended: last}\n"
    planted = "texts: {da: {meeting.leave: Venter på værten}}\n"
    screen = "meeting: {language: sv, screens: {welcome: Väntar på värden}}\n"
    write("themes/ward.yaml", f"{WARD}{picks}{planted}{screen}")
    plain = {"da": "Mødet er låst", "spoken": "Bliv her.", "sv": "Mötet är låst"}
    for name, message, result in (
        ("ours", "waiting", {"da": "Venter på værten"}),
        ("more", "locked", {"spoken": "Venter på værten."}),
        ("last", "ended", {"sv": "Väntar på värden"}),
    ):
        text = OURS.format(message=message, **{**plain, **result})
        write(f"themes/wordings/{name}.yaml", text.replace("ours", name))
    swedish = "{sv: {title: Hej, body: Stanna kvar., review: draft}}"
    screens = "".join(f"{message}: {swedish}\n" for message in SCREEN_MESSAGES)
    write("themes/wordings/direct-media.yaml", f"wording: direct-media\n{screens}")
    result = run("check", "--select", "sound-alike")
    files = [line.split(":")[0] for line in result.out.splitlines() if "[sound-alike]" in line]
    wordings = [f"themes/wordings/{name}.yaml" for name in ("last", "more", "ours")]
    assert files == ["themes/ward.yaml", "themes/ward.yaml", *wordings]


@given(
    st.lists(
        st.sampled_from(["vært", "værten", "vært en", "e-mail", "mail", "på vært"]), min_size=1
    ),
    st.lists(
        st.sampled_from(["vært", "VÆRTEN", "værten", "en", "e-mail", "mail", "-", "på", "\n", "."]),
        max_size=8,
    ),
)
def test_a_word_is_found_where_one_expression_for_all_words_finds_it(forms, parts):
    text = fold(" ".join(parts))
    longest_first = sorted(set(forms), key=len, reverse=True)
    either = "|".join(r"\s+".join(map(re.escape, form.split())) for form in longest_first)
    sought = [" ".join(it.split()) for it in re.findall(rf"(?<!\w)(?:{either})(?!\w)", text)]
    found = [word for word, _ in WordList((form, form) for form in forms).find(text)]
    assert found == list(dict.fromkeys(sought))


@pytest.mark.parametrize("audience", ["citizen", "clinician"])
def test_a_check_for_any_reader_finds_the_same_for_each(context, theme, audience):
    texts = list(collect_texts(theme("borger")).texts)[::7]
    spoilt = [
        f"{text.words.value} {{{{x}}}} \u200b... <b> mødelederen arbejdsmarkedsuddannelserne"
        for text in texts
    ]

    def find(readers):
        terms = load_glossary(context.library, "da", readers)
        reader = Reader("da", readers, None, terms, context.platform)
        passages = [
            Passage(one.kind, one.key, text, reader)
            for one, text in zip(texts, spoilt, strict=True)
        ]
        return [list(check.ask(passage)) for check in TEXT_CHECKS for passage in passages]

    assert find(audience) == find("everyone")
