"""The language that a guest gets from a branding, and where each of the texts comes from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile

from themebuilder.core.json_text import Json, find_object, iterate_leaves
from themebuilder.core.messages import Message, _
from themebuilder.core.problems import ThemeError
from themebuilder.core.rules import Concern
from themebuilder.packages.addresses import resolve_path
from themebuilder.packages.model import MANIFEST, WEBAPP3_FOLDER, ForeignPackage, read_json
from themebuilder.platform.errors import PlatformError
from themebuilder.platform.lookup import (
    FALLBACK,
    choose_language,
    find_right_codes,
    is_language_code,
    list_lookup,
)
from themebuilder.platform.nesting import flatten
from themebuilder.platform.probes import UNCLEAR, get_outcome
from themebuilder.platform.target import Platform

Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class TextSource:
    """Where *texts* of a guest's texts come from.

    That is a *file* of the package, or without one the web app itself. Whether the web app has texts in the
    *language* is only known for English and for what was learnt from the user's own deployment.
    """

    language: str
    file: str
    texts: int
    is_known: bool


@dataclass(frozen=True, slots=True)
class GuestLanguage:
    """What a guest gets whose browser asks for *asked*.

    The *sources* count the *known* texts: those that the components of the web app ask for. *missing* are
    those that the *file* of the language lacks, *empty* those that it has as an empty text, and
    *others* its further keys, of which *unknown* are in no source.
    """

    asked: tuple[str, ...]
    offered: tuple[str, ...]
    language: str
    order: tuple[str, ...]
    file: str
    known: int
    sources: tuple[TextSource, ...]
    missing: tuple[str, ...]
    empty: tuple[str, ...]
    others: int
    unknown: tuple[str, ...]
    faults: tuple[str, ...]
    unconfirmed: tuple[Message, ...]


def find_guest_language(
    package: ForeignPackage,
    asked: Sequence[str],
    platform: Platform,
    learnt: Mapping[str, Collection[str]],
) -> GuestLanguage:
    """Return what a guest of a branding gets; *learnt* are languages of the web app with their keys.

    Raise `ThemeError` if the manifest can't be read.
    """
    return _Reader(package, platform, learnt).read(asked)


class _Reader:
    """Reads one branding: *files* are language -> its file, *texts* file -> the texts in it."""

    def __init__(
        self,
        package: ForeignPackage,
        platform: Platform,
        learnt: Mapping[str, Collection[str]],
    ) -> None:
        self.package = package
        self.platform = platform
        self.learnt = learnt
        self.files: dict[str, str] = {}
        self.texts: dict[str, Texts] = {}
        # Files are named as they should be, but a guest gets them as they are.
        self.faults = [
            note.fault.message
            for note in package.notes
            if note.fault and note.fault.rule.concern in {Concern.NODE, Concern.GUEST}
        ]
        manifest = read_json(package, WEBAPP3_FOLDER + MANIFEST)
        self.translations = find_object(manifest, "translations")
        for language, path in self.translations.items():
            self._read_file(language, path)
        self.listed = self._read_list(manifest.get("availableLanguages"))

    def _read_file(self, language: str, path: Json) -> None:
        entry = resolve_path(path) if isinstance(path, str) else ""
        values = {"key": f"translations.{language}", "path": str(path)}
        if entry not in self.package.files:
            self.faults.append(_("`{key}` names {path}, which isn't in the package.", **values))
            return
        try:
            nested = read_json(self.package, entry)
        except ThemeError as error:
            why = error.problems[0].message
            self.faults.append(
                _("`{key}` names {path}, which can't be read: {why}", **values, why=why)
            )
            return
        try:
            flatten(nested)
        except PlatformError as error:
            why = error.problems[0].message
            message = _(
                "`{key}` names {path}, which isn't a language file: {why}", **values, why=why
            )
            self.faults.append(message)
        found = {key: text for key, text in iterate_leaves(nested) if isinstance(text, str)}
        if found or not nested:
            self.files[language] = entry
            self.texts[entry] = found

    def _read_list(self, listed: Json) -> tuple[str, ...]:
        """Return `availableLanguages`; none if the web app would ignore it."""
        if listed is None:
            return ()
        codes = (
            [code for code in listed if isinstance(code, str)] if isinstance(listed, list) else []
        )
        if not codes or not isinstance(listed, list) or len(codes) < len(listed):
            self.faults.append(_("`availableLanguages` isn't a list of languages."))
            return ()
        return tuple(dict.fromkeys(codes))

    def read(self, asked: Sequence[str]) -> GuestLanguage:
        offered = self.listed or tuple(
            dict.fromkeys((*self.translations, FALLBACK, *sorted(self.learnt)))
        )
        language = choose_language(asked, offered)
        order = list_lookup(language, offered)
        file = self.files.get(language, "") if language in order else ""
        texts = self.texts.get(file, {})
        known = [*self.platform.keys]
        others = [key for key in texts if key not in self.platform.keys]
        return GuestLanguage(
            asked=tuple(asked),
            offered=offered,
            language=language,
            order=order,
            file=file,
            known=len(known),
            sources=self._count_sources(known, order),
            missing=tuple(key for key in known if key not in texts) if file else (),
            empty=tuple(key for key in known if texts.get(key) == ""),
            others=len(others),
            unknown=tuple(key for key in others if not self.platform.find_text_of_any_version(key)),
            faults=(*self.faults, *self._judge_codes(offered)),
            unconfirmed=tuple(self._list_unconfirmed(asked, language, order)),
        )

    def _count_sources(self, known: Sequence[str], order: Sequence[str]) -> tuple[TextSource, ...]:
        counts: Counter[tuple[str, str, bool]] = Counter()
        for key in known:
            counts[self._find_source(key, order)] += 1
        return tuple(
            TextSource(language, file, count, is_known)
            for (language, file, is_known), count in counts.most_common()
        )

    def _find_source(self, key: str, order: Sequence[str]) -> tuple[str, str, bool]:
        for code in order:
            if file := self.files.get(code, ""):
                if key in self.texts[file]:
                    return code, file, True
                if code in self.platform.filled_languages and key in self.learnt.get(code, ()):
                    return code, "", True
            elif code in self.translations:
                continue  # the web app looks for a file that isn't there
            elif code in self.learnt:
                if key in self.learnt[code]:
                    return code, "", True
            elif code != FALLBACK:
                return code, "", False
        return FALLBACK, "", True

    def _judge_codes(self, offered: Sequence[str]) -> Iterator[Message]:
        for code in dict.fromkeys((*self.translations, *self.listed)):
            if not is_language_code(code):
                yield _(
                    "`{language}` isn't a language code, so no browser asks for it.", language=code
                )
            elif asked := find_right_codes(code):
                others = ", ".join(f"`{right}`" for right in asked)
                values = {"code": code, "others": others}
                yield _("Browsers don't ask for `{code}`. They ask for {others}.", **values)
            elif code not in offered:
                yield _("`{code}` isn't in `availableLanguages`, so no guest gets it.", code=code)

    def _list_unconfirmed(
        self, asked: Sequence[str], language: str, order: Sequence[str]
    ) -> Iterator[Message]:
        yield _(
            "A third party quotes that the web app looks languages up in this way; Pexip publishes "
            "nothing about it."
        )
        bases = dict.fromkeys(code.partition("-")[0] for code in asked)
        gaps = [*takewhile(language.partition("-")[0].__ne__, bases)]
        if gaps and not self.listed:
            yield _(
                "Pexip doesn't publish which languages the web app has itself. If it has one of "
                "these, the guest gets it: {languages}.",
                languages=", ".join(f"`{gap}`" for gap in gaps),
            )
        for code in order:
            if code not in {*self.translations, *self.learnt, FALLBACK}:
                yield _(
                    "The package has no texts in `{code}`. If the web app has none either, guests "
                    "get the next language.",
                    code=code,
                )
        is_settled = get_outcome(self.platform.probes, "language-file") != UNCLEAR
        if any(code in self.files for code in order) and not is_settled:
            yield _(
                "It is inferred that a language file of the package replaces the web app's own file "
                "of this language. If it doesn't, the web app's own texts fill the gaps."
            )
