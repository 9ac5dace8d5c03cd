"""Booking templates: read only, compared with the definitions, and in use as long as they are there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.fake_booking import BookingService, RunningBooking, app, running_booking
from tests.publishing.kit import Look, publish
from themebuilder.cli.output import get_exit_code
from themebuilder.core.problems import ThemeError
from themebuilder.publishing import booking_service
from themebuilder.publishing.booking_report import read_booking_report
from themebuilder.publishing.build_output import OrganisationEntry
from themebuilder.publishing.cleanup import confirm_retirements, plan_pruning
from themebuilder.publishing.objects import Kind
from themebuilder.publishing.planner import plan_publishing
from themebuilder.publishing.transport import Transport

NORD, SYD = Look("nord"), Look("syd", "syd")
SECRET = "s3cret-of-themebuilder"


@pytest.fixture
def booking(world) -> Iterator[RunningBooking]:
    """A booking service for two organisations, which the deployment names."""
    service = BookingService(world.node)
    service.organisation("n1", "Nord")
    service.organisation("s1", "Syd", pool_size=2)
    service.account("n1")
    with running_booking(service) as up:
        world.more = f"booking: {up.definition()}"
        yield up
    assert service.violations == []


@pytest.fixture
def service(booking) -> BookingService:
    return booking.service


@pytest.fixture
def themes(world, booking) -> dict[str, str]:
    """Both themes are published, and no room uses them now: theme -> address on the node."""
    before, found = world.more, {}
    for theme in ("nord", "syd"):
        world.node.room(theme)
    rooms = ", ".join(f"{{theme: {theme}, names: [{theme}]}}" for theme in ("nord", "syd"))
    world.more = f"rooms: [{rooms}]"
    with world.session() as session:
        publish(session, world.built(NORD, SYD))
    world.more = before
    for room in world.node.rows["conference"].values():
        found[room["name"]] = f"/api/admin/configuration/v1/ivr_theme/{room['ivr_theme']}/"
        room["ivr_theme"] = None
    return found


def codes(output, **values):
    """The build, with a code for each organisation and what *values* say of nord's settings."""
    entries = (
        OrganisationEntry("nord", "n1", ("danmark",), values),
        OrganisationEntry("syd", "s1", ("danmark",), {}),
    )
    return replace(output, organisations=entries)


def report(world, **values):
    """What is reported for these settings of nord."""
    with world.session(BOOKING_SECRET=SECRET) as session:
        return read_booking_report(session, codes(world.built(NORD, SYD), **values))


def told(found):
    """Field, value before and value after of each change."""
    return [(one.field, one.before, one.after) for one in found.changes]


def rules(problems):
    return [found.rule.name for found in problems]


# -- reading


def test_templates_are_read_with_the_theme_that_they_select(world, service, themes):
    template = service.template("n1", themes["nord"], isDefaultTemplate=True)
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
    service.template("n1", themes["nord"])
    with world.session(BOOKING_SECRET=SECRET) as session:
        session.read_bookings()
    assert [one for one in sent if one[0] != "GET"] == [("POST", service.log[0][1])]
    assert {path for method, path in sent if method == "GET"} == {
        booking_service.TEMPLATES,
        booking_service.POOL,
        booking_service.WAITING,
    }


def test_no_secret_token_or_pin_is_logged_or_kept(world, service, themes):
    template = service.template("n1", themes["nord"])
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
    ("down", "isn't reachable"),
    ("wrong secret", "gave the client no usable token: unauthorized_client"),
    ("no organisation", "answers 403 to `/v2/scheduling-templates`: The organisation of the user"),
    ("broken", "answers 500"),
    ("other", "something else than the published API"),
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
    if fault == "no organisation":
        del service.organisations["n1"]
    if fault == "broken":
        service.status = 500
    if fault == "other":
        monkeypatch.setattr(booking_service, "TEMPLATES", "/v2/info")
    with world.session(BOOKING_SECRET=secret) as session, pytest.raises(ThemeError) as error:
        session.read_bookings()
    (found,) = error.value.problems
    assert found.rule.name == "booking-not-read"
    assert reason in found.message
    assert get_exit_code(error.value.problems) == 3


@pytest.mark.parametrize("is_page", [False, True], ids=["a list", "a HAL page"])
def test_an_exported_file_says_the_same_as_the_service(world, service, themes, is_page):
    service.template("n1", themes["nord"])
    listed = list(service.templates.values())
    page = {"_embedded": {"templates": listed}, "_links": {"self": {"href": "x"}}}
    (world.folder / "exported.json").write_text(json.dumps(page if is_page else listed))
    by_service = report(world, names_on_video="hidden")
    world.more = "booking: {file: exported.json}"
    by_file = report(world, names_on_video="hidden")
    assert [one.meanings for one in by_file.selections] == [
        one.meanings for one in by_service.selections
    ]
    assert by_file.changes == by_service.changes != ()


@pytest.mark.parametrize(
    "content",
    [None, "", "{}", "7", '[{"id": 7}]', '[{"id": "7", "organisationId": "a", "ivrTheme": "b"}]',
     '{"_embedded": {"a": []}, "_links": {"next": {"href": "x"}}}'],
)  # fmt: skip
def test_a_file_that_is_not_the_whole_answer_is_refused(world, content):
    world.more = "booking: {file: exported.json}"
    if content is not None:
        (world.folder / "exported.json").write_text(content)
    with world.session() as session, pytest.raises(ThemeError) as error:
        session.read_bookings()
    assert rules(error.value.problems) == ["booking-file-unreadable"]
    assert get_exit_code(error.value.problems) == 1


def test_a_service_is_read_once_for_a_plan_and_again_later(world, service, themes):
    service.template("n1", themes["nord"])
    with world.session(BOOKING_SECRET=SECRET) as session:
        read_booking_report(session, world.built(NORD, SYD))
        plan_publishing(session, world.built(NORD))
        asked = len(service.log)
        world.clock.sleep(booking_service.KEPT + 1)
        session.read_bookings()
    assert [asked, len(service.log)] == [4, 8]


# -- what contradicts the definitions


@pytest.mark.parametrize("form", ["address", "id", "name"])
def test_the_theme_of_another_organisation_is_reported_in_the_form_that_the_template_uses(
    world, service, themes, form
):
    forms = {theme: {"address": uri, "id": uri.split("/")[-2]} for theme, uri in themes.items()}
    for theme in themes:
        (row,) = [row for row in world.node.rows["ivr_theme"].values() if theme in row["name"]]
        forms[theme]["name"] = row["name"]
    service.template("n1", forms["syd"][form])
    found = report(world)
    assert told(found) == [("ivrTheme", forms["syd"][form], forms["nord"][form])]
    assert "theme syd)" in found.selections[0].meanings["ivrTheme"]


def test_where_the_organisation_has_two_themes_a_person_chooses(world, service, themes):
    service.template("n1", themes["syd"])
    with world.session(BOOKING_SECRET=SECRET) as session:
        built = codes(world.built(NORD, SYD, Look("nord-2")))
        (change,) = read_booking_report(session, built).changes
    assert (change.after, change.why) == (None, "the organisation's theme is nord, nord-2")


@pytest.mark.parametrize(
    "themed", ["rooms: [{theme: nord-2, names: [R]}]", "service_themes: {nord-2: X}"]
)
def test_the_theme_that_the_deployment_publishes_is_the_one_to_have(world, service, themes, themed):
    world.node.room("R")
    world.more += f"\n{themed}"
    service.template("n1", themes["nord"])
    with world.session(BOOKING_SECRET=SECRET) as session:
        built = codes(world.built(NORD, SYD, Look("nord-2")))
        (change,) = read_booking_report(session, built).changes
    assert change.why == "the organisation's theme is nord-2"
    assert change.after == session.deployment.node_name("nord-2")


def test_an_organisation_without_a_theme_takes_that_of_the_one_above(world, service, themes):
    service.template("n1", themes["nord"])
    service.template("n1", themes["syd"])
    with world.session(BOOKING_SECRET=SECRET) as session:
        ward = OrganisationEntry("ward", "n1", ("nord",), {})
        built = replace(world.built(NORD, SYD), organisations=(ward,))
        found = read_booking_report(session, built)
    assert told(found) == [("ivrTheme", themes["syd"], themes["nord"])]


def test_a_theme_that_is_not_on_the_node_is_an_error(world, service, themes):
    gone = "/api/admin/configuration/v1/ivr_theme/99/"
    service.template("n1", gone)
    found = report(world)
    assert told(found) == [("ivrTheme", gone, themes["nord"])]
    assert rules(found.problems) == ["booking-theme-missing", "booking-contradicts"]


PORTAL = "{0}/{1}/#/?conference=%uri-with-domain%&pin=%pin%"
PORTALS = [
    # slug in the template, what is reported
    ("nord", ""),
    ("syd", "the web app path /syd has the theme syd"),
    ("nowhere", "there is no web app path /nowhere"),
    ("closed", "the web app path /closed is switched off"),
]


@pytest.mark.parametrize("row", PORTALS, ids=[slug for slug, _ in PORTALS])
@pytest.mark.parametrize("field", ["customPortalGuest", "customPortalHost"])
def test_a_portal_address_leads_to_the_path_of_the_theme(world, service, themes, field, row):
    slug, why = row
    world.node.path("closed")["is_enabled"] = False
    host = world.up.conferencing["conf-a"]
    service.template("n1", themes["nord"], **{field: PORTAL.format(host, slug)})
    found = report(world)
    wanted = [(field, PORTAL.format(host, slug), PORTAL.format(host, "nord"))] if why else []
    assert (told(found), [one.why for one in found.changes]) == (wanted, [why] if why else [])


def test_a_path_that_publishing_switches_on_is_not_reported(world, service, themes):
    (path,) = world.node.named("webapp_alias", "nord")
    path["is_enabled"] = False
    address = PORTAL.format(world.up.conferencing["conf-a"], "nord")
    service.template("n1", themes["nord"], customPortalGuest=address)
    assert told(report(world)) == []


def test_an_address_without_a_path_gets_one(world, service, themes):
    host = world.up.conferencing["conf-a"]
    service.template("n1", themes["nord"], customPortalGuest=host)
    assert told(report(world)) == [("customPortalGuest", host, f"{host}/nord/")]


def test_a_portal_elsewhere_is_shown_and_not_judged(world, service, themes):
    service.template("n1", themes["nord"], customPortalGuest="https://portal.example/x/%pin%")
    found = report(world)
    assert told(found) == []
    assert "not a web app path" in found.selections[0].meanings["customPortalGuest"]


SETTINGS = [
    # setting, value, field, value in the template, value to hand over
    ("names_on_video", "hidden", "enableOverlayText", True, False),
    ("names_on_video", "shown", "enableOverlayText", False, True),
    ("guests_present", "refused", "guestsCanPresent", True, False),
    ("guests_sound", "muted", "muteAllGuests", False, True),
    ("return_address", "https://a.example", "returnUrl", "https://b.example", "https://a.example"),
    ("return_address", "https://a.example", "returnUrl", None, "https://a.example"),
    ("return_address", "https://a.example/" + "x" * 190, "returnUrl", None, None),
]


@pytest.mark.parametrize("row", SETTINGS, ids=lambda row: f"{row[0]} {row[1][:9]} {row[3]}")
def test_what_the_organisation_decided_is_handed_over(world, service, themes, row):
    setting, value, field, before, after = row
    service.template("n1", themes["nord"], **{field: before})
    assert told(report(world, **{setting: value})) == [(field, before, after)]


def test_what_agrees_or_is_not_decided_is_not_handed_over(world, service, themes):
    service.template("n1", themes["nord"], enableOverlayText=False, guestsCanPresent=True)
    assert told(report(world, names_on_video="hidden")) == []


def test_the_list_to_hand_over_names_template_field_and_both_values(world, service, themes):
    number = service.template("n1", themes["nord"])["id"]
    found = report(world, names_on_video="hidden")
    lines = list(found.list_lines())
    assert (
        f"  template {number} of n1: enableOverlayText true → false "
        "(nord has `names_on_video: hidden`)"
    ) in lines
    (change,) = json.loads(json.dumps(found.to_json()))["changes"]
    assert {key: change[key] for key in ("template", "field", "from", "to")} == {
        "template": number, "field": "enableOverlayText", "from": True, "to": False,
    }  # fmt: skip


def test_a_pool_template_is_named_as_one_and_how_to_change_it(world, service, themes):
    service.template("n1", themes["syd"], isPoolTemplate=True)
    found = report(world)
    assert str(found.selections[0].title).endswith("pooled rooms")
    assert any(note.startswith("Unconfirmed: ") and "406" in note for note in found.notes)


def test_a_template_that_agrees_needs_no_word_on_pools(world, service, themes):
    service.template("n1", themes["nord"], isPoolTemplate=True)
    assert not any("406" in note for note in report(world).notes)


def test_an_organisation_that_nobody_defines_is_named_and_not_compared(world, service, themes):
    service.organisation("x9")
    service.accounts["themebuilder"] = service.account("x9")
    service.template("x9", themes["syd"])
    found = report(world)
    assert told(found) == []
    assert any("x9" in note for note in found.notes)


def test_an_organisation_without_templates_is_named(world, service, themes):
    world.more += "\norganisations: {syd: {names: [Rum]}}"
    world.node.room("Rum")
    service.template("n1", themes["nord"])
    assert any("No template was read for syd (s1)" in note for note in report(world).notes)


# -- rooms that exist already


def test_pooled_and_booked_rooms_are_counted(world, service, themes):
    service.template("s1", themes["syd"], isPoolTemplate=True)
    service.fill_pools()
    service.book(service.template("n1", themes["nord"])["id"])
    notes = "\n".join(report(world).notes)
    assert "s1 keeps 2 of 2 pooled rooms ready" in notes
    assert "1 booked meeting waits for its room" in notes
    assert "2 rooms on the node have the service theme syd" in notes


def test_it_says_what_the_account_may_not_read(world, service, themes):
    service.account("n1", "meeting-user")
    service.template("n1", themes["nord"])
    assert any("meeting-provisioner-user" in note for note in report(world).notes)


# -- in use


USERS = [
    "template",
    "template by id",
    "template by name",
    "pool template of others",
    "booked meeting",
]


@pytest.mark.parametrize("user", USERS)
def test_a_theme_that_bookings_name_is_neither_deleted_nor_retired(world, service, themes, user):
    if user == "pool template of others":
        service.template("s1", themes["syd"], isPoolTemplate=True)
    else:
        key = themes["syd"].split("/")[-2]
        forms = {
            "template by id": key,
            "template by name": world.node.rows["ivr_theme"][key]["name"],
        }
        number = service.template("n1", forms.get(user, themes["syd"]))["id"]
        if user == "booked meeting":
            service.book(number)
            service.templates[number]["ivrTheme"] = themes["nord"]
    with world.session(BOOKING_SECRET=SECRET) as session:
        deletes = plan_pruning(session, keep=0).deletes
        plan = plan_publishing(session, world.built(NORD))
        with pytest.raises(ThemeError) as error:
            confirm_retirements(plan, ["syd"])
    assert "syd" not in [one.mark.theme for one in deletes if one.kind is Kind.MEETING]
    assert rules(error.value.problems) == ["retirement-refused"]


def test_prune_says_which_template_keeps_a_theme(world, service, themes):
    number = service.template("n1", themes["syd"])["id"]
    with world.session(BOOKING_SECRET=SECRET) as session:
        kept = dict(plan_pruning(session, keep=0).kept)
    reasons = [str(why) for one, why in kept.items() if one.mark and one.mark.theme == "syd"]
    assert f"booking template {number} of n1" in reasons


def test_prune_refuses_while_the_service_cannot_be_read(world, service, themes):
    service.status = 500
    with world.session(BOOKING_SECRET=SECRET) as session, pytest.raises(ThemeError) as error:
        plan_pruning(session, keep=0)
    assert rules(error.value.problems) == ["booking-not-read"]


def test_the_plan_retires_nothing_while_the_service_cannot_be_read(world, service, themes):
    service.status = 500
    with world.session(BOOKING_SECRET=SECRET) as session:
        (syd,) = plan_publishing(session, world.built(NORD)).retirements
    assert any("answers 500" in user for user in syd.used_by)
