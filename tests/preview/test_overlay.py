"""Edits that aren't saved yet: laid on the disk's files, built and announced as saves are."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping

import pytest

from tests.preview.kit import FILES, WARD
from themebuilder.preview.events import BuildEvent, Event

LEAVE = WARD.replace("Forlad mødet", "Gå ud")
SQUARE = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9"/></svg>'

Drafted = Callable[..., list[Event]]


@pytest.fixture
def draft(session) -> Drafted:
    """Lay texts over files, with the ward on the screen; what is announced."""

    async def draft_files(seq: int, files: Mapping[str, bytes]) -> list[Event]:
        await session.theme("ward")
        with session.listen() as heard:
            await session.set_overlay(files, seq)
            return [heard.get_nowait() for _ in range(heard.qsize())]

    def lay(seq: int, **texts: str) -> list[Event]:
        files = {FILES[name]: text.encode() for name, text in texts.items()}
        return asyncio.run(draft_files(seq, files))

    return lay


def leave(client) -> str:
    return client.get("/themes/ward/view/branding/texts/da.json").json()["meeting"]["leave"]


def test_a_draft_is_announced_with_its_number_and_both_digests(draft, client):
    before = client.get("/api/themes/ward").json()["digest"]
    (event,) = draft(7, ward=LEAVE)
    after = client.get("/api/themes/ward").json()["digest"]
    assert event == BuildEvent("ward", ("texts",), after, before, 7)
    assert before != after


@pytest.mark.parametrize("text", [LEAVE, LEAVE + "# a remark\n"])
def test_an_edit_that_changes_no_package_is_announced_too(draft, text):
    draft(2, ward=LEAVE)
    (event,) = draft(3, ward=text)
    assert (event.changed, event.seq, event.digest) == ((), 3, event.before)


def test_an_older_draft_is_ignored(draft, client):
    draft(2, ward=LEAVE)
    assert draft(1, ward=WARD.replace("Forlad mødet", "Farvel")) == []
    assert leave(client) == "Gå ud"


def test_a_save_of_another_file_keeps_the_draft(draft, save, client):
    draft(1, ward=LEAVE)
    (event,) = save(danish="texts: da\nreview: proposed\nkeys: {meeting.chat: Snak}\n")
    texts = client.get("/themes/ward/view/branding/texts/da.json").json()["meeting"]
    assert (texts["leave"], texts["chat"], event.seq) == ("Gå ud", "Snak", 1)
