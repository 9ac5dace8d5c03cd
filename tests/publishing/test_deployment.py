"""A deployment's definition: what it says, and what keeps it from being taken."""

from __future__ import annotations

import jsonschema
import pytest

from tests.publishing.kit import parse_deployment
from themebuilder.definitions.schema import load_schema
from themebuilder.definitions.schema_problems import find_schema_problems
from themebuilder.definitions.yaml_reader import parse_yaml
from themebuilder.publishing.deployment import RoomChoice

WHOLE = """\
deployment: prod
about: What it is for
node: https://manager.example/
auth: {client: abc, key: {command: [pass, show, pexip]}}
ca_bundle: certs/ca.pem
insecure: false
paths: {regionh-ekstern: regionh-ekstern}
rooms:
  - {theme: regionh-ekstern, tag: regionh}
  - {theme: psyk, names: [Psyk 1, Psyk 2]}
  - {theme: borger, all: true}
organisations:
  region-hovedstaden: {tag: regionh, check_alias: test@regionh}
whole_deployment_of: danmark
conferencing_nodes: [https://conf1.example, "https://10.0.0.5:8443"]
limits: {max_deletes: 2}
replication: {first_check: 10, interval: 20, timeout: 600}
"""
LEAST = "deployment: prod\nnode: https://m.example\nauth: {user: admin, password: {env: PW}}\n"


def list_faults(text):
    return [
        f.rule.name for f in find_schema_problems("deployment", parse_yaml(text.encode(), "d.yaml"))
    ]


def test_a_definition_says_everything():
    found = parse_deployment(WHOLE)
    assert (found.node, found.max_deletes) == ("https://manager.example", 2)
    assert found.auth.is_oauth
    assert found.auth.secret.argument == ("pass", "show", "pexip")
    assert [choice.rooms for choice in found.rooms] == [
        RoomChoice(tag="regionh"),
        RoomChoice(names=("Psyk 1", "Psyk 2")),
        RoomChoice(everything=True),
    ]
    assert found.organisations["region-hovedstaden"].check_alias == "test@regionh"
    assert (found.first_check, found.interval, found.timeout) == (10, 20, 600)


def test_the_least_definition_deletes_nothing():
    found = parse_deployment(LEAST)
    assert (found.max_deletes, found.paths) == (0, None)


@pytest.mark.parametrize(
    "change",
    [
        ("env: PW", "env: p w"),
        ("{env: PW}", "geheim"),
        ("{env: PW}", "{value: geheim}"),
        ("https://m.example", "https://m.example/path"),
        ("https://m.example", "https://u:p@m.example"),
        ("auth:", "authentication:"),
        ("admin", "ad:min"),
        ("\nauth", "\nlimits: {max_deletes: many}\nauth"),
        ("\nauth", "\nlimits: {max_deletes: -1}\nauth"),
        ("\nauth", "\npaths: {a/b: nord}\nauth"),
        ("\nauth", "\nrooms: [{tag: x}]\nauth"),
        ("\nauth", "\ninsecure: yes\nauth"),
        ("\nauth", "\nconferencing_nodes: [conf1.example]\nauth"),
    ],
)
def test_a_fault_is_found(change):
    assert {*list_faults(LEAST.replace(*change))} & {
        "value-not-allowed",
        "unknown-key",
        "missing-key",
    }


def test_the_schema_is_one_and_explains_every_key():
    report = load_schema("deployment")
    jsonschema.Draft202012Validator.check_schema(report)
    assert all(
        "description" in part for part in report["properties"].values() if "$ref" not in part
    )


@pytest.mark.parametrize("key", ["name_prefix: 'ward*'", "alias_prefix: 'w*'", "alias_domain: '*'"])
def test_what_looks_like_a_pattern_is_refused_as_it_would_fit_nothing(key):
    assert list_faults(f"{LEAST}organisations: {{nord: {{{key}}}}}\n") != []
    assert list_faults(f"{LEAST}organisations: {{nord: {{{key.replace('*', 'x')}}}}}\n") == []
