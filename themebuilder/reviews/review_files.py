"""The file ``reviews/THEME.yaml``: who approved which screen of a theme, and who remarked what.

Each entry has the digest of the screen that was seen. A name in the file isn't a signature: anybody
who may change the file can write one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from themebuilder.core.files import write_whole
from themebuilder.core.messages import N_, Message, _
from themebuilder.core.problems import Place, ThemeError, problem
from themebuilder.core.reading import TooLargeError, describe_os_error, read_file
from themebuilder.core.tree import to_plain
from themebuilder.definitions.yaml_reader import parse_yaml
from themebuilder.reviews.contents import DIGITS, ScreenContent

FOLDER = "reviews"
APPROVED, REMARKED = "approved", "remarked"
MAX_BYTES = 4 * 1024 * 1024
_FORM = "1"
_HEAD = N_(
    "# Written by `themebuilder reviews import`. A name here isn't a signature: anybody who may\n"
    "# change this file can write one. An approval holds as long as its screen stays the same.\n"
)
_LONGEST_REMARK = 4000
_FORMS = {
    "screen": re.compile(r"[a-z][a-z-]{0,39}|[A-Za-z0-9][\w.-]{0,118}\.wav"),
    "language": re.compile(r"([A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*)?"),
    "verdict": re.compile(f"{APPROVED}|{REMARKED}"),
    "by": re.compile(r"\S(.{0,78}\S)?"),
    "remark": re.compile(rf"(?s).{{0,{_LONGEST_REMARK}}}"),
    "digest": re.compile(rf"[0-9a-f]{{{DIGITS}}}"),
    "package": re.compile(r"sha256:[0-9a-f]{64}"),
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one person said of a screen in a language, and when (as 2026-12-31).

    A recording is a screen without a language, named by its file. *verdict* is ``approved`` or
    ``remarked``; *digest* is that of the screen, *package* that of the build.
    """

    screen: str
    language: str
    verdict: str
    by: str
    on: str
    digest: str
    package: str
    remark: str = ""

    @property
    def subject(self) -> tuple[str, str, str]:
        """Return screen, language and person: a later verdict on the same replaces the earlier."""
        return self.screen, self.language, self.by


@dataclass(frozen=True, slots=True)
class ThemeReviews:
    """What was said of a theme: *shown* says what each screen shows, by the screen's name."""

    theme: str
    shown: Mapping[str, ScreenContent]
    verdicts: tuple[Verdict, ...]


def name_file(theme: str) -> Place:
    """Return the place of a theme's reviews."""
    return Place(f"{FOLDER}/{theme}.yaml")


def read_reviews(root: Path, theme: str) -> ThemeReviews | None:
    """Return what was said of *theme* in the workspace at *root*, or None.

    Raises `ThemeError` for a file that can't be used.
    """
    place = name_file(theme)
    data = _read(root / place.file, place.file)
    return None if data is None else _parse(theme, to_plain(parse_yaml(data, place.file)), place)


def write_reviews(root: Path, reviews: ThemeReviews) -> Path:
    """Write the file of the theme's reviews, and return it; raise `OSError`."""
    file = root / name_file(reviews.theme).file
    write_whole(file, format_reviews(reviews).encode())
    return file


def format_reviews(reviews: ThemeReviews) -> str:
    """Return the file's text: one line for each screen and each verdict."""
    lines = [f"{_(_HEAD)}reviews: {_FORM}", f"theme: {reviews.theme}", "shown:"]
    lines += [
        f"  {screen}: {json.dumps(shown.to_json())}"
        for screen, shown in sorted(reviews.shown.items())
    ]
    lines.append("verdicts:")
    ordered = sorted(
        reviews.verdicts,
        key=lambda verdict: (verdict.screen, verdict.language, verdict.on, verdict.by),
    )
    lines += [f"  - {json.dumps(asdict(verdict), ensure_ascii=False)}" for verdict in ordered]
    return "\n".join(lines) + "\n"


def read_review_file(file: Path) -> tuple[ThemeReviews, ...]:
    """Return what a file that the review page saved says of each theme; raise `ThemeError`."""
    place = Place(str(file))
    data = _read(file, str(file))
    if data is None:
        raise _refuse(_("The file doesn't exist."), place)
    try:
        root = json.loads(data)
    except (ValueError, RecursionError):
        raise _refuse(_("The file isn't JSON."), place) from None
    themes = root.get("themes") if isinstance(root, dict) else None
    if not isinstance(themes, dict) or str(root.get("reviews")) != _FORM:
        raise _refuse(_("The review page didn't write this file."), place)
    found = tuple(_parse(str(name), theme, place) for name, theme in themes.items())
    if not any(reviews.verdicts for reviews in found):
        raise _refuse(_("The file has no answers."), place)
    return found


def _parse(theme: str, data: Any, place: Place) -> ThemeReviews:  # noqa: ANN401 - from a file
    if not isinstance(data, dict):
        raise _refuse(_("`{key}` has another form than `reviews import` writes.", key=theme), place)
    shown, verdicts = data.get("shown") or {}, data.get("verdicts") or []
    for key, value, form in (("shown", shown, dict), ("verdicts", verdicts, list)):
        if not isinstance(value, form):
            raise _refuse(
                _("`{key}` has another form than `reviews import` writes.", key=key), place
            )
    verdicts = [_clean_texts(verdict) for verdict in verdicts]
    faults = [fault for verdict in verdicts for fault in _find_faults(verdict)]
    faults += [
        _("`shown` of screen `{screen}` isn't a list of names.", screen=str(screen))
        for screen, content in shown.items()
        if not _FORMS["screen"].fullmatch(str(screen)) or not _is_shown(content)
    ]
    if faults:
        raise ThemeError(
            problem("review-unusable", message, place) for message in dict.fromkeys(faults)
        )
    return ThemeReviews(
        theme,
        {screen: ScreenContent.from_json(content) for screen, content in shown.items()},
        tuple(Verdict(**verdict) for verdict in verdicts),
    )


def _find_faults(entry: Any) -> Iterator[Message]:  # noqa: ANN401 - from a file
    if not isinstance(entry, dict):
        yield _("A verdict has another form than `reviews import` writes.")
        return
    for key in entry.keys() - {*_FORMS, "on"}:
        yield _("Unknown key `{key}`.", key=str(key))
    for key, form in _FORMS.items():
        value = entry.get(key, "")
        if not isinstance(value, str) or not form.fullmatch(value):
            yield _("A verdict has no usable `{key}`.", key=key)
    if not _is_day(entry.get("on")):
        yield _("A verdict has no usable `{key}`.", key="on")


def _is_shown(value: object) -> bool:
    return isinstance(value, dict) and all(
        isinstance(names, list) and all(isinstance(name, str) for name in names)
        for names in value.values()
    )


def _is_day(text: object) -> bool:
    try:
        return isinstance(text, str) and date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _clean_texts(entry: Any) -> Any:  # noqa: ANN401 - from a file
    """Return the verdict with texts that a YAML file can hold."""
    if not isinstance(entry, dict):
        return entry
    texts = {key: text for key in ("by", "remark") if isinstance(text := entry.get(key), str)}
    return entry | {key: _clean(text) for key, text in texts.items()}


def _clean(text: str) -> str:
    spaced = re.sub(r"[^\S\n]", " ", text.replace("\r\n", "\n"))
    return "".join(
        character for character in spaced if character.isprintable() or character == "\n"
    ).strip()


def _read(file: Path, shown: str) -> bytes | None:
    try:
        return read_file(file, MAX_BYTES)
    except FileNotFoundError:
        return None
    except OSError as error:
        fault = _("The file can't be read: {reason}.", reason=describe_os_error(error))
    except TooLargeError:
        fault = _("The file has more than {limit:,} bytes.", limit=MAX_BYTES)
    raise _refuse(fault, Place(shown))


def _refuse(fault: Message, place: Place) -> ThemeError:
    return ThemeError([problem("review-unusable", fault, place)])
