"""``themebuilder script``."""

from __future__ import annotations

import click

from themebuilder.cli.options import output_option, theme_options
from themebuilder.cli.output import EXIT_FINDINGS, stop, write_files
from themebuilder.cli.workspace import ThemeSelection, Workspace
from themebuilder.core.messages import _
from themebuilder.media.model import MediaError
from themebuilder.media.recording_script import format_markdown, format_page
from themebuilder.media.recordings import make_draft_name, speak_draft
from themebuilder.translation.recording_rows import (
    SpeakerRows,
    format_notes,
    list_speaker_rows,
    make_script,
)


@click.command("script")
@theme_options
@output_option("Write script.md and script.html to this folder instead of printing.")
@click.option(
    "--draft-audio",
    "is_spoken",
    is_flag=True,
    help="Write placeholders spoken by espeak-ng instead. Builds refuse them unless the workspace "
    "allows them.",
)
@click.pass_obj
def script(
    workspace: Workspace, *, selection: ThemeSelection, output: str | None, is_spoken: bool
) -> None:
    """Print the recording script for a speaker, as Markdown.

    All themes share one script: the same words are recorded once.
    """
    if is_spoken and not output:
        stop(_("--draft-audio needs a folder to write to."), _("Name it with -o."))
    themes, problems = workspace.resolve(selection)
    if problems or not themes:
        workspace.stop_with(problems)
    resolved = [theme for _, theme in themes]
    rows = list_speaker_rows(resolved, workspace.platform, workspace.library.workspace)
    for theme in resolved:
        waiting = theme.messages.get("waiting", {}).get(theme.meeting_language)
        if waiting and not waiting.spoken.value:
            # The most important sentence must not be missing silently.
            place = waiting.title.place
            message = _(
                "{place}: The waiting text has no `spoken`, so the script lacks it.", place=place
            )
            click.echo(message, err=True)
    title = ", ".join(dict.fromkeys(theme.title for theme in resolved))
    made = make_script(rows, title, resolved[0].meeting_language)
    text = format_markdown(made) + format_notes(rows, made.language)
    if not output:
        click.echo(text, nl=False)
        return
    files = (
        _speak_drafts(rows)
        if is_spoken
        else {"script.md": text.encode(), "script.html": format_page(made).encode()}
    )
    write_files(output, files)
    for name in files:
        click.echo(f"  {output}/{name}", err=not is_spoken)
    if is_spoken:
        click.echo(
            _(
                "These are placeholders, spoken by a machine. Builds refuse them unless "
                "themes/workspace.yaml sets `draft_recordings: true`."
            ),
            err=True,
        )


def _speak_drafts(rows: SpeakerRows) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    for row in rows.recorded:
        place, slash, name = row.file.rpartition("/")
        try:
            files[f"{place}{slash}{make_draft_name(name)}"] = speak_draft(row.language, row.words)
        except MediaError as error:
            stop(f"{row.file}: {error.message}", error.hint, code=EXIT_FINDINGS)
    return files
