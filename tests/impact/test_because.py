"""Why the level is no lower: the answers behind a reason are named by their questions."""

import pytest

from assentian.impact.bank.library import bank
from assentian.impact.drafting.because import _named


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ("impact_register[0]", "M2.06, row 1"),
        ("automation=decides", "M1.04: decides or acts; people look afterwards or not at all"),
        ("nothing=known", "nothing=known"),
        ("two harms", "two harms"),
    ],
)
def test_an_answer_is_named_by_its_question_and_its_option(answer: str, told: str) -> None:
    assert _named(bank(), answer) == told
