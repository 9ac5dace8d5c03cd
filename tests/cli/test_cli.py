from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import click
import pytest
from click.shell_completion import ShellComplete

from themebuilder.cli import COMMANDS, SECTIONS, main

WARD = 'theme: ward\nextends: borger\norganisation: clinic\nbrand: {color: "#2b6a94"}\n'


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_option_says_what_it_does(run, name):
    result = run(name, "--help")
    assert (result.code, result.out.startswith("Usage:")) == (0, True)
    options = main.get_command(click.Context(main), name).params
    mute = [
        option.opts for option in options if isinstance(option, click.Option) and not option.help
    ]
    assert mute == []


@pytest.mark.parametrize(
    "arguments",
    [
        ["build", "nothing-like-it"],
        ["check", "nothing-*"],
        ["build", "--organisation", "nobody"],
        ["build", "--shard", "3/2"],
        ["rules", "no-such-rule"],
        ["schema"],
        ["init", "new", "--title", "{{x}}"],
        ["bild"],
        ["build", "--date", "tomorrow"],
        ["show", "ward", "no.such.key"],
        ["check"],
    ],
    ids=" ".join,
)
def test_wrong_usage_or_nothing_to_do_is_two(run, arguments):
    assert run(*arguments).code == 2


@pytest.mark.parametrize(
    ("arguments", "command", "message"),
    [
        ("check --json --nope", "check", "No such option '--nope'."),
        ("check --nope --json", "check", "No such option '--nope'."),
        ("check --nope --format json", "check", "No such option '--nope'."),
        ("build --shard 3/2 --json", "build", "Invalid value for '--shard': `3/2` isn't I/N"),
        ("check --json --format", "", "Option '--format' requires an argument."),
        ("diff --json a", "diff", "Missing argument 'B'."),
        ("texts nope --json", "texts", "No such command 'nope'."),
        ("list --json -C elsewhere", "list", "No such option '-C'. `-C` goes before the command."),
        ("bild --json", "", "No such command 'bild'. Did you mean `build`?"),
    ],
)
def test_wrong_usage_is_json_where_json_is_asked_for(themebuilder, arguments, command, message):
    result = themebuilder(*arguments.split())
    answer = json.loads(result.stdout)
    stopped = answer["stopped"]
    told = stopped["message"].startswith(message)
    assert stopped["hint"].startswith("Try 'themebuilder") or command == ""
    assert (result.returncode, answer["ok"], answer["command"], told) == (2, False, command, True)


@pytest.mark.parametrize("arguments", ["check --nope", "check --nope -- --json"])
def test_wrong_usage_leaves_standard_output_alone_otherwise(themebuilder, arguments):
    assert themebuilder(*arguments.split()).stdout == ""


@pytest.mark.parametrize("day", ["1/1-2027", "2027-02-30", "tomorrow"])
def test_a_day_that_is_none_is_reported_with_one_that_is(run, day):
    assert f"`{day}` isn't a date. Write it as 2027-01-31." in run("check", "--date", day).err


def test_a_folder_without_a_workspace_is_two_and_says_what_to_do(tmp_path, themebuilder):
    result = themebuilder("check", cwd=tmp_path)
    assert (result.returncode, "themebuilder init" in result.stderr) == (2, True)


def test_without_a_workspace_no_theme_is_own(tmp_path, run):
    listed = json.loads(run("-C", str(tmp_path), "list", "--json").out)["themes"]
    assert {theme["own"] for theme in listed} == {False}


def test_the_overview_has_every_command():
    assert sorted(name for names in SECTIONS.values() for name in names) == sorted(COMMANDS)


@pytest.mark.parametrize(
    "arguments",
    [["check"], ["build", "-o", "out"], ["list"], ["rules"], ["show", "ward"]],
    ids=" ".join,
)
def test_json_is_json_and_nothing_else(run, write, workspace, arguments):
    write("themes/ward.yaml", WARD)
    result = run(*arguments, "--json")
    assert json.loads(result.out)["schema"] == 1


def test_json_has_the_same_shape_when_something_is_wrong(run, write):
    write("themes/ward.yaml", WARD.replace("borger", "borgar"))
    result = run("check", "--json")
    envelope = json.loads(result.out)
    assert (result.code, envelope["ok"], envelope["problems"][0]["rule"]) == (
        1,
        False,
        "name-unknown",
    )


def test_strict_makes_warnings_fail(run, write):
    write("themes/ward.yaml", WARD + "webapp: {hide: [button-chat]}\n")
    assert (run("check").code, run("check", "--strict").code) == (0, 1)


def test_select_and_ignore_choose_rules(run, write):
    write("themes/ward.yaml", WARD.replace("borger", "borgar"))
    assert run("check", "--select", "text-*").code == 0
    assert run("check", "--ignore", "name-unknown").code == 0


@pytest.mark.parametrize("option", ["--select", "--ignore"])
@pytest.mark.parametrize(
    ("given", "hint"),
    [("name-unknwon", "Did you mean `name-unknown`?"), ("txt-*", "`themebuilder rules` lists all")],
)
def test_an_unknown_rule_is_wrong_usage(run, option, given, hint):
    result = run("check", option, given)
    assert (result.code, hint in result.err) == (2, True)


def test_an_accepted_rule_is_reported_only_where_nobody_needs_it(run, write):
    accept = "accept: {contrast-too-low: The owner's colour stays until the new one is chosen}\n"
    write("themes/ward.yaml", WARD.replace("2b6a94", "9fc4dd") + accept)
    assert run("check", "--select", "contrast-too-low").code == 0
    write("themes/ward.yaml", WARD + accept)
    assert "accept-without-need" in run("build", "-o", "out").out


def test_show_says_where_each_value_was_set(run, write):
    write("themes/ward.yaml", WARD)
    assert "themes/ward.yaml:4:16" in run("show", "ward", "brand.color").out


def test_show_prints_what_the_theme_itself_sets(run, write):
    write("themes/ward.yaml", WARD)
    shown = json.loads(run("show", "ward", "--json").out)["values"]
    assert {one["file"] for one in shown} == {"themes/ward.yaml"}
    inherited = "wording.waiting.da.title"
    assert (run("show", "ward", inherited).code, run("show", "ward", inherited, "--all").code) == (
        2,
        0,
    )


LAB = (
    "deployment: lab\nnode: https://manager.example\n"
    "auth: {user: someone, password: {env: NODE_PASSWORD}}\n"
)


def test_without_a_name_a_command_says_which_there_are(run, write):
    write("themes/ward.yaml", WARD)
    write("themes/deployments/lab.yaml", LAB)
    assert "Missing argument 'THEME'. Defined here: ward." in run("show").err
    assert "Missing option '-d' / '--deployment'. Defined here: lab." in run("plan").err


def test_a_pattern_prints_the_pages_of_rules_and_a_word_of_a_name_finds_it(run):
    assert run("rules", "screen-text-*").out.count("screen-text-") >= 2
    assert "screen-text-faint" in run("rules", "screen-text").err


def test_a_region_means_itself_and_everything_below(run, write):
    write("themes/organisations/unit.yaml", "organisation: unit\nname: U\npart_of: clinic\n")
    write("themes/ward.yaml", WARD)
    write(
        "themes/unit.yaml",
        WARD.replace("ward", "unit").replace("organisation: clinic", "organisation: unit"),
    )
    write(
        "themes/other.yaml",
        WARD.replace("ward", "other").replace("organisation: clinic", "organisation: faelles"),
    )
    result = run("check", "--organisation", "clinic", "--json")
    assert json.loads(result.out)["themes"] == ["unit", "ward"]


def test_a_day_means_the_themes_in_use_on_it(run, write):
    write(
        "themes/old.yaml", WARD.replace("ward", "old") + "valid: {until: 2026-12-31, then: new}\n"
    )
    write("themes/new.yaml", WARD.replace("ward", "new") + "valid: {from: 2027-01-01}\n")
    result = run("check", "--date", "2027-01-01", "--json")
    assert json.loads(result.out)["themes"] == ["new"]


TITLES = (
    *("Børn & Unge", "O'Hara", "Klinik #1", 'Den "gode" klinik', 'Klinik "Vest', "A: b", "- a"),
    *("3. afdeling", "123", "yes", "🏥", "!!!", "Kære 🏥 klinik", "x%", "A - B..."),
)


@pytest.mark.parametrize("title", TITLES)
@pytest.mark.parametrize("options", [(), ("--internal",)], ids=" ".join)
def test_a_workspace_of_any_title_is_well(run, tmp_path, title, options):
    folder = str(tmp_path / "new")
    assert run("init", folder, "--title", title, *options).code == 0
    checked = run("-C", folder, "check", "--strict")
    assert (checked.code, checked.out) == (0, "No problems in 3 files\n")


def test_an_internal_theme_is_for_clinicians(run, workspace):
    run("init", "new", "--name", "fjordby", "--internal")
    themes = json.loads(run("-C", str(workspace / "new"), "list", "--json").out)["themes"]
    own = [(theme["theme"], theme["audience"], theme["reach"]) for theme in themes if theme["own"]]
    assert own == [("fjordby-intern", "clinician", "internal")]


@pytest.mark.parametrize("environment", [{"NO_COLOR": "1"}, {"TERM": "dumb"}, {}])
def test_nothing_is_coloured_off_a_terminal(workspace, write, environment, themebuilder):
    write("themes/ward.yaml", WARD.replace("borger", "borgar"))
    result = themebuilder("-C", str(workspace), "check", env={**os.environ, **environment})
    assert "\033" not in result.stdout + result.stderr


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, -signal.SIGTERM)]
)
def test_an_interrupted_command_cleans_up_and_says_so(workspace, write, number, code):
    for index in range(90):
        write(
            f"themes/w{index}.yaml",
            WARD.replace("ward", f"w{index}").replace("2b6a94", f"2b6a{index:02x}"),
        )
    process = subprocess.Popen(
        [sys.executable, "-m", "themebuilder", "-C", workspace, "--no-cache", "build", "-o", "out"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    while not list(workspace.glob("out/*.zip")):
        time.sleep(0.01)
    process.send_signal(number)
    _, said = process.communicate(timeout=60)
    left = min(file.name for file in workspace.glob("out/*.zip"))
    assert said.startswith(f"New in out/, but not yet in its catalogue: {left}, ")
    assert (process.returncode, said.splitlines()[-1]) == (code, "Interrupted.")
    assert not list(workspace.rglob("*.themebuilder-part"))


def list_loaded(*arguments: str) -> list[str]:
    """All modules that a run of the program has loaded at its end."""
    code = (
        "import sys; from themebuilder.__main__ import main\n"
        f"sys.argv = {['themebuilder', *arguments]!r}\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print(*sorted(sys.modules), file=sys.stderr)"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    return result.stderr.splitlines()[-1].split()


def find_loaded(names: str, *arguments: str) -> list[str]:
    """Which of the modules *names* a run of the program has loaded at its end."""
    loaded = list_loaded(*arguments)
    return [name for name in names.split() if name in loaded]


HEAVY = (
    "PIL jsonschema jsonschema_rs jinja2 numpy babel starlette urllib3 oxipng concurrent.futures"
)


def test_help_loads_nothing_heavy():
    assert find_loaded(f"{HEAVY} yaml", "--help") == []


def test_a_build_without_changes_loads_nothing_that_checks_or_draws(workspace, write, themebuilder):
    write("themes/ward.yaml", WARD)
    build = ("-C", str(workspace), "build", "-o", str(workspace / "dist"))
    themebuilder(*build)
    parts = "checks media packages.keys packages.active_item build.pipeline translation.rows"
    parts += " platform.facts platform.target definitions.resolver packages.secret_values"
    unneeded = " ".join(f"themebuilder.{part}" for part in parts.split())
    assert find_loaded(f"{HEAVY} {unneeded}", *build) == []


def test_a_first_build_loads_only_the_modules_in_the_list(workspace, write, request):
    write("themes/ward.yaml", WARD)
    loaded = list_loaded("-C", str(workspace), "--no-cache", "build", "-j", "1")
    ours = "".join(f"{name}\n" for name in loaded if name.startswith("themebuilder."))
    golden = Path(__file__).with_name("modules_of_a_build.txt")
    if request.config.getoption("--accept"):
        golden.write_text(ours)
    assert ours == golden.read_text()


def test_a_reader_that_has_enough_is_no_fault():
    result = subprocess.run(
        f"{sys.executable} -m themebuilder schema --markdown | head -1",
        shell=True,
        capture_output=True,
        text=True,
        check=True,
    )
    assert (result.stdout, result.stderr) == ("# Definition files\n", "")


@pytest.mark.parametrize(
    ("ending", "code"),
    [("| true; exit ${PIPESTATUS[0]}", 130), (">&-", 0), ("2>&- >&-", 0)],
    ids=["a reader that has enough", "no output", "no output and no errors"],
)
def test_an_output_that_nobody_reads_is_neither_a_finding_nor_a_bug(ending, code):
    words = ["bash", "-c", f"{sys.executable} -m themebuilder list {ending}"]
    result = subprocess.run(words, capture_output=True, text=True, check=False)
    assert (result.returncode, result.stdout, "Traceback" in result.stderr) == (code, "", False)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_can_be_made_for_every_shell(shell, themebuilder):
    environment = {**os.environ, "_THEMEBUILDER_COMPLETE": f"{shell}_source"}
    assert "_THEMEBUILDER_COMPLETE" in themebuilder(env=environment).stdout


@pytest.mark.parametrize(
    ("words", "proposed"),
    [
        ("show w", "ward"),
        ("build w", "ward"),
        ("preview w", "ward"),
        ("rollback w", "ward"),
        ("check --organisation cl", "clinic"),
        ("plan -d l", "lab"),
        ("rules screen-text-f", "screen-text-faint"),
        ("check --select screen-text-f", "screen-text-faint"),
        ("texts export --guest-language d", "da"),
    ],
)
def test_a_shell_completes_names(workspace, write, words, proposed):
    write("themes/ward.yaml", WARD)
    write("themes/deployments/lab.yaml", LAB)
    asked = ["-C", str(workspace), *words.split()]
    found = ShellComplete(main, {}, "themebuilder", "_X").get_completions(asked[:-1], asked[-1])
    assert proposed in [one.value for one in found]


@pytest.mark.parametrize(
    ("made", "arguments"),
    [
        ("out/ward-webapp3.zip", ["build", "ward", "-o", "out"]),
        ("schemas/theme.json", ["schema", "-o", "schemas"]),
        ("report.json", ["check", "--format", "json", "-o", "report.json"]),
        ("texts.xlf", ["texts", "export", "--guest-language", "da", "-o", "texts.xlf"]),
        ("script/script.html", ["script", "ward", "-o", "script"]),
    ],
    ids=lambda given: given[0] if isinstance(given, list) else "",
)
def test_with_another_workspace_paths_are_taken_from_there(run, write, workspace, made, arguments):
    write("themes/ward.yaml", WARD)
    here = Path.cwd()
    run(*arguments)
    assert ((workspace / made).is_file(), Path.cwd()) == (True, here)


def test_a_package_is_sought_where_the_workspace_is(run, write, workspace):
    write("themes/ward.yaml", WARD)
    run("build", "ward", "-o", "out")
    assert run("show", "out/ward-webapp3.zip").code == 0


def test_init_says_the_address_and_what_to_do_next_from_where_one_is(run, workspace):
    output = run("init", "new", "--title", "Sygehus Fjordby").out
    assert f"Next: cd {os.path.relpath(workspace / 'new')} && themebuilder check" in output
    assert "Guests will use …/sygehus-fjordby." in output
    assert (workspace / "new/themes/organisations/sygehus-fjordby.yaml").is_file()


def test_a_missing_dependency_is_named_with_the_way_to_install_it(run, monkeypatch):
    def load(_module: str):
        raise ModuleNotFoundError(name="urllib3")

    monkeypatch.setattr("themebuilder.cli.import_module", load)
    result = run("plan", "-d", "prod")
    assert (result.code, "needs the Python package `urllib3`." in result.err) == (2, True)
    assert "pip install 'themebuilder[publish]'" in result.err


@pytest.mark.parametrize(
    "words", [("theme", "-o", "out"), ("theme", "--markdown"), ("--markdown", "-o", "out")]
)
def test_schemas_are_printed_or_written_in_one_way(run, tmp_path, words):
    result = run("schema", *words)
    assert (result.code, result.out, (tmp_path / "out").exists()) == (2, "", False)
    assert "Use only one of KIND, -o and --markdown." in result.err
