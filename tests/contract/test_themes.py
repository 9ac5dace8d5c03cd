"""Every key of a theme and of an organisation, and what it changes in the finished packages."""

from __future__ import annotations

import pytest

from tests.contract.kit import (
    BASE,
    BRANDING,
    OTHER,
    Row,
    Theme,
    assert_row,
    build_new,
    make_definition,
    make_picture,
    make_tone,
)
from themebuilder.definitions.texts import WORDING_MESSAGES
from themebuilder.media.symbols import SYMBOLS, draw_symbol
from themebuilder.platform.shipped import list_worded_screens
from themebuilder.settings import SETTINGS, FieldKind, find_fields, find_setting

# One process builds the themes of all rows.
pytestmark = pytest.mark.xdist_group("contract")

HOLD = "2sd-please-hold-connect-you_48kHz_mono.wav"
SCREEN_TEXT = "config: splash_screens.screens.%s.elements.0.text"
WAITING = SCREEN_TEXT % "waiting_for_host"
OUR_WORDS = "{title: Her er %s, body: Vent., spoken: Vent., review: approved}"
NEUTRAL = "Vent her.\nVi tager imod dig, så snart vi er klar til dig."
SHADES = ["#EBF4F8", "#BDD9EC", "#90BFDF", "#62A5D1", "#388AC0", "#2A6992", "#24597D", "#1E4A68",
          "#183B52", "#122C3D", "#0B1C28"]  # fmt: skip
BLUE = "brand: {color: '#0000FF'}"
CARD = f"{BRANDING}background.jpg"
SAY = "extends: staff\ntexts: {da: {meeting.leave: 'Gå fra [[ %s ]]'}}"
STEP = "webapp: {step: {pages: {da: page.html, default: page.html}, %s}}"
PLUGIN = "webapp: {plugins: [{id: timer, src: index.html, files: timer%s}]}"

BUTTONS = {setting.name: field.name for setting, field in find_fields(FieldKind.HIDDEN)}
STRICTEST = {setting.name: setting.values[-1].name for setting in SETTINGS if setting.values}

ACCEPTED = (
    "{reason: We need it here., by: The board, date: 2026-11-01, items: "
    '["https://p.example/@sha256:9574dbe959f9f510614f33065699c7bd"]}'
)
BASES = {
    "themes/workspace.yaml": "workspace: contract\n",
    "themes/base.yaml": f"{BASE}title: Base\n",
    "themes/strict.yaml": "theme: strict\nextends: base\norganisation: strict\n",
    "themes/painted.yaml": "theme: painted\nextends: base\nbrand: {card: {draw: waves}}\n",
    "themes/dim.yaml": "theme: dim\nextends: base\nbrand: {card: {draw: waves, tone: dark}}\n",
    "themes/flagged.yaml": "theme: flagged\nextends: base\nwebapp: {config: {nobody: 1}}\n",
    "themes/plugged.yaml": 'theme: plugged\nextends: base\nwebapp: {plugins: [{src: "https://p.example/"}]}\n',
    "themes/staff.yaml": """\
theme: staff
extends: base
audience: clinician
reach: internal
webapp: {texts: complete}
""",
    "themes/talking.yaml": f"""\
theme: talking
extends: base
meeting: {{prompts: {{{HOLD}: hold.wav}}}}
""",
    "themes/organisations/house.yaml": "organisation: house\nname: Huset\n",
    "themes/organisations/strict.yaml": "organisation: strict\nname: Strengt\nsettings:\n"
    + "".join(f"  {name}: {value}\n" for name, value in STRICTEST.items()),
    "themes/wordings/ours.yaml": "wording: ours\n"
    + "".join(
        f"{message}: {{{', '.join(f'{language}: {OUR_WORDS % message}' for language in ('da', 'en'))}}}\n"
        for message in WORDING_MESSAGES
    ),
    "themes/texts/da.citizen.yaml": "texts: da\naudience: citizen\nreview: approved\nkeys: {meeting.leave: Gå hjem}\n",
    "themes/texts/da.clinician.yaml": "texts: da\naudience: clinician\nreview: approved\nkeys: {meeting.leave: Til afdelingen}\n",
    "brand_assets/tall.png": make_picture("PNG", (1600, 3200), "red", "blue"),
    "brand_assets/wide.jpg": make_picture("JPEG", (1920, 1080), "red"),
    "brand_assets/logo.png": make_picture("PNG", (200, 100), "green"),
    "brand_assets/icon.png": make_picture("PNG", (64, 64), "green"),
    "brand_assets/hold.wav": make_tone(),
    "brand_assets/page.html": "<!doctype html><title>Samtykke</title>",
    "brand_assets/timer/index.html": "<!doctype html><title>Timer</title>",
    "brand_assets/extra/robots.txt": "User-agent: *\n",
}

THEMES = [
    Row("theme", "theme: ambulatorium", "packages",
        ["ambulatorium-webapp3.zip", "ambulatorium-service-theme.zip"]),
    Row("title", "title: Ambulatorium", "catalogue: title", "Ambulatorium"),
    Row("extends", "extends: strict", "manifest: applicationConfig.showLiveCaptionsFeature", value=False),
    Row("organisation", "organisation: strict", "catalogue: organisations", ["strict"]),
    Row("audience=citizen", "extends: staff\naudience: citizen", "text da: meeting.leave",
        "Gå hjem", "staff"),
    Row("audience=clinician", "audience: clinician\nwebapp: {texts: complete}",
        "text da: meeting.leave", "Til afdelingen"),
    Row("audience=everyone", "extends: staff\naudience: everyone", "catalogue: audience",
        "everyone", "staff"),
    Row("reach=internal", "reach: internal", "catalogue: reach", "internal"),
    Row("reach=external", "extends: staff\nreach: external", "catalogue: reach", "external", "staff"),
    Row("packages[]=webapp3", "packages: [webapp3]", "file themeconfig.json", None),
    Row("packages[]=service-theme", "packages: [service-theme]", f"file {BRANDING}manifest.json",
        None),
    Row("valid.from", "valid: {from: 2026-01-02}", "catalogue: valid.since", "2026-01-02"),
    Row("valid.until", "valid: {until: 2099-12-31, then: base}", "catalogue: valid.until",
        "2099-12-31"),
    Row("valid.then", "valid: {until: 2099-12-31, then: base}", "catalogue: valid.then", "base"),
    # Looks
    Row("brand.name", "brand: {name: Ambulatoriet}", "manifest: brandName", "Ambulatoriet"),
    Row("brand.title", "brand: {title: Videomøde}", "manifest: appTitle", "Videomøde"),
    Row("brand.color", BLUE, "manifest: meta.baseColor", "#0000FF"),
    Row("brand.palette", f"brand: {{palette: {SHADES}}}", "manifest: colorPalette", SHADES),
    Row("brand.background_color", "brand: {background_color: '#102030'}",
        "manifest: backgroundColor", "#102030"),
    Row("brand.background", "brand: {background: tall.png, card: {draw: waves}}", "manifest: images.background",
        "./page-background.jpg"),
    Row("brand.card", "brand: {card: tall.png}", "manifest: images.jumbotron", "./background.jpg"),
    Row("brand.screen", "brand: {screen: tall.png}",
        "config: splash_screens.screens.waiting_for_host.background.path", "theme-background.jpg"),
    Row("brand.logo", "brand: {logo: logo.png}", "manifest: images.logo", "./logo.png"),
    Row("brand.favicon", "brand: {favicon: icon.png}", "manifest: favicon.href", "./favicon.ico"),
    Row("brand.overlay.tint=light", "brand: {overlay: {tint: light}}", "manifest: overlay", "light"),
    Row("brand.overlay.tint=dark", "brand: {overlay: {tint: dark}}", "manifest: overlay", "dark"),
    Row("brand.overlay.opacity", "brand: {overlay: {opacity: 0.3}}", "manifest: overlayOpacity", 0.3),
    Row("picture", "extends: painted\nbrand: {card: none}", "manifest: images", {}, "painted"),
    Row("picture.file", "extends: painted\nbrand: {card: {file: tall.png, focus: [0.5, 1]}}",
        f"picture {CARD}", "JPEG 1920x1080 dark blue", "painted"),
    Row("picture.focus", "extends: painted\nbrand: {card: {file: tall.png, focus: [0.5, 0]}}",
        f"picture {CARD}", "JPEG 1920x1080 dark red", "painted"),
    Row("picture.keep", "extends: painted\nbrand: {card: {file: wide.jpg, keep: true}}",
        f"bytes {CARD}", BASES["brand_assets/wide.jpg"], "painted"),
    *(
        Row(f"picture.draw={style}", f"extends: dim\nbrand: {{card: {{draw: {style}}}}}",
            f"picture {CARD}", "JPEG 1920x1080 light blue", "dim")
        for style in ("waves", "hills", "aurora", "paper", "sun", "fjord")
    ),
    Row("picture.seed", "extends: painted\nbrand: {card: {draw: waves, seed: 7}}",
        f"bytes {CARD}", OTHER, "painted"),
    Row("picture.mark", "extends: painted\nbrand: {title: TEST, card: {draw: waves, mark: TEST}}",
        f"bytes {CARD}", OTHER, "painted"),
    Row("picture.tone=light", "extends: dim\nbrand: {card: {draw: waves, tone: light}}",
        f"picture {CARD}", "JPEG 1920x1080 light blue", "dim"),
    Row("picture.tone=dark", "extends: painted\nbrand: {card: {draw: waves, tone: dark}}",
        f"picture {CARD}", "JPEG 1920x1080 dark blue", "painted"),
    Row("picture.tone=dawn", "extends: dim\nbrand: {card: {draw: waves, tone: dawn}}",
        f"picture {CARD}", "JPEG 1920x1080 light red", "dim"),
    Row("picture.tone=dusk", "extends: painted\nbrand: {card: {draw: waves, tone: dusk}}",
        f"picture {CARD}", "JPEG 1920x1080 dark red", "painted"),
    Row("picture.color", "extends: painted\nbrand: {card: {draw: waves, color: '#802020'}}",
        f"picture {CARD}", "JPEG 1920x1080 light red", "painted"),
    Row("symbol", "brand: {logo: logo.png}", "manifest: images.logo", "./logo.png"),
    *(
        Row(f"symbol.draw={name}", f"brand: {{favicon: {{draw: {name}}}}}",
            f"bytes {BRANDING}favicon.svg", draw_symbol(name, "#2b6a94", "tile").data)
        for name in SYMBOLS
    ),
    Row("symbol.color", "brand: {favicon: {draw: dots, color: '#802020'}}",
        f"bytes {BRANDING}favicon.svg", draw_symbol("dots", "#802020", "tile").data),
    # Words
    *(
        Row(f"wording.{message}", f"wording: {{{message}: ours}}", SCREEN_TEXT % screen,
            f"Her er {message}\nVent.")
        for message in WORDING_MESSAGES
        for screen in list_worded_screens(message)
    ),
    *(
        Row(f"wording.{message}",
            f"wording: {{{message}: ours}}\nmeeting: {{screens: {{timeout: '[[ {message}.title ]]'}}}}",
            SCREEN_TEXT % "timeout", f"Her er {message}")
        for message in WORDING_MESSAGES
        if not list_worded_screens(message)
    ),
    Row("values.<name>", "values: {ward: Afsnit 4}\n" + SAY % "ward",
        "text da: meeting.leave", "Gå fra Afsnit 4", "staff"),
    Row("texts.<name>.<name>", "extends: staff\ntexts: {da: {meeting.leave: Farvel}}",
        "text da: meeting.leave", "Farvel", "staff"),
    # The web app
    Row("webapp.path", "webapp: {path: ward-4}", "catalogue: path", "ward-4"),
    Row("webapp.hide", "webapp: {hide: [button-settings]}",
        "manifest: applicationConfig.hiddenFunctionality", ["button-settings"]),
    Row("webapp.config", "webapp: {config: {disconnectDestination: 'https://a.example'}}",
        "manifest: applicationConfig", {"disconnectDestination": "https://a.example"}),
    Row("webapp.user", "webapp: {user: {isAudioInputMuted: true}}", "manifest: defaultUserConfig",
        {"isAudioInputMuted": True}),
    Row("webapp.manifest", "webapp: {manifest: {meta: {brandVersion: '7'}}}",
        "manifest: meta.brandVersion", "7"),
    Row("webapp.nulls", "webapp: {nulls: [[odd, key]]}", "manifest: odd", {"key": None}),
    Row("webapp.texts=complete", "webapp: {texts: complete}", "manifest: translations",
        {"da": "./texts/da.json", "en": "./texts/en.json"}),
    Row("webapp.texts=own", "extends: staff\nwebapp: {texts: own}", "manifest: translations",
        {}, "staff"),
    Row("webapp.texts=built-in", "webapp: {texts: built-in}", "manifest: availableLanguages", None),
    Row("webapp.files", "webapp: {files: extra}", f"file {BRANDING}robots.txt", "User-agent: *\n"),
    Row("webapp.plugins[].id", PLUGIN % "", "manifest: plugins.0.id", "timer"),
    Row("webapp.plugins[].src", PLUGIN % "", "manifest: plugins.0.src", "./plugins/timer/index.html"),
    Row("webapp.plugins[].files", PLUGIN % "", f"file {BRANDING}plugins/timer/index.html",
        "<!doctype html><title>Timer</title>"),
    Row("webapp.plugins[].manifest",
        "webapp: {plugins: [{src: 'https://timer.example', manifest: {weight: 3}}]}",
        "manifest: plugins.0.weight", 3),
    *(
        Row(f"webapp.plugins[].sandbox[]={one}", PLUGIN % f", sandbox: [{one}]",
            "manifest: plugins.0.sandboxValues", [one])
        for one in ("allow-scripts", "allow-same-origin", "allow-popups",
                    "allow-popups-to-escape-sandbox", "allow-forms", "allow-downloads")
    ),
    Row("webapp.step.pages.<name>", STEP % "confirm: false", "manifest: customStepConfig",
        {"active": True, "source": {"da": "./step/da.html", "default": "./step/default.html"}}),
    Row("webapp.step.confirm", STEP % "confirm: true", "manifest: customStepConfig.confirmation",
        "checkbox"),
    Row("webapp.step.mandatory", STEP % "mandatory: true", "manifest: customStepConfig.mandatory",
        value=True),
    Row("webapp.step.width", STEP % "width: 40rem", "manifest: customStepConfig.width", "40rem"),
    Row("webapp.step.height", STEP % "height: 30rem", "manifest: customStepConfig.height", "30rem"),
    Row("webapp.step.mobile_width", STEP % "mobile_width: 90%",
        "manifest: customStepConfig.mobileWidth", "90%"),
    Row("webapp.step.mobile_height", STEP % "mobile_height: 80%",
        "manifest: customStepConfig.mobileHeight", "80%"),
    # The meeting
    Row("meeting.second_language", "meeting: {second_language: en}", WAITING,
        "Vent her. / Please wait here.\nVi tager imod dig, så snart vi er klar til dig.\n"
        "We will see you as soon as we are ready for you."),
    Row("meeting.language", "meeting: {language: en}", WAITING,
        "Please wait here.\nWe will see you as soon as we are ready for you."),
    Row("meeting.prompts.<name>", f"meeting: {{prompts: {{{HOLD}: hold.wav}}}}", f"sound {HOLD}",
        "1.0 s"),
    Row("meeting.first", f"extends: talking\nmeeting: {{first: [{HOLD}]}}", f"sound {HOLD}", "3.0 s",
        "talking"),
    Row("meeting.keep", f"extends: talking\nmeeting: {{keep: [{HOLD}]}}", f"bytes {HOLD}",
        BASES["brand_assets/hold.wav"], "talking"),
    Row("meeting.screens.<name>", "meeting: {screens: {timeout: For sent}}",
        "config: splash_screens.screens.timeout.elements.0.text", "For sent"),
    Row("meeting.config", "meeting: {config: {colour: 7}}", "config: colour", 7),
    Row("meeting.nulls", "meeting: {nulls: [[odd, key]]}", "config: odd", {"key": None}),
    Row("meeting.files", "meeting: {files: extra}", "file robots.txt", "User-agent: *\n"),
    Row("meeting.dtmf.<name>", "meeting: {dtmf: {'*7': toggle_lock}}",
        "config: dtmf_conference_control_commands", {"*7": "toggle_lock"}),
    Row("accept.<name>", "extends: flagged\naccept: {key-without-evidence: It is tried out.}",
        "problems", [], "flagged"),
    *(
        Row(f"accept.active-content{form % ''}.{key}",
            f"extends: plugged\naccept: {{active-content: {form % ACCEPTED}}}",
            f"catalogue: files.0.active.0.accepted.{key}", value, "plugged")
        for form in ("%s", "[%s]")
        for key, value in (("reason", "We need it here."), ("by", "The board"), ("date", "2026-11-01"))
    ),
    *(
        Row(f"accept.active-content{form % ''}.items",
            f"extends: plugged\naccept: {{active-content: {form % ACCEPTED}}}", "problems", [], "plugged")
        for form in ("%s", "[%s]")
    ),
]  # fmt: skip

LOCKED = "`{0}` is locked by organisation `{1}` (themes/organisations/{1}.yaml)."
HIDDEN = "manifest: applicationConfig.hiddenFunctionality"

ORGANISATIONS = [
    Row("organisation", "organisation: klinik", "catalogue: organisation", "klinik"),
    Row("name", "name: Klinikken", "text da: meeting.leave", "Gå fra Klinikken",
        "staff", SAY % "organisation.name"),
    Row("short", "short: K4", "text da: meeting.leave", "Gå fra K4",
        "staff", SAY % "organisation.short"),
    Row("code", 'code: "4711"', "catalogue: code", "4711"),
    Row("part_of", "part_of: strict", HIDDEN, sorted(BUTTONS.values())),
    Row("valid.until", "valid: {until: 2099-12-31}", "messages organisation-outlived",
        ["Huset ends on 2099-12-31, but the theme is still used after that."]),
    Row("valid.from", "valid: {from: 2099-12-31, until: 2099-01-01}", "problems",
        ["organisation-outlived", "value-not-allowed"]),
    # Settings, seen by the guest
    *(
        Row(f"settings.{name}={STRICTEST[name]}", f"settings: {{{name}: {STRICTEST[name]}}}",
            HIDDEN, [button])
        for name, button in BUTTONS.items()
    ),
    *(
        Row(f"settings.{name}={value}", f"part_of: strict\nsettings: {{{name}: {value}}}", HIDDEN,
            sorted(button for other, button in BUTTONS.items() if other != name), "strict")
        for name in BUTTONS
        for value in [find_setting(name).open_value]
    ),
    Row("settings.captions=hidden", "settings: {captions: hidden}",
        "manifest: applicationConfig.showLiveCaptionsFeature", value=False),
    Row("settings.captions=shown", "part_of: strict\nsettings: {captions: shown}",
        "manifest: applicationConfig.showLiveCaptionsFeature", None, "strict"),
    *(
        Row(f"settings.{setting}={value.name}", f"part_of: strict\nsettings: {{{setting}: {value.name}}}",
            f"catalogue: settings.{setting}.value", value.name, "strict")
        if value.name == setting.open_value else
        Row(f"settings.{setting}={value.name}", f"settings: {{{setting}: {value.name}}}",
            f"catalogue: settings.{setting}.value", value.name)
        for setting in SETTINGS if setting.needs_server and not setting.list_fields(FieldKind.HIDDEN)
        for value in setting.values
    ),
    Row("settings.languages", "settings: {languages: [en, da]}", "manifest: availableLanguages",
        ["en", "da"]),
    Row("settings.languages", "settings: {languages: [en, da]}", WAITING,
        "Please wait here.\nWe will see you as soon as we are ready for you."),
    Row("settings.languages.<name>=complete",
        "settings: {languages: {en: complete, da: complete}}", "manifest: availableLanguages",
        ["en", "da"]),
    Row("settings.languages.<name>=core",
        "settings: {languages: {da: complete, en: complete, pl: core}}", "packages", [],
        "staff", "extends: staff"),
    Row("settings.return_address", "settings: {return_address: 'https://farvel.example/tak'}",
        "manifest: applicationConfig.disconnectDestination", "https://farvel.example/tak"),
    Row("settings.support.phone", "settings: {support: {phone: 70 12 34 56}}",
        "text da: meeting.leave", "Gå fra 70 12 34 56", "staff", SAY % "support.phone"),
    Row("settings.support.text", "settings: {support: {text: Hverdage 8 til 16}}",
        "text da: meeting.leave", "Gå fra Hverdage 8 til 16", "staff", SAY % "support.text"),
    # What holds for those below
    *(
        Row(f"lock[]={name}", f"lock: [{name}]", "messages setting-locked",
            [LOCKED.format(name, f"locks-{name.replace('_', '-')}")], below=f"settings: {{{name}: {value}}}")
        for name, value in {
            "languages": "[en]", "return_address": "https://a.example",
            "support": "{phone: '112'}",
            **{setting.name: setting.values[-1].name for setting in SETTINGS if setting.values},
        }.items()
    ),
    Row("values.<name>", "values: {ward: Afsnit 4}", "text da: meeting.leave", "Gå fra Afsnit 4",
        "staff", SAY % "ward"),
    Row("texts.<name>.<name>", "texts: {da: {meeting.leave: Farvel}}", "text da: meeting.leave",
        "Farvel", "staff", "extends: staff"),
    Row("accept.<name>", "accept: {key-without-evidence: It is tried out.}", "problems", [],
        "flagged", "extends: flagged"),
    *(
        Row(f"accept.active-content{form % ''}.{key}", f"accept: {{active-content: {form % ACCEPTED}}}",
            "catalogue: files.0.active.0.accepted.by", "The board", "plugged", "extends: plugged")
        for form in ("%s", "[%s]")
        for key in ("reason", "by", "date", "items")
    ),
]  # fmt: skip


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> dict[str, Theme]:
    """Every row as a theme of one workspace, and the themes that they extend."""
    files, named = dict(BASES), {}
    for number, row in enumerate(THEMES):
        named["theme", number], text = make_definition(
            "theme", f"theme-{number}", row.yaml, extends="base"
        )
        files[f"themes/{named['theme', number]}.yaml"] = text
    for number, row in enumerate(ORGANISATIONS):
        owner, text = make_definition(
            "organisation", name_organisation(number), row.yaml, part_of="house", name="Huset"
        )
        files[f"themes/organisations/{owner}.yaml"] = text
        if row.below:
            above, owner = owner, f"below-{number}"
            _, text = make_definition(
                "organisation", owner, row.below, part_of=above, name="Nedenunder"
            )
            files[f"themes/organisations/{owner}.yaml"] = text
        name = f"owned-{number}"
        _, files[f"themes/{name}.yaml"] = make_definition(
            "theme", name, row.more, organisation=owner, extends="base"
        )
        named["organisation", number] = name
    made = build_new(tmp_path_factory.mktemp("contract"), files)
    return made | {f"{kind} {number}": made[name] for (kind, number), name in named.items()}


def name_organisation(number: int) -> str:
    """The name of the organisation of a row; one that locks a setting is called after it."""
    key = ORGANISATIONS[number].key
    if key.startswith("lock"):
        return f"locks-{key.partition('=')[2].replace('_', '-')}"
    return f"organisation-{number}"


@pytest.mark.parametrize("number", range(len(THEMES)), ids=[row.key for row in THEMES])
def test_a_theme(built, number):
    row = THEMES[number]
    assert_row(row, built[f"theme {number}"], built[row.against])


@pytest.mark.parametrize(
    "number", range(len(ORGANISATIONS)), ids=[row.key for row in ORGANISATIONS]
)
def test_an_organisation(built, number):
    row = ORGANISATIONS[number]
    assert_row(row, built[f"organisation {number}"], built[row.against])


def test_each_style_draws_a_picture_of_its_own(built):
    drawn = [number for number, row in enumerate(THEMES) if row.key.startswith("picture.draw=")]
    pictures = {built[f"theme {number}"].read(f"bytes {CARD}") for number in drawn}
    assert len(pictures) == len(drawn) == 6
