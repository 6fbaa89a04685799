"""The one way in for batches of recorded decisions: read the head strictly, keep it, seal it in the ledger.

A batch that does not continue the one before it is kept all the same: refusing it would hide that something is
missing. `queries` and every verifier of the ledger tell.
"""

from assentian.accounts.rules import Actor
from assentian.evidence.models import EventBatch
from assentian.evidence.received import EvidenceError
from assentian.evidence.services import CLOCK_SKEW
from assentian.inventory import queries as inventory
from assentian.journal import integration
from assentian.journal.acts import act
from assentian.journal.context import now
from assentian.ledger.events import HEAD_TYPE, Head


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
    system = inventory.system(organisation, head.system)
    if system is None:
        raise EvidenceError(f"the register has no AI system {head.system!r}; register it first")
    received_at = now()
    if max(head.until, head.closed) > received_at + CLOCK_SKEW:
        raise EvidenceError(f"the batch was closed at {head.closed:%Y-%m-%d %H:%M} UTC, in the future; check the clock")
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
            sealed = {
                "ref": [{"sha256": head.digest, "media": HEAD_TYPE}],
                "obj": [EventBatch._meta.db_table, str(batch.pk), 1],
                "batch": head.content(),
            }
            integration.seal(organisation, opened.encode(), "event-batch", sealed)
    return batch, is_new
