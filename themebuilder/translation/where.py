"""Where a guest reads or hears a message: in a theme's packages, and outside them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from themebuilder.core.messages import N_, _
from themebuilder.core.problems import Place
from themebuilder.core.tree import Text, walk_texts
from themebuilder.definitions.library import Library
from themebuilder.definitions.model import Theme, WordingMessage
from themebuilder.media.recordings import is_draft_name
from themebuilder.packages import service_theme
from themebuilder.packages.model import Assets
from themebuilder.platform.facts import Evidence
from themebuilder.platform.shipped import (
    list_message_situations,
    list_worded_screens,
    load_text_situations,
)
from themebuilder.platform.target import Platform
from themebuilder.translation.unspoken import find_prompt, find_unknown_prompt

APP, SCREEN, PROMPT = "webapp3", "screen", "prompt"
_COPIED = N_("The text is a copy: it won't follow when the wording changes.")


@dataclass(frozen=True, slots=True)
class MessagePlace:
    """A place where a guest reads or hears the message, or where it is missing.

    *kind* is ``webapp3``, ``screen`` or ``prompt``; *name* the text's key, the screen's id or the
    recording's file name. *places* say where the words are set, the nearest first. *evidence* is the mark of
    what is known of the place, or empty. With *is_lacking* the guest does not get the message there.
    *situations* are those of the guests who meet it there, each with its evidence.
    """

    kind: str
    name: str
    language: str
    text: str
    places: tuple[Place, ...]
    evidence: str
    note: str = ""
    is_lacking: bool = False
    situations: Mapping[str, Evidence] = field(default_factory=dict)


def find_places(
    message: str, theme: Theme, library: Library, platform: Platform
) -> list[MessagePlace]:
    """Return every place of *theme* that speaks *message*: the app's texts, the screens, the voice."""
    wordings = theme.messages.get(message, {})
    spoken_in = theme.meeting_language
    return [
        *_find_app_texts(message, theme, library, platform),
        *_find_screens(message, theme, library, platform),
        _find_prompt(message, wordings.get(spoken_in), theme, library, platform),
    ]


def _read_source_texts(library: Library) -> dict[Place, str]:
    """Return every text of the definitions as it was written, by the place where it stands."""
    kinds = ("texts", "organisation", "theme")
    return {
        text.place: text.value
        for layer in (library.shipped, library.own)
        for kind in kinds
        for document in layer.get(kind, {}).values()
        for _, text in walk_texts(document.tree)
    }


def uses_message(message: str, written: str) -> bool:
    """Whether a text as it was *written* takes a part of *message*: ``[[ waiting.title ]]``."""
    return re.search(rf"\[\[[^\]]*\b{message}\s*\.", written) is not None


def _find_app_texts(
    message: str, theme: Theme, library: Library, platform: Platform
) -> Iterator[MessagePlace]:
    written = _read_source_texts(library)
    for language, texts in theme.texts.items():
        wording = theme.messages.get(message, {}).get(language)
        found = False
        for key, words in sorted(texts.items()):
            is_read = uses_message(message, written.get(words.place, ""))
            is_copied = not is_read and wording is not None and _copies(wording, words.value)
            if not is_read and not is_copied:
                continue
            found = True
            fact = platform.find_text(key)
            notes = []
            if is_copied:
                notes.append(_(_COPIED))
            if not platform.includes_text(key):
                notes.append(
                    _(
                        "Version {version} lacks the key, so packages leave it out.",
                        version=platform.version,
                    )
                )
            elif fact is None:
                notes.append(_("No source documents this key."))
            places = (words.place, *_list_wording_places(wording)) if is_read else (words.place,)
            mark = fact.evidence.value if fact else ""
            yield MessagePlace(
                APP,
                key,
                language,
                words.value,
                places,
                mark,
                " ".join(notes),
                situations=load_text_situations().get(key, {}),
            )
        if not found:
            note = _("No text of the app uses `{message}`.", message=message)
            yield MessagePlace(APP, "", language, "", (), "", note, is_lacking=True)


def _find_screens(
    message: str, theme: Theme, library: Library, platform: Platform
) -> Iterator[MessagePlace]:
    """Yield the screens as they are rendered, read back from the file."""
    if "service-theme" not in theme.packages:
        return
    languages = theme.screen_languages
    language = " / ".join(languages)
    wording = theme.messages.get(message, {}).get(languages[0])
    rendered = service_theme.render(theme, Assets(), library.workspace, platform)
    texts = service_theme.read_screen_texts(rendered.files)
    own = theme.meeting.map("screens")
    speaking = [id_ for id_, text in texts.items() if wording and _copies(wording, text)]
    worded = list_worded_screens(message)
    speaking = [*worded, *(id_ for id_ in speaking if id_ not in worded)]
    for id_ in speaking:
        fact = platform.screens.get(id_)
        claims = (claim for claim in rendered.claims if claim.item.startswith(f"screen {id_}"))
        claim = next(claims, None)
        mark = claim.evidence if claim else (fact.evidence.value if fact else "")
        situations = fact.situations if fact else {}
        if id_ in texts:
            is_own = id_ in own.entries
            places = (own.place_of(id_),) if is_own else _list_wording_places(wording)
            notes = [_(_COPIED)] * is_own
            note = " ".join([*notes, *_list_other_readers(theme, languages)])
            text = texts[id_]
        else:
            places = (library.workspace.place_of("inferred"),)
            note = _("The workspace turns this screen off, so guests see the platform's English.")
            text = ""
        yield MessagePlace(
            SCREEN, id_, language, text, places, mark, note, not text, situations=situations
        )
    if not speaking:
        note = _("No known screen shows `{message}`.", message=message)
        needed = list_message_situations(message)
        instead = [
            f"{id_} (`{screen.wording}`)" if screen.wording else id_
            for id_, screen in platform.screens.items()
            if not screen.situations.keys().isdisjoint(needed)
        ]
        if instead:
            note = _(
                "No known screen shows `{message}`. Its guests probably see {screens} (unconfirmed).",
                message=message,
                screens=", ".join(instead),
            )
        yield MessagePlace(SCREEN, "", language, "", (), "", note, is_lacking=True)


def _list_other_readers(theme: Theme, languages: Sequence[str]) -> Iterator[str]:
    """Yield who reads a screen in another language than the app: all guests see the same screen."""
    others = [f"`{code}`" for code in theme.languages if code not in languages]
    if others:
        yield _(
            "Guests who read {others} see it in {languages} too.",
            others=", ".join(others),
            languages=", ".join(f"`{code}`" for code in languages),
        )


def _find_prompt(
    message: str, wording: WordingMessage | None, theme: Theme, library: Library, platform: Platform
) -> MessagePlace:
    language = theme.meeting_language
    words = wording.spoken if wording else None
    if words is None or not words.value:
        note = (
            _("The wording has no `spoken` in `{language}`.", language=language)
            if wording
            else _("The theme has no wording for `{message}`.", message=message)
        )
        return MessagePlace(PROMPT, "", language, "", (), "", note, is_lacking=True)
    name = find_prompt(message, platform, library.workspace)
    if not name:
        note = _(
            "Callers still hear the platform's English prompt. Learn its file name from your base theme."
        )
        places: tuple[Place, ...] = (words.place,)
        if vain := find_unknown_prompt(message, platform, library.workspace):
            note = _(
                "Callers still hear the platform's English prompt. The workspace uses the file name {file}, which neither Pexip nor your base theme confirms. Learn the name from your base theme.",
                file=vain.value,
            )
            places = (words.place, vain.place)
        return MessagePlace(PROMPT, "", language, words.value, places, "", note, is_lacking=True)
    mark = platform.prompts[name].evidence.value
    recording = theme.meeting.get("prompts", name)
    if not isinstance(recording, Text):
        note = _("Callers still hear the platform's English prompt: the theme has no recording.")
        return MessagePlace(
            PROMPT, name, language, words.value, (words.place,), mark, note, is_lacking=True
        )
    note = _("The recording {file} must say exactly this.", file=recording.value)
    if is_draft_name(recording.value):
        note = _(
            "The recording {file} must say exactly this. It's a placeholder.", file=recording.value
        )
    return MessagePlace(
        PROMPT, name, language, words.value, (recording.place, words.place), mark, note
    )


def _copies(wording: WordingMessage, text: str) -> bool:
    return bool(wording.title.value) and wording.title.value in text


def _list_wording_places(wording: WordingMessage | None) -> tuple[Place, ...]:
    places = (wording.title.place, wording.body.place) if wording else ()
    return tuple(dict.fromkeys(place for place in places if place.file))


@dataclass(frozen=True, slots=True)
class ExternalText:
    """A place that no package reaches: what it says, the evidence mark, and what to do instead."""

    place: str
    said: str
    evidence: str
    instead: str


_DISCONNECTED = "npm @pexip/infinity, docs.pexip.com disconnection_reasons"

_ASK_SERVER = N_(
    "The server sends it in English. It's unconfirmed whether a branding's text is shown instead. Try it "
    "in a test meeting."
)
_UNPUBLISHED = N_("Its words in the base theme aren't published")
_WAITING = (
    ExternalText(
        N_("Disconnect reason #pex126"),
        "“Timeout waiting for conference host to join or permit access to locked conference” "
        f"({_DISCONNECTED})",
        "P",
        _ASK_SERVER,
    ),
    ExternalText(
        N_("Screen timeout"),
        _UNPUBLISHED,
        "I",
        N_("Look at it on your node. Set its words with `meeting: {screens: {timeout: …}}`."),
    ),
    ExternalText(
        N_(
            "Screens inlobby, inlobby_status_unknown, welcome, pin_welcome, pin_entry, stream_waiting"
        ),
        N_("Their words in the base theme aren't published"),
        "I",
        N_("Look on your node for words about a host or a lobby."),
    ),
    ExternalText(
        N_("The voice for those in the meeting (“… is waiting”)"),
        N_("A notice on the screen and by voice is documented. Its file name isn't"),
        "P",
        N_("Listen to every recording of your base theme."),
    ),
)
_ENDED = (
    ExternalText(
        N_("Disconnect reasons #pex141, #pex120 and others"),
        f"“All conference hosts departed hosted conference” ({_DISCONNECTED})",
        "P",
        _ASK_SERVER,
    ),
)
_EVERYWHERE = (
    ExternalText(
        N_("The vendor's logo on the card before the meeting"),
        N_("The app shows Pexip's logo for a theme without one"),
        "I",
        N_("Give the theme one: `brand: {logo: …}`."),
    ),
    ExternalText(
        N_("Invitations, text messages, letters"),
        N_("Written by the booking system"),
        "I",
        N_("Compare them with the wording, and change them in the booking system."),
    ),
    ExternalText(
        N_("The lobby of a Teams or Meet meeting"),
        N_("Written by that service. A room system may show the screen inlobby"),
        "I",
        N_("It can't be changed from here."),
    ),
    ExternalText(
        N_("Every other theme in use on the node"),
        N_(
            "Rooms, routing rules, sync templates, an external policy (ivr_theme_name) and the global "
            "default choose the theme"
        ),
        "P",
        N_("Change each of those themes, or choose this theme there."),
    ),
)


def list_external_texts(message: str) -> tuple[ExternalText, ...]:
    """Return the places out of reach that show *message* (``waiting``, ``locked``, ``late``, ``ended``)."""
    specific = _ENDED if message == "ended" else _WAITING
    return tuple(
        replace(text, place=_(text.place), said=_(text.said), instead=_(text.instead))
        for text in (*specific, *_EVERYWHERE)
    )
