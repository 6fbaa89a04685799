"""The verbs of the inventory: register systems, assets and their revisions, tie them by provenance, release versions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from assentian.accounts.models import Membership
from assentian.accounts.rules import Actor
from assentian.inventory import rules
from assentian.inventory.models import AISystem, Asset, AssetRevision, ProvenanceEdge, SystemVersion
from assentian.journal.acts import act
from assentian.journal.context import now


class InventoryError(ValueError):
    """What was asked cannot be registered; `field` names the input that is wrong, the message says why, to a person."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemDescription:
    """What is said of an AI system when it is registered. `owner_id` is a member; `slug` is made from the name when empty."""

    name: str
    purpose: str
    intended_use: str
    form: str
    roles: tuple[str, ...]
    stage: str
    owner_id: int
    foreseeable_misuse: str = ""
    slug: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AssetDescription:
    name: str
    kind: str
    owner_id: int
    description: str = ""
    source: str = ""
    licence: str = ""
    legal_basis: str = ""
    slug: str = ""


def register_system(actor: Actor, description: SystemDescription) -> AISystem:
    """Put an AI system into the register. `InventoryError` names the field when the name is taken or the owner is no member."""
    actor.require("systems.register")
    slug = _free_slug(AISystem, actor, description)
    _check_owner(actor, description.owner_id)
    with act(actor.organisation, actor.name, "register system"):
        return AISystem.objects.create(
            organisation_id=actor.organisation,
            slug=slug,
            name=description.name,
            purpose=description.purpose,
            intended_use=description.intended_use,
            foreseeable_misuse=description.foreseeable_misuse,
            form=description.form,
            roles=list(description.roles),
            stage=description.stage,
            owner_id=description.owner_id,
            registered_at=now(),
        )


def register_asset(actor: Actor, description: AssetDescription) -> Asset:
    """Put a dataset, model or other asset into the register (A.4.2-A.4.6). `InventoryError` as for systems."""
    actor.require("assets.register")
    slug = _free_slug(Asset, actor, description)
    _check_owner(actor, description.owner_id)
    with act(actor.organisation, actor.name, "register asset"):
        return Asset.objects.create(
            organisation_id=actor.organisation,
            slug=slug,
            name=description.name,
            kind=description.kind,
            description=description.description,
            source=description.source,
            licence=description.licence,
            legal_basis=description.legal_basis,
            owner_id=description.owner_id,
            registered_at=now(),
        )


def record_revision(
    actor: Actor,
    asset: Asset,
    *,
    label: str,
    digest: str,
    made_at: datetime,
    origins: Mapping[AssetRevision, str] | None = None,
) -> AssetRevision:
    """Name one state of an asset by its SHA-256, with the revisions it came from (A.7.5). A known digest is returned as it is."""
    actor.require("assets.register")
    if not rules.is_digest(digest):
        raise InventoryError("digest", "a digest is the SHA-256 of the content: 64 lower-case hexadecimal characters")
    with act(actor.organisation, actor.name, "record revision"):
        revision, _ = AssetRevision.objects.get_or_create(
            organisation_id=actor.organisation,
            asset=asset,
            digest=digest,
            defaults={"label": label, "made_at": made_at},
        )
        for source, origin in (origins or {}).items():
            ProvenanceEdge.objects.get_or_create(
                organisation_id=actor.organisation, revision=revision, source=source, origin=origin
            )
    return revision


def release_version(
    actor: Actor, system: AISystem, label: str, parts: Sequence[AssetRevision], released_at: datetime
) -> SystemVersion:
    """State which revisions a version of the system runs on. `InventoryError` when the label is taken."""
    actor.require("systems.register")
    try:
        with act(actor.organisation, actor.name, "release version"), transaction.atomic():
            version = SystemVersion.objects.create(
                organisation_id=actor.organisation, system=system, label=label, released_at=released_at
            )
            version.parts.set(parts)
    except IntegrityError:
        raise InventoryError("label", f"{system.name} has a version {label} already") from None
    return version


def _free_slug(
    model: type[AISystem] | type[Asset], actor: Actor, description: SystemDescription | AssetDescription
) -> str:
    slug = description.slug or rules.slug(description.name)
    if not slug:
        raise InventoryError("name", "a name needs at least one letter or digit")
    if model.objects.of(actor.organisation).filter(slug=slug).exists():
        raise InventoryError("name", f"the register has {description.name!r} already; choose another name")
    return slug


def _check_owner(actor: Actor, owner_id: int) -> None:
    if not Membership.objects.of(actor.organisation).filter(user_id=owner_id, ended_at=None).exists():
        raise InventoryError("owner", "the owner must be a member of this organisation")
