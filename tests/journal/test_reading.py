"""A reading asks once what several rooms ask, keeps nothing longer than itself, and lets nobody write within it."""

import pytest

from assentian.accounts.models import Membership
from assentian.journal.acts import act
from assentian.journal.context import ActError
from assentian.journal.reading import once, reading
from tests.cast import Cast

asked: list[tuple[str, ...]] = []


@once
def question(*about: str) -> list[str]:
    asked.append(about)
    return list(about)


@pytest.fixture(autouse=True)
def fresh() -> None:
    asked.clear()


def test_the_same_question_is_asked_once_and_another_one_too() -> None:
    with reading():
        assert question("a") is question("a")
        with reading():
            question("a")
        question("b")
        question("a", "b")
    assert asked == [("a",), ("b",), ("a", "b")]


def test_outside_of_a_reading_and_in_the_next_one_it_is_asked_again() -> None:
    question("a")
    question("a")
    for _ in range(2):
        with reading():
            question("a")
    assert asked == [("a",)] * 4


def test_what_failed_is_not_kept_and_ends_the_reading() -> None:
    @once
    def broken() -> None:
        asked.append(())
        raise LookupError

    for _ in range(2):
        with pytest.raises(LookupError), reading():
            broken()
    assert len(asked) == 2


@pytest.mark.django_db
def test_no_act_is_opened_within_a_reading_but_an_act_may_read(cast: Cast) -> None:
    with reading(), pytest.raises(ActError, match="a reading is under way"), act(cast.organisation, "s:test", "write"):
        pass
    with act(cast.organisation, "s:test", "write"), reading():
        Membership.objects.of(cast.organisation).count()
