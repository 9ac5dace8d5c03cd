"""The doctor reads, and on a lab tries; it leaves nothing behind."""

from __future__ import annotations

import pytest

from tests.fake_node import Node, new_guard, running
from tests.publishing.kit import PASSWORD, World
from themebuilder.core.problems import ThemeError
from themebuilder.publishing.doctor import PROBE, Answer, check_facts, examine, probe
from themebuilder.publishing.objects import Resource


@pytest.mark.parametrize("profile", ["v40", "v41"])
def test_a_node_confirms_what_we_believe(tmp_path, profile):
    with (
        running(Node(profile=profile), new_guard(password=PASSWORD)) as up,
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
    answers = {one.what: one.answer for one in check_facts({Resource.BRANDING: schema})}
    assert answers["webapp_branding.webapp_type, valid_choices: webapp3"] is Answer.CONTRADICTED


def test_reading_changes_nothing(world):
    before = world.node.state()
    with world.session() as session:
        examine(session)
    assert world.node.state() == before
    assert {method for method, _, _ in world.node.log} == {"GET"}


def test_only_a_lab_is_probed(world):
    before = world.node.state()
    with world.session() as session, pytest.raises(ThemeError) as error:
        probe(session)
    assert error.value.problems[0].rule.name == "permission-missing"
    assert world.node.state() == before


@pytest.fixture
def lab(world):
    world.node.faults.probed = True
    world.more = "lab: true"
    return world


def test_a_lab_answers_every_question(lab):
    with lab.session() as session:
        found = {one.question: one.answer for one in probe(session)}
    assert found["Does the node return a package?"] == "no"
    assert found["Can a package that a path shows be deleted?"].endswith("it still exists")
    assert "after 90 s" in found["When do conferencing nodes serve a new path?"]
    assert len(found) == 3


def test_a_lab_is_left_as_it_was(lab):
    before = lab.node.state()
    with lab.session() as session:
        probe(session)
    assert lab.node.state() == before


@pytest.mark.parametrize("at", [6, 9, 12, 15])
def test_a_probe_that_was_killed_is_cleared_up_by_the_next(lab, at):
    before = lab.node.state()
    writes = 0

    class KilledError(BaseException):
        pass

    with lab.session() as session:
        once = session.node._transport._send_once

        def dying(*request):
            nonlocal writes
            writes += 1
            if writes >= at:
                raise KilledError
            return once(*request)

        session.node._transport._send_once = dying
        with pytest.raises(KilledError):
            probe(session)
    with lab.session() as session:
        probe(session)
    assert lab.node.state() == before
    assert not any(PROBE in str(row) for rows in before.values() for row in rows.values())
