"""Texts in which the checks of single texts found nothing, kept between runs.

Most texts are the same in most themes and in most runs, and a check of all takes a tenth of a second.
"""

from __future__ import annotations

import hashlib
import json

from themebuilder.core.cache import Cache

_MOST = 100_000
_WORTH_WRITING = 100


class FaultlessTexts:
    """The digests of texts without a fault.

    *key* must change with all that the verdict on a text depends on, apart from what `compute_digest` takes.
    """

    def __init__(self, cache: Cache, key: str) -> None:
        """Read what earlier runs found."""
        self._cache, self._key = cache, key
        self._known: set[str] = set(json.loads(cache.get(key) or b"[]"))
        self._written = len(self._known)

    def __contains__(self, digest: str) -> bool:
        """Whether the text of that *digest* is known to be faultless."""
        return digest in self._known

    def add(self, digest: str) -> None:
        """Note that nothing was found in the text of that *digest*."""
        self._known.add(digest)

    def write(self) -> None:
        """Keep the digests for later runs, where many are new. Of two processes the last one wins."""
        if len(self._known) - self._written >= _WORTH_WRITING and len(self._known) <= _MOST:
            self._cache.put(self._key, json.dumps(sorted(self._known)).encode())
            self._written = len(self._known)


def compute_digest(*parts: object) -> str:
    """Return a digest of a text with all that its checks are asked for."""
    return hashlib.blake2b(repr(parts).encode(), digest_size=12).hexdigest()
