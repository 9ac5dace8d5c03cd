"""A new picture file is shown small before its package is built."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from tests.preview.kit import FILES, WARD
from themebuilder.cli.preview import _print_event
from themebuilder.preview.events import BuildEvent, FailureEvent, SketchEvent

PICTURE = "brand_assets/clinic/page.png"
DRAWN = '{draw: waves, tone: light, seed: 1, color: "#3d6b7d"}'
WITH_FILE = WARD.replace(DRAWN, "clinic/page.png")


def encode(color: str, size: tuple[int, int] = (1920, 1080)) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, color).save(out, "PNG")
    return out.getvalue()


@pytest.fixture
def put(own_workspace, session):
    """Saves files of a theme that is built already; what is told during the build, and after it."""

    def save(files: dict[str, bytes]):
        for name, data in files.items():
            (own_workspace / name).parent.mkdir(parents=True, exist_ok=True)
            (own_workspace / name).write_bytes(data)
        session.rebuilder.read([own_workspace / name for name in files])
        lines = []
        return session.rebuilder.make("ward", lines.append), lines

    save({FILES["ward"]: WITH_FILE.encode(), PICTURE: encode("#203040")})
    return save


def test_a_new_picture_is_sketched_before_the_package_is_built(put):
    after, during = put({PICTURE: encode("#405060")})
    (sketched,) = during
    assert list(sketched.pictures) == ["background", "card", "screen"]
    assert [one.changed for one in after] == [("pictures",)]


def test_a_sketch_is_the_new_picture_in_the_shape_of_its_slot(put, client):
    _after, (sketched,) = put({PICTURE: encode("#405060", (1920, 1920))})
    answer = client.get(f"/themes/ward/view/{sketched.pictures['background']}")
    with Image.open(BytesIO(answer.content)) as sketch:
        assert (sketch.size, sketch.getpixel((9, 9))) == ((640, 360), (64, 80, 96))


def test_a_sketch_is_not_printed(put, capsys):
    _after, (sketched,) = put({PICTURE: encode("#405060")})
    _print_event(sketched)
    assert capsys.readouterr() == ("", "")


def test_only_what_was_sketched_can_be_asked_for(put, client):
    put({PICTURE: encode("#405060")})
    assert client.get("/themes/ward/view/sketch/0").status_code == 404


def test_a_picture_that_is_saved_unchanged_is_not_sketched(put):
    assert put({PICTURE: encode("#203040")}) == ([], [])


def test_a_picture_of_a_theme_that_was_not_built_yet_is_not_sketched(own_workspace, session):
    (own_workspace / PICTURE).parent.mkdir(parents=True)
    (own_workspace / PICTURE).write_bytes(encode("#203040"))
    (own_workspace / FILES["ward"]).write_text(WITH_FILE, encoding="utf-8")
    session.rebuilder.read([own_workspace / FILES["ward"]])
    lines = []
    session.rebuilder.make("ward", lines.append)
    assert lines == []


@pytest.mark.parametrize(
    "data", [b"no picture", encode("#405060", (640, 360)), b""], ids=["broken", "small", "empty"]
)
def test_a_picture_that_can_not_be_used_is_not_sketched(put, data):
    after, during = put({PICTURE: data})
    assert during == []
    assert [type(one) for one in after] == [FailureEvent]


def test_a_sketch_goes_where_its_package_can_not_be_built(put):
    tight = b"workspace: own\nbudgets: {screen: 20000}\n"
    noise = BytesIO()
    Image.effect_noise((1920, 1080), 90).convert("RGB").save(noise, "PNG")
    after, during = put({PICTURE: noise.getvalue(), FILES["workspace"]: tight})
    assert [type(one) for one in during] == [SketchEvent]
    assert [type(one) for one in after] == [FailureEvent, SketchEvent]
    assert after[-1].pictures == {}


def test_a_sketch_goes_where_the_old_picture_came_back(put, own_workspace, session):
    """The build of the new one was overtaken."""
    (own_workspace / PICTURE).write_bytes(encode("#405060"))
    session.rebuilder.read([own_workspace / PICTURE])

    def take_back(_event):
        (own_workspace / PICTURE).write_bytes(encode("#203040"))
        session.rebuilder.read([own_workspace / PICTURE])

    assert session.rebuilder.make("ward", take_back) == []
    told = session.rebuilder.make("ward")
    assert [one.pictures for one in told if not isinstance(one, BuildEvent)] == [{}]
