"""The installed versions of the question bank, read from what `bank.compile` wrote.

Invariant: a version that was once published stays here unchanged, so an old result, which names its bank's digest, can
be derived again. Does not: check the content (`compile` does).
"""

import hashlib
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from assentian.impact.bank.facts import (
    Auto,
    Bank,
    Depth,
    Document,
    Duties,
    Mode,
    Module,
    Option,
    Question,
    Right,
    Section,
)
from assentian.standards.keys import NodeKey
from assentian.standards.vocabulary import AskRole, Stage

DATA = Path(__file__).parents[1] / "data"
CURRENT = "0.1.0"


class UnknownBankError(ValueError):
    """A digest that belongs to no installed version of the question bank."""


def path_of(version: str) -> Path:
    return DATA / f"bank-{version}.json"


@cache
def bank(version: str = CURRENT) -> Bank:
    """The bank of a version, read once per process."""
    return load(path_of(version))


@cache
def by_digest(digest: str) -> Bank:
    """The version that an old result names, read once per process."""
    for path in sorted(DATA.glob("bank-*.json")):
        if hashlib.sha256(path.read_bytes()).hexdigest() == digest:
            return load(path)
    raise UnknownBankError(f"no installed version of the question bank has the digest {digest}")


def load(path: Path) -> Bank:
    data = path.read_bytes()
    raw: dict[str, Any] = json.loads(data)
    options = {
        "fundamental_rights": {row["id"]: row["title"] for row in raw["rights"]},
        "vulnerability_factors": {name: name.replace("_", " ") for name in raw["vulnerabilities"]},
        "triggers": raw["triggers"],
    }
    return Bank(
        version=raw["version"],
        digest=hashlib.sha256(data).hexdigest(),
        modules=tuple(_module(row, options) for row in raw["modules"]),
        scales=raw["scales"],
        rights=tuple(Right(**row) for row in raw["rights"]),
        harms=raw["harms"],
        benefits=raw["benefits"],
        vulnerabilities=tuple(raw["vulnerabilities"]),
        scoring=raw["scoring"],
        levels={level: _duties(row) for level, row in raw["levels"].items()},
        guide=raw["guide"],
        documents=tuple(_document(row) for row in raw["documents"]),
    )


def _module(row: Mapping[str, Any], options: Mapping[str, Mapping[str, str]]) -> Module:
    questions = tuple(_question(question, row["id"], options) for question in row["questions"])
    return Module(row["id"], row["title"], tuple(row["guide"]), questions)


def _question(row: Mapping[str, Any], module: str, lists: Mapping[str, Mapping[str, str]]) -> Question:
    listed = lists.get(row.get("options_from", ""), {})
    return Question(
        id=row["id"],
        key=row["key"],
        module=module,
        type=row["type"],
        depth=Depth(row["depth"]),
        due=Stage.of(row["due"]),
        ask=tuple(AskRole.of(role) for role in row["ask"]),
        prompt=row["prompt"],
        help=row.get("help", ""),
        unit=row.get("unit", ""),
        allow_unknown=row.get("allow_unknown", True),
        options=(
            *(Option(**option) for option in row.get("options", ())),
            *(Option(value=value, label=label) for value, label in listed.items()),
        ),
        columns=tuple(row.get("columns", ())),
        metric=row.get("metric", {}),
        show_if=row.get("show_if"),
        scoring=row["scoring"],
        serves=tuple(NodeKey.parse(key) for key in row["serves"]),
        guide=tuple(row["guide"]),
        auto=tuple(_auto(auto) for auto in row.get("auto", ())),
        triggers=tuple(row.get("triggers", ())),
        card=row.get("card", ""),
    )


def _auto(row: Mapping[str, Any]) -> Auto:
    return Auto(
        mode=Mode(row["mode"]),
        source=row["from"],
        per_year=row.get("per_year", 1),
        when=row.get("when", {}),
        if_answer=tuple(row.get("if_answer", ())),
        say=row.get("say", ""),
    )


def _duties(row: Mapping[str, Any]) -> Duties:
    second = tuple(AskRole.of(role) for role in row["second_line"])
    return Duties(**{**row, "approver": AskRole.of(row["approver"]), "second_line": second})


def _document(row: Mapping[str, Any]) -> Document:
    sections = tuple(Section(**{**part, "keys": tuple(part.get("keys", ()))}) for part in row["sections"])
    return Document(**{**row, "basis": NodeKey.parse(row["basis"]), "sections": sections})
