"""Charts: well-formed whatever they are given, honest about gaps, the same in both palettes."""

import re
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assentian.web.charts import (
    PAGE,
    PAPER,
    Level,
    Limits,
    Mark,
    Node,
    Point,
    Rate,
    claimed_proved,
    group_rates,
    lineage,
    sparkline,
    threshold,
)
from assentian.web.charts.chart import MISSING
from assentian.web.charts.lineage import layers
from assentian.web.charts.scale import Scale, decimals_for, extent, ticks

SVG = "{http://www.w3.org/2000/svg}"
# What XML can carry; control characters never reach a page because forms and the ledger refuse them.
words = st.text(st.characters(exclude_categories=("Cc", "Cs"), exclude_characters="\ufffe\uffff"), max_size=30)
numbers = st.none() | st.floats(allow_nan=True, allow_infinity=True)
palettes = st.sampled_from([PAGE, PAPER])
points = st.lists(st.builds(Point, words, numbers, numbers, numbers, st.booleans()), max_size=8)
rates = st.lists(st.builds(Rate, words, numbers, numbers, numbers, st.integers(0, 10**9)), max_size=6)
plain_levels = st.floats(0, 4)
levels = st.lists(st.builds(Level, words, plain_levels, st.none() | plain_levels, words), max_size=6)


def drawn(svg):
    root = ET.fromstring(svg)  # noqa: S314 - drawn by us; raises where it is not well-formed
    assert root.tag == f"{SVG}svg"
    assert root.get("role") in {"img", "group"}
    assert root.find(f"{SVG}title") is not None
    assert "style=" not in re.sub(r">[^<]*<|\"[^\"]*\"", "", svg)
    numbers_drawn = [
        v for node in root.iter() for k, v in node.items() if k in {"x", "y", "cx", "cy", "width", "points"}
    ]
    assert not [v for v in numbers_drawn if "nan" in v or "inf" in v]
    return root


@given(points, numbers, palettes, words)
def test_a_threshold_chart_is_well_formed_whatever_it_is_given(given_points, value, palette, caption):
    limit = value if value is not None and abs(value) < 1e300 else None
    chart = threshold(given_points, Limits(breach=limit), caption=caption, palette=palette)
    assert drawn(chart.svg).find(f"{SVG}title").text in {caption, None}
    assert len(chart.rows) == len(given_points)


@given(rates, palettes)
def test_a_rate_chart_is_well_formed_whatever_it_is_given(given_rates, palette):
    drawn(group_rates(given_rates, caption="Rates", palette=palette).svg)


@given(levels, palettes)
def test_a_chart_of_claimed_and_proved_is_well_formed_whatever_it_is_given(given_levels, palette):
    drawn(claimed_proved(given_levels, caption="Levels", palette=palette).svg)


@given(st.lists(numbers, max_size=12))
def test_a_sparkline_is_well_formed_whatever_it_is_given(values):
    drawn(sparkline(values, label='<ratio> & "trend"'))


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 7)), max_size=12))
def test_a_lineage_is_drawn_whatever_the_edges_even_in_a_circle(pairs):
    nodes = [Node(str(n), f"<{n}>", "dataset") for n in range(7)]
    chart = lineage(nodes, [(str(a), str(b)) for a, b in pairs], caption="Lineage")
    assert len(list(drawn(chart.svg).iter(f"{SVG}rect"))) == len(nodes)


def test_what_is_written_into_a_chart_is_escaped():
    chart = threshold([Point("<script>alert(1)</script>", 1.0)], Limits(), caption='"><img src=x>')
    assert "<script" not in chart.svg
    assert "<img" not in chart.svg


def test_a_missing_value_leaves_a_gap_and_is_never_zero():
    chart = threshold([Point("a", 0.8), Point("b", None), Point("c", 0.7)], Limits(), caption="Ratio")
    root = drawn(chart.svg)
    assert len(list(root.iter(f"{SVG}circle"))) == 2
    assert len(list(root.iter(f"{SVG}polyline"))) == 2
    assert chart.rows[1] == ("b", MISSING, "", "no value")


def test_a_breach_is_marked_written_out_and_told():
    points = [Point("Sep", 0.85), Point("Oct", 0.74, 0.71, 0.77, breached=True)]
    chart = threshold(points, Limits(0.85, 0.80, above=False), caption="Selection rate ratio")
    root = drawn(chart.svg)
    assert [c.get("class") for c in root.iter(f"{SVG}circle")] == ["g-dot", "g-dot-bad"]
    assert "0.740" in [t.text for t in root.iter(f"{SVG}text")]
    assert root.find(f"{SVG}desc").text == "2 windows. Breach below 0.80. Breaches: Oct: 0.740."
    assert chart.rows[1] == ("Oct", "0.740", "0.710 to 0.770", "breach")


def test_what_is_not_shown_is_not_proved():
    chart = claimed_proved([Level("9 Evaluation", 2.0, None)], caption="By clause")
    assert chart.rows == (("9 Evaluation", "2.0", "not shown"),)
    assert "g-proved" not in chart.svg


def test_a_chart_with_links_is_a_group_so_that_they_can_be_reached():
    assert drawn(claimed_proved([Level("4", 1, 1, "/c/4/")], caption="By clause").svg).get("role") == "group"
    assert drawn(claimed_proved([Level("4", 1, 1)], caption="By clause").svg).get("role") == "img"


def test_paper_needs_no_stylesheet():
    root = drawn(claimed_proved([Level("4", 2, 1)], caption="By clause", palette=PAPER).svg)
    assert [node.get("class") for node in root] == [None] * len(list(root))
    assert {node.get("fill") for node in root.iter(f"{SVG}rect")} == {"#eceff0", "#ffffff", "#0b5a6b"}


def test_both_palettes_know_the_same_roles():
    assert PAGE.keys() == PAPER.keys()


def test_an_arrow_past_a_layer_gets_a_lane_of_its_own():
    nodes = [Node(key, key, "step") for key in "abc"]
    chart = lineage(nodes, [("a", "b"), ("b", "c"), ("a", "c")], caption="Lineage")
    boxes = {r.get("y") for r in drawn(chart.svg).iter(f"{SVG}rect")}
    assert len(boxes) > 1
    assert layers(list("abc"), [("a", "b"), ("b", "c"), ("a", "c")]) == {"a": 0, "b": 1, "c": 2}


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [(0, 1, [0, 0.2, 0.4, 0.6, 0.8, 1]), (0.7, 0.9, [0.7, 0.75, 0.8, 0.85, 0.9]), (3, 3, [3])],
)
def test_ticks_are_round(low, high, expected):
    assert ticks(low, high) == pytest.approx(expected)


@given(st.floats(-1e9, 1e9), st.floats(1e-6, 1e9))
def test_ticks_stay_inside_and_few(low, width):
    found = ticks(low, low + width)
    assert len(found) <= 7
    slack = width * 1e-6 + abs(low) * 1e-12  # a float cannot tell closer numbers apart
    assert all(low - slack <= tick <= low + width + slack for tick in found)


def test_a_scale_of_one_point_lands_in_the_middle():
    assert Scale(3, 3, 0, 10)(3) == 5
    assert extent([]) == (0.0, 1.0)
    assert decimals_for([0.75, 0.8]) == 2
    assert decimals_for([1, 1]) == 0


def test_what_happened_at_about_the_same_time_is_told_once_and_drawn_each():
    series = [Point(str(n), 0.1) for n in range(12)]
    marks = [Mark("release 1.1", 2.0), Mark("assessment 1", 9.0), Mark("T-INC-1 reopened", 9.2), Mark("1.2", 9.4)]
    alone, together = (threshold(series, Limits(), caption="Drift", marks=marks[:n]).svg for n in (2, 4))
    assert "assessment 1" in alone
    assert "release 1.1" in together
    assert "3 events" in together
    assert "reopened" not in together
    assert together.count("g-axis") - alone.count("g-axis") == 2
