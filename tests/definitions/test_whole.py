"""Small workspaces on top of small shipped definitions, and all that becomes of their themes.

``pytest tests/definitions/test_whole.py --accept`` rewrites ``whole.txt`` and ``problems.txt``: read
the difference.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest

from tests.contract.kit import write
from themebuilder.core.problems import Place, Problem
from themebuilder.core.tree import Map, Seq, Text
from themebuilder.definitions.library import Document, Library
from themebuilder.definitions.loader import read_library
from themebuilder.definitions.outline import (
    list_packed_files,
    list_pictures,
    list_recordings,
    outline_theme,
    outline_themes,
)
from themebuilder.definitions.resolver import resolve_partly
from themebuilder.definitions.schema import load_schema
from themebuilder.definitions.texts import MESSAGES
from themebuilder.media.pictures import PreparedPicture
from themebuilder.packages import service_theme, webapp3
from themebuilder.packages.model import KINDS, WEBAPP2, Assets
from themebuilder.platform.learnt import Learnt
from themebuilder.platform.target import load_platform

FOLDER = Path(__file__).parent
HERE = Place("test.yaml", 1, 1)
SHADES = ", ".join(f'"#{number:02d}aabb"' for number in range(11))

SHIPPED = {
    "themes/root.yaml": f"""\
theme: root
title: Root
about: The theme above all.
organisation: country
audience: citizen
valid: {{from: 2026-01-01}}
wording: {{waiting: neutral}}
values: {{ward: Afsnit, floor: '2'}}
brand:
  name: Sundhed
  title: Videomøde
  color: "#123456"
  palette: [{SHADES}]
  background_color: "#010203"
  background: {{draw: waves, tone: light, seed: 7, mark: TEST, color: "#aabbcc"}}
  logo: {{file: logo.svg, keep: true}}
  favicon: {{file: icon.png, focus: [0.25, 0.75]}}
texts: {{da: {{root.text: 'Hos [[ organisation.name ]]', common.join-with-audio: Newer}}}}
webapp: {{path: root, hide: [a, b]}}
meeting: {{screens: {{welcome: "Velkommen til [[ ward ]], [[ floor ]]. sal"}}}}
accept: {{told-apart-by-looks-only: The root has nobody beside it., text-grows: It does grow.}}
""",
    "themes/borger.yaml": """\
theme: borger
extends: root
title: Borger
webapp: {path: borger}
""",
    "themes/organisations/country.yaml": """\
organisation: country
name: Landet
short: DK
settings: {chat: disabled, languages: [da, en], support: {phone: '112', text: Altid}}
lock: [captions, chat]
values: {ward: Landets, country: Danmark}
texts: {da: {country.text: Landets tekst}, en: {country.text: The country's text}}
accept: {text-grows: The country's texts grow., no-logo: The country has none.}
""",
    "themes/texts/da.yaml": """\
texts: da
review: proposed
keys: {base.text: Base, audience.text: Base, target.text: Base, country.text: Base, own.text: Base, said.text: "[[ waiting.title ]]/[[ waiting.body ]]/[[ waiting.spoken ]]"}
""",
    "themes/texts/da.citizen.yaml": "texts: da\naudience: citizen\nreview: approved\nkeys: {audience.text: Borger}\n",
    "themes/texts/da.clinician.yaml": "texts: da\naudience: clinician\nkeys: {audience.text: Behandler}\n",
    "themes/texts/da.25.yaml": "texts: da\ntargets: ['22', '25']\nreview: approved\nkeys: {target.text: 25}\n",
    "themes/texts/da.27.yaml": "texts: da\ntargets: ['27']\nreview: approved\nkeys: {target.text: 27}\n",
    "themes/texts/en.yaml": "texts: en\nreview: approved\nkeys: {base.text: Base in English}\n",
    "themes/texts/nb.yaml": "texts: nb\nkeys: {base.text: Base på norsk}\n",
    "themes/wordings/neutral.yaml": """\
wording: neutral
waiting:
  da: {title: "Vent på [[ organisation.name ]]", body: "[[ ward ]] kommer.", help: "Ring [[ support.phone ]].", spoken: Vent., review: approved}
  en: {title: Wait, body: "[[ ward ]] comes.", help: "[[ support.text ]]", spoken: Please wait., review: proposed}
  sv: {title: Vänta, body: Läkaren kommer.}
late: {da: {title: Sent, body: Vent lidt., spoken: Det er sent., review: approved}}
welcome: {da: {title: Hej, body: Du er her., review: approved}}
transfer: {en: {title: Moving, body: Stay., review: approved}}
""",
    "themes/wordings/absent.yaml": "wording: absent\nended: {da: {title: Slut, body: Farvel.}}\n",
}

OWN = {
    "themes/workspace.yaml": "workspace: whole\ntarget: '25'\ndraft_languages: [nb]\n",
    "themes/organisations/region.yaml": """\
organisation: region
name: Regionen
part_of: country
settings: {names_on_video: hidden, return_address: 'https://region.example/'}
values: {ward: Regionens}
texts: {da: {country.text: Regionens tekst}}
accept: {no-logo: The region has none either.}
""",
    "themes/organisations/clinic.yaml": """\
organisation: clinic
name: Klinikken
part_of: region
settings:
  languages: [da]
  support: {phone: 70 12 34 56}
""",
}

COMPLETE = {
    "ward": """\
theme: ward
title: Ward
extends: parent
organisation: clinic
valid: {from: 2026-03-01, until: 2026-09-30, then: borger}
values: {floor: '4'}
texts: {da: {own.text: "Sal [[ floor ]], [[ ward ]], [[ country ]], [[ support.phone ]]"}, en: {own.text: Unused}}
accept: {text-grows: Ours do so too.}
""",
    "parent": """\
theme: parent
extends: borger
title: Parent
audience: clinician
reach: internal
organisation: region
wording: {late: neutral, welcome: neutral}
brand: {color: "#2b6a94", favicon: none, card: {draw: hills, tone: dark}, screen: {draw: paper, seed: 1}, overlay: {tint: light, opacity: 0.5}}
texts: {da: {own.text: Parent, parent.text: "[[ theme.title ]] [[ theme.name ]] [[ brand.name ]] [[ organisation.short ]]"}}
webapp:
  path: parent
  hide: [button-settings]
  files: extra/
  plugins:
  - {id: pad, src: ./index.html, files: pad/, sandbox: [allow-popups, allow-forms]}
  - {id: far, src: https://far.example/, files: pad}
  - {id: plain, src: ./plain.html}
  step: {pages: {da: step.html, default: other.htm}, confirm: true, mandatory: true, width: 80%}
  config: {frameRate: 30, odd: [1, "1", null, true, False, 0xff], brandingColor: "#123456"}
  user: {callType: video}
  manifest: {meta: {name: Ours, brandVersion: null}, images: {card: ./card.jpg}, odder: -1.5}
  nulls: [[applicationConfig, bandwidths], [nothing]]
meeting:
  language: da
  screens: {pin_entry: "[[ ward ]]", timeout: "", direct_media_welcome: Hej, odd_screen: Odd}
  files: calls
  prompts: {hold.wav: hold-da.wav, lock.wav: lock-da.wav}
  dtmf: {"*6": toggle_self_mute}
  config: {disable_watermark_icon: true, odd: 7, splash_screens: {defaults: {a: b}}}
  nulls: [[classification, levels]]
accept: {language-incomplete: Some texts are enough.}
""",
    "borger": "theme: borger\nextends: borger\nbrand: {background: photo.jpg}\n",
    "built-in": "theme: built-in\nextends: root\naudience: everyone\nwebapp: {texts: built-in, plugins: []}\nmeeting: {language: da}\n",
    "own-texts": "theme: own-texts\nextends: root\nbrand: {card: none, screen: none}\nwebapp: {texts: own, hide: []}\nmeeting: {language: en}\n",
}
"""Themes of which everything is told."""

FILES = {
    "extra/b.txt": b"b",
    "extra/a.txt": b"a",
    "extras/c.txt": b"c",
    "pad/index.html": b"<!doctype html>",
    "pad/in/pad.js": b"//",
    "calls/theme.txt": b"theme",
    "step.html": b"<p>",
    "other.htm": b"<p>?",
}
ASSETS = Assets(
    {
        slot: PreparedPicture(slot.encode(), "jpg")
        for slot in ("background", "card", "screen", "logo")
    },
    FILES,
    {"hold.wav": b"hold"},
)
FEWER = Assets({"favicon": PreparedPicture(b"icon", "ico")}, FILES)
LEARNT = Learnt(
    "our node",
    screens={
        "waiting_for_host": {
            "layout": 1,
            "elements": ["odd", {"text": 1}, {"color": 2, "text": "Wait"}, {"text": "After"}],
        },
        "pin_entry": {"elements": {"text": "no list"}},
        "timeout": {"elements": [{"text": "unused"}]},
        "odd_screen": {"elements": [{"type": "picture"}]},
        "direct_media_odd": {},
    },
)

ORGANISATIONS = {
    "locked": "part_of: country\nsettings: {captions: hidden, chat: enabled}\nlock: [captions]",
    "nordic": "part_of: country\nsettings: {languages: [da, nb, sv, kl, fo]}",
    "past": "valid: {from: 2026-02-30, until: 2026-13-01}",
    "backwards": "part_of: past\nvalid: {from: 2026-02-02, until: 2026-02-01}",
    "loop-a": "part_of: loop-b",
    "loop-b": "part_of: loop-a",
    "orphan": "part_of: misspelt",
    "misspelt": "part_of: contry",
    "lost": "part_of: nowhere-at-all",
    "half": "part_of: country\ncolour: red",
    "less": "part_of: country\nvalues: [a]",
    "less-above": "part_of: [a]",
    "less-set": "settings: {chat: x}",
    "less-locked": "lock: [x]",
    "less-accepted": "accept: {no-logo: x}",
    "less-told": "about: [x]",
    "broken": "settings: {",
}
BROKEN = {
    # Parents
    "no-parent": "extends: nowhere-at-all",
    "no-parent-but-owner": "extends: nowhere-at-all\norganisation: clinic",
    "near-parent": "extends: roott",
    "two-misspelt": "extends: near-parentt",
    "misspelt-and-missing": "extends: no-parentt",
    "circle-a": "extends: circle-b",
    "circle-b": "extends: circle-a",
    "near-circle": "extends: circle-aa",
    "itself": "extends: itself",
    "near-itself": "extends: near-itselff",
    "twin": "extends: twinn",
    "of-malformed": "extends: malformed\norganisation: clinic",
    "of-half": "extends: half",
    "near-half": "extends: halff",
    "half": "extends: root\ncolour: red",
    "of-less": "extends: less",
    "less": "extends: root\nvalues: [a]",
    "of-misnamed": "extends: misnamed",
    "deep-26": "extends: deep-25",
    **{f"deep-{number}": f"extends: deep-{number - 1}" for number in range(1, 26)},
    "deep-0": "extends: root",
    # Organisations
    "no-owner": "wording: {waiting: neutral}\nbrand: {color: '#123456'}",
    "no-such-owner": "extends: root\norganisation: klinik",
    **{f"of-{name}-owner": f"extends: root\norganisation: {name}" for name in ORGANISATIONS},
    "of-misspelt-owner": "extends: root\norganisation: clinicc",
    "lost-owner": "organisation: [clinic]",
    "settings": "extends: root\nsettings: {chat: enabled, captions: shown}",
    "no-settings": "settings: {}",
    # Dates
    "never": "extends: root\nvalid: {from: 2026-02-30, until: 2026-01-01}",
    "backwards": "extends: root\nvalid: {from: 2026-02-02, until: 2026-02-01}",
    "one-day": "extends: root\nvalid: {from: 2026-02-02, until: 2026-02-02}",
    # Values of another kind
    "lost-parent": "extends: [root]",
    "lost-extends": "organisation: clinic\nextends: [x]",
    "lost-organisation": "extends: root\norganisation: [x]",
    "lost-audience": "extends: root\naudience: x",
    "lost-accept": "extends: root\naccept: {no-logo: x}",
    "lost-about": "extends: root\nabout: [x]",
    # What every theme needs
    "no-color": "organisation: clinic\nwording: {waiting: neutral}",
    "no-wording": "organisation: clinic\nbrand: {color: '#123456'}",
    "nothing": "organisation: clinic\nwording: {late: neutral}",
    "nothing-and-no-date": "organisation: clinic\nvalid: {from: 2026-02-30}",
    # Wordings
    "no-wording-of-that-name": "extends: root\nwording: {waiting: unheard, late: absent}",
    "no-language": "extends: root\nwording: {late: neutral}\nmeeting: {language: en}",
    "screens-only": "extends: root\nwording: {welcome: neutral, transfer: neutral, audio: neutral}",
    "screens-in-english": "extends: root\nwording: {transfer: neutral}\nmeeting: {language: en}",
    "bad-help": "extends: root\nwording: {waiting: unhelpful}",
    "half-wording": "extends: root\nwording: {waiting: half, late: half, ended: half}",
    "half-wording-that-is-there": "extends: root\nwording: {waiting: half}",
    "broken-wording": "extends: root\nwording: {ended: broken}",
    "draft-wording": "extends: root\nwording: {ended: absent}",
    "lost-wording": "extends: root\nwording: {late: [neutral]}",
    "bad-values": """\
extends: root
wording: {waiting: unfilled}
texts: {da: {a: "[[ nobody ]]", b: "[[ theme.tilte ]]"}, en: {c: "[[ support.mail ]]"}}
meeting: {screens: {timeout: "[[ floor.x ]]", welcome: "[[ nothing",
  pin_entry: "[[ theme.x ]]", pin_welcome: "[[ organisation.x ]]", inlobby: "[[ waiting.x ]]"}}""",
    # Languages
    "nordic": "extends: root\norganisation: nordic",
    "nordic-meeting": "extends: root\norganisation: nordic\nwebapp: {texts: own}\nmeeting: {language: sv}",
    "bad-texts": "extends: root\naudience: clinician\nmeeting: {language: is}",
}
"""Themes of which the problems are told, without the line that names them."""

MORE = {
    "shipped": {
        "themes/twin.yaml": "theme: twin\nextends: root\n",
    },
    "own": {
        "themes/malformed.yaml": "theme: malformed\nbrand: {\n",
        "themes/misnamed.yaml": "theme: otherwise\nextends: root\n",
        "themes/terms/fo.yaml": "terms: fo\nroles: [\n",
        "themes/texts/fo.yaml": "texts: fo\nreview: approved\nkeys: {base.text: Føroyskt}\n",
        "themes/texts/en.clinician.yaml": "texts: en\naudience: clinician\nkeys: [\n",
        "themes/texts/is.yaml": "texts: is\nkeys: [\n",
        "themes/wordings/unfilled.yaml": "wording: unfilled\nwaiting: {da: {title: '[[ nobody ]]', body: B, review: approved}, en: {title: T, body: B, review: approved}}\n",
        "themes/wordings/unhelpful.yaml": "wording: unhelpful\nwaiting: {da: {title: T, body: B, help: '[[ support.fax ]]', review: approved}, en: {title: T, body: B, help: [x], review: approved}}\n",
        "themes/wordings/half.yaml": "wording: half\nwaiting: {da: {title: T, body: B, review: approved, colour: red}, en: {title: T, body: B}}\n",
        "themes/wordings/broken.yaml": "wording: broken\nended: {\n",
        **{
            f"themes/organisations/{name}.yaml": f"organisation: {name}\nname: {name.title()}\n{lines}\n"
            for name, lines in ORGANISATIONS.items()
        },
    },
}


def read(
    root: Path, themes: Mapping[str, str], own: Mapping[str, str], shipped: Mapping[str, str]
) -> Library:
    """A workspace with those *themes*."""
    write(root / "shipped", {**SHIPPED, **shipped})
    write(root / "own", {**OWN, **own})
    write(root / "own", {f"themes/{name}.yaml": text for name, text in themes.items()})
    write(root / "own", {f"brand_assets/{name}": data for name, data in FILES.items()})
    return read_library(root / "own", root / "shipped")


def tell(value: object) -> object:
    """*value* as text with all that is in it."""
    match value:
        case Place():
            return f"{value}-{value.end_column}"
        case Text():
            return f"{value.value!r}@{tell(value.place)}{'' if value.is_plain else ' quoted'}"
        case Seq():
            return f"{tell(value.items)}@{tell(value.place)}"
        case Map():
            inner = {
                f"{key}@{tell(value.keys.get(key))}": one for key, one in value.entries.items()
            }
            return f"{tell(inner)}@{tell(value.place)}"
        case Problem():
            return list_problems([value])[0]
        case Document():
            return value.file
        case Mapping():
            return "{" + ", ".join(f"{key}: {tell(one)}" for key, one in value.items()) + "}"
        case tuple() | list():
            return "[" + ", ".join(str(tell(one)) for one in value) + "]"
    if is_dataclass(value):
        return tell({field.name: getattr(value, field.name) for field in fields(value)})
    return repr(value)


def describe(library: Library, name: str) -> Iterator[tuple[str, str]]:
    """Everything that is known of a theme, part by part."""
    outlined = outline_theme(library, name)
    found = resolve_partly(library, outlined)
    named = {field.name: getattr(outlined, field.name) for field in fields(outlined)}
    named["accept"] = outlined.accept
    named["has_words"] = found.has_words
    named["resolved problems"] = found.problems
    named["pictures"] = list(list_pictures(outlined.merged))
    named["recordings"] = list(list_recordings(outlined.merged))
    named["packed files"] = list(list_packed_files(outlined.merged, library))
    for field in fields(found.theme) if found.theme else ():
        named[f"theme.{field.name}"] = getattr(found.theme, field.name)
    return ((f"{name}.{part}", str(tell(value))) for part, value in named.items())


def list_problems(problems: Iterable[Problem]) -> list[str]:
    return [f"{one.rule.name} {tell(one.place)} {one.message} {one.hint}" for one in problems]


def agree(told: str, file: Path, request: pytest.FixtureRequest) -> None:
    """Assert that *told* is what stands in the golden *file*."""
    if request.config.getoption("--accept"):
        file.write_text(told, encoding="utf-8")
    assert told == file.read_text(encoding="utf-8")


def test_everything_of_a_theme_is_what_its_files_say(tmp_path, request):
    library = read(tmp_path, COMPLETE, {}, {})
    told, first = "", dict[str, str]()
    for outlined in outline_themes(library):
        for part, value in describe(library, outlined.name):
            earlier = first.setdefault(value, part)
            told += f"{part}: {value if earlier == part else f'as {earlier}'}\n"
    agree(told, FOLDER / "whole.txt", request)


def test_every_problem_of_a_theme_is_told_in_its_order(tmp_path, request):
    themes = {name: f"theme: {name}\n{lines}\n" for name, lines in BROKEN.items()}
    library = read(tmp_path, themes, **MORE)
    told = ""
    for name in BROKEN:
        outlined = outline_theme(library, name)
        found = resolve_partly(library, outlined)
        known = "checkable" if outlined.is_checkable else "not checkable"
        known += f", {'resolved' if found.theme else 'not resolved'}"
        known += f", {'with' if found.has_words else 'without'} words"
        told += f"{name}: {known}\n" + "".join(
            f"  {one}\n" for one in list_problems(found.problems)
        )
    agree(told, FOLDER / "problems.txt", request)


@pytest.mark.parametrize(
    ("workspace", "is_checkable"),
    [
        ("about: [x]", True),
        ("colour: red", True),
        ("digest_in_name: [x]", True),
        *((f"{key}: [[x]]", False) for key in ("target", "draft_languages", "spoken", "inferred",
                                               "budgets", "lix")),
        ("budgets: {", False),
    ],
)  # fmt: skip
def test_a_theme_can_be_checked_while_the_workspace_says_what_matters(
    tmp_path, workspace, is_checkable
):
    files = {"themes/workspace.yaml": f"workspace: whole\n{workspace}\n"}
    library = read(tmp_path, {"half": f"theme: half\n{BROKEN['half']}"}, files, {})
    outlined = outline_theme(library, "half")
    named = [found.place.file for found in outlined.problems]
    assert named == ["themes/workspace.yaml", "themes/half.yaml"]
    assert outlined.is_checkable is is_checkable


def test_a_second_workspace_file_makes_no_theme_checkable(tmp_path):
    files = {"themes/in/workspace.yaml": "workspace: other\n"}
    library = read(tmp_path, {"half": f"theme: half\n{BROKEN['half']}"}, files, {})
    assert not outline_theme(library, "half").is_checkable


def test_there_is_no_outline_of_an_unknown_theme(tmp_path):
    with pytest.raises(KeyError, match="nobody"):
        outline_theme(read(tmp_path, {}, {}, {}), "nobody")


def test_the_messages_are_those_of_a_wording():
    properties = load_schema("wording")["properties"]
    assert [key for key in properties if key not in {"wording", "about"}] == list(MESSAGES)


def compact(data: bytes) -> str:
    """JSON on one line; other files as they are."""
    return json.dumps(json.loads(data), ensure_ascii=False) if data[:1] == b"{" else data.decode()


def test_every_file_of_the_packages_is_what_the_theme_says(tmp_path, request):
    library = read(tmp_path, COMPLETE, {}, {})
    shipped = load_platform("25")
    cases = [
        *((name, ASSETS, {}, shipped) for name in COMPLETE if name != "parent"),
        ("ward", FEWER, {"screen_texts": "false"}, shipped),
        ("parent", ASSETS, {"direct_media_screens": "false"}, shipped.extend(LEARNT)),
    ]
    told, first = f"{dict(KINDS)} {WEBAPP2}\n", dict[str, str]()
    for name, assets, switches, platform in cases:
        theme = resolve_partly(library, outline_theme(library, name)).theme
        workspace = Map(
            {"inferred": Map({key: Text(value, HERE) for key, value in switches.items()}, HERE)},
            HERE,
        )
        for package in (
            webapp3.render(theme, assets, platform),
            service_theme.render(theme, assets, workspace, platform),
        ):
            told += f"{name}: {package.kind}\n"
            for file, data in package.files.items():
                told += f"  {file}: {compact(data)}\n"
            for claim in package.claims:
                text = f"{claim.evidence} {claim.why}"
                earlier = first.setdefault(text, claim.item)
                told += f"  {claim.item}: {text if earlier == claim.item else f'as {earlier}'}\n"
    agree(told, FOLDER / "packages.txt", request)


@pytest.mark.parametrize(
    ("screen", "text"),
    [
        ({}, ""),
        ({"elements": {"text": "no list"}}, ""),
        ({"elements": ["odd", {"text": 1}, {"text": "First"}, {"text": "Second"}]}, "First"),
        ({"elements": [{"type": "text"}]}, ""),
    ],
)
def test_the_text_of_a_screen_is_its_first_one(screen, text):
    assert service_theme.read_screen_text(screen) == text
