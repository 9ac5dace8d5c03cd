"""Publish: carry out a plan. Upload, wait, switch, verify; after a crash the next run continues.

A web app package is never changed: a new one is uploaded beside it, and the paths are switched to it.
A service theme keeps its id, and gets new content in the same minute as the paths are switched.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TypeVar

from themebuilder.core.json_text import Json
from themebuilder.core.messages import _, join_messages
from themebuilder.core.problems import Place, ThemeError, problem
from themebuilder.definitions.model import Files
from themebuilder.packages import zip_reader
from themebuilder.publishing.apply.served import read_manifests
from themebuilder.publishing.apply.uploads import (
    describe_loss,
    save_package,
    upload_package,
    write_theme,
)
from themebuilder.publishing.apply.verify import (
    Verification,
    collect_expected,
    find_problems,
    list_live,
    read_expected,
    wait_and_compare,
)
from themebuilder.publishing.build_output import BuildOutput
from themebuilder.publishing.node.node_state import (
    PATH_DESCRIPTION,
    WEBAPP3_TYPE,
    get_text,
    read_node_state,
)
from themebuilder.publishing.node.objects import (
    LocalPackage,
    Object,
    PackageId,
    PackageKind,
    Ref,
    Resource,
    fail,
    has_values,
    parse_mark,
)
from themebuilder.publishing.node.records import add_earlier, parse_earlier, read_record
from themebuilder.publishing.plan.cleanup import check_unused
from themebuilder.publishing.plan.notes import find_failed, find_refused
from themebuilder.publishing.plan.paths import list_other_webapps, restore_path
from themebuilder.publishing.plan.plan import (
    CreatePath,
    Plan,
    RestorePath,
    SetField,
    Step,
    SwitchPackage,
    UpdateDescription,
    UploadPackage,
    WriteTheme,
)
from themebuilder.publishing.plan.plan_format import render_step
from themebuilder.publishing.plan.preconditions import is_carried_out, list_changes_since
from themebuilder.publishing.session import Progress, Session

Packages = Mapping[PackageId, LocalPackage]
S = TypeVar("S", bound=Step)


def publish_plan(
    session: Session,
    output: BuildOutput,
    plan: Plan,
    *,
    allow_live: bool = False,
    allow_loss: bool = False,
) -> Verification:
    """Carry out the plan, and verify.

    *allow_live*: change what all guests use. *allow_loss*: replace service themes whose content is
    saved nowhere. A plan without steps is still verified: a crashed run may have stopped before that.
    """
    if not plan.is_empty:
        packages = output.packages_by_id
        named = [getattr(step, "package", None) for step in plan.steps]
        used = {id_: packages[id_] for id_ in named if id_ in packages}
        if refused := [*find_refused(session, output, used.values()), *find_failed(output, used)]:
            raise ThemeError(refused)
        if allow_loss:
            steps = (
                replace(step, is_saved=False) if isinstance(step, WriteTheme) else step
                for step in plan.steps
            )
            plan = replace(plan, steps=tuple(steps))
        else:
            _check_saved(plan, session)
        return apply_plan(plan, session, packages, allow_live=allow_live)
    live = read_node_state(session.node, session.deployment)
    expected, unknown = read_expected(session, output, dict(list_live(session, live, output)))
    seen = wait_and_compare(session, expected, first_pause=0)
    return Verification(seen, (*unknown, *find_problems(session, seen, tuple(expected))))


def check_plan(session: Session, plan: Plan) -> bool:
    """Whether a saved *plan* was carried out already.

    `ThemeError` when it is not for this deployment, or the node has changed since.
    """
    deployment = session.deployment
    live = read_node_state(session.node, deployment)
    if (plan.deployment, plan.node) != (deployment.name, deployment.node):
        message = _("The plan is for {name}, {node}.", name=plan.deployment, node=plan.node)
        fail("plan-unreadable", message, deployment.name)
    if changed := list_changes_since(plan, live):
        place = Place(deployment.node)
        hint = _(
            "Nothing was changed. The node's administrator log lists who changed it; a colleague may "
            "have published. To keep the change, write it into your definitions. Then plan again: "
            "{command}",
            command=f"themebuilder plan -d {deployment.name}",
        )
        *others, last = changed
        # The hint is the same for all, so it is given once.
        problems = [problem("changed-meanwhile", change, place) for change in others]
        raise ThemeError([*problems, problem("changed-meanwhile", last, place, hint)])
    return is_carried_out(plan, live)


def apply_plan(
    plan: Plan,
    session: Session,
    packages: Packages,
    *,
    allow_live: bool = False,
    is_replicated: bool = False,
) -> Verification:
    """Carry out the plan's steps in order, then verify.

    *is_replicated*: the packages were in use before, so every conferencing node has them already.
    """
    if plan.guarded and not allow_live:
        message = _("All guests use {places}.", places=join_messages(plan.guarded))
        hint = _("To publish there too, add `--allow-live`.")
        fail("permission-missing", message, session.deployment.name, hint)
    if (changed := list_other_webapps(plan.steps)) and not allow_live:
        message = _("Guests get another web app on {places}.", places=", ".join(changed))
        hint = _("To change that, add `--allow-live`.")
        fail("permission-missing", message, session.deployment.name, hint)
    check_unused(plan, session)
    progress = Progress(session, len(plan.steps))
    with progress.explain_stop():
        return _apply_plan(plan, session, packages, progress, is_replicated=is_replicated)


def _apply_plan(
    plan: Plan, session: Session, packages: Packages, progress: Progress, *, is_replicated: bool
) -> Verification:
    uploads, writes = _list_steps(plan, UploadPackage), _list_steps(plan, WriteTheme)
    wanted = [*(step.package for step in uploads), *(step.package for step in writes)]
    place = Place(session.deployment.name)
    if missing := [package for package in wanted if package not in packages]:
        raise ThemeError(
            problem(
                "package-missing",
                _("{package} isn't on this machine.", package=package_id),
                place,
                _("Make a new plan of what you built, or build what the plan was made of."),
            )
            for package_id in missing
        )
    for upload in uploads:
        with progress.change(render_step(upload), is_visible=False):
            upload_package(session, packages[upload.package], upload.description)
    present = set(wanted)
    switches = [step for step in plan.steps if isinstance(step, CreatePath | SwitchPackage)]
    for switch in switches:
        if switch.package not in present:
            _find_package(session, switch)  # before anything else is written
    for update in _list_steps(plan, UpdateDescription):
        with progress.change(render_step(update), is_visible=False):
            ref = _find_package(session, update)
            session.node.change(ref, {"description": update.description})
    _set_fields(plan, session, progress)
    created = [step for step in writes if not step.key]
    _write_themes(session, created, packages, progress)
    if (switches or created) and not is_replicated:
        pause = session.deployment.interval
        session.report_progress(
            _("wait {pause} s until the packages reach the conferencing nodes", pause=pause)
        )
        session.clock.sleep(pause)
    # Looked up again: a second run may have uploaded the same, and then both take the oldest.
    refs = {step.package: _find_package(session, step) for step in switches}
    _write_themes(session, [step for step in writes if step.key], packages, progress)
    for switch in switches:
        with progress.change(render_step(switch)):
            _switch(session, switch, refs[switch.package])
    restored = _list_steps(plan, RestorePath)
    slugs = [step.label.removeprefix("/") for step in restored]
    left = read_manifests(session, slugs)
    for step in restored:
        with progress.change(render_step(step)):
            restore_path(session.node, step)
    expected, unknown = collect_expected(_list_files_by_path(switches, packages, session))
    written = {step.package.theme: packages[step.package].files for step in writes}
    themes = {
        choice.check_alias: written[choice.theme]
        for choice in session.deployment.rooms
        if choice.check_alias and choice.theme in written
    }
    seen = wait_and_compare(session, expected, session.deployment.first_check, left, themes)
    problems = (*unknown, *find_problems(session, seen, (*expected, *slugs)))
    return Verification(seen, problems)


def _check_saved(plan: Plan, session: Session) -> None:
    """`ThemeError` where the plan replaces content that nobody could write again."""
    place = Place(session.deployment.name)
    hint = _(
        "Publish from the machine that published it last, name a shared folder in `saved_packages`, "
        "or add `--allow-loss`."
    )
    unknown = _(
        "Somebody else made or changed it, or deleted our record of it. To replace it all the same, "
        "add `--allow-loss`."
    )
    if unsaved := [step for step in _list_steps(plan, WriteTheme) if not step.is_saved]:
        raise ThemeError(
            problem(
                "content-not-saved",
                describe_loss(step),
                place,
                hint if read_record(step.after).content else unknown,
            )
            for step in unsaved
        )


def _write_themes(
    session: Session, steps: Iterable[WriteTheme], packages: Packages, progress: Progress
) -> None:
    for step in steps:
        # Nothing uses a new theme before a room is switched to it.
        with progress.change(render_step(step), is_visible=bool(step.key)):
            save_package(session, packages[step.package])
            write_theme(session, step, packages[step.package])


def _find_package(session: Session, step: CreatePath | SwitchPackage | UpdateDescription) -> Ref:
    """Return where the package of the step is on the node; `ThemeError` when it is gone."""
    kind, name = step.package.kind, _name_package(step)

    def is_ours(item: Object) -> bool:
        is_theme = kind is PackageKind.MEETING  # its name was chosen for it
        return is_theme or bool(parse_mark(kind, name, str(item.get("description"))))

    ref = session.node.find_oldest(kind.resource, name, is_ours)
    if ref is None:
        message = _("{package} is no longer on the node.", package=step.package)
        fail("changed-meanwhile", message, session.node.origin, _("Plan again to upload it."))
    return ref


def _name_package(step: CreatePath | SwitchPackage | UpdateDescription) -> str:
    return step.package_name if isinstance(step, SwitchPackage) else step.package.label


def _set_fields(plan: Plan, session: Session, progress: Progress) -> None:
    """Set all fields of one object in one write."""
    by_object: dict[Ref, list[SetField]] = {}
    for step in _list_steps(plan, SetField):
        by_object.setdefault(step.ref, []).append(step)
    for ref, steps in by_object.items():
        with progress.change(*map(render_step, steps)):
            session.node.change(
                ref,
                {step.field: step.after for step in steps},
                only_if={step.field: step.before for step in steps},
            )


def _switch(session: Session, step: CreatePath | SwitchPackage, package: Ref) -> None:
    """Switch the object to the package, or to an equal one that another run uploaded."""
    values: dict[str, Json] = {}
    required: dict[str, Json] = {}
    if isinstance(step, SwitchPackage):
        ref, field = step.ref, step.field
        required[field] = Ref(package.resource, step.before).uri if step.before else None
        if step.webapp_type:
            values["webapp_type"], required["webapp_type"] = WEBAPP3_TYPE, step.webapp_type
        if earlier := parse_earlier(step.earlier):
            now = get_text(session.node.get(ref) or {}, "description")
            values["description"] = add_earlier(now, earlier)
        if step.enable:
            values["is_enabled"] = True
    else:
        field, values["is_enabled"] = "branding", True
        new: dict[str, Json] = {
            "slug": step.slug,
            "webapp_type": WEBAPP3_TYPE,
            "is_enabled": True,
            "description": PATH_DESCRIPTION,
            "branding": package.uri,
        }
        # Another run may have created the path since; somebody else's isn't switched.
        required = {name: new[name] for name in ("webapp_type", "description")} | {"branding": None}
        ref = session.node.create(Resource.PATH, new)
    values[field] = package.uri

    def is_done(item: Object) -> bool:
        now = item.get(field)
        is_equal = isinstance(now, dict) and now.get("name") == _name_package(step)
        return has_values(item, {**values, field: now if is_equal else package.uri})

    session.node.change(ref, values, only_if=required, is_done=is_done)


def _list_files_by_path(
    switches: list[CreatePath | SwitchPackage], packages: Packages, session: Session
) -> Iterator[tuple[str, PackageId, Files | None]]:
    """Yield each path that was switched, with its package and the files that it should serve."""
    for step in switches:
        if step.package.kind is PackageKind.WEBAPP:
            slug = step.slug if isinstance(step, CreatePath) else step.label.removeprefix("/")
            local = packages.get(step.package)
            data = local.data if local else session.store.data(step.package)
            yield slug, step.package, None if data is None else zip_reader.unpack(data)


def _list_steps(plan: Plan, kind: type[S]) -> list[S]:
    return [step for step in plan.steps if isinstance(step, kind)]
