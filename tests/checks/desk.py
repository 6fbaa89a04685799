"""A folder with suites, records, keys and seals, for the checks that read records."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from assentian.checks.records import seal
from assentian.checks.result import CheckResult, Metric
from assentian.checks.run import run_suite
from assentian.checks.suite import load_suite
from assentian.ledger.keys import SigningKey

AS_OF = "2026-11-25T09:00:00+00:00"
SEALED = datetime(2026, 11, 24, 12, tzinfo=UTC)
Row = Mapping[str, Any]


class Desk:
    """Writes what people and systems supply, seals it, and runs one check on it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.keys: dict[str, SigningKey] = {}

    def key(self, name: str) -> SigningKey:
        return self.keys.setdefault(name, SigningKey.generate(name))

    def trust(self, *names: str, file: str = "keys.txt") -> None:
        lines = [str(self.key(name).verifier) for name in names]
        (self.folder / file).write_text("\n".join(["# who may seal", *lines, ""]))

    def write(self, name: str, rows: Sequence[Row]) -> Path:
        """JSON lines; a row lacks what it does not say."""
        path = self.folder / name
        path.write_text("".join(json.dumps(row) + "\n" for row in rows))
        return path

    def seal(self, file: Path, by: str, *, role: str = "", out: str = "", sealed: datetime = SEALED) -> Path:
        path = self.folder / (out or file.name + seal.SUFFIX)
        path.write_bytes(seal.make(file, self.key(by), role=role, sealed=sealed))
        return path

    def run(self, kind: str, body: str, *, data: str = "") -> CheckResult:
        """One check with the keys in `body` beside its id and kind."""
        path = self.folder / "suite.yaml"
        path.write_text(f"suite: 1\nsystem: credit\n{data}checks:\n  - {{id: c, kind: {kind}, {body}}}\n")
        return run_suite(load_suite(path)).results[0]

    def held(self, kind: str, rows: Sequence[Row], body: str = "") -> CheckResult:
        """The check on sealed records."""
        self.trust("system")
        self.seal(self.write("records.jsonl", rows), "system")
        return self.run(kind, f'records: records.jsonl, trust: keys.txt, as_of: "{AS_OF}"{body and ", " + body}')


def metric(result: CheckResult, name: str, where: str = "") -> Metric:
    return next(one for one in result.metrics if (one.name, one.where) == (name, where))


def told(result: CheckResult) -> dict[str, float | None]:
    """Values of the metrics that are about no place, by name."""
    return {one.name: one.value for one in result.metrics if not one.where}
