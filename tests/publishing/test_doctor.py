"""The doctor only reads."""

from __future__ import annotations

import pytest

from tests.fake_node import Node, make_guard, run_node
from tests.publishing.kit import PASSWORD, World
from themebuilder.publishing.inspection.doctor import Answer, check_facts, examine
from themebuilder.publishing.node.objects import Resource


@pytest.mark.parametrize("profile", ["v40", "v41"])
def test_a_node_confirms_what_we_believe(tmp_path, profile):
    with (
        run_node(Node(profile=profile), make_guard(password=PASSWORD)) as up,
        World(up, tmp_path).session() as session,
    ):
        found = examine(session)
    assert found.contradicted == ()
    assert found.missing == ()
    assert len([fact for fact in found.facts if fact.answer is Answer.CONFIRMED]) >= 24
    assert found.versions == (f"webapp3 {profile[1:]}.0.0 (core)",)


def test_a_node_that_is_otherwise_says_so(world, monkeypatch):
    monkeypatch.delitem(world.node.resources["webapp_alias"].fields, "slug")
    with world.session() as session:
        found = examine(session)
    assert "webapp_alias has the field slug" in [fact.what for fact in found.contradicted]


@pytest.mark.parametrize("choices", [[{"webapp3": 1}, ["webapp3"]], {"webapp3": 1}, 3, None])
def test_choices_that_are_none_contradict(choices):
    fields = {"webapp_type": {"valid_choices": choices}}
    schema = {"fields": fields, "allowed_detail_http_methods": choices}
    answers = {fact.what: fact.answer for fact in check_facts({Resource.BRANDING: schema})}
    assert answers["webapp_branding.webapp_type, valid_choices: webapp3"] is Answer.CONTRADICTED


def test_reading_changes_nothing(world):
    before = world.node.copy_rows()
    with world.session() as session:
        examine(session)
    assert world.node.copy_rows() == before
    assert {method for method, _, _ in world.node.log} == {"GET"}


def test_what_our_account_may_not_read_is_named(world):
    world.node.faults.forbidden = frozenset({"ms_exchange_connector", "software_bundle_revision"})
    with world.session() as session:
        found = examine(session)
    assert found.unread == ("ms_exchange_connector", "software_bundle_revision")
    assert found.contradicted == ()


def test_a_conferencing_node_that_is_busy_is_not_said_to_serve_nothing(world):
    world.node.faults.busy_on = "conf-b"
    with world.session() as session:
        states = [line.partition(": ")[2] for line in examine(session).conferencing]
    assert states == ["serves branding files at /webapp3", "it answers 503"]
