"""What we record on the node: the content of each service theme, and what a web app path showed before us.

A node doesn't return a service theme's package, and a theme has no description. So each theme that we
update in place has a record: the description of a switched-off web app path of its own. No guest meets
that path. The record holds the theme's `last_updated` of our last write: where it differs, somebody
else has changed the theme.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from themebuilder.publishing.node.objects import Mark, Object, Ref, Resource

SLUG = "themebuilder-"
"""The slugs of our records begin with this; the theme's name follows."""

_RECORD = re.compile(
    r"themebuilder: theme=([a-z0-9-]+) id=([A-Za-z0-9_-]*)"
    r" content=([0-9a-f]{12})? updated=(\S*) writing=([0-9a-f]{12})?"
    r" before=([0-9a-f]{12})? at=([0-9]{8}T[0-9]{6}Z)?(?: revision=([0-9a-f]{12})?/([0-9a-f]{12})?)?"
)


@dataclass(frozen=True, slots=True)
class ThemeRecord:
    """What we wrote into a service theme. Digests are short; unknown values are empty.

    *writing* is set while a write is under way: after a crash the theme has *content* or *writing*.
    """

    theme: str
    key: str = ""
    """The id of the service theme."""
    content: str = ""
    updated: str = ""
    """The theme's `last_updated` after we wrote *content*."""
    writing: str = ""
    before: str = ""
    """The content that was live before."""
    at: str = ""
    revision: str = ""
    """The commit of the definitions that *writing* or *content* was built from, 12 digits."""
    before_revision: str = ""

    @property
    def slug(self) -> str:
        """The slug of the path that holds the record."""
        return f"{SLUG}{self.theme}"

    def __str__(self) -> str:
        """Return the path's description; at most 250 characters."""
        revisions = f"{self.revision}/{self.before_revision}"
        return (
            f"themebuilder: theme={self.theme} id={self.key} content={self.content}"
            f" updated={self.updated} writing={self.writing} before={self.before} at={self.at}"
            + (f" revision={revisions}" if len(revisions) > 1 else "")
        )

    def find_content(self, last_updated: str) -> str:
        """Return the content of the theme as it is now; empty where somebody else has changed it."""
        return self.content if last_updated == self.updated else self.writing

    def find_revision(self, last_updated: str) -> str:
        """Return the commit that `find_content` was built from; empty where it isn't known."""
        if last_updated != self.updated:
            return self.revision if self.writing else ""
        return self.before_revision if self.writing else self.revision

    def begin(self, content: str, at: str, revision: str, last_updated: str) -> ThemeRecord:
        """Return the record while *content* is written over what is live now."""
        live = self.find_content(last_updated)
        is_repeated = live == content
        return replace(
            self,
            content=live,
            updated=last_updated,
            writing=content,
            before=self.before if is_repeated else live,
            at=at,
            revision=revision[:12],
            before_revision=(
                self.before_revision if is_repeated else self.find_revision(last_updated)
            ),
        )

    def complete(self, key: str, last_updated: str) -> ThemeRecord:
        """Return the record once *writing* was written."""
        return replace(self, key=key, content=self.writing, updated=last_updated, writing="")

    def to_mark(self, last_updated: str) -> Mark:
        """Return what is known of the theme on the node."""
        return Mark(
            theme=self.theme,
            short=self.find_content(last_updated),
            at=self.at,
            before=self.before,
            before_meeting="",
            is_certain=last_updated == self.updated and not self.writing,
        )


@dataclass(frozen=True, slots=True)
class StoredRecord:
    """A record, and the path that holds it."""

    ref: Ref
    record: ThemeRecord


def read_record(text: str) -> ThemeRecord:
    """Return the record that *text* describes; `ValueError` for any other text."""
    found = _RECORD.fullmatch(text)
    if found is None:
        raise ValueError(text)
    return ThemeRecord(*(value or "" for value in found.groups()))


def parse_record(path: Object) -> StoredRecord | None:
    """Return the record in a web app path, or None."""
    try:
        record = read_record(str(path.get("description") or ""))
    except ValueError:
        return None
    is_ours = path.get("slug") == record.slug
    return StoredRecord(Ref(Resource.PATH, str(path["id"])), record) if is_ours else None


def list_records(paths: Iterable[Object]) -> dict[str, StoredRecord]:
    """Theme -> the record of its service theme, among the node's web app *paths*."""
    found = (stored for path in paths if (stored := parse_record(path)))
    return {stored.record.theme: stored for stored in found}


MAX_DESCRIPTION = 250
_EARLIER = re.compile(r"(.*?) ?\[themebuilder before ([^\[\]]+)\]", re.DOTALL)
_ENTRY = re.compile(
    r"([a-z0-9]+(?:-[a-z0-9]+)*)=(\w+)/([A-Za-z0-9_-]*)(/off)?(?:@([0-9]{8}T[0-9]{6}Z))?"
)


@dataclass(frozen=True, slots=True)
class EarlierContent:
    """What a path showed before *theme*: its web app and branding, empty for the default one.

    *at* says when the theme took it over.
    """

    theme: str
    webapp_type: str
    package: str
    is_on: bool
    at: str = ""

    def __str__(self) -> str:
        end = ("" if self.is_on else "/off") + (f"@{self.at}" if self.at else "")
        return f"{self.theme}={self.webapp_type}/{self.package}{end}"


def parse_earlier(text: str) -> EarlierContent | None:
    """Return the entry that `str` wrote; None for any other text."""
    found = _ENTRY.fullmatch(text)
    if found is None:
        return None
    return EarlierContent(found[1], found[2], found[3], found[4] is None, found[5] or "")


def read_description(description: str) -> tuple[str, tuple[EarlierContent, ...]]:
    """Return the description itself, and what the path showed before, the newest first."""
    found = _EARLIER.fullmatch(description)
    entries = [parse_earlier(value) for value in found[2].split(", ")] if found else []
    if found is None or None in entries:
        return description, ()
    return found[1], tuple(entry for entry in entries if entry)


def write_description(text: str, earlier: Sequence[EarlierContent]) -> str:
    """Return the description with its record; the second oldest entries go where not all fit."""
    entries = [*earlier]
    while True:
        record = f" [themebuilder before {', '.join(map(str, entries))}]" if entries else ""
        if len(text + record) <= MAX_DESCRIPTION or len(entries) <= 2:
            return text + record if text else record.strip()
        del entries[-2]


def add_earlier(description: str, earlier: EarlierContent) -> str:
    """Return the description that also records *earlier*; it may be longer than `MAX_DESCRIPTION`."""
    text, entries = read_description(description)
    others = [entry for entry in entries if entry.theme != earlier.theme]
    return write_description(text, [earlier, *others])


def drop_earlier(description: str, theme: str) -> str:
    """Return the description without what it records from before *theme*."""
    text, entries = read_description(description)
    return write_description(text, [entry for entry in entries if entry.theme != theme])
