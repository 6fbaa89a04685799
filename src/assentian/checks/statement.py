"""A result as an in-toto statement: what was tested, what was found, and what it takes to find it again.

Predicate: the fields of in-toto `test-result/v0.1`, and beside them `controlEvidence`, version 1, which is ours:
control keys, metrics with thresholds as decimal strings, the declaration, the publishable counts, and digests of
everything else (full counts, statements of the engine, data files, environment). What is no pass is never PASSED.
Does not: sign (`ledger.envelope` does), or hold a row of data.
"""

import json
import platform
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from assentian import __version__
from assentian.checks.registry import KINDS
from assentian.checks.result import CheckResult, Metric
from assentian.checks.run import Run, digest
from assentian.checks.spec import CheckSpec
from assentian.checks.tables import DataFile, Table, file_digest
from assentian.checks.tables.table import embedded_engine
from assentian.ledger import envelope
from assentian.standards.vocabulary import Verdict

PREDICATE_TYPE = "https://in-toto.io/attestation/test-result/v0.1"
IN_TOTO_RESULT = {Verdict.PASS: "PASSED", Verdict.WARN: "WARNED"}
"""Every other verdict is FAILED to a reader who knows only in-toto."""
IN_TOTO_TESTS = {
    "passedTests": {Verdict.PASS},
    "warnedTests": {Verdict.WARN, Verdict.INSUFFICIENT},
    "failedTests": {Verdict.FAIL},
}


def statement(result: CheckResult, run: Run, *, finished: datetime) -> dict[str, Any]:
    """The statement about one result; `finished` is an aware time. Its values are canonical JSON: no floats."""
    suite = run.suite
    check = next(check for check in suite.checks if check.id == result.check_id)
    judged = [metric for metric in result.metrics if metric.status]
    tested = subjects(run, result)
    predicate: dict[str, Any] = {
        "result": IN_TOTO_RESULT.get(result.verdict, "FAILED"),
        "configuration": [_resource(DataFile(name=suite.path.name, digest=suite.digest))],
        **{
            name: [_test(metric) for metric in judged if metric.status in verdicts]
            for name, verdicts in IN_TOTO_TESTS.items()
        },
        "controlEvidence": {
            **_control_evidence(result, check, run, finished),
            "reference": (run.suite.reference.digest or None) if run.suite.reference and result.tables else None,
            "records": sorted({file.digest for file in tested if file.record}),
        },
    }
    return envelope.statement([_resource(file) for file in tested], PREDICATE_TYPE, predicate)


def subjects(run: Run, result: CheckResult) -> list[DataFile]:
    """Everything that a check looked at, each once, and the further files that the suite names; where it looked at
    nothing (it could not run), all that the suite names, at last the suite itself.
    """
    suite, inputs = run.suite, run.inputs
    looked_at = result.tables or tuple(table for table in (inputs.data, inputs.compared) if table)
    files = [file for table in looked_at for file in table.fingerprint] + list(result.files)
    if suite.reference and suite.reference.digest and looked_at:
        files.append(DataFile(name=suite.reference.path, digest=suite.reference.digest))
    files += [DataFile(name=one.path, digest=file_digest(suite.folder / one.path)) for one in suite.subjects.values()]
    return list(dict.fromkeys(files)) or [DataFile(name=suite.path.name, digest=suite.digest, record=True)]


def revisions(run: Run) -> list[tuple[str, DataFile]]:
    """What the suite names as revisions of registered assets: key of the asset, and each of its files."""
    suite, inputs = run.suite, run.inputs
    tables = ((suite.current, inputs.data), (suite.reference, inputs.compared))
    found = [
        (source.asset, file)
        for source, table in tables
        if source and source.asset and table
        for file in table.fingerprint
    ]
    named = (source for source in suite.subjects.values() if source.asset)
    return found + [(one.asset, DataFile(name=one.path, digest=file_digest(suite.folder / one.path))) for one in named]


def _control_evidence(result: CheckResult, check: CheckSpec, run: Run, finished: datetime) -> dict[str, Any]:
    environment = _environment(result)
    return {
        "v": 1,
        "system": run.suite.system,
        "check": {"id": check.id, "kind": check.kind, "definition": json.dumps(check.parameters, sort_keys=True)},
        "verdict": result.verdict.value,
        "message": result.message,
        "controls": list(result.controls),
        "n": result.n,
        "metrics": [metric.as_json() for metric in result.metrics],
        "data": list(_data(result, run)),
        "profile": _profile(result, check),
        "engine": environment["engine"],
        "code": {"name": "assentian", "version": __version__},
        "environment": digest(environment),
        "seed": None,
        "until": run.suite.until or None,
        "finished": finished.isoformat(timespec="seconds"),
        "cpu_ms": round(result.seconds * 1000),
    }


def _profile(result: CheckResult, check: CheckSpec) -> dict[str, Any] | None:
    """The digests of the full counts and of the engine's statements, the counts that may leave the organisation, and
    the digest of the metrics that follow from these alone.
    """
    if result.profile is None:
        return None
    kind = KINDS[result.kind]
    publishable = kind.publishable(result.profile.counts)
    metrics = [metric.as_json() for metric in kind.evaluate(check.parameters, publishable)]
    return {
        "digest": result.profile.digest,
        "sql": result.profile.sql_digest,
        "publishable": digest(publishable),
        "metrics": digest(metrics),
        "counts": publishable,
    }


def _data(result: CheckResult, run: Run) -> Iterable[dict[str, Any]]:
    roles = ((run.inputs.data, "current"), (run.inputs.compared, "reference"))
    for table in result.tables:
        role = next((role for known, role in roles if table is known), "records")
        yield {"role": role, "locator": table.locator, "rows": table.rows, "fingerprint": fingerprint(table)}


def fingerprint(table: Table) -> str:
    """One digest for all files of a table: SHA-256 of the canonical list of their names and digests."""
    return digest([[file.name, file.digest] for file in table.fingerprint])


def _environment(result: CheckResult) -> dict[str, Any]:
    return {
        "engine": dict(result.tables[0].engine if result.tables else embedded_engine()),
        "python": platform.python_version(),
        "machine": platform.machine(),
        "system": platform.system(),
    }


def _resource(file: DataFile) -> dict[str, Any]:
    return {"name": file.name, "digest": {"sha256": file.digest}}


def _test(metric: Metric) -> str:
    return f"{metric.name} {metric.where}".rstrip()
