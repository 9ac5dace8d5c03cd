"""Each row changes one text of a theme in which all is well, and names what is wrong then."""

from __future__ import annotations

import pytest

JOIN = "breakouts.move-to-room-modal.aria-label-btn"  # {{roomName}}
VIDEO = "media.permissions-help-video-link"  # <2>…</2>
THREE = "meeting.three-participants-joined-group"
MESSAGE = "device-status.overconstrained.message"


def test_the_shipped_themes_break_no_rule_of_words(theme, problems, context):
    names = context.library.names("theme")
    assert [f"{it.place}: {it.message}" for name in names for it in problems(theme(name))] == []


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("Venter på værten", ["forbidden-word", "sound-alike"]),
        ("VENTER PÅ VÆRT", ["forbidden-word", "sound-alike"]),
        ("Værtens pinkode", ["forbidden-word", "sound-alike-nearly"]),
        ("Mødeværten kommer", ["forbidden-word"]),
        ("Host-videoen", ["forbidden-word"]),
        ("Skriv til mødelederen", ["forbidden-word"]),
        ("Vent venligst", ["word-better-avoided"]),
        ("Hele verden venter", []),
        ("Du kan hoste på et værtshus", []),
    ],
)
def test_words_are_held_to_the_glossary(text, rules, told):
    assert told(text) == rules


@pytest.mark.parametrize(
    ("audience_of", "rules"), [("borger", ["forbidden-word"]), ("kliniker", []), ("generisk", [])]
)
def test_a_word_is_kept_from_those_whom_it_is_not_for(audience_of, rules, told):
    assert told("Mødelederen åbner", of=audience_of) == rules


def test_a_placeholder_is_no_word(told):
    assert told("{{vært}} er her", "custom-step.vært") == []


@pytest.mark.parametrize(
    ("key", "text", "rules"),
    [
        (JOIN, "Deltag nu", ["placeholder-wrong"]),
        (JOIN, "Deltag i {{rumNavn}}", ["placeholder-wrong"]),
        (JOIN, "Deltag i {{ roomName }}", []),
        (JOIN, "Deltag i {{roomName}} {{tid}}", ["placeholder-wrong"]),
        (JOIN, "Deltag i {roomName}", ["placeholder-wrong"]),
        (JOIN, "Deltag i {{{roomName}}}", ["placeholder-wrong"]),
        (JOIN, "Deltag i {{}} {{roomName}}", ["placeholder-wrong"]),
        (JOIN, "$t(common.join) {{roomName}}", ["placeholder-wrong"]),
        ("breakouts.breakout-room.assigned-aria-label", "I {{name}}", ["placeholder-wrong"]),
        (VIDEO, "Se i den korte video, hvordan du giver adgang.", ["tag-wrong"]),
        (VIDEO, "Se i <2>den korte video.", ["tag-wrong"]),
        (VIDEO, "Se </2>i den<2> korte video.", ["tag-wrong"]),
        (VIDEO, "Se i <2>den <2>korte</2></2> video.", ["tag-wrong"]),
        (VIDEO, "Se i <2>den <b>korte</b></2> video.", ["tag-wrong", "tag-wrong"]),
        (VIDEO, "Se i <3>den korte video</3>.", ["tag-wrong", "tag-wrong"]),
        ("meeting.leave", "<b>Forlad</b> mødet", ["tag-wrong"]),
    ],
)
def test_placeholders_and_tags_are_kept_whole(key, text, rules, told):
    assert told(text, key) == rules


@pytest.mark.parametrize(
    ("target", "text", "rules"),
    [
        ("27", "{{third}}, {{second}} og {{first}} er her", []),
        ("26", "{{third}}, {{second}} og {{first}} er her", []),
        ("25", "{{third}}, {{second}} og {{first}} er her", ["placeholder-wrong"]),
        ("22", "{{newDisplayName}}, {{previousSecondDisplayName}}, {{firstDisplayName}}", []),
    ],
)
def test_a_placeholder_is_one_of_the_target_version(target, text, rules, told):
    assert told(text, THREE, target=target) == rules


@pytest.mark.parametrize(
    ("language", "text", "rules"),
    [
        ("da", "", ["text-empty"]),
        ("da", "Leave", ["left-in-english"]),
        ("da", "leave.", ["left-in-english"]),
        ("da", "Please forlad your møde", ["english-words"]),
        ("da", "Chat", []),
        ("en", "Leave meeting", []),
        ("sv", "Please stay with your läkare", ["english-words"]),
        ("de", "Not bricht kein Eisen", []),
        ("nb", "Har du vært her før", []),
    ],
)
def test_a_text_is_there_and_in_its_own_language(language, text, rules, told):
    assert told(text, language=language) == rules


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("Ga\u030a ud", ["character-wrong"]),
        ("GÃ¥ ud", ["character-wrong"]),
        ("Gå ud \ufffd", ["character-wrong"]),
        ("Gå\u200b ud", ["character-wrong"]),
        ("Gå\tud", ["character-wrong"]),
        ("Gå \ufeffud", ["character-wrong"]),
        ("Forl\u0430d mødet", ["character-wrong"]),
        ("Gå \u043e ud", ["character-wrong"]),
        ("\uff27å ud", ["character-wrong"]),
        ("Українська", []),
        ("NÃO, 5 µg ½ ❤️", []),
    ],
)
def test_letters_are_what_they_look_like(text, rules, told):
    assert told(text) == rules


@pytest.mark.parametrize(
    ("language", "text", "rules"),
    [
        ("da", "Vent...", ["typography-wrong"]),
        ("da", "Vent …", []),
        ("da", 'Tryk "Ja"', ["typography-wrong"]),
        ("da", "Tryk «Ja»", ["typography-wrong"]),
        ("da", "Tryk „Ja“", ["typography-wrong"]),
        ("da", "Tryk »Ja", ["typography-wrong"]),
        ("da", "Tryk »Ja«", []),
        ("da", "Tryk ”Ja”", ["typography-wrong"]),
        ("en", "Don't go", ["typography-wrong"]),
        ("en", "Don’t press “Yes”", []),
        ("da", "Forlad  mødet", ["typography-wrong"]),
        ("da", "Forlad mødet ", ["typography-wrong"]),
    ],
)
def test_signs_are_those_of_the_language(language, text, rules, told):
    assert told(text, language=language) == rules


@pytest.mark.parametrize(
    ("key", "text", "rules"),
    [
        (
            MESSAGE,
            "Du kan nu vælge en lavere kvalitet under menuen med de mange punkter her.",
            ["sentence-too-long"],
        ),
        (MESSAGE, "Ring fx kl. 10.30 den 1. juli til nr. 5, bl.a. om det her.", []),
        (MESSAGE, "Vælg kvalitet. Vælg den lave. Så går det godt, og du kan se alt.", []),
        (MESSAGE, "Se arbejdsmarkedsuddannelserne.", ["word-too-long"]),
        (MESSAGE, "Se sms-besked-oversigten.", []),
        ("meeting.leave", "Forlad mødet og kom aldrig tilbage igen", ["text-too-long"]),
        (
            "device-status.overconstrained.title",
            "Kamera og mikrofon kan ikke følge med lige her. Det er ikke din skyld",
            ["text-too-long"],
        ),
        ("meeting.leave-aria-label", "Forlad mødet, og kom tilbage med linket igen", []),
    ],
)
def test_texts_are_short(key, text, rules, told):
    assert told(text, key) == rules


def test_staff_may_have_long_sentences(told):
    long = "Du kan nu vælge en lavere kvalitet under menuen med de mange punkter her."
    assert told(long, MESSAGE, of="kliniker") == []


@pytest.mark.parametrize(
    ("key", "text", "rules"),
    [
        ("infocard.meeting.body", "Speciallægepraksisplanlægningsperiode nu", ["word-cut-off"]),
        ("infocard.meeting.body", "Speciallægepraksis-planlægningsperiode nu", []),
        ("infocard.meeting.body", "Sikkerhedsgodkendelsesperioden", []),
        ("infocard.meeting.header", "{{brandName}} sundhedsplatformssupporten", ["word-cut-off"]),
        ("meeting.leave-aria-label", "Forlad speciallægepraksisplanlægningsperioden", []),
    ],
)
def test_a_word_fits_on_a_line_whoever_reads_it(key, text, rules, told):
    assert told(text, key, of="kliniker") == rules


def test_the_name_fits_in_the_heading_of_the_card(theme, problems):
    citizens = theme("borger")
    long = citizens._replace(brand=citizens.brand._replace(name="Speciallægepraksisplanlægningen"))
    found = [it.message for it in problems(long) if it.rule.name == "word-cut-off"]
    assert found == ["`Speciallægepraksisplanlægningen` has 31 letters. A line holds about 20."]


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("Din PIN: 1234", ["secret-in-text"]),
        ("Pinkoden er 123456", ["secret-in-text"]),
        ("pin=4711", ["secret-in-text"]),
        ("https://portal.vconf.dk/?conference=a@b.dk&pin=", ["secret-in-text"]),
        ("https://portal.vconf.dk/?start=1&pin=1234&join=1", ["secret-in-text", "secret-in-text"]),
        ("m.vconf.dk/abcdef123456", ["secret-in-text"]),
        ("https://rooms.example.dk/webapp3/m/min.stue", ["secret-in-text"]),
        ("Skriv din pinkode på 4 cifre", []),
        ("Se https://www.regionh.dk/video", []),
    ],
)
def test_no_text_gives_a_meeting_away(text, rules, told):
    found = [name for name in told(text, "custom-step.help") if name != "word-better-avoided"]
    assert found == rules


def test_a_pin_is_not_repeated(said):
    assert not any("1234" in message for message in said("Din PIN: 1234"))
