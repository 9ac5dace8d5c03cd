"""Definitions: one file of a workspace broken at a time, and its themes checked."""

from __future__ import annotations

import tempfile
from io import BytesIO
from pathlib import Path

from PIL import Image

from tests.contract.kit import write
from tests.definitions.whole import COMPLETE, FILES, OWN, SHIPPED
from tests.fuzz import Read, Samples, list_errors, make_reader
from themebuilder.build.builder import BuildOrder, check_themes
from themebuilder.core.cache import Cache
from themebuilder.definitions.library import Library, shipped_root
from themebuilder.definitions.loader import read_library
from themebuilder.definitions.outline import outline_themes
from themebuilder.media.wav_header import pack_wav
from themebuilder.publishing.deployment import Deployment

DEPLOYMENT = """\
deployment: prod
node: https://manager.example.org
auth: {user: admin, password: {env: NODE_PASSWORD}}
ca_bundle: ca.pem
conferencing_nodes: ["https://a.example.org", "https://b.example.org:8443/"]
paths: {ward: ward}
rooms:
  - {theme: ward, tag: ward}
  - {theme: ward-2, names: [One, Two]}
organisations:
  clinic: {tag: clinic, name_prefix: Clinic, alias_prefix: c, alias_domain: example.org, check_alias: test@example.org}
policy: Organisations
limits: {max_deletes: 3}
replication: {first_check: 1, interval: 10, timeout: 60}
"""


def workspaces() -> tuple[Samples, Read]:
    """Every kind of file that says what a theme is, under themes that use every key."""
    root = Path(tempfile.mkdtemp(prefix="fuzz-"))
    picture = BytesIO()
    Image.new("RGB", (64, 36), "#28608c").save(picture, "PNG")
    recording = pack_wav(bytes(range(256)) * 300)
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"/>'
    assets = {
        **dict.fromkeys(("photo.jpg", "icon.png"), picture.getvalue()),
        **dict.fromkeys(("hold-da.wav", "lock-da.wav"), recording),
        "logo.svg": svg,
        **FILES,
    }
    themes = {f"themes/{name}.yaml": text for name, text in COMPLETE.items()}
    words = {
        name: (shipped_root() / name).read_text(encoding="utf-8")
        for name in ("themes/terms/da.yaml", "themes/wordings/neutral.yaml")
    }
    samples = {name: text.encode() for name, text in {**words, **SHIPPED, **OWN, **themes}.items()}
    own = {name: data for name, data in samples.items() if name not in SHIPPED}
    write(root / "shipped", SHIPPED)
    write(root, {**own, **{f"brand_assets/{name}": data for name, data in assets.items()}})
    cache = Cache(root / "cache")

    def check(library: Library) -> set[str]:
        outlines = list(outline_themes(library))
        ordered = [outline for outline in outlines if outline.name == "ward"]
        order = BuildOrder(ordered, outlines, root, 1, cache, is_full=False)
        return set(list_errors(check_themes(library, "27", order)))

    sound = check(read_library(root, root / "shipped"))

    def read(name: str, data: bytes) -> list[str]:
        file, before = root / name, (root / name).read_bytes() if (root / name).exists() else None
        write(root, {name: data})
        try:
            return sorted(check(read_library(root, root / "shipped")) - sound)
        finally:
            if before is None:
                file.unlink()
            else:
                file.write_bytes(before)

    return samples, read


def deployments() -> tuple[Samples, Read]:
    """Deployments, up to the values that publishing works with."""
    root = Path(tempfile.mkdtemp(prefix="fuzz-"))
    name = "themes/deployments/prod.yaml"

    def read(data: bytes) -> object:
        write(root, {name: data})
        library = read_library(root, root)
        if not library.problems:
            for document in library.own.get("deployment", {}).values():
                str(Deployment.from_tree(document.tree).rooms)
        return list_errors(library.problems)

    return {name: DEPLOYMENT.encode()}, make_reader(read)


READERS = (workspaces, deployments)
