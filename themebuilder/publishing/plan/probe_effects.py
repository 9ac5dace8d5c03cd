"""What a stage node showed of the steps of a plan: which can't work, and what remains in doubt."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from themebuilder.core.messages import N_, Message, _, join_messages
from themebuilder.core.problems import Problem, problem
from themebuilder.platform.probes import describe_confirmation
from themebuilder.publishing.plan.paths import list_other_webapps
from themebuilder.publishing.plan.plan import Step, WriteTheme
from themebuilder.publishing.session import Session

_IN_PLACE = {
    "refused": N_("The node doesn't let the content of a service theme be replaced."),
    "kept-old": N_("The node accepts new content for a service theme, and shows the old."),
    "silent": N_(
        "Replacing a service theme's content leaves no trace on the node, so nobody could tell "
        "whether it was done."
    ),
}
_PATH_TYPE = {
    "refused": N_("The node doesn't let {paths} change to another web app."),
    "in-steps": N_(
        "The node changes the web app of {paths} only before the branding: guests would meet one "
        "without the other."
    ),
}


def find_refuted(session: Session, steps: Collection[Step]) -> Iterator[Problem]:
    """Yield a problem for each kind of step that didn't work on the stage node."""
    place = session.deployment.place
    known = session.probes.get("in-place")
    if known and known.outcome in _IN_PLACE and any(isinstance(step, WriteTheme) for step in steps):
        message = [_(_IN_PLACE[known.outcome]), describe_confirmation(known)]
        hint = _("Set `theme_updates: new-theme` in the deployment.")
        yield problem("step-refuted", join_messages(message, " "), place, hint)
    known, changed = session.probes.get("path-type"), ", ".join(list_other_webapps(steps))
    if known and known.outcome in _PATH_TYPE and changed:
        message = [_(_PATH_TYPE[known.outcome], paths=changed), describe_confirmation(known)]
        hint = _("Choose another path, or change the path's web app by hand when nobody uses it.")
        yield problem("step-refuted", join_messages(message, " "), place, hint)


def note_doubts(session: Session, steps: Collection[Step]) -> Iterator[Message]:
    """Yield what the stage node showed that makes our record of service themes less certain."""
    known = session.probes.get("in-place")
    if known and known.outcome == "moves-often" and _has_write(steps):
        message = _(
            "The time of a service theme also moves when a room chooses it: “somebody else changed it” "
            "may be wrong."
        )
        yield join_messages([message, describe_confirmation(known)], " ")


def _has_write(steps: Collection[Step]) -> bool:
    return any(isinstance(step, WriteTheme) for step in steps)
