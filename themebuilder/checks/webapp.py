"""Questions about what is passed to the web app as it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from themebuilder.checks.base import Context, Finding, check
from themebuilder.model import Theme
from themebuilder.platform.known import nearest
from themebuilder.platform.shipped import passed_on
from themebuilder.problems import Severity, shortened
from themebuilder.render.webapp3 import json_value
from themebuilder.tree import Map, Text, leaves

_NUMBER = re.compile(
    r"[-+]?(0[ox][0-9a-f_]+|\.?[0-9][0-9_]*(\.[0-9_]*)?(e[-+]?[0-9]+)?|\.inf)|\.nan", re.IGNORECASE
)
"""What one reader of YAML or another takes for a number."""
_SECTIONS = {
    definition.removeprefix("webapp."): f"{section}." if section else ""
    for section, definition in passed_on("webapp").items()
}


@check("config-key-without-evidence", Severity.WARNING)
def config_key_without_evidence(theme: Theme, context: Context) -> Iterator[Finding]:
    """A key that is passed to the manifest is one of which something is known.

    The web app ignores a key that it does not know, and says nothing.
    Look at the spelling. The key is passed on as it stands.
    """
    for section, prefix in _SECTIONS.items():
        part = theme.webapp.map(section)
        for key in part.entries:
            if context.platform.manifest_fact(prefix + key) is None:
                siblings = [one for one in context.platform.config_keys if one.startswith(prefix)]
                found = nearest(prefix + key, siblings)
                hint = f"Did you mean `{found.removeprefix(prefix)}`?" if found else ""
                yield part.key_place(key), f"Nothing is known of `{prefix}{key}`.", hint


@check("config-value-not-allowed")
def config_value_not_allowed(theme: Theme, context: Context) -> Iterator[Finding]:
    """A value that is passed to the manifest is of the kind that its key takes.

    The web app ignores a value that it cannot use, or drops the whole brand.
    Write what the message names. Without quotes, `true`, `false` and numbers are such.
    """
    for section, prefix in _SECTIONS.items():
        part = theme.webapp.map(section)
        for key, node in part.entries.items():
            fact = context.platform.manifest_fact(prefix + key)
            value = json_value(node)
            # null takes the key out of the manifest: it never gets there.
            objection = fact.objection(value) if fact and value is not None else ""
            if objection:
                yield part.place_of(key), f"`{prefix}{key}` {objection}."


@check("number-not-in-json", Severity.WARNING)
def number_not_in_json(theme: Theme, _context: Context) -> Iterator[Finding]:
    """A number in a section that is passed on is written as JSON writes it.

    YAML knows more forms, such as ``0xff``, ``+1`` and ``.5``, and browsers round whole numbers
    beyond 2^53. Such a value is passed on as a text, just as it is written.
    Write the number as JSON does: ``255``, ``1``, ``0.5``. Put quotes around a text.
    """
    parts = [theme.webapp.map(section) for section in _SECTIONS]
    for part in (*parts, theme.meeting.map("config")):
        for _, text in leaves(part):
            is_kept = text.is_plain and json_value(text) == text.value
            if is_kept and _NUMBER.fullmatch(text.value):
                yield text.place, f"`{shortened(text.value)}` is passed on as a text."


@check("hidden-part-without-evidence", Severity.WARNING)
def hidden_part_without_evidence(theme: Theme, context: Context) -> Iterator[Finding]:
    """A part of the page that is hidden is one that has been seen hidden.

    The list of parts that can be hidden is not public; another test id may change nothing.
    Try it on a node before you count on it. The id is passed on as it stands.
    """
    for text in theme.webapp.texts("hide"):
        fact = context.platform.test_ids.get(text.value)
        if fact is None:
            found = nearest(text.value, context.platform.test_ids)
            hint = f"Did you mean `{found}`?" if found else ""
            yield text.place, f"No part of the page has the test id `{text.value}`.", hint
        elif fact.hiding is None:
            yield text.place, f"`{text.value}` exists, and nobody has been seen to hide it."


@check("plugin-source-unsafe")
def plugin_source_unsafe(theme: Theme, _context: Context) -> Iterator[Finding]:
    """A plugin comes from the package itself or over https.

    A plugin runs beside the meeting; over http anybody on the way can change it.
    Use an https address, or pack the plugin with ``files``.
    """
    for plugin in theme.webapp.seq("plugins"):
        if isinstance(plugin, Map):
            src = plugin.text("src")
            if not plugin.text("files") and not src.startswith("https://"):
                yield plugin.place_of("src"), f"`{src}` is neither packed nor an https address."
            if plugin.text("files") and (src.startswith("/") or ".." in src.split("/")):
                yield plugin.place_of("src"), f"`{src}` leads out of the plugin's folder."


@check("plugin-given-twice")
def plugin_given_twice(theme: Theme, _context: Context) -> Iterator[Finding]:
    """Every plugin has an id of its own.

    The web app refuses the second plugin with the same id.
    Remove one of them.
    """
    seen: set[str] = set()
    for plugin in theme.webapp.seq("plugins"):
        if isinstance(plugin, Map):
            name = plugin.text("id")
            if name in seen:
                yield plugin.place_of("id"), f"Another plugin has the id `{name}` already."
            seen.add(name)


@check("plugin-sandbox-open", Severity.WARNING)
def plugin_sandbox_open(theme: Theme, _context: Context) -> Iterator[Finding]:
    """A packed plugin does not get scripts and the page's own origin together.

    With both, the plugin can take its own sandbox away.
    Leave ``allow-same-origin`` out unless the plugin's documentation asks for it.
    """
    for plugin in theme.webapp.seq("plugins"):
        if isinstance(plugin, Map) and plugin.text("files"):
            for text in plugin.texts("sandbox"):
                if text.value == "allow-same-origin":
                    yield text.place, f"`{plugin.text('id')}` can leave its sandbox."


@check("step-without-default")
def step_without_default(theme: Theme, _context: Context) -> Iterator[Finding]:
    """The extra page before joining has a version for every language: `default`.

    A guest whose language has no page of its own gets an empty frame.
    Add ``default: <page>.html`` under ``pages``.
    """
    pages = theme.webapp.map("step", "pages")
    if pages.entries and "default" not in pages.entries:
        yield pages.place, "`pages` has no `default`."


@check("screen-unknown", Severity.WARNING)
def screen_unknown(theme: Theme, context: Context) -> Iterator[Finding]:
    """A screen that gets a text is one that has been seen.

    The list of screens is not public as a whole, so another one may exist.
    Look at the spelling. The screen is passed on as it stands.
    """
    part = theme.meeting.map("screens")
    for name in part.entries:
        if name not in context.platform.screens:
            found = nearest(name, context.platform.screens)
            hint = f"Did you mean `{found}`?" if found else ""
            yield part.key_place(name), f"No screen is known as `{name}`.", hint


@check("meeting-key-without-evidence", Severity.WARNING)
def meeting_key_without_evidence(theme: Theme, context: Context) -> Iterator[Finding]:
    """A key that is passed to themeconfig.json is one of which something is known.

    The platform's documents list keys that no public source has; what it makes of a wrong one, or
    of a value that it does not expect, is not known.
    Compare it with the base theme of your own node. The key is passed on as it stands.
    """
    known = [path.replace("[]", ".*").split(".") for path in context.platform.theme_keys]
    for path, text in leaves(theme.meeting.map("config")):
        if not any(_fits(path, pattern) for pattern in known) and not _takes_out(text):
            yield text.place, f"Nothing is known of `{'.'.join(path)}`."


def _fits(path: Sequence[str], pattern: Sequence[str]) -> bool:
    """Whether a path is of the form that the platform's facts write: ``*`` is any name or item."""
    pairs = zip(path, pattern, strict=False)
    return len(path) == len(pattern) and all(known in ("*", step) for step, known in pairs)


def _takes_out(text: Text) -> bool:
    return json_value(text) is None


@check("prompt-unknown", Severity.WARNING)
def prompt_unknown(theme: Theme, context: Context) -> Iterator[Finding]:
    """A recording has the file name of a prompt that the platform plays.

    Only the beginning of the platform's list is public. A recording under another name is packed,
    and never played.
    Copy the name from the base theme of your own node; never construct it.
    """
    part = theme.meeting.map("prompts")
    for name in part.entries:
        if name not in context.platform.prompts:
            found = nearest(name, context.platform.prompts)
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
