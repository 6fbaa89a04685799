"""Random answers that a person could give: every question, blank, unknown or answered."""

from random import Random
from typing import Any

from assentian.impact.bank.facts import UNKNOWN, Bank, Kind, Question
from assentian.impact.scoring.harms import RATINGS
from assentian.standards.vocabulary import ProofGrade

GROUPS = ("clients", "staff", "neighbours")


def some_answers(bank: Bank, seed: int) -> dict[str, Any]:
    """Answers to about three quarters of the questions; the same seed gives the same answers."""
    chance = Random(seed)
    groups = [name for name in GROUPS if chance.random() < 0.6]
    told = {question.key: _answer(bank, question, groups, chance) for question in bank.questions}
    return {key: value for key, value in told.items() if key == "groups" or chance.random() < 0.85}


def _answer(bank: Bank, question: Question, groups: list[str], chance: Random) -> Any:
    if question.key == "groups":
        return [_group(bank, name, chance) for name in groups]
    if chance.random() < 0.1:
        return UNKNOWN if question.allow_unknown else None
    if question.type in {"single", "multi"}:
        return _choice(question, chance)
    if question.type == "table":
        return _rows(question, groups, chance)
    if question.type in {"number", "metric"}:
        return chance.choice([0, 3, 12, 50, 84, 99, 100, 5000, 2_000_000])
    return chance.choice([None, {"credit": chance.choice([0, 0.5, 1])}])


def _choice(question: Question, chance: Random) -> Any:
    if question.type == "single":
        return chance.choice(question.options).value
    chosen = [option.value for option in question.options if option.value != "none" and chance.random() < 0.2]
    return chosen or (["none"] if question.option("none") else [])


def _rows(question: Question, groups: list[str], chance: Random) -> list[dict[str, Any]]:
    if question.key == "rights_screen":
        effects = ["strengthens", "none", "weakens", "weakens_on_purpose", "unknown"]
        return [{"right": f"R{n:02}", "effect": chance.choice(effects)} for n in range(1, chance.randint(1, 4))]
    if question.kind is Kind.REGISTER and question.key != "benefit_register":
        return [_harm(question, groups, chance) for _ in range(chance.randint(0, 4))]
    names = [name for name in question.columns if name not in {"benefit_type", "size", "likelihood"}]
    return [{name: chance.choice([None, "told"]) for name in names} for _ in range(chance.randint(0, 3))]


def _group(bank: Bank, name: str, chance: Random) -> dict[str, Any]:
    return {"group": name, "vulnerability_factors": chance.choice([[], [bank.vulnerabilities[0]]])}


def _harm(question: Question, groups: list[str], chance: Random) -> dict[str, Any]:
    row: dict[str, Any] = {name: chance.choice([1, 2, 3, 4, UNKNOWN]) for name in RATINGS if name in question.columns}
    row |= {"group": chance.choice([*groups, None])} if "group" in question.columns else {}
    row |= {"right_or_harm": chance.choice(["R01", "R08", "economic"])} if "right_or_harm" in question.columns else {}
    if chance.random() < 0.2:
        row["measured_per_1000"] = chance.choice([0, 0.05, 0.5, 5, 50])
    row["controls"] = [
        {"name": "control", "acts_on": chance.choice(RATINGS), "assurance": chance.choice(list(ProofGrade))}
        for _ in range(chance.randint(0, 3))
    ]
    return row
