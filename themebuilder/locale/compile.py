"""``python -m themebuilder.locale.compile`` compiles the translations to what gettext reads."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages import Catalog, mofile, pofile

from themebuilder.core.files import write_whole

FOLDER = Path(__file__).parent
# In the head of each compiled file: the same words give the same bytes on every day.
DATE = datetime(2020, 2, 2, tzinfo=UTC)


def read_translations(language: str) -> Catalog:
    """Return the messages of all files of *language* as one catalogue."""
    merged = Catalog(language, creation_date=DATE, revision_date=DATE)
    for file in sorted((FOLDER / language / "LC_MESSAGES").glob("*.po")):
        for message in pofile.read_po(BytesIO(file.read_bytes()), language):
            if message.id:
                merged[message.id] = message
    return merged


def compile_translations() -> None:
    """Write ``messages.mo`` beside the ``.po`` files of each language."""
    for folder in FOLDER.glob("*/LC_MESSAGES"):
        compiled = BytesIO()
        mofile.write_mo(compiled, read_translations(folder.parent.name))
        target = folder / "messages.mo"
        # The date of an unchanged file stays: what is kept from earlier builds holds for it.
        if not target.exists() or target.read_bytes() != compiled.getvalue():
            write_whole(target, compiled.getvalue())


if __name__ == "__main__":
    compile_translations()
