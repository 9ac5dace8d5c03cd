"""The story of publishing holds from its first chapter to its last."""

from __future__ import annotations

from tests.rehearsal.hub import open_hub
from tests.rehearsal.story import tell


def test_the_whole_story(tmp_path):
    with open_hub(tmp_path) as hub:
        tell(hub)
    assert len([line for line in hub.lines if not line.startswith(" ")]) == 7
