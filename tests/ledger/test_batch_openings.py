"""Batches that were opened in the ledger before their records existed: what invents or drops one later shows."""

import dataclasses
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from assentian.ledger.batch_seal import read_opening, read_seal
from assentian.ledger.canonical import encode
from assentian.ledger.events import Head, Opening
from assentian.ledger.verify import GAPS, TAMPERED, UNANCHORED, verify_pack
from tests.ledger.forger import LOG_KEY, Forger, leaf
from tests.ledger.test_events import HEAD
from tests.ledger.test_sealed_batches import A, B, C, head, seal_of, sealed

DAY = timedelta(days=1)


def opening(first: int, before: Head | None = None, **more: Any) -> Opening:
    told = {"system": HEAD.system, "stream": HEAD.stream, "previous": before.digest if before else "", **more}
    return Opening(first=first, **{"opened": HEAD.since, **told})


def opened(what: Opening, *, after: timedelta = timedelta(0)) -> dict[str, Any]:
    """The entry that seals an opening, so long after the first event of the batches here."""
    entry = leaf("batch-open", batch=what.content(), ref=[{"sha256": what.digest, "media": "x"}], obj=["t", "1", 1])
    return {**entry, "at": f"{HEAD.since + after:%Y-%m-%dT%H:%M:%S.%fZ}"}


def verified(folder: Path, *entries: dict[str, Any]) -> tuple[int, list[str]]:
    report = verify_pack(Forger(leaves=list(entries), sizes=[len(entries)]).folder(folder))
    return report.code, [finding.split(": ")[1] for finding in report.findings]


ALL = [opened(opening(0)), sealed(A), opened(opening(5, A)), sealed(B), opened(opening(10, B)), sealed(C)]
NOT_OPENED = "the batch from {} was not opened within a day of its first event"
ASTRAY = f"the batch from {{}}, opened on {HEAD.since:%Y-%m-%d}, does not continue what is sealed"


@pytest.mark.parametrize(
    "entries",
    [
        ALL,
        [*ALL, opened(opening(15, C))],  # the batch that is being written
        [opened(opening(0))],
        [sealed(A), opened(opening(5, A)), sealed(B)],  # a stream that opens its batches from here on
        [opened(opening(0)), opened(opening(5, A)), sealed(A), sealed(B)],  # sent together, as by the clock
        [opened(opening(0)), opened(opening(0), after=2 * DAY), sealed(A)],  # sent again
        [opened(opening(0), after=DAY), sealed(A)],
        [*ALL, sealed(dataclasses.replace(A, stream="shadow"))],  # a stream that opens none
    ],
)
def test_batches_that_were_opened_in_time_have_no_finding(entries: list[dict[str, Any]], tmp_path: Path):
    assert verified(tmp_path, *entries) == (UNANCHORED, [])


@pytest.mark.parametrize(
    ("entries", "said"),
    [
        ([opened(opening(0)), sealed(A), sealed(B)], [NOT_OPENED.format(5)]),  # invented, unopened
        ([opened(opening(0), after=DAY + timedelta(seconds=1)), sealed(A)], [NOT_OPENED.format(0)]),  # and late
        (
            [opened(opening(0)), sealed(A), opened(opening(5, A)), sealed(B), sealed(C)],
            [NOT_OPENED.format(10)],
        ),
        # opened, and then never sent: the next one follows a head that nobody sealed
        ([opened(opening(0)), sealed(A), opened(opening(5, A)), opened(opening(10, B))], [ASTRAY.format(10)]),
        ([opened(opening(0)), opened(opening(5, A))], [ASTRAY.format(5)]),
        # another batch in the place of the one that was opened
        (
            [opened(opening(0)), sealed(A), opened(opening(5, head(0, 4, root="00" * 32))), sealed(B)],
            [NOT_OPENED.format(5), ASTRAY.format(5)],
        ),
        ([*ALL, opened(opening(10, A))], [ASTRAY.format(10)]),
    ],
)
def test_what_was_not_opened_or_not_sent_is_told(entries: list[dict[str, Any]], said: list[str], tmp_path: Path):
    assert verified(tmp_path, *entries) == (GAPS, said)


def test_an_entry_that_opens_another_batch_than_it_names_is_tampering(tmp_path: Path):
    entry = opened(opening(0))
    for batch in ({**entry["batch"], "first": 5}, {**entry["batch"], "n": 1}):
        assert verified(tmp_path / str(batch["n"]), {**entry, "batch": batch})[0] == TAMPERED


def test_an_opening_reads_back_and_no_other_bytes_do():
    told = opening(5, A, opened=datetime(2026, 11, 25, 9, tzinfo=UTC))
    assert Opening.parse(told.encode()) == told
    assert told.opens(dataclasses.replace(HEAD, first=5, last=9, previous=A.digest))
    assert not told.opens(A)
    for at in range(len(told.encode())):
        changed = bytearray(told.encode())
        changed[at] ^= 1
        try:
            assert Opening.parse(bytes(changed)).digest != told.digest
        except ValueError:
            continue


@pytest.mark.parametrize(
    ("was", "becomes", "said"),
    [
        (b'"v":1', b'"v":2', "not the opening of a batch, version 1"),
        (b'"n":0', b'"n":1', "other keys than those of version 1"),
        (b'"first":5', b'"first":-5', "first is '-5'; expected a counter"),
        (b'"opened":"2026', b'"opened":"x026', "opened is 'x026"),
    ],
)
def test_what_is_no_opening_says_why(was: bytes, becomes: bytes, said: str):
    data = opening(5, A).encode().replace(was, becomes)
    with pytest.raises(ValueError, match=said):
        Opening.parse(data)


def test_what_seals_an_opening_verifies_offline_and_seals_no_batch():
    forger = Forger(leaves=[opened(opening(0)), sealed(A)])
    seals = [encode(seal_of(forger, number)) for number in range(2)]
    found = read_opening(seals[0], [LOG_KEY.verifier])
    assert (found.opening, found.entry, found.at, found.origin) == (opening(0), 0, HEAD.since, LOG_KEY.verifier.name)
    with pytest.raises(ValueError, match="the entry opens no batch"):
        read_opening(seals[1], [LOG_KEY.verifier])
    with pytest.raises(ValueError, match="the entry seals no batch"):
        read_seal(seals[0], [LOG_KEY.verifier])


# What no opening can show


def test_a_batch_whose_records_are_made_up_within_the_day_does_not_show(tmp_path: Path):
    """The opening fixes counter and head, not what follows: the sooner a batch is sealed, the less time there is."""
    assert verified(tmp_path, opened(opening(0)), sealed(head(0, 4, root="11" * 32)))[1] == []
