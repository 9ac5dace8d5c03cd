"""What a plan says beside its steps: what it leaves as it is, and what the reader should know."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from themebuilder.core.messages import Message, _, _n, join_messages
from themebuilder.core.problems import Place
from themebuilder.publishing.build_output import BuildOutput, CatalogueEntry
from themebuilder.publishing.deployment import Deployment
from themebuilder.publishing.node.node_state import NodeState
from themebuilder.publishing.node.objects import Kind
from themebuilder.publishing.plan.plan import Retirement
from themebuilder.settings import find_weakened


def find_missing_rooms(deployment: Deployment, live: NodeState) -> Iterator[tuple[Message, Place]]:
    """Return the room choices (of themes and organisations) that match no room, and their places."""
    chosen = [(choice.theme, choice.rooms) for choice in deployment.rooms]
    chosen += (deployment.organisations or {}).items()
    for name, rooms in chosen:
        if rooms.tag and not live.rooms[rooms]:
            message = _('{name}: no room has the tag "{tag}".', name=name, tag=rooms.tag)
            yield message, rooms.places[rooms.tag]


def list_outside_changes(deployment: Deployment, live: NodeState) -> Iterator[Message]:
    """Describe each service theme of ours whose content somebody else has changed."""
    for theme in deployment.published_themes if deployment.updates_in_place else ():
        stored = live.records.get(theme)
        now = live.find_theme(deployment.node_name(theme))
        if stored is None or now is None or stored.record.key != now.key:
            continue
        if now.last_updated != stored.record.updated and not stored.record.writing:
            yield _(
                'Somebody else changed the service theme "{name}" on {day}. Its content isn\'t known.',
                name=now.name,
                day=now.last_updated[:16].replace("T", " "),
            )


def list_left_themes(deployment: Deployment, live: NodeState) -> Iterator[Message]:
    """Describe each service theme that a new name in the deployment leaves behind."""
    for theme in deployment.published_themes if deployment.updates_in_place else ():
        stored = live.records.get(theme)
        before = live.package(Kind.MEETING, stored.record.key) if stored else None
        if before and before.name != deployment.node_name(theme):
            yield _(
                'From now on, `{theme}` is published as "{name}". "{before}" ({uri}) keeps its content, '
                "also for booking templates and policies that name it.",
                theme=theme,
                name=deployment.node_name(theme),
                before=before.name,
                uri=before.ref.uri,
            )


def describe_days(entry: CatalogueEntry) -> Message:
    """The days on which a theme is in use."""
    valid = entry.valid
    days = {
        _("from {day}", day=valid.since): valid.since,
        _("until {day}", day=valid.until): valid.until,
        _("then {theme}", theme=valid.then): valid.then,
    }
    return join_messages(text for text, is_set in days.items() if is_set)


def note_partial_build(retirement: Retirement) -> Message:
    """The note on a published theme that a part of a workspace does not define."""
    places = join_messages((*(step.label for step in retirement.paths), *retirement.used_by))
    return _(
        "{theme} is published ({places}), but isn't in the build folder, which has only some of the "
        "workspace's themes. It stays as it is. Build all themes, then plan again.",
        theme=retirement.theme,
        places=places,
    )


def note_roomless_themes(
    deployment: Deployment, output: BuildOutput, paths: Mapping[str, str]
) -> Iterator[Message]:
    """Yield a note on themes with a path whose service theme the deployment gives to no room."""
    chosen = deployment.published_themes
    left = [
        theme
        for theme in dict.fromkeys(paths.values())
        if theme not in chosen and output.package(Kind.MEETING, theme)
    ]
    if left:
        yield _n(
            "{themes}: no room uses its service theme. Choose rooms under `rooms`.",
            "{themes}: no room uses their service themes. Choose rooms under `rooms`.",
            len(left),
            themes=", ".join(left),
        )


def note_weakening_successors(output: BuildOutput) -> Iterator[Message]:
    """Yield a note on each setting that a successor weakens when it takes over."""
    for entry in output.entries.values():
        successor = output.entries.get(entry.valid.then)
        day = entry.valid.handover(successor.valid.since) if successor else None
        if successor is None or day is None:
            continue
        for change in find_weakened(entry.values, successor.values):
            yield _(
                "On {day}, {successor} replaces {theme}, and {change}. [successor-weakens-setting]",
                day=day,
                successor=successor.theme,
                theme=entry.theme,
                change=change,
            )
