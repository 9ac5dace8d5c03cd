"""What in a finished package runs, leads elsewhere or must not be public, each on a tiny package."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from themebuilder.packages import active_content
from themebuilder.packages.active_content import find_active_content
from themebuilder.packages.active_item import ACTIVE_KINDS

BRANDING = "webapp3/branding/"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">{}</svg>'
JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJrbGluaWsifQ.dGVzdA"  # gitleaks:allow
HEX = "0123456789abcdef" * 4
RANDOM = "aB3dE5fG7hI9jK1lM3nO5pQ7rS9tU1vW"  # gitleaks:allow


def find(files=None, texts=None, **manifest):
    """The active content of a branding: name, kind and details, with these *files* and *texts*."""
    whole = {BRANDING + name: data.encode() for name, data in (files or {}).items()}
    if texts is not None:
        manifest["translations"] = {"da": "./texts/da.json"}
        whole[f"{BRANDING}texts/da.json"] = json.dumps(texts).encode()
    whole[f"{BRANDING}manifest.json"] = json.dumps(manifest).encode()
    return [(item.name, item.kind, *item.details) for item in find_active_content("webapp3", whole)]


def find_in_theme(**config):
    """The active content of a service theme with this configuration."""
    files = {"themeconfig.json": json.dumps(config).encode()}
    return [
        (item.name, item.kind, *item.details)
        for item in find_active_content("service-theme", files)
    ]


FILES = {
    "a page": ("help.html", "<p>", "page"),
    "a page as XHTML": ("help.xhtml", "<html/>", "page"),
    "a page that is called a picture": ("logo.png", "<!doctype html><p>", "page"),
    "a page behind a comment": ("logo.gif", "<!-- x --> <script>1</script>", "page"),
    "a page behind a declaration": ("a.txt", '<?xml version="1.0"?><html>', "page"),
    "a page in capitals": ("a.dat", "\n<SCRIPT>", "page"),
    "a page that is called an SVG": ("logo.svg", '<html xmlns="x">', "page"),
    "a page in UTF-16": ("a.bin", "\0<\0h\0t\0m\0l\0>", "page"),
    "a program": ("app.js", "", "program"),
    "a module": ("app.mjs", "", "program"),
    "WebAssembly under another name": ("app.dat", "\0asm", "program"),
    "a style sheet": ("a.css", "p {}", "style"),
}


@pytest.mark.parametrize("case", FILES)
def test_a_file_that_belongs_to_no_plugin_is_an_item(case):
    name, content, kind = FILES[case]
    assert find({name: content}) == [(name, kind)]


SVGS = {
    "a script": ("<script>1</script>", "The SVG contains `<script>`"),
    "a handler": ('<g onload="1"/>', "The attribute `onload` handles an event"),
    "a foreign object": ("<foreignObject/>", "The SVG contains `<foreignObject>`"),
    "an animation": ("<animate/>", "The SVG contains `<animate>`"),
    "an embedded page": (
        '<x xmlns="http://www.w3.org/1999/xhtml"/>', "The SVG contains `<x>`",
    ),
    "a picture from elsewhere": (
        '<image xlink:href="https://a.example/x.png"/>',
        "The attribute `xlink:href` refers to `https://a.example/x.png`",
    ),
    "another base": ('<g xml:base="//a.example/"/>', "The SVG contains the attribute `xml:base`"),
    "an imported style": (
        "<style>@import 'x.css'</style>", "A style sheet uses `@import`",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", SVGS)
def test_an_svg_is_one_item_that_lists_what_is_active_in_it(case):
    content, detail = SVGS[case]
    assert find({"logo.svg": SVG.format(content)}) == [("logo.svg", "svg", detail)]


@pytest.mark.parametrize("content", ['<g id="a"/>', '<g sodipodi-note="x"/>', "<unknown/>"])
def test_an_svg_is_no_item_for_what_browsers_ignore(content):
    assert find({"logo.svg": SVG.format(content)}) == []


PLUGINS = {
    "packed": (
        {"id": "a", "src": "./plugins/a/index.html"},
        ("plugins/a/index.html", "plugin", "2 packed files", "sandbox: allow-scripts"),
    ),
    "packed without an id": (
        {"src": "./plugins/a/index.html"},
        ("plugins/a/index.html", "plugin", "2 packed files", "sandbox: allow-scripts"),
    ),
    "from another server": (
        {"id": "b", "src": "https://cdn.example/b/index.html"},
        ("https://cdn.example/b/index.html", "plugin", "from cdn.example", "sandbox: allow-scripts"),
    ),
    "with an open sandbox": (
        {"id": "a", "src": "plugins/a/index.html", "sandboxValues": ["allow-same-origin"]},
        (
            "plugins/a/index.html", "open-plugin", "2 packed files",
            "sandbox: allow-scripts, allow-same-origin",
        ),
    ),
    "with its own origin elsewhere": (
        {"src": "//b.example/", "sandboxValues": ["allow-same-origin"]},
        (
            "//b.example/", "plugin", "from b.example",
            "sandbox: allow-scripts, allow-same-origin",
        ),
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", PLUGINS)
def test_a_plugin_is_one_item_with_its_source_and_its_sandbox(case):
    plugin, item = PLUGINS[case]
    files = {"plugins/a/index.html": "<p>", "plugins/a/app.js": ""}
    assert find(files if "packed" in item[2] else {}, plugins=[plugin]) == [item]


def test_a_plugin_from_another_server_names_the_files_in_its_folder():
    files = {"plugins/b/index.html": "<p>"}
    (item,) = find(files, plugins=[{"id": "b", "src": "https://cdn.example/"}])
    assert item[2:4] == ("from cdn.example", "1 packed file")


def test_a_file_beside_a_plugin_belongs_to_no_plugin():
    files = {"plugins/a/index.html": "<p>", "plugins/b/app.js": ""}
    found = find(files, plugins=[{"id": "a", "src": "./plugins/a/index.html"}])
    assert [one[:2] for one in found] == [
        ("plugins/a/index.html", "plugin"),
        ("plugins/b/app.js", "program"),
    ]


def test_a_plugin_at_the_top_owns_only_the_file_that_it_names():
    found = find({"plugin.html": "<p>", "app.js": ""}, plugins=[{"src": "./plugin.html"}])
    assert [one[:2] for one in found] == [("plugin.html", "plugin"), ("app.js", "program")]


ADDRESSES = {
    "https": ("https://a.example/x", "address", "a.example"),
    "http": ("HTTP://A.example", "address", "a.example"),
    "without a scheme": ("//a.example/x", "address", "a.example"),
    "with backslashes": ("\\\\a.example\\x", "address", "a.example"),
    "behind blanks": ("\n  https://a.example", "address", "a.example"),
    "without a scheme, behind blanks": (" \n//a.example", "address", "a.example"),
    "with a tab inside": ("ht\ttps://a.example", "address", "a.example"),
    "without slashes": ("https:a.example", "address", "a.example"),
    "a socket": ("wss://a.example", "address", "a.example"),
    "a program": ("javascript:alert(1)", "script-address"),
    "a program with a tab inside": ("java\tscript:alert(1)", "script-address"),
    "a page as data": ("data:text/html,<p>", "script-address"),
}


@pytest.mark.parametrize("case", ADDRESSES)
def test_an_outside_address_in_the_manifest_is_an_item(case):
    value, *item = ADDRESSES[case]
    found = find(applicationConfig={"disconnectDestination": value})
    assert found[0] == ("applicationConfig.disconnectDestination", *item)


@pytest.mark.parametrize(
    "value", ["./a/b.png", "a/b.jpg", "/a/b", "data:image/png;base64,AA", "1:2"]
)
def test_a_path_in_the_manifest_is_no_item(value):
    assert find(defaultUserConfig={"bgImageUrl": value}) == []


def test_an_outside_address_in_a_service_theme_is_an_item():
    assert find_in_theme(x=[{"url": "https://a.example"}]) == [("x.0.url", "address", "a.example")]


TEXTS = {
    "HTML": ("<img src=x onerror=alert(1)>", "markup", "<img>"),
    "a link": ('Læs <a href="x">mere</a>', "markup", "<a>"),
    "a known tag with an attribute": ("<strong onclick=a()>x</strong>", "markup", "<strong>"),
    "a comment": ("a <!-- b --> c", "markup", "<!-->"),
    "an address": ("Læs https://a.example/x", "address", "a.example"),
    "a program": ("Se javascript:alert(1)", "script-address"),
}


@pytest.mark.parametrize("case", TEXTS)
def test_a_text_that_is_more_than_words_is_an_item(case):
    text, *item = TEXTS[case]
    assert find(texts={"meeting": {"leave": text}}) == [("texts/da.json:meeting.leave", *item)]


@pytest.mark.parametrize(
    "text",
    [
        "Gå <2>hjem</2>",
        "<1/>",
        "Vælg <strong>Tillad</strong>",
        "a < b > c",
        "<3",
        "x<y",
        "Se VDX: //",
    ],
)
def test_a_text_with_the_tags_of_the_web_app_is_no_item(text):
    assert find(texts={"meeting": {"leave": text}}) == []


def test_an_escape_hides_nothing():
    files = {
        f"{BRANDING}manifest.json": b'{"translations": {"da": "da.json"}}',
        f"{BRANDING}da.json": rb'{"a": "\u003cimg src=x\u003e"}',
    }
    assert [item.kind for item in find_active_content("webapp3", files)] == ["markup"]


SECRETS = {
    "apiKey": (HEX, "64 hexadecimal digits"),
    "x": (HEX[:32], "32 hexadecimal digits"),
    "session": (JWT, "a signed token (JWT)"),
    "y": (RANDOM, "a random text of 32 characters"),
    "api_key": ("short", "named like a secret"),
    "accessToken": ("abc", "named like a secret"),
    "roomPin": ("1234", "named like a secret"),
    "pin": (1234, "named like a secret"),
    "clientSecret": ("abc", "named like a secret"),
    "adgangskode": ("abc", "named like a secret"),
    "server": ("https://user:hunter2@a.example", "an address with a password or a token"),
    "feed": ("https://a.example/x?token=abc", "an address with a password or a token"),
    "pem": ("-----BEGIN RSA PRIVATE KEY-----", "a private key"),  # gitleaks:allow
    "cloud": ("AKIAABCDEFGHIJKLMNOP", "a key of a known service"),  # gitleaks:allow
}


@pytest.mark.parametrize("key", SECRETS)
def test_a_secret_is_an_item_that_says_what_it_looks_like(key):
    value, look = SECRETS[key]
    assert find(own={key: value}) == [(f"own.{key}", "secret", look)]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("apiKey", ""), ("token", False), ("pin", None), ("keyboard", "da"), ("tokens", []),
        ("pin_welcome", "Velkommen"), ("baseColor", "#713400"), ("spinner", "x"),
        ("callType", "AudioSendRecvVideoSendRecvPresentationSendRecv"),
    ],
)  # fmt: skip
def test_an_ordinary_value_is_no_secret(key, value):
    assert find(own={key: value}) == []


def test_the_label_of_a_pin_is_no_secret():
    assert find(texts={"pin": "Skriv PIN", "password": "Adgangskode"}) == []


def test_a_secret_in_a_file_of_a_plugin_is_an_item_of_its_own():
    files = {"plugins/a/index.html": "<p>", "plugins/a/config.json": '{"password": "x"}'}
    found = find(files, plugins=[{"id": "a", "src": "./plugins/a/index.html"}])
    assert found[1][:2] == ("plugins/a/config.json:password", "secret")


def test_a_language_file_under_an_escaped_address_is_judged_as_well():
    files = {"texts/da.txt": '{"a": "<img src=x>"}'}
    found = find(files, translations={"da": "./texts/d%61.txt"})
    assert found == [("texts/da.txt:a", "markup", "<img>")]


def test_a_broken_json_file_is_searched_for_secrets():
    assert find({"a.json": f'{{"x": "{JWT}"'}) == [("a.json", "secret", "a signed token (JWT)")]


def test_a_name_moves_no_cursor():
    found = find({"a.json": json.dumps({"\x1b[2J\u202e": "https://a.example"})})
    assert found == [("a.json:\\x1b[2J\\u202e", "address", "a.example")]


def test_a_key_file_is_a_secret():
    assert find({"node.pem": "-----BEGIN PRIVATE KEY-----\n"}) == [  # gitleaks:allow
        ("node.pem", "secret", "a private key")
    ]


def test_a_source_with_a_password_is_named_by_its_number():
    found = find(plugins=[{"src": "https://user:hunter2@a.example/"}])
    assert [one[:2] for one in found] == [("plugins.0", "plugin"), ("plugins.0.src", "secret")]


def test_a_package_from_the_portal_has_nothing_active():
    manifest = {
        "version": 0,
        "meta": {"name": "DEFAULT", "brandVersion": "n/a", "baseColor": "#713400"},
        "images": {"jumbotron": "./background.jpg"},
        "colorPalette": ["#FFF1E5"] * 11,
    }
    assert find({"logo.svg": SVG.format("<g/>")}, {"a": "b"}, **manifest) == []


def test_an_item_knows_its_place_in_the_package():
    files = {f"{BRANDING}manifest.json": b'{\n  "a": "https://b.example"}'}
    (item,) = find_active_content("webapp3", files)
    assert str(item.place) == f"{BRANDING}manifest.json:2:8"


def test_each_kind_has_its_own_effect():
    assert len({effect for _title, effect in ACTIVE_KINDS.values()}) == len(ACTIVE_KINDS)


HEX = "0123456789abcdef" * 4


@pytest.mark.parametrize(
    ("text", "is_secret"),
    [
        (f'window.config = {{apiKey: "{HEX}"}};', True),
        (f"const accessToken = '{HEX}';", True),
        (f"API_KEY={HEX}\n", True),
        ('PORT=8080\nexport DB_PASSWORD="hunter22"\n', True),
        ('{token:"t",password:"password",type:"password"}', False),
        (f'const integrity = "{HEX}";', False),
        ("API_KEY=$KEY_OF_THE_NODE\n", False),
    ],
)
def test_a_program_or_a_file_of_settings_may_hold_a_secret(text, is_secret):
    found = find_active_content("webapp3", {"webapp3/branding/x.conf": text.encode()})
    assert [item.kind for item in found] == ["secret"] * is_secret


def test_a_page_in_a_service_theme_is_not_said_to_run_in_the_web_app():
    [item] = find_active_content("service-theme", {"x.html": b"<html>"})
    assert item.kind == "file"


VALUES = st.one_of(
    st.sampled_from(
        [
            *[
                "Velkommen",
                "1234",
                "true",
                "https://vdx.example/x",
                "javascript:alert(1)",
                "<b onclick=1>",
            ],
            *[
                "deadbeef" * 4,
                "https://a:secret@b.example",
                "<0>ok</0>",
                1234,
                1,
                0,
                True,
                None,
                0.5,
            ],
        ]
    ),
    st.text(max_size=12),
)
KEYS = st.sampled_from(["pin", "title", "apiKey", "access", "code", "0", "src", "tekst"])
TREES = st.recursive(
    VALUES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3)
)


@given(st.dictionaries(KEYS, TREES, max_size=4), st.dictionaries(KEYS, VALUES, max_size=3))
def test_the_quick_look_at_values_misses_nothing(manifest, texts):
    named = {**manifest, "translations": {"da": "./texts/da.json"}}
    files = {
        "webapp3/branding/manifest.json": json.dumps(named).encode(),
        "webapp3/branding/texts/da.json": json.dumps(texts).encode(),
    }
    found = find_active_content("webapp3", files)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(active_content, "_are_harmless", lambda *_node, **_names: False)
        assert find_active_content("webapp3", files) == found


def test_one_can_be_a_pin_and_true_cannot():
    assert (find(pin=True), [kind for _, kind, *_ in find(pin=1)]) == ([], ["secret"])
