from __future__ import annotations

import re
from pathlib import Path

import pytest

from themebuilder.definitions.reference import format_keys

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"


def test_the_page_of_definitions_is_what_the_tool_prints():
    page = (DOCS / "definitions.md").read_text(encoding="utf-8")
    assert page == format_keys(), "run `make docs`"


def test_a_key_that_takes_the_same_as_another_names_one_that_is_described():
    page = format_keys()
    referred = re.findall(r"\| as `(\S+)` \|", page)
    assert "waiting" in referred
    assert [key for key in referred if f"\n| `{key}` | " not in page.replace(" (needed)", "")] == []


def test_the_page_on_designing_names_what_the_page_in_the_browser_says():
    page = (DOCS / "da" / "design-i-browseren.md").read_text(encoding="utf-8")
    labels = {" ".join(one.split()).rstrip(".") for one in re.findall(r"\*\*([^*]+)\*\*", page)}
    shell = ROOT / "themebuilder" / "preview" / "app" / "src" / "shell"
    words = "".join(
        file.read_text(encoding="utf-8")
        for file in (shell / "words.json", shell / "edit" / "words.json")
    )
    assert len(labels) > 20
    assert sorted(label for label in labels if f'"{label}' not in words) == []


@pytest.mark.parametrize(
    "page", sorted([*DOCS.rglob("*.md"), *ROOT.glob("*.md")]), ids=lambda p: p.name
)
def test_links_between_pages_lead_somewhere(page):
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    links = re.findall(r"\]\((?!https?://|mailto:)([^)#\s]*)#?([^)\s]*)\)", text)
    assert [link for link in links if not _leads_somewhere(page, *link)] == []


def _leads_somewhere(page: Path, target: str, heading: str) -> bool:
    file = page.parent / target if target else page
    if not heading:
        return file.exists()
    headings = re.findall(r"^#+ (.*)$", file.read_text(encoding="utf-8"), re.MULTILINE)
    return heading in [re.sub(r"[^\w -]", "", one.lower()).replace(" ", "-") for one in headings]
