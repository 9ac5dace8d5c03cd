"""Pictures on the page that edits, in a real browser: dropped, pasted or chosen, focused, saved, undone."""

from __future__ import annotations

import base64
import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Route, expect

from tests.preview.edit_page import Editing
from tests.preview.pictures import ACTIVE_LOGO, LOGO, make_bomb, make_photo

pytestmark = pytest.mark.slow

OVERFLOWS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
PASTE = """
([name, type, text]) => {
    const bytes = Uint8Array.from(atob(text), letter => letter.charCodeAt(0));
    const clipboardData = new DataTransfer();
    clipboardData.items.add(new File([bytes], name, {type}));
    document.body.dispatchEvent(new ClipboardEvent('paste', {clipboardData, bubbles: true}));
}
"""
"""Gives a file to the page as browsers do; tests can't put one on the clipboard."""


class Pictures:
    """The part of the page that changes a picture."""

    def __init__(self, editing: Editing, folder: Path) -> None:
        self.editing, self.folder = editing, folder
        self.page, self.root = editing.page, editing.root

    def open(self, slot: str) -> Pictures:
        """Choose a picture while the landing page is shown."""
        self.editing.show()
        self.page.get_by_role("button", name="Forside").click()
        self.page.locator(f"[data-part='picture:{slot}']").click()
        self.page.get_by_role("button", name="Vælg en fil").wait_for()
        return self

    def pick(self, name: str, data: bytes) -> None:
        """Choose a file with the button."""
        file = self.folder / name
        file.write_bytes(data)
        with self.page.expect_file_chooser() as chooser:
            self.page.get_by_role("button", name="Vælg en fil").click()
        chooser.value.set_files(file)

    def drop(self, name: str, data: bytes, on: str = ".drop-zone") -> None:
        """Drag a file from the desktop to a place on the page."""
        file = self.folder / name
        file.write_bytes(data)
        box = self.page.locator(on).first.bounding_box()
        place = {"x": box["x"] + 20, "y": box["y"] + 20}
        dragged = {"items": [], "files": [str(file)], "dragOperationsMask": 1}
        browser = self.page.context.new_cdp_session(self.page)
        edge = {"x": 4, "y": 4}
        for kind, at in (
            ("dragEnter", edge),
            ("dragOver", edge),
            ("dragOver", place),
            ("drop", place),
        ):
            browser.send("Input.dispatchDragEvent", {"type": kind, **at, "data": dragged})

    def paste(self, name: str, kind: str, data: bytes) -> None:
        self.page.evaluate(PASTE, [name, kind, base64.b64encode(data).decode()])

    @property
    def status(self) -> Locator:
        return self.page.locator(".picture-drop [role=status]")

    @property
    def point(self) -> Locator:
        return self.page.get_by_role("button", name="Punktet:")

    @property
    def assets(self) -> list[str]:
        folder = self.root / "brand_assets" / "clinic"
        names = (file.name for file in folder.glob("*") if file.is_file())
        return sorted(re.sub(r"-[0-9a-f]{12}\.", "-….", name) for name in names)


@pytest.fixture
def pictures(editing, tmp_path, _same_process) -> Pictures:
    return Pictures(editing, tmp_path)


def test_a_logo_with_a_script_is_cleaned_only_once_somebody_agrees(pictures):
    page, asking = pictures.open("logo").page, pictures.page.get_by_role("alert")
    before, late = pictures.assets, list[Route]()
    page.route(
        "**/api/edit/assets/*",
        lambda route: late.append(route) if route.request.method == "GET" else route.continue_(),
    )
    with page.expect_request(lambda one: "/assets/" in one.url and one.method == "GET"):
        pictures.pick("logo.svg", ACTIVE_LOGO)
    expect(asking).to_have_text("Fjernet fra SVG-filen: 2 scripts, 2 henvisninger ud")
    # The buttons stay in place when the picture comes.
    cancel = page.get_by_role("button", name="Annuller")
    place = cancel.bounding_box()
    page.unroute("**/api/edit/assets/*")
    picture = page.locator(".notice .picture-sample img")
    expect(picture).to_have_js_property("naturalWidth", 200)
    assert cancel.bounding_box() == place
    cancel.press("Enter")
    expect(page.get_by_role("button", name="Vælg en fil")).to_be_focused()
    expect(asking).to_have_count(0)
    expect(pictures.editing.bar).to_contain_text("Ingen ændringer")
    pictures.drop("logo.svg", ACTIVE_LOGO)
    page.get_by_role("button", name="Brug det rensede billede").click()
    expect(pictures.status).to_contain_text("Renset for 2 scripts, 2 henvisninger ud")
    logo = pictures.editing.guest.locator("img[srcset*='logo']").first
    expect(logo).to_have_js_property("naturalWidth", 200)
    assert pictures.assets == before
    pictures.editing.save()
    assert pictures.assets == [*before, "logo-….svg"]
    assert "alert" not in pictures.editing.read_diff()
    page.get_by_role("button", name="Fortryd billede").click()
    pictures.editing.save()
    assert (pictures.editing.read_diff(), pictures.assets) == ("", before)


def test_a_photo_is_focused_with_keys_numbers_and_the_pointer(pictures):
    page = pictures.open("background").page
    pictures.pick("udsigt.jpg", make_photo(4200, 2800, is_signed=True))
    for said in (
        "Modtaget: 4200 × 2800 punkter",
        "Renset for noter fra kameraet eller programmet, fx stedet",
        "Gemmes hos jer som 3840 × 2560 punkter",
        "Tilpasset: gæsten får 1920 × 1080 punkter",
    ):
        expect(pictures.status).to_contain_text(said)
    pictures.point.wait_for()
    crops = [page.locator(".crop img").nth(number) for number in range(3)]
    before = [crop.bounding_box() for crop in crops]
    pictures.point.focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Shift+ArrowUp")
    expect(page.get_by_label("Fra toppen, %")).to_have_value("39")
    for crop, old in zip(crops, before, strict=True):
        assert crop.bounding_box()["y"] != old["y"]
    expect(pictures.editing.bar).to_contain_text("1 ændring")
    across = page.get_by_label("Fra venstre, %")
    across.focus()
    for keys, shown in (
        ("Backspace Backspace", ""),
        ("Tab", "50"),
        ("Shift+Tab Backspace 2 5", "25"),
    ):
        for key in keys.split():
            page.keyboard.press(key)
        expect(across).to_have_value(shown)
    page.keyboard.press("Enter")
    expect(pictures.point).to_have_attribute("aria-label", re.compile("25 % fra venstre, 39 %"))
    pictures.editing.save()
    assert re.search(
        r"\+  background: \{file: clinic/background-\w+\.jpg, focus: \[0\.25, 0\.39\]\}",
        pictures.editing.read_diff(),
    )
    box = page.locator(".focus-picture").bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.8, box["y"] + box["height"] * 0.6, steps=4)
    page.mouse.up()
    expect(page.get_by_label("Fra venstre, %")).to_have_value("80")
    expect(page.get_by_role("button", name="Fortryd billede")).to_be_enabled()
    pictures.editing.save()
    assert "focus: [0.8, 0.6]" in pictures.editing.read_diff()
    for width in (320, 390, 1024, 1440):
        page.set_viewport_size({"width": width, "height": 800})
        assert not page.evaluate(OVERFLOWS), width


def test_a_background_is_drawn_then_a_photo_with_a_dark_version_for_the_meeting(pictures):
    page, held = pictures.open("background").page, []
    page.get_by_label("Motiv").select_option("Bakker")
    page.get_by_label("Tone").select_option("Lys med morgenhimmel")
    page.get_by_role("button", name="Tegn et andet").click()
    expect(pictures.editing.bar).to_contain_text("1 ændring")
    pictures.editing.save()
    drawn = 'background: {draw: hills, tone: dawn, seed: 2, color: "#3d6b7d"}'
    assert f"+  {drawn}" in pictures.editing.read_diff()

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/api/edit/edits", hold, times=1)
    pictures.pick("udsigt.jpg", make_photo())
    expect(pictures.editing.bar).to_contain_text("1 ændring")
    with page.expect_response("**/api/edit/assets/screen?*") as darkened:
        page.get_by_role("button", name="Lav en mørk udgave til mødet").click()
    assert darkened.value.ok, "The server doesn't know yet that this is the background."
    held[0].continue_()
    page.get_by_role("button", name="Se mødeskærmen").click()
    expect(pictures.editing.bar).to_contain_text("2 ændringer")
    pictures.editing.save()
    assert pictures.assets[-2:] == ["background-….jpg", "screen-….jpg"]


ON_THE_LANDING_PAGE = [
    ("img[srcset*='logo']", "logo", "Logo"),
    ("[class*='infoCardImage']", "card", "Kortets billede"),
    ("[class*='backgroundImage']", "background", "Baggrund"),
]


def test_a_click_on_a_picture_chooses_it_as_its_name_in_the_list_does(pictures):
    page, guest = pictures.page, pictures.editing.show(screen="landing").guest
    page.get_by_role("heading", name="Dele på skærmen").wait_for()
    for shown, slot, name in ON_THE_LANDING_PAGE:
        guest.locator(shown).first.click(position={"x": 5, "y": 5})
        expect(page.get_by_role("heading", level=2, name=name)).to_be_focused()
        assert is_outlined(pictures, shown)
        page.keyboard.press("Escape")
        expect(page.locator(f"[data-part='picture:{slot}']")).to_be_focused()
        expect(guest.locator(".preview-outline")).to_be_hidden()
        page.keyboard.press("Enter")
        assert is_outlined(pictures, shown)
    pictures.editing.show(screen="meeting")
    for name in ("Logo", "Baggrund", "Kortets billede", "Mødeskærmens billede", "Ikon"):
        expect(page.get_by_role("button", name=name).first).to_be_visible()


def is_outlined(pictures: Pictures, shown: str) -> bool:
    """Whether the outline is around a picture, within the window."""
    guest = pictures.editing.guest
    expect(guest.locator(".preview-outline")).to_be_visible()
    picture, outline = (
        guest.locator(one).first.bounding_box() for one in (shown, ".preview-outline")
    )
    return all(abs(picture[side] - outline[side]) < 10 for side in ("x", "y", "width", "height"))


def test_what_is_refused_has_a_reason_and_other_pictures_are_pasted_and_dropped(pictures):
    pictures.open("logo").drop("logo.svg", LOGO.replace(b"#123456", b"#654321"), on="iframe")
    expect(pictures.status).to_contain_text("Kontrolleret: intet at rense")
    expect(pictures.editing.bar).to_contain_text("1 ændring")
    for name, data, said in (
        ("notat.txt", b"Ring til mig", "Vælg en JPEG-, PNG- eller SVG-fil."),
        ("logo.png", b"MZ" + bytes(4000), "Filen er ikke et billede"),
        ("logo.png", make_bomb(30_000), "30000 x 30000"),
    ):
        pictures.pick(name, data)
        expect(pictures.status).to_contain_text(said)
    for said in ("Kontrolleret: intet at rense", "Det er det billede, temaet allerede har."):
        pictures.paste("logo.svg", "image/svg+xml", LOGO)
        expect(pictures.status).to_contain_text(said)
        expect(pictures.editing.bar).to_contain_text("1 ændring")
