"""A version of an impact assessment as a document: its signed record told in the words of the bank that it names.

Everything but the signatures is read from the record, so the document says what was signed and not what stands today.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from assentian.impact.bank.facts import Bank
from assentian.impact.bank.library import by_digest
from assentian.impact.drafting import fields, pages
from assentian.reports.documents.paper import Cell, Paper, Part, Table, Titled
from assentian.reports.documents.sealed import sealed

_LEAD = (
    "Every answer of this version with the basis that it stands on, the level of impact and the rules behind it, and "
    "who signed (ISO/IEC 42001:2023, 6.1.4 and 8.4). The record attached to the PDF is what was signed."
)


def paper(version: Any, organisation: str, signatures: Sequence[Any]) -> Paper:
    """The document of a submitted version. It bears the time of its last signature."""
    record = version.record
    return Paper(
        title=f"AI system impact assessment: {version.system.name}, version {version.number}",
        organisation=organisation,
        record=sealed(version.organisation_id, record),
        at=signatures[-1].at if signatures else version.recorded_at,
        lead=_LEAD,
        facts=list(_facts(version)),
        sections=[
            _because(record["result"]),
            *_modules(record, by_digest(record["bank"]["digest"])),
            _signed(signatures),
        ],
        landscape=True,
    )


def _facts(version: Any) -> Iterator[tuple[str, Cell]]:
    record = version.record
    yield "State", version.get_state_display()
    yield "Level", f"{record['result']['inherent']}, residual {record['result']['residual']}"
    if record["decision"]:
        yield "Decision", fields.named(record["decision"])
    yield "Readiness", f"{record['result']['readiness_percent']} %"
    yield "Questions", f"bank {record['bank']['version']}"


def _because(result: Mapping[str, Any]) -> Part:
    rows: list[tuple[Cell, ...]] = [
        (one["rule"], Titled(one["say"], f"Waived until {one['until'][:10]}: {one['reasoning']}"), "Waived")
        for one in result.get("waived", ())
    ]
    rows += [(one["rule"], one["say"], one["level"]) for one in result["because"]]
    if not rows:
        return Part("Level and reasons", ("Nothing raises it.",))
    return Part("Level and reasons", (), Table(("Rule", "Why", "Level"), rows, (15, 75, 10)))


def _modules(record: Mapping[str, Any], bank: Bank) -> Iterator[Part]:
    """In the order of the bank; a question without an answer is not in the record."""
    answers = {one["key"]: one for one in record["answers"]}
    for module in bank.modules:
        rows: list[tuple[Cell, ...]] = [
            (
                one.id,
                one.prompt,
                _answer(bank, answers[one.key]),
                answers[one.key]["grade"],
                _evidence(answers[one.key]),
            )
            for one in module.questions
            if one.key in answers
        ]
        if rows:
            head = ("No.", "Question", "Answer", "Grade", "Evidence")
            yield Part(f"{module.id} · {module.title}", (), Table(head, rows, (7, 28, 37, 8, 20)))


def _answer(bank: Bank, said: Mapping[str, Any]) -> Cell:
    question = bank.question(said["key"])
    rows = [pages.spoken(question, {k: v for k, v in row.items() if v not in (None, "", [])}) for row in said["rows"]]
    text = "\n".join(rows) if rows else pages.spoken(question, said["value"])
    return Titled(text, said["reason"]) if said.get("reason") else text


def _evidence(said: Mapping[str, Any]) -> str:
    found = [fields.named(said.get("state") or ""), said.get("reference") or ""]
    return "\n".join(part for part in found if part)


def _signed(signatures: Sequence[Any]) -> Part:
    rows = [
        (
            one.get_outcome_display(),
            f"{one.by.name}\n{one.signed_as}".strip(),
            f"{one.at:%Y-%m-%d %H:%M} UTC",
            one.digest,
            one.reason,
        )
        for one in signatures
    ]
    head = ("Outcome", "By", "At", "Record (SHA-256)", "Why")
    return Part("Signatures", (), Table(head, rows, (10, 15, 15, 40, 20)))
