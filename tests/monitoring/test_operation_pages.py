"""Pages of operation: the lists, an incident with its timeline, the forms, and the import that loses nothing."""

import pytest
from django.urls import reverse

from assentian.monitoring.models import Case, Incident, IncidentEntry, OperationPeriod
from assentian.monitoring.operation import tables
from assentian.monitoring.rows import RowsError

PERIODS = ",".join(tables.PERIOD_COLUMNS)
CASES = ",".join(tables.CASE_COLUMNS)
PERIOD = "2026-01-01T00:00Z,2026-02-01T00:00Z,1200,36,41.5,north=900; south=300"
CASE = "appeal,A-1,2026-01-05T00:00Z,,,under 25,refusal"


def url(name, *arguments):
    return reverse(f"monitoring:{name}", args=["northwind", *arguments])


def page(watch, name, *arguments):
    answer = watch.cast.client("auditor").get(url(name, *arguments))
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.django_db
def test_empty_registers_say_what_their_emptiness_means(watch):
    assert "No period is on record" in page(watch, "periods")
    assert "not that none happened" in page(watch, "incidents")
    assert "No case is on record" in page(watch, "cases")


@pytest.mark.django_db
def test_what_is_on_record_shows_on_the_lists_and_on_the_system(watch):
    incident = watch.simulator.operate(watch.system)
    assert "north 1" in page(watch, "periods")
    assert "INC-1 Scores swapped" in page(watch, "incidents")
    assert "under 25" in page(watch, "cases")
    assert "Scores withdrawn." in page(watch, "incident", incident.pk)
    shown = watch.cast.client("auditor").get(reverse("inventory:system", args=["northwind", watch.system.slug]))
    assert "In operation" in shown.content.decode()
    assert "0.030" in shown.content.decode()


@pytest.mark.django_db
def test_an_incident_is_recorded_and_its_timeline_kept_by_forms(watch):
    client = watch.cast.client("contributor")
    typed = {
        "system_id": watch.system.pk,
        "reference": "INC-9",
        "title": "Wrong model live",
        "severity": "I",
        "happened_at": "2026-01-05 10:00",
        "detected_at": "2026-01-05 09:00",
    }
    assert "must not lie before happened_at" in client.post(url("record-incident"), typed).content.decode()
    assert client.post(url("record-incident"), {**typed, "detected_at": "2026-01-05 11:00"}).status_code == 302
    incident = Incident.objects.get()
    entry = {"at": "2026-01-05 12:00", "text": "Rolled back."}
    early = client.post(url("add-entry", incident.pk), {**entry, "at": "2025-01-05 12:00"}).content.decode()
    assert "between the incident and now" in early
    assert "Rolled back." in early
    assert client.post(url("add-entry", incident.pk), entry).status_code == 302
    assert IncidentEntry.objects.get().text == "Rolled back."
    assert client.post(url("add-entry", 999), entry).status_code == 404
    assert client.get(url("incident", 999)).status_code == 404


@pytest.mark.django_db
def test_an_import_names_each_wrong_line_and_a_dry_run_imports_nothing(watch):
    client = watch.cast.client("contributor")
    typed = {"system_id": watch.system.pk, "word": "cases", "text": f"{CASES}\n{CASE}\nappeal,A-2,soon,,,,"}
    wrong = client.post(url("import-operation"), typed).content.decode()
    assert "received_at is no time" in wrong
    assert "appeal,A-2,soon" in wrong
    unknown = client.post(
        url("import-operation"), {**typed, "text": f"{CASES}\n{CASE.replace('appeal', 'praise')}"}
    ).content.decode()
    assert "kind must be one of appeal, complaint" in unknown
    good = {**typed, "text": f"{CASES}\n{CASE}"}
    assert "1 rows can be imported" in client.post(url("import-operation"), {**good, "dry_run": "on"}).content.decode()
    assert not Case.objects.exists()
    assert client.post(url("import-operation"), good).status_code == 302
    periods = {**typed, "word": "periods", "text": f"{PERIODS}\n{PERIOD}"}
    assert client.post(url("import-operation"), periods).status_code == 302
    assert Case.objects.count() == OperationPeriod.objects.count() == 1


@pytest.mark.parametrize(
    ("population", "message"),
    [("north", "must read like"), ("a=1;a=2", "each segment once"), ("north=x", "population of north is no whole")],
)
def test_a_population_that_cannot_be_read_says_why(population, message):
    line = PERIOD.replace("north=900; south=300", population)
    with pytest.raises(RowsError) as refused:
        tables.read("periods", f"{PERIODS}\n{line}")
    assert message in refused.value.errors[0].message


def test_what_nobody_reviews_is_left_out():
    (read,) = tables.read("periods", f"{PERIODS}\n2026-01-01T00:00Z,2026-02-01T00:00Z,5,,,")
    assert (read.overrides, read.review_seconds_median, read.population) == (None, None, {})
