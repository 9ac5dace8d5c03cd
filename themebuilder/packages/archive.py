"""Zip in and out: files to the same bytes everywhere, and back from packages of any origin.

`pack` and `digest` are for packages that we write. `unpack` reads what `pack` wrote, `unpack_foreign`
reads packages of other hands and says which quirks it mended; both take hostile bytes and answer
them with an `ArchiveError` within the bounds of `Limits`. `read_json` reads the JSON inside.
"""

from themebuilder.packages.findings import ArchiveError, Finding, JsonError
from themebuilder.packages.json_reader import read_foreign_json, read_json, read_number
from themebuilder.packages.json_walk import Json
from themebuilder.packages.limits import LIMITS, Limits
from themebuilder.packages.packing import digest, pack
from themebuilder.packages.unpacking import Unpacked, load, unpack, unpack_foreign

__all__ = [
    "LIMITS",
    "ArchiveError",
    "Finding",
    "Json",
    "JsonError",
    "Limits",
    "Unpacked",
    "digest",
    "load",
    "pack",
    "read_foreign_json",
    "read_json",
    "read_number",
    "unpack",
    "unpack_foreign",
]
