"""A page is read as it is meant: otherwise its test would hold nothing."""

from __future__ import annotations

import pytest

from tests.guides.reading import Command, Edit, is_as_shown, list_commands, read_steps

PAGE = """\
First this `themebuilder rules`:

    themebuilder check  # a remark
    not a command

```console
$ themebuilder build
a
…
$ cat <<END
> x
> END
```

```yaml
# themes/ward.yaml
brand: {color: "#2b6a94"}
```

```yaml
an: example
```
"""


def test_a_page_is_read_from_the_top():
    assert read_steps(PAGE) == [
        Command("themebuilder check"),
        Command("themebuilder build", "a\n…"),
        Command("cat <<END\nx\nEND"),
        Edit("themes/ward.yaml", '# themes/ward.yaml\nbrand: {color: "#2b6a94"}\n'),
    ]


def test_commands_in_running_text_are_found():
    assert list_commands(PAGE) == ["themebuilder rules"]


@pytest.mark.parametrize(
    ("shown", "printed", "same"),
    [
        ("a\nb", "a\nb\n", True),
        ("a", "a\nb\n", False),
        ("a\n…", "a\nb\nc\n", True),
        ("a\n…\nc", "a\nc\n", True),
        ("…\nc", "a\nb\n", False),
        ("2 packages, … in dist/", "2 packages, 0.3 MB in dist/\n", True),
        ("2 packages, … in dist/", "2 packages,\nno in dist/\n", False),
        ("a.b", "axb\n", False),
    ],
)
def test_an_ellipsis_stands_for_anything(shown, printed, same):
    assert is_as_shown(shown, printed) is same


@pytest.mark.parametrize(
    "shown",
    [
        "x.yaml:1:1: error: No.",
        "x.yaml:1:1: fejl: … [text-empty]",
        "      help: Say --yes.",
        "Error: No.",
    ],
)
def test_a_shown_fault_means_that_the_command_fails(shown):
    assert Command("themebuilder check", shown).fails


def test_a_part_takes_the_place_of_its_section():
    edit = Edit("f", "# f\nbrand:\n  name: New\ntexts: {}\n")
    before = "# About\ntheme: ward\nbrand:\n  name: Old\nwebapp: {path: a}\n"
    assert edit.apply_to(before) == (
        "# About\ntheme: ward\nbrand:\n  name: New\nwebapp: {path: a}\ntexts: {}\n"
    )


def test_a_whole_definition_takes_the_place_of_the_file():
    edit = Edit("f", "# f\ntheme: ward\n")
    assert edit.apply_to("theme: ward\nbrand: {}\n") == "# f\ntheme: ward\n"
