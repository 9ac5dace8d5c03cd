"""Releases: what an organisation's built themes are handed over with, and what changed since the last.

`release` puts one together, `earlier` reads the one before, `changes` compares them, and `documents`
writes what people read. `pictures` needs a browser.
"""

MANIFEST = "release.json"
"""The file by which programs know a release."""
