"""What other tools wrote, read as findings: a name, a number where there is one, and the verdict of the tool.

Invariants: a test that was skipped, or whose status is not known here, is insufficient and never becomes a pass; where
the tool says of the whole that it failed and no single test does, that is a finding of its own.
Does not: judge. Each reader says which versions write what it reads, as compared with files of these versions.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

from assentian.checks.imported.finding import Finding, Part, name, numbers, parse, text_of, word
from assentian.standards.vocabulary import Verdict


def evidently(text: str) -> Iterator[Finding]:
    """The tests of a report, and the numbers of its metrics.

    Evidently 0.7 (`Snapshot.save_json`), and the reports and test suites of 0.4 to 0.6 (`legacy` in 0.7).
    """
    found = parse(text)
    found.get("version").of_version("0.4.", "0.5.", "0.6.", "0.7.")
    if "tests" not in found and "metrics" not in found:
        raise ValueError("tests and metrics are missing")
    tests = [_tested(one["name"], one["status"]) for one in found.get("tests").rows()] if "tests" in found else []
    yield from _summed(tests, "test suite", failed=found.get("summary").get("all_passed").flag() is False)
    for metric in found["metrics"].rows() if "metrics" in found else ():
        if metric.value == {}:  # one that was asked for and has no result
            yield Finding(name=metric.place, verdict=Verdict.INSUFFICIENT)
            continue
        key = next((key for key in ("metric_name", "metric_id", "metric") if key in metric), "metric_name")
        result = metric["result" if "result" in metric else "value"]
        yield from numbers(name(metric[key].value), result.value)


def great_expectations(text: str) -> Iterator[Finding]:
    """The expectations of a validation result, or of every validation of a checkpoint.

    Great Expectations 1 (`to_json_dict`, the store of results, `describe`) and 0.18 (also with `run_results`).
    """
    found = parse(text)
    if "validation_results" in found:
        runs = list(found["validation_results"].rows())
    elif "run_results" in found:
        runs = [run.get("validation_result", run) for run in found["run_results"].each()]
    else:
        runs = [found]
    expected: list[Finding] = []
    for run in runs:
        run.get("meta").get("great_expectations_version").of_version("0.", "1.")
        expected += map(_expected, run["expectations" if "expectations" in run else "results"].rows())
    yield from _summed(expected, "validation", failed=any(one.get("success").flag() is False for one in (found, *runs)))


def _expected(one: Part) -> Finding:
    """One expectation; in what `describe` writes, its type and arguments stand beside the result."""
    config = one.get("expectation_config", one)
    kind = config["type" if "type" in config else "expectation_type"].value
    arguments = config.get("kwargs")
    columns = [arguments.get(key).value for key in ("column", "column_A", "column_B", "column_list", "column_set")]
    told = (", ".join(map(str, part)) if isinstance(part, list) else part for part in columns)
    success = one["success"].flag()
    verdict = Verdict.INSUFFICIENT if success is None else Verdict.PASS if success else Verdict.FAIL
    if _raised(one.get("exception_info")):
        verdict = Verdict.ERROR
    observed = one.get("result").get("observed_value").value
    return Finding(name=name(kind, *told), value=text_of(observed), verdict=verdict)


def _raised(information: Part) -> bool:
    """Whether an exception was raised; what several metrics raised stands below the identity of each."""
    each = information.each() if information.value else ()
    return any(part.get("raised_exception").flag() for part in (information, *each))


def soda(text: str) -> Iterator[Finding]:
    """The checks of a scan; an error of the scan itself is a finding too.

    Soda Core 3 (`soda scan -srf`, `Scan.get_scan_results`). Soda 4 writes no file of results; what it sends to Soda
    Cloud has the same form and is read.
    """
    found = parse(text)
    found.get("version").of_version("4")
    automated = list(found["automatedMonitoringChecks"].rows()) if "automatedMonitoringChecks" in found else []
    checks = [_checked(one) for one in (*found["checks"].rows(), *automated)]
    yield from _summed(checks, "scan", failed=bool(found.get("hasFailures").flag()))
    if found.get("hasErrors").flag():
        yield Finding(name="scan", verdict=Verdict.ERROR)


def _checked(one: Part) -> Finding:
    """A check; of one that was not evaluated no value, since Soda 4 puts a 0 there."""
    verdict = word(one["outcome"].value)
    value = text_of(one.get("diagnostics").get("value").value)
    return Finding(
        name=name(one["name"].value), value="" if verdict is Verdict.INSUFFICIENT else value, verdict=verdict
    )


def ai_verify(text: str) -> Iterator[Finding]:
    """The numbers of a test result, or of a list of them; none states a verdict.

    AI Verify 2 (`aiverify.testresult.schema.json`).
    """
    found = parse(text)
    for one in found.rows() if isinstance(found.value, list) else [found]:
        yield from numbers(name(one["cid"].value), one["output"].value)


def garak(text: str) -> Iterator[Finding]:
    """The evaluations of a report: passed where no attempt of a probe got past its detector, as garak prints it.

    garak 0.10 to 0.16 (`*.report.jsonl`). Answers that the detector could not tell (`nones`) leave an evaluation
    insufficient, and so does a report without the end that garak writes after the last probe.
    """
    has_ended = False
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            entry = parse(line)
            kind = entry["entry_type"].text()
            entry.get("garak_version").of_version("0.")
            has_ended = has_ended or kind in {"completion", "digest"}
            if kind == "eval" or "passed" in entry:
                yield _evaluated(entry)
        except ValueError as error:
            raise ValueError(f"line {number}: {error}") from error
    if not has_ended:
        yield Finding(name="run without an end", verdict=Verdict.INSUFFICIENT)


def _evaluated(entry: Part) -> Finding:
    if entry["entry_type"].value != "eval":
        raise ValueError(f"is an evaluation of the unknown entry_type {entry['entry_type'].value[:40]!r}")
    passed = entry["passed"].count()
    total = entry["total" if "total" in entry else "total_evaluated"].count()
    untold = entry["nones"].count() if "nones" in entry else 0
    if passed > total:
        raise ValueError(f"passed is {passed}, of {total} evaluated")
    verdict = Verdict.PASS if passed == total else Verdict.FAIL
    if not total or (untold and verdict is Verdict.PASS):
        verdict = Verdict.INSUFFICIENT
    probe = name(entry["probe"].value, str(entry["detector"].value).removeprefix("detector."))
    return Finding(name=probe, value=repr(passed / total) if total else "", verdict=verdict)


def mlflow(text: str) -> Iterator[Finding]:
    """The numbers of an evaluation; it states no verdict, but a run may not have come to its end.

    MLflow 2 and 3: `metrics.json` of `EvaluationResult.save`, or the run that `mlflow runs describe` prints.
    """
    found = parse(text)
    if "info" in found:
        status = str(found["info"]["status"].value)
        if status != "FINISHED":
            verdict = Verdict.ERROR if status in {"FAILED", "KILLED"} else Verdict.INSUFFICIENT
            yield Finding(name=name("run", status), verdict=verdict)
        found = Part({"metrics": found["data"]["metrics"].members()})
    yield from numbers("", found.get("metrics", found).members())


READERS: Mapping[str, Callable[[str], Iterator[Finding]]] = {
    "evidently": evidently,
    "great-expectations": great_expectations,
    "soda": soda,
    "ai-verify": ai_verify,
    "garak": garak,
    "mlflow": mlflow,
}


def _tested(named: Part, status: Part) -> Finding:
    return Finding(name=name(named.value), verdict=word(status.value))


def _summed(findings: Sequence[Finding], whole: str, *, failed: bool) -> Iterator[Finding]:
    """These findings, and one more where the tool says of the whole that it failed and none of them did."""
    yield from findings
    if failed and not any(one.verdict in {Verdict.FAIL, Verdict.ERROR} for one in findings):
        yield Finding(name=whole, verdict=Verdict.FAIL)
