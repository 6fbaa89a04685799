"""What a machine outside the server needs: sending evidence, asking the gate, recording decisions, verifying a pack."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from assentian.client.event_log import EventLog

__all__ = ["EventLog"]


def __getattr__(name: str) -> Any:
    """Load the event log only when it is asked for: most callers need nothing of it."""
    if name != "EventLog":
        raise AttributeError(name)
    from assentian.client.event_log import EventLog

    return EventLog
