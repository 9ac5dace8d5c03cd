"""The process that decodes pictures from a browser, and its limits."""

from __future__ import annotations

import asyncio
import json
import resource

import pytest

from tests.preview.edit_kit import EditingPage
from tests.preview.pictures import ACTIVE_LOGO, LOGO, make_bomb
from themebuilder.media.model import SLOTS
from themebuilder.preview import picture_worker
from themebuilder.preview.picture_worker import PictureWorkers, examine


def send(page: EditingPage, data: bytes, kind: str):
    headers = {"content-type": kind}
    return page.client.put("/api/edit/assets/logo?theme=ward", content=data, headers=headers)


@pytest.mark.parametrize("data", [ACTIVE_LOGO, b"Ring til mig"], ids=["a logo", "no picture"])
def test_the_process_answers_what_is_found_without_it(tmp_path, data):
    slot = SLOTS["logo"]
    (tmp_path / "picture").write_bytes(data)
    with (tmp_path / "picture").open("rb") as source:
        answer, kept = asyncio.run(PictureWorkers().accept(source, slot))
    expected, as_it_is = examine(data, slot, is_darkened=False)
    assert (answer, kept) == (json.loads(json.dumps(expected)), as_it_is)


def test_a_picture_that_unpacks_to_much_more_leaves_the_server_as_it_was(page):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    send(page, make_bomb(8000), "image/png")
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 64 * 1024, f"{grown} kB"


def test_a_picture_that_takes_too_long_is_refused(root, tmp_path, monkeypatch):
    monkeypatch.setattr(picture_worker, "SECONDS", 0.01)
    page = EditingPage(root, tmp_path / "cache")
    with page.client:
        answer = send(page, LOGO, "image/svg+xml")
    assert (answer.status_code, answer.json()["rule"]) == (422, "picture-too-large")
