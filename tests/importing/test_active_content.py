"""Active content of packages of others: listed by each command in the same way, accepted by none."""

from __future__ import annotations

import hashlib
import json
import shutil

import pytest

from tests.importing.packages import make_webapp3
from themebuilder.reports.formats import FORMATS

SECRETS = ("s3cr3t-value", "hunter2", "0123456789abcdef" * 4)
FILES = {"evil.html": "<script>1</script>", "app.js": "alert(1)", "p/index.html": "<p>"}
KEYS = {
    "apiKey": SECRETS[2],
    "share": {"token": SECRETS[0], "server": f"https://user:{SECRETS[1]}@a.example/"},
    "plugins": [{"id": "p", "src": "./p/index.html"}],
}
NAMES = ["app.js", "apiKey", "evil.html", "p/index.html", "share.server", "share.token"]
APP = f"app.js@sha256:{hashlib.sha256(b'alert(1)').hexdigest()[:32]}"
PERSON = "reason: We looked at all of it, by: Test Person, date: 2020-01-31"


@pytest.fixture
def package(tmp_path):
    return make_webapp3(tmp_path / "acme.zip", FILES, **KEYS)


def list_names(items):
    return sorted((item["name"] for item in items), key=str.lower)


def test_the_check_reports_each_item_in_the_zip(run, package):
    found = json.loads(run("check", str(package), "--json").out)["problems"]
    places = [problem["file"] for problem in found if problem["rule"] == "active-content"]
    manifest = f"{package}/webapp3/branding/manifest.json"
    assert places == [
        f"{package}/webapp3/branding/app.js",
        f"{package}/webapp3/branding/evil.html",
        *[manifest] * 4,
    ]


def test_show_lists_each_item(run, package):
    report = json.loads(run("show", str(package), "--json").out)
    assert list_names(report["active"]) == sorted(NAMES, key=str.lower)


def test_the_import_accepts_nothing_and_says_what_to_add(run, package, workspace):
    output = run("import", str(package)).out
    assert "Not accepted by importing it." in output
    assert '    items:\n      - "p/index.html@sha256:' in output
    assert "active-content" not in (workspace / "themes/acme.yaml").read_text()


def test_the_import_marks_a_secret_in_the_theme_and_does_not_offer_to_accept_it(
    run, package, workspace
):
    output = run("import", str(package)).out
    lines = (workspace / "themes/acme.yaml").read_text().splitlines()
    marked = [
        lines[number + 1].split(":")[0].strip()
        for number, line in enumerate(lines)
        if line.strip().startswith("# This looks like a secret")
    ]
    assert marked == ["apiKey", "share"]
    assert [secret in "".join(lines) for secret in SECRETS] == [True] * 3
    offered = [line for line in output.splitlines() if "@sha256:" in line]
    assert [name for name in NAMES if any(f'"{name}@' in line for line in offered)] == [
        "app.js", "evil.html", "p/index.html",
    ]  # fmt: skip
    assert "Looks like secrets, so replace or remove them before you publish" in output


def add_acceptance(file, entry):
    """Write *entry* below `accept` of an imported theme."""
    text = file.read_text()
    head = "" if "\naccept:\n" in text else "\naccept:\n"
    file.write_text((text + head).replace("\naccept:\n", f"\naccept:\n{entry}\n"))


@pytest.mark.parametrize(
    ("keys", "where"),
    [
        ({}, "In themes/acme.yaml:"),
        ({"plugins": [{"id": "p"}]}, "Below `accept` in themes/acme.yaml:"),
    ],
)
def test_what_the_import_prints_goes_to_the_end_of_the_theme(run, tmp_path, workspace, keys, where):
    package = make_webapp3(tmp_path / "acme.zip", FILES, **keys)
    printed = run("import", str(package)).out.partition(f"{where}\n")[2]
    file = workspace / "themes/acme.yaml"
    lines = printed.partition("\n  What is left")[0].replace("…", "Test Person")
    file.write_text(f"{file.read_text().rstrip()}\n{lines}\n")
    assert "error" not in run("check", "acme").out


def test_a_built_package_is_checked_with_what_its_catalogue_accepts(run, tmp_path, workspace):
    run("import", str(make_webapp3(tmp_path / "acme.zip", {"app.js": "alert(1)"})))
    entry = f"  active-content: {{{PERSON}, items: [{APP}]}}"
    add_acceptance(workspace / "themes/acme.yaml", entry)
    assert run("build", "acme").code == 0
    built = workspace / "dist/acme-webapp3.zip"
    shutil.copy(built, workspace / "alone.zip")
    said = [run("check", name).out for name in ("dist/acme-webapp3.zip", "alone.zip")]
    # Another package in its place is not accepted.
    make_webapp3(built, {"app.js": "alert(2)"})
    said.append(run("check", "dist/acme-webapp3.zip").out)
    assert ["[active-content]" in one for one in said] == [False, True, True]


def test_a_comparison_says_what_is_new_gone_changed_and_the_same(run, package, tmp_path):
    other = make_webapp3(
        tmp_path / "other.zip", {"evil.html": "<script>2</script>", "b.css": ""}, apiKey=SECRETS[2]
    )
    report = json.loads(run("diff", str(package), str(other), "--json").out)
    states = {item["name"]: item["state"] for item in report["packages"][0]["active"]}
    assert states == {
        "apiKey": "same",
        "app.js": "removed",
        "b.css": "new",
        "evil.html": "changed",
        "p/index.html": "removed",
        "share.server": "removed",
        "share.token": "removed",
    }


def test_a_plugin_with_another_program_is_changed(run, tmp_path):
    plugin = {"plugins": [{"id": "p", "src": "./p/index.html"}]}
    old, new = (
        make_webapp3(tmp_path / f"{name}.zip", {"p/index.html": "<p>", "p/a.js": name}, **plugin)
        for name in ("old", "new")
    )
    report = json.loads(run("diff", str(old), str(new), "--json").out)
    [item] = report["packages"][0]["active"]
    assert (item["name"], item["state"]) == ("p/index.html", "changed")


def test_a_comparison_without_differences_still_lists_what_is_active(run, package):
    result = run("diff", str(package), str(package), "--exit-code")
    assert (result.code, "= program `app.js`: the same on both sides." in result.out) == (0, True)


def test_no_command_shows_a_secret(run, package, workspace):
    shutil.copy(package, workspace / "acme.zip")
    make_webapp3(workspace / "empty.zip")
    result = run("import", "acme.zip")
    shown = {"import": result.out + result.err}
    for words in (
        *(f"check {it} --format {form}" for it in ("acme.zip", "acme") for form in FORMATS),
        *("build acme", "show acme.zip", "show acme", "show acme --json"),
        *("diff empty.zip acme.zip", "diff empty.zip acme.zip --json"),
        *("diff empty.zip acme.zip --markdown", "diff empty.zip acme.zip -o diff.html"),
    ):
        result = run(*words.split())
        shown[words] = result.out + result.err
        assert "share" in result.out, words
    for name in ("themes/acme.todo.md", "diff.html"):
        shown[name] = (workspace / name).read_text()
    assert "value that looks like a secret `share.token`" in shown["diff.html"]
    assert [name for name, text in shown.items() if any(secret in text for secret in SECRETS)] == []
