"""The verbs of the inventory: register and revise systems, register assets and their revisions, release versions."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from assentian.accounts import queries as accounts
from assentian.accounts.approving import approving
from assentian.accounts.rules import Actor
from assentian.inventory import rules
from assentian.inventory.changes import SystemChanged, changes
from assentian.inventory.models import AISystem, Asset, AssetRevision, ProvenanceEdge, SystemVersion
from assentian.journal.acts import act
from assentian.journal.context import now


class InventoryError(ValueError):
    """What was asked cannot be registered; `field` names the input that is wrong, the message says why, to a person."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


class RevisedMeanwhileError(InventoryError):
    """Somebody else revised the system since it was shown; `standing` is what they said."""

    def __init__(self, standing: "SystemDescription") -> None:
        super().__init__("", "somebody revised this system meanwhile; each field that differs says what they saved")
        self.standing = standing


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemDescription:
    """What is said of an AI system. `owner_id` is a member; `slug` is made from the name when empty."""

    name: str
    purpose: str
    intended_use: str
    form: str
    roles: tuple[str, ...]
    stage: str
    owner_id: int
    foreseeable_misuse: str = ""
    slug: str = ""

    @classmethod
    def of(cls, system: AISystem) -> "SystemDescription":
        columns = {field.name: getattr(system, field.name) for field in fields(cls)}
        return cls(**{**columns, "roles": tuple(system.roles)})

    @property
    def fingerprint(self) -> str:
        """Tells whether two descriptions are the same; it travels through a form and is kept nowhere."""
        return hashlib.sha256(repr(self).encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class AssetDescription:
    name: str
    kind: str
    owner_id: int
    description: str = ""
    source: str = ""
    licence: str = ""
    licence_until: date | None = None
    legal_basis: str = ""
    slug: str = ""


def register_system(actor: Actor, description: SystemDescription) -> AISystem:
    """Put an AI system into the register. `InventoryError` when the name is taken or the owner is no member."""
    actor.require("systems.register")
    slug = _free_slug(AISystem, actor, description)
    _check_owner(actor, description.owner_id)
    with _taken(description), act(actor.organisation, actor.name, "register system"):
        return AISystem.objects.create(
            organisation_id=actor.organisation, slug=slug, registered_at=now(), **_columns(description)
        )


def revise_system(actor: Actor, system: AISystem, description: SystemDescription, *, seen: str) -> AISystem:
    """Say something else of a system; its slug stays. `seen` is the fingerprint of the description that was shown.

    `RevisedMeanwhileError` when another description stands by now, so that nobody overwrites what they have not read.
    """
    actor.require("systems.register")
    _check_owner(actor, description.owner_id)
    with act(actor.organisation, actor.name, "revise system"):
        standing = AISystem.objects.of(actor.organisation).select_for_update(no_key=True).get(pk=system.pk)
        told = SystemDescription.of(standing)
        if told.fingerprint != seen:
            raise RevisedMeanwhileError(told)
        for column, value in _columns(description).items():
            setattr(standing, column, value)
        standing.save()
        changes.tell(SystemChanged(system=standing, cause=f"inventory_aisystem/{standing.pk}", at=now()))
    return standing


def register_asset(actor: Actor, description: AssetDescription) -> Asset:
    """Put a dataset, model or other asset into the register (A.4.2-A.4.6). `InventoryError` as for systems."""
    actor.require("assets.register")
    slug = _free_slug(Asset, actor, description)
    _check_owner(actor, description.owner_id)
    with _taken(description), act(actor.organisation, actor.name, "register asset"):
        return Asset.objects.create(
            organisation_id=actor.organisation,
            slug=slug,
            name=description.name,
            kind=description.kind,
            description=description.description,
            source=description.source,
            licence=description.licence,
            licence_until=description.licence_until,
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
    """Name one state of an asset by its SHA-256, with what it came from (A.7.5). A known digest stays as it is."""
    actor.require("assets.register")
    if not rules.is_digest(digest):
        raise InventoryError("digest", "a digest is the SHA-256 of the content: 64 lower-case hexadecimal characters")
    if not rules.is_label(label):
        raise InventoryError("label", "a label is 1 to 64 characters that can be printed")
    if not rules.is_storable(made_at):
        raise InventoryError("made_at", "the time is outside the years 2 to 9998")
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


def approve_revision(actor: Actor, revision: AssetRevision) -> None:
    """Approve a revision as a yardstick: evidence may then be measured against it. Once is enough."""
    with approving(actor, "revisions.approve", "approve revision") as approval:
        unapproved = AssetRevision.objects.of(actor.organisation).filter(pk=revision.pk, approved_at=None)
        if unapproved.update(approved_by_id=actor.user_id, approved_at=now()):
            approval.of(revision, shown=revision.digest)


def release_version(
    actor: Actor,
    system: AISystem,
    label: str,
    parts: Sequence[AssetRevision],
    released_at: datetime,
    *,
    under: Mapping[str, Any] | None = None,
) -> SystemVersion:
    """State which revisions a version of the system runs on. `InventoryError` when the label is taken.

    `under` says how it was released, as in `SystemChanged`.
    """
    actor.require("systems.register")
    try:
        with act(actor.organisation, actor.name, "release version"), transaction.atomic():
            version = SystemVersion.objects.create(
                organisation_id=actor.organisation, system=system, label=label, released_at=released_at
            )
            version.parts.set(parts)
            cause = f"inventory_systemversion/{version.pk}"
            changes.tell(SystemChanged(system=system, cause=cause, at=now(), under=under or {}))
    except IntegrityError:
        raise InventoryError("label", f"{system.name} has a version {label} already") from None
    return version


def _columns(description: SystemDescription) -> dict[str, Any]:
    """What is said, by column; the slug is decided once, on registering."""
    columns = asdict(description)
    del columns["slug"]
    return {**columns, "roles": list(description.roles)}


def _free_slug(
    model: type[AISystem] | type[Asset], actor: Actor, description: SystemDescription | AssetDescription
) -> str:
    slug = description.slug or rules.slug(description.name)
    if not slug:
        raise InventoryError("name", "a name needs a letter a to z or a digit, from which its address is made")
    if slug in rules.RESERVED:
        raise InventoryError("name", f"the address {slug!r} is a page of its own; choose another name")
    if model.objects.of(actor.organisation).filter(slug=slug).exists():
        raise _name_is_taken(description)
    return slug


@contextmanager
def _taken(description: SystemDescription | AssetDescription) -> Iterator[None]:
    """Say it as `_free_slug` does when somebody registers the same name at the same moment."""
    try:
        yield
    except IntegrityError:
        raise _name_is_taken(description) from None


def _name_is_taken(description: SystemDescription | AssetDescription) -> InventoryError:
    return InventoryError("name", f"the register has {description.name!r} already; choose another name")


def _check_owner(actor: Actor, owner_id: int) -> None:
    if not accounts.is_member(actor.organisation, owner_id):
        raise InventoryError("owner", "the owner must be a member of this organisation")
