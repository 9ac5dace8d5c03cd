"""The image has what the workflows call, and copies what is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CONTAINERFILE = (ROOT / ".ci" / "Containerfile").read_text("utf-8")
PACKAGES = re.findall(r"(?m)^ {6}(\S+) \\$", CONTAINERFILE)
COPIED = [
    name
    for names in re.findall(r"(?m)^COPY (?!--from)(.+) \S+$", CONTAINERFILE)
    for name in names.split()
]


@pytest.mark.parametrize("name", COPIED)
def test_what_is_copied_is_there(name):
    assert (ROOT / name).exists()


@pytest.mark.parametrize("program", ["chromium", "curl", "espeak-ng", "git", "jq"])
def test_the_image_has_a_program_that_pipelines_call(program):
    assert program in PACKAGES


def test_the_image_has_the_library_that_playwrights_node_needs():
    assert "libatomic1" in PACKAGES


def test_packages_come_in_the_order_of_the_alphabet():
    assert sorted(PACKAGES) == PACKAGES
