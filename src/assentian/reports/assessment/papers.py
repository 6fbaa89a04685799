"""A version of an impact assessment as a document: its signed record told in the words of the bank that it names.

Everything but the signatures is read from the record, so the document says what was signed and not what stands today.
Each order (`impact.orders`) tells the same record, whose bytes are attached whichever order is asked for.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from assentian.impact.bank.facts import Bank, Question
from assentian.impact.bank.library import by_digest
from assentian.impact.drafting import fields, pages
from assentian.impact.orders import reading, words
from assentian.impact.orders.rules import Element, Entry, Filled, Order, elements
from assentian.impact.orders.words import Linked
from assentian.reports.documents.paper import Cell, Paper, Part, Table, Titled
from assentian.reports.documents.sealed import sealed

_LEAD = (
    "Every answer of this version with the basis that it stands on, the level of impact and the rules behind it, and "
    "who signed (ISO/IEC 42001:2023, 6.1.4 and 8.4). The record attached to the PDF is what was signed."
)


def paper(
    version: Any, organisation: str, signatures: Sequence[Any], order: Order = Order.GUIDE, linked: Linked | None = None
) -> Paper:
    """The document of a submitted version, in an order. It bears the time of its last signature.

    `linked` is a DPIA that another tool keeps now; the orders in which it matters name it.
    """
    record = version.record
    bank = by_digest(record["bank"]["digest"])
    title = "AI system impact assessment" if order is Order.GUIDE else words.title(bank, order)
    return Paper(
        title=f"{title}: {version.system.name}, version {version.number}",
        organisation=organisation,
        record=sealed(version.organisation_id, record),
        at=signatures[-1].at if signatures else version.recorded_at,
        lead=_LEAD,
        facts=list(_facts(version)),
        sections=[
            *_about(bank, order, linked),
            _because(record["result"]),
            *_elements(record, bank, order),
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


def _about(bank: Bank, order: Order, linked: Linked | None) -> Iterator[Part]:
    if notes := words.notes(bank, order):
        yield Part("What this order answers to", tuple(notes))
    if linked:
        yield Part("A DPIA kept in another tool", (words.claimed(linked),))


def _elements(record: Mapping[str, Any], bank: Bank, order: Order) -> Iterator[Part]:
    """Element by element: how much of it is told, and every question that is asked, answered or not."""
    answers = {one["key"]: one for one in record["answers"]}
    found = elements(bank, order, reading.of_record(record))
    references = {element.id: words.reference(element) for element in found}
    head = ("No.", "Question", "Answer", "Grade", "Evidence")
    for element in found:
        if order is Order.GUIDE and not element.asked:
            continue
        name = element.id if order is Order.GUIDE else references[element.id]
        rows = [_row(bank, answers, entry, references.get(entry.told_in, "")) for entry in element.asked]
        table = Table(head, rows, (7, 28, 37, 8, 20)) if rows else None
        yield Part(f"{name} · {element.title}", tuple(_coverage(element, order)), table)


def _coverage(element: Element, order: Order) -> Iterator[str]:
    yield element.sentence
    if also := words.also(element, order):
        yield also
    for why, questions in element.left_out.items():
        yield f"{why}: {', '.join(question.id for question in questions)}."


def _row(bank: Bank, answers: Mapping[str, Any], entry: Entry, elsewhere: str) -> tuple[Cell, ...]:
    """A question that an earlier element told, or that nobody answered, says so instead of an answer."""
    question, said = entry.question, answers.get(entry.question.key)
    if elsewhere:
        return question.id, question.prompt, f"Told under {elsewhere}", said["grade"] if said else "", ""
    if said is None:
        return question.id, question.prompt, entry.filled.label, "", ""
    told = entry.filled.label if entry.filled is Filled.UNKNOWN else _answer(bank, said)
    return question.id, question.prompt, told, said["grade"], _evidence(said)


def _answer(bank: Bank, said: Mapping[str, Any]) -> Cell:
    question = bank.question(said["key"])
    rows = [_told_row(bank, question, row) for row in said["rows"]]
    text = "\n".join(rows) if rows else pages.spoken(question, said["value"])
    return Titled(text, said["reason"]) if said.get("reason") else text


def _told_row(bank: Bank, question: Question, row: Mapping[str, Any]) -> str:
    """What names a row first, as on its page, then its other cells."""
    told = {name: value for name, value in row.items() if value not in (None, "", [])}
    title, cells = pages.told_row(bank, question, row["number"], told)
    return "; ".join([title, *(f"{name}: {text}" for name, text in cells)])


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
