"""What other tools wrote, read as findings: a name, a number where there is one, and the verdict of the tool.

Invariant: a test that was skipped, or whose status is not known here, is insufficient; it never becomes a pass.
Does not: judge. Formats: Evidently 0.7 (snapshot and report), Great Expectations 1 (validation and checkpoint result),
Soda Core 3 (scan results), AI Verify 2 (test result), garak (report), MLflow (metrics, evaluation results).
"""

import json
import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from assentian.standards.vocabulary import Verdict

_WORDS = {
    "success": Verdict.PASS,
    "pass": Verdict.PASS,
    "warning": Verdict.WARN,
    "warn": Verdict.WARN,
    "fail": Verdict.FAIL,
    "error": Verdict.ERROR,
}
LONGEST = 200


@dataclass(frozen=True, kw_only=True)
class Finding:
    """`value` is a number as text that reads back to it, or empty; `verdict` is None where the tool states none."""

    name: str
    value: str = ""
    verdict: Verdict | None = None


def evidently(text: str) -> Iterator[Finding]:
    """The tests of a report, and the numbers of its metrics."""
    found = json.loads(text)
    for test in _rows(found.get("tests", [])):
        yield Finding(name=_name(test["name"]), verdict=_word(test["status"]))
    for metric in _rows(found.get("metrics", [])):
        named = metric.get("metric_name") or metric.get("metric_id") or metric.get("metric")
        yield from _numbers(_name(named), metric.get("value", metric.get("result")))


def great_expectations(text: str) -> Iterator[Finding]:
    """The expectations of a validation result, or of every validation of a checkpoint."""
    found = json.loads(text)
    for run in found["run_results"].values() if "run_results" in found else [found]:
        for one in _rows(run.get("validation_result", run)["results"]):
            config = one["expectation_config"]
            column = config.get("kwargs", {}).get("column")
            named = config.get("type") or config["expectation_type"]
            verdict = {True: Verdict.PASS, False: Verdict.FAIL}.get(one["success"], Verdict.INSUFFICIENT)
            if one.get("exception_info", {}).get("raised_exception"):
                verdict = Verdict.ERROR
            observed = _text(one.get("result", {}).get("observed_value"))
            yield Finding(name=_name(f"{named} {column}" if column else named), value=observed, verdict=verdict)


def soda(text: str) -> Iterator[Finding]:
    """The checks of a scan; an error of the scan itself is a finding too."""
    found = json.loads(text)
    for one in _rows(found["checks"]):
        value = _text((one.get("diagnostics") or {}).get("value"))
        yield Finding(name=_name(one["name"]), value=value, verdict=_word(one.get("outcome")))
    if found.get("hasErrors"):
        yield Finding(name="scan", verdict=Verdict.ERROR)


def ai_verify(text: str) -> Iterator[Finding]:
    """The numbers of a test result; it states no verdict."""
    found = json.loads(text)
    yield from _numbers(_name(found["cid"]), found["output"])


def garak(text: str) -> Iterator[Finding]:
    """The evaluations of a report: passed where no attempt of a probe got past its detector, as garak prints it."""
    for number, line in enumerate(text.splitlines(), start=1):
        try:
            entry = json.loads(line) if line.strip() else {}
        except ValueError as error:
            raise ValueError(f"line {number}: {error}") from error
        if entry.get("entry_type") == "eval":
            passed, total = int(entry["passed"]), int(entry.get("total_evaluated", entry.get("total", 0)))
            verdict = (Verdict.PASS if passed == total else Verdict.FAIL) if total else Verdict.INSUFFICIENT
            value = repr(passed / total) if total else ""
            yield Finding(name=_name(f"{entry['probe']} {entry['detector']}"), value=value, verdict=verdict)


def mlflow(text: str) -> Iterator[Finding]:
    """The numbers of an evaluation; it states no verdict."""
    found = json.loads(text)
    yield from _numbers("", found.get("metrics", found))


READERS: Mapping[str, Callable[[str], Iterator[Finding]]] = {
    "evidently": evidently,
    "great-expectations": great_expectations,
    "soda": soda,
    "ai-verify": ai_verify,
    "garak": garak,
    "mlflow": mlflow,
}


def _rows(found: Any) -> list[Mapping[str, Any]]:
    if not isinstance(found, list):
        raise TypeError("a list is expected")
    return found


def _word(said: Any) -> Verdict:
    """The verdict of a test in our words; insufficient for a test that was skipped, or whose word is not known."""
    return _WORDS.get(str(said).lower(), Verdict.INSUFFICIENT)


def _name(said: Any) -> str:
    return " ".join(str(said).split())[:LONGEST]


def _text(value: Any) -> str:
    """A finite number as text; empty for anything else."""
    try:
        number = float(value) if isinstance(value, int | float) and not isinstance(value, bool) else math.nan
    except OverflowError:
        number = math.nan
    return repr(number) if math.isfinite(number) else ""


def _numbers(name: str, found: Any) -> Iterator[Finding]:
    """Every number below, named by the way to it."""
    if isinstance(found, Mapping):
        for key, value in found.items():
            yield from _numbers(_name(f"{name}.{key}" if name else key), value)
    elif isinstance(found, list):
        for index, value in enumerate(found):
            yield from _numbers(_name(f"{name}[{index}]"), value)
    elif value := _text(found):
        yield Finding(name=name, value=value)
