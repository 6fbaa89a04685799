"""The ledger beside pymerkle: appending, proving, the first proof of a reopened ledger, a full audit.

    python benchmarks/ledger_proofs.py [LEAVES]

Both keep their leaves and hashes in SQLite files. Figures are CPU time, ours and pymerkle's taken in one run; a ratio
above 1 means that the ledger is faster. Only the ratios mean anything on another machine. Default: 100,000 leaves; the
targets speak of 1,000,000. Appending includes the inner nodes on our side; pymerkle leaves them to its proofs.
"""

import random
import resource
import sqlite3
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import process_time

from pymerkle import InmemoryTree, SqliteTree

from assentian.ledger import tiles
from assentian.ledger.tree import Frontier, inclusion_proof, verify_inclusion
from assentian.ledger.verify import leaf_hash

APPENDED, PROOFS, OPENINGS = 10_000, 200, 7


class TiledFile:
    """The journal's layout on a bare connection: leaves, full tiles, one transaction for each batch."""

    def __init__(self, path: Path) -> None:
        self.database = sqlite3.connect(path)
        self.database.execute("CREATE TABLE IF NOT EXISTS entry (seq INTEGER PRIMARY KEY, leaf BLOB)")
        self.database.execute(
            "CREATE TABLE IF NOT EXISTS tile (level, number, hashes BLOB, PRIMARY KEY (level, number))"
        )
        self.frontier = Frontier()

    def append(self, leaves: list[bytes]) -> None:
        first, hashes = self.frontier.size, [leaf_hash(leaf) for leaf in leaves]
        grown = tiles.grown(first, hashes, self.reader())
        self.database.executemany("INSERT OR REPLACE INTO tile VALUES (?, ?, ?)", grown)
        self.database.executemany("INSERT INTO entry VALUES (?, ?)", enumerate(leaves, first))
        self.frontier.extend(hashes)
        self.database.commit()

    def reader(self) -> tiles.TileReader:
        return tiles.TileReader(self._tile, self._leaf_hashes)

    def _tile(self, level: int, index: int) -> bytes | None:
        found = self.database.execute(
            "SELECT hashes FROM tile WHERE level = ? AND number = ?", (level, index)
        ).fetchone()
        return found[0] if found else None

    def _leaf_hashes(self, start: int, stop: int) -> list[bytes]:
        rows = self.database.execute("SELECT leaf FROM entry WHERE seq >= ? AND seq < ? ORDER BY seq", (start, stop))
        return [leaf_hash(leaf) for (leaf,) in rows]


def cpu(work: Callable[[], object]) -> float:
    start = process_time()
    work()
    return process_time() - start


def growing() -> tuple[float, float]:
    """Leaves and inner nodes hashed in memory; here pymerkle builds its nodes too."""
    leaves = [b"%0200d" % number for number in range(APPENDED)]
    frontier, tree = Frontier(), InmemoryTree()
    ours = cpu(lambda: frontier.extend(map(leaf_hash, leaves)))
    return ours, cpu(lambda: tree.append_entries(leaves))


def appending(folder: Path) -> tuple[float, float]:
    leaves = [b"%0200d" % number for number in range(APPENDED)]
    ours, theirs = [], []
    for turn in range(3):
        log, tree = TiledFile(folder / f"append-{turn}.db"), SqliteTree(str(folder / f"append-{turn}-pymerkle.db"))
        ours.append(cpu(lambda log=log: log.append(leaves)))
        theirs.append(cpu(lambda tree=tree: tree.append_entries(leaves)))
    return median(ours), median(theirs)


def opening(folder: Path, size: int) -> tuple[float, float]:
    """The first inclusion proof of a ledger that has just been opened."""

    def first() -> None:
        inclusion_proof(size // 3, size, TiledFile(folder / "log.db").reader())

    def first_of_pymerkle() -> None:
        SqliteTree(str(folder / "pymerkle.db")).prove_inclusion(size // 3 + 1, size)

    ours = median(cpu(first) for _ in range(OPENINGS))
    return ours, cpu(first_of_pymerkle)


def proving(log: TiledFile, tree: SqliteTree, size: int) -> tuple[float, float]:
    """One proof of a random leaf, pymerkle's cache of subroots being warm; ours keeps nothing from proof to proof."""
    chosen = random.Random(1).sample(range(size), PROOFS)
    tree.prove_inclusion(1, size)
    ours = cpu(lambda: [inclusion_proof(index, size, log.reader()) for index in chosen]) / PROOFS
    theirs = cpu(lambda: [tree.prove_inclusion(index + 1, size) for index in chosen]) / PROOFS
    root = log.frontier.root()
    assert root == tree.get_root(size)
    for index in chosen:
        leaf = leaf_hash(b"%0200d" % index)
        assert verify_inclusion(leaf, index, size, inclusion_proof(index, size, log.reader()), root)
    return ours, theirs


def auditing(log: TiledFile) -> float:
    """Every leaf hashed anew, to the root."""

    def audit() -> None:
        frontier = Frontier()
        frontier.extend(leaf_hash(leaf) for (leaf,) in log.database.execute("SELECT leaf FROM entry ORDER BY seq"))
        assert frontier.root() == log.frontier.root()

    return cpu(audit)


def row(what: str, took: tuple[float, float], target: str) -> None:
    ours, theirs = took
    print(f"{what:<44} {ours * 1000:10.3f} ms {theirs * 1000:12.3f} ms {theirs / ours:9.1f} x   {target}")


def main() -> None:
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        log, tree = TiledFile(folder / "log.db"), SqliteTree(str(folder / "pymerkle.db"))
        for start in range(0, size, APPENDED):
            leaves = [b"%0200d" % number for number in range(start, min(start + APPENDED, size))]
            log.append(leaves)
            tree.append_entries(leaves)
        print(f"{'':<44} {'assentian':>13} {'pymerkle':>15} {'ratio':>11}   target")
        row(f"append {APPENDED:,} leaves in memory", growing(), "")
        row(f"append {APPENDED:,} leaves to the file", appending(folder), ">= 1.3 x")
        row(f"first inclusion proof after open, {size:,}", opening(folder, size), ">= 200 x")
        row(f"inclusion proof, {size:,} leaves", proving(log, tree, size), ">= 15 x")
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        took = auditing(log)
        extra = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
        print(f"hash every leaf to the root: {size / took:,.0f} entries/s, {extra:.0f} MB more memory")


if __name__ == "__main__":
    main()
