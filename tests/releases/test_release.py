"""What is handed over: files that people and machines read, the same on every machine.

``pytest tests/releases --accept`` writes the files in ``golden/`` anew; review the difference.
"""

from __future__ import annotations

import errno
import json
import re
import shutil
import subprocess
import sys
import zipfile
from contextlib import nullcontext
from functools import partial
from pathlib import Path

import pytest

from tests.conftest import BASE, run_in, write_in
from themebuilder.core.files import write_whole
from themebuilder.preview.screen_content import OldPageError
from themebuilder.preview.screenshots import take_screenshots
from themebuilder.publishing.node.objects import PackageKind, parse_mark
from themebuilder.releases.earlier import read_release
from themebuilder.settings import SETTINGS_BY_NAME, FieldKind

GOLDEN = Path(__file__).parent / "golden"
WARD = """\
theme: ward
title: Klinikken, borger
extends: borger
organisation: clinic
brand: {name: Klinikken, title: "Videomøde, Klinikken", color: "#2b6a94"}
valid: {from: 2026-01-01, until: 2027-12-31, then: next}
webapp: {path: ward}
"""
FIRST = WARD.replace(", until: 2027-12-31, then: next", "")
NEXT = """\
theme: next
title: Ny klinik, borger
extends: borger
organisation: clinic
brand: {name: Ny klinik, title: "Videomøde, Ny klinik", color: "#2f7268"}
valid: {from: 2028-01-01}
webapp: {path: ward}
"""
UNIT_THEME = """\
theme: unit-theme
title: Afsnit, borger
extends: borger
organisation: unit
brand: {name: Afsnit, title: "Videomøde, Afsnit", color: "#2f7268"}
webapp: {path: unit}
"""
CLINIC = "organisation: clinic\nname: Klinikken\ncontact: Klinikkens kontor\npart_of: faelles\n"
CLINIC_LATER = f"{CLINIC}settings: {{chat: disabled, guests_present: refused, support: {{phone: 70 10 10 10}}}}\n"
LATER = WARD.replace("2b6a94", "7a3b1e") + "texts: {da: {meeting.leave: Gå ud af mødet}}\n"
DEPLOYMENT = """\
deployment: prod
node: https://manager.example
auth: {user: themebuilder, password: {env: NODE_PASSWORD}}
rooms: [{theme: ward, tag: clinic}]
"""
ORGANISATION = "themes/organisations/clinic.yaml"


@pytest.fixture
def release(workspace, tmp_path):
    """Write a release without pictures, and return the folder of the clinic's."""
    return partial(write_release, workspace, tmp_path)


def write_release(workspace, folder, to="out", *arguments):
    result = run_in(workspace, "release", "-o", str(folder / to), "--no-pictures", *arguments)
    assert (result.code, result.err) == (0, "")
    return folder / to / "clinic"


def commit_all(workspace):
    git = ["git", "-C", str(workspace), "-c", "user.name=a", "-c", "user.email=a@example.org"]
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "first"]):
        subprocess.run([*git, *command], check=True)


def write_two(workspace, folder):
    """Write two releases of a clinic; the second changed a colour, a text and two settings."""
    write = partial(write_in, workspace)
    write(ORGANISATION, CLINIC)
    write("themes/ward.yaml", FIRST)
    earlier = write_release(workspace, folder, "earlier", "--name", "Vinter")
    write(ORGANISATION, CLINIC_LATER)
    write("themes/ward.yaml", LATER)
    write("themes/next.yaml", NEXT)
    write("themes/deployments/prod.yaml", DEPLOYMENT)
    options = ("--since", str(earlier), "--name", "Sommer", "--begins", "2026-07-01")
    return write_release(workspace, folder, "later", *options)


@pytest.fixture(scope="module")
def releases_folder(tmp_path_factory):
    """A folder with the two releases, and with the clinic's workspace."""
    folder = tmp_path_factory.mktemp("two")
    shutil.copytree(BASE, folder / "own")
    write_two(folder / "own", folder)
    return folder


@pytest.fixture
def second_release(releases_folder, workspace, tmp_path):
    """The second of the two releases, in folders that a test may change."""
    for name in ("own", "earlier", "later"):
        shutil.copytree(releases_folder / name, tmp_path / name, dirs_exist_ok=True)
    return tmp_path / "later" / "clinic"


def hide_digests(text: str) -> str:
    """Packages change with the program, the documents must not."""
    text = re.sub(r"\b[0-9a-f]{64}\b", "DIGEST", text)
    text = re.sub(r"(ward|next) [0-9a-f]{12}", r"\1 DIGEST", text)
    text = re.sub(r"[0-9][0-9.,]* byte(s?)", "N byte", text)
    return re.sub(r"themebuilder [0-9.]+", "themebuilder VERSION", text)


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("da", ["aendringer.md", "instruks.md", "nyhedsbrev.md", "speak.md"]),
        ("en", ["changes.md", "instructions.md", "narration.md", "newsletter.md"]),
    ],
)
def test_people_read_what_was_agreed(  # noqa: PLR0917
    language, names, monkeypatch, workspace, tmp_path, pytestconfig
):
    monkeypatch.setenv("THEMEBUILDER_LANGUAGE", language)
    folder = write_two(workspace, tmp_path)
    found = {name: hide_digests((folder / name).read_text("utf-8")) for name in names}
    if pytestconfig.getoption("accept"):
        for name, text in found.items():
            (GOLDEN / name).write_text(text, "utf-8")
    assert found == {name: (GOLDEN / name).read_text("utf-8") for name in names}


def test_two_homes_write_the_same_bytes(second_release, workspace, tmp_path):
    home = tmp_path / "another home" / "elsewhere"
    shutil.copytree(workspace, home)
    command = [sys.executable, "-m", "themebuilder", "-C", str(home), "release", "--no-pictures"]
    options = ["--since", str(tmp_path / "earlier/clinic"), "--name", "Sommer"]
    options += ["--begins", "2026-07-01", "-o", str(home / "out")]
    env = {
        "HOME": str(home),
        "PATH": "/usr/bin:/bin",
        "THEMEBUILDER_LANGUAGE": "en",
        "TZ": "Asia/Tokyo",
    }
    subprocess.run([*command, *options], check=True, env=env, capture_output=True, cwd=tmp_path)
    here, there = (
        {
            file.relative_to(folder): file.read_bytes()
            for file in folder.rglob("*")
            if file.is_file()
        }
        for folder in (second_release.parent, home / "out")
    )
    assert here.keys() == there.keys()
    assert [str(name) for name in here if here[name] != there[name]] == []


def test_the_zip_holds_the_folder(second_release):
    with zipfile.ZipFile(f"{second_release}.zip") as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    assert held == {
        file.relative_to(second_release).as_posix(): file.read_bytes()
        for file in second_release.rglob("*")
        if file.is_file()
    }


def test_the_checksums_hold(second_release):
    done = subprocess.run(
        ["sha256sum", "-c", "SHA256SUMS"], cwd=second_release, capture_output=True, check=False
    )
    assert (done.returncode, done.stdout.count(b": OK\n")) == (0, 4)


@pytest.mark.parametrize("key", ["chat", "guests_present"])
def test_a_setting_that_needs_the_server_appears_with_each_field(second_release, key):
    setting = SETTINGS_BY_NAME[key]
    value = "disabled" if key == "chat" else "refused"
    named = json.loads((second_release / "release.json").read_text())["server_settings"]
    found = {
        (one["where"], one["field"], one["field_value"]) for one in named if one["setting"] == key
    }
    assert found == {
        (field.kind.value, field.name, field.find_value(value))
        for field in setting.list_fields(
            FieldKind.ROOM, FieldKind.GLOBAL, FieldKind.BOOKING, FieldKind.POLICY
        )
    }
    page = (second_release / "instructions.md").read_text("utf-8")
    assert [name for _where, name, _value in found if name not in page] == []


@pytest.mark.parametrize(
    ("kind", "steps"),
    [
        ("webapp3", ["Nothing: no theme here has a service theme."]),
        ("service-theme", ["Nothing: no theme here has a branding."] * 2),
    ],
)
def test_a_step_without_packages_has_nothing_to_do(write, release, kind, steps):
    write(ORGANISATION, CLINIC)
    write("themes/ward.yaml", f"{FIRST}packages: [{kind}]\n")
    page = (release() / "instructions.md").read_text("utf-8")
    assert re.findall(r"Nothing: no theme.*", page) == steps


def test_what_a_shipped_organisation_decided_is_not_set_by_hand(write, release):
    write(ORGANISATION, CLINIC.replace("faelles", "psykiatri-syddanmark"))
    write("themes/ward.yaml", FIRST)
    folder = release()
    manifest = json.loads((folder / "release.json").read_text())
    assert manifest["themes"][0]["settings"]["chat"]["value"] == "disabled"
    assert manifest["server_settings"] == []
    assert "Nothing: no setting of Klinikken needs the server." in (
        folder / "instructions.md"
    ).read_text("utf-8")


def test_the_manifest_names_revision_tool_organisation_and_states(second_release):
    manifest = json.loads((second_release / "release.json").read_text())
    themes = {theme["theme"]: theme["state"] for theme in manifest["themes"]}
    assert (manifest["since"], manifest["organisation"], manifest["tool"]["name"], themes) == (
        "Vinter",
        {"id": "clinic", "code": None, "name": "Klinikken"},
        "themebuilder",
        {"next": "new", "ward": "changed"},
    )


def test_the_manifest_has_the_code_of_the_organisation(write, release):
    write(ORGANISATION, f'{CLINIC}code: "4711"\n')
    write("themes/ward.yaml", FIRST)
    manifest = json.loads((release() / "release.json").read_text())
    assert manifest["organisation"]["code"] == "4711"


def test_a_branding_that_was_uploaded_as_told_is_known_as_ours(second_release):
    page = (second_release / "instructions.md").read_text("utf-8")
    name, description = re.search(r"`(ward [^`]*)` \| `(themebuilder: [^`]*)`", page).groups()
    mark = parse_mark(PackageKind.WEBAPP, name, description)
    assert (mark.theme, mark.short) == ("ward", name.split()[1])


def test_the_page_of_instructions_needs_nothing_beside_itself(second_release):
    page = (second_release / "instructions.html").read_text("utf-8")
    assert re.findall(r"<(?:script|link|img|iframe)\b|https?:|url\(", page) == []


def test_markup_in_a_name_is_shown_as_it_is(write, release):
    write(ORGANISATION, CLINIC.replace("name: Klinikken", 'name: "Øre <b>& Hals|"'))
    write("themes/ward.yaml", FIRST)
    page = (release() / "instructions.html").read_text("utf-8")
    assert ("<b>" in page, "Øre &lt;b&gt;&amp; Hals|" in page) == (False, True)


def test_the_folder_can_be_published(second_release, run):
    result = run("plan", "-d", "prod", "--packages", str(second_release))
    assert "catalogue" not in result.out + result.err  # it failed later: there is no such node
    assert "NODE_PASSWORD" in result.out + result.err


def test_an_earlier_release_may_be_a_folder_or_a_zip_or_a_build(second_release, run, tmp_path):
    run("build", "-o", str(tmp_path / "dist"))
    forms = (
        second_release,
        second_release.parent,
        Path(f"{second_release}.zip"),
        tmp_path / "dist",
    )
    folder, *others = (
        {name: theme.packages for name, theme in read_release(form).themes.items()}
        for form in forms
    )
    assert sorted(folder) == ["next", "ward"]
    assert others == [folder] * 3


def test_an_earlier_release_may_be_a_revision(write, release, workspace):
    write("themes/ward.yaml", FIRST)
    commit_all(workspace)
    write("themes/ward.yaml", FIRST.replace("2b6a94", "7a3b1e"))
    changes = (release("later", "--since", "HEAD") / "changes.md").read_text("utf-8")
    assert "![](swatches/2B6A94.svg) `#2B6A94` | ![](swatches/7A3B1E.svg) `#7A3B1E`" in changes


@pytest.mark.parametrize(
    ("now", "options", "starts"),
    [
        (FIRST, [], "2026-01-01"),
        (FIRST, ["--begins", "2025-01-01"], "2026-01-01"),
        (FIRST, ["--begins", "2026-07-01"], "2026-07-01"),
        (FIRST.replace("2b6a94", "7a3b1e"), ["since"], ""),
        (FIRST.replace("2b6a94", "7a3b1e"), ["since", "--begins", "2025-01-01"], "2025-01-01"),
        (FIRST.replace("from: 2026-01-01", "from: 2026-02-01"), ["since"], "2026-02-01"),
    ],
    ids=[
        "new",
        "new, released before",
        "new, released later",
        "changed",
        "changed on",
        "moved",
    ],
)
def test_guests_meet_a_change_from_the_day_on_which_it_is_released(
    now, options, starts, write, release
):
    write("themes/releases/newsletter.en.md.j2", "{{ themes[0].starts or '[date]' }}")
    write("themes/ward.yaml", FIRST)
    if options[:1] == ["since"]:
        options = ["--since", str(release("earlier")), *options[1:]]
    write("themes/ward.yaml", now)
    assert (release("later", *options) / "newsletter.md").read_text() == f"{starts or '[date]'}\n"


def test_a_change_that_the_newsletter_has_no_words_for_is_left_to_its_author(write, release):
    write("themes/ward.yaml", FIRST)
    since = ("--since", str(release("earlier")))
    write("themes/ward.yaml", FIRST.replace("Videomøde", "Videomødet"))
    text = (release("later", *since) / "newsletter.md").read_text()
    assert "In use from [date].\n\n[Say here what changed: changes.md lists it.]\n" in text


def test_nobody_meets_a_change_in_a_theme_that_has_ended(workspace, write, tmp_path):
    write("themes/releases/newsletter.en.md.j2", "{{ themes[0].starts or '[date]' }}")
    write("themes/ward.yaml", WARD)
    write("themes/next.yaml", NEXT)
    options = ("-o", str(tmp_path / "out"), "--no-pictures", "--begins", "2028-06-01")
    result = run_in(workspace, "release", *options)
    assert "`ward` ends on 2027-12-31, before 2028-06-01" in result.err
    assert (tmp_path / "out/clinic/newsletter.md").read_text() == "[date]\n"


def test_a_theme_that_is_gone_is_reported(second_release, release, workspace, write):
    (workspace / "themes/next.yaml").unlink()
    write("themes/ward.yaml", LATER.replace(", until: 2027-12-31, then: next", ""))
    last = release("last", "--since", str(second_release))
    manifest = json.loads((last / "release.json").read_text())
    assert manifest["removed"] == ["next"]
    assert "## Ny klinik, borger\n\nThis theme isn't in the release any more." in (
        last / "changes.md"
    ).read_text("utf-8")


def remove_unit(write, workspace, *, below):
    """Write a theme of an organisation *below* another, commit it, and remove both files."""
    write("themes/ward.yaml", FIRST)
    files = [
        write(
            "themes/organisations/unit.yaml",
            f"organisation: unit\nname: Afsnit\npart_of: {below}\n",
        ),
        write("themes/unit-theme.yaml", UNIT_THEME),
    ]
    commit_all(workspace)
    run_in(workspace, "release", "-o", str(workspace / "earlier"), "--no-pictures")
    for file in files:
        file.unlink()


@pytest.mark.parametrize("since", ["earlier", "HEAD"])
def test_the_organisation_above_reports_a_theme_that_is_gone_with_its_own(
    since, write, workspace, release
):
    remove_unit(write, workspace, below="clinic")
    since = since if since == "HEAD" else str(workspace / since)
    later = release("later", "--since", since)
    assert json.loads((later / "release.json").read_text())["removed"] == ["unit-theme"]
    assert "## Afsnit, borger\n\nThis theme is withdrawn." in (later / "newsletter.md").read_text()


def test_a_theme_that_no_release_can_tell_of_is_named(write, workspace, tmp_path):
    remove_unit(write, workspace, below="faelles")
    options = [
        "-o",
        str(tmp_path / "later"),
        "--no-pictures",
        "--since",
        str(workspace / "earlier"),
    ]
    result = run_in(workspace, "release", *options)
    assert "Theme `unit-theme` was in earlier and is gone." in result.err


def test_an_unchanged_theme_has_no_changes(write, release):
    write("themes/ward.yaml", FIRST)
    later = release("later", "--since", str(release("earlier")))
    assert "Nothing changed. In use from 2026-01-01." in (later / "changes.md").read_text("utf-8")


@pytest.mark.browser
def test_every_screen_is_shown_before_and_after(  # noqa: PLR0917
    second_release, write, run, tmp_path, browser, monkeypatch
):
    asked: list[str] = []

    def take_few(address, views, *options):
        """Take those of one language and window: each takes a second."""
        asked.extend(f"{view.package.partition('-')[0]}/{view.file}" for view in views)
        few = [view for view in views if view.file.endswith(".da.phone.png")]
        return take_screenshots(address, few, *options)

    shared = nullcontext(browser)
    monkeypatch.setattr("themebuilder.releases.pictures.launch_chromium", lambda _program: shared)
    monkeypatch.setattr("themebuilder.releases.pictures.take_screenshots", take_few)
    write(ORGANISATION, CLINIC_LATER.replace("{chat", "{languages: [da], chat"))
    options = ["--since", str(tmp_path / "earlier"), "--screen", "pin", "--screen", "chat"]
    result = run("release", "-o", str(tmp_path / "out"), *options)
    pictures = tmp_path / "out/clinic/pictures"
    found = sorted(file.relative_to(pictures).as_posix() for file in pictures.rglob("*.png"))
    assert (result.code, result.err) == (0, "")
    assert sorted(asked) == sorted(
        f"{side}/{theme}/{screen}.{language}.{window}.png"
        for side, theme, languages in (
            ("before", "ward", ("da", "en")),
            ("after", "ward", ("da",)),
            ("after", "next", ("da",)),
        )
        for screen in ("pin", "chat")
        for language in languages
        for window in ("phone", "laptop")
    )
    # Only the earlier release has a chat.
    pins = [f"{side}/pin.da.phone.png" for side in ("after/next", "after/ward", "before/ward")]
    assert found == [*pins[:2], "before/ward/chat.da.phone.png", pins[2]]
    assert (pictures / pins[1]).read_bytes() != (pictures / pins[2]).read_bytes()
    assert re.fullmatch(r"Chromium [0-9.]+\n", (pictures / "browser.txt").read_text())
    report = (pictures / "report.html").read_text("utf-8")
    assert ("ward/pin.da.phone.png" in report, "next/pin.da.phone.png" in report) == (True, True)


def test_without_a_browser_all_but_the_pictures_is_written(write, run, tmp_path, release):
    write("themes/ward.yaml", FIRST)
    none = tmp_path / "chromium"
    none.write_text("#!/bin/sh\nexit 1\n")
    none.chmod(0o755)
    result = run("release", "-o", str(tmp_path / "out"), "--chromium", str(none))
    expected = release("expected")
    assert (result.code, "Warning: No pictures. " in result.err) == (0, True)
    assert sorted(file.name for file in (tmp_path / "out/clinic").iterdir()) == sorted(
        file.name for file in expected.iterdir()
    )


def test_a_page_of_another_version_takes_no_pictures(write, run, tmp_path, monkeypatch):
    def refuse(*_arguments, **_options):
        raise OldPageError

    monkeypatch.setattr("themebuilder.releases.pictures.take_pictures", refuse)
    write("themes/ward.yaml", FIRST)
    result = run("release", "-o", str(tmp_path / "out"))
    assert "No pictures. The preview's page is of another version." in result.err
    assert (result.code, (tmp_path / "out/clinic/changes.md").is_file()) == (0, True)


def test_a_template_of_the_workspace_replaces_the_shipped_one(write, release):
    write("themes/ward.yaml", WARD)
    write("themes/next.yaml", NEXT)
    write(
        "themes/releases/newsletter.en.md.j2",
        "{% for theme in themes %}{{ theme.title }}: {{ theme.starts }}\n{% endfor %}",
    )
    assert (release() / "newsletter.md").read_text("utf-8") == (
        "Klinikken, borger: 2026-01-01\nNy klinik, borger: 2028-01-01\n"
    )


@pytest.mark.parametrize(
    ("template", "line", "reason"),
    [
        ("fine\n{{ theme.titel }}\n", 2, "'theme' is undefined"),
        ("{% for theme in themes %}\n\n{{ theme.titel }}{% endfor %}", 3, "no attribute 'titel'"),
        ("a\nb\n{% for theme in %}", 3, "Expected an expression"),
        ("{{ themes.__class__.__mro__ }}", 1, "unsafe"),
        ("{{ 1 / 0 }}", 1, "division by zero"),
    ],
)
def test_a_broken_template_is_reported_and_nothing_is_written(  # noqa: PLR0917
    template, line, reason, write, run, tmp_path
):
    write("themes/ward.yaml", FIRST)
    write("themes/releases/narration.en.md.j2", template)
    result = run("release", "-o", str(tmp_path / "out"), "--no-pictures")
    assert result.code == 1
    assert f"themes/releases/narration.en.md.j2:{line}: error: The template can't" in result.out
    assert reason in result.out
    assert "`theme.waiting`" in result.out
    assert not (tmp_path / "out/clinic").exists()


def test_a_theme_with_an_error_is_never_handed_over(write, run, tmp_path):
    write("themes/ward.yaml", FIRST.replace('"#2b6a94"', "blue"))
    assert run("release", "-o", str(tmp_path / "out"), "--no-pictures").code == 1
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--organisation", "nobody"], 2),
        (["--since", "no-such-revision"], 1),
        (["--begins", "tomorrow"], 2),
    ],
)
def test_what_cannot_be_done_ends_with_its_code(arguments, code, write, run, tmp_path):
    write("themes/ward.yaml", FIRST)
    assert run("release", "-o", str(tmp_path / "out"), "--no-pictures", *arguments).code == code


def test_a_release_is_never_overwritten(second_release, run):
    result = run("release", "-o", str(second_release.parent), "--no-pictures")
    assert (result.code, "A release is never overwritten." in result.err) == (2, True)


@pytest.mark.parametrize("name", ["clinic.zip", "clinic"])
def test_a_file_with_a_name_of_the_release_is_never_overwritten(write, run, tmp_path, name):
    write("themes/organisations/clinic.yaml", CLINIC)
    write("themes/ward.yaml", FIRST)
    (tmp_path / name).write_text("The release of last year.")
    result = run("release", "-o", str(tmp_path), "--no-pictures")
    assert (result.code, (tmp_path / name).read_text()) == (2, "The release of last year.")
    assert f"These exist already: {tmp_path / name}." in result.err


def test_a_full_disk_leaves_no_release_and_the_next_run_writes_it(
    workspace, run, tmp_path, monkeypatch
):
    for owner, theme in (("clinic", "ward"), ("zoo", "lions")):
        organisation, file = CLINIC.replace("clinic", owner), f"themes/organisations/{owner}.yaml"
        write_in(workspace, file, organisation)
        definition = FIRST.replace("clinic", owner).replace("ward", theme)
        write_in(workspace, f"themes/{theme}.yaml", definition)
    out = tmp_path / "out"

    def write(path, data):
        if path.name == "zoo.zip":
            raise OSError(errno.ENOSPC, "No space left on device")
        write_whole(path, data)

    with monkeypatch.context() as full:
        full.setattr("themebuilder.cli.release.write_whole", write)
        result = run("release", "-o", str(out), "--no-pictures")
    assert (result.code, "run the command again" in result.err) == (1, True)
    assert list(out.iterdir()) == []
    assert run("release", "-o", str(out), "--no-pictures").code == 0
    assert sorted(path.name for path in out.iterdir()) == ["clinic", "clinic.zip", "zoo", "zoo.zip"]


def test_a_damaged_zip_is_refused(second_release, run, tmp_path):
    file = tmp_path / "damaged.zip"
    file.write_bytes(Path(f"{second_release}.zip").read_bytes()[:9000])
    result = run("release", "-o", str(tmp_path / "out"), "--no-pictures", "--since", str(file))
    assert (result.code, "damaged.zip" in result.out) == (1, True)


def test_json_lists_what_was_written(second_release, run, tmp_path):
    result = run("release", "-o", str(tmp_path / "out"), "--no-pictures", "--json")
    assert json.loads(result.out)["releases"] == [
        {"organisation": "clinic", "folder": str(tmp_path / "out/clinic"), "pictures": 0}
    ]
