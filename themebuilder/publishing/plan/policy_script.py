"""The local policy script of a deployment. Pure: a person installs it, nothing here writes to a node.

The node runs it in each call, so it reaches rooms that don't exist yet. It keeps to Jinja 2.10 and to
filters that Pexip's documentation and its own samples use.
Rooms are told apart by prefixes, not by patterns: `startswith` needs no escaping, has no anchors to
forget, and still fits a breakout room, whose name is the room's with more after it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from themebuilder.core.messages import _
from themebuilder.core.problems import Problem, problem
from themebuilder.publishing.build_output import BuildOutput
from themebuilder.publishing.deployment import Deployment, OrganisationRooms
from themebuilder.publishing.plan.desired_settings import (
    FOLLOWS_GLOBAL,
    DesiredSetting,
    find_desired_settings,
)
from themebuilder.settings import FieldKind
from themebuilder.settings.declaration import FieldValue

MAX_SIZE = 49_152
"""Characters that a policy profile takes, by Pexip's Terraform provider."""

_DIGITS = 12
_HEADER = """\
{{# themebuilder policy {deployment} {digest}
   Sets what the organisations decided, in the rooms that are theirs; changes no other key.
   Don't edit this block: run `themebuilder policy -d {deployment}` again.
   To use it in a script of your own, put the block at its top, and write
   |pex_update(themebuilder) before |pex_to_json wherever service_config is the result.
   Unconfirmed, as no node has run it: that service_tag is the tag of the room, that a breakout room
   keeps it, and that local_alias is the address that was called. #}}
"""
_END = "{# themebuilder policy end #}\n"
_VARIABLES = {
    "tag": 'service_config.service_tag|default("", true)',
    "name": 'service_config.name|default("", true)',
    # SIP and H.323 send the scheme with the address; browsers don't.
    "alias": (
        'call_info.local_alias|default("", true)|lower|pex_regex_replace("^(sips|sip|h323):", "")'
    ),
}
_IS_ROOM = 'service_config and service_config.service_type in ("conference", "lecture")'
# Without `themebuilder`, the two branches are the smallest script that changes nothing.
_ANSWER = """\
{
  {% if service_config and themebuilder %}
  "action": "continue",
  "result": {{ service_config|pex_update(themebuilder)|pex_to_json }}
  {% elif service_config %}
  "action": "continue",
  "result": {{ service_config|pex_to_json }}
  {% else %}
  "action": "reject",
  "result": {}
  {% endif %}
}
"""
_BLOCK = re.compile(
    r"\{# themebuilder policy (?P<deployment>\S+) (?P<digest>[0-9a-f]{12})\n.*?"
    + re.escape(_END.rstrip()),
    re.DOTALL,
)
_PLAIN = re.compile(r"[A-Za-z0-9 _.@:/+-]")


class ScriptState(StrEnum):
    """A policy profile's script, compared with the one that we would write; the closest first."""

    SAME = "same"
    UNUSED = "unused"
    """Our block is in it, but its result leaves it out."""
    OUTDATED = "outdated"
    EDITED = "edited"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class PolicyScript:
    """A script, and what it sets. Without *values*, there is nothing to set."""

    deployment: str
    text: str
    values: Mapping[str, Mapping[str, FieldValue]]
    """Organisation -> field -> value, for the organisations whose rooms the script can tell."""
    without_key: tuple[str, ...]
    """The organisations with settings whose rooms it can't tell."""
    without_theme: tuple[str, ...]
    """The organisations without a theme in the build folder: their settings aren't known."""
    problems: tuple[Problem, ...]

    @property
    def block(self) -> str:
        """The part that another script can take over."""
        found = _BLOCK.search(self.text)
        return found[0] if found else ""

    def compare(self, script: str) -> ScriptState:
        """Compare a profile's *script* with this one, or with this one's block in it."""
        lines = "\n".join(line.rstrip() for line in script.splitlines())
        found = next(
            (match for match in _BLOCK.finditer(lines) if match["deployment"] == self.deployment),
            None,
        )
        if found is None:
            return ScriptState.ABSENT
        block = found[0]
        if _compute_digest(block.replace(found["digest"], "", 1)) != found["digest"]:
            return ScriptState.EDITED
        if block != self.block:
            return ScriptState.OUTDATED
        is_used = "pex_update(themebuilder)" in lines[found.end() :]
        return ScriptState.SAME if is_used else ScriptState.UNUSED


@dataclass(frozen=True, slots=True)
class _Rule:
    """Rooms of an organisation, and the fields that they get. The rule with the higher *rank* wins."""

    rank: tuple[int, int]
    organisation: str
    variable: str
    condition: str
    values: Mapping[str, FieldValue]
    tag: str = ""


def write_policy(deployment: Deployment, output: BuildOutput) -> PolicyScript:
    """Return the script for the organisations of *deployment*."""
    values: dict[str, Mapping[str, FieldValue]] = {}
    rules: list[_Rule] = []
    without_key = []
    for organisation in deployment.all_organisations:
        fields = dict(_list_fields(find_desired_settings(output, organisation)))
        found = list(_list_rules(deployment, organisation, fields)) if fields else []
        if found:
            values[organisation] = fields
            rules += found
        elif fields:
            without_key.append(organisation)
    rules.sort(key=lambda rule: (rule.rank, rule.condition, rule.organisation))
    text = _write(deployment.name, rules)
    problems = [*_find_conflicts(deployment, rules)]
    if len(text) > MAX_SIZE:
        message = _(
            "The script has {size:,} characters; a policy profile takes {most:,}.",
            size=len(text),
            most=MAX_SIZE,
        )
        hint = _(
            "Use tags, which take less, or give organisations with the same settings one "
            "`name_prefix` or one `alias_domain`."
        )
        problems.append(problem("policy-too-long", message, deployment.place, hint))
    built = {name for entry in output.entries.values() for name in entry.organisations}
    without_theme = [name for name in deployment.organisations if name not in built]
    return PolicyScript(
        deployment.name,
        text,
        values,
        tuple(without_key),
        tuple(without_theme),
        tuple(problems),
    )


def remove_blocks(script: str) -> str:
    """Return a script without our blocks: what somebody else wrote."""
    return _BLOCK.sub("", script)


def _list_fields(settings: tuple[DesiredSetting, ...]) -> Iterator[tuple[str, FieldValue]]:
    for desired in settings:
        for field in desired.declared.list_fields(FieldKind.POLICY):
            value = field.find_value(desired.value)
            if value is not None:
                # Nobody knows here whether the global switch is on; "yes" holds either way.
                yield field.name, "yes" if value == FOLLOWS_GLOBAL else value


def _list_rules(
    deployment: Deployment, organisation: str, fields: Mapping[str, FieldValue]
) -> Iterator[_Rule]:
    """Yield the rules of an organisation.

    A tag says whose room it is. A name says less; an address the least, as a room may have several.
    """

    def rule(kind: int, length: int, variable: str, condition: str, tag: str = "") -> _Rule:
        return _Rule((kind, length), organisation, variable, condition, fields, tag)

    if organisation == deployment.whole_deployment_of:
        yield rule(0, 0, "", "true")
    theirs = deployment.organisations.get(organisation, OrganisationRooms())
    # Addresses are the same in capitals.
    prefix, domain = theirs.alias_prefix.lower(), theirs.alias_domain.lower()
    addresses = []
    if prefix:
        addresses.append(f"themebuilder_alias.startswith({_quote(prefix)})")
    if domain:
        addresses.append(f"themebuilder_alias.endswith({_quote('@' + domain)})")
    if addresses:
        yield rule(len(addresses), len(prefix + domain), "alias", " and ".join(addresses))
    if name := theirs.name_prefix:
        yield rule(3, len(name), "name", f"themebuilder_name.startswith({_quote(name)})")
    if tag := theirs.rooms.tag:
        yield rule(4, 0, "tag", f"themebuilder_tag == {_quote(tag)}", tag)


def _find_conflicts(deployment: Deployment, rules: list[_Rule]) -> Iterator[Problem]:
    """Yield a problem for each two organisations that want different values for the same rooms."""
    first: dict[tuple[str, str], _Rule] = {}
    for rule in rules:
        for field, value in rule.values.items():
            other = first.setdefault((rule.condition, field), rule)
            if other.values[field] != value:
                message = _(
                    "{organisation} and {other} name the same rooms, but want different values of "
                    "`{field}`.",
                    organisation=other.organisation,
                    other=rule.organisation,
                    field=field,
                )
                place = deployment.places.get(rule.organisation, deployment.place)
                yield problem("claimed-twice", message, place)


def _write(deployment: str, rules: list[_Rule]) -> str:
    used = {rule.variable for rule in rules}
    lines = ["{% set themebuilder = {} %}", f"{{% if {_IS_ROOM} %}}"]
    lines += [
        f"{{% set themebuilder_{name} = {source} %}}"
        for name, source in _VARIABLES.items()
        if name in used
    ]
    for group in _group_tags(rules):
        rule = group[0]
        pairs = ", ".join(f'"{name}": {_quote(value)}' for name, value in rule.values.items())
        tags = ", ".join(_quote(member.tag) for member in group)
        condition = rule.condition if len(group) == 1 else f"themebuilder_tag in ({tags})"
        lines += [
            f"{{# {', '.join(member.organisation for member in group)} #}}{{% if {condition} %}}",
            f"{{% set themebuilder = themebuilder|pex_update({{{pairs}}}) %}}{{% endif %}}",
        ]
    lines.append("{% endif %}")
    block = (
        _HEADER.format(deployment=deployment, digest="{digest}") + "\n".join(lines) + "\n" + _END
    )
    digest = _compute_digest(block.replace("{digest}", "", 1))
    return block.replace("{digest}", digest, 1) + _ANSWER


def _group_tags(rules: list[_Rule]) -> Iterator[list[_Rule]]:
    """Yield each rule by itself, but tags with the same values together: no room has two tags."""
    groups: dict[object, list[_Rule]] = {}
    for number, rule in enumerate(rules):
        key = (*rule.values.items(),) if rule.tag else number
        groups.setdefault(key, []).append(rule)
    yield from groups.values()


def _compute_digest(block: str) -> str:
    """Return the digest of a block that has none in it."""
    return hashlib.sha256(block.rstrip().encode()).hexdigest()[:_DIGITS]


def _quote(value: FieldValue) -> str:
    """Return a value as Jinja writes it; every unusual character of a text is escaped."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return '"' + "".join(c if _PLAIN.match(c) else _escape(c) for c in value) + '"'


def _escape(character: str) -> str:
    is_ascii = character.isascii()
    return f"\\x{ord(character):02x}" if is_ascii else ascii(character).strip("'")
