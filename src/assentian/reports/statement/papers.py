"""A version of the statement as a document: its record, word for word, with who submitted and who approved it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from assentian.controls.statement import differences, rules
from assentian.reports.documents.paper import Cell, Paper, Part, Table, Tag, Titled
from assentian.reports.documents.sealed import Kept, sealed
from assentian.standards.vocabulary import Standing

_HEAD = ("No.", "Control, and why or why not", "Decision", "Implementation", "Claimed", "Proved", "What is proved")
_WIDTHS = (8, 40, 11, 30, 6, 6, 11)
_MOST_NAMED = 8
_STATUS = {"implemented": "ok", "in_progress": "info", "planned": "info"}
_STANDING = {
    Standing.PROVED: "ok",
    Standing.PARTLY: "warn",
    Standing.STALE: "warn",
    Standing.FAILING: "bad",
    Standing.NOT_SHOWN: "quiet",
}
_STATE = {"approved": "ok", "submitted": "warn"}
_LEAD = (
    "Which controls are necessary and why, which are not and why not, how far each is in practice, and beside it what "
    "records and executed checks proved on the day of submission (ISO/IEC 42001:2023, 6.1.3 d). Level 0 to 4; a dash "
    "stands for what nobody claimed or nothing shows."
)


def paper(version: Any, record: Mapping[str, Any] | None = None) -> Paper:
    """The document of a version, or of its `record` narrowed to one AI system. It bears the time of its approval, or of
    its submission while it has none.
    """
    told = record or version.record
    scope = f", for {told['system_name']}" if told.get("system") else ""
    return Paper(
        title=f"Statement of Applicability, version {version.number}{scope}",
        organisation=told["organisation"]["name"],
        record=sealed(version.organisation_id, told, kept=Kept.RECORDED if told is version.record else Kept.ASSEMBLED),
        at=time_of(version),
        lead=_LEAD,
        facts=list(_facts(version, told)),
        sections=list(_sections(told)),
        landscape=True,
    )


def time_of(version: Any) -> datetime:
    """The time that documents of a version bear."""
    at: datetime = version.answered_at or version.submitted_at
    return at


def _facts(version: Any, record: Mapping[str, Any]) -> Iterator[tuple[str, Cell]]:
    lines = record["lines"]
    applicable = [line for line in lines if line["applicable"]]
    yield "State", Tag(version.get_state_display(), _STATE.get(version.state, "quiet"))
    yield "Submitted", f"{version.submitted_by.name}, {version.submitted_at:%Y-%m-%d %H:%M} UTC"
    if version.answered_by:
        yield "Answered", f"{version.answered_by.name}, {version.answered_at:%Y-%m-%d %H:%M} UTC"
    for name, text in (("Answer", version.answer), ("What is new", version.note)):
        if text:
            yield name, text
    yield "Answers for", ", ".join(map(rules.edition_name, record["editions"]))
    if record.get("system"):
        yield "Holds for", f"{record['system_name']} alone; made from the whole record {version.digest}"
    yield "Lines", f"{len(lines)}: {len(applicable)} applicable, {len(lines) - len(applicable)} not applicable"
    done = sum(line["status"] == rules.IMPLEMENTED for line in applicable)
    proved = sum(line["standing"] == Standing.PROVED for line in applicable)
    yield "Of those applicable", f"{done} implemented, {proved} proved"


def _sections(record: Mapping[str, Any]) -> Iterator[Part]:
    """One for each group of controls, in the order of the record."""
    groups: dict[tuple[str, str], list[tuple[Cell, ...]]] = {}
    for line in record["lines"]:
        edition = line["control"].partition(":")[0]
        groups.setdefault((edition, line["group"]), []).append(_row(line))
    for (edition, group), rows in groups.items():
        name = rules.edition_name(edition)
        yield Part(f"{name} · {group}", (), Table(_HEAD, rows, _WIDTHS))


def _row(line: Mapping[str, Any]) -> tuple[Cell, ...]:
    scope = f" for {line['scope_name']}" if line["scope"] else ""
    is_done = line["applicable"]
    return (
        rules.number_of(line["control"]),
        Titled(f"{line['title']}{scope}", "\n".join([line["reason"], *_carried(line)])),
        Tag(differences.said("applicable", is_done), "info" if is_done else "quiet"),
        _implementation(line) if is_done else "",
        _level(line["claimed"]),
        _level(line["proved"]),
        Tag(Standing(line["standing"]).label, _STANDING[Standing(line["standing"])]),
    )


def _carried(line: Mapping[str, Any]) -> Iterator[str]:
    """What carries the decision and its proof, one by one; a record of the first type names no more than its needs."""
    if line["needs"] and not line["applicable"]:
        yield f"Named by {', '.join(line['needs'])}."
    if line.get("risks"):
        yield f"Risks: {_first(line['risks'])}."
    if line.get("treatments"):
        yield f"Treatments: {_first(line['treatments'])}."
    if line.get("evidence"):
        yield f"Evidence: {_first([one['name'] for one in line['evidence']])}."


def _first(names: Sequence[str]) -> str:
    """The first of them, and how many more the record names."""
    more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    return ", ".join(names[:_MOST_NAMED]) + more


def _implementation(line: Mapping[str, Any]) -> Cell:
    word = differences.status_word(line["status"])
    return Titled(word, line["how"]) if line["how"] else Tag(word, _STATUS.get(line["status"], "quiet"))


def _level(level: int | None) -> str:
    return "\N{EN DASH}" if level is None else str(level)
