"""Several sayings become one proof: the worst standing wins, and nothing said is never a pass."""

from hypothesis import given
from hypothesis import strategies as st

from assentian.catalogue.proof import Proof, combine, nothing_shown
from assentian.standards.vocabulary import ReadinessLevel, Standing

KEY = "iso42001:A.7.4"
PROOFS = st.lists(
    st.builds(
        Proof,
        st.just(KEY),
        st.sampled_from(list(ReadinessLevel)),
        st.sampled_from(list(Standing)),
        st.just("Because."),
        st.tuples(st.integers(1, 9)),
        st.booleans(),
    ),
    max_size=5,
)


def proof(level, standing, *evidence, is_description=False):
    return Proof(KEY, ReadinessLevel(level), standing, f"{standing.label}.", evidence, is_description)


def test_nothing_said_is_not_shown_and_level_0():
    assert combine(KEY, []) == nothing_shown(KEY) == combine(KEY, [nothing_shown(KEY)])
    assert nothing_shown(KEY).level == ReadinessLevel.ABSENT


def test_a_failing_result_bounds_the_level_whatever_else_is_shown():
    found = combine(KEY, [proof(3, Standing.PROVED, 1), proof(1, Standing.FAILING, 2)])
    assert (found.standing, found.level) == (Standing.FAILING, ReadinessLevel.AD_HOC)
    assert found.reason == "Failing. Proved."
    assert found.evidence == (2, 1)


def test_what_is_partly_shown_keeps_the_whole_from_being_proved():
    found = combine(KEY, [proof(4, Standing.PROVED), proof(3, Standing.PARTLY)])
    assert (found.standing, found.level) == (Standing.PARTLY, ReadinessLevel.MEASURED)


def test_a_description_counts_only_where_nothing_else_speaks():
    written = proof(1, Standing.PARTLY, is_description=True)
    assert combine(KEY, [written]).standing is Standing.PARTLY
    assert combine(KEY, [written, proof(4, Standing.PROVED, 7)]).standing is Standing.PROVED


def test_evidence_named_twice_is_listed_once():
    assert combine(KEY, [proof(3, Standing.STALE, 5, 6), proof(3, Standing.STALE, 6)]).evidence == (5, 6)


@given(PROOFS)
def test_no_order_of_the_sayings_changes_the_standing(proofs):
    forwards, backwards = combine(KEY, proofs), combine(KEY, proofs[::-1])
    assert (forwards.standing, forwards.level) == (backwards.standing, backwards.level)


@given(PROOFS)
def test_nothing_is_proved_beside_something_worse(proofs):
    telling = [p for p in proofs if p.standing is not Standing.NOT_SHOWN and not p.is_description]
    if combine(KEY, proofs).standing is Standing.PROVED and telling:
        assert {p.standing for p in telling} == {Standing.PROVED}
