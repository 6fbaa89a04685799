"""Results of other tools, taken as they are: their verdict, not ours, and so graded lower than what is counted here."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from assentian.checks.errors import DataError
from assentian.checks.imported.readers import READERS
from assentian.checks.inputs import Inputs
from assentian.checks.kind import Counts, Kind
from assentian.checks.measure import NONE_ALLOWED, Limit, Measure, Worse, judged
from assentian.checks.records import seal
from assentian.checks.records.rulebook import UNSIGNED, sealing
from assentian.checks.result import Metric
from assentian.checks.spec import CheckSpec, Suite
from assentian.standards.vocabulary import Verdict

UNTOLD = ("", Verdict.INSUFFICIENT.value)
MOST_BYTES, MOST_FINDINGS = 64 << 20, 5_000


def failed(findings: list[list[str]]) -> float | None:
    """Tests that the tool itself says did not pass, or could not run. Unit: tests; None where it states no verdict.

    Does not show: whether the tool was right, what data it looked at, or what it was not asked.
    """
    stated = [verdict for _, _, verdict in findings if verdict not in UNTOLD]
    bad = (Verdict.FAIL.value, Verdict.ERROR.value)
    return float(sum(verdict in bad for verdict in stated)) if stated else None


MEASURES = {"unsigned": UNSIGNED, "failed": Measure(name="failed", function=failed, limit=NONE_ALLOWED)}


def profile(check: CheckSpec, suite: Suite, inputs: Inputs) -> Counts:
    """`{rows, tool, seals, findings: [[name, value, verdict]]}`; DataError where the file is not the tool's."""
    path, tool = check.parameters["path"], check.parameters["tool"]
    file = inputs.file(path, record=True)
    if file.stat().st_size > MOST_BYTES:
        raise DataError(f"is longer than {MOST_BYTES >> 20} MiB", file=path)
    try:
        findings = list(READERS[tool](file.read_text(encoding="utf-8")))
    except RecursionError as error:
        raise DataError(f"is no result of {tool}: it is nested too deeply", file=path) from error
    except ValueError as error:
        raise DataError(f"is no result of {tool} that is read here: {error}", file=path) from error
    if len(findings) > MOST_FINDINGS:
        raise DataError(f"has {len(findings):,} findings, more than {MOST_FINDINGS:,}", file=path)
    for name in check.parameters.get("limits", {}):
        if not any(one.name == name and one.value for one in findings):
            raise suite.error(("checks", check.index, "limits", name), f"{path} has no number of that name")
    return {
        "rows": len(findings),
        "tool": tool,
        "seals": [seal.state(path, inputs, check.parameters, check.index)],
        "findings": [[one.name, one.value, one.verdict.value if one.verdict else ""] for one in findings],
    }


def evaluate(parameters: Mapping[str, Any], counts: Counts) -> tuple[Metric, ...]:
    """The tool's verdicts as they are, and numbers to which the suite gives a limit. Pure."""
    tool, limits = counts["tool"], parameters.get("limits", {})
    findings = counts["findings"]
    metrics = [sealing(counts["seals"])]
    stated = failed(findings)
    if stated is not None or not limits:
        note = f"by {tool}" if stated is not None else f"{tool} states no verdict; give its numbers limits"
        n = sum(verdict not in UNTOLD for _, _, verdict in findings)
        metrics.append(judged("failed", stated, NONE_ALLOWED, n=n, note=note))
    for name, text, verdict in findings:
        value = float(text) if text else None
        if name in limits:
            metrics.append(judged("reading", value, _limit(limits[name]), n=1, where=name, note=f"by {tool}"))
        else:
            status = Verdict(verdict) if verdict else None
            metrics.append(Metric(name="reading", where=name, value=value, n=1, status=status, note=f"by {tool}"))
    return tuple(metrics)


def _limit(asked: Mapping[str, float]) -> Limit:
    [(way, bound)] = asked.items()
    return Limit(warn=bound, breach=bound, worse=Worse.BELOW if way == "at_least" else Worse.ABOVE)


KIND = Kind(
    name="imported",
    title="Results of another tool, with its own verdict",
    speaks_for={
        "iso42001:9.1": "Keeps, with its verdict, what another tool measured.",
        "iso42001:A.6.2.4": "Documents a verification that another tool carried out.",
    },
    measures=MEASURES,
    valid_for=timedelta(days=30),
    profile=profile,
    evaluate=evaluate,
    is_word=lambda _counts: True,
)
KINDS = (KIND,)
