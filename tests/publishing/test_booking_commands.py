"""What the commands say about booking templates, and how they end."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest
from click.testing import Result

from tests.fake_booking import BookingService, run_booking
from tests.publishing.kit import ENVIRONMENT, Look

GONE = "/api/admin/configuration/v1/ivr_theme/99/"


@pytest.fixture
def service(world) -> Iterator[BookingService]:
    """A booking service that the deployment names."""
    service = BookingService(world.node)
    service.add_organisation("n1")
    service.add_account("n1")
    with run_booking(service) as up:
        world.more = (
            f"booking: {up.format_definition()}\nreplication: {{first_check: 0, interval: 0}}"
        )
        yield service
    assert service.violations == []


@pytest.fixture
def run(service, run_command) -> Callable[..., Result]:
    def run(word: str, *words: str, looks: Sequence[Look] = (Look("nord"),)) -> Result:
        env = {**ENVIRONMENT, "BOOKING_SECRET": "s3cret-of-themebuilder"}
        return run_command(word, "-d", "prod", *words, looks=[*looks], env=env)

    return run


def read(said: Result) -> Any:
    return json.loads(said.stdout)


def test_a_plan_shows_the_templates_after_the_steps_and_ends_well(run, service):
    number = service.add_template("n1", "1")["id"]
    result = run("plan")
    assert result.exit_code == 0
    assert result.output.index("/nord (new)") < result.output.index(f"template {number} of n1")


def test_a_terminal_is_reported_hidden_characters_and_not_sent_them(run, service):
    service.add_template("n1", "1", returnUrl="https://a.example/\u202e\x1b[2J")
    output = run("plan").output
    assert "\u202e" not in output
    assert "\x1b[2J" not in output
    assert "https://a.example/" in output


def test_a_saved_plan_holds_nothing_of_the_templates(run, service, world):
    service.add_template("n1", "1")
    run("plan", "-o", "plan.json")
    assert "bookings" not in json.loads((world.folder / "plan.json").read_text())


@pytest.mark.parametrize("command", ["plan", "verify", "status"])
def test_the_templates_are_in_the_json(run, service, command):
    number = service.add_template("n1", "1")["id"]
    report = read(run(command, "--json"))
    assert [template["id"] for template in report["bookings"]["templates"]] == [number]


@pytest.mark.parametrize(("theme", "code"), [("1", 0), (GONE, 1)], ids=["there", "gone"])
def test_verify_fails_for_a_theme_that_is_not_on_the_node(run, service, theme, code):
    assert run("publish", "--yes").exit_code == 0
    service.add_template("n1", theme)
    result = run("verify")
    assert (result.exit_code, "[booking-theme-missing]" in result.output) == (code, bool(code))


@pytest.mark.parametrize("command", ["plan", "verify", "status", "prune"])
def test_a_service_that_cannot_be_read_ends_every_command_with_3(run, service, command):
    run("publish", "--yes")
    service.node.add("ivr_theme", name=f"nord {'a' * 12} (themebuilder)")
    service.status = 403
    result = run(command)
    assert result.exit_code == 3
    assert "answers `/v2/scheduling-templates` with 403" in result.output


def test_publishing_what_is_defined_does_not_need_the_service(run, service):
    service.status = 403
    assert run("publish", "--yes").exit_code == 0


def test_a_retirement_that_was_planned_is_refused_when_the_service_cannot_be_read(run, service):
    run("publish", "--yes", looks=[Look("nord"), Look("syd", "syd")])
    run("plan", "--retire", "syd", "-o", "plan.json")
    service.node.add("ivr_theme", name=f"syd {'a' * 12} (themebuilder)")
    service.status = 403
    result = run("publish", "--yes", "--plan", "plan.json")
    assert (result.exit_code, "[booking-not-read]" in result.output) == (3, True)
    (path,) = service.node.find_rows("webapp_alias", "syd")
    assert path["is_enabled"]
