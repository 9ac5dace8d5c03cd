"""Questions about what is passed to the web app as it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from themebuilder.checks.base import Context, Finding, check
from themebuilder.core.problems import shorten
from themebuilder.core.tree import Map, Text, walk_texts
from themebuilder.definitions.model import Theme
from themebuilder.packages.webapp3 import json_value
from themebuilder.platform.shipped import load_passed_on
from themebuilder.platform.target import find_nearest

_NUMBER = re.compile(
    r"[-+]?(0[ox][0-9a-f_]+|\.?[0-9][0-9_]*(\.[0-9_]*)?(e[-+]?[0-9]+)?|\.inf)|\.nan", re.IGNORECASE
)
"""What one reader of YAML or another takes for a number."""
_SECTIONS = {
    definition.removeprefix("webapp."): f"{section}." if section else ""
    for section, definition in load_passed_on("webapp").items()
}


@check("config-key-without-evidence")
def config_key_without_evidence(theme: Theme, context: Context) -> Iterator[Finding]:
    for section, prefix in _SECTIONS.items():
        part = theme.webapp.map(section)
        for key in part.entries:
            if context.platform.manifest_fact(prefix + key) is None:
                siblings = [one for one in context.platform.config_keys if one.startswith(prefix)]
                found = find_nearest(prefix + key, siblings)
                hint = f"Did you mean `{found.removeprefix(prefix)}`?" if found else ""
                yield part.key_place(key), f"Nothing is known of `{prefix}{key}`.", hint


@check("config-value-not-allowed")
def config_value_not_allowed(theme: Theme, context: Context) -> Iterator[Finding]:
    for section, prefix in _SECTIONS.items():
        part = theme.webapp.map(section)
        for key, node in part.entries.items():
            fact = context.platform.manifest_fact(prefix + key)
            value = json_value(node)
            # null takes the key out of the manifest: it never gets there.
            objection = fact.objection(value) if fact and value is not None else ""
            if objection:
                yield part.place_of(key), f"`{prefix}{key}` {objection}."


@check("number-not-in-json")
def number_not_in_json(theme: Theme, _context: Context) -> Iterator[Finding]:
    parts = [theme.webapp.map(section) for section in _SECTIONS]
    for part in (*parts, theme.meeting.map("config")):
        for _, text in walk_texts(part):
            is_kept = text.is_plain and json_value(text) == text.value
            if is_kept and _NUMBER.fullmatch(text.value):
                yield text.place, f"`{shorten(text.value)}` is passed on as a text."


@check("hidden-part-without-evidence")
def hidden_part_without_evidence(theme: Theme, context: Context) -> Iterator[Finding]:
    for text in theme.webapp.texts("hide"):
        fact = context.platform.test_ids.get(text.value)
        if fact is None:
            found = find_nearest(text.value, context.platform.test_ids)
            hint = f"Did you mean `{found}`?" if found else ""
            yield text.place, f"No part of the page has the test id `{text.value}`.", hint
        elif fact.hiding is None:
            yield text.place, f"`{text.value}` exists, and nobody has been seen to hide it."


@check("plugin-source-unsafe")
def plugin_source_unsafe(theme: Theme, _context: Context) -> Iterator[Finding]:
    for plugin in theme.webapp.seq("plugins"):
        if isinstance(plugin, Map):
            src = plugin.text("src")
            if not plugin.text("files") and not src.startswith("https://"):
                yield plugin.place_of("src"), f"`{src}` is neither packed nor an https address."
            if plugin.text("files") and (src.startswith("/") or ".." in src.split("/")):
                yield plugin.place_of("src"), f"`{src}` leads out of the plugin's folder."


@check("plugin-given-twice")
def plugin_given_twice(theme: Theme, _context: Context) -> Iterator[Finding]:
    seen: set[str] = set()
    for plugin in theme.webapp.seq("plugins"):
        if isinstance(plugin, Map):
            name = plugin.text("id")
            if name in seen:
                yield plugin.place_of("id"), f"Another plugin has the id `{name}` already."
            seen.add(name)


@check("plugin-sandbox-open")
def plugin_sandbox_open(theme: Theme, _context: Context) -> Iterator[Finding]:
    for plugin in theme.webapp.seq("plugins"):
        if isinstance(plugin, Map) and plugin.text("files"):
            for text in plugin.texts("sandbox"):
                if text.value == "allow-same-origin":
                    yield text.place, f"`{plugin.text('id')}` can leave its sandbox."


@check("step-without-default")
def step_without_default(theme: Theme, _context: Context) -> Iterator[Finding]:
    pages = theme.webapp.map("step", "pages")
    if pages.entries and "default" not in pages.entries:
        yield pages.place, "`pages` has no `default`."


@check("screen-unknown")
def screen_unknown(theme: Theme, context: Context) -> Iterator[Finding]:
    part = theme.meeting.map("screens")
    for name in part.entries:
        if name not in context.platform.screens:
            found = find_nearest(name, context.platform.screens)
            hint = f"Did you mean `{found}`?" if found else ""
            yield part.key_place(name), f"No screen is known as `{name}`.", hint


@check("meeting-key-without-evidence")
def meeting_key_without_evidence(theme: Theme, context: Context) -> Iterator[Finding]:
    known = [path.replace("[]", ".*").split(".") for path in context.platform.theme_keys]
    for path, text in walk_texts(theme.meeting.map("config")):
        if not any(_fits(path, pattern) for pattern in known) and not _takes_out(text):
            yield text.place, f"Nothing is known of `{'.'.join(path)}`."


def _fits(path: Sequence[str], pattern: Sequence[str]) -> bool:
    """Whether a path is of the form that the platform's facts write: ``*`` is any name or item."""
    pairs = zip(path, pattern, strict=False)
    return len(path) == len(pattern) and all(known in ("*", step) for step, known in pairs)


def _takes_out(text: Text) -> bool:
    return json_value(text) is None


@check("prompt-unknown")
def prompt_unknown(theme: Theme, context: Context) -> Iterator[Finding]:
    part = theme.meeting.map("prompts")
    for name in part.entries:
        if name not in context.platform.prompts:
            found = find_nearest(name, context.platform.prompts)
            hint = f"Did you mean `{found}`?" if found else ""
            yield part.key_place(name), f"No prompt is known as `{name}`.", hint


CHECKS = (
    config_key_without_evidence,
    config_value_not_allowed,
    number_not_in_json,
    hidden_part_without_evidence,
    plugin_source_unsafe,
    plugin_given_twice,
    plugin_sandbox_open,
    step_without_default,
    screen_unknown,
    meeting_key_without_evidence,
    prompt_unknown,
)
