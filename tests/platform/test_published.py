"""The data in the package is what the published component packages say."""

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    """The data files, made anew from the packages that the lock file names."""
    folder = tmp_path_factory.mktemp("found")
    run = [ROOT / ".ci" / "platform-data" / "run", folder]
    answer = subprocess.run(run, capture_output=True, text=True, check=False, timeout=540)
    assert answer.returncode == 0, answer.stderr
    return folder


@pytest.mark.slow
@pytest.mark.parametrize("name", ["translations.json", "testids.json"])
def test_the_shipped_data_is_what_the_packages_say(found, name):
    shipped = ROOT / "themebuilder" / "platform" / "data" / name
    assert shipped.read_text("utf-8") == (found / name).read_text("utf-8")


def test_the_lock_file_names_no_place():
    lock = (ROOT / ".ci" / "platform-data" / "package-lock.json").read_text("utf-8")
    assert '"resolved"' not in lock
