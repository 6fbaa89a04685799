"""What every chart function returns, and how numbers are written in charts."""

import math
from dataclasses import dataclass

MISSING = "\N{EN DASH}"


@dataclass(frozen=True)
class Chart:
    """A drawing with its caption and the same facts as a table (`columns`, `rows`), for those who do not see it."""

    caption: str
    svg: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""


def is_drawable(value: float | None) -> bool:
    return value is not None and math.isfinite(value)


def written(value: float | None, decimals: int) -> str:
    if value is None or not math.isfinite(value):
        return MISSING
    return f"{value:,.{decimals}f}".replace(",", "\N{NO-BREAK SPACE}").replace("-", "\N{MINUS SIGN}")


def plainly(value: float) -> str:
    """A limit as people write it: at least two decimals below 10, no more than it needs."""
    exact = f"{value:g}"
    decimals = len(exact.partition(".")[2])
    return exact if "e" in exact or abs(value) >= 10 else f"{value:.{max(decimals, 2)}f}"  # noqa: PLR2004


def shortened(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"
