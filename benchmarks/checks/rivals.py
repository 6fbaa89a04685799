"""The other libraries, each in an environment of its own under the cache folder, at the versions pinned here.

What a fresh `pip install` of the library alone left unusable is pinned beside it, with the reason. A library that
cannot be installed or imported is told with the reason and not measured.
"""

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from benchmarks.checks.data import cache


@dataclass(frozen=True, kw_only=True)
class Rival:
    """`pins` are what pip is asked for; `needed` says what had to be pinned for it to import, and why."""

    name: str
    pins: tuple[str, ...]
    imports: str
    needed: str = ""


RIVALS = {
    rival.name: rival
    for rival in (
        Rival(
            name="evidently",
            pins=("evidently==0.7.23", "pandas==2.3.3", "pyarrow==26.0.1"),
            imports="from evidently.metrics import ValueDrift",
            needed="pandas below 3: with pandas 3.1, which pip chooses, its import fails (infer_dtype_from_object)",
        ),
        Rival(
            name="nannyml",
            pins=("nannyml==0.13.1", "pandas==2.3.3", "statsmodels==0.15.0", "pyarrow==26.0.1"),
            imports="import nannyml",
            needed="statsmodels, which it imports and does not ask for; pandas below 3",
        ),
        Rival(name="fairlearn", pins=("fairlearn==0.15.0", "pyarrow==26.0.1"), imports="import fairlearn.metrics"),
        Rival(name="pycanon", pins=("pycanon==1.3.6", "pyarrow==26.0.1"), imports="import pycanon.anonymity"),
    )
}


def python_of(name: str) -> Path:
    return cache() / name / "bin" / "python"


def why_not(rival: Rival) -> str:
    """Install it where that has not been done; the reason where it cannot be used, else nothing."""
    python = python_of(rival.name)
    stamp = python.parent / ".pins"
    pins = "\n".join(rival.pins)
    if not (stamp.exists() and stamp.read_text() == pins):
        print(f"installing {', '.join(rival.pins)}", file=sys.stderr)
        for command in (
            [sys.executable, "-m", "venv", "--clear", python.parent.parent],
            [python, "-m", "pip", "install", "--quiet", *rival.pins],
        ):
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode:
                return last_line(done.stderr) or f"{command[2]} failed"
        stamp.write_text(pins)
    done = subprocess.run([python, "-c", rival.imports], capture_output=True, text=True, check=False)
    return last_line(done.stderr) if done.returncode else ""


def last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1][:300] if lines else ""
