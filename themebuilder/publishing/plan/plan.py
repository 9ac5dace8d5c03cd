"""A plan: the writes to a node, in order, and the state of the node that they require. Data only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from themebuilder.core.json_text import Json
from themebuilder.core.messages import _
from themebuilder.core.problems import Place
from themebuilder.publishing.node.objects import PackageId, Ref
from themebuilder.publishing.node.records import read_record


@dataclass(frozen=True, slots=True)
class UploadPackage:
    """Upload a package; a service theme has no *description*."""

    package: PackageId
    size: int
    description: str


@dataclass(frozen=True, slots=True)
class UpdateDescription:
    """Update the description of an uploaded package: which packages it now replaces."""

    package: PackageId
    description: str


@dataclass(frozen=True, slots=True)
class WriteTheme:
    """Write content into the service theme *name*, which keeps its id; without a *key*, create it.

    *record* is our record of it now, as the node has it, and *updated* the theme's `last_updated`.
    """

    package: PackageId
    size: int
    name: str
    key: str
    updated: str
    record: str
    after: str
    """The record while the content is written."""
    is_saved: bool
    """Whether the content that is live now can be written again."""

    def __post_init__(self) -> None:
        if read_record(self.after).theme != self.package.theme:
            raise ValueError(self.after)


@dataclass(frozen=True, slots=True)
class CreatePath:
    """Create a web app path that shows the package."""

    slug: str
    package: PackageId


@dataclass(frozen=True, slots=True)
class SwitchPackage:
    """Switch an object to another package.

    *before* is the key of the package that it uses now, empty for none. *package_name* is the name of the
    other one. *enable* also switches a path on.
    """

    ref: Ref
    label: str
    field: str
    before: str
    before_shown: str
    package: PackageId
    package_name: str
    enable: bool = False
    webapp_type: str = ""
    """The web app that a path has now, where that isn't Webapp3; the switch changes it as well."""
    earlier: str = ""
    """What is recorded on a path of what it shows now (`records.Earlier`)."""


@dataclass(frozen=True, slots=True)
class SetField:
    """Set a field to another value; *decided_at* is the line of a definition that gives the *reason*."""

    ref: Ref
    label: str
    field: str
    before: Json
    after: Json
    reason: str
    decided_at: Place


@dataclass(frozen=True, slots=True)
class RestorePath:
    """Let a path show again what it showed before *theme*: its web app, its branding.

    *after* is the key of that branding, empty for the default one.
    """

    ref: Ref
    label: str
    theme: str
    before: str
    before_shown: str
    webapp_type: str
    after: str
    after_shown: str
    switch_off: bool


@dataclass(frozen=True, slots=True)
class RetirePath(RestorePath):
    """Stop a path from showing the package of *theme*, which is not defined any more.

    A path that we created is switched off; any other one shows again what it showed before, or the
    default branding where that is unknown.
    """


Step = (
    UploadPackage
    | UpdateDescription
    | WriteTheme
    | CreatePath
    | SwitchPackage
    | SetField
    | RetirePath
    | RestorePath
)


STEPS: Mapping[str, type[Step]] = {
    "upload": UploadPackage,
    "describe": UpdateDescription,
    "write-theme": WriteTheme,
    "add-path": CreatePath,
    "switch": SwitchPackage,
    "set": SetField,
    "retire-path": RetirePath,
    "restore-path": RestorePath,
}
"""The value of `do` in JSON -> the step."""


@dataclass(frozen=True, slots=True)
class Retirement:
    """The steps to retire a theme that is published but no longer defined.

    They join the plan's steps only after the user confirms them.
    """

    theme: str
    paths: tuple[RetirePath, ...]
    used_by: tuple[str, ...]
    """What still uses its service theme, and blocks the retirement."""
    guarded: tuple[str, ...]
    """Those of the paths that every guest meets."""


@dataclass(frozen=True, slots=True)
class ContentChange:
    """The visible changes where *package*, which is named *becomes*, replaces *replaces*."""

    package: PackageId
    replaces: str
    where: tuple[str, ...]
    lines: tuple[str, ...]
    is_known: bool
    """Whether both contents were known, so that *lines* is complete."""
    becomes: str


@dataclass(frozen=True, slots=True)
class SettingSource:
    """Something on the node that gives rooms a setting from the start; *detail* says which and how far."""

    kind: str
    detail: str
    is_sure: bool = False


@dataclass(frozen=True, slots=True)
class SettingCoverage:
    """What gives an organisation's rooms that don't exist yet a *setting*; nothing without *sources*."""

    organisation: str
    setting: str
    field: str
    sources: tuple[SettingSource, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """All steps, with their reasons.

    *guarded* names what all guests use. *scopes* say how far each setting of an organisation
    reaches; *notes* what may undo it, or stays as it is.
    """

    deployment: str
    node: str
    deployment_uuid: str
    steps: tuple[Step, ...]
    content_changes: tuple[ContentChange, ...]
    scopes: tuple[str, ...]
    notes: tuple[str, ...]
    guarded: tuple[str, ...]
    relies_on: Mapping[str, Mapping[str, Json]]
    """The state that the plan was made from: object -> field -> value."""
    missed: tuple[str, ...] = ()
    """Choices of rooms that match no room."""
    retirements: tuple[Retirement, ...] = ()
    """What is published, no longer defined, and stays as it is."""
    coverage: tuple[SettingCoverage, ...] = ()
    """What gives rooms that don't exist yet each setting of an organisation."""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to do."""
        return not self.steps


def format_value(value: Json) -> str:
    """Return a field's value for people."""
    if isinstance(value, bool):
        return _("on") if value else _("off")
    return _("not set") if value is None else repr(value)
