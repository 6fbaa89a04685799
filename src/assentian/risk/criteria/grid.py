"""The heat map: likelihood against consequence, each cell with its level as colour and word, and what stands in it."""

from collections.abc import Mapping

from assentian.risk.criteria.rules import Criteria
from assentian.web.components.tables import Cell, Matrix


def heat_map(criteria: Criteria, counts: Mapping[tuple[int, int], int] | None = None) -> Matrix:
    """The likeliest in the first row. `counts` are risks by their steps of likelihood and gravest consequence."""
    likelihoods = range(len(criteria.likelihoods), 0, -1)
    steps = range(1, len(criteria.consequences) + 1)
    return Matrix(
        "Levels by likelihood and consequence" if counts is None else "Risks by likelihood and consequence",
        [one.word for one in criteria.consequences],
        [
            (
                criteria.likelihoods[likelihood - 1].word,
                [_cell(criteria, likelihood, step, (counts or {}).get((likelihood, step), 0)) for step in steps],
            )
            for likelihood in likelihoods
        ],
    )


def _cell(criteria: Criteria, likelihood: int, step: int, count: int) -> Cell:
    level = criteria.level(likelihood, step)
    return Cell(level.value, str(count) if count else "", level.value, framed=count > 0)
