"""The requirements as a table for a spreadsheet (CSV, RFC 4180). Pure."""

import csv
import io
from collections.abc import Iterable

from assentian.readiness.rules import Position

HEAD = ("edition", "id", "title", "claimed", "proved", "standing", "gap", "why", "owner", "evidence")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def sheet(edition: str, positions: Iterable[Position]) -> str:
    """One line for each position, in the order given; `edition` is the designation, as the publisher names it."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(HEAD)
    for position in positions:
        writer.writerow(
            [
                edition,
                position.id,
                position.title,
                "" if position.claimed is None else int(position.claimed),
                "" if position.shown is None else int(position.shown),
                position.proof.standing.label,
                position.gap,
                _plain(position.proof.reason),
                _plain(position.owner),
                len(position.proof.evidence),
            ]
        )
    return file.getvalue()


def _plain(text: str) -> str:
    """A text that a spreadsheet would take for a formula is quoted: names and reasons come from people."""
    return f"'{text}" if text.startswith(_FORMULA) else text
