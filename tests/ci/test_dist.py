"""What `make dist` makes: the same bytes everywhere, and a bill of materials that is one."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from tests.ci.test_lock import read as read_lock

ROOT = Path(__file__).parents[2]
PAGE = Path("themebuilder/preview/app/dist")


def _build(source: Path, umask: int, zone: str, *targets: str) -> dict[str, str]:
    """Build the *targets*, or all, in *source*; the digest of each file that comes out, by its kind."""
    if not (source / PAGE).exists():
        shutil.copytree(ROOT / PAGE, source / PAGE, copy_function=shutil.copy)
    command = [sys.executable, "-m", "hatchling", "build", "--directory", "out", *targets]
    env = {**os.environ, "THEMEBUILDER_PAGE": "required", "TZ": zone}
    subprocess.run(command, cwd=source, env=env, umask=umask, check=True)
    made = (source / "out").iterdir()
    return {path.suffix: hashlib.sha256(path.read_bytes()).hexdigest() for path in made}


def _copy_of_checkout(folder: Path, mode: int) -> Path:
    """The files that Git knows, each with *mode*."""
    names = subprocess.check_output(["git", "ls-files", "-z"], cwd=ROOT, text=True).split("\0")
    for name in filter(None, names):
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, target)
        target.chmod(mode)
    shutil.copy(ROOT / ".gitignore", folder)
    return folder


@pytest.mark.slow
def test_another_folder_clock_and_umask_give_the_same_bytes(tmp_path):
    here = _build(_copy_of_checkout(tmp_path / "here", 0o644), 0o022, "UTC")
    there = _build(_copy_of_checkout(tmp_path / "some" / "there", 0o600), 0o077, "Asia/Tokyo")
    archive = next((tmp_path / "here" / "out").glob("*.tar.gz"))
    (tmp_path / "unpacked").mkdir()
    subprocess.run(["tar", "-xf", archive, "-C", tmp_path / "unpacked"], check=True)
    (unpacked,) = (tmp_path / "unpacked").iterdir()
    from_the_archive = _build(unpacked, 0o022, "UTC", "-t", "wheel")
    assert here.keys() == {".whl", ".gz"}
    assert here == there
    assert from_the_archive == {".whl": here[".whl"]}


@pytest.fixture(scope="module")
def bill(tmp_path_factory) -> str:
    path = tmp_path_factory.mktemp("bill") / "themebuilder.cdx.json"
    subprocess.run([sys.executable, ".ci/sbom.py", path], cwd=ROOT, check=True)
    return path.read_text("utf-8")


def test_the_bill_of_materials_fits_the_schema(bill):
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(bill) is None


def test_the_bill_names_every_package_of_the_lock_and_of_the_page(bill):
    urls = [component["purl"] for component in json.loads(bill)["components"]]
    pins = {f"pkg:pypi/{name}@{version}" for name, version in read_lock("image").items()}
    assert pins == {url for url in urls if url.startswith("pkg:pypi/")}
    assert "pkg:npm/%40pexip/components@19.0.0" in urls
    assert not [url for url in urls if "vite@" in url]


def test_every_component_has_a_hash(bill):
    assert [each["name"] for each in json.loads(bill)["components"] if not each["hashes"]] == []
