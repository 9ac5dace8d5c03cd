"""Writes what an installed themebuilder is made of, as a CycloneDX bill of materials.

    python .ci/sbom.py SBOM.cdx.json

Python packages come from `.ci/lock/image.txt` (every optional part), with the hashes of all files of a
release; those in the preview's page from its `package-lock.json`. The same commit gives the same bytes.
"""

from __future__ import annotations

import base64
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

import themebuilder

ROOT = Path(__file__).parents[1]
LOCK = ROOT / ".ci" / "lock" / "image.txt"
PAGE_LOCK = ROOT / "themebuilder" / "preview" / "app" / "package-lock.json"


def describe() -> Bom:
    """Return the bill of materials of this commit."""
    commit, seconds = _git("log", "-1", "--format=%H %ct").split()
    bom = Bom(components=[*_python_packages(), *_page_packages()])
    url = PackageURL("pypi", None, "themebuilder", themebuilder.__version__)
    bom.metadata.component = _component(url, _licence_of("themebuilder"), [])
    bom.metadata.component.type = ComponentType.APPLICATION
    bom.metadata.timestamp = datetime.fromtimestamp(int(seconds), UTC)
    bom.serial_number = uuid5(NAMESPACE_URL, f"themebuilder {commit}")
    bom.register_dependency(bom.metadata.component, bom.components)
    return bom


def _python_packages() -> Iterator[Component]:
    entries = re.split(r"\n(?=\w)", LOCK.read_text("utf-8"))
    for entry in entries[1:]:
        name, version = re.findall(r"^(\S+)==(\S+)", entry)[0]
        hashes = re.findall(r"sha256:(\w+)", entry)
        url = PackageURL("pypi", None, name, version)
        hashed = [(HashAlgorithm.SHA_256, each) for each in hashes]
        yield _component(url, _licence_of(name), hashed)


def _page_packages() -> Iterator[Component]:
    for path, package in json.loads(PAGE_LOCK.read_text("utf-8"))["packages"].items():
        if path and not package.get("dev"):
            namespace, _, name = path.rpartition("node_modules/")[2].rpartition("/")
            digest = base64.b64decode(package["integrity"].removeprefix("sha512-")).hex()
            url = PackageURL("npm", namespace or None, name, package["version"])
            yield _component(url, package.get("license", ""), [(HashAlgorithm.SHA_512, digest)])


def _component(url: PackageURL, licence: str, hashes: list[tuple[HashAlgorithm, str]]) -> Component:
    return Component(
        name=url.name,
        group=url.namespace,
        version=url.version,
        purl=url,
        bom_ref=url.to_string(),
        hashes=[HashType(alg=alg, content=content) for alg, content in hashes],
        licenses=[LicenseFactory().make_from_string(licence)] if licence else [],
    )


def _licence_of(name: str) -> str:
    """The expression that a package declares, where it is installed and does."""
    try:
        return metadata.metadata(name).get("License-Expression") or ""
    except metadata.PackageNotFoundError:
        return ""


def _git(*command: str) -> str:
    return subprocess.check_output(["git", *command], cwd=ROOT, text=True)


if __name__ == "__main__":
    JsonV1Dot6(describe()).output_to_file(sys.argv[1], allow_overwrite=True, indent=2)
