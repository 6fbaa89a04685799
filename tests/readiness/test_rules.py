"""Claimed beside proved: effective is the lesser, the gap is never hidden, and what presses comes first."""

from hypothesis import given
from hypothesis import strategies as st

from assentian.catalogue.proof import Proof
from assentian.readiness.rules import (
    CONFORM_LINE,
    Chapter,
    Position,
    needs_a_look,
    next_steps,
    summary,
    widest_gaps,
    would_close,
)
from assentian.standards.vocabulary import ReadinessLevel, Standing

LEVELS = st.sampled_from(list(ReadinessLevel))
POSITIONS = st.builds(
    lambda claimed, level, standing: position("A.7.4", claimed, level, standing),
    st.none() | LEVELS,
    LEVELS,
    st.sampled_from(list(Standing)),
)


def position(number, claimed, proved, standing=Standing.PROVED, evidence=()):
    level = ReadinessLevel.ABSENT if standing is Standing.NOT_SHOWN else ReadinessLevel(proved)
    key = f"iso42001:{number}"
    claimed = None if claimed is None else ReadinessLevel(claimed)
    return Position(key, "A title", claimed, Proof(key, level, standing, "Because.", evidence))


@given(POSITIONS)
def test_effective_is_never_above_what_is_claimed_or_what_is_proved(found):
    assert found.effective == min(found.claimed or 0, found.proved)
    assert found.gap == max((found.claimed or 0) - found.proved, 0)


@given(POSITIONS)
def test_nothing_conforms_without_claim_proof_and_level(found):
    if found.conforms:
        assert found.claimed is not None
        assert found.proved >= CONFORM_LINE
        assert found.proof.standing not in {Standing.FAILING, Standing.NOT_SHOWN}


def test_not_shown_differs_from_shown_to_be_absent():
    assert position("4.1", 3, 0, Standing.NOT_SHOWN).shown is None
    assert position("4.1", 3, 0, Standing.FAILING).shown == ReadinessLevel.ABSENT


def test_a_number_tells_its_chapter():
    numbers = {"7.5.1": "7", "10.2": "10", "A.2.2": "A.2", "A.6.2.4": "A.6", "A.10.3": "A.10"}
    assert {number: position(number, 1, 1).chapter for number in numbers} == numbers
    assert position("A.2.2", 1, 1).is_control
    assert not position("4.1", 1, 1).is_control
    assert position("4.1", 1, 1).edition == "iso42001"


def test_a_chapter_counts_claims_and_proofs_at_operating():
    chapter = Chapter("4", "Context", (position("4.1", 4, 3), position("4.2", 3, 1), position("4.3", None, 4)))
    assert (chapter.total, chapter.claimed, chapter.proved) == (3, 2, 1)


def test_a_failing_result_needs_a_look_even_where_nothing_is_claimed():
    assert needs_a_look(position("A.7.4", None, 1, Standing.FAILING))


def test_a_stale_proof_needs_a_look_even_while_it_still_conforms():
    stale = position("A.7.4", 3, 3, Standing.STALE)
    assert stale.conforms
    assert needs_a_look(stale)


def test_what_nobody_claimed_or_measured_can_wait():
    assert not needs_a_look(position("A.7.4", None, 0, Standing.NOT_SHOWN))
    assert not needs_a_look(position("A.7.4", 3, 3))
    assert needs_a_look(position("A.7.4", 3, 0, Standing.NOT_SHOWN))
    assert needs_a_look(position("A.7.4", None, 3, Standing.PARTLY, evidence=(1,)))


def test_next_steps_begin_with_what_fails_then_what_expired_then_the_widest_gap():
    narrow, wide = position("4.1", 1, 0, Standing.NOT_SHOWN), position("4.2", 4, 0, Standing.NOT_SHOWN)
    stale, failing = position("8.1", 3, 3, Standing.STALE), position("9.1", 2, 1, Standing.FAILING)
    assert next_steps([narrow, wide, stale, failing]) == [failing, stale, wide, narrow]
    assert next_steps([narrow] * 9) == [narrow] * 5


def test_the_widest_gap_comes_first_and_a_failing_one_before_its_equals():
    equal, failing = position("4.1", 3, 0, Standing.NOT_SHOWN), position("9.1", 4, 1, Standing.FAILING)
    assert widest_gaps([position("4.2", 2, 3), equal, failing, position("4.3", 4, 0, Standing.NOT_SHOWN)])[1:] == [
        failing,
        equal,
    ]


def test_every_open_standing_says_what_would_close_it():
    told = {s: would_close(position("A.7.4", 4, 2, s), ["data quality test", "policy"]) for s in Standing}
    assert len(set(told.values())) == len(Standing)
    assert "data quality test or policy" in told[Standing.NOT_SHOWN]
    assert [told[s] for s in (Standing.FAILING, Standing.STALE)] == [
        "Putting right what is named here.",
        "A review of what is past its date.",
    ]
    checked = {s: would_close(position("A.7.4", 4, 2, s, (1,)), []) for s in (Standing.FAILING, Standing.STALE)}
    assert "checks that failed" in checked[Standing.FAILING]
    assert "checks that expired" in checked[Standing.STALE]
    assert (
        would_close(position("4.4", 2, 0, Standing.NOT_SHOWN), []) == "A first record: a dated record that it is done."
    )


def test_the_headline_counts_and_is_no_percentage():
    told = summary(
        [position("4.1", 3, 3), position("4.2", 3, 1, Standing.FAILING), position("4.3", 3, 3, Standing.STALE)]
    )
    assert told.headline == "2 of 3 requirements stand at Operating or above with proof"
    assert (told.claimed, told.failing, told.stale) == (3, 1, 1)
