"""Rollback: return to what was live before the last publish, or to a package that is named."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import NoReturn

from themebuilder.core.messages import N_, Message, _, join_messages
from themebuilder.core.problems import Place, Problem, ThemeError, problem
from themebuilder.publishing.apply.publish import apply_plan
from themebuilder.publishing.apply.verify import Verification
from themebuilder.publishing.live_packages import make_content_reader
from themebuilder.publishing.node.node_state import NodePackage, read_node_state
from themebuilder.publishing.node.objects import (
    SHORT,
    LocalPackage,
    Mark,
    PackageId,
    PackageKind,
    Store,
    fail,
    format_description,
)
from themebuilder.publishing.node.references import Reference, list_references
from themebuilder.publishing.plan.notes import note_undone_publish
from themebuilder.publishing.plan.paths import plan_return
from themebuilder.publishing.plan.plan import Plan, RestorePath, UploadPackage
from themebuilder.publishing.plan.plan_builder import PlanBuilder
from themebuilder.publishing.session import Session

_RULE = "no-earlier-package"
_MAX_OTHERS = 5
_UNCHANGED = (
    N_("Server settings aren't rolled back."),
    N_(
        "The definitions aren't rolled back: change them and build, or the next `publish` undoes "
        "the rollback."
    ),
)


@dataclass(frozen=True, slots=True)
class Rollback:
    """A plan, and the packages that it uploads again because the node doesn't have them."""

    plan: Plan
    packages: dict[PackageId, LocalPackage]
    problems: tuple[Problem, ...] = ()
    """What stays as it is, because its earlier package is missing."""


def plan_rollback(
    session: Session,
    themes: Iterable[str] = (),
    to: str = "",
    release: Iterable[PackageId] = (),
    commit: str = "",
) -> Rollback:
    """Plan to undo the last publish, or that of *themes*.

    Or plan to return to the digest *to*, or to the packages of a *release*, which the store has;
    with *commit*, they were built from it again.

    The packages on the node say what went live together and what was live before. Settings are not
    changed. `ThemeError` when there is nothing to return to.
    """
    deployment = session.deployment
    live = read_node_state(session.node, deployment)
    planner = _Planner(
        deployment,
        live,
        make_content_reader(session, None),
        store=session.store,
        themes=frozenset(themes),
        to=to,
        targets={(package_id.kind, package_id.theme): package_id for package_id in release} or None,
        commit=commit,
    )
    # Rooms first: the package on the path says what they had before.
    for reference in sorted(planner.used, key=lambda it: it.kind is PackageKind.WEBAPP):
        planner.plan_reference(reference)
    for content in planner.contents_in_place:
        planner.plan_content(content)
    problems = tuple(planner.list_problems())
    if not planner.switches and not planner.writes:
        if problems:
            raise ThemeError(problems)
        planner.fail_without_target()
    # Whoever confirms the plan should know what it leaves out, and which publish it undoes.
    planner.notes += [*(fault.message for fault in problems), *map(_, _UNCHANGED)]
    if planner.is_previous and planner.last and not planner.themes:
        planner.notes += note_undone_publish(live, planner.last, planner.in_use)
    plan = planner.to_plan((*planner.uploads.values(), *planner.writes, *planner.switches))
    return Rollback(plan, planner.missing, problems)


def roll_back(session: Session, rollback: Rollback, *, allow_live: bool = False) -> Verification:
    """Carry the rollback out, and verify."""
    # Packages that are still on the node were in use before: every conferencing node has them.
    applied = apply_plan(
        rollback.plan,
        session,
        rollback.packages,
        allow_live=allow_live,
        is_replicated=not any(isinstance(step, UploadPackage) for step in rollback.plan.steps),
    )
    return replace(applied, problems=(*rollback.problems, *applied.problems))


@dataclass(kw_only=True)
class _Planner(PlanBuilder):
    store: Store
    themes: frozenset[str]
    to: str
    targets: Mapping[tuple[PackageKind, str], PackageId] | None
    """The packages of a release, where one is named."""
    commit: str
    """The commit that these packages were built from again, or empty."""
    missing: dict[PackageId, LocalPackage] = field(default_factory=dict)
    """Packages that are uploaded again."""
    missed: dict[Message, Message] = field(default_factory=dict)
    """What can't be rolled back, and what to do about it."""
    without_earlier: dict[str, tuple[PackageKind, str]] = field(default_factory=dict)
    """Place -> the kind and theme that it shows and of which no earlier package is known."""

    def __post_init__(self) -> None:
        deployment, live = self.deployment, self.live
        in_place: dict[str, NodePackage] = {}
        if deployment.updates_in_place:
            for theme in deployment.published_themes:
                now = live.find_theme(deployment.node_name(theme))
                if now and now.theme == theme:
                    in_place[now.key] = now
        self.contents_in_place = tuple(in_place.values())
        self.used = [
            reference
            for reference in list_references(deployment, live)
            if not (reference.kind is PackageKind.MEETING and reference.key in in_place)
        ]
        self.in_use = [(reference.mark, reference.live_since) for reference in self.used]
        self.in_use += [(package.mark, package.mark.at) for package in in_place.values()]
        """The mark of everything in use, and when it went live."""
        self.last = max((at for _, at in self.in_use), default="")
        latest = {mark.theme for mark, at in self.in_use if self.targets or at == self.last}
        self.chosen = self.themes or latest
        self.is_previous = not self.to and self.targets is None
        """Whether each goes back to what was live before it, rather than to what is named."""

    def plan_reference(self, reference: Reference) -> None:
        """Return a path, a room or the default theme to its earlier package."""
        mark, at = reference.mark, reference.live_since
        if not self._is_chosen(mark, at):
            return
        if self.is_previous and reference.takeover >= max(mark.at, "0"):
            self.restore(reference)
            return
        target = self._find_target(reference.kind, mark, self._find_before(reference.kind, mark))
        if target is None and self.is_previous and (mark.before or not self.restore(reference)):
            self._report_missing(reference.label, reference.kind, mark)
        if target is not None and target.short != mark.short:
            self.switch_to(reference, mark, target)

    def plan_content(self, now: NodePackage) -> None:
        """Return a service theme that keeps its id to its earlier content."""
        mark = now.mark
        if not self._is_chosen(mark, mark.at):
            return
        target = self._find_target(PackageKind.MEETING, mark, mark.before)
        label = _('the service theme "{name}"', name=now.name)
        package = self._load(target) if target else None
        if package is None:
            if self.is_previous:
                self._report_missing(label, PackageKind.MEETING, mark)
        elif not self._is_other_build(mark, package.id, label) and not (
            package.id.short == mark.short and mark.is_certain
        ):
            self.write_theme(package)

    def _load(self, target: PackageId) -> LocalPackage | None:
        """Return the package in the store, to be uploaded again."""
        if target not in self.missing and (data := self.store.data(target)) is not None:
            name = f"{target.theme}-{target.kind.value}.zip"
            self.missing[target] = LocalPackage(target, name, data)
        return self.missing.get(target)

    def _find_revision(self, theme: str) -> str:
        """Return the commit that the earlier content of a service theme was built from, if it is known."""
        stored = self.live.records.get(theme)
        return stored.record.before_revision if stored else ""

    def _is_other_build(self, mark: Mark, target: PackageId, label: str) -> bool:
        """Note where the commit that *mark* was built over no longer gives the same content."""
        before = self._find_revision(mark.theme)
        if not before or not self.commit.startswith(before) or target.short == mark.before:
            return False
        message = _(
            "Commit {commit} gives {digest} for {place} now, not {before}, which was live before. "
            "Nothing changes there.",
            commit=before,
            digest=target.short,
            place=label,
            before=mark.before,
        )
        self.missed[message] = _(
            "Build it with the version of themebuilder that built it then, and name that folder with "
            "`--to`."
        )
        return True

    def _is_chosen(self, mark: Mark, at: str) -> bool:
        """Whether the package went live in the publish that is undone; always with a target."""
        if self.to or (self.targets is not None and mark.theme in self.chosen):
            return True
        if mark.theme not in self.chosen:
            return False
        return not at or at == max(when for one, when in self.in_use if one.theme == mark.theme)

    def _find_target(self, kind: PackageKind, mark: Mark, before: str) -> PackageId | None:
        """Return the package to return to: the named one, or that whose digest begins with *before*."""
        if self.targets is not None:
            return self.targets.get((kind, mark.theme))
        digest = self.to or before
        if stored := self.store.find(kind, mark.theme, digest):
            return stored
        present = self.live.find(kind, mark.theme, digest[:SHORT]) if digest else None
        return PackageId(kind, mark.theme, digest) if present else None

    def _report_missing(self, label: str, kind: PackageKind, mark: Mark) -> None:
        """Note that the place stays as it is, and what would help."""
        if not mark.before:
            self.without_earlier[label] = (kind, mark.theme)
            return
        message = _(
            "The earlier package of {place}, {digest}, is neither on the node nor on this machine. "
            "Nothing changes there.",
            place=label,
            digest=mark.before,
        )
        if revision := self._find_revision(mark.theme):
            command = f"themebuilder rollback -d {self.deployment.name} --revision {revision}"
            hint = _("It was built from this commit: {command}", command=command)
        else:
            hint = _(
                "Name a release that has it with `--to`, or the commit that it was built from with "
                "`--revision`."
            )
        self.missed[message] = hint

    def list_problems(self) -> Iterator[Problem]:
        """Yield what can't be rolled back."""
        place = Place(self.deployment.name)
        if self.without_earlier:
            message = _(
                "No earlier package is known for {places}. Nothing changes there.",
                places=join_messages(self.without_earlier),
            )
            yield problem(_RULE, message, place, self._propose_others())
        for message, hint in self.missed.items():
            yield problem(_RULE, message, place, hint)

    def _propose_others(self) -> Message:
        missed = {*self.without_earlier.values()}
        others = [
            package.name
            for kind, theme in sorted(
                {(reference.kind, reference.theme) for reference in self.used}
            )
            for package in self.live.find_own(kind, theme)
            if ((kind, theme) in missed if missed else theme in self.chosen)
            and package not in {reference.package for reference in self.used}
        ]
        if others:
            listed = ", ".join(others[:_MAX_OTHERS])
            return _(
                "The node also has {packages}. Choose one with `--to DIGEST`.", packages=listed
            )
        earlier = {mark.theme for mark, _at in self.in_use if mark.before} - self.chosen
        if earlier:
            command = f"themebuilder rollback -d {self.deployment.name} {min(earlier)}"
            return _(
                "These themes have an earlier version: {themes}. Name one: {command}",
                themes=", ".join(sorted(earlier)),
                command=command,
            )
        return _("Change the definitions, build and publish instead.")

    def fail_without_target(self) -> NoReturn:
        """Say that there is nothing to return to."""
        message, hint = _("The deployment uses none of our packages."), self._propose_others()
        if self.themes:
            listed = ", ".join(sorted(self.themes))
            message = _("The deployment uses no package of {themes}.", themes=listed)
        if self.to and any(self.to[:SHORT] == mark.short for mark, _at in self.in_use):
            message = _("`{digest}` is live already.", digest=self.to)
        elif self.to:
            message = _(
                "Neither the node nor this machine has a package `{digest}` of a theme in use.",
                digest=self.to,
            )
        elif self.commit:
            message = _(
                "Commit {commit} gives no other package of a theme that the deployment uses.",
                commit=self.commit[:SHORT],
            )
        elif self.targets is not None:
            message = _("The deployment uses no other package of a theme in this release.")
        fail(_RULE, message, self.deployment.name, hint)

    def _find_before(self, kind: PackageKind, now: Mark) -> str:
        """Return the digest that was live before *now*: of a service theme, as its web app package says.

        A theme without a path has none; then it is our newest other service theme.
        """
        if kind is PackageKind.WEBAPP:
            return now.before
        paths = [reference for reference in self.used if reference.kind is PackageKind.WEBAPP]
        if marks := [path.mark for path in paths if path.theme == now.theme]:
            return max(marks, key=lambda mark: mark.at).before_meeting
        others = (package.mark.short for package in self.live.find_own(kind, now.theme))
        return next((short for short in others if short not in {now.short, ""}), "")

    def restore(self, reference: Reference) -> bool:
        """Let a path show what it showed before the theme; whether anything says what that was."""
        step = plan_return(self.live, reference)
        if isinstance(step, RestorePath):
            self.rely_on(reference)
            self.switches.append(step)
            if reference.is_guarded:
                self.guarded.append(reference.label)
        elif step:
            self.missed[step] = _("Change the path on the node.")
        return step is not None

    def switch_to(self, reference: Reference, now: Mark, target: PackageId) -> None:
        """Let the object use *target*, which is uploaded where the node no longer has it."""
        present = self.live.find(target.kind, target.theme, target.short)
        if present:
            after = self.read_content(present)
        elif package := self._load(target):
            is_webapp = target.kind is PackageKind.WEBAPP
            description = format_description(target, now.at, "", "") if is_webapp else ""
            self.uploads.setdefault(target, UploadPackage(target, len(package.data), description))
            after = package.files
        else:
            self._report_missing(reference.label, target.kind, now)
            return
        self.compare(target, after, reference.package, reference.label)
        self.rely_on(reference)
        self.switch(reference, target)
