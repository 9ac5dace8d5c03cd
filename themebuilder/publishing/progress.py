"""The progress of a command that changes a node: what was made where it stops half-way."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from themebuilder.core.messages import _, _n, join_messages
from themebuilder.core.problems import Place, Problem, ThemeError, problem
from themebuilder.publishing.session import Session


@dataclass
class Progress:
    """Counts the changes of a command, of which there are *total*."""

    session: Session
    total: int
    made: int = 0
    begun: str = ""
    """The change that isn't confirmed yet; the node may have it."""
    is_visible: bool = False
    """Whether guests may see a change."""

    @contextmanager
    def change(self, *lines: str, is_visible: bool = True) -> Iterator[None]:
        """Report the changes that one write makes, and count them when the block ends well."""
        for line in lines:
            self.session.report_progress(line)
        self.begun = lines[0]
        self.is_visible |= is_visible
        yield
        self.begun = ""
        self.made += len(lines)

    @contextmanager
    def explain_stop(self) -> Iterator[None]:
        """Add to a `ThemeError` what was made before it; report it on Ctrl+C."""
        try:
            yield
        except ThemeError as error:
            raise ThemeError((*error.problems, *self._describe())) from error
        except KeyboardInterrupt:
            for found in self._describe():
                self.session.report_progress(join_messages((found.message, found.hint), " "))
            raise

    def _describe(self) -> Iterator[Problem]:
        if not (self.made or self.begun):
            return
        name = self.session.deployment.name
        parts = [
            _n(
                "Stopped after {made} of {count} change.",
                "Stopped after {made} of {count} changes.",
                self.total,
                made=self.made,
            )
        ]
        if self.begun:
            parts.append(_("The next one was: {change}.", change=self.begun))
        if not self.is_visible:
            parts.append(_("Guests see no difference yet."))
        hint = _(
            "The same command continues. `themebuilder status -d {name}` shows what is live now.",
            name=name,
        )
        if self.made == self.total:
            hint = _(
                "Verify what was published: {command}", command=f"themebuilder verify -d {name}"
            )
        yield problem("changes-unfinished", join_messages(parts, " "), Place(name), hint)
