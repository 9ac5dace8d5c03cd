"""``themebuilder rules`` and ``schema``."""

from __future__ import annotations

import json
from fnmatch import fnmatchcase

import click

from themebuilder.cli.options import RULE, json_option, output_option
from themebuilder.cli.output import print_json, print_table, print_text, write_files
from themebuilder.cli.workspace import Workspace
from themebuilder.core.messages import _
from themebuilder.core.rules import format_page, load_groups
from themebuilder.definitions.reference import format_keys
from themebuilder.definitions.schema import DEFINITION_KINDS, load_schema
from themebuilder.platform.probes import describe_rule


@click.command("rules")
@click.argument("rule", required=False, type=RULE)
@json_option
@click.pass_obj
def rules(workspace: Workspace, rule: str | None, *, as_json: bool) -> None:
    """List all rules, or print the manual page of RULE: what it checks, why, and how to fix it.

    RULE may be a pattern: `text-*`.
    """
    groups = {
        group: [member for member in members if fnmatchcase(member.name, rule or "*")]
        for group, members in load_groups().items()
    }
    if as_json:
        listed = [
            {
                "name": member.name,
                "severity": member.severity,
                "title": member.title,
                "group": group,
                **({"page": member.page} if rule else {}),
            }
            for group, members in groups.items()
            for member in members
        ]
        print_json({"rules": listed})
    elif rule:
        pages = [
            format_page(member, describe_rule(member.name, workspace.probes))
            for members in groups.values()
            for member in members
        ]
        for line in "\n".join(pages).splitlines():
            print_text(line)
    else:
        for group, members in groups.items():
            rows = [(f"  {member.name}", member.severity.label, member.title) for member in members]
            click.echo()
            print_table((group, "", ""), rows)


@click.command("schema")
@click.argument("kind", type=click.Choice(DEFINITION_KINDS), required=False, metavar="[KIND]")
@output_option("Write all schemas to this folder, for editors.")
@click.option(
    "--markdown", is_flag=True, help="Print all keys of all kinds as one Markdown document."
)
@click.pass_context
def schema(ctx: click.Context, kind: str | None, output: str | None, *, markdown: bool) -> None:
    """Print the JSON Schema (2020-12) of a kind of file.

    KIND is `theme`, `organisation`, `texts`, `wording`, `terms`, `workspace` or `deployment`.
    """
    if sum(map(bool, (kind, output, markdown))) > 1:
        raise click.UsageError(_("Use only one of KIND, -o and --markdown."), ctx)
    if output:
        write_files(output, make_schemas())
    elif markdown:
        click.echo(format_keys(), nl=False)
    elif kind:
        click.echo(_format_schema(kind), nl=False)
    else:
        raise click.UsageError(_("Name a kind: {kinds}.", kinds=", ".join(DEFINITION_KINDS)), ctx)


def make_schemas(folder: str = "") -> dict[str, bytes]:
    """Return the schemas of all kinds of files, below *folder*."""
    return {f"{folder}{kind}.json": _format_schema(kind).encode() for kind in DEFINITION_KINDS}


def _format_schema(kind: str) -> str:
    return json.dumps(load_schema(kind), indent=2, ensure_ascii=False) + "\n"
