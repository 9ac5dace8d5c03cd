"""Any text gets its answer: no exception, and no time without bounds."""

from __future__ import annotations

import multiprocessing
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from themebuilder.checks import READER_CHECKS, TEXT_CHECKS
from themebuilder.checks.glossary import load_glossary
from themebuilder.checks.passages import Passage, Reader, make_strictest_reader
from themebuilder.checks.prose import measure, sentences, words
from themebuilder.core.tree import walk_texts
from themebuilder.definitions.library import shipped_root
from themebuilder.definitions.loader import read_library
from themebuilder.platform.target import load_platform

LIBRARY = read_library(shipped_root(), shipped_root())
KNOWN = load_platform()
KEYS = ("meeting.leave", "media.permissions-help-video-link", "invite.expiry", "a.b")
PIECES = st.sampled_from(
    [
        *("{{", "}}", "{{name}}", "<2>", "</2>", "<", "vært", "pin=", "1234", "...", "»", "”"),
        *("http://a/?conference=", "\ufdd0", "\u0430", "\u200b", "e\u0301", "Ã¦", " ", "\n", "."),
    ]
)
TEXTS = st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=30).map("".join))
KINDS = st.sampled_from(["text", "screen", "title", "body", "spoken", "name"])
AUDIENCES = st.sampled_from(["citizen", "clinician", "everyone"])


def find_faults(kind, key, text, language, audience):
    terms = load_glossary(LIBRARY, language, audience)
    passage = Passage(kind, key, text, Reader(language, audience, None, terms, KNOWN))
    return [
        (check.rule, fault)
        for check in (*READER_CHECKS, *TEXT_CHECKS)
        for fault in check.ask(passage)
    ]


@given(
    KINDS,
    st.sampled_from(KEYS),
    TEXTS,
    st.sampled_from(["da", "en", "sv", "ar", "xx", ""]),
    AUDIENCES,
)
def test_every_text_gets_answers_that_can_be_read(kind, key, text, language, audience):
    faults = find_faults(kind, key, text, language, audience)
    messages = [fault if isinstance(fault, str) else fault[0] for _, fault in faults]
    assert all(messages)


TERMS = [
    text.value
    for tree in (LIBRARY.get_merged("terms", "da"), LIBRARY.get_merged("terms", "en"))
    for path, text in walk_texts(tree)
    if {"word", "words", "forms"} & {*path}
]


@given(
    st.lists(
        st.one_of(st.sampled_from(TERMS), st.just("fødselsdagskalenderen"), TEXTS), max_size=9
    ),
    st.sampled_from(["da", "en"]),
    AUDIENCES,
    st.sampled_from([None, date(2020, 1, 1), date(2099, 1, 1)]),
)
def test_what_any_reader_meets_the_strictest_one_meets_too(parts, language, audience, until):
    terms = load_glossary(LIBRARY, language, audience)
    reader = Reader(language, audience, until, terms, KNOWN)
    strictest = make_strictest_reader(LIBRARY, language, KNOWN)
    found, most = (
        {check.rule for check in READER_CHECKS for _ in check.ask(passage)}
        for passage in (Passage("text", "a.b", " ".join(parts), one) for one in (reader, strictest))
    )
    assert bool(found) <= bool(most)


@given(TEXTS)
def test_sentences_lose_no_word(text):
    assert words(" ".join(sentences(text))) == words(" ".join(text.split()))


@given(TEXTS)
def test_there_are_no_more_long_words_than_words(text):
    found = measure(text)
    assert 0 <= found.long_words <= found.words


SLOW = (
    *("a", "{", "{{", "<a", "<a ", "a.", "pin", "pin ", "http://a/", "http://a?", "a@", "-a", "a-"),
    *("»", "\u200b", "e\u0301", "www.", "m.vconf.dk/", "&pin=", "1", ".", "\u0430", "Ã"),
    "mødeleder ",
)


def judge_long_texts():
    for piece in SLOW:
        for text in (piece * 20_000, "x " + piece * 20_000 + "!"):
            find_faults("text", "meeting.leave", text, "da", "citizen")


@pytest.mark.slow
def test_no_text_makes_an_expression_run_away():
    judging = multiprocessing.get_context("fork").Process(target=judge_long_texts)
    judging.start()
    judging.join(60)
    is_ended = judging.exitcode
    judging.kill()
    assert is_ended == 0
