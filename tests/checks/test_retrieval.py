"""A retrieval that gives away what a user may not read is caught, from records and from a running service."""

import gc
import json
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assentian.checks.registry import KINDS
from assentian.standards.vocabulary import Verdict
from tests.checks.desk import Desk, metric, told
from tests.checks.served import Service, serving

READERS = [{"chunk": "c1", "reader": "staff"}, {"chunk": "c2", "reader": "ann"}, {"chunk": "c3", "reader": "board"}]
MEMBERS = [{"user": "ann", "group": "staff"}, {"user": "ben", "group": "staff"}, {"user": "ben", "group": "board"}]
GIVEN = {"ann": ["c1", "c2"], "ben": ["c1", "c3"]}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = Desk(tmp_path)
    made.seal(made.write("members.jsonl", MEMBERS), "system")
    return made


def run(desk: Desk, hits: list[dict[str, Any]]):
    desk.seal(desk.write("hits.jsonl", hits), "system")
    return desk.held("rag-acl", READERS, "members: members.jsonl, retrieved: hits.jsonl")


def hits(**more: str) -> list[dict[str, Any]]:
    given = [{"user": user, "chunk": chunk} for user, chunks in GIVEN.items() for chunk in chunks]
    return given + [{"user": user, "chunk": chunk} for user, chunk in more.items()]


def test_users_who_get_their_own_and_their_groups_chunks_pass(desk: Desk) -> None:
    found = run(desk, hits())
    assert (found.verdict, found.message, found.n) == (Verdict.PASS, "", 4)
    assert "could still be" in metric(found, "forbidden").note
    assert KINDS["rag-acl"].evaluate({}, json.loads(json.dumps(found.profile.counts))) == found.metrics


def test_a_chunk_given_to_the_wrong_user_or_that_nobody_may_read_is_named(desk: Desk) -> None:
    found = run(desk, hits(ann="c3", ben="c2", cleo="c9"))
    assert (found.verdict, metric(found, "forbidden").note) == (Verdict.FAIL, "row 5, 6")
    assert metric(found, "unlisted").note == "row 7"
    assert not {"ann", "cleo", "c9"} & set(str(found.profile.counts).replace("'", " ").split())


def test_nothing_retrieved_tells_nothing_and_unsealed_hits_fail(desk: Desk) -> None:
    assert run(desk, [{"user": "ann", "chunk": None}]).verdict is Verdict.INSUFFICIENT
    run(desk, hits())
    desk.write("hits.jsonl", hits(ann="c1"))
    found = desk.held("rag-acl", READERS, "members: members.jsonl, retrieved: hits.jsonl")
    assert (found.verdict, told(found)["unsigned"]) == (Verdict.FAIL, 1)


@pytest.fixture
def service() -> Iterator[Service]:
    with serving(lambda asked: (200, {"retrieved": [GIVEN[one["user"]] for one in asked.body["queries"]]})) as found:
        yield found


def test_no_connection_stays_open_after_the_check(desk: Desk) -> None:
    desk.write("probes.jsonl", [{"user": "ann", "query": "the secret plan"}])
    with serving(lambda _asked: (200, {"retrieved": [["c1"]]}), keeps_open=True) as service:
        body = f"members: members.jsonl, probes: probes.jsonl, model: {service.model()}"
        with warnings.catch_warnings(record=True) as left_open:
            warnings.simplefilter("always", ResourceWarning)
            assert desk.held("rag-acl", READERS, body).verdict is Verdict.PASS
            service.answers = lambda _asked: (200, "no list")
            assert desk.held("rag-acl", READERS, body).verdict is Verdict.ERROR
            gc.collect()
    assert [str(one.message) for one in left_open] == []


def test_a_running_retrieval_is_asked_in_every_users_name(desk: Desk, service: Service) -> None:
    desk.write("probes.jsonl", [{"user": user, "query": "the secret plan"} for user in GIVEN for _ in range(15)])
    body = f"members: members.jsonl, probes: probes.jsonl, model: {service.model()}"
    assert desk.held("rag-acl", READERS, body).verdict is Verdict.PASS
    assert len(service.asked) == 2
    service.answers = lambda asked: (200, {"retrieved": [["c1", "c2", "c3"]] * len(asked.body["queries"])})
    found = desk.held("rag-acl", READERS, body)
    assert (found.verdict, metric(found, "forbidden").value) == (Verdict.FAIL, 30)
    assert metric(found, "forbidden").note == "probe 1, 2, 3, 4, 5 ..."
    service.answers = lambda _asked: (200, {"retrieved": [["c1"]]})
    assert "gave no list of chunks for each of 20 queries" in desk.held("rag-acl", READERS, body).message
