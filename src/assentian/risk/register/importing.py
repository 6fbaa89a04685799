"""Take risks from a table into the register: all rows or none, and every row that is wrong with its reason."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assentian.accounts import queries as accounts
from assentian.accounts.rules import Actor
from assentian.inventory import queries as inventory
from assentian.journal.acts import act
from assentian.risk.choices import Kind, Source
from assentian.risk.criteria import queries as criteria
from assentian.risk.criteria.rules import PARTIES, Criteria
from assentian.risk.errors import RiskError
from assentian.risk.register import services
from assentian.risk.register.rows import STEPS, Row, RowError, RowsError


@dataclass(frozen=True, slots=True)
class Prepared:
    """A row as the register would take it; without a judgement where its line has none."""

    description: services.RiskDescription
    judgement: services.NewJudgement | None


def prepare(actor: Actor, rows: Sequence[Row]) -> list[Prepared]:
    """What the rows would become; nothing is written. `RowsError` names every line that cannot be taken. Nine queries
    and two for each row.
    """
    actor.require("risks.assess")
    standing = criteria.in_force(actor.organisation)
    systems = {one.slug: one.pk for one in inventory.systems(actor.organisation)}
    owners = {user.email.casefold(): user.pk for user, _ in accounts.people(actor.organisation)}
    prepared, errors = [], []
    for row in rows:
        try:
            description = _description(row, systems, owners)
            services.check_description(actor.organisation, description)
            judgement = _judgement(row, standing.criteria if standing else None)
            prepared.append(Prepared(description, judgement))
        except (RiskError, ValueError) as error:
            errors.append(RowError(row.line, str(error)))
    if errors:
        raise RowsError(errors)
    return prepared


def import_risks(actor: Actor, rows: Sequence[Row]) -> int:
    """Take all rows in one act; returns how many. `RowsError` as in `prepare`."""
    prepared = prepare(actor, rows)
    with act(actor.organisation, actor.name, "import risks"):
        for one in prepared:
            risk = services.identify_risk(actor, one.description)
            if one.judgement:
                services.judge(actor, risk, one.judgement)
    return len(prepared)


def _description(row: Row, systems: Mapping[str, int], owners: Mapping[str, int]) -> services.RiskDescription:
    values = row.values
    if values["system"] and values["system"] not in systems:
        raise ValueError(f"the register has no AI system {values['system'][:40]!r}")
    if values["owner"].casefold() not in owners:
        raise ValueError(f"no member has the e-mail address {values['owner'][:80]!r}")
    key = values["source"]
    if key and not key.startswith("iso42001:"):
        key = f"iso42001:{key}"
    return services.RiskDescription(
        cause=values["cause"],
        event=values["event"],
        consequence=values["consequence"],
        owner_id=owners[values["owner"].casefold()],
        source=Source.RISK_SOURCE if key else Source.OWN,
        source_key=key,
        system_id=systems.get(values["system"]),
        review_due=row.day("review_due"),
    )


def _judgement(row: Row, known: Criteria | None) -> services.NewJudgement | None:
    if not row.is_judged:
        return None
    if known is None:
        raise ValueError("no risk criteria are in force, by which it could be judged; leave the steps empty")
    scales = {"likelihood": [one.word for one in known.likelihoods]}
    scales |= {party: [one.word for one in known.consequences] for party in PARTIES}
    found = {name: _step(name, row.values[name], scales[name]) for name in STEPS}
    return services.NewJudgement(
        kind=Kind.INHERENT,
        likelihood=found["likelihood"],
        consequences={party: found[party] for party in PARTIES},
        reason=row.values["reason"] or "Imported with the risk.",
    )


def _step(name: str, text: str, words: Sequence[str]) -> int:
    """By number or by word; a consequence that a judged row leaves empty is none."""
    known = {word.casefold(): step for step, word in enumerate(words, 1)}
    known |= {str(step): step for step in range(1, len(words) + 1)}
    if name != "likelihood":
        known |= {"": 0, "0": 0, "none": 0}
    if text.casefold() not in known:
        raise ValueError(f"{name} is no step of the criteria in force: {text[:40]!r}; they are {', '.join(words)}")
    return known[text.casefold()]
