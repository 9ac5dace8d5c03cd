"""A service theme keeps its id and name; its content is replaced, and the node says which it is."""

from __future__ import annotations

import errno
import shutil
from dataclasses import replace

import pytest

from tests.fake_node.node import Row
from tests.publishing.kit import Look, World, die, digest_content, expect_refusal, looks_of
from themebuilder.core.problems import ThemeError
from themebuilder.publishing.apply.publish import publish_plan
from themebuilder.publishing.node.objects import PackageKind, Store
from themebuilder.publishing.node.records import ThemeRecord, read_record
from themebuilder.publishing.plan.plan_format import render

NAME = "nord (themebuilder)"


@pytest.fixture
def world(world):
    world.node.add_room("Nord 1", tag="nord")
    world.more = "rooms: [{theme: nord, tag: nord}]"
    return world


def nord(waiting: str) -> Look:
    return Look("nord", waiting=waiting)


def find_theme_row(world: World, name: str = NAME) -> Row:
    (row,) = world.node.find_rows("ivr_theme", name)
    return row


def record_of(world: World) -> ThemeRecord:
    (path,) = world.node.find_rows("webapp_alias", "themebuilder-nord")
    assert path["is_enabled"] is False
    return read_record(path["description"])


def digest_of(world: World, look: Look) -> str:
    (package,) = [
        one for one in world.build(look).packages_by_id if one.kind is PackageKind.MEETING
    ]
    return package.short


def upload_by_hand(world: World, row: Row) -> None:
    """Replace the theme's content as an administrator does in the node's pages."""
    world.clock.sleep(3600)
    data = world.build(nord("Af en kollega")).package(PackageKind.MEETING, "nord").data
    world.node.change("ivr_theme", str(row["id"]), {}, data)


def test_new_content_leaves_the_id_the_name_and_who_refers_to_it(world):
    world.publish(nord("Et"))
    before = dict(find_theme_row(world))
    pooled = world.node.add_room("Pulje 1", ivr_theme=before["id"])
    template = world.node.add("conference_sync_template", name="LDAP", ivr_theme=before["id"])
    writes = len(world.node.log)
    world.publish(nord("To"))
    after = find_theme_row(world)
    assert (after["id"], after["name"], after["uuid"]) == (
        before["id"],
        before["name"],
        before["uuid"],
    )
    assert digest_content(world.node, after["id"]) == digest_of(world, nord("To"))
    assert {pooled["ivr_theme"], template["ivr_theme"]} == {after["id"]}
    patched = [path for method, path, _ in world.node.log[writes:] if method == "PATCH"]
    assert not [path for path in patched if "/conference" in path]
    found = record_of(world)
    assert (found.key, found.updated, found.writing) == (
        str(after["id"]),
        after["last_updated"],
        "",
    )
    assert (found.content, found.before) == (
        digest_of(world, nord("To")),
        digest_of(world, nord("Et")),
    )


def test_the_status_names_the_theme_its_content_and_its_address_and_no_record(world):
    world.more = "service_themes: {nord: Nord}"
    world.publish(nord("Et"))
    status, key = world.read_status(), find_theme_row(world, "Nord")["id"]
    (theme,) = status.themes
    assert (theme.name, theme.content) == ("Nord", digest_of(world, nord("Et")))
    assert theme.ref.uri == f"/api/admin/configuration/v1/ivr_theme/{key}/"
    assert theme not in status.spare
    assert [place.label for place in status.places if "themebuilder-" in place.label] == []


def test_a_change_by_somebody_else_is_seen(world):
    built = world.build(nord("Et"))
    world.publish(built)
    upload_by_hand(world, find_theme_row(world))
    world.build(nord("Et"))
    plan = world.plan(built)
    found = world.verify(built)
    assert [note for note in plan.notes if "Somebody else changed the service theme" in note]
    assert [problem for problem in found.problems if "Somebody else changed" in problem.message]


def test_content_that_is_saved_nowhere_is_not_replaced(world):
    world.publish(nord("Et"))
    row = find_theme_row(world)
    upload_by_hand(world, row)
    before = world.node.copy_rows()
    with expect_refusal("content-not-saved"):
        world.publish(nord("To"))
    assert world.node.copy_rows() == before


def test_a_theme_made_by_hand_is_taken_over_with_its_id(world):
    world.more += '\nservice_themes: {nord: "Region Nord"}'
    row = world.node.add("ivr_theme", name="Region Nord")
    built = world.build(nord("Et"))
    plan = world.plan(built)
    loss = "The content of Region Nord is saved nowhere: publishing needs `--allow-loss`."
    assert loss in render(plan)
    with expect_refusal("content-not-saved"):
        world.publish(built)
    assert world.publish_plan(built, plan, allow_loss=True).problems == ()
    assert digest_content(world.node, row["id"]) == digest_of(world, nord("Et"))
    assert [theme["name"] for theme in world.node.rows["ivr_theme"].values()][4:] == ["Region Nord"]


def test_a_new_name_says_which_theme_is_left_behind(world):
    world.publish(nord("Et"))
    key = find_theme_row(world)["id"]
    world.more += '\nservice_themes: {nord: "Region Nord"}'
    notes = world.plan(nord("Et")).notes
    (note,) = [note for note in notes if "keeps its content" in note]
    assert f'"{NAME}" (/api/admin/configuration/v1/ivr_theme/{key}/)' in note


def test_what_the_node_returns_is_saved_before_it_is_replaced(world):
    world.node.faults.download = True
    world.publish(nord("Et"))
    upload_by_hand(world, find_theme_row(world))
    world.publish(nord("To"))
    store, theirs = Store(world.folder / "store"), digest_of(world, nord("Af en kollega"))
    assert store.find(PackageKind.MEETING, "nord", theirs) is not None


def test_a_theme_without_rooms_is_published_for_those_who_name_it(world):
    world.more = "service_themes: {nord: Nord}"
    plan, _ = world.publish(nord("Et"))
    assert digest_content(world.node, find_theme_row(world, "Nord")["id"]) == digest_of(
        world, nord("Et")
    )
    assert 'on no room yet\n  "Nord", new → ' in render(plan)
    assert "on rooms of other deployments, if any\n" in render(world.plan(nord("To")))


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("Pexip theme (English_UK)", "is one of the service themes built into the node"),
        ("syd (themebuilder)", "is the service theme of `syd`"),
    ],
)
def test_the_theme_of_another_is_not_taken(world, name, reason):
    world.node.add("ivr_theme", name="syd (themebuilder)")
    world.more = f'service_themes: {{nord: "{name}"}}'
    with expect_refusal("node-object-conflict") as error:
        world.plan(nord("Et"))
    assert reason in error.value.problems[0].message


def test_a_lost_answer_is_resolved_by_looking(world):
    world.publish(nord("Et"))
    world.node.faults.lost_patches, world.node.faults.only = 1, "PATCH */ivr_theme/*"
    sent = len(world.node.log)
    _, applied = world.publish(nord("To"))
    patches = [one for one in world.node.log[sent:] if one[0] == "PATCH" and "ivr_theme" in one[1]]
    assert len(patches) == 1
    assert applied.problems == ()
    assert record_of(world).content == digest_of(world, nord("To"))


@pytest.mark.parametrize("at", range(1, 16, 2))
def test_a_first_publish_that_was_killed_is_completed_by_the_next(world, at):
    built = world.build(nord("Et"))
    plan = world.plan(built)
    die(world, lambda session: publish_plan(session, built, plan), at, reads=False)
    world.check_plan(plan)  # the same plan may be carried out again
    _, applied = world.publish(built)
    assert applied.problems == ()
    assert record_of(world).to_mark(find_theme_row(world)["last_updated"]).is_certain


def publish_another(world):
    world.publish(nord("Tre"))


def replace_by_hand(world):
    upload_by_hand(world, find_theme_row(world))


def begin_to_write(world):
    (path,) = world.node.find_rows("webapp_alias", "themebuilder-nord")
    path["description"] = str(replace(record_of(world), writing="f" * 12))


@pytest.mark.parametrize("change", [publish_another, replace_by_hand, begin_to_write])
def test_what_another_has_changed_since_the_plan_is_not_overwritten(world, change):
    world.publish(nord("Et"))
    plan = world.plan(nord("To"))
    change(world)
    before = world.node.snapshot()
    with expect_refusal("changed-meanwhile", "changes-unfinished"):
        world.publish_plan(world.build(nord("To")), plan)
    after = world.node.snapshot()
    assert after["zips"] == before["zips"]
    for kept in ("ivr_theme", "webapp_alias"):
        assert after["rows"][kept] == before["rows"][kept]


def test_without_its_web_app_package_no_service_theme_is_written(world, monkeypatch):
    world.publish(nord("Et"))
    built, before = world.build(replace(nord("To"), leave="Farvel")), looks_of(world.node)
    plan, sleep = world.plan(built), world.clock.sleep

    def prune_meanwhile(seconds):
        for row in world.node.find_rows("webapp_branding", plan.steps[0].package.label):
            del world.node.rows["webapp_branding"][row["uuid"]]
        sleep(seconds)

    monkeypatch.setattr(world.clock, "sleep", prune_meanwhile)
    with expect_refusal("changed-meanwhile", "changes-unfinished"):
        world.publish_plan(built, plan)
    assert looks_of(world.node) == before


def test_a_change_while_the_write_begins_is_not_taken_for_the_write(world):
    world.publish(nord("Et"))

    def change_once(method, path):
        if method == "PATCH" and "webapp_alias" in path:
            world.node.faults.before.clear()
            replace_by_hand(world)

    world.node.faults.before.append(change_once)
    world.publish(nord("To"))
    assert digest_content(world.node, find_theme_row(world)["id"]) == digest_of(world, nord("To"))


def test_content_that_a_commit_can_build_again_may_be_replaced_from_any_machine(world):
    world.publish(nord("Et"), revision="a" * 40)
    shutil.rmtree(world.folder / "store")
    world.publish(nord("To"))
    assert record_of(world).before_revision == "a" * 12


@pytest.fixture
def full_disk(world, monkeypatch):
    """The node returns packages, a colleague published the live one, and nothing more can be saved here."""

    def refuse(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    world.node.faults.download = True
    world.publish(nord("Et"))
    shutil.rmtree(world.folder / "store")
    monkeypatch.setattr(Store, "add", refuse)


def test_content_that_the_disk_has_no_room_for_is_not_replaced(world, full_disk):
    with expect_refusal("content-not-saved", "changes-unfinished"):
        world.publish(nord("To"))
    assert digest_content(world.node, find_theme_row(world)["id"]) == digest_of(world, nord("Et"))
    assert record_of(world).writing == ""


def test_content_that_the_disk_has_no_room_for_is_replaced_if_its_loss_is_allowed(world, full_disk):
    built = world.build(nord("To"))
    world.publish_plan(built, world.plan(built), allow_loss=True)
    assert record_of(world).content == digest_of(world, nord("To"))


def test_a_theme_that_was_deleted_and_made_again_by_hand_is_not_taken_for_the_old_one(world):
    world.publish(nord("Et"), revision="a" * 40)
    row = find_theme_row(world)
    world.node.rows["conference"]["1"]["ivr_theme"] = None
    world.node.remove("ivr_theme", str(row["id"]))
    again = world.node.add("ivr_theme", name=NAME)
    again["last_updated"] = row["last_updated"]
    with expect_refusal("content-not-saved"):
        world.publish(nord("To"))


def test_a_commit_that_gives_other_content_now_is_not_rolled_back_to(world):
    world.publish(nord("Et"), revision="a" * 40)
    world.publish(nord("To"))
    built = world.build(nord("Et, bygget af en anden version"))
    other = built.package(PackageKind.MEETING, "nord")
    Store(world.folder / "store").add(other)
    with pytest.raises(ThemeError) as error:
        world.plan_rollback(release=[other.id], commit="a" * 40)
    assert f"Commit aaaaaaaaaaaa gives {other.id.short} for" in error.value.problems[0].message


def test_the_default_theme_of_all_guests_needs_permission(world):
    world.more = "rooms: [{theme: nord, all: true}]"
    world.publish(nord("Et"), allow_live=True)
    plan = world.plan(nord("To"))
    assert plan.guarded == ("the default theme",)


def test_from_another_machine_a_shared_folder_leads_back(world):
    world.more += "\nsaved_packages: shared"
    world.publish(nord("Et"))
    world.publish(nord("To"))
    shutil.rmtree(world.folder / "store")
    applied = world.roll_back()
    assert applied.problems == ()
    assert digest_content(world.node, find_theme_row(world)["id"]) == digest_of(world, nord("Et"))


def test_the_shared_folder_is_no_file(world):
    (world.folder / "shared").write_text("")
    world.more += "\nsaved_packages: shared"
    with pytest.raises(ThemeError, match="shared, which isn't a folder"), world.session():
        pass


def test_from_another_machine_what_is_missing_is_named_and_the_rest_goes_back(world):
    for text, commit in (("Et", "a"), ("To", "b"), ("Tre", "c")):
        world.publish(Look("nord", leave=text, waiting=text), revision=40 * commit)
    last = world.node.find_live_package("nord")
    shutil.rmtree(world.folder / "store")
    applied = world.roll_back()
    missing = [problem for problem in applied.problems if problem.rule.name == "no-earlier-package"]
    assert world.node.find_live_package("nord") != last
    assert [one.hint for one in missing] == [
        "It was built from this commit: themebuilder rollback -d prod --revision bbbbbbbbbbbb"
    ]


def test_a_theme_that_keeps_its_id_is_never_pruned(world):
    world.more = "service_themes: {nord: Nord}"
    world.publish(nord("Et"))
    world.publish(nord("To"))
    pruning = world.plan_pruning(keep=0)
    assert [one for one in pruning.deletes if one.kind is PackageKind.MEETING] == []
    reasons = {package.name: reason for package, reason in pruning.kept}
    assert reasons["Nord"] == "it keeps its id: policies and bookings may name it"


CHECKED = "rooms: [{theme: nord, tag: nord, check_alias: prove@nord}]"


def make_spoken_look(waiting: str) -> Look:
    """A look whose theme words the screen that apps draw themselves."""
    return Look("nord", waiting=waiting, direct=waiting)


@pytest.fixture
def checked(world):
    world.node.add_room("Prøve", tag="nord", alias="prove@nord")
    world.more = CHECKED
    return world


def test_the_apps_of_a_meeting_get_the_new_content_on_every_conferencing_node(checked):
    checked.publish(make_spoken_look("Et"))
    _, applied = checked.publish(make_spoken_look("To"))
    found = checked.verify(make_spoken_look("To"))
    themes = [str(served) for served in found.seen if "prove@nord" in str(served)]
    assert applied.problems == ()
    assert [line.rpartition(" ")[2] for line in themes] == ["same", "same"]


def test_a_conferencing_node_that_keeps_the_old_content_is_named(checked):
    checked.publish(make_spoken_look("Et"))
    checked.node.settle()
    checked.node.faults.never_replicate = frozenset({"conf-b"})
    _, applied = checked.publish(make_spoken_look("To"))
    (found,) = [problem for problem in applied.problems if problem.place.file == "prove@nord"]
    assert found.rule.name == "not-replicated"
    assert found.message == (
        f"{checked.up.conferencing['conf-b']}, texts of the service theme in the meeting prove@nord: different "
        "(direct_media_waiting_for_host)"
    )


def test_a_theme_without_texts_that_apps_show_is_not_called_the_same(checked):
    _, applied = checked.publish(nord("Et"))
    (found,) = [problem for problem in applied.problems if problem.place.file == "prove@nord"]
    assert found.rule.name == "not-verified"
    assert "missing (its package has no text that apps show)" in found.message


def test_a_meeting_that_is_not_there_is_only_not_verified(world):
    world.more = CHECKED
    _, applied = world.publish(make_spoken_look("Et"))
    assert [(problem.rule.name, problem.place.file) for problem in applied.problems] == [
        ("not-verified", "prove@nord")
    ]


@pytest.mark.parametrize("outside", ["used_elsewhere: [nord]", "booking: {file: templates.json}"])
def test_a_new_theme_each_time_is_refused_where_others_name_the_old_one(world, outside):
    world.more = f"theme_updates: new-theme\n{outside}"
    with expect_refusal("theme-updates-unsafe"):
        world.make_deployment()


def test_two_themes_of_one_name_are_refused(world):
    world.more = "service_themes: {nord: VDX, syd: VDX}"
    with expect_refusal("claimed-twice"):
        world.make_deployment()
