"""Every key of a workspace and of its files of texts, and what it changes for a theme."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest

from tests.contract.kit import (
    BASE,
    OTHER,
    Row,
    Theme,
    assert_row,
    build_new,
    make_noise,
    make_picture,
    make_tone,
)
from themebuilder.platform.tables import list_lines

HOLD = "2sd-please-hold-connect-you_48kHz_mono.wav"
SCREENS = "config: splash_screens.screens"
LEAVE = "text da: meeting.leave"
COMPLETE = "webapp: {texts: complete}"
FILES = {
    "themes/organisations/house.yaml": "organisation: house\nname: Huset\nsettings: {languages: [da]}\n",
    "themes/base.yaml": BASE,
    "brand_assets/wide.jpg": make_picture("JPEG", (1920, 1080), "red"),
    "brand_assets/noise.png": make_noise("PNG", (300, 100)),
    "brand_assets/noise.ico": make_noise("ICO", (48, 48)),
    "brand_assets/draft-hold.wav": make_tone(),
}


def make_budget_row(slot: str, file: str, budget: int) -> Row:
    """The budget of a picture that is kept as it is, and lies above it."""
    size = len(FILES[f"brand_assets/{file}"])
    said = f"`{slot}` has {size:,} bytes, but its budget is {budget:,}."
    return Row(
        f"budgets.{slot}",
        f"budgets: {{{slot}: {budget}}}",
        "messages over-budget",
        [said],
        more=f"brand: {{{slot}: {{file: {file}, keep: true}}}}",
    )


WORKSPACES = [
    Row("target", "target: '22'", "text da: meeting.three-participants-left-group",
        "{{newDisplayName}}, {{previousSecondDisplayName}} og {{firstDisplayName}} har forladt mødet",
        more=COMPLETE),
    Row("digest_in_name", "digest_in_name: true", "packages", OTHER),
    Row("draft_languages", "draft_languages: [da]", "problems", [],
        more="wording: {waiting: unread}"),
    Row("draft_recordings", "draft_recordings: true", "problems", [],
        more=f"meeting: {{prompts: {{{HOLD}: draft-hold.wav}}}}"),
    Row("inferred.screen_texts", "inferred: {screen_texts: false}", f"{SCREENS}.waiting_for_host",
        {}),
    Row("inferred.direct_media_screens", "inferred: {direct_media_screens: false}",
        f"{SCREENS}.direct_media_waiting_for_host", None),
    make_budget_row("background", "wide.jpg", 20_000),
    make_budget_row("card", "wide.jpg", 20_000),
    make_budget_row("screen", "wide.jpg", 20_000),
    make_budget_row("logo", "noise.png", 3_000),
    make_budget_row("favicon", "noise.ico", 1_000),
    Row("budgets.package", "budgets: {package: 50000}", "problems",
        ["over-budget", "over-budget"],
        more="brand: {logo: {file: noise.png, keep: true}}"),
    *(
        Row(f"lix.{audience}", f"lix: {{{audience}: 10}}", "problems", ["text-too-long"],
            more=f"audience: {audience}\n{COMPLETE}")
        for audience in ("citizen", "clinician", "everyone")
    ),
]  # fmt: skip

ONE = "texts: da\nreview: %s\nreviews: {meeting.leave: {review: %s}}\nkeys: {meeting.leave: Farvel}"
DRAFT = "texts: da\nreview: draft\nkeys: {meeting.leave: Farvel}"
TEXTS = [
    Row("texts", "texts: da\nreview: approved\nkeys: {meeting.leave: Farvel}", LEAVE, "Farvel"),
    Row("keys.<name>", "texts: da\nreview: approved\nkeys: {meeting.leave: Hej hej}", LEAVE,
        "Hej hej"),
    *(
        Row(f"audience={audience}",
            f"texts: da\naudience: {audience}\nreview: approved\nkeys: {{meeting.leave: Farvel}}",
            LEAVE, "Farvel", more=f"audience: {audience}")
        for audience in ("citizen", "clinician")
    ),
    *(
        Row(f"targets[]={target}",
            f"texts: da\ntargets: ['{target}']\nreview: approved\nkeys: {{meeting.leave: Farvel}}",
            LEAVE, "Farvel", more=target)
        for target in list_lines()
    ),
    Row("review=draft", DRAFT, "messages language-not-reviewed",
        ["The `da` texts in themes/texts/own.yaml are a draft that no native speaker has read."]),
    Row("review=proposed", DRAFT.replace("draft", "proposed"), LEAVE, "Farvel", DRAFT),
    Row("review=approved", DRAFT.replace("draft", "approved"), LEAVE, "Farvel", DRAFT),
    Row("reviews.<name>.review=draft", ONE % ("approved", "draft"), "messages language-not-reviewed",
        ["The `da` texts in themes/texts/own.yaml are a draft that no native speaker has read."]),
    Row("reviews.<name>.review=proposed", ONE % ("draft", "proposed"), LEAVE, "Farvel", DRAFT),
    Row("reviews.<name>.review=approved", ONE % ("draft", "approved"), LEAVE, "Farvel", DRAFT),
]  # fmt: skip


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Callable[..., Theme]:
    """The theme ``ours`` of those lines, in a workspace of those lines and texts."""

    @cache
    def build_ours(theme: str, workspace: str = "", texts: str = "") -> Theme:
        files = FILES | {
            "themes/workspace.yaml": f"workspace: own\n{workspace}\n",
            "themes/wordings/unread.yaml": "wording: unread\nwaiting: {da: {title: Vent, body: Bliv her., spoken: Bliv her.}}\n",
            "themes/ours.yaml": f"theme: ours\nextends: base\n{theme}\n",
        }
        if texts:
            files["themes/texts/own.yaml"] = f"{texts}\n"
        return build_new(tmp_path_factory.mktemp("own"), files)["ours"]

    return build_ours


@pytest.mark.parametrize("row", WORKSPACES, ids=[row.key for row in WORKSPACES])
def test_a_workspace(made, row):
    assert_row(row, made(row.more, row.yaml), made(row.more))


@pytest.mark.parametrize("row", TEXTS, ids=[row.key for row in TEXTS])
def test_a_file_of_texts(made, row):
    workspace = f"target: '{row.more}'" if row.more.isdigit() else ""
    theme = f"{COMPLETE}\n{'' if workspace else row.more}"
    before = "" if row.against == "base" else row.against
    assert_row(row, made(theme, workspace, row.yaml), made(theme, workspace, before))
