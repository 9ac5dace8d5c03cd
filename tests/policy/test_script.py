"""The script of `themebuilder policy`: what calls get with it, and how it is known again."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jinja2 import StrictUndefined

from tests.policy import emulator
from tests.policy.emulator import MAX_SIZE, find_faults, render
from tests.publishing.kit import Look, parse_deployment, write_built
from themebuilder.publishing.deployment import OrganisationRooms, RoomChoice
from themebuilder.publishing.plan.policy_script import ScriptState, write_policy

HEAD = "deployment: prod\nnode: https://m.example\nauth: {user: a, password: {env: X}}\n"
CALL = {"local_alias": "anna@x.example", "call_direction": "dial_in", "protocol": "api"}
ROOM = {"name": "Rum", "service_type": "conference", "service_tag": "", "pin": "1234"}
PSYK = Look("psyk", "psyk", settings={"chat": "disabled", "guests_present": "refused"})
NORD = Look("nord", settings={"chat": "enabled", "names_on_video": "hidden"})
OFF = {"enable_chat": "no", "guests_can_present": False}
ON = {"enable_chat": "yes", "enable_overlay_text": False}
DEPLOYMENT = """\
organisations:
  psyk: {tag: psyk, name_prefix: "Børn & »Unge« \\"'{%}#", alias_prefix: Psyk., alias_domain: video.example}
  nord: {tag: psyk-nord, alias_domain: Nord.example}
"""


@pytest.fixture
def written(tmp_path):
    def write_script(lines=DEPLOYMENT, *looks):
        output = write_built(tmp_path / "dist", list(looks or (PSYK, NORD)))
        return write_policy(parse_deployment(HEAD + lines), output)

    return write_script


def make_room(**values):
    return {**ROOM, **values}


def make_breakout(**values):
    more = {"breakout": True, "breakout_uuid": "0001", "breakout_name": "Gruppe 1"}
    return make_room(**more, **values)


NAME = "Børn & »Unge« \"'{%}# 1"
CALLS = {
    # a call: the service, the address, and what the script sets
    "tagged": (make_room(service_tag="psyk"), "", OFF),
    "another tag with the same beginning": (make_room(service_tag="psyk-nord"), "", ON),
    "longer than a tag": (make_room(service_tag="psyk-nord-2"), "", {}),
    "untagged": (make_room(), "", {}),
    "without a tag key": ({k: v for k, v in ROOM.items() if k != "service_tag"}, "", {}),
    "a tag of None": (make_room(service_tag=None), "", {}),
    "a name with quotes and Danish letters": (make_room(name=NAME), "", OFF),
    "a name that only holds the beginning": (make_room(name="x" + NAME), "", {}),
    "by address from a browser": (make_room(), "psyk.1@video.example", OFF),
    "by address from SIP, in capitals": (make_room(), "sip:Psyk.1@VIDEO.example", OFF),
    "by address from secure SIP": (make_room(), "sips:psyk.1@video.example", OFF),
    "by address from H.323": (make_room(), "h323:psyk.1@video.example", OFF),
    "the prefix in another domain": (make_room(), "psyk.1@other.example", {}),
    "the domain with another prefix": (make_room(), "x.psyk.1@video.example", {}),
    "the domain alone": (make_room(), "anyone@nord.example", ON),
    "a longer domain": (make_room(), "anyone@not-nord.example", {}),
    "no address": (make_room(service_tag="psyk"), None, OFF),
    "the tag before the address": (make_room(service_tag="psyk"), "a@nord.example",
                                   {**OFF, "enable_overlay_text": False}),
    "the name before the address": (make_room(name=NAME), "a@nord.example",
                                    {**OFF, "enable_overlay_text": False}),
    "a lecture": (make_room(service_type="lecture", service_tag="psyk"), "", OFF),
    "a breakout room by tag": (make_breakout(service_tag="psyk"), "", OFF),
    "a breakout room by name": (make_breakout(name=NAME + "_breakout_0001"), "", OFF),
    "a gateway": (make_room(service_type="gateway", service_tag="psyk"), "psyk.1@video.example", {}),
    "a reception": (make_room(service_type="two_stage_dialing", service_tag="psyk"), "", {}),
    "values of its own": (make_room(service_tag="psyk", enable_chat="yes", guests_can_present=True), "", OFF),
    "an answer of an external policy": (make_room(service_tag="psyk", ivr_theme_name="Tema æ", view="x",
                                             automatic_participants=[{"role": "chair"}]), "", OFF),
}  # fmt: skip


@pytest.mark.parametrize("direction", ["dial_in", "dial_out"])
@pytest.mark.parametrize(("service", "alias", "sets"), CALLS.values(), ids=CALLS)
def test_a_call_gets_what_its_organisation_decided(written, service, alias, sets, direction):
    call = {**CALL, "call_direction": direction}
    if alias != "":
        call["local_alias"] = alias
    answer = render(written().text, service, call)
    assert answer == {"action": "continue", "result": {**service, **sets}}
    if isinstance(service.get("service_tag"), str):
        assert find_faults(service, answer, list(sets)) == []


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tag=TEXTS, prefix=TEXTS, other=TEXTS)
def test_any_text_tells_rooms_apart(deployed, tag, prefix, other):
    script = deployed(tag, prefix).text
    for name in (other, prefix, prefix + other):
        for one in (other, tag):
            is_theirs = one == tag or name.startswith(prefix)
            mine = make_room(service_tag=one, name=name)
            assert render(script, mine, CALL)["result"] == {**mine, **(OFF if is_theirs else {})}


@pytest.fixture
def deployed(tmp_path):
    """The script for one organisation with that tag and beginning of names."""
    output = write_built(tmp_path / "dist", [PSYK])
    plain = parse_deployment(HEAD + "organisations: {psyk: {tag: x}}\n")

    def write_with_rooms(tag, prefix):
        theirs = {"psyk": OrganisationRooms(RoomChoice(tag=tag), name_prefix=prefix)}
        return write_policy(dataclasses.replace(plain, organisations=theirs), output)

    return write_with_rooms


def test_an_address_that_nothing_has_is_rejected(written):
    assert render(written().text, None, CALL) == {"action": "reject", "result": {}}


def test_a_key_that_is_not_there_is_no_error_in_a_stricter_jinja(written, monkeypatch):
    strict = emulator._ENVIRONMENT.overlay(undefined=StrictUndefined)
    monkeypatch.setattr(emulator, "_compile", strict.from_string)
    bare = {"service_type": "conference"}
    assert render(written().text, bare, {})["result"] == bare


def test_where_the_caller_is_changes_nothing(written):
    script = written().text
    service = make_room(service_tag="psyk")
    here = render(script, service, {**CALL, "location": "A", "remote_address": "10.0.0.1"})
    assert here == render(
        script, service, {**CALL, "location": "B", "remote_alias": "x@nord.example"}
    )


def test_the_whole_deployment_s_settings_reach_every_room_but_others_own(written):
    script = written("organisations: {nord: {tag: nord}}\nwhole_deployment_of: psyk\n").text
    assert render(script, make_room(), CALL)["result"] == {**ROOM, **OFF}
    mine = make_room(service_tag="nord")
    assert render(script, mine, CALL)["result"] == {**mine, **OFF, **ON}


def test_what_only_a_shipped_definition_decides_is_not_written(written):
    shipped = Look("psyk", "psyk", settings={"chat": "disabled"}, by="danmark", is_shipped=True)
    assert written(DEPLOYMENT, shipped).values == {}


def test_an_organisation_whose_rooms_it_cannot_tell_is_named(written):
    found = written("organisations: {psyk: {names: [Rum 1]}, nord: {tag: nord}}\n")
    assert (list(found.values), found.without_key) == (["nord"], ("psyk",))


def test_two_organisations_that_want_different_things_of_the_same_rooms_are_a_problem(written):
    found = written("organisations: {psyk: {tag: t}, nord: {tag: t}}\n")
    assert [
        (problem.rule.name, "`enable_chat`" in problem.message) for problem in found.problems
    ] == [("claimed-twice", True)]


@pytest.fixture
def many(written):
    """The script for many organisations, each with that key."""

    def write_many(count, key):
        names = [f"enhed-{number}" for number in range(count)]
        looks = [Look(name, name, kinds=(), settings={"chat": "disabled"}) for name in names]
        lines = ", ".join(f"{name}: {{{key}: {name}}}" for name in names)
        return written(f"organisations: {{{lines}}}\n", *looks)

    return write_many


@pytest.mark.parametrize(
    ("count", "key", "is_refused"),
    [(1000, "tag", False), (200, "name_prefix", False), (400, "name_prefix", True)],
)
def test_a_script_that_a_profile_cannot_take_is_refused(many, count, key, is_refused):
    found = many(count, key)
    assert (len(found.text) > MAX_SIZE) is is_refused
    assert [problem.rule.name for problem in found.problems] == ["policy-too-long"] * is_refused


def test_tags_with_the_same_settings_stand_together(many):
    found = many(3, "tag")
    assert found.text.count("pex_update({") == 1
    assert "{# enhed-0, enhed-1, enhed-2 #}" in found.text
    for tag, sets in (("enhed-0", True), ("enhed-2", True), ("enhed-", False), ("", False)):
        result = render(found.text, make_room(service_tag=tag), CALL)["result"]
        assert ("enable_chat" in result) is sets


def test_a_script_on_a_node_is_known_again(written):
    ours = written()
    other = written(DEPLOYMENT, PSYK, Look("nord", settings={"chat": "disabled"}))
    merged = (
        ours.block + '\n{ "result": {{ service_config|pex_update(themebuilder)|pex_to_json }} }'
    )
    scripts = {
        ours.text: ScriptState.SAME,
        ours.text.replace("\n", "  \r\n").strip(): ScriptState.SAME,
        "{# mine #}\n" + merged: ScriptState.SAME,
        ours.block + '\n{ "result": {{ service_config|pex_to_json }} }': ScriptState.UNUSED,
        other.text: ScriptState.OUTDATED,
        ours.text.replace('"no"', '"yes"'): ScriptState.EDITED,
        ours.text.replace(" prod ", " stage "): ScriptState.ABSENT,
        "{}": ScriptState.ABSENT,
    }
    assert {script: ours.compare(script) for script in scripts} == scripts


def test_the_block_works_in_a_script_of_one_s_own(written):
    own = """\
{ {% if service_config %}"action": "continue",
"result": {{ service_config|pex_update({"locked": true})|pex_update(themebuilder)|pex_to_json }}
{% else %}"action": "reject", "result": {}{% endif %} }"""
    service = make_room(service_tag="psyk")
    answer = render(written().block + "\n" + own, service, CALL)
    assert answer["result"] == {**service, **OFF, "locked": True}
