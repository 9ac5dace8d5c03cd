"""How well a fact about the platform is known."""

from __future__ import annotations

from enum import StrEnum


class Evidence(StrEnum):
    """The mark of a fact, the surest first; the value is the letter that reports write."""

    LEARNT = "L"
    PUBLISHED = "P"
    QUOTED = "Q"
    FIELD = "F"
    USED = "U"
    INFERRED = "I"

    @property
    def meaning(self) -> str:
        """What the mark says, in one line."""
        return _MEANINGS[self]


_MEANINGS = {
    Evidence.LEARNT: "found in files of your own deployment",
    Evidence.PUBLISHED: "made or published by Pexip: a package, a repository, a documentation page",
    Evidence.QUOTED: "a third party quotes the app's own code, which is not public",
    Evidence.FIELD: "a third party reports that it works",
    Evidence.USED: "used in a package of a third party, which does not prove that it has an effect",
    Evidence.INFERRED: "concluded from other facts, and not tried on a node",
}
