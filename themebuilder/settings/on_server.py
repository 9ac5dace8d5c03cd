"""Settings that a server carries out, in whole or in part.

Evidence names the kind of source. "node schemas" are field lists read from nodes of two versions.
"""

from __future__ import annotations

from themebuilder.settings.kinds import Bilingual, Declaration, Field, Value, Where

_TERRAFORM = "Pexip's Terraform provider (validator, integration test); node schemas"
_SCHEMAS = "node schemas"
_BOOKING = "booking service's API description"
_POLICY = "field tables of Pexip's policy documentation, as third parties quote them; not tried"
_QUOTED = "the web app's own code, as a third party quotes it"
_ONLY_ROOMS_OF_TODAY = Bilingual(
    "Publishing sets it on the rooms that exist; rooms that are booked later take it from their "
    "booking template or a policy.",
    "Udgivelsen sætter det på de rum, der findes; rum, der bookes senere, får det fra deres "
    "bookingskabelon eller en policy.",
)

_CHAT = Declaration(
    name="chat",
    title=Bilingual("Chat", "Chat"),
    about=Bilingual(
        "Whether people can write to each other in the meeting.",
        "Om man kan skrive til hinanden i mødet.",
    ),
    values=(
        Value(
            "enabled",
            Bilingual(
                "Guests have a chat button in the meeting.", "Gæsten har en chatknap i mødet."
            ),
        ),
        Value(
            "disabled",
            Bilingual(
                "The button is gone, and the server takes no messages where publishing has set it.",
                "Knappen er væk, og serveren tager ikke imod beskeder, hvor udgivelsen "
                "har sat det.",
            ),
        ),
    ),
    default="enabled",
    fields=(
        Field(
            where=Where.HIDDEN,
            name="button-chat",
            values={"disabled": True},
            evidence="public branding packages hide it; that chat itself stays on is inferred",
            falls_short="does not disable chat",
        ),
        # A room's own "yes" or "no" wins over the global switch; "default" follows it.
        Field(
            where=Where.ROOM,
            name="enable_chat",
            values={"enabled": "default", "disabled": "no"},
            initial="default",
            overridable="enable_chat_overridable",
            evidence=_TERRAFORM,
        ),
        Field(
            where=Where.NODE,
            name="enable_chat",
            values={"enabled": True, "disabled": False},
            initial=True,
            evidence=_TERRAFORM,
            covers_calls=True,
        ),
        Field(
            where=Where.POLICY,
            name="enable_chat",
            values={"enabled": "default", "disabled": "no"},
            evidence=_POLICY,
        ),
        Field(
            where=Where.MEETING,
            name="chat_enabled",
            values={"enabled": True, "disabled": False},
            evidence="client API reference, as a third party quotes it",
        ),
    ),
    cannot=Bilingual(
        "A booking template has no chat field: rooms that are booked later follow the global "
        "setting or a policy.",
        "En bookingskabelon har intet chatfelt: rum, der bookes senere, følger den globale "
        "indstilling eller en policy.",
    ),
)

_CAPTIONS = Declaration(
    name="captions",
    title=Bilingual("Captions", "Undertekster"),
    about=Bilingual(
        "Whether live captions are offered.",
        "Om der tilbydes undertekster under mødet.",
    ),
    values=(
        Value(
            "shown",
            Bilingual(
                "The meeting can show what is said as text, where the server offers it.",
                "Mødet kan vise det, der bliver sagt, som tekst, hvor serveren tilbyder det.",
            ),
        ),
        Value(
            "hidden",
            Bilingual("Captions cannot be turned on.", "Undertekster kan ikke slås til."),
        ),
    ),
    default="shown",
    fields=(
        Field(
            where=Where.CONFIG,
            name="showLiveCaptionsFeature",
            values={"hidden": False},
            evidence=_QUOTED,
        ),
        Field(
            where=Where.ROOM,
            name="live_captions_enabled",
            values={"hidden": "no"},
            initial="default",
            evidence=_SCHEMAS,
        ),
        Field(
            where=Where.NODE,
            name="live_captions_vmr_default",
            values={"hidden": False},
            initial=False,
            evidence=_SCHEMAS,
        ),
        Field(
            where=Where.POLICY,
            name="live_captions_enabled",
            values={"hidden": "no"},
            evidence=_POLICY,
        ),
    ),
    cannot=Bilingual(
        "`shown` does not turn captions on: a server that offers none still has none.",
        "`shown` slår ikke undertekster til: en server uden dem har stadig ingen.",
    ),
)

_NAMES_ON_VIDEO = Declaration(
    name="names_on_video",
    title=Bilingual("Names on video", "Navne på videoen"),
    about=Bilingual(
        "Whether names stand on the video pictures.",
        "Om der står navne på videobillederne.",
    ),
    values=(
        Value(
            "shown",
            Bilingual(
                "The server writes the name on the picture of each participant, where publishing "
                "has set it.",
                "Serveren skriver navnet på hver deltagers billede, hvor udgivelsen har sat det.",
            ),
        ),
        Value(
            "hidden",
            Bilingual(
                "The server writes no names on the pictures, where publishing has set it.",
                "Serveren skriver ingen navne på billederne, hvor udgivelsen har sat det.",
            ),
        ),
    ),
    default="shown",
    fields=(
        Field(
            where=Where.ROOM,
            name="enable_overlay_text",
            values={"shown": True, "hidden": False},
            initial=False,
            overridable="host_view_overridable",
            evidence=_SCHEMAS,
        ),
        Field(
            where=Where.BOOKING,
            name="enableOverlayText",
            values={"shown": True, "hidden": False},
            evidence=_BOOKING,
        ),
        Field(
            where=Where.POLICY,
            name="enable_overlay_text",
            values={"shown": True, "hidden": False},
            evidence=_POLICY,
        ),
    ),
    cannot=_ONLY_ROOMS_OF_TODAY,
)

_GUESTS_PRESENT = Declaration(
    name="guests_present",
    title=Bilingual("Guests share their screen", "Gæster deler skærm"),
    about=Bilingual(
        "Whether guests may share their screen.",
        "Om gæster må dele deres skærm.",
    ),
    values=(
        Value(
            "allowed",
            Bilingual(
                "Guests can share their screen with the meeting.",
                "Gæster kan dele deres skærm med mødet.",
            ),
        ),
        Value(
            "refused",
            Bilingual(
                "The server refuses screens that guests share, where publishing has set it.",
                "Serveren afviser, at gæster deler deres skærm, hvor udgivelsen har sat det.",
            ),
        ),
    ),
    default="allowed",
    fields=(
        Field(
            where=Where.ROOM,
            name="guests_can_present",
            values={"allowed": True, "refused": False},
            initial=True,
            overridable="guests_can_present_overridable",
            evidence="node schemas; recorded rooms",
        ),
        Field(
            where=Where.BOOKING,
            name="guestsCanPresent",
            values={"allowed": True, "refused": False},
            evidence=_BOOKING,
        ),
        Field(
            where=Where.POLICY,
            name="guests_can_present",
            values={"allowed": True, "refused": False},
            evidence=_POLICY,
        ),
    ),
    cannot=_ONLY_ROOMS_OF_TODAY,
)

_GUESTS_MUTED = Declaration(
    name="guests_sound",
    title=Bilingual("Guests are muted", "Gæster har lyden slået fra"),
    about=Bilingual(
        "Whether guests are muted when they come in.",
        "Om gæster har lyden slået fra, når de kommer ind.",
    ),
    values=(
        Value(
            "heard",
            Bilingual("Guests are heard from the start.", "Gæster kan høres fra starten."),
        ),
        Value(
            "muted",
            Bilingual(
                "The server mutes guests as they come in, where publishing has set it.",
                "Serveren slår lyden fra for gæster, når de kommer ind, hvor udgivelsen har sat det.",
            ),
        ),
    ),
    default="heard",
    fields=(
        Field(
            where=Where.ROOM,
            name="mute_all_guests",
            values={"heard": False, "muted": True},
            initial=False,
            evidence="Pexip's Terraform provider (integration test; its example is an auditorium)",
        ),
        Field(
            where=Where.BOOKING,
            name="muteAllGuests",
            values={"heard": False, "muted": True},
            evidence=_BOOKING,
        ),
        Field(
            where=Where.POLICY,
            name="mute_all_guests",
            values={"heard": False, "muted": True},
            evidence=_POLICY,
        ),
    ),
    cannot=Bilingual(
        "A host can still unmute guests. That it works outside of auditoriums (lecture rooms) is "
        "unconfirmed.",
        "En vært kan stadig slå lyden til. Om det virker uden for auditorier (lecture), er ikke "
        "bekræftet.",
    ),
)

SERVER_SETTINGS = (_CHAT, _CAPTIONS, _NAMES_ON_VIDEO, _GUESTS_PRESENT, _GUESTS_MUTED)
