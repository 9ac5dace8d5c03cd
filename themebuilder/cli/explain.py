"""``themebuilder explain``."""

from __future__ import annotations

from collections.abc import Sequence

import click

from themebuilder.cli.options import Name
from themebuilder.cli.workspace import stop

_LIST_ALL = "`themebuilder rules` lists all."
_MOST_NAMED = 5


def _complete(_ctx: click.Context, _parameter: click.Parameter, incomplete: str) -> list[str]:
    from themebuilder.core.rules import load_rules

    return [name for name in load_rules() if name.startswith(incomplete)]


@click.command("explain")
@click.argument("rule", type=Name(lambda _: _LIST_ALL), shell_complete=_complete)
def command(rule: str) -> None:
    """Print a rule's manual page: what holds, why it matters, how to mend it."""
    from themebuilder.core.rules import format_page, load_rules

    rules = load_rules()
    if rule not in rules:
        stop(f"No rule is named `{rule}`.", _meant(rule, list(rules)))
    click.echo(format_page(rules[rule]), nl=False)


def _meant(given: str, known: Sequence[str]) -> str:
    """The rules that have the given word in their name, or the nearest one."""
    from difflib import get_close_matches

    having = [name for name in known if given and given in name][:_MOST_NAMED]
    nearest = having or get_close_matches(given, known, n=1)
    return f"Did you mean {' or '.join(nearest)}?" if nearest else _LIST_ALL
