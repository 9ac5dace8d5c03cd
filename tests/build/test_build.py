from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from PIL import Image

from tests.conftest import WARD
from themebuilder.build.pipeline import build_theme


@pytest.fixture
def ward(write):
    """A theme of the workspace."""
    write("themes/ward.yaml", WARD)


def compute_digests(folder: Path) -> dict[str, str]:
    return {
        file.name: hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(folder.iterdir())
        if file.is_file()
    }


def build_workspace(
    workspace: Path, out: Path, *arguments: str, **environment: str
) -> dict[str, str]:
    """Build in a process of its own, and the digests of what it left."""
    subprocess.run(
        [
            sys.executable,
            "-m",
            "themebuilder",
            "-C",
            workspace,
            "--no-cache",
            "build",
            "-o",
            out,
            *arguments,
        ],
        check=True,
        capture_output=True,
        env={**os.environ, **environment},
    )
    return compute_digests(out)


@pytest.mark.usefixtures("ward")
def test_a_build_leaves_both_packages_their_sums_and_the_catalogue(run, tmp_path):
    run("build", "-o", str(tmp_path / "out"))
    assert sorted(compute_digests(tmp_path / "out")) == [
        "SHA256SUMS",
        "catalogue.json",
        "ward-service-theme.zip",
        "ward-webapp3.zip",
    ]


@pytest.mark.slow
@pytest.mark.usefixtures("ward")
def test_the_bytes_are_the_same_everywhere(workspace, write, tmp_path):
    write("themes/ward-2.yaml", WARD.replace("ward", "ward-2").replace("2b6a94", "6a5a92"))
    tokyo = {"TZ": "Asia/Tokyo", "PYTHONHASHSEED": "1"}
    here = build_workspace(workspace, tmp_path / "here", "-j", "1", **tokyo)
    new_york = {"TZ": "America/New_York", "PYTHONHASHSEED": "2", "LC_ALL": "C"}
    old = os.umask(0o077)
    try:
        there = build_workspace(workspace, tmp_path / "there", "-j", "2", **new_york)
    finally:
        os.umask(old)
    assert here == there


@pytest.mark.usefixtures("ward")
def test_the_sums_are_those_of_the_files(run, tmp_path):
    run("build", "-o", str(tmp_path / "out"))
    checked = subprocess.run(
        ["sha256sum", "--check", "SHA256SUMS"], cwd=tmp_path / "out", check=False
    )
    assert checked.returncode == 0


@pytest.mark.usefixtures("ward")
def test_the_catalogue_says_whose_theme_it_is_and_what_needs_the_server(run, write, tmp_path):
    write(
        "themes/organisations/clinic.yaml",
        "organisation: clinic\nname: C\npart_of: faelles\nsettings: {chat: disabled}\n",
    )
    run("build", "-o", str(tmp_path / "out"))
    (entry,) = json.loads((tmp_path / "out" / "catalogue.json").read_text())["themes"]
    assert (entry["organisations"], entry["path"]) == (["clinic", "faelles"], "ward")
    assert "chat" in entry["needs_server"]
    assert entry["settings"]["chat"]["room_fields"] == ["enable_chat"]


def test_what_rests_on_inference_is_marked(run, write, tmp_path):
    write("themes/ward.yaml", WARD.replace("path: ward", "path: ward, hide: [button-leave]"))
    run("build", "-o", str(tmp_path / "out"))
    (entry,) = json.loads((tmp_path / "out" / "catalogue.json").read_text())["themes"]
    marks = {
        claim["item"]: claim["evidence"] for file in entry["files"] for claim in file["claims"]
    }
    assert marks["screen direct_media_waiting_for_host"] == "I"
    assert marks["texts/<language>.json: replaces a language"] == "I"
    assert marks["texts/<language>.json: all texts"] == "I"
    assert marks["logo.svg"] == "I"
    assert marks["hidden part user-menu-add-participant"] == "Q"
    assert marks["hidden part button-leave"] == "I"


@pytest.mark.usefixtures("ward")
def test_a_second_build_changes_nothing(run, tmp_path):
    run("build", "-o", str(tmp_path / "out"))
    result = run("build", "-o", str(tmp_path / "out"))
    assert "0 new, 2 unchanged" in result.out


@pytest.mark.usefixtures("ward")
def test_a_build_of_what_is_unchanged_writes_nothing(run, tmp_path):
    out = tmp_path / "out"
    run("build", "-o", str(out))
    before = {file.name: file.stat().st_ino for file in [out, *out.iterdir()]}
    run("build", "-o", str(out))
    assert {file.name: file.stat().st_ino for file in [out, *out.iterdir()]} == before


@pytest.mark.usefixtures("ward")
def test_the_catalogue_is_younger_than_a_file_that_was_touched_and_built(run, workspace, tmp_path):
    out = tmp_path / "out"
    run("build", "-o", str(out))
    touched = workspace / "themes" / "ward.yaml"
    touched.touch()
    run("build", "-o", str(out))
    assert (out / "catalogue.json").stat().st_mtime_ns >= touched.stat().st_mtime_ns


@pytest.mark.usefixtures("ward")
def test_a_picture_that_changes_while_it_is_built_is_built_again(
    run, write, workspace, tmp_path, monkeypatch
):
    photo = workspace / "brand_assets" / "photo.png"
    photo.parent.mkdir(exist_ok=True)
    Image.new("RGB", (1920, 1080), "#102030").save(photo)
    write(
        "themes/ward.yaml",
        WARD.replace(
            "brand: {", "brand: {background: photo.png, screen: {draw: waves, tone: dark}, "
        ),
    )

    def build_before_change(*arguments, **options):
        found = build_theme(*arguments, **options)
        Image.new("RGB", (1920, 1080), "#302010").save(photo)
        return found

    monkeypatch.setattr("themebuilder.build.pipeline.build_theme", build_before_change)
    run("build", "-j", "1", "-o", str(tmp_path / "out"))
    monkeypatch.undo()
    result = run("build", "-j", "1", "-o", str(tmp_path / "out"))
    assert "1 new, 1 unchanged" in result.out


@pytest.mark.usefixtures("ward")
def test_a_broken_edit_leaves_the_last_good_packages_and_says_so(run, write, tmp_path):
    run("build", "-o", str(tmp_path / "out"))
    before = compute_digests(tmp_path / "out")
    write("themes/ward.yaml", WARD.replace("borger", "borgerr"))
    result = run("build", "-o", str(tmp_path / "out"))
    left = compute_digests(tmp_path / "out")
    assert (result.code, {**left, "catalogue.json": before["catalogue.json"]}) == (1, before)
    assert '"failed":{"ward":["' in (tmp_path / "out" / "catalogue.json").read_text("utf-8")
    assert "Not built, so their previous packages stay: ward" in result.err


@pytest.mark.usefixtures("ward")
def test_a_build_of_one_theme_keeps_the_others_listed(run, write, tmp_path):
    write("themes/ward-2.yaml", WARD.replace("ward", "ward-2"))
    run("build", "-o", str(tmp_path / "out"))
    run("build", "ward", "-o", str(tmp_path / "out"))
    listed = json.loads((tmp_path / "out" / "catalogue.json").read_text())["themes"]
    assert [entry["theme"] for entry in listed] == ["ward", "ward-2"]


def test_shards_together_are_the_whole(workspace, write, run, tmp_path):
    for number in range(3):
        write(f"themes/w{number}.yaml", WARD.replace("ward", f"w{number}"))
    run("build", "-o", str(tmp_path / "whole"))
    for number in (1, 2):
        run("build", "--shard", f"{number}/2", "-o", str(tmp_path / "parts"))
    assert compute_digests(tmp_path / "parts") == compute_digests(tmp_path / "whole")


@pytest.mark.usefixtures("ward")
def test_the_digest_goes_into_the_name_where_the_workspace_wants_it(run, write, tmp_path):
    write("themes/workspace.yaml", "workspace: clinic\ndigest_in_name: true\n")
    run("build", "-o", str(tmp_path / "out"))
    (entry,) = json.loads((tmp_path / "out" / "catalogue.json").read_text())["themes"]
    assert [file["name"] for file in entry["files"]] == [
        f"ward-{file['digest'][:12]}-{file['kind']}.zip" for file in entry["files"]
    ]


@pytest.mark.usefixtures("ward")
def test_what_is_inferred_can_be_switched_off(run, write, tmp_path):
    off = "inferred: {screen_texts: false, direct_media_screens: false}"
    write("themes/workspace.yaml", f"workspace: clinic\n{off}\n")
    run("build", "-o", str(tmp_path / "out"))
    with zipfile.ZipFile(tmp_path / "out" / "ward-service-theme.zip") as archive:
        config = archive.read("themeconfig.json").decode()
    assert "elements" not in config
    assert "direct_media" not in config
