"""The build folder is believed only as far as its checksums go."""

from __future__ import annotations

import contextlib
import functools
import hashlib
import json
import os
from datetime import date

import pytest

from tests.publishing.kit import Look, write_built
from themebuilder.core.problems import Place, ThemeError
from themebuilder.definitions.model import ResolvedSetting, ValidPeriod
from themebuilder.packages import zip_writer
from themebuilder.publishing.build_output import (
    CatalogueEntry,
    OrganisationEntry,
    find_newer_source,
    read_build_output,
)
from themebuilder.publishing.node.objects import (
    LocalPackage,
    Mark,
    PackageId,
    PackageKind,
    Store,
    format_description,
    parse_mark,
)

DIGEST = "0123456789abcdef" * 4
WEBAPP = PackageId(PackageKind.WEBAPP, "nord", DIGEST)


@pytest.fixture
def dist(tmp_path):
    write_built(tmp_path, [Look("nord"), Look("syd")])
    return tmp_path


def change_catalogue(folder, change):
    file = folder / "catalogue.json"
    catalogue = json.loads(file.read_text())
    change(catalogue)
    file.write_text(json.dumps(catalogue))


def list_faults(folder):
    """Each problem of a build folder, as file and message."""
    with pytest.raises(ThemeError) as error:
        read_build_output(folder)
    problems = error.value.problems
    assert {found.rule.name for found in problems} == {"package-missing"}
    return [(found.place.file.removeprefix(f"{folder}/"), found.message) for found in problems]


OTHER_CATALOGUE = "The catalogue is from another version of the program. Build again."


def test_everything_in_the_catalogue_is_read(tmp_path):
    look = Look(
        *("nord", "klinik", ("region", "danmark")),
        path="n",
        valid={"since": "2026-11-25", "until": "2026-12-31", "then": "syd"},
        settings={"chat": "disabled", "captions": "hidden"},
    )
    built = write_built(
        tmp_path,
        [look, Look("syd", path="", is_shipped=True, settings={"chat": "enabled"})],
        ["vest"],
        is_complete=False,
    )
    file = "themes/organisations/klinik.yaml"
    assert built.entries == {
        "nord": CatalogueEntry(
            theme="nord",
            organisations=("klinik", "region", "danmark"),
            path="n",
            valid=ValidPeriod(date(2026, 11, 25), date(2026, 12, 31), "syd"),
            settings={
                "chat": ResolvedSetting("disabled", "klinik", Place(file, 4), is_shipped=False),
                "captions": ResolvedSetting("hidden", "klinik", Place(file, 5), is_shipped=False),
            },
        ),
        "syd": CatalogueEntry(
            theme="syd",
            organisations=("nord", "danmark"),
            path="",
            valid=ValidPeriod(),
            settings={
                "chat": ResolvedSetting(
                    "enabled", "nord", Place("themes/organisations/nord.yaml", 4), is_shipped=True
                )
            },
        ),
    }
    assert built.entries["nord"].values == {"chat": "disabled", "captions": "hidden"}
    assert (built.defined, built.is_complete) == ({"nord", "syd", "vest"}, False)
    assert [built.lacks(theme) for theme in ("nord", "vest", "oest")] == [False, False, True]


def test_the_organisations_with_a_code_are_read(dist):
    data = {"organisation": "klinik", "code": "k1", "above": ["region"], "settings": {"chat": "x"}}
    change_catalogue(dist, lambda catalogue: catalogue.update(organisations=[data]))
    assert read_build_output(dist).organisations == (
        OrganisationEntry("klinik", "k1", ("region",), {"chat": "x"}),
    )


def test_packages_are_read_by_kind_and_theme(dist):
    built = read_build_output(dist)
    digest = zip_writer.compute_digest(Look("syd").make_meeting())
    data = (dist / "syd-service-theme.zip").read_bytes()
    package = LocalPackage(
        PackageId(PackageKind.MEETING, "syd", digest), "syd-service-theme.zip", data
    )
    assert built.package(PackageKind.MEETING, "syd") == package
    assert built.packages_by_id[package.id] == package
    assert package.files == Look("syd").make_meeting()
    assert [(kind, theme) for kind, theme in built.packages] == [
        (PackageKind.WEBAPP, "nord"),
        (PackageKind.MEETING, "nord"),
        (PackageKind.WEBAPP, "syd"),
        (PackageKind.MEETING, "syd"),
    ]
    assert built.is_complete


def test_every_damaged_package_is_reported(dist):
    data = (dist / "nord-webapp3.zip").read_bytes()
    (dist / "nord-webapp3.zip").write_bytes(data[:-1] + b"x")
    (dist / "nord-service-theme.zip").unlink()
    (dist / "syd-webapp3.zip").write_bytes(b"x" * 100)
    change_catalogue(dist, lambda c: c["themes"][1]["files"][1].update(digest="0" * 64))
    broken = hashlib.sha256(b"x" * 100).hexdigest()
    change_catalogue(dist, lambda c: c["themes"][1]["files"][0].update(sha256=broken))
    assert list_faults(dist) == [
        ("nord-webapp3.zip", "The package isn't the one in the catalogue. Build again."),
        ("nord-service-theme.zip", "The package can't be read: No such file or directory."),
        ("syd-webapp3.zip", "This is not a zip archive, or it is damaged."),
        ("syd-service-theme.zip", "The package isn't the one in the catalogue. Build again."),
    ]


@pytest.mark.parametrize("name", ["../secret.zip", "/secret.zip", "a\0.zip", "a\udfff.zip"])
def test_no_file_outside_the_folder_is_read(dist, name):
    change_catalogue(dist, lambda c: c["themes"][0]["files"][0].update(name=name))
    assert list_faults(dist) == [
        ("catalogue.json", f"The catalogue names a file outside the build folder: {name!r}.")
    ]


def list_keys(data, way=()):
    """The way to each value in a catalogue."""
    for key, value in data.items() if isinstance(data, dict) else enumerate(data):
        yield (*way, key)
        if isinstance(value, dict | list):
            yield from list_keys(value, (*way, key))


def test_each_value_of_the_catalogue_is_needed_and_has_its_type(tmp_path):
    write_built(tmp_path, [Look("nord", settings={"chat": "enabled"}, valid={"then": "syd"})])
    file = tmp_path / "catalogue.json"
    text = file.read_text()
    accepted = set()
    for *above, last in list_keys(json.loads(text)):
        for is_gone in (True, False):
            catalogue = json.loads(text)
            holder = functools.reduce(lambda data, key: data[key], above, catalogue)
            holder[last] = [5]
            if is_gone:
                del holder[last]
            file.write_text(json.dumps(catalogue))
            with contextlib.suppress(ThemeError):
                read_build_output(tmp_path)
                accepted.add((last, is_gone))
    unread = {
        (name, is_gone) for name in ("organisation", "bytes", "left") for is_gone in (True, False)
    }
    shorter = {(0, True), (1, True), ("chat", True)}
    only_true_counts = {("shipped", False), ("complete", False)}
    accepts_nothing = {("active", True)}  # as in a catalogue of an older version
    assert accepted == unread | shorter | only_true_counts | accepts_nothing


@pytest.mark.parametrize(
    "data", [b"", b"[]", b"\xff", b"[" * 100_000, b'{"schema": 2, "themes": []}']
)
def test_what_is_no_catalogue_of_this_version_is_reported(dist, data):
    (dist / "catalogue.json").write_bytes(data)
    assert list_faults(dist) == [("catalogue.json", OTHER_CATALOGUE)]


def test_at_most_16_mib_of_a_catalogue_are_read(dist):
    file = dist / "catalogue.json"
    text = file.read_text()
    file.write_text(text[:-1].ljust(16_777_215) + text[-1])
    assert read_build_output(dist).entries
    file.write_text(text[:-1].ljust(16_777_216) + text[-1])
    assert list_faults(dist) == [("catalogue.json", OTHER_CATALOGUE)]


def test_a_folder_without_a_build_is_reported(tmp_path):
    assert list_faults(tmp_path) == [
        ("catalogue.json", "The folder has no build. Run `themebuilder build` first.")
    ]
    (tmp_path / "catalogue.json").mkdir()
    assert list_faults(tmp_path) == [
        ("catalogue.json", "The catalogue can't be read: Is a directory.")
    ]


@pytest.mark.parametrize(
    ("before", "meeting"), [("", ""), ("a" * 12, ""), ("", "b" * 12), ("a" * 12, "b" * 12)]
)
def test_a_package_says_of_itself_what_was_written_on_it(before, meeting):
    package = PackageId(PackageKind.WEBAPP, "a" * 60, DIGEST)
    said = format_description(package, "20261124T061300Z", before, meeting)
    mark = parse_mark(PackageKind.WEBAPP, package.label, said)
    assert mark == Mark("a" * 60, DIGEST[:12], "20261124T061300Z", before, meeting)
    assert len(said) <= 250


@pytest.mark.parametrize(
    ("kind", "name", "said", "short"),
    [
        (
            PackageKind.WEBAPP,
            WEBAPP.label,
            f"themebuilder: theme=nord digest={DIGEST}",
            DIGEST[:12],
        ),
        (PackageKind.MEETING, f"{WEBAPP.label} (themebuilder)", "", DIGEST[:12]),
        (PackageKind.MEETING, "nord (themebuilder)", "", ""),  # its content is in a record
    ],
)
def test_a_package_that_says_little_is_ours(kind, name, said, short):
    assert parse_mark(kind, name, said) == Mark("nord", short, is_certain=bool(short))


def test_the_store_gives_back_what_is_whole_and_meant(tmp_path, dist):
    store = Store(tmp_path / "store")
    package = read_build_output(dist).package(PackageKind.WEBAPP, "nord")
    (kind, theme, digest), short = (
        (package.id.kind, package.id.theme, package.id.digest),
        package.id.short,
    )
    assert store.find(kind, theme, short) is None
    store.add(package)
    file = tmp_path / "store" / "webapp3" / "nord" / f"{digest}.zip"
    assert file.read_bytes() == package.data
    assert store.find(kind, theme, short) == store.find(kind, theme, digest) == package.id
    assert store.data(package.id) == package.data
    assert store.files(kind, theme, short) == package.files
    for other in (short[:11], "*" * 12, "f" * 12, f"{digest}0"):
        assert (store.find(kind, theme, other), store.files(kind, theme, other)) == (None, None)
    file.with_name(f"{short}{'0' * 52}.zip").write_bytes(b"")
    assert store.find(kind, theme, short) is None
    file.write_bytes(zip_writer.pack(Look("syd").make_webapp()))
    store.add(package)
    assert (store.data(package.id), store.files(kind, theme, digest)) == (None, None)
    file.write_bytes(b"x")
    assert store.data(package.id) is None
    file.unlink()
    assert store.data(package.id) is None
    store.add(package)
    assert store.data(package.id) == package.data


@pytest.mark.parametrize(
    ("times", "changed"),
    [
        ({"themes/a.yaml": 1, "themes/b/c.yaml": 3, "brand_assets/d.png": 2}, "themes/b/c.yaml"),
        ({"themes/a.yaml": 1, "brand_assets/b/d.png": 3}, "brand_assets/b/d.png"),
        ({"themes/a.yaml": 2, "themes/b.yaml": 3}, "themes/b.yaml"),
        ({"themes/a.yaml": 1, "themes/b.yaml": 2}, ""),
        ({"themes/a.yaml": 3, "themes/b.yaml": 4}, ""),
        ({"themes/a.yaml": 1, "themes/deployments/prod.yaml": 3, "other/b.yaml": 3}, ""),
        ({"themes/a.yaml": 1, "themes/b/deployments/c.yaml": 3}, "themes/b/deployments/c.yaml"),
        (
            {"brand_assets/a.png": 1, "brand_assets/deployments/b.png": 3},
            "brand_assets/deployments/b.png",
        ),
        ({}, ""),
    ],
)
def test_the_last_source_that_is_newer_than_the_build_is_found(tmp_path, times, changed):
    for name, second in {**times, "dist/catalogue.json": 2}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
        os.utime(tmp_path / name, (second, second))
    (tmp_path / "themes").mkdir(exist_ok=True)
    (tmp_path / "themes" / "nowhere").symlink_to("nothing")
    assert find_newer_source(tmp_path, tmp_path / "dist") == changed
    assert find_newer_source(tmp_path, tmp_path / "never-built") == ""


@pytest.mark.parametrize(
    ("kind", "name", "said"),
    [
        (PackageKind.WEBAPP, WEBAPP.label, ""),
        (PackageKind.WEBAPP, WEBAPP.label, f"themebuilder: theme=syd digest={DIGEST}"),
        (PackageKind.WEBAPP, WEBAPP.label, f"themebuilder: theme=nord digest={'f' * 64}"),
        (PackageKind.WEBAPP, "Nord by hand", f"themebuilder: theme=nord digest={DIGEST}"),
        (PackageKind.MEETING, WEBAPP.label, ""),
        (PackageKind.MEETING, "Pexip theme (English_UK)", ""),
    ],
)
def test_what_does_not_say_that_it_is_ours_is_not(kind, name, said):
    assert not parse_mark(kind, name, said)
