"""A secret that a definition or a command holds, against the rules, is shown in no format and no language."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from themebuilder import __main__ as entry
from themebuilder.cli import main
from themebuilder.reports.formats import FORMATS

SECRET = "hunter2ab12cd"
RULE = "address-holds-secret"
ADDRESSES = [
    f"https://admin:{SECRET}@m.example",
    f"https://{SECRET}@m.example",
    f"https://admin:{SECRET}/x@m.example",
    f"https://m.example?token={SECRET}",
    f"https://m.example/#key={SECRET}",
    f"admin:{SECRET}@m.example",
    f"https:/admin:{SECRET}@m.example",
    f"https//admin:{SECRET}@m.example:99999",
    f"https://[admin:{SECRET}@m.example",
    f"https://admin:{SECRET}{'x' * 1_200}@m.example",
]
DEPLOYMENT = "deployment: prod\nnode: ADDRESS\nauth: {user: a, password: {env: PW}}\n"
PLACES = {
    "the node": ("themes/deployments/prod.yaml", DEPLOYMENT),
    "a conferencing node": (
        "themes/deployments/prod.yaml",
        DEPLOYMENT.replace("ADDRESS", "https://m.example") + "conferencing_nodes: [ADDRESS]\n",
    ),
    "a deployment elsewhere, with a byte order mark": ("themes/prod.yaml", "\ufeff" + DEPLOYMENT),
}


@pytest.fixture
def check(tmp_path):
    def check(file, text, *words):
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "themes/workspace.yaml").write_text("workspace: test\n")
        (tmp_path / file).write_text(text, encoding="utf-8")
        return CliRunner().invoke(main, ["-C", str(tmp_path), *words])

    return check


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("address", ADDRESSES, ids=range(len(ADDRESSES)))
def test_a_node_with_one_is_refused_unseen(check, place, address):
    file, text = PLACES[place]
    result = check(file, text.replace("ADDRESS", f'"{address}"'), "check")
    assert (result.exit_code, f"[{RULE}]" in result.output, SECRET in result.output) == (
        1,
        True,
        False,
    )


@pytest.mark.parametrize("language", ["en", "da"])
@pytest.mark.parametrize("form", FORMATS)
def test_no_format_shows_it(check, form, language):
    text = DEPLOYMENT.replace("ADDRESS", ADDRESSES[0])
    result = check("themes/deployments/prod.yaml", text, "--language", language, "check", "--format", form)  # fmt: skip
    assert (result.exit_code, SECRET in result.output) == (1, False)
    assert RULE in result.output or form == "badge"


MALFORMED = {
    "YAML that can't be read": f"node: https://admin: {SECRET}@m.example: x\n",
    "an unclosed quote": f'node: "https://admin:{SECRET}@m.example\n',
    "a key": f"https://admin:{SECRET}@m.example: x\nnode: https://m.example\n",
    "a name": f"paths: {{a: 'https://admin:{SECRET}@m.example'}}\nnode: https://m.example\n",
    "a list": f"node: [https://admin:{SECRET}@m.example]\n",
}


@pytest.mark.parametrize("case", MALFORMED)
@pytest.mark.parametrize("words", [("check",), ("check", "--json"), ("plan", "-d", "prod")])
def test_what_cannot_be_read_is_not_shown_either(check, case, words):
    text = f"deployment: prod\nauth: {{user: a, password: {{env: PW}}}}\n{MALFORMED[case]}"
    result = check("themes/deployments/prod.yaml", text, *words)
    assert (result.exit_code, SECRET in result.output) == (1, False)


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("address", ADDRESSES[:5], ids=range(5))
def test_a_setting_with_one_is_refused_unseen(check, address, form):
    text = f"organisation: clinic\nname: Clinic\nsettings:\n  return_address: {address}\n"
    result = check("themes/organisations/clinic.yaml", text, "check", "--format", form)
    assert (result.exit_code, SECRET in result.output) == (1, False)


@pytest.mark.parametrize("address", ADDRESSES, ids=range(len(ADDRESSES)))
def test_the_preview_shows_no_such_node_and_not_the_address(check, address):
    for language in ("en", "da"):
        words = ("--language", language, "preview", "--proxy", address)
        result = check("themes/x.yaml", "theme: x\n", *words)
        assert (result.exit_code, SECRET in result.output) == (2, False)


@pytest.mark.parametrize(
    "words",
    [
        ("plan", "-d", ADDRESSES[0]),
        ("plan", ADDRESSES[0]),
        ("import", ADDRESSES[0]),
        ("preview", "--against", f"deployment:{ADDRESSES[0]}"),
        ("check", f"--{ADDRESSES[0]}"),
        (ADDRESSES[0],),
    ],
)
def test_a_command_that_cannot_be_understood_shows_none(monkeypatch, capsys, tmp_path, words):
    (tmp_path / "themes").mkdir()
    (tmp_path / "themes/workspace.yaml").write_text("workspace: test\n")
    monkeypatch.setattr("sys.argv", ["themebuilder", "-C", str(tmp_path), *words])
    try:
        code = entry._run(main)
    except SystemExit as end:
        code = end.code
    result = capsys.readouterr()
    assert (code, SECRET in result.out + result.err) == (2, False)


def test_a_bug_is_reported_without_it(monkeypatch, capsys):
    def fail(**_settings):
        raise RuntimeError(f"Invalid URL: {ADDRESSES[0]}")

    monkeypatch.setattr(main, "main", fail)
    assert entry._run(main) == entry.BUG
    output = capsys.readouterr().err
    assert ("RuntimeError: Invalid URL" in output, SECRET in output) == (True, False)


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
DEFINITION = "deployment: prod\nnode: https://m.example\nauth:\n  user: admin\n  {}\n"
PROD = "themes/deployments/prod.yaml"


def shows(output):
    return any(part in output for part in ("hunter2", "ab12cd"))


@pytest.mark.parametrize(
    ("auth", "form"),
    [
        *((auth, "text") for auth in WRONG),
        *((WRONG[n], form) for n in (0, 2, 13) for form in FORMATS),
    ],
)
def test_a_check_does_not_tell_a_secret_that_was_written_down(check, auth, form):
    for language in ("en", "da"):
        words = ("--language", language, "check", "--format", form)
        result = check(PROD, DEFINITION.format(auth), *words)
        assert result.exit_code == 1
        assert "prod.yaml" in result.output
        assert not shows(result.output)


@pytest.mark.parametrize("words", [("plan", "-d", "prod"), ("plan", "-d", "prod", "--json")])
@pytest.mark.parametrize("auth", [WRONG[0], WRONG[12]])
def test_a_command_that_reaches_a_node_does_not_tell_it(check, auth, words):
    result = check(PROD, DEFINITION.format(auth), *words)
    assert (result.exit_code, shows(result.output)) == (1, False)


def test_nor_is_it_told_where_the_file_lies_elsewhere_or_of_a_user(check):
    assert not shows(check("themes/prod.yaml", DEFINITION.format(WRONG[0]), "check").output)
    text = DEFINITION.format("password: {env: PW}").replace("admin", f"admin:{SECRET}")
    result = check(PROD, text, "check")
    assert (result.exit_code, SECRET in result.output) == (1, False)


def test_the_place_and_what_to_write_instead_are_reported(check):
    output = check(PROD, DEFINITION.format(WRONG[0]), "check").output
    for said in (f"{PROD}:5:", "`auth.password` can't be a text.", "{env: NAME}"):
        assert said in output
    assert "`auth` needs the key `password`" in check(PROD, DEFINITION.format(""), "check").output
