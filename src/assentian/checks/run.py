"""Runs a suite: plan, profile, evaluate, check by check.

One check that cannot run is an `error` of its own and stops no other, whatever it stumbled over; data that cannot be
opened stops the suite.
"""

import hashlib
import json
import time
import traceback
from collections.abc import Callable, Container
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Self

from assentian.checks.drift.profile import comparable, count_reference
from assentian.checks.errors import CheckError, DataError, MissingExtraError
from assentian.checks.faults import written
from assentian.checks.inputs import Inputs
from assentian.checks.registry import KINDS
from assentian.checks.result import CheckResult, Profile, gravest
from assentian.checks.spec import CheckSpec, Source, Suite
from assentian.checks.tables import Table, connect, open_source
from assentian.checks.tables.table import first_line
from assentian.ledger.canonical import encode
from assentian.standards.vocabulary import Verdict

Progress = Callable[[str], None]
MOST_SAID = 300
"""Characters of an unforeseen message that are kept."""


@dataclass(frozen=True, kw_only=True)
class Run:
    """Results in the order of the suite, and the data that they are about; as a context it closes that data."""

    suite: Suite
    results: tuple[CheckResult, ...]
    inputs: Inputs

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.inputs.close()

    @property
    def verdict(self) -> Verdict:
        return gravest(result.verdict for result in self.results)


def run_suite(
    suite: Suite,
    *,
    current: Any = None,
    reference: Any = None,
    progress: Progress = lambda _step: None,
    only: Container[str] | None = None,
) -> Run:
    """Open the data and run every check, or `only` those with these ids.

    `current` and `reference` are frames of pandas, polars or Arrow, tested in place of what the suite names. Raises
    SuiteError or DataError where the data itself cannot be opened.
    """
    progress("opening the data")
    if current is not None:
        suite = replace(suite, current=Source(frame=current))
    if reference is not None:
        suite = replace(suite, reference=Source(frame=reference))
    inputs = open_inputs(suite)
    results = []
    for check in suite.checks if only is None else [check for check in suite.checks if check.id in only]:
        progress(f"{check.id} ({check.kind})")
        results.append(run_check(check, suite, inputs))
    return Run(suite=suite, results=tuple(results), inputs=inputs)


def run_check(check: CheckSpec, suite: Suite, inputs: Inputs) -> CheckResult:
    """Count and judge one check; what stops it is told in the result."""
    kind, started = KINDS[check.kind], time.process_time()
    told: dict[str, Any] = {"check_id": check.id, "kind": kind.name, "controls": tuple(kind.speaks_for)}
    inputs.begin()
    try:
        counts = kind.profile(check, suite, inputs)
        metrics = kind.evaluate(check.parameters, counts)
        profiled = digest(counts)
    except Exception as error:  # noqa: BLE001 - a fault of one check is told and stops no other
        stopped = Verdict.NOT_RUN if isinstance(error, MissingExtraError) else Verdict.ERROR
        reason = str(error) if isinstance(error, CheckError) else unexpected(error)
        return CheckResult(**told, verdict=stopped, message=reason, tables=inputs.tables, files=inputs.files)
    finally:
        inputs.end()
    statements = [statement for table in inputs.tables for statement in table.statements]
    return CheckResult(
        **told,
        verdict=gravest(metric.status for metric in metrics if metric.status),
        metrics=metrics,
        n=counts["rows"],
        profile=Profile(counts=counts, digest=profiled, sql_digest=digest(statements)),
        tables=inputs.tables,
        files=inputs.files,
        seconds=time.process_time() - started,
    )


def unexpected(error: Exception) -> str:
    """What to say of an exception that no check foresaw: where it arose among our modules, and its own first line."""
    here = Path(__file__).parent
    ours = [frame for frame in traceback.extract_tb(error.__traceback__) if Path(frame.filename).is_relative_to(here)]
    place = f" ({Path(ours[-1].filename).name}, line {ours[-1].lineno})" if ours else ""
    said = f"{type(error).__name__}: {first_line(error)}".removesuffix(": ")
    return written(f"the check stopped at something it does not expect, please report it{place}: {said[:MOST_SAID]}")


def open_inputs(suite: Suite) -> Inputs:
    """The data that the suite names, opened in one engine."""
    inputs = Inputs(suite=suite, connection=connect())
    try:
        if suite.current:
            inputs.data = _opened(inputs, "current_data", suite.current)
        if suite.reference and suite.reference.digest:
            inputs.stored_reference = stored_reference(suite, suite.reference)
        elif suite.reference:
            inputs.compared = _opened(inputs, "reference_data", suite.reference)
    except BaseException:
        inputs.close()
        raise
    return inputs


def _opened(inputs: Inputs, name: str, source: Source) -> Table:
    suite = inputs.suite
    return open_source(inputs.connection, name, source, folder=suite.folder, columns=suite.columns)


def stored_reference(suite: Suite, source: Source) -> dict[str, Any]:
    """The approved counts of the reference; raises where the file is not the one that the suite names by digest."""
    path = suite.folder / source.path
    try:
        data = path.read_bytes()
    except OSError as error:
        raise DataError(f"the reference profile cannot be read: {error.strerror}", file=str(path)) from error
    found = hashlib.sha256(data).hexdigest()
    if found != source.digest:
        raise suite.error(("data", "reference", "digest"), f"{source.path} has the digest sha256:{found}")
    counts: dict[str, Any] = json.loads(data)
    return counts


def reference_profile(suite: Suite) -> bytes:
    """The counts of the reference over all its comparable columns, as canonical bytes.

    A suite may name them in place of the rows: `reference: {profile: FILE, digest: sha256:...}`.
    """
    with closing(open_inputs(suite)) as inputs:
        reference = inputs.reference
        if reference is None:
            raise suite.error(("data", "reference"), "is missing; expected {path: FILES}, whose rows are counted")
        return encode(count_reference(reference, comparable(reference, suite)))


def digest(value: Any) -> str:
    """SHA-256 of the canonical JSON of plain values, in hexadecimal."""
    return hashlib.sha256(encode(value)).hexdigest()
