"""One registry maps the evidence sources of the assessment to what feeds them, and it is whole."""

from datetime import timedelta

import pytest

from assentian.evidence import services as evidence
from assentian.impact.bank.facts import Mode
from assentian.impact.bank.library import bank
from assentian.impact.measured import offering
from assentian.impact.measured.sources import Sources, sources
from assentian.inventory import services as inventory
from assentian.journal.context import now
from assentian.standards.catalogue import catalogue
from tests.simulator import OrganisationSimulator, metric

KNOWN = {source.id: source for source in catalogue().evidence_sources}


def told(name, value, *, where="", lower=None, upper=None, status="pass", n=500):
    return {**metric(status), "name": name, "value": value, "where": where, "lower": lower, "upper": upper, "n": n}


@pytest.fixture
def simulator(cast):
    return OrganisationSimulator(cast.actor("manager"))


@pytest.fixture
def system(simulator):
    return simulator.register_system()


@pytest.fixture
def measure(simulator, system):
    def send(kind, *metrics, verdict="pass", **more):
        sent = simulator.envelope(system, kind, verdict, controls=("iso42001:9.1",), metrics=metrics, **more)
        return evidence.receive(simulator.actor, sent)

    return send


def read(system, source):
    return sources.of(system, now()).get(source)


def test_every_source_that_fills_or_owns_an_answer_has_a_feeder():
    needed = {auto.source for one in bank().questions for auto in one.auto if auto.mode is not Mode.CHALLENGE}
    feeders = sources.feeders()
    assert not sorted(source for source in needed if source not in feeders)
    assert feeders.keys() <= KNOWN.keys()


def test_what_is_read_from_a_register_is_a_source_that_names_its_records():
    read_from = {source for source, keys in sources.feeders().items() if set(keys) != {"checks"}}
    computed = {"monitor.coverage", "sec.threat_coverage"}
    assert not sorted(source for source in read_from - computed if not KNOWN[source].records)


def test_a_reader_is_registered_once():
    found = Sources()
    found.add("one", lambda _system, _moment: (), {"ops.appeals": ""})
    with pytest.raises(ValueError, match="registered twice"):
        found.add("one", lambda _system, _moment: (), {"ops.appeals": ""})


@pytest.mark.django_db
@pytest.mark.databases
def test_a_reader_speaks_only_for_what_it_says_it_gives(simulator, system, cast):
    simulator.operate(system)
    simulator.submit(system)
    simulator.assess(system, cast.actor("approver"))
    for key, (reader, gives) in sources._readers.items():
        assert {one.source for one in reader(system, now())} - gives.keys() <= {
            source.id for source in KNOWN.values() if key == "checks" and source.checks
        }, key


@pytest.mark.django_db
@pytest.mark.databases
def test_a_value_comes_with_interval_n_time_digest_and_link(system, measure):
    sealed = measure("robustness", told("accuracy_drop", "0.0123", where="budget=0.1", lower="0.002", upper="0.03"))
    found = read(system, "model.robustness.drop")
    assert (found.value, found.unit, found.interval, found.n) == ("1.23", "pp", "0.2 to 3", 500)
    assert (found.at, found.digest, found.evidence) == (sealed.measured_at, sealed.digest, sealed.pk)
    assert found.grade == "A3"


@pytest.mark.django_db
def test_stale_insufficient_and_foreign_results_say_why_and_give_nothing(cast, simulator, system, measure):
    question, moment = bank().question("robustness"), now()
    drop = told("accuracy_drop", "0.01")
    measure("robustness", drop, at=moment - timedelta(minutes=9))
    assert read(system, "model.robustness.drop").has_value
    for verdict, why in (("insufficient", "insufficient"), ("error", "error"), ("not_run", "not run")):
        untold = told("accuracy_drop", None, status=verdict)
        measure("robustness", untold, verdict=verdict, at=moment - timedelta(minutes=5))
        found = read(system, "model.robustness.drop")
        assert why in found.value
        assert not found.has_value
        assert offering.proposal(question, found) is None
    later = moment + timedelta(days=400)
    measure("robustness", drop, at=moment)
    assert read(system, "model.robustness.drop").has_value
    assert "expired" in sources.of(system, later)["model.robustness.drop"].value
    revision = simulator.revisions[system.pk]
    other = inventory.record_revision(simulator.actor, revision.asset, label="2", digest="b" * 64, made_at=now())
    inventory.release_version(simulator.actor, system, "2.0", [other], now())
    found = read(system, "model.robustness.drop")
    assert found.value == "robustness: tested what the newest version no longer runs"
    assert not found.has_value
    assert found.measurement() is None


@pytest.mark.django_db
def test_a_failed_limit_was_measured_all_the_same_and_proves_nothing(system, measure):
    measure("robustness", told("accuracy_drop", "0.4", status="fail"), verdict="fail")
    found = read(system, "model.robustness.drop")
    assert (found.value, found.freshness, found.grade) == ("40", "failed", "A0")


@pytest.mark.django_db
def test_another_metric_that_failed_does_not_fail_this_one(system, measure):
    groups = told("selection_gap", "0.1", where="sex")
    measure("fairness", groups)
    shares = [told("l_infinity", "0.04", where="sex", status=None), told("psi", "0.9", where="pd", status="fail")]
    measure("drift", *shares, told("l_infinity", "0.7", where="pd", status=None), verdict="fail")
    found = read(system, "data.representativeness.gap")
    assert (found.value, found.where, found.freshness, found.grade) == ("4", "sex", "fresh", "A0")


@pytest.mark.django_db
def test_performance_is_told_apart_by_the_data_that_the_model_was_evaluated_on(simulator, system, measure):
    actor, revision = simulator.actor, simulator.revisions[system.pk]
    described = inventory.AssetDescription(name="Model", kind="model", owner_id=actor.user_id)
    model = inventory.record_revision(
        actor, inventory.register_asset(actor, described), label="1", digest="c" * 64, made_at=now()
    )
    inventory.release_version(actor, system, "1.1", [revision, model], now())
    measure("performance", told("auc", "0.71"), told("auc", "0.55", where="sex=f"), check="live")
    assert read(system, "ops.performance.current").value == "0.71"
    assert not read(system, "model.performance.primary").has_value
    inventory.record_revision(
        actor, model.asset, label="1", digest="c" * 64, made_at=model.made_at, origins={revision: "evaluated_on"}
    )
    assert read(system, "model.performance.primary").value == "0.71"
    assert not read(system, "ops.performance.current").has_value


@pytest.mark.django_db
def test_faults_and_ages_are_told_as_shares_and_days(system, measure):
    measure("provenance-record", told("incomplete", "3.0", n=12))
    assert read(system, "data.provenance.coverage").value == "75"
    sealed = measure("fallback-drill", told("drill_age", "10.0", n=3))
    found = read(system, "ops.fallback.last_test")
    assert found.value == f"{sealed.measured_at - timedelta(days=10):%Y-%m-%d}"
    assert offering.proposal(bank().question("stop_fallback"), found) == "tested"
    measure("fallback-drill", told("drill_age", "10.0", n=3, status="fail"), verdict="fail")
    found = read(system, "ops.fallback.last_test")
    assert offering.proposal(bank().question("stop_fallback"), found) == "untested"


@pytest.mark.django_db
def test_a_check_of_another_name_does_not_publish_a_summary(system, measure):
    measure("disclosure", told("missing_notices", "0.0"), check="chat")
    assert not read(system, "gov.publication").has_value
    measure("disclosure", told("missing_notices", "0.0"), check="public-summary")
    assert offering.proposal(bank().question("public_summary"), read(system, "gov.publication")) == "site"


@pytest.mark.django_db
def test_a_question_takes_its_own_metric_and_no_other(system, measure):
    measure("fairness", told("tpr_gap", "0.2", where="sex"), told("selection_ratio", "0.7", where="sex"))
    question = bank().question("group_results")
    found = sources.of(system, now())
    assert offering.proposal(question, found["fairness.tpr_gap_max"]) == "20"
    assert offering.proposal(question, found["fairness.selection_ratio_min"]) is None
