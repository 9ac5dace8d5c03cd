"""A secret is where the deployment says, and appears nowhere else."""

from __future__ import annotations

import contextlib
import json
import logging
import pickle
import sys
import traceback

import pytest

from tests.publishing.kit import Look, publish
from themebuilder.core.problems import Place, ThemeError
from themebuilder.publishing.apply.verify import verify
from themebuilder.publishing.deployment import SecretSource
from themebuilder.publishing.node.auth import Secret, read_secret
from themebuilder.publishing.node.node_state import read_node_state
from themebuilder.publishing.plan.plan_format import render
from themebuilder.publishing.plan.plan_json import to_json
from themebuilder.publishing.plan.planner import plan_publishing

PLANTED = "Hemmelighed-8f3a2c"
PIN = "739124"


def make_source(kind, *argument):
    return SecretSource(kind, argument, "password", Place("prod.yaml", 3, 9))


@pytest.mark.parametrize("show", [repr, str, "{}".format, "{!r}".format, ascii])
def test_a_secret_does_not_show_itself(show):
    assert PLANTED not in show(Secret(PLANTED))


def test_a_secret_is_not_pickled():
    with pytest.raises(TypeError):
        pickle.dumps(Secret(PLANTED))


@pytest.mark.parametrize(
    ("kind", "argument"),
    [
        ("env", ("NODE_PASSWORD",)),
        ("file", ("password.txt",)),
        ("command", (sys.executable, "-c", "print('Hemmelighed-8f3a2c')")),
    ],
)
def test_a_secret_is_read_without_its_line_break(tmp_path, kind, argument):
    (tmp_path / "password.txt").write_text(PLANTED + "\r\n")
    found = read_secret(make_source(kind, *argument), {"NODE_PASSWORD": PLANTED}, tmp_path)
    assert found.reveal() == PLANTED


@pytest.mark.parametrize(
    ("kind", "argument", "why"),
    [
        ("env", ("NODE_PASSWORD",), "`NODE_PASSWORD` isn't set"),
        ("env", ("EMPTY",), "The variable `EMPTY` is empty"),
        ("file", ("missing.txt",), "No such file"),
        ("file", ("binary",), "isn't UTF-8"),
        ("command", ("no-such-program-at-all",), "No such file"),
        ("command", (sys.executable, "-c", "import sys; sys.exit(3)"), "ended with exit code 3"),
        ("command", (sys.executable, "-c", ""), "printed nothing"),
    ],
)
def test_a_secret_that_cannot_be_read_is_reported_with_the_place(tmp_path, kind, argument, why):
    (tmp_path / "binary").write_bytes(b"\xff\xfe")
    with pytest.raises(ThemeError) as error:
        read_secret(make_source(kind, *argument), {"EMPTY": ""}, tmp_path)
    (found,) = error.value.problems
    assert (found.rule.name, found.place.line) == ("secret-missing", 3)
    assert why in found.message


def test_a_command_that_fails_does_not_let_its_output_out(tmp_path):
    script = f"import sys; print('{PLANTED}'); print('{PLANTED}', file=sys.stderr); sys.exit(1)"
    with pytest.raises(ThemeError) as error:
        read_secret(make_source("command", sys.executable, "-c", script), {}, tmp_path)
    assert PLANTED not in str(error.value).replace(script, "")


@pytest.mark.parametrize("way", ["basic", "oauth", "wrong password", "echoed", "lost"])
def test_a_planted_secret_appears_in_nothing(world, capfd, caplog, way):
    caplog.set_level(logging.DEBUG)
    world.up.guard.password = PLANTED if way != "wrong password" else "another"
    world.node.add_room("Rum", tag="nord", pin=PIN, guest_pin=PIN)
    world.more = "rooms: [{theme: nord, tag: nord}]"
    hidden = [PLANTED, PIN]
    if way == "oauth":
        hidden += world.use_oauth().splitlines()[1:-1]
    if way == "echoed":
        world.node.faults.refuse_uploads = f"Go away, {PLANTED}"
    if way == "lost":
        world.node.faults.rate_limited = 1000
    outputs = []
    with contextlib.suppress(ThemeError), world.session(NODE_PASSWORD=PLANTED) as session:
        try:
            built = world.build(Look("nord"))
            plan = plan_publishing(session, built)
            outputs += [render(plan), json.dumps(to_json(plan)), repr(plan), repr(session)]
            outputs.append(repr(read_node_state(session.node, session.deployment)))
            publish(session, built)
            outputs += [repr(verify(session, built)), repr(session.node.__dict__)]
        except ThemeError as error:
            outputs += [str(error), repr(error.problems), *traceback.format_exception(error)]
            raise
        finally:
            hidden += list(world.up.guard.tokens)
    captured = capfd.readouterr()
    outputs += [*world.log, *world.said, captured.out, captured.err, caplog.text]
    outputs += [
        path.read_bytes().decode("latin-1")
        for path in world.folder.rglob("*")
        if path.is_file() and path.name != "key.pem"
    ]
    assert outputs
    assert [secret for secret in hidden if any(secret in text for text in outputs)] == []
