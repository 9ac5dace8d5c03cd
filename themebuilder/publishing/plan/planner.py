"""Make a plan: the desired state of a deployment, compared with the state of its node."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

from themebuilder.core.messages import _, join_messages
from themebuilder.core.problems import Problem, ThemeError, problem
from themebuilder.definitions.outline import BUILT_IN_PATHS
from themebuilder.publishing.bookings.outside_users import find_unknown_themes
from themebuilder.publishing.build_output import BuildOutput
from themebuilder.publishing.live_packages import make_content_reader
from themebuilder.publishing.node.node_state import (
    NodePackage,
    NodeState,
    read_node_state,
)
from themebuilder.publishing.node.objects import (
    LocalPackage,
    PackageId,
    PackageKind,
    Ref,
    format_description,
)
from themebuilder.publishing.node.records import EarlierContent
from themebuilder.publishing.node.references import (
    Reference,
    make_path_reference,
    make_theme_reference,
)
from themebuilder.publishing.plan.cleanup import plan_retirements
from themebuilder.publishing.plan.coverage import find_coverage, find_policy_faults
from themebuilder.publishing.plan.notes import (
    describe_days,
    find_failed,
    find_missing_rooms,
    find_refused,
    find_refuted,
    list_left_themes,
    list_outside_changes,
    note_doubts,
    note_left_paths,
    note_partial_build,
    note_room_switches,
    note_roomless_themes,
    note_unused_themes,
    note_weakening_successors,
)
from themebuilder.publishing.plan.paths import check_description, note_paths
from themebuilder.publishing.plan.plan import (
    CreatePath,
    Plan,
    Step,
    SwitchPackage,
    UpdateDescription,
    UploadPackage,
)
from themebuilder.publishing.plan.plan_builder import PlanBuilder
from themebuilder.publishing.plan.preconditions import is_package
from themebuilder.publishing.plan.server_settings import SettingsPlanner
from themebuilder.publishing.session import Session

_TIME = "%Y%m%dT%H%M%SZ"


def plan_publishing(session: Session, output: BuildOutput, live: NodeState | None = None) -> Plan:
    """Return what `publish` would do now; `ThemeError` lists everything that prevents it.

    Reads the node unless *live* is given. The day decides which themes are in use; the time is
    written on the packages.
    """
    deployment = session.deployment
    live = live or read_node_state(session.node, deployment)
    now = datetime.fromtimestamp(session.clock.now(), session.zone)
    at = _find_time(now, live, output)
    planner = _Planner(deployment, live, make_content_reader(session, output), output=output, at=at)
    paths = planner.list_desired_paths(now.date())
    for slug, theme in paths.items():
        if package := planner.package(PackageKind.WEBAPP, theme):
            planner.plan_path(slug, package)
    planner.plan_contents(session.revision)
    for reference, theme in planner.list_desired_themes():
        if package := planner.package(PackageKind.MEETING, theme):
            planner.plan_theme(reference, package)
    settings = SettingsPlanner(planner, output, paths)
    settings.plan()
    problems = [*dict.fromkeys(planner.problems), *settings.problems]
    problems += find_refused(session, output, planner.used.values())
    uploaded = [upload.package for upload in planner.uploads.values()]
    problems += find_failed(output, [*uploaded, *(step.package for step in planner.writes)])
    problems += find_unknown_themes(deployment, output, live)
    problems += find_refuted(session, [*planner.writes, *planner.switches])
    if problems:
        raise ThemeError(problems)
    planner.relies_on |= {str(rooms): set() for rooms in live.rooms}
    switched = {step.ref for step in planner.switches if isinstance(step, SwitchPackage)}
    retirements = plan_retirements(session, output, live, switched)
    if not output.is_complete:
        planner.notes += map(note_partial_build, retirements)
        retirements = ()
    planner.notes += [
        *settings.notes,
        *list_outside_changes(deployment, live),
        *list_left_themes(deployment, live),
        *note_room_switches(live, planner.switches),
        *(note_left_paths(output, live, paths) if deployment.paths is None else ()),
        *note_weakening_successors(output),
        *note_roomless_themes(deployment, output, paths),
        *(fault for _rule, fault in find_policy_faults(deployment, output, live)),
        *note_paths(live, planner.switches),
        *note_doubts(session, planner.writes),
    ]
    steps = (*planner.package_steps(), *settings.steps, *planner.writes, *planner.switches)
    return replace(
        planner.to_plan(steps),
        scopes=tuple(settings.scopes),
        missed=tuple(
            join_messages([place, message], ": ")
            for message, place in find_missing_rooms(deployment, live)
        ),
        retirements=retirements,
        coverage=find_coverage(session, output, live),
    )


def _find_time(now: datetime, live: NodeState, output: BuildOutput) -> str:
    """Return the time to write on the node: later than every one there, whatever the machines' clocks say.

    What completes an interrupted publish gets its time, so that `rollback` undoes both together.
    """
    times = [package.mark.at for package in live.packages]
    times += [earlier.at for path in live.paths.values() for earlier in path.earlier]
    newest, time = max(times, default=""), now.astimezone(UTC).strftime(_TIME)
    shown = {path.package for path in live.paths.values()}
    begun = [
        (stored.record.at, (PackageKind.MEETING, theme, stored.record.writing))
        for theme, stored in live.records.items()
    ]
    begun += [
        (package.mark.at, (package.kind, package.theme, package.mark.short))
        for package in live.packages
        if package.kind is PackageKind.WEBAPP and package.key not in shown
    ]
    built = {(package.kind, package.theme, package.short) for package in output.packages_by_id}
    if newest and any(at == newest and package in built for at, package in begun):
        return newest
    if time > newest:
        return time
    try:
        after = datetime.strptime(newest, _TIME).replace(tzinfo=UTC) + timedelta(seconds=1)
    except (ValueError, OverflowError):  # a time that no clock shows
        return time
    return after.strftime(_TIME)


@dataclass(kw_only=True)
class _Planner(PlanBuilder):
    output: BuildOutput
    at: str
    """The time that is written on packages, records and paths."""
    problems: list[Problem] = field(default_factory=list)
    before: dict[tuple[str, PackageKind], str] = field(default_factory=dict)
    """Theme and kind -> the short digest of what is live now."""
    used: dict[PackageId, LocalPackage] = field(default_factory=dict)

    def list_desired_paths(self, day: date) -> Mapping[str, str]:
        """Web app path -> theme: the deployment's own list, or the themes that are in use on *day*."""
        entries = self.output.entries
        if self.deployment.paths is not None:
            self.notes += note_unused_themes(self.output, self.deployment.paths.values(), day)
            return self.deployment.paths
        paths: dict[str, str] = {}
        for entry in entries.values():
            if not entry.path or not entry.valid.covers(day):
                continue
            other = paths.setdefault(entry.path, entry.theme)
            if other != entry.theme:
                message = _(
                    "On {day}, `{theme}` and `{other}` both use the path /{path}.",
                    day=day,
                    theme=other,
                    other=entry.theme,
                    path=entry.path,
                )
                self.problems.append(problem("claimed-twice", message, self.deployment.place))
        for entry in entries.values():
            if entry.path and entry.path not in paths:
                self.notes.append(
                    _(
                        "/{path} isn't changed: {theme} isn't in use on {day} ({days}).",
                        path=entry.path,
                        theme=entry.theme,
                        day=day,
                        days=describe_days(entry),
                    )
                )
        if pathless := [
            theme
            for kind, theme in self.output.packages
            if kind is PackageKind.WEBAPP and not entries[theme].path
        ]:
            self.notes.append(
                _(
                    "Without a path, so not published in the web app: {themes}. Add `webapp.path` to a "
                    "theme, or `paths` to the deployment.",
                    themes=join_messages(pathless),
                )
            )
        return paths

    def list_desired_themes(self) -> Iterator[tuple[Reference, str]]:
        """Yield each room, or the default theme, with the theme that it should use; the later choice wins."""
        live = self.live
        chosen: dict[Ref, tuple[Reference, str]] = {}
        for choice in self.deployment.rooms:
            rooms = (None,) if choice.rooms.everything else live.rooms[choice.rooms]
            for reference in (make_theme_reference(live, room) for room in rooms):
                chosen[reference.ref] = reference, choice.theme
        yield from chosen.values()

    def package(self, kind: PackageKind, theme: str) -> LocalPackage | None:
        """Return the theme's package; a problem where it was not built."""
        package = self.output.package(kind, theme)
        if package is None:
            message = _(
                "Theme `{theme}` has no {kind} package in the build folder.",
                theme=theme,
                kind=kind.value,
            )
            place = self.deployment.places.get(theme, self.deployment.place)
            hint = _("Run `themebuilder build` first.")
            if theme in self.output.entries:
                hint = _(
                    "Choose another theme, or add the package to `packages` in its definition."
                )
            self.problems.append(problem("package-missing", message, place, hint))
        else:
            self.used[package.id] = package
        return package

    def plan_path(self, slug: str, package: LocalPackage) -> None:
        """Switch the path to the package, or create the path."""
        path = self.live.paths.get(slug)
        if path is None:
            self.relies_on[f"path /{slug}"] = set()
            self._replace(package, None, _("/{path} (new)", path=slug))
            self.switches.append(CreatePath(slug, package.id))
            if slug in BUILT_IN_PATHS:
                self.guarded.append(f"/{slug}")
            return
        reference = make_path_reference(self.live, path)
        self.rely_on(reference)
        self._remember(package.id, reference.package)
        is_shown = is_package(reference.package, package.id)
        if not is_shown:
            self._replace(package, reference.package, reference.label)
        if not is_shown or not reference.is_on or reference.is_other_webapp:
            earlier = None
            if reference.theme != package.id.theme:
                shown = (path.webapp_type, path.package, path.is_enabled)
                earlier = EarlierContent(package.id.theme, *shown, self.at)
                self.problems += check_description(path, earlier)
            elif not reference.is_on:
                self.notes.append(
                    _("`rollback` doesn't switch {path} off again.", path=reference.label)
                )
            self.switch(reference, package.id, enable=not reference.is_on, earlier=earlier)

    def plan_contents(self, revision: str) -> None:
        """Write the content of each service theme that keeps its id."""
        if not self.deployment.updates_in_place:
            return
        for theme in self.deployment.published_themes:
            package = self.package(PackageKind.MEETING, theme)
            if package is None:
                continue
            name = self.deployment.node_name(theme)
            now = self.live.find_theme(name)
            if now and now.is_default:
                message = _('"{name}" is one of the service themes built into the node.', name=name)
            elif now and now.theme not in {theme, ""}:
                message = _(
                    '"{name}" is the service theme of `{theme}`.', name=name, theme=now.theme
                )
            else:
                self.write_theme(package, self.at, revision)
                continue
            place = self.deployment.places.get(theme, self.deployment.place)
            hint = _("Choose another name under `service_themes`.")
            self.problems.append(problem("node-object-conflict", message, place, hint))

    def plan_theme(self, reference: Reference, package: LocalPackage) -> None:
        """Switch the room, or the default theme, to the service theme of the package."""
        self.rely_on(reference)
        if self.deployment.updates_in_place:
            name = self.deployment.node_name(package.id.theme)
            if reference.package is None or reference.package.name != name:
                shown = reference.package_name, name
                self.compare(package.id, package.files, reference.package, reference.label, shown)
                self.switch(reference, package.id, name)
            return
        self._remember(package.id, reference.package)
        if not is_package(reference.package, package.id):
            self._replace(package, reference.package, reference.label)
            self.switch(reference, package.id)

    def _replace(self, package: LocalPackage, now: NodePackage | None, label: str) -> None:
        identity = package.id
        self.compare(identity, package.files, now, label)
        if self.live.find(identity.kind, identity.theme, identity.short) is None:
            self.uploads[identity] = UploadPackage(identity, len(package.data), "")

    def _remember(self, package: PackageId, now: NodePackage | None) -> None:
        key = package.theme, package.kind
        # After an interruption, some places have the package already.
        if now and now.theme == package.theme and self.before.get(key) in {None, package.short}:
            self.before[key] = now.mark.short

    def package_steps(self) -> Iterator[Step]:
        """Upload what is missing; write on each web app package what it replaces."""
        for upload in self.uploads.values():
            description = ""
            if upload.package.kind is PackageKind.WEBAPP:
                before = self._find_live_before(upload.package.theme)
                description = format_description(upload.package, self.at, *before)
            yield UploadPackage(upload.package, upload.size, description)
        shown = {path.package for path in self.live.paths.values()}
        for theme in dict.fromkeys(change.package.theme for change in self.changes.values()):
            local = self.output.package(PackageKind.WEBAPP, theme)
            present = self.live.find(PackageKind.WEBAPP, theme, local.id.short) if local else None
            if local is None or present is None:
                continue
            (webapp, meeting), mark = self._find_live_before(theme), present.mark
            own = self.output.package(PackageKind.MEETING, theme)
            current = own.id.short if own else ""
            is_recorded = webapp in {"", local.id.short, mark.before}
            is_recorded = is_recorded and meeting in {"", current, mark.before_meeting}
            is_returning = present.key not in shown and mark.at != self.at
            if is_returning or not is_recorded:
                description = format_description(local.id, self.at, webapp, meeting)
                yield UpdateDescription(local.id, description)

    def _find_live_before(self, theme: str) -> tuple[str, str]:
        """Return the short digests of the theme's web app package and service theme that are live now."""
        return self.before.get((theme, PackageKind.WEBAPP), ""), self.before.get(
            (theme, PackageKind.MEETING), ""
        )
