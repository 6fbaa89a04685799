"""Runs programs, each in a process of its own, in interleaved rounds.

CPU seconds are those of the process and of all it started, from its start to its end, so imports count; peak memory is
the most that it held at once. Both come from the kernel (`wait4`). Wall time is not told: the machine has other work.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

LONGEST = 1800
"""CPU seconds after which a program is stopped."""
PROGRAMS = Path(__file__).parent / "programs"
ROOT = PROGRAMS.parents[2]
QUIET = {"NML_DISABLE_USAGE_LOGGING": "1", "DO_NOT_TRACK": "1"}


@dataclass(frozen=True, kw_only=True)
class Task:
    """A program with its arguments and the Python that runs it; `why_not` where it cannot be run at all."""

    name: str
    program: str
    arguments: tuple[str, ...] = ()
    python: str = sys.executable
    why_not: str = ""


@dataclass(kw_only=True)
class Measured:
    """What the rounds of one task took, and what it told in its last."""

    cpu_seconds: list[float] = field(default_factory=list)
    peak_mb: list[float] = field(default_factory=list)
    told: Mapping[str, Any] = field(default_factory=dict)
    why_not: str = ""

    @property
    def cpu(self) -> float:
        return statistics.median(self.cpu_seconds)

    @property
    def peak(self) -> float:
        return statistics.median(self.peak_mb)


def measure(tasks: Sequence[Task], *, rounds: int) -> dict[str, Measured]:
    """Every task once a round, in order, so that whatever else the machine does falls on all."""
    found = {task.name: Measured(why_not=task.why_not) for task in tasks}
    for turn in range(1, rounds + 1):
        for task in tasks:
            if not found[task.name].why_not:
                print(f"  round {turn} of {rounds}: {task.name}", file=sys.stderr)
                _run(task, found[task.name])
    return found


def _run(task: Task, measured: Measured) -> None:
    # libraries of today bring a current OpenBLAS; these two settings are for older ones and slow it
    kept = {name: value for name, value in os.environ.items() if not name.startswith("OPENBLAS_")}
    kept["PYTHONPATH"] = os.pathsep.join(filter(None, (str(ROOT), kept.get("PYTHONPATH"))))
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as errors:
        command = ["/bin/sh", "-c", f'ulimit -t {LONGEST}; exec "$@"', "sh", task.python, PROGRAMS / task.program]
        process = subprocess.Popen([*command, *task.arguments], stdout=out, stderr=errors, env={**kept, **QUIET})
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        errors.seek(0)
        said, problem = out.read().strip(), errors.read().strip()
    if process.returncode:
        stopped = f"stopped after {LONGEST} CPU seconds" if process.returncode in {-9, -24} else problem[-300:]
        measured.why_not = stopped.splitlines()[-1] if stopped else f"exit code {process.returncode}"
        return
    measured.cpu_seconds.append(used.ru_utime + used.ru_stime)
    measured.peak_mb.append(used.ru_maxrss / 1024)
    measured.told = json.loads(said.splitlines()[-1])
