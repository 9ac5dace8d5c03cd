"""``themebuilder script``."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from themebuilder.cli.options import complete_themes
from themebuilder.cli.workspace import FOUND, Workspace, stop, writing
from themebuilder.core.files import replace_all, write_whole
from themebuilder.core.problems import Problem, ThemeError
from themebuilder.definitions.model import Theme
from themebuilder.media.recording_script import LABELS
from themebuilder.translation.recording_rows import SpeakerRows


@click.command("script")
@click.argument("themes", nargs=-1, metavar="[THEME]...", shell_complete=complete_themes)
@click.option(
    "-o",
    "--output",
    "folder",
    type=click.Path(file_okay=False),
    metavar="DIR",
    help="Write script.md and script.html there instead of printing.",
)
@click.option(
    "--html", "html_file", type=click.Path(dir_okay=False), help="Write the page to print, too."
)
@click.option(
    "--draft-audio",
    "drafts",
    type=click.Path(file_okay=False),
    metavar="DIR",
    help="Have espeak-ng speak placeholders; a build refuses them unless the workspace allows.",
)
@click.option(
    "--in",
    "told_in",
    type=click.Choice(list(LABELS)),
    help="The speaker's language. Default: the language of the first theme's meeting.",
)
@click.pass_obj
def command(
    workspace: Workspace,
    *,
    themes: tuple[str, ...],
    folder: str | None,
    html_file: str | None,
    drafts: str | None,
    told_in: str | None,
) -> None:
    """Print the recording script for a speaker, as Markdown.

    One script for all THEMEs, or for the workspace's own: those that say the same share a recording.
    """
    from themebuilder.media.recording_script import format_markdown, format_page
    from themebuilder.packages.service_theme import meeting_language  # heavy
    from themebuilder.translation.recording_rows import format_notes, list_speaker_rows, make_script

    complete = _complete(workspace, themes)
    said = list_speaker_rows(complete, workspace.platform, workspace.library.workspace)
    language = told_in or meeting_language(complete[0])
    title = ", ".join(dict.fromkeys(theme.title for theme in complete))
    for theme in complete:
        waiting = theme.messages.get("waiting", {}).get(meeting_language(theme))
        if waiting and not waiting.spoken.text:
            # The most important sentence must not be missing without a word.
            place = waiting.title.place
            click.echo(f"{place}: waiting is not spoken: the wording has no `spoken`.", err=True)
    made = make_script(said, title, language)
    text = (format_markdown(made) + format_notes(said, made.language)).encode()
    if folder:
        files = {"script.md": text, "script.html": format_page(made).encode()}
        with writing(folder):
            replace_all(Path(folder), files)
        click.echo(f"Written: {folder}/script.md, {folder}/script.html", err=True)
    if html_file:
        with writing(html_file):
            write_whole(Path(html_file), format_page(made).encode())
        click.echo(f"Written: {html_file}", err=True)
    if drafts:
        _speak(said, Path(drafts))
    if not folder and not drafts:
        click.echo(text.decode(), nl=False)


def _complete(workspace: Workspace, patterns: tuple[str, ...]) -> list[Theme]:
    from themebuilder.definitions.resolver import resolve_theme  # heavy

    themes: list[Theme] = []
    problems: list[Problem] = list(workspace.library.problems)
    for outline in workspace.choose(patterns):
        try:
            themes.append(resolve_theme(workspace.library, outline))
        except ThemeError as error:
            problems += error.problems
    if problems or not themes:
        workspace.tell(problems, command="script")
        sys.exit(FOUND)
    return themes


def _speak(said: SpeakerRows, folder: Path) -> None:
    from themebuilder.media.recordings import RecordingError, draft_name
    from themebuilder.media.speech import speak_draft

    files: dict[str, bytes] = {}
    for one in said.recorded:
        place, _, name = one.file.rpartition("/")
        target = f"{place}/{draft_name(name)}" if place else draft_name(name)
        try:
            files[target] = speak_draft(one.language, one.words)
        except RecordingError as error:
            stop(f"{one.file}: {error.message}", error.hint, code=FOUND)
    with writing(folder):
        replace_all(folder, files)
    for name in files:
        click.echo(f"  {folder / name}")
    click.echo(
        "Placeholders spoken by a machine. A build refuses them unless themes/workspace.yaml says "
        "`draft_recordings: true`.",
        err=True,
    )
