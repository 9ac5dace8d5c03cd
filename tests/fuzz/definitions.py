"""Definitions: one file of a workspace spoiled at a time, and all its themes asked about."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path
from random import Random

import yaml
from PIL import Image

from tests.fuzz.reader import Messages, Reader, answer, told
from tests.fuzz.spoiling import as_yaml, spoiled_bytes, spoiled_lines, spoiled_tree
from tests.fuzz.workspace import DEPLOYMENT, PLAIN, THEMES, WORDS
from themebuilder.build.builder import BuildOrder, check_themes
from themebuilder.core.cache import Cache
from themebuilder.core.problems import ThemeError
from themebuilder.definitions.library import Library, shipped_root
from themebuilder.definitions.loader import DocumentCache, read_library
from themebuilder.definitions.outline import outline_theme
from themebuilder.media.recording_header import pack_wav
from themebuilder.publishing.deployment import Deployment

_LONGEST = 40_000
"""A shipped file of more bytes is no sample: most of its lines are alike."""


def themes() -> Reader:
    """Themes, organisations and the workspace's own file, resolved and asked about."""
    folders = ("", "organisations/")
    shipped = {
        f"themes/{folder}{file.name}": file.read_text(encoding="utf-8")
        for folder in folders
        for file in sorted((shipped_root() / "themes" / folder).glob("*.yaml"))
        if file.stem != "workspace"
    }
    return _check(THEMES, shipped, {**THEMES, **WORDS})


def words() -> Reader:
    """Texts, wordings and terms, under a theme that uses them."""
    shipped = {
        f"themes/{folder}/{file.name}": file.read_text(encoding="utf-8")
        for folder in ("texts", "wordings", "terms")
        for file in sorted((shipped_root() / "themes" / folder).glob("*.yaml"))
        if file.stat().st_size < _LONGEST
    }
    return _check(WORDS, shipped, {**WORDS, **PLAIN})


def deployments() -> Reader:
    """Deployments, up to the values that publishing works with."""
    root = _folder()

    def read(data: bytes) -> Messages:
        library = _read(root, data, {})
        if library.problems:
            return told(library.problems)
        try:
            for document in library.own.get("deployment", {}).values():
                str(Deployment.from_tree(document.tree).rooms)
        except ThemeError as error:
            return answer(error)
        return ()

    samples = {"themes/deployments/prod.yaml": DEPLOYMENT}
    return Reader(lambda random: _spoil(random, samples, samples), read)


def _check(samples: dict[str, str], shipped: dict[str, str], around: dict[str, str]) -> Reader:
    """A file among sound ones: read, resolved, and asked about as `themebuilder check` does."""
    root = _folder()
    cache = Cache(_folder())
    theirs = read_library(shipped_root(), shipped_root())
    whole = _whole(around)
    every = [outline_theme(theirs, name) for name in theirs.names("theme")]
    kept: DocumentCache = {}

    def read(data: bytes) -> Messages:
        found = _read(root, data, kept)
        own = {kind: dict(documents) for kind, documents in whole.own.items()}
        for kind, documents in found.own.items():
            own.setdefault(kind, {}).update(documents)
        library = replace(found, shipped_root=shipped_root(), own=own, shipped=theirs.own)
        ours = [outline_theme(library, name) for name in own["theme"]]
        chosen = [outlined for outlined in ours if outlined.name == "ward"]
        order = BuildOrder(chosen, [*every, *ours], root, 1, cache, is_full=False)
        return told(check_themes(library, "27", order))

    return Reader(lambda random: _spoil(random, samples, shipped), read)


def _whole(around: dict[str, str]) -> Library:
    """The sound definitions that the spoiled one stands among."""
    folder = _folder()
    for name, text in around.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    library = read_library(folder, folder)
    assert library.problems == ()
    return library


def _folder() -> Path:
    """A folder of one's own with a few assets, gone at the end."""
    folder = Path(tempfile.mkdtemp(prefix="fuzz-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    assets = folder / "brand_assets"
    (assets / "plug").mkdir(parents=True)
    Image.new("RGB", (1920, 1080), "#28608c").save(assets / "pic.jpg")
    (assets / "hold.wav").write_bytes(pack_wav(bytes(range(256)) * 300))
    (assets / "logo.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"/>')
    (assets / "plug" / "index.html").write_text("<p>x")
    (assets / "step.html").write_text("<p>y")
    return folder


def _read(root: Path, data: bytes, kept: DocumentCache) -> Library:
    """The library of one file: the first line of *data* says where it lies."""
    name, _, content = data.partition(b"\n")
    file = root / name.decode()
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    try:
        kept.clear()
        return read_library(root, root, kept=kept)
    finally:
        file.unlink()


def _spoil(random: Random, samples: dict[str, str], more: dict[str, str]) -> bytes:
    name = random.choice(list(samples if random.random() < 0.8 else more))
    text = samples.get(name) or more[name]
    how = random.random()
    if how < 0.55:
        content = as_yaml(random, spoiled_tree(random, yaml.load(text, yaml.CBaseLoader)))
    elif how < 0.9:
        content = spoiled_lines(random, text).encode("utf-8", "surrogatepass")
    else:
        content = spoiled_bytes(random, text.encode(), [other.encode() for other in more.values()])
    return name.encode() + b"\n" + content
