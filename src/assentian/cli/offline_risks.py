"""What the register of risks says at a gate, read from an audit pack: the rules of the server over the same rows.

An acceptance is held against how its leading check stands by the pack's evidence and by this version's library of
threats. A row that names another which the pack does not hold is a KeyError, by which the pack decides nothing.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from assentian.client.pack_state import PackState
from assentian.evidence.states import NewestResult, states
from assentian.inventory.gates import Reason
from assentian.risk.accepted import rules as acceptances
from assentian.risk.criteria.rules import PARTIES, Answer, Level, of_document
from assentian.risk.measured import CheckState
from assentian.risk.register import rules
from assentian.standards.vocabulary import Stage

Row = Mapping[str, Any]
_LIVE = ("offered", "open")


def reasons(state: PackState, system: int, stage: Stage, now: datetime) -> list[Reason]:
    """What the risks of a system say against its entering a stage."""
    if stage not in rules.GUARDED:
        return []
    results = check_states(state, system)
    risks = [row for row in state.in_order("risk_risk", system_id=system) if row["state"] in _LIVE]
    return rules.against((_matter(state, row, results, now) for row in risks), stage)


def check_states(state: PackState, system: int) -> dict[str, CheckState]:
    """How each kind of check of a system stands by its newest results."""
    newest: dict[str, Row] = {}
    for row in sorted(
        state.in_order("evidence_evidence", system_id=system), key=lambda row: _moment(row["measured_at"])
    ):
        newest[row["check_id"]] = row
    return states([_result(state, row) for row in newest.values()], _running(state, system))


def _matter(state: PackState, risk: Row, results: Mapping[str, CheckState], now: datetime) -> rules.Matter:
    in_force = next((row for row in _criteria(state) if row["approved_at"] and not row["superseded_at"]), None)
    appetite: Mapping[Level, Answer] = of_document(in_force["content"]).appetite if in_force else {}
    signed = next(reversed(state.in_order("risk_acceptance", risk_id=risk["id"])), None)
    kept = _kept(state, risk, in_force["id"] if in_force else None, (signed, _lapsed(signed, risk, results, now)))
    return rules.Matter(f"R-{risk['number']}", risk["event"], rules.standing(kept, appetite), kept.lapsed)


def _kept(state: PackState, risk: Row, in_force: int | None, signed: tuple[Row | None, str]) -> rules.Kept:
    judged = {row["kind"]: row for row in state.in_order("risk_judgement", risk_id=risk["id"])}
    plans = state.of("risk_treatment", risk_id=risk["id"], withdrawn_at=None)
    actions = [row for plan in plans for row in state.of("risk_action", treatment_id=plan["id"], done_at=None)]
    acceptance, lapsed = signed
    since = acceptance["lapsed_at"] if acceptance else None
    judged_at = [_moment(row["judged_at"]) for row in judged.values()]
    levels = {kind: _level(state, row) for kind, row in judged.items() if row["criteria_id"] == in_force}
    return rules.Kept(
        settled="" if risk["state"] == "open" else risk["state"],
        inherent=levels.get("inherent"),
        residual=levels.get("residual"),
        is_treated=bool(plans),
        open_actions=len(actions),
        is_accepted=acceptance is not None and not lapsed,
        lapsed=lapsed,
        is_judged_since=bool(since and judged_at and max(judged_at) > _moment(since)),
    )


def _level(state: PackState, judgement: Row) -> Level:
    criteria = of_document(state.rows["risk_riskcriteria"][str(judgement["criteria_id"])]["content"])
    return criteria.worst(judgement["likelihood"], {party: judgement[f"to_{party}"] for party in PARTIES}).level


def _lapsed(acceptance: Row | None, risk: Row, results: Mapping[str, CheckState], now: datetime) -> str:
    if acceptance is None:
        return ""
    evidence = acceptances.evidence_of(risk["source"], risk["source_key"], results, now)
    told = (acceptance["evidence"], evidence)
    return acceptances.lapsed(acceptance["lapsed_because"], told, date.fromisoformat(acceptance["until"]), now.date())


def _criteria(state: PackState) -> Iterable[Row]:
    return state.in_order("risk_riskcriteria")


def _result(state: PackState, row: Row) -> NewestResult:
    links = state.of("evidence_evidence_subjects", evidence_id=row["id"])
    return NewestResult(
        id=row["id"],
        kind=row["check_kind"],
        verdict=row["verdict"],
        grade=row["grade"],
        measured_at=_moment(row["measured_at"]),
        valid_until=_moment(row["valid_until"]),
        subjects=tuple(_revision(state, link) for link in links),
    )


def _running(state: PackState, system: int) -> dict[int, set[int]]:
    """Ids of the revisions in the newest version of the system, by asset."""
    released = sorted(
        state.in_order("inventory_systemversion", system_id=system), key=lambda row: _moment(row["released_at"])
    )
    found: dict[int, set[int]] = {}
    for link in state.of("inventory_systemversion_parts", systemversion_id=released[-1]["id"]) if released else ():
        asset, revision = _revision(state, link)
        found.setdefault(asset, set()).add(revision)
    return found


def _revision(state: PackState, link: Row) -> tuple[int, int]:
    revision = link["assetrevision_id"]
    return state.rows["inventory_assetrevision"][str(revision)]["asset_id"], revision


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
