"""What `init` writes for a clinic, a region and an operator, in both languages, from any name."""

import json

import pytest
import yaml
from click.testing import CliRunner

from tests.conftest import Result
from tests.guides.setting import LOGO
from themebuilder.cli import main

COLOR = ("--color", "#2b6a94")
TREE = {
    "code": "hub_1",
    "name": "Videonavet",
    "poolSize": 0,
    "children": [
        {
            "code": "region_a",
            "name": "Region A & B",
            "children": [{"code": "hosp1", "name": "O'Hara Hospital", "children": []}],
        },
        {"code": "123", "name": None, "smsSenderName": "x", "children": []},
    ],
}
KINDS = {
    "clinic": ["klinik-oe-borger"],
    "region": ["klinik-oe-borger", "klinik-oe-gruppe", "klinik-oe-intern"],
    "operator": ["123-borger", "klinik-oe-borger", "region-a-borger"],
}


@pytest.fixture
def new(tmp_path, monkeypatch):
    """Run `init` for the folder `new`; somebody who *types* lines sits at a terminal."""

    def start(*options: str, language: str = "en", types: str = ""):
        monkeypatch.setattr("themebuilder.cli.init.is_terminal", lambda: bool(types))
        words = ["--language", language, "init", str(tmp_path / "new"), *options]
        result = CliRunner().invoke(main, words, input=types)
        return Result(result.exit_code, result.stdout, result.stderr)

    return start


@pytest.fixture
def there(run, tmp_path):
    def run_in_new(*arguments: str):
        return run("-C", str(tmp_path / "new"), "--language", "en", *arguments)

    return run_in_new


@pytest.fixture
def read(tmp_path):
    return lambda name: yaml.load(
        (tmp_path / "new/themes" / name).read_text("utf-8"), yaml.CSafeLoader
    )


@pytest.fixture
def save(tmp_path):
    def write_file(name: str, text: str) -> str:
        (tmp_path / name).write_text(text, encoding="utf-8")
        return str(tmp_path / name)

    return write_file


@pytest.mark.parametrize("language", ["en", "da"])
@pytest.mark.parametrize("kind", KINDS)
def test_what_is_written_is_well_and_is_released(new, there, save, tmp_path, kind, language):  # noqa: PLR0917
    tree = ("--organisations", save("tree.json", json.dumps(TREE))) if kind == "operator" else ()
    logo = ("--logo", save("Mærke.svg", LOGO))
    made = new("--for", kind, "--name", "Klinik Ø", *COLOR, *logo, *tree, language=language)
    checked = there("check", "--strict")
    assert (made.code, checked.code, "No problems" in checked.out) == (0, 0, True), checked.out
    assert there("release", "-o", "releases", "--no-pictures").code == 0
    there("build")
    built = (tmp_path / "new/dist").glob("*-webapp3.zip")
    assert sorted(one.name.removesuffix("-webapp3.zip") for one in built) == KINDS[kind]


@pytest.mark.parametrize(
    ("language", "comment"),
    [("en", "# Group therapy: nobody can"), ("da", "# Gruppeterapi: Ingen")],
)
def test_comments_are_in_the_language_in_use(new, tmp_path, language, comment):
    new("--for", "region", "--name", "Vest", *COLOR, language=language)
    file = tmp_path / "new/themes/organisations/vest-gruppe.yaml"
    assert comment in file.read_text(encoding="utf-8")


def test_the_longest_name_fits_everywhere(new, there):
    assert new("--for", "region", "--name", "Øst " * 14 + "Vest", *COLOR).code == 0
    assert there("check").code == 0


@pytest.mark.parametrize("name", ["x" * 61, "{{x}}", "[[ x ]]", "Fælles"])
def test_a_name_that_cannot_be_used_is_two(new, name):
    assert new("--for", "region", "--name", name, *COLOR).code == 2


def test_a_region_has_a_theme_for_citizens_one_for_staff_and_one_without_chat(new, there, read):
    new("--for", "region", "--name", "Region Vest", "--color", "2B6A94")
    themes = json.loads(there("list", "--json").out)["themes"]
    own = {theme["theme"]: (theme["audience"], theme["reach"]) for theme in themes if theme["own"]}
    assert own == {
        "region-vest-borger": ("citizen", "external"),
        "region-vest-gruppe": ("citizen", "external"),
        "region-vest-intern": ("clinician", "internal"),
    }
    shown = there("show", "region-vest-gruppe", "settings.chat", "--all").out
    assert shown.splitlines()[0] == "settings.chat  disabled"
    assert read("region-vest-borger.yaml")["brand"]["color"] == "#2b6a94"


FLAT = "Code;Name;Parent\nhub_1;Videonavet;\nregion_a;Region A & B;hub_1\n"
FORMS = {
    "tree.json": json.dumps(TREE),
    "list.json": json.dumps([TREE]),
    "windows.json": f"\ufeff{json.dumps([TREE])}",
    "tree.yaml": yaml.safe_dump(TREE),
    "excel.csv": f"\ufeff{FLAT}hosp1;O'Hara Hospital;region_a\n123;;hub_1\n;;\n",
    "comma.csv": (FLAT + "hosp1;O'Hara Hospital;region_a\n123;;hub_1\n").replace(";", ","),
}


@pytest.mark.parametrize("form", FORMS)
def test_the_tree_of_organisations_is_the_same_from_any_form(new, read, save, tmp_path, form):
    file = save(form, FORMS[form])
    assert new("--for", "operator", "--name", "Drift", *COLOR, "--organisations", file).code == 0
    folder = tmp_path / "new/themes/organisations"
    found = [read(f"organisations/{one.name}") for one in sorted(folder.glob("*.yaml"))]
    assert [(one.get("code"), one["name"], one["part_of"]) for one in found] == [
        ("123", "123", "hub-1"),
        (None, "Drift", "faelles"),
        ("hosp1", "O’Hara Hospital", "region-a"),
        ("hub_1", "Videonavet", "drift"),
        ("region_a", "Region A & B", "hub-1"),
    ]


def test_an_operator_that_is_in_its_own_tree_gets_its_code(new, read, save):
    file = save("tree.json", json.dumps(TREE))
    new("--for", "operator", "--name", "hub-1", "--title", "Navet", *COLOR, "--organisations", file)
    found = read("organisations/hub-1.yaml")
    assert (found["code"], found["name"], found["part_of"]) == ("hub_1", "Navet", "faelles")
    assert read("organisations/region-a.yaml")["part_of"] == "hub-1"


FAULTS = """\
code,name,parent
c,C,x
c,C2,
a-b,,
a_b,,
,Nix,
!!,,
k,{x},
"""


EXPECTED = {
    "en": (
        "bad.csv:2: error: The parent of `c` is `x`, which isn't in the file. [name-unknown]",
        "bad.csv:3: error: Two organisations have the code `c`. [name-given-twice]",
        "bad.csv:5: error: The codes `a_b` and `a-b` would both name the file `a-b.yaml`.",
        "bad.csv:6: error: The organisation has no `code`. [missing-key]",
        "bad.csv:7: error: The code `!!` can't be used:",
        "bad.csv:8: error: The name `{x}` can't be used:",
    ),
    "da": (
        "bad.csv:2: fejl: `c` ligger under `x`, som ikke er i filen. [name-unknown]",
        "bad.csv:8: fejl: Navnet `{x}` kan ikke bruges:",
    ),
}


@pytest.mark.parametrize("language", EXPECTED)
def test_all_faults_of_the_tree_are_reported_and_nothing_is_written(new, save, tmp_path, language):
    options = ("--name", "Drift", *COLOR, "--organisations", save("bad.csv", FAULTS))
    result = new("--for", "operator", *options, language=language)
    assert (result.code, (tmp_path / "new").exists()) == (1, False)
    lines = "\n" + result.out.replace(f"{tmp_path}/", "")
    assert [start for start in EXPECTED[language] if f"\n{start}" not in lines] == []


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("a.csv", "code,parent\na,b\nb,a\nc,a\n", "circle: a -> b -> a."),
        ("a.csv", "code,parent\na,a\n", "circle: a -> a."),
        ("a.csv", "navn\nx\n", "no column `code`"),
        ("a.csv", "code\n", "no organisations"),
        ("a.csv", "", "no column `code`"),
        ("a.csv", "code,name,name\n", "has the column `name` twice"),
        ("a.xlsx", "PK\3\4", "The file is a workbook."),
        ("a.json", '{"code": "a", "children": ["b"]}', "needs at least `code: …`"),
        ("a.json", '{"name": "a"}', "no organisations"),
        ("a.json", '{"code": ', "error"),
    ],
)
def test_a_file_without_a_tree_is_refused(new, save, name, text, message):
    result = new("--for", "operator", "--name", "D", *COLOR, "--organisations", save(name, text))
    assert (result.code, message in result.out) == (1, True), result


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--for", "region"), "Missing: --name, --color."),
        (("--for", "clinic", "--name", "x"), "Missing: --color."),
        (("--for", "region", "--name", "x", "--color", "#ffcc00"), 'Use --color "#8c6e00"'),
        (("--name", "x", "--color", "red"), "`red` isn't a colour."),
        (("--name", "x", "--organisations", __file__), "needs --for operator"),
        (("--for", "region", "--name", "x", *COLOR, "--internal"), "is for a clinic"),
        (("--name", "x", "--logo", __file__), "test_init.py"),
    ],
)
def test_without_a_terminal_nothing_is_asked(new, tmp_path, options, message):
    result = new(*options)
    assert (result.code, message in result.err, (tmp_path / "new").exists()) == (2, True, False), (
        result
    )


def test_on_a_terminal_it_asks_for_what_is_missing(new, read, save, tmp_path):
    logo = save("L.SVG", LOGO)
    typed = ("region", "Region Vest", "rød", "#2b6a94", str(tmp_path / "none.svg"), logo)
    assert new(types="\n".join(typed) + "\n").code == 0
    brand = read("region-vest-borger.yaml")["brand"]
    assert (brand["color"], brand["logo"]) == ("#2b6a94", "region-vest/logo.svg")
    assert (tmp_path / "new/brand_assets/region-vest/logo.svg").read_text() == LOGO


@pytest.mark.parametrize(("said", "color"), [("y", "#8c6e00"), ("", "#8c6e00"), ("n", "#ffcc00")])
def test_the_user_decides_about_a_colour_that_is_too_light(new, read, said, color):
    out = new("--for", "clinic", "--name", "Vest", "--color", "#ffcc00", types=f"{said}\n").out
    assert "#ffcc00 has too little contrast: main button" in out
    assert read("vest-borger.yaml")["brand"]["color"] == color


def test_a_grey_is_taken_with_a_warning(new):
    result = new("--for", "clinic", "--name", "Vest", "--color", "#666666")
    assert (result.code, "Warning: #666666 is grey" in result.err) == (0, True)


def test_what_exists_is_named_and_kept(new, save, tmp_path):
    new("--for", "region", "--name", "Vest", *COLOR)
    file = tmp_path / "new/themes/vest-borger.yaml"
    file.write_text("theme: mine\n")
    result = new("--for", "region", "--name", "Vest", *COLOR, "--logo", save("logo.svg", LOGO))
    assert "  exists   themes/vest-borger.yaml  (not changed)" in result.out
    assert file.read_text() == "theme: mine\n"
