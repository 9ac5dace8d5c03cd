"""Settings that a package carries out alone. See `themebuilder.settings` for what an entry says."""

from __future__ import annotations

from themebuilder.settings.kinds import (
    WHAT_IS_WRITTEN,
    Bilingual,
    Declaration,
    Field,
    Part,
    Value,
    Where,
)

_BOOKING = "booking service's API description"
_QUOTED = "the web app's own code, as a third party quotes it"

LANGUAGES = Declaration(
    name="languages",
    title=Bilingual("Languages", "Sprog"),
    about=Bilingual(
        "The languages that guests can choose. The first one is also that of screens and prompts.",
        "De sprog, gæsten kan vælge. Det første er også mødeskærmenes og talebeskedernes.",
    ),
    schema={
        "type": "array",
        "minItems": 1,
        "uniqueItems": True,
        "items": {"type": "string", "pattern": "^[a-z]{2,3}(-[A-Z]{2})?$"},
    },
    default="da en",
    fields=(
        Field(
            where=Where.TEXTS,
            name="texts/<language>.json",
            values={WHAT_IS_WRITTEN: WHAT_IS_WRITTEN},
            evidence="published branding packages",
        ),
    ),
    cannot=Bilingual(
        "It does not translate anything: a language needs texts that somebody has written.",
        "Det oversætter intet: et sprog skal have tekster, som nogen har skrevet.",
    ),
)
"""The languages offered: the one setting that the program asks for by itself, for texts hang on it."""

_PARTICIPANTS_LIST = Declaration(
    name="participants_list",
    title=Bilingual("Participants list", "Deltagerliste"),
    about=Bilingual(
        "Whether guests can open the list of participants.",
        "Om gæsten kan åbne deltagerlisten.",
    ),
    values=(
        Value(
            "shown",
            Bilingual("The toolbar has a button to the list.", "Mødets knapper har en til listen."),
        ),
        Value(
            "hidden",
            Bilingual(
                "The button to the list is gone from the toolbar.",
                "Knappen til listen er væk fra mødets knapper.",
            ),
        ),
    ),
    default="shown",
    fields=(
        Field(
            where=Where.HIDDEN,
            name="button-participants",
            values={"hidden": True},
            evidence="public branding packages hide it",
        ),
    ),
    cannot=Bilingual(
        "It hides a button of the web app: other apps still list who is there.",
        "Det skjuler en knap i webappen: andre programmer viser stadig, hvem der er med.",
    ),
)

_ADD_PARTICIPANT = Declaration(
    name="add_participant",
    title=Bilingual("Add participant", "Tilføj deltager"),
    about=Bilingual(
        "Whether guests see the button that calls further people into the meeting.",
        "Om gæsten ser knappen, der ringer flere op til mødet.",
    ),
    values=(
        Value(
            "shown",
            Bilingual(
                "Below the list of participants is a button to add more.",
                "Under deltagerlisten er der en knap til at tilføje flere.",
            ),
        ),
        Value(
            "hidden",
            Bilingual(
                "The button below the list of participants is gone.",
                "Knappen under deltagerlisten er væk.",
            ),
        ),
    ),
    default="shown",
    fields=(
        Field(
            where=Where.HIDDEN,
            name="user-menu-add-participant",
            values={"hidden": True},
            evidence=_QUOTED,
        ),
    ),
    cannot=Bilingual(
        "It hides a button of the web app: other apps can still call people in.",
        "Det skjuler en knap i webappen: andre programmer kan stadig ringe folk op.",
    ),
)

_RETURN_ADDRESS = Declaration(
    name="return_address",
    title=Bilingual("Return address", "Returadresse"),
    about=Bilingual(
        "The https address to which people go after the meeting.",
        "Den https-adresse, gæsten sendes til efter mødet.",
    ),
    without=Bilingual(
        "After the meeting the guest stays on the web app's own page.",
        "Efter mødet bliver gæsten på webappens egen side.",
    ),
    schema={
        "type": "string",
        "pattern": r"^https://[^\s\u0000-\u001f\u007f-\u009f\ufeff]+$",
    },
    fields=(
        Field(
            where=Where.CONFIG,
            name="disconnectDestination",
            values={WHAT_IS_WRITTEN: WHAT_IS_WRITTEN},
            evidence=_QUOTED,
        ),
        Field(
            where=Where.BOOKING,
            name="returnUrl",
            values={WHAT_IS_WRITTEN: WHAT_IS_WRITTEN},
            evidence=_BOOKING,
        ),
    ),
    cannot=Bilingual(
        "It holds for the web app: who calls from another app stays there. A booking template "
        "takes at most 200 characters.",
        "Det gælder webappen: den, der ringer fra et andet program, bliver der. En "
        "bookingskabelon tager højst 200 tegn.",
    ),
)

_SUPPORT = Declaration(
    name="support",
    title=Bilingual("Support", "Hjælp"),
    about=Bilingual("Where people get help.", "Hvor man kan få hjælp."),
    without=Bilingual(
        "No text says where to get help.", "Ingen tekst siger, hvor man kan få hjælp."
    ),
    parts=(
        Part(
            name="phone",
            title=Bilingual("Support, phone", "Hjælp, telefon"),
            effect=Bilingual(
                "The number in the texts that say where to get help.",
                "Nummeret i de tekster, der siger, hvor man kan få hjælp.",
            ),
            schema={
                "type": "string",
                "pattern": "^\\+?[0-9 ]{3,20}$",
                "description": "A telephone number, as people read it.",
            },
        ),
        Part(
            name="text",
            title=Bilingual("Support, text", "Hjælp, tekst"),
            effect=Bilingual(
                "The sentence about where to get help.",
                "Sætningen om, hvor man kan få hjælp.",
            ),
            schema={
                "type": "string",
                "maxLength": 120,
                "description": "A short sentence, such as opening hours.",
            },
        ),
    ),
    fields=(
        Field(
            where=Where.TEXTS,
            name="texts with [[ support.phone ]] or [[ support.text ]]",
            values={WHAT_IS_WRITTEN: WHAT_IS_WRITTEN},
            evidence="this program fills the texts in",
        ),
    ),
    cannot=Bilingual(
        "It changes nothing where no text says [[ support.phone ]] or [[ support.text ]].",
        "Det ændrer intet, hvor ingen tekst siger [[ support.phone ]] eller [[ support.text ]].",
    ),
)

PACKAGE_SETTINGS = (LANGUAGES, _PARTICIPANTS_LIST, _ADD_PARTICIPANT, _RETURN_ADDRESS, _SUPPORT)
