"""Pages of monitoring: the list, one indicator, the forms, and the import that loses nothing."""

from datetime import timedelta

import pytest
from django.urls import reverse

from assentian.impact.models import Assessment, TriggerEvent
from assentian.inventory import services as inventory
from assentian.inventory.models import SystemVersion
from assentian.monitoring import queries, tables
from assentian.monitoring.charts import _place, happenings
from assentian.monitoring.models import Breach, Indicator, Measurement, Threshold
from assentian.monitoring.rows import RowsError
from tests.monitoring.conftest import row
from tests.monitoring.test_rules import START, WEEK

pytestmark = pytest.mark.django_db

HEAD = ",".join(tables.COLUMNS)
GOOD = "override-gap,2026-01-01T00:00Z,2026-01-08T00:00Z,0.1,0.08,0.12,500"


def url(name, *arguments):
    return reverse(f"monitoring:{name}", args=["northwind", *arguments])


def page(watch, name, *arguments, part="manager"):
    answer = watch.cast.client(part).get(url(name, *arguments))
    assert answer.status_code == 200
    return answer.content.decode()


def test_without_indicators_the_list_says_what_to_do_next(watch):
    assert "Define the first indicator" in page(watch, "indicators")
    assert "defines the first indicator" in page(watch, "indicators", part="auditor")


def test_a_breach_shows_on_the_list_the_indicator_the_system_and_in_the_menu(watch):
    indicator = watch.indicator()
    watch.limits(indicator)
    watch.record(row(0, "0.15"), row(1, "0.16"))
    shown = page(watch, "indicators")
    assert "0.140 to 0.180" in shown
    assert '<span class="tag bad">breached</span>' in shown
    one = page(watch, "indicator", indicator.pk)
    assert "0.16 (bound 0.14) is above the limit of 0.1, in 2 of 2 consecutive windows." in one
    assert "in force" in one
    system = watch.cast.client("manager").get(reverse("inventory:system", args=["northwind", "credit-scorer"]))
    assert "What is watched" in system.content.decode()
    assert queries.open_breaches("northwind") == 1


def test_an_indicator_is_defined_its_limits_proposed_and_approved_by_forms(watch):
    manager = watch.cast.people["manager"]
    typed = {
        "system_id": watch.system.pk,
        "title": "Override rate",
        "worse": "above",
        "period_days": 7,
        "minimum": 200,
        "source": "manual",
        "bound_to": "risk",
        "reference": "R-1",
        "owner_id": manager.pk,
    }
    client = watch.cast.client("manager")
    assert client.post(url("define"), typed).status_code == 302
    again = client.post(url("define"), typed)
    assert "choose another title" in again.content.decode()
    indicator = Indicator.objects.get()
    limits = {"target": "0", "warn": "0.2", "breach": "0.1", "hold": "none", "reason": "Because."}
    wrong = client.post(url("propose", indicator.pk), limits).content.decode()
    assert "between the target and the breach limit" in wrong
    assert "Because." in wrong
    assert client.post(url("propose", indicator.pk), {**limits, "warn": "0.05"}).status_code == 302
    threshold = Threshold.objects.get()
    assert client.post(url("approve", threshold.pk)).status_code == 403
    approver = watch.cast.client("approver")
    assert "Approve version 1" in approver.get(url("indicator", indicator.pk)).content.decode()
    assert approver.post(url("approve", threshold.pk)).status_code == 302
    threshold.refresh_from_db()
    assert threshold.approved_by == watch.cast.people["approver"]


def test_an_import_names_each_wrong_line_keeps_the_text_and_a_dry_run_imports_nothing(watch):
    watch.limits(watch.indicator())
    client = watch.cast.client("manager")
    typed = {"system_id": watch.system.pk, "text": f"{HEAD}\n{GOOD}\nnone,x,y,1,,,5"}
    wrong = client.post(url("import"), typed).content.decode()
    assert "period_start is no time" in wrong
    assert "none,x,y,1,,,5" in wrong
    good = {**typed, "text": f"{HEAD}\n{GOOD}"}
    assert "1 rows can be imported" in client.post(url("import"), {**good, "dry_run": "on"}).content.decode()
    assert not Measurement.objects.exists()
    assert client.post(url("import"), good).status_code == 302
    assert client.post(url("import"), good).status_code == 302
    assert Measurement.objects.count() == 1
    assert not Breach.objects.exists()


def test_a_release_between_windows_is_marked_on_the_chart(watch):
    indicator = watch.indicator()
    watch.record(row(0, "0.01"), row(1, "0.02"))
    halfway = row(0, "0").period_end + timedelta(days=3.5)
    inventory.release_version(watch.cast.actor("manager"), watch.system, "2.0", [], halfway)
    shown = page(watch, "indicator", indicator.pk)
    assert "Meanwhile: 2.0 on 08 Jan 2026." in shown
    assert ">2.0</text>" in shown
    assert [_place(moment, [START, START + WEEK]) for moment in (START, START + WEEK / 2, START + WEEK)] == [0, 0.5, 1]
    assert _place(START, [START]) == 0


def test_an_approved_assessment_and_what_reopened_it_are_marked_in_their_order():
    approved, never = Assessment(number=2, approved_at=START + WEEK), Assessment(number=3)
    reopened = TriggerEvent(rule="T-MET-2", at=START + 2 * WEEK, assessment_id=1)
    before_any = TriggerEvent(rule="T-MET-1", at=START)
    released = SystemVersion(label="2.0", released_at=START)
    found = happenings([released], [never, approved], [reopened, before_any])
    assert [one.label for one in found] == ["2.0", "assessment 2", "T-MET-2 reopened"]


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("", -1, "first line"),
        ("a,b", -1, "first line"),
        (f"{HEAD}\nx", 0, "1 values where 7"),
        (f"{HEAD}\n{GOOD}\n{GOOD.replace('0.12', 'x')}", 1, "upper is no number"),
        (f"{HEAD}\n{GOOD.replace('500', '-5')}", 0, "n is no whole number"),
        (f"{HEAD}\n{GOOD.replace('Z', '', 1)}", 0, "time zone"),
        (f'{HEAD}\n"x', 1, "no CSV"),
        (HEAD + f"\n{GOOD}" * (tables.MOST_ROWS + 1), tables.MOST_ROWS, "at most"),
    ],
)
def test_text_that_is_no_table_of_measurements_says_where(text, line, message):
    with pytest.raises(RowsError) as refused:
        tables.read(text)
    assert refused.value.errors[-1].row == line
    assert message in refused.value.errors[-1].message


def test_a_value_may_be_left_out(watch):
    (read,) = tables.read(f"{HEAD}\noverride-gap,2026-01-01T00:00Z,2026-01-08T00:00Z,,,,12")
    assert (read.value, read.lower, read.upper, read.n) == (None, None, None, 12)


def test_an_indicator_or_limits_that_are_not_there_are_not_found(watch):
    assert watch.cast.client("manager").get(url("indicator", 999)).status_code == 404
    assert watch.cast.client("approver").post(url("approve", 999)).status_code == 404


def test_a_number_that_no_database_holds_is_not_found_either(watch):
    assert watch.cast.client("manager").get(f"{url('indicators')}{10**30}/").status_code == 404
