"""The risk treatment plan as a record: every treatment that stands, with its risk and its actions, at one moment.

It is put together from records of the ledger when it is asked for, and is itself no record of the ledger: a plan lives.
It names people, for a plan that says not who does what is none.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

from assentian.inventory.models import AISystem
from assentian.risk.models import Action, Risk, Treatment
from assentian.risk.register.sheets import source_of
from assentian.risk.treatment.queries import Step

TYPE = "assentian/risk-treatment-plan/1"


def record(
    organisation: Mapping[str, str],
    steps: Sequence[Step],
    at: datetime,
    *,
    system: AISystem | None = None,
    state: str = "",
) -> dict[str, Any]:
    """The plan as JSON values. `system` and `state` say what it was narrowed to; treatments stand by number of risk."""
    ordered = sorted(steps, key=lambda one: (one.treatment.risk.number, one.treatment.pk))
    groups = [list(members) for _, members in groupby(ordered, key=lambda one: one.treatment.pk)]
    return {
        "type": TYPE,
        "organisation": dict(organisation),
        "at": f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "system": system.slug if system else "",
        "system_name": system.name if system else "",
        "state": state,
        "treatments": [_treatment(members[0].treatment, members) for members in groups],
    }


def _treatment(treatment: Treatment, steps: Sequence[Step]) -> dict[str, Any]:
    return {
        "treatment": treatment.pk,
        "risk": _risk(treatment.risk),
        "option": treatment.option,
        "statement": treatment.statement,
        "controls": list(treatment.controls),
        "actions": [_action(one.action, one.state) for one in steps if one.action],
    }


def _risk(risk: Risk) -> dict[str, Any]:
    return {
        "reference": risk.reference,
        "event": risk.event,
        "source": source_of(risk),
        "system": risk.system.slug if risk.system else "",
        "system_name": risk.system.name if risk.system else "",
        "owner": risk.owner.name if risk.owner else "",
    }


def _action(action: Action, state: str) -> dict[str, Any]:
    return {
        "title": action.title,
        "who": action.owner.name,
        "due": action.due.isoformat(),
        "state": state,
        "done": action.done_at.date().isoformat() if action.done_at else "",
        "note": action.note,
    }
