"""The same answers in another order: nothing lost, nothing told twice, and silence told apart from not knowing."""

import pytest

from assentian.impact.bank.facts import Depth
from assentian.impact.bank.library import bank
from assentian.impact.orders import words
from assentian.impact.orders.rules import OTHERS, Filled, Order, Said, elements, shared

EVERY = frozenset(question.id for question in bank().questions)
REQUIRED = {
    Order.DPIA: ["35(7)(a)", "35(7)(b)", "35(7)(c)", "35(7)(d)", "35(2)", "35(9)", "35(11)"],
    Order.FRIA: [f"art-27(1)({letter})" for letter in "abcdef"],
    Order.ISO42005: [f"5.{n}" for n in (3, 4, 7, 8, 9, 10, 11, 12)] + [f"6.{n}" for n in range(2, 10)],
}


def said(asked=EVERY, answered=EVERY, known=EVERY, depth=Depth.CORE):
    return Said(depth=depth, asked=frozenset(asked), answered=frozenset(answered), known=frozenset(known))


def element(order, name, one):
    return next(found for found in elements(bank(), order, one) if found.id == name)


@pytest.mark.parametrize("order", [Order.DPIA, Order.FRIA, Order.ISO42005])
def test_every_required_element_is_there_under_its_published_reference_with_every_question_that_serves_it(order):
    found = elements(bank(), order, said())
    assert [one.serves.partition(":")[2] for one in found] == REQUIRED[order]
    for one in found:
        serving = {q.id for q in bank().questions if one.serves in {key.short for key in q.serves}}
        assert {entry.question.id for entry in one.entries} == serving
        assert words.reference(one).endswith(one.serves.partition(":")[2].removeprefix("art-"))


def test_the_guides_order_is_six_modules_with_their_bullets_and_every_question_once():
    found = elements(bank(), Order.GUIDE, said())
    assert [one.id for one in found] == ["M1", "M2", "M3", "M4", "M5", "M6"]
    assert [entry.question for one in found for entry in one.entries] == list(bank().questions)
    assert found[0].bullets == ("Purpose, architecture and limits", "Boundaries and critical dependencies")
    assert words.reference(found[3]) == "Guide, module 4"


@pytest.mark.parametrize("order", list(Order))
def test_an_answer_is_told_once_and_named_again_where_else_it_serves(order):
    seen = {}
    for one in elements(bank(), order, said()):
        for entry in one.entries:
            assert entry.told_in == seen.get(entry.question.id, "")
            seen.setdefault(entry.question.id, one.id)


def test_silence_not_knowing_and_not_being_asked_are_told_apart():
    one = element(Order.DPIA, "views", said())
    first, second, third = (entry.question.id for entry in one.entries)
    partly = element(Order.DPIA, "views", said(answered=EVERY - {first}, known=EVERY - {first, second}))
    assert [entry.filled for entry in partly.entries] == [Filled.OPEN, Filled.UNKNOWN, Filled.ANSWERED]
    assert partly.coverage == "partly_told"
    assert partly.sentence == "1 of 3 answered, 1 that nobody knows yet, 1 not answered yet."
    hidden = element(Order.DPIA, "views", said(asked=EVERY - {third}))
    assert [entry.filled.label for entry in hidden.entries if not entry.filled.is_asked] == ["Not asked of this system"]
    assert (hidden.coverage, hidden.sentence) == ("told", "2 of 2 answered.")


def test_at_the_depth_of_a_screening_deeper_questions_are_not_asked_at_this_depth():
    screening = frozenset(question.id for question in bank().questions if question.depth is Depth.SCREENING)
    one = element(Order.DPIA, "views", said(asked=screening, depth=Depth.SCREENING))
    assert one.coverage == "not_asked"
    assert one.sentence == "Not asked at this depth: nothing is told here."
    assert {q.id for q in one.left_out["Not asked at this depth"]} == {entry.question.id for entry in one.entries}
    hidden = element(Order.DPIA, "a", said(asked=screening - {"M1.01"}, depth=Depth.SCREENING))
    assert hidden.entries[0].filled is Filled.NOT_ASKED


@pytest.mark.parametrize("known", [frozenset(), EVERY])
def test_an_element_is_told_only_when_somebody_knew(known):
    words_ = {one.coverage for one in elements(bank(), Order.FRIA, said(known=known))}
    assert words_ == ({"told"} if known else {"not_told"})


def test_no_coverage_wears_the_colour_of_a_pass():
    assert "ok" not in words.TONES.values()


def test_where_the_dpia_already_answers_the_fria_says_so_and_the_other_way_round():
    risks = element(Order.FRIA, "d", said())
    found = shared(risks, OTHERS[Order.FRIA])
    assert set(found) <= {one.serves for one in elements(bank(), Order.DPIA, said())}
    assert "GDPR Art. 35(7)(c)" in words.also(risks, Order.FRIA)
    assert "AI Act Art. 27(1)(d)" in words.also(element(Order.DPIA, "c", said()), Order.DPIA)
    assert words.also(element(Order.ISO42005, "6.8", said()), Order.ISO42005) == ""
    nobody = element(Order.FRIA, "d", said(asked=()))
    assert shared(nobody, OTHERS[Order.FRIA]) == {}


def test_the_notes_of_the_fria_name_the_update_the_notification_and_the_dpia():
    told = " ".join(words.notes(bank(), Order.FRIA))
    for reference in ("AI Act Art. 27.", "Art. 27(2)", "Art. 27(3)", "Art. 27(4)"):
        assert reference in told
    assert words.notes(bank(), Order.GUIDE) == ()


def test_a_word_that_is_no_order_is_none_and_no_word_is_the_guides():
    assert (Order.of(""), Order.of("fria"), Order.of("FRIA"), Order.of("atrs")) == (
        Order.GUIDE,
        Order.FRIA,
        None,
        None,
    )
    assert [one.label for one in Order] == ["Six modules", "DPIA", "FRIA", "ISO/IEC 42005"]
