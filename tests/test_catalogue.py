"""The Danish of the tool's messages: complete, with the same values, and Danish."""

import re
from io import BytesIO

import pytest
from babel.messages import Message
from babel.messages.pofile import read_po

from tests.catalogue import SOURCES, extract_messages, list_unmarked, read_untranslated
from themebuilder.locale.compile import FOLDER, compile_translations, read_translations
from themebuilder.settings import SETTINGS
from themebuilder.settings.pages import make_description

MESSAGES = [message for message in read_translations("da") if message.id]
WORDS = re.compile(r"[^\W\d_]{2,}")


def _list_english(message: Message) -> tuple[str, ...]:
    return message.id if isinstance(message.id, tuple) else (message.id,)


def _list_danish(message: Message) -> tuple[str, ...]:
    return message.string if isinstance(message.string, tuple) else (message.string,)


def _find_placeholders(text: str) -> set[str]:
    return set(re.findall(r"(?<!\{)\{([a-z_]+)[^{}]*\}(?!\})|%\((\w+)\)", text))


def test_each_message_in_the_code_is_in_the_catalogue_and_no_other():
    in_code = {message for messages in extract_messages().values() for message in messages}
    assert in_code == {message.id for message in MESSAGES}, "run `make words`"


def test_each_message_has_its_danish():
    missing = [message.id for message in MESSAGES if not all(_list_danish(message))]
    assert missing == [], (
        f"write the Danish in a .po file of {FOLDER / 'da'}, then run `make words`"
    )


def test_the_help_of_a_setting_is_that_of_the_table_in_both_languages():
    danish = {message.id: message.string for message in MESSAGES}
    described = [make_description(setting) for setting in SETTINGS]
    assert [bilingual.da for bilingual in described] == [danish[one.en] for one in described]


def test_the_danish_has_the_same_placeholders():
    differing = [
        message.id
        for message in MESSAGES
        if all(_list_danish(message))
        and _find_placeholders(_list_danish(message)[-1])
        != _find_placeholders(_list_english(message)[-1])
    ]
    assert differing == []


def test_a_message_of_several_packages_has_one_danish():
    given: dict[object, set[object]] = {}
    for file in (FOLDER / "da" / "LC_MESSAGES").glob("*.po"):
        for message in filter(lambda one: one.id, read_po(BytesIO(file.read_bytes()), "da")):
            given.setdefault(message.id, set()).add(message.string)
    assert {english: danish for english, danish in given.items() if len(danish) > 1} == {}


def test_at_most_three_percent_of_the_danish_is_the_english():
    with_words = [
        m for m in MESSAGES if WORDS.search(re.sub(r"`[^`]*`|\{[^}]*\}", "", _list_english(m)[0]))
    ]
    equal = [message.id for message in with_words if message.id == message.string]
    assert len(equal) <= len(with_words) * 0.03, equal


def test_no_sentence_for_users_is_left_unmarked():
    unmarked = {text for _, text in list_unmarked(SOURCES)}
    assert unmarked == read_untranslated(), "mark it with `_`, or list it in tests/untranslated.txt"


@pytest.mark.parametrize("forbidden", ["såfremt", "pågældende", "anvende", "venligst"])
def test_the_danish_is_plain(forbidden):
    assert [m.id for m in MESSAGES if forbidden in " ".join(_list_danish(m)).lower()] == []


def test_translations_that_are_as_they_were_are_not_written_again():
    compile_translations()
    compiled = FOLDER / "da" / "LC_MESSAGES" / "messages.mo"
    before = compiled.stat().st_ino
    compile_translations()
    assert compiled.stat().st_ino == before
