"""`assentian threats MODEL`: the threats of one system by its model, why others do not apply, and what changed."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assentian.standards.strict_yaml import ContentError
from assentian.standards.vocabulary import Stage, Stride

if TYPE_CHECKING:
    from assentian.threats.matching import Instance
    from assentian.threats.model import ThreatModel

WIDTH_OF_A_FILE = 160


class CannotTell(click.ClickException):
    """Ends the command with exit code 2: a model that cannot be read has no answer."""

    exit_code = 2


def tell(path: Path, *, layout: str, stage: Stage | None, stride: Stride | None) -> None:
    """Print every threat that applies or may apply to the system of a model."""
    from assentian.threats.matching import instances
    from assentian.threats.writing import as_json, as_markdown, as_sarif

    model = _model(path)
    found = [
        instance
        for instance in instances(model)
        if (stage is None or instance.threat.id.startswith(stage.code))
        and (stride is None or instance.threat.cell.endswith(stride))
    ]
    if layout == "json":
        click.echo(json.dumps([as_json(instance) for instance in found], indent=2, ensure_ascii=False))
    elif layout == "sarif":
        click.echo(json.dumps(as_sarif(model, found), indent=2, ensure_ascii=False))
    elif layout == "markdown":
        click.echo(as_markdown(model, found), nl=False)
    elif layout in {"mermaid", "threat-dragon"}:
        _draw(model, layout)
    elif layout == "suite":
        _suite(model, found)
    else:
        _print(model, found)


def draft(path: Path, tool: str) -> None:
    """Print a model drafted from another tool's file; what was assumed and left behind stands before it."""
    from assentian.threats.exchange import pytm, threat_dragon
    from assentian.threats.exchange.draft import ExchangeError

    readers = {"pytm": pytm, "threat-dragon": threat_dragon}
    try:
        found = readers[tool].read_text(path.read_text(encoding="utf-8"))
    except (ExchangeError, UnicodeDecodeError) as error:
        raise CannotTell(f"{path}: {error}") from error
    click.echo(found.text(), nl=False)


def _draw(model: "ThreatModel", layout: str) -> None:
    from assentian.threats.exchange import mermaid, threat_dragon

    if layout == "mermaid":
        click.echo(mermaid.written(model), nl=False)
    else:
        click.echo(json.dumps(threat_dragon.written(model), indent=2, ensure_ascii=False))


def _suite(model: "ThreatModel", found: Sequence["Instance"]) -> None:
    from assentian.checks.skeleton import skeleton
    from assentian.threats.proving import proofs

    click.echo(skeleton(model.system["id"], proofs(found)), nl=False)


def tell_why_not(path: Path, threat_id: str) -> None:
    """Print for each element why a threat does not attach to it."""
    from assentian.threats.library import cells
    from assentian.threats.matching import instances, why_not

    model = _model(path)
    threat = next((threat for cell in cells() for threat in cell.threats if threat.id == threat_id), None)
    if threat is None:
        raise CannotTell(f"the library has no threat {threat_id!r}; `assentian threats` lists them")
    click.echo(f"{threat.id} {threat.title}")
    for instance in instances(model):
        if instance.threat.id == threat_id:
            word = "may apply" if instance.is_possible else "applies"
            click.echo(f"  {word} to {instance.element or 'the system'}: {instance.because}")
    for refusal in why_not(model, threat):
        click.echo(f"  does not apply to {refusal.element or 'the system'}: {refusal.words}")


def tell_difference(before: Path, after: Path, *, layout: str) -> None:
    """Print what the second model adds, drops and changes."""
    from assentian.threats.comparison import compare
    from assentian.threats.writing import comparison_as_json

    found = compare(_model(before), _model(after))
    if layout == "json":
        click.echo(json.dumps(comparison_as_json(found), indent=2, ensure_ascii=False))
        return
    for word, members in (("new", found.new), ("gone", found.gone)):
        for instance in members:
            click.echo(f"{word:8}{instance.id}  {instance.threat.title}")
    for change in found.changed:
        click.echo(f"changed {change.after.id}  {change.words}")
    if not (found.new or found.gone or found.changed):
        click.echo("The same threats, for the same reasons.")


def _model(path: Path) -> "ThreatModel":
    from assentian.threats.model import load_model

    try:
        return load_model(path)
    except ContentError as error:
        raise CannotTell(str(error)) from error


def _print(model: "ThreatModel", found: Sequence["Instance"]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from assentian.threats.writing import by_cell, cell_title, standing

    console = Console(width=None if sys.stdout.isatty() else WIDTH_OF_A_FILE, highlight=False)
    threats = len({instance.threat.id for instance in found})
    console.print(Text(f"{model.system['name']}: {threats} threats, {len(found)} instances", style="bold"))
    for cell, members in by_cell(found):
        console.print()
        console.print(Text(cell_title(cell), style="bold"))
        table = Table(box=None, pad_edge=False, header_style="dim")
        for heading, ratio in (("threat", 3), ("because", 3), ("standing", 1), ("leading check", 1)):
            table.add_column(heading, ratio=ratio, overflow="fold")
        for one in members:
            table.add_row(
                Text(f"{one.id}\n{one.threat.title}"),
                Text(one.because),
                Text(standing(one)),
                Text(one.threat.checks[0]),
            )
        console.print(table)
    questions = dict.fromkeys(question for instance in found for question in instance.questions)
    if questions:
        console.print()
        console.print(Text("Open questions", style="bold"))
        for question in questions:
            console.print(Text(f"- {question}"))
