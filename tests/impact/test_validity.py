"""Every complaint about answers is told, each with its place; what is right beside them is not complained about."""

from assentian.impact.answering import visible
from assentian.impact.bank.facts import Depth
from assentian.impact.bank.library import bank
from assentian.impact.scoring.exposure import exposures
from assentian.impact.validity import complaints


def test_all_complaints_are_told_at_once() -> None:
    answers = {
        "automation": ["decides"],
        "prohibited": "none",
        "limits": "none",
        "boundaries": [{"detector": "d"}, "age"],
        "impact_register": [{"controls": "all", "gravity": 9, "what_happens": "delay"}, {"gravity": "unknown"}],
        "reach": 12,
        "purpose": "",
        "rights_screen": [{"right": "R01", "effect": "none"}],
    }
    assert [place for place, _ in complaints(bank(), answers)] == [
        ("automation",),
        ("prohibited",),
        ("limits",),
        ("boundaries", 1),
        ("impact_register", 0, "controls"),
        ("impact_register", 0, "gravity"),
    ]


def test_what_cannot_be_counted_is_unknown_and_so_serious() -> None:
    asked = [bank().question(key) for key in ("rights_screen", "automation", "vulnerability")]
    told = exposures(
        bank(), asked, {"rights_screen": "some", "automation": "sometimes", "vulnerability": ["child", "x"]}
    )
    assert [(one.points, one.unknown) for one in told] == [(3, True)] * 3


def test_a_question_is_hidden_with_the_one_that_it_hangs_on() -> None:
    asked = visible(bank(), {"automation": "decides"}, None, Depth.SCREENING)
    assert {question.depth for question in asked} == {Depth.SCREENING}
    assert "override" not in {question.key for question in asked}
