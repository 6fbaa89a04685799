"""The overview's drawing and the export: every requirement once, and no average."""

import pytest

from assentian.catalogue.proof import Proof
from assentian.readiness import charts
from assentian.readiness.rules import Chapter, Position
from assentian.readiness.sheet import HEAD, rows
from assentian.standards.vocabulary import ReadinessLevel, Standing


def position(number, claimed, proved, standing, *, owner="Ama", reason="Because.", evidence=()):
    key = f"iso42001:{number}"
    claimed = None if claimed is None else ReadinessLevel(claimed)
    return Position(key, "A title", claimed, Proof(key, ReadinessLevel(proved), standing, reason, evidence), owner)


FAILING = position("9.1", 4, 1, Standing.FAILING, evidence=(1, 2))
CLAIMED = position("9.2.1", 3, 0, Standing.NOT_SHOWN)
PROVED = position("9.2.2", 3, 3, Standing.PROVED)
STALE = position("9.3.1", 3, 3, Standing.STALE)
LITTLE = position("9.3.2", None, 0, Standing.NOT_SHOWN)
CHAPTER = Chapter("9", "Performance evaluation", (FAILING, CLAIMED, PROVED, STALE, LITTLE))


def drawn(*positions):
    chapter = Chapter("9", "Performance evaluation", positions)
    return charts.conformity([chapter], lambda c: f"/requirements/?chapter={c.id}", caption="Conformity").svg


@pytest.mark.parametrize(
    ("standing", "role", "mark"),
    [
        (FAILING, "g-box-bad", "\N{MULTIPLICATION SIGN}"),
        (STALE, "g-box-bad", "!"),
        (PROVED, "g-proved", ""),
        (CLAIMED, "g-claimed", ""),
        (LITTLE, "g-track", ""),
    ],
)
def test_a_cell_tells_by_shape_and_sign_how_its_requirement_stands(standing, role, mark):
    svg = drawn(standing)
    assert svg.count("<rect") == svg.count(f'<rect class="{role}"') == 1
    assert (f">{mark}</text>" in svg) is bool(mark)


def test_the_drawing_has_a_cell_for_every_requirement_and_a_way_to_them():
    chart = charts.conformity([CHAPTER], lambda c: f"?chapter={c.id}", caption="Conformity")
    assert chart.svg.count("<rect") == 5
    assert 'href="?chapter=9"' in chart.svg
    assert "2 of 5 requirements stand at Operating or above with proof." in chart.svg


def test_the_same_counts_stand_in_its_table():
    chart = charts.conformity([CHAPTER], lambda _c: "", caption="Conformity")
    assert chart.rows == (("9 Performance evaluation", "4", "2", "5"),)


def test_the_sheet_keeps_not_claimed_and_not_shown_apart_from_zero():
    told = [dict(zip(HEAD, row, strict=True)) for row in rows("ISO/IEC 42001:2023", CHAPTER.positions)]
    failing, little = told[0], told[-1]
    assert (failing["id"], failing["claimed"], failing["proved"], failing["gap"]) == ("9.1", 4, 1, 3)
    assert (failing["standing"], failing["evidence"]) == ("Failing", 2)
    assert (little["id"], little["claimed"], little["proved"], little["standing"]) == ("9.3.2", "", "", "Not shown")
