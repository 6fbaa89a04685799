"""Criteria, levels and suggestions as pure decisions: a worse judgement never makes a risk look smaller."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assentian.risk.criteria.offered import offered
from assentian.risk.criteria.rules import (
    PARTIES,
    Answer,
    Consequence,
    Criteria,
    Level,
    Likelihood,
    document,
    of_document,
    problem,
)
from assentian.risk.register.suggestion import Circumstances, suggest
from assentian.risk.rules import Status

STEP = st.integers(1, 5)
ANSWERS = {
    Level.LOW: Answer.ACCEPTABLE,
    Level.MEDIUM: Answer.TREAT,
    Level.HIGH: Answer.TREAT,
    Level.CRITICAL: Answer.UNACCEPTABLE,
}


@st.composite
def sound_criteria(draw: st.DrawFn) -> Criteria:
    """Criteria of any size whose matrix rises along both scales."""
    rows, columns = draw(st.integers(3, 7)), draw(st.integers(3, 7))
    raw = [[draw(st.integers(0, 3)) for _ in range(columns)] for _ in range(rows)]
    matrix = [
        [list(Level)[max(raw[i][j] for i in range(row + 1) for j in range(column + 1))] for column in range(columns)]
        for row in range(rows)
    ]
    return Criteria(
        [Likelihood(f"l{n}", "about") for n in range(rows)],
        [Consequence(f"c{n}", dict.fromkeys(PARTIES, "about")) for n in range(columns)],
        matrix,
        ANSWERS,
    )


def test_the_offered_criteria_are_sound_and_survive_being_stored() -> None:
    assert problem(offered()) == ""
    assert document(of_document(document(offered()))) == document(offered())
    assert [answer.meaning for answer in Answer]


@given(sound_criteria(), st.data())
def test_raising_a_step_never_lowers_the_level(criteria: Criteria, data: st.DataObject) -> None:
    assert problem(criteria) == ""
    likelihood = data.draw(st.integers(1, len(criteria.likelihoods)))
    most = len(criteria.consequences)
    consequences = {party: data.draw(st.integers(0, most)) for party in PARTIES}
    level = criteria.worst(likelihood, consequences).level
    party = data.draw(st.sampled_from(PARTIES))
    graver = {**consequences, party: min(consequences[party] + 1, most)}
    assert criteria.worst(likelihood, graver).level.rank >= level.rank
    likelier = min(likelihood + 1, len(criteria.likelihoods))
    assert criteria.worst(likelier, consequences).level.rank >= level.rank
    assert criteria.answer(criteria.worst(likelier, graver).level).rank >= criteria.answer(level).rank


@given(st.dictionaries(st.sampled_from(PARTIES), STEP, min_size=4), STEP)
def test_the_gravest_consequence_makes_the_level_and_nothing_offsets_it(
    consequences: dict[str, int], likelihood: int
) -> None:
    worst = offered().worst(likelihood, consequences)
    assert consequences[worst.party] == max(consequences.values())
    assert worst.level is offered().level(likelihood, max(consequences.values()))


def test_no_consequence_at_all_is_the_lowest_level() -> None:
    assert offered().worst(5, dict.fromkeys(PARTIES, 0)).level is Level.LOW


@pytest.mark.parametrize(("likelihood", "step", "known"), [(1, 0, True), (5, 5, True), (0, 1, False), (6, 1, False), (1, 6, False)])  # fmt: skip  # noqa: E501
def test_only_steps_of_the_scales_are_steps(likelihood: int, step: int, known: bool) -> None:
    assert offered().has(likelihood, dict.fromkeys(PARTIES, step)) is known


def with_level(row: int, column: int, level: Level) -> Criteria:
    matrix = [list(line) for line in offered().matrix]
    matrix[row][column] = level
    return replace(offered(), matrix=matrix)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (replace(offered(), likelihoods=offered().likelihoods[:2]), "likelihood needs 3 to 7 steps"),
        (replace(offered(), likelihoods=[Likelihood("Rare", "x")] * 5), "a word of its own"),
        (replace(offered(), likelihoods=[*offered().likelihoods[:4], Likelihood("Often", " ")]), "anchor in words"),
        (replace(offered(), matrix=offered().matrix[:4]), "needs 5 rows of 5 levels"),
        (with_level(0, 4, Level.LOW), "must not lower the level"),
        (with_level(4, 0, Level.LOW), ""),
        (with_level(4, 1, Level.LOW), "must not lower the level"),
        (replace(offered(), appetite={Level.LOW: Answer.ACCEPTABLE}), "every level needs its answer"),
        (replace(offered(), appetite={**ANSWERS, Level.LOW: Answer.UNACCEPTABLE}), "more mildly"),
        (replace(offered(), appetite=dict.fromkeys(Level, Answer.ACCEPTABLE)), "appetite without an end"),
    ],
)
def test_criteria_that_could_make_a_risk_look_smaller_are_refused(wrong: Criteria, said: str) -> None:
    assert said in problem(wrong)
    assert bool(said) == bool(problem(wrong))


KNOWN = st.one_of(st.none(), st.booleans())
CIRCUMSTANCES = st.builds(
    Circumstances,
    is_exposed=st.booleans(),
    is_public=st.booleans(),
    learns_online=KNOWN,
    affects_people=st.booleans(),
    acts_alone=KNOWN,
    is_secret=KNOWN,
    is_personal=KNOWN,
    is_special=KNOWN,
    evidence=st.sampled_from([Status.EVIDENCED, Status.OPEN, Status.STALE, Status.FAILING]),
)


@given(CIRCUMSTANCES, st.sampled_from(sorted(Circumstances.__dataclass_fields__)))
def test_a_worse_circumstance_never_lowers_a_suggestion(found: Circumstances, name: str) -> None:
    worst: object = Status.FAILING if name == "evidence" else True
    before, after = suggest(found), suggest(replace(found, **{name: worst}))
    assert after.likelihood >= before.likelihood
    assert all(after.consequences[party] >= before.consequences[party] for party in PARTIES)
    assert all(1 <= step <= 5 for step in (after.likelihood, *after.consequences.values()))


def test_a_suggestion_says_why_and_counts_what_is_not_told() -> None:
    known = Circumstances(
        is_exposed=True, is_public=False, learns_online=None, affects_people=True, acts_alone=False,
        is_secret=True, is_personal=True, is_special=False, evidence=Status.FAILING,
    )  # fmt: skip
    made = suggest(known)
    assert (made.likelihood, made.individuals, made.society) == (5, 3, 1)
    assert "likelihood +1: it is not told whether the system learns while it runs" in made.because
    assert "likelihood +2: the leading check fails" in made.because
    calm = replace(known, evidence=Status.EVIDENCED, learns_online=False)
    assert suggest(calm).likelihood == 2
