"""A system's threats written down: as plain values, as SARIF 2.1.0 for code scanning, as Markdown for a review.

Does not: judge. What is claimed is shown as claimed; only evidence makes it more, and evidence is kept elsewhere.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

from assentian import __version__
from assentian.standards.vocabulary import Stage, Stride
from assentian.threats.comparison import Comparison
from assentian.threats.matching import Instance
from assentian.threats.model import ThreatModel

SARIF = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def standing(instance: Instance) -> str:
    """What the model alone says of an instance: a decision, a claim, or nothing yet."""
    if instance.decision:
        return f"{instance.decision.decision} until {instance.decision.until}"
    if instance.claims:
        return f"claimed by {', '.join(instance.claims)}"
    return "possible" if instance.is_possible else "open"


def as_json(instance: Instance) -> dict[str, Any]:
    return {
        "id": instance.id,
        "threat": instance.threat.id,
        "element": instance.element or None,
        "title": instance.threat.title,
        "applies": "possible" if instance.is_possible else "yes",
        "because": instance.because,
        "questions": list(instance.questions),
        "standing": standing(instance),
        "controls": [key.short for key in instance.threat.controls],
        "checks": list(instance.threat.checks),
    }


def comparison_as_json(found: Comparison) -> dict[str, Any]:
    return {
        "new": [as_json(instance) for instance in found.new],
        "gone": [as_json(instance) for instance in found.gone],
        "changed": [{"id": change.after.id, "change": change.words} for change in found.changed],
    }


def as_sarif(model: ThreatModel, found: Sequence[Instance]) -> dict[str, Any]:
    """One result for each instance, at the line of its element; a possible one is a note."""
    rules = list({instance.threat.id: instance.threat for instance in found}.values())
    return {
        "$schema": SARIF,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "assentian threats",
                        "version": __version__,
                        "rules": [
                            {"id": threat.id, "name": threat.title, "fullDescription": {"text": threat.text}}
                            for threat in rules
                        ],
                    }
                },
                "results": [_result(model, instance) for instance in found],
            }
        ],
    }


def as_markdown(model: ThreatModel, found: Sequence[Instance]) -> str:
    """A table for each cell that has an instance."""
    lines = [f"# Threats of {model.system['name']}", "", f"{len(found)} instances of {_threats(found)} threats."]
    for cell, members in by_cell(found):
        lines += [
            "",
            f"## {cell_title(cell)}",
            "",
            "| Threat | At | Standing | Because | Checks |",
            "|---|---|---|---|---|",
        ]
        lines += [
            f"| {_cell(f'{one.threat.id} {one.threat.title}')} | {_cell(one.element or 'the system')} "
            f"| {_cell(standing(one))} | {_cell(one.because)} | {', '.join(one.threat.checks)} |"
            for one in members
        ]
    return "\n".join(lines) + "\n"


def by_cell(found: Iterable[Instance]) -> list[tuple[str, list[Instance]]]:
    """Instances cell by cell, in the order of the library."""
    return [(cell, list(members)) for cell, members in groupby(found, key=lambda instance: instance.threat.cell)]


def cell_title(cell: str) -> str:
    code, _, letter = cell.partition("-")
    return f"{cell}  {Stage.of(code).label}, {Stride.of(letter).label}"


def _result(model: ThreatModel, instance: Instance) -> Mapping[str, Any]:
    place = next(
        (
            (section, instance.element)
            for section in ("parts", "flows")
            if (section, instance.element) in model.document.lines
        ),
        ("system",),
    )
    return {
        "ruleId": instance.threat.id,
        "level": "note" if instance.is_possible or instance.decision else "warning",
        "message": {"text": f"{instance.threat.title}: {instance.because}. Standing: {standing(instance)}."},
        "partialFingerprints": {"instance/v1": instance.id},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": model.document.path.as_posix()},
                    "region": {"startLine": model.document.line(*place)},
                }
            }
        ],
    }


def _threats(found: Iterable[Instance]) -> int:
    return len({instance.threat.id for instance in found})


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
