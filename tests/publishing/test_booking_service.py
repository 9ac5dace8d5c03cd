"""A booking service or a file of its templates is read, with GET alone and without its secrets."""

from __future__ import annotations

import json

import pytest

from tests.fake_booking import app
from tests.publishing.booking_kit import NORD, SECRET, SYD, report
from tests.publishing.kit import expect_refusal
from themebuilder.cli.output import get_exit_code
from themebuilder.core.problems import ThemeError
from themebuilder.publishing.bookings import booking_service
from themebuilder.publishing.bookings.booking_report import format_values, read_booking_report
from themebuilder.publishing.node.transport import Transport
from themebuilder.publishing.plan.planner import plan_publishing


def test_templates_are_read_with_the_theme_that_they_select(world, service, themes):
    template = service.add_template("n1", themes["nord"], isDefaultTemplate=True)
    (one,) = report(world).selections
    assert str(one.title) == f"template {template['id']} of nord (n1), default"
    assert "theme nord)" in one.meanings["ivrTheme"]
    assert one.meanings["directMedia"] == "never"


def test_nothing_but_get_and_the_post_for_a_token_is_sent(world, service, themes, monkeypatch):
    sent = []
    send = Transport.send

    def record(self, method, path, *rest):
        sent.append((method, path.partition("?")[0]))
        return send(self, method, path, *rest)

    monkeypatch.setattr(Transport, "send", record)
    service.add_template("n1", themes["nord"])
    with world.session(BOOKING_SECRET=SECRET) as session:
        session.read_bookings()
    assert [one for one in sent if one[0] != "GET"] == [("POST", service.log[0][1])]
    assert {path for method, path in sent if method == "GET"} == {
        booking_service.TEMPLATES,
        booking_service.POOL,
        booking_service.WAITING,
    }


def test_no_secret_token_or_pin_is_logged_or_kept(world, service, themes):
    template = service.add_template("n1", themes["nord"])
    room = service.book(template["id"])
    with world.session(BOOKING_SECRET=SECRET) as session:
        bookings = session.read_bookings()
    (token,) = service._tokens
    text = repr(bookings) + "\n".join(world.log)
    assert not any(word in text for word in (SECRET, token, str(room["hostPin"]), "service@"))


@pytest.mark.parametrize("quotes", ["secret", "token"])
def test_an_answer_that_quotes_the_secret_or_the_token_is_not_repeated(
    world, service, monkeypatch, quotes
):
    def refuse(_service, request, *_rest, **_more):
        raise app.AnswerError(400, request.headers["authorization"])

    if quotes == "secret":
        monkeypatch.setattr(service, "grant", lambda form: (401, {"error": form["client_secret"]}))
    monkeypatch.setattr(app, "_admit", refuse)
    with world.session(BOOKING_SECRET=SECRET) as session, pytest.raises(ThemeError) as error:
        session.read_bookings()
    (found,) = error.value.problems
    assert "(secret)" in found.message
    assert not any(word in found.message for word in (SECRET, *service._tokens))


REASONS = [
    ("down", "gives no usable answer: no connection"),
    ("endless", "/token` has more than 64 MiB"),
    ("wrong secret", "gave the client no usable token: unauthorized_client"),
    (
        "no organisation",
        "answers `/v2/scheduling-templates` with 403: The organisation of the user",
    ),
    ("broken", "answers `/v2/scheduling-templates` with 500: An unexpected error"),
    ("other", "something else than the published API"),
    ("elsewhere", "answers `/nowhere` with 404 not found."),
]


@pytest.mark.parametrize(("fault", "reason"), REASONS, ids=[fault for fault, _ in REASONS])
def test_a_service_that_cannot_be_read_says_why_and_ends_with_3(
    world, service, monkeypatch, fault, reason
):
    secret = "wrong" if fault == "wrong secret" else SECRET
    if fault == "down":
        nowhere = "http://127.0.0.1:1"
        world.more = (
            f"booking: {{address: {nowhere}, token_address: {nowhere}/token, client: a, "
            "secret: {env: BOOKING_SECRET}}"
        )
    if fault == "endless":
        monkeypatch.setattr("themebuilder.publishing.node.transport.MAX_REPLY", 10)
    if fault == "no organisation":
        del service.organisations["n1"]
    if fault == "broken":
        service.status = 500
    if path := {"other": "/v2/info", "elsewhere": "/nowhere"}.get(fault):
        monkeypatch.setattr(booking_service, "TEMPLATES", path)
    with (
        world.session(BOOKING_SECRET=secret) as session,
        expect_refusal("booking-not-read") as error,
    ):
        session.read_bookings()
    (found,) = error.value.problems
    assert reason in found.message
    assert ("the client's roles" in found.hint) == (fault in {"wrong secret", "no organisation"})
    assert get_exit_code(error.value.problems) == 3


@pytest.mark.parametrize("is_page", [False, True], ids=["a list", "a HAL page"])
def test_an_exported_file_says_the_same_as_the_service(world, service, themes, is_page):
    service.add_template("n1", themes["nord"])
    listed = list(service.templates.values())
    page = {"_embedded": {"templates": listed}, "_links": {"self": {"href": "x"}}}
    (world.folder / "exported.json").write_text(json.dumps(page if is_page else listed))
    by_service = format_values(report(world, names_on_video="hidden"))
    world.more = "booking: {file: exported.json}"
    by_file = format_values(report(world, names_on_video="hidden"))
    assert by_file["templates"] == by_service["templates"]
    assert by_file["changes"] == by_service["changes"] != []


@pytest.mark.parametrize(
    "content",
    [None, "", "{}", "7", '[{"id": 7}]', '[{"id": "7", "organisationId": "a", "ivrTheme": "b"}]',
     '{"_embedded": {"a": []}, "_links": {"next": {"href": "x"}}}'],
)  # fmt: skip
def test_a_file_that_is_not_the_whole_answer_is_refused(world, content):
    world.more = "booking: {file: exported.json}"
    if content is not None:
        (world.folder / "exported.json").write_text(content)
    with world.session() as session, expect_refusal("booking-file-unreadable") as error:
        session.read_bookings()
    assert get_exit_code(error.value.problems) == 1


def test_a_file_whose_templates_lack_a_field_is_refused_by_the_name_of_the_field(world):
    world.more = "booking: {file: exported.json}"
    (world.folder / "exported.json").write_text('[{"templateId": 7, "ivrTheme": "b"}]')
    with world.session() as session, expect_refusal("booking-file-unreadable") as error:
        session.read_bookings()
    assert "`id`" in error.value.problems[0].message


def test_a_service_is_read_once_for_a_plan_and_again_later(world, service, themes):
    service.add_template("n1", themes["nord"])
    with world.session(BOOKING_SECRET=SECRET) as session:
        read_booking_report(session, world.build(NORD, SYD))
        plan_publishing(session, world.build(NORD))
        asked = len(service.log)
        world.clock.sleep(booking_service.KEPT + 1)
        session.read_bookings()
    assert [asked, len(service.log)] == [4, 8]
