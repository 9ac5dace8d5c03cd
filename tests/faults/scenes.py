"""What can be interrupted: a place as it is before, and the command that changes it.

Each scene fills a place and names the command. Where the command runs to its end, what it leaves is
the new; where it is killed, each file must be the old one or the new one, and the same command once
more must give the new.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.faults.place import REPOSITORY, Answer, Place, Snapshot, take_snapshot
from tests.importing.packages import make_service_theme, make_webapp3

Words = tuple[str, ...]

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


def assert_success(answer: Answer) -> None:
    """What prepares a scene must succeed."""
    assert answer.code == 0, answer.err


def make_workspace(place: Place, color: str = "#2b6a94", count: int = 3) -> None:
    """A workspace of *count* themes, all of one colour."""
    if not place.own.exists():
        shutil.copytree(REPOSITORY / "tests/workspace", place.own)
    names = [f"ward-{number}" for number in range(count)]
    place.write({f"themes/{name}.yaml": WARD.format(name=name, color=color) for name in names})


def build(place: Place) -> Words:
    """A build over what an older one left."""
    command = ("--no-cache", "build", "-j", "2", "-o", "../out")
    make_workspace(place)
    assert_success(place.run(*command))
    make_workspace(place, "#6a5a92")
    return command


def import_(place: Place) -> Words:
    """Two looks become two themes with a common parent, and an organisation."""
    make_workspace(place, count=0)
    return "import", *_pack_two(place)


def import_alone(place: Place) -> Words:
    """The same in an empty folder, which becomes a workspace."""
    place.own.mkdir(parents=True)
    return "import", *_pack_two(place)


def import_init(place: Place) -> Words:
    """The same with schemas for the editor."""
    return *import_alone(place), "--init"


def _pack_two(place: Place) -> list[str]:
    """A branding and a service theme for each of two clinics."""
    packages = []
    for name, color in (("nord", "#713400"), ("syd", "#2b6a94")):
        look = {"baseColor": color, "name": "DEFAULT", "brandVersion": "n/a"}
        config = {"showLiveCaptionsFeature": True}
        branding = place.folder / "bring" / f"{name}-webapp3.zip"
        make_webapp3(branding, meta=look, brandName="Klinik", applicationConfig=config)
        meeting = make_service_theme(place.folder / "bring" / f"{name}-service-theme.zip")
        packages += [f"../bring/{branding.name}", f"../bring/{meeting.name}"]
    return packages


def texts(place: Place) -> Words:
    """A translator's file that changes two definitions."""
    make_workspace(place, count=1)
    for word in ("Farvel", "Forlad"):
        place.write({name: text.format(word) for name, text in TEXTS.items()})
        if word == "Farvel":
            assert_success(
                place.run("texts", "export", "--guest-language", "da", "-o", "../texts.xlf")
            )
    return "texts", "import", "../texts.xlf", "--write"


def init(place: Place) -> Words:
    """A new workspace."""
    place.own.mkdir(parents=True)
    return "init", ".", "--name", "klinik"


def script(place: Place) -> Words:
    """A speaker's script."""
    make_workspace(place, count=1)
    return "script", "ward-0", "-o", "../out"


@dataclass(frozen=True)
class Scene:
    """A place, the command that changes it, and what is there before and after."""

    before: Place
    place: Place
    words: Words
    old: Snapshot
    new: Snapshot
    changes: int

    def restore(self) -> Place:
        """The place as it was before the command."""
        self.place.copy_from(self.before)
        return self.place


def play(prepare: Callable[[Place], Words], folder: Path, server: str) -> Scene:
    """Run a scene's command once to its end."""
    before, place = Place(folder / "before", server), Place(folder / "place", server)
    # Prepared where it will stand, as some files hold paths.
    words = prepare(place)
    before.copy_from(place)
    changes, answer = place.count_changes(*words)
    assert_success(answer)
    return Scene(
        before, place, words, take_snapshot(before.folder), take_snapshot(place.folder), changes
    )
