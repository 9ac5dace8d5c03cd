"""What differs between two pictures, and the report of it."""

from __future__ import annotations

import io
import json
import os
import re
import signal
import subprocess
import sys
from subprocess import PIPE

import pytest
from PIL import Image

from tests.preview.kit import WARD
from themebuilder.preview.page import VIEWPORTS
from themebuilder.preview.picture_comparison import compare_pictures, render_report
from themebuilder.preview.screenshots import (
    ViewSelection,
    read_list,
    write_list,
    write_pictures,
)


def make_png(width=10, height=10, dot=None) -> bytes:
    picture = Image.new("RGB", (width, height), "#2b6a94")
    if dot:
        picture.putpixel((3, 3), dot)
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize(
    ("before", "after", "state", "pixels"),
    [
        (make_png(), make_png(), "same", 0),
        (make_png(), make_png(dot=(0x2B, 0x6A, 0x95)), "changed", 1),
        (make_png(), make_png(height=12), "changed", 20),
        (None, make_png(), "new", 100),
        (make_png(), None, "gone", 100),
    ],
    ids=["the same", "one pixel by one step of blue", "a taller one", "a new one", "a gone one"],
)
def test_changed_pixels_are_counted(before, after, state, pixels):
    found = compare_pictures("x.png", before, after)
    assert (found.state, found.pixels) == (state, pixels)


def test_the_report_needs_nothing_beside_itself_and_shows_only_what_changed():
    changed = compare_pictures("ward/<x>.png", make_png(), make_png(dot=(0, 0, 0)))
    same = compare_pictures("ward/pin.da.phone.png", make_png(), make_png())
    text = render_report([changed, same], "R & D")
    assert set(re.findall(r'src="(.{15})', text)) == {"data:image/webp"}
    assert (text.count("<figure>"), "R &amp; D" in text, "<x>" in text) == (3, True, False)


def test_a_run_is_compared_with_an_earlier_one_also_in_the_same_folder(tmp_path):
    choice = ViewSelection(["pin"], [], VIEWPORTS[:2])
    first, second = choice.views({"ward": ["da"]})
    write_list(
        tmp_path,
        list(write_pictures([(first, make_png()), (second, make_png())], tmp_path, None, [])),
        is_against=False,
    )
    expected = [one for one in read_list(tmp_path) if choice.includes(one, ["ward"])]
    compared = list(
        write_pictures([(first, make_png(dot=(0, 0, 0)))], tmp_path, tmp_path, expected)
    )
    assert [comparison.state for comparison in compared] == ["changed", "gone"]


@pytest.mark.slow
@pytest.mark.browser
def test_the_same_theme_gives_the_same_pictures_and_another_colour_is_seen(
    write, workspace, run_with_browser
):
    def take(name: str, *options: object) -> int:
        few = ["--screen", "landing", "--screen", "waiting-video", "--guest-language", "da"]
        few += ["--viewport", "phone", "--exit-code"]
        folder = str(workspace / name)
        return run_with_browser(workspace, "screenshots", "ward", "-o", folder, *few, *options).code

    write("themes/ward.yaml", WARD)
    assert take("old") == 0
    against = ("--against", str(workspace / "old"))
    assert take("new", *against) == 0
    write("themes/ward.yaml", WARD.replace("#2b6a94", "#942b2b"))
    assert take("new", *against) == 1
    pictures = json.loads((workspace / "new" / "screenshots.json").read_text())["pictures"]
    # The logo on the card has the brand's colour, and so has the ground of the meeting.
    assert [picture["state"] for picture in pictures] == ["changed", "changed"]


def test_a_theme_with_an_error_is_not_photographed(run, write, tmp_path):
    write("themes/ward.yaml", "theme: ward\nextends: nobody\n")
    assert run("screenshots", "ward", "-o", str(tmp_path / "x")).code == 1


def test_without_the_earlier_pictures_nothing_is_photographed(run, write, tmp_path):
    write("themes/ward.yaml", WARD)
    result = run("screenshots", "ward", "-o", str(tmp_path / "x"), "--against", "nowhere")
    assert (result.code, "'nowhere' does not exist" in result.err) == (2, True)


@pytest.mark.parametrize("part", ["driver", "browser"])
def test_without_a_browser_the_command_says_what_to_install(tmp_path, themebuilder, part):
    command = ["screenshots", "borger", "-o", str(tmp_path)]
    command += ["--chromium", "/bin/false"] if part == "browser" else []
    without = {"PLAYWRIGHT_NODEJS_PATH": "/bin/false"} if part == "driver" else {}
    result = themebuilder(*command, env={**os.environ, **without})
    assert (result.returncode, result.stderr.count("Chromium can't be started")) == (2, 1)


WAITS = """
import sys
import click
import themebuilder.cli
from themebuilder import __main__
from themebuilder.preview.page import VIEWPORTS
from themebuilder.preview.screenshots import chromium, open_page
from themebuilder.reports import page_in_browser

@click.command()
def wait():
    with chromium() as browser:
        opened = {opened}
        with opened as page:
            print("ready", flush=True)
            page.wait_for_timeout(60_000)

themebuilder.cli.main = wait
sys.argv = ["themebuilder"]
__main__.main()
"""


@pytest.mark.browser
@pytest.mark.parametrize(
    "opened",
    ["open_page(browser, VIEWPORTS[0])", "page_in_browser.open_page(browser, {})"],
    ids=["pictures", "report"],
)
def test_an_interruption_that_the_browser_gets_too_ends_as_one(opened):
    command = [sys.executable, "-c", WAITS.replace("{opened}", opened)]
    running = subprocess.Popen(
        command, stdout=PIPE, stderr=PIPE, text=True, start_new_session=True, env=os.environ
    )
    assert running.stdout.readline() == "ready\n"
    os.killpg(running.pid, signal.SIGINT)  # as a terminal does for Ctrl+C
    _out, err = running.communicate(timeout=60)
    assert (running.returncode, err.strip()) == (130, "Interrupted.")
