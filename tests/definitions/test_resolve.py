from __future__ import annotations

import pytest

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


def test_a_parents_shades_go_with_a_colour_of_ones_own(resolved, write):
    shades = ", ".join('"#112233"' for _ in range(11))
    write("themes/tinted.yaml", f"theme: tinted\nextends: borger\nbrand: {{palette: [{shades}]}}\n")
    theme = resolved(WARD.replace("extends: borger", "extends: tinted"))
    assert theme.brand.palette[5] == "#2A6992"


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


def test_a_misspelt_value_in_the_line_for_help_is_reported(run, write):
    words = "{title: Vent., body: Bliv her., help: 'Ring [[ support.fone ]]', review: approved}"
    write("themes/wordings/neutral.yaml", f"wording: neutral\nwaiting: {{da: {words}}}\n")
    write("themes/ward.yaml", WARD)
    assert "`support.fone` has no value here. [value-undefined]" in run("check").out


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


@pytest.mark.parametrize(
    ("named", "hint"),
    [
        ("logo.png", "Did you mean `clinic/logo.svg`?"),
        ("clinic/lgo.svg", "Did you mean `clinic/logo.svg`?"),
        ("clinic/portrait.png", "Put the file there."),
        ("favicon.png", "Put the file there."),
        ("praksis/lgo.png", "Did you mean `praksis/logo.png`?"),
    ],
)
def test_a_missing_picture_is_suggested_by_its_name(run, write, workspace, named, hint):
    folder = workspace / "brand_assets" / "clinic"
    folder.mkdir(parents=True)
    for name in ("huge.png", "logo.svg"):
        (folder / name).write_bytes(b"")
    write(
        "themes/ward.yaml",
        f"theme: ward\nextends: borger\norganisation: clinic\nbrand: {{logo: {named}}}\n",
    )
    assert f"help: {hint}" in run("check").out


def test_a_language_whose_texts_cannot_be_read_is_reported_by_that_alone(run, write):
    write("themes/organisations/clinic.yaml", CLINIC_IN_GREENLANDIC)
    write("themes/texts/kl.yaml", "texts: kl\nkeys: [\n")
    write("themes/ward.yaml", WARD)
    result = run("build")
    assert "themes/texts/kl.yaml" in result.out + result.err
    assert "has no texts" not in result.out + result.err


FORBIDDEN = f'{WARD}texts: {{da: {{meeting.leave: "Venter på værten"}}}}\n'


@pytest.mark.parametrize(
    "fault",
    [
        "target: [latest]",
        "draft_languages: pl",
        "spoken: da",
        "inferred: x",
        "budgets: 5",
        "lix: {da: x}",
    ],
)
def test_nothing_is_said_of_a_theme_while_the_workspace_says_nothing_certain(run, write, fault):
    write("themes/ward.yaml", FORBIDDEN)
    assert "[forbidden-word]" in run("check").out
    write("themes/workspace.yaml", f"workspace: ours\n{fault}\n")
    output = run("check").out
    assert ("[forbidden-word]" in output, output.count(" error in ")) == (False, 1)


@pytest.mark.parametrize("fault", ["reviews: 5", "review: 5"])
def test_texts_whose_review_cannot_be_read_are_not_called_unreviewed(run, write, fault):
    write("themes/ward.yaml", WARD)
    write("themes/organisations/clinic.yaml", CLINIC_IN_GREENLANDIC)
    write("themes/kl.yaml", f"texts: kl\n{fault}\nkeys: {{meeting.leave: A}}\n")
    output = run("check").out
    assert ("[value-not-allowed]" in output, "[language-not-reviewed]" in output) == (True, False)
