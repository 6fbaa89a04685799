"""The risk treatment plan in each of its layouts, for pages and for the command line."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from assentian.inventory.models import AISystem
from assentian.ledger import canonical
from assentian.reports.documents import paper
from assentian.reports.plan.papers import paper as paper_of
from assentian.risk.treatment import queries, sheets
from assentian.risk.treatment.record import record
from assentian.web.workbooks import Sheet, written

Record = Mapping[str, Any]
_OF_RECORD: Mapping[str, Callable[[Record, datetime], bytes]] = {
    "pdf": lambda told, at: paper.as_pdf(paper_of(told, at)),
    "docx": lambda told, at: paper.as_docx(paper_of(told, at)),
    "json": lambda told, _at: canonical.encode(told),
}
LAYOUTS = ("xlsx", *_OF_RECORD)


def of_record(told: Record, at: datetime, layout: str) -> bytes:
    """A plan as it stood `at` a moment. `layout` is one of `LAYOUTS` but `xlsx`."""
    return _OF_RECORD[layout](told, at)


def of_organisation(
    organisation: Mapping[str, str], layout: str, at: datetime, system: AISystem | None = None
) -> bytes:
    """The whole plan as it stands now, or that of one AI system. `organisation` has its `key` and `name`."""
    steps = queries.steps(organisation["key"], at.date(), system=system.slug if system else "")
    if layout == "xlsx":
        return written([Sheet("Treatment plan", sheets.COLUMNS, sheets.rows(steps))])
    return of_record(record(organisation, steps, at, system=system), at, layout)
