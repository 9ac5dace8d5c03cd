"""Whatever a node answers, what comes of it is a problem that is told."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from themebuilder.publishing.apply.served import read_meeting
from themebuilder.publishing.node.objects import Ref, Resource
from themebuilder.publishing.node.replies import Reply, describe_error


def test_nonsense_about_a_meeting_says_nothing_of_its_chat(world):
    with world.session() as session:
        transport = session.node._transport
        transport._send_once = lambda *_: Reply(200, {}, b"[" * 100_000)
        assert read_meeting(transport, "room@example.org", ["chat_enabled"]) == {
            "chat_enabled": None
        }


def test_an_object_that_comes_without_its_key_has_the_one_it_was_asked_for_by(world):
    with world.session() as session:
        session.node._transport._send_once = lambda *_: Reply(200, {}, b'{"slug": "nord"}')
        assert session.node.get(Ref(Resource.PATH, "7")) == {"id": "7", "slug": "nord"}


@given(st.integers(100, 599), st.binary(max_size=30) | st.just(b"[" * 100_000))
def test_any_error_is_reported_in_one_line(status, body):
    said = describe_error(status, body)
    assert said
    assert "\n" not in said
    assert len(said) <= 500
