"""Every key of wordings, texts and terms, and what it changes in packages or findings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
import yaml

from tests.contract.kit import BASE, Row, Theme, assert_row, build_new, make_definition
from themebuilder.definitions.texts import WORDING_MESSAGES
from themebuilder.platform.shipped import load_situations

SCREEN = "config: splash_screens.screens.timeout.elements.0.text"
BASES = {
    "themes/workspace.yaml": "workspace: words\n",
    "themes/organisations/house.yaml": "organisation: house\nname: Huset\nsettings: {languages: [da]}\n",
    "themes/wordings/draft.yaml": "wording: draft\n"
    + "".join(
        f"{message}: {{da: {{title: T, body: B., spoken: S.}}}}\n" for message in WORDING_MESSAGES
    ),
    "themes/base.yaml": BASE,
    **{
        f"themes/{message}.yaml": f"theme: {message}\nextends: base\nwording: {{{message}: draft}}\n"
        for message in WORDING_MESSAGES
    },
}
MESSAGE = "%s: {da: {title: Lukket, body: Vent her., spoken: Her er lukket., review: approved}}"


def format_screen(text: str) -> str:
    """The lines of a theme with that text on a screen."""
    return f"meeting: {{screens: {{timeout: {text!r}}}}}"


WORDINGS = [
    Row("wording", f"wording: vores\n{MESSAGE % 'waiting'}",
        "config: splash_screens.screens.waiting_for_host.elements.0.text", "Lukket\nVent her.",
        more="wording: {waiting: vores}"),
    *(
        row
        for message in WORDING_MESSAGES
        for row in (
            *(
                Row(f"{message}.<name>.{part}", MESSAGE % message, SCREEN, said,
                    more=f"wording: {{{message}: %s}}\n{format_screen(f'[[ {message}.{part} ]]')}")
                for part, said in {"title": "Lukket", "body": "Vent her.",
                                   "spoken": "Her er lukket."}.items()
            ),
            Row(f"{message}.<name>.help", (MESSAGE % message).replace("review", "help: Ring nu., review"),
                SCREEN, "Vent her.\nRing nu.",
                more=f"wording: {{{message}: %s}}\n{format_screen(f'[[ {message}.body ]]')}"),
            *(
                Row(f"{message}.<name>.review={review}",
                    (MESSAGE % message).replace("approved", review), "problems", found, against,
                    more=f"wording: {{{message}: %s}}")
                for review, found, against in (
                    ("draft", ["language-not-reviewed"], "base"),
                    ("proposed", [], message),
                    ("approved", [], message),
                )
            ),
        )
    ),
]  # fmt: skip

UNTRUE = "untrue-for-some-guests"
FORBIDDEN = "{word: %s, why: Det er forkert.%s}"
TERMS = [
    *(
        row
        for name, rule in {"forbidden": "forbidden-word", "avoid": "word-better-avoided"}.items()
        for row in (
            Row(f"{name}[].word", f"{name}: [{FORBIDDEN % (f'{name}abe', '')}]", "problems", [rule],
                more=format_screen(f"En {name}abe")),
            Row(f"{name}[].forms", f"{name}: [{FORBIDDEN % (f'{name}bi', f', forms: [{name}bier]')}]",
                "problems", [rule], more=format_screen(f"To {name}bier")),
            Row(f"{name}[].stems", f"{name}: [{FORBIDDEN % (f'{name}ko', f', stems: [{name[:4]}dyr]')}]",
                "problems", [rule], more=format_screen(f"Et e{name[:4]}dyret")),
            Row(f"{name}[].innocent",
                f"{name}: [{FORBIDDEN % (f'{name}so', f', stems: [{name[:4]}fisk], innocent: [guld]')}]",
                "problems", [], "long", more=format_screen(f"En guld{name[:4]}fisk")),
            Row(f"{name}[].say", f"{name}: [{FORBIDDEN % (f'{name}ged', ', say: [ko, får]')}]",
                f"hints {rule}", ["Better: ko, får. Det er forkert."], more=format_screen(f"En {name}ged")),
            Row(f"{name}[].why", f"{name}: [{FORBIDDEN % (f'{name}hest', '')}]", f"hints {rule}",
                ["Det er forkert."], more=format_screen(f"En {name}hest")),
            *(
                Row(f"{name}[].audience[]={audience}",
                    f"{name}: [{FORBIDDEN % (name[:4] + audience, f', audience: [{audience}]')}]",
                    "problems", [rule],
                    more=f"audience: {audience}\n{format_screen(f'En {name[:4]}{audience}')}")
                for audience in ("citizen", "clinician", "everyone")
            ),
        )
    ),
    Row("approved[].word", "approved: [{word: kardiologiambulatorium}]", "problems", [], "long",
        more=format_screen("Et kardiologiambulatorium")),
    Row("sound_alikes[].words", "sound_alikes: [{words: [ulv, hulv], distance: 0}]",
        "messages sound-alike", ["`ulv` sounds like `hulv`."], more=format_screen("En ulv")),
    Row("sound_alikes[].distance", "sound_alikes: [{words: [ræv, rev], distance: 1}]",
        "messages sound-alike-nearly", ["`ræv` sounds almost like `rev`."], more=format_screen("En ræv")),
    Row("sound_alikes[].sounds",
        "sound_alikes: [{words: [los, lås], distance: 1, sounds: [lɔs, lɔːs]}]",
        "hints sound-alike-nearly", ["Pronounced [lɔs] and [lɔːs]."], more=format_screen("En los")),
    Row("sound_alikes[].why", "sound_alikes: [{words: [mår, mor], distance: 1, why: Begge er her.}]",
        "hints sound-alike-nearly", ["Begge er her."], more=format_screen("En mår")),
    Row("harmless_sound_alikes[].words",
        "harmless_sound_alikes: [{words: [værter, hverdag], distance: 1}]\n"
        "sound_alikes: [{words: [odder, otter], distance: 1}]",
        "problems", ["sound-alike-nearly"], more=format_screen("En odder")),
    Row("dated[].word", "dated: [{word: Regnhuset, until: '2030-01-01'}]", "problems",
        ["name-outlived"], more=format_screen("Velkommen til Regnhuset")),
    Row("dated[].forms", "dated: [{word: Solhuset, forms: [Solhusets], until: '2030-01-01'}]",
        "problems", ["name-outlived"], more=format_screen("Solhusets dør")),
    Row("dated[].until", "dated: [{word: Vindhuset, until: '2031-05-06'}]",
        "messages name-outlived", ["The name `Vindhuset` ends on 2031-05-06, but the theme has no last day."],
        more=format_screen("Velkommen til Vindhuset")),
    Row("dated[].becomes", "dated: [{word: Isen, until: '2030-01-01', becomes: Vandet}]",
        "hints name-outlived", ["After that it's `Vandet`."], more=format_screen("Velkommen til Isen")),
    Row("dated[].why", "dated: [{word: Sneen, until: '2030-01-01', why: Den smelter.}]",
        "hints name-outlived", ["Den smelter."], more=format_screen("Velkommen til Sneen")),
    # Assertions: the screen is met by a guest whose time is up.
    Row("assertions[].word", "assertions: [{word: snegl, true_in: [ended]}]", "problems",
        [UNTRUE], more=format_screen("En snegl")),
    Row("assertions[].forms", "assertions: [{word: orm, forms: [orme], true_in: [ended]}]", "problems",
        [UNTRUE], more=format_screen("To orme")),
    Row("assertions[].say", "assertions: [{word: igle, true_in: [ended], say: [ko]}]", f"hints {UNTRUE}",
        ["Better: “ko” Guests see this text in each of these situations: timed out. Write what is true in all of them."], more=format_screen("En igle")),
    *(
        Row(f"assertions[].true_in[]={id_}",
            f"assertions: [{{word: et dyr{number}, true_in: [{id_}]}}]", f"messages {UNTRUE}",
            [f"“et dyr{number}” is false for {load_situations()[met].who}."
             for met in ("pin", "timed_out") if met != id_],
            more=f"meeting: {{screens: {{pin_entry: Et dyr{number}, timeout: Et dyr{number}}}}}")
        for number, id_ in enumerate(load_situations())
    ),
]  # fmt: skip


@pytest.fixture(scope="module")
def worded(tmp_path_factory) -> dict[str, Theme]:
    """Every row of `WORDINGS` as a wording, and a theme that says it."""
    files = dict(BASES)
    for number, row in enumerate(WORDINGS):
        name, text = make_definition("wording", f"words-{number}", row.yaml)
        files[f"themes/wordings/{name}.yaml"] = text
        theme = f"theme-{number}"
        lines = row.more.replace("%s", name)
        _, files[f"themes/{theme}.yaml"] = make_definition("theme", theme, lines, extends="base")
    return build_new(tmp_path_factory.mktemp("worded"), files)


@pytest.fixture(scope="module")
def held(tmp_path_factory) -> dict[str, Theme]:
    """All rows of `TERMS` as the terms of one workspace, and a theme for each of them."""
    terms: dict[str, Any] = {"terms": "da"}
    files = dict(BASES)
    for number, row in enumerate(TERMS):
        for key, value in yaml.load(row.yaml, yaml.CSafeLoader).items():
            terms[key] = (
                terms[key] | value
                if isinstance(value, Mapping) and key in terms
                else ([*terms.get(key, ()), *value] if isinstance(value, list) else value)
            )
        theme = f"theme-{number}"
        _, files[f"themes/{theme}.yaml"] = make_definition("theme", theme, row.more, extends="base")
    files["themes/terms/da.yaml"] = yaml.safe_dump(terms, allow_unicode=True, sort_keys=False)
    _, files["themes/long.yaml"] = make_definition(
        "theme", "long", format_screen("Et nefrologiambulatorium"), extends="base"
    )
    return build_new(tmp_path_factory.mktemp("held"), files)


@pytest.mark.parametrize("number", range(len(WORDINGS)), ids=[row.key for row in WORDINGS])
def test_a_wording(worded, number):
    row = WORDINGS[number]
    assert_row(row, worded[f"theme-{number}"], worded[row.against])


@pytest.mark.parametrize("number", range(len(TERMS)), ids=[row.key for row in TERMS])
def test_a_term(held, number):
    row = TERMS[number]
    assert_row(row, held[f"theme-{number}"], held[row.against])


@pytest.mark.parametrize("audience", ["citizen", "clinician", "everyone"])
def test_a_word_that_is_kept_from_others_may_be_said(held, tmp_path, audience):
    others = [it for it in ("citizen", "clinician", "everyone") if it != audience]
    files = BASES | {
        "themes/terms/da.yaml": f"terms: da\nforbidden: [{FORBIDDEN % ('abe', f', audience: {others}')}]\n",
        "themes/ours.yaml": f"theme: ours\nextends: base\naudience: {audience}\n{format_screen('En abe')}\n",
    }
    assert build_new(tmp_path / "own", files)["ours"].read("problems") == []
