"""Places that speak of a message and that no package of ours reaches.

Told whenever somebody asks where a message is met, so that nobody believes a half-done fix.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Beyond:
    """A place out of reach: what is said there, how well that is known, and what helps."""

    place: str
    said: str
    evidence: str
    instead: str


_DISCONNECTED = "npm @pexip/infinity, docs.pexip.com disconnection_reasons"

_WAITING = (
    Beyond(
        "Disconnect reason #pex126",
        "“Timeout waiting for conference host to join or permit access to locked conference” "
        f"({_DISCONNECTED})",
        "P",
        "The server sends it in English. Whether a branding's text is shown instead is not known: "
        "let a test guest wait until the time is up.",
    ),
    Beyond(
        "Screen timeout",
        "Its words in the base theme are not published; by its name it may speak of the host",
        "I",
        "Look at it on your node. Give it words with `meeting: {screens: {timeout: …}}`.",
    ),
    Beyond(
        "Screens inlobby, inlobby_status_unknown, welcome, pin_welcome, pin_entry, stream_waiting",
        "Their words in the base theme are not published",
        "I",
        "Look at them on your node for words about a host or a lobby.",
    ),
    Beyond(
        "The voice for those who are inside (“… is waiting”)",
        "A notice on the screen and by voice is documented, its file name is not",
        "P",
        "Listen to every recording of your base theme.",
    ),
)
_ENDED = (
    Beyond(
        "Disconnect reasons #pex141, #pex120 and others",
        f"“All conference hosts departed hosted conference” ({_DISCONNECTED})",
        "P",
        "The server sends them in English. Whether a branding's text is shown instead is not known: "
        "end a test meeting and read what the guest reads.",
    ),
)
_EVERYWHERE = (
    Beyond(
        "Invitations, text messages, letters",
        "Written by the booking system",
        "I",
        "Compare their words with the wording, and change them where they are written.",
    ),
    Beyond(
        "The lobby of a Teams or Meet meeting",
        "Written by that service; a room system may show the screen inlobby",
        "I",
        "It cannot be changed from here.",
    ),
    Beyond(
        "Every other theme in use on the node",
        "A theme is chosen by rooms, routing rules, sync templates, an external policy "
        "(ivr_theme_name) and the global default theme",
        "P",
        "Change each of them, or choose this theme there: a guest meets the theme of the way in.",
    ),
)


def beyond(message: str) -> tuple[Beyond, ...]:
    """The places out of reach that speak of *message* (``waiting``, ``locked``, ``late``, ``ended``)."""
    if message == "ended":
        return (*_ENDED, *_EVERYWHERE)
    return (*_WAITING, *_EVERYWHERE)
