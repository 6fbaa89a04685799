"""The demonstration's risks name people, systems, threats and controls that exist, and are judged by sound steps."""

import pytest

from assentian.demo.risks import told
from assentian.demo.story import story
from assentian.risk.choices import Option
from assentian.risk.criteria.offered import offered
from assentian.risk.criteria.rules import PARTIES
from assentian.risk.rules import threat
from assentian.risk.treatment.rules import unknown_keys
from assentian.standards.catalogue import catalogue

RISKS = told()["risks"]


@pytest.mark.parametrize("row", RISKS, ids=[row["event"] for row in RISKS])
def test_a_risk_names_only_what_exists(row):
    people = {person.key for person in story().people}
    assert row["owner"] in people
    assert row["system"] in {"", *(system.key for system in story().systems)}
    key = row["source"]
    assert not key or threat(key) or catalogue().find(f"iso42001:{key}")
    for plan in row.get("treatments", ()):
        assert plan["option"] in Option.values
        assert unknown_keys(plan.get("controls", ())) == []
        assert {action["owner"] for action in plan.get("actions", ())} <= people
    for judged in filter(None, (row.get("judged"), row.get("remains"))):
        likelihood, *steps = judged["steps"]
        assert offered().has(likelihood, dict(zip(PARTIES, steps, strict=True)))


def test_all_four_options_and_all_kinds_of_source_are_shown():
    options = {plan["option"] for row in RISKS for plan in row.get("treatments", ())}
    assert options == set(Option.values)
    sources = [row["source"] for row in RISKS]
    assert {"", "C.3.4"} <= set(sources)
    assert sum("@" in key for key in sources) >= 4
