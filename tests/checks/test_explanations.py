"""Every measure says what it is measured in, or by whose definition, and what it does not show."""

import pytest

from assentian.checks.registry import KINDS

MEASURES = [(kind.name, measure) for kind in KINDS.values() for measure in kind.measures.values()]


@pytest.mark.parametrize(("kind", "measure"), MEASURES, ids=lambda one: getattr(one, "name", one))
def test_a_measure_explains_itself_and_its_limits(kind, measure):
    told = measure.explanation()
    assert "Does not show:" in told, kind
    assert "Unit:" in told or "Source:" in told, kind
