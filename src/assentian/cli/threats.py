"""`assentian threats`: the library of threats by lifecycle stage and STRIDE letter, or the threats of one system."""

import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from assentian.standards.vocabulary import Stage, Stride, UnknownWordError, Word

if TYPE_CHECKING:
    from rich.table import Table

    from assentian.threats.library import Cell, Threat

WIDTH_OF_A_FILE = 160
LAYOUTS = ["table", "json", "sarif", "markdown", "mermaid", "threat-dragon", "suite"]


def _spelling(words: type[Word]) -> Callable[[click.Context, click.Parameter, str | None], Word | None]:
    """Reads any spelling of a word of the vocabulary: `DEV`, `design`, "Info Disclosure"."""

    def read(_context: click.Context, _parameter: click.Parameter, spelling: str | None) -> Word | None:
        try:
            return words.of(spelling) if spelling else None
        except UnknownWordError as error:
            raise click.BadParameter(str(error)) from error

    return read


MODEL = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command(short_help="List threats of the library, or those of a system by its model.")
@click.argument("model", type=MODEL, required=False)
@click.option("--stage", callback=_spelling(Stage), help="Only this lifecycle stage.")
@click.option("--stride", callback=_spelling(Stride), help="Only this STRIDE letter.")
@click.option("--reference", metavar="ID", help="Only threats that name this id, old or new, as LLM03:2025.")
@click.option("--why-not", metavar="ID", help="With MODEL: why this threat applies to none of the other elements.")
@click.option("--diff", "before", type=MODEL, help="With MODEL: what is new, gone and changed since this older model.")
@click.option("--from", "tool", type=click.Choice(["threat-dragon", "pytm"]), help="MODEL is of this tool: draft ours.")
@click.option("--format", "layout", type=click.Choice(LAYOUTS), default="table", help="How to print.")
def threats(
    model: Path | None,
    stage: Stage | None,
    stride: Stride | None,
    *,
    reference: str,
    why_not: str,
    before: Path | None,
    tool: str,
    layout: str,
) -> None:
    """List the threats of each cell, with the controls that treat them and the checks that can show it.

    With MODEL, a threat model of an AI system in YAML: the threats that apply to its elements, each with its reasons;
    `--format suite` prints the suite of checks that would prove them treated, to be filled in.
    Exit code 2: the model cannot be read; the message names file, line and key.

    The six cells that the guide names carry its own words and label, with the published references beside them.
    """
    from assentian.cli import threat_model

    if model and tool:
        threat_model.draft(model, tool)
        return
    if model and before:
        threat_model.tell_difference(before, model, layout=layout)
        return
    if model and why_not:
        threat_model.tell_why_not(model, why_not)
        return
    if model:
        threat_model.tell(model, layout=layout, stage=stage, stride=stride)
        return
    if why_not or before or tool or layout not in {"table", "json"}:
        raise click.UsageError("--why-not, --diff, --from and this format need a MODEL")
    from assentian.threats.library import select

    found = select(stage, stride)
    if reference:
        found = _naming(found, reference)
    if layout == "json":
        click.echo(json.dumps([as_json(cell) for cell in found], indent=2, ensure_ascii=False))
    else:
        _print(found)


def _naming(found: Sequence["Cell"], spelling: str) -> list["Cell"]:
    """The cells with only those threats that name a reference; an old id leads to its new name and back."""
    from dataclasses import replace

    from assentian.threats.references import UnknownReferenceError, named

    try:
        wanted = named(spelling)
    except UnknownReferenceError as error:
        raise click.BadParameter(str(error), param_hint="--reference") from error
    click.echo(wanted.words, err=True)
    named_by = (replace(cell, threats=tuple(one for one in cell.threats if wanted in one.named)) for cell in found)
    return [cell for cell in named_by if cell.threats]


def as_json(cell: "Cell") -> dict[str, Any]:
    guide = cell.guide and {
        "threat": cell.guide.threat,
        "label": f"{cell.guide.as_written}: {cell.guide.label}",
        "status": cell.guide.status.value,
        "published": [reference.key.short for reference in cell.guide.references],
    }
    return {
        "cell": cell.id,
        "stage": cell.stage.value,
        "stride": cell.stride.value,
        "guide": guide,
        "threats": [_threat(threat) for threat in cell.threats],
    }


def _threat(threat: "Threat") -> dict[str, Any]:
    return {
        "id": threat.id,
        "title": threat.title,
        "text": threat.text,
        "guide": threat.guide or None,
        "controls": [key.short for key in threat.controls],
        "references": [f"{framework}:{id_}" for framework, id_ in threat.references],
        "named_in": [reference.words for reference in threat.named],
        "checks": list(threat.checks),
    }


def _print(found: Sequence["Cell"]) -> None:
    from rich.console import Console
    from rich.text import Text

    console = Console(width=None if sys.stdout.isatty() else WIDTH_OF_A_FILE, highlight=False)
    for cell in found:
        console.print()
        console.print(Text.assemble((cell.id, "bold"), f"  {cell.stage.label}, {cell.stride.label}"))
        if cell.guide:
            published = ", ".join(reference.key.short for reference in cell.guide.references)
            console.print(Text(f"The guide: {cell.guide.threat}"))
            console.print(Text(f"           {cell.guide.as_written}: {cell.guide.label}. Published: {published}"))
        console.print(_table(cell.threats))


def _table(found: Sequence["Threat"]) -> "Table":
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("id", no_wrap=True)
    table.add_column("threat", ratio=2, overflow="fold")
    table.add_column("controls", ratio=1, overflow="fold")
    table.add_column("checks", ratio=1, overflow="fold")
    for threat in found:
        controls = ", ".join(key.short for key in threat.controls)
        table.add_row(Text(threat.id), Text(threat.title), Text(controls), Text(", ".join(threat.checks)))
    return table
