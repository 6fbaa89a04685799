"""The criteria that are offered for a start. Nobody has approved them: they only fill the form."""

from functools import cache
from pathlib import Path

from assentian.risk.criteria.rules import Criteria, of_document
from assentian.standards import strict_yaml

FILE = Path(__file__).parent.parent / "data" / "criteria.yaml"


@cache
def offered() -> Criteria:
    return of_document(strict_yaml.read(FILE).content)
