"""A draft that fails its checks: painted and saved, but neither built nor published."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.fake_node import Node, make_guard, run_node
from tests.preview.edit_kit import COLOR, read_diff
from tests.preview.kit import FILES, GUESTS
from tests.preview.test_editing_settings import DEPLOYMENT
from tests.publishing.kit import PASSWORD
from themebuilder.cli import main

pytestmark = pytest.mark.slow

FAINT, RULE = "#8fb8d0", "contrast-too-low"


def run(root: Path, *command: str) -> Result:
    return CliRunner().invoke(main, ["-C", str(root), *command], catch_exceptions=False)


def test_a_faint_colour_is_painted_and_saved_but_not_built_or_published(page, root, monkeypatch):
    assert run(root, "build", "ward").exit_code == 0
    page.edit(COLOR, FAINT)
    page.read_part(COLOR)
    address = f"{GUESTS}/themes/ward/view/branding/manifest.json"
    manifest = page.client.get(address, headers={"origin": GUESTS})
    assert "#90B9D0" in manifest.text.upper()
    assert RULE in {problem["rule"] for problem in page.get("/api/themes/ward")["found"]}
    page.post("save")
    assert f'+  color: "{FAINT}"' in read_diff(root)

    monkeypatch.setenv("NODE_PASSWORD", PASSWORD)
    with run_node(Node(), make_guard(password=PASSWORD)) as up:
        nodes = ", ".join(up.conferencing.values())
        file = root / "themes/deployments/prod.yaml"
        file.parent.mkdir()
        file.write_text(DEPLOYMENT.format(node=up.address, conferencing=nodes), encoding="utf-8")
        before = {name: dict(rows) for name, rows in up.node.rows.items()}
        built = run(root, "build", "ward")
        assert (built.exit_code, f"[{RULE}]" in built.stdout) == (1, True)
        assert f"{FILES['ward']}:7:10" in built.stdout
        published = run(root, "publish", "-d", "prod", "--yes")
        assert (published.exit_code, f"[{RULE}]" in published.output) == (1, True)
        assert "The last build of ward failed" in published.output
        assert {name: dict(rows) for name, rows in up.node.rows.items()} == before
