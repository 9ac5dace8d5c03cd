"""Web app paths that show something else than our packages: take them over, and give them back.

A path changes its web app, its branding and its description in one request, so that it never shows
one web app with the branding of another.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields

from themebuilder.core.json_text import Json
from themebuilder.core.messages import Message, _
from themebuilder.core.problems import Place, Problem, problem
from themebuilder.publishing.node.node import Node
from themebuilder.publishing.node.node_state import WEBAPP3_TYPE, NodeState, WebPath, get_text
from themebuilder.publishing.node.objects import PackageKind, Ref, Resource
from themebuilder.publishing.node.records import (
    MAX_DESCRIPTION,
    EarlierContent,
    add_earlier,
    drop_earlier,
    read_description,
)
from themebuilder.publishing.node.references import Reference
from themebuilder.publishing.plan.plan import (
    CreatePath,
    RestorePath,
    RetirePath,
    Step,
    SwitchPackage,
)


def check_description(path: WebPath, earlier: EarlierContent) -> Iterator[Problem]:
    """Yield a problem where the description of the path has no room for the record."""
    excess = len(add_earlier(path.description, earlier)) - MAX_DESCRIPTION
    if excess <= 0:
        return
    text, _entries = read_description(path.description)
    message = _(
        "The description of /{path} leaves no room to record what the path shows now, so a "
        "rollback couldn't restore it.",
        path=path.slug,
    )
    hint = _(
        "Shorten the description on the node to {count} characters.",
        count=max(len(text) - excess, 0),
    )
    yield problem("node-object-conflict", message, Place(path.ref.uri), hint)


def plan_return(live: NodeState, reference: Reference) -> RestorePath | Message | None:
    """Return the step back to what the path showed before our theme, or why there is none.

    None where nothing says what that was.
    """
    entries = reference.path.earlier if reference.path else ()
    earlier = next((entry for entry in entries if entry.theme == reference.theme), None)
    if earlier is None:
        return None
    package = live.package(PackageKind.WEBAPP, earlier.package)
    if earlier.package and package is None:
        return _(
            "The branding that {place} showed before, {key}, is no longer on the node. {place} stays "
            "as it is.",
            place=reference.label,
            key=earlier.package,
        )
    return _make_restore(reference, earlier, package.name if package else _("the default"))


def plan_retired_path(live: NodeState, reference: Reference) -> RetirePath:
    """Return the step that takes our theme off a path.

    One that we created is switched off; any other shows the default where nothing is recorded.
    """
    path = reference.path
    is_spare = path is not None and path.is_ours and not reference.is_guarded
    step = plan_return(live, reference)
    if not isinstance(step, RestorePath):
        default = EarlierContent(reference.theme, WEBAPP3_TYPE, "", is_on=True)
        step = _make_restore(reference, default, _("the default branding"))
    values = {field.name: getattr(step, field.name) for field in fields(step)}
    return RetirePath(**values | {"switch_off": is_spare or step.switch_off})


def _make_restore(reference: Reference, earlier: EarlierContent, shown: str) -> RestorePath:
    return RestorePath(
        ref=reference.ref,
        label=reference.label,
        theme=reference.theme,
        before=reference.key,
        before_shown=reference.package_name,
        webapp_type=earlier.webapp_type,
        after=earlier.package,
        after_shown=shown,
        switch_off=not earlier.is_on,
    )


def note_paths(
    live: NodeState, steps: Iterable[CreatePath | SwitchPackage | RestorePath]
) -> Iterator[Message]:
    """Yield what to know of the paths that are changed: the default path, and pinned bundles."""
    defaults = [path for path in live.paths.values() if path.is_default]
    listed = ", ".join(f"/{path.slug}" for path in defaults)
    if len(defaults) > 1:
        yield _(
            "The node names more than one default path: {paths}. Which one /webapp redirects to is "
            "unconfirmed.",
            paths=listed,
        )
    for step in steps:
        if not isinstance(step, RestorePath) and step.package.kind is not PackageKind.WEBAPP:
            continue
        slug = step.slug if isinstance(step, CreatePath) else step.label.removeprefix("/")
        path = live.paths.get(slug)
        if path and path.is_default and slug != "webapp":
            yield _("/webapp redirects to /{path}: guests there get the change too.", path=slug)
        elif slug == "webapp" and defaults and path not in defaults:
            yield _(
                "/webapp redirects to {paths}, the node's default path. Whether guests ever see what "
                "the path /webapp shows is unconfirmed.",
                paths=listed,
            )
        if path and path.bundle not in {"", WEBAPP3_TYPE}:
            yield _(
                "The path /{path} is pinned to a software bundle of type `{bundle}`, not `{wanted}`. "
                "Whether it can show our package is unconfirmed: unpin it on the node first.",
                path=slug,
                bundle=path.bundle,
                wanted=WEBAPP3_TYPE,
            )


def list_other_webapps(steps: Iterable[Step]) -> Mapping[str, tuple[str, str]]:
    """Path -> the web app that guests get there now and afterwards, where they differ."""
    changed = {}
    for step in steps:
        if isinstance(step, SwitchPackage) and step.webapp_type:
            changed[step.label] = step.webapp_type, WEBAPP3_TYPE
        elif isinstance(step, RestorePath) and step.webapp_type != WEBAPP3_TYPE:
            changed[step.label] = WEBAPP3_TYPE, step.webapp_type
    return changed


def restore_path(node: Node, step: RestorePath) -> None:
    """Let a path show what it showed before our theme, or switch it off."""
    item = node.get(step.ref) or {}
    values: dict[str, Json] = {
        "webapp_type": step.webapp_type,
        "branding": Ref(Resource.BRANDING, step.after).uri if step.after else None,
        "description": drop_earlier(get_text(item, "description"), step.theme),
    }
    if isinstance(step, RetirePath) and step.switch_off:
        values = {"is_enabled": False}
    elif step.switch_off:
        values["is_enabled"] = False
    node.change(step.ref, values, only_if={"branding": Ref(Resource.BRANDING, step.before).uri})


def read_recorded_packages(node: Node) -> frozenset[str]:
    """Return the keys of the brandings that a path would show again after a rollback."""
    records = (
        read_description(get_text(item, "description"))[1] for item in node.all(Resource.PATH)
    )
    return frozenset(entry.package for entries in records for entry in entries if entry.package)
