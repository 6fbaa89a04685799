"""The records of a verified audit pack, as its entries add up to them: what a pipeline without a server can know.

Invariants: rows come from the entries that lie under the signed checkpoints, never from the pack's `state` folder, from
which a file could be left out; what the manifest says, which nobody signed, can only add doubt. Does not: verify; call
`ledger.verify.verify_pack` first and believe its report.
"""

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from assentian.ledger.verify import Pack, parse_canonical, parse_json


@dataclass(slots=True)
class PackState:
    """Rows by primary key, by table; `ends_at` is the time of the last entry, None where there is none. `gate` names
    the conditions that the server's gate asked when it wrote the pack; empty where the pack does not say.
    """

    rows: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    ends_at: datetime | None = None
    gate: frozenset[str] = frozenset()

    def of(self, table: str, **wanted: Any) -> list[Mapping[str, Any]]:
        """The rows of a table whose columns hold these values."""
        found = self.rows.get(table, {}).values()
        return [row for row in found if all(row.get(column) == value for column, value in wanted.items())]

    def in_order(self, table: str, **wanted: Any) -> list[Mapping[str, Any]]:
        """The same rows by their numeric ids, as they were made."""
        return sorted(self.of(table, **wanted), key=lambda row: int(row["id"]))


def read_state(path: Path) -> PackState:
    """Replay the entries of a pack."""
    state = PackState()
    with closing(Pack(path)) as pack:
        manifest = parse_json(pack.read("manifest.json"))
        state.gate = frozenset(map(str, manifest.get("completeness", {}).get("gate", ())))
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
