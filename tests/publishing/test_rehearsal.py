"""One story from the first publish to every fault, as an operator lives it."""

from __future__ import annotations

import pytest

from tests.publishing.kit import Look, expect_refusal, publish
from themebuilder.core.problems import ThemeError
from themebuilder.publishing.apply.rollback import plan_rollback, roll_back
from themebuilder.publishing.apply.verify import verify
from themebuilder.publishing.plan.cleanup import plan_pruning, prune
from themebuilder.publishing.plan.planner import plan_publishing

NORD, SYD = Look("nord"), Look("syd", "syd")
PSYK = Look("psyk", "psyk", hide=("button-chat",), settings={"chat": "disabled"})
DEPLOYMENT = """\
rooms: [{theme: nord, tag: nord}]
organisations: {psyk: {tag: psyk, check_alias: samtale@psyk}}
"""


@pytest.fixture
def world(world):
    """Three organisations on one node; two conferencing nodes lag by 60 and 90 seconds."""
    node = world.node
    node.add_room("Nord 1", tag="nord")
    node.add_room("Psyk 1", tag="psyk", alias="samtale@psyk")
    node.add_room("Psyk 2", tag="psyk", chat="yes")
    node.add_room("Syd 1", tag="syd", chat="yes")
    world.more = DEPLOYMENT
    return world


def read_chat(world, room):
    (row,) = world.node.find_rows("conference", room)
    return row["enable_chat"]


def test_from_the_first_publish_to_the_clearing_up(world):
    started = world.clock.now()
    with world.session() as session:
        # The first publish: three organisations, each on a path of its own.
        _, applied = publish(session, world.build(NORD, SYD, PSYK))
        assert {served.state for served in applied.seen} == {"same"}
        assert applied.problems == ()
        assert world.clock.now() - started >= 90 + 90  # the packages' way, then the path's

        # Chat is off for one organisation: its rooms, one that overrode it, and nobody else.
        assert (read_chat(world, "Psyk 1"), read_chat(world, "Psyk 2")) == ("no", "no")
        assert read_chat(world, "Syd 1") == "yes"
        assert world.node.rows["global"]["1"]["enable_chat"] is True

        # A changed text: the plan shows that text and nothing else.
        changed = world.build(Look("nord", leave="Gå ud af mødet"), SYD, PSYK)
        plan = plan_publishing(session, changed)
        assert [change.lines for change in plan.content_changes] == [
            ("text da meeting.leave: Forlad mødet → Gå ud af mødet",)
        ]
        first, second = world.node.find_live_package("nord"), plan.content_changes[0].package.label
        publish(session, changed)
        assert world.node.find_live_package("nord") == second

        # Verified by bytes on both nodes, and by a meeting that says whether it has chat.
        found = verify(session, changed)
        assert (found.problems, len(found.seen), found.meetings) == (
            (),
            6,
            {"psyk": {"chat_enabled": False}},
        )

        # Back, and only what was published last; then nothing earlier is left.
        way = plan_rollback(session)
        assert not way.packages
        assert roll_back(session, way).problems == ()
        assert world.node.find_live_package("nord") == first

        # Forward again uploads nothing, and the old one can be cleared up.
        uploads = len(world.node.zips)
        publish(session, changed)
        assert len(world.node.zips) == uploads
        publish(session, world.build(Look("nord", leave="Farvel"), SYD, PSYK))
        pruning = plan_pruning(session, keep=0)
        assert [package.name for package in pruning.deletes] == [first]
        assert len(prune(session, pruning, max_deletes=1)) == 1

        # What is live was never in danger.
        places = {place.label: place.is_ours for place in world.read_status().places}
        assert (places["/nord"], places["/syd"], places["/psyk"]) == (True, True, True)


FAULTS = {
    "rate limited": {"rate_limited": 4, "retry_after": 3},
    "rate limited without a word": {"rate_limited": 3},
    "bad gateways": {"unavailable": 3, "only": "GET *"},
    "bad gateway after the upload": {"broken_after_write": 1, "only": "POST */webapp_branding/"},
    "bad gateway after the switch": {"broken_after_write": 1, "only": "PATCH *"},
    "lost replies": {"lost_replies": 4},
    "lost patches": {"lost_patches": 2},
    "slow replication": {"slow_by": 120},
    "late packages": {"package_lag": 60},
    "answers of another form": {"location_absolute": True, "body_on_write": True},
    "filters ignored": {"ignore_filters": True},
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_on_the_way_is_got_over(world, fault):
    world.publish(NORD)
    vars(world.node.faults).update(FAULTS[fault])
    _, applied = world.publish(Look("nord", leave="Farvel", waiting="Snart"))
    assert applied.problems == ()
    assert [served.state.value for served in applied.seen] == ["same", "same"]
    assert len(world.node.zips) == 3  # two web app packages, and a theme that keeps its id


@pytest.mark.parametrize("flat", [False, True], ids=["nested", "flat"])
def test_a_refusal_is_reported_in_the_nodes_own_words(world, flat):
    world.node.faults.refuse_uploads = "No branding files found"
    world.node.faults.flat_errors = flat
    with pytest.raises(ThemeError) as error:
        world.publish(NORD)
    found, unfinished = error.value.problems
    assert found.rule.name == "request-refused"
    assert "branding_file: No branding files found" in found.message
    assert unfinished.rule.name == "changes-unfinished"


def test_a_second_writer_is_not_overwritten(world):
    world.publish(NORD)
    (path,) = world.node.find_rows("webapp_alias", "nord")

    def take_the_path(method, address):
        if method == "POST":
            path["branding"] = None

    world.node.faults.before.append(take_the_path)
    with expect_refusal("changed-meanwhile", "changes-unfinished"):
        world.publish(Look("nord", leave="Farvel"))
    assert path["branding"] is None


def test_an_expired_token_is_bought_anew_in_the_middle(world):
    world.use_oauth()

    def expire(method, address):
        if method == "POST" and world.up.guard.issued == 1:
            world.up.guard.expire()

    world.node.faults.before.append(expire)
    _, applied = world.publish(NORD)
    assert applied.problems == ()
    assert world.up.guard.issued == 2


def test_a_node_that_lags_for_ever_is_named(world):
    world.node.faults.never_replicate = frozenset({"conf-b"})
    _, applied = world.publish(NORD)
    (found,) = applied.problems
    assert found.rule.name == "not-replicated"
    assert world.up.conferencing["conf-b"] in found.message
    assert world.up.conferencing["conf-a"] not in found.message


def test_a_byte_too_many_is_seen(world):
    world.publish(NORD)
    world.node.faults.garbled_on = "conf-a"
    found = world.verify(NORD)
    assert [served.state.value for served in found.seen] == ["different", "same"]
    assert found.problems[0].rule.name == "not-replicated"


def test_a_path_that_no_node_serves_is_not_verified_rather_than_failed(world):
    world.node.faults.no_branding_url = True
    _, applied = world.publish(NORD)
    (found,) = applied.problems
    assert (found.rule.name, found.severity.value) == ("not-verified", "warning")
