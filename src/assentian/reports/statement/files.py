"""The Statement of Applicability in each of its layouts, for pages and for the command line.

A version as PDF, DOCX, JSON (its record, byte for byte as approved) or OSCAL; the lines as they stand now as XLSX.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from assentian.controls.statement import queries, rules
from assentian.inventory.models import AISystem
from assentian.journal.reading import reading
from assentian.ledger import canonical
from assentian.reports.documents import paper
from assentian.reports.statement import oscal, sheet
from assentian.reports.statement.papers import paper as paper_of
from assentian.reports.statement.papers import time_of

Record = Mapping[str, Any]
_OF_VERSION: Mapping[str, Callable[[Any, Record], bytes]] = {
    "pdf": lambda version, record: paper.as_pdf(paper_of(version, record)),
    "docx": lambda version, record: paper.as_docx(paper_of(version, record)),
    "json": lambda _version, record: canonical.encode(record),
    "oscal": lambda version, record: oscal.write(record, digest=version.digest, at=time_of(version)),
}
LAYOUTS = ("xlsx", *_OF_VERSION)


def of_version(version: Any, layout: str, system: AISystem | None = None) -> bytes:
    """A version, whole or as it holds for one AI system. `layout` is one of `LAYOUTS` but `xlsx`."""
    held = rules.narrowed(version.record, version.digest, (system.slug, system.name)) if system else version.record
    return _OF_VERSION[layout](version, held)


def of_lines(organisation: str, name: str, at: datetime, system: AISystem | None = None) -> bytes:
    """The workbook of every line as it stands now, or as it holds for one AI system: to fill in and send back."""
    with reading():
        lines = queries.lines(organisation, at)
    return sheet.write(name, queries.for_system(lines, system) if system else lines, at=at)
