"""A secret that was written into a deployment, against its rules, is told nowhere."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from themebuilder.cli import main
from themebuilder.reports.formats import FORMATS

SECRET = "hunter2ab12cd"
WRONG = [
    f"password: {SECRET}",
    f'password: "{SECRET}"',
    f"password: {{value: {SECRET}}}",
    f"password: {{{SECRET}}}",
    f"password: [{SECRET}]",
    f"password: {{env: {SECRET} 1}}",
    f"password: {{env: [{SECRET}]}}",
    f"password: {{env: PW, value: {SECRET}}}",
    f"password: {{command: {SECRET}}}",
    f"{{{SECRET}: x}}",
    f"passwort: {SECRET}",
    f"key: {SECRET}",
    f'password: "{SECRET}',
    f"password: !{SECRET} x",
    f"password: *{SECRET}",
    f"password: &{SECRET} [*{SECRET}]",
    f"password: [&{SECRET} a, &{SECRET} b]",
    f"password: @{SECRET}",
    f"password: {SECRET}: x",
    "password: hunter2: #ab12cd",
]


@pytest.fixture
def told(tmp_path):
    def told(auth, *words, file="themes/deployments/prod.yaml", user="user: admin"):
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "themes/workspace.yaml").write_text("workspace: test\n")
        lines = ["deployment: prod", "node: https://m.example", "auth:", f"  {user}", f"  {auth}"]
        (tmp_path / file).write_text("\n".join(lines) + "\n")
        return CliRunner().invoke(main, ["-C", str(tmp_path), *words])

    return told


@pytest.mark.parametrize(
    ("auth", "form"),
    [
        *((auth, "text") for auth in WRONG),
        *((WRONG[n], form) for n in (0, 2, 13) for form in FORMATS),
    ],
)
def test_a_check_does_not_tell_it(told, auth, form):
    result = told(auth, "check", "--format", form)
    assert result.exit_code == 1
    assert "prod.yaml" in result.output
    assert not any(part in result.output for part in ("hunter2", "ab12cd"))


@pytest.mark.parametrize("auth", WRONG)
def test_a_check_in_danish_does_not_tell_it(told, auth):
    output = told(auth, "check", "--language", "da").output
    assert "fejl: " in output
    assert not any(part in output for part in ("hunter2", "ab12cd"))


@pytest.mark.parametrize("form", [(), ("--json",)])
@pytest.mark.parametrize("auth", [WRONG[0], WRONG[12]])
def test_a_command_that_reaches_a_node_does_not_tell_it(told, auth, form):
    result = told(auth, "plan", "-d", "prod", *form)
    assert result.exit_code == 1
    assert "hunter2" not in result.output


def test_nor_is_it_told_where_the_file_lies_elsewhere(told):
    assert "hunter2" not in told(WRONG[0], "check", file="themes/prod.yaml").output


def test_a_user_with_a_colon_is_not_reported_either(told):
    result = told("password: {env: PW}", "check", user=f"user: admin:{SECRET}")
    assert (result.exit_code, SECRET in result.output) == (1, False)


def test_the_place_and_what_to_write_instead_are_reported(told):
    output = told(WRONG[0], "check").output
    assert "themes/deployments/prod.yaml:5:" in output
    assert "`auth.password` can't be a text." in output
    assert "{env: NAME}" in output


def test_a_missing_key_is_named(told):
    assert "`auth` needs the key `password`" in told("", "check").output
