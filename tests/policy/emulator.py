"""An emulator of the Jinja2 that a node gives to local policy scripts.

The marks say where a behaviour comes from: (D) the openings of Pexip's documentation, (P) Pexip's own
public code, (T) a third party that restates the documentation, (S) synthetic, because nobody knows.
What passes here was rendered here; no node has accepted it.
"""

from __future__ import annotations

import base64
import hashlib
import ipaddress
import json
import random
import re
import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any
from urllib.parse import quote, unquote
from zoneinfo import ZoneInfo

from jinja2 import TemplateError
from jinja2.sandbox import SandboxedEnvironment

Values = Mapping[str, Any]

STANDARD = (
    "abs", "capitalize", "default", "first", "float", "format", "int", "join", "last", "length",
    "lower", "range", "replace", "round", "striptags", "trim", "truncate", "upper",
)  # fmt: skip
"""(D) Jinja's own filters that are left on. `range` is listed with them, and is a function."""
MAX_SIZE = 49_152
"""(P) The longest script that a policy profile takes."""
LITERALS: Mapping[str, tuple[object, ...]] = {
    "enable_chat": ("default", "yes", "no"),
    "live_captions_enabled": ("default", "yes", "no"),
    "guests_can_see_guests": ("no_hosts", "always", "never"),
    "direct_media": ("never", "best_effort", "always"),
    "call_type": ("video", "video-only", "audio"),
    "enable_overlay_text": (True, False),
    "guests_can_present": (True, False),
    "mute_all_guests": (True, False),
    "allow_guests": (True, False),
    "locked": (True, False),
    "breakout_rooms": (True, False),
}
"""(T) Key of a room's answer -> what it may be."""
REQUIRED = ("name", "service_type", "service_tag")
"""(T) Keys that a room's answer must have."""
BREAKOUT_REQUIRED = ("breakout_uuid", "breakout_name")


class PolicyError(Exception):
    """A script that gives no usable answer."""


class _KeepsDataError(Exception):
    """(T) `pex_require_min_length`: the policy is not applied, and the data stay."""


def render(script: str, service: Values | None, call: Values) -> dict[str, Any]:
    """The answer of a service script; `PolicyError` if it is none."""
    if len(script) > MAX_SIZE:
        raise PolicyError(f"{len(script)} characters")
    try:
        text = _compile(script).render(service_config=_copy(service), call_info=_copy(call))
    except (TemplateError, TypeError, AttributeError, ValueError) as error:
        raise PolicyError(f"{type(error).__name__}: {error}") from error
    try:
        answer = json.loads(
            text, object_pairs_hook=_refuse_duplicates, parse_constant=_refuse_constant
        )
    except ValueError as error:
        raise PolicyError(f"{error} in {text!r}") from error
    if not isinstance(answer, dict):
        raise PolicyError("the answer is no object")
    return answer


def apply(script: str, service: Values | None, call: Values) -> Values | None:
    """The service that a call gets, or None: it is rejected.

    (T) an unusable answer leaves the data as they were. "In some cases" the call is rejected instead;
    which ones, nobody says (S: none).
    """
    try:
        answer = render(script, service, call)
    except (PolicyError, _KeepsDataError):
        return service
    if answer.get("action") == "continue" and isinstance(answer.get("result"), dict):
        return dict(answer["result"]) or service
    return None


def find_faults(service: Values | None, answer: Values, changing: Sequence[str]) -> list[str]:
    """What is wrong with an answer that may change only the keys *changing*."""
    faults = []
    if sorted(answer) != ["action", "result"]:
        faults.append(f"keys {sorted(answer)}")
    action, result = answer.get("action"), answer.get("result", {})
    if action not in ("continue", "reject", "redirect"):
        faults.append(f"action {action!r}")
    if service is None or action != "continue":
        return faults
    if result.get("service_type") in ("conference", "lecture"):
        required = [*REQUIRED, *(BREAKOUT_REQUIRED if result.get("breakout") else ())]
        faults += [f"no {key}" for key in required if not isinstance(result.get(key), str)]
    for key, allowed in LITERALS.items():
        # Pairs with the type, as True is 1.
        if key in result and (type(result[key]), result[key]) not in [
            (type(v), v) for v in allowed
        ]:
            faults.append(f"{key} is {result[key]!r}")
    for key in {*service, *result} - {*changing}:
        if service.get(key) != result.get(key) or (key in service) != (key in result):
            faults.append(f"{key} was changed")
    return sorted(faults)


def _copy(value: Values | None) -> Any:
    return json.loads(json.dumps(value))


def _refuse_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    names = [name for name, _ in pairs]
    if twice := {name for name in names if names.count(name) > 1}:
        raise ValueError(f"keys twice: {sorted(twice)}")
    return dict(pairs)


def _refuse_constant(name: str) -> None:
    raise ValueError(name)


def _pex_update(of: Values, values: Values) -> dict[str, Any]:
    return {**of, **values}


def _pex_debug_log(*_: object) -> str:
    return (
        ""  # (T) a log line; the output is nothing, as the public samples call it inside the JSON
    )


def _pex_in_subnet(address: str, networks: Sequence[str]) -> bool:
    return any(
        ipaddress.ip_address(address) in ipaddress.ip_network(network) for network in networks
    )


def _pex_require_min_length(value: str, least: int) -> str:
    if len(value) < least:
        raise _KeepsDataError
    return value


def _pex_find_first_match(values: Sequence[str], pattern: str) -> str:
    return next((value for value in values if re.search(pattern, value)), "")  # (S) "" for none


def _pex_regex_search(pattern: str, text: str) -> Sequence[str]:
    found = re.search(pattern, text)
    return found.groups() if found else ()


_PEX: Mapping[str, Any] = {
    "pex_base64": lambda value: base64.b64encode(str(value).encode()).decode(),
    "pex_clean_phone_number": lambda value: re.sub(r"[^+0-9]", "", value),
    "pex_debug_log": _pex_debug_log,
    "pex_find_first_match": _pex_find_first_match,
    "pex_hash": lambda value: hashlib.sha256(str(value).encode()).hexdigest(),  # (S) text form
    "pex_head": lambda value, count: value[:count],
    "pex_in_subnet": _pex_in_subnet,
    "pex_md5": lambda value: hashlib.md5(str(value).encode(), usedforsecurity=False).hexdigest(),
    "pex_now": lambda zone="UTC": datetime.now(ZoneInfo(zone)),
    "pex_random_pin": lambda length: f"{random.randrange(10**length):0{length}}",
    # (P) replaces wherever the pattern is found, and takes \1 (T).
    "pex_regex_replace": lambda value, find, put: re.sub(find, put, value),
    "pex_regex_search": _pex_regex_search,
    "pex_require_min_length": _pex_require_min_length,
    "pex_reverse": lambda value: value[::-1],
    "pex_safelinks_decode": unquote,  # (S)
    "pex_strlen": len,
    "pex_tail": lambda value, count: value[-count:],
    "pex_to_json": json.dumps,
    "pex_to_uuid": lambda value: str(uuid.UUID(bytes=base64.b64decode(value)[:16])),
    "pex_update": _pex_update,
    "pex_url_decode": unquote,
    "pex_url_encode": quote,
    "pex_urldefense_decode": unquote,  # (S)
    "pex_uuid4": lambda: str(uuid.uuid4()),
}


def _make_environment() -> SandboxedEnvironment:
    # (T) a public script extends a list in an expression: the sandbox is not the immutable one.
    environment = SandboxedEnvironment(autoescape=False)
    known = environment.filters
    environment.filters = {name: known[name] for name in STANDARD if name in known} | {**_PEX}
    # Both forms occur in public scripts.
    environment.globals = {"range": range, **_PEX}
    environment.loader = None
    return environment


_ENVIRONMENT = _make_environment()
_compile = lru_cache(maxsize=64)(_ENVIRONMENT.from_string)
