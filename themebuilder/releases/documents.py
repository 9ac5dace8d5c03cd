"""What people read of a release: instructions, changes, and the drafts from templates of the user's own.

The drafts' templates are in ``themes/releases/`` of the workspace, or else shipped.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cache
from html import escape
from types import MappingProxyType
from typing import Any

from jinja2 import StrictUndefined, Template, TemplateError
from jinja2.sandbox import SandboxedEnvironment

from themebuilder.core.messages import _, get_language, name_language
from themebuilder.core.problems import Place, Problem, ThemeError, problem
from themebuilder.core.reading import TooLargeError, describe_os_error, read_file
from themebuilder.core.templates import escape_markdown, render_template
from themebuilder.definitions.model import Files
from themebuilder.definitions.resolver import resolve_theme
from themebuilder.importing.diff_report import render_page
from themebuilder.releases import MANIFEST
from themebuilder.releases.changes import COLOR, ThemeChanges, write_day
from themebuilder.releases.release import Release, find_start, format_manifest
from themebuilder.releases.steps import list_steps

TEMPLATES = "themes/releases"
_MOST_BYTES = 256 * 1024
_NAMES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "en": {
            "instructions": "instructions",
            "changes": "changes",
            "newsletter": "newsletter",
            "narration": "narration",
        },
        "da": {
            "instructions": "instruks",
            "changes": "aendringer",
            "newsletter": "nyhedsbrev",
            "narration": "speak",
        },
    }
)
"""Language -> document -> the name of its file."""
_DRAFTS = ("newsletter", "narration")
_SWATCHES = "swatches"
_LONGEST_WORD = 60
_PRIVATE = frozenset({"packages", "changes"})
"""What templates don't see of a theme."""


def _write_html(text: str) -> str:
    """Return *text* in HTML; what stands in backticks is code."""
    parts = enumerate(map(escape, text.split("`")))
    return "".join(_write_code(part) if i % 2 else part for i, part in parts)


def _write_code(text: str) -> str:
    is_long = max(map(len, text.split()), default=0) > _LONGEST_WORD
    # A narrow table breaks names where they have a joint.
    broken = re.sub(r"(?<=[._/-])(?=\w)", "<wbr>", text)
    return f'<code class="long">{broken}</code>' if is_long else f"<code>{broken}</code>"


def _write_markdown(text: str) -> str:
    """Return *text* in Markdown; what stands in backticks is code."""
    parts = re.split("(`[^`]*`)", text)
    return "".join(
        p if i % 2 else re.sub(r"([\\*_{}<|#~])", r"\\\1", p) for i, p in enumerate(parts)
    )


_FORMS: Mapping[str, Callable[[str], str]] = {"html": _write_html, "md": _write_markdown}


def write_documents(release: Release) -> Files:
    """Return the files for people, and the manifest; raise `ThemeError` for a broken template."""
    names = _NAMES[get_language()]
    files = {MANIFEST: format_manifest(release)}
    for form in ("html", "md"):
        text = render_template(
            "releases/instructions.j2",
            form=f"releases/as_{form}.{form}.j2",
            rich=_FORMS[form],
            release=release,
            changes=f"{names['changes']}.md",
            **list_steps(release),
        )
        files[f"{names['instructions']}.{form}"] = _tidy_document(text)
    text = render_template(
        "releases/changes.md.j2",
        release=release,
        show=_show_value,
        page=f"{names['changes']}.html",
    )
    files[f"{names['changes']}.md"] = _tidy_document(text)
    if release.details.since:
        pairs = [pair for change in release.changes for pair in change.packages]
        page = render_page(pairs, release.details.since, release.details.name or release.title)
        files[f"{names['changes']}.html"] = page.encode()
    files |= {
        f"{_SWATCHES}/{color[1:]}.svg": _draw_swatch(color)
        for color in _list_colors(release.changes)
    }
    return {**files, **_write_drafts(release)}


def _write_drafts(release: Release) -> Files:
    values = {
        "organisation": {
            "code": release.owner,
            "name": release.title,
            "contact": release.organisation.text("contact"),
        },
        "release": {
            "name": release.details.name,
            "since": release.details.since,
            "begins": write_day(release.details.begins),
        },
        "themes": [
            _describe_theme(release, change)
            for change in sorted(
                release.changes, key=lambda known: find_start(release, known) or date.min
            )
        ],
        "changes_file": f"{_NAMES[get_language()]['changes']}.md",
    }
    files: dict[str, bytes] = {}
    problems: list[Problem] = []
    for draft in _DRAFTS:
        try:
            text = _render_draft(release, draft, values)
        except ThemeError as error:
            problems += error.problems
        else:
            files[f"{_NAMES[get_language()][draft]}.md"] = _tidy_document(text)
    if problems:
        raise ThemeError(problems)
    return files


def _describe_theme(release: Release, changed: ThemeChanges) -> dict[str, Any]:
    """Return a theme as templates see it."""
    outline, successor = map(release.outlines.get, (changed.name, changed.successor))
    waiting: dict[str, tuple[str, ...]] = {}
    if outline and changed.says_other_words:
        messages = resolve_theme(release.library, outline).messages.get("waiting", {})
        # The web app's other languages have the words too, and no screen shows them.
        waiting = {
            code: tuple(line.value for line in messages[code].lines)
            for code in outline.screen_languages
            if code in messages
        }
    return {
        **{name: getattr(changed, name) for name in ThemeChanges.__slots__ if name not in _PRIVATE},
        "starts": write_day(find_start(release, changed)),
        # A label for screen readers often says the same as the button.
        "texts": tuple({(x.language, x.before, x.after): x for x in changed.of("texts")}.values()),
        "colours": changed.of("colours"),
        "pictures": changed.of("pictures"),
        "screens": changed.of("screens"),
        "prompts": changed.of("prompts"),
        "audience": outline.audience if outline else "everyone",
        "reach": outline.reach if outline else "external",
        "waiting": waiting,
        "successor": successor.title if successor else changed.successor,
        "replaces": tuple(
            other.title for other in release.outlines.values() if other.valid.then == changed.name
        ),
    }


def _render_draft(release: Release, draft: str, values: Mapping[str, Any]) -> str:
    """Fill in a template; it may be anybody's, so it runs in Jinja's sandbox."""
    name = f"{TEMPLATES}/{draft}.{get_language()}.md.j2"
    place = Place(name)
    try:
        own = release.library.root / name
        path = own if own.is_file() else release.library.shipped_root / name
        source = read_file(path, _MOST_BYTES).decode()
    except (OSError, TooLargeError, UnicodeDecodeError) as error:
        reason = describe_os_error(error) if isinstance(error, OSError) else error
        message = _("The template can't be read: {reason}.", reason=reason)
        raise ThemeError([problem("release-template", message, place)]) from None
    try:
        return _compile(source).render(values)
    except (
        TemplateError,
        ArithmeticError,
        LookupError,
        TypeError,
        ValueError,
    ) as error:
        line = getattr(error, "lineno", None) or _find_line(error)
        message = _("The template can't be filled in: {reason}.", reason=str(error).rstrip("."))
        known = ", ".join(f"`{known_name}`" for known_name in (*values, *_describe_names(values)))
        hint = _("Known names: {names}.", names=known)
        raise ThemeError([problem("release-template", message, Place(name, line), hint)]) from None


@cache  # once for all organisations
def _compile(source: str) -> Template:
    environment = SandboxedEnvironment(
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {"md": escape_markdown, "language": name_language}
    return environment.from_string(source)


def _describe_names(values: Mapping[str, Any]) -> list[str]:
    themes = values["themes"]
    return [f"theme.{name}" for name in (themes[0] if themes else ())]


def _find_line(error: BaseException) -> int:
    """Return the line of the template in which the error was raised."""
    line, trace = 0, error.__traceback__
    while trace:
        if trace.tb_frame.f_code.co_filename == "<template>":
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def _tidy_document(text: str) -> bytes:
    """Return a page without the blank lines of left-out parts."""
    return (re.sub(r"\n{3,}", "\n\n", text).strip() + "\n").encode()


def _list_colors(compared: Sequence[ThemeChanges]) -> list[str]:
    shown = {
        value
        for theme in compared
        for change in theme.of("colours")
        for value in (change.before, change.after)
        if COLOR.fullmatch(value)
    }
    return sorted(shown)


def _draw_swatch(color: str) -> bytes:
    box = f'<rect width="48" height="24" fill="{color}" stroke="#777"/>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="48" height="24">{box}</svg>\n'.encode()


def _show_value(value: str) -> str:
    """Return a value in Markdown; a colour with its swatch."""
    if COLOR.fullmatch(value):
        return f"![]({_SWATCHES}/{value[1:]}.svg) `{value}`"
    return escape_markdown(value) or "–"
