"""What the page gets when it asks, as app/CONTRACT.md says."""

from __future__ import annotations

import html
import json
import re
import zipfile
from pathlib import Path

import pytest

from tests.preview.kit import SPEAKING, WARD, format_clinic, record
from themebuilder.preview.guard import PAGE_HEADERS

CONTRACT = Path(__file__).parents[2] / "themebuilder" / "preview" / "app" / "src" / "contract.ts"
BRANDING = "/themes/ward/view/branding"
SERVICE = "/themes/ward/view/service-theme"


def read_fields(interface: str) -> dict[str, str]:
    """The fields of an interface of contract.ts and their types, those that it extends included."""
    text = re.sub(r"/\*\*.*?\*/", "", CONTRACT.read_text(encoding="utf-8"), flags=re.DOTALL)
    found = re.search(rf"interface {interface}(?: extends (\w+))? {{(.*?)\n}}", text, re.DOTALL)
    assert found, interface
    own = dict(re.findall(r"^\s+(\w+): (.+);$", found[2], re.MULTILINE))
    return {**(read_fields(found[1]) if found[1] else {}), **own}


@pytest.fixture
def detail(shared_client) -> dict:
    return shared_client.get("/api/themes/ward").json()


def test_a_theme_that_is_not_there_has_no_page(shared_client):
    assert shared_client.get("/themes/nobody/view/").status_code == 404


def test_files_with_a_hash_in_their_name_are_kept_forever(shared_client):
    assert "immutable" in shared_client.get("/assets/index-1a2b.js").headers["cache-control"]


def test_the_files_are_those_of_the_built_package(shared_client, write, run, tmp_path):
    write("themes/ward.yaml", WARD)
    run("build", "ward", "-o", str(tmp_path))
    with zipfile.ZipFile(tmp_path / "ward-webapp3.zip") as built:
        names = [name for name in built.namelist() if not name.endswith("/")]
        served = {
            name: shared_client.get(f"/themes/ward/view/{name[8:]}").content for name in names
        }
        assert served == {name: built.read(name) for name in names}


def test_the_service_theme_is_served_from_its_root(shared_client):
    assert shared_client.get(f"{SERVICE}/themeconfig.json").json()["theme_version"] == 2


def test_a_file_that_is_not_in_the_package_is_not_there(shared_client):
    assert shared_client.get(f"{BRANDING}/no-such.png").status_code == 404


@pytest.mark.parametrize(
    ("address", "media_type"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/assets/index-1a2b.js", "text/javascript; charset=utf-8"),
        (f"{BRANDING}/manifest.json", "application/json"),
        (f"{BRANDING}/background.jpg", "image/jpeg"),
        (f"{BRANDING}/logo.svg", "image/svg+xml"),
    ],
)
def test_a_file_has_the_type_of_its_suffix(shared_client, address, media_type):
    assert shared_client.get(address).headers["content-type"] == media_type


def test_every_answer_of_the_preview_has_its_headers(shared_client):
    for address in ("/", "/api/themes", "/themes/ward/view/", "/nothing-here"):
        headers = dict(shared_client.get(address).headers)
        assert PAGE_HEADERS.items() <= headers.items()
        assert headers["content-security-policy"].startswith("default-src 'self'; ")


def test_what_only_travels_with_the_page_is_not_served(shared_client):
    assert shared_client.get("/policy.txt").status_code == 404


def test_a_file_of_a_package_runs_no_script(shared_client):
    policy = shared_client.get(f"{BRANDING}/logo.svg").headers["content-security-policy"]
    assert policy.startswith("sandbox allow-forms; default-src 'none';")


@pytest.mark.parametrize(("chat", "enabled"), [("enabled", True), ("disabled", False)])
def test_the_node_says_whether_its_rooms_have_chat(client, save, chat, enabled):
    save(clinic=format_clinic(chat=chat))
    assert client.get("/themes/ward/view/node.json").json()["chat_enabled"] is enabled


def test_the_list_begins_with_the_workspaces_own_themes(shared_client):
    assert shared_client.get("/api/themes").json()["themes"][0]["name"] == "ward"


@pytest.mark.parametrize(
    ("interface", "part"),
    [
        ("ThemeDetail", lambda theme: theme),
        ("Setting", lambda theme: theme["settings"][0]),
        ("Value", lambda theme: theme["brand"][0]),
        ("Text", lambda theme: theme["texts"]["da"]["meeting.leave"]),
        ("Text", lambda theme: theme["screens"]["waiting_for_host"]),
        ("Source", lambda theme: theme["compare"][0]),
        ("Place", lambda theme: theme["brand"][0]["place"]),
    ],
)
def test_answers_have_the_fields_that_the_page_declares(detail, interface, part):
    assert set(part(detail)) == set(read_fields(interface))


def test_the_list_has_the_fields_that_the_page_declares(shared_client):
    listed = shared_client.get("/api/themes").json()["themes"]
    assert {frozenset(theme) for theme in listed} == {frozenset(read_fields("ThemeSummary"))}


def test_a_text_stands_with_its_place_and_those_who_use_it(detail):
    text = detail["texts"]["da"]["meeting.leave"]
    assert text == {
        "text": "Forlad mødet",
        "place": {"file": "themes/ward.yaml", "line": 10, "column": 23},
        "used_by": ["ward"],
    }


def test_a_shared_text_names_all_who_use_it_once_they_were_examined(client, session):
    for name in session.rebuilder.names():
        session.rebuilder.examine(name)
    detail = client.get("/api/themes/ward").json()
    assert {"borger", "ward"} <= set(detail["screens"]["waiting_for_host"]["used_by"])


def test_a_setting_says_who_gave_it_and_whether_it_is_locked(client, save):
    save(clinic=format_clinic(languages="[da]"))
    settings = {
        setting["name"]: setting for setting in client.get("/api/themes/ward").json()["settings"]
    }
    report = {key: settings["languages"].pop(key)["da"] for key in ("title", "effect", "cannot")}
    assert settings["languages"] == {
        "name": "languages",
        "value": "da",
        "place": {"file": "themes/organisations/clinic.yaml", "line": 4, "column": 23},
        "organisation": "Clinic",
        "locked": False,
        "screens": ["landing", "settings"],
    }
    assert (report["title"], report["cannot"][:22]) == ("Sprog", "Det oversætter intet: ")


def test_a_prompt_stands_with_its_screens_and_what_they_rest_on(client, own_workspace, save):
    record(own_workspace)
    save(ward=SPEAKING)
    (prompt,) = client.get("/api/themes/ward").json()["prompts"]
    assert set(prompt) == set(read_fields("Prompt"))
    assert (prompt["screens"], prompt["screens_from"]) == (
        ["virtual_reception_connecting"],
        "words",
    )


def test_a_picture_is_one_value_however_it_is_written(detail):
    brand = {value["name"]: value["value"] for value in detail["brand"]}
    assert brand["background"] == "draw: waves, tone: light, seed: 1, color: #3d6b7d"


def test_a_theme_is_compared_with_its_parent(detail):
    parent = {"kind": "parent", "title": "Borger", "view": "/themes/borger/view/"}
    assert detail["compare"] == [parent]


def test_a_problem_stands_at_the_value_that_it_concerns(client, save):
    save(ward=WARD.replace("meeting.leave", "meeting.lave"))
    found = client.get("/api/themes/ward").json()["found"]
    assert {one["place"]["line"] for one in found} == {10}


@pytest.mark.parametrize(
    ("package", "files"),
    [
        ("webapp3", {f"{BRANDING}/manifest.json": 200, f"{SERVICE}/themeconfig.json": 404}),
        ("service-theme", {f"{BRANDING}/manifest.json": 404, f"{SERVICE}/themeconfig.json": 200}),
    ],
)
def test_a_theme_of_one_package_is_shown_without_the_other(client, save, package, files):
    save(ward=f"{WARD}\npackages: [{package}]\n")
    assert client.get("/api/themes/ward").status_code == 200
    assert {path: client.get(path).status_code for path in files} == files


def read_answers(page: str) -> dict[str, str]:
    """The answers that came with a page, by path."""
    element = r'<script type="application/json" data-answers="(.*?)">(.*?)</script>'
    found = re.findall(element, page, re.DOTALL)
    return {html.unescape(path): json.loads(text) for path, text in found}


def test_the_shell_brings_the_list_and_the_theme_if_it_is_built(client):
    assert set(read_answers(client.get("/?theme=ward").text)) == {"/api/themes"}
    asked = {path: client.get(path).json() for path in ("/api/themes/ward", "/api/themes")}
    assert read_answers(client.get("/?theme=ward").text) == asked
    assert read_answers(client.get("/").text) == asked


def test_a_guests_page_brings_what_it_would_ask_for(shared_client):
    brought = read_answers(shared_client.get("/themes/ward/view/").text)
    assert {
        f"{BRANDING}/manifest.json",
        f"{BRANDING}/texts/da.json",
        "/themes/ward/view/node.json",
        "/themes/ward/view/service-theme/themeconfig.json",
    } <= brought.keys()
    assert brought == {path: shared_client.get(path).json() for path in brought}


def test_a_text_doesnt_end_the_answer_that_it_is_in(client, save):
    save(ward=WARD.replace("Forlad mødet", "Forlad </script><b>mødet"))
    texts = read_answers(client.get("/themes/ward/view/").text)[f"{BRANDING}/texts/da.json"]
    assert texts["meeting"]["leave"] == "Forlad </script><b>mødet"


def test_a_page_is_compressed_where_the_browser_takes_it(shared_client):
    for address in ("/", "/themes/ward/view/", "/api/themes", "/assets/index-1a2b.js"):
        plain = shared_client.get(address, headers={"accept-encoding": "identity"})
        packed = shared_client.get(address, headers={"accept-encoding": "gzip"})
        assert packed.headers.get("content-encoding") == "gzip"
        assert packed.text == plain.text


def test_a_file_is_kept_by_the_browser_only_under_the_digest_of_its_package(client, save):
    address = f"{BRANDING}/background.jpg"
    digest = client.get("/api/themes/ward").json()["digest"]
    assert "immutable" in client.get(address, params={"v": digest}).headers["cache-control"]
    for older in ("", "sha256:0", digest):
        assert client.get(address, params={"v": older}).status_code == 200
        if older == digest:
            save(ward=WARD.replace("#2b6a94", "#2b6a64"))
        kept = client.get(address, params={"v": older}).headers["cache-control"]
        assert kept == "no-store"
