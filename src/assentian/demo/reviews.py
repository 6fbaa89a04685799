"""Reviews of proposed refusals in the last live month: SYNTHETIC, drawn from a seed, one for each declined application.

Four clerks take about a minute and a half for a case, change about one proposal in fifteen, and find most of the errors
that their lead plants among them. No rate is written in: the check measures what was drawn.
"""

import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from assentian.checks.records import seal
from assentian.demo.credit import SEED
from assentian.demo.scorer import credit_model
from assentian.demo.tables import Row
from assentian.journal.context import now
from assentian.ledger.keys import SigningKey

CLERKS = ("clerk-1", "clerk-2", "clerk-3", "clerk-4")
PLANTED, FOUND, OVERRIDDEN = 0.12, 0.95, 0.065
TYPICAL_SECONDS, SPREAD = 4.5, 0.6
"""Of the logarithm of the seconds."""


def write(folder: Path, rows: Iterable[Row], key: SigningKey) -> Path:
    """Write `reviews.jsonl`, seal it by `key`, and name that key in `reviewers.txt`."""
    path = folder / "reviews.jsonl"
    model = credit_model()
    declined = [row for row in rows if model.decide(row)[1]]
    stream = Random(f"{SEED}:reviews")  # noqa: S311 - must be repeatable; nothing here is a secret
    opened = datetime.fromisoformat(f"{declined[0]['decided_at']}T08:00:00").replace(tzinfo=UTC)
    with path.open("w", encoding="utf-8") as file:
        for number, row in enumerate(declined):
            opened = max(opened, datetime.fromisoformat(f"{row['decided_at']}T08:00:00").replace(tzinfo=UTC))
            file.write(json.dumps(_review(row, number, opened, stream)) + "\n")
            opened += timedelta(minutes=3)
    path.with_name(path.name + seal.SUFFIX).write_bytes(seal.make(path, key, role="", sealed=now()))
    (folder / "reviewers.txt").write_text(f"{key.verifier}\n", encoding="utf-8")
    return path


def _review(row: Row, number: int, opened: datetime, stream: Random) -> dict[str, object]:
    is_planted = stream.random() < PLANTED
    is_found = is_planted and stream.random() < FOUND
    decided = opened + timedelta(seconds=round(stream.lognormvariate(TYPICAL_SECONDS, SPREAD)))
    return {
        "case": row["case_id"],
        "reviewer": CLERKS[number % len(CLERKS)],
        "opened": opened.isoformat(),
        "decided": decided.isoformat(),
        "overridden": is_found or stream.random() < OVERRIDDEN,
        "planted": is_planted,
        "found": is_found,
    }
