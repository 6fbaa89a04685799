"""The gate: what blocks, what cannot be told, and that nothing missing is ever clear."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assentian.evidence.gate import reasons
from assentian.evidence.rules import Result
from assentian.inventory.gates import Answer, GateAnswer, answered
from assentian.standards.vocabulary import Stage, Verdict

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
WINDOW = timedelta(days=30)


def result(verdict: str, *, days_ago: int = 1, check: str = "fairness", number: int = 1) -> Result:
    at = NOW - timedelta(days=days_ago)
    return Result(number, 1, check, verdict, at, at + WINDOW)


def ask(*results: Result) -> GateAnswer:
    return answered(Stage.DEPLOYMENT, reasons(results, NOW))


def rules(found: GateAnswer) -> list[str]:
    return [reason.rule for reason in found.reasons]


def test_fresh_passing_results_are_clear() -> None:
    found = ask(result("pass"), result("warn", check="drift", number=2))
    assert (found.answer, found.reasons) == (Answer.CLEAR, ())


def test_no_evidence_is_not_clear() -> None:
    assert (ask().answer, rules(ask())) == (Answer.CANNOT_TELL, ["E-NONE"])


def test_a_fresh_failure_blocks_by_its_rule() -> None:
    found = ask(result("fail", number=7), result("pass", check="drift"))
    assert (found.answer, rules(found)) == (Answer.BLOCKED, ["E-FAIL:fairness"])
    assert found.reasons[0].evidence == 7
    assert found.reasons[0].text == "fairness failed on 2026-11-22."


def test_a_newer_pass_opens_what_an_older_failure_closed() -> None:
    assert ask(result("fail", days_ago=2), result("pass", number=2)).answer is Answer.CLEAR


@pytest.mark.parametrize("verdict", ["pass", "warn", "fail"])
def test_an_expired_result_blocks_whatever_it_said(verdict: str) -> None:
    found = ask(result(verdict, days_ago=31))
    assert (found.answer, rules(found)) == (Answer.BLOCKED, ["E-STALE:fairness"])
    assert "good until 2026-11-22" in found.reasons[0].text


@pytest.mark.parametrize("verdict", ["insufficient", "error", "not_run"])
def test_a_run_that_could_not_tell_hides_no_failure(verdict: str) -> None:
    found = ask(result("fail", days_ago=2), result(verdict, number=2))
    assert (found.answer, rules(found)) == (Answer.BLOCKED, ["E-FAIL:fairness", "E-UNTOLD:fairness"])


@pytest.mark.parametrize("verdict", ["insufficient", "error", "not_run"])
def test_a_run_that_could_not_tell_is_not_clear(verdict: str) -> None:
    for older in ([], [result("pass", days_ago=2)]):
        found = ask(*older, result(verdict, number=2))
        assert (found.answer, rules(found)) == (Answer.CANNOT_TELL, ["E-UNTOLD:fairness"])


def test_blocking_reasons_stand_first() -> None:
    found = ask(result("error", check="a"), result("fail", check="z"), result("pass", check="m", days_ago=90))
    assert rules(found) == ["E-FAIL:z", "E-STALE:m", "E-UNTOLD:a"]


results = st.lists(
    st.builds(
        result,
        verdict=st.sampled_from([verdict.value for verdict in Verdict]),
        days_ago=st.integers(0, 60),
        check=st.sampled_from("abc"),
        number=st.integers(1, 99),
    ),
    unique_by=lambda item: item.id,
)


@given(results)
def test_the_newest_of_each_check_and_verdict_decides(found: Sequence[Result]) -> None:
    last: dict[tuple[str, str], Result] = {}
    for item in sorted(found, key=lambda item: (item.measured_at, item.id)):
        last[item.check, item.verdict] = item
    assert ask(*last.values()).answer is ask(*found).answer


@given(results)
def test_clear_means_that_every_check_passed_last_and_fresh(found: Sequence[Result]) -> None:
    last = {item.check: item for item in sorted(found, key=lambda item: (item.measured_at, item.id))}
    passed = all(item.verdict in {"pass", "warn"} and item.is_fresh(NOW) for item in last.values())
    assert (ask(*found).answer is Answer.CLEAR) == (bool(last) and passed)
