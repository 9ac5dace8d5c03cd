"""The secret behind the tokens: the same for a user after a restart, unknown to others."""

from __future__ import annotations

from pathlib import Path

import pytest

from themebuilder.preview.keys import EditKey, read_secret


def test_the_secret_is_the_same_after_a_restart(tmp_path):
    assert read_secret(tmp_path / "cache") == read_secret(tmp_path / "cache")


def test_only_the_user_can_read_the_file(tmp_path):
    read_secret(tmp_path)
    assert (tmp_path / "preview-key").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o666])
def test_a_secret_that_others_can_read_is_not_used(tmp_path, mode):
    kept = read_secret(tmp_path)
    (tmp_path / "preview-key").chmod(mode)
    assert read_secret(tmp_path) != kept


def test_a_damaged_secret_is_not_used(tmp_path):
    read_secret(tmp_path)
    (tmp_path / "preview-key").write_bytes(b"")
    assert len(read_secret(tmp_path)) == 32


def test_without_a_cache_every_start_has_a_new_secret():
    assert read_secret(None) != read_secret(None)


def test_workspaces_share_the_link_but_not_the_token_for_edits():
    one, two = EditKey(b"key", Path("/one")), EditKey(b"key", Path("/two"))
    assert one.link_token == two.link_token
    assert len({one.link_token, one.edit_token, two.edit_token}) == 3
