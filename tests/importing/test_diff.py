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
    make_jpeg,
    make_png,
    make_recording,
    make_service_theme,
    make_webapp3,
    make_zip,
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
    before = make_webapp3(tmp_path / "before.zip", texts, translations={"da": "./da.json"})
    texts["da.json"] = json.dumps({"meeting.leave": "Forlad"})
    after = make_webapp3(
        tmp_path / "after.zip",
        {**texts, "new.jpg": make_jpeg("#ffffff")},
        translations={"da": "./da.json"},
        backgroundColor="#000000",
        images={"jumbotron": "./new.jpg", "background": "./background.jpg"},
        applicationConfig={"hiddenFunctionality": ["button-chat"]},
    )
    return str(before), str(after)


def test_names_order_and_packing_mean_nothing(run, tmp_path):
    one = make_webapp3(
        tmp_path / "one.zip", {"x.json": '{"a": {"b": "c"}}'}, translations={"da": "x.json"}
    )
    other = make_webapp3(
        tmp_path / "other.zip", {"t/da.json": '{"a.b": "c"}'}, translations={"da": "./t/da.json"}
    )
    result = run("diff", str(one), str(other), "--exit-code")
    assert (result.code, result.out.startswith("No differences between")) == (0, True)


def test_differences_are_lines_of_text_values_of_json_and_an_exit_code(run, pair):
    result = run("diff", *pair)
    assert set(map(str.strip, result.out.splitlines())) >= {
        "~ brand.background_color: #603924 → #000000",
        "~ da meeting.leave: Gå <b>nu</b> | straks → Forlad",
        "+ hide button-chat: hidden  (hides only the button; the setting of the rooms is `enable_chat`)",
    }
    assert "100.0% of the pixels changed" in result.out
    assert (result.code, run("diff", *pair, "--exit-code").code) == (0, 1)
    package = json.loads(run("diff", *pair, "--json").out)["packages"][0]
    names = {name for change in package["changes"] for name in change["names"]}
    assert {"background", "da meeting.leave", "hide button-chat", "card"} <= names


LOGO = {"images": {"logo": "./logo.png"}}


@pytest.mark.parametrize(
    ("before", "after", "line"),
    [
        (({"logo.png": make_png()}, LOGO), ({}, {}), "- logo: PNG, 200 x 100, 344 bytes"),
        (
            ({"logo.png": make_png()}, LOGO),
            ({}, LOGO),
            "~ logo: PNG, 200 x 100, 344 bytes → ./logo.png (not in the package)",
        ),
        (
            ({}, LOGO),
            ({"logo.png": make_png()}, LOGO),
            "~ logo: ./logo.png (not in the package) → PNG, 200 x 100, 344 bytes",
        ),
        (
            ({"logo.png": make_png()}, LOGO),
            ({"logo.png": b""}, LOGO),
            "~ logo: PNG, 200 x 100, 344 bytes → 0 bytes (e3b0c442)",
        ),
        (
            ({"logo.png": make_png()}, LOGO),
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
        str(make_webapp3(tmp_path / name, files, **keys))
        for name, (files, keys) in (("before.zip", before), ("after.zip", after))
    ]
    assert line in [line.strip() for line in run("diff", *sides).out.splitlines()]


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
    one = make_service_theme(tmp_path / "one.zip")
    other = make_service_theme(tmp_path / "other.zip", {"background_4.jpg": make_jpeg("#ffffff")})
    assert "~ 3 screens: background" in run("diff", str(one), str(other)).out


def test_a_recording_is_reported_by_length_and_loudness(run, tmp_path):
    name = "conf-call-will-be-disconnected_48kHz_mono.wav"
    one = make_service_theme(tmp_path / "one.zip", {name: make_recording(0.5)})
    other = make_service_theme(tmp_path / "other.zip", {name: make_recording(1.0)})
    line = next(line for line in run("diff", str(one), str(other)).out.splitlines() if name in line)
    assert re.search(r"0\.5 s, -[\d.]+ LUFS → 1\.0 s, -[\d.]+ LUFS", line)


def test_packages_of_two_kinds_are_not_compared(run, tmp_path):
    result = run(
        "diff", str(make_webapp3(tmp_path / "a.zip")), str(make_service_theme(tmp_path / "b.zip"))
    )
    assert (result.code, "packages-not-comparable" in result.out) == (1, True)


def test_a_package_is_compared_with_its_half_of_a_theme(run, write):
    write("themes/ward.yaml", THEME)
    run("build")
    assert run("diff", "dist/ward-webapp3.zip", "ward", "--exit-code").code == 0


@pytest.mark.parametrize("more", ["", "digest_in_name: true\n"], ids=["plain", "digests"])
def test_a_folder_of_packages_is_compared_theme_by_theme(run, write, workspace, more):
    write("themes/workspace.yaml", f"workspace: clinic\n{more}")
    write("themes/ward.yaml", THEME)
    write("themes/ward-2.yaml", THEME.replace("theme: ward", "theme: ward-2"))
    run("build")
    assert run("diff", "dist", "ward").out == "No differences between dist and ward.\n"
    (workspace / "dist").rename(workspace / "before")
    write("themes/ward.yaml", THEME.replace("2f6f8f", "7d4660"))
    run("build")
    named = [line for line in run("diff", "before", "dist").out.splitlines() if line[:1] != " "]
    assert [line.partition(":")[0] for line in named] == [
        "ward-service-theme.zip",
        "ward-webapp3.zip",
    ]


@pytest.fixture
def git(workspace):
    """Run git in the workspace, in which one commit has the theme."""
    (workspace / "themes/ward.yaml").write_text(THEME)

    def run_git(*command):
        who = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
        subprocess.run(["git", "-C", str(workspace), *who, *command], check=True)

    for command in (["init", "-q"], ["add", "."], ["commit", "-qm", "one"]):
        run_git(*command)
    return run_git


@pytest.mark.usefixtures("git")
def test_a_theme_is_compared_with_itself_as_git_remembers_it(run, write):
    write("themes/ward.yaml", THEME.replace("2f6f8f", "7d4660"))
    assert "~ brand.color: #2F6F8F → #7D4660" in run("diff", "HEAD:ward", "ward").out


@pytest.mark.parametrize("given", ["nowhere:ward", "--output=x:ward"])
def test_a_revision_that_git_does_not_know_is_reported(run, write, given):
    write("themes/ward.yaml", THEME)
    result = run("diff", "--", given, "ward")
    assert (result.code, "packages-not-comparable" in result.out) == (1, True)


def test_a_folder_outside_of_a_repository_is_named_as_the_cause(run, write, workspace):
    write("themes/ward.yaml", THEME)
    result = run("diff", "HEAD:ward", "ward")
    assert (result.code, "isn't in a git repository" in result.out) == (1, True)
    assert "fatal" not in result.out


def test_a_clone_without_older_commits_is_named_as_the_cause(run, git, workspace, tmp_path):
    git("commit", "-qm", "two", "--allow-empty")
    git("clone", "-q", "--bare", "--depth=1", f"file://{workspace}", str(tmp_path / "short"))
    (workspace / ".git").rename(tmp_path / "whole")
    (workspace / ".git").write_text(f"gitdir: {tmp_path / 'short'}\n")
    result = run("diff", "HEAD~1:ward", "ward")
    assert (result.code, "git fetch --unshallow" in result.out) == (1, True)


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
    result = run("diff", str(broken), pair[0])
    assert (result.code, "json-malformed" in result.out) == (1, True)
