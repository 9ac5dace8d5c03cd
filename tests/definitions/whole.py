"""Small workspaces on top of small shipped definitions: themes that are whole, and broken ones."""

from __future__ import annotations

from themebuilder.media.model import PreparedPicture
from themebuilder.packages.model import Assets
from themebuilder.platform.learnt import LearntFacts

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
  languages: {da: complete, en: core}
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
LEARNT = LearntFacts(
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
    "core": "part_of: country\nsettings: {languages: {da: complete, nb: core, sv: core}}",
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
    "of-twice": "extends: twice",
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
        "themes/twice.yaml": "theme: twice\nextends: root\n",
        "themes/more/twice.yaml": "theme: twice\nextends: root\n",
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
