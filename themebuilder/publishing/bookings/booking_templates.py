"""Scheduling templates of a booking service: what rooms will be made like.

Names and types are those of the published description of the API: KvalitetsIT/medcom-video-api,
``video-api-v2.yaml``, ``scheduling-template``, ``pool-info`` and ``scheduling-info``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from themebuilder.core.json_text import Json
from themebuilder.core.messages import _
from themebuilder.core.problems import Place, ThemeError, problem
from themebuilder.core.reading import TooLargeError, describe_os_error, read_file
from themebuilder.publishing.node.objects import UNREADABLE, require_text

MOST_BYTES = 16 * 1024 * 1024
SHOWN = (
    "ivrTheme",
    "customPortalGuest",
    "customPortalHost",
    "returnUrl",
    "enableOverlayText",
    "guestsCanPresent",
    "muteAllGuests",
    "directMedia",
)
"""The fields of a template that decide what a guest meets."""
LONGEST_ADDRESS = 200
"""The most characters of an address in a template."""


@dataclass(frozen=True, slots=True)
class Template:
    """A scheduling template. *values* has those of the fields `SHOWN` that it sets."""

    id: int
    organisation: str
    """The organisation's code."""
    values: Mapping[str, Json]
    is_default: bool
    is_pool: bool
    source: str
    """The file or the service that it comes from."""

    @property
    def theme(self) -> str:
        """How it names the service theme: by address, id or name."""
        return str(self.values["ivrTheme"])


@dataclass(frozen=True, slots=True)
class Pool:
    """How many rooms an organisation keeps ready."""

    organisation: str
    desired: int
    available: int


@dataclass(frozen=True, slots=True)
class Bookings:
    """Everything that could be read. *unread* says what could not, as whole sentences."""

    templates: tuple[Template, ...] = ()
    pools: tuple[Pool, ...] = ()
    pooled: tuple[str, ...] = ()
    """The theme of each pooled room, which it copied from its template."""
    waiting: tuple[str, ...] = ()
    """The theme of each booked meeting that waits for its room."""
    unread: tuple[str, ...] = ()

    def __add__(self, other: Bookings) -> Bookings:
        names = (field.name for field in fields(self))
        return Bookings(*(getattr(self, name) + getattr(other, name) for name in names))


def read_exported(file: Path, name: str, place: Place) -> tuple[Template, ...]:
    """Return the templates in an exported *file*; `ThemeError` at *place* where it can't be used."""
    try:
        return parse_templates(json.loads(read_file(file, MOST_BYTES)), name)
    except OSError as error:
        reason = describe_os_error(error)
    except TooLargeError:
        reason = _("it has more than {count} bytes", count=MOST_BYTES)
    except KeyError as error:
        reason = _("a template in it has no `{field}`", field=error.args[0])
    except UNREADABLE:
        reason = _("it isn't the answer of `GET /v2/scheduling-templates`")
    message = _("{file} can't be used: {reason}.", file=str(file), reason=reason)
    raise ThemeError([problem("booking-file-unreadable", message, place)])


def parse_templates(data: Json, source: str) -> tuple[Template, ...]:
    """Return the templates in a list, or in a HAL page that is the only one.

    Raises `LookupError`, `TypeError` or `ValueError` for anything else.
    """
    return tuple(_parse_template(item, source) for item in list_items(data))


def list_items(data: Json) -> Iterator[Mapping[str, Any]]:
    """Yield the items of a list or of a HAL page; exceptions as `parse_templates`."""
    if isinstance(data, dict):
        links, embedded = data.get("_links", {}), data.get("_embedded", {})
        if not (isinstance(links, dict) and isinstance(embedded, dict)) or "next" in links:
            raise ValueError(data)  # a part only
        if not embedded and "page" not in data and "self" not in links:
            raise ValueError(data)
        data = [item for items in embedded.values() for item in _require_list(items)]
    for item in _require_list(data):
        if not isinstance(item, dict):
            raise TypeError(item)
        yield item


def parse_pools(data: Json, source: str) -> Bookings:
    """Return the pool of each organisation, its template and its rooms.

    An account sees the pools of other organisations too, but not their other templates. Exceptions
    as `parse_templates`.
    """
    found = Bookings()
    for item in list_items(data):
        code = require_text(item["organisationId"])
        desired, available = item.get("desiredPoolSize") or 0, item.get("availablePoolSize") or 0
        template, rooms = item.get("schedulingTemplate"), item.get("schedulingInfoList") or []
        found += Bookings(
            (_parse_template(template, source),) if template else (),
            (Pool(code, int(desired), int(available)),),
            list_room_themes(_require_list(rooms)),
        )
    return found


def list_room_themes(data: Json) -> tuple[str, ...]:
    """Return the theme of each room, and nothing else: the JSON also holds PINs and names."""
    return tuple(str(item.get("ivrTheme") or "") for item in list_items(data))


def _parse_template(item: Mapping[str, Any], source: str) -> Template:
    require_text(item["ivrTheme"])
    number = item["id"]
    if not isinstance(number, int) or isinstance(number, bool):
        raise TypeError(number)
    return Template(
        id=number,
        organisation=require_text(item["organisationId"]),
        values={name: item[name] for name in SHOWN if item.get(name) not in (None, "")}
        | {"ivrTheme": item["ivrTheme"]},
        is_default=item.get("isDefaultTemplate") is True,
        is_pool=item.get("isPoolTemplate") is True,
        source=source,
    )


def _require_list(value: Json) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError(value)
    return value
