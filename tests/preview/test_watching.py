"""Which saves count, and how soon they are reported."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import pytest

from themebuilder.preview.watching import is_source, watch_saves

PNG = b"\x89PNG\r\n\x1a\n"


@pytest.mark.parametrize(
    "name",
    [
        "themes/ward.yaml",
        "themes/platform.json",
        "themes/texts/da.yml",
        "brand_assets/own/logo.svg",
        "brand_assets/own/background.jpg",
        "brand_assets/own/step.html",
        "brand_assets/own/2024.png",
    ],
)
def test_what_a_theme_is_made_of_counts(name):
    assert is_source(Path("/workspace") / name)


@pytest.mark.parametrize(
    "name",
    [
        "themes/.ward.yaml.swp",
        "themes/4913",
        "themes/ward.yaml~",
        "themes/#ward.yaml#",
        "themes/.#ward.yaml",
        "themes/ward.yaml.tmp.4711.1718000000",
        "themes/ward.tmp",
        "themes/ward.yaml___jb_tmp___",
        "themes/ward.yaml___jb_old___",
        "themes/.goutputstream-A1B2C3",
        "themes/ward.yaml.kate-swp",
        "themes/notes.txt",
        "brand_assets/own/.logo.png.swp",
        "brand_assets/own/4913",
        "brand_assets/own/logo.png~",
        "brand_assets/own/logo.png.part",
        "brand_assets/own/.DS_Store",
        "brand_assets/own/Thumbs.db",
    ],
)
def test_what_an_editor_writes_beside_it_does_not(name):
    assert not is_source(Path("/workspace") / name)


async def collect_changes(root: Path, *acts) -> list[set[str]]:
    """What is told after each of *acts*, which are done one after another was told."""
    lines = []
    watching = watch_saves([root])
    upcoming = asyncio.ensure_future(anext(watching))
    for act in acts:
        await asyncio.sleep(0.3)
        act()
        found = await asyncio.wait_for(upcoming, 20)
        lines.append({file.relative_to(root).as_posix() for file in found})
        upcoming = asyncio.ensure_future(anext(watching))
    upcoming.cancel()
    return lines


async def count_bursts(root: Path, last: str, act) -> int:
    """In how many bursts it is told what *act* saves, until *last* is among it."""
    watching, count = watch_saves([root]), 0
    upcoming = asyncio.ensure_future(anext(watching))
    await asyncio.sleep(0.3)
    act()
    while last not in {file.name for file in await asyncio.wait_for(upcoming, 20)}:
        count += 1
        upcoming = asyncio.ensure_future(anext(watching))
    return count + 1


def test_a_burst_of_saves_is_reported_in_one_go_or_a_few_where_the_machine_is_slow(own_workspace):
    def save_burst():
        for number in range(300):
            (own_workspace / "themes" / "ward.yaml").write_text(f"theme: {number}")
        (own_workspace / "themes" / "other.yaml").write_text("theme: other")

    assert asyncio.run(count_bursts(own_workspace, "other.yaml", save_burst)) < 30


def test_what_is_saved_before_the_watch_begins_is_not_missed(own_workspace):
    time.sleep(0.1)
    since = time.time()
    (own_workspace / "themes/late.yaml").write_text("theme: late")

    async def wait_for_changes() -> frozenset[Path]:
        return await asyncio.wait_for(anext(watch_saves([own_workspace], since)), 20)

    assert asyncio.run(wait_for_changes()) == {own_workspace / "themes/late.yaml"}


def test_a_save_by_renaming_is_a_save(own_workspace):
    def rename():
        (own_workspace / "themes" / ".new").write_text("theme: ward")
        (own_workspace / "themes" / ".new").rename(own_workspace / "themes" / "ward.yaml")

    assert asyncio.run(collect_changes(own_workspace, rename)) == [{"themes/ward.yaml"}]


def test_a_folder_that_is_made_later_is_watched_too(own_workspace):
    def make():
        (own_workspace / "brand_assets").mkdir()

    def save():
        (own_workspace / "brand_assets" / "logo.png").write_bytes(PNG)

    assert asyncio.run(collect_changes(own_workspace, make, save)) == [
        set(),
        {"brand_assets/logo.png"},
    ]
