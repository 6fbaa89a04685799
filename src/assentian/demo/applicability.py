"""The demonstration's Statement of Applicability: version 1, approved by another person, and the draft of version 2.

From `data/applicability.yaml`, by calling services. What the version shows as proved is what the checks show by then.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from assentian.accounts.rules import Actor
from assentian.controls.statement import queries, services
from assentian.controls.statement.services import Decision
from assentian.inventory.models import AISystem
from assentian.standards import strict_yaml

_FILE = Path(__file__).parent / "data" / "applicability.yaml"


@cache
def told() -> Any:
    return strict_yaml.read(_FILE).content


def declare(systems: Iterable[AISystem], by_role: Mapping[str, Actor]) -> None:
    """Decide every line, submit and approve version 1, then decide a few lines otherwise."""
    manager, approver = by_role["aims_manager"], by_role["top_management"]
    registered = {system.slug: system for system in systems}
    services.decide_all(manager, [*_published(queries.NEEDED), *_published(queries.JOINT)])
    for control in told()["own"]:
        services.add_own(manager, control["title"], control["purpose"])
    for row in told()["systems"]:
        services.decide(manager, _decision(row, registered[row["system"]]))
    made = services.submit(manager, told()["note"])
    services.approve(approver, made.number, made.digest, told()["approval"])
    services.decide_all(manager, [_decision(row) for row in told()["draft"]])


def _published(edition: str) -> Iterable[Decision]:
    """A decision for every control of an edition: its own, else its group's."""
    rows = told()[edition]
    for node in queries.controls_of(edition):
        row = rows.get(node.key.id) or rows[".".join(node.key.id.split(".")[:2])]
        is_done = row["applicable"] and "how" in rows
        yield Decision(
            requirement=node.key.short,
            is_applicable=row["applicable"],
            reason=row["reason"],
            status="implemented" if is_done else "",
            how=rows["how"] if is_done else "",
        )


def _decision(row: Mapping[str, Any], system: AISystem | None = None) -> Decision:
    return Decision(
        requirement=row["control"],
        system=system,
        is_applicable=row["applicable"],
        reason=row["reason"],
        status=row["status"],
        how=row["how"],
    )
