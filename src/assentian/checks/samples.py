"""Rows drawn evenly from a table, as a model is given them.

The same table gives the same rows. Does not: draw at random, or weigh.
"""

from collections.abc import Sequence
from typing import Any

from assentian.checks.sql import identifier
from assentian.checks.tables import Table


def sample(table: Table, columns: Sequence[str], *, most: int) -> list[dict[str, Any]]:
    """At most `most` rows with these columns, in the order of the file."""
    step = -(-table.rows // most) or 1
    names = [identifier(one) for one in columns]
    rows = table.select(*names, then=f"WHERE {table.row_number} % {step} = 0 ORDER BY {table.row_number} LIMIT {most}")
    return [dict(zip(columns, row, strict=True)) for row in rows]


def is_positive(value: Any, positive: Any) -> bool:
    """Whether a label counts as positive: equal as text, true and 1 alike."""
    return _text(value) == _text(positive)


def _text(value: Any) -> str:
    return (
        str(int(value)) if isinstance(value, bool) or (isinstance(value, float) and value.is_integer()) else str(value)
    )
