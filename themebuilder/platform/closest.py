"""Which component version a deployment's own texts are most like."""

from __future__ import annotations

from collections.abc import Mapping

from themebuilder.platform.shipped import list_lines
from themebuilder.platform.target import load_platform


def find_closest_lines(texts: Mapping[str, str]) -> tuple[str, ...]:
    """Return the component version lines whose texts differ least from *texts* (key -> English).

    None where the texts lack most keys of each line, as a part of a language file does.
    """
    differences = {line: _count_differences(line, texts) for line in list_lines()}
    least = min(differences.values())
    lines = tuple(line for line, count in differences.items() if count == least)
    return lines if least < len(load_platform(lines[0]).keys) // 2 else ()


def _count_differences(line: str, texts: Mapping[str, str]) -> int:
    """Count the line's texts that are missing or otherwise."""
    keys = load_platform(line).keys
    return sum(texts.get(key) != fact.english for key, fact in keys.items())
