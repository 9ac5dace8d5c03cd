"""What gives the organisations' settings to rooms that don't exist yet, as far as the node shows. Pure.

A setting that is written to the rooms of today doesn't reach those that are booked tomorrow.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from themebuilder.core.json_text import Json
from themebuilder.core.messages import N_, Message, _
from themebuilder.core.problems import ThemeError
from themebuilder.publishing.bookings.booking_templates import Template
from themebuilder.publishing.build_output import BuildOutput
from themebuilder.publishing.deployment import Deployment
from themebuilder.publishing.node.node_state import NodeState, Policy
from themebuilder.publishing.node.objects import PackageKind, Resource
from themebuilder.publishing.plan.desired_settings import (
    DesiredSetting,
    find_desired_settings,
    plan_global_values,
)
from themebuilder.publishing.plan.plan import SettingCoverage, SettingSource
from themebuilder.publishing.plan.policy_script import (
    PolicyScript,
    ScriptState,
    remove_blocks,
    write_policy,
)
from themebuilder.publishing.session import Session
from themebuilder.settings import FieldKind

_THEME_NAME = re.compile(
    r"""["']ivr_theme_name["']\s*:\s*(["'])(?P<name>(?:(?!\1|\{\{|\{%)[^\\])*)\1"""
)
_FAULTS = {
    ScriptState.ABSENT: N_('Policy profile "{profile}" has no script of `{command}`.'),
    ScriptState.OUTDATED: N_(
        'Policy profile "{profile}": the script of `{command}` is out of date.'
    ),
    ScriptState.EDITED: N_(
        'Policy profile "{profile}": the script of `{command}` was changed by hand.'
    ),
    ScriptState.UNUSED: N_(
        'Policy profile "{profile}": the script of `{command}` has no effect, because the script '
        "around it lacks `|pex_update(themebuilder)`."
    ),
}


_KEPT = N_('the LDAP template "{template}", in its own rooms')
_UNTIL_CHANGED = N_('the LDAP template "{template}", in its own rooms until somebody changes them')


@dataclass(frozen=True, slots=True)
class InstalledScript:
    """The script that `themebuilder policy` writes now, and the profile that holds it or an older one.

    *profile* is None if none does. Without *faults*, every call goes through the script.
    """

    script: PolicyScript
    profile: Policy | None
    faults: tuple[Message, ...]


def compare_script(
    deployment: Deployment, output: BuildOutput, live: NodeState
) -> InstalledScript | None:
    """Compare the deployment's script with the node's; None if there is nothing to compare."""
    script = write_policy(deployment, output)
    states = {
        profile: script.compare(profile.stored_script)
        for profile in live.policies
        if deployment.policy in ("", profile.name)
    }
    order = list(ScriptState)
    profile = min(states, key=lambda name: order.index(states[name]), default=None)
    installed = profile if profile and states[profile] is not ScriptState.ABSENT else None
    if not script.values or not (deployment.policy or installed):
        return None
    if not output.is_complete:
        faults = [
            _(
                "The build folder has only some of the workspace's themes, so the policy script "
                "wasn't compared."
            )
        ]
    elif profile:
        faults = [*_find_faults(deployment, live, profile, states[profile])]
    elif Resource.POLICY.value in live.unread:
        faults = [_("Our account can't read policy profiles, so the script wasn't compared.")]
    else:
        faults = [_('No policy profile is named "{profile}".', profile=deployment.policy)]
    return InstalledScript(script, installed, tuple(faults))


def _find_faults(
    deployment: Deployment, live: NodeState, profile: Policy, state: ScriptState
) -> Iterator[Message]:
    if state in _FAULTS:
        command = f"themebuilder policy -d {deployment.name}"
        yield _(_FAULTS[state], profile=profile.name, command=command)
    if not profile.is_script_on:
        yield _('Policy profile "{profile}": "Apply local policy" is off.', profile=profile.name)
    if live.locations is None:
        yield _(
            'Our account can\'t read which system locations use policy profile "{profile}".',
            profile=profile.name,
        )
    elif profile.key not in live.locations.values():
        yield _('No system location uses policy profile "{profile}".', profile=profile.name)
    elif without := [name for name, key in live.locations.items() if key != profile.key]:
        yield _(
            'These system locations don\'t use policy profile "{profile}": {locations}.',
            profile=profile.name,
            locations=", ".join(without),
        )


def find_policy_themes(live: NodeState) -> Iterator[Message]:
    """Yield a message for each service theme that a policy names and the node doesn't have."""
    known = {package.name for package in live.packages if package.kind is PackageKind.MEETING}
    for policy in live.policies:
        names = dict.fromkeys(found["name"] for found in _THEME_NAME.finditer(policy.script))
        for name in names:
            if name and name not in known:
                yield _(
                    'Policy profile "{profile}" names the service theme "{theme}", which isn\'t on the '
                    "node.",
                    profile=policy.name,
                    theme=name,
                )


def find_policy_faults(
    deployment: Deployment, output: BuildOutput, live: NodeState
) -> Iterator[tuple[str, Message]]:
    """Yield what is wrong with the node's policies, each with the rule that it breaks.

    A script of ours is compared even if the deployment names no profile.
    """
    if installed := compare_script(deployment, output, live):
        yield from (("policy-not-in-force", fault) for fault in installed.faults)
    yield from (("policy-theme-unknown", fault) for fault in find_policy_themes(live))


def find_coverage(
    session: Session, output: BuildOutput, live: NodeState
) -> tuple[SettingCoverage, ...]:
    """Return what gives new rooms each server setting of the deployment's organisations.

    Reads the booking templates, if the deployment names any.
    """
    deployment = session.deployment
    theirs = find_desired_settings(output, deployment.whole_deployment_of)
    after = plan_global_values(theirs, live.global_values)
    installed = compare_script(deployment, output, live)
    try:
        booked: tuple[Template, ...] | None = session.read_bookings().templates
    except ThemeError:
        booked = None
    return tuple(
        SettingCoverage(
            organisation,
            str(desired),
            desired.room_field.name,
            (
                *_find_booking_sources(booked, output, desired),
                *_find_template_sources(live, desired),
                *_find_policy_sources(live, desired, installed),
                *_find_default_sources(desired, after),
            ),
        )
        for organisation in deployment.all_organisations
        for desired in find_desired_settings(output, organisation)
        if desired.room_field.name in live.room_fields
    )


def _find_booking_sources(
    booked: tuple[Template, ...] | None, output: BuildOutput, desired: DesiredSetting
) -> Iterator[SettingSource]:
    fields = desired.declared.list_fields(FieldKind.BOOKING)
    if fields and booked is None:
        yield SettingSource("template", _("perhaps booking templates, which couldn't be read"))
    code = next((o.code for o in output.organisations if o.name == desired.organisation), None)
    for field in fields:
        theirs = [template for template in booked or () if template.organisation == code]
        value = field.find_value(desired.value)
        count = sum(template.values.get(field.name) == value for template in theirs)
        if count:
            detail = _(
                "booking templates of {organisation} ({count} of {total})",
                organisation=desired.organisation,
                count=count,
                total=len(theirs),
            )
            yield SettingSource("template", detail, count == len(theirs))


def _find_template_sources(live: NodeState, desired: DesiredSetting) -> Iterator[SettingSource]:
    field = desired.room_field
    for template in live.templates:
        if field.name in template and template[field.name] == desired.room_value:
            is_kept = template.get(field.overridable) is not True
            message = _KEPT if is_kept else _UNTIL_CHANGED
            detail = _(message, template=str(template.get("name")))
            yield SettingSource("template", detail, is_kept)


def _find_policy_sources(
    live: NodeState, desired: DesiredSetting, installed: InstalledScript | None
) -> Iterator[SettingSource]:
    field = desired.room_field.name
    if (
        installed
        and installed.profile
        and field in installed.script.values.get(desired.organisation, {})
    ):
        name, is_sure = installed.profile.name, not installed.faults
        detail = (
            _('policy profile "{profile}", up to date (unconfirmed on a node)', profile=name)
            if is_sure
            else _('perhaps policy profile "{profile}" (see the notes)', profile=name)
        )
        yield SettingSource("policy", detail, is_sure)
    used = None if live.locations is None else set(live.locations.values())
    for policy in live.policies:
        if used is not None and policy.key not in used:
            continue
        if field in remove_blocks(policy.script):
            detail = _(
                'perhaps policy profile "{profile}", whose script names the field',
                profile=policy.name,
            )
            yield SettingSource("policy", detail)
        if policy.asks_elsewhere:
            detail = _(
                'perhaps the policy server of "{profile}", whose answers the node doesn\'t show',
                profile=policy.name,
            )
            yield SettingSource("external policy", detail)


def _find_default_sources(
    desired: DesiredSetting, after: Mapping[str, Json]
) -> Iterator[SettingSource]:
    global_field = desired.global_field
    detail = ""
    if global_field is None and desired.room_field.initial == desired.room_value:
        detail = _("the default of a new room, unless what creates it says otherwise")
    elif global_field and after.get(global_field.name) == global_field.find_value(desired.value):
        detail = _("the global setting, in rooms without a value of their own")
    if detail:
        yield SettingSource("node default", detail, is_sure=True)
