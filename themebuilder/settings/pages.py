"""What is generated from the table: a part of the organisation's JSON Schema, and the reference.

``python -m themebuilder.settings.pages`` writes both; tests hold them equal to the table.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from themebuilder.settings import SETTINGS
from themebuilder.settings.kinds import WHAT_IS_WRITTEN, Declaration, Where

_PACKAGE = Path(__file__).parent.parent
SCHEMA_FILE = _PACKAGE / "schemas" / "organisation.json"
PAGE_FILE = _PACKAGE.parent / "docs" / "settings.md"


def make_schema(setting: Declaration) -> dict[str, Any]:
    """The JSON Schema of a setting's value."""
    told = f"{setting.about.en} "
    told += "".join(f"`{value.name}`: {value.effect.en} " for value in setting.values)
    if setting.values:
        return {"enum": [value.name for value in setting.values], "description": told.strip()}
    if setting.parts:
        properties = {part.name: dict(part.schema) for part in setting.parts}
        mapping = {"type": "object", "additionalProperties": False}
        return {**mapping, "description": told.strip(), "properties": properties}
    return {**setting.schema, "description": told.strip()}


def list_lockable() -> list[str]:
    """The settings that an organisation may lock for those below it."""
    return [setting.name for setting in SETTINGS if setting.is_lockable]


def insert_settings(schema: str) -> str:
    """The organisation's *schema*, as text, with its settings and locks as the table has them."""
    settings = ",\n".join(
        f'        "{setting.name}": {json.dumps(make_schema(setting))}' for setting in SETTINGS
    )
    schema = re.sub(
        r'("settings": \{.*?"properties": \{\n).*?(\n      \}\n    \},\n    "lock")',
        lambda found: found[1] + settings + found[2],
        schema,
        flags=re.DOTALL,
    )
    locks = json.dumps(list_lockable())
    return re.sub(
        r'("lock": .*?"enum": )\[[^\]]*\]', lambda found: found[1] + locks, schema, count=1
    )


def format_reference() -> str:
    """All settings as one Markdown document."""
    return "".join(_reference())


def _reference() -> Iterator[str]:
    yield "# Settings of an organisation\n\n"
    yield "Made by `python -m themebuilder.settings.pages`; a test holds it equal.\n\n"
    yield (
        "An organisation decides these for all of its themes, in `settings:` of its file. The "
        "values stand from open to restrictive.\n"
    )
    for setting in SETTINGS:
        yield f"\n## {setting.name}\n\n{setting.about.en}\n\n"
        for value in setting.values:
            is_default = " (default)" if value.name == setting.default else ""
            yield f"- `{value.name}`{is_default}: {value.effect.en}\n"
        for part in setting.parts:
            yield f"- `{part.name}`: {part.effect.en}\n"
        if not setting.values:
            default = f"`{setting.default}`" if setting.default else "none"
            yield f"- Default: {default}.\n"
        if not setting.is_lockable:
            yield "- It cannot be locked.\n"
        yield "\n| Where | Field | Value | Evidence |\n|---|---|---|---|\n"
        for field in setting.fields:
            told = ", ".join(
                "as written" if value == WHAT_IS_WRITTEN else f"{value}: `{json.dumps(said)}`"
                for value, said in field.values.items()
            )
            name = f"`{field.name}`" if field.where is not Where.TEXTS else field.name
            yield f"| {field.where} | {name} | {told} | {field.evidence} |\n"
        yield f"\nWhat it cannot do: {setting.cannot.en}\n"


def main() -> None:
    """Write both files."""
    SCHEMA_FILE.write_text(insert_settings(SCHEMA_FILE.read_text("utf-8")), "utf-8")
    PAGE_FILE.write_text(format_reference(), "utf-8")


if __name__ == "__main__":
    main()
