"""Approvals come in as files, are void after a change, and decide what is published."""

import html
import json
from pathlib import Path

import pytest

from tests.fake_node import Node, make_guard, run_node
from tests.preview.kit import PROMPT, SPEAKING, WARD, record
from tests.reviews.kit import build_packages, save_review
from themebuilder.reviews.contents import ScreenContent, digest_screen, read_package_facts

ONLY_DANISH = "organisation: clinic\nname: Clinic\nsettings: {languages: [da]}\n"


@pytest.fixture
def ward(write):
    write("themes/ward.yaml", WARD)


@pytest.fixture
def saved(workspace, tmp_path, ward):
    """Save a review of the ward as it is, by that person."""

    def save(by="Anna", **remarks):
        return str(save_review(workspace, tmp_path / f"{by}.json", by, **remarks))

    return save


def list_open(run) -> list[tuple[str, str, str]]:
    """The screens that aren't approved: screen, language, state."""
    [theme] = json.loads(run("reviews", "status", "ward", "--json").out)["themes"]
    return [
        (screen["screen"], screen["language"], screen["state"])
        for screen in theme["screens"]
        if screen["state"] != "approved"
    ]


def test_what_a_reviewer_approved_is_approved(run, saved):
    result = run("reviews", "import", saved())
    assert (result.code, result.err) == (0, "")
    assert result.out.endswith("reviews/ward.yaml: Anna, 8 approvals, 0 remarks\n")
    assert list_open(run) == []


def test_a_pasted_name_and_remark_stay_readable(run, saved, workspace):
    assert (
        run("reviews", "import", saved(by="Anna\u2028Berg\ufeff", pin="Too\tsmall\x7f.")).code == 0
    )
    text = (workspace / "reviews/ward.yaml").read_text(encoding="utf-8")
    assert ('"by": "Anna Berg"' in text, '"remark": "Too small."' in text) == (True, True)
    assert run("reviews", "status").code == 0


def test_the_same_file_twice_changes_nothing(run, saved, workspace):
    run("reviews", "import", saved())
    before = (workspace / "reviews/ward.yaml").read_bytes()
    run("reviews", "import", saved())
    assert (workspace / "reviews/ward.yaml").read_bytes() == before


def test_an_earlier_file_that_comes_again_replaces_nothing_newer(run, saved, write):
    earlier = Path(saved(meeting="The buttons are dark."))
    kept = earlier.rename(earlier.with_name("earlier.json"))
    write("themes/ward.yaml", WARD.replace("#2b6a94", "#7a3b1e"))
    for file in (kept, saved(), kept):
        run("reviews", "import", str(file))
    assert list_open(run) == []


def test_a_changed_text_voids_only_its_screen_until_it_is_approved_again(run, saved, write):
    run("reviews", "import", saved())
    write("themes/ward.yaml", WARD.replace("Forlad mødet", "Gå ud"))
    assert list_open(run) == [("meeting", "da", "changed")]
    run("reviews", "import", saved("Bo"))
    assert list_open(run) == []


def test_a_change_that_is_taken_back_makes_the_approval_count_again(run, saved, write):
    run("reviews", "import", saved())
    write("themes/ward.yaml", WARD.replace("Forlad mødet", "Gå ud"))
    write("themes/ward.yaml", WARD)
    assert list_open(run) == []


def test_an_approval_of_another_build_is_left_out_and_a_remark_is_kept(run, saved, write):
    file = saved(meeting="The buttons are dark.")
    write("themes/ward.yaml", WARD.replace("#2b6a94", "#7a3b1e"))
    result = run("reviews", "import", file)
    assert result.code == 1
    assert result.err.splitlines() == [
        f"Left out of {file}: Anna approved `ward`, pin ({language}), which has changed since."
        for language in ("da", "en")
    ]
    assert list_open(run) == [
        ("meeting", "da", "changed"),
        ("meeting", "en", "changed"),
        ("pin", "da", "unseen"),
        ("pin", "en", "unseen"),
    ]


def test_a_remark_holds_until_its_author_approves(run, saved):
    run("reviews", "import", saved("Anna", pin="Too small."))
    run("reviews", "import", saved("Bo"))
    assert list_open(run) == [("pin", "da", "remarked"), ("pin", "en", "remarked")]
    run("reviews", "import", saved("Anna"))
    assert list_open(run) == []


@pytest.mark.parametrize("order", [("Anna", "Bo"), ("Bo", "Anna")], ids=["before", "after"])
def test_a_remark_on_an_earlier_state_holds_until_its_author_approves(run, saved, write, order):
    files = {"Anna": saved("Anna", pin="Too small.")}
    write("themes/ward.yaml", WARD.replace("#2b6a94", "#7a3b1e"))
    files["Bo"] = saved("Bo")
    for by in order:
        run("reviews", "import", files[by])
    assert list_open(run) == [("pin", "da", "remarked"), ("pin", "en", "remarked")]
    assert run("reviews", "status", "ward").out.count("Anna: Too small.") == 2
    run("reviews", "import", saved("Anna"))
    assert list_open(run) == []


def test_somebody_whose_browser_found_less_voids_no_approval(run, saved, write, workspace):
    run("reviews", "import", saved("Anna"))
    file = Path(saved("Bo"))
    data = json.loads(file.read_bytes())
    theme = data["themes"]["ward"]
    theme["shown"]["landing"]["texts"] = []
    theme["verdicts"] = [verdict for verdict in theme["verdicts"] if verdict["screen"] == "landing"]
    facts = read_package_facts(build_packages(workspace))
    less = ScreenContent.from_json(theme["shown"]["landing"])
    for verdict in theme["verdicts"]:
        verdict["digest"] = digest_screen(facts, "landing", verdict["language"], less)
    file.write_text(json.dumps(data), encoding="utf-8")
    run("reviews", "import", str(file))
    assert list_open(run) == []
    write("themes/ward.yaml", WARD.replace("meeting.leave", "preflight.get-ready"))
    assert ("landing", "da", "changed") in list_open(run)


@pytest.fixture
def speaking(write, workspace, ward):
    """Give the ward a recording; its file."""
    record(workspace)
    write("themes/ward.yaml", SPEAKING)
    return workspace / "brand_assets/clinic/hold.wav"


def test_a_changed_recording_voids_only_its_own_approval(run, saved, speaking):
    run("reviews", "import", saved())
    assert list_open(run) == []
    speaking.write_bytes(speaking.read_bytes()[:-2] + b"\1\1")
    assert list_open(run) == [(PROMPT, "", "changed")]
    message = f"1 screen or recording isn't approved (1 changed since): {PROMPT}."
    assert message in run("check").out


def test_a_remark_on_what_is_no_longer_there_is_shown_and_holds_nothing_up(
    run, saved, write, speaking
):
    run("reviews", "import", saved(**{PROMPT: "Too fast.", "meeting": "Too dark."}))
    write("themes/organisations/clinic.yaml", ONLY_DANISH)
    write("themes/ward.yaml", WARD)
    assert list_open(run) == [
        ("landing", "da", "changed"),
        ("meeting", "da", "remarked"),
        (PROMPT, "", "gone"),
        ("meeting", "en", "gone"),
    ]
    run("reviews", "import", saved())
    result = run("reviews", "status", "ward", "--exit-code")
    assert (result.code, result.out.count("no longer there")) == (0, 1)


def test_a_new_recording_is_open_until_somebody_approves_it(run, saved, write, speaking):
    write("themes/ward.yaml", WARD)
    run("reviews", "import", saved())
    write("themes/ward.yaml", SPEAKING)
    assert list_open(run) == [(PROMPT, "", "unseen")]
    run("reviews", "import", saved())
    assert list_open(run) == []


def test_an_approval_of_an_earlier_recording_is_left_out(run, saved, speaking):
    file = saved()
    speaking.write_bytes(speaking.read_bytes()[:-2] + b"\1\1")
    result = run("reviews", "import", file)
    assert result.err == (
        f"Left out of {file}: Anna approved `ward`, {PROMPT}, which has changed since.\n"
    )


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"digest": "x"}, "A verdict has no usable `digest`."),
        ({"by": " "}, "A verdict has no usable `by`."),
        ({"on": "27/11"}, "A verdict has no usable `on`."),
        ({"verdict": "perhaps"}, "A verdict has no usable `verdict`."),
        ({"signature": "x"}, "Unknown key `signature`."),
    ],
    ids=["digest", "name", "day", "verdict", "more keys"],
)
def test_a_file_with_a_spoiled_verdict_is_refused_whole(run, saved, workspace, values, message):
    file = Path(saved())
    data = json.loads(file.read_bytes())
    data["themes"]["ward"]["verdicts"][0] |= values
    file.write_text(json.dumps(data), encoding="utf-8")
    result = run("reviews", "import", str(file))
    assert (result.code, message in result.out) == (1, True)
    assert not (workspace / "reviews").exists()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        '{"reviews": 2}',
        '{"reviews": 1, "themes": []}',
        '{"reviews": 1, "themes": {}}',
        '{"reviews": 1, "themes": {"ward": {}}}',
    ],
)
def test_a_file_that_no_review_page_wrote_is_refused(run, tmp_path, text):
    file = tmp_path / "other.json"
    file.write_text(text, encoding="utf-8")
    result = run("reviews", "import", str(file))
    assert (result.code, "[review-unusable]" in result.out) == (1, True)


def test_a_review_of_an_unknown_theme_is_refused(run, saved, workspace):
    file = saved()
    (workspace / "themes/ward.yaml").rename(workspace / "themes/other.yaml.old")
    result = run("reviews", "import", file)
    assert result.code == 2
    assert result.err.startswith(f"themebuilder: {file} reviews `ward`, which this workspace")


def test_check_and_calendar_and_release_name_what_is_open(run, saved, write, tmp_path):
    dated = f"{WARD}valid: {{from: 2026-01-01}}\n"
    write("themes/ward.yaml", dated)
    run("reviews", "import", saved())
    write("themes/ward.yaml", dated.replace("Forlad mødet", "Gå ud"))
    message = "1 screen isn't approved (1 changed since): meeting (da)."
    assert message in run("check").out
    assert message in run("calendar").out
    result = run("release", "-o", str(tmp_path / "out"), "--no-pictures")
    assert (result.code, message in result.out) == (0, True)
    instructions = (tmp_path / "out/clinic/instructions.html").read_text(encoding="utf-8")
    assert f"Not approved</th><td><code>ward</code>: {message}" in html.unescape(instructions)


def test_the_calendar_names_what_is_open_in_a_theme_without_dates(run, saved, write):
    run("reviews", "import", saved())
    assert json.loads(run("calendar", "--json").out)["unapproved"] == []
    write("themes/ward.yaml", WARD.replace("Forlad mødet", "Gå ud"))
    assert run("calendar").out.splitlines() == [
        "No theme or organisation has a first or a last day.",
        "In use, and not approved as it is now",
        "  `ward`: 1 screen isn't approved (1 changed since): meeting (da).",
    ]


def test_the_calendar_reports_reviews_that_cannot_be_read(run, write, ward):
    write("reviews/ward.yaml", "")
    result = run("calendar")
    assert (result.code, "reviews/ward.yaml:1:1: error: The file is empty." in result.out) == (
        1,
        True,
    )
    assert "No theme or organisation" not in result.out


def test_a_theme_that_nobody_reviewed_is_not_reported(run, ward):
    assert "screen-unapproved" not in run("check", "ward").out


@pytest.fixture
def plan(run, write, workspace, monkeypatch):
    """Build, and plan for a node that requires approval."""
    monkeypatch.setenv("NODE_PASSWORD", "correct-horse")
    with run_node(Node(), make_guard(password="correct-horse")) as up:
        write(
            "themes/deployments/prod.yaml",
            f"deployment: prod\nnode: {up.address}\nrequires_approval: true\n"
            "auth: {user: admin, password: {env: NODE_PASSWORD}}\n",
        )

        def build_and_run(command="plan", *options):
            assert run("build").code == 0
            return run(command, "-d", "prod", *options)

        yield build_and_run


def test_a_deployment_that_requires_approval_wants_the_recordings_approved(
    plan, run, saved, write, speaking
):
    write("themes/ward.yaml", WARD)
    run("reviews", "import", saved())
    assert plan().code == 0
    write("themes/ward.yaml", SPEAKING)
    result = plan()
    assert (result.code, f"isn't approved (1 not reviewed): {PROMPT}" in result.out) == (1, True)


def test_a_deployment_that_requires_approval_gets_only_what_is_approved(plan, run, saved, write):
    assert "Nobody has reviewed this theme." in plan().out
    run("reviews", "import", saved())
    assert plan().code == 0
    write("themes/ward.yaml", WARD.replace("Forlad mødet", "Gå ud"))
    result = plan("publish", "--yes")
    assert (result.code, "1 screen isn't approved" in result.out) == (1, True)
    run("reviews", "import", saved())
    assert plan().code == 0
