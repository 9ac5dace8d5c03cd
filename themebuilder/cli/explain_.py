"""``themebuilder explain``."""

from __future__ import annotations

import click

from themebuilder.cli.session import stop


def _complete(_ctx: click.Context, _parameter: click.Parameter, incomplete: str) -> list[str]:
    from themebuilder.manual import RULES

    return [name for name in RULES if name.startswith(incomplete)]


@click.command("explain")
@click.argument("rule", shell_complete=_complete)
def command(rule: str) -> None:
    """Print a rule's manual page: what holds, why it matters, how to mend it."""
    from themebuilder.manual import RULES, page

    if rule not in RULES:
        from difflib import get_close_matches

        nearest = get_close_matches(rule, RULES, n=1)
        hint = f"Did you mean {nearest[0]}?" if nearest else "`themebuilder rules` lists all."
        stop(f"No rule is named `{rule}`.", hint)
    click.echo(page(RULES[rule]), nl=False)
