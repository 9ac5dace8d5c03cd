"""What shows packages of ours at a deployment, and the files of those that a theme has in use."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from themebuilder.core.problems import Place, Problem, ThemeError, problem
from themebuilder.definitions.model import Files
from themebuilder.packages import zip_writer
from themebuilder.publishing.built import SHORT, Kind, Mark
from themebuilder.publishing.deployment import Deployment
from themebuilder.publishing.live import Live, OnNode, read_live
from themebuilder.publishing.objects import GLOBAL, Ref
from themebuilder.publishing.session import Session, known_contents


@dataclass(frozen=True, slots=True)
class User:
    """An object that shows one of our packages now."""

    ref: Ref
    label: str
    field: str
    package: OnNode
    mark: Mark


@dataclass(frozen=True, slots=True)
class InUse:
    """A package that guests meet, and what is inside."""

    package: OnNode
    files: Files


def users(deployment: Deployment, live: Live) -> Iterator[User]:
    """Every path and room of *deployment*, and its default theme, that shows a package of ours."""
    wanted = deployment.paths
    for slug, path in live.paths.items():
        package = live.package(Kind.WEBAPP, path.package) if path.package else None
        if package and package.mark and (wanted is None or slug in wanted):
            yield User(path.ref, f"/{slug}", "branding", package, package.mark)
    seen: set[Ref] = set()
    for choice in deployment.rooms:
        for room in live.rooms.get(choice.rooms, ()):
            package = live.package(Kind.MEETING, room.theme) if room.theme else None
            if package and package.mark and room.ref not in seen:
                seen.add(room.ref)
                label = f"room {room.name!r}"
                yield User(room.ref, label, "ivr_theme", package, package.mark)
        if choice.rooms.everything and live.default_theme:
            package = live.package(Kind.MEETING, live.default_theme)
            if package and package.mark:
                yield User(GLOBAL, "the default theme", "default_theme", package, package.mark)


def packages_in_use(
    session: Session, theme: str, kinds: Iterable[Kind] = Kind, at_hand: Iterable[Files] = ()
) -> tuple[InUse, ...]:
    """The packages of *theme* that guests meet at the session's deployment, one of each kind.

    The node tells which content is in use; its files are those *at_hand*, in the local store or
    given back by the node, where the digest is the same. `ThemeError` where no package of these
    *kinds* is in use, or two of one kind are, or the files are nowhere.
    """
    everywhere = tuple(users(session.deployment, read_live(session.node, session.deployment)))
    known = {zip_writer.digest(files)[:SHORT]: files for files in at_hand}
    contents = known_contents(session, None)
    found: list[InUse] = []
    problems: list[Problem] = []
    asked = tuple(kinds)
    for kind in asked:
        here = [u for u in everywhere if u.package.kind is kind and u.mark.theme == theme]
        if not here:
            continue
        mark, package = here[0].mark, here[0].package
        files = known.get(mark.short) or contents(package)
        if len({user.mark.short for user in here}) > 1:
            problems.append(_several(session, theme, here))
        elif files is None:
            problems.append(_unknown(session, here))
        else:
            found.append(InUse(package, files))
    if not found and not problems:
        problems.append(_none(session, theme, asked, everywhere))
    if problems:
        raise ThemeError(problems)
    return tuple(found)


def contents_in_use(session: Session) -> tuple[tuple[InUse, ...], tuple[Problem, ...]]:
    """Each of our packages that guests meet at the session's deployment, and what is not known of it.

    Where two contents of a theme are in use, both are there.
    """
    contents = known_contents(session, None)
    found: list[InUse] = []
    problems: list[Problem] = []
    shown: dict[str, list[User]] = {}
    for user in users(session.deployment, read_live(session.node, session.deployment)):
        shown.setdefault(f"{user.package.kind} {user.package.key}", []).append(user)
    for here in shown.values():
        files = contents(here[0].package)
        if files is None:
            problems.append(_unknown(session, here))
        else:
            found.append(InUse(here[0].package, files))
    return tuple(found), tuple(problems)


def _several(session: Session, theme: str, here: Sequence[User]) -> Problem:
    name = session.deployment.name
    listed = ", ".join(f"{user.mark.short} at {user.label}" for user in here)
    kind = here[0].package.kind.value
    message = f"Two contents or more of the {kind} package of {theme} are in use: {listed}."
    hint = f"`themebuilder plan -d {name}` says for each place what would change there."
    return problem("live-contents-differ", message, Place(name), hint)


def _unknown(session: Session, here: Sequence[User]) -> Problem:
    package, mark = here[0].package, here[0].mark
    shown = ", ".join(user.label for user in here)
    message = (
        f"The content of {package.name!r} ({package.kind.value}, at {shown}) is known by its "
        f"digest {mark.short} alone: this machine never published it, and the node does not give "
        "it back."
    )
    kept = session.store.folder / package.kind.value / mark.theme
    hint = (
        f"Run this where it was published, or copy {mark.short}….zip from there to {kept}. "
        "Whatever is published from here on is kept."
    )
    return problem("live-content-unknown", message, Place(session.deployment.name), hint)


def _none(
    session: Session, theme: str, kinds: Sequence[Kind], everywhere: Sequence[User]
) -> Problem:
    name = session.deployment.name
    what = " or ".join(kind.value for kind in kinds)
    message = f"No {what} package of the theme {theme!r} is in use at {name}."
    themes = ", ".join(sorted({user.mark.theme for user in everywhere}))
    hint = (
        f"In use there: {themes or 'nothing of ours'}. "
        f"`themebuilder status -d {name}` lists every path and room."
    )
    return problem("theme-not-in-use", message, Place(name), hint)
