from __future__ import annotations

from tests.publishing.kit import Look
from themebuilder.publishing.plan_format import render
from themebuilder.publishing.planning import plan_publishing
from themebuilder.publishing.publish import publish


def test_a_first_publish_makes_the_path_and_every_node_serves_it(world):
    built = world.built(Look("nord"))
    with world.session() as session:
        _, applied = publish(session, built)
    assert [(one.slug, one.verdict.value) for one in applied.seen] == [("nord", "same")] * 2


def test_a_second_publish_has_nothing_to_do(world):
    built = world.built(Look("nord"))
    with world.session() as session:
        publish(session, built)
        assert plan_publishing(session, built).is_empty


def test_the_plan_tells_a_changed_text_in_its_own_words(world):
    with world.session() as session:
        publish(session, world.built(Look("nord")))
        plan = plan_publishing(session, world.built(Look("nord", leave="Gå ud af mødet")))
    assert 'text da meeting.leave: "Forlad mødet" → "Gå ud af mødet"' in render(plan)
