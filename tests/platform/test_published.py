"""The data in the package is what the published component packages say."""

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
DATA = ROOT / "themebuilder" / "platform" / "data"
LOCKS = (".ci/platform-data/package-lock.json", "tests/i18next/package-lock.json")


# One test for both files: two would fetch the packages into the same folder at once.
@pytest.mark.slow
def test_the_shipped_data_is_what_the_packages_say(tmp_path):
    run = [ROOT / ".ci" / "platform-data" / "run", tmp_path]
    answer = subprocess.run(run, capture_output=True, text=True, check=False, timeout=540)
    assert answer.returncode == 0, answer.stderr
    for name in ("translations.json", "testids.json"):
        assert (tmp_path / name).read_text("utf-8") == (DATA / name).read_text("utf-8")


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_file_names_no_place(lock):
    assert '"resolved"' not in (ROOT / lock).read_text("utf-8")


def test_of_the_components_only_their_own_text_is_installed(tmp_path):
    """What they depend on would be most of the files that the test above waits for."""
    folder = ROOT / ".ci" / "platform-data"
    slim = shutil.copy(folder / "package-lock.json", tmp_path)
    subprocess.run(["node", folder / "slim.js", slim], check=True)
    assert Path(slim).read_text("utf-8") == (folder / "package-lock.json").read_text("utf-8")
