"""Objects of a node: their addresses and values, and how our packages are recognised and saved."""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, NoReturn

from themebuilder.core.files import write_whole
from themebuilder.core.messages import Message, _, join_messages
from themebuilder.core.problems import Place, ThemeError, problem
from themebuilder.definitions.model import Files
from themebuilder.packages import zip_reader, zip_writer
from themebuilder.packages.errors import ArchiveError

ROOT = "/api/admin/configuration/v1/"

Object = Mapping[str, Any]
"""An object of the node, as its JSON."""


UNREADABLE = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
"""What reading JSON of any form may raise."""


def fail(rule: str, message: str, where: str, hint: str = "") -> NoReturn:
    """Raise one problem at *where*, the name of a node or of an object on it."""
    raise ThemeError([problem(rule, message, Place(where), hint)])


@contextlib.contextmanager
def skip_unread(unread: list[str] | None, label: str) -> Iterator[None]:
    """Add to *unread*, as *label*, what our account may not read; without *unread*, raise `ThemeError`."""
    try:
        yield
    except ThemeError as error:
        if unread is None or any(found.rule.name != "not-admitted" for found in error.problems):
            raise
        unread.append(label)


def require_text(value: object) -> str:
    """Return the *value* of a parsed JSON text; `TypeError` for any other."""
    if not isinstance(value, str):
        raise TypeError
    return value


class Resource(StrEnum):
    """The collections that we use; the value is the name in the API."""

    BRANDING = "webapp_branding"
    PATH = "webapp_alias"
    THEME = "ivr_theme"
    ROOM = "conference"
    RULE = "gateway_routing_rule"
    TEMPLATE = "conference_sync_template"
    CONNECTOR = "ms_exchange_connector"
    POLICY = "policy_server"
    LOCATION = "system_location"
    GLOBAL = "global"
    BUNDLE = "software_bundle_revision"

    @property
    def key(self) -> str:
        """The field that identifies an object: packages have a uuid and no id."""
        return "uuid" if self is Resource.BRANDING else "id"

    @property
    def label(self) -> str:
        """The field with the name that people use."""
        return "slug" if self is Resource.PATH else "name"


@dataclass(frozen=True, slots=True)
class Ref:
    """The identity of one object; never without a key, so it cannot address a whole list."""

    resource: Resource
    key: str

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]*", self.key) or self.key == "schema":
            message = _(
                "`{key}` isn't the key of an object of `{resource}`.",
                key=self.key[:60],
                resource=self.resource.value,
            )
            fail("node-broken", message, self.resource.value)

    @property
    def uri(self) -> str:
        """Its address on the node, which also identifies it in a write."""
        return f"{ROOT}{self.resource.value}/{self.key}/"

    def __str__(self) -> str:
        return f"{self.resource.value} {self.key}"


GLOBAL = Ref(Resource.GLOBAL, "1")


@dataclass(frozen=True, slots=True)
class FilePart:
    """A file that is uploaded with a new object."""

    field: str
    file_name: str
    data: bytes


def has_values(item: Object, values: Object) -> bool:
    """Whether *item* has those values; related objects are written as URIs and read as objects."""
    return all(_is_same(item.get(name), want) for name, want in values.items())


def find_key(related: object) -> str:
    """Return the key of a related object: embedded, a URI, or nothing."""
    if isinstance(related, dict):
        # Packages have only a uuid; whatever has an id is keyed by it.
        return str(related["id"] if "id" in related else related.get("uuid", ""))
    return str(related or "").rstrip("/").rpartition("/")[2]


def _is_same(have: object, want: object) -> bool:
    if isinstance(want, str) and want.startswith(ROOT):
        return find_key(have) == find_key(want)
    return have == want and isinstance(have, bool) == isinstance(want, bool)


def describe_differences(item: Object, values: Object) -> Message:
    """Describe how *item* differs from those values; it must differ in at least one."""
    return join_messages(
        # The address of an object says nothing to a person.
        _("`{field}` is {found} now", field=name, found=_format(item.get(name)))
        if str(want).startswith(ROOT)
        else _(
            "`{field}` is {found}, not {expected}",
            field=name,
            found=_format(item.get(name)),
            expected=_format(want),
        )
        for name, want in values.items()
        if not _is_same(item.get(name), want)
    )


def _format(value: object) -> str:
    if isinstance(value, dict):
        return str(value.get("name", find_key(value)))
    return json.dumps(value, ensure_ascii=False)


SHORT = 12
"""Digits of a digest that identify a package."""

_NAME = re.compile(r"([a-z0-9]+(?:-[a-z0-9]+)*) ([0-9a-f]{12})(?: \(themebuilder\))?")
_STABLE_NAME = re.compile(r"([a-z0-9]+(?:-[a-z0-9]+)*) \(themebuilder\)")
_DESCRIPTION = re.compile(
    r"themebuilder: theme=([a-z0-9-]+) digest=([0-9a-f]{64})"
    r"(?: at=([0-9]{8}T[0-9]{6}Z))?(?: before=([0-9a-f]{12})?/([0-9a-f]{12})?)?"
)
_DIGEST = re.compile("[0-9a-f]{12,64}")


class PackageKind(StrEnum):
    """The kind of a package on a node; the value is its `definitions.model.BuiltKind` and the end of its file name."""

    WEBAPP = "webapp3"
    MEETING = "service-theme"

    @property
    def resource(self) -> Resource:
        """The collection that holds it on a node."""
        return Resource.BRANDING if self is PackageKind.WEBAPP else Resource.THEME


@dataclass(frozen=True, slots=True)
class PackageId:
    """The exact content of a package: the digest is of its files, however they are zipped."""

    kind: PackageKind
    theme: str
    digest: str

    @property
    def short(self) -> str:
        """The first digits of the digest."""
        return self.digest[:SHORT]

    @property
    def label(self) -> str:
        """Its name on a node; a service theme has no description, so its name says that it is ours."""
        marker = "" if self.kind is PackageKind.WEBAPP else " (themebuilder)"
        return f"{self.theme} {self.short}{marker}"

    def __str__(self) -> str:
        return f"{self.theme} {self.kind.value} {self.short}"


@dataclass(frozen=True, slots=True)
class Mark:
    """The identity that a package of ours carries on a node; false for packages of others.

    It says when it was planned to go live (*at*), and the short digest of what was live until then
    (*before*), so that every machine can roll back. The digests are empty where nothing is known.
    *before_meeting* is that of the service theme, where it was a package beside the new one.
    """

    theme: str = ""
    short: str = ""
    at: str = ""
    before: str = ""
    before_meeting: str = ""
    is_certain: bool = True
    """Whether *short* is proven; not after an unfinished write, or a change by somebody else."""

    def __bool__(self) -> bool:
        return self.theme != ""

    def has(self, package: PackageId) -> bool:
        """Whether this is that package."""
        is_same = (self.theme, self.short) == (package.theme, package.short)
        return is_same and self.is_certain


@dataclass(frozen=True, slots=True)
class LocalPackage:
    """A package on this machine. *file* is its name in the build folder, *data* its zip."""

    id: PackageId
    file: str
    data: bytes

    @property
    def files(self) -> Files:
        """The files in the zip."""
        return zip_reader.unpack(self.data)


def parse_mark(kind: PackageKind, name: str, description: str) -> Mark:
    """Return what a package on a node says about itself.

    A service theme that is updated in place says only its name; its record says the rest.
    """
    if kind is PackageKind.MEETING and (stable := _STABLE_NAME.fullmatch(name)):
        return Mark(stable[1], is_certain=False)
    named = _NAME.fullmatch(name)
    if named is None:
        return Mark()
    if kind is PackageKind.MEETING:
        return Mark(named[1], named[2]) if name.endswith(")") else Mark()
    parsed = _DESCRIPTION.fullmatch(description)
    if parsed is None or parsed[1] != named[1] or parsed[2][:SHORT] != named[2]:
        return Mark()
    return Mark(named[1], named[2], parsed[3] or "", parsed[4] or "", parsed[5] or "")


def format_description(package: PackageId, at: str, before: str, before_meeting: str) -> str:
    """Return a package's description on a node, as `parse_mark` reads it; at most 250 characters."""
    end = f" before={before}/{before_meeting}" if before or before_meeting else ""
    return f"themebuilder: theme={package.theme} digest={package.digest} at={at}{end}"


class Store:
    """A folder with every zip that this machine has published, by the digest of its content.

    Nodes seldom return a package. The store knows the content of what is live, and what `rollback`
    can upload again; nothing else is remembered. Other machines read and fill the *shared* folders
    as well.
    """

    def __init__(self, folder: Path, *shared: Path) -> None:
        self.folder = folder
        self.folders = (folder, *shared)

    def add(self, package: LocalPackage) -> None:
        """Save a package in every folder that lets it; raises `OSError` for another."""
        fault: OSError | None = None
        for folder in self.folders:
            file = _find_place(folder, package.id)
            try:
                if not file.is_file():
                    file.parent.mkdir(parents=True, exist_ok=True)
                    write_whole(file, package.data)
            except OSError as error:
                fault = error
        if fault:
            raise fault

    def find(self, kind: PackageKind, theme: str, short: str) -> PackageId | None:
        """Return the package whose digest begins with *short*, if there is exactly one."""
        if not _DIGEST.fullmatch(short):
            return None
        found = {
            file.stem
            for folder in self.folders
            for file in (folder / kind.value / theme).glob(f"{short}*.zip")
        }
        return PackageId(kind, theme, found.pop()) if len(found) == 1 else None

    def data(self, package: PackageId) -> bytes | None:
        """Return its zip, or None where it is missing or its content does not have the digest."""
        for folder in self.folders:
            with contextlib.suppress(OSError, ArchiveError):
                data = zip_reader.load_archive(_find_place(folder, package))
                if zip_writer.compute_digest(zip_reader.unpack(data)) == package.digest:
                    return data
        return None

    def files(self, kind: PackageKind, theme: str, short: str) -> Files | None:
        """Return the files in a package, or None."""
        package = self.find(kind, theme, short)
        data = self.data(package) if package else None
        return zip_reader.unpack(data) if data is not None else None


def _find_place(folder: Path, package: PackageId) -> Path:
    return folder / package.kind.value / package.theme / f"{package.digest}.zip"
