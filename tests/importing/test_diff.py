"""Two packages are held against each other by what they mean, not by how they are packed."""

from __future__ import annotations

import io
import json
import re
import subprocess
from base64 import b64decode

import pytest
from PIL import Image

from tests.importing.packages import (
    BRANDING,
    jpeg,
    make_zip,
    png,
    recording,
    service_theme,
    webapp3,
)
from themebuilder.importing.file_descriptions import make_thumbnail

THEME = """\
theme: ward
extends: generisk
organisation: clinic
brand: {color: "#2f6f8f"}
"""


@pytest.fixture
def pair(tmp_path):
    """Two brandings that differ in a colour, a text, a picture and what is hidden."""
    texts = {"da.json": json.dumps({"meeting.leave": "Gå <b>nu</b> | straks"})}
    before = webapp3(tmp_path / "before.zip", texts, translations={"da": "./da.json"})
    texts["da.json"] = json.dumps({"meeting.leave": "Forlad"})
    after = webapp3(
        tmp_path / "after.zip",
        {**texts, "new.jpg": jpeg("#ffffff")},
        translations={"da": "./da.json"},
        backgroundColor="#000000",
        images={"jumbotron": "./new.jpg", "background": "./background.jpg"},
        applicationConfig={"hiddenFunctionality": ["button-chat"]},
    )
    return str(before), str(after)


def test_names_order_and_packing_mean_nothing(run, tmp_path):
    one = webapp3(
        tmp_path / "one.zip", {"x.json": '{"a": {"b": "c"}}'}, translations={"da": "x.json"}
    )
    other = webapp3(
        tmp_path / "other.zip", {"t/da.json": '{"a.b": "c"}'}, translations={"da": "./t/da.json"}
    )
    said = run("diff", str(one), str(other), "--exit-code")
    assert (said.code, said.out.startswith("No differences between")) == (0, True)


@pytest.mark.parametrize(
    "line",
    [
        "~ brand.background_color: #603924 → #000000",
        "~ da meeting.leave: Gå <b>nu</b> | straks → Forlad",
        "+ hide button-chat: hidden  (hides only the button; the setting of the rooms is `enable_chat`)",
    ],
)
def test_a_difference_is_one_line_of_text(run, pair, line):
    assert line in [one.strip() for one in run("diff", *pair).out.splitlines()]


def test_a_changed_picture_says_how_much_of_it_changed(run, pair):
    assert "100.0% of the pixels changed" in run("diff", *pair).out


LOGO = {"images": {"logo": "./logo.png"}}


@pytest.mark.parametrize(
    ("before", "after", "line"),
    [
        (({"logo.png": png()}, LOGO), ({}, {}), "- logo: PNG, 200 x 100, 344 bytes"),
        (
            ({"logo.png": png()}, LOGO),
            ({}, LOGO),
            "~ logo: PNG, 200 x 100, 344 bytes → ./logo.png (not in the package)",
        ),
        (
            ({}, LOGO),
            ({"logo.png": png()}, LOGO),
            "~ logo: ./logo.png (not in the package) → PNG, 200 x 100, 344 bytes",
        ),
        (
            ({"logo.png": png()}, LOGO),
            ({"logo.png": b""}, LOGO),
            "~ logo: PNG, 200 x 100, 344 bytes → 0 bytes (e3b0c442)",
        ),
        (
            ({"logo.png": png()}, LOGO),
            ({"logo.png": b"later"}, LOGO),
            "~ logo: PNG, 200 x 100, 344 bytes → 5 bytes (1d9283d8)",
        ),
        (
            ({"logo.svg": b"<svg id='a'/>"}, {"images": {"logo": "./logo.svg"}}),
            ({"logo.svg": b"<svg id='b'/>"}, {"images": {"logo": "./logo.svg"}}),
            "~ logo: SVG, 13 bytes → SVG, 13 bytes, other content",
        ),
    ],
)
def test_a_picture_of_one_side_alone_is_reported_with_what_the_other_has(
    run, tmp_path, before, after, line
):
    sides = [
        str(webapp3(tmp_path / name, files, **keys))
        for name, (files, keys) in (("before.zip", before), ("after.zip", after))
    ]
    assert line in [one.strip() for one in run("diff", *sides).out.splitlines()]


def test_the_exit_code_says_so_only_when_asked(run, pair):
    assert [run("diff", *pair).code, run("diff", *pair, "--exit-code").code] == [0, 1]


def test_json_names_every_difference(run, pair):
    said = json.loads(run("diff", *pair, "--json").out)
    names = {name for change in said["packages"][0]["changes"] for name in change["names"]}
    assert {"background", "da meeting.leave", "hide button-chat", "card"} <= names


def test_markdown_cells_hold_whatever_a_text_holds(run, pair):
    row = next(
        line for line in run("diff", *pair, "--markdown").out.splitlines() if "leave" in line
    )
    assert row == "| da meeting.leave | Gå &#60;b&#62;nu&#60;/b&#62; &#124; straks | Forlad |"


def test_the_page_needs_no_other_file_and_runs_no_script(run, pair, workspace):
    run("diff", *pair, "-o", "d.html")
    page = (workspace / "d.html").read_text()
    assert "Gå &lt;b&gt;nu&lt;/b&gt;" in page
    assert "Picture on the card <small><code>card</code></small>" in page
    assert not any(sign in page for sign in ("<script", "http://", "https://", "<b>nu"))


@pytest.mark.parametrize(("side", "shown"), [(200, 200), (600, 315)])
def test_the_page_shows_a_large_picture_scaled_down(side, shown):
    picture = io.BytesIO()
    Image.effect_noise((side, side), 90).convert("RGB").save(picture, "JPEG")
    data = b64decode(make_thumbnail(picture.getvalue()).partition(",")[2])
    assert Image.open(io.BytesIO(data)).size == (shown, shown)


def test_a_background_of_many_screens_is_reported_once(run, tmp_path):
    one = service_theme(tmp_path / "one.zip")
    other = service_theme(tmp_path / "other.zip", {"background_4.jpg": jpeg("#ffffff")})
    assert "~ 3 screens: background" in run("diff", str(one), str(other)).out


def test_a_recording_is_reported_by_length_and_loudness(run, tmp_path):
    name = "conf-call-will-be-disconnected_48kHz_mono.wav"
    one = service_theme(tmp_path / "one.zip", {name: recording(0.5)})
    other = service_theme(tmp_path / "other.zip", {name: recording(1.0)})
    line = next(one for one in run("diff", str(one), str(other)).out.splitlines() if name in one)
    assert re.search(r"0\.5 s, -[\d.]+ LUFS → 1\.0 s, -[\d.]+ LUFS", line)


def test_packages_of_two_kinds_are_not_compared(run, tmp_path):
    said = run("diff", str(webapp3(tmp_path / "a.zip")), str(service_theme(tmp_path / "b.zip")))
    assert (said.code, "packages-not-comparable" in said.out) == (1, True)


def test_a_package_is_compared_with_its_half_of_a_theme(run, write):
    write("themes/ward.yaml", THEME)
    run("build")
    assert run("diff", "dist/ward-webapp3.zip", "ward", "--exit-code").code == 0


def test_a_theme_is_compared_with_itself_as_git_remembers_it(run, write, workspace):
    git = ["git", "-C", str(workspace), "-c", "user.name=a", "-c", "user.email=a@example.org"]
    write("themes/ward.yaml", THEME)
    for command in (["init", "-q"], ["add", "."], ["commit", "-qm", "one"]):
        subprocess.run([*git, *command], check=True)
    write("themes/ward.yaml", THEME.replace("2f6f8f", "7d4660"))
    assert "~ brand.color: #2F6F8F → #7D4660" in run("diff", "HEAD:ward", "ward").out


@pytest.mark.parametrize("given", ["nowhere:ward", "--output=x:ward"])
def test_a_revision_that_git_does_not_know_is_reported(run, write, given):
    write("themes/ward.yaml", THEME)
    said = run("diff", "--", given, "ward")
    assert (said.code, "packages-not-comparable" in said.out) == (1, True)


def test_a_folder_outside_of_a_repository_is_named_as_the_cause(run, write, workspace):
    write("themes/ward.yaml", THEME)
    said = run("diff", "HEAD:ward", "ward")
    assert (said.code, "isn't in a git repository" in said.out) == (1, True)
    assert "fatal" not in said.out


def test_a_clone_without_older_commits_is_named_as_the_cause(run, write, workspace, tmp_path):
    git = ["git", "-C", str(workspace), "-c", "user.name=a", "-c", "user.email=a@example.org"]
    write("themes/ward.yaml", THEME)
    second = ["commit", "-qm", "two", "--allow-empty"]
    for command in (["init", "-q"], ["add", "."], ["commit", "-qm", "one"], second):
        subprocess.run([*git, *command], check=True)
    short = ["clone", "-q", "--bare", "--depth=1", f"file://{workspace}", str(tmp_path / "short")]
    subprocess.run([*git, *short], check=True)
    (workspace / ".git").rename(tmp_path / "whole")
    (workspace / ".git").write_text(f"gitdir: {tmp_path / 'short'}\n")
    said = run("diff", "HEAD~1:ward", "ward")
    assert (said.code, "git fetch --unshallow" in said.out) == (1, True)


def test_settings_of_the_server_are_compared_between_themes(run, write):
    write("themes/ward.yaml", THEME)
    write(
        "themes/organisations/mute.yaml",
        "organisation: mute\nname: Mute\npart_of: clinic\nsettings: {chat: disabled}\n",
    )
    write("themes/quiet.yaml", THEME.replace("ward", "quiet").replace("clinic", "mute"))
    assert "~ chat: enabled → disabled" in run("diff", "ward", "quiet").out


def test_a_package_that_cannot_be_read_is_an_answer(run, tmp_path, pair):
    broken = make_zip({BRANDING + "manifest.json": "{"}, tmp_path / "broken.zip")
    said = run("diff", str(broken), pair[0])
    assert (said.code, "json-malformed" in said.out) == (1, True)
