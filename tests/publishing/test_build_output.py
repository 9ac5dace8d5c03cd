"""The build folder is believed only as far as its checksums go."""

from __future__ import annotations

import json

import pytest

from tests.publishing.kit import Look, write_built
from themebuilder.core.problems import ThemeError
from themebuilder.publishing.build_output import read_build_output
from themebuilder.publishing.packages import Kind, PackageId, format_description, parse_mark

DIGEST = "0123456789abcdef" * 4
WEBAPP = PackageId(Kind.WEBAPP, "nord", DIGEST)


@pytest.fixture
def dist(tmp_path):
    write_built(tmp_path, [Look("nord"), Look("syd")])
    return tmp_path


def changed(folder, change):
    file = folder / "catalogue.json"
    catalogue = json.loads(file.read_text())
    change(catalogue)
    file.write_text(json.dumps(catalogue))


def rules(folder):
    with pytest.raises(ThemeError) as error:
        read_build_output(folder)
    return [found.rule.name for found in error.value.problems]


def test_packages_are_read_by_kind_and_theme(dist):
    built = read_build_output(dist)
    assert built.package(Kind.MEETING, "syd").files == Look("syd").meeting()


def test_every_damaged_package_is_told(dist):
    for name in ("nord-webapp3.zip", "syd-service-theme.zip"):
        data = (dist / name).read_bytes()
        (dist / name).write_bytes(data[:-1] + b"x")
    (dist / "nord-service-theme.zip").unlink()
    assert rules(dist) == ["package-missing"] * 3


def test_a_digest_that_is_not_the_contents_is_found(dist):
    changed(dist, lambda c: c["themes"][0]["files"][0].update(digest="0" * 64))
    assert rules(dist) == ["package-missing"]


@pytest.mark.parametrize("name", ["../secret.zip", "/secret.zip", "a\0.zip", "a\udfff.zip"])
def test_no_file_outside_the_folder_is_read(dist, name):
    changed(dist, lambda c: c["themes"][0]["files"][0].update(name=name))
    assert rules(dist) == ["package-missing"]


def test_a_file_outside_the_folder_is_told_at_the_catalogue(dist):
    changed(dist, lambda c: c["themes"][0]["files"][0].update(name="../secret.zip"))
    with pytest.raises(ThemeError) as error:
        read_build_output(dist)
    assert [(found.place.file, found.message) for found in error.value.problems] == [
        (f"{dist}/catalogue.json", "The file '../secret.zip' is not in the build folder.")
    ]


@pytest.mark.parametrize(
    "change",
    [
        lambda c: c.update(schema=2),
        lambda c: c.pop("themes"),
        lambda c: c.update(themes=[None]),
        lambda c: c["themes"][0].update(valid={"since": "soon"}),
        lambda c: c["themes"][0]["files"][0].update(kind="webapp1"),
        lambda c: c["themes"][0]["files"][0].pop("sha256"),
        lambda c: c["themes"][0].update(settings={"chat": "off"}),
        lambda c: c["themes"][0].update(files="x" * 70_000),
    ],
)
def test_a_catalogue_of_another_kind_is_told(dist, change):
    changed(dist, change)
    assert rules(dist) == ["package-missing"]


@pytest.mark.parametrize("data", [b"", b"[]", b"\xff", b"[" * 100_000])
def test_what_is_no_catalogue_is_told(dist, data):
    (dist / "catalogue.json").write_bytes(data)
    assert rules(dist) == ["package-missing"]


def test_a_folder_without_a_build_is_told(tmp_path):
    assert rules(tmp_path) == ["package-missing"]


@pytest.mark.parametrize(
    ("before", "meeting"), [("", ""), ("a" * 12, ""), ("", "b" * 12), ("a" * 12, "b" * 12)]
)
def test_a_package_says_of_itself_what_was_written_on_it(before, meeting):
    said = format_description(WEBAPP, "20261124T061300Z", before, meeting)
    mark = parse_mark(Kind.WEBAPP, WEBAPP.label, said)
    assert (mark.short, mark.before, mark.before_meeting) == (DIGEST[:12], before, meeting)


def test_the_longest_description_fits():
    package = PackageId(Kind.WEBAPP, "a" * 60, DIGEST)
    assert len(format_description(package, "20261124T061300Z", "a" * 12, "b" * 12)) <= 250


@pytest.mark.parametrize(
    ("kind", "name", "said"),
    [
        (Kind.WEBAPP, WEBAPP.label, ""),
        (Kind.WEBAPP, WEBAPP.label, f"themebuilder: theme=syd digest={DIGEST}"),
        (Kind.WEBAPP, WEBAPP.label, f"themebuilder: theme=nord digest={'f' * 64}"),
        (Kind.WEBAPP, "Nord by hand", f"themebuilder: theme=nord digest={DIGEST}"),
        (Kind.MEETING, WEBAPP.label, ""),
        (Kind.MEETING, "Pexip theme (English_UK)", ""),
    ],
)
def test_what_does_not_say_that_it_is_ours_is_not(kind, name, said):
    assert parse_mark(kind, name, said) is None
