"""What was decided, in clear, beside its records: for whoever replays decisions. It never leaves the user's storage.

One JSON object a line: `counter`, `event`, `input`, `output` and, where there is one, `explanation`, each as text.
Invariant: a line stands before its record does, so a record that is on the disk has its values, and a line without a
record is dropped when the log is opened again.
"""

import json
import os
from pathlib import Path

MODE = 0o600


def line_of(counter: int, event_id: str, values: dict[str, bytes | None]) -> bytes:
    """`ValueError` for a value that is no UTF-8 text."""
    told: dict[str, int | str] = {"counter": counter, "event": event_id}
    for name, value in values.items():
        if value is not None:
            try:
                told[name] = value.decode()
            except UnicodeDecodeError:
                raise ValueError(f"{name} is no UTF-8 text; only text can be kept") from None
    return json.dumps(told, ensure_ascii=False).encode() + b"\n"


def open_values(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, MODE)


def trim(path: Path, counter: int) -> None:
    """Cut what was written for records from `counter` on, and a line cut short."""
    kept = 0
    with path.open("rb") as lines:
        for line in lines:
            if not line.endswith(b"\n") or json.loads(line)["counter"] >= counter:
                break
            kept += len(line)
    os.truncate(path, kept)
