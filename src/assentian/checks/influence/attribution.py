"""Does a drift come from few sources (as an attack does) or from all (as the world does)?

Each source is given its part of the shift of a column: by how many rows it pushes towards the bins that rose and away
from those that fell. The bins are fixed by the reference. Counts name no source.
"""

import itertools
from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from assentian.checks.errors import DataError
from assentian.checks.influence.shares import Pushes, Shift, gini, shift, shift_floor, top_share, top_traffic_share
from assentian.checks.inputs import Inputs
from assentian.checks.kind import Counts, Kind
from assentian.checks.measure import Limit, Measure
from assentian.checks.result import Metric
from assentian.checks.spec import CheckSpec, Suite
from assentian.checks.sql import identifier, number, quoted
from assentian.checks.tables import Table

BINS = 10
MOST_VALUES, MOST_PUSHES = 1_000, 50_000
NUMBERS = ("BIGINT", "INTEGER", "SMALLINT", "TINYINT", "HUGEINT", "DOUBLE", "FLOAT", "DECIMAL", "UBIGINT", "UINTEGER")
FEWEST_SOURCES = 100
"""With fewer, one per cent of the sources is less than one of them."""
_SHOWN = Limit(warn=0, breach=0)
MEASURES = {
    "top_share": Measure(name="top_share", function=top_share, limit=Limit(warn=0.1, breach=0.25)),
    "gini": Measure(name="gini", function=gini, limit=_SHOWN, default=False),
    "shift": Measure(name="shift", function=shift, limit=_SHOWN, default=False),
    "top_traffic_share": Measure(name="top_traffic_share", function=top_traffic_share, limit=_SHOWN, default=False),
}


def profile(check: CheckSpec, suite: Suite, inputs: Inputs) -> Counts:
    """`{rows, reference, columns: {column: {bins, pushes}}}`, as `shares` takes them; SuiteError for no column."""
    current, reference = inputs.current, inputs.reference
    if reference is None:
        raise suite.error(("data", "reference"), "is missing; expected {path: FILES}, the rows to compare with")
    source = check.parameters["source"]
    named = enumerate(check.parameters["columns"])
    places = [(("source",), source), *((("columns", index), column) for index, column in named)]
    for (place, column), table in itertools.product(places, (current, reference)):
        if column not in table.types:
            raise suite.error(("checks", check.index, *place), table.missing(column))
    columns = {column: _pushes(column, source, current, reference) for column in check.parameters["columns"]}
    return {"rows": current.rows, "reference": reference.rows, "columns": columns}


def evaluate(parameters: Mapping[str, Any], counts: Counts) -> tuple[Metric, ...]:
    """For each column the share of the few, judged; how uneven the parts are and how far the column shifted, shown."""
    asked = parameters.get("metrics", {})
    metrics: list[Metric] = []
    for column, counted in counts["columns"].items():
        sizes = (counts["rows"], counts["reference"])
        moved, floor = shift(counted["bins"], sizes), shift_floor(counted["bins"], sizes)
        pushes: Pushes = counted["pushes"]
        sources = sum(push[3] for push in pushes)
        enough = sources >= FEWEST_SOURCES
        values = {
            "top_share": top_share(pushes, sizes) if enough else None,
            "gini": gini(pushes, sizes) if enough else None,
            "shift": moved,
            "top_traffic_share": top_traffic_share(pushes, sizes) if enough else None,
        }
        note = "" if enough else f"{sources} sources; it takes {FEWEST_SOURCES} for one in a hundred to be one"
        for name, value in values.items():
            measure = MEASURES[name]
            limit = measure.limit_of(asked.get(name, {})) if name in asked or measure.default else None
            metrics.append(
                Metric(
                    name=name,
                    where=column,
                    value=value,
                    n=sources if name != "shift" else counts["rows"],
                    floor=floor if name == "shift" else None,
                    warn=limit.warn if limit else None,
                    breach=limit.breach if limit else None,
                    status=limit.judge(value, significant=moved > floor) if limit else None,
                    note=note or ("" if moved > floor else "the shift is within chance"),
                )
            )
    return tuple(metrics)


def _pushes(column: str, source: str, current: Table, reference: Table) -> dict[str, Any]:
    """Rows of each bin on both sides, and what each source adds to the bins that rose, like sources as one."""
    cell = _bin(column, reference)
    totals: tuple[dict[str, int], dict[str, int]] = ({}, {})
    for table, found in zip((current, reference), totals, strict=True):
        found.update((str(name), int(n)) for name, n in table.select(cell, "count(*)", then="GROUP BY 1 ORDER BY 1"))
    names = sorted(totals[0].keys() | totals[1].keys())
    if len(names) > MOST_VALUES:
        raise DataError(f"'{column}' has {len(names):,} values, more than {MOST_VALUES:,}", file=current.locator)
    bins: Shift = [[totals[0].get(name, 0), totals[1].get(name, 0)] for name in names]
    sizes = (current.rows, reference.rows)
    rise = {quoted(name): now * sizes[1] - then * sizes[0] for name, (now, then) in zip(names, bins, strict=True)}
    rose, fell = ([name for name, by in rise.items() if by * sign > 0] for sign in (1, -1))
    signed = f"sum(CASE {_when(cell, rose, 1)} {_when(cell, fell, -1)} ELSE 0 END)"
    by_source: dict[str | None, list[int]] = {}
    for side, table in enumerate((current, reference)):
        told = f"CAST({identifier(source)} AS VARCHAR)"
        for name, pushed, n in table.select(told, signed, "count(*)", then="GROUP BY 1"):
            entry = by_source.setdefault(name, [0, 0, 0])
            entry[side] = int(pushed)
            entry[2] += int(n) if side == 0 else 0
    alike = Counter(tuple(entry) for entry in by_source.values())
    if len(alike) > MOST_PUSHES:
        raise DataError(f"'{source}' tells too many sources apart; group them", file=current.locator)
    return {"bins": bins, "pushes": [[*entry, n] for entry, n in sorted(alike.items())]}


def _when(cell: str, names: list[str], sign: int) -> str:
    return f"WHEN {cell} IN ({', '.join(names)}) THEN {sign}" if names else "WHEN false THEN 0"


def _bin(column: str, reference: Table) -> str:
    """SQL of the bin of a value, as text: a tenth of the reference's numbers, or the category itself."""
    name = identifier(column)
    if not reference.types[column].startswith(NUMBERS):
        return f"coalesce(CAST({name} AS VARCHAR), '')"
    tenths = ", ".join(str(step / BINS) for step in range(1, BINS))
    value = f"CAST({name} AS DOUBLE)"
    [(edges,)] = reference.select(f"quantile_disc({value}, [{tenths}])", then=f"WHERE isfinite({value})")
    above = " + ".join(f"CASE WHEN {value} > {number(edge)} THEN 1 ELSE 0 END" for edge in sorted(set(edges or ())))
    return f"CASE WHEN {name} IS NULL OR isnan({value}) THEN '' ELSE CAST({above or 0} AS VARCHAR) END"


KIND = Kind(
    name="drift-attribution",
    title="Whether a drift comes from few sources or from all",
    speaks_for={
        "iso42001:A.6.2.6": "Tells an attack on the running system from a change of the world.",
        "iso42001:9.1": "Explains a measured drift by where it comes from.",
    },
    measures=MEASURES,
    valid_for=timedelta(days=7),
    profile=profile,
    evaluate=evaluate,
)
