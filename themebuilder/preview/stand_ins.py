"""Which of the node's own texts takes the place of which stand-in of the preview's page.

The keys of these texts are not published, so they are found by their English words: unconfirmed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from themebuilder.platform.facts import Evidence
from themebuilder.platform.target import Platform

_STAND_INS = json.loads((Path(__file__).parent / "stand_ins.json").read_bytes())
"""Name -> Danish and English words; ``also`` holds other words that say the same."""


def find_learnt_texts(platform: Platform) -> Mapping[str, str]:
    """Return name of a stand-in -> key of the learnt text that says the same in English.

    Of several keys, the words listed first decide, then the alphabet. Published keys don't count.
    """
    keys: dict[str, str] = {}
    for key, fact in sorted(platform.keys.items(), reverse=True):
        if fact.evidence is Evidence.LEARNT and not fact.since:
            keys[_simplify(fact.english)] = key
    found = {
        name: next((keys[spelling] for spelling in map(_simplify, words) if spelling in keys), "")
        for name, words in (
            (name, (pattern["en"], *pattern["also"])) for name, pattern in _STAND_INS.items()
        )
    }
    return {name: key for name, key in found.items() if key}


def _simplify(text: str) -> str:
    return " ".join(text.casefold().replace("\u2019", "'").split()).rstrip(".:!?\u2026")
