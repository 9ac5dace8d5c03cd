"""``themebuilder explain``, ``rules`` and ``schema``: what the documentation says, at a prompt."""

from __future__ import annotations

import json
from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path

import click

from themebuilder.cli.options import Name, json_option
from themebuilder.cli.output import print_json, report_write_errors, stop
from themebuilder.core.files import replace_all
from themebuilder.core.rules import format_page, format_reference, load_groups, load_rules
from themebuilder.definitions.reference import format_keys
from themebuilder.definitions.schema import KINDS, load_schema

_LIST_ALL = "`themebuilder rules` lists all."
_MOST_NAMED = 5


def _complete(_ctx: click.Context, _parameter: click.Parameter, incomplete: str) -> list[str]:
    return [name for name in load_rules() if name.startswith(incomplete)]


@click.command("explain")
@click.argument("rule", type=Name(lambda _: _LIST_ALL), shell_complete=_complete)
def explain(rule: str) -> None:
    """Print a rule's manual page: what it checks, why it matters, how to fix it."""
    rules = load_rules()
    if rule not in rules:
        stop(f"No rule is named `{rule}`.", _suggest_rules(rule, list(rules)))
    click.echo(format_page(rules[rule]), nl=False)


@click.command("rules")
@json_option
@click.option("--markdown", is_flag=True, help="All manual pages as one document.")
def rules(*, as_json: bool, markdown: bool) -> None:
    """List all rules with their severity and what they check."""
    if markdown:
        click.echo(format_reference(), nl=False)
    elif as_json:
        listed = [
            {"name": rule.name, "severity": rule.severity, "title": rule.title, "group": group}
            for group, members in load_groups().items()
            for rule in members
        ]
        print_json({"rules": listed})
    else:
        for group, members in load_groups().items():
            click.echo(f"\n{group}")
            for rule in members:
                click.echo(f"  {rule.name:<34} {rule.severity:<8} {rule.title}")


@click.command("schema")
@click.argument("kind", type=click.Choice(KINDS), required=False)
@click.option(
    "--write",
    type=click.Path(file_okay=False),
    metavar="DIR",
    help="Write all schemas into a folder, for editors.",
)
@click.option("--markdown", is_flag=True, help="All keys of all kinds as one document.")
@click.pass_context
def schema(ctx: click.Context, kind: str | None, write: str | None, *, markdown: bool) -> None:
    """Print the JSON Schema (2020-12) of a kind of file."""
    if write:
        with report_write_errors(write):
            write_schemas(Path(write))
    elif markdown:
        click.echo(format_keys(), nl=False)
    elif kind:
        click.echo(_format_schema(kind), nl=False)
    else:
        raise click.UsageError(f"Say which kind: {', '.join(KINDS)}.", ctx)


def write_schemas(folder: Path) -> None:
    """Write every schema into *folder*, replacing older ones."""
    replace_all(folder, {f"{kind}.json": _format_schema(kind).encode() for kind in KINDS})


def _format_schema(kind: str) -> str:
    return json.dumps(load_schema(kind), indent=2, ensure_ascii=False) + "\n"


def _suggest_rules(given: str, known: Sequence[str]) -> str:
    """Suggest the rules that have the given word in their name, or else the nearest one."""
    similar = [name for name in known if given and given in name][:_MOST_NAMED]
    similar = similar or get_close_matches(given, known, n=1)
    return f"Did you mean {' or '.join(similar)}?" if similar else _LIST_ALL
