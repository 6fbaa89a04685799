"""Scoring reproduces every golden case: levels, state, readiness and each reason."""

import pytest

from assentian.impact.bank.library import bank
from assentian.impact.scoring.score import score
from tests.impact.golden import answers, case, content, depth, evidence

NAMES = [told["id"] for told in content()["cases"]]


def test_there_are_fifteen_of_them() -> None:
    assert len(NAMES) == len(set(NAMES)) == 15


@pytest.mark.parametrize("name", NAMES)
def test_a_golden_case_comes_out_as_told(name: str) -> None:
    told = case(name)
    result = score(bank(), answers(told), evidence(told), depth=depth(told))
    assert {
        "inherent": result.inherent,
        "residual": result.residual,
        "state": result.state,
        "mitigation_readiness": result.readiness_percent,
        "because": sorted({str(reason) for reason in result.because}),
        "unknown_exposures": sum(one.unknown for one in result.exposures),
    } == {**told["expect"], "because": sorted(told["expect"]["because"])}
    assert result.bank == bank().digest
