"""What is repaired while a package is read: for `import` done and listed, for `check` a fault."""

from __future__ import annotations

import codecs
import posixpath
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from themebuilder.core.messages import N_, Message, _, _n, join_messages
from themebuilder.core.problems import Place, Problem, problem
from themebuilder.core.rules import load_rules
from themebuilder.core.slugs import find_free_name
from themebuilder.core.tree import Map, Text, format_path, walk_texts
from themebuilder.definitions.model import Files
from themebuilder.media.svg_cleaning import clean_svg
from themebuilder.packages.addresses import resolve_path
from themebuilder.packages.entry_names import ALIKE, NameQuirk, Way, find_alike_names
from themebuilder.packages.errors import JsonError, in_package, make_printable
from themebuilder.packages.json_reader import UTF_16, read_json, read_tree
from themebuilder.packages.model import ForeignKind, Repair

_MOST_NOTES = 20
_PICTURES = ("images.", "favicon.")
_DONE: Mapping[Way, str] = {
    "unmarked": N_("The name `{name}` has no encoding. It was read as UTF-8."),
    "cp850": N_("The name `{name}` has no encoding. It was read as code page 850 (Windows)."),
    "decomposed": N_("`{name}` was in decomposed Unicode form. It was composed (NFC)."),
    "twice": N_("`{name}` was in the archive twice, with the same content. One was left out."),
}
_NOT_UTF_8 = N_("`{head}` names this file, but the name in the zip isn't UTF-8.")
_OTHER_FORM = N_(
    "`{head}` names this file in another Unicode form than the zip: no browser finds it."
)
_PACK_FOLDER = N_("Pack the folder `{top}` itself, so that it is at the top of the zip.")
_PACK_FILES = N_("Pack the files themselves, so that `{top}` is at the top of the zip.")
_PACK_SLASHES = N_("Pack it again with a program that separates folders with `/`, such as 7-Zip.")
_REBUILD = N_(
    "Or make a new package of it: `themebuilder import {file}`, then `themebuilder build`."
)


def _list_ends(name: str) -> list[str]:
    """Return *name* with and without the folders in it: ``a/b/c``, ``b/c``, ``c``."""
    parts = name.split("/")
    return ["/".join(parts[at:]) for at in range(len(parts))]


def _fold(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


def _describe_names(way: Way, count: int, name: str) -> tuple[str, Message, Message]:
    """Return the rule that *count* names like *name* break, what was done, and what is wrong."""
    values = {"name": name}
    if way == "backslashes":
        done = _n(
            "`{name}` was written with a backslash. It was replaced by `/`.",
            "{count} names were written with backslashes, such as `{name}`. They were replaced by `/`.",
            count,
            **values,
        )
        message = _n(
            "The name `{name}` separates folders with a backslash, so the platform finds no folder.",
            "{count} names separate folders with backslashes, so the platform finds no folders: `{name}` …",
            count,
            **values,
        )
        return "entry-name-not-portable", done, message
    if way == "empty-parts":
        done = _n(
            "`{name}` was written with an empty part. It was removed.",
            "{count} names were written with an empty part, such as `{name}`. It was removed.",
            count,
            **values,
        )
        message = _n(
            "The name `{name}` has an empty part, which not all programs read in the same way.",
            "{count} names have an empty part, which not all programs read in the same way: `{name}` …",
            count,
            **values,
        )
        return "package-name-unusual", done, message
    done = _n(
        "`{name}` isn't part of the package. It was left out.",
        "{count} files aren't part of the package, such as `{name}`. They were left out.",
        count,
        **values,
    )
    message = _n(
        "Macs or Windows added `{name}`. No guest sees it.",
        "Macs or Windows added {count} files, such as `{name}`. No guest sees them.",
        count,
        **values,
    )
    return "package-litter", done, message


@dataclass(slots=True)
class PackageRepairs:
    """Repairs one package: *name* as given, its *kind*, and the *head* that it should have.

    *files* are named as in the packages that we build; *beside* are the others, as in the zip.
    """

    name: str
    kind: ForeignKind
    head: str
    files: dict[str, bytes]
    beside: dict[str, bytes]
    notes: list[Repair] = field(default_factory=list)
    _named: list[tuple[str, str, Text]] = field(init=False)
    """The values of the head that may name a file: the name in the package, the key, the value."""
    _decomposed: set[str] = field(default_factory=set)
    """The names in decomposed Unicode form, as the zip has them."""

    def __post_init__(self) -> None:
        """List what the head names."""
        try:
            tree = read_tree(self.files[self.head], f"{self.name}/{self.head}")
        except JsonError:
            tree = Map({}, Place(self.name))
        found = [
            (resolve_path(text.value, self._folder), path, text) for path, text in walk_texts(tree)
        ]
        self._named = [
            (entry, format_path(path), text)
            for entry, path, text in found
            if posixpath.splitext(entry)[1]
        ]

    @property
    def _folder(self) -> str:
        return self.head[: self.head.rfind("/") + 1]

    def note_place(self, found: str, *, is_zip: bool) -> None:
        """Note that the head was *found* in another place, or under another name."""
        if found == self.head:
            return
        fault = self._judge_place(found) if is_zip else None
        self.notes.append(
            Repair(_("`{file}` was found as `{head}`.", file=self.head, head=found), fault)
        )

    def _judge_place(self, found: str) -> Problem:
        values = {"head": self.head, "found": make_printable(found)}
        if self.kind == "service-theme" and found.count("/") <= 1:
            message = _(
                "`{head}` is in this zip as `{found}`. Whether the node finds it there is unconfirmed.",
                **values,
            )
            return self._make_fault("service-theme-unusual", message)
        message = _("The platform looks for `{head}`, but in this zip it is `{found}`.", **values)
        how = _PACK_FOLDER if self._folder else _PACK_FILES
        top = self.head.partition("/")[0]
        return self._make_fault("package-misplaced", message, hint=self._advise(_(how, top=top)))

    def note_names(self, quirks: Iterable[NameQuirk]) -> None:
        """Note the names that weren't written as the zip format says."""
        quirks = list(quirks)
        self._decomposed = {
            end
            for quirk in quirks
            if quirk.way == "decomposed"
            for reading in quirk.readings
            for end in _list_ends(reading)
        }
        for way in ("backslashes", "empty-parts", "litter"):
            if names := [one.name for one in quirks if one.way == way]:
                rule, done, message = _describe_names(way, len(names), make_printable(names[0]))
                hint = self._advise(_(_PACK_SLASHES)) if way == "backslashes" else ""
                self.notes.append(Repair(done, self._make_fault(rule, message, hint=hint)))
        for way, done_as in _DONE.items():
            for quirk in [one for one in quirks if one.way == way][:_MOST_NOTES]:
                shown = make_printable(quirk.name)
                self.notes.append(Repair(_(done_as, name=shown), self._judge_name(quirk, shown)))

    def _judge_name(self, quirk: NameQuirk, shown: str) -> Problem | None:
        if quirk.way == "twice":
            message = _("The archive has this file twice, with the same content.")
            return self._make_fault(
                "package-name-unusual", message, shown, _("Pack each file once.")
            )
        named = {entry.removeprefix(self._folder) for entry, _key, _text in self._named}
        composed = {unicodedata.normalize("NFC", name) for name in named}
        readings = {
            end for reading in quirk.readings or {quirk.name} for end in _list_ends(reading)
        }
        if not composed.isdisjoint(_list_ends(quirk.name)) and named.isdisjoint(readings):
            wrong = _NOT_UTF_8 if quirk.way == "cp850" else _OTHER_FORM
            message = _(wrong, head=self.head)
            return self._make_fault("entry-name-not-portable", message, shown)
        if quirk.way == "decomposed":
            return None
        message = _("Not all programs read this name in the same way.")
        return self._make_fault("package-name-unusual", message, shown)

    def note_encodings(self, originals: Files) -> None:
        """Note the JSON files that were not UTF-8, or had a byte order mark."""
        for entry, data in originals.items():
            if self.files[entry] == data:
                continue
            shown = make_printable(entry)
            if data.startswith(codecs.BOM_UTF8):
                fault = self._find_encoding_fault(data, entry)
                if self.kind == "service-theme":
                    message = _("The file begins with a byte order mark.")
                    fault = self._make_fault("service-theme-unusual", message, shown)
                done = _("`{name}` began with a byte order mark. It was removed.", name=shown)
            else:
                encoding = "UTF-16" if data.startswith(UTF_16) else "Windows-1252"
                values = {"name": shown, "encoding": encoding}
                done = _("`{name}` was written in {encoding}. It is UTF-8 now.", **values)
                fault = self._find_encoding_fault(data, entry)
            self.notes.append(Repair(done, fault))

    def _find_encoding_fault(self, data: bytes, entry: str) -> Problem | None:
        try:
            read_json(data, entry)
        except JsonError as error:
            return in_package(error.problems[0], self.name)
        return None

    def rename_alike(self) -> None:
        """Rename files that are the same name as another on Windows and macOS, if nothing names them."""
        named = {entry for entry, _key, _text in self._named}
        for pair in find_alike_names(self.files):
            shown = dict(zip(("name", "other"), map(make_printable, pair), strict=True))
            hint = _(
                "Rename one of the two: one overwrites the other where somebody unpacks the zip."
            )
            message = _(ALIKE, **shown)
            fault = self._make_fault("package-name-unusual", message, shown["name"], hint)
            free = [name for name in pair if name not in named and name in self.files]
            if free and _fold(pair[0]) == _fold(pair[1]):
                stem, ending = posixpath.splitext(free[0])
                new = find_free_name(
                    stem, lambda name: _fold(name) in map(_fold, self.files), ending
                )
                self.files[new] = self.files.pop(free[0])
                renamed = _("`{name}` was renamed to `{new}`.", name=free[0], new=new)
                message = join_messages([message, renamed], " ")
            self.notes.append(Repair(message, fault))

    def note_other(self, place: Place) -> None:
        """Note that a service theme is in the same zip, at *place*."""
        done = _(
            "`{file}` has a service theme too. It was read as a package of its own.", file=self.name
        )
        message = _(
            "This zip has both packages, a branding and a service theme. A node takes each as its own zip."
        )
        hint = _(
            "Split it into two zips, or let the program do it: `themebuilder import {file}`, then "
            "`themebuilder build`.",
            file=self.name,
        )
        self.notes.append(Repair(done, problem("package-file-outside", message, place, hint)))

    def find_named_files(self) -> None:
        """Put each file where the head names it, if it is there in another case or folder."""
        exact = {entry for entry, _key, _text in self._named}
        alike = {_fold(file): file for file in self.files if file not in exact}
        outside: dict[str, list[str]] = {}
        for name in self.beside:
            for end in _list_ends(name):
                outside.setdefault(end, []).append(name)
        for entry, key, text in self._named:
            short = entry.removeprefix(self._folder)
            if entry in self.files:
                continue
            if found := alike.pop(_fold(entry), ""):
                self._rename(found, entry, key, text)
            elif len(there := outside.get(short, [])) == 1 and there[0] in self.beside:
                self._take_in(there[0], short, key, text)
        self._clean_pictures()
        for name in list(self.beside)[:_MOST_NOTES]:
            shown = make_printable(name)
            message = _("The file is outside the package.")
            hint = _(
                "Move it into `{folder}` if the package needs it; otherwise remove it.",
                folder=self._folder or ".",
            )
            fault = self._make_fault("package-file-outside", message, shown, hint)
            done = _("`{name}` is outside the package. It was left out.", name=shown)
            self.notes.append(Repair(done, fault))

    def _rename(self, found: str, entry: str, key: str, text: Text) -> None:
        self.files = {entry if file == found else file: data for file, data in self.files.items()}
        values = {"key": key, "path": make_printable(text.value)}
        values["found"] = make_printable(found.removeprefix(self._folder))
        hint = _("Write the name the same in both places.")
        rule = "service-theme-unusual" if self.kind == "service-theme" else "package-file-missing"
        message = _(
            "`{key}` names {path}, but the file is `{found}`: upper and lower case count.", **values
        )
        if unicodedata.normalize("NFC", entry) == found:
            if entry.removeprefix(self._folder) in self._decomposed:
                return
            rule, message = "entry-name-not-portable", _(_OTHER_FORM, head=self.head)
        done = _("`{found}` is named {path} in `{key}`. The file was renamed.", **values)
        self.notes.append(Repair(done, problem(rule, message, text.place, hint)))

    def _take_in(self, found: str, short: str, key: str, text: Text) -> None:
        """Move what is named from beside the package into it, with the folder that it is in."""
        root = found.removesuffix(short)
        inside = found[: found.rfind("/") + 1] if "/" in short else found
        for name in [name for name in self.beside if name.startswith(inside)]:
            self.files.setdefault(self._folder + name.removeprefix(root), self.beside.pop(name))
        values = {"key": key, "path": make_printable(text.value), "found": make_printable(found)}
        message = _(
            "`{key}` names {path}, but in this zip the file is outside the package: `{found}`.",
            **values,
        )
        hint = _("Move it into the folder `{folder}`, and pack again.", folder=self._folder or ".")
        done = _("`{found}` was outside the package. It was put where `{key}` names it.", **values)
        fault = problem("package-file-missing", message, text.place, hint)
        self.notes.append(Repair(done, fault))

    def _advise(self, how: str) -> str:
        return join_messages([how, _(_REBUILD, file=self.name)], " ")

    def _clean_pictures(self) -> None:
        named = {entry for entry, key, _text in self._named if key.startswith(_PICTURES)}
        for entry in sorted(named & self.files.keys()):
            cleaned = clean_svg(self.files[entry])
            if cleaned != self.files[entry]:
                self.files[entry] = cleaned
                name = make_printable(entry)
                done = _(
                    "`{name}` had a DOCTYPE or parts that only Illustrator reads. They were removed.",
                    name=name,
                )
                self.notes.append(Repair(done))

    def _make_fault(self, rule: str, message: str, entry: str = "", hint: str = "") -> Problem:
        place = Place(f"{self.name}/{entry}" if entry else self.name)
        return problem(rule, message, place, hint or load_rules()[rule].advice)
