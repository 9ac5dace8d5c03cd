"""Languages with only the core texts: what is built, what falls back, and what the guest reads."""

from __future__ import annotations

import json
import zipfile

import pytest

from tests.conftest import ROOT
from themebuilder.platform.shipped import load_core_texts
from themebuilder.platform.tables import list_lines
from themebuilder.platform.target import load_platform

TEXTS = ROOT / "themes/texts"
CORE = sorted({file.stem for file in TEXTS.glob("*.yaml") if "." not in file.stem} - {"da", "en"})
CLINIC = "organisation: clinic\nname: Clinic\npart_of: faelles\n"


@pytest.fixture
def offer(write, ward):
    """A ward that offers *languages*, of which *allowed* may be built unread."""

    def offer_languages(languages: str, allowed: str = f"[{', '.join(CORE)}]") -> None:
        write("themes/organisations/clinic.yaml", f"{CLINIC}settings: {{languages: {languages}}}\n")
        write("themes/workspace.yaml", f"workspace: clinic\ndraft_languages: {allowed}\n")

    return offer_languages


def test_every_core_text_is_one_of_the_newest_version():
    assert set(load_core_texts()) <= set(load_platform().keys)


@pytest.mark.parametrize("line", list_lines())
def test_every_version_has_some_forty_core_texts(line):
    assert 40 <= len(load_platform(line).core_keys) <= 48


def test_a_core_language_is_built_with_its_own_texts_only(offer, run, workspace):
    offer("{da: complete, en: complete, pl: core}")
    assert run("build").code == 0
    with zipfile.ZipFile(workspace / "dist" / "ward-webapp3.zip") as package:
        texts = json.loads(package.read("webapp3/branding/texts/pl.json"))
        manifest = json.loads(package.read("webapp3/branding/manifest.json"))
    assert texts["meeting"]["leave"] == "Wyjdź"
    assert "settings" not in texts
    assert manifest["availableLanguages"] == ["da", "en", "pl"]


@pytest.mark.parametrize("language", CORE)
def test_the_shipped_core_languages_break_no_rule(language, offer, run):
    offer(f"{{da: complete, en: complete, {language}: core}}")
    assert run("check", "--strict").out == "No problems in 3 files\n"


@pytest.mark.parametrize("language", CORE)
def test_a_proposed_core_language_is_kept_out_until_it_is_allowed(language, offer, run):
    offer(f"{{da: complete, en: complete, {language}: core}}", allowed="[]")
    result = run("check")
    assert result.code == 1
    proposed = " are only proposed, but it's a core language."
    assert f"texts/{language}.yaml{proposed}" in result.out
    assert f"The `{language}` texts in the wording `neutral`{proposed}" in result.out


def test_an_approved_core_language_needs_no_allowance(offer, write, run):
    approved = "review: approved\nkeys: {meeting.leave: Вийти}\n"
    write("themes/texts/uk.yaml", f"texts: uk\n{approved}")
    words = "uk: {title: Зачекайте, body: Ми вас запросимо., spoken: Зачекайте., review: approved}"
    write("themes/wordings/neutral.yaml", f"wording: neutral\nwaiting:\n  {words}\n")
    offer("{da: complete, en: complete, uk: core}", allowed="[]")
    assert "language-not-reviewed" not in run("check").out


def test_a_core_language_lacks_only_core_texts_and_the_words_to_wait_with(offer, write, run):
    write("themes/texts/uk.yaml", "texts: uk\nreview: approved\nkeys: {meeting.leave: Вийти}\n")
    offer("{da: complete, en: complete, uk: core}", allowed="[uk]")
    output = run("check").out
    assert "The wording `neutral` has no `uk` for the message `waiting`." in output
    assert output.count("[language-without-texts]") == 1
    words = "uk: {title: Зачекайте, body: Ми вас запросимо., spoken: Зачекайте.}"
    write("themes/wordings/neutral.yaml", f"wording: neutral\nwaiting:\n  {words}\n")
    assert "`uk` lacks 44 of 45 core texts. [language-incomplete]" in run("check").out


def test_a_level_that_does_not_exist_is_refused_with_those_that_do(offer, run):
    offer("{da: complete, pl: corre}")
    output = run("check").out
    assert (
        "`corre` isn't a value of `settings.languages.pl`. Allowed values: complete, core."
        in output
    )


@pytest.fixture
def show(run):
    """What a guest reads, by key: (language that it comes from, text)."""

    def read(asked: str) -> tuple[dict, dict[str, tuple[str | None, str]]]:
        found = json.loads(run("texts", "show", "--guest-language", asked, "ward", "--json").out)[
            "themes"
        ][0]
        return found, {text["key"]: (text["from"], text["text"]) for text in found["texts"]}

    return read


def test_a_polish_guest_reads_polish_then_english_and_screens_in_danish(offer, show, run):
    offer("{da: complete, en: complete, pl: core}")
    found, texts = show("pl-PL")
    assert (found["language"], found["lookup"]) == ("pl", ["pl", "en"])
    assert texts["meeting.leave"] == ("pl", "Wyjdź")
    assert texts["meeting.you"] == ("en", "You")
    assert texts["waiting_for_host"][0] == "da"
    output = run("texts", "show", "--guest-language", "pl", "ward").out
    assert "291 from `en`, 45 from `pl`." in " ".join(output.split())


def test_without_english_a_gap_shows_the_components_own_words(offer, show):
    offer("{da: complete, pl: core}")
    _, texts = show("pl")
    assert texts["meeting.chat-with-individual"] == (None, "Direct")


def test_the_sheet_of_the_core_set_has_it_alone_with_the_english_that_citizens_read(run, tmp_path):
    sheet = tmp_path / "uk.xlf"
    assert run("texts", "export", "--guest-language", "uk", "--core", "-o", str(sheet)).code == 0
    text = sheet.read_text(encoding="utf-8")
    for part in ('id="meeting.leave"', 'id="waiting.title"', "<source>We have muted you.</source>"):
        assert part in text
    assert ("meeting.you" in text, 'id="ended' in text) == (False, False)
