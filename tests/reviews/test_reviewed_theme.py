"""What the site for reviewers says has changed."""

import pytest

from tests.preview.kit import FILES, SPEAKING, record
from tests.reviews.kit import SHOWN, build_in_memory, build_packages
from themebuilder.preview.baseline import Baseline
from themebuilder.releases.reviewed_theme import ReviewedTheme


@pytest.mark.parametrize("kinds", [("webapp3",), ("webapp3", "service-theme")])
def test_only_packages_that_both_sides_have_are_compared(workspace, write, kinds):
    record(workspace)
    write(FILES["ward"], SPEAKING)
    before = build_packages(workspace)
    shown = {kind: before[kind] if kind in kinds else {} for kind in before}
    live = Baseline("live", "Live", "ward", shown)
    write(FILES["ward"], SPEAKING.replace("Forlad mødet", "Luk mødet"))
    build = build_in_memory(workspace)
    theme = ReviewedTheme(build, "", live, None, {}, dict(SHOWN))
    assert (theme.changed_screens, theme.changed_recordings) == ([("meeting", "da")], {})
