"""``themebuilder rules``."""

from __future__ import annotations

import json

import click


@click.command("rules")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.option("--markdown", is_flag=True, help="All manual pages as one document.")
def command(*, as_json: bool, markdown: bool) -> None:
    """List all rules with their severity and what holds when all is well."""
    from themebuilder.core.rules import format_reference, load_groups

    if markdown:
        click.echo(format_reference(), nl=False)
        return
    if as_json:
        listed = [
            {"name": rule.name, "severity": rule.severity, "title": rule.title, "group": group}
            for group, rules in load_groups().items()
            for rule in rules
        ]
        click.echo(
            json.dumps({"schema": 1, "command": "rules", "ok": True, "rules": listed}, indent=2)
        )
        return
    for group, rules in load_groups().items():
        click.echo(f"\n{group}")
        for rule in rules:
            click.echo(f"  {rule.name:<34} {rule.severity:<8} {rule.title}")
