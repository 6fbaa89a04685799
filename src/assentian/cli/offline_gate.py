"""The gate decided from an audit pack, without a server: the same pure rules over what the pack's ledger says.

1. The pack is verified; one that was tampered with, or that cannot be checked, decides nothing. 2. The rows are those
that its entries add up to. 3. Every condition of the server's gate is asked by the same rules; one that only one of the
two knows is told as such. 4. What a pack cannot tell is said beside the answer; neither it nor a gap is ever clear.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from assentian.assurance import rules as assurance
from assentian.cli import offline_risks
from assentian.client.pack_state import PackState, read_state
from assentian.controls.statement import rules as statement
from assentian.evidence import gate as evidence
from assentian.evidence.rules import Result
from assentian.impact import rules as impact
from assentian.inventory.gates import Answer, GateAnswer, Reason, answered
from assentian.ledger.verify import GAPS, UNANCHORED, VERIFIED, WORDS, Report, verify_pack
from assentian.standards.vocabulary import Stage


class PackRefusedError(Exception):
    """The pack decides nothing; the message says what its verification found."""


def decide(path: Path, system: str, stage: Stage, *, known: str | None, now: datetime) -> dict[str, Any]:
    """The reply that the API would give, with `unknown`: sentences about what the pack could not tell."""
    report = verify_pack(path, known)
    if report.code not in {VERIFIED, UNANCHORED, GAPS}:
        raise PackRefusedError(f"the pack decides nothing, it is {WORDS[report.code]}:\n{report.text()}")
    try:
        state = read_state(path)
        given = answered(stage, [*_reasons(state, system, stage, now), *_gaps(report)])
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise PackRefusedError(f"the pack's records are not as this version keeps them: {error!r}") from error
    return {**_reply(system, given), "unknown": _unknown(report, state)}


def _reasons(state: PackState, slug: str, stage: Stage, now: datetime) -> list[Reason]:
    number = next(
        (int(key) for key, row in state.rows.get("inventory_aisystem", {}).items() if row["slug"] == slug), None
    )
    if number is None:
        return [Reason("P-SYSTEM", f"The pack knows no AI system {slug!r}.", Answer.CANNOT_TELL)]
    asked = [reason for condition in CONDITIONS.values() for reason in condition(state, number, stage, now)]
    return [*asked, *_not_asked(state.gate)]


def _not_asked(gate: frozenset[str]) -> Iterator[Reason]:
    """A condition that the server asks and this version cannot, or that the pack does not say it was kept for."""
    for name in sorted(gate ^ CONDITIONS.keys()):
        who = "the pack does not say that it holds what" if name in CONDITIONS else "this version cannot tell what"
        text = f"{who[0].upper()}{who[1:]} the gate asks of {name}."
        yield Reason(f"P-UNTOLD:{name}", text, Answer.CANNOT_TELL)


def _evidence(state: PackState, system: int, _stage: Stage, now: datetime) -> list[Reason]:
    results = [
        Result(
            row["id"], system, row["check_id"], row["verdict"], _moment(row["measured_at"]), _moment(row["valid_until"])
        )
        for row in state.of("evidence_evidence", system_id=system)
    ]
    return evidence.reasons(results, now)


def _impact(state: PackState, system: int, stage: Stage, now: datetime) -> list[Reason]:
    return impact.against(_kept(state, system), stage, now)


def _assurance(state: PackState, system: int, _stage: Stage, _now: datetime) -> list[Reason]:
    return assurance.against(_matter(row) for row in state.of("assurance_nonconformity", system_id=system))


def _controls(state: PackState, system: int, stage: Stage, _now: datetime) -> list[Reason]:
    if stage not in statement.GUARDED:
        return []
    name = state.rows["inventory_aisystem"][str(system)]["name"]
    needed = state.of("controls_soaline", system_id=system, is_applicable=True)
    done = state.of("controls_control", system_id=system, status=statement.IMPLEMENTED)
    return statement.left_open(name, *({row["requirement"] for row in found} for found in (needed, done)))


Condition = Callable[[PackState, int, Stage, datetime], Iterable[Reason]]
CONDITIONS: Mapping[str, Condition] = {
    "assurance": _assurance,
    "controls": _controls,
    "evidence": _evidence,
    "impact": _impact,
    "risk": offline_risks.reasons,
}
"""By the names under which the server's gate asks them."""


def _kept(state: PackState, system: int) -> impact.Kept:
    versions = {row["state"]: row for row in state.of("impact_assessment", system_id=system)}
    approved = versions.get("approved")
    waiting = state.in_order("impact_triggerevent", system_id=system, answered_at=None)
    return impact.Kept(
        is_approved=approved is not None,
        is_awaiting="awaiting_approval" in versions,
        review_due=_moment(approved["review_due"]) if approved and approved["review_due"] else None,
        decision=approved["decision"] if approved else "",
        triggers=[
            impact.OpenTrigger(rule=row["rule"], reason=row["reason"], hold=row["hold"], due_at=_moment(row["due_at"]))
            for row in sorted(waiting, key=lambda row: _moment(row["due_at"]))
        ],
    )


def _matter(row: Mapping[str, Any]) -> assurance.Matter:
    return assurance.Matter(
        row["number"],
        row["title"],
        row["hold"],
        is_open=row["state"] == "open",
        is_closed=row["state"] == "closed",
        due_at=_moment(row["due_at"]),
    )


def _gaps(report: Report) -> list[Reason]:
    if report.code != GAPS:
        return []
    return [
        Reason("P-GAPS", "The pack has gaps or erasures; what is missing may speak against it.", Answer.CANNOT_TELL)
    ]


def _unknown(report: Report, state: PackState) -> list[str]:
    """What the answer does not rest on."""
    ends = f"{state.ends_at:%Y-%m-%d %H:%M} UTC" if state.ends_at else "the beginning"
    told = [f"What happened after {ends}, where the pack ends."]
    if report.code == UNANCHORED:
        told.append("Whether the log's keeper rewrote all of it: no known checkpoint anchors the pack (--known).")
    return told


def _reply(system: str, given: GateAnswer) -> dict[str, Any]:
    reasons = [
        {"rule": one.rule, "text": one.text, "answer": one.answer.value, "evidence": one.evidence}
        for one in given.reasons
    ]
    return {"system": system, "stage": given.stage.value, "answer": given.answer.value, "reasons": reasons}


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
