"""A build rebuilds whatever has changed, and keeps no outdated finding."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.contract.kit import Theme, build, make_picture, write

BEFORE = {
    "themes/workspace.yaml": "workspace: stamped\n",
    "themes/organisations/house.yaml": "organisation: house\nname: Huset\nsettings: {languages: [da]}\n",
    "themes/wordings/ours.yaml": "wording: ours\nwaiting: {da: {title: Vent, body: Bliv her., spoken: Bliv her., review: approved}}\n",
    "themes/texts/da.yaml": "texts: da\nreview: approved\nkeys: {meeting.leave: Farvel}\n",
    "themes/terms/da.yaml": "terms: da\n",
    "themes/parent.yaml": """\
theme: parent
organisation: house
wording: {waiting: ours}
brand: {title: Base, color: "#2b6a94", logo: logo.png}
meeting: {screens: {timeout: Vent på en smed}}
""",
    "themes/ours.yaml": "theme: ours\nextends: parent\n",
    "brand_assets/logo.png": make_picture("PNG", (200, 100), "green"),
}
"""A workspace with one file of every kind."""

SCREENS = "config: splash_screens.screens"
CHANGES = {
    "a forbidden word": ("themes/terms/da.yaml", "terms: da",
                         "terms: da\nforbidden: [{word: smed, why: Forkert.}]",
                         "messages forbidden-word", ["Don't use `smed` in texts for everyone."]),
    "a text": ("themes/texts/da.yaml", "Farvel", "Hej hej", "text da: meeting.leave", "Hej hej"),
    "a wording": ("themes/wordings/ours.yaml", "Vent", "Pause",
                  f"{SCREENS}.waiting_for_host.elements.0.text", "Pause\nBliv her."),
    "an organisation": ("themes/organisations/house.yaml", "[da]}", "[da], captions: hidden}",
                        "manifest: applicationConfig.showLiveCaptionsFeature", False),
    "the workspace": ("themes/workspace.yaml", "stamped\n",
                      "stamped\ninferred: {screen_texts: false}\n", f"{SCREENS}.waiting_for_host", {}),
    "a parent": ("themes/parent.yaml", "title: Base", "title: Andet", "manifest: appTitle", "Andet"),
    "the theme": ("themes/ours.yaml", "parent\n", "parent\ntitle: Nyt\n", "catalogue: title", "Nyt"),
}  # fmt: skip


@pytest.fixture(scope="module")
def root(tmp_path_factory) -> Path:
    root = tmp_path_factory.mktemp("stamped")
    write(root, BEFORE)
    assert build(root)["ok"]
    return root


@pytest.fixture
def ours(root) -> Iterator[Path]:
    """The workspace as it was built; it is put back afterwards."""
    yield root
    write(root, BEFORE)


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_is_seen_by_the_next_build(ours, change):
    file, old, new, where, value = CHANGES[change]
    text = BEFORE[file]
    assert isinstance(text, str)
    assert old in text
    assert Theme("ours", ours / "dist", build(ours)).read(where) != value
    write(ours, {file: text.replace(old, new)})
    assert Theme("ours", ours / "dist", build(ours)).read(where) == value


def test_a_changed_picture_is_seen_by_the_next_build(ours):
    before = Theme("ours", ours / "dist", build(ours)).read("bytes webapp3/branding/logo.png")
    write(ours, {"brand_assets/logo.png": make_picture("PNG", (200, 100), "blue")})
    after = Theme("ours", ours / "dist", build(ours)).read("bytes webapp3/branding/logo.png")
    assert after != before


def test_a_warning_is_reported_again_as_a_warning(ours):
    build(ours)
    assert [found["severity"] for found in build(ours)["problems"]] == ["warning"]
