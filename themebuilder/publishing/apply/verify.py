"""Verify: compare the node with the build, and what every conferencing node serves byte for byte."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from themebuilder.core.messages import Message, _, join_messages
from themebuilder.core.problems import Place, Problem, problem
from themebuilder.definitions.model import Files
from themebuilder.publishing.apply.served import (
    AS_WANTED,
    Manifests,
    MeetingSettings,
    ServedContent,
    ServedState,
    compare_left,
    compare_paths,
    compare_themes,
    limit_answer_time,
    list_expected_themes,
    read_meeting,
)
from themebuilder.publishing.build_output import BuildOutput
from themebuilder.publishing.live_packages import make_content_reader
from themebuilder.publishing.node.node_state import NodePackage, NodeState, read_node_state
from themebuilder.publishing.node.objects import Mark, PackageKind
from themebuilder.publishing.node.references import list_references
from themebuilder.publishing.plan.coverage import find_policy_faults
from themebuilder.publishing.plan.desired_settings import find_desired_settings
from themebuilder.publishing.plan.notes import find_missing_rooms, list_outside_changes
from themebuilder.publishing.plan.plan import (
    Plan,
    SetField,
    Step,
    SwitchPackage,
    UpdateDescription,
)
from themebuilder.publishing.plan.plan_format import render_step
from themebuilder.publishing.plan.planner import plan_publishing
from themebuilder.publishing.plan.preconditions import is_package
from themebuilder.publishing.session import Session
from themebuilder.settings import FieldKind

PAUSE = 15.0
"""Seconds between two comparisons."""


@dataclass(frozen=True, slots=True)
class Verification:
    """What each conferencing node serves, and what is wrong."""

    seen: tuple[ServedContent, ...]
    problems: tuple[Problem, ...]
    live: Mapping[str, Mark] = field(default_factory=dict)
    """Path -> what our package there says of itself."""
    meetings: Mapping[str, MeetingSettings] = field(default_factory=dict)
    """Organisation -> what a meeting tells its apps."""


def verify(
    session: Session, output: BuildOutput | None, defined: Collection[str] = ()
) -> Verification:
    """Read everything back; without a build only what is live is compared, of the themes *defined*."""
    live = read_node_state(session.node, session.deployment)
    shown = dict(list_live(session, live, output, defined))
    expected, unknown = read_expected(session, output, shown)
    themes = list_expected_themes(session, live, make_content_reader(session, output))
    paths = compare_paths(session, expected)
    seen: tuple[ServedContent, ...] = (*paths, *compare_themes(session, themes))
    problems = [*unknown, *find_problems(session, seen, tuple(expected))]
    marks = {slug: package.mark for slug, package in shown.items()}
    if output is None:
        return Verification(seen, tuple(problems), marks)
    plan = plan_publishing(session, output, live)
    problems += _find_open_steps(plan, live)
    for retirement in plan.retirements:
        places = join_messages((*(path.label for path in retirement.paths), *retirement.used_by))
        message = _(
            "Theme `{theme}` is no longer defined, but still published: {places}.",
            theme=retirement.theme,
            places=places,
        )
        hint = _(
            "`{command}` shows how to retire it.", command=f"themebuilder plan -d {plan.deployment}"
        )
        problems.append(problem("theme-not-retired", message, Place(plan.node), hint))
    problems += [
        problem("not-as-built", message, Place(session.node.origin))
        for message in list_outside_changes(session.deployment, live)
    ]
    problems += [
        problem("rooms-not-found", message, place)
        for message, place in find_missing_rooms(session.deployment, live)
    ]
    problems += [
        problem(rule, fault, session.deployment.place)
        for rule, fault in find_policy_faults(session.deployment, output, live)
        if session.deployment.policy or rule != "policy-not-in-force"
    ]
    meetings, wrong = _read_meetings(session, output)
    return Verification(seen, (*problems, *wrong), marks, meetings)


def read_expected(
    session: Session, output: BuildOutput | None, shown: Mapping[str, NodePackage]
) -> tuple[dict[str, Files], list[Problem]]:
    """Path -> the files of the package that it shows; and a problem where nobody has them."""
    read = make_content_reader(session, output)
    return collect_expected((slug, package.name, read(package)) for slug, package in shown.items())


def list_live(
    session: Session, live: NodeState, output: BuildOutput | None, defined: Collection[str] = ()
) -> Iterator[tuple[str, NodePackage]]:
    """Yield each path of the deployment that shows a package of ours, or should.

    A theme that is no longer defined is retired by switching its path off.
    """
    for reference in list_references(session.deployment, live):
        is_defined = (
            reference.theme in defined if output is None else not output.lacks(reference.theme)
        )
        if reference.path and reference.package and (reference.is_on or is_defined):
            yield reference.path.slug, reference.package


def collect_expected(
    found: Iterable[tuple[str, object, Files | None]],
) -> tuple[dict[str, Files], list[Problem]]:
    """Path -> files, from path, package and its files; and a problem where nobody has them."""
    expected: dict[str, Files] = {}
    unknown: list[Problem] = []
    for slug, package, files in found:
        if files is None:
            message = _("The content of {package} isn't stored on this machine.", package=package)
            unknown.append(problem("not-verified", message, Place(f"/{slug}")))
        else:
            expected[slug] = files
    return expected, unknown


def wait_and_compare(
    session: Session,
    expected: Mapping[str, Files],
    first_pause: float,
    left: Manifests = MappingProxyType({}),
    themes: Mapping[str, Files] = MappingProxyType({}),
) -> tuple[ServedContent, ...]:
    """Compare until everything is as expected, or the deployment's time is over.

    *themes*: alias of a meeting -> the files of its service theme. *left* holds what paths served before that
    now show something else: no node serves that any more. The first comparison starts after *first_pause*
    seconds.
    """
    if not (expected or left or themes) or not session.conferencing:
        return ()
    deployment, clock = session.deployment, session.clock
    started = clock.now()
    pause = first_pause
    limit_answer_time(session)
    while True:
        if pause:
            shown = round(pause, 1)
            session.report_progress(_("wait {pause:g} s for the conferencing nodes", pause=shown))
            clock.sleep(pause)
        seen: tuple[ServedContent, ...] = (
            *compare_paths(session, expected),
            *compare_left(session, left),
            *compare_themes(session, themes),
        )
        rest = started + deployment.timeout - clock.now()
        if all(served.state in AS_WANTED for served in seen) or rest <= 0:
            return seen
        pause = min(PAUSE, rest)


def find_problems(
    session: Session, seen: Sequence[ServedContent], slugs: Sequence[str]
) -> tuple[Problem, ...]:
    """Return what is wrong with what the nodes serve; a path that no node serves is only not verified."""
    if slugs and not session.conferencing:
        message = _("The deployment lists no conferencing nodes, so nothing was compared there.")
        return (problem("not-verified", message, session.deployment.place),)
    problems = []
    places = [*dict.fromkeys(served.place for served in seen if not served.is_path)]
    for place in (*places, *(f"/{slug}" for slug in slugs)):
        here = [served for served in seen if served.place == place]
        wrong = [served for served in here if served.state not in AS_WANTED]
        if not wrong:
            continue
        is_path, rule, message = wrong[0].is_path, "not-replicated", join_messages(wrong, "; ")
        # Of a path that some nodes serve, all should; a meeting may show nothing on any node.
        if all(served.state is ServedState.MISSING for served in (here if is_path else wrong)):
            rule = "not-verified"
            if is_path:
                message = _(
                    "No conferencing node serves {file}.", file=f"{place}/branding/manifest.json"
                )
        problems.append(problem(rule, message, Place(place)))
    return tuple(problems)


def _find_open_steps(plan: Plan, live: NodeState) -> Iterator[Problem]:
    """Yield the steps that remain; one problem for all references to another package of ours."""
    place = Place(plan.node)
    others: dict[tuple[str, str], list[str]] = {}
    rest = []
    for step in plan.steps:
        other = _describe_other_package(step, live) if isinstance(step, SwitchPackage) else ""
        if isinstance(step, SwitchPackage) and other:
            others.setdefault((step.package.theme, other), []).append(step.label)
        else:
            rest.append(step)
    for (theme, other), labels in others.items():
        places = join_messages(dict.fromkeys(labels))
        message = _("{theme}: {state}, on {places}.", theme=theme, state=other, places=places)
        hint = _("`themebuilder plan` shows what differs.")
        yield problem("not-as-built", message, place, hint)
    themes = {theme for theme, _ in others}
    for step in rest:
        if not (isinstance(step, UpdateDescription) and step.package.theme in themes):
            yield problem("not-as-built", _describe_open_step(step, live), place)


def _describe_open_step(step: Step, live: NodeState) -> Message:
    """Describe what isn't as built: new, or changed on the node since it was published."""
    if isinstance(step, SwitchPackage):
        package, now = step.package, live.package(step.package.kind, step.before)
        if step.enable and is_package(now, package):
            return _("{path} is switched off on the node.", path=step.label)
        if not (now and now.mark) and _was_published(step, live):
            return _(
                "{path} was changed on the node: it shows {shown}.",
                path=step.label,
                shown=step.before_shown,
            )
    if isinstance(step, SetField) or (
        isinstance(step, SwitchPackage)
        and any(
            (live_package.kind, live_package.name) == (package.kind, step.package_name)
            for live_package in live.packages
        )
    ):
        return _("The node differs from the build: {step}.", step=render_step(step))
    return _("Not published yet: {step}.", step=render_step(step))


def _was_published(step: SwitchPackage, live: NodeState) -> bool:
    """Whether the node records that the step's path showed a package of ours."""
    path = live.paths.get(step.label.removeprefix("/"))
    return (
        step.package.kind is PackageKind.WEBAPP
        and path is not None
        and (path.is_ours or any(earlier.theme == step.package.theme for earlier in path.earlier))
    )


def _describe_other_package(step: SwitchPackage, live: NodeState) -> str:
    """Describe the live package if the built one is on the node too; else an empty text."""
    package = step.package
    now = live.package(package.kind, step.before) if step.before else None
    if is_package(now, package):
        return ""  # only the path itself is otherwise
    there = live.find(package.kind, package.theme, package.short)
    if there is None or now is None or now.theme != package.theme:
        return ""
    if now.last_updated <= there.last_updated:
        return _("an earlier package is live (rolled back?)")
    return _("a later package than the one in the build folder is live")


def _read_meetings(
    session: Session, output: BuildOutput
) -> tuple[dict[str, MeetingSettings], list[Problem]]:
    """Ask a meeting of each organisation with an alias; and a problem for each wrong setting."""
    found: dict[str, MeetingSettings] = {}
    problems: list[Problem] = []
    transport = next(iter(session.conferencing.values()), None)
    for organisation, theirs in session.deployment.organisations.items():
        alias = theirs.check_alias
        wanted = [
            (desired, meeting_field)
            for desired in find_desired_settings(output, organisation)
            for meeting_field in desired.declared.list_fields(FieldKind.MEETING)
        ]
        if not (alias and wanted):
            continue
        names = [meeting_field.name for _, meeting_field in wanted]
        values = read_meeting(transport, alias, names) if transport else dict.fromkeys(names)
        found[organisation] = values
        for desired, meeting_field in wanted:
            place, name = Place(organisation), desired.declared.name
            is_on = values[meeting_field.name]
            if is_on is None:
                message = _(
                    "`{setting}` wasn't verified: the deployment lists no conferencing nodes.",
                    setting=name,
                )
                if transport:
                    message = _(
                        "`{setting}` wasn't verified: {node} tells a guest of {alias} nothing about it.",
                        setting=name,
                        node=transport.origin,
                        alias=alias,
                    )
                problems.append(problem("not-verified", message, place))
            elif is_on is not meeting_field.find_value(desired.value):
                message = _(
                    "`{setting}` is {state} in the meeting, but the organisation decided "
                    "`{decided}`.",
                    setting=name,
                    state=_("on") if is_on else _("off"),
                    decided=desired,
                )
                problems.append(problem("setting-not-in-force", message, place))
    return found, problems
