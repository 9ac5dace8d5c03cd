"""What guests get: the files of our packages on a node, from this machine or from the node.

The preview and `diff` compare with it; a plan describes its changes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from themebuilder.core.messages import _, join_messages
from themebuilder.core.problems import Place, Problem, ThemeError, problem
from themebuilder.definitions.model import Files
from themebuilder.packages import zip_reader, zip_writer
from themebuilder.packages.errors import ArchiveError
from themebuilder.publishing.build_output import BuildOutput
from themebuilder.publishing.node.node_state import NodePackage, read_node_state
from themebuilder.publishing.node.objects import SHORT, PackageKind, fail
from themebuilder.publishing.node.references import Reference, list_references
from themebuilder.publishing.session import Session

ContentReader = Callable[[NodePackage], Files | None]
"""Returns the files of a package on the node, or None where nobody has them."""


def read_live_packages(session: Session) -> tuple[dict[NodePackage, Files], tuple[Problem, ...]]:
    """Return our packages in use at the deployment, and a problem for each unknown content."""
    return _read_contents(session, _list_live_references(session), {})


def read_live_theme(
    session: Session, theme: str, kinds: Sequence[PackageKind], local: Iterable[Files] = ()
) -> dict[NodePackage, Files]:
    """Return the packages of *theme* in use at the deployment, at most one of each kind.

    The node tells which content is in use; its files are among *local*, in the local store, or
    returned by the node. `ThemeError` if no package of these kinds is in use, if two of one kind
    are, or if the files are missing.
    """
    deployment, references = session.deployment.name, _list_live_references(session)
    used = [
        reference
        for reference in references
        if reference.kind in kinds and reference.theme == theme
    ]
    if not used:
        message = _(
            "{deployment} uses no package of theme `{theme}` ({kinds}).",
            deployment=deployment,
            theme=theme,
            kinds=", ".join(kinds),
        )
        hint = _("The deployment uses none of our themes.")
        if themes := ", ".join(sorted({reference.theme for reference in references})):
            hint = _(
                "Themes in use there: {themes}. `{command}` lists every path and room.",
                themes=themes,
                command=f"themebuilder status -d {deployment}",
            )
        fail("live-content-unknown", message, deployment, hint)
    problems: list[Problem] = []
    for kind in kinds:
        marks = [
            (reference.mark.short, reference.label) for reference in used if reference.kind is kind
        ]
        if len({short for short, _ in marks}) > 1:
            listed = join_messages(
                _("{digest} at {place}", digest=short, place=label) for short, label in marks
            )
            message = _(
                "Several {kind} packages of {theme} are in use: {packages}.",
                kind=kind.value,
                theme=theme,
                packages=listed,
            )
            command = f"themebuilder plan -d {deployment}"
            hint = _("`{command}` shows what would change at each place.", command=command)
            problems.append(problem("live-content-unknown", message, Place(deployment), hint))
    known = {zip_writer.compute_digest(files)[:SHORT]: files for files in local}
    if problems:
        raise ThemeError(problems)
    found, unknown = _read_contents(session, used, known)
    if unknown:
        raise ThemeError(unknown)
    return {package: found[package] for package in {one.kind: one for one in found}.values()}


def _list_live_references(session: Session) -> tuple[Reference, ...]:
    live = read_node_state(session.node, session.deployment)
    return list_references(session.deployment, live)


def _read_contents(
    session: Session, references: Iterable[Reference], known: dict[str, Files]
) -> tuple[dict[NodePackage, Files], tuple[Problem, ...]]:
    read_content = make_content_reader(session, None)
    used: dict[NodePackage, list[str]] = {}
    for reference in references:
        if reference.package:
            used.setdefault(reference.package, []).append(reference.label)
    found: dict[NodePackage, Files] = {}
    problems: list[Problem] = []
    for package, labels in used.items():
        short = package.mark.short
        files = known.get(short) or read_content(package)
        if files is not None:
            found[package] = files
            continue
        message = _(
            "The content of `{package}` ({kind}, at {places}) is unknown: it wasn't published from "
            "this machine, and the node doesn't return it.",
            package=package.name,
            kind=package.kind.value,
            places=join_messages(labels),
        )
        folder = session.store.folder / package.kind.value / package.theme
        hint = _(
            "Run this on the machine that published it, or copy {file} from there to {folder}.",
            file=f"{short}….zip",
            folder=str(folder),
        )
        place = Place(session.deployment.name)
        problems.append(problem("live-content-unknown", message, place, hint))
    return found, tuple(problems)


def make_content_reader(session: Session, output: BuildOutput | None) -> ContentReader:
    """Return a reader that looks in the build folder, the local store, and asks the node."""

    def read(package: NodePackage) -> Files | None:
        mark = package.mark
        local = output.package(package.kind, mark.theme) if output else None
        if local and local.id.short == mark.short:
            return local.files
        if files := session.store.files(package.kind, mark.theme, mark.short):
            return files
        data = session.node.download(package.ref)
        try:
            return None if data is None else zip_reader.unpack_foreign(data).files
        except ArchiveError:
            return None

    return read
