"""Packages as anybody may make them, and what must be the same in the package that is built from one."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from tests.importing.packages import (
    BRANDING,
    PALETTE,
    SCREENS,
    make_jpeg,
    make_manifest,
    make_png,
    make_recording,
)
from themebuilder.core.json_text import Json, dump_compact
from themebuilder.definitions.yaml_reader import CONTROL
from themebuilder.media.recording_header import find_prompt_faults
from themebuilder.packages.addresses import resolve_path
from themebuilder.packages.entry_names import LIMITS, find_name_problems
from themebuilder.packages.model import CONFIG
from themebuilder.platform.errors import PlatformError
from themebuilder.platform.nesting import flatten

MANIFEST = BRANDING + "manifest.json"

WORDS = r"""
    no yes on off y n null Null ~ true False 1 -0 +1 01 1.0 1.10 .5 5. 1e3 1E3 1_000 0x1 0xff000000
    0b1 0o17 017 22:22 .inf -.inf .nan NaN 2026-01-01 2026-01-01T10:00:00Z 9007199254740993 1e999
    << = - ? : | > # & * ! % @ ` [ ] { } , ' " \\ \n --- ... !!int a: a#b -a [[x]] [[ [[% {{x}} ${x}
    a.b / ~0 manifest webapp file draw id src files keep packages
"""
LETTERS = (
    "\u2028\u2029\x85\ufeff\x7f\x9f\x00\x1b\ufffe\uffff\xa0\U0001f600\U000e0041\u202e\xe9 \t\n"
)
SPACED = (
    "", " a", "a ", "a\n", "\na", "a\n\n", "a\tb\t", "\r\n", "a: b", "a #b", "e\u0301", "x" * 3000,
)  # fmt: skip

texts = st.sampled_from([*WORDS.split(), *LETTERS, *SPACED]) | st.text(
    st.characters(exclude_categories=["Cs"]), max_size=12
)
numbers = (
    st.sampled_from([0, 1, -1, 0.0, -0.0, 1.0, 1e3, 1e22, 5e-324, 1.7976931348623157e308])
    | st.integers(1 - 2**53, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
)
anything: st.SearchStrategy[Json] = st.recursive(
    st.none() | st.booleans() | numbers | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)
objects = st.dictionaries(texts, anything, max_size=4)

NAMES = [
    "logo.png", "background.jpg", "page-background.jpg", "favicon.ico", "background.png", "card",
    "logo-2.png", "bg.JPG", "texts/da.json", "texts/en.json", "texts", "da.json", "lang/no.json",
    "step/default.html", "step/da.html", "step", "consent.html", "pages/consent.html",
    "pages/style.css", "shared.js", "plugins", "plugins/a/index.html", "plugins/a/dist/x.html",
    "plugins/a/da.json", "plugins/b/index.html", "plugins/shared.js", "plugins/index.html",
    "pad/index.html", "pad/logo.png", "pad/.hidden", ".well-known/x", "100%.txt", "a#b.html",
    "æøå.png", "Ü/ß.js", "[x].html", "{y}.css", "x;y.html", "webapp-files/x.txt",
    "manifest.json.bak", "sub/manifest.json", "x.wav", "x.zip", "readme", "robots.txt.gz",
    "漢字.html", "a.b.c.d", "-dash.js", "~tilde", "$x", "`tick'.js", "theme-background.jpg",
    "my pad/index.html", "my logo.png",
]  # fmt: skip
SOUNDS = ["2sd-please-hold-connect-you_48kHz_mono.wav", "x.wav", "sub/y.wav", "æ.wav", "Z.WAV"]
_TEXTS = {"meeting": {"leave": "Gå"}, "common": {"join": "Deltag", "join.aria-label": "Ind"}}
JPEG, SCREEN, PNG = make_jpeg(size=(320, 180)), make_jpeg("#203040"), make_png(size=(24, 24))
CONTENTS = [
    JPEG, SCREEN, PNG, make_png("#aa0000", (200, 100)), JPEG[:200], b"", b"\0\xff\xfe", b"{}", b"[1]", b"{",
    b"<p>?<script src=../shared.js></script>", b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", b"GIF89a", b"RIFF",
    dump_compact(_TEXTS), dump_compact({"meeting.leave": "G\u2028"}), dump_compact({"x": {}}),
    dump_compact({"meeting": {"leave": 1, "x": None}}), dump_compact({"own": {"key": "[[a]]"}}),
]  # fmt: skip


def _draw_files(names: list[str], contents: list[bytes]) -> st.SearchStrategy[dict[str, bytes]]:
    files = st.dictionaries(st.sampled_from(names), st.sampled_from(contents), max_size=7)
    return files.filter(lambda found: not list(find_name_problems(found, LIMITS)))


paths = st.sampled_from([name for name in NAMES if "/." not in f"/{name}"]).flatmap(
    lambda name: st.sampled_from([name, f"./{name}", f"./{name}?v=1", f"./{name}#a", f"/{name}"])
)
sources = paths | st.sampled_from(
    ["https://x.example/p", "http://x", "//x/y", "../x.html", "./", "https://[", "data:,x"]
)
languages = st.sampled_from(["da", "en", "no", "default", "id", "pt-BR", "DA", "x/y", "", "nope"])
plugins = st.fixed_dictionaries(
    {},
    optional={
        "id": st.sampled_from(["a", "b", "a", "../x", ".", "a b", "æ"]) | anything,
        "src": sources | anything,
        "sandboxValues": st.lists(st.sampled_from(["allow-forms", "allow-same-origin", "x"]))
        | anything,
        "config": st.dictionaries(texts, paths | anything, max_size=2),
        "x": anything,
    },
)
steps = st.fixed_dictionaries(
    {"active": st.booleans() | anything, "source": st.dictionaries(languages, paths, max_size=3)},
    optional={"width": st.just("80%") | anything, "mandatory": anything, "x": anything}
    | {"confirmation": st.just("checkbox") | anything},
)
colors = st.sampled_from(["#713400", "#3c5974", "#FFFFFF", "#000000", "#Ab12cD", "red", ""])
KNOWN: dict[str, st.SearchStrategy[Any]] = {
    "version": st.sampled_from([0, 1, 0.0, "1", None]),
    "meta": st.fixed_dictionaries({"name": st.just("DEFAULT")}, optional={"baseColor": colors}),
    "brandName": texts,
    "appTitle": texts,
    "images": st.dictionaries(
        st.sampled_from(["jumbotron", "logo", "background", "x"]), paths | anything, max_size=3
    ),
    "favicon": st.fixed_dictionaries({"href": paths | anything}, optional={"sizes": anything}),
    "translations": st.dictionaries(languages, paths | anything, max_size=3),
    "availableLanguages": st.lists(languages, max_size=3),
    "colorPalette": st.just(PALETTE) | st.lists(colors, min_size=11, max_size=11) | anything,
    "backgroundColor": colors,
    "overlay": st.sampled_from(["light", "dark", "x"]),
    "overlayOpacity": st.sampled_from([0, 0.3, 1, 1.0, 0.55, "0.3"]),
    "applicationConfig": st.dictionaries(
        st.sampled_from(["disconnectDestination", "showLiveCaptionsFeature"]) | texts,
        st.just("https://example.org/bye") | anything,
        max_size=4,
    )
    | st.fixed_dictionaries(
        {
            "hiddenFunctionality": st.lists(
                st.sampled_from(["button-chat", "button-participants", "x", 1, None])
            )
        }
    ),
    "defaultUserConfig": objects,
    "plugins": st.lists(plugins | anything, max_size=4),
    "customStepConfig": steps,
    "files": objects,
}
manifests = st.builds(
    lambda known, odd, more: {**make_manifest(), **known, **odd, **more},
    st.fixed_dictionaries({}, optional=KNOWN),
    st.dictionaries(st.sampled_from([*KNOWN]), anything, max_size=1),
    objects,
).map(lambda made: {key: value for key, value in made.items() if key != "theme_version"})
brandings = st.builds(
    lambda files, head: {
        MANIFEST: dump_compact(head),
        **{BRANDING + name: data for name, data in files.items()},
    },
    _draw_files(NAMES, CONTENTS),
    manifests,
)

screens = st.fixed_dictionaries(
    {},
    optional={
        "background": st.fixed_dictionaries({"path": paths | st.just("b.jpg")}) | anything,
        "elements": st.just([{"type": "text", "text": "Vent"}]) | anything,
        "layout_type": anything,
        "x": anything,
    },
)
configs = st.builds(
    lambda known, more: {**more, **known, "theme_version": 2},
    st.fixed_dictionaries(
        {},
        optional={
            "splash_screens": st.fixed_dictionaries(
                {"screens": st.dictionaries(st.sampled_from(SCREENS) | texts, screens | anything)},
                optional={"x": anything},
            )
            | anything,
            "dtmf_conference_control_commands": st.just({"*6": "toggle_self_mute"}) | objects,
            "classification": anything,
        },
    ),
    objects,
)
service_themes = st.builds(
    lambda files, sounds, config: {**files, **sounds, CONFIG: dump_compact(config)},
    _draw_files([*NAMES, "b.jpg", "b.jpg"], CONTENTS),
    _draw_files(SOUNDS, [make_recording(), b"RIFF", make_recording()[:-2], b""]),
    configs,
)
packages = brandings | service_themes


def format_exactly(value: object) -> str:
    """*value* as a text in which 1, 1.0 and true differ, and the order of keys does not count."""
    return json.dumps(value, sort_keys=True)


def find_losses(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> list[str]:
    """What is not the same in both packages, except what docs/importing.md declares."""
    head = MANIFEST if MANIFEST in before else CONFIG
    old, new = json.loads(before[head]), json.loads(after[head])
    renamed = {head}
    facts = [_read_head(old, before, renamed), _read_head(new, after, renamed)]
    losses = [
        f"{key}: {format_exactly(facts[0].get(key))} -> {format_exactly(facts[1].get(key))}"
        for key in sorted(facts[0].keys() | facts[1].keys())
        if format_exactly([key in facts[0], facts[0].get(key)])
        != format_exactly([key in facts[1], facts[1].get(key)])
    ]
    lost = [
        name
        for name, data in before.items()
        if name not in renamed and after.get(name) != data and not _is_declared(name, data)
    ]
    extra = [name for name in after.keys() - before.keys() if name not in renamed]
    return [*losses, *(f"lost {name}" for name in lost), *(f"added {name}" for name in extra)]


def _is_declared(name: str, data: bytes) -> bool:
    """Hidden files aren't packed, and recordings that the platform refuses are converted."""
    return "/." in f"/{name}" or (name.endswith(".wav") and bool(find_prompt_faults(data)))


def _read_head(
    head: dict[str, Any], files: Mapping[str, bytes], renamed: set[str]
) -> dict[str, Any]:
    """The JSON of a package, with the content of a file in place of a name that may change."""
    found = dict(head)
    if MANIFEST not in files:
        splash = found.get("splash_screens")
        listed = splash.get("screens") if isinstance(splash, dict) else None
        if isinstance(splash, dict) and isinstance(listed, dict):
            shown = {id_: _read_screen(one, files, renamed) for id_, one in listed.items()}
            found["splash_screens"] = {**splash, "screens": shown}
        return found
    for key, names in (
        ("images", ("jumbotron", "logo", "background")),
        ("favicon", ("href",)),
        ("translations", None),
    ):
        part = found.get(key)
        if isinstance(part, dict):
            found[key] = {
                name: _read_named(path, files, renamed) if names is None or name in names else path
                for name, path in part.items()
            }
    step = found.get("customStepConfig")
    if isinstance(step, dict) and isinstance(source := step.get("source"), dict):
        pages = {one: _strip(path) for one, path in source.items()}
        found["customStepConfig"] = {**step, "source": pages}
    for key in ("backgroundColor", "colorPalette", "meta"):
        if re.search("#[0-9a-fA-F]{6}", json.dumps(found.get(key))):
            found[key] = json.loads(json.dumps(found[key]).upper())
    config = found.get("applicationConfig")
    ids = config.get("hiddenFunctionality") if isinstance(config, dict) else None
    if isinstance(config, dict) and isinstance(ids, list):
        shown = sorted(set(map(format_exactly, ids)))
        found["applicationConfig"] = {**config, "hiddenFunctionality": shown}
    return found


def _read_screen(screen: Json, files: Mapping[str, bytes], renamed: set[str]) -> Json:
    background = screen.get("background") if isinstance(screen, dict) else None
    if isinstance(screen, dict) and isinstance(background, dict):
        path = background.get("path")
        if isinstance(path, str) and path in files and not path.endswith(".wav"):
            renamed.add(path)
            path = hashlib.sha256(files[path]).hexdigest()
        return {**screen, "background": {**background, "path": path}}
    return screen


def _read_named(path: Json, files: Mapping[str, bytes], renamed: set[str]) -> Json:
    entry = resolve_path(path) if isinstance(path, str) else ""
    if entry not in files:
        return path
    renamed.add(entry)
    try:
        flat = flatten(json.loads(files[entry]))
    except (ValueError, AttributeError, TypeError, PlatformError):
        return hashlib.sha256(files[entry]).hexdigest()
    return {
        key: CONTROL.sub("", re.sub("[\x85\u2028\u2029]", "\n", text)) for key, text in flat.items()
    }


def _strip(path: Json) -> Json:
    return path.removeprefix("./") if isinstance(path, str) else path
