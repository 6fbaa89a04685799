"""The trigger rules, read from what `triggers.compile` wrote."""

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from assentian.impact.bank.library import DATA
from assentian.impact.triggers.facts import Class, Escalation, Rule
from assentian.standards.keys import NodeKey

COMPILED = DATA / "triggers.json"


@cache
def rules() -> tuple[Rule, ...]:
    """The thirty rules, in the order of the file."""
    raw: dict[str, Any] = json.loads(COMPILED.read_text(encoding="utf-8"))
    days = {name: told.get("sla_days", 0) for name, told in raw["classes"].items()}
    return tuple(_rule(row, days) for row in raw["rules"])


@cache
def rule(name: str) -> Rule:
    """The rule with this id; `KeyError` when there is none."""
    return {one.id: one for one in rules()}[name]


def _rule(row: Mapping[str, Any], days: Mapping[str, int]) -> Rule:
    escalate = row.get("escalate")
    return Rule(
        id=row["id"],
        title=row["title"],
        sources=tuple(row["sources"]),
        door=row["door"],
        step=row["step"],
        when=row["when"],
        trigger_class=Class(row["class"]),
        sla_days=row.get("sla_days", days[row["class"]]),
        hold=row["hold"],
        exempt=row.get("exempt", {}),
        escalate=Escalation(to=Class(escalate["to"]), say=escalate["say"], when=escalate["when"]) if escalate else None,
        reopen=tuple(row["reopen"]),
        also=tuple(row.get("also", ())),
        serves=tuple(NodeKey.parse(key) for key in row["serves"]),
    )
