"""Whether the right to use the data of a system has ended since its assessment was approved. Looked at every day."""

from collections.abc import Iterator
from datetime import datetime

from assentian.impact.models import Assessment
from assentian.impact.snapshots import parts
from assentian.impact.triggers.facts import Event


def ended(version: Assessment, moment: datetime) -> Iterator[Event]:
    """An event for each part of the newest version whose last day has passed. Two queries."""
    approved = (version.approved_at or version.recorded_at).date()
    for part in parts(version.system):
        until = part.asset.licence_until
        if until is not None and approved <= until < moment.date():
            yield Event(
                source="data.licence.status",
                at=moment,
                cause=f"inventory_asset/{part.asset_id}:{until:%Y-%m-%d}",
                facts={"status": "expired"},
                about=f"the right to use {part.asset.name} ended on {until:%Y-%m-%d}",
            )
