"""What the public reads of a version: plain values made from the signed record and from decisions, and nothing else.

Invariants: an answer enters with its text only where a decision says so; who answered, references to papers inside,
readings, grades of answers, challenges, marks and reasons of the level never enter. Pages and JSON are drawn from this
alone.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from assentian.impact.bank.facts import Bank, Question
from assentian.impact.drafting import fields, pages
from assentian.impact.orders.reading import is_not_known
from assentian.impact.publishing import rules
from assentian.impact.publishing.rules import Decision, Part
from assentian.standards.vocabulary import ImpactLevel

SCHEMA = "assentian/public-summary/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What is told whatever was decided: whose system, which version, of which day, and whom to write to."""

    organisation: str
    system: str
    approved: str
    contact: str
    digest: str


def answers(record: Mapping[str, Any] | None) -> dict[str, Mapping[str, Any]]:
    """The answers of a record by key; none of a draft, which has no record yet."""
    return {one["key"]: one for one in record["answers"]} if record else {}


def parts(bank: Bank, record: Mapping[str, Any] | None) -> list[Part]:
    if not record:
        return []
    return rules.parts(bank, ImpactLevel(record["result"]["inherent"]), answers(record))


def content(bank: Bank, record: Mapping[str, Any], decisions: Mapping[str, Decision], head: Head) -> dict[str, Any]:
    """The public summary as canonical values; an answer without a decision is not in it at all."""
    level, residual = (ImpactLevel(record["result"][name]) for name in ("inherent", "residual"))
    said = answers(record)
    return {
        "schema": SCHEMA,
        "organisation": head.organisation,
        "system": head.system,
        "version": record["version"],
        "approved": head.approved,
        "level": {"numeral": level.value, "word": level.label},
        "residual": {"numeral": residual.value, "word": residual.label},
        "decision": pages.spoken(bank.question("decision"), record["decision"].replace("_", " ")),
        "contact": head.contact,
        "record": {"schema": record["schema"], "sha256": head.digest},
        "bank": record["bank"],
        "sections": [
            {
                "id": part.id,
                "title": part.title,
                "answers": [
                    told(bank, question, said[question.key], decisions[question.key])
                    for question in part.questions
                    if question.key in decisions
                ],
            }
            for part in parts(bank, record)
        ],
    }


def withheld(content: Mapping[str, Any]) -> int:
    return sum("withheld" in one for section in content["sections"] for one in section["answers"])


def told(bank: Bank, question: Question, said: Mapping[str, Any], decision: Decision) -> dict[str, Any]:
    found: dict[str, Any] = {"id": question.id, "question": question.prompt}
    if not decision.is_published:
        return {**found, "withheld": decision.reason}
    if said["rows"]:
        return {
            **found,
            "rows": [_row(bank, question, row) for row in said["rows"]],
            "left_out": _left_out(said["rows"]),
        }
    if is_not_known(said["value"]):
        return {**found, "unknown": True}
    value = rules.shown(said["value"]) if isinstance(said["value"], Mapping) else said["value"]
    return {**found, "answer": pages.spoken(question, value)}


def _row(bank: Bank, question: Question, row: Mapping[str, Any]) -> dict[str, Any]:
    told = rules.shown(row)
    controls = told.pop("controls", ())
    title, cells = pages.told_row(bank, question, row["number"], told)
    cells += [("What is done about it", control["name"]) for control in controls]
    return {"title": title, "cells": [{"name": name, "text": text} for name, text in cells]}


def _left_out(rows: Iterable[Mapping[str, Any]]) -> list[str]:
    return sorted({fields.named(name) for row in rows for name in rules.left_out(row)})
