"""The emulator knows what public scripts use, and nothing that Pexip's list leaves out.

The scripts are written here, in the constructs of Pexip's and others' public samples.
"""

from __future__ import annotations

import pytest

from tests.policy.emulator import MAX_SIZE, PolicyError, apply, find_faults, render

ROOM = {"service_type": "conference", "name": "Rum 1", "service_tag": "nord-7", "pin": "1234"}
CALL = {
    "local_alias": "sip:7712@video.example",
    "remote_alias": "anna@video.example",
    "call_direction": "dial_in",
    "registered": False,
}
REJECT = '"action": "reject", "result": {}'
PASS = '"action": "continue", "result": {{ service_config|pex_to_json }}'


def make_script(body: str) -> str:
    return f"{{ {{% if service_config %}}{body}{{% else %}}{REJECT}{{% endif %}} }}"


def make_setting_script(condition: str) -> str:
    update = 'service_config|pex_update({"locked": true})|pex_to_json'
    return make_script(
        f'{{% if {condition} %}} "action": "continue", "result": {{{{ {update} }}}}'
        f"{{% else %}}{PASS}{{% endif %}}"
    )


@pytest.mark.parametrize(
    "condition",
    [
        'service_config.service_tag.startswith("nord")',
        'call_info.local_alias.endswith(("@a.example", "@video.example"))',
        '(call_info.remote_alias, call_info.local_alias) in [("anna@video.example", "sip:7712@video.example")]',
        'call_info.local_alias|pex_regex_replace("^(sip:|h323:)?77([0-9]+)(@.+)?$", "room") == "room"',
        'call_info.local_alias|pex_regex_replace("(sip:)?([0-9]+)(@.+)?", "\\\\2") == "7712"',
        'call_info.previous_service_name|default("", true) == ""',
        'pex_regex_search("^sip:([0-9]+)", call_info.local_alias)[0] == "7712"',
        'pex_in_subnet("10.0.1.2", ["10.0.0.0/8"])',
        'pex_now("Europe/Copenhagen").year > 2000',
        '(["a", "b"]|join|pex_hash|pex_tail(5) + "3")|pex_strlen == 6',
        'pex_find_first_match(["x@a.example", "y@b.example"], "b.example$") == "y@b.example"',
        '"+45 12-34"|pex_clean_phone_number == "+451234"',
        "(7.6|round(0)|int) == 8",
    ],
)
def test_what_public_scripts_use_works(condition):
    assert render(make_setting_script(condition), ROOM, CALL)["result"] == {**ROOM, "locked": True}


@pytest.mark.parametrize(
    "script",
    [
        "{# a note before the answer #}\n" + make_script(PASS),
        "{% set found = false %}{% if true %}{% set found = true %}{% endif %}"
        + make_script(f"{{% if found %}}{PASS}{{% endif %}}"),
        make_script('{{ pex_debug_log("call", call_info) }}' + PASS),
        "{% set people = [1] %}{{ people.extend([2]) or '' }}" + make_script(PASS),
    ],
    ids=["note first", "set inside if", "log line", "a list is extended"],
)
def test_a_script_that_changes_nothing_gives_the_room_back(script):
    assert render(script, ROOM, CALL) == {"action": "continue", "result": ROOM}
    assert render(script, None, CALL) == {"action": "reject", "result": {}}


@pytest.mark.parametrize(
    ("script", "why"),
    [
        (
            make_script('"action": "continue", "result": {{ service_config|tojson }}'),
            "No filter named",
        ),
        ('{{ ["b", "a"]|sort }}', "No filter named"),
        ("{{ pex_regex_match('a', 'b') }}", "is undefined"),
        ('{% import "other" as other %}{}', "no loader"),
        ("{{ ''.__class__.__mro__ }}", "SecurityError"),
        ("{{ call_info.missing.deeper }}", "UndefinedError"),
        ("{{ [].append(1) }}{}", "Expecting value"),
        ('{ {% if true %} {"action": "continue"} {% endif %} }', "Expecting property name"),
        ('{"action": "continue", "action": "reject"}', "keys twice: ['action']"),
        ('{"action": NaN}', "NaN"),
        ("[]", "the answer is no object"),
        (" " * (MAX_SIZE + 1), str(MAX_SIZE + 1)),
    ],
)
def test_what_gives_no_usable_answer_leaves_the_room_as_it_was(script, why):
    with pytest.raises(PolicyError) as caught:
        render(script, ROOM, CALL)
    assert why in str(caught.value)
    assert apply(script, ROOM, CALL) == ROOM


@pytest.mark.parametrize(
    ("result", "faults"),
    [
        ({**ROOM, "enable_chat": "no"}, []),
        ({**ROOM, "enable_chat": False}, ["enable_chat is False"]),
        ({**ROOM, "enable_chat": "off"}, ["enable_chat is 'off'"]),
        ({**ROOM, "locked": True}, ["locked was changed"]),
        ({**ROOM, "locked": 1}, ["locked is 1", "locked was changed"]),
        ({**ROOM, "breakout": True}, ["breakout was changed", "no breakout_name", "no breakout_uuid"]),
        ({"enable_chat": "no", "service_type": "conference"},
         ["name was changed", "no name", "no service_tag", "pin was changed", "service_tag was changed"]),
    ],
)  # fmt: skip
def test_an_answer_may_change_the_intended_keys_only(result, faults):
    answer = {"action": "continue", "result": result}
    assert find_faults(ROOM, answer, ["enable_chat"]) == faults


def test_a_value_that_is_too_short_keeps_the_room():
    script = make_script(
        '"action": "reject", "result": {"name": "{{ "ab"|pex_require_min_length(3) }}"}'
    )
    assert apply(script, ROOM, CALL) == ROOM
