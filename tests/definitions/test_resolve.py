from __future__ import annotations

import pytest

from themebuilder.core.problems import ThemeError
from themebuilder.definitions.library import shipped_root
from themebuilder.definitions.loader import read_library
from themebuilder.definitions.outline import outline_theme
from themebuilder.definitions.resolver import resolve_theme

WARD = """\
theme: ward
extends: borger
organisation: clinic
brand: {color: "#2b6a94"}
"""
CLINIC_IN_GREENLANDIC = """\
organisation: clinic
name: Clinic
part_of: faelles
settings: {languages: [da, kl]}
"""


@pytest.fixture
def resolved(workspace, write):
    """A theme of the workspace, resolved."""

    def resolve(text: str = WARD, name: str = "ward"):
        write(f"themes/{name}.yaml", text)
        library = read_library(workspace, shipped_root())
        assert library.problems == ()
        return resolve_theme(library, outline_theme(library, name))

    return resolve


def test_what_a_theme_does_not_set_comes_from_its_parents(resolved):
    assert (resolved().audience, resolved().parents) == ("citizen", ("borger", "generisk"))


def test_a_parents_path_is_not_inherited(resolved):
    assert resolved().path == ""


def test_a_parents_shades_go_with_a_colour_of_ones_own(resolved, write):
    shades = ", ".join('"#112233"' for _ in range(11))
    write("themes/tinted.yaml", f"theme: tinted\nextends: borger\nbrand: {{palette: [{shades}]}}\n")
    theme = resolved(WARD.replace("extends: borger", "extends: tinted"))
    assert theme.brand.palette[5] == "#2A6992"


def test_a_picture_takes_the_place_of_a_parents_drawing(resolved):
    theme = resolved(WARD.replace('94"}', '94", background: {file: a.jpg, focus: [0.2, 0.8]}}'))
    assert (theme.brand.pictures["card"].path, theme.brand.pictures["card"].focus) == (
        "a.jpg",
        (0.2, 0.8),
    )


def test_none_takes_a_parents_logo_away(resolved, write):
    write("themes/logoed.yaml", "theme: logoed\nextends: borger\nbrand: {logo: a.svg}\n")
    theme = resolved(WARD.replace("borger", "logoed").replace('94"}', '94", logo: none}'))
    assert "logo" not in theme.brand.pictures


def test_settings_come_down_the_tree_of_organisations(resolved, write):
    write(
        "themes/organisations/hospital.yaml",
        "organisation: hospital\nname: H\npart_of: faelles\nsettings: {chat: disabled}\n",
    )
    write("themes/organisations/clinic.yaml", "organisation: clinic\nname: C\npart_of: hospital\n")
    setting = resolved().settings["chat"]
    assert (setting.value, setting.organisation, setting.place.file) == (
        "disabled",
        "hospital",
        "themes/organisations/hospital.yaml",
    )


LAYERS = [
    ("themes/texts/da.yaml", "texts: da\nreview: proposed\nkeys: {meeting.leave: base}\n", "base"),
    (
        "themes/texts/da.citizen.yaml",
        "texts: da\naudience: citizen\nreview: proposed\nkeys: {meeting.leave: audience}\n",
        "audience",
    ),
    (
        "themes/organisations/clinic.yaml",
        "organisation: clinic\nname: C\npart_of: faelles\ntexts: {da: {meeting.leave: organisation}}\n",
        "organisation",
    ),
]


@pytest.mark.parametrize("count", [1, 2, 3])
def test_texts_are_layered_base_audience_organisation(resolved, write, count):
    for file, text, _ in LAYERS[:count]:
        write(file, text)
    assert resolved().texts["da"]["meeting.leave"].value == LAYERS[count - 1][2]


def test_a_themes_own_text_lies_on_top(resolved, write):
    for file, text, _ in LAYERS:
        write(file, text)
    theme = resolved(WARD + "texts: {da: {meeting.leave: theme}}\n")
    assert theme.texts["da"]["meeting.leave"].value == "theme"


def test_a_text_remembers_who_wrote_it(resolved):
    theme = resolved(WARD + "texts:\n  da:\n    meeting.leave: Gå\n")
    assert str(theme.texts["da"]["meeting.leave"].place) == "themes/ward.yaml:7:20"


def test_i18nexts_own_placeholders_pass_through(resolved):
    theme = resolved(WARD + 'texts: {da: {x: "{{name}} hos [[ organisation.name ]]"}}\n')
    assert theme.texts["da"]["x"].value == "{{name}} hos Clinic"


@pytest.mark.parametrize(
    "expression",
    [
        "9 ** 9 ** 9",
        "'a' * 999999999",
        "theme.__class__.__mro__",
        "theme|attr('name')",
        "range(99999999)|list",
        "(((theme)))['name']",
        "lipsum()",
        "theme.name.format(1)",
        "",
    ],
)
def test_an_expression_in_a_text_is_refused(resolved, expression):
    with pytest.raises(ThemeError) as error:
        resolved(WARD + f'texts: {{da: {{x: "[[ {expression} ]]"}}}}\n')
    assert {found.rule.name for found in error.value.problems} == {"value-undefined"}


def test_a_theme_that_extends_its_own_name_builds_on_the_shipped_one(resolved):
    theme = resolved("theme: borger\nextends: borger\ntitle: Ours\n", "borger")
    assert (theme.title, theme.parents) == ("Ours", ("borger", "generisk"))


def test_an_own_wording_is_laid_on_the_shipped_one(resolved, write):
    write(
        "themes/wordings/neutral.yaml",
        "wording: neutral\nwaiting: {da: {title: Vi kommer, body: Bliv her., review: approved}}\n",
    )
    messages = resolved().messages["waiting"]
    assert (messages["da"].title.value, messages["en"].title.value) == (
        "Vi kommer",
        "Please wait here.",
    )


@pytest.mark.parametrize(
    ("settings", "help_line"),
    [("", ""), ("support: {phone: 12 34 56 78}", "Ring 12 34 56 78, hvis videoen ikke virker.")],
)
def test_a_wording_says_where_to_get_help_if_the_organisation_has_a_number(
    resolved, write, settings, help_line
):
    write(
        "themes/organisations/clinic.yaml",
        f"organisation: clinic\nname: Clinic\npart_of: faelles\nsettings: {{{settings}}}\n",
    )
    assert resolved().messages["waiting"]["da"].help.value == help_line


def test_a_misspelt_value_in_the_line_for_help_is_reported(run, write):
    words = "{title: Vent., body: Bliv her., help: 'Ring [[ support.fone ]]', review: approved}"
    write("themes/wordings/neutral.yaml", f"wording: neutral\nwaiting: {{da: {words}}}\n")
    write("themes/ward.yaml", WARD)
    assert "`support.fone` has no value here. [value-undefined]" in run("check").out


def test_an_older_target_gets_the_texts_that_are_for_it(resolved, write):
    write("themes/workspace.yaml", 'workspace: clinic\ntarget: "25"\n')
    text = resolved().texts["da"]["meeting.three-participants-joined-group"].value
    assert "{{newDisplayName}}" in text


@pytest.mark.parametrize("target", ["22", "25", "26", "27"])
def test_the_shipped_texts_are_well_for_every_target(run, write, target):
    write("themes/workspace.yaml", f'workspace: clinic\ntarget: "{target}"\n')
    write("themes/ward.yaml", WARD)
    assert run("check", "--strict").out.startswith("No problems")


def test_a_missing_picture_is_taken_for_no_text_file(run, write, workspace):
    folder = workspace / "brand_assets" / "clinic"
    folder.mkdir(parents=True)
    (folder / "README.md").write_text("Pictures")
    write(
        "themes/ward.yaml",
        "theme: ward\nextends: borger\norganisation: clinic\nbrand: {logo: clinic/READ.png}\n",
    )
    assert "README.md" not in run("check").out


def test_a_language_whose_texts_cannot_be_read_is_told_by_that_alone(run, write):
    write("themes/organisations/clinic.yaml", CLINIC_IN_GREENLANDIC)
    write("themes/texts/kl.yaml", "texts: kl\nkeys: [\n")
    write("themes/ward.yaml", WARD)
    said = run("build")
    assert "themes/texts/kl.yaml" in said.out + said.err
    assert "There are no texts" not in said.out + said.err
