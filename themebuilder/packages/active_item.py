"""One thing in a package that a person must accept, and who accepted it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import NamedTuple

from themebuilder.core.messages import N_, Message, _
from themebuilder.core.problems import Place
from themebuilder.core.tree import Text
from themebuilder.definitions.acceptance import (
    DIGEST_LENGTH,
    format_acceptance,
    is_covered,
    is_folder,
    join_item,
    split_item,
)
from themebuilder.definitions.model import Acceptance, ResolvedSetting
from themebuilder.packages.addresses import find_hosts

ACTIVE_KINDS: Mapping[str, tuple[str, str]] = {
    "plugin": (
        N_("plugin"),
        N_(
            "It runs a program in every guest's meeting, which can use what the web app gives to "
            "plugins and send it elsewhere."
        ),
    ),
    "open-plugin": (
        N_("plugin that can leave its sandbox"),
        N_(
            "It runs a program in every guest's meeting, which can do all that the web app can, "
            "also with camera and microphone."
        ),
    ),
    "page": (
        N_("web page"),
        N_(
            "Programs in it run under the web app's own address, and can do there what the web app can."
        ),
    ),
    "program": (
        N_("program"),
        N_("It runs in the page that loads it, and can do what that page can."),
    ),
    "file": (
        N_("file that may hold a program"),
        N_(
            "Whether a node gives such a file of a service theme to anybody isn't known. Find out what it is for."
        ),
    ),
    "style": (
        N_("style sheet"),
        N_("It can change, cover or hide parts of a page, and load files from elsewhere."),
    ),
    "svg": (
        N_("SVG with active parts"),
        N_(
            "Whoever opens the picture by its address may run programs or load files from elsewhere."
        ),
    ),
    "address": (
        N_("outside address"),
        N_(
            "It can send the guest's browser to another server, which then knows the guest's IP "
            "address and decides what the guest gets."
        ),
    ),
    "script-address": (
        N_("address that is a program"),
        N_("If the web app opens it, it runs as a program in the guest's browser."),
    ),
    "markup": (
        N_("text with HTML"),
        N_(
            "If the web app shows the text as HTML, it can put links, pictures or programs into the page."
        ),
    ),
    "secret": (
        N_("value that looks like a secret"),
        N_("Whoever reads the package can use it, and everybody can read a branding."),
    ),
}
"""Kind of activity -> its title, and what it can do to a guest; both to be translated."""


Accepted = Mapping[str, str | int]
"""Who accepted an item: ``reason``, ``by`` and ``date``, or the ``setting`` that writes it with the
``organisation``, ``file`` and ``line`` that set it."""


class OutdatedAcceptance(NamedTuple):
    """An acceptance of something else under an item's name, or one that doesn't say of what.

    *item* is how it names what it accepts; *current* is how it would name what is there now.
    """

    acceptance: Acceptance
    item: str
    current: str


@dataclass(frozen=True, slots=True)
class ActiveItem:
    """One thing to decide about. *place* is in the package; *details* say more, such as the sandbox.

    *name* is what an acceptance names: a file below ``webapp3/branding/``, the source of a plugin, or
    the keys that lead to a value. A key in another file than the main one follows the file's name.
    """

    name: str
    kind: str
    place: Place
    details: tuple[str, ...] = ()
    value: str = field(default="", repr=False)
    """The value with an outside address; empty for everything else."""
    digest: str = field(default="", repr=False)
    """The beginning of the SHA-256, in hex: of the file, of the value as JSON, or of a plugin's entry
    in the manifest with its files."""
    accepted: Accepted | None = None
    outdated: OutdatedAcceptance | None = None

    @property
    def accept_as(self) -> str:
        """How an acceptance of it as it is names it."""
        return join_item(self.name, self.digest)

    @property
    def title(self) -> str:
        """What it is."""
        return _(ACTIVE_KINDS[self.kind][0])

    @property
    def effect(self) -> str:
        """What it can do to a guest."""
        return _(ACTIVE_KINDS[self.kind][1])

    def __str__(self) -> str:
        """Return ``plugin `plugins/a/index.html` (3 packed files)``."""
        details = f" ({'; '.join(self.details)})" if self.details else ""
        return f"{self.title} `{self.name}`{details}"

    def to_json(self) -> dict[str, object]:
        """Return the item for other programs, in English."""
        place = str(self.place)
        effect = ACTIVE_KINDS[self.kind][1]
        accepted = dict(self.accepted) if self.accepted else None
        return {
            "name": self.name,
            "kind": self.kind,
            "effect": effect,
            "place": place,
            "digest": self.digest,
            "accepted": accepted,
        }


def compute_item_digest(content: bytes) -> str:
    """Return the digest by which an acceptance recognises *content*."""
    # Long enough that nobody can prepare two files with the same digest.
    return hashlib.sha256(content).hexdigest()[:DIGEST_LENGTH]


def accept_items(
    items: Iterable[ActiveItem],
    acceptances: Sequence[Acceptance],
    settings: Mapping[str, ResolvedSetting],
) -> tuple[ActiveItem, ...]:
    """Return the *items* of a theme's package, with who accepted each.

    What has changed since somebody accepted it isn't accepted. The *settings* of its organisations
    count for the addresses that they hold.
    """
    listed = list(items)
    folders = _compute_folder_digests(listed, acceptances)
    return tuple(_accept_item(item, acceptances, settings, folders) for item in listed)


def _compute_folder_digests(
    items: Sequence[ActiveItem], acceptances: Sequence[Acceptance]
) -> dict[str, str]:
    """Return the digest of the *items* in each accepted folder: of their sorted digests and names."""
    names = {split_item(text.value)[0] for acceptance in acceptances for text in acceptance.items}
    found = {}
    for folder in filter(is_folder, names):
        lines = {f"{item.digest}  {item.name}\n" for item in items if is_covered(item.name, folder)}
        found[folder] = compute_item_digest("".join(sorted(lines)).encode())
    return found


def read_acceptances(listed: object) -> Iterator[Acceptance]:
    """Yield who accepted the items that a catalogue lists as *listed*; raise `ValueError` or `TypeError`."""
    for item in listed if isinstance(listed, list) else ():
        accepted = item["accepted"]
        if accepted and "setting" not in accepted:
            reason, by, name = accepted["reason"], accepted["by"], item["name"]
            if not all(isinstance(value, str) and value for value in (reason, by, name)):
                raise ValueError(name)
            day = date.fromisoformat(accepted["date"])
            accepted_item = join_item(name, item["digest"]) if "digest" in item else name
            yield Acceptance(reason, by, day, (Text(accepted_item, Place("")),))


def describe_unaccepted(item: ActiveItem) -> Message:
    """Return why nobody has accepted *item* as it is, and what it can do."""
    if item.outdated is None:
        return _(
            "Active content that nobody has accepted: {item}. {effect}",
            item=str(item),
            effect=item.effect,
        )
    values = {
        "item": str(item),
        "effect": item.effect,
        "by": item.outdated.acceptance.by,
        "day": item.outdated.acceptance.day,
    }
    if split_item(item.outdated.item)[1]:
        return _(
            "Active content was accepted by {by} on {day}, and has changed since: {item}. {effect}",
            **values,
        )
    return _(
        "Active content was accepted by {by} on {day} without a digest, so it may have changed since: "
        "{item}. {effect}",
        **values,
    )


def suggest_acceptance(item: ActiveItem) -> Message:
    """Return what to do about an unaccepted *item* of one's own theme."""
    if item.outdated is None:
        return _(
            "Remove it, or accept it under `accept`, and build again: `{snippet}`",
            snippet=format_acceptance(item.accept_as),
        )
    return _(
        "Look at it. If it's fine, write `{current}` instead of `{old}`, with the day and your name, "
        "and build again.",
        current=item.outdated.current,
        old=item.outdated.item,
    )


def _accept_item(
    item: ActiveItem,
    acceptances: Sequence[Acceptance],
    settings: Mapping[str, ResolvedSetting],
    folders: Mapping[str, str],
) -> ActiveItem:
    outdated = None
    for acceptance in acceptances:
        for text in acceptance.items:
            name, digest = split_item(text.value)
            if is_covered(item.name, name):
                current = folders.get(name, item.digest)
                if digest == current:
                    who = {
                        "reason": acceptance.reason,
                        "by": acceptance.by,
                        "date": acceptance.day.isoformat(),
                    }
                    return replace(item, accepted=who)
                outdated = OutdatedAcceptance(acceptance, text.value, join_item(name, current))
    by_setting = _find_setting(item, settings)
    return replace(item, accepted=by_setting, outdated=None if by_setting else outdated)


def _find_setting(item: ActiveItem, settings: Mapping[str, ResolvedSetting]) -> Accepted | None:
    remaining = item.value
    # An address that an organisation itself sets, such as the one to return to; never a part of one.
    for name, setting in settings.items():
        if setting.value and setting.value in remaining:
            whole = rf"(?<![^\s(]){re.escape(setting.value)}(?=[.,;:!?)]*(?:\s|$))"
            remaining = re.sub(whole, "", remaining)
            if not find_hosts(remaining):
                return {
                    "setting": name,
                    "organisation": setting.set_by,
                    "file": setting.place.file,
                    "line": setting.place.line,
                }
    return None
