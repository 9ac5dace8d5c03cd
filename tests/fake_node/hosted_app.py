"""The web app that the fake conferencing nodes host.

(P) the app is below each path, and its manifest at ``branding/manifest.json``; (T) it is a page with
scripts that uses i18next. Where its language files are, and which keys are its own: (S), nobody
published it. So there are several layouts.
"""

from __future__ import annotations

import json
from typing import Any, Literal

from themebuilder.platform.shipped import load_screens, read_direct_media_shape
from themebuilder.platform.target import load_platform

Layout = Literal["template", "hashed", "usual", "bundled"]
"""How a script names the language files: i18next's template, a bundler's names, or not at all; bundled:
there are none."""
OWN = {
    "en": {"guest.pin-title": "Enter the PIN", "guest.ended": "You have left the meeting"},
    "da": {"guest.pin-title": "Indtast mødets pinkode", "guest.ended": "Du er ude af mødet"},
    "sv": {"guest.pin-title": "Ange PIN-koden", "guest.ended": "Du har lämnat mötet"},
}
"""(S) Texts with keys that no published component has."""


def make_app_files(layout: Layout) -> dict[str, bytes]:
    """Path below the web app's path -> content."""
    languages = {code: json.dumps(_make_texts(code)).encode() for code in OWN}
    page = b'<!doctype html><script type="module" src="./assets/index-1a2b3c4d.js"></script>'
    script, files = "", {}
    match layout:
        case "template":
            script = (
                'i.init({supportedLngs:["en","da","sv"],backend:{loadPath:"./lang/{{lng}}.json"}})'
            )
            files = {f"lang/{code}.json": data for code, data in languages.items()}
        case "hashed":
            names = {code: f"assets/{code}-1a2b3c4{n}.json" for n, code in enumerate(languages)}
            script = "const m={" + ",".join(f'{c}:"{name}"' for c, name in names.items()) + "}"
            files = {names[code]: data for code, data in languages.items()}
        case "usual":
            files = {f"locales/{c}/translation.json": data for c, data in languages.items()}
        case "bundled":
            script = f"const en={json.dumps(OWN['en'])}"
    return {"": page, "assets/index-1a2b3c4d.js": script.encode(), **files}


def _make_texts(code: str) -> dict[str, str]:
    mark = "" if code == "en" else f" ({code})"
    known = {key: fact.english + mark for key, fact in load_platform().keys.items()}
    return {**known, **OWN[code]}


def make_stock_screens() -> dict[str, Any]:
    """(T) what an app is told of a meeting without a theme: npm @pexip/infinity-api, Android SDK."""
    shape = json.loads(json.dumps(read_direct_media_shape(), default=dict))
    return {
        id_: {**shape, "elements": [{**shape["elements"][0], "text": screen.text}]}
        for id_, screen in load_screens().items()
        if screen.is_direct_media
    }
