"""The canonical record of a version: everything that is signed, as plain values without floats.

The same answers under the same bank give the same record, whichever database held them. Documents are made from it.
"""

from collections.abc import Iterable
from typing import Any

from assentian.impact.drafting.queries import Told, changed_after_the_level
from assentian.impact.drafting.waiving import signed
from assentian.impact.models import Answer, Challenge
from assentian.impact.scoring.result import RatedHarm, Reason, Result

SCHEMA = "assentian/impact-assessment/1"


def record(told: Told) -> dict[str, Any]:
    """Answers in the order of the bank, then what follows from them."""
    result = told.result
    return {
        "schema": SCHEMA,
        "system": told.assessment.system.slug,
        "version": told.assessment.number,
        "base": told.assessment.base.number if told.assessment.base else None,
        "bank": {"version": told.bank.version, "digest": told.bank.digest},
        "depth": result.depth.value,
        "answers": [_answer(told, question.key) for question in told.asked if told.is_answered(question)],
        "challenges": [_challenge(one) for one in told.challenges],
        "result": {**_result(result), "waived": [_waived(told, rule) for rule in result.waived]},
        "changed_after_the_level": changed_after_the_level(told),
        "decision": decision(told),
    }


def decision(told: Told) -> str:
    """The word of M6.15; `screened_out` where the assessment ended with the screening."""
    if told.result.depth == "screening":
        return str(told.result.state.value)
    return str(told.said.get("decision") or "")


def _answer(told: Told, key: str) -> dict[str, Any]:
    question, answer = told.bank.question(key), told.answers.get(key)
    return {
        "id": question.id,
        "key": key,
        "value": answer.value if answer else None,
        "rows": [{"number": row.number, **row.values} for row in told.rows.get(key, ())],
        "grade": told.evidence.grade(key).value,
        **(_basis(answer) if answer else {}),
    }


def _basis(answer: Answer) -> dict[str, Any]:
    return {
        "state": answer.state,
        "reference": answer.reference,
        "reason": answer.reason,
        "reading": answer.reading,
        "by": answer.answered_by.actor,
        "at": answer.answered_at.isoformat(timespec="seconds"),
    }


def _challenge(one: Challenge) -> dict[str, Any]:
    return {
        "question": one.question,
        "source": one.source,
        "say": one.say,
        "said": one.said,
        "measured": one.measured,
        "state": one.state,
        "reason": one.reason,
        "until": one.expires_at.isoformat(timespec="seconds") if one.expires_at else None,
    }


def _result(result: Result) -> dict[str, Any]:
    return {
        "state": result.state.value,
        "inherent": result.inherent.value,
        "residual": result.residual.value,
        "readiness_percent": result.readiness_percent,
        "because": list(_reasons(result.because)),
        "residual_because": list(_reasons(result.residual_because)),
        "harms": [_harm(one) for one in result.harms],
        "unknown": list(result.unknown),
        "challenged": list(result.challenged),
        "open": list(result.open),
        "asked": list(result.asked),
    }


def _waived(told: Told, rule: str) -> dict[str, Any]:
    """A floor that is not among the reasons, and the reasoning in its place."""
    one, floor = told.waived[rule], told.waivable[rule]
    return {
        **signed(one),
        "say": floor.say,
        "level": floor.level.value,
        "by": one.signed_by.actor,
        "at": one.signed_at.isoformat(timespec="seconds"),
    }


def _reasons(found: Iterable[Reason]) -> Iterable[dict[str, Any]]:
    for one in found:
        yield {
            "rule": one.rule,
            "level": one.level.value,
            "subject": one.subject,
            "say": one.say,
            "behind": list(one.behind),
        }


def _harm(one: RatedHarm) -> dict[str, Any]:
    return {
        "question": one.harm.question,
        "position": one.harm.position,
        "name": one.harm.name,
        "group": one.harm.group,
        "severity": one.severity,
        "inherent": one.inherent.value,
        "residual": one.residual.value,
    }
