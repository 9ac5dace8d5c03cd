"""Put a package on a node, and save it on this machine first."""

from __future__ import annotations

from themebuilder.core.json_text import Json
from themebuilder.core.messages import _
from themebuilder.core.reading import describe_os_error
from themebuilder.packages import zip_reader, zip_writer
from themebuilder.packages.errors import ArchiveError
from themebuilder.publishing.node.objects import (
    FilePart,
    Kind,
    LocalPackage,
    PackageId,
    Ref,
    fail,
    parse_mark,
)
from themebuilder.publishing.session import Session

FILE_FIELD = {Kind.WEBAPP: "branding_file", Kind.MEETING: "package"}


def upload_package(session: Session, package: LocalPackage, description: str) -> None:
    """Save the package, put it on the node, and read it back."""
    kind = package.id.kind
    save_package(session, package)
    values: dict[str, Json] = {"name": package.id.label}
    if kind is Kind.WEBAPP:
        values |= {"description": description, "webapp_type": "webapp3"}
    part = FilePart(FILE_FIELD[kind], package.file, package.data)
    ref = session.node.create(kind.resource, values, part)
    item = session.node.get(ref) or {}
    mark = parse_mark(kind, str(item.get("name", "")), str(item.get("description", "")))
    if mark is None or item.get("webapp_type", "webapp3") != "webapp3":
        message = _("The node has another package named `{name}`.", name=package.id.label)
        fail("node-object-conflict", message, session.node.origin)
    returned = session.node.download(ref)
    if returned is not None and not _is_same(returned, package):
        message = _("The node returns other content for {package}.", package=package.id)
        fail("write-unresolved", message, session.node.origin)


def save_live_theme(session: Session, theme: str, ref: Ref) -> None:
    """Save what a service theme has before it is replaced, where the node returns it."""
    data = session.node.download(ref)
    try:
        files = zip_reader.unpack_foreign(data).files if data else {}
    except ArchiveError:
        return
    if data:
        identity = PackageId(Kind.MEETING, theme, zip_writer.compute_digest(files))
        save_package(session, LocalPackage(identity, f"{theme}.zip", data))


def save_package(session: Session, package: LocalPackage) -> None:
    """Save the package on this machine, so that `rollback` finds it."""
    try:
        session.store.add(package)
    except OSError as error:
        session.report(
            _(
                "{package} can't be stored in {folder}: {reason}",
                package=package.id,
                folder=str(error.filename or session.store.folder),
                reason=describe_os_error(error),
            )
        )


def _is_same(returned: bytes, package: LocalPackage) -> bool:
    try:
        return (
            zip_writer.compute_digest(zip_reader.unpack_foreign(returned).files)
            == package.id.digest
        )
    except ArchiveError:
        return False
