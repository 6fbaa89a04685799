"""A system that records its decisions, honestly or not, for the checks that read event logs."""

import hashlib
import json
import random
from pathlib import Path
from typing import Any

from assentian.client import EventLog

PARAMETERS = b'{"threshold": 0.5}'


def scores(rows: list[dict[str, Any]]) -> list[float]:
    """The model of these tests: exact."""
    return [row["a"] / 3 + (row["b"] or 0) / 7 for row in rows]


def shaken(rows: list[dict[str, Any]]) -> list[float]:
    """The same, not quite deterministic."""
    noise = random.Random(1)
    return [score + noise.uniform(-1e-6, 1e-6) for score in scores(rows)]


def drifted(rows: list[dict[str, Any]]) -> list[float]:
    """Another model under the same name."""
    return [score + 0.2 for score in scores(rows)]


class Recorder:
    """Records decisions into `events` of a folder in which a suite will stand."""

    def __init__(self, folder: Path, *, keep_values: bool = True, system: str = "credit") -> None:
        self.folder, self.keep_values, self.system = folder, keep_values, system
        (folder / "model.json").write_bytes(b"{}")
        (folder / "parameters.json").write_bytes(PARAMETERS)
        self.told = {
            "model": hashlib.sha256(b"{}").hexdigest(),
            "parameters": hashlib.sha256(PARAMETERS).hexdigest(),
        }

    def record(self, first: int, count: int, *, output: Any = None, explain: bool = True, **told: Any) -> Path:
        """Record cases `c<first>`, ... in a batch of their own; `output` overrides what the model says."""
        with EventLog(self.system, "live", self.folder / "events", keep_values=self.keep_values) as log:
            for number in range(first, first + count):
                row = {"a": float(number % 17), "b": None if number % 5 == 0 else float(number % 3)}
                said = {"score": scores([row])[0]} if output is None else output
                log.record(
                    f"c{number}",
                    input=json.dumps(row).encode(),
                    output=json.dumps(said).encode(),
                    explanation=b"a" if explain else None,
                    **{**self.told, **told},
                )
            closed = log.close_batch()
        assert closed
        return closed
