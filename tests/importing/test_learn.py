"""Files of one's own deployment count more than what is shipped."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.importing.packages import make_recording, make_service_theme, read_files
from themebuilder.platform.target import load_platform

THEME = """\
theme: ward
extends: generisk
organisation: clinic
brand: {color: "#2f6f8f"}
"""
PROMPT = "conf-waiting-as-our-node-calls-it_48kHz_mono.wav"
SHAPE = {
    "elements": [
        {"type": "icon", "path": "clock.svg", "offset": 12},
        {"type": "text", "text": "Waiting for the conference host", "font_size": 40},
    ],
    "layout": "centred",
}


@pytest.fixture
def base(tmp_path):
    """A base theme with a shaped waiting screen, a screen that nobody knows, and a recording."""
    screens = {"waiting_for_host": SHAPE, "own_screen": {"elements": []}}
    return str(
        make_service_theme(
            tmp_path / "base.zip", {PROMPT: make_recording()}, splash_screens={"screens": screens}
        )
    )


@pytest.fixture
def english(tmp_path):
    """The web app's English file, with a text of our own and one that is new."""
    texts = {key: known.english for key, known in load_platform().keys.items()}
    texts |= {"meeting.leave": "Leave now", "brand.new": "Hello {{name}}"}
    file = tmp_path / "en.json"
    file.write_text(json.dumps(texts))
    return str(file)


@pytest.fixture
def learn(run, workspace):
    """Learn from a file, and return what is kept in the workspace."""

    def learn_files(*files):
        for file in files:
            run("learn", str(file))
        return json.loads((workspace / "themes/platform.json").read_text())

    return learn_files


def test_a_learnt_prompt_is_no_longer_unknown(run, base, write, workspace):
    write("themes/ward.yaml", THEME + f"meeting: {{prompts: {{{PROMPT}: a.wav}}}}\n")
    (workspace / "brand_assets").mkdir()
    (workspace / "brand_assets/a.wav").write_bytes(make_recording())
    before = "[key-without-evidence]" in run("check").out
    run("learn", base)
    assert (before, "[key-without-evidence]" in run("check").out) == (True, False)


def test_a_learnt_screen_gets_the_words_and_the_background_and_stays_as_it_is(
    run, base, write, workspace
):
    write("themes/ward.yaml", THEME)
    run("learn", base)
    run("build")
    config = json.loads(read_files(workspace / "dist/ward-service-theme.zip")["themeconfig.json"])
    screens = config["splash_screens"]["screens"]
    waiting = screens["waiting_for_host"]
    icon, text = waiting["elements"]
    assert (icon, waiting["layout"]) == (SHAPE["elements"][0], "centred")
    assert text == {**SHAPE["elements"][1], "text": text["text"]}
    assert text["text"].startswith("Vent her.")
    assert screens["own_screen"] == {"background": {"path": "theme-background.jpg"}}


def test_an_unchanged_theme_is_built_again_after_learning(run, base, write):
    write("themes/ward.yaml", THEME)
    run("build")
    run("learn", base)
    assert "ward-service-theme.zip" in [
        line.split()[0] for line in run("build").out.splitlines() if line.endswith("  new")
    ]


def test_a_key_of_the_own_deployment_is_known_from_then_on(run, english, write):
    write("themes/ward.yaml", THEME + 'texts: {da: {brand.new: "Hej {{name}}"}}\n')
    before = "key-without-evidence" in run("check").out
    run("learn", english)
    assert (before, "key-without-evidence" in run("check").out) == (True, False)


def test_a_contradiction_is_said(run, english):
    output = run("learn", english).out
    assert 'The text `meeting.leave` is "Leave now" in your deployment' in output


def test_texts_and_screens_add_up_to_one_file(learn, base, english):
    kept = learn(base, english)
    assert (kept["source"], kept["prompts"]) == ("base.zip, en.json", [PROMPT])
    assert ("own_screen" in kept["screens"], "brand.new" in kept["texts"]) == (True, True)


def test_a_copy_of_the_hosted_web_app_teaches_its_english_texts(learn, english, tmp_path):
    app = tmp_path / "web" / "locales" / "en"
    app.mkdir(parents=True)
    (app / "translation.json").write_text(Path(english).read_text())
    (tmp_path / "web" / "package.json").write_text('{"name": "app"}')
    assert "brand.new" in learn(tmp_path / "web")["texts"]


def test_the_texts_of_each_language_that_was_learnt_fill_what_ours_lack(
    run, english, tmp_path, write, workspace
):
    write("themes/ward.yaml", THEME)
    web = tmp_path / "web"
    web.mkdir()
    texts = json.loads((tmp_path / "en.json").read_text())
    (web / "en.json").write_text(json.dumps(texts))
    (web / "da.json").write_text(json.dumps(texts | {"brand.new": "Hej {{name}}"}))
    result = run("learn", str(web))
    assert "337 texts in `da`" in result.out
    assert "language-incomplete" not in run("check").out
    run("build")
    built = read_files(workspace / "dist/ward-webapp3.zip")
    danish = json.loads(built["webapp3/branding/texts/da.json"])
    assert (danish["brand"]["new"], danish["meeting"]["leave"]) == ("Hej {{name}}", "Forlad mødet")


def test_a_language_can_be_offered_with_learnt_texts_alone(run, english, tmp_path, write):
    write("themes/ward.yaml", THEME)
    write(
        "themes/organisations/clinic.yaml",
        "organisation: clinic\nname: C\npart_of: faelles\nsettings: {languages: [da, en, fi]}\n",
    )
    web = tmp_path / "fi.json"
    web.write_text((tmp_path / "en.json").read_text().replace('"Leave now"', '"Poistu"'))
    before = "The language `fi` has no texts." in run("check").out
    run("learn", english)
    run("learn", str(web))
    after = run("check").out
    assert (before, "The language `fi` has no texts." in after) == (True, False)


@pytest.mark.parametrize("name", ["en.json", "themeconfig.json"])
@pytest.mark.parametrize("content", ["{\n", '{"a": "b"}', '{"a": NaN}', '{"a": {"a": 1}}'])
def test_a_file_that_teaches_nothing_is_reported_at_its_place_and_nothing_is_written(
    run, tmp_path, workspace, name, content
):
    (tmp_path / name).write_text(content)
    result = run("learn", str(tmp_path / name))
    assert (result.code, result.err) == (1, "Nothing was written.\n")
    if content == "{\n":
        assert result.out.startswith(f"{tmp_path / name}:2:1: error: ")
    assert not (workspace / "themes/platform.json").exists()


@pytest.mark.parametrize("package", ["webapp3", "service-theme"])
def test_our_own_packages_are_not_the_platform(run, write, workspace, package):
    write("themes/ward.yaml", THEME)
    run("build")
    result = run("learn", f"dist/ward-{package}.zip")
    assert (result.code, "[nothing-learnt]" in result.out) == (1, True)
    assert "themebuilder import" in result.out
    assert not (workspace / "themes/platform.json").exists()


def test_a_branding_in_a_copy_of_the_hosted_web_app_is_left_out(learn, english, tmp_path):
    copy = tmp_path / "copy"
    (copy / "branding").mkdir(parents=True)
    (copy / "branding/manifest.json").write_text('{"translations": {"en": "./en.json"}}')
    texts = json.loads(Path(english).read_text())
    (copy / "branding/en.json").write_text(json.dumps({**texts, "brand.newer": "Ours"}))
    (copy / "en.json").write_text(json.dumps(texts))
    kept = learn(copy)["texts"]
    assert ("brand.new" in kept, "brand.newer" in kept) == (True, False)


def test_a_damaged_file_is_reported_and_mended_by_learning_again(run, write, english):
    write("themes/ward.yaml", THEME)
    write("themes/platform.json", "{")
    assert (run("check").code, "file-unreadable" in run("check").err) == (1, True)
    run("learn", english)
    assert "file-unreadable" not in run("check").err


def test_a_key_that_only_the_own_deployment_has_is_asked_of_every_language(run, english, write):
    write("themes/ward.yaml", THEME)
    run("learn", english)
    assert "Missing: brand.new" in run("check").out
