"""Personal data in tables, and in outputs and logs: counts of findings by column and type, and their judgement.

Invariant: counts hold numbers, names of columns and names of types, never a text that was found.
Does not: find what has no pattern (names, addresses, faces), or look into rows that the sample leaves out.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from typing import Any

from assentian.checks.inputs import Inputs
from assentian.checks.intervals import wilson
from assentian.checks.kind import Counts, Kind
from assentian.checks.measure import NONE_ALLOWED, Limit, Measure, judged
from assentian.checks.privacy.patterns import BARE, CHANCE_OF_CHECKSUM, FEW_CANDIDATES, found_in
from assentian.checks.result import Metric
from assentian.checks.spec import CheckSpec, Suite
from assentian.checks.sql import identifier
from assentian.checks.tables import Table

SAMPLE = 10_000
"""Rows looked at, spread evenly over the table."""
LONGEST = 100_000
"""Characters of one text that are looked at."""
THOUSAND = 1000


def undeclared(rows: int) -> float:
    """Rows with personal data of a type that the suite does not allow in their column: pattern, then checksum.

    Types that are bare digits with one check digit are told only where more keep it than chance explains. Source: the
    registry or law that each pattern names. Unit: rows of the sample. 95 % interval by Wilson, scaled to the sample.
    Does not show: names, addresses, pictures, or rows outside the sample.
    """
    return float(rows)


def findings_per_1000(rows: int, looked_at: int) -> float:
    """Outputs (or rows) with at least one finding of the type, per thousand looked at.

    Source: the registry or law that each pattern names. Unit: per thousand. 95 % interval by Wilson.
    Does not show: names, addresses, pictures, or whether what was found is true of anybody.
    """
    return rows / looked_at * THOUSAND


IN_DATA = {
    "undeclared": Measure(name="undeclared", function=undeclared, limit=NONE_ALLOWED),
    "allowed_per_1000": Measure(
        name="allowed_per_1000", function=findings_per_1000, limit=Limit(warn=1000, breach=1000), default=False
    ),
}
IN_OUTPUT = {
    "findings_per_1000": Measure(name="findings_per_1000", function=findings_per_1000, limit=NONE_ALLOWED),
}


def profile_data(check: CheckSpec, suite: Suite, inputs: Inputs) -> Counts:
    """`{rows, of, columns, findings}`; every column whose values are text or whole numbers is looked at."""
    table = inputs.current
    for column in check.parameters.get("allowed", {}):
        if column not in table.types:
            raise suite.error(("checks", check.index, "allowed", column), table.missing(column))
    columns = [
        name for name, kind in table.types.items() if kind.startswith(("VARCHAR", "BIGINT", "HUGEINT", "UBIGINT"))
    ]
    sample = check.parameters.get("sample", SAMPLE)
    return _counted(columns, _rows(table, columns, sample), of=table.rows)


def profile_output(check: CheckSpec, suite: Suite, inputs: Inputs) -> Counts:
    """The same over records: each line of a text file, or each row of JSON lines, CSV or Parquet, is one output."""
    path, sample = check.parameters["outputs"], check.parameters.get("sample", SAMPLE)
    if path.endswith((".txt", ".log")):
        with inputs.file(path, record=True).open(encoding="utf-8", errors="replace") as file:
            lines = [(line[:LONGEST],) for line in file if line.strip()]
        step = max(1, -(-len(lines) // sample))
        return _counted(["text"], iter(lines[::step]), of=len(lines))
    table = inputs.records(path, "outputs")
    asked = check.parameters.get("fields", list(table.types))
    for index, column in enumerate(asked):
        if column not in table.types:
            raise suite.error(("checks", check.index, "fields", index), table.missing(column))
    return _counted(asked, _rows(table, asked, sample), of=table.rows)


def _rows(table: Table, columns: list[str], sample: int) -> Iterator[tuple[str | None, ...]]:
    if not columns or not table.rows:
        return iter(() for _ in range(min(table.rows, sample)))
    step = max(1, -(-table.rows // sample))
    texts = [f"left(CAST({identifier(column)} AS VARCHAR), {LONGEST})" for column in columns]
    return iter(table.select(*texts, then=f"WHERE {table.row_number} % {step} = 0"))


def _counted(columns: list[str], rows: Iterator[tuple[str | None, ...]], *, of: int) -> Counts:
    findings: dict[tuple[str, str], list[int]] = {}
    looked_at = 0
    for texts in rows:
        looked_at += 1
        for column, text in zip(columns, texts, strict=False):
            for name, (candidates, held) in found_in(text or "").items():
                cell = findings.setdefault((column, name), [0, 0, 0])
                findings[column, name] = [cell[0] + candidates, cell[1] + held, cell[2] + (held > 0)]
    told = [
        {"column": column, "type": name, "candidates": candidates, "held": held, "rows": with_any}
        for (column, name), (candidates, held, with_any) in sorted(findings.items())
    ]
    return {"rows": looked_at, "of": of, "columns": columns, "findings": told}


def _sure(finding: Mapping[str, Any]) -> bool:
    """Whether a type is there: bare digits must keep their checksum more often than chance would have it."""
    if finding["type"] not in BARE or finding["candidates"] <= FEW_CANDIDATES:
        return bool(finding["held"])
    return wilson(finding["held"], finding["candidates"])[0] > CHANCE_OF_CHECKSUM


def evaluate_data(parameters: Mapping[str, Any], counts: Counts) -> tuple[Metric, ...]:
    """Any finding of a type that is not allowed in its column fails; where there is none, one metric says so."""
    allowed, rows = parameters.get("allowed", {}), counts["rows"]
    metrics = []
    for finding in filter(_sure, counts["findings"]):
        where, found = f"{finding['column']}: {finding['type']}", finding["rows"]
        if finding["type"] in allowed.get(finding["column"], ()):
            metrics.append(Metric(name="allowed_per_1000", where=where, value=findings_per_1000(found, rows), n=rows))
        else:
            lower, upper = (bound * rows for bound in wilson(found, rows))
            found_rows = undeclared(found)
            metrics.append(
                judged("undeclared", found_rows, NONE_ALLOWED, n=rows, where=where, lower=lower, upper=upper)
            )
    if not any(metric.name == "undeclared" for metric in metrics):
        metrics.append(_none("undeclared", NONE_ALLOWED, counts))
    return tuple(metrics)


def evaluate_output(parameters: Mapping[str, Any], counts: Counts) -> tuple[Metric, ...]:
    """Findings per thousand outputs by type, against the declared most (0 unless a suite says otherwise)."""
    most, rows = float(parameters.get("max_per_1000", 0)), counts["rows"]
    limit = Limit(warn=most, breach=most)
    by_type: dict[str, int] = {}
    for finding in filter(_sure, counts["findings"]):
        by_type[finding["type"]] = min(rows, by_type.get(finding["type"], 0) + finding["rows"])
    metrics = []
    for name, found in sorted(by_type.items()):
        lower, upper = (bound * THOUSAND for bound in wilson(found, rows))
        told: dict[str, Any] = {"value": findings_per_1000(found, rows), "n": rows, "where": name}
        if name in parameters.get("allowed", ()):
            metrics.append(Metric(name="findings_per_1000", lower=lower, upper=upper, note="allowed", **told))
        else:
            metrics.append(judged("findings_per_1000", told.pop("value"), limit, lower=lower, upper=upper, **told))
    if not any(metric.status for metric in metrics):
        metrics.append(_none("findings_per_1000", limit, counts))
    return tuple(metrics)


def _none(name: str, limit: Limit, counts: Counts) -> Metric:
    """Nothing was found; where nothing was looked at, that tells nothing."""
    rows = counts["rows"] if counts["columns"] else 0
    note = f"{rows} of {counts['of']} looked at" if rows else "nothing to look at"
    return judged(name, 0.0 if rows else None, limit, n=rows, note=note)


def publishable(counts: Counts, fewest: int = 10) -> Counts:
    """A finding in fewer than ten rows is told as ten: its rows cannot be counted, and a failure stays one."""
    return {**counts, "findings": list(_coarse(counts["findings"], counts["rows"], fewest))}


def _coarse(findings: Iterable[Mapping[str, Any]], rows: int, fewest: int) -> Iterator[dict[str, Any]]:
    for finding in findings:
        least = min(fewest, rows)
        if not _sure(finding):
            continue
        more = max(0, least - finding["rows"])
        raised = {name: finding[name] + more for name in ("candidates", "held", "rows")}
        yield {**finding, **raised}


KINDS = (
    Kind(
        name="pii-data",
        title="Personal data in columns where none is declared",
        speaks_for={
            "iso42001:A.7.2": "Shows whether data for development holds personal data that nobody declared.",
            "iso42001:A.7.4": "Holds the data against the rule of which personal data it may contain.",
        },
        measures=IN_DATA,
        valid_for=timedelta(days=90),
        profile=profile_data,
        evaluate=evaluate_data,
        publishable=publishable,
    ),
    Kind(
        name="pii-output",
        title="Personal data in outputs and logs",
        speaks_for={
            "iso42001:A.6.2.6": "Watches whether the running system gives personal data away.",
            "iso42001:A.6.2.8": "Looks into the event logs themselves for what they should not keep.",
        },
        measures=IN_OUTPUT,
        valid_for=timedelta(days=7),
        profile=profile_output,
        evaluate=evaluate_output,
        publishable=publishable,
    ),
)
