"""What a witness's ledger sealed of an event log, beside the log itself: whoever rewrites one must rewrite both.

A witness is a second ledger, kept by somebody else, that the same openings and heads are sent to. Does not: show what
neither was sent.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assentian.ledger.verify import Pack, parse_canonical

Batch = Mapping[str, Any]
"""An opening (`n` is 0) or a head, as its leaf says it, with its `digest`."""
SEALING = {"event-batch", "batch-open"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """`is_contradiction` where both cannot be right; else the witness has not seen what is here."""

    is_contradiction: bool
    words: str


def sealed_in(pack: Path) -> Iterator[Batch]:
    """The openings and heads that the entries of a pack seal. The pack is one that was verified before."""
    with closing(Pack(pack)) as opened:
        for name in opened.under("entries"):
            for line in opened.read(name).splitlines():
                leaf = parse_canonical(line)
                if leaf["t"] in SEALING:
                    yield {**leaf["batch"], "digest": leaf["ref"][0]["sha256"]}


def differences(here: Iterable[Batch], there: Iterable[Batch]) -> Iterator[Difference]:
    """Where the log and the witness differ, in the streams that are here, by counters."""
    mine, theirs = _by_place(here), _by_place(there)
    streams = {place[:2] for place in mine}
    for place in sorted(mine.keys() | {place for place in theirs if place[:2] in streams}):
        system, stream, first, is_head = place
        what = f"events of {system}/{stream}: the {'batch' if is_head else 'opening of the batch'} from {first}"
        unseen, gone = mine[place].keys() - theirs[place].keys(), theirs[place].keys() - mine[place].keys()
        if gone:
            more = "here is another" if mine[place] else "is not here"
            yield Difference(is_contradiction=True, words=f"{what} that the witness sealed {more}")
        elif unseen:
            yield Difference(is_contradiction=False, words=f"{what} was not seen by the witness")


def _by_place(batches: Iterable[Batch]) -> dict[tuple[str, str, int, bool], dict[str, Batch]]:
    found: dict[tuple[str, str, int, bool], dict[str, Batch]] = defaultdict(dict)
    for one in batches:
        found[one["system"], one["stream"], one["first"], one["n"] > 0][one["digest"]] = one
    return found
