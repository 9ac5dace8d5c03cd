"""What can be interrupted: a place as it is before, and the command that changes it.

Each scene fills a place and names the command. Where the command runs to its end, what it leaves is
the new; where it is killed, each file must be the old one or the new one, and the same command once
more must give the new.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from tests.faults.place import REPOSITORY, Answer, Place, UntriedError
from tests.importing.packages import service_theme, webapp3
from themebuilder.preview.page import BundleMissingError, read_bundle

Words = tuple[str, ...]
Scene = Callable[[Place], Words]

WARD = """\
theme: {name}
title: Ward
extends: borger
organisation: clinic
brand: {{color: "{color}"}}
webapp: {{path: {name}}}
"""
TEXTS = {
    "themes/texts/da.yaml": "texts: da\nreview: proposed\nkeys:\n  meeting.leave: {}\n",
    "themes/organisations/clinic.yaml": (
        "organisation: clinic\nname: Clinic\nsettings: {{languages: [da, en]}}\n"
        "texts:\n  da:\n    media.mute: {}\n"
    ),
}


def done(answer: Answer) -> None:
    """What prepares a scene must succeed."""
    assert answer.code == 0, answer.err


def workspace(place: Place, color: str = "#2b6a94", count: int = 3) -> None:
    """A workspace of *count* themes, all of one colour."""
    if not place.own.exists():
        shutil.copytree(REPOSITORY / "tests/workspace", place.own)
    names = [f"ward-{number}" for number in range(count)]
    place.write({f"themes/{name}.yaml": WARD.format(name=name, color=color) for name in names})


def build(place: Place) -> Words:
    """A build over what an older one left."""
    command = ("--no-cache", "build", "-j", "2", "-o", "../out")
    workspace(place)
    done(place.run(*command))
    workspace(place, "#6a5a92")
    return command


def cache(place: Place) -> Words:
    """The first build of all, which fills the cache."""
    workspace(place)
    return "build", "-j", "2", "-o", "../out"


def import_(place: Place) -> Words:
    """Two looks become two themes with a common parent, and an organisation."""
    workspace(place, count=0)
    packages = []
    for name, color in (("nord", "#713400"), ("syd", "#2b6a94")):
        look = {"baseColor": color, "name": "DEFAULT", "brandVersion": "n/a"}
        config = {"showLiveCaptionsFeature": True}
        branding = place.folder / "bring" / f"{name}-webapp3.zip"
        webapp3(branding, meta=look, brandName="Klinik", applicationConfig=config)
        meeting = service_theme(place.folder / "bring" / f"{name}-service-theme.zip")
        packages += [f"../bring/{branding.name}", f"../bring/{meeting.name}"]
    return "import", *packages


def texts(place: Place) -> Words:
    """A translator's file that changes two definitions."""
    workspace(place, count=1)
    for word in ("Farvel", "Forlad"):
        place.write({name: text.format(word) for name, text in TEXTS.items()})
        if word == "Farvel":
            done(place.run("texts", "export", "--language", "da", "-o", "../texts.po"))
    return "texts", "import", "../texts.po", "--write"


def init(place: Place) -> Words:
    """A new workspace."""
    place.own.mkdir(parents=True)
    return "init", ".", "--name", "klinik"


def schemas(place: Place) -> Words:
    """The schemas for an editor, over damaged ones."""
    place.write({f"schemas/{name}.json": "{}" for name in ("theme", "organisation", "workspace")})
    return "schema", "--write", "schemas"


def script(place: Place) -> Words:
    """A speaker's script."""
    workspace(place, count=1)
    return "script", "ward-0", "-o", "../out"


def accessibility(place: Place) -> Words:
    """A page of accessibility in two forms."""
    workspace(place, count=1)
    return "accessibility", "--date", "2026-06-01", "-o", "../out"


def learn(place: Place) -> Words:
    """What a deployment's own base theme says."""
    workspace(place, count=0)
    service_theme(place.folder / "base.zip")
    return "platform", "learn", "../base.zip"


def screenshots(place: Place) -> Words:
    """Pictures of a screen through two windows."""
    try:
        read_bundle()
    except BundleMissingError:
        raise UntriedError("the preview's page was not built: `make page`") from None
    workspace(place, count=1)
    only = ("--screen", "landing", "--language", "da")
    return "screenshots", "ward-0", "-o", "../out", *only


SCENES: dict[str, tuple[Scene, int]] = {
    "build over an older build": (build, 12),
    "cache writes of a first build": (cache, 10),
    "import of packages": (import_, 8),
    "texts import --write": (texts, 4),
    "init": (init, 3),
    "schema --write": (schemas, 1),
    "script -o": (script, 1),
    "accessibility -o": (accessibility, 1),
    "platform learn": (learn, 1),
    "screenshots -o": (screenshots, 1),
}
"""Each with its share of the runs."""


def prepare_scene(scene: Scene, folder: Path) -> tuple[Place, Words]:
    """The place of a scene, before."""
    place = Place(folder)
    return place, scene(place)
