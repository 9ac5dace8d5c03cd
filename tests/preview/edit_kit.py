"""A page that edits a workspace under git, without a browser."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from starlette.routing import Route
from starlette.testclient import TestClient

from tests.preview.kit import BUNDLE, FILES, GUESTS, HERE, make_rebuilder, run_preview
from themebuilder.editing.draft import open_draft
from themebuilder.preview.app import create_app
from themebuilder.preview.edit_api import EditApi
from themebuilder.preview.guard import Admission
from themebuilder.preview.session import PreviewSession

OWN = {
    "origin": HERE,
    "sec-fetch-site": "same-origin",
    "x-themebuilder-edit": "edit-secret",
}
LEAVE = "text:da:meeting.leave"
JOIN = "text:da:common.join"
CLOSE = "text:da:breakouts.close-room-modal.title"
"""A text with a placeholder."""
COLOR = "color:color"
TITLE = "name:title"


class EditingPage:
    """The page of a workspace at *root*, whose draft is kept in *cache*."""

    def __init__(self, root: Path, cache: Path) -> None:
        self.root = root
        self.session = PreviewSession(make_rebuilder(root))
        admission = Admission(port=8756, edit_token="edit-secret")
        api = EditApi(self.session, open_draft(root, cache))
        routes = api.routes()
        app = create_app(self.session, BUNDLE, admission, guest_port=8757, edit_routes=routes)
        self.client = TestClient(app, base_url=HERE, headers=OWN)

    def get(self, path: str) -> Any:
        return self.client.get(path).json()

    @property
    def state(self) -> Any:
        """The draft."""
        return self.get("/api/edit")

    def post(self, name: str, /, **body: object) -> Any:
        """A request that changes the draft as it is now; its answer, which has to be accepted."""
        answer = self.ask(name, **{"seq": self.state["seq"], **body})
        assert answer.status_code == 200, answer.text
        return answer.json()

    def ask(self, name: str, /, **body: object) -> Any:
        return self.client.post(f"/api/edit/{name}", json=body)

    def edit(self, part: str, value: object, scope: str = "theme", theme: str = "ward") -> Any:
        return self.post("edits", edits=[make_edit(part, value, scope, theme)], base={})

    def read_part(self, part: str, theme: str = "ward") -> Any:
        return self.get(f"/api/themes/{theme}/parts/{part}")

    def read_scope(self, part: str, level: str, theme: str = "ward") -> Any:
        return next(
            scope for scope in self.read_part(part, theme)["scopes"] if scope["level"] == level
        )

    def change_on_disk(self, name: str, old: str, new: str) -> None:
        """Somebody saves a file in another program, and the preview takes it in."""
        file = self.root / FILES[name]
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new), encoding="utf-8")
        self.take_changes(file)

    def take_changes(self, *files: Path) -> None:
        """The preview takes in files that somebody changed."""
        self.client.portal.call(self.session.take_changes, files)

    def leave_text(self, theme: str = "ward") -> str:
        """What a guest of the theme reads on the button."""
        self.read_part(LEAVE)  # waits for the draft
        path = f"/themes/{theme}/view/branding/texts/da.json"
        texts = self.client.get(f"{GUESTS}{path}", headers={"origin": GUESTS}).json()
        return str(texts["meeting"]["leave"])


@contextmanager
def run_editing_preview(
    root: Path,
    cache: Path,
    *,
    session: PreviewSession | None = None,
    routes: Sequence[Route] = (),
    follow: bool = False,
) -> Iterator[str]:
    """Serve the workspace at *root*, which may be edited, and *routes*; gives the address of the page."""
    session = session or PreviewSession(make_rebuilder(root))
    admission = Admission(edit_token="secret")
    routes = [*EditApi(session, open_draft(root, cache)).routes(), *routes]
    with run_preview(session, admission, edit_routes=routes, follow=follow) as (at, _guests):
        yield at


def make_edit(
    part: str, value: object, scope: str = "theme", theme: str = "ward"
) -> dict[str, object]:
    return {"theme": theme, "part": part, "scope": scope, "value": value}


def commit(root: Path) -> None:
    """Keep the workspace in git as it is."""
    run_git(root, "init", "-q")
    run_git(root, "add", "-A")
    run_git(root, "commit", "-q", "-m", "as it is")


def read_diff(root: Path) -> str:
    """The lines that differ from the commit, with the files they are in; new files too."""
    run_git(root, "add", "-A")
    shown = run_git(root, "diff", "--cached", "--unified=0", "--no-color")
    return "\n".join(
        line
        for line in shown.splitlines()
        if not line.startswith(("index ", "@@", "diff ", "--- ", "new file"))
    )


AUTHOR = ("-c", "user.name=A", "-c", "user.email=a@example.org")
"""A new machine has none."""


def run_git(root: Path, *command: str) -> str:
    done = subprocess.run(
        ["git", *AUTHOR, *command], cwd=root, check=True, capture_output=True, text=True
    )
    return done.stdout
