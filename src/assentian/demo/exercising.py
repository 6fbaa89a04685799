"""Stop, fallback and rollback of the demonstration's scoring, exercised while it is built, and timed.

Each exercise does what operation would: a stop switch after which the next application is refused a score; a queue
into which the day's applications go for clerks, until all stand in it; the archived model put back in the place of a
spoilt one, until it gives the very scores of the first. The seconds are those of this machine.
"""

import json
import shutil
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from assentian.demo import scorer
from assentian.demo.tables import Row
from assentian.journal.context import now

OBJECTIVES = {"stop": 5, "fallback": 60, "rollback": 60}
"""Seconds until the safe state that operation allows itself."""


class StoppedError(Exception):
    """Scoring is stopped: nothing is scored until somebody takes the switch away."""


def exercise(folder: Path, rows: Sequence[Row]) -> Path:
    """Exercise all three on some applications, in `folder/drill`; returns the records as `drills.jsonl`."""
    place = folder / "drill"
    place.mkdir(exist_ok=True)
    exercises = {"stop": _stop, "fallback": _fall_back, "rollback": _roll_back}
    path = folder / "drills.jsonl"
    with path.open("w", encoding="utf-8") as file:
        for function, allowed in OBJECTIVES.items():
            told = {"function": function, "exercised": now().isoformat(), "objective_seconds": allowed}
            seconds = _seconds(exercises[function], place, rows)
            file.write(json.dumps({**told, "seconds": seconds}) + "\n")
    return path


def _seconds(what: Callable[[Path, Sequence[Row]], bool], place: Path, rows: Sequence[Row]) -> float | None:
    """How long it took to the safe state; None where that was not reached."""
    started = time.perf_counter()
    return round(time.perf_counter() - started, 6) if what(place, rows) else None


def _score(place: Path, row: Row) -> tuple[float, int]:
    if (place / "stopped").exists():
        raise StoppedError
    return scorer.load(place / "model.json").decide(row)


def _stop(place: Path, rows: Sequence[Row]) -> bool:
    shutil.copyfile(scorer.MODEL_FILE, place / "model.json")
    _score(place, rows[0])
    (place / "stopped").touch()
    try:
        _score(place, rows[0])
    except StoppedError:
        return True
    return False


def _fall_back(place: Path, rows: Sequence[Row]) -> bool:
    """Scoring is still stopped: everything goes to clerks."""
    queue = place / "clerks.jsonl"
    queue.write_text("".join(json.dumps(dict(row)) + "\n" for row in rows), encoding="utf-8")
    return len(queue.read_text(encoding="utf-8").splitlines()) == len(rows)


def _roll_back(place: Path, rows: Sequence[Row]) -> bool:
    before = [scorer.credit_model().decide(row) for row in rows]
    (place / "model.json").write_text("{}", encoding="utf-8")
    shutil.copyfile(scorer.MODEL_FILE, place / "model.json")
    (place / "stopped").unlink()
    return [_score(place, row) for row in rows[:20]] == before[:20]
