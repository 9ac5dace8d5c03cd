"""The complete output for the themes of ``whole.py``.

``pytest tests/definitions/test_whole.py --accept`` rewrites the golden files: read the difference.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest

from tests.contract.kit import write
from tests.definitions.whole import (
    ASSETS,
    BROKEN,
    COMPLETE,
    FEWER,
    FILES,
    LEARNT,
    MORE,
    OWN,
    SHIPPED,
)
from tests.test_cases import agree
from themebuilder.core.messages import translate
from themebuilder.core.problems import Place, Problem
from themebuilder.core.tree import Map, Seq, Text
from themebuilder.definitions.library import Document, Library
from themebuilder.definitions.loader import read_library
from themebuilder.definitions.outline import (
    list_packed_files,
    list_pictures,
    list_recordings,
    outline_theme,
    outline_themes,
)
from themebuilder.definitions.resolver import resolve_partly
from themebuilder.definitions.schema import load_schema
from themebuilder.definitions.texts import WORDING_MESSAGES
from themebuilder.packages import service_theme, webapp3
from themebuilder.packages.model import PACKAGE_TITLES, WEBAPP2_FOLDER
from themebuilder.platform.facts import read_screen_text
from themebuilder.platform.target import load_platform

FOLDER = Path(__file__).parent
HERE = Place("test.yaml", 1, 1)


def read(
    root: Path, themes: Mapping[str, str], own: Mapping[str, str], shipped: Mapping[str, str]
) -> Library:
    """A workspace with those *themes*."""
    write(root / "shipped", {**SHIPPED, **shipped})
    write(root / "own", {**OWN, **own})
    write(root / "own", {f"themes/{name}.yaml": text for name, text in themes.items()})
    write(root / "own", {f"brand_assets/{name}": data for name, data in FILES.items()})
    return read_library(root / "own", root / "shipped")


def tell(value: object) -> object:
    """*value* as text with all that is in it."""
    match value:
        case Place():
            return f"{value}-{value.end_column}"
        case Text():
            return f"{value.value!r}@{tell(value.place)}{'' if value.is_plain else ' quoted'}"
        case Seq():
            return f"{tell(value.items)}@{tell(value.place)}"
        case Map():
            inner = {
                f"{key}@{tell(value.key_places.get(key))}": entry
                for key, entry in value.entries.items()
            }
            return f"{tell(inner)}@{tell(value.place)}"
        case Problem():
            return list_problems([value])[0]
        case Document():
            return value.file
        case Mapping():
            return "{" + ", ".join(f"{key}: {tell(one)}" for key, one in value.items()) + "}"
        case frozenset():
            return tell(sorted(value))
        case tuple() if hasattr(value, "_asdict"):
            return tell(value._asdict())
        case tuple() | list():
            return "[" + ", ".join(str(tell(one)) for one in value) + "]"
    if is_dataclass(value):
        return tell({field.name: getattr(value, field.name) for field in fields(value)})
    return repr(value)


def describe(library: Library, name: str) -> Iterator[tuple[str, str]]:
    """Everything that is known of a theme, part by part."""
    outline = outline_theme(library, name)
    found = resolve_partly(library, outline)
    named = {field.name: getattr(outline, field.name) for field in fields(outline)}
    named["accept"] = outline.accept
    named["has_words"] = found.has_words
    named["resolved problems"] = found.problems
    named["pictures"] = list(list_pictures(outline.merged))
    named["recordings"] = list(list_recordings(outline.merged))
    named["packed files"] = list(list_packed_files(outline.merged, library))
    for field, value in found.theme._asdict().items() if found.theme else ():
        named[f"theme.{field}"] = value
    return ((f"{name}.{part}", str(tell(value))) for part, value in named.items())


def list_problems(problems: Iterable[Problem], language: str = "en") -> list[str]:
    return [
        f"{problem.rule.name} {tell(problem.place)} {translate(problem.message, language)} "
        f"{translate(problem.hint, language)}"
        for problem in problems
    ]


def test_everything_of_a_theme_is_what_its_files_say(tmp_path, request):
    library = read(tmp_path, COMPLETE, {}, {})
    told, first = "", dict[str, str]()
    for outline in outline_themes(library):
        for part, value in describe(library, outline.name):
            earlier = first.setdefault(value, part)
            told += f"{part}: {value if earlier == part else f'as {earlier}'}\n"
    agree(told, FOLDER / "whole.txt", request)


@pytest.mark.parametrize(
    ("language", "golden"), [("en", "problems.txt"), ("da", "problems-da.txt")]
)
def test_every_problem_of_a_theme_is_reported_in_its_order(tmp_path, request, language, golden):
    themes = {name: f"theme: {name}\n{lines}\n" for name, lines in BROKEN.items()}
    library = read(tmp_path, themes, **MORE)
    told = ""
    for name in BROKEN:
        outline = outline_theme(library, name)
        found = resolve_partly(library, outline)
        known = "checkable" if outline.is_checkable else "not checkable"
        known += f", {'resolved' if found.theme else 'not resolved'}"
        known += f", {'with' if found.has_words else 'without'} words"
        told += f"{name}: {known}\n" + "".join(
            f"  {problem}\n" for problem in list_problems(found.problems, language)
        )
    agree(told, FOLDER / golden, request)


@pytest.mark.parametrize(
    ("workspace", "is_checkable"),
    [
        ("about: [x]", True),
        ("colour: red", True),
        ("digest_in_name: [x]", True),
        *((f"{key}: [[x]]", False) for key in ("target", "draft_languages", "spoken", "inferred",
                                               "budgets", "lix")),
        ("budgets: {", False),
    ],
)  # fmt: skip
def test_a_theme_can_be_checked_while_the_workspace_says_what_matters(
    tmp_path, workspace, is_checkable
):
    files = {"themes/workspace.yaml": f"workspace: whole\n{workspace}\n"}
    library = read(tmp_path, {"half": f"theme: half\n{BROKEN['half']}"}, files, {})
    outline = outline_theme(library, "half")
    named = [found.place.file for found in outline.problems]
    assert named == ["themes/workspace.yaml", "themes/half.yaml"]
    assert outline.is_checkable is is_checkable


def test_a_second_workspace_file_makes_no_theme_checkable(tmp_path):
    files = {"themes/in/workspace.yaml": "workspace: other\n"}
    library = read(tmp_path, {"half": f"theme: half\n{BROKEN['half']}"}, files, {})
    assert not outline_theme(library, "half").is_checkable


def test_there_is_no_outline_of_an_unknown_theme(tmp_path):
    with pytest.raises(KeyError, match="nobody"):
        outline_theme(read(tmp_path, {}, {}, {}), "nobody")


def test_the_messages_are_those_of_a_wording():
    properties = load_schema("wording")["properties"]
    described = [key for key in properties if key not in {"wording", "about"}]
    assert described == [*WORDING_MESSAGES], (
        "describe it in schemas/wording.json, as in meeting.json"
    )


def format_compact(data: bytes) -> str:
    """JSON on one line; other files as they are."""
    return json.dumps(json.loads(data), ensure_ascii=False) if data[:1] == b"{" else data.decode()


def test_every_file_of_the_packages_is_what_the_theme_says(tmp_path, request):
    library = read(tmp_path, COMPLETE, {}, {})
    shipped = load_platform("25")
    cases = [
        *((name, ASSETS, {}, shipped) for name in COMPLETE if name != "parent"),
        ("ward", FEWER, {"screen_texts": "false"}, shipped),
        ("parent", ASSETS, {"direct_media_screens": "false"}, shipped.extend(LEARNT)),
    ]
    told, first = f"{dict(PACKAGE_TITLES)} {WEBAPP2_FOLDER}\n", dict[str, str]()
    for name, assets, switches, platform in cases:
        theme = resolve_partly(library, outline_theme(library, name)).theme
        workspace = Map(
            {"inferred": Map({key: Text(value, HERE) for key, value in switches.items()}, HERE)},
            HERE,
        )
        for package in (
            webapp3.render(theme, assets, platform),
            service_theme.render(theme, assets, workspace, platform),
        ):
            told += f"{name}: {package.kind}\n"
            for file, data in package.files.items():
                told += f"  {file}: {format_compact(data)}\n"
            for claim in package.claims:
                text = f"{claim.evidence} {claim.why}"
                earlier = first.setdefault(text, claim.item)
                told += f"  {claim.item}: {text if earlier == claim.item else f'as {earlier}'}\n"
    agree(told, FOLDER / "packages.txt", request)


@pytest.mark.parametrize(
    ("screen", "text"),
    [
        ({}, ""),
        ({"elements": {"text": "no list"}}, ""),
        ({"elements": ["odd", {"text": 1}, {"text": "First"}, {"text": "Second"}]}, "First"),
        ({"elements": [{"type": "text"}]}, ""),
    ],
)
def test_the_text_of_a_screen_is_its_first_one(screen, text):
    assert read_screen_text(screen) == text
