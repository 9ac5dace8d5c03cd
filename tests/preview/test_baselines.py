"""Packages to compare with: the live one, older ones, and what no package is."""

from __future__ import annotations

import json
import zipfile

import pytest
from starlette.testclient import TestClient

from tests.preview.kit import GUESTS, WARD, Visitor
from themebuilder.core.problems import ThemeError
from themebuilder.preview.baseline import read_baselines
from themebuilder.preview.session import PreviewSession

OUTSIDE = {"version": 0, "images": {"logo": "../../../../etc/passwd"}, "translations": {}}


@pytest.fixture
def earlier(write, run, tmp_path):
    """A folder with both packages of the ward."""
    write("themes/ward.yaml", WARD)
    run("build", "ward", "-o", str(tmp_path / "earlier"))
    return tmp_path / "earlier"


def make_zip(file, **entries):
    with zipfile.ZipFile(file, "w") as archive:
        for name, text in entries.items():
            archive.writestr(name, text)
    return file


def make_client(session, *paths) -> TestClient:
    beside = PreviewSession(session.rebuilder, read_baselines(paths))
    return Visitor(beside)


def test_the_packages_of_a_folder_are_offered_beside_the_theme_of_their_name(session, earlier):
    compare = make_client(session, earlier).get("/api/themes/ward").json()["compare"]
    assert [(one["kind"], one["title"]) for one in compare] == [
        ("parent", "Borger"),
        ("package", "ward (earlier)"),
    ]


@pytest.mark.parametrize("file", ["branding/manifest.json", "service-theme/themeconfig.json"])
def test_both_packages_of_a_name_are_one_to_compare_with(session, earlier, file):
    page = make_client(session, earlier)
    view = page.get("/api/themes/ward").json()["compare"][1]["view"]
    assert page.get(view + file).content == page.get(f"/themes/ward/view/{file}").content


def test_a_package_to_compare_with_has_the_guest_page(session, earlier):
    page = make_client(session, earlier / "ward-webapp3.zip")
    view = page.get("/api/themes/ward").json()["compare"][1]["view"]
    assert "guest page" in page.get(view).text


def test_a_package_whose_manifest_points_outside_gets_nothing_from_there(session, tmp_path):
    file = make_zip(tmp_path / "x.zip", **{"webapp3/branding/manifest.json": json.dumps(OUTSIDE)})
    page = make_client(session, file)
    view = page.get("/api/themes/ward").json()["compare"][1]["view"]
    asked = page.build_request("GET", GUESTS + view)
    asked.url = asked.url.copy_with(raw_path=f"{view}branding/../../../../etc/passwd".encode())
    assert page.send(asked).status_code == 404


@pytest.mark.parametrize(
    ("entries", "rule"),
    [
        ({"readme.txt": "hello"}, "package-unreadable"),
        ({"webapp2/branding/manifest.json": "{}"}, "package-outdated"),
        ({"webapp3/branding/manifest.json": "{}", "../evil": "x"}, "entry-name-unsafe"),
    ],
)
def test_what_is_no_package_is_reported(tmp_path, entries, rule):
    with pytest.raises(ThemeError) as told:
        read_baselines([make_zip(tmp_path / "x.zip", **entries)])
    assert [found.rule.name for found in told.value.problems] == [rule]


def test_a_package_to_compare_with_that_is_none_ends_the_command_with_1(run, tmp_path):
    (tmp_path / "x.zip").write_bytes(b"no zip")
    assert run("preview", "--against", str(tmp_path / "x.zip")).code == 1


def test_a_folder_without_packages_is_refused(run, tmp_path):
    result = run("preview", "--against", str(tmp_path))
    assert (result.code, "has no packages" in result.err) == (2, True)
