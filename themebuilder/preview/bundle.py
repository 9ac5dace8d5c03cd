"""The page that shows packages: built by Node beforehand, and only read here."""

from __future__ import annotations

from pathlib import Path

from themebuilder.definitions.model import Files

_HERE = Path(__file__).resolve().parent
FOLDERS = (_HERE / "bundle", _HERE / "app" / "dist")
"""Where the page lies: in an installed wheel, and in a checkout."""
SHELL, VIEW, POLICY = "index.html", "view.html", "policy.txt"
"""The two pages, and the content security policy that they need."""

HOW_TO_BUILD = "Run `make page` in the checkout, or install a wheel made by `make dist`."


class BundleMissingError(Exception):
    """The page was not built."""


def read_bundle(folders: tuple[Path, ...] = FOLDERS) -> Files:
    """The files of the page by their name below it, held in memory: nothing else can be asked for.

    Raises `BundleMissingError` where it was not built.
    """
    for folder in folders:
        if all((folder / name).is_file() for name in (SHELL, VIEW, POLICY)):
            return {
                file.relative_to(folder).as_posix(): file.read_bytes()
                for file in sorted(folder.rglob("*"))
                if file.is_file()
            }
    raise BundleMissingError
