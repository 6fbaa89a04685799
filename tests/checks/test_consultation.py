"""Every group is heard, and floods of like responses are found, also when each is changed a little."""

import json
import random
from pathlib import Path

import pytest

from assentian.checks.approval.likeness import alike, jaccard, signature, triples
from assentian.checks.registry import KINDS
from assentian.standards.vocabulary import Verdict
from tests.checks.desk import Desk, metric, told

CHANCE = random.Random(3)
WORDS = [
    f"{first}{second}"
    for first in ("ba", "ce", "di", "fo", "gu", "ha")
    for second in ("len", "mor", "nat", "pis", "rug")
]


def letter(words: int = 60) -> str:
    return " ".join(CHANCE.choice(WORDS) for _ in range(words))


def changed(text: str, words: int = 1) -> str:
    found = text.split()
    for _ in range(words):
        found[CHANCE.randrange(len(found))] = "OTHER"
    return ", ".join(found).upper()


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def heard(desk: Desk, texts: list[str], groups: str = "groups: [tenants, landlords]"):
    rows = [{"group": ("tenants", "landlords")[number % 2], "text": text} for number, text in enumerate(texts)]
    return desk.held("consult-quality", rows, groups)


def test_different_letters_from_every_group_pass(desk: Desk) -> None:
    found = heard(desk, [letter() for _ in range(40)])
    assert (found.verdict, found.message, told(found)["duplicate_share"]) == (Verdict.PASS, "", 0)
    assert KINDS["consult-quality"].evaluate({}, json.loads(json.dumps(found.profile.counts))) == found.metrics


def test_a_flood_of_letters_that_are_changed_a_little_is_found_and_its_rows_are_named(desk: Desk) -> None:
    first = letter()
    found = heard(desk, [letter() for _ in range(30)] + [first, *(changed(first) for _ in range(9))])
    assert (found.verdict, told(found)["duplicate_share"]) == (Verdict.FAIL, 9 / 40)
    assert metric(found, "duplicate_share").note.startswith("most alike: row 31, 32")


def test_a_group_that_said_too_little_fails(desk: Desk) -> None:
    texts = [letter() for _ in range(20)]
    found = heard(desk, texts, "groups: [tenants, landlords, children]")
    assert (found.verdict, metric(found, "unheard_groups").note) == (Verdict.FAIL, "children: 0")
    assert metric(heard(desk, texts, "groups: [tenants], least: 11"), "unheard_groups").note == "tenants: 10"


def test_short_words_of_agreement_are_no_flood_and_few_letters_tell_nothing(desk: Desk) -> None:
    found = heard(desk, ["I agree."] * 30 + [letter() for _ in range(12)])
    assert (found.verdict, metric(found, "duplicate_share").n) == (Verdict.PASS, 12)
    assert heard(desk, [letter() for _ in range(9)]).verdict is Verdict.INSUFFICIENT


def test_pairs_are_found_as_comparing_each_with_each_finds_them() -> None:
    texts = [letter(80) for _ in range(60)]
    texts += [changed(texts[number], words=CHANCE.randrange(1, 3)) for number in range(30)]
    sets = [triples(one) for one in texts]
    near = {(a, b) for a in range(len(sets)) for b in range(a) if jaccard(sets[a], sets[b]) >= 0.8}
    found = alike(sets, least=0.8)
    together = {(a, b) for group in found for a in group for b in group if a > b}
    assert near <= together
    assert len(near) > 10
    assert alike([frozenset(), frozenset()], least=0.8) == []
    assert signature(frozenset()) == (0,) * 64
