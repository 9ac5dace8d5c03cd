"""Facts from the user's own deployment, which `themebuilder learn` keeps in a file."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from types import MappingProxyType

from themebuilder.core.json_text import ReadOnlyJson
from themebuilder.core.messages import _
from themebuilder.core.problems import Place, problem
from themebuilder.core.reading import TooLargeError, describe_os_error, read_file
from themebuilder.platform.facts import ConfigKey, Evidence, PlatformError, name_json_type
from themebuilder.platform.probes import Outcome

LEARNT_FILE = "themes/platform.json"
MAX_BYTES = 16 * 1024 * 1024

_NOWHERE = Place("")
_FORM = 1


@dataclass(frozen=True, slots=True)
class Learnt:
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
    probes: Mapping[str, Outcome] = field(default_factory=dict)
    """What `themebuilder probe` found on a stage node: name -> outcome."""

    @property
    def config_keys(self) -> Mapping[str, ConfigKey]:
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
        data = {
            "learnt": _FORM,
            "source": self.source,
            "texts": dict(sorted(self.texts.items())),
            **({"translated": _sort_twice(self.translated)} if self.translated else {}),
            "screens": dict(sorted(self.screens.items())),
            "prompts": self.prompts,
            **({"spoken": self.spoken} if self.spoken else {}),
            **({"app": dict(sorted(self.app.items()))} if self.app else {}),
            **({"manifest": self.manifest} if self.manifest else {}),
            **(
                {"probes": {k: asdict(v) for k, v in sorted(self.probes.items())}}
                if self.probes
                else {}
            ),
        }
        return json.dumps(data, ensure_ascii=False, indent=1, default=dict) + "\n"

    @classmethod
    def from_json(cls, text: str | bytes, place: Place = _NOWHERE) -> Learnt:
        """Return the facts of a file that `to_json` wrote; `PlatformError` with all its faults."""
        try:
            data = json.loads(text, parse_constant=_reject)
        except (ValueError, RecursionError) as error:
            raise _unreadable(
                [_("The file isn't JSON: {error}.", error=str(error))], place
            ) from None
        if wrong := list(_find_faults(data)):
            raise _unreadable(wrong, place)
        return cls(
            source=data["source"],
            texts=MappingProxyType(data["texts"]),
            translated=MappingProxyType(data.get("translated", {})),
            screens=MappingProxyType(data["screens"]),
            prompts=tuple(data["prompts"]),
            spoken=MappingProxyType(data.get("spoken", {})),
            app=MappingProxyType(data.get("app", {})),
            manifest=MappingProxyType(data.get("manifest", {})),
            probes=MappingProxyType(
                {name: Outcome(**one) for name, one in data.get("probes", {}).items()}
            ),
        )


def _sort_twice(texts: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, str]]:
    return {language: dict(sorted(said.items())) for language, said in sorted(texts.items())}


def _find_faults(data: object) -> Iterator[str]:
    if not isinstance(data, dict):
        yield _("The file must contain a JSON object.")
        return
    for name, fits in _MEMBERS.items():
        is_optional = name in ("translated", "spoken", "app", "manifest", "probes")
        if not (is_optional and name not in data) and not fits(data.get(name)):
            yield _("The value of `{key}` isn't what this version of `learn` writes.", key=name)
    for name in sorted(data.keys() - _MEMBERS.keys()):
        yield _("Unknown key `{key}`.", key=name)


def _is_texts(value: object) -> bool:
    return isinstance(value, dict) and all(isinstance(one, str) for one in value.values())


_OUTCOME = {one.name for one in fields(Outcome)}
_MEMBERS: Mapping[str, Callable[[object], bool]] = {
    "learnt": lambda value: value == _FORM and not isinstance(value, bool),
    "source": lambda value: isinstance(value, str),
    "texts": _is_texts,
    "translated": lambda value: isinstance(value, dict) and all(map(_is_texts, value.values())),
    "screens": lambda value: (
        isinstance(value, dict) and all(isinstance(it, dict) for it in value.values())
    ),
    "spoken": _is_texts,
    "app": _is_texts,
    "manifest": lambda value: isinstance(value, dict),
    "probes": lambda value: (
        isinstance(value, dict)
        and all(_is_texts(one) and one.keys() == _OUTCOME for one in value.values())
    ),
    "prompts": lambda value: isinstance(value, list) and all(isinstance(it, str) for it in value),
}


def _unreadable(faults: list[str], place: Place) -> PlatformError:
    hint = _("Delete the file, and run `learn` again.")
    return PlatformError(problem("file-unreadable", fault, place, hint) for fault in faults)


def _reject(constant: str) -> ReadOnlyJson:
    raise ValueError(f"{constant} is not a number of JSON")


def read_learnt(root: Path) -> Learnt | None:
    """Return the facts learnt in the workspace at *root*, or None.

    Raises `PlatformError` for an unusable file.
    """
    data = _read_bytes(root)
    return None if data is None else Learnt.from_json(data, Place(LEARNT_FILE))


def hash_learnt(root: Path) -> str:
    """Return the SHA-256 of the learnt facts, or an empty text where there are none."""
    data = _read_bytes(root)
    return "" if data is None else hashlib.sha256(data).hexdigest()


def _read_bytes(root: Path) -> bytes | None:
    try:
        data = read_file(root / LEARNT_FILE, MAX_BYTES)
    except FileNotFoundError:
        return None
    except OSError as error:
        message = _("The file can't be read: {reason}.", reason=describe_os_error(error))
        raise PlatformError([problem("file-unreadable", message, Place(LEARNT_FILE))]) from None
    except TooLargeError:
        message = _("The file has more than {limit:,} bytes.", limit=MAX_BYTES)
        raise PlatformError([problem("file-too-large", message, Place(LEARNT_FILE))]) from None
    return data
