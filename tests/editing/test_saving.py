"""Files are saved together, whole or not at all, and never over what somebody else wrote."""

from __future__ import annotations

from pathlib import Path

import pytest

from themebuilder.editing import saving
from themebuilder.editing.edits import digest
from themebuilder.editing.saving import ChangedOnDiskError, save_files, write_private

OLD = {
    "themes/a.yaml": b"theme: a\n",
    "themes/texts/da.yaml": b"texts: da\n",
    "themes/new.yaml": None,
}
NEW = {
    "themes/a.yaml": b"theme: a # 2\n",
    "themes/texts/da.yaml": None,
    "themes/new.yaml": b"x: 1\n",
}
"""One file is changed, one removed, one added."""


@pytest.fixture
def root(tmp_path) -> Path:
    (tmp_path / "themes" / "texts").mkdir(parents=True)
    for name, data in OLD.items():
        if data is not None:
            (tmp_path / name).write_bytes(data)
    return tmp_path


def read(root: Path) -> dict[str, bytes | None]:
    return {name: saving.read_on_disk(root, name) for name in OLD}


def save(root: Path) -> None:
    save_files(root, NEW, {name: digest(data) for name, data in OLD.items()})


def test_files_are_changed_added_and_removed(root):
    save(root)
    assert read(root) == NEW


@pytest.mark.parametrize("name", OLD)
def test_a_file_that_changed_meanwhile_keeps_all_from_being_written(root, name):
    (root / name).write_bytes(b"theme: theirs\n")
    theirs = read(root)
    with pytest.raises(ChangedOnDiskError) as caught:
        save(root)
    assert (caught.value.files, read(root)) == ((name,), theirs)


def test_a_full_disk_leaves_all_files_as_they_were(root, monkeypatch):
    replace_all, calls = saving.replace_all, []

    def fill_the_disk(folder, files):
        calls.append(files)
        replace_all(folder, dict(list(files.items())[:1]))
        if len(calls) == 1:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(saving, "replace_all", fill_the_disk)
    with pytest.raises(OSError, match="No space left"):
        save(root)
    assert read(root) == OLD


def test_a_link_inside_the_workspace_stays_a_link(root):
    (root / "themes/a.yaml").rename(root / "themes/real.yaml")
    (root / "themes/a.yaml").symlink_to("real.yaml")
    save(root)
    assert (root / "themes/a.yaml").is_symlink()
    assert (root / "themes/real.yaml").read_bytes() == NEW["themes/a.yaml"]


@pytest.mark.parametrize("target", ["../../elsewhere.yaml", "a.yaml"])
def test_a_link_that_leads_out_or_in_a_circle_is_refused(root, target):
    (root / "themes/a.yaml").unlink()
    (root / "themes/a.yaml").symlink_to(target)
    with pytest.raises(OSError, match=r"a\.yaml"):
        save(root)
    assert saving.read_on_disk(root, "themes/new.yaml") is None


def test_a_file_keeps_its_mode(root):
    (root / "themes/a.yaml").chmod(0o640)
    save(root)
    assert (root / "themes/a.yaml").stat().st_mode & 0o777 == 0o640


def test_a_private_file_is_for_its_owner_also_where_another_was_there(tmp_path):
    file = tmp_path / "drafts" / "one.json"
    for data in (b"1", b"2"):
        write_private(file, data)
    file.chmod(0o644)
    write_private(file, b"3")
    assert (file.stat().st_mode & 0o777, file.read_bytes()) == (0o600, b"3")
