"""Pexip's own client accepts the direct-media screens, however a node merges them with its own.

One screen that the client refuses costs the guest all five. How a node merges is not published.
"""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from itertools import zip_longest
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tests.conftest import ROOT
from tests.fake_node import Answers
from tests.fake_node.hosted_app import make_stock_screens
from themebuilder.cli import main
from themebuilder.core.json_text import apply_patch
from themebuilder.platform.shipped import load_screens
from themebuilder.publishing.inspection.probe import is_accepted_by_client
from themebuilder.publishing.inspection.probe_questions import pack_theme

APP = ROOT / "themebuilder/preview/app"
VALIDATE = """
import {validateTheme200} from '@pexip/infinity-api/dist/conference/validation.js';
import {createInterface} from 'node:readline';
const refusal = result =>
  validateTheme200({status: 'success', result}) ? '' : validateTheme200.errors[0].message;
for await (const line of createInterface({input: process.stdin})) {
  console.log(JSON.stringify(JSON.parse(line).map(refusal)));
}
"""
Refusals = Callable[[list[Any]], list[str]]
Screens = dict[str, Any]
BASE: Screens = make_stock_screens()
"""The five screens as the fake node has them without a theme of ours."""


def merge_deep(base: Any, ours: Any) -> Any:
    """Objects by key and lists by place, all the way down."""
    if isinstance(base, dict) and isinstance(ours, dict):
        return {**base, **{key: merge_deep(base.get(key), value) for key, value in ours.items()}}
    if isinstance(base, list) and isinstance(ours, list):
        return [merge_deep(*pair) if pair[1] else pair[0] for pair in zip_longest(base, ours)]
    return ours


MERGES: dict[str, Callable[[Screens, Screens], Any]] = {
    "each screen is replaced": lambda base, ours: {**base, **ours},
    "each key of a screen is replaced": apply_patch,
    "deep": merge_deep,
}


def test_the_client_accepts_what_the_fake_node_says_of_a_meeting_without_a_theme(refusals):
    assert refusals([BASE]) == [""]


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Screens]:
    """Theme -> its direct-media screens, for each shipped theme."""
    return build_screens(ROOT, tmp_path_factory.mktemp("dist"))


def build_screens(workspace: Path, dist: Path) -> dict[str, Screens]:
    done = CliRunner().invoke(main, ["-C", str(workspace), "build", "-o", str(dist)])
    assert done.exit_code == 0, done.output
    found = {}
    for package in dist.glob("*-service-theme.zip"):
        with zipfile.ZipFile(package) as archive:
            screens = json.loads(archive.read("themeconfig.json"))["splash_screens"]["screens"]
        found[package.name] = {id_: screen for id_, screen in screens.items() if id_ in BASE}
    return found


@pytest.fixture(scope="module")
def refusals() -> Iterator[Refusals]:
    """What Pexip's client says of each answer of a node; an empty text accepts it."""
    assert (APP / "node_modules").is_dir(), "`make page` installs the page's packages"
    node = shutil.which("node")
    assert node, "Node is needed for this test"
    command = [node, "--input-type=module", "-e", VALIDATE]
    with subprocess.Popen(
        command, cwd=APP, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as client:

        def ask(answers: list[Any]) -> list[str]:
            client.stdin.write(f"{json.dumps(answers)}\n")
            client.stdin.flush()
            said: list[str] = json.loads(client.stdout.readline())
            return said

        yield ask


@pytest.mark.parametrize("merge", MERGES)
def test_the_client_accepts_every_shipped_theme(shipped, refusals, merge):
    said = refusals([MERGES[merge](BASE, ours) for ours in shipped.values()])
    print(f"{said.count('')} of {len(shipped)} service themes accepted where {merge}")  # noqa: T201 - a figure to cite
    assert dict(zip(shipped, said, strict=True)) == dict.fromkeys(shipped, "")


@pytest.mark.parametrize("merge", MERGES)
def test_the_client_accepts_a_theme_without_a_picture_for_screens(
    write, workspace, tmp_path, refusals, merge
):
    bare = "theme: bare\nextends: generisk\norganisation: clinic\nbrand: {screen: none}\n"
    write("themes/bare.yaml", bare)
    [ours] = build_screens(workspace, tmp_path).values()
    assert refusals([MERGES[merge](BASE, ours)]) == [""]


@pytest.mark.parametrize(
    ("merge", "ours", "refusal"),
    [
        ("each screen is replaced", {"elements": []}, "must have required property 'layout_type'"),
        ("each key of a screen is replaced", {"elements": [{"type": "text", "text": "Vent"}]},
            "must have required property 'color'"),
        ("deep", {"elements": [{"type": "icon"}]}, "must be equal to one of the allowed values"),
    ],
)  # fmt: skip
def test_the_client_refuses_a_screen_that_lacks_a_part(refusals, merge, ours, refusal):
    assert refusals([MERGES[merge](BASE, {"direct_media_welcome": ours})]) == [refusal]


@pytest.mark.parametrize("answer", ["text", "color", "layout", "all", "none", "odd"])
def test_a_probe_judges_an_answer_as_the_client_does(refusals, answer):
    shown = []
    for form in ("text", "color", "layout", "all"):
        with zipfile.ZipFile(io.BytesIO(pack_theme("Vent", form))) as package:
            files = {name: package.read(name) for name in package.namelist()}
        shown.append(Answers(screens=answer).show_screens(files))
    assert_same_judgement(refusals, shown)


def test_a_probe_judges_odd_screens_as_the_client_does(refusals):
    def change_screen(**part: Any) -> Screens:
        return {**BASE, "direct_media_welcome": {**BASE["direct_media_welcome"], **part}}

    text = BASE["direct_media_welcome"]["elements"][0]
    elements = ([], [text, text], [{**text, "size": 1}], [{**text, "color": "1"}],
                [{**text, "color": True}], [{**text, "color": 0.5}], [text, {"type": "icon"}], {})  # fmt: skip
    assert_same_judgement(
        refusals,
        [
            *(change_screen(elements=element) for element in elements),
            change_screen(layout_type="other"),
            change_screen(background={}),
            change_screen(background={"path": 1}),
            change_screen(background={"path": "a.jpg", "more": 1}),
            change_screen(more=1),
            {**BASE, "direct_media_new": {}},
            {id_: one for id_, one in BASE.items() if id_ != "direct_media_escalate"},
            {},
        ],
    )


def assert_same_judgement(refusals: Refusals, answers: list[Any]) -> None:
    said = [refusal == "" for refusal in refusals(answers)]
    assert [is_accepted_by_client(answer) for answer in answers] == said


def test_all_five_screens_are_in_the_language_of_the_theme(shipped):
    texts = {
        id_: one["elements"][0]["text"]
        for id_, one in shipped["generisk-service-theme.zip"].items()
    }
    assert texts.keys() == BASE.keys()
    assert [id_ for id_ in texts if texts[id_] == load_screens()[id_].text] == []
