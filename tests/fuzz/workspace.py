"""A workspace that uses every key there is: what the readers of definitions begin with."""

THEMES = {
    "themes/workspace.yaml": """\
workspace: clinic
target: "27"
digest_in_name: false
draft_languages: [sv]
draft_recordings: true
spoken: {waiting: 2sd-please-hold-connect-you_48kHz_mono.wav}
inferred: {screen_texts: true, direct_media_screens: true}
budgets: {background: 400000, package: 2000000}
lix: {citizen: 24}
""",
    "themes/organisations/clinic.yaml": """\
organisation: clinic
name: Clinic
short: Cl
part_of: faelles
valid: {from: 2020-01-01, until: 2030-12-31, then: faelles}
settings:
  chat: disabled
  languages: [da, en]
  participants_list: shown
  return_address: "https://example.org/"
  support: {phone: 12 34 56 78, text: Alle dage}
  captions: hidden
lock: [chat]
values: {ward: Afsnit 4}
texts:
  da: {meeting.leave: Forlad}
accept: {language-incomplete: Greenlandic follows in May this year}
""",
    "themes/ward.yaml": """\
theme: ward
title: Ward
about: A ward
extends: borger
organisation: clinic
audience: citizen
reach: external
valid: {from: 2025-07-01, until: 2026-12-31, then: ward-2}
brand:
  name: Ward
  title: Video
  color: "#2b6a94"
  background: {draw: waves, tone: light, seed: 3, color: "#2b6a94"}
  card: {file: pic.jpg, focus: [0.2, 0.8]}
  logo: logo.svg
  overlay: {tint: light, opacity: 0.3}
wording: {waiting: own, locked: neutral}
values: {bed: Seng 3}
texts:
  da:
    meeting.leave: "Forlad [[ ward ]] [[ bed ]]"
    common.close: "[[ support.phone|upper ]]"
webapp:
  path: ward
  texts: own
  hide: [button-participants]
  config: {showLiveCaptionsFeature: true}
  user: {alwaysDisplayUIInterfaces: true}
  manifest: {version: 0}
  plugins:
    - {id: p, src: index.html, files: plug, sandbox: [allow-forms]}
    - {id: q, src: "https://example.org/p"}
  step: {pages: {default: step.html}, confirm: true, width: 30rem}
meeting:
  language: da
  prompts: {2sd-please-hold-connect-you_48kHz_mono.wav: hold.wav}
  screens: {welcome: Hej, pin_entry: "[[ ward ]]"}
  dtmf: {"*1": mute}
accept: {language-incomplete: Greenlandic follows in May this year}
""",
    "themes/ward-2.yaml": """\
theme: ward-2
extends: ward
valid: {from: 2027-01-01}
webapp: {path: ward}
""",
}
PLAIN = {
    "themes/organisations/clinic.yaml": THEMES["themes/organisations/clinic.yaml"],
    "themes/ward.yaml": """\
theme: ward
extends: borger
organisation: clinic
brand: {color: "#2b6a94", background: none, card: none, screen: none, logo: none, favicon: none}
wording: {waiting: own, locked: neutral}
webapp: {path: ward, texts: own}
""",
}
"""A theme that has nothing but words, for what is asked about words."""
WORDS = {
    "themes/texts/da.yaml": """\
texts: da
review: proposed
keys:
  meeting.leave: Forlad mødet hos [[ organisation.short ]]
  common.close: "{{name}} er <2>her</2>"
""",
    "themes/texts/sv.yaml": """\
texts: sv
review: draft
keys:
  meeting.leave: Lämna
""",
    "themes/wordings/own.yaml": """\
wording: own
about: x
waiting:
  da: {title: Vi kommer, body: Bliv her., help: "Ring [[ support.phone ]]", spoken: Bliv, review: proposed}
  en: {title: We come, body: Stay here., spoken: Stay, review: proposed}
""",
    "themes/terms/da.yaml": """\
terms: da
forbidden:
  - {word: vært, forms: [værten], audience: [citizen], say: [vi], why: x}
sound_alikes:
  - {words: [værten, verden], distance: 0, why: x}
dated:
  - {word: MedCom, until: 2026-12-31, becomes: Digital, why: x}
approved:
  - {word: a, instead_of: [b]}
""",
}
DEPLOYMENT = """\
deployment: prod
node: https://manager.example.org
auth: {user: admin, password: {env: NODE_PASSWORD}}
ca_bundle: ca.pem
conferencing_nodes: ["https://a.example.org", "https://b.example.org:8443/"]
paths: {ward: ward}
rooms:
  - {theme: ward, tag: ward}
  - {theme: ward-2, names: [One, Two]}
organisations: {clinic: {tag: clinic, check_alias: test@example.org}}
limits: {max_deletes: 3}
replication: {first_check: 1, interval: 10, timeout: 60}
"""
