"""Do what a plan says: upload, wait, point, verify. Killed anywhere, the next run goes on.

Blue and green: a package is never changed, only another one put beside it and pointed at. Until the
last step guests meet the old one whole; after it the new one whole.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from themebuilder.core.problems import Place, Problem, ThemeError, problem
from themebuilder.definitions.model import Files
from themebuilder.packages import zip_reader, zip_writer
from themebuilder.packages.errors import ArchiveError
from themebuilder.publishing.built import Kind, Package, PackageId, mark_of
from themebuilder.publishing.failure import Json, fail
from themebuilder.publishing.live import PATH_DESCRIPTION, Live
from themebuilder.publishing.objects import Object, Ref, Resource, kept
from themebuilder.publishing.objects import Upload as FilePart
from themebuilder.publishing.plan import AddPath, Plan, Point, RetirePath, Set, Step, Trail, Upload
from themebuilder.publishing.plan_format import render_step
from themebuilder.publishing.preconditions import changes_since
from themebuilder.publishing.retire import check_unused
from themebuilder.publishing.session import Session
from themebuilder.publishing.verify import Seen, judged, wait_and_look

FILE_FIELD = {Kind.WEBAPP: "branding_file", Kind.MEETING: "package"}

Packages = Mapping[PackageId, Package]

S = TypeVar("S", Upload, Trail, Set, RetirePath)


@dataclass(frozen=True, slots=True)
class Applied:
    """What was done, what the conferencing nodes serve now, and what is wrong with that."""

    steps: tuple[Step, ...]
    seen: tuple[Seen, ...]
    problems: tuple[Problem, ...]


def check_saved(plan: Plan, session: Session, live: Live) -> None:
    """`ThemeError` when a saved *plan* is for something else, or the node has changed since."""
    deployment = session.deployment
    if (plan.deployment, plan.node) != (deployment.name, deployment.node):
        message = f"The plan is for {plan.deployment} at {plan.node}."
        fail("plan-unreadable", message, deployment.name)
    changed = changes_since(plan, live)
    if changed:
        place = Place(deployment.node)
        hint = (
            "Nothing was written. The administrator log of the node says who it was; where a package "
            "of ours is shown, somebody else may have published. If the change is to stay, take it "
            f"into your definitions. Then plan again: themebuilder plan -d {deployment.name}"
        )
        *others, last = changed
        # What to do is the same for all: said once, below the last one.
        raise ThemeError(
            [
                *(problem("changed-meanwhile", change, place) for change in others),
                problem("changed-meanwhile", last, place, hint),
            ]
        )


def apply(
    plan: Plan,
    session: Session,
    packages: Packages,
    *,
    allow_live: bool = False,
    is_settled: bool = False,
) -> Applied:
    """Do the plan's steps in order, then verify.

    *is_settled*: the packages were in use before, so every conferencing node has them already.
    """
    if plan.guarded and not allow_live:
        message = f"Everybody meets {', '.join(plan.guarded)}."
        fail("live-path-guarded", message, session.deployment.name, "Say --allow-live.")
    check_unused(plan, session.node)
    needed = {step.package for step in plan.steps if not isinstance(step, Set | RetirePath)}
    _check_at_hand(plan, session, packages)
    places: dict[PackageId, Ref] = {}
    for upload in _of_kind(plan, Upload):
        session.say(render_step(upload))
        places[upload.package] = _upload(session, packages[upload.package], upload.description)
    for package in sorted(needed - set(places), key=str):
        places[package] = find_package(session, package)
    for trail in _of_kind(plan, Trail):
        session.say(render_step(trail))
        session.node.change(places[trail.package], {"description": trail.description})
    fields: dict[Ref, list[Set]] = {}
    for setting in _of_kind(plan, Set):
        session.say(render_step(setting))
        fields.setdefault(setting.ref, []).append(setting)
    for ref, changes in fields.items():
        session.node.change(
            ref,
            {change.field: change.after for change in changes},
            only_if={change.field: change.before for change in changes},
        )
    switches = [step for step in plan.steps if isinstance(step, AddPath | Point)]
    if switches and not is_settled:
        pause = session.deployment.interval
        session.say(f"wait {pause} s for the packages to reach the conferencing nodes")
        session.clock.sleep(pause)
    # Looked up again: a second run may have uploaded the same, and then both take the oldest.
    places = {s.package: find_package(session, s.package) for s in switches}
    for switch in switches:
        session.say(render_step(switch))
        _switch(session, switch, places[switch.package])
    for retired in _of_kind(plan, RetirePath):
        session.say(render_step(retired))
        _retire(session, retired)
    expected, unknown = _expected(switches, packages, session)
    seen = wait_and_look(session, expected, session.deployment.first_check)
    return Applied(plan.steps, seen, (*unknown, *judged(session, seen, tuple(expected))))


def find_package(session: Session, package: PackageId) -> Ref:
    """Where a package of ours is on the node; `ThemeError` when it is there no more."""
    kind = package.kind
    found = [
        item
        for item in session.node.named(kind.resource, package.label)
        if mark_of(kind, package.label, str(item.get("description", "")))
    ]
    if not found:
        fail("package-gone", f"{package} is not on the node any more.", session.node.origin)
    oldest = min(found, key=lambda i: (str(i.get("last_updated", "")), str(i[kind.resource.key])))
    return Ref(kind.resource, str(oldest[kind.resource.key]))


def _check_at_hand(plan: Plan, session: Session, packages: Packages) -> None:
    missing = [step.package for step in _of_kind(plan, Upload) if step.package not in packages]
    if missing:
        place = Place(session.deployment.name)
        raise ThemeError(
            [problem("package-missing", f"{package} is not at hand.", place) for package in missing]
        )


def _upload(session: Session, package: Package, described: str) -> Ref:
    """Put the package on the node and read it back; it is kept here first."""
    kind = package.id.kind
    try:
        session.store.keep(package)
    except OSError as error:
        session.say(f"{package.id} could not be kept in {session.store.folder}: {error.strerror}")
    values: dict[str, Json] = {"name": package.id.label}
    if kind is Kind.WEBAPP:
        values["description"] = described
        values["webapp_type"] = "webapp3"
    part = FilePart(FILE_FIELD[kind], package.file, package.data)
    ref = session.node.create(kind.resource, values, part)
    item = session.node.get(ref) or {}
    mark = mark_of(kind, str(item.get("name", "")), str(item.get("description", "")))
    if mark is None or item.get("webapp_type", "webapp3") != "webapp3":
        message = f"{package.id.label!r} is on the node and is not ours."
        fail("package-name-taken", message, session.node.origin)
    returned = session.node.download(ref)
    if returned is not None and not _is_same(returned, package):
        message = f"The node gives back something else for {package.id}."
        fail("write-not-kept", message, session.node.origin)
    return ref


def _is_same(returned: bytes, package: Package) -> bool:
    try:
        return zip_writer.digest(zip_reader.unpack_foreign(returned).files) == package.id.digest
    except ArchiveError:
        return False


def _switch(session: Session, step: AddPath | Point, package: Ref) -> None:
    """Let the object use the package; a twin of it, made by a second run, will do as well."""
    node = session.node
    ref, field, before = _target(session, step, package)
    values: dict[str, Json] = {field: package.uri}
    if isinstance(step, AddPath) or step.enable:
        values["is_enabled"] = True

    def is_done(item: Object) -> bool:
        now = item.get(field)
        is_twin = isinstance(now, dict) and now.get("name") == step.package.label
        return kept(item, {**values, field: now if is_twin else package.uri})

    node.change(ref, values, only_if={field: before}, is_done=is_done)


def _retire(session: Session, step: RetirePath) -> None:
    before = Ref(Resource.BRANDING, step.before).uri
    values: dict[str, Json] = {"is_enabled": False} if step.switch_off else {"branding": None}
    session.node.change(step.ref, values, only_if={"branding": before})


def _target(session: Session, step: AddPath | Point, package: Ref) -> tuple[Ref, str, str | None]:
    """The object to change, its field, and what it must point at for us to change it."""
    if isinstance(step, Point):
        before = Ref(package.resource, step.before).uri if step.before else None
        return step.ref, step.field, before
    path = session.node.create(
        Resource.PATH,
        {
            "slug": step.slug,
            "webapp_type": "webapp3",
            "is_enabled": True,
            "description": PATH_DESCRIPTION,
            "branding": package.uri,
        },
    )
    # Somebody may have made the path since: it is pointed at the package only if it shows nothing.
    return path, "branding", None


def _expected(
    switches: list[AddPath | Point], packages: Packages, session: Session
) -> tuple[dict[str, Files], list[Problem]]:
    """Path -> the files that guests should be served there; and where nobody has them."""
    expected: dict[str, Files] = {}
    unknown: list[Problem] = []
    for step in switches:
        if step.package.kind is not Kind.WEBAPP:
            continue
        slug = step.slug if isinstance(step, AddPath) else step.label.removeprefix("/")
        package = packages.get(step.package)
        data = package.data if package else session.store.data(step.package)
        if data is None:
            message = f"The content of {step.package} is not in the local store."
            unknown.append(problem("not-verified", message, Place(f"/{slug}")))
        else:
            expected[slug] = zip_reader.unpack(data)
    return expected, unknown


def _of_kind(plan: Plan, kind: type[S]) -> list[S]:
    return [step for step in plan.steps if isinstance(step, kind)]
