"""Ask a node what it is, and whether it is as we believe: reading only."""

from __future__ import annotations

from dataclasses import dataclass

from themebuilder.publishing.api_facts import Answer, Asked, ask
from themebuilder.publishing.failure import BrokenOffError, UnsentError
from themebuilder.publishing.objects import GLOBAL, Object, Resource
from themebuilder.publishing.session import Session
from themebuilder.publishing.verify import ANONYMOUS

NEEDED = (Resource.BRANDING, Resource.PATH, Resource.THEME, Resource.ROOM, Resource.GLOBAL)


@dataclass(frozen=True, slots=True)
class Examination:
    """What a node said of itself. *missing* are resources that we need and it does not know."""

    origin: str
    deployment_uuid: str
    versions: tuple[str, ...]
    missing: tuple[str, ...]
    facts: tuple[Asked, ...]
    conferencing: tuple[str, ...]

    @property
    def contradicted(self) -> tuple[Asked, ...]:
        """What we believe and this node denies."""
        return tuple(fact for fact in self.facts if fact.answer is Answer.CONTRADICTED)


def examine(session: Session) -> Examination:
    """Read the node's schemas and versions, and look whether its conferencing nodes answer."""
    node = session.node
    index = node.index()
    schemas: dict[Resource, Object] = {
        resource: node.schema(resource) for resource in Resource if resource.value in index
    }
    settings = node.get(GLOBAL) or {}
    return Examination(
        origin=node.origin,
        deployment_uuid=str(settings.get("deployment_uuid", "")),
        versions=_versions(session, index),
        missing=tuple(resource.value for resource in NEEDED if resource.value not in index),
        facts=ask(schemas),
        conferencing=tuple(_answers(session)),
    )


def _versions(session: Session, index: Object) -> tuple[str, ...]:
    if Resource.BUNDLE not in index:
        return ()
    bundles = session.node.all(Resource.BUNDLE)
    return tuple(
        f"{bundle.get('bundle_type', '?')} {bundle.get('version', '?')}"
        f"{' (core)' if bundle.get('core') is True else ''}"
        for bundle in bundles
    )


def _answers(session: Session) -> list[str]:
    said = []
    for origin, transport in session.conferencing.items():
        try:
            reply = transport.get("/webapp3/branding/manifest.json", ANONYMOUS)
        except (UnsentError, BrokenOffError) as error:
            said.append(f"{origin}: {error}")
        else:
            said.append(f"{origin}: branding files {'seen' if reply.status == 200 else 'not seen'}")
    return said
