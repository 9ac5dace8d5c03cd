"""What guests lose when other values of the settings take over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from themebuilder.settings import declared


def weakened(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[str]:
    """Say of each setting that restricts or offers less in *new* than in *old* how it changes.

    Both map a setting's key to its value. A setting that is not given has its default. What this
    version of the program does not know, as from another version's catalogue, is passed over.
    """
    for key in sorted({*old, *new}):
        setting = declared(key)
        if setting is None:
            continue
        before, after = old.get(key, setting.default), new.get(key, setting.default)
        known = {value.name for value in setting.values}
        if (known and not {before, after} <= known) or not setting.is_weaker(before, after):
            continue
        if setting.is_list:
            lost = [word for word in before.split() if word not in after.split()]
            yield f"`{key}` no longer has {', '.join(f'`{word}`' for word in lost)}"
        elif not after:
            yield f"`{key}`, now `{before}`, is gone"
        else:
            default = "" if key in new else ", the default"
            yield f"`{key}` changes from `{before}` to `{after}`{default}"
