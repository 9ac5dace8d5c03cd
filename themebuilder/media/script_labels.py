"""The recording script's own words. Danish: proposed, a native speaker should still approve it."""

from __future__ import annotations

LABELS = {
    "da": {
        "script": "Indtaling",
        "before": "Før du går i gang",
        "advice_read": "Læs hver tekst højt en gang, før du optager den.",
        "advice_speak": "Tal roligt og venligt, som til ét menneske, der sidder over for dig.",
        "advice_room": "Find et stille rum, og sid omkring 20 cm fra mikrofonen.",
        "advice_level": "Hold udslaget omkring −12 dB. Det må aldrig nå 0.",
        "advice_format": "Gem som WAV eller FLAC i mono, 48.000 Hz, 16 eller 24 bit. Ikke som MP3.",
        "advice_file": "Gem hver tekst i sin egen fil med det navn, der står ved teksten.",
        "advice_rest": "Stilheden før ordene og den rette lydstyrke sørger vi for bagefter.",
        "how": "Sådan siges det",
        "at_most": "Højst {} sekunder",
        "lead_in": "Vi lægger selv {} sekunders stilhed foran",
        "file": "Fil",
        "recorded": "Optaget",
        "heard": "Hørt igennem, og ordene passer",
        "speaker": "Indtalt af",
        "date": "Dato",
    },
    "en": {
        "script": "Recording script",
        "before": "Before you start",
        "advice_read": "Read each text aloud once before you record it.",
        "advice_speak": "Speak calmly and kindly, as to one person who sits across from you.",
        "advice_room": "Find a quiet room, and sit about 20 cm from the microphone.",
        "advice_level": "Keep the meter around −12 dB. It must never reach 0.",
        "advice_format": "Save as WAV or FLAC in mono, 48,000 Hz, 16 or 24 bits. Not as MP3.",
        "advice_file": "Save each text in a file of its own, under the name that stands by the text.",
        "advice_rest": "We add the silence before the words and set the loudness afterwards.",
        "how": "How to say it",
        "at_most": "At most {} seconds",
        "lead_in": "We add {} seconds of silence in front",
        "file": "File",
        "recorded": "Recorded",
        "heard": "Heard through, and the words match",
        "speaker": "Spoken by",
        "date": "Date",
    },
}
"""Language -> name -> text. Advice stands in the order in which it is needed."""
