"""What a save does: what is told, what is made again, and what stays."""

from __future__ import annotations

import asyncio
import threading

import pytest

from tests.preview.kit import FILES, WARD, format_clinic
from themebuilder.core.color import make_shades
from themebuilder.packages import zip_writer
from themebuilder.preview import rebuilder as rebuilder_module
from themebuilder.preview.events import BuildEvent, ColorEvent, FailureEvent

TYPO = WARD.replace("extends: borger", "extends: borgerr")
NO_YAML = WARD.replace("brand:", "brand: [")


def describe_events(events) -> list[tuple[str, str, tuple[str, ...]]]:
    return [
        (type(event).__name__, event.theme, event.changed if isinstance(event, BuildEvent) else ())
        for event in events
    ]


@pytest.mark.parametrize(
    ("name", "text", "changed"),
    [
        ("ward", WARD.replace("Forlad mødet", "Gå ud"), ("texts",)),
        ("ward", WARD.replace("#2b6a94", "#6a2b94"), ("palette", "pictures")),
        ("ward", WARD.replace("seed: 1", "seed: 2"), ("pictures",)),
        ("ward", WARD.replace("path: ward", "path: ward, hide: [button-chat]"), ("settings",)),
        ("ward", WARD + 'meeting: {screens: {welcome: "Hej"}}\n', ("screens",)),
        (
            "ward",
            WARD + "audience: clinician\nwording: {waiting: clinician}\n",
            ("texts", "pictures", "screens"),
        ),
        ("clinic", format_clinic(chat="disabled"), ("settings",)),
        ("clinic", format_clinic(languages="[da]"), ("texts", "settings")),
        ("danish", "texts: da\nreview: proposed\nkeys: {meeting.chat: Snak}\n", ("texts",)),
    ],
)
def test_a_save_tells_what_it_changed(save, name, text, changed):
    built = [one for one in describe_events(save(**{name: text})) if one[0] == "BuildEvent"]
    assert built[0] == ("BuildEvent", "ward", changed)


def test_colours_are_reported_before_the_package_is_built(save):
    events = save(ward=WARD.replace("#2b6a94", "#6a2b94"))
    assert isinstance(events[0], ColorEvent)
    assert events[0].palette == make_shades("#6a2b94")
    assert describe_events(events)[1:] == [("BuildEvent", "ward", ("palette", "pictures"))]


def test_a_save_that_changes_no_byte_tells_nothing(save):
    assert describe_events(save(ward=WARD + "# a remark\n")) == []


def test_a_page_that_waited_for_the_first_build_has_nothing_to_change(session):
    assert describe_events(session.rebuilder.make("ward")) == [
        ("BuildEvent", "ward", ("problems",))
    ]


def test_a_page_of_a_theme_that_could_never_be_read_is_loaded_again_when_it_can(save):
    save(other="theme: other\nextends: [")
    events = save(other=WARD.replace("ward", "other"))
    assert describe_events(events) == [("BuildEvent", "other", ("pictures", "settings"))]


@pytest.mark.parametrize("broken", [TYPO, NO_YAML], ids=["a misspelt parent", "no YAML"])
def test_a_broken_save_leaves_the_last_good_package_and_says_what_is_wrong_until_it_is_mended(
    save, client, broken
):
    before = client.get("/themes/ward/view/branding/manifest.json").content
    (event,) = save(ward=broken)
    assert isinstance(event, FailureEvent)
    assert event.problems[0].place.file == "themes/ward.yaml"
    assert client.get("/themes/ward/view/branding/manifest.json").content == before
    ward = client.get("/api/themes").json()["themes"][0]
    assert (ward["name"], ward["built"], len(ward["failure"])) == ("ward", True, 1)
    assert describe_events(save(ward=WARD)) == [("BuildEvent", "ward", ())]
    assert client.get("/api/themes").json()["themes"][0]["failure"] == []


def test_active_content_that_nobody_accepted_is_shown_with_its_problem(save, client):
    plugin = "path: ward, plugins: [{id: a, src: 'https://a.example/'}]"
    events = save(ward=WARD.replace("path: ward", plugin))
    theme = client.get("/api/themes/ward").json()
    rules = [problem["rule"] for problem in theme["found"]]
    assert (describe_events(events)[0][:2], theme["failure"]) == (("BuildEvent", "ward"), [])
    assert "active-content" in rules


def test_a_failure_is_reported_once(save):
    save(ward=TYPO)
    assert describe_events(save(ward=TYPO + "# a remark\n")) == []


def test_a_broken_shared_file_concerns_every_theme(save):
    assert {"ward", "borger"} <= {event.theme for event in save(danish="texts: [")}


def test_a_broken_theme_file_concerns_only_those_who_stand_on_it(save):
    events = save(other="theme: other\nextends: [")
    assert describe_events(events) == [
        ("BuildEvent", "other", ("themes",)),
        ("FailureEvent", "other", ()),
    ]


def test_a_theme_whose_file_was_never_good_is_listed_as_not_built(save, client):
    save(other="theme: other\nextends: [")
    listed = {theme["name"]: theme for theme in client.get("/api/themes").json()["themes"]}
    assert (listed["other"]["built"], len(listed["other"]["failure"])) == (False, 1)


@pytest.mark.parametrize("kind", ["branding/manifest.json", "service-theme/themeconfig.json"])
def test_a_theme_that_was_never_built_has_a_page_and_no_files(save, client, kind):
    save(other="theme: other\nextends: [")
    pages = client.get("/themes/other/view/"), client.get(f"/themes/other/view/{kind}")
    assert [page.status_code for page in pages] == [200, 404]


def test_a_theme_that_errs_from_the_start_is_shown_with_its_errors(save, client):
    save(other=WARD.replace("ward", "other").replace("meeting.leave: Forlad", "x: [[ nobody ]]"))
    other = client.get("/api/themes/other").json()
    assert other["failure"] != []


def test_themes_come_and_go(save):
    new = WARD.replace("ward", "other")
    assert describe_events(save(other=new)) == [("BuildEvent", "other", ("themes",))]
    assert describe_events(save(other=None)) == [("BuildEvent", "other", ("themes",))]


def test_a_theme_that_is_not_on_the_screen_waits_until_it_is_asked_for(save, session):
    save(other=WARD.replace("ward", "other"))
    assert session.rebuilder.state("other").is_stale


def test_an_edit_of_one_theme_leaves_the_others_as_they_are(save, session, client):
    client.get("/api/themes/borger")
    save(ward=WARD.replace("#2b6a94", "#6a2b94"))
    assert not session.rebuilder.state("borger").is_stale


def test_a_saved_picture_concerns_the_themes_that_name_it(own_workspace, save, session):
    logo = own_workspace / "brand_assets" / "own" / "logo.svg"
    logo.parent.mkdir(parents=True)
    shape = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h{}v9"/></svg>'
    logo.write_text(shape.format(9))
    save(ward=WARD.replace("brand:\n", "brand:\n  logo: own/logo.svg\n"))

    async def save_logo():
        logo.write_text(shape.format(5))
        with session.listen() as heard:
            await session.take_changes([logo])
            return [heard.get_nowait()]

    assert describe_events(asyncio.run(save_logo())) == [("BuildEvent", "ward", ("pictures",))]


def test_an_unknown_target_is_reported_of_every_theme(save):
    events = save(workspace='workspace: clinic\ntarget: "3"\n')
    assert {event.problems[0].rule.name for event in events if isinstance(event, FailureEvent)} == {
        "target-unknown"
    }


def test_a_running_build_is_overtaken_by_the_next_save(own_workspace, session, monkeypatch):
    """The first build hangs; the second is told while it does, and the first one's is thrown away."""
    hangs, started, make = threading.Event(), threading.Event(), rebuilder_module.build_theme

    def build_slowly(*arguments, **more):
        made = make(*arguments, **more)
        if not started.is_set():
            started.set()
            hangs.wait(20)
        return made

    async def save_twice():
        await session.theme("ward")
        monkeypatch.setattr(rebuilder_module, "build_theme", build_slowly)
        file = own_workspace / FILES["ward"]
        with session.listen() as heard:
            file.write_text(WARD.replace("Forlad mødet", "Et"), encoding="utf-8")
            first = asyncio.create_task(session.take_changes([file]))
            await asyncio.to_thread(started.wait, 20)
            file.write_text(WARD.replace("Forlad mødet", "To"), encoding="utf-8")
            await session.take_changes([file])
            told_meanwhile = heard.qsize()
            hangs.set()
            await first
            return told_meanwhile, heard.qsize()

    assert asyncio.run(save_twice()) == (1, 1)
    texts = session.rebuilder.state("ward").served.theme.texts
    assert texts["da"]["meeting.leave"].value == "To"


def test_a_build_that_is_overtaken_packs_nothing_more(own_workspace, session, monkeypatch):
    make, packed = rebuilder_module.build_theme, []
    file = own_workspace / FILES["ward"]

    def change_and_build(*arguments, **more):
        file.write_text(WARD.replace("Forlad mødet", "To"), encoding="utf-8")
        session.rebuilder.read([file])
        return make(*arguments, **more)

    monkeypatch.setattr(rebuilder_module, "build_theme", change_and_build)
    monkeypatch.setattr(zip_writer, "pack", lambda *_rest, **_more: packed.append(1))
    assert (session.rebuilder.make("ward"), packed) == ([], [])


def test_a_build_that_is_asked_for_during_a_reading_builds_what_was_read(
    own_workspace, session, monkeypatch
):
    update, make = rebuilder_module._update_state, rebuilder_module.build_theme
    file, begun = own_workspace / FILES["ward"], threading.Event()
    building = threading.Thread(target=session.rebuilder.make, args=("ward",))

    def build(*arguments, **more):
        begun.set()
        return make(*arguments, **more)

    def update_slowly(*arguments):
        if not building.ident:
            building.start()
            begun.wait(0.2)
        return update(*arguments)

    monkeypatch.setattr(rebuilder_module, "build_theme", build)
    monkeypatch.setattr(rebuilder_module, "_update_state", update_slowly)
    file.write_text(WARD.replace("Forlad mødet", "To"), encoding="utf-8")
    session.rebuilder.read([file])
    building.join()
    served = session.rebuilder.state("ward").served
    assert served.theme.texts["da"]["meeting.leave"].value == "To"


def test_themes_that_nobody_looks_at_are_examined_when_it_is_calm(session, save):
    save(other=WARD.replace("ward", "other").replace("meeting.leave", "meeting.lave"))

    async def wait_for_event():
        with session.listen() as heard:
            examining = asyncio.create_task(session.examine_idle())
            event = await asyncio.wait_for(heard.get(), 30)
            examining.cancel()
            return event

    assert asyncio.run(wait_for_event()) == BuildEvent("", ("problems",), "")
    assert all(session.rebuilder.state(name).is_examined for name in session.rebuilder.names())


def test_whoever_listens_is_let_go_when_the_room_closes(session):
    async def close_session():
        with session.listen() as heard:
            session.close()
            return await heard.get()

    assert asyncio.run(close_session()) is None


PALE = WARD.replace("#2b6a94", "#e8c95a")
UNPUBLISHABLE = [
    pytest.param(("palette", "pictures"), "contrast-unreadable", PALE, id="a bright colour"),
    pytest.param(
        ("palette",),
        "contrast-too-low",
        WARD.replace("brand:\n", 'brand:\n  background_color: "#f4f6f8"\n'),
        id="a light background",
    ),
    pytest.param(
        ("texts",),
        "placeholder-wrong",
        WARD.replace("meeting.leave: Forlad mødet", "breakouts.close-room-modal.title: Luk den?"),
        id="a lost placeholder",
    ),
]


@pytest.mark.parametrize(("changed", "rule", "text"), UNPUBLISHABLE)
def test_a_theme_whose_checks_fail_is_shown_but_cannot_be_written(
    save, client, changed, rule, text
):
    event = save(ward=text)[-1]
    ward = client.get("/api/themes/ward").json()
    found = [problem["rule"] for problem in ward["found"] if problem["severity"] == "error"]
    assert describe_events([event]) == [("BuildEvent", "ward", changed)]
    assert (ward["digest"], ward["failure"], rule in found) == (event.digest, [], True)
    assert {error.rule.name for error in event.errors} == set(found)


@pytest.mark.parametrize(
    "text", [PALE, TYPO, NO_YAML], ids=["faint", "a misspelt parent", "no YAML"]
)
def test_the_list_counts_the_problems_that_the_theme_lists(save, client, text):
    save(ward=text)
    listed = client.get("/api/themes").json()["themes"][0]
    found = client.get("/api/themes/ward").json()["found"]
    counted = {
        level: [problem["severity"] for problem in found].count(level)
        for level in listed["problems"]
    }
    assert (listed["problems"], found != []) == (counted, True)


def test_what_is_mended_is_no_longer_listed(save, client):
    save(ward=PALE)
    save(ward=WARD)
    assert client.get("/api/themes").json()["themes"][0]["problems"]["error"] == 0
