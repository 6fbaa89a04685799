"""The requirements as rows of a spreadsheet. Pure; how they are written is `web.registers.as_csv`."""

from collections.abc import Iterable, Iterator

from assentian.readiness.rules import Position

HEAD = ("edition", "id", "title", "claimed", "proved", "standing", "gap", "why", "owner", "evidence", "at risk")


def rows(edition: str, positions: Iterable[Position]) -> Iterator[tuple[object, ...]]:
    """One row for each position, in the order given; `edition` is the designation, as the publisher names it."""
    for position in positions:
        yield (
            edition,
            position.id,
            position.title,
            "" if position.claimed is None else int(position.claimed),
            "" if position.shown is None else int(position.shown),
            position.proof.standing.label,
            position.gap,
            position.proof.reason,
            position.owner,
            len(position.proof.evidence),
            " ".join(position.at_risk),
        )
