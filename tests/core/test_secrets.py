"""Passwords and tokens in addresses, however they are written."""

import time

import pytest

from themebuilder.core.messages import _
from themebuilder.core.problems import shorten
from themebuilder.core.secrets import holds_secret, redact_addresses

HIDDEN = {
    "https://admin:hunter2@node.example/": "https://…@node.example/",
    "https://hunter2@node.example": "https://…@node.example",
    "https://admin:hun/ter2@node.example": "https://…@node.example",
    "https://admin:hunter2?#x@node.example": "https://…@node.example",
    "https://admin:1hunter2@node.example": "https://…@node.example",
    "//admin:hunter2@node.example": "//…@node.example",
    "https://x.example/?token=hunter2": "https://x.example/?token=…",
    "https://x.example/?a=1&access_token=hunter2&b=2": "https://x.example/?a=1&access_token=…&b=2",
    "https://x.example/#id-token=hunter2": "https://x.example/#id-token=…",
    "https://x.example/?apiKey=hunter2": "https://x.example/?apiKey=…",
    "https://x.example/?key=hunter2": "https://x.example/?key=…",
    "https://x.example/?auth[password]=hunter2": "https://x.example/?auth[password]=…",
    "`https://a:hunter2@x` and https://b:hunter2@y": "`https://…@x` and https://…@y",
}  # fmt: skip
SHOWN = [
    "https://node.example:8443/@55.6,12.5",
    "https://medium.example/@somebody",
    "https://x.example/?lang=da&next=/a",
    "mailto:help@region.example",
    "sip:room@vc.example",
    "color: #b6a941",
    "https://x.example/keys?monkeys=3",
]


@pytest.mark.parametrize("text", HIDDEN)
def test_a_secret_is_found_and_left_out(text):
    assert (holds_secret(text), redact_addresses(text)) == (True, HIDDEN[text])


@pytest.mark.parametrize("text", SHOWN)
def test_any_other_text_stays(text):
    assert (holds_secret(text), redact_addresses(text)) == (False, text)


def test_no_message_shows_one():
    assert "hunter2" not in _("{url} is wrong.", url="https://a:hunter2@x.example")


def test_a_long_one_is_left_out_before_it_is_cut():
    assert "hunter2" not in shorten("https://admin:hunter2" + "x" * 60 + "@node.example")


@pytest.mark.parametrize("hostile", ["//:" * 100_000, "?a" * 200_000, "?" + "key" * 150_000])
def test_hostile_text_takes_no_time(hostile):
    start = time.process_time()
    redact_addresses(f"{hostile}@=")
    assert time.process_time() - start < 2
