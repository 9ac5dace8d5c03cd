"""Messages: in the language in use, and again in another."""

import pickle
from datetime import date

import pytest

from themebuilder.core.messages import Bilingual, _, _n, join_messages, translate

DAY = date(2026, 12, 24)


@pytest.mark.parametrize(
    ("message", "english", "danish"),
    [
        (_("{ratio:.2f}:1", ratio=4.5), "4.50:1", "4,50:1"),
        (_("{day}", day=DAY), "2026-12-24", "24. december 2026"),
        (_("{inner}!", inner=_("{ratio}", ratio=0.5)), "0.5!", "0,5!"),
        (_("`{{name}}`"), "`{{name}}`", "`{{name}}`"),
        (_("`{{{name}}}`", name="x"), "`{x}`", "`{x}`"),
        (_("{size:,} kB", size=1024), "1,024 kB", "1.024 kB"),
        (_("{both}", both=Bilingual("red", "rød")), "red", "rød"),
        (join_messages([_("{ratio}", ratio=0.5), "x"], "; "), "0.5; x", "0,5; x"),
        (_n("{count} a", "{count} b", 1), "1 a", "1 a"),
        (_n("{count} a", "{count} b", 2), "2 b", "2 b"),
    ],
)
def test_values_are_written_as_the_language_does(message, english, danish):
    assert (str(message), translate(message, "da")) == (english, danish)


def test_text_that_is_no_message_stays_as_it_is():
    assert translate("Klinik", "da") == "Klinik"


def test_a_message_of_another_process_can_still_be_translated():
    message = pickle.loads(pickle.dumps(_("{ratio}", ratio=0.5)))
    assert translate(message, "da") == "0,5"
