"""The messages in the code, and their translations.

``python -m tests.catalogue`` adds new messages to the ``.po`` files, removes those that are gone, and
compiles. ``python -m tests.catalogue FOLDER`` lists sentences in the code that `_` does not mark;
those that must not be translated stand in ``untranslated.txt``.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from inspect import cleandoc
from pathlib import Path

import click
import yaml
from babel.messages import Catalog, pofile
from babel.messages.extract import extract_from_dir

from tests.sources import list_files, read_source
from themebuilder.cli import COMMANDS, EPILOG, SECTIONS, main
from themebuilder.definitions.schema import DEFINITION_KINDS
from themebuilder.locale.compile import FOLDER, compile_translations, read_translations
from themebuilder.platform.shipped import load_situations
from themebuilder.platform.tables import read_data
from themebuilder.settings import SETTINGS
from themebuilder.settings.pages import make_description

HERE = Path(__file__).parent
SOURCES = HERE.parent / "themebuilder"
KEYWORDS = {"_": None, "N_": None, "_n": (1, 2), "gettext": None, "ngettext": (1, 2)}
METHODS = [("**.py", "python"), ("**.j2", "jinja2.ext:babel_extract")]

MessageId = str | tuple[str, str]


def extract_messages() -> dict[str, dict[MessageId, None]]:
    """Return package -> its messages; a message of several packages is the first one's."""
    seen: set[MessageId] = set()
    found: dict[str, dict[MessageId, None]] = {}
    for package, message in _list_messages():
        if message not in seen:
            seen.add(message)
            found.setdefault(package, {})[message] = None
    return found


def _list_messages() -> Iterator[tuple[str, MessageId]]:
    yield from (("cli", text) for text in list_help(main))
    for package in sorted(folder.name for folder in SOURCES.iterdir() if folder.is_dir()):
        yield from ((package, message) for message in _extract(SOURCES / package))
    yield from (("cli", message) for message in _extract(SOURCES, "*.py"))
    for situation in load_situations().values():
        yield from (("platform", text) for text in (situation.label, situation.who))
    yield from (("platform", one["what"]) for one in read_data("webapp")["hides"].values())
    yield from (("definitions", text) for text in list_data())
    yield from (("click", message) for message in _extract(Path(click.__file__).parent))


def _extract(folder: Path, pattern: str = "") -> Iterator[MessageId]:
    methods = [(pattern, "python")] if pattern else METHODS
    # "node_modules" and the like are no sources; a pattern without "**" stays in the folder.
    for _file, _line, message, _comments, _context in extract_from_dir(
        folder,
        methods,
        keywords=KEYWORDS,
        directory_filter=lambda path: not pattern and "app" not in Path(path).parts[-1:],
    ):
        yield message


def list_data() -> Iterator[str]:
    """Return what users read of the data: descriptions of keys, reasons of terms."""
    for kind in DEFINITION_KINDS:
        schema = json.loads((SOURCES / "schemas" / f"{kind}.json").read_text("utf-8"))
        yield from _list_values(schema, "description")
    for file in sorted((SOURCES.parent / "themes" / "terms").glob("*.yaml")):
        terms = yaml.load(file.read_text("utf-8"), yaml.CBaseLoader)
        # Nobody reads the reasons of the harmless ones.
        found = _list_values({**terms, "harmless_sound_alikes": []}, "why")
        yield from (why.rstrip(".") for why in found)


def _list_values(tree: object, key: str) -> Iterator[str]:
    """Return the texts under *key*, however deep."""
    if isinstance(tree, dict):
        if isinstance(text := tree.get(key), str):
            yield text
        tree = list(tree.values())
    if isinstance(tree, list):
        for one in tree:
            yield from _list_values(one, key)


def list_help(command: click.Command) -> Iterator[str]:
    """Return the help of a command, its options and its commands below."""
    for text in (command.help, command.epilog):
        if text:
            yield cleandoc(getattr(text, "source", text))
    for parameter in command.params:
        text = getattr(parameter, "help", None)
        if text:
            yield cleandoc(getattr(text, "source", text))
    if command is main:
        yield cleandoc(EPILOG)
        yield from SECTIONS
        for name, (_module, line) in COMMANDS.items():
            yield line
            below = main.get_command(click.Context(main), name)
            assert below is not None
            yield from list_help(below)
    elif isinstance(command, click.Group):
        for below in command.commands.values():
            yield from list_help(below)


def update_translations(language: str) -> None:
    """Write the ``.po`` files anew: each with the package's messages and what was translated."""
    known = read_translations(language)
    # The table of settings has both languages.
    given = {said.en: said.da for said in map(make_description, SETTINGS)}
    folder = FOLDER / language / "LC_MESSAGES"
    messages = extract_messages()
    for file in folder.glob("*.po"):
        if file.stem not in messages:
            file.unlink()
    for package, ids in messages.items():
        catalogue = Catalog(language, header_comment="", fuzzy=False)
        for one in ids:
            old = known.get(one[0] if isinstance(one, tuple) else one)
            catalogue.add(one, given.get(one) or (old.string if old and old.id == one else None))
        with (folder / f"{package}.po").open("wb") as file:
            pofile.write_po(file, catalogue, width=100, sort_output=True, omit_header=True)


def read_untranslated() -> set[str]:
    """Return the sentences that stay as they are, as `list_unmarked` shows them."""
    return set((HERE / "untranslated.txt").read_text(encoding="utf-8").splitlines())


def list_unmarked(folder: Path) -> Iterator[tuple[int, str]]:
    """Return line and ``file: text`` of sentences in the code that aren't messages."""
    for file in list_files(folder):
        for line, text in read_source(file).unmarked:
            yield line, f"{file.relative_to(SOURCES.parent)}: {text!r}"


if __name__ == "__main__":
    if folders := sys.argv[1:]:
        for folder in folders:
            known = read_untranslated()
            for line, text in list_unmarked(Path(folder).resolve()):
                if text not in known:
                    sys.stdout.write(f"line {line} of {text}\n")
    else:
        update_translations("da")
        compile_translations()
        done = [message for message in read_translations("da") if message.id]
        missing = {message.id for message in done if not any(message.string)}
        sys.stdout.write(f"{len(done)} messages, {len(missing)} without Danish\n")
        for package, ids in extract_messages().items():
            for one in filter(missing.__contains__, ids):
                sys.stdout.write(f"  {package}.po: {one}\n")
