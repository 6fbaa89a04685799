"""What a machine outside the server needs: sending evidence, asking the gate, recording decisions, verifying a pack."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from assentian.client.event_log import EventLog
    from assentian.client.seal_batches import seal_batches

__all__ = ["EventLog", "seal_batches"]


def __getattr__(name: str) -> Any:
    """Load the event log and its sealing only when they are asked for: most callers need nothing of them."""
    if name == "EventLog":
        from assentian.client.event_log import EventLog

        return EventLog
    if name == "seal_batches":
        from assentian.client.seal_batches import seal_batches

        return seal_batches
    raise AttributeError(name)
