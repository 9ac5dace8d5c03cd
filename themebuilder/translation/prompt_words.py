"""Words for the prompts of the base theme whose English text is published.

review: proposed. A native speaker and the owner of the service should still approve them. The
English ones are the platform's own and come from the platform data.
"""

from __future__ import annotations

from collections.abc import Mapping

WORDS: Mapping[str, Mapping[str, str]] = {
    "da": {
        "2sd-invalid-number-three-times-disconnect_48kHz_mono.wav": (
            "Nummeret var forkert tre gange. Vi afslutter opkaldet nu."
        ),
        "2sd-not-entered-valid-number-disconnect-call_48kHz_mono.wav": (
            "Vi har ikke fået et gyldigt nummer. Vi afslutter opkaldet nu."
        ),
        "2sd-number-not-valid-try-again_48kHz_mono.wav": "Nummeret er ikke rigtigt. Prøv igen.",
        "2sd-number-pound-key_48kHz_mono.wav": "Tast nummeret på mødet, og slut med firkant.",
        "2sd-please-hold-connect-you_48kHz_mono.wav": "Et øjeblik. Vi stiller dig igennem.",
        "conf-call-will-be-disconnected_48kHz_mono.wav": "Vi afslutter opkaldet nu.",
        "conf-capacity_exceeded_48kHz_mono.wav": (
            "Der er ikke plads til flere lige nu. Prøv igen om lidt."
        ),
    },
}
"""Language -> prompt file name -> words."""

HOW: Mapping[str, Mapping[str, str]] = {
    "da": {
        "calm": "Roligt og venligt, med en kort pause efter hvert punktum.",
        "clear": "Tydeligt og lidt langsommere end ellers.",
        "name_unknown": (
            "Filen har vores eget navn. Mødets eget navn for den kendes ikke endnu, så optagelsen "
            "gemmes, til det gør."
        ),
    },
    "en": {
        "calm": "Calmly and kindly, with a short pause after each full stop.",
        "clear": "Clearly, and a little slower than usual.",
        "name_unknown": (
            "The file has a name of our own. The meeting's own name for it is not known yet, so the "
            "recording is kept until it is."
        ),
    },
}
"""Language of the script -> name -> how to say the words."""
