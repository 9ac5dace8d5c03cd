"""What whoever uploads a release does by hand, as rows of the instructions' tables."""

from __future__ import annotations

from typing import Any

from themebuilder import __version__
from themebuilder.core.json_text import dump_compact
from themebuilder.core.messages import N_, _
from themebuilder.publishing.node.objects import ROOT, LocalPackage, PackageKind, Resource
from themebuilder.releases.changes import write_day
from themebuilder.releases.release import Release, ServerSetting, find_start
from themebuilder.settings import FieldKind

_PLACES = {
    FieldKind.ROOM: N_("Each room"),
    FieldKind.GLOBAL: N_("Global settings, only if every organisation on the node agrees"),
    FieldKind.BOOKING: N_("Booking templates"),
    FieldKind.POLICY: N_("Policy, if one answers for the rooms"),
}


def list_steps(release: Release) -> dict[str, Any]:
    """Return what the template of the instructions needs: the rows of each table, by its name."""
    changed = {change.name: change for change in release.changes}
    packages = [package for theme in release.themes.values() for package in theme.packages]
    brandings, meetings = (
        [package for package in packages if package.id.kind is kind]
        for kind in (PackageKind.WEBAPP, PackageKind.MEETING)
    )
    paths = [
        (path, branding) for branding in brandings for path in release.list_paths(branding.id.theme)
    ]
    settings = release.list_server_settings()
    return {
        "branding_api": f"{ROOT}{Resource.BRANDING.value}/",
        "theme_api": f"{ROOT}{Resource.THEME.value}/",
        "path_api": f"{ROOT}{Resource.PATH.value}/",
        "room_field": f"{Resource.ROOM.value}.ivr_theme",
        "brandings": [
            (
                changed[branding.id.theme].title,
                *_quote_code(branding.file, branding.id.label, _describe(branding)),
            )
            for branding in brandings
        ],
        "paths": [
            (
                *_quote_code(path, package.id.label),
                write_day(find_start(release, changed[package.id.theme])) or _("as agreed"),
            )
            for path, package in paths
        ],
        "meetings": [
            (
                changed[meeting.id.theme].title,
                *_quote_code(meeting.file, meeting.id.label),
                _list_rooms(release, meeting.id.theme),
            )
            for meeting in meetings
        ],
        "settings": [_describe_setting(setting) for setting in settings],
        "limits": list(
            dict.fromkeys(
                f"{setting.declared.title}: {setting.declared.cannot}" for setting in settings
            )
        ),
        "record": [
            *(
                (f"`/{path}`", "", *_quote_code(package.id.label), "", "")
                for path, package in paths
            ),
            *(
                (
                    _("Rooms of {theme}", theme=changed[meeting.id.theme].title),
                    "",
                    *_quote_code(meeting.id.label),
                    "",
                    "",
                )
                for meeting in meetings
            ),
            *(
                (
                    f"{_(_PLACES[setting.field.kind])}: `{setting.field.name}`",
                    "",
                    *_quote_code(_write(setting)),
                    "",
                    "",
                )
                for setting in settings
            ),
        ],
        "facts": list(_list_facts(release)),
    }


def _describe(package: LocalPackage) -> str:
    """Return the description by which our other commands know an uploaded branding."""
    return f"themebuilder: theme={package.id.theme} digest={package.id.digest}"


def _list_rooms(release: Release, theme: str) -> str:
    found = [choice for choice in release.list_rooms() if choice.theme == theme]
    if not found:
        return _("Ask {organisation}: the workspace names none.", organisation=release.title)
    return "; ".join(f"{choice.deployment}: {choice.rooms}" for choice in found)


def _describe_setting(one: ServerSetting) -> tuple[str, ...]:
    field = f"{one.resource}.{one.field.name}" if one.resource else one.field.name
    title = f"{one.declared.title} ({one.resolved.value})"
    return (
        title,
        _(_PLACES[one.field.kind]),
        *_quote_code(field, _write(one)),
        one.field.menu or "–",
    )


def _write(one: ServerSetting) -> str:
    """Return the field's value as JSON, as the API takes it."""
    return dump_compact(one.value).decode()


def _quote_code(*texts: str) -> tuple[str, ...]:
    return tuple(f"`{text}`" for text in texts)


def _list_facts(release: Release) -> list[tuple[str, str]]:
    details = release.details
    commit = details.revision.commit or "–"
    if details.revision.is_modified:
        commit = _("{commit}, with changes that aren't committed", commit=commit)
    return [
        (_("Organisation"), f"{release.title} (`{release.owner}`)"),
        (_("Release"), details.name or "–"),
        (_("Compared with"), details.since or "–"),
        (_("Revision of the definitions"), commit),
        (_("Built with"), f"themebuilder {__version__}"),
        (_("For Webapp3 components of version"), details.target),
        *(
            (_("Not approved"), f"`{theme}`: {details.unapproved[theme]}")
            for theme in release.themes
            if theme in details.unapproved
        ),
    ]
