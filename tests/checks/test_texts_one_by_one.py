"""Each row changes one text of a theme in which all is well, and names what is wrong then."""

from __future__ import annotations

import pytest

JOIN = "breakouts.move-to-room-modal.aria-label-btn"  # {{roomName}}
VIDEO = "media.permissions-help-video-link"  # <2>…</2>
THREE = "meeting.three-participants-joined-group"
LEAVE = "meeting.leave"
LONG = "Du kan nu vælge en lavere kvalitet under menuen med de mange punkter her."
MESSAGE = "device-status.overconstrained.message"


def test_the_shipped_themes_break_no_rule_of_words(theme, problems, context):
    names = context.library.names("theme")
    assert [f"{it.place}: {it.message}" for name in names for it in problems(theme(name))] == []


FAMILIES = {
    # text, key, rules, options
    "words are held to the glossary": [
        ("Venter på værten", LEAVE, "forbidden-word sound-alike", {}),
        ("VENTER PÅ VÆRT", LEAVE, "forbidden-word sound-alike", {}),
        ("Værtens pinkode", LEAVE, "forbidden-word sound-alike-nearly", {}),
        ("Mødeværten kommer", LEAVE, "forbidden-word", {}),
        ("Host-videoen", LEAVE, "forbidden-word", {}),
        ("Skriv til mødelederen", LEAVE, "forbidden-word", {}),
        ("Vent venligst", LEAVE, "word-better-avoided", {}),
        ("Hele verden venter", LEAVE, "", {}),
        ("Du kan hoste på et værtshus", LEAVE, "", {}),
        ("{{vært}} er her", "custom-step.vært", "", {}),
    ],
    "a word is kept from those whom it is not for": [
        ("Mødelederen åbner", LEAVE, "forbidden-word", {"of": "borger"}),
        ("Mødelederen åbner", LEAVE, "", {"of": "kliniker"}),
        ("Mødelederen åbner", LEAVE, "", {"of": "generisk"}),
    ],
    "placeholders and tags are kept whole": [
        ("Deltag nu", JOIN, "placeholder-wrong", {}),
        ("Deltag i {{rumNavn}}", JOIN, "placeholder-wrong", {}),
        ("Deltag i {{ roomName }}", JOIN, "", {}),
        ("Deltag i {{roomName}} {{tid}}", JOIN, "placeholder-wrong", {}),
        ("Deltag i {roomName}", JOIN, "placeholder-wrong", {}),
        ("Deltag i {{{roomName}}}", JOIN, "placeholder-wrong", {}),
        ("Deltag i {{}} {{roomName}}", JOIN, "placeholder-wrong", {}),
        ("$t(common.join) {{roomName}}", JOIN, "placeholder-wrong", {}),
        ("Deltag i {{roomName}} [[ brand.name ]]", JOIN, "placeholder-wrong", {}),
        ("I {{name}}", "breakouts.breakout-room.assigned-aria-label", "placeholder-wrong", {}),
        ("Se i den korte video, hvordan du giver adgang.", VIDEO, "tag-wrong", {}),
        ("Se i <2>den korte video.", VIDEO, "tag-wrong", {}),
        ("Se </2>i den<2> korte video.", VIDEO, "tag-wrong", {}),
        ("Se i <2>den <2>korte</2></2> video.", VIDEO, "tag-wrong", {}),
        ("Se i <2>den <b>korte</b></2> video.", VIDEO, "tag-wrong tag-wrong", {}),
        ("Se i <3>den korte video</3>.", VIDEO, "tag-wrong tag-wrong", {}),
        ("<b>Forlad</b> mødet", LEAVE, "tag-wrong", {}),
    ],
    "a placeholder is one of the target version": [
        ("{{third}}, {{second}} og {{first}} er her", THREE, "", {"target": "27"}),
        ("{{third}}, {{second}} og {{first}} er her", THREE, "", {"target": "26"}),
        ("{{third}}, {{second}} og {{first}} er her", THREE, "placeholder-wrong", {"target": "25"}),
        (
            "{{newDisplayName}}, {{previousSecondDisplayName}}, {{firstDisplayName}}",
            THREE,
            "",
            {"target": "22"},
        ),
    ],
    "a text is there and in its own language": [
        ("", LEAVE, "text-empty", {}),
        ("~", LEAVE, "text-empty", {}),
        ("null", MESSAGE, "text-empty", {}),
        ("Leave", LEAVE, "left-in-english", {}),
        ("leave.", LEAVE, "left-in-english", {}),
        ("Please forlad your møde", LEAVE, "english-words", {}),
        ("Chat", LEAVE, "", {}),
        ("Leave meeting", LEAVE, "", {"language": "en"}),
        ("Please stay with your läkare", LEAVE, "english-words", {"language": "sv"}),
        ("Not bricht kein Eisen", LEAVE, "", {"language": "de"}),
        ("Har du vært her før", LEAVE, "", {"language": "nb"}),
    ],
    "letters are what they look like": [
        ("Gå ud", LEAVE, "character-wrong", {}),
        ("GÃ¥ ud", LEAVE, "character-wrong", {}),
        ("Gå ud �", LEAVE, "character-wrong", {}),
        ("Gå\u200b ud", LEAVE, "character-wrong", {}),
        ("Gå\tud", LEAVE, "character-wrong", {}),
        ("Gå \ufeffud", LEAVE, "character-wrong", {}),
        ("Forlаd mødet", LEAVE, "character-wrong", {}),
        ("Gå о ud", LEAVE, "character-wrong", {}),
        ("Ｇå ud", LEAVE, "character-wrong", {}),
        ("G&aring; ud &amp; hjem", LEAVE, "character-wrong character-wrong", {}),
        ("Gå&#160;ud", LEAVE, "character-wrong", {}),
        ("Gå ud & hjem; AT&T;", LEAVE, "", {}),
        ("Українська", LEAVE, "", {}),
        ("NÃO, 5 µg ½ ❤️", LEAVE, "", {}),
    ],
    "signs are those of the language": [
        ("Vent...", LEAVE, "typography-wrong", {}),
        ("Vent …", LEAVE, "", {}),
        ('Tryk "Ja"', LEAVE, "typography-wrong", {}),
        ("Tryk «Ja»", LEAVE, "typography-wrong", {}),
        ("Tryk „Ja“", LEAVE, "typography-wrong", {}),
        ("Tryk »Ja", LEAVE, "typography-wrong", {}),
        ("Tryk »Ja«", LEAVE, "", {}),
        ("Tryk ”Ja”", LEAVE, "typography-wrong", {}),
        ("Don't go", LEAVE, "typography-wrong", {"language": "en"}),
        ("Don’t press “Yes”", LEAVE, "", {"language": "en"}),
        ("Forlad  mødet", LEAVE, "typography-wrong", {}),
        ("Forlad mødet ", LEAVE, "typography-wrong", {}),
        ("Forlad mødet\n", LEAVE, "typography-wrong", {}),
        ("Forlad\nmødet", LEAVE, "", {}),
    ],
    "texts are short": [
        (LONG, MESSAGE, "text-too-long", {}),
        ("Ring fx kl. 10.30 den 1. juli til nr. 5, bl.a. om det her.", MESSAGE, "", {}),
        ("Vælg kvalitet. Vælg den lave. Så går det godt, og du kan se alt.", MESSAGE, "", {}),
        ("Se arbejdsmarkedsuddannelserne.", MESSAGE, "text-too-long", {}),
        ("Se sms-besked-oversigten.", MESSAGE, "", {}),
        ("Forlad mødet og kom aldrig tilbage igen", LEAVE, "text-too-long", {}),
        (
            "Kamera og mikrofon kan ikke følge med lige her. Det er ikke din skyld",
            "device-status.overconstrained.title",
            "text-too-long",
            {},
        ),
        ("Forlad mødet, og kom tilbage med linket igen", "meeting.leave-aria-label", "", {}),
        (LONG, MESSAGE, "", {"of": "kliniker"}),
    ],
    "a word fits on a line whoever reads it": [
        (
            "Speciallægepraksisplanlægningsperiode nu",
            "infocard.meeting.body",
            "word-cut-off",
            {"of": "kliniker"},
        ),
        (
            "Speciallægepraksis-planlægningsperiode nu",
            "infocard.meeting.body",
            "",
            {"of": "kliniker"},
        ),
        ("Sikkerhedsgodkendelsesperioden", "infocard.meeting.body", "", {"of": "kliniker"}),
        (
            "{{brandName}} sundhedsplatformssupporten",
            "infocard.meeting.header",
            "word-cut-off",
            {"of": "kliniker"},
        ),
        (
            "Forlad speciallægepraksisplanlægningsperioden",
            "meeting.leave-aria-label",
            "",
            {"of": "kliniker"},
        ),
    ],
}


@pytest.mark.parametrize(
    ("text", "key", "rules", "options"),
    [
        pytest.param(*row, id=f"{family}-{number}")
        for family, rows in FAMILIES.items()
        for number, row in enumerate(rows)
    ],
)
def test_a_text_breaks_the_rules(text, key, rules, options, find_rules):
    assert find_rules(text, key, **options) == rules.split()


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
def test_no_text_gives_a_meeting_away(text, rules, find_rules):
    found = [name for name in find_rules(text, "custom-step.help") if name != "word-better-avoided"]
    assert found == rules


def test_a_pin_is_not_repeated(find_messages):
    assert not any("1234" in message for message in find_messages("Din PIN: 1234"))
