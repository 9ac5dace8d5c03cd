"""The node itself: what it holds, what a write does to it, and what its conferencing nodes see.

The marks say where a behaviour comes from: (R) recorded or integration-tested on a real node,
(T) from Pexip's or an integrator's client and its tests, (F) the default of the framework whose
conventions the API shows, (S) synthetic, because nobody knows.
"""

from __future__ import annotations

import copy
import io
import json
import re
import threading
import uuid
import zipfile
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from tests.fake_node.answers import Answers
from tests.fake_node.calls import has_chat
from tests.fake_node.clock import Clock, FakeClock
from tests.fake_node.faults import Faults
from tests.fake_node.hosted_app import Layout, make_app_files
from tests.fake_node.schemas import ROOT, Field, Profile, list_resources

Row = dict[str, Any]
STOCK_MANIFESTS = {
    "webapp2": b'{"brandingID":"0"}',
    "webapp3": b'{"version":0,"meta":{"name":"DEFAULT","brandVersion":"n/a"}}',
}


def _name_manifest(kind: str) -> str:
    """The file that a branding for that web app has (R: the provider's integration test)."""
    return f"{kind}/branding/manifest.json"


class RefusedError(Exception):
    """A request that the node answers with an error."""

    def __init__(self, status: int, body: Any = None) -> None:
        super().__init__(status, body)
        self.status = status
        self.body = body


@dataclass(frozen=True)
class View:
    """What a conferencing node knows: paths, rooms' chat, at the time of a write."""

    at: float
    paths: dict[str, tuple[str, str | None]]
    """Slug -> web app type, and uuid of its branding or None for the default one; enabled paths."""
    default: str
    """The path that ``/webapp`` redirects to, or empty."""
    chat: dict[str, bool]
    """Alias of a room -> whether it has chat."""
    themes: dict[str, dict[str, bytes]]
    """Alias of a room -> the files of its service theme."""
    packages: frozenset[str]


@dataclass
class Node:
    """A management node and the conferencing nodes behind it."""

    profile: Profile = "v41"
    clock: Clock = field(default_factory=FakeClock)
    faults: Faults = field(default_factory=Faults)
    answers: Answers = field(default_factory=Answers)
    lags: dict[str, float] = field(default_factory=lambda: {"conf-a": 60.0, "conf-b": 90.0})
    app: Layout = "template"

    def __post_init__(self) -> None:
        self.lock = threading.RLock()
        self.resources = list_resources(self.profile)
        self.rows: dict[str, dict[str, Row]] = {name: {} for name in self.resources}
        self.files: dict[str, dict[str, bytes]] = {}
        self.zips: dict[str, bytes] = {}
        self.violations: list[str] = []
        self.log: list[tuple[str, str, int]] = []
        self._minute: list[float] = []
        self._numbers: dict[str, int] = dict.fromkeys(self.resources, 0)
        self._seed()
        self.views = [self._make_view(self.clock.now() - 3600)]

    # -- what tests set up and ask -------------------------------------------------------------

    def add_room(
        self,
        name: str,
        *,
        tag: str = "",
        chat: str = "default",
        alias: str = "",
        theme: str = "",
        **more: Any,
    ) -> Row:
        """A new meeting room, as a person or a booking service makes it.

        *theme* is the URI of its service theme; one that is gone is refused with 400.
        """
        if theme:
            more["ivr_theme"] = self._find_key("conference", "ivr_theme", theme)
        row = self._add_row("conference", {"name": name, "tag": tag, "enable_chat": chat, **more})
        if alias:
            self._add_row("conference_alias", {"alias": alias, "conference": row["id"]})
        self.settle()
        return row

    def add_path(self, slug: str, branding: str | None = None, kind: str = "webapp3") -> Row:
        """A new, enabled web app path."""
        row = self._add_row(
            "webapp_alias",
            {"slug": slug, "webapp_type": kind, "is_enabled": True, "branding": branding},
        )
        self.settle()
        return row

    def add_branding(
        self, name: str, kind: str = "webapp3", files: dict[str, bytes] | None = None
    ) -> Row:
        """A branding package of somebody else."""
        row = self._add_row("webapp_branding", {"name": name, "webapp_type": kind})
        self.files[row["uuid"]] = files or {_name_manifest(kind): b"{}"}
        self.settle()
        return row

    def add(self, resource: str, **values: Any) -> Row:
        """Any other object."""
        return self._add_row(resource, values)

    def settle(self) -> None:
        """Let everything written so far be known everywhere."""
        self.views = [self._make_view(self.clock.now() - 3600)]

    def snapshot(self) -> dict[str, Any]:
        """Everything the node holds, for `restore`."""
        names = ("rows", "files", "zips", "views", "_numbers", "violations")
        return copy.deepcopy({name: getattr(self, name) for name in names})

    def reset(self) -> None:
        """Be new again, at the same address; time goes on."""
        fresh = Node(self.profile, self.clock, lags=self.lags)
        self.restore(fresh.snapshot())
        self.faults, self.app, self.answers = fresh.faults, fresh.app, fresh.answers
        self.log.clear()

    def restore(self, snapshot: dict[str, Any]) -> None:
        """Be again as at the time of *snapshot*."""
        with self.lock:
            for name, value in copy.deepcopy(snapshot).items():
                setattr(self, name, value)

    def find_rows(self, resource: str, name: str) -> list[Row]:
        """The objects whose name or slug is *name*."""
        label = "slug" if resource == "webapp_alias" else "name"
        return [row for row in self.rows[resource].values() if row[label] == name]

    def copy_rows(self) -> dict[str, Any]:
        """Everything that an administrator would see, for comparing before and after."""
        return copy.deepcopy(self.rows)

    def find_live_package(self, slug: str) -> str:
        """The name of the package that a path points at, on the management node."""
        (row,) = self.find_rows("webapp_alias", slug)
        return str(self.rows["webapp_branding"][row["branding"]]["name"]) if row["branding"] else ""

    # -- reading -------------------------------------------------------------------------------

    def render_row(self, resource: str, row: Row) -> Row:
        """An object as it is read: related ones embedded, files left out."""
        spec = self.resources[resource]
        report: Row = {}
        for name, spec_field in spec.fields.items():
            value = row.get(name)
            if spec_field.type == "file":
                continue  # (R) never returned
            related = spec_field.related
            show = self.make_uri if spec_field.by_uri else self._render_embedded
            if spec_field.many:
                report[name] = [show(related, key) for key in self.list_links(spec_field, row)]
            elif related and value is not None:
                report[name] = show(related, value)
            else:
                report[name] = value
        if (
            "is_default" in report
            and resource == "webapp_alias"
            and not self.faults.default_out_of_step
        ):
            report["is_default"] = row["id"] == self.rows["global"]["1"]["default_webapp_alias"]
        return report

    def list_links(self, spec_field: Field, row: Row) -> list[str]:
        """The keys of the objects that a reverse link of *row* leads to."""
        users = self.rows[spec_field.related].items()
        return [key for key, user in users if str(user[spec_field.by]) == str(row["id"])]

    def make_uri(self, resource: str, key: Any) -> str:
        """The address of an object, as the node writes it."""
        return f"{ROOT}{resource}/{key}/"

    # -- writing -------------------------------------------------------------------------------

    def create(self, resource: str, values: Row, upload: bytes | None) -> Row:
        """POST: a new object, or RefusedError."""
        spec = self.resources[resource]
        known = self._normalize(resource, values)
        if resource == "webapp_branding":
            if {"uuid", "is_default"} & set(values):
                self.note_violation(
                    "webapp_branding was created with uuid or is_default (SDK 5d3bb36)"
                )
            if upload is None:
                raise self.make_field_error(
                    resource, "branding_file", "This field is required."
                )  # (S)
            known["uuid"] = str(uuid.uuid4())
        if values.get("uuid") == "":
            raise self.make_field_error(resource, "uuid", "This field cannot be blank.")  # (S)
        for name, spec_field in spec.fields.items():
            if spec_field.required and not known.get(name):
                raise self.make_field_error(resource, name, "This field is required.")
        self._check(resource, known, None)
        linked = self._collect_links(resource, values)
        files = self._unpack(resource, upload, known) if upload is not None else {}
        row = self._add_row(resource, known)
        self._link(resource, row, linked)
        if theme := self.rows["ivr_theme"].get(str(known.get("ivr_theme"))):
            self._touch(theme, "rooms")
        self._keep(resource, row, upload, files)
        self.record_view()
        return row

    def change(self, resource: str, key: str, values: Row, upload: bytes | None) -> Row:
        """PATCH: the given keys replaced; unknown ones are ignored in silence (F).

        No version or ETag is in any source, so the last write wins (F). A service theme's package
        is replaced by a multipart PATCH (R); whether a branding's is, is not proven (S: it fails).
        """
        row = self.rows[resource][key]
        if resource == "webapp_branding" and (upload is not None or "branding_file" in values):
            self.note_violation(
                "branding_file was sent in a PATCH: replacing the zip is not proven"
            )
            raise RefusedError(400)
        if values.get("uuid") == "":
            raise self.make_field_error(resource, "uuid", "This field cannot be blank.")  # (S)
        label = {"webapp_alias": "slug", "conference": "name"}.get(resource)
        if label in values:  # addresses that people have, and bookings
            self.note_violation(f"the {label} of {resource} {key} was written")
        known = self._normalize(resource, values)
        self._check(resource, known, row)
        linked = self._collect_links(resource, values)
        files = self._unpack(resource, upload, row) if upload is not None else {}
        if upload is not None and self.answers.in_place in ("refused", "broken"):
            raise RefusedError(400 if self.answers.in_place == "refused" else 500)
        row.update(known)
        self._link(resource, row, linked)
        if resource == "ivr_theme":
            self._touch(row, "names" if upload is None else "packages")
        elif "last_updated" in self.resources[resource].fields:
            row["last_updated"] = self._format_now()
        if theme := self.rows["ivr_theme"].get(str(known.get("ivr_theme"))):
            self._touch(theme, "rooms")
        if upload is not None and self.answers.in_place != "kept-old":
            self._keep(resource, row, upload, files)
        self.record_view()
        return row

    def _touch(self, theme: Row, cause: str) -> None:
        """Let a theme's time move as the answers say; a new package may cost it its uuid."""
        answer = self.answers.in_place
        if answer == f"moves-with-{cause}" or (cause == "packages" and answer != "silent"):
            theme["last_updated"] = self._format_now()
        if cause == "packages" and answer == "new-uuid":
            theme["uuid"] = str(uuid.uuid4())

    def remove(self, resource: str, key: str) -> None:
        """DELETE, refused while something uses the object (S: the code is unknown)."""
        row = self.rows[resource][key]
        users = self._list_users(resource, key)
        if users and not self.faults.lenient_delete:
            self.note_violation(f"{resource} {key} was to be deleted while in use by {users}")
            raise RefusedError(
                self.faults.referenced_delete_status,
                {"error": f"Cannot delete {row.get('name')}: it is in use."},
            )
        if row.get("is_default"):
            self.note_violation(f"{resource} {key} is built in and was to be deleted")
            raise RefusedError(self.faults.referenced_delete_status)
        for other, spec in self.resources.items():
            for name, spec_field in spec.fields.items():
                if spec_field.related == resource and not spec_field.many:
                    for holder in [*self.rows[other].values()]:
                        if str(holder[name]) != key:
                            continue
                        if spec_field.required:  # (F) what cannot be without it goes as well
                            del self.rows[other][str(holder["id"])]
                        else:
                            holder[name] = None
        del self.rows[resource][key]
        self.record_view()

    def exceeds_quota(self) -> bool:
        """Count a request; whether it is one too many in the last minute."""
        now = self.clock.now()
        self._minute = [at for at in self._minute if at > now - 60]
        if self.faults.quota and len(self._minute) >= self.faults.quota:
            return True
        self._minute.append(now)
        return False

    def note_violation(self, text: str) -> None:
        """Note that a client did what none must ever do; tests fail on it."""
        self.violations.append(text)

    def make_field_error(self, resource: str, name: str, message: str) -> RefusedError:
        """A 400 for one field: nested by resource (T), or flat by switch (third party)."""
        messages: Any = {name: [message]}
        return RefusedError(400, messages if self.faults.flat_errors else {resource: messages})

    def record_view(self) -> None:
        """Remember what is now true, for the conferencing nodes to learn later."""
        self.views.append(self._make_view(self.clock.now()))

    # -- the conferencing nodes ----------------------------------------------------------------

    def find_view(self, name: str) -> View:
        """What the conferencing node *name* knows by now (documented: within 60 to 90 s).

        (S) everything of one moment arrives together; `Faults.package_lag` takes that away.
        """
        lag = self.lags[name] + self.faults.slow_by
        until = self.clock.now() - lag
        if name in self.faults.never_replicate:
            return self.views[0]
        return [view for view in self.views if view.at <= until][-1]

    def find_branding_file(self, name: str, slug: str, path: str) -> bytes | None:
        """The file ``/<slug>/branding/<path>`` there, or None for 404."""
        view = self.find_view(name)
        if slug == "webapp":
            slug = view.default or slug  # (R) the schema's help: /webapp redirects there
        if slug not in view.paths or self.faults.no_branding_url:
            return None
        kind, branding = view.paths[slug]
        if branding is not None and not self._has_arrived(name, branding):
            return None
        files = self.files.get(branding or "", {})
        if _name_manifest(kind) not in files:  # the stock one, or one of another type
            if files and self.faults.unlike != "default":
                return None
            files = {_name_manifest(kind): STOCK_MANIFESTS[kind]}
        data = files.get(f"{kind}/branding/{path}")
        return data + b" " if data is not None and self.faults.garbled_on == name else data

    def has_chat(self, name: str, alias: str) -> bool | None:
        """Whether a meeting reached by *alias* has chat, as that node knows it."""
        return self.find_view(name).chat.get(alias)

    def find_app_file(self, name: str, slug: str, path: str) -> bytes | str | None:
        """The file ``/<slug>/<path>`` of the web app there, where it is instead, or None for 404."""
        return make_app_files(self.app).get(path) if slug in self.find_view(name).paths else None

    def find_meeting_screens(self, name: str, alias: str) -> Any:
        """The direct-media screens of the meeting at *alias*, as `answers` has them; None without."""
        return self.answers.show_screens(self.find_view(name).themes.get(alias, {}))

    # -- inside --------------------------------------------------------------------------------

    def _has_arrived(self, name: str, branding: str) -> bool:
        until = self.clock.now() - self.lags[name] - self.faults.slow_by - self.faults.package_lag
        known = [view for view in self.views if view.at <= until] or self.views[:1]
        return branding in known[-1].packages

    def _make_view(self, at: float) -> View:
        settings = self.rows["global"]["1"]
        default = self.rows["webapp_alias"].get(str(settings["default_webapp_alias"]), {})
        chat = {
            row["alias"]: has_chat(
                self.rows, self.rows["conference"][str(row["conference"])], row["alias"]
            )
            for row in self.rows["conference_alias"].values()
        }
        return View(
            at=at,
            paths={
                row["slug"]: (row["webapp_type"], row["branding"])
                for row in self.rows["webapp_alias"].values()
                if row["is_enabled"]
            },
            default=default.get("slug", ""),
            chat={alias: is_on for alias, is_on in chat.items() if is_on is not None},
            themes=self._list_themes(),
            packages=frozenset(self.files),
        )

    def _list_themes(self) -> dict[str, dict[str, bytes]]:
        rooms = self.rows["conference"]
        return {
            row["alias"]: self.files.get(f"theme-{rooms[str(row['conference'])]['ivr_theme']}", {})
            for row in self.rows["conference_alias"].values()
        }

    def _normalize(self, resource: str, values: Row) -> Row:
        """The given values as they are kept: keys of objects for their URIs, unknown keys gone."""
        fields = self.resources[resource].fields
        known: Row = {}
        for name, value in values.items():
            spec_field = fields.get(name)
            if spec_field is None or spec_field.readonly or spec_field.type == "file":
                continue
            if not spec_field.many:
                known[name] = self._find_key(resource, spec_field.related, value)
        return known

    def _collect_links(self, resource: str, values: Row) -> dict[str, list[Any]]:
        """The reverse links among *values*: keys of objects, and new objects (T: aliases of a room)."""
        found: dict[str, list[Any]] = {}
        for name, spec_field in self.resources[resource].fields.items():
            if not spec_field.many or name not in values:
                continue
            if resource == "ivr_theme":  # a client sets the theme on the room
                self.note_violation(f"{resource}.{name} is a reverse link and was written")
            given = values[name]
            if isinstance(given, str):  # (T) the SDK writes a list into a form as JSON text
                given = json.loads(given or "[]")
            found[name] = [
                one if isinstance(one, dict) else self._find_key(resource, spec_field.related, one)
                for one in given
            ]
            for one in found[name]:
                if isinstance(one, dict):
                    self._check(spec_field.related, one, None)
        return found

    def _link(self, resource: str, row: Row, linked: dict[str, list[Any]]) -> None:
        """Let exactly those objects point at *row* (F: others no longer do)."""
        for name, given in linked.items():
            spec_field = self.resources[resource].fields[name]
            related, by = spec_field.related, spec_field.by
            for key in self.list_links(spec_field, row):
                if self.resources[related].fields[by].required:
                    del self.rows[related][key]
                else:
                    self.rows[related][key][by] = None
            for one in given:
                if isinstance(one, dict):
                    self._add_row(related, {**one, by: row["id"]})
                else:
                    self.rows[related][str(one)][by] = row["id"]

    def _find_key(self, resource: str, related: str, value: Any) -> Any:
        if not related or value is None:
            return value
        if isinstance(value, dict):
            # (F) a dict is a nested object: the node makes one. Its name is then a URI.
            row = self._add_row(related, {"name": value.get("name", "")})
            self.note_violation(
                f"{resource} was given an object where a URI belongs: a rogue {related}"
            )
            return row[self.resources[related].key]
        match = re.fullmatch(rf"{re.escape(ROOT)}{related}/([^/]+)/", str(value))
        if match and match[1] in self.rows[related]:
            key = self.resources[related].key
            return self.rows[related][match[1]][key]
        # (F) the framework's own sentence.
        told = f"Could not find the provided {related} object via resource URI '{value}'."
        raise RefusedError(400, {"error": told})

    def _check(self, resource: str, known: Row, row: Row | None) -> None:
        spec = self.resources[resource]
        for name, value in known.items():
            spec_field = spec.fields[name]
            if spec_field.choices and value not in spec_field.choices:
                raise self.make_field_error(
                    resource, name, f"Value {value!r} is not a valid choice."
                )
            if spec_field.longest and len(str(value)) > spec_field.longest:
                raise self.make_field_error(resource, name, "Ensure this value is not too long.")
            if spec_field.type == "boolean" and not isinstance(value, bool):
                raise self.make_field_error(
                    resource, name, "This value must be either True or False."
                )
            unique = spec_field.unique or (
                resource == "webapp_branding"
                and name == "name"
                and self.faults.unique_package_names
            )
            if unique and any(
                other is not row and other[name] == value for other in self.rows[resource].values()
            ):
                raise self.make_field_error(
                    resource, name, f"{resource} with this {name} already exists."
                )
        if resource == "webapp_alias":
            self._check_alias(known, row or {})

    def _check_alias(self, known: Row, row: Row) -> None:
        if not re.fullmatch(r"[A-Za-z0-9_-]+", str(known.get("slug", "x"))):
            raise self.make_field_error("webapp_alias", "slug", "Enter a valid path.")
        self._check_type(known, row)
        after = {**row, **known}
        branding = after.get("branding")
        if not branding or {"branding", "webapp_type"}.isdisjoint(known):
            return
        if self.rows["webapp_branding"][branding]["webapp_type"] != after.get("webapp_type"):
            # Unknown on a real node: a client has to look first, and change both at once.
            self.note_violation("a path was given a branding of another web app type")
            if self.faults.unlike == "refused":
                raise self.make_field_error("webapp_alias", "branding", "Wrong web app type.")

    def _check_type(self, known: Row, row: Row) -> None:
        answer, kind = self.answers.path_type, known.get("webapp_type")
        if not row or kind in (None, row["webapp_type"]):
            return
        is_refused = answer == "refused" or (answer == "in-steps" and "branding" in known)
        if is_refused or (answer == "one-way" and kind == "webapp2"):
            raise self.make_field_error("webapp_alias", "webapp_type", "The type can't be changed.")
        if answer == "ignored":
            known.clear()

    def _unpack(self, resource: str, upload: bytes, row: Row) -> dict[str, bytes]:
        file_field = self.resources[resource].file_field
        if self.faults.refuse_uploads:
            raise self.make_field_error(resource, file_field, self.faults.refuse_uploads)
        try:
            with zipfile.ZipFile(io.BytesIO(upload)) as package:
                files = {name: package.read(name) for name in package.namelist()}
        except zipfile.BadZipFile:
            raise self.make_field_error(resource, file_field, "Not a zip file.") from None
        if refusal := self.answers.find_refusal(resource, files):
            raise self.make_field_error(resource, file_field, refusal)
        if resource == "webapp_branding":
            if _name_manifest(row["webapp_type"]) not in files:
                raise self.make_field_error(
                    resource, file_field, "No branding files found"
                )  # (R) message
        elif any(name.startswith(("webapp2/", "webapp3/")) for name in files):
            # (S) what is said of a branding in the place of a theme is unknown.
            raise self.make_field_error(resource, file_field, "No theme files found")
        elif all("/" in name for name in files):
            pass  # in a folder: see `Answers.folder`
        elif json.loads(files.get("themeconfig.json", b"{}")).get("theme_version") != 2:
            self.note_violation("a service theme without theme_version 2 was uploaded")
        return files

    def _keep(self, resource: str, row: Row, upload: bytes | None, files: dict[str, bytes]) -> None:
        if upload is None:
            return
        key = str(row[self.resources[resource].key])
        self.files[key if resource == "webapp_branding" else f"theme-{key}"] = files
        self.zips[key if resource == "webapp_branding" else f"theme-{key}"] = upload

    def _add_row(self, resource: str, values: Row) -> Row:
        spec = self.resources[resource]
        row = {n: copy.copy(f.default) for n, f in spec.fields.items() if f.type != "file"}
        row.update(values)
        if spec.key == "id":
            self._numbers[resource] += 1
            row["id"] = self._numbers[resource]
        if "uuid" in row and not row["uuid"]:
            row["uuid"] = str(uuid.uuid4())
        for name in {"last_updated", "creation_time"} & set(row):
            row[name] = self._format_now()
        key = str(row[spec.key])
        row["resource_uri"] = self.make_uri(resource, key)
        self.rows[resource][key] = row
        return row

    def _format_now(self) -> str:
        # (R) naive, with microseconds.
        return datetime.fromtimestamp(self.clock.now(), UTC).replace(tzinfo=None).isoformat()

    def _render_embedded(self, resource: str, key: Any) -> Row:
        """A related object inside another one: without `resource_uri` (R)."""
        row = self.rows[resource][str(key)]
        if resource == "ivr_theme":
            names: tuple[str, ...] = ("id", "name", "uuid", "custom_layouts", "pinning_configs")
        elif resource == "webapp_branding":
            names = ("name", "description", "uuid", "webapp_type", "is_default", "last_updated")
        else:
            report = self.render_row(resource, row)
            del report["resource_uri"]
            return report
        return {name: row[name] for name in names}

    def _list_users(self, resource: str, key: str) -> list[str]:
        users = []
        for other, spec in self.resources.items():
            for name, spec_field in spec.fields.items():
                if spec_field.related == resource and not (spec_field.many or spec_field.required):
                    users += [
                        f"{other} {row[spec.key]}"
                        for row in self.rows[other].values()
                        if row[name] is not None and str(row[name]) == key
                    ]
        return users

    def _seed(self) -> None:
        """What a new node holds: three paths (names documented, order inferred, id 3 T; whether
        ``/webapp`` is a path of its own beside the redirect is unknown, S), the stock brandings (R: one is named so; uuids S), the four stock themes (R), and the settings."""
        for kind in ("webapp2", "webapp3"):
            name = f"Pexip {kind} branding"
            self._add_row(
                "webapp_branding", {"name": name, "webapp_type": kind, "is_default": True}
            )
        for slug, kind in (("webapp", "webapp2"), ("webapp2", "webapp2"), ("webapp3", "webapp3")):
            self._add_row("webapp_alias", {"slug": slug, "webapp_type": kind, "is_enabled": True})
        for name, hash_ in (
            ("Pexip theme (English_US) with entry tones", "defaultplustones"),
            ("Pexip theme (English_UK)", "defaultplushash"),
            ("Pexip theme (English_UK) with entry tones", "defaultplushashtones"),
            ("Pexip theme (English_US)", "defaultnotones"),
        ):
            self._add_row("ivr_theme", {"name": name, "uuid": hash_})
        self._add_row(
            "global",
            {
                "default_webapp_alias": 3,
                "deployment_uuid": str(uuid.UUID(int=41)),
            },
        )
        self._add_row(
            "software_bundle_revision",
            {
                "bundle_type": "webapp3",
                "core": True,
                "revision": "41-2001",
                "version": "41.0.0" if self.profile == "v41" else "40.0.0",
            },
        )
