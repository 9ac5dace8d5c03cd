"""What each booking template selects, and what of it contradicts the definitions."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from themebuilder.core.json_text import Json
from themebuilder.core.messages import Message, _, _n, join_messages
from themebuilder.core.problems import Place, Problem, problem
from themebuilder.publishing.bookings.booking_templates import LONGEST_ADDRESS, SHOWN, Template
from themebuilder.publishing.bookings.outside_users import find_theme
from themebuilder.publishing.build_output import BuildOutput, OrganisationEntry
from themebuilder.publishing.node.node_state import NodePackage, NodeState
from themebuilder.publishing.node.objects import ROOT, PackageKind, Resource
from themebuilder.publishing.session import Session
from themebuilder.settings import FieldKind, find_fields

THEME, GUEST, HOST = SHOWN[:3]


@dataclass(frozen=True, slots=True)
class BookingChange:
    """A field of a template to change by hand; *after* is None where a person has to choose."""

    template: Template
    field: str
    after: Json
    why: str

    @property
    def before(self) -> Json:
        """The field's value now."""
        return self.template.values.get(self.field)

    def __str__(self) -> str:
        return _(
            "template {id} of {organisation}: {field} {before} → {after} ({why})",
            id=self.template.id,
            organisation=self.template.organisation,
            field=self.field,
            before=_format(self.before),
            after=_("to be chosen") if self.after is None else _format(self.after),
            why=self.why,
        )


@dataclass(frozen=True, slots=True)
class TemplateSummary:
    """A template, and what its fields mean at the node: field -> value and meaning."""

    template: Template
    title: Message
    meanings: Mapping[str, str]


@dataclass
class BookingComparison:
    """Compares templates with the definitions and the node; *output* is None without a build."""

    session: Session
    output: BuildOutput | None
    live: NodeState
    selections: list[TemplateSummary] = field(default_factory=list)
    changes: list[BookingChange] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.deployment = self.session.deployment
        self.built = self.output or BuildOutput({}, {}, frozenset(), is_complete=False)
        self.organisations = {
            organisation.code: organisation for organisation in self.built.organisations
        }
        self.paths = self._list_paths()

    def add(self, template: Template) -> None:
        """Compare one template."""
        owner = self.organisations.get(template.organisation)
        wanted = self._list_themes(owner) if owner else ()
        meanings: dict[str, str] = {}
        for name, value in template.values.items():
            shown = _format(value)
            if name == THEME:
                shown = self._add_theme(template, wanted)
            elif name in {GUEST, HOST}:
                shown = self._add_portal(template, name, str(value), wanted)
            meanings[name] = shown
        if owner:
            self._compare_settings(template, owner)
        self.selections.append(TemplateSummary(template, _name(template, owner), meanings))

    def list_gaps(self) -> Iterator[Message]:
        """Yield what could not be compared, after all templates are added."""
        seen = dict.fromkeys(selection.template.organisation for selection in self.selections)
        unknown = [code for code in seen if code not in self.organisations]
        if unknown and self.output:
            yield _n(
                "No organisation has the code {codes}: its templates weren't compared.",
                "No organisation has one of the codes {codes}: their templates weren't compared.",
                len(unknown),
                codes=", ".join(unknown),
            )
        if any(change.template.is_pool for change in self.changes):
            yield _(
                "Unconfirmed: the booking service's published source refuses every change to a pool "
                "template (406). Its administrators take the pool mark off it first."
            )
        missed = [
            f"{organisation.name} ({organisation.code})"
            for organisation in self.organisations.values()
            if organisation.name in self.deployment.organisations and organisation.code not in seen
        ]
        if missed:
            yield _(
                "No template was read for {organisations}. An account sees its own organisation's; "
                "without one, the service takes the default template of an organisation above.",
                organisations=", ".join(missed),
            )

    def _add_theme(self, template: Template, wanted: tuple[str, ...]) -> str:
        package = find_theme(self.live.packages, template.theme)
        theme = self._find_theme(package)
        if package is None:
            message = _(
                "Template {id} of {organisation} names the service theme {theme}, which isn't on the "
                "node.",
                id=template.id,
                organisation=template.organisation,
                theme=template.theme,
            )
            place = Place(template.source)
            self.problems.append(problem("booking-theme-missing", message, place))
        if wanted and theme not in wanted:
            why = _("the organisation's theme is {themes}", themes=", ".join(wanted))
            after = self._name_theme(wanted[0], template.theme) if len(wanted) == 1 else None
            self._add_change(template, THEME, after, why)
        if package is None:
            return _("{theme} (not on the node)", theme=template.theme)
        return f"{template.theme} ({package.name}, {_describe_owner(theme)})"

    def _add_portal(
        self, template: Template, name: str, address: str, wanted: tuple[str, ...]
    ) -> str:
        slug = _find_slug(address)
        path, theme = self.live.paths.get(slug), self.paths.get(slug, "")
        if path is None and not theme:
            if not self._is_ours(address):
                return _("{address} (not a web app path of this node)", address=address)
            state = _("there is no web app path /{path}", path=slug)
        elif path and not path.is_enabled and slug not in self.paths:
            state = _("the web app path /{path} is switched off", path=slug)
        elif wanted and theme not in wanted:
            state = (
                _("the web app path /{path} has the theme {theme}", path=slug, theme=theme)
                if theme
                else _("the web app path /{path} doesn't have a theme of ours", path=slug)
            )
        else:
            return f"{address} (/{slug}, {_describe_owner(theme)})"
        slugs = [slug for slug, theme in self.paths.items() if wanted and theme in wanted]
        after = _replace_slug(address, slugs[0]) if len(slugs) == 1 else None
        self._add_change(template, name, after, state)
        return f"{address} ({state})"

    def _compare_settings(self, template: Template, owner: OrganisationEntry) -> None:
        for setting, booking_field in find_fields(FieldKind.BOOKING):
            decided = owner.values.get(setting.name, "")
            after = booking_field.find_value(decided) if decided else None
            now = template.values.get(booking_field.name)
            is_left_open = now is None and decided == setting.open_value
            if after is None or after == now or is_left_open:
                continue
            why = _(
                "{organisation} has `{setting}`",
                organisation=owner.name,
                setting=f"{setting.name}: {decided}",
            )
            if isinstance(after, str) and len(after) > LONGEST_ADDRESS:
                too_long = _("a template takes at most {count} characters", count=LONGEST_ADDRESS)
                self._add_change(
                    template, booking_field.name, None, join_messages([why, too_long], "; ")
                )
            else:
                self._add_change(template, booking_field.name, after, why)

    def _add_change(self, template: Template, name: str, after: Json, why: Message) -> None:
        change = BookingChange(template, name, after, why)
        self.changes.append(change)
        message = _(
            "Template {id} of {organisation} has {field} {value}, but {why}.",
            id=template.id,
            organisation=template.organisation,
            field=f"`{name}`",
            value=_format(change.before),
            why=why,
        )
        self.problems.append(problem("booking-contradicts", message, Place(template.source)))

    def _list_themes(self, owner: OrganisationEntry) -> tuple[str, ...]:
        """Return the themes that rooms of *owner* may have: its own, or those of the nearest above it."""
        entries = self.built.entries
        published = self.deployment.published_themes or tuple(
            theme for kind, theme in self.built.packages if kind is PackageKind.MEETING
        )
        for name in (owner.name, *owner.above):
            found = tuple(
                theme
                for theme in published
                if theme in entries and entries[theme].organisations[:1] == (name,)
            )
            if found:
                return found
        return ()

    def _list_paths(self) -> Mapping[str, str]:
        """Web app path -> our theme there, as it is or as publishing makes it."""
        found = {
            slug: package.theme
            for slug, path in self.live.paths.items()
            if (package := self.live.package(PackageKind.WEBAPP, path.package)) and package.theme
        }
        built = {
            entry.path: entry.theme
            for entry in self.built.entries.values()
            if entry.path and entry.valid.covers(self.session.today)
        }
        chosen = self.deployment.paths if self.deployment.paths is not None else built
        enabled = {slug: theme for slug, theme in found.items() if self.live.paths[slug].is_enabled}
        return {**enabled, **(chosen if self.output else {})}

    def _find_theme(self, package: NodePackage | None) -> str:
        """Return the theme of ours that a package on the node is; empty for others."""
        if package is None or package.theme:
            return package.theme if package else ""
        themes = self.built.defined
        names = {self.deployment.node_name(theme): theme for theme in sorted(themes)}
        return names.get(package.name, "")

    def _name_theme(self, theme: str, like: str) -> str:
        """Return how a template names *theme*: as it names its present one, or by name until it is there."""
        name = self.deployment.node_name(theme)
        ours = self.live.find_own(PackageKind.MEETING, theme)
        package = ours[0] if ours else find_theme(self.live.packages, name)
        if package is None:
            return name
        is_number = like.isdecimal()
        address = f"{ROOT}{Resource.THEME.value}/{package.key}/"
        return package.key if is_number else address if "/" in like else package.name

    def _is_ours(self, address: str) -> bool:
        """Whether *address* is at a conferencing node that the deployment names."""
        return _split(address)[0] in {
            _split(node)[0] for node in self.deployment.conferencing_nodes
        }


def _name(template: Template, owner: OrganisationEntry | None) -> Message:
    kinds = {_("default"): template.is_default, _("pooled rooms"): template.is_pool}
    named = [message for message, holds in kinds.items() if holds]
    code = template.organisation
    title = _(
        "template {id} of {organisation}",
        id=template.id,
        organisation=f"{owner.name} ({code})" if owner else code,
    )
    return join_messages([title, *named])


def _describe_owner(theme: str) -> Message:
    return _("theme {theme}", theme=theme) if theme else _("not ours")


def _split(address: str) -> tuple[str, str]:
    """Return the host of an address and its path; empty where it is none."""
    try:
        parts = urlsplit(address if "://" in address else f"//{address}")
    except ValueError:
        return "", ""
    return parts.netloc.lower(), parts.path


def _find_slug(address: str) -> str:
    """Return the web app path in an address: the first part after the host."""
    return _split(address)[1].strip("/").partition("/")[0]


def _replace_slug(address: str, slug: str) -> str:
    old = _find_slug(address)
    if not old:
        return address.rstrip("/") + f"/{slug}/"
    head, _, tail = address.partition(f"/{old}")
    return f"{head}/{slug}{tail}"


def _format(value: Json) -> str:
    return _("not set") if value is None else json.dumps(value, ensure_ascii=False).strip('"')
