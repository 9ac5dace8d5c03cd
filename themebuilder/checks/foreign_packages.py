"""Judge a package of others by the rules that apply to ours."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from urllib.parse import unquote_to_bytes

from themebuilder import checks
from themebuilder.checks.base import Context, run
from themebuilder.checks.package_subject import MANIFEST, PackageSubject, read_theme
from themebuilder.core.messages import N_, _
from themebuilder.core.problems import Place, Problem, problem
from themebuilder.core.rules import Concern, Severity
from themebuilder.core.tree import Map, Text, find_values
from themebuilder.media import pictures
from themebuilder.media.model import SLOTS, MediaError, Slot, SvgFault
from themebuilder.packages.active_item import Accepted
from themebuilder.packages.addresses import resolve_path
from themebuilder.packages.model import ForeignPackage
from themebuilder.platform.shipped import load_config_keys

_ADVICE: Mapping[str, str] = {
    "background-neither-light-nor-dark": N_(
        "Set `overlay` and `overlayOpacity`, or use a calmer picture."
    ),
    "config-value-not-allowed": N_("Write the value that the message describes."),
    "color-unproven": N_("Look at the package on a test node."),
    "contrast-too-low": N_("Use a darker or lighter colour."),
    "contrast-unreadable": N_("Use a darker or lighter colour, or another picture."),
    "key-without-evidence": N_(
        "Check the spelling, and try it on a node. If a plugin reads the key, leave it."
    ),
    "package-has-folders": N_(
        "If the node doesn't find the files, put them at the top of the zip, without the folder."
    ),
    "over-budget": N_("Choose calmer pictures."),
    "palette-unordered": N_("Sort the shades in `colorPalette`, lightest first."),
    "picture-too-large": N_("Export it smaller, or choose a calmer picture."),
    "picture-unreadable": N_("Export it again as PNG or JPEG, with that file extension."),
    "placeholder-wrong": N_("Copy the placeholder from the English text."),
    "plugin-source-unsafe": N_(
        "Use an https address that every guest reaches, or put the plugin into the package."
    ),
    "screen-text-faint": N_("Darken the picture a little."),
    "screen-text-unreadable": N_("Darken the picture, or use another one."),
    "setting-hidden-by-theme": N_("Switch the function off on the node as well."),
    "sound-alike-nearly": N_("Use another word."),
    "step-without-default": N_("Add a `default` to `customStepConfig.source`."),
    "text-empty": N_("Write the text, or remove the key."),
    "title-names-no-service": N_("Write an `appTitle`, such as “Videomøde, Region Hovedstaden”."),
    "text-too-long": N_("Shorten the text; split a long sentence or word in two."),
}
"""Rule -> advice for somebody who has no definition, only the zip."""

_SPEAKING_OF_DEFINITIONS = frozenset(
    {
        "background-neither-light-nor-dark",
        "contrast-too-low",
        "contrast-unreadable",
        "picture-too-large",
        "picture-unreadable",
        "screen-text-faint",
        "screen-text-unreadable",
        "setting-hidden-by-theme",
    }
)
"""Rules whose checks give hints about a definition."""


def check_package(
    package: ForeignPackage,
    context: Context,
    accepted: Mapping[tuple[str, str], Accepted] = MappingProxyType({}),
) -> list[Problem]:
    """Return the problems of *package*, with those that a repair would hide; each has its concern.

    *accepted* says who accepted active content, by its name and kind.

    House style is never more than a note, and what rests on inference never more than a warning.
    """
    if package.kind == "webapp2":
        message = _("Brandings for Webapp 2 aren't checked.")
        hint = _("Make it a Webapp3 theme: `themebuilder import {file}`", file=package.name)
        found = [problem("package-outdated", message, package.place(), hint)]
    else:
        subject = PackageSubject(package.kind, package.name, package.files, accepted=accepted)
        found = [
            *run(checks.PACKAGE_CHECKS, subject, context),
            *checks.run_on_theme(read_theme(subject), context),
            *_check_pictures(subject),
        ]
    # What was said of a file that isn't in the package is about the shipped definitions.
    inside = [placed for one in found if (placed := _restore_place(one, package))]
    faults = [note.fault for note in package.notes if note.fault]
    return [classify(one) for one in (*faults, *dict.fromkeys(inside))]


def _restore_place(found: Problem, package: ForeignPackage) -> Problem | None:
    """Return the problem at the name that its file has in the zip; None if it has no file there."""
    name, slash, entry = found.place.file.partition(f"{package.name}/")
    if found.place.file == package.name or (slash and not name):
        return found._replace(place=found.place._replace(file=package.place(entry).file))
    return None


def classify(found: Problem) -> Problem:
    """Return the problem of a package with its concern, the severity that this allows, and advice."""
    rule, severity = found.rule, found.severity
    if rule.concern is Concern.STYLE:
        severity = Severity.INFO
    elif rule.is_unconfirmed and severity is Severity.ERROR:
        severity = Severity.WARNING
    hint = found.hint
    if not hint or rule.name in _SPEAKING_OF_DEFINITIONS:
        hint = _(_ADVICE[rule.name]) if rule.name in _ADVICE else rule.advice
    return found._replace(hint=hint, severity=severity, concern=rule.concern)


def _check_pictures(package: PackageSubject) -> Iterator[Problem]:
    """Yield why the pictures that the manifest or the screens name can't be shown."""
    backgrounds = [parts.get("background") for _screen, parts in package.screens()]
    paths = [background.get("path") for background in backgrounds if isinstance(background, dict)]
    for path in dict.fromkeys(name for name in paths if isinstance(name, str)):
        if package.files.get(path, b"").startswith(b"\xff\xd8\xff"):
            place = package.place(path)
            yield from _check_picture(package.files[path], SLOTS["screen"], place, path)
    manifest = package.tree(MANIFEST) if package.kind == "webapp3" else None
    for key in load_config_keys("webapp").values():
        slot = SLOTS.get(key.definition.removeprefix("brand."))
        for node in find_values(manifest or Map({}, package.place()), key.path):
            path = node.value if isinstance(node, Text) else ""
            if key.by != "picture" or slot is None:
                continue
            if path.startswith("data:"):
                yield from _check_picture(_decode_data_address(path), slot, node.place)
            elif (entry := resolve_path(path)) in package.files:
                yield from _check_picture(package.files[entry], slot, package.place(entry), entry)


def _check_picture(data: bytes, slot: Slot, place: Place, name: str = "") -> Iterator[Problem]:
    try:
        pictures.keep(data, slot, name=name)
        if slot.fit == "cover":
            pictures.check_size(pictures.inspect(data), slot)
    except MediaError as error:
        for fault in error.faults or (error,):
            # What is active is reported once for the whole file.
            if not (isinstance(fault, SvgFault) and fault.is_active):
                yield problem(fault.rule, fault.message, place, fault.hint)


def _decode_data_address(address: str) -> bytes:
    """Return what a ``data:`` address holds; nothing where it can't be decoded."""
    head, _comma, body = address.partition(",")
    data = unquote_to_bytes(body)
    try:
        return b64decode(data) if head.endswith(";base64") else data
    except ValueError:
        return b""
