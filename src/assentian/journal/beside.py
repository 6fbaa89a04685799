"""What is kept beside the entries, held against them: values behind commitments, names for looking up, last revisions.

Pure, and told every leaf in order. A commitment without its value is an erasure only where an `erasure` entry says so:
else whoever changed a personal value could hide it by deleting the salt. Whether the leaves are true is not asked here.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from assentian.journal import rules
from assentian.ledger import canonical, entry

Place = tuple[int, str]
"""Sequence number of an entry, and the path of a commitment in it."""


@dataclass(slots=True)
class Beside:
    """What the leaves say of it: commitments by place, where each row's column was committed, and last revisions."""

    commitments: dict[Place, dict[str, str]] = field(default_factory=dict)
    revisions: dict[tuple[str, str], tuple[int, int]] = field(default_factory=dict)
    _committed: dict[str, list[Place]] = field(default_factory=dict)
    _erased: set[Place] = field(default_factory=set)

    def take(self, seq: int, leaf: Mapping[str, Any]) -> None:
        """Go past one leaf."""
        if rules.is_commitment(leaf.get("why")):
            self.commitments[seq, "why"] = leaf["why"]
        if leaf["t"] == "state-change":
            table, key, revision = leaf["obj"]
            self.revisions[table, key] = (revision, seq)
            for column, _, becomes in leaf["ch"]:
                if rules.is_commitment(becomes):
                    self.commitments[seq, column] = becomes
                    self._committed.setdefault(f"{table}/{key}/{column}", []).append((seq, column))
        elif leaf["t"] == "erasure":
            for path in leaf["paths"]:
                self._erased.update(self._committed.get(path, ()))

    def wrong_values(self, kept: Iterable[tuple[int, str, str, str]]) -> Iterator[str]:
        """What is wrong with the `kept` (seq, path, salt in hexadecimal, canonical value)."""
        missing = dict.fromkeys(self.commitments)
        for seq, path, salt, value in kept:
            commitment = self.commitments.get((seq, path))
            if commitment is None:
                yield f"entry {seq}: no commitment stands for the value that is kept of {path}"
            elif not _opens(commitment, salt, value):
                yield f"entry {seq}: the value that is kept of {path} is not the one that was committed to"
            missing.pop((seq, path), None)
        for seq, path in missing:
            if (seq, path) not in self._erased:
                yield f"entry {seq}: the value of {path} is gone, and no entry says that it was erased"

    def wrong_revisions(self, kept: Iterable[tuple[str, str, int, int]]) -> Iterator[str]:
        """What is wrong with the `kept` (table, key, last revision, entry of it)."""
        found = {(table, key): (revision, seq) for table, key, revision, seq in kept}
        for name in sorted(found.keys() | self.revisions.keys()):
            if found.get(name) != self.revisions.get(name):
                yield f"the last revision kept of {'/'.join(name)} is not that of its entries"


def _opens(commitment: dict[str, str], salt: str, value: str) -> bool:
    try:
        return entry.opens(commitment, bytes.fromhex(salt), canonical.decode(value.encode()))
    except (ValueError, TypeError, AttributeError):
        return False
