import base64
import json
from typing import Any

import pytest

from assentian.ledger import canonical
from assentian.ledger.envelope import PAYLOAD_TYPE, STATEMENT_TYPE, seal, statement
from assentian.ledger.keys import SigningKey
from assentian.ledger.verify import open_envelope

KEY = SigningKey.generate("evidence.example")
KEYS = {KEY.verifier.id: KEY.verifier.public}
SUBJECT = {"name": "model.bin", "digest": {"sha256": "ab" * 32}}
STATEMENT = statement([SUBJECT], "https://in-toto.io/attestation/test-result/v0.1", {"result": "PASSED"})


def test_a_statement_has_the_fields_of_in_toto_v1():
    assert STATEMENT == {
        "_type": STATEMENT_TYPE,
        "subject": [SUBJECT],
        "predicateType": "https://in-toto.io/attestation/test-result/v0.1",
        "predicate": {"result": "PASSED"},
    }


def test_a_statement_about_nothing_is_refused():
    with pytest.raises(ValueError, match="at least one subject"):
        statement([], "https://example.com/predicate", {})


def test_a_sealed_statement_opens_with_the_key_that_sealed_it():
    payload, key_id = open_envelope(seal(STATEMENT, KEY), KEYS)
    assert canonical.decode(payload) == STATEMENT
    assert key_id == KEY.verifier.id


def test_the_same_statement_gives_the_same_bytes():
    assert seal(STATEMENT, KEY) == seal(dict(reversed(STATEMENT.items())), KEY)


def test_a_number_with_a_fraction_cannot_be_sealed():
    with pytest.raises(canonical.CanonicalError, match=r"predicate\.auc is a float"):
        seal({"predicate": {"auc": 0.5}}, KEY)


def test_a_stranger_cannot_seal():
    stranger = SigningKey.generate("evidence.example")
    with pytest.raises(ValueError, match="none of the accepted keys"):
        open_envelope(seal(STATEMENT, stranger), KEYS)
    with pytest.raises(ValueError, match="none of the accepted keys"):
        open_envelope(seal(STATEMENT, KEY), {KEY.verifier.id: stranger.verifier.public})


def changed(**fields: Any) -> bytes:
    return json.dumps({**json.loads(seal(STATEMENT, KEY)), **fields}).encode()


def test_another_payload_or_type_under_the_signature_is_refused():
    with pytest.raises(ValueError, match="none of the accepted keys"):
        open_envelope(changed(payload=base64.b64encode(b"{}").decode()), KEYS)
    with pytest.raises(ValueError):
        open_envelope(changed(payloadType=PAYLOAD_TYPE + "x"), KEYS)
    with pytest.raises(ValueError, match="none of the accepted keys"):
        open_envelope(changed(signatures=[]), KEYS)


@pytest.mark.parametrize(
    "data",
    [
        b"", b"\xff", b"[]", b"null", b"1", b'"text"', b"{}", b"[" * 100_000,
        changed(payload=None), changed(payload=1), changed(payload="%"), changed(payload="\N{EURO SIGN}"),
        changed(payloadType=None), changed(payloadType="\ud800"), changed(signatures=None), changed(signatures=[None]),
        changed(signatures=["x"]), changed(signatures=[{"keyid": [], "sig": ""}]),
        changed(signatures=[{"keyid": KEY.verifier.id, "sig": 7}]), b'{"payload":"","payload":""}',
    ],
)  # fmt: skip  # a table
def test_what_is_no_envelope_is_refused_in_words(data: bytes):
    with pytest.raises(ValueError):
        open_envelope(data, KEYS)
