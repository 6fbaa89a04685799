"""The decisions of the demonstration's last live month, recorded as a scoring system records them, sealed and checked.

Every decision is taken anew by the committed model: its input, score and reasons go through the event log, the batch
into the ledger, and the suite `events.yaml` then replays a sample, walks the chain and counts against the table.
"""

import json
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from assentian.accounts.rules import Actor
from assentian.client import EventLog
from assentian.client.event_batch import openings
from assentian.demo.scorer import MODEL_FILE, Categorical, Numeric, credit_model
from assentian.demo.tables import Row
from assentian.evidence.batches import services
from assentian.evidence.batches.seals import seal_of
from assentian.journal.models import Key
from assentian.ledger.batch_seal import OPENING_SUFFIX, SUFFIX

STREAM = "live"


def record(folder: Path, system: str, rows: Sequence[Row]) -> Path:
    """Record each row's decision in `folder/events`; returns the head of the batch."""
    model = credit_model()
    parameters = json.dumps({"decline_at": model.decline_at}).encode()
    (folder / "parameters.json").write_bytes(parameters)
    digests = [sha256(data).hexdigest() for data in (MODEL_FILE.read_bytes(), parameters)]
    features: list[Numeric | Categorical] = [*model.numeric, *model.categorical]
    with EventLog(system, STREAM, folder / "events", keep_values=True) as log:
        for row in rows:
            score, declined = model.decide(row)
            reasons = {feature.name: round(feature.contribution(row[feature.name]), 4) for feature in features}
            log.record(
                str(row["case_id"]),
                input=json.dumps({feature.name: row[feature.name] for feature in features}).encode(),
                output=json.dumps({"score": score, "declined": declined}).encode(),
                explanation=json.dumps(reasons).encode(),
                model=digests[0],
                parameters=digests[1],
            )
        closed = log.close_batch()
    if closed is None:
        raise ValueError("there is no decision to record")
    return closed


def seal(by: Actor, head: Path) -> None:
    """Send the openings and the head in and keep beside each what seals it, with the log's key for whoever verifies."""
    for path in openings(head.parent):
        opening, _ = services.open_batch(by, path.read_bytes())
        _keep(path.with_suffix(OPENING_SUFFIX), by.organisation, opening.digest)
    batch, _ = services.receive(by, head.read_bytes())
    _keep(head.with_suffix(SUFFIX), by.organisation, batch.digest)
    keys = Key.objects.filter(organisation=by.organisation).order_by("from_size").values_list("vkey", flat=True)
    (head.parents[1] / "log-key.txt").write_text("".join(f"{key}\n" for key in keys), encoding="utf-8")


def _keep(path: Path, organisation: str, digest: str) -> None:
    path.write_text(json.dumps(seal_of(organisation, digest), indent=1), encoding="utf-8")
