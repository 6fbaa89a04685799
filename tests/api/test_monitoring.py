"""Measurements over HTTP: all rows or none, the same again changes nothing, and the state of every indicator."""

import json
from datetime import timedelta

import pytest

from assentian.journal.context import now
from assentian.monitoring.models import Measurement
from tests.api.conftest import Machine
from tests.monitoring.conftest import Watch
from tests.monitoring.conftest import watch as watch  # noqa: PLC0414  a fixture that this module offers too

pytestmark = pytest.mark.django_db


def body(*values: str, **changes: object) -> str:
    today = now().replace(microsecond=0)
    rows = []
    for place, value in enumerate(reversed(values)):
        end = today.replace(hour=0, minute=0, second=0) - timedelta(days=7 * place)
        rows.append(
            {
                "indicator": "override-gap",
                "period_start": (end - timedelta(days=7)).isoformat(),
                "period_end": end.isoformat(),
                "value": value,
                "lower": str(float(value) - 0.02),
                "upper": str(float(value) + 0.02),
                "n": 500,
                **changes,
            }
        )
    return json.dumps({"rows": rows})


def test_measurements_are_recorded_once_and_a_breach_shows(machine: Machine, watch: Watch) -> None:
    watch.limits(watch.indicator())
    first = machine.post("systems/credit-scorer/measurements", body("0.15", "0.16"))
    again = machine.post("systems/credit-scorer/measurements", body("0.15", "0.16"))
    assert (first.status_code, first.json()) == (201, {"new": 2, "standing": 0})
    assert (again.status_code, again.json()) == (200, {"new": 0, "standing": 2})
    (state,) = machine.get("systems/credit-scorer/indicators").json()
    assert (state["indicator"], state["state"], state["breach"]) == ("override-gap", "breached", "0.100000000")
    assert state["newest"]["value"] == "0.160000000"
    assert state["open_breaches"][0].startswith("0.16 (bound 0.14) is above the limit of 0.1")


def test_wrong_rows_are_named_and_none_is_recorded(machine: Machine, watch: Watch) -> None:
    watch.indicator()
    answer = machine.post("systems/credit-scorer/measurements", body("0.1", "0.2", n=-1))
    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["errors"] == [
        {"where": f"rows.{place}", "message": "n must be a whole number from 0"} for place in (0, 1)
    ]
    assert not Measurement.objects.exists()


@pytest.mark.parametrize(
    "changes", [{"value": "NaN"}, {"value": "x"}, {"period_end": "2026-01-01T00:00:00"}, {"n": 10**30}]
)
def test_a_row_that_is_not_understood_says_where(machine: Machine, watch: Watch, changes: dict[str, object]) -> None:
    watch.indicator()
    answer = machine.post("systems/credit-scorer/measurements", body("0.1", **changes))
    assert answer.status_code == 422
    assert "rows.0" in answer.json()["errors"][0]["where"]


def test_a_system_that_is_not_there_is_a_problem(machine: Machine) -> None:
    assert machine.post("systems/none/measurements", body("0.1")).status_code == 404
    assert machine.get("systems/none/indicators").status_code == 404
