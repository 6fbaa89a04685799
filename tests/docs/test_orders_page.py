"""The page about orders and summaries names what the product does: every order, every word, every default."""

import re

from assentian.impact.orders.rules import Filled, Order
from assentian.impact.publishing.rules import DEFAULTS
from tests.architecture.house import ROOT

PAGE = (ROOT / "docs/howto/dpia-fria-and-public-summary.md").read_text(encoding="utf-8")


def test_every_order_stands_with_its_word() -> None:
    assert set(re.findall(r"\?order=(\w+)", PAGE)) == set(Order)
    assert all(f"| {order.label} |" in PAGE for order in Order)


def test_every_word_for_a_question_is_explained() -> None:
    assert all(f"- **{filled.label}**" in PAGE for filled in Filled)


def test_the_questions_that_are_withheld_by_default_are_those_of_the_rules() -> None:
    listed = PAGE.partition("Withheld unless")[2].partition("- any answer")[0]
    assert set(re.findall(r"`(\w+)`", listed)) == set(DEFAULTS)
