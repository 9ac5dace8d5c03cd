"""A deployment: where to publish, and which theme goes where."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import urlsplit

from themebuilder.core.messages import N_, Message, _, join_messages
from themebuilder.core.problems import Place, Problem, ThemeError, problem, shorten, suggest_name
from themebuilder.core.tree import Map, Seq, Text


@dataclass(frozen=True, slots=True)
class RoomChoice:
    """A choice of meeting rooms: by name, by tag, or everything."""

    names: tuple[str, ...] = ()
    tag: str = ""
    everything: bool = False
    places: Mapping[str, Place] = field(default_factory=dict, compare=False, repr=False)
    """Each name, and the tag -> where it is written."""

    def __str__(self) -> str:
        """Return the choice as saved plans name it, in any language."""
        return "all rooms" if self.everything else f"rooms {self.tag!r} {[*self.names]}"

    def describe(self) -> Message:
        """Return the choice as people read it."""
        if self.everything:
            return _("the whole deployment")
        parts = [_('rooms with the tag "{tag}"', tag=self.tag)] if self.tag else []
        if self.names:
            parts.append(_("the rooms {names}", names=", ".join(self.names)))
        return join_messages(parts or [_("no rooms")])


@dataclass(frozen=True, slots=True)
class OrganisationRooms:
    """The rooms of an organisation that exist, and what tells those that don't exist yet.

    A room fits if its name or its address does; an address must have both its prefix and its domain.
    """

    rooms: RoomChoice = RoomChoice()
    name_prefix: str = ""
    alias_prefix: str = ""
    alias_domain: str = ""
    check_alias: str = ""
    """The alias of a meeting that `verify` asks for its settings."""


_TEXTS = ("name_prefix", "alias_prefix", "alias_domain", "check_alias")


@dataclass(frozen=True, slots=True)
class RoomTheme:
    """A service theme, and the rooms that are to use it."""

    theme: str
    rooms: RoomChoice
    place: Place
    check_alias: str = ""
    """The alias of a meeting that `verify` asks for its service theme."""


@dataclass(frozen=True, slots=True)
class SecretSource:
    """Where to read a secret: an environment variable, a file, or the output of a command.

    *kind* is env, file or command; *what* is the message that names the secret.
    """

    kind: str
    argument: tuple[str, ...]
    what: str
    place: Place


@dataclass(frozen=True, slots=True)
class Auth:
    """An account: a user with a password, or an OAuth2 client with a key."""

    name: str
    secret: SecretSource
    is_oauth: bool


@dataclass(frozen=True, slots=True)
class Booking:
    """A booking service with an account, or a *file* of its templates, relative to the workspace."""

    place: Place
    file: str = ""
    address: str = ""
    token_address: str = ""
    client: str = ""
    secret: SecretSource | None = None


@dataclass(frozen=True, slots=True)
class Deployment:
    """Where to publish, and what goes where."""

    name: str
    node: str
    auth: Auth
    place: Place
    ca_bundle: str = ""
    is_insecure: bool = False
    is_stage: bool = False
    """Whether no guest uses the node, so that probes may create objects there."""
    requires_approval: bool = False
    """Whether only themes are published whose screens reviewers have approved."""
    paths: Mapping[str, str] | None = None
    """Web app path -> theme; None: the themes' own paths."""
    rooms: tuple[RoomTheme, ...] = ()
    service_themes: Mapping[str, str] = field(default_factory=dict)
    """Theme -> the name of its service theme on the node."""
    updates_in_place: bool = True
    """Whether a service theme keeps its id when its content changes."""
    saved_packages: str = ""
    organisations: Mapping[str, OrganisationRooms] = field(default_factory=dict)
    policy: str = ""
    """The policy profile that holds our script."""
    whole_deployment_of: str = ""
    """The organisation whose settings become the global ones of the node."""
    bookings: tuple[Booking, ...] = ()
    used_elsewhere: tuple[Text, ...] = ()
    """Themes whose service theme a system names that we can't read."""
    conferencing_nodes: tuple[str, ...] = ()
    max_deletes: int = 0
    first_check: int = 30
    interval: int = 90
    timeout: int = 300
    places: Mapping[str, Place] = field(default_factory=dict, compare=False, repr=False)
    """Theme or organisation -> where the definition first names it."""

    @classmethod
    def from_tree(cls, tree: Map) -> Deployment:
        """Return the deployment that *tree* defines; *tree* fits the schema."""
        organisations = {
            name: tree.map("organisations", name) for name in tree.map("organisations").entries
        }
        conferencing = {i.value.rstrip("/"): i.place for i in tree.texts("conferencing_nodes")}
        deployment = cls(
            name=tree.text("deployment"),
            node=tree.text("node").rstrip("/"),
            auth=_read_auth(tree.map("auth")),
            place=tree.place,
            ca_bundle=tree.text("ca_bundle"),
            is_insecure=tree.flag("insecure"),
            is_stage=tree.flag("stage"),
            requires_approval=tree.flag("requires_approval"),
            paths=_read_texts(tree.map("paths")) if "paths" in tree.entries else None,
            rooms=tuple(
                RoomTheme(
                    item.text("theme"), _read_rooms(item), item.place, item.text("check_alias")
                )
                for item in tree.seq("rooms")
                if isinstance(item, Map)
            ),
            service_themes=_read_texts(tree.map("service_themes")),
            updates_in_place=tree.text("theme_updates") != "new-theme",
            saved_packages=tree.text("saved_packages"),
            organisations={
                name: OrganisationRooms(_read_rooms(organisation), *map(organisation.text, _TEXTS))
                for name, organisation in organisations.items()
            },
            policy=tree.text("policy"),
            whole_deployment_of=tree.text("whole_deployment_of"),
            bookings=tuple(map(_read_booking, _list_booking_trees(tree))),
            used_elsewhere=tuple(tree.texts("used_elsewhere")),
            conferencing_nodes=tuple(conferencing),
            max_deletes=int(tree.text("limits", "max_deletes", default="0")),
            first_check=int(tree.text("replication", "first_check", default="30")),
            interval=int(tree.text("replication", "interval", default="90")),
            timeout=int(tree.text("replication", "timeout", default="300")),
            places=dict(reversed([*list_themes(tree), *list_organisations(tree)])),
        )
        addresses = [(deployment.node, tree.place_of("node")), *conferencing.items()]
        addresses += [
            (split_address(booking.text(key))[0], booking.place_of(key))
            for booking in _list_booking_trees(tree)
            for key in ("address", "token_address")
            if key in booking.entries
        ]
        problems = [
            problem(
                "value-not-allowed", _("{address} isn't an https address.", address=address), place
            )
            for address, place in addresses
            if not _is_secure(address)
        ]
        problems += find_contradictions(tree)
        if problems:
            raise ThemeError(problems)
        return deployment

    def node_name(self, theme: str) -> str:
        """Return the name of the theme's service theme on the node, which stays the same for life."""
        return self.service_themes.get(theme) or f"{theme} (themebuilder)"

    @property
    def all_organisations(self) -> tuple[str, ...]:
        """The organisation that owns the whole deployment, if one does, and those with rooms."""
        return tuple(filter(None, dict.fromkeys([self.whole_deployment_of, *self.organisations])))

    @property
    def published_themes(self) -> tuple[str, ...]:
        """The themes whose service themes are published here."""
        return tuple(dict.fromkeys([*(room.theme for room in self.rooms), *self.service_themes]))


def _read_texts(tree: Map) -> dict[str, str]:
    return {key: tree.text(key) for key in tree.entries}


def _read_rooms(tree: Map) -> RoomChoice:
    names = {item.value: item.place for item in tree.texts("names")}
    tag = tree.text("tag")
    places = {tag: tree.place_of("tag"), **names} if tag else names
    return RoomChoice(tuple(names), tag, tree.flag("all"), places)


def _read_auth(tree: Map) -> Auth:
    is_oauth = "client" in tree.entries
    name, secret = ("client", "key") if is_oauth else ("user", "password")
    what = N_("the key") if is_oauth else N_("the password")
    return Auth(tree.text(name), _read_secret(tree.map(secret), what), is_oauth)


def _read_secret(tree: Map, what: str) -> SecretSource:
    kind = next(iter(tree.entries), "env")
    argument = tuple(item.value for item in tree.texts(kind))
    return SecretSource(kind, argument, what, tree.place)


def _list_booking_trees(tree: Map) -> tuple[Map, ...]:
    one = tree.get("booking")
    return tuple(
        item for item in (one.items if isinstance(one, Seq) else (one,)) if isinstance(item, Map)
    )


def _read_booking(tree: Map) -> Booking:
    if "file" in tree.entries:
        return Booking(tree.place_of("file"), file=tree.text("file"))
    return Booking(
        tree.place_of("address"),
        address=tree.text("address").rstrip("/"),
        token_address=tree.text("token_address"),
        client=tree.text("client"),
        secret=_read_secret(tree.map("secret"), N_("the booking service's secret")),
    )


def split_address(address: str) -> tuple[str, str]:
    """Return the origin of *address* and its path, which may be empty."""
    scheme, _, rest = address.partition("://")
    host, slash, path = rest.partition("/")
    return f"{scheme}://{host}", slash + path


def _is_secure(address: str) -> bool:
    with suppress(ValueError):  # for a port or an IP address that is none
        parts = urlsplit(address)
        if parts.hostname and not (parts.username or parts.path or parts.port == 0):
            is_local = parts.scheme == "http" and ip_address(parts.hostname).is_loopback
            return parts.scheme == "https" or is_local
    return False


def find_contradictions(tree: Map) -> Iterator[Problem]:
    """Yield a problem for each service theme's name that is given twice, and for unsafe updates."""
    named: dict[str, str] = {}
    for theme in tree.map("service_themes").entries:
        name = tree.text("service_themes", theme)
        other = named.setdefault(name, theme)
        if other != theme:
            message = _(
                'The service themes of `{theme}` and `{other}` are both named "{name}".',
                theme=theme,
                other=other,
                name=name,
            )
            yield problem("claimed-twice", message, tree.place_of("service_themes", theme))
    if tree.text("theme_updates") != "new-theme":
        return
    for key in ("booking", "used_elsewhere"):
        if key in tree.entries:
            message = _(
                "With `theme_updates: new-theme`, each publish makes a service theme that what "
                "`{key}` names doesn't use.",
                key=key,
            )
            hint = _("Delete `theme_updates`.")
            yield problem("theme-updates-unsafe", message, tree.place_of("theme_updates"), hint)


def find_unknown_names(
    tree: Map, themes: Collection[str], organisations: Collection[str]
) -> tuple[Problem, ...]:
    """Return a problem for every theme and organisation in the definition *tree* that does not exist."""
    checks = (
        (N_("No theme is named `{name}`."), list_themes(tree), themes),
        (N_("No organisation is named `{name}`."), list_organisations(tree), organisations),
    )
    return tuple(
        problem(
            "name-unknown",
            _(message, name=shorten(name)),
            place,
            suggest_name(name, sorted(known)),
        )
        for message, names, known in checks
        for name, place in names
        if name not in known
    )


def list_themes(tree: Map) -> Iterator[tuple[str, Place]]:
    """Yield each theme that a deployment names, and where."""
    for slug in tree.map("paths").entries:
        yield tree.text("paths", slug), tree.place_of("paths", slug)
    for choice in tree.seq("rooms"):
        if isinstance(choice, Map):
            yield choice.text("theme"), choice.place_of("theme")
    named = tree.map("service_themes")
    for theme in named.entries:
        yield theme, named.key_place(theme)


def list_organisations(tree: Map) -> Iterator[tuple[str, Place]]:
    """Yield each organisation that a deployment names, and where."""
    chosen = tree.map("organisations")
    for name in chosen.entries:
        yield name, chosen.key_place(name)
    if owner := tree.text("whole_deployment_of"):
        yield owner, tree.place_of("whole_deployment_of")
