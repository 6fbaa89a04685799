"""What the twenty answers say: the weakest module, the hard stop, the next actions, and what may be claimed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assentian.readiness.quick.questions import modules, question, questions
from assentian.readiness.quick.rules import Answer, Band, Module, ModuleResult, Reply, missing, offers, result
from assentian.standards.vocabulary import ReadinessLevel

EVERY = st.fixed_dictionaries(
    {q.id: st.builds(Answer, st.sampled_from(Reply), st.sampled_from(["", " ", "the register"])) for q in questions()}
)
SHOWN = Answer(Reply.YES, "the register")


def all_as(answer):
    return {q.id: answer for q in questions()}


def said(answers):
    return result(modules(), questions(), answers)


@pytest.mark.parametrize(
    ("most", "words"),
    [
        (6, ["not_started"] * 2 + ["begun"] * 2 + ["nearly"] * 2 + ["ready"]),
        (4, ["not_started", "begun", "begun", "nearly", "ready"]),
    ],
)
def test_points_become_words(most, words):
    assert [ModuleResult(Module("M1", "One"), points, most).band for points in range(most + 1)] == words


def test_a_yes_that_nothing_shows_counts_as_partly():
    assert Answer(Reply.YES, "  ").counted is Reply.PARTLY
    assert SHOWN.counted is Reply.YES
    assert Answer(Reply.NO, "the register").counted is Reply.NO
    assert {one.band for one in said(all_as(Answer(Reply.YES))).modules} == {Band.BEGUN}


def test_the_headline_is_the_weakest_module():
    found = said(all_as(SHOWN) | {"Q09": Answer(Reply.NO), "Q10": Answer(Reply.NO), "Q11": Answer(Reply.UNKNOWN)})
    assert found.headline == "Weakest: ethical and bias evaluation, not started"
    assert [one.id for one in found.actions] == ["Q09", "Q10", "Q11"]
    assert [one.id for one in found.unknown] == ["Q11"]


def test_several_equally_weak_are_counted_and_all_ready_says_so():
    assert said({}).headline == "Weakest: process, not started, and 6 more like it"
    assert said(all_as(SHOWN)).headline == "Every module is ready, as far as you say"
    assert said(all_as(SHOWN)).actions == ()


@settings(deadline=None)
@given(EVERY)
def test_one_no_on_a_key_question_stops_whatever_else_is_said(answers):
    keys = {q.id for q in questions() if q.key}
    stops = {q.id for q in said(answers).stops}
    assert stops == {key for key in keys if answers[key].reply in {Reply.NO, Reply.UNKNOWN}}


@settings(deadline=None)
@given(EVERY)
def test_actions_are_open_questions_key_ones_first_and_three_at_most(answers):
    actions = said(answers).actions
    assert all(answers[one.id].counted is not Reply.YES for one in actions)
    assert [one.key for one in actions] == sorted((one.key for one in actions), reverse=True)
    assert len(actions) == min(3, sum(answers[q.id].counted is not Reply.YES for q in questions()))


@settings(deadline=None)
@given(EVERY, st.sampled_from(questions()))
def test_a_better_answer_never_makes_a_module_weaker(answers, better):
    before, after = said(answers), said(answers | {better.id: SHOWN})
    assert all(a.points >= b.points for a, b in zip(after.modules, before.modules, strict=True))


def test_what_has_no_answer_is_missing_and_counts_as_not_known():
    answers = all_as(SHOWN)
    del answers["Q01"]
    assert [one.id for one in missing(questions(), answers)] == ["Q01"]
    assert [one.id for one in said(answers).stops] == ["Q01"]


def test_a_place_without_a_question_has_none():
    assert question(1).id == "Q01"
    assert (question(0), question(21)) == (None, None)


def test_an_offer_is_the_lowest_of_what_its_questions_say():
    answers = {"Q01": SHOWN, "Q07": SHOWN, "Q06": Answer(Reply.NO), "Q02": Answer(Reply.UNKNOWN)}
    found = {one.requirement: one for one in offers(questions(), answers, {"iso42001:A.5.2": 0})}
    assert found["iso42001:A.5.4"].level is ReadinessLevel.ABSENT
    assert found["iso42001:6.1.4"].level is ReadinessLevel.DEFINED
    assert "Shown by: the register" in found["iso42001:6.1.4"].reason
    assert not found["iso42001:A.5.2"].is_taken
    assert found["iso42001:6.1.4"].is_taken
    assert "iso42001:8.4" not in found, "what is not known claims nothing"


def test_replies_have_words():
    assert [reply.label for reply in Reply] == ["Yes", "Partly", "No", "I do not know"]
    assert Band.NOT_STARTED.label == "Not started"
