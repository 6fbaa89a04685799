"""The golden cases: sets of answers with the levels, reasons and state that scoring must reproduce."""

from functools import cache
from pathlib import Path
from typing import Any

from assentian.impact.bank.facts import Depth
from assentian.impact.scoring.evidence import Evidence
from assentian.standards.strict_yaml import read
from assentian.standards.vocabulary import ProofGrade

VECTORS = Path(__file__).parent / "vectors" / "golden-cases.yaml"


@cache
def content() -> dict[str, Any]:
    return read(VECTORS).content


def case(name: str) -> dict[str, Any]:
    return next(case for case in content()["cases"] if case["id"] == name)


def answers(told: dict[str, Any]) -> dict[str, Any]:
    shared = [content()["shared"][name] for name in told.get("uses", ())]
    return {key: value for part in [*shared, told["answers"]] for key, value in part.items()}


def evidence(told: dict[str, Any]) -> Evidence:
    keys = content()["shared"]["mitigated"] if told.get("measured") else ()
    return Evidence(grades=dict.fromkeys(keys, ProofGrade.A3), challenged=frozenset(told.get("challenged", ())))


def depth(told: dict[str, Any]) -> Depth:
    return Depth(told["depth"])
