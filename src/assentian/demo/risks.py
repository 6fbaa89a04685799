"""The register of risks of the demonstration, from `data/risks.yaml`: criteria, risks, treatments, acceptances.

One acceptance rests on eleven months of data that passed; the twelfth does not, and the acceptance lapses by itself.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import cache
from typing import Any

from assentian.accounts.rules import Actor
from assentian.demo.story import DATA
from assentian.inventory.models import AISystem
from assentian.journal.context import now
from assentian.risk.accepted import queries as accepted
from assentian.risk.accepted.rules import digest
from assentian.risk.choices import Kind, Source
from assentian.risk.criteria import services as criteria
from assentian.risk.criteria.offered import offered
from assentian.risk.criteria.rules import PARTIES
from assentian.risk.models import Risk
from assentian.risk.register import services as register
from assentian.risk.treatment import services as treatment
from assentian.standards import strict_yaml


@cache
def told() -> Mapping[str, Any]:
    found: Mapping[str, Any] = strict_yaml.read(DATA / "risks.yaml").content
    return found


def put_criteria_in_force(by_role: Mapping[str, Actor]) -> None:
    proposed = criteria.propose_criteria(by_role["risk_owner"], offered(), told()["criteria"])
    criteria.approve_criteria(by_role["approver"], proposed, seen=criteria.digest(proposed))


def fill_register(systems: Iterable[AISystem], people: Mapping[str, Actor], by_role: Mapping[str, Actor]) -> None:
    """The assessor finds and judges, the AIMS manager decides on treatments, owners accept. `people` are by key."""
    by_slug = {system.slug: system for system in systems}
    for row in told()["risks"]:
        risk = register.identify_risk(by_role["assessor"], _description(row, by_slug, people))
        if "judged" in row:
            _judge(by_role["assessor"], risk, Kind.INHERENT, row["judged"])
        for planned in row.get("treatments", ()):
            _treat(by_role["aims_manager"], risk, planned, people)
        if "remains" in row:
            _judge(by_role["assessor"], risk, Kind.RESIDUAL, row["remains"])
        if "accept" in row:
            _accept(people[row["owner"]], risk, row["accept"])


def _description(
    row: Mapping[str, Any], systems: Mapping[str, AISystem], people: Mapping[str, Actor]
) -> register.RiskDescription:
    key = row["source"]
    source = Source.THREAT if "@" in key else Source.RISK_SOURCE if key else Source.OWN
    return register.RiskDescription(
        cause=row["cause"],
        event=row["event"],
        consequence=row["consequence"],
        owner_id=people[row["owner"]].user_id,
        source=source,
        source_key=f"iso42001:{key}" if source is Source.RISK_SOURCE else key,
        system_id=systems[row["system"]].pk if row["system"] else None,
        review_due=_in(row["review_in"]),
    )


def _judge(by: Actor, risk: Risk, kind: str, row: Mapping[str, Any]) -> None:
    likelihood, *consequences = row["steps"]
    steps = dict(zip(PARTIES, consequences, strict=True))
    judgement = register.NewJudgement(kind=kind, likelihood=likelihood, consequences=steps, reason=row["reason"])
    register.judge(by, risk, judgement)


def _treat(by: Actor, risk: Risk, row: Mapping[str, Any], people: Mapping[str, Actor]) -> None:
    actions = row.get("actions", ())
    plan = treatment.NewTreatment(
        option=row["option"],
        statement=row["statement"],
        controls=row.get("controls", ()),
        actions=[
            treatment.NewAction(title=one["title"], owner_id=people[one["owner"]].user_id, due=_in(one["due_in"]))
            for one in actions
        ],
    )
    made = treatment.treat(by, risk, plan)
    for action, one in zip(made.actions.order_by("pk"), actions, strict=True):
        if "done" in one:
            treatment.finish_action(people[one["owner"]], action, one["done"])


def _accept(by: Actor, risk: Risk, row: Mapping[str, Any]) -> None:
    seen = digest(accepted.states(by.organisation, [risk], now())[risk.pk])
    treatment.accept_residual(by, risk, until=_in(row["for"]), reason=row["reason"], seen=seen)


def _in(days: int) -> date:
    return now().date() + timedelta(days=days)
