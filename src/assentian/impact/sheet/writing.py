"""Results and questions in other clothes: plain values for JSON, Markdown for the reference. Pure."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from assentian.impact.bank.facts import Bank, Question
from assentian.impact.scoring.comparison import Difference
from assentian.impact.scoring.result import Reason, Result


def as_json(result: Result) -> dict[str, Any]:
    """Everything a reader of the level needs to derive it again: the bank by its digest, reasons, rows, credits."""
    return {
        "bank": {"version": result.bank_version, "sha256": result.bank},
        "depth": result.depth.value,
        "inherent": result.inherent.value,
        "residual": result.residual.value,
        "state": result.state.value,
        "open": list(result.open),
        "because": [_reason(reason) for reason in result.because],
        "residual_because": [_reason(reason) for reason in result.residual_because],
        "duties": duties(result),
        "unknown": list(result.unknown),
        "challenged": list(result.challenged),
        "waived": list(result.waived),
        "mitigation_readiness": result.readiness_percent,
        "exposures": [asdict(one) for one in result.exposures],
        "harms": [
            {
                "row": f"{one.harm.key}[{one.harm.position}]",
                "name": one.harm.name,
                "group": one.harm.group,
                "severity": one.severity,
                "likelihood": one.harm.likelihood,
                "measured_likelihood": one.harm.measured,
                "judged": one.judged.value,
                "inherent": one.inherent.value,
                "residual": one.residual.value,
            }
            for one in result.harms
        ],
        "benefits": [dict(row) for row in result.benefits],
        "credits": [
            {
                "question": one.question,
                "key": one.key,
                "weight": one.weight,
                "credit": float(one.credit),
                "grade": one.grade.value,
            }
            for one in result.credits
        ],
        "asked": list(result.asked),
    }


def duties(result: Result) -> dict[str, Any]:
    """What the inherent level asks for, in words."""
    asked = result.duties
    return {
        "approver": asked.approver.label,
        "second_line": [role.label for role in asked.second_line],
        "consult": asked.consult,
        "independent_review": asked.independent_review,
        "publish": asked.publish,
        "human": asked.human,
        "redress": asked.redress,
        "review_months": asked.review_months,
        "monitor_days": asked.monitor_days,
    }


def difference_as_json(found: Difference) -> dict[str, Any]:
    return {
        "inherent": [level.value for level in found.inherent],
        "residual": [level.value for level in found.residual],
        "moved_by": [_reason(reason) for reason in found.movers],
        "gained": [_reason(reason) for reason in found.gained],
        "lost": [_reason(reason) for reason in found.lost],
        "moves": [asdict(move) for move in found.moves],
    }


def scoring_in_words(bank: Bank, question: Question) -> str:
    """What an answer to this question does to the level, in one sentence."""
    rule: Mapping[str, Any] = question.scoring
    if rule["kind"] == "exposure":
        unknown = bank.scoring["exposure"]["unknown"]
        told = f"Sets 0-4 points of the dimension {rule['dimension']}"
        return f"{told}; the largest answer counts, unknown counts {unknown}."
    if rule["kind"] == "mitigation":
        return f"Earns up to {rule['weight']} of mitigation readiness, {_credit(rule)}, times the factor of its proof."
    return {
        "info": "Not scored.",
        "gate": "Stops the assessment on any answer but none.",
        "register": "Its rows are rated one by one.",
        "decision": "Signed by the approver whom the inherent level names.",
    }[rule["kind"]]


def _credit(rule: Mapping[str, Any]) -> str:
    if "bands" in rule:
        told = ", ".join(f"{credit:g} from {bound:g}" for bound, credit in rule["bands"])
        return f"by its value ({told})"
    credit = rule.get("credit", "chosen")
    if isinstance(credit, str):
        return {"chosen": "by the chosen option", "graded": "as a reviewer grades it (0, 0.5 or 1)"}[credit]
    return _of_fields(credit) if "percent_in" in credit or "fields" in credit else _of_rows(credit)


def _of_fields(credit: Mapping[str, Any]) -> str:
    if "percent_in" in credit:
        return f"the share in {credit['percent_in']}"
    return "for " + ", ".join(f"{name} ({part:g})" for name, part in credit["fields"].items())


def _of_rows(credit: Mapping[str, Any]) -> str:
    filled = " and ".join(credit["filled"])
    if "groups" in credit:
        return f"the share of groups with {filled}; half without {credit['half_without']}"
    if "otherwise" in credit:
        where = "".join(f" and {name}" for name in credit.get("where", ()))
        word = "one row" if "any" in credit else "every row"
        return f"whole where {word} has {filled}{where}, else {credit['otherwise']:g}"
    return f"the share of rows with {filled}"


def _reason(reason: Reason) -> dict[str, Any]:
    return {
        "rule": reason.rule,
        "level": reason.level.value,
        "subject": reason.subject,
        "say": reason.say,
        "answers": list(reason.behind),
    }
