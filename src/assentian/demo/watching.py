"""What the demonstration watches: metrics of its own checks, with limits that one proposes and another approves."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from assentian.accounts.rules import Actor
from assentian.inventory.models import AISystem
from assentian.monitoring import services

_GAP = services.ThresholdProposal(
    target=Decimal(0),
    warn=Decimal("0.05"),
    breach=Decimal("0.1"),
    hold="block_release",
    reason="The limit that the suite of checks holds every group to.",
)
WATCHED = {
    "compas": (("False positive rate gap by race", "fpr_gap", "race"),),
    "northwind-score": (("True positive rate gap by sex", "tpr_gap", "sex"),),
}
"""By the key of the system: title, metric of its fairness check, and the attribute whose groups it compares."""


def watch(systems: Iterable[AISystem], by_role: Mapping[str, Actor]) -> None:
    """Define the indicators and put their limits in force, before the first check runs."""
    manager, approver = by_role["aims_manager"], by_role["approver"]
    for system in systems:
        for title, metric, where in WATCHED.get(system.slug, ()):
            described = services.IndicatorDescription(
                title=title,
                worse="above",
                period_days=30,
                source="check",
                check_kind="fairness",
                metric=metric,
                where=where,
                bound_to="impact",
                reference="Groups are treated differently",
                owner_id=system.owner_id,
            )
            indicator = services.define_indicator(manager, system, described)
            services.approve_threshold(approver, services.propose_threshold(manager, indicator, _GAP))
