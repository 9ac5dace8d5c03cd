"""Whatever a node answers, what comes of it is a problem that is told."""

from __future__ import annotations

import contextlib
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.publishing.kit import Look
from themebuilder.core.problems import ThemeError
from themebuilder.publishing.cleanup import plan_pruning
from themebuilder.publishing.publish import publish
from themebuilder.publishing.transport import Reply, describe_error
from themebuilder.publishing.verify import read_meeting

KEYS = st.sampled_from(
    ["id", "uuid", "name", "slug", "branding", "ivr_theme", "description", "fields", "webapp_alias"]
)
SCALARS = st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=8)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=8,
)
OBJECTS = st.dictionaries(KEYS, VALUES, max_size=6)
PAGES = st.fixed_dictionaries(
    {"meta": st.just({"next": None}) | VALUES, "objects": st.lists(OBJECTS, max_size=3) | VALUES}
)
BODIES = st.one_of(
    PAGES.map(lambda page: json.dumps(page).encode()),
    OBJECTS.map(lambda item: json.dumps(item).encode()),
    st.binary(max_size=30),
    st.just(b"[" * 100_000),
)
REPLIES = st.builds(
    Reply,
    st.sampled_from([200, 200, 200, 200, 201, 202, 302, 400, 404, 500, 501]),
    st.dictionaries(st.just("location"), st.text(max_size=10)),
    BODIES,
)


@pytest.mark.slow
@settings(
    max_examples=300,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(REPLIES, min_size=1, max_size=30))
def test_nonsense_ends_in_a_problem(world, replies):
    built = world.built(Look("nord"))
    world.more = "rooms: [{theme: nord, tag: nord}]\norganisations: {nord: {tag: nord}}"
    left = iter(replies * 40)
    with world.session() as session:
        for transport in (session.node._transport, *session.conferencing.values()):
            transport._send_once = lambda *_: next(left, Reply(404, {}, b""))
        with contextlib.suppress(ThemeError):
            publish(session, built)
        with contextlib.suppress(ThemeError):
            plan_pruning(session.node, keep=0)


def test_nonsense_about_a_meeting_says_nothing_of_its_chat(world):
    with world.session() as session:
        transport = session.node._transport
        transport._send_once = lambda *_: Reply(200, {}, b"[" * 100_000)
        assert read_meeting(transport, "room@example.org", ["chat_enabled"]) == {
            "chat_enabled": None
        }


@given(st.integers(100, 599), BODIES)
def test_any_error_is_told_in_one_line(status, body):
    said = describe_error(status, body)
    assert said
    assert "\n" not in said
    assert len(said) <= 500
