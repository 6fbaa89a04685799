"""Which trigger rule a breach fires, and that what cannot be measured holds nothing back."""

import pytest

from assentian.assurance.models import Nonconformity
from assentian.impact.models import TriggerEvent
from assentian.inventory.gates import gates
from assentian.journal.context import now
from assentian.monitoring import triggers
from assentian.standards.vocabulary import Stage
from tests.monitoring.conftest import row


@pytest.mark.parametrize(
    ("opened_by", "kind", "fired"),
    [
        ("T-MET-1", "", ("T-MET-1", "mandatory")),
        ("T-MET-1", "performance", ("T-MET-1", "mandatory")),
        ("T-MET-1", "fairness", ("T-MET-2", "mandatory")),
        ("T-MET-1", "drift", ("T-MET-3", "targeted")),
        ("T-MET-1", "drift-attribution", ("T-MET-3", "targeted")),
        ("T-MET-6", "fairness", ("T-MET-6", "targeted")),
    ],
)
def test_what_was_measured_tells_the_rule(opened_by, kind, fired):
    assert triggers.fired(opened_by, kind) == fired


@pytest.mark.django_db
def test_what_cannot_be_measured_asks_for_a_review_and_holds_nothing_back(watch):
    watch.limits(watch.indicator())
    watch.record(*(row(week, "0.01", n=3) for week in range(3)))
    event = TriggerEvent.objects.get()
    assert (event.rule, event.trigger_class, event.hold) == ("T-MET-6", "targeted", "none")
    assert Nonconformity.objects.get().hold == "none"
    said = {reason.rule for reason in gates.ask(watch.system, Stage.DEPLOYMENT, now()).reasons}
    assert not {one for one in said if one.startswith(("N-OPEN", "A-UPDATE-DUE"))}


@pytest.mark.django_db
def test_a_breached_limit_of_what_people_send_fires_the_plain_rule(watch, told):
    watch.limits(watch.indicator())
    watch.record(row(0, "0.15"), row(1, "0.16"))
    assert [(breach.rule, breach.trigger_class, breach.hold) for breach in told] == [
        ("T-MET-1", "mandatory", "block_release")
    ]
    assert TriggerEvent.objects.get().rule == "T-MET-1"
