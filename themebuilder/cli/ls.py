"""``themebuilder ls``."""

from __future__ import annotations

import json
from dataclasses import asdict

import click

from themebuilder.cli.workspace import Workspace


@click.command("ls")
@click.argument("package", metavar="PACKAGE", type=click.Path(exists=True))
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.pass_obj
def command(workspace: Workspace, package: str, *, as_json: bool) -> None:
    """List what is in a package: files, sizes, budget, content digest.

    PACKAGE is a zip or a folder: a Webapp3 branding, a Webapp 2 branding or a service theme.
    """
    from themebuilder.cli.packages import read_all
    from themebuilder.importing.file_descriptions import draw_tree, list_package
    from themebuilder.importing.package_reader import KINDS

    (found,) = read_all(workspace, [package], "ls", "json" if as_json else "text")
    listed = list_package(found)
    budget = int(workspace.any_library.workspace.text("budgets", "package", default="0"))
    if as_json:
        envelope = {"schema": 1, "command": "ls", "ok": True, "package": package}
        envelope |= {"kind": found.kind, **asdict(listed), "budget": budget}
        envelope["notes"] = [note.message for note in found.notes]
        click.echo(json.dumps(envelope, indent=2))
        return
    click.echo(f"{package}: {KINDS[found.kind]}")
    lines = list(draw_tree(listed.files))
    width = max(len(line) for line, _ in lines)
    for line, file in lines:
        about = f"  {file.size:>11,}  {file.what}" if file else ""
        click.echo(f"{line:<{width}}{about}".rstrip())
    click.echo(f"\n{len(listed.files)} files, {listed.size:,} bytes")
    if budget:
        share = f"{listed.weight / budget:.0%} of the budget of {budget:,}"
        click.echo(f"Without recordings: {listed.weight:,} bytes, {share}")
    click.echo(f"Content digest: {listed.digest}")
    for note in found.notes:
        click.echo(f"Note: {note.message}")
