"""Walks through changing pictures, as requests of the page; each ends with what git says of the files."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from tests.preview.edit_kit import EditingPage, commit, read_diff
from tests.preview.kit import FILES
from tests.preview.pictures import ACTIVE_LOGO, LOGO, make_bomb, make_photo

pytestmark = pytest.mark.usefixtures("_same_process")

_MB = 1024 * 1024
LOGO_PART, BACKGROUND = "picture:logo", "picture:background"
JPEG, PNG, SVG = "image/jpeg", "image/png", "image/svg+xml"


def send(page: EditingPage, data: bytes, kind: str = SVG, slot: str = "logo", **headers: str):
    address = f"/api/edit/assets/{slot}?theme=ward"
    return page.client.put(address, content=data, headers={"content-type": kind, **headers})


def keep(page: EditingPage, data: bytes, kind: str = SVG, slot: str = "logo") -> str:
    """Send a picture and use it; its file."""
    answer = send(page, data, kind, slot)
    assert answer.status_code == 200, answer.text
    page.edit(f"picture:{slot}", answer.json()["file"])
    return str(answer.json()["file"])


def read_packed(page: EditingPage, start: str) -> bytes:
    """The file of the ward's package whose name starts so."""
    page.read_part(LOGO_PART)  # waits for the draft
    page.client.portal.call(page.session.theme, "ward")
    packages = page.session.rebuilder.state("ward").served.packages
    files = {name: data for package in packages for name, data in package.files.items()}
    return next(data for name, data in files.items() if f"/{start}" in f"/{name}")


def find_brightest(picture: bytes) -> int:
    return int(Image.open(BytesIO(picture)).convert("L").getextrema()[1])


# 7. A logo with a script in it.


def test_what_is_removed_from_a_logo_is_said_before_it_is_used(page, root):
    answer = send(page, ACTIVE_LOGO).json()
    assert [one["en"] for one in answer["removed"]] == ["2 scripts", "2 outside links"]
    assert [one["da"] for one in answer["removed"]] == ["2 scripts", "2 henvisninger ud"]
    assert (page.state["edits"], read_diff(root)) == ([], "")


def test_the_cleaned_logo_is_what_the_package_has(page, root):
    file = keep(page, ACTIVE_LOGO)
    assert read_diff(root) == ""
    packed = read_packed(page, "logo")
    page.post("save")
    assert (root / "brand_assets" / file).read_bytes() == packed
    assert b"alert" not in packed
    assert b"elsewhere" not in packed
    assert b'fill="#123456"' in packed or b"fill:#123456" in packed


def test_a_logo_is_saved_with_its_definition_and_undone_with_it(page, root):
    file = keep(page, LOGO)
    assert page.post("save")["saved"] == ["themes/ward.yaml", f"brand_assets/{file}"]
    assert file.startswith("clinic/logo-")
    assert read_diff(root).splitlines()[-2:] == [
        "+++ b/themes/ward.yaml",
        f"+  logo: {file}",
    ]
    page.post("undo")
    page.post("save")
    assert read_diff(root) == ""
    page.post("redo")
    page.post("save")
    assert (root / "brand_assets" / file).read_bytes() == LOGO


def test_a_logo_that_is_replaced_before_the_save_is_never_written(page, root):
    first = keep(page, LOGO)
    second = keep(page, LOGO.replace(b"#123456", b"#654321"))
    page.post("save")
    assert not (root / "brand_assets" / first).exists()
    assert (root / "brand_assets" / second).exists()


def test_a_discarded_logo_leaves_nothing_to_save(page, root):
    keep(page, LOGO)
    page.post("discard", ids=[page.state["edits"][0]["id"]])
    assert page.get("/api/edit/diff")["files"] == []
    page.post("save")
    assert read_diff(root) == ""


def test_saving_another_edit_alone_writes_no_picture(page, root):
    file = keep(page, LOGO)
    page.edit("color:color", "#335577")
    page.post("save", ids=[page.state["edits"][1]["id"]])
    assert not (root / "brand_assets" / file).exists()
    page.post("save", ids=[page.state["edits"][0]["id"]])
    assert (root / "brand_assets" / file).exists()


def test_a_picture_of_the_draft_survives_a_restart(page, root, tmp_path):
    file = keep(page, LOGO)
    again = EditingPage(root, tmp_path / "cache")
    with again.client:
        again.post("save")
    assert (root / "brand_assets" / file).read_bytes() == LOGO


def test_the_draft_keeps_pictures_for_nobody_else_to_read(page, tmp_path):
    keep(page, LOGO)
    kept = [file for file in (tmp_path / "cache").rglob("*") if file.is_file()]
    assert len(kept) == 2
    assert {file.stat().st_mode & 0o077 for file in kept} == {0}


def test_the_differences_name_a_picture_and_show_none_of_its_bytes(page):
    file = keep(page, LOGO)
    found = {one["file"]: one for one in page.get("/api/edit/diff")["files"]}
    assert found[f"brand_assets/{file}"] == {
        "file": f"brand_assets/{file}",
        "is_new": True,
        "is_removed": False,
        "hunks": [],
        "edits": [],
        "is_picture": True,
    }
    assert page.client.get(f"/api/edit/assets/{file.rpartition('/')[2]}").content == LOGO


# 8. A photo whose part to keep is chosen.


def test_a_photo_is_kept_smaller_and_without_what_the_camera_noted(page, root):
    answer = send(page, make_photo(3900, 2600, is_signed=True), JPEG, "background").json()
    assert (answer["came"], answer["kept"], answer["fitted"]) == (
        [3900, 2600],
        [3840, 2560],
        [1920, 1080],
    )
    assert "camera" in answer["removed"][0]["en"]
    page.edit(BACKGROUND, answer["file"])
    page.post("save")
    assert b"A camera" not in (root / "brand_assets" / answer["file"]).read_bytes()


def test_a_photo_without_notes_is_kept_as_it_is(page, root):
    data = make_photo()
    file = keep(page, data, JPEG, "background")
    page.post("save")
    assert (root / "brand_assets" / file).read_bytes() == data


def test_the_focus_turns_the_file_into_a_mapping_and_keeps_the_comment(page, root):
    ward = root / FILES["ward"]
    file = keep(page, make_photo(), JPEG, "background")
    page.post("save")
    text = ward.read_text(encoding="utf-8")
    page.change_on_disk("ward", f"background: {file}", f"background: {file}   # Toke, 2026")
    commit(root)
    page.edit(BACKGROUND, {"file": file, "focus": [0.2, 0.5]})
    page.post("save")
    assert f"  background: {{file: {file}, focus: [0.2, 0.5]}}   # Toke, 2026\n" in ward.read_text(
        encoding="utf-8"
    )
    page.edit(BACKGROUND, file)
    page.post("save")
    assert ward.read_text(encoding="utf-8") == text.replace(
        f"background: {file}", f"background: {file}   # Toke, 2026"
    )


def test_the_focus_moves_what_a_guest_sees(page):
    file = keep(page, make_photo(3000, 900), JPEG, "background")
    left, right = (
        page.edit(BACKGROUND, {"file": file, "focus": [x, 0.5]}) and read_packed(page, "background")
        for x in (0.0, 1.0)
    )
    assert left != right


def test_the_source_of_a_picture_is_shown_uncropped(page):
    data = make_photo()
    keep(page, data, JPEG, "background")
    page.read_part(LOGO_PART)
    assert page.client.get("/api/themes/ward/pictures/background").content == data


def test_a_dark_version_of_the_background_is_made_for_the_meeting(page):
    background = keep(page, make_photo(), JPEG, "background")
    answer = page.client.post(
        "/api/edit/assets/screen?theme=ward", json={"file": background}
    ).json()
    assert answer["file"].startswith("clinic/screen-")
    assert answer["file"].partition("-")[2] != background.partition("-")[2]
    page.edit("picture:screen", answer["file"])
    assert find_brightest(read_packed(page, "background")) > 240
    assert find_brightest(read_packed(page, "theme-background")) < 110


# 9. What can't be used.


@pytest.mark.parametrize(
    ("data", "kind", "status", "said"),
    [
        (b"MZ" + bytes(4000), PNG, 422, "one of these formats: JPEG, PNG, SVG."),
        (b"Ring til mig", JPEG, 422, "isn't a picture"),
        (make_bomb(30_000), PNG, 422, "30000 x 30000 pixels"),
        (make_photo(64, 64)[:-200], JPEG, 422, "its end is missing"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><g></svg>", SVG, 422, "mismatched tag"),
        (b"GIF89a" + bytes(40), PNG, 422, ""),
        (b"<!DOCTYPE svg [<!ENTITY a 'aaaa'>]><svg xmlns='http://www.w3.org/2000/svg'/>", SVG, 422, "DOCTYPE"),
        (b"x" * (31 * _MB), JPEG, 413, "too large"),
        (b"<svg>" + b" " * _MB, SVG, 413, "too large"),
        (b"BM", "image/bmp", 415, "picture"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_refused_with_a_reason(page, data, kind, status, said):
    answer = send(page, data, kind)
    assert answer.status_code == status
    assert said in (answer.json()["why"]["en"] if status == 422 else answer.text)
    assert page.state["edits"] == []
    assert send(page, LOGO).status_code == 200


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/api/edit/assets/nonsense?theme=ward", 404),
        ("/api/edit/assets/logo?theme=nobody", 404),
        ("/api/edit/assets/logo?organisation=..%2F..", 404),
        ("/api/edit/assets/..%2Flogo?theme=ward", 404),
        ("/api/edit/assets/logo?organisation=new-clinic", 200),
    ],
)
def test_a_picture_goes_to_a_known_slot_and_a_folder_of_an_organisation(page, address, status):
    answer = page.client.put(address, content=LOGO, headers={"content-type": SVG})
    assert answer.status_code == status
    assert status == 404 or answer.json()["file"].startswith("new-clinic/logo-")


def test_another_page_cannot_send_a_picture(page):
    for headers in ({"origin": "https://elsewhere.example"}, {"x-themebuilder-edit": "guess"}):
        assert send(page, LOGO, **headers).status_code == 403


def test_a_sent_svg_is_shown_without_the_right_to_run(page):
    file = send(page, LOGO).json()["file"]
    found = page.client.get(f"/api/edit/assets/{file.rpartition('/')[2]}")
    assert (found.content, found.headers["content-type"]) == (LOGO, "image/svg+xml")
    assert found.headers["content-security-policy"].startswith("sandbox")
