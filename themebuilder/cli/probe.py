"""``themebuilder probe``."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, replace

import click

from themebuilder.cli.connection import confirm, node_command
from themebuilder.cli.options import yes_option
from themebuilder.cli.output import (
    EXIT_FINDINGS,
    get_format,
    is_terminal,
    print_json,
    print_text,
    report_write_errors,
    stop,
)
from themebuilder.cli.workspace import Workspace
from themebuilder.core.files import write_whole
from themebuilder.core.messages import Message, _
from themebuilder.core.problems import suggest_name
from themebuilder.platform.learnt import LearntFacts
from themebuilder.platform.learnt_file import LEARNT_FILE, read_learnt
from themebuilder.platform.probes import QUESTIONS, UNCLEAR, find_question
from themebuilder.platform.tables import read_data
from themebuilder.platform.target import Platform
from themebuilder.publishing.inspection.hosted_app import find_bundle
from themebuilder.publishing.inspection.probe import Probe, ProbeFunction, Result, ask, record
from themebuilder.publishing.inspection.probe_questions import (
    AUTOMATIC,
    ask_hiding,
    ask_language_file,
)
from themebuilder.publishing.node.node_state import WEBAPP3_TYPE
from themebuilder.publishing.session import Session
from themebuilder.settings import FieldKind, find_fields


@click.command("probe")
@click.argument("names", nargs=-1, metavar="[NAME]...", type=click.Choice([*QUESTIONS]))
@node_command
@click.option(
    "--answer",
    "answers",
    multiple=True,
    metavar="NAME=OUTCOME",
    help="Record what somebody saw, such as `hiding:button-chat=hidden`. Repeatable.",
)
@yes_option
def probe(
    workspace: Workspace,
    session: Session,
    *,
    names: tuple[str, ...],
    answers: tuple[str, ...],
    yes: bool,
) -> None:
    """Ask a stage node what nobody has published. Checks, builds and plans follow its answers.

    Creates small objects named "themebuilder probe …", looks what the node makes of them, and removes
    them, also after an error or Ctrl+C. Touches nothing else. Refuses a deployment without
    `stage: true`.

    Without NAME, asks everything. Two questions need somebody with a browser; --answer records what
    they saw, also elsewhere. The outcomes are stored in themes/platform.json.
    """
    given = [_read_answer(answer, workspace.platform) for answer in answers]
    if not session.deployment.is_stage:
        hint = _("If no guest uses this node, add `stage: true` to the deployment.")
        name = session.deployment.name
        stop(_("Deployment `{name}` isn't a stage node.", name=name), hint)
    is_text = get_format() == "text"
    bundle = find_bundle(session.node)
    revision = f"{WEBAPP3_TYPE} {bundle.revision or bundle.version}" if bundle else "?"
    asked = [question for question in QUESTIONS if question in names or not (names or answers)]
    if not names and not is_terminal():
        asked = [question for question in asked if question in AUTOMATIC]
    if asked:
        node = session.node.origin
        message = _(
            "Probes create objects named “themebuilder probe …” on {node}, and remove them.",
            node=node,
        )
        print_text(message, err=not is_text)
        confirm(_("Probe this node?"), yes=yes)
    learnt = read_learnt(workspace.root) or LearntFacts("")
    results: list[Result] = []
    # One after the other: what an interrupted run has found is kept.
    try:
        for found in _list_results(workspace.platform, session, given, asked, learnt):
            learnt = replace(learnt, probes=record(learnt.probes, found, revision))
            with report_write_errors(workspace.root / LEARNT_FILE):
                write_whole(workspace.root / LEARNT_FILE, learnt.to_json().encode())
            results.append(found)
            if is_text:
                _print_result(found)
    except (KeyboardInterrupt, click.Abort):
        if results:
            click.echo(err=True)
            print_text(_("What was found until now is in {file}.", file=LEARNT_FILE), err=True)
        raise
    is_clear = all(result.outcome != UNCLEAR for result in results)
    if is_text:
        print_text(_describe_use(results))
    else:
        listed = [asdict(result) for result in results]
        print_json({"revision": revision, "probes": listed}, ok=is_clear)
    if not is_clear:
        sys.exit(EXIT_FINDINGS)


def _list_results(
    platform: Platform,
    session: Session,
    given: Iterable[Result],
    names: Sequence[str],
    learnt: LearntFacts,
) -> Iterator[Result]:
    """Yield the results that somebody has *given*, then those of the probes *names*."""
    for result in given:
        _announce(result.name)
        yield result
    known = {name: outcome.outcome for name, outcome in learnt.probes.items()}
    questions: dict[str, ProbeFunction] = {
        **AUTOMATIC,
        "hiding": lambda probe: ask_hiding(probe, _list_hideable(platform), _show_and_ask),
        "language-file": lambda probe: ask_language_file(probe, _show_and_ask),
    }
    for name in names:
        _announce(name)
        if name not in AUTOMATIC and not is_terminal():
            reason = _("Somebody must look. Run this in a terminal, or use --answer.")
            yield Result(name, UNCLEAR, reason)
            continue
        for found in ask(Probe(session, known), name, questions[name]):
            known[found.name] = found.outcome
            yield found


def _show_and_ask(question: str, outcomes: Mapping[str, str]) -> str:
    click.echo(err=True)
    for line in question.splitlines():
        print_text(line, err=True)
    for name, meaning in {**outcomes, UNCLEAR: _("Nobody can tell.")}.items():
        click.echo(f"  {name:<10} {_(meaning)}", err=True)
    answer: str = click.prompt(_("Answer"), type=click.Choice([*outcomes, UNCLEAR]), err=True)
    return answer


def _list_hideable(platform: Platform) -> dict[str, str]:
    """Return the test ids that settings hide, and those that others report: id -> what it is."""
    ids = [field.name for _setting, field in find_fields(FieldKind.HIDDEN)]
    ids += [id_ for id_, fact in platform.test_ids.items() if fact.hiding]
    known = read_data("webapp")["hides"]
    return {id_: known.get(id_, {}).get("what", "") for id_ in dict.fromkeys(ids)}


def _read_answer(text: str, platform: Platform) -> Result:
    name, _equals, outcome = text.partition("=")
    question = find_question(name)
    head, _colon, subject = name.partition(":")
    ids = _list_hideable(platform)
    if question is None and not subject and head == "hiding":
        stop(
            _("`hiding` has an outcome for each button: the answer names none."),
            _("Write it as `hiding:TEST-ID=OUTCOME`. Test ids: {names}.", names=", ".join(ids)),
        )
    if question is None:
        hint = suggest_name(name, QUESTIONS, _("Probes: {names}.", names=", ".join(QUESTIONS)))
        stop(_("No probe is named `{name}`.", name=name), hint)
    if subject and subject not in {*ids, *platform.test_ids}:
        hint = suggest_name(subject, ids, _("Test ids: {names}.", names=", ".join(ids)))
        stop(_("No button is known by the test id `{name}`.", name=subject), hint)
    outcomes = [*question.outcomes, UNCLEAR]
    if outcome not in outcomes:
        hint = _("Outcomes: {names}.", names=", ".join(outcomes))
        stop(_("`{probe}` has no outcome `{outcome}`.", probe=name, outcome=outcome), hint)
    return Result(name, outcome)


def _describe_use(results: Sequence[Result]) -> Message:
    if any(result.outcome != UNCLEAR for result in results):
        return _("Saved in {file}. Checks, builds and plans use it from now on.", file=LEARNT_FILE)
    return _(
        "Saved in {file}. No outcome is clear: checks, builds and plans stay as they were.",
        file=LEARNT_FILE,
    )


def _announce(name: str) -> None:
    if get_format() == "text":
        title = _(QUESTIONS[name.partition(":")[0]].title)
        click.secho(f"{name}: {title}", bold=True)


def _print_result(found: Result) -> None:
    name, _colon, subject = found.name.partition(":")
    meaning = found.reason or _(QUESTIONS[name].outcomes.get(found.outcome, ""))
    print_text(f"{subject} {found.outcome}: {meaning}".strip(": "), "  ", "    ")
