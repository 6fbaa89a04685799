"""Periods, incidents and cases of operation: all rows or none, closed once, never changed otherwise."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from assentian.accounts.rules import NotPermittedError
from assentian.monitoring.models import Case, Incident, IncidentEntry, OperationPeriod
from assentian.monitoring.operation import rows, services
from assentian.monitoring.operation.rows import NewCase, NewIncident, NewPeriod
from assentian.monitoring.rows import RowsError
from assentian.monitoring.services import MonitoringError, Recorded

START = datetime(2026, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)
NOW = START + 60 * DAY
PERIOD = NewPeriod(
    start=START,
    end=START + 30 * DAY,
    decisions=1200,
    overrides=36,
    review_seconds_median=Decimal("41.5"),
    population={"north": 900, "south": 300},
)
INCIDENT = NewIncident(
    reference="INC-7",
    title="Scores swapped",
    severity="II",
    happened_at=START,
    detected_at=START + DAY,
)
CASE = NewCase(kind="appeal", reference="A-1", received_at=START, group="under 25", topic="refusal")


@pytest.mark.django_db
def test_the_same_rows_again_change_nothing(watch):
    actor = watch.cast.actor("contributor")
    for row, model in ((PERIOD, OperationPeriod), (INCIDENT, Incident), (CASE, Case)):
        assert services.record(actor, watch.system, [row]) == Recorded(1, 0)
        assert services.record(actor, watch.system, [row]) == Recorded(0, 1)
        assert model.objects.of("northwind").count() == 1
    assert services.record(actor, watch.system, []) == Recorded(0, 0)
    assert OperationPeriod.objects.get().population == {"north": 900, "south": 300}


@pytest.mark.django_db
def test_an_open_case_is_closed_once_and_stays_closed(watch):
    actor = watch.cast.actor("contributor")
    services.record(actor, watch.system, [CASE])
    closed = replace(CASE, closed_at=START + 9 * DAY, outcome="overturned")
    assert services.record(actor, watch.system, [closed]) == Recorded(1, 0)
    assert services.record(actor, watch.system, [closed]) == Recorded(0, 1)
    assert Case.objects.get().outcome == "overturned"
    with pytest.raises(RowsError) as refused:
        services.record(actor, watch.system, [replace(closed, outcome="upheld")])
    assert refused.value.errors[0].message == "it stands already, and its outcome differs"


@pytest.mark.django_db
def test_one_wrong_row_keeps_all_of_them_out(watch):
    actor = watch.cast.actor("contributor")
    services.record(actor, watch.system, [PERIOD])
    batch = [
        replace(PERIOD, decisions=1201),
        replace(PERIOD, end=START + 20 * DAY),
        replace(PERIOD, end=START + 20 * DAY),
    ]
    found = [(error.row, error.message) for error in services.check(watch.system, batch)]
    assert found == [(0, "it stands already, and its decisions differs"), (2, "an earlier row says the same one")]
    with pytest.raises(RowsError):
        services.record(actor, watch.system, batch)
    assert OperationPeriod.objects.count() == 1


@pytest.mark.django_db
def test_the_timeline_of_an_incident_grows_and_an_auditor_adds_nothing(watch):
    actor = watch.cast.actor("contributor")
    services.record(actor, watch.system, [INCIDENT])
    incident = Incident.objects.get()
    entry = services.add_entry(actor, incident, START + 2 * DAY, "Scores withdrawn.")
    assert list(IncidentEntry.objects.of("northwind")) == [entry]
    for at, text in ((START - DAY, "Before."), (START + 10**5 * DAY, "Ahead."), (START + DAY, " ")):
        with pytest.raises(MonitoringError):
            services.add_entry(actor, incident, at, text)
    for verb in (
        lambda auditor: services.record(auditor, watch.system, [PERIOD]),
        lambda auditor: services.add_entry(auditor, incident, START + DAY, "Seen."),
    ):
        with pytest.raises(NotPermittedError):
            verb(watch.cast.actor("auditor"))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({}, ""),
        ({"end": START}, "end after"),
        ({"end": NOW + DAY}, "not over"),
        ({"decisions": -1}, "decisions"),
        ({"decisions": 2**53}, "decisions"),
        ({"overrides": 1201}, "overrides"),
        ({"review_seconds_median": Decimal("NaN")}, "seconds"),
        ({"review_seconds_median": Decimal(10) ** 8}, "seconds"),
        ({"population": {"": 1}}, "is empty"),
        ({"population": {"north": -1}}, "count of north"),
        ({"population": {str(number): 1 for number in range(201)}}, "200 segments"),
    ],
)
def test_a_period_that_cannot_be_says_why(changes, message):
    said = rows.of_period(replace(PERIOD, **changes), NOW)
    assert message in said
    assert bool(message) == bool(said)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({}, ""),
        ({"closed_at": START + DAY, "outcome": "upheld"}, ""),
        ({"kind": "praise"}, "appeal, complaint"),
        ({"outcome": "won"}, "upheld, overturned"),
        ({"outcome": "upheld"}, "closed_at"),
        ({"reference": " "}, "reference is empty"),
        ({"reference": "x" * 65}, "longer than 64"),
        ({"topic": "a\x00b"}, "no database keeps"),
        ({"closed_at": START - DAY}, "before received_at"),
        ({"received_at": NOW + DAY}, "lies ahead"),
        ({"received_at": START.replace(year=1899)}, "1900"),
    ],
)
def test_a_case_that_cannot_be_says_why(changes, message):
    said = rows.of_case(replace(CASE, **changes), NOW)
    assert message in said
    assert bool(message) == bool(said)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({}, ""),
        ({"severity": "V"}, "I, II, III, IV"),
        ({"title": ""}, "title is empty"),
        ({"detected_at": START - DAY}, "before happened_at"),
        ({"description": "x" * 20_001}, "longer than"),
    ],
)
def test_an_incident_that_cannot_be_says_why(changes, message):
    said = rows.of_incident(replace(INCIDENT, **changes), NOW)
    assert message in said
    assert bool(message) == bool(said)
