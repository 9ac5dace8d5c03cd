"""The language that a guest gets from a package, and where each text comes from."""

from __future__ import annotations

import json

import pytest

from tests.importing.packages import make_service_theme, make_webapp3, make_zip, read_files
from tests.importing.test_import import make_webapp2
from themebuilder.platform.target import load_platform

KEYS = list(load_platform().keys)
WHOLE = json.dumps(dict.fromkeys(KEYS, "x"))
TWO = json.dumps({KEYS[0]: "a", KEYS[1]: "", "own.key": "b"})


@pytest.fixture
def ask(run, tmp_path):
    """What a guest gets of a branding: its language, and how many texts come from where."""

    def show_guest(asked: str, files: dict, **changes: object):
        package = make_webapp3(tmp_path / "acme.zip", files, **changes)
        options = [word for code in asked.split() for word in ("--browser-language", code)]
        return json.loads(run("show", str(package), "--json", *options).out)["guest"]

    return show_guest


def summarize(guest):
    sources = {
        f"{source['file'] or source['language']}{'' if source['is_known'] else '?'}": source[
            "texts"
        ]
        for source in guest["sources"]
    }
    return guest["language"], {name.rpartition("/")[2]: count for name, count in sources.items()}


ALL = len(KEYS)
BOTH = {"da.json": WHOLE, "en.json": WHOLE}
NAMED = {"da": "./da.json", "en": "./en.json"}
LISTED = ["da", "en"]
CASES = {
    "a whole file": ("da-DK", BOTH, NAMED, LISTED, "da", {"da.json": ALL}),
    "in any case": ("DA-dk", BOTH, NAMED, LISTED, "da", {"da.json": ALL}),
    "the second wish": ("pl-PL da", BOTH, NAMED, LISTED, "da", {"da.json": ALL}),
    "gaps from another file": (
        "da", {"da.json": TWO, "en.json": WHOLE}, NAMED, LISTED,
        "da", {"en.json": ALL - 2, "da.json": 2},
    ),
    "gaps from the web app": (
        "da", {"da.json": TWO}, {"da": "./da.json"}, None, "da", {"en": ALL - 2, "da.json": 2},
    ),
    "a region's file before its language's": (
        "da-DK", {"r.json": TWO, "da.json": WHOLE}, {"da-DK": "./r.json", "da": "./da.json"}, None,
        "da-DK", {"da.json": ALL - 2, "r.json": 2},
    ),
    "no file at all": ("da", {}, {}, None, "en", {"en": ALL}),
    "listed without a file": ("sv", {}, {}, ["sv", "en"], "sv", {"sv?": ALL}),
    "not in the list": ("sv", {"sv.json": WHOLE}, {"sv": "sv.json"}, ["en"], "en", {"en": ALL}),
    "a file that is missing": ("da", {}, {"da": "./da.json"}, None, "da", {"en": ALL}),
    "a file that is no JSON": ("da", {"da.json": "?"}, {"da": "da.json"}, None, "da", {"en": ALL}),
    "a code in another case": (
        "da-DK", {"da.json": WHOLE}, {"da-dk": "da.json"}, None, "da-dk", {"en": ALL},
    ),
    "a country's code": ("da", {"da.json": WHOLE}, {"dk": "da.json"}, None, "en", {"en": ALL}),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_where_the_texts_come_from(ask, case):
    asked, files, translations, listed, language, sources = CASES[case]
    guest = ask(asked, files, translations=translations, availableLanguages=listed)
    assert summarize(guest) == (language, sources)


def test_all_missing_empty_and_unknown_keys_are_listed(ask):
    guest = ask("da", {"da.json": TWO}, translations={"da": "./da.json"})
    found = [guest[name] for name in ("missing", "empty", "others", "unknown")]
    assert found == [KEYS[2:], [KEYS[1]], 1, ["own.key"]]


@pytest.mark.parametrize(
    ("translations", "listed", "fault"),
    [
        ({"da": "./no.json"}, None, "names ./no.json, which isn't in the package."),
        ({"da": "./a.json"}, None, "which isn't a language file: `x` must be a text, not a list."),
        ({"da": "./background.jpg"}, None, "which can't be read: "),
        ({"dk": "./da.json"}, None, "Browsers don't ask for `dk`. They ask for `da`."),
        ({"se": "./da.json"}, None, "Browsers don't ask for `se`. They ask for `sv`."),
        ({"no": "./da.json"}, None, "Browsers don't ask for `no`. They ask for `nb`, `nn`."),
        ({"da-dk": "./da.json"}, None, "Browsers don't ask for `da-dk`. They ask for `da-DK`."),
        ({"DA": "./da.json"}, None, "Browsers don't ask for `DA`. They ask for `da`."),
        ({"da_DK": "./da.json"}, None, "Browsers don't ask for `da_DK`. They ask for `da-DK`."),
        ({"sv": "./da.json"}, ["da"], "`sv` isn't in `availableLanguages`, so no guest gets it."),
        ({}, "da", "`availableLanguages` isn't a list of languages."),
    ],
)
def test_what_is_wrong_with_a_language(ask, translations, listed, fault):
    files = {"da.json": WHOLE, "a.json": json.dumps({"x": [], "y": "z"})}
    guest = ask("da", files, translations=translations, availableLanguages=listed)
    assert fault in "\n".join(guest["faults"])


def test_files_that_the_platform_would_not_find_are_a_fault(run, tmp_path):
    files = read_files(make_webapp3(tmp_path / "good.zip", BOTH, translations=NAMED))
    path = str(make_zip({f"v2/{name}": data for name, data in files.items()}, tmp_path / "a.zip"))
    found = json.loads(run("show", path, "--browser-language", "da", "--json").out)["guest"]
    assert found["faults"][0].startswith("The platform looks for `webapp3/branding/manifest.json`")


def test_a_file_that_is_never_read_is_not_the_guests(ask):
    assert ask("da-DK", {"da.json": WHOLE}, translations={"da-dk": "da.json"})["file"] == ""


def test_a_sound_package_has_no_fault(ask):
    assert ask("da", BOTH, translations=NAMED, availableLanguages=LISTED)["faults"] == []


@pytest.mark.parametrize(
    ("asked", "translations", "listed", "said"),
    [
        ("da", NAMED, LISTED, "inferred that a language file of the package replaces"),
        ("sv da", NAMED, None, "If it has one of these, the guest gets it: `sv`."),
        ("sv", {}, ["sv"], "The package has no texts in `sv`."),
    ],
)
def test_what_is_inferred_is_marked(ask, asked, translations, listed, said):
    guest = ask(asked, BOTH, translations=translations, availableLanguages=listed)
    assert said in "\n".join(guest["unconfirmed"])


def test_the_texts_of_ones_own_web_app_are_known(ask, write):
    learnt = {"learnt": 1, "source": "s", "texts": {}, "screens": {}, "prompts": []}
    write("themes/platform.json", json.dumps({**learnt, "translated": {"sv": {KEYS[0]: "a"}}}))
    assert summarize(ask("sv", {})) == ("sv", {"en": ALL - 1, "sv": 1})


def test_a_theme_gives_what_its_package_gives(run, write):
    write("themes/ward.yaml", "theme: ward\nextends: borger\norganisation: clinic\n")
    guest = json.loads(run("show", "ward", "--browser-language", "da-DK", "--json").out)["guest"]
    assert summarize(guest) == ("da", {"da.json": ALL})


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        (
            "en",
            [
                "acme.zip: a browser that asks for da-DK gets `da`",
                "Missing in webapp3/branding/da.json: 334",
                "  and 326 more",
                "Unconfirmed:",
            ],
        ),
        (
            "da",
            [
                "acme.zip: en browser, der beder om da-DK, får `da`",
                "Mangler i webapp3/branding/da.json: 334",
                "  og 326 mere",
                "Ubekræftet:",
            ],
        ),
    ],
)
def test_it_is_printed_for_people(run, tmp_path, language, lines):
    make_webapp3(tmp_path / "acme.zip", {"da.json": TWO}, translations={"da": "./da.json"})
    path = str(tmp_path / "acme.zip")
    out = run("show", path, "--browser-language", "da-DK", "--language", language).out
    printed = [line.removeprefix(f"{tmp_path}/") for line in out.splitlines()]
    assert [line for line in printed if line in lines] == lines


def test_a_service_theme_has_one_language(run, tmp_path):
    package = str(make_service_theme(tmp_path / "acme.zip"))
    result = run("show", package, "--browser-language", "da")
    assert (result.code, "Its screens and recordings have one language" in result.out) == (0, True)


@pytest.mark.parametrize("wrong", ["danish!", "d", "da-DK;q=0.9"])
def test_what_is_no_language_is_refused(run, tmp_path, wrong):
    package = str(make_webapp3(tmp_path / "acme.zip"))
    assert run("show", package, "--browser-language", wrong).code == 2


def test_a_branding_for_webapp_2_is_refused(run, tmp_path):
    package = str(make_webapp2(tmp_path / "acme.zip"))
    assert run("show", package, "--browser-language", "da").code == 2
