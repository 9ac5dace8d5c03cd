"""A valid theme, and the findings of the text checks after one change."""

from __future__ import annotations

import pytest

from themebuilder.checks import READER_CHECKS, TEXT_CHECKS, THEME_CHECKS, WORD_CHECKS
from themebuilder.checks.base import Context, run
from themebuilder.checks.passages import collect_texts, run_on_texts
from themebuilder.core.problems import Place
from themebuilder.core.tree import Map, Text
from themebuilder.definitions.library import shipped_root
from themebuilder.definitions.loader import read_library
from themebuilder.definitions.model import Texts
from themebuilder.definitions.outline import outline_theme
from themebuilder.definitions.resolver import resolve_theme
from themebuilder.platform.target import load_platform

HERE = Place("changed.yaml", 1, 1)
SECRETS = {"secret-in-text", "address-holds-secret"}


@pytest.fixture(scope="session")
def context():
    """The shipped definitions, and what is known of the newest target."""
    return Context(read_library(shipped_root(), shipped_root()), load_platform())


@pytest.fixture(scope="session")
def theme(context):
    """A function that gives a shipped theme, complete."""
    made = {}

    def resolve_by_name(name):
        if name not in made:
            made[name] = resolve_theme(context.library, outline_theme(context.library, name))
        return made[name]

    return resolve_by_name


@pytest.fixture
def problems(context):
    """A function that checks the words of a theme."""

    def ask(asked, target="27"):
        known = context._replace(platform=load_platform(target))
        collected = collect_texts(asked)
        return [
            *run_on_texts(READER_CHECKS, collected, known, by_reader=True),
            *run_on_texts(TEXT_CHECKS, collected, known, by_reader=False),
            *run(WORD_CHECKS, collected, known),
            *run([check for check in THEME_CHECKS if check.rule in SECRETS], asked, known),
        ]

    return ask


@pytest.fixture
def find_rules(theme, problems):
    """A function that changes one text of a theme and gives the rules that the change breaks."""

    def tell(text, key="meeting.leave", language="da", *, of="borger", target="27"):
        changed = replace_text(theme(of), language, key, text)
        return [it.rule.name for it in problems(changed, target) if it.place == HERE]

    return tell


@pytest.fixture
def find_messages(theme, problems):
    """A function that changes one text of a theme and gives the messages and hints."""

    def say(text, key="meeting.leave", language="da", *, of="borger", target="27"):
        changed = replace_text(theme(of), language, key, text)
        found = [it for it in problems(changed, target) if it.place == HERE]
        return [f"{it.message} {it.hint}".strip() for it in found]

    return say


def replace_text(theme, language, key, text):
    """The theme with another text."""
    texts = {**theme.texts.get(language, {}), key: Text(text, HERE)}
    return theme._replace(texts={**theme.texts, language: Texts(texts)})


def replace_message(theme, kind="waiting", language="da", **parts):
    """The theme with another wording; *parts* are title, body, spoken."""
    given = {name: Text(text, HERE) for name, text in parts.items()}
    message = theme.messages[kind]["da"]._replace(**given)
    by_language = {**theme.messages[kind], language: message}
    return theme._replace(messages={**theme.messages, kind: by_language})


def add_screen(theme, id_, text):
    """The theme with a text of its own on a screen of the meeting."""
    screens = Map({id_: Text(text, HERE)}, HERE)
    return theme._replace(meeting=Map({"screens": screens}, HERE))


@pytest.fixture
def changed():
    """The functions that change a message and a screen."""
    return {"message": replace_message, "screen": add_screen, "text": replace_text}
