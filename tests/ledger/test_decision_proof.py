"""The proof of one decision: whoever holds the log's key believes it, and nothing else passes for one."""

import dataclasses
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assentian.ledger.decision_proof import LARGEST, holds, make, read
from assentian.ledger.events import WITH_EXPLANATION, Event, salted
from assentian.ledger.tree import Frontier
from assentian.ledger.verify import leaf_hash
from tests.ledger.forger import LOG_KEY, OTHER_KEY
from tests.ledger.test_events import HEAD, record
from tests.ledger.test_sealed_batches import pack, seal_of

VALUES = {"input": "41", "output": "0.5", "explanation": "age"}


def decided(counter: int, flags: int = 1 + WITH_EXPLANATION) -> bytes:
    digests = {name: salted(b"s" * 24, name[0].encode(), value.encode()) for name, value in VALUES.items()}
    return record(flags, counter=counter, **digests)


def proof(n: int = 5, place: int = 2, first: int = 3) -> dict[str, Any]:
    """The proof of a decision in a batch of `n`, as whoever recorded it makes it."""
    records = [decided(counter) for counter in range(first, first + n)]
    tree = Frontier()
    tree.extend(map(leaf_hash, records))
    batch = dataclasses.replace(HEAD, first=first, last=first + n - 1, root=tree.root().hex())
    seal = json.dumps(seal_of(pack(batch), 0)).encode()
    return json.loads(make(records, place, seal, {**VALUES, "event": "case-1"}))


def read_back(told: dict[str, Any], keys: Any = (LOG_KEY.verifier,)) -> Any:
    return read(json.dumps(told).encode(), keys)


@given(st.integers(1, 40), st.data())
def test_every_decision_of_a_batch_can_be_proved(n: int, data: st.DataObject):
    place = data.draw(st.integers(0, n - 1))
    found = read_back(proof(n, place))
    assert (found.event.counter, found.values, found.seal.entry) == (3 + place, VALUES, 0)


def test_a_proof_tells_no_other_record_and_no_event_id():
    told = proof()
    assert set(told) == {"record", "proof", "seal", "values"}
    assert "event" not in told["values"]
    assert "values" not in json.loads(make([decided(0)], 0, b"{}", {}))


def test_whose_key_sealed_is_asked_where_keys_are_named():
    assert read_back(proof(), None).event.counter == 5
    with pytest.raises(ValueError, match="no valid signature"):
        read_back(proof(), [OTHER_KEY.verifier])


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"record": decided(4).hex()}, "does not lie under the root"),
        ({"record": decided(99).hex()}, "does not lie under the root"),
        ({"record": "zz"}, "non-hexadecimal"),
        ({"record": "00"}, "a record has 193 bytes"),
        ({"proof": []}, "does not lie under the root"),
        ({"proof": 7}, "not the proof of a decision"),
        ({"seal": {}}, "not the seal of a batch"),
        ({"values": {"output": "0.9"}}, "the output is not the one that was recorded"),
        ({"values": {"event": "case-1"}}, "the event is not the one that was recorded"),
        ({"values": {"output": 7}}, "the output is not the one that was recorded"),
        ({"values": 7}, "not the proof of a decision"),
    ],
)
def test_a_proof_that_shows_nothing_is_told_why(changed: dict[str, Any], said: str):
    with pytest.raises(ValueError, match=said):
        read_back({**proof(), **changed})


def test_other_bytes_are_no_proof():
    for data in (b"", b"[]", b"{}", b" " * (LARGEST + 1)):
        with pytest.raises(ValueError):
            read(data, None)


def test_a_decision_that_is_not_there_has_no_proof():
    with pytest.raises(ValueError):
        make([decided(0)], 1, b"{}", {})


def test_no_explanation_is_held_against_none():
    event = Event.parse(record())
    assert holds(event, "explanation", None)
    assert not holds(event, "explanation", "age")
    assert not holds(event, "input", None)
