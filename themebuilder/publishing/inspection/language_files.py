"""The language files of a hosted web app, as far as a guest's browser could read them too.

Where the app has them is not published. The app's own scripts name them, or the usual places are tried.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin

from themebuilder.core.messages import Message, _
from themebuilder.definitions.model import Files
from themebuilder.publishing.apply.served import ANONYMOUS, RETRY_PAUSES
from themebuilder.publishing.node.replies import Reply
from themebuilder.publishing.node.transport import Clock, NoAnswerError, Transport, fail_unreachable

MOST_REQUESTS = 250
MOST_BYTES = 48 * 1024 * 1024
MOST_SECONDS = 90.0
MOST_PAGE = 1024 * 1024
MOST_SCRIPTS = 20
MOST_TEMPLATES = 5
MOST_LANGUAGES = 80
REDIRECTS = (301, 302, 303, 307, 308)

PLACES = (
    "locales/{lng}/translation.json",
    "locales/{lng}.json",
    "translations/{lng}.json",
    "translations/{lng}/translation.json",
    "assets/locales/{lng}/translation.json",
    "assets/locales/{lng}.json",
    "assets/translations/{lng}.json",
    "languages/{lng}.json",
    "i18n/{lng}.json",
)
"""Where web apps with i18next usually have their files; the first is i18next's own default."""
LANGUAGES = (
    "da,sv,nb,no,nn,fi,is,fo,kl,de,fr,nl,es,it,pt,pt-BR,pl,cs,sk,hu,ro,bg,el,tr,uk,ru,ar,he,fa,"
    "ja,ko,zh,zh-CN,zh-TW,th,vi,id,cy,ga,ca,eu,et,lv,lt,hr,sl,sr"
)
"""Languages that are asked for where the app's scripts don't list its own."""

_NAMED = re.compile(
    r"""["'`]((?:[\w./-]|\{\{[ \w]{1,12}\}\}|\$\{\w{1,40}\}){1,200}\.json)["'`]""", re.ASCII
)
"""A JSON file that a script names, also with placeholders: ``locales/{{lng}}/{{ns}}.json``."""
_PLACEHOLDER = re.compile(r"\{\{ ?(\w+) ?\}\}|\$\{\w+\}")
_LANGUAGE_FILE = re.compile(
    r"(?:^|/)([a-z]{2,3}(?:-[A-Z]{2})?)(?:[.-][\w-]{8})?(?:/(?:translations?|common))?\.json$"
)
"""``da.json``, ``da-Bx3k9q2_.json`` as bundlers name it, ``da/translation.json``."""
_LANGUAGES = re.compile(r"""\[((?:["'][a-z]{2,3}(?:-[A-Za-z]{2,4})?["'],?){2,80})\]""")


class FileFetcher:
    """GET requests to one conferencing node, until the limits are reached."""

    def __init__(self, transport: Transport, clock: Clock) -> None:
        self._transport = transport
        self._clock = clock
        self._until = clock.now() + MOST_SECONDS
        self._requests = self._bytes = 0
        self.origin = transport.origin

    @property
    def is_spent(self) -> bool:
        """Whether a limit is reached."""
        return (
            self._requests >= MOST_REQUESTS
            or self._bytes >= MOST_BYTES
            or self._clock.now() >= self._until
        )

    def read(self, path: str) -> bytes | None:
        """Return the content at *path*, or None where there is none or a limit is reached."""
        reply = self._get(path)
        if reply and reply.status in REDIRECTS:
            # Once, and not to another server.
            where = _Page(self.origin + path).resolve(reply.headers.get("location", ""))
            reply = self._get(where) if where else None
        return reply.body if reply and reply.status == 200 else None

    def _get(self, path: str) -> Reply | None:
        if self.is_spent:
            return None
        self._requests += 1
        try:
            reply = self._transport.get(path, ANONYMOUS, RETRY_PAUSES)
        except NoAnswerError as error:
            fail_unreachable(error, self.origin)
        self._bytes += len(reply.body)
        return reply

    def read_json(self, path: str) -> tuple[bytes, Mapping[str, Any]] | None:
        """Return the JSON object at *path*, or None; many servers answer with their page instead."""
        data = self.read(path)
        try:
            found = json.loads(data or b"")
        except (ValueError, RecursionError):
            return None
        return (data, found) if data and isinstance(found, dict) and found else None


def read_language_files(
    reader: FileFetcher, slug: str, languages: Iterable[str], notes: list[Message]
) -> Files:
    """Return ``<language>.json`` for every language that the app has; notes say where they are."""
    page = _read_page(reader, f"/{slug}/")
    listed = _list_languages(page.scripts.values())
    codes = dict.fromkeys(
        ("en", "da", *listed, *languages, *(() if listed else LANGUAGES.split(",")))
    )
    named = list(_list_named(page))
    for paths in ([path for is_own, path in named if is_own is each] for each in (False, True)):
        files = {
            f"{match[1]}.json": path for path in paths if (match := _LANGUAGE_FILE.search(path))
        }
        if texts := _read_each(reader, dict(list(files.items())[:MOST_LANGUAGES]), misses=2):
            path = files[next(iter(texts))]
            notes.append(_("The app's scripts name its language files, such as {path}.", path=path))
            return texts
    templates = dict.fromkeys(path for _is_own, path in named if "{lng}" in path)
    usual = [page.resolve(place) for place in PLACES]
    for place in (*list(templates)[:MOST_TEMPLATES], *usual):
        is_named = place in templates
        files = {f"{code}.json": place.replace("{lng}", code) for code in codes}
        if texts := _read_each(reader, files, misses=5 if is_named else 2):
            message = (
                _("The app's scripts name the place of its language files: {path}.", path=place)
                if is_named
                else _(
                    "The language files were found by trying the usual places: {path} "
                    "(unconfirmed).",
                    path=place,
                )
            )
            notes.append(message)
            return texts
    notes.append(
        _(
            "No language files were found below /{path}/. Save them by hand: open the web app in a "
            "browser, look for JSON files in the network tab of its developer tools, save them as "
            "en.json, da.json … in a folder, and run `themebuilder learn -d NAME FOLDER`.",
            path=slug,
        )
    )
    return {}


def _read_each(reader: FileFetcher, files: Mapping[str, str], misses: int) -> Files:
    """Return the *files* (name -> path) that hold a JSON object.

    Gives up where the first *misses* files do not.
    """
    texts: dict[str, bytes] = {}
    for number, (name, path) in enumerate(files.items(), start=1):
        # A server may answer with English for every language that it doesn't have.
        if (found := reader.read_json(path)) and found[0] not in texts.values():
            texts[name] = found[0]
        elif not texts and number >= misses:
            break
    return texts


class _Page(HTMLParser):
    """A page of the app: the addresses of its scripts, and the base of relative addresses."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.base = address
        self.origin = "/".join(address.split("/", 3)[:3])
        self.sources: list[str] = []
        self.scripts: dict[str, str] = {}
        """Path -> source text."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "base" and (base := given.get("href")):
            self.base = self.join(base)
        elif tag == "script" and (source := given.get("src")):
            self.sources.append(source)
        elif tag == "link" and given.get("rel") == "modulepreload" and (href := given.get("href")):
            self.sources.append(href)

    def join(self, address: str, base: str = "") -> str:
        """Return the whole address; an empty text for one that is none."""
        try:
            return urljoin(base or self.base, address)
        except ValueError:
            return ""

    def resolve(self, address: str, base: str = "") -> str:
        """Return the path of *address* on this node, or an empty text where it is elsewhere."""
        whole = self.join(address, base)
        return whole.removeprefix(self.origin) if whole.startswith(f"{self.origin}/") else ""


def _read_page(reader: FileFetcher, path: str) -> _Page:
    page = _Page(reader.origin + path)
    page.feed((reader.read(path) or b"")[:MOST_PAGE].decode(errors="replace"))
    own = dict.fromkeys(filter(None, map(page.resolve, page.sources)))
    for source in list(own)[:MOST_SCRIPTS]:
        page.scripts[source] = (reader.read(source) or b"").decode(errors="replace")
    return page


def _list_named(page: _Page) -> Iterator[tuple[bool, str]]:
    """Yield the paths of the JSON files that scripts name, with ``{lng}`` for the language.

    Whether they are relative to the page (False) or to the script (True) depends on the app.
    """
    for script, source in page.scripts.items():
        for match in _NAMED.finditer(source):
            kinds = [found[1] for found in _PLACEHOLDER.finditer(match[1])]
            if any(kind not in (None, "lng", "ns") for kind in kinds) or kinds.count(None) > 1:
                continue
            place = _PLACEHOLDER.sub(
                lambda found: "translation" if found[1] == "ns" else "{lng}", match[1]
            )
            for is_own, base in ((False, ""), (True, page.join(script))):
                if path := page.resolve(place, base):
                    yield is_own, path


def _list_languages(sources: Iterable[str]) -> tuple[str, ...]:
    """Return the languages of every list of languages with English in the scripts."""
    lists = [
        re.findall(r"[A-Za-z-]+", match[1])
        for source in sources
        for match in _LANGUAGES.finditer(source)
    ]
    return tuple(dict.fromkeys(code for codes in lists if "en" in codes for code in codes))
