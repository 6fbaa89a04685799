"""What a machine outside the server needs: sending evidence, asking the gate, recording decisions, verifying a pack."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from assentian.client.event_log import EventLog
    from assentian.client.sealing import seal_batches, seal_openings

__all__ = ["EventLog", "seal_batches", "seal_openings"]


def __getattr__(name: str) -> Any:
    """Load the event log and its sealing only when they are asked for: most callers need nothing of them."""
    if name == "EventLog":
        from assentian.client.event_log import EventLog

        return EventLog
    if name in {"seal_batches", "seal_openings"}:
        from assentian.client import sealing

        return getattr(sealing, name)
    raise AttributeError(name)
