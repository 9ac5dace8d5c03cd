"""Packages of other hands are listed, and held against the same rules as our own."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from tests.importing.packages import (
    BRANDING,
    files_of,
    jpeg,
    make_zip,
    recording,
    service_theme,
    webapp3,
)
from tests.importing.test_import import webapp2
from themebuilder.cli import main
from themebuilder.packages.zip_writer import compute_digest


def test_a_package_is_listed_with_sizes(run, tmp_path):
    said = run("show", str(webapp3(tmp_path / "acme.zip"))).out.splitlines()
    assert said[0].endswith("acme.zip: Webapp3 branding")
    assert [line.split() for line in said[1:2]] == [
        ["webapp3/branding/background.jpg", f"{len(jpeg()):,}", "JPEG,", "1920", "x", "1080"]
    ]


def test_recordings_are_listed_with_their_form_and_length(run, tmp_path):
    package = service_theme(tmp_path / "acme.zip", {"a.wav": recording()})
    assert "WAV, pcm 16 bits, mono, 48000 Hz, 0.5 s" in run("show", str(package)).out


def test_the_digest_is_the_one_that_a_build_would_have(run, tmp_path):
    package = webapp3(tmp_path / "acme.zip")
    said = json.loads(run("show", str(package), "--json").out)
    assert said["digest"] == compute_digest(files_of(package))


def test_the_budget_leaves_recordings_out(run, tmp_path):
    package = service_theme(tmp_path / "acme.zip", {"a.wav": recording()})
    said = json.loads(run("show", str(package), "--json").out)
    assert said["size"] - said["weight"] == len(recording())


def test_no_workspace_is_needed_to_look_into_a_package(tmp_path):
    package = str(webapp3(tmp_path / "acme.zip"))
    for command in ("show", "check"):
        assert CliRunner().invoke(main, ["-C", str(tmp_path), command, package]).exit_code == 0


@pytest.mark.parametrize(
    ("rule", "changes"),
    [
        ("package-file-missing", {"images": {"logo": "./none.png"}}),
        ("package-malformed", {"images": []}),
        ("manifest-meta-unusual", {"meta": {"name": "Acme"}}),
    ],
)
def test_a_fault_of_a_branding_is_told_by_its_rule(run, tmp_path, rule, changes):
    assert f"[{rule}]" in run("check", str(webapp3(tmp_path / "acme.zip", **changes))).out


@pytest.mark.parametrize(
    ("rule", "files", "changes"),
    [
        ("package-malformed", {}, {"theme_version": None}),
        ("key-without-evidence", {}, {"splash_screens": {"screens": {"x": {}}}}),
        ("prompt-refused", {"a.wav": b"RIFF"}, {}),
        ("package-has-folders", {"sub/a.txt": b""}, {}),
    ],
)
def test_a_fault_of_a_service_theme_is_told_by_its_rule(run, tmp_path, rule, files, changes):
    package = service_theme(tmp_path / "acme.zip", files, **changes)
    assert f"[{rule}]" in run("check", str(package)).out


def test_a_package_that_breaks_a_rule_fails_the_check(run, tmp_path):
    assert run("check", str(service_theme(tmp_path / "acme.zip", theme_version=1))).code == 1


def test_a_branding_for_webapp_2_is_sent_to_the_import(run, tmp_path):
    assert "[package-outdated]" in run("check", str(webapp2(tmp_path / "acme.zip"))).out


def test_packages_and_themes_are_checked_together(run, write, tmp_path):
    write("themes/ward.yaml", "theme: ward\nextends: generisk\norganisation: clinic\n")
    package = service_theme(tmp_path / "acme.zip", theme_version=1)
    said = json.loads(run("check", "ward", str(package), "--json").out)
    assert (said["themes"], said["problems"][0]["rule"]) == (["ward"], "package-malformed")


@pytest.mark.parametrize("command", ["show", "import"])
def test_what_is_no_package_is_told_by_what_it_holds(run, tmp_path, command):
    said = run(command, str(make_zip({"holiday.jpg": jpeg()}, tmp_path / "acme.zip")))
    assert (said.code, "[package-unreadable]" in said.out, "holiday.jpg" in said.out) == (
        1,
        True,
        True,
    )


def test_a_manifest_in_a_package_in_a_package_is_not_found(run, tmp_path):
    inner = webapp3(tmp_path / "inner.zip").read_bytes()
    said = run("check", str(make_zip({"inner.zip": inner}, tmp_path / "outer.zip")))
    assert "[package-unreadable]" in said.out


def test_a_folder_with_a_link_in_it_is_refused(run, tmp_path):
    folder = tmp_path / "acme" / BRANDING
    folder.mkdir(parents=True)
    (folder / "manifest.json").write_text("{}")
    (folder / "secret").symlink_to("/etc/passwd")
    said = run("show", str(tmp_path / "acme"))
    assert (said.code, "[entry-link]" in said.out) == (1, True)
