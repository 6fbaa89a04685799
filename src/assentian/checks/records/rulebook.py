"""Kinds of check that hold records against rules: each rule is one function that gives SQL, and counts what breaks it.

A rule's name is the metric's, its docstring is what `assentian check --explain` prints, its SQL speaks of the fields of
the kind, of `row` and of `as_of`. So a kind is a table of fields, its rules and what it is evidence for.
Invariants: no rule is switched off by limits given to another; no records is insufficient, never a pass; records whose
seal is missing or wrong fail, unless the suite says that they carry none, which the result then notes.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from assentian.checks.errors import DataError
from assentian.checks.inputs import Inputs
from assentian.checks.kind import Counts, Kind
from assentian.checks.measure import NONE_ALLOWED, Limit, Measure, judged
from assentian.checks.records import rows, seal
from assentian.checks.records.rows import Field
from assentian.checks.result import Metric
from assentian.checks.spec import CheckSpec, Suite
from assentian.checks.tables import Table
from assentian.ledger.verify import LARGEST_INTEGER

Parameters = Mapping[str, Any]
NAMED_ROWS = 5
"""How many of the rows that break a rule a result names."""
PER_MILLION = 1_000_000
"""The scale of a share in counts, which hold whole numbers only."""


@dataclass(frozen=True, kw_only=True)
class Rule:
    """`sql` gives a condition that a row breaking the rule fulfils; where `aggregate`, one whole number over all rows.

    The metric is that number divided by `scale`. A measure that is no default is judged once the suite gives a limit.
    """

    measure: Measure
    sql: Callable[[Parameters], str]
    aggregate: bool = False
    scale: int = 1

    @property
    def name(self) -> str:
        return self.measure.name


def rule(sql: Callable[[Parameters], str]) -> Rule:
    """Rows that fulfil this condition break the rule; none may."""
    return Rule(measure=Measure(name=sql.__name__, function=sql, limit=NONE_ALLOWED), sql=sql)


def figure(limit: Limit | None, *, scale: int = 1) -> Callable[[Callable[[Parameters], str]], Rule]:
    """One number over all rows; without a limit it is shown, and judged once the suite gives it one."""

    def of(sql: Callable[[Parameters], str]) -> Rule:
        measure = Measure(
            name=sql.__name__, function=sql, limit=limit or Limit(warn=0, breach=0), default=limit is not None
        )
        return Rule(measure=measure, sql=sql, aggregate=True, scale=scale)

    return of


def share(condition: str) -> str:
    """SQL of the share of rows that fulfil a condition, in millionths; NULL where there are none."""
    return f"CAST(round({PER_MILLION} * avg(CASE WHEN {condition} THEN 1 ELSE 0 END)) AS BIGINT)"


def whole_days(later: str, earlier: str) -> str:
    """SQL of the days from one time to another."""
    return f"date_diff('day', {earlier}, {later})"


def unsigned(seals: Sequence[Mapping[str, str]]) -> float:
    """Files of records without a good seal by a trusted key over these very bytes. Unit: files.

    Source: DSSE, in-toto Statement v1. Records whose suite says `signature: none` are noted instead.
    Does not show: whether what the records say is true, or complete.
    """
    return float(sum(one["state"] == "unsigned" for one in seals))


UNSIGNED = Measure(name="unsigned", function=unsigned, limit=NONE_ALLOWED)


def sealing(seals: Sequence[Mapping[str, str]]) -> Metric:
    """How the records were sealed; not judged where the suite says that they carry no signature."""
    if all(one["state"] == "none declared" for one in seals):
        note = "the suite declares that these records carry no signature"
        return Metric(name="unsigned", where="", value=float(len(seals)), n=len(seals), note=note)
    told = (f"{one['file']}: {one['why'] or 'sealed by ' + one['by'] + ' on ' + one['sealed'][:10]}" for one in seals)
    return judged("unsigned", unsigned(seals), NONE_ALLOWED, n=len(seals), note="; ".join(told))


def open_records(check: CheckSpec, inputs: Inputs, key: str = "records") -> tuple[Table, dict[str, str]]:
    """The file of records that a check names under `key`, as a table, and how it is sealed."""
    path = check.parameters[key]
    table = inputs.records(path, f"{key}_{check.index}")
    if len(table.files) > 1:
        raise inputs.error(("checks", check.index, key), "expected one file, so that a row can be named")
    return table, seal.state(path, inputs, check.parameters, check.index)


def profile(
    fields: Sequence[Field], rules: Sequence[Rule], derived: Sequence[str], check: CheckSpec, inputs: Inputs
) -> Counts:
    """`{rows, as_of, seals, found: {rule: number}, at: {rule: first rows}}`."""
    table, sealed = open_records(check, inputs)
    moment, parameters = rows.as_of(check, inputs), check.parameters
    held = rows.read(table, fields, parameters.get("fields", {}), derived=derived, as_of=moment)
    found, at = {}, {}
    for one in rules:
        condition = one.sql(parameters)
        if one.aggregate:
            [(number,)] = held.select(condition)
        else:
            [(number, first)] = held.select(
                f"count(*) FILTER (WHERE {condition})", f"min(row, {NAMED_ROWS}) FILTER (WHERE {condition})"
            )
            at[one.name] = [int(row) for row in first or ()]
        found[one.name] = None if number is None else _whole(number, one.name, table)
    return {"rows": held.rows, "as_of": moment.isoformat(), "seals": [sealed], "found": found, "at": at}


def evaluate(rules: Sequence[Rule], parameters: Parameters, counts: Counts) -> tuple[Metric, ...]:
    """Every rule judged, whichever of them the suite names. Pure."""
    return (sealing(counts["seals"]), *(_metric(one, parameters.get("metrics", {}), counts) for one in rules))


def kind(
    *,
    name: str,
    title: str,
    speaks_for: Mapping[str, str],
    valid_for: timedelta,
    fields: Sequence[Field],
    rules: Sequence[Rule],
    derived: Sequence[str] = (),
) -> Kind:
    """The kind of check that holds records with these fields against these rules."""

    def count(check: CheckSpec, _suite: Suite, inputs: Inputs) -> Counts:
        return profile(fields, rules, derived, check, inputs)

    return Kind(
        name=name,
        title=title,
        speaks_for=speaks_for,
        measures={"unsigned": UNSIGNED, **{one.name: one.measure for one in rules}},
        valid_for=valid_for,
        profile=count,
        evaluate=partial(evaluate, tuple(rules)),
    )


def _metric(one: Rule, asked: Mapping[str, Any], counts: Counts) -> Metric:
    found, n = counts["found"][one.name], counts["rows"]
    value = None if found is None or n == 0 else found / one.scale
    named = counts["at"].get(one.name, ())
    note = f"row {', '.join(map(str, named))}" + (" ..." if value and value > len(named) else "") if named else ""
    if one.name in asked or one.measure.default:
        return judged(one.name, value, one.measure.limit_of(asked.get(one.name, {})), n=n, note=note)
    return Metric(name=one.name, where="", value=value, n=n, note=note)


def _whole(number: Any, name: str, table: Table) -> int:
    if abs(number) >= LARGEST_INTEGER:
        raise DataError(f"{name} is {number:.3g}, which is more than can be counted", file=table.locator)
    return int(number)
