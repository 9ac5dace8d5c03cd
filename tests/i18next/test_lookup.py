"""The order in which the components' i18next looks for a language, and ours."""

import json
import subprocess
from itertools import permutations

import pytest

from tests.i18next.resolving import install_i18next
from themebuilder.platform.lookup import choose_language, list_lookup

pytestmark = pytest.mark.slow

ASKED = (
    "da",
    "da-DK",
    "en",
    "en-GB",
    "nb",
    "nb-NO",
    "no",
    "pl",
    "pl-PL",
    "pt-BR",
    "pt",
    "kl",
    "de",
    "da-dk",
    "zh-Hant-TW",
)
OFFERED = (
    ["da", "en"],
    ["da", "en", "no"],
    ["da", "pl"],
    ["da", "en", "pt-BR"],
    ["en-GB", "da"],
    ["de", "de-CH", "en"],
    ["kl"],
    ["da-DK", "en"],
    ["da-dk", "en"],
    ["DA", "da_DK", "en"],
    ["zh-Hant", "zh-hans", "en"],
)


def test_ours_is_the_order_of_i18next():
    questions = [
        {"asked": asked, "offered": offered}
        for offered in OFFERED
        for asked in (*permutations(ASKED, 1), *permutations(ASKED[::2], 2))
    ]
    answer = subprocess.run(
        ["node", "lookup.js"],
        cwd=install_i18next(),
        input=json.dumps(questions),
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    ours = []
    for question in questions:
        chosen = choose_language(question["asked"], question["offered"])
        ours.append([chosen, list(list_lookup(chosen, question["offered"]))])
    assert ours == json.loads(answer.stdout)
