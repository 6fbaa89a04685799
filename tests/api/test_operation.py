"""Operation over HTTP: periods, incidents and cases, all rows or none, wrong ones named."""

import json

import pytest

from assentian.monitoring.models import Case, OperationPeriod
from tests.api.conftest import Machine
from tests.monitoring.conftest import Watch
from tests.monitoring.conftest import watch as watch  # noqa: PLC0414  a fixture that this module offers too

pytestmark = pytest.mark.django_db

PERIOD = {"start": "2026-01-01T00:00Z", "end": "2026-02-01T00:00Z", "decisions": 100, "population": {"north": 100}}
INCIDENT = {
    "reference": "INC-1",
    "title": "Scores swapped",
    "severity": "II",
    "happened_at": "2026-01-05T00:00Z",
    "detected_at": "2026-01-06T00:00Z",
}
CASE = {"kind": "complaint", "reference": "C-1", "received_at": "2026-01-05T00:00Z", "topic": "delay"}


@pytest.mark.parametrize(("word", "row"), [("operation", PERIOD), ("incidents", INCIDENT), ("cases", CASE)])
def test_what_is_sent_twice_is_recorded_once(machine: Machine, watch: Watch, word: str, row: dict[str, object]) -> None:
    body = json.dumps({"rows": [row]})
    first = machine.post(f"systems/{watch.system.slug}/{word}", body)
    again = machine.post(f"systems/{watch.system.slug}/{word}", body)
    assert (first.status_code, first.json()) == (201, {"new": 1, "standing": 0})
    assert (again.status_code, again.json()) == (200, {"new": 0, "standing": 1})


def test_wrong_rows_are_named_and_none_is_recorded(machine: Machine, watch: Watch) -> None:
    body = json.dumps({"rows": [CASE, {**CASE, "reference": "C-2", "outcome": "upheld"}]})
    refused = machine.post(f"systems/{watch.system.slug}/cases", body)
    assert refused.status_code == 422
    assert refused["Content-Type"] == "application/problem+json"
    assert refused.json()["errors"] == [
        {"where": "rows.1", "message": "only a closed case has an outcome: give closed_at"}
    ]
    assert not Case.objects.exists()


def test_a_system_that_is_not_there_is_a_problem(machine: Machine, watch: Watch) -> None:
    answer = machine.post("systems/nowhere/operation", json.dumps({"rows": [PERIOD]}))
    assert answer.status_code == 404
    assert not OperationPeriod.objects.exists()
