"""Put a package on a node, and save it on this machine first.

A service theme that keeps its id and name is created once, then its content is replaced. Such a write is
safe to repeat, and a crash leaves the record with `writing` set, so that the next run completes it. Two
runs at the same time don't overwrite each other: the second finds another record.
"""

from __future__ import annotations

from dataclasses import replace

from themebuilder.core.json_text import Json
from themebuilder.core.messages import Message, _
from themebuilder.core.problems import ThemeError
from themebuilder.core.reading import describe_os_error
from themebuilder.packages import zip_reader, zip_writer
from themebuilder.packages.errors import ArchiveError
from themebuilder.publishing.node.node_state import WEBAPP3_TYPE
from themebuilder.publishing.node.objects import (
    FilePart,
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
from themebuilder.publishing.node.records import StoredRecord, parse_record, read_record
from themebuilder.publishing.plan.plan import WriteTheme
from themebuilder.publishing.session import Session

FILE_FIELD = {Resource.BRANDING: "branding_file", Resource.THEME: "package"}


def upload_package(session: Session, package: LocalPackage, description: str) -> None:
    """Save the package, put it on the node, and read it back."""
    kind = package.id.kind
    save_package(session, package)
    values: dict[str, Json] = {"name": package.id.label}
    if kind is PackageKind.WEBAPP:
        values |= {"description": description, "webapp_type": WEBAPP3_TYPE}
    part = FilePart(FILE_FIELD[kind.resource], package.file, package.data)
    ref = session.node.create(kind.resource, values, part)
    item = session.node.get(ref) or {}
    mark = parse_mark(kind, str(item.get("name", "")), str(item.get("description", "")))
    if not mark or item.get("webapp_type", WEBAPP3_TYPE) != WEBAPP3_TYPE:
        message = _("The node has another package named `{name}`.", name=package.id.label)
        fail("node-object-conflict", message, session.node.origin)
    returned = session.node.download(ref)
    if returned is not None and _read_digest(returned) != package.id.digest:
        message = _("The node returns other content for {package}.", package=package.id)
        fail("write-unresolved", message, session.node.origin)


def save_live_theme(session: Session, step: WriteTheme, ref: Ref) -> None:
    """Save what a service theme has before it is replaced, where the node returns it.

    `ThemeError` where it can't be saved, and the plan counted on that.
    """
    data = session.node.download(ref)
    if not (data and (digest := _read_digest(data))):
        return
    theme = step.package.theme
    live = LocalPackage(PackageId(PackageKind.MEETING, theme, digest), f"{theme}.zip", data)
    save_package(session, live)
    is_built_again = bool(read_record(step.after).before_revision)
    if step.is_saved and not is_built_again and session.store.data(live.id) is None:
        folder = str(session.store.folder)
        hint = _("Let this machine write to {folder}, or add `--allow-loss`.", folder=folder)
        fail("content-not-saved", describe_loss(step), session.deployment.name, hint)


def describe_loss(step: WriteTheme) -> Message:
    """Describe that what a service theme has now would be lost."""
    return _(
        'The content of the service theme "{name}" is saved nowhere, so nothing could bring it back.',
        name=step.name,
    )


def save_package(session: Session, package: LocalPackage) -> None:
    """Save the package on this machine, so that `rollback` finds it."""
    try:
        session.store.add(package)
    except OSError as error:
        session.report_progress(
            _(
                "{package} can't be stored in {folder}, where `rollback` would look for it: {reason}",
                package=package.id,
                folder=str(error.filename or session.store.folder),
                reason=describe_os_error(error),
            )
        )


def _read_digest(data: bytes) -> str:
    """Return the digest of a package's content; empty where it isn't a readable zip."""
    try:
        return zip_writer.compute_digest(zip_reader.unpack_foreign(data).files)
    except ArchiveError:
        return ""


_PAUSES = (1.0, 3.0, 10.0)
"""Seconds between attempts while another run writes the same."""


def write_theme(session: Session, step: WriteTheme, package: LocalPackage) -> None:
    """Carry out *step*; `ThemeError` where the theme or our record has changed since the plan."""
    for pause in (*_PAUSES, None):
        try:
            return _write_theme(session, step, package)
        except ThemeError:
            # Another run of the same plan may be faster, and not quite done.
            if pause is None or not _is_written(session, step):
                raise
            session.clock.sleep(pause)
    return None


def _is_written(session: Session, step: WriteTheme) -> bool:
    """Whether the record says that the node has, or is getting, this content."""
    stored = find_record(session, read_record(step.after).slug)
    return stored is not None and step.package.short in {
        stored.record.writing,
        stored.record.content,
    }


def _write_theme(session: Session, step: WriteTheme, package: LocalPackage) -> None:
    node, record = session.node, read_record(step.after)
    stored, ref, item = _read_theme(session, step, record.slug)
    updated = str(item.get("last_updated", ""))
    is_recorded = stored and ref and stored.record.key == ref.key
    if stored and is_recorded and stored.record.to_mark(updated).has(step.package):
        return
    # An interrupted run of the same plan has left the record as this one begins it.
    is_begun = stored is not None and stored.record == record
    if not is_begun and (ref.key if ref else "", updated) != (step.key, step.updated):
        message = _('The service theme "{name}" has changed since the plan.', name=step.name)
        fail("changed-meanwhile", message, node.origin, _("Plan again."))
    if ref:
        save_live_theme(session, step, ref)
    place = _begin_write(session, step, stored, record.slug)
    if ref is None:
        ref = node.create(Resource.THEME, {"name": step.name})
        item = node.get(ref) or {}
    _replace(session, ref, item, package, step.name)
    after = node.get(ref) or {}
    if after.get("name") != step.name:
        message = _('The node has no service theme "{name}" any more.', name=step.name)
        fail("write-unresolved", message, node.origin)
    done = record.complete(ref.key, str(after.get("last_updated", "")))
    now = find_record(session, record.slug)
    # A run of the same plan at the same time may have completed it already.
    is_same = now is not None and now.record == replace(done, updated=now.record.updated)
    expected = str(now.record) if now and is_same else step.after
    node.change(place, {"description": str(done)}, only_if={"description": expected})


def _read_theme(
    session: Session, step: WriteTheme, slug: str
) -> tuple[StoredRecord | None, Ref | None, Object]:
    """Return the record, and the theme as it was while the record was so."""
    node, stored = session.node, find_record(session, slug)
    while True:
        ref = node.find_oldest(Resource.THEME, step.name)
        item = node.get(ref) or {} if ref else {}
        before, stored = stored, find_record(session, slug)
        if stored == before:
            return stored, ref, item


def _begin_write(session: Session, step: WriteTheme, stored: StoredRecord | None, slug: str) -> Ref:
    """Record that the write begins; return the path that holds the record."""
    node = session.node
    if stored is None:
        values: dict[str, Json] = {
            "slug": slug,
            "webapp_type": WEBAPP3_TYPE,
            "is_enabled": False,
            "description": step.after,
        }
        stored = parse_record(node.get(node.create(Resource.PATH, values)) or {})
    if stored is None:
        message = _("The path /{path} isn't our record of a service theme.", path=slug)
        hint = _("Delete this path, or give it another name. Then publish again.")
        fail("node-object-conflict", message, node.origin, hint)
    node.change(
        stored.ref,
        {"description": step.after},
        only_if={"description": step.record or step.after},
    )
    return stored.ref


def find_record(session: Session, slug: str) -> StoredRecord | None:
    """Return the record that the path *slug* holds on the node."""
    paths = session.node.all(Resource.PATH, slug=slug)
    return next((stored for path in paths if (stored := parse_record(path))), None)


def _replace(session: Session, ref: Ref, before: Object, package: LocalPackage, name: str) -> None:
    """Replace the content of the theme; where an answer is lost, look before sending it again."""
    unchanged = {"last_updated": before.get("last_updated")}
    part = FilePart(FILE_FIELD[Resource.THEME], package.file, package.data)
    session.node.change(
        ref,
        {"name": name},
        only_if=unchanged,
        is_done=lambda item: not has_values(item, unchanged),
        file=part,
    )
