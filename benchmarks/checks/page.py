"""The page of the documentation that the figures stand on: tables, ratios, and each target met or missed."""

import os
import platform
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.checks.beside import (
    DRIFT,
    DUCKDB,
    IMPORTS,
    PEOPLE_RIVALS,
    READING,
    SCAN,
    STORED,
    WARM,
    Found,
)
from benchmarks.checks.measure import Measured
from benchmarks.checks.rivals import RIVALS

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "benchmarks-checks.md"
GROWTH = "<!-- growth -->"
TOLERANCE = 1e-9


@dataclass(frozen=True, kw_only=True)
class Target:
    """What was set beforehand; `value` None where one of its sides was not measured."""

    what: str
    value: float | None
    limit: float
    at_least: bool = False
    unit: str = ""

    @property
    def row(self) -> str:
        wanted = f"{'at least' if self.at_least else 'at most'} {self.limit:g}{self.unit}"
        if self.value is None:
            return f"| {self.what} | not measured | {wanted} | |"
        is_met = self.value >= self.limit if self.at_least else self.value <= self.limit
        return f"| {self.what} | {short(self.value)}{self.unit} | {wanted} | {'met' if is_met else '**missed**'} |"


def report(found: Found, rounds: int) -> str:
    parts = [
        "# Checks, measured",
        LEAD.format(rounds=rounds),
        f"{machine()}.",
        "## Targets",
        "\n".join(targets(found)),
        "## CPU seconds and peak memory",
        "\n".join(table(found)),
        WHAT,
        "## What stands in the way",
        "\n".join(obstacles(found)),
        "## Do they agree?",
        "\n".join(agreement(found)),
        "## What was run",
        "\n".join(versions(found)),
    ]
    return "\n\n".join(parts) + f"\n\n{GROWTH}{told_growth()}{GROWTH}\n"


def told_growth() -> str:
    """What the page says of growth, measured in a run of its own; kept when the rest is written anew."""
    parts = PAGE.read_text(encoding="utf-8").split(GROWTH) if PAGE.exists() else []
    return parts[1] if len(parts) > 1 else "\n"


def grown(tables: str) -> str:
    """The page as it stands, with these tables in the place of growth."""
    before = PAGE.read_text(encoding="utf-8").split(GROWTH)[0].rstrip() if PAGE.exists() else "# Checks, measured"
    return f"{before}\n\n{GROWTH}\n{tables}\n\n{machine()}.\n{GROWTH}\n"


LEAD = """\
Made by `python -m benchmarks.checks --write`; do not edit. Each figure is the median of {rounds} round(s), in which all
that is measured at one size takes its turn, every one in a process of its own: CPU seconds of the process and all that
it started, imports included, and the most memory that it held. Wall time is not told, since the machine had other work;
CPU time too is somewhat longer beside it, ratios hold better. Tables come from a fixed seed: half the columns normal,
a quarter skewed and rounded, a quarter words; files as pyarrow writes them, a million rows a group."""
WHAT = """\
*Plain scan*: DuckDB reads every column of both tables once and adds it up; less cannot be done. *Bare reading*: Arrow
decodes the same and does nothing with it, the reference twice, as the check does. *Drift*: all distances of 19 columns
between two tables. *DuckDB alone*: the same without pyarrow. *Stored reference*: the reference's counts in place of its
rows. *Data quality*: missing values of 19 columns. *Fairness, k-anonymity*: of one table of people. *Warm*: further
runs in one process, for which fairlearn and pycanon have their columns in memory and we read the file again. Evidently
and NannyML compute four distances a column, NannyML the current table as one chunk; its distance of Kolmogorov and
Smirnov is one of its own bins, scipy's is exact."""
BY_READING = """\
- Drift over a scan: of {whole} s, {read} are a bare reading by Arrow with its import. The reference is decoded twice,
  since its cells are fixed from evenly spread rows before anything is counted. Numpy's arithmetic over the cells takes
  most of the rest: two to four nanoseconds a number in one straight piece, six to eight in several. Tried and dropped:
  rows sampled in runs (pages are decoded all the same, and a sorted reference loses cells), mapped files (a tenth of
  the reading, at the price of memory), larger and smaller batches, one thread."""


def targets(found: Found) -> Iterator[str]:
    yield "| Target | Measured | Wanted | |"
    yield "|---|---|---|---|"
    largest, middle, smallest = max(found), nearest(found, 3_000_000), min(found)
    million = nearest(found, 1_000_000)
    wanted = (
        Target(what=f"drift over a plain scan, {largest:,} rows", value=over(found[largest], DRIFT, SCAN), limit=1.6),
        Target(what=f"its memory, {largest:,} rows", value=peak(found[largest], DRIFT), limit=300, unit=" MB"),
        Target(what=f"stored over cold reference, {largest:,}", value=over(found[largest], STORED, DRIFT), limit=0.5),
        *(
            Target(
                what=f"{name} over drift, {middle:,}", value=over(found[middle], name, DRIFT), limit=n, at_least=True
            )
            for name, n in (("evidently", 80), ("nannyml", 50))
        ),
        *(
            Target(
                what=f"{name} over {ours}{how}, {rows:,}",
                value=over(found[rows], name, ours, warm=bool(how)),
                limit=n,
                at_least=True,
            )
            for name, n, rows in (("fairlearn", 1000, million), ("pycanon", 100, smallest))
            for ours in [PEOPLE_RIVALS[name]]
            for how in ("", WARM)
        ),
        Target(what=f"a warm drift check, {smallest:,} rows", value=warm(found[smallest], DRIFT), limit=0.1, unit=" s"),
        Target(what="imports of the checks", value=cpu(found[largest], IMPORTS), limit=0.4, unit=" s"),
    )
    yield from (target.row for target in wanted)


def obstacles(found: Found) -> Iterator[str]:
    """What bounds each missed target, in figures of this run."""
    largest, million, smallest = found[max(found)], found[nearest(found, 1_000_000)], found[min(found)]
    whole, read, start = (cpu(largest, name) for name in (DRIFT, READING, IMPORTS))
    if whole and read and start:
        yield BY_READING.format(whole=short(whole), read=short(read))
    for name, times, size in (("fairlearn", 1000, million), ("pycanon", 100, smallest)):
        theirs = cpu(size, name)
        if theirs and start:
            yield (
                f"- {name}: a {times}th of its {short(theirs)} s is {short(theirs / times)} s; Python and our imports "
                f"alone take {short(start)} s. Warm, what remains is DuckDB reading the file again."
            )
    if once := warm(smallest, DRIFT):
        yield (
            f"- A warm drift check: {short(once)} s, about half in some forty statements of DuckDB, a few milliseconds "
            "each, half in distances over thousands of cells, which are Python of the standard library so that a "
            "stranger can recompute them."
        )


def nearest(found: Found, rows: int) -> int:
    return min(found, key=lambda size: abs(size - rows))


def cpu(found: Mapping[str, Measured], name: str) -> float | None:
    one = found.get(name)
    return one.cpu if one and one.cpu_seconds else None


def warm(found: Mapping[str, Measured], name: str) -> float | None:
    one = found.get(f"{name}{WARM}")
    return float(one.told["warm"]) if one and one.told else None


def peak(found: Mapping[str, Measured], name: str) -> float | None:
    one = found.get(name)
    return one.peak if one and one.peak_mb else None


def over(found: Mapping[str, Measured], one: str, other: str, *, warm: bool = False) -> float | None:
    read = globals()["warm"] if warm else cpu
    above, below = read(found, one), read(found, other)
    return above / below if above is not None and below else None


def table(found: Found) -> Iterator[str]:
    yield "| | " + " | ".join(f"{rows:,} rows" for rows in found) + " |"
    yield "|---" * (len(found) + 1) + "|"
    for name in dict.fromkeys(name for size in found.values() for name in size):
        yield f"| {name} | " + " | ".join(told(size, name) for size in found.values()) + " |"


def told(size: Mapping[str, Measured], name: str) -> str:
    one = size.get(name)
    if one is None:
        return ""
    if one.why_not:
        return "did not run: " + one.why_not.replace("|", "/")
    if name.endswith(WARM):
        return f"{short(one.told['warm'])} s"
    scan = size[SCAN].cpu if name in {DRIFT, DUCKDB, STORED} else 0
    return f"{short(one.cpu)} s, {one.peak:,.0f} MB" + (f" ({one.cpu / scan:.2f} scans)" if scan else "")


def agreement(found: Found) -> Iterator[str]:
    """Whether each value of another library lies in our interval; ours is a point where we count exactly."""
    yield "| | rows | values compared | outside our interval | by at most |"
    yield "|---|---|---|---|---|"
    for rows, size in found.items():
        for name, ours in (("scipy", DRIFT), ("nannyml", DRIFT), *PEOPLE_RIVALS.items()):
            if name in size and size[name].told and size[ours].told:
                intervals, values = size[ours].told["agreed"], size[name].told["agreed"]
                beyond = [one for what, value in values.items() if (one := _beyond(intervals[what], value)) > TOLERANCE]
                farthest = short(max(beyond, default=0.0))
                yield f"| {name} | {rows:,} | {len(values)} | {len(beyond)} | {farthest} |"


def _beyond(interval: Iterable[float], value: float) -> float:
    low, high = interval
    return max(low - value, value - high)


def versions(found: Found) -> Iterator[str]:
    yield "| | version | pinned beside it |"
    yield "|---|---|---|"
    largest = found[max(found)]
    scan = largest[SCAN].told.get("versions", {}).get("duckdb", "")
    yield f"| DuckDB | {scan} | |"
    for rival in RIVALS.values():
        runs = [size[rival.name] for size in found.values() if rival.name in size]
        ran = next((one.told["versions"] for one in runs if one.told), None)
        if ran is None:
            yield f"| {rival.name} | did not run: {runs[0].why_not if runs else 'not asked'} | |"
        else:
            others = ", ".join(f"{name} {number}" for name, number in ran.items() if name != rival.name)
            yield f"| {rival.name} | {ran[rival.name]} | {others}{'; ' if rival.needed else ''}{rival.needed} |"


def machine() -> str:
    cores, day = os.cpu_count(), datetime.now(UTC).date().isoformat()
    return f"Measured on {day}: Python {platform.python_version()}, {platform.system()}, {cores} shared cores"


def short(value: float) -> str:
    """Three figures at most."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
