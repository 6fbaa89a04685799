"""The one way in for batches of recorded decisions: read an opening or a head strictly, keep it, seal it in the ledger.

A batch that does not continue the one before it, or was never opened, is kept all the same: refusing it would hide that
something is missing. `queries` and every verifier of the ledger tell.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from assentian.accounts.rules import Actor
from assentian.evidence.models import BatchOpening, EventBatch
from assentian.evidence.received import EvidenceError
from assentian.evidence.services import CLOCK_SKEW
from assentian.inventory import queries as inventory
from assentian.inventory.models import AISystem
from assentian.journal import integration
from assentian.journal.acts import act
from assentian.journal.context import now
from assentian.ledger.events import HEAD_TYPE, OPENING_TYPE, Head, Opening


def receive(actor: Actor, data: bytes) -> tuple[EventBatch, bool]:
    """Take the head of a batch in; the same head again returns the batch that stands already, and False.

    `EvidenceError` when the bytes are no head, the register has no such system, or a time is in the future.
    """
    actor.require("evidence.submit")
    organisation = actor.organisation
    try:
        head = Head.parse(data)
    except ValueError as error:
        raise EvidenceError(f"the batch is refused: {error}") from None
    system, received_at = _system(organisation, head.system), _checked("closed", max(head.until, head.closed))
    with act(organisation, actor.name, "receive event batch") as opened:
        batch, is_new = EventBatch.objects.get_or_create(
            organisation_id=organisation,
            digest=head.digest,
            defaults={
                "system": system,
                "stream": head.stream,
                "first": head.first,
                "last": head.last,
                "root": head.root,
                "file": head.file,
                "previous": head.previous,
                "since": head.since,
                "until": head.until,
                "closed_at": head.closed,
                "received_at": received_at,
            },
        )
        if is_new:
            sealed = _sealed(batch, head.content(), HEAD_TYPE)
            integration.seal(organisation, opened.encode(), "event-batch", sealed)
    return batch, is_new


def open_batch(actor: Actor, data: bytes) -> tuple[BatchOpening, bool]:
    """Take the opening of a batch in, with the same errors; the same again returns the one that stands already."""
    actor.require("evidence.submit")
    organisation = actor.organisation
    try:
        told = Opening.parse(data)
    except ValueError as error:
        raise EvidenceError(f"the opening is refused: {error}") from None
    system, received_at = _system(organisation, told.system), _checked("opened", told.opened)
    with act(organisation, actor.name, "open event batch") as opened:
        opening, is_new = BatchOpening.objects.get_or_create(
            organisation_id=organisation,
            digest=told.digest,
            defaults={
                "system": system,
                "stream": told.stream,
                "first": told.first,
                "previous": told.previous,
                "opened_at": told.opened,
                "received_at": received_at,
            },
        )
        if is_new:
            sealed = _sealed(opening, told.content(), OPENING_TYPE)
            integration.seal(organisation, opened.encode(), "batch-open", sealed)
    return opening, is_new


def _system(organisation: str, slug: str) -> AISystem:
    system = inventory.system(organisation, slug)
    if system is None:
        raise EvidenceError(f"the register has no AI system {slug!r}; register it first")
    return system


def _checked(what: str, told: datetime) -> datetime:
    """Now; `EvidenceError` where the time that was told is later."""
    received_at = now()
    if told > received_at + CLOCK_SKEW:
        raise EvidenceError(f"the batch was {what} at {told:%Y-%m-%d %H:%M} UTC, in the future; check the clock")
    return received_at


def _sealed(row: EventBatch | BatchOpening, content: Mapping[str, Any], media: str) -> dict[str, Any]:
    return {
        "ref": [{"sha256": row.digest, "media": media}],
        "obj": [row._meta.db_table, str(row.pk), 1],
        "batch": content,
    }
