"""The image has what the workflows call, and is built from what it copies."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.ci.containerfile import PATH, ROOT, read_stages

STAGES = read_stages(PATH.read_text("utf-8"))
COPIES = [
    step for stage in STAGES for step in stage.steps if step.keyword == "COPY" and not step.source
]
PACKAGES = re.findall(r"(?m)^ {6}(\S+) \\$", PATH.read_text("utf-8"))


@pytest.fixture
def source(tmp_path) -> Path:
    """What the image's first stage copies, of what Git knows, and no page."""
    tracked = subprocess.check_output(["git", "ls-files", "-z"], cwd=ROOT, text=True).split("\0")
    wanted = [name for step in COPIES for name in step.copied]
    for name in tracked:
        if any(name == each or name.startswith(f"{each}/") for each in wanted):
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


@pytest.mark.slow
def test_what_is_copied_is_enough_for_the_wheel(source):
    command = ["hatchling", "build", "--target", "wheel", "--directory", "wheels"]
    environment = {**os.environ, "THEMEBUILDER_PAGE": "none"}
    subprocess.run([sys.executable, "-m", *command], cwd=source, env=environment, check=True)
    (wheel,) = (source / "wheels").glob("*.whl")
    assert "themebuilder/shipped/themes/borger.yaml" in zipfile.ZipFile(wheel).namelist()


def test_the_image_asks_for_the_page():
    steps = [step for step in STAGES[0].steps if step.keyword == "ENV"]
    assert [step.assigned for step in steps] == [{"THEMEBUILDER_PAGE": "required"}]


@pytest.mark.parametrize("name", [name for step in COPIES for name in step.copied])
def test_what_is_copied_is_there(name):
    assert (ROOT / name).exists()


@pytest.mark.parametrize("program", ["chromium", "curl", "espeak-ng", "git", "jq"])
def test_the_image_has_a_program_that_pipelines_call(program):
    assert program in PACKAGES


def test_the_image_has_the_library_that_playwrights_node_needs():
    assert "libatomic1" in PACKAGES


def test_packages_come_in_the_order_of_the_alphabet():
    assert sorted(PACKAGES) == PACKAGES
