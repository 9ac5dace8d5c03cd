"""What goes wrong with a node, in both languages; and plans that cross from one to the other."""

from __future__ import annotations

import json
import re

import pytest

from tests.publishing.kit import Look, publish
from themebuilder.core.messages import VARIABLE, translate
from themebuilder.core.problems import ThemeError
from themebuilder.publishing.apply.publish import apply_plan, check_plan
from themebuilder.publishing.apply.rollback import plan_rollback
from themebuilder.publishing.node.objects import PackageKind, Resource
from themebuilder.publishing.plan.plan_json import from_json, to_json
from themebuilder.publishing.plan.planner import plan_publishing


@pytest.fixture
def direct() -> None:
    """One fault is of the connection."""


def take_node_down(_world, session):
    session.node._transport._pool.port = 1
    session.node.all(Resource.PATH)


def refuse_login(world, session):
    world.up.guard.password = "another"
    session.node.index()


def omit_secret(world, _session):
    with world.session(NODE_PASSWORD=""):
        pass


def lose_package(world, session):
    """The node lost the package from before, and the file of it on this machine is damaged."""
    for word in ("Et", "To"):
        publish(session, world.build(Look("nord", leave=word)))
    packages = world.node.rows["webapp_branding"]
    key = next(key for key, row in packages.items() if row["name"].startswith("nord "))
    short = packages.pop(key)["name"].split()[1]
    (damaged,) = (session.store.folder / PackageKind.WEBAPP / "nord").glob(f"{short}*.zip")
    damaged.write_bytes(b"")
    plan_rollback(session)


@pytest.mark.parametrize(
    ("fault", "english", "danish"),
    [
        (
            take_node_down,
            "The node isn't reachable: no connection (Connection refused).",
            "Serveren svarer ikke: ingen forbindelse (Forbindelsen blev afvist).",
        ),
        (
            refuse_login,
            "The node rejects our account at `GET /api/admin/configuration/v1/`: 401 unauthorized.",
            "Serveren afviser vores konto ved `GET /api/admin/configuration/v1/`: 401 unauthorized.",
        ),
        (
            omit_secret,
            "Can't read the password. The variable `NODE_PASSWORD` is empty.",
            "Værktøjet kan ikke læse adgangskoden. Variablen `NODE_PASSWORD` er tom.",
        ),
        (
            lose_package,
            (
                "The earlier package of /nord, …, is neither on the node nor on this "
                "machine. Nothing changes there."
            ),
            (
                "Den tidligere pakke for /nord, …, er hverken på serveren eller på denne "
                "computer. Intet ændres der."
            ),
        ),
    ],
)
def test_a_fault_is_described_in_both_languages(world, fault, english, danish):
    with world.session() as session, pytest.raises(ThemeError) as error:
        fault(world, session)
    message = error.value.problems[0].message
    texts = [translate(message, language) for language in ("en", "da")]
    assert [re.sub("[0-9a-f]{12}", "…", text) for text in texts] == [english, danish]


def test_a_plan_made_in_danish_is_published_in_english(world, monkeypatch):
    world.node.add_room("Nord 1", tag="nord")
    world.more = "rooms: [{theme: nord, tag: nord}]\norganisations: {nord: {tag: nord}}"
    built = world.build(Look("nord", settings={"chat": "disabled"}))
    with world.session() as session:
        monkeypatch.setenv(VARIABLE, "da")
        data = json.dumps(to_json(plan_publishing(session, built)))
        monkeypatch.setenv(VARIABLE, "en")
        plan = from_json(data.encode(), "plan.json")
        assert plan.relies_on == plan_publishing(session, built).relies_on
        assert not check_plan(session, plan)
        apply_plan(plan, session, built.packages_by_id)
        assert check_plan(session, plan)
    assert 'room "Nord 1"' in {getattr(step, "label", "") for step in plan.steps}
