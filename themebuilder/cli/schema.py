"""``themebuilder schema``."""

from __future__ import annotations

import json
from pathlib import Path

import click

from themebuilder.cli.workspace import writing
from themebuilder.definitions.reference import format_keys
from themebuilder.definitions.schema import KINDS, load_schema


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
def command(ctx: click.Context, kind: str | None, write: str | None, *, markdown: bool) -> None:
    """Print the JSON Schema (2020-12) of a kind of file."""
    if write:
        folder = Path(write)
        with writing(folder):
            write_schemas(folder)
    elif markdown:
        click.echo(format_keys(), nl=False)
    elif kind:
        click.echo(json.dumps(load_schema(kind), indent=2, ensure_ascii=False))
    else:
        raise click.UsageError(f"Say which kind: {', '.join(KINDS)}.", ctx)


def write_schemas(folder: Path) -> None:
    """Write every schema into *folder*, in place of older ones."""
    from themebuilder.core.files import replace_all

    replace_all(
        folder,
        {
            f"{kind}.json": (
                json.dumps(load_schema(kind), indent=2, ensure_ascii=False) + "\n"
            ).encode()
            for kind in KINDS
        },
    )
