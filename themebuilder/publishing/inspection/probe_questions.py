"""The questions of `themebuilder probe`: what each one creates, and how its outcome is read."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from themebuilder.core.json_text import Json, dump_indented
from themebuilder.core.messages import _, join_messages
from themebuilder.media.wav_header import EXTENSIBLE, PCM, RATE, pack_wav
from themebuilder.packages import zip_writer
from themebuilder.packages.model import CONFIG, MANIFEST, WEBAPP3_FOLDER
from themebuilder.packages.webapp3 import HIDDEN_KEY
from themebuilder.platform.probes import QUESTIONS, UNCLEAR
from themebuilder.platform.shipped import load_prompts, read_direct_media_shape
from themebuilder.publishing.apply.uploads import FILE_FIELD
from themebuilder.publishing.inspection.probe import (
    WAITING,
    Probe,
    ProbeFunction,
    Result,
    UnclearError,
    name_object,
    read_data,
)
from themebuilder.publishing.node.node_state import WEBAPP3_TYPE
from themebuilder.publishing.node.objects import (
    FilePart,
    Object,
    Resource,
    find_key,
    has_values,
)

_SECOND = b"\0\0" * RATE
_LIST = b"INFOINAM" + struct.pack("<I", 6) + b"probe\0"
_PCM_GUID = struct.pack("<H", PCM) + bytes.fromhex("000000001000800000aa00389b71")


def pack_theme(words: str, form: str, folder: str = "") -> bytes:
    """Return a service theme whose waiting screen has *words*, in a form of the probe ``screens``."""
    screens = read_data()["directMediaScreens"] if form == "all" else (WAITING,)
    return _pack_meeting({screen: _make_screen(words, form) for screen in screens}, {}, folder)


def pack_prompt(recording: bytes) -> bytes:
    """Return a service theme with one recording, under the first name that is known."""
    return _pack_meeting({}, {next(iter(load_prompts())): recording})


def make_recordings() -> dict[str, bytes]:
    """Return silent recordings: plain, of another rate, with more chunks, with an extensible header."""
    plain = pack_wav(_SECOND)
    form = struct.pack("<HHIIHH", EXTENSIBLE, 1, RATE, RATE * 2, 2, 16)
    form += struct.pack("<HHI", 22, 16, 4) + _PCM_GUID
    return {
        "plain": plain,
        "rate": pack_wav(_SECOND, rate=44_100),
        "chunks": _pack_riff({b"fmt ": plain[20:36], b"LIST": _LIST, b"data": _SECOND}),
        "extensible": _pack_riff({b"fmt ": form, b"data": _SECOND}),
    }


def pack_branding(part: str = "", hidden: tuple[str, ...] = ()) -> bytes:
    """Return a branding with the usual manifest, changed by a *part* of the data, or hiding ids."""
    data = read_data()
    manifest = {**data["manifest"], **data.get(part, {})}
    if hidden:
        manifest["applicationConfig"] = {HIDDEN_KEY: list(hidden)}
    files = {WEBAPP3_FOLDER + MANIFEST: dump_indented(manifest)}
    if part == "languageFile":
        files[f"{WEBAPP3_FOLDER}de.json"] = dump_indented(data["oneText"])
    return zip_writer.pack(files)


def _make_screen(words: str, form: str) -> Mapping[str, Json]:
    shape = dict(read_direct_media_shape(form))
    first = {**shape["elements"][0], "text": words}
    return {**shape, "elements": [first]}


def _pack_meeting(
    screens: Mapping[str, Any], files: Mapping[str, bytes], folder: str = ""
) -> bytes:
    config = {"theme_version": 2, "splash_screens": {"screens": screens}}
    every = {CONFIG: dump_indented(config), **files}
    return zip_writer.pack({folder + name: data for name, data in every.items()})


def _pack_riff(chunks: Mapping[bytes, bytes]) -> bytes:
    body = b"WAVE" + b"".join(
        name + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2)
        for name, data in chunks.items()
    )
    return b"RIFF" + struct.pack("<I", len(body)) + body


FORMS = ("text", "color", "layout", "all")
"""Forms of direct-media screens, from the smallest."""
_STAMP = "last_updated"


def ask_screens(probe: Probe) -> str:
    """Upload a theme in each form, and read all of them back as an app does."""
    words = _make_words(probe, "screens")
    themes = {
        form: theme
        for form in FORMS
        if (theme := probe.create_theme(f"screens-{form}", pack_theme(words, form)))
    }
    if not themes:
        raise UnclearError(_("The node refuses every service theme."))
    aliases = {form: probe.create_room(f"screens-{form}", theme) for form, theme in themes.items()}
    aliases["stock"] = probe.create_room("screens-stock")
    seen = probe.watch(aliases, lambda name, found: name == "stock" or found.waiting == words)
    if not seen["stock"].is_accepted:
        raise UnclearError(_("Pexip's client would drop even the node's own screens."))
    return next((form for form in themes if seen[form].waiting == words), "none")


def ask_in_place(probe: Probe) -> str:
    """Replace the package of a theme that a room uses, and compare id, uuid, time and words."""
    node, form = probe.session.node, _find_form(probe)
    old, new = (_make_words(probe, age) for age in ("old", "new"))
    theme = probe.require(probe.create_theme("in-place", pack_theme(old, form)))
    first = probe.read(theme)
    probe.pause()
    alias = probe.create_room("in-place", theme)
    name = name_object(Resource.THEME, "in-place")
    renamed = name_object(Resource.THEME, "in-place-renamed")
    probe.labels.append((Resource.THEME, renamed))
    node.change(theme, {"name": renamed})
    named = probe.read(theme)
    if probe.watch_room(alias, old) != old:
        raise UnclearError(_("The meeting doesn't show the words of its theme."))
    probe.pause()
    part = FilePart(FILE_FIELD[Resource.THEME], "probe.zip", pack_theme(new, form))
    reply = node.send("PATCH", theme.uri, {"name": name}, part)
    if 400 <= reply.status < 500:
        return "refused"
    if not 200 <= reply.status < 300:
        raise UnclearError(_("The node answers {status}.", status=reply.status))
    after = node.get(theme)
    if after is None or after.get("uuid") != first.get("uuid"):
        return "refused"
    seen = probe.watch_room(alias, new)
    if seen == old:
        return "kept-old"
    if seen != new:
        raise UnclearError(_("The meeting shows “{words}”.", words=seen))
    if after.get(_STAMP) == named.get(_STAMP):
        return "silent"
    return "replaced" if named.get(_STAMP) == first.get(_STAMP) else "moves-often"


def ask_folder(probe: Probe) -> str:
    """Upload a theme whose files are in a folder, and look whether a meeting shows its words."""
    form = _find_form(probe)
    words = _make_words(probe, "folder")
    theme = probe.create_theme("folder", pack_theme(words, form, "theme/"))
    flat = probe.require(probe.create_theme("flat", pack_theme(words, form)))
    if theme is None:
        return "refused"
    aliases = {
        name: probe.create_room(name, ref) for name, ref in (("folder", theme), ("flat", flat))
    }
    seen = probe.watch(aliases, lambda _name, found: found.waiting == words)
    if seen["flat"].waiting != words:
        raise UnclearError(_("The meeting doesn't show the words of its theme."))
    return "read" if seen["folder"].waiting == words else "ignored"


def ask_prompts(probe: Probe) -> str:
    """Upload recordings with more than a plain header; one of a wrong rate shows if anything is checked."""
    accepted = {
        name: probe.create_theme(f"prompts-{name}", pack_prompt(data)) is not None
        for name, data in make_recordings().items()
    }
    if not accepted["plain"]:
        raise UnclearError(_("The node refuses even a plain recording."))
    if accepted["rate"]:
        raise UnclearError(
            _("The node accepts 44.1 kHz, too: it doesn't check recordings when it gets them.")
        )
    return {
        (True, True): "accepted",
        (False, True): "chunks-refused",
        (True, False): "extensible-refused",
        (False, False): "refused",
    }[accepted["chunks"], accepted["extensible"]]


def ask_meta_name(probe: Probe) -> str:
    """Upload a branding with the usual manifest, and one with another `meta.name`."""
    probe.require(probe.create_branding("meta-name-usual", pack_branding()))
    other = probe.create_branding("meta-name-other", pack_branding("otherMeta"))
    return "accepted" if other else "refused"


def ask_path_type(probe: Probe) -> str:
    """Change a path's type and branding at once, else one after the other."""
    branding = probe.require(probe.create_branding("path-type", pack_branding()))
    kinds = {"webapp_type": "webapp2"}, {"webapp_type": WEBAPP3_TYPE}
    old, new = {**kinds[0], "branding": None}, {**kinds[1], "branding": branding.uri}
    values = {**kinds[0], "is_enabled": False}
    path = probe.require(probe.create(Resource.PATH, "path-type", values))

    def patch(values: Object) -> bool:
        reply = probe.session.node.send("PATCH", path.uri, values)
        if reply.status >= 500:
            raise UnclearError(_("The node answers {status}.", status=reply.status))
        found = probe.read(path)
        if reply.status < 300 and not has_values(found, values) and not _is_as_before(found, old):
            raise UnclearError(_("The node accepts the change and does another one."))
        return reply.status < 300 and has_values(found, values)

    if patch(new):
        if not patch(old):
            raise UnclearError(_("The path changes to Webapp3, but not back."))
        return "together"
    return "in-steps" if patch(kinds[1]) and patch({"branding": branding.uri}) else "refused"


Asker = Callable[[str, Mapping[str, str]], str]
"""Shows instructions, and returns the answer of a person: one of the outcomes, or unclear."""


def ask_hiding(probe: Probe, ids: Mapping[str, str], ask: Asker) -> Iterator[Result]:
    """Hide parts of the page, test id -> what it is, and let a person look for each."""
    branding = pack_branding(hidden=tuple(ids))
    address = _show_page(probe, "hiding", branding)
    alias = probe.create_room("hiding")
    outcomes = QUESTIONS["hiding"].outcomes
    intro = _(
        "Open {address} in a private window, and join the meeting {alias} as two people.",
        address=address,
        alias=alias,
    )
    for id_, what in ids.items():
        look = _("Look for: {what} (test id {id}).", what=_(what) if what else id_, id=id_)
        yield Result(f"hiding:{id_}", ask(join_messages([intro, look], "\n"), outcomes))


def ask_language_file(probe: Probe, ask: Asker) -> Iterator[Result]:
    """Give a branding a German file with a single text, and let a person look at the others."""
    address = _show_page(probe, "language-file", pack_branding("languageFile"))
    alias = probe.create_room("language-file")
    intro = _(
        "Open {address} in a browser set to German, and join the meeting {alias}. The button to "
        "leave it says ZZZ; if it doesn't, answer `unclear`. Look at the language of all other texts.",
        address=address,
        alias=alias,
    )
    yield Result("language-file", ask(intro, QUESTIONS["language-file"].outcomes))


def _show_page(probe: Probe, what: str, package: bytes) -> str:
    """Put a branding on a path of its own, and return its address once it is there."""
    branding = probe.require(probe.create_branding(what, package))
    values = {"webapp_type": WEBAPP3_TYPE, "is_enabled": True, "branding": branding.uri}
    probe.require(probe.create(Resource.PATH, what, values))
    slug = name_object(Resource.PATH, what)
    probe.wait_for_path(slug)
    return f"{probe.conferencing.origin}/{slug}/"


def _make_words(probe: Probe, what: str) -> str:
    """Return words that no earlier run has left anywhere."""
    return f"{what}-{int(probe.session.clock.now())}"


def _is_as_before(found: Object, old: Object) -> bool:
    return found.get("webapp_type") == old["webapp_type"] and not find_key(found.get("branding"))


def _find_form(probe: Probe) -> str:
    form = probe.known.get("screens", UNCLEAR)
    if form not in FORMS:
        raise UnclearError(_("This needs a clear outcome of the probe `screens`."))
    return form


AUTOMATIC: Mapping[str, ProbeFunction] = MappingProxyType(
    {
        "screens": ask_screens,
        "in-place": ask_in_place,
        "folder": ask_folder,
        "prompts": ask_prompts,
        "meta-name": ask_meta_name,
        "path-type": ask_path_type,
    }
)
"""Probe -> the question that a node answers alone."""
