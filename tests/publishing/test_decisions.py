"""What reaches a server is what somebody decided: built for real, planned against a node."""

from __future__ import annotations

import pytest

from tests.publishing.kit import PASSWORD

WARD = "theme: ward\nextends: borger\norganisation: {}\nbrand: {{color: '#2b6a94'}}\n"


@pytest.fixture
def planned(world, write, run, monkeypatch):
    """The plan of a deployment with one room of each organisation in it."""
    monkeypatch.setenv("NODE_PASSWORD", PASSWORD)

    def plan_ward(theme_of: str, deployment: str, **organisations: str) -> str:
        for name, said in organisations.items():
            head = f"organisation: {name}\nname: {name}\n"
            write(f"themes/organisations/{name}.yaml", head + said)
        write("themes/ward.yaml", WARD.format(theme_of))
        world.more = deployment
        write("themes/deployments/prod.yaml", world.format_definition())
        world.node.add_room("Room", tag="ours", enable_overlay_text=True)
        assert run("build", "ward").code == 0
        return run("plan", "-d", "prod").out

    return plan_ward


def list_server_lines(plan: str) -> list[str]:
    """The lines of a plan that say what is written on the server."""
    _, _, server = plan.partition("On the server:\n")
    return [line.strip() for line in server.partition("\n\n")[0].splitlines() if line]


OURS = "organisations: {department: {tag: ours}}"
DEPARTMENT = "themes/organisations/department.yaml"
BELOW = "part_of: faelles\n"


def test_a_department_that_says_only_chat_off_gets_only_chat_off(planned):
    plan = planned("department", OURS, department=BELOW + "settings:\n  chat: disabled\n")
    assert list_server_lines(plan) == [
        f"enable_chat 'default' → 'no'   (department decided `chat: disabled` in {DEPARTMENT}:5)",
        'room "Room"',
    ]


def test_what_comes_with_the_tool_is_not_handed_down_to_a_server(planned):
    plan = planned("department", OURS, department="part_of: psykiatri-syddanmark\n")
    assert list_server_lines(plan) == []
    assert "department, `chat: disabled`: not applied on the server" in plan
    assert "shipped/themes/organisations/psykiatri-syddanmark.yaml:7" in plan


def test_a_shipped_organisation_that_the_deployment_names_decides_for_itself(planned):
    named = "organisations: {psykiatri-syddanmark: {tag: ours}}"
    written = list_server_lines(planned("psykiatri-syddanmark", named))
    assert [line.split()[0] for line in written] == [
        "enable_chat",
        "room",
        "enable_overlay_text",
        "room",
        "guests_can_present",
        "room",
    ]


def test_an_organisation_of_ones_own_decides_for_those_below_it(planned):
    plan = planned(
        "department",
        OURS,
        house=BELOW + "settings: {guests_present: refused}\n",
        department="part_of: house\n",
    )
    assert list_server_lines(plan)[0].startswith(
        "guests_can_present on → off   (house decided `guests_present: refused` in "
        "themes/organisations/house.yaml:4)"
    )


def test_nothing_shipped_stands_at_the_top_of_the_tree_for_a_server(planned):
    assert list_server_lines(planned("faelles", "whole_deployment_of: faelles")) == []
