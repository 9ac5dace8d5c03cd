"""Facts from the user's own deployment, which `themebuilder learn` keeps in a file."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from types import MappingProxyType
from typing import Any

from themebuilder.core.json_text import ReadOnlyJson
from themebuilder.core.messages import _
from themebuilder.core.problems import Place, problem
from themebuilder.platform.errors import PlatformError
from themebuilder.platform.facts import ConfigKey, Evidence, name_json_type
from themebuilder.platform.probes import ProbeOutcome, list_unknown

_NOWHERE = Place("")
_FORM = 1


@dataclass(frozen=True, slots=True)
class LearntFacts:
    """What a deployment's own files show. *source* names these files for reports."""

    source: str
    texts: Mapping[str, str] = field(default_factory=dict)
    """Dotted key -> English text."""
    screens: Mapping[str, Mapping[str, ReadOnlyJson]] = field(default_factory=dict)
    """Screen id -> the whole screen as themeconfig.json has it."""
    prompts: tuple[str, ...] = ()
    """File names of the recordings, in the order of the base theme."""
    spoken: Mapping[str, str] = field(default_factory=dict)
    """Message of a wording (``waiting``) -> the recording that speaks it."""
    translated: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Language, other than English -> dotted key -> text."""
    app: Mapping[str, str] = field(default_factory=dict)
    """``node``, ``version`` and ``revision`` of the hosted web app that the texts come from."""
    manifest: Mapping[str, ReadOnlyJson] = field(default_factory=dict)
    """The manifest of the node's own branding."""
    probes: Mapping[str, ProbeOutcome] = field(default_factory=dict)
    """What `themebuilder probe` found on a stage node: name -> outcome."""

    @property
    def manifest_keys(self) -> Mapping[str, ConfigKey]:
        """Return the keys of the node's own manifest, and those one level below."""
        keys: dict[str, ReadOnlyJson] = {}
        for key, value in self.manifest.items():
            keys[key] = value
            if isinstance(value, Mapping):
                keys |= {f"{key}.{below}": inner for below, inner in value.items()}
        return {
            path: ConfigKey(
                Evidence.LEARNT, self.source, path, (name_json_type(value),) if value else ()
            )
            for path, value in keys.items()
        }

    def to_json(self) -> str:
        """Return the facts as the text of a file; equal facts give equal text."""
        data: dict[str, object] = {"learnt": _FORM}
        for name in [*_MEMBERS][1:]:
            value = getattr(self, name)
            if value or name not in _OPTIONAL:
                data[name] = _sort(value, _SORTED.get(name, 0))
        return json.dumps(data, ensure_ascii=False, indent=1, default=_to_plain) + "\n"

    @classmethod
    def from_json(cls, text: str | bytes, place: Place = _NOWHERE) -> LearntFacts:
        """Return the facts of a file that `to_json` wrote; `PlatformError` with all its faults."""
        try:
            data = json.loads(text, parse_constant=_reject)
        except (ValueError, RecursionError) as error:
            raise _make_unreadable_error(
                [_("The file isn't JSON: {error}.", error=str(error))], place
            ) from None
        if wrong := list(_find_faults(data)):
            raise _make_unreadable_error(wrong, place)
        del data["learnt"]
        data["prompts"] = tuple(data["prompts"])
        data["probes"] = {
            key: ProbeOutcome(**probe) for key, probe in data.get("probes", {}).items()
        }
        if unknown := list(list_unknown(data["probes"])):
            raise _make_unreadable_error(unknown, place)
        members: dict[str, Any] = {
            name: MappingProxyType(value) if isinstance(value, dict) else value
            for name, value in data.items()
        }
        return cls(**members)


def _sort(value: Any, levels: int) -> Any:  # noqa: ANN401 - whatever a member has
    return {key: _sort(value[key], levels - 1) for key in sorted(value)} if levels else value


def _to_plain(value: ProbeOutcome | Mapping[str, object]) -> dict[str, object]:
    return asdict(value) if isinstance(value, ProbeOutcome) else dict(value)


def _find_faults(data: object) -> Iterator[str]:
    if not isinstance(data, dict):
        yield _("The file must contain a JSON object.")
        return
    for name, fits in _MEMBERS.items():
        if not (name in _OPTIONAL and name not in data) and not fits(data.get(name)):
            yield _("The value of `{key}` isn't what this version of `learn` writes.", key=name)
    for name in sorted(data.keys() - _MEMBERS.keys()):
        yield _("Unknown key `{key}`.", key=name)


def _is_texts(value: object) -> bool:
    return isinstance(value, dict) and all(isinstance(text, str) for text in value.values())


_OUTCOME = {member.name for member in fields(ProbeOutcome)}
_MEMBERS: Mapping[str, Callable[[object], bool]] = {
    "learnt": lambda value: value == _FORM and not isinstance(value, bool),
    "source": lambda value: isinstance(value, str),
    "texts": _is_texts,
    "translated": lambda value: isinstance(value, dict) and all(map(_is_texts, value.values())),
    "screens": lambda value: (
        isinstance(value, dict) and all(isinstance(it, dict) for it in value.values())
    ),
    "prompts": lambda value: isinstance(value, list) and all(isinstance(it, str) for it in value),
    "spoken": _is_texts,
    "app": _is_texts,
    "manifest": lambda value: isinstance(value, dict),
    "probes": lambda value: (
        isinstance(value, dict)
        and all(_is_texts(item) and item.keys() == _OUTCOME for item in value.values())
    ),
}
"""Name of a member of the file, in its order -> what its value must be."""
_OPTIONAL = ("translated", "spoken", "app", "manifest", "probes")
_SORTED = {"texts": 1, "translated": 2, "screens": 1, "app": 1, "probes": 1}
"""How many levels of a member have no order of their own."""


def _make_unreadable_error(faults: Sequence[str], place: Place) -> PlatformError:
    hint = _(
        "Take the file from version control. If it isn't there, delete it, and run `learn` and `probe` "
        "again."
    )
    return PlatformError(problem("file-unreadable", fault, place, hint) for fault in faults)


def _reject(constant: str) -> ReadOnlyJson:
    raise ValueError(f"{constant} is not a number of JSON")
