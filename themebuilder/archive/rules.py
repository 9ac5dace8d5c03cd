"""What can be wrong with an archive: each rule's manual is its page."""

from __future__ import annotations

from themebuilder.problems import Rule, Severity


def _error(name: str, holds: str, why: str, mend: str) -> Rule:
    return Rule(name, Severity.ERROR, f"{holds}\n\n{why}\n{mend}\n")


_AGAIN = (
    "Pack the files again with another tool, or fetch the package again from where it was made."
)
_MISTRUST = (
    "No tool that packs files writes this. Do not use the package; ask its maker for a new one."
)

ARCHIVE_NOT_A_ZIP = _error(
    "archive-not-a-zip",
    "A package is a zip archive.",
    "A web page saved under the name of a package, or a tar or 7z archive, cannot be read.",
    "Look at what the file is, and fetch the package again.",
)
ARCHIVE_TRUNCATED = _error(
    "archive-truncated",
    "An archive is whole, from its first entry to its end record.",
    "A download that broke off leaves the beginning without the end.",
    "Fetch the package again, and compare its size with the original.",
)
ARCHIVE_TOO_LARGE = _error(
    "archive-too-large",
    "An archive and its files together are within bounds: 128 MiB each.",
    "The bound keeps a wrong or hostile package from eating the machine's memory. Real packages are "
    "a few MiB.",
    "Look whether the wrong file was given; otherwise make pictures and recordings smaller.",
)
ARCHIVE_TOO_MANY_ENTRIES = _error(
    "archive-too-many-entries",
    "An archive holds at most 4,096 entries.",
    "The bound keeps a hostile package from eating time. Real packages hold a few hundred.",
    "Leave out what does not belong to the package, such as a ``node_modules`` folder.",
)
ARCHIVE_SPLIT = _error(
    "archive-split",
    "An archive is one file, not one of several parts.",
    "One part alone cannot be read.",
    "Join the parts, or pack the files again as one archive.",
)
ARCHIVE_ZIP64 = _error(
    "archive-zip64",
    "An archive does without Zip64.",
    "Only archives beyond 4 GiB or 65,535 entries need it, and readers differ in which of the two "
    "sizes they believe.",
    "Pack the files again without Zip64; with Info-ZIP the option is ``-fz-``.",
)
ARCHIVE_EMPTY = _error(
    "archive-empty",
    "An archive holds at least one file.",
    "A package without files changes nothing and is turned down when it is uploaded.",
    "Look at the step that made it.",
)
ARCHIVE_COMMENT = _error(
    "archive-comment",
    "An archive has no comment.",
    "Our packages have none, and a comment can hide a second archive.",
    "Pack the files again without a comment.",
)
ARCHIVE_STRAY_BYTES = _error(
    "archive-stray-bytes",
    "Every byte of an archive belongs to an entry, the directory or the end record.",
    "Bytes in front, between or behind are read by some programs and not by others: one file that "
    "is two things.",
    _AGAIN,
)
ARCHIVE_DIRECTORY_BROKEN = _error(
    "archive-directory-broken",
    "An archive's directory lists what its end record promises.",
    "Readers differ in which of the two they believe.",
    _AGAIN,
)
NAME_UNSAFE = _error(
    "entry-name-unsafe",
    "A name in an archive is relative and stays below the folder it is unpacked to.",
    "A name with ``..``, a leading slash or a drive letter would write elsewhere on the disk.",
    _MISTRUST,
)
NAME_BACKSLASH = _error(
    "entry-name-backslash",
    "Folders in a name are parted by ``/``.",
    "Old Windows tools write ``\\``; other systems take that for part of the file's name.",
    "Pack the files again, or bring the package in with ``themebuilder import``, which mends it.",
)
NAME_ENCODING = _error(
    "entry-name-encoding",
    "A name in an archive is ASCII, or UTF-8 and marked as UTF-8.",
    "Without the mark every reader guesses, and æ, ø and å become something else.",
    "Rename the file with the letters a to z, digits and hyphens, and pack again.",
)
NAME_TWOFOLD = _error(
    "entry-name-twofold",
    "An entry has one name.",
    "A second name in the entry's extra fields is read by some programs and not by others.",
    _MISTRUST,
)
NAME_CHARACTER = _error(
    "entry-name-character",
    'A name has no control or invisible characters and none of ``< > : " | ? *``.',
    "They cannot be written on every system, and they can hide what a name says.",
    "Rename the file with the letters a to z, digits and hyphens, and pack again.",
)
NAME_RESERVED = _error(
    "entry-name-reserved",
    "No part of a name is reserved by Windows or ends in a dot or a space.",
    "``con``, ``nul`` and ``com1`` are devices there, with any ending, and a final dot vanishes.",
    "Rename the file and pack again.",
)
NAME_TOO_LONG = _error(
    "entry-name-too-long",
    "A name is at most 255 bytes and 16 parts long.",
    "Longer ones cannot be written on every system.",
    "Shorten the names, and pack again.",
)
NAME_FORM = _error(
    "entry-name-form",
    "A name is in the composed Unicode form (NFC).",
    "A Mac writes å as a and a ring; a manifest that says å does not find the file.",
    "Rename the file, or bring the package in with ``themebuilder import``, which mends it.",
)
NAME_TWICE = _error(
    "entry-given-twice",
    "A name stands once in an archive.",
    "Readers differ in which of two they take.",
    "Remove one of the two.",
)
NAMES_ALIKE = _error(
    "entry-names-alike",
    "No two names differ only by case or Unicode form.",
    "On Windows and on a Mac the one overwrites the other.",
    "Rename one of the two.",
)
NAME_UNDER_FILE = _error(
    "entry-under-a-file",
    "What is a file in an archive is not a folder too.",
    "Such an archive cannot be unpacked.",
    _AGAIN,
)
ENTRY_LINK = _error(
    "entry-link",
    "An archive holds files, not symbolic links.",
    "A link leads out of the package, to a file of the machine that unpacks it.",
    "Replace the link by the file that it leads to, and pack again.",
)
ENTRY_NOT_A_FILE = _error(
    "entry-not-a-file",
    "An entry is a file or a folder, by its name and by its mark.",
    "A device or a pipe cannot be part of a package; a folder with content is read differently by "
    "each program.",
    _AGAIN,
)
ENTRY_ENCRYPTED = _error(
    "entry-encrypted",
    "Entries are not encrypted.",
    "Nobody could read the package, the platform neither.",
    "Pack the files again without a password.",
)
ENTRY_METHOD = _error(
    "entry-method-unknown",
    "Entries are stored or deflated.",
    "Other methods (bzip2, LZMA, Zstandard, Deflate64) are not read everywhere.",
    "Pack the files again as an ordinary zip; in 7-Zip choose the method Deflate.",
)
ENTRY_TOO_LARGE = _error(
    "entry-too-large",
    "A file is at most 64 MiB.",
    "The bound keeps a wrong or hostile package from eating the machine's memory.",
    "Make the picture or the recording smaller.",
)
ENTRY_BOMB = _error(
    "entry-bomb",
    "A file of more than 1 MiB is at most 200 times its packed size.",
    "Pictures and recordings hardly shrink; what grows a thousandfold is meant to fill the memory.",
    _MISTRUST,
)
ENTRY_OVERLAP = _error(
    "entry-overlap",
    "No two entries share bytes.",
    "Overlapping entries let a small archive unpack to a huge one.",
    _MISTRUST,
)
ENTRY_HEADERS_DISAGREE = _error(
    "entry-headers-disagree",
    "An entry's own header says the same as the archive's directory.",
    "Readers differ in which of the two they believe.",
    _AGAIN,
)
ENTRY_TRUNCATED = _error(
    "entry-truncated",
    "The data of an entry lies within the archive.",
    "An archive whose middle is missing cannot be read.",
    "Fetch the package again, and compare its size with the original.",
)
ENTRY_SIZE_WRONG = _error(
    "entry-size-wrong",
    "A file has the size that the archive declares.",
    "A wrong size is a broken archive, or one that wants to get past a bound.",
    _AGAIN,
)
ENTRY_CHECKSUM_WRONG = _error(
    "entry-checksum-wrong",
    "A file has the checksum that the archive declares.",
    "Its content was changed after it was packed, by a fault or by intent.",
    "Fetch the package again.",
)
ENTRY_DATA_BROKEN = _error(
    "entry-data-broken",
    "The packed data of an entry can be inflated to its end.",
    "It was changed after it was packed, by a fault or by intent.",
    "Fetch the package again.",
)

ARCHIVE_RULES = (
    ARCHIVE_NOT_A_ZIP,
    ARCHIVE_TRUNCATED,
    ARCHIVE_TOO_LARGE,
    ARCHIVE_TOO_MANY_ENTRIES,
    ARCHIVE_SPLIT,
    ARCHIVE_ZIP64,
    ARCHIVE_EMPTY,
    ARCHIVE_COMMENT,
    ARCHIVE_STRAY_BYTES,
    ARCHIVE_DIRECTORY_BROKEN,
    NAME_UNSAFE,
    NAME_BACKSLASH,
    NAME_ENCODING,
    NAME_TWOFOLD,
    NAME_CHARACTER,
    NAME_RESERVED,
    NAME_TOO_LONG,
    NAME_FORM,
    NAME_TWICE,
    NAMES_ALIKE,
    NAME_UNDER_FILE,
    ENTRY_LINK,
    ENTRY_NOT_A_FILE,
    ENTRY_ENCRYPTED,
    ENTRY_METHOD,
    ENTRY_TOO_LARGE,
    ENTRY_BOMB,
    ENTRY_OVERLAP,
    ENTRY_HEADERS_DISAGREE,
    ENTRY_TRUNCATED,
    ENTRY_SIZE_WRONG,
    ENTRY_CHECKSUM_WRONG,
    ENTRY_DATA_BROKEN,
)
