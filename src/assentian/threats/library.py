"""The library of threats: six lifecycle stages by six STRIDE letters, each of the 36 cells with its threats.

Invariants: every cell has a threat; every key resolves in the catalogue; a cell that the guide names carries the
guide's row, word for word, with its published references beside it (it stands in `standards`, once).
Does not: decide which threats apply to a system.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from assentian.standards.catalogue import catalogue
from assentian.standards.facts import GuideRow
from assentian.standards.keys import NodeKey
from assentian.standards.vocabulary import Stage, Stride
from assentian.threats.references import Reference, reference

DATA = Path(__file__).parent / "data"
COMPILED = DATA / "threats.json"
EDITIONS = ("iso42001", "iso27001")


@dataclass(frozen=True, slots=True)
class Threat:
    """`guide` is the guide's phrase that it stands for, or empty; `references` are (framework, id) pairs.

    `target` and `when` say to which elements of a system it attaches. `checks` can show that it is treated, the
    leading one first.
    """

    id: str
    title: str
    text: str
    guide: str
    assets: tuple[str, ...]
    target: str
    when: Mapping[str, Any]
    references: tuple[tuple[str, str], ...]
    controls: tuple[NodeKey, ...]
    checks: tuple[str, ...]

    @property
    def cell(self) -> str:
        return self.id.rpartition("-")[0]

    @property
    def named(self) -> tuple[Reference, ...]:
        """Its references with version and name."""
        return tuple(reference(framework, id_) for framework, id_ in self.references)


@dataclass(frozen=True, slots=True)
class CheckFact:
    """A check that can show something: `tier` is core, ml, extra or feed, `pass_rule` the default rule in words.

    `serves` is `aiia` for a check that no threat names. Evidence older than `stale_days` counts no more. Whether the
    check is built, `checks.registry` knows.
    """

    id: str
    title: str
    tier: str
    libraries: tuple[str, ...]
    measure: str
    pass_rule: str
    stale_days: int
    alternatives: tuple[str, ...] = ()
    fallback: str = ""
    serves: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """One stage and one letter. `guide` is the guide's own row, where this is one of its six cells."""

    stage: Stage
    stride: Stride
    threats: tuple[Threat, ...]
    guide: GuideRow | None

    @property
    def id(self) -> str:
        return f"{self.stage.code}-{self.stride}"


@cache
def cells() -> tuple[Cell, ...]:
    """The 36 cells, stage by stage, letter by letter."""
    by_cell: dict[str, list[Threat]] = {}
    for row in _compiled()["threats"]:
        threat = _threat(row)
        by_cell.setdefault(threat.cell, []).append(threat)
    return tuple(
        Cell(stage, stride, tuple(by_cell[f"{stage.code}-{stride}"]), catalogue().guide_row(stage, stride))
        for stage in Stage
        for stride in Stride
    )


def select(stage: Stage | None = None, stride: Stride | None = None) -> list[Cell]:
    """The cells of a stage, of a letter, of both, or all."""
    return [cell for cell in cells() if stage in (None, cell.stage) and stride in (None, cell.stride)]


def threat(id_: str) -> Threat | None:
    """The threat of this id, if the library has it."""
    return next((one for cell in cells() for one in cell.threats if one.id == id_), None)


@cache
def checks() -> Mapping[str, CheckFact]:
    """The catalogue of checks by id, in its order."""
    return {row["id"]: _check(row) for row in _compiled()["checks"]}


def leads() -> dict[str, tuple[str, ...]]:
    """Check id to the cells of the guide in which it is the leading evidence of a threat that the guide names."""
    found: dict[str, dict[str, None]] = {}
    for cell in cells():
        for threat in cell.threats:
            if threat.guide:
                found.setdefault(threat.checks[0], {})[cell.id] = None
    return {id_: tuple(named) for id_, named in found.items()}


def _check(row: Mapping[str, Any]) -> CheckFact:
    return CheckFact(
        id=row["id"],
        title=row["title"],
        tier=row["tier"],
        libraries=tuple(row["lib"]),
        measure=row["measure"],
        pass_rule=row["pass"],
        stale_days=row["stale_days"],
        alternatives=tuple(row.get("alt", ())),
        fallback=row.get("fallback", ""),
        serves=row.get("serves", ""),
    )


def _threat(row: Mapping[str, Any]) -> Threat:
    return Threat(
        id=row["id"],
        title=row["title"],
        text=row["text"],
        guide=row.get("guide", ""),
        assets=tuple(row["assets"]),
        target=row["target"],
        when=row["when"],
        references=tuple((framework, id_) for framework, ids in row["ref"].items() for id_ in ids),
        controls=tuple(NodeKey(edition, id_) for edition in EDITIONS for id_ in row[edition]),
        checks=tuple(row["checks"]),
    )


@cache
def _compiled() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(COMPILED.read_text(encoding="utf-8"))
    return found
