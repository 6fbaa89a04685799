"""Statements signed by an accepted key that want to break what shows them later: refused, each with its reason."""

from typing import Any

import pytest

from assentian.evidence import received
from assentian.evidence.received import EvidenceError, Received, read
from assentian.ledger.envelope import seal
from assentian.ledger.keys import SigningKey
from assentian.ledger.verify import open_envelope
from tests.simulator import metric

KEY = SigningKey.generate("runner")
KEYS = {KEY.verifier.id: KEY.verifier.public}
EVIDENCE: dict[str, Any] = {
    "system": "credit",
    "check": {"id": "by-sex", "kind": "fairness"},
    "verdict": "fail",
    "message": "",
    "controls": ["iso42001:A.7.4"],
    "n": 10,
    "metrics": [metric("fail")],
    "finished": "2026-11-24T12:00:00+01:00",
}
SUBJECT = [{"name": "data.parquet", "digest": {"sha256": "ab" * 32}}]


def sent(found: Any = EVIDENCE, **members: Any) -> Received:
    content = {
        "_type": received.STATEMENT_TYPE,
        "subject": SUBJECT,
        "predicateType": received.PREDICATE_TYPE,
        "predicate": {"controlEvidence": found},
        **members,
    }
    return read(seal(content, KEY), KEYS)


def with_metric(**fields: Any) -> dict[str, Any]:
    return {"metrics": [{**metric("fail"), **fields}]}


def check(name: Any, kind: Any = "fairness") -> dict[str, Any]:
    return {"check": {"id": name, "kind": kind}}


def test_what_is_well_formed_is_read() -> None:
    found = sent()
    assert (found.system, found.check_id, found.controls) == ("credit", "by-sex", ("iso42001:A.7.4",))
    assert found.measured_at.isoformat() == "2026-11-24T11:00:00+00:00"
    assert found.summary == {"n": 10, "message": "", "metrics": EVIDENCE["metrics"]}


@pytest.mark.parametrize(
    "changed",
    [
        check("a\r\nX-Evil: 1"),
        check('a"; filename="evil.exe'),
        check("a\0b"),
        check("y" * 64),
        check(""),
        check({"a": 1}),
        check("a", "<script>"),
        {"controls": "iso42001:A.7.4"},
        {"controls": [["iso42001:A.7.4"]]},
        {"controls": None},
        {"n": "10"},
        {"n": -1},
        {"n": True},
        {"message": {"a": 1}},
        {"message": "x" * 4001},
        {"metrics": None},
        {"metrics": "abc"},
        {"metrics": {"a": 1}},
        {"metrics": [{}]},
        {"metrics": [1]},
        with_metric(name="<b>"),
        with_metric(where=None),
        with_metric(n="7"),
        with_metric(note=[]),
        with_metric(status="splendid"),
        with_metric(status=["pass"]),
        with_metric(value="nan"),
        with_metric(value="1e999"),
        with_metric(value="1_0"),
        with_metric(value=5),
        {"finished": 5},
        {"finished": "2026-11-01T00:00:00"},
        {"finished": "0001-01-01T00:00:00+14:00"},
        {"finished": "9999-12-31T23:59:59-14:00"},
        {"verdict": ["pass"]},
        {"system": []},
    ],
    ids=str,
)
def test_a_field_that_is_not_of_its_form_is_refused(changed: dict[str, Any]) -> None:
    with pytest.raises(EvidenceError, match=r"the statement (lacks|cannot be read)"):
        sent({**EVIDENCE, **changed})


@pytest.mark.parametrize(
    "subject",
    [
        [],
        {},
        [{"name": "x", "digest": {"sha256": "../../x"}}],
        [{"name": "x", "digest": {"sha256": [1]}}],
        [{"name": ["x"], "digest": {"sha256": "ab" * 32}}],
        [{"name": "x", "digest": {"sha512": "ab" * 64}}],
    ],
    ids=str,
)
def test_a_statement_says_what_was_tested_by_digest(subject: Any) -> None:
    with pytest.raises(EvidenceError, match=r"the statement (lacks|cannot be read)"):
        sent(subject=subject)


def test_another_type_of_statement_is_refused() -> None:
    with pytest.raises(EvidenceError, match=r"expected https://in-toto\.io/Statement/v1"):
        sent(_type="https://example.org/other")


def test_more_metrics_than_a_page_can_show_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(received, "MOST_METRICS", 1)
    with pytest.raises(EvidenceError, match="at most 1 are taken"):
        sent({**EVIDENCE, "metrics": [metric("fail")] * 2})


def test_a_requirement_in_two_spellings_is_one() -> None:
    spelled = ["urn:assentian:iso-iec-42001:2023:A.7.4", "iso42001:A.7.4", "urn:nothing", "iso42001:A.7.4"]
    assert sent({**EVIDENCE, "controls": spelled}).controls == ("iso42001:A.7.4", "urn:nothing")


ENVELOPE = seal({"a": 1}, KEY)


@pytest.mark.parametrize(
    "data",
    [
        ENVELOPE[:-1] + b',"payload":"e30="}',
        b"\xef\xbb\xbf" + ENVELOPE,
        b"[" * 1_000_000,
        b'{"a":' * 1_000_000,
        b'{"a":' + b"9" * 1_000_000 + b"}",
        b'{"a":\xff}',
        b"[]",
        b"",
    ],
    ids=["a key twice", "a byte order mark", "deep lists", "deep objects", "a long number", "no UTF-8", "list", "none"],
)
def test_an_envelope_that_can_be_read_in_two_ways_or_exhausts_the_reader_is_refused(data: bytes) -> None:
    assert open_envelope(ENVELOPE, KEYS)[0] == b'{"a":1}'
    with pytest.raises(EvidenceError, match="the envelope is refused"):
        read(data, KEYS)
