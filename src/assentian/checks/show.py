"""A run for a person at a terminal: one table for each check, the failing lines first in view, and what to do next."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from assentian.checks.result import GRAVITY, CheckResult, Metric
from assentian.standards.vocabulary import Verdict

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

STYLES = {Verdict.PASS: "green", Verdict.WARN: "yellow", Verdict.FAIL: "bold red"}
OTHER_STYLE = "magenta"
FEW = 15
"""A check with more judged metrics than this shows those that did not pass, and those nearest to their limits."""
NEAREST = 5
ADVICE = {
    Verdict.FAIL: "A check failed: look at the metrics marked fail; `--explain METRIC` says what one means.",
    Verdict.ERROR: "A check could not run: mend what its message names, then run the suite again.",
    Verdict.NOT_RUN: "A check was not run: install the part that its message names.",
    Verdict.INSUFFICIENT: "Too few cases to tell: use more rows, join small groups, or leave out what has too few.",
}


def show(results: Sequence[CheckResult], console: "Console") -> None:
    """Print every check with its verdict and the metrics worth a look."""
    from rich.markup import escape

    for result in results:
        style = STYLES.get(result.verdict, OTHER_STYLE)
        heading = f"[bold]{escape(result.check_id)}[/] ({result.kind})  [{style}]{result.verdict.label}[/]"
        console.print(f"\n{heading}  {result.n:,} rows, {result.seconds:.2f} s" if result.profile else f"\n{heading}")
        if result.message:
            console.print(result.message, style=OTHER_STYLE, markup=False, highlight=False, soft_wrap=True)
        elif result.metrics:
            judged = _worth_a_look([metric for metric in result.metrics if metric.status])
            console.print(_table([metric for metric in result.metrics if metric in judged or _belongs(metric, judged)]))
            hidden = sum(metric.status is not None for metric in result.metrics) - len(judged)
            if hidden:
                console.print(f"and {hidden} more that passed", style="dim")


def next_steps(results: Iterable[CheckResult]) -> list[str]:
    """One line of advice for each kind of verdict that is no pass, gravest first."""
    found = {result.verdict for result in results}
    return [ADVICE[verdict] for verdict in GRAVITY if verdict in found and verdict in ADVICE]


def _worth_a_look(judged: Sequence[Metric]) -> list[Metric]:
    """Every judged metric where they are few; else those that did not pass, and the nearest to their limits."""
    if len(judged) <= FEW:
        return list(judged)
    passed = [metric for metric in judged if metric.status is Verdict.PASS]
    nearest = sorted(passed, key=_share_of_limit, reverse=True)[:NEAREST]
    return [metric for metric in judged if metric.status is not Verdict.PASS or metric in nearest]


def _share_of_limit(metric: Metric) -> float:
    """How near a value is to its limit: 0 far, 1 at it; a limit below its warning is one to stay above."""
    value, warn, breach = metric.value or 0.0, metric.warn or 0.0, metric.breach or 0.0
    over, under = (breach, value) if warn > breach else (value, breach)
    return over / under if under else 0.0


def _belongs(metric: Metric, judged: Iterable[Metric]) -> bool:
    """Whether a shown rate is what a judged gap or ratio was made of: `tpr` of `race=A` for `tpr_gap` in `race`."""
    return metric.status is None and any(
        other.name.rpartition("_")[0] == metric.name
        and other.where == " x ".join(part.partition("=")[0] for part in metric.where.split(", "))
        for other in judged
    )


def _table(metrics: Iterable[Metric]) -> "Table":
    from rich.table import Table
    from rich.text import Text

    table = Table("metric", "where", box=None, pad_edge=False, header_style="dim")
    for heading in ("value", "interval", "by chance", "limit", "n"):
        table.add_column(heading, justify="right")
    table.add_column("status")
    table.add_column("note", overflow="fold")
    for metric in metrics:
        interval = "" if metric.lower is None else f"{_short(metric.lower)} to {_short(metric.upper)}"
        status = Text(metric.status.label, STYLES.get(metric.status, OTHER_STYLE)) if metric.status else Text("")
        numbers = (_short(metric.value), interval, _short(metric.floor), _short(metric.breach), f"{metric.n:,}")
        table.add_row(Text(metric.name), Text(metric.where), *numbers, status, Text(metric.note, "dim"))
    return table


def _short(number: float | None) -> str:
    """A number as a person reads it; empty where there is none."""
    if number is None:
        return ""
    return f"{number:,.0f}" if abs(number) >= 1000 or number == int(number) else f"{number:.4f}"  # noqa: PLR2004
