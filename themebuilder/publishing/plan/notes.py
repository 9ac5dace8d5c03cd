"""What a plan says beside its steps: what prevents them, what stays as it is, and what readers should know."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date

from themebuilder.core.messages import N_, Message, _, _n, join_messages
from themebuilder.core.problems import Place, Problem, ThemeError, problem
from themebuilder.definitions.acceptance import ACTIVE_CONTENT
from themebuilder.definitions.model import CATALOGUE
from themebuilder.packages.active_content import find_active_content
from themebuilder.packages.active_item import accept_items, describe_unaccepted, suggest_acceptance
from themebuilder.packages.errors import place_in_package
from themebuilder.platform.probes import describe_confirmation
from themebuilder.publishing.build_output import BuildOutput, CatalogueEntry
from themebuilder.publishing.deployment import Deployment
from themebuilder.publishing.node.node_state import NodeState
from themebuilder.publishing.node.objects import LocalPackage, Mark, PackageId, PackageKind
from themebuilder.publishing.plan.paths import list_other_webapps
from themebuilder.publishing.plan.plan import Retirement, Step, SwitchPackage, WriteTheme
from themebuilder.publishing.session import Session
from themebuilder.reviews.review_files import name_file, read_reviews
from themebuilder.reviews.status import describe_unapproved, list_unapproved
from themebuilder.settings import find_weakened


def find_refused(
    session: Session, output: BuildOutput, packages: Collection[LocalPackage]
) -> Iterator[Problem]:
    """Yield what of *packages* nobody has accepted, or approved where the deployment requires it."""
    yield from _find_unaccepted(output, packages, session.today)
    if session.deployment.requires_approval:
        yield from _find_unapproved(session, output, packages)


def find_failed(output: BuildOutput, changed: Iterable[PackageId]) -> Iterator[Problem]:
    """Yield why the last build of each theme in *changed* failed: its package is of an earlier one."""
    for theme in sorted({package_id.theme for package_id in changed} & output.failed.keys()):
        for rule in output.failed[theme]:
            message = _(
                "The last build of {theme} failed. Its package is from before.", theme=theme
            )
            hint = _(
                "Run `themebuilder check {theme}`, correct what it lists, and build again.",
                theme=theme,
            )
            yield problem(rule, message, Place(CATALOGUE), hint, theme=theme)


def _find_unaccepted(
    output: BuildOutput, packages: Iterable[LocalPackage], day: date
) -> Iterator[Problem]:
    """Yield the active content of *packages* that nobody has accepted until *day*.

    The packages themselves are read: what a catalogue doesn't list isn't accepted.
    """
    for package in packages:
        entry = output.entries[package.id.theme]
        acceptances = [acceptance for acceptance in entry.acceptances if acceptance.day <= day]
        found = find_active_content(package.id.kind.value, package.files)
        for item in accept_items(found, acceptances, entry.settings):
            if item.accepted is None:
                place = place_in_package(item.place, package.file)
                message, hint = describe_unaccepted(item), suggest_acceptance(item)
                yield problem(ACTIVE_CONTENT, message, place, hint, theme=package.id.theme)


def _find_unapproved(
    session: Session, output: BuildOutput, packages: Iterable[LocalPackage]
) -> Iterator[Problem]:
    """Yield a problem for each theme of *packages* whose screens aren't all approved.

    A screen shows both packages of its theme, so both are read, whichever is published.
    """
    for theme in sorted({local.id.theme for local in packages}):
        files = {
            kind.value: package.files
            for kind in PackageKind
            if (package := output.package(kind, theme))
        }
        try:
            found = read_reviews(session.root, theme)
            unapproved = list_unapproved(found, files) if found else ()
        except ThemeError as error:
            yield from error.problems
            continue
        if found is None or not found.shown:
            message = _("Nobody has reviewed this theme.")
        elif unapproved:
            message = describe_unapproved(unapproved)
        else:
            continue
        hint = _(
            "Write a site for reviewers with `themebuilder preview {theme} --export DIR`.",
            theme=theme,
        )
        yield problem("approval-missing", message, name_file(theme), hint, theme=theme)


_IN_PLACE = {
    "refused": N_("The node doesn't let the content of a service theme be replaced."),
    "kept-old": N_("The node accepts new content for a service theme, and shows the old."),
    "silent": N_(
        "Replacing a service theme's content leaves no trace on the node, so nobody could tell "
        "whether it was done."
    ),
}
_PATH_TYPE = {
    "refused": N_("The node doesn't let {paths} change to another web app."),
    "in-steps": N_(
        "The node changes the web app of {paths} only before the branding: guests would meet one "
        "without the other."
    ),
}


def find_refuted(session: Session, steps: Collection[Step]) -> Iterator[Problem]:
    """Yield a problem for each kind of step that didn't work on the stage node."""
    place = session.deployment.place
    known = session.probes.get("in-place")
    if known and known.outcome in _IN_PLACE and _has_write(steps):
        message = [_(_IN_PLACE[known.outcome]), describe_confirmation(known)]
        hint = _("Set `theme_updates: new-theme` in the deployment.")
        yield problem("step-refuted", join_messages(message, " "), place, hint)
    known, changed = session.probes.get("path-type"), ", ".join(list_other_webapps(steps))
    if known and known.outcome in _PATH_TYPE and changed:
        message = [_(_PATH_TYPE[known.outcome], paths=changed), describe_confirmation(known)]
        hint = _("Choose another path, or change the path's web app by hand when nobody uses it.")
        yield problem("step-refuted", join_messages(message, " "), place, hint)


def note_doubts(session: Session, steps: Collection[Step]) -> Iterator[Message]:
    """Yield what the stage node showed that makes our record of service themes less certain."""
    known = session.probes.get("in-place")
    if known and known.outcome == "moves-often" and _has_write(steps):
        message = _(
            "The time of a service theme also moves when a room chooses it: “somebody else changed it” "
            "may be wrong."
        )
        yield join_messages([message, describe_confirmation(known)], " ")


def _has_write(steps: Collection[Step]) -> bool:
    return any(isinstance(step, WriteTheme) for step in steps)


def find_missing_rooms(deployment: Deployment, live: NodeState) -> Iterator[tuple[Message, Place]]:
    """Return the room choices (of themes and organisations) that match no room, and their places."""
    chosen = [(choice.theme, choice.rooms) for choice in deployment.rooms]
    chosen += (
        (name, organisation.rooms) for name, organisation in deployment.organisations.items()
    )
    for name, rooms in chosen:
        if rooms.tag and not live.rooms[rooms]:
            message = _('{name}: no room has the tag "{tag}".', name=name, tag=rooms.tag)
            yield message, rooms.places[rooms.tag]


def list_outside_changes(deployment: Deployment, live: NodeState) -> Iterator[Message]:
    """Describe each service theme of ours whose content somebody else has changed."""
    for theme in deployment.published_themes if deployment.updates_in_place else ():
        stored = live.records.get(theme)
        now = live.find_theme(deployment.node_name(theme))
        if stored is None or now is None or stored.record.key != now.key:
            continue
        if now.last_updated != stored.record.updated and not stored.record.writing:
            yield _(
                'Somebody else changed the service theme "{name}" on {day}. Its content isn\'t known.',
                name=now.name,
                day=now.last_updated[:16].replace("T", " "),
            )


def list_left_themes(deployment: Deployment, live: NodeState) -> Iterator[Message]:
    """Describe each service theme that a new name in the deployment leaves behind."""
    for theme in deployment.published_themes if deployment.updates_in_place else ():
        stored = live.records.get(theme)
        before = live.package(PackageKind.MEETING, stored.record.key) if stored else None
        if before and before.name != deployment.node_name(theme):
            yield _(
                'From now on, `{theme}` is published as "{name}". "{before}" ({uri}) keeps its content, '
                "also for booking templates and policies that name it.",
                theme=theme,
                name=deployment.node_name(theme),
                before=before.name,
                uri=before.ref.uri,
            )


def describe_days(entry: CatalogueEntry) -> Message:
    """Return the days on which a theme is in use."""
    valid = entry.valid
    days = {
        _("from {day}", day=valid.since): valid.since,
        _("until {day}", day=valid.until): valid.until,
        _("then {theme}", theme=valid.then): valid.then,
    }
    return join_messages(text for text, is_set in days.items() if is_set)


def note_unused_themes(output: BuildOutput, themes: Iterable[str], day: date) -> Iterator[Message]:
    """Yield a note on each of *themes* that isn't in use on *day*."""
    for theme in dict.fromkeys(themes):
        entry = output.entries.get(theme)
        if entry and not entry.valid.covers(day):
            days = describe_days(entry)
            yield _("{theme} isn't in use on {day} ({days}).", theme=theme, day=day, days=days)


def note_partial_build(retirement: Retirement) -> Message:
    """Return the note on a published theme that a part of a workspace does not define."""
    places = join_messages((*(step.label for step in retirement.paths), *retirement.used_by))
    return _(
        "{theme} is published ({places}), but isn't in the build folder, which has only some of the "
        "workspace's themes. It stays as it is. Build all themes, then plan again.",
        theme=retirement.theme,
        places=places,
    )


def note_roomless_themes(
    deployment: Deployment, output: BuildOutput, paths: Mapping[str, str]
) -> Iterator[Message]:
    """Yield a note on themes with a path whose service theme the deployment gives to no room."""
    chosen = deployment.published_themes
    left = [
        theme
        for theme in dict.fromkeys(paths.values())
        if theme not in chosen and output.package(PackageKind.MEETING, theme)
    ]
    if left:
        yield _n(
            "{themes}: the deployment gives its service theme to no room. Choose rooms under `rooms`.",
            "{themes}: the deployment gives their service themes to no room. Choose rooms under `rooms`.",
            len(left),
            themes=", ".join(left),
        )


def note_left_paths(
    output: BuildOutput, live: NodeState, paths: Mapping[str, str]
) -> Iterator[Message]:
    """Yield a note on paths that a theme had before, or has in another deployment: they stay as they are."""
    for slug, path in live.paths.items():
        package = live.package(PackageKind.WEBAPP, path.package)
        entry = output.entries.get(package.theme) if package else None
        if package and entry and path.is_enabled and slug not in {*paths, entry.path}:
            yield _(
                "/{path} keeps showing {package}, but {theme} has another path. If it had this one before, "
                "switch it off on the node once nobody uses it.",
                path=slug,
                theme=entry.theme,
                package=package.name,
            )


def note_room_switches(live: NodeState, steps: Iterable[Step]) -> Iterator[Message]:
    """Yield a note on the service themes that rooms leave for another theme's: nothing records them."""
    left: dict[str, None] = {}
    for step in steps:
        if isinstance(step, SwitchPackage) and step.package.kind is PackageKind.MEETING:
            now = live.package(PackageKind.MEETING, step.before)
            if now is None or now.theme != step.package.theme:
                left[step.before_shown] = None
    if left:
        yield _(
            "`rollback` doesn't return rooms to the service themes that they use now: {themes}.",
            themes=join_messages(left),
        )


def note_weakening_successors(output: BuildOutput) -> Iterator[Message]:
    """Yield a note on each setting that a successor weakens when it takes over."""
    for entry in output.entries.values():
        successor = output.entries.get(entry.valid.then)
        day = entry.valid.handover(successor.valid.since) if successor else None
        if successor is None or day is None:
            continue
        for change in find_weakened(entry.values, successor.values):
            yield _(
                "On {day}, {successor} replaces {theme}, and {change}. [successor-weakens-setting]",
                day=day,
                successor=successor.theme,
                theme=entry.theme,
                change=change,
            )


def note_undone_publish(
    live: NodeState, last: str, in_use: Iterable[tuple[Mark, str]]
) -> Iterator[Message]:
    """Yield which publish a rollback undoes, and a later one that isn't live.

    One of settings alone, or a retirement, isn't undone.
    """
    yield _("This undoes the publish of {time} (UTC).", time=_format_time(last))
    shown = {(mark.theme, mark.short) for mark, _at in in_use}
    later = [
        package.mark.at
        for package in live.packages
        if package.mark.at > last and (package.theme, package.mark.before) in shown
    ]
    if later:
        yield _(
            "The publish of {time} (UTC) isn't live: it was rolled back already, or interrupted. This "
            "goes one step further back.",
            time=_format_time(max(later)),
        )


def _format_time(at: str) -> str:
    """Return the time on a package for people."""
    day, _t, time = at.partition("T")
    return f"{day[:4]}-{day[4:6]}-{day[6:]} {time[:2]}:{time[2:4]}"
