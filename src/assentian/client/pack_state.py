"""The records of a verified audit pack, as its entries add up to them: what a pipeline without a server can know.

Invariant: rows come from the entries that lie under the signed checkpoints, never from the pack's `state` folder, from
which a file could be left out. Does not: verify; call `ledger.verify.verify_pack` first and believe its report.
"""

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from assentian.ledger.verify import Pack, parse_canonical


@dataclass(slots=True)
class PackState:
    """Rows by primary key, by table; `ends_at` is the time of the last entry, None where there is none."""

    rows: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    ends_at: datetime | None = None

    def of(self, table: str, **wanted: Any) -> list[Mapping[str, Any]]:
        """The rows of a table whose columns hold these values."""
        found = self.rows.get(table, {}).values()
        return [row for row in found if all(row.get(column) == value for column, value in wanted.items())]


def read_state(path: Path) -> PackState:
    """Replay the entries of a pack."""
    state = PackState()
    with closing(Pack(path)) as pack:
        for name in pack.under("entries"):
            for line in pack.read(name).splitlines():
                _take(state, parse_canonical(line))
    return state


def _take(state: PackState, leaf: Mapping[str, Any]) -> None:
    state.ends_at = datetime.fromisoformat(leaf["at"])
    if leaf["t"] != "state-change":
        return
    table, key, _ = leaf["obj"]
    rows = state.rows.setdefault(table, {})
    if leaf["op"] == "delete":
        rows.pop(key, None)
    else:
        rows.setdefault(key, {}).update({column: new for column, _, new in leaf["ch"]})
