"""The lines of the statement as a sheet, and what a sheet that comes back would decide. Pure but for openpyxl's layer.

What people decide is read: applicable, reason, status, how it is done. The other columns are there to decide by; a line
that is not in the sheet stays as it is, and a row that says what stands already changes nothing.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from assentian.controls.choices import Implementation
from assentian.controls.statement.differences import status_word
from assentian.controls.statement.rules import Line
from assentian.reports.documents import sheet_reading, sheets
from assentian.reports.documents.sheets import Sheet, Value

NAME = "Lines"
HEAD = (
    "Control",
    "Scope",
    "Title",
    "Applicable",
    "Reason",
    "Status",
    "How it is done",
    "Owner",
    "Named by",
    "Claimed",
    "Proved",
    "What is proved",
    "Risks",
    "Treatments",
    "Evidence",
)
READ = ("Control", "Scope", "Applicable", "Reason", "Status", "How it is done")
_WIDTHS = (18, 20, 40, 11, 60, 14, 60, 20, 30, 9, 9, 16, 16, 20, 40)
MOST_LISTED = 120
_YES = {"yes": True, "no": False}
_STATES = {status_word(status): status for status in ("", *Implementation.values)}
_STATUS = {"": "", **{word.casefold(): status for word, status in _STATES.items()}}
_ABOUT = (
    ("Control", "Edition and number, or own:1. Not to be changed."),
    ("Scope", "Empty for the organisation, or the key of an AI system for which the line differs."),
    ("Applicable", "yes or no; empty where nobody has decided."),
    ("Reason", "Why the control is necessary, or why not. Asked both ways."),
    ("Status", "Not started, Planned, In progress or Implemented; only where it is applicable."),
    ("How it is done", "In your own words; needed with a status."),
    ("The other columns", "To decide by. They are not read back."),
)


@dataclass(frozen=True, slots=True)
class Row:
    """One row as it came, by its number in the sheet."""

    number: int
    control: str
    scope: str
    applicable: str
    reason: str
    status: str
    how: str


@dataclass(frozen=True, slots=True)
class Decided:
    """What a row would decide, and what of the line it changes."""

    row: Row
    line: Line
    is_applicable: bool
    status: str
    changed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """`errors` are (number of the row, why); with any, nothing is recorded."""

    decided: tuple[Decided, ...]
    errors: tuple[tuple[int, str], ...]
    unchanged: int


def write(organisation: str, lines: Sequence[Line], *, at: datetime) -> bytes:
    """The workbook of all lines, and a sheet that says what its columns mean."""
    rows = [_row(line) for line in lines]
    choices: dict[int, Sequence[str]] = {HEAD.index("Applicable"): tuple(_YES), HEAD.index("Status"): tuple(_STATES)}
    about = Sheet("About", ("Column", "Meaning"), _ABOUT, (20, 80))
    title = f"Statement of Applicability of {organisation}"
    return sheets.write(title, [Sheet(NAME, HEAD, rows, _WIDTHS, choices), about], at=at)


def read(content: bytes) -> list[Row]:
    """The rows of a workbook. `SheetReadError` says why it cannot be read."""
    found = sheet_reading.read(content, NAME, needed=READ)
    return [Row(row.number, *(row.cells.get(name.casefold(), "") for name in READ)) for row in found]


def packed(rows: Sequence[Row]) -> list[dict[str, object]]:
    return [asdict(row) for row in rows]


def compare(rows: Sequence[Row], lines: Sequence[Line], systems: Mapping[str, str]) -> Reading:
    """What the rows would decide, beside what stands. `systems` are the names of AI systems by key."""
    standing = {(line.requirement, line.scope): line for line in lines}
    decided: list[Decided] = []
    errors: list[tuple[int, str]] = []
    seen: set[tuple[str, str]] = set()
    unchanged = 0
    for row in rows:
        place = (row.control, row.scope)
        line = standing.get(place) or standing.get((row.control, ""))
        problem = "this control has a row above already" if place in seen else _problem(row, line, systems)
        seen.add(place)
        if problem or line is None:
            errors.append((row.number, problem))
        elif changed := tuple(_changes(row, line, is_new=place not in standing)):
            decided.append(Decided(row, line, _YES[row.applicable.casefold()], _STATUS[row.status.casefold()], changed))
        else:
            unchanged += 1
    return Reading(tuple(decided), tuple(errors), unchanged)


def _problem(row: Row, line: Line | None, systems: Mapping[str, str]) -> str:
    """What is wrong with a row by itself; empty when nothing is."""
    if line is None:
        return f"{row.control or 'an empty cell'} is no control that the statement answers for"
    if row.scope and row.scope not in systems:
        return f"there is no AI system {row.scope!r}"
    if not row.applicable and not row.reason:
        return "" if line.is_undecided and not row.scope else "Applicable and Reason are empty; a decision stays"
    if row.applicable.casefold() not in _YES:
        return "Applicable must be yes or no"
    return "Reason is empty" if not row.reason else _of_status(row, line)


def _of_status(row: Row, line: Line) -> str:
    status = _STATUS.get(row.status.casefold())
    if status is None:
        return f"Status must be one of {', '.join(_STATES)}"
    if not _YES[row.applicable.casefold()]:
        return "a control that is not applicable has no status" if status else ""
    if status and not row.how:
        return "How it is done is empty; a status needs a few words"
    is_same_place = row.scope == line.scope
    return (
        "how it is done stands and cannot be taken back; choose Planned"
        if line.how and not status and is_same_place
        else ""
    )


def _changes(row: Row, line: Line, *, is_new: bool) -> Iterator[str]:
    """Names of what the row says otherwise than the line; nothing for a row that is left empty."""
    if not row.applicable:
        return
    is_applicable = _YES[row.applicable.casefold()]
    if is_new:
        yield "a line of its own"
    if is_applicable is not line.applicable:
        yield "applicable" if is_applicable else "not applicable"
    if row.reason != line.reason.strip():
        yield "reason"
    if is_applicable and _STATUS[row.status.casefold()] != line.status:
        yield "status"
    if is_applicable and row.how != line.how.strip():
        yield "how it is done"


def _listed(between: str, names: Iterable[str]) -> str:
    """As many as a cell holds, and how many more there are."""
    told = list(names)
    more = f"{between}and {len(told) - MOST_LISTED} more" if len(told) > MOST_LISTED else ""
    return between.join(told[:MOST_LISTED]) + more


def _row(line: Line) -> tuple[Value, ...]:
    is_left_out = line.applicable is False
    return (
        line.requirement,
        line.scope,
        line.title,
        {None: "", True: "yes", False: "no"}[line.applicable],
        line.reason,
        "" if is_left_out else status_word(line.status),
        "" if is_left_out else line.how,
        line.owner,
        _listed(", ", dict.fromkeys(need.told for need in line.needs)),
        line.shown.claimed,
        line.shown.proved,
        line.proof.standing.label,
        _listed(", ", line.risks),
        _listed(", ", line.treatments),
        _listed("\n", (f"{one.told}: {one.verdict}, SHA-256 {one.digest}" for one in line.carriers)),
    )
