"""What the commands do: each takes a session and values, and gives back values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from themebuilder.core.problems import Place, Problem, problem
from themebuilder.definitions.model import Files
from themebuilder.publishing.apply import Applied, Packages, apply, check_saved
from themebuilder.publishing.built import Built, Kind
from themebuilder.publishing.live import Live, read_live
from themebuilder.publishing.plan import Plan, Point, Trail
from themebuilder.publishing.plan_format import render_step
from themebuilder.publishing.planning import make_plan, rooms_not_found
from themebuilder.publishing.preconditions import is_carried_out
from themebuilder.publishing.retire import read_users
from themebuilder.publishing.rollback import WayBack, plan_back
from themebuilder.publishing.server_fields import Wish, wishes
from themebuilder.publishing.session import Session, known_contents
from themebuilder.publishing.verify import Seen, Told, judged, look, told_at, wait_and_look
from themebuilder.settings import Field, Where


@dataclass(frozen=True, slots=True)
class Verified:
    """What was compared, and what is wrong.

    *meetings* holds, by organisation, what its meeting tells its apps.
    """

    seen: tuple[Seen, ...]
    meetings: Mapping[str, Told]
    problems: tuple[Problem, ...]


def plan_publishing(session: Session, built: Built) -> Plan:
    """What publishing would do now."""
    return _plan(session, built, read_live(session.node, session.deployment))


def check_plan(session: Session, plan: Plan) -> bool:
    """Whether a saved *plan* was carried out already.

    `ThemeError` when it is not for this deployment, or the node has changed since.
    """
    live = read_live(session.node, session.deployment)
    check_saved(plan, session, live)
    return is_carried_out(plan, live)


def packages_of(built: Built) -> Packages:
    """What was built, by what it is."""
    return {package.id: package for package in built.packages.values()}


def publish(session: Session, built: Built, *, allow_live: bool = False) -> tuple[Plan, Applied]:
    """Plan and publish what was built."""
    plan = plan_publishing(session, built)
    return plan, publish_plan(session, built, plan, allow_live=allow_live)


def publish_plan(
    session: Session, built: Built, plan: Plan, *, allow_live: bool = False
) -> Applied:
    """Do the plan, and verify.

    With nothing left to do, what is live is verified: the run before may have been killed when only
    that was left.
    """
    if not plan.is_empty:
        return apply(plan, session, packages_of(built), allow_live=allow_live)
    live = read_live(session.node, session.deployment)
    expected, unknown = _expected(session, built, live)
    seen = wait_and_look(session, expected, first_pause=0)
    return Applied((), seen, (*unknown, *judged(session, seen, tuple(expected))))


def plan_rollback(session: Session, themes: Iterable[str] = (), to: str = "") -> WayBack:
    """The way back."""
    live = read_live(session.node, session.deployment)
    contents = known_contents(session, None)
    return plan_back(session.deployment, live, session.store, contents, themes=themes, to=to)


def roll_back(session: Session, way: WayBack, *, allow_live: bool = False) -> Applied:
    """Go that way."""
    return apply(way.plan, session, way.packages, allow_live=allow_live, is_settled=way.is_settled)


def verify(session: Session, built: Built | None) -> Verified:
    """Read everything back: the node against the build, and every conferencing node by bytes."""
    live = read_live(session.node, session.deployment)
    expected, unknown = _expected(session, built, live)
    seen = look(session, expected) if expected else ()
    problems = [*unknown, *judged(session, seen, tuple(expected))]
    meetings: dict[str, Told] = {}
    if built is not None:
        plan = _plan(session, built, live)
        problems += _not_as_built(plan, live)
        problems += _not_retired(plan)
        problems += [
            problem("rooms-not-found", said, place)
            for said, place in rooms_not_found(session.deployment, live)
        ]
        meetings = _meetings(session, built)
        problems += _meeting_problems(built, meetings)
    return Verified(seen, meetings, tuple(problems))


def _plan(session: Session, built: Built, live: Live) -> Plan:
    now = datetime.fromtimestamp(session.clock.now(), session.zone)
    contents = known_contents(session, built)
    users = read_users(session.node, built, live)
    return make_plan(session.deployment, built, live, contents, now, users=users)


def _not_as_built(plan: Plan, live: Live) -> Iterator[Problem]:
    """What is still to do; where a theme only shows another package of ours, that in one sentence."""
    place = Place(plan.node)
    turned: dict[tuple[str, str], list[str]] = {}
    themes: set[str] = set()
    for step in plan.steps:
        if isinstance(step, Point) and (other := _other_of_ours(step, live)):
            turned.setdefault((step.package.theme, other), []).append(step.label)
            themes.add(step.package.theme)
    for (theme, other), labels in turned.items():
        message = f"{theme}: {other}, on {', '.join(dict.fromkeys(labels))}."
        yield problem("not-as-built", message, place, "`themebuilder plan` says what differs.")
    for step in plan.steps:
        is_told = isinstance(step, Point) and _other_of_ours(step, live)
        if not is_told and not (isinstance(step, Trail) and step.package.theme in themes):
            yield problem("not-as-built", f"Still to do: {render_step(step)}.", place)


def _not_retired(plan: Plan) -> Iterator[Problem]:
    for one in plan.retirements:
        shown = ", ".join((*(path.label for path in one.paths), *one.used_by))
        message = f"{one.theme} is no longer defined and still published: {shown}."
        hint = f"`themebuilder plan -d {plan.deployment}` says how to retire it."
        yield problem("theme-not-retired", message, Place(plan.node), hint)


def _other_of_ours(step: Point, live: Live) -> str:
    """What is live instead, where the built package is on the node as well; else empty."""
    package = step.package
    now = live.package(package.kind, step.before) if step.before else None
    there = live.holding(package.kind, package.theme, package.short)
    if there is None or now is None or now.mark is None or now.mark.theme != package.theme:
        return ""
    if now.last_updated <= there.last_updated:
        return "an earlier package of ours is live (rolled back?)"
    return "a later package of ours is live than the one in the build folder"


def _expected(
    session: Session, built: Built | None, live: Live
) -> tuple[dict[str, Files], list[Problem]]:
    """Path -> the files of the package of ours that it shows."""
    contents = known_contents(session, built)
    wanted = session.deployment.paths
    expected: dict[str, Files] = {}
    unknown: list[Problem] = []
    for slug, path in live.paths.items():
        package = live.package(Kind.WEBAPP, path.package) if path.package else None
        if package is None or package.mark is None or (wanted is not None and slug not in wanted):
            continue
        files = contents(package)
        if files is None:
            message = f"The content of {package.name} is not in the local store."
            unknown.append(problem("not-verified", message, Place(f"/{slug}")))
        else:
            expected[slug] = files
    return expected, unknown


def _meetings(session: Session, built: Built) -> dict[str, Told]:
    """Ask a conferencing node, for each organisation that has a wish and an alias to ask at."""
    asked: dict[str, Told] = {}
    transport = next(iter(session.conferencing.values()), None)
    for organisation, alias in (session.deployment.check_aliases or {}).items():
        names = [field.name for _, field in _told(built, organisation)]
        if names:
            nothing: Told = dict.fromkeys(names)
            asked[organisation] = told_at(transport, alias, names) if transport else nothing
    return asked


def _meeting_problems(built: Built, meetings: Mapping[str, Told]) -> Iterable[Problem]:
    for organisation, told in meetings.items():
        for wish, field in _told(built, organisation):
            place, called = Place(organisation), wish.field.declared.title.en.lower()
            is_on = told[field.name]
            if is_on is None:
                message = f"No conferencing node could be asked whether the meeting has {called}."
                yield problem("not-verified", message, place)
            elif is_on is not field.value(wish.field.value):
                message = f"The meeting has {called} {'on' if is_on else 'off'}; {wish.field}."
                yield problem("setting-not-in-force", message, place)


def _told(built: Built, organisation: str) -> Iterator[tuple[Wish, Field]]:
    """What the organisation wants that a meeting tells its apps, and under which name."""
    for wish in wishes(built, organisation):
        for field in wish.field.declared.at(Where.MEETING):
            yield wish, field
