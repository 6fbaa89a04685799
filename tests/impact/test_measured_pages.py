"""Evidence beside a question as a page shows it, and what it takes to say otherwise."""

import pytest
from django.urls import reverse

from assentian.evidence import services as evidence
from assentian.impact.drafting import queries, services
from assentian.impact.models import Answer
from assentian.journal.models import Entry, Outbox
from tests.impact.test_answering_pages import hidden, url
from tests.simulator import OrganisationSimulator, metric

pytestmark = [pytest.mark.django_db, pytest.mark.databases]


@pytest.fixture
def simulator(cast):
    return OrganisationSimulator(cast.actor("manager"))


@pytest.fixture
def system(simulator):
    return simulator.register_system()


@pytest.fixture
def draft(cast, system):
    return services.start(cast.actor("manager"), system)


@pytest.fixture
def sealed(simulator, system):
    told = {**metric("pass"), "name": "accuracy_drop", "where": "budget=0.1", "n": 2832}
    measured = {**told, "value": "0.016", "lower": "0.009", "upper": "0.022"}
    sent = simulator.envelope(system, "robustness", controls=("iso42001:A.6.2.4",), metrics=[measured])
    return evidence.receive(simulator.actor, sent)


def page_of(cast, system, question, who="owner"):
    return cast.client(who).get(url(cast, system, "alone", question=question))


def is_journaled(text):
    """In the ledger, or captured for it."""
    leaves = [bytes(leaf).decode() for leaf in Entry.objects.values_list("leaf", flat=True)]
    return any(text in told for told in [*leaves, *Outbox.objects.values_list("after", flat=True)] if told)


def accept(cast, system, question, source):
    page = page_of(cast, system, question)
    sent = {**hidden(page, question), "then": f"accept:{question}:{source}"}
    return cast.client("owner").post(url(cast, system, "alone", question=question), sent)


def test_a_value_shows_interval_n_time_digest_grade_and_its_sealed_result(cast, system, draft, sealed):
    page = page_of(cast, system, "robustness").content.decode()
    for told in ("1.6 pp", "95 %: 0.9 to 2.2", "n = 2 832", "budget=0.1", "A3 measured", sealed.digest[:8]):
        assert told in page.replace("\u202f", " ").replace("\u00a0", " "), told
    address = f"{reverse('evidence:list', kwargs={'organisation': cast.organisation})}{sealed.pk}/"
    assert f'href="{address}"' in page
    assert cast.client("owner").get(address).status_code == 200


def test_what_a_register_says_links_to_it(cast, system, draft):
    page = page_of(cast, system, "components").content.decode()
    address = reverse("inventory:system", kwargs={"organisation": cast.organisation, "system": system.slug})
    assert f'<a href="{address}">the register' in page


def test_an_accepted_value_says_so_and_a_newer_one_is_offered(cast, simulator, system, draft, sealed):
    accept(cast, system, "robustness", "model.robustness.drop")
    page = page_of(cast, system, "robustness").content.decode()
    assert "The answer is what this says." in page
    assert "Accept the value" not in page
    newer = {**metric("pass"), "name": "accuracy_drop", "value": "0.018", "lower": "0.01", "upper": "0.03"}
    sent = simulator.envelope(system, "robustness", controls=("iso42001:A.6.2.4",), metrics=[newer])
    evidence.receive(simulator.actor, sent)
    assert "Accept the newer value" in page_of(cast, system, "robustness").content.decode()


def test_a_measured_value_is_not_changed_without_a_reason(cast, system, draft, sealed):
    accept(cast, system, "robustness", "model.robustness.drop")
    address = url(cast, system, "alone", question="robustness")
    sent = {**hidden(page_of(cast, system, "robustness"), "robustness"), "robustness-value": "4"}
    refused = cast.client("owner").post(address, sent)
    assert refused.status_code == 200
    page = refused.content.decode()
    assert 'id="id_robustness-reason_error"' in page, "the error stands at its field"
    assert page.count("Say why the measured value does not stand.") >= 2, "and in the summary"
    assert 'value="4"' in page, "what was typed is kept"
    assert Answer.objects.get(question="robustness").value == "1.6"
    by_itself = cast.client("owner").post(url(cast, system, "save", question="robustness"), sent)
    assert b"Say why the measured value does not stand." in by_itself.content
    why = "The scanners were replaced in May."
    assert cast.client("owner").post(address, {**sent, "robustness-reason": why}).status_code == 302
    answer = Answer.objects.get(question="robustness")
    assert (answer.value, answer.state, answer.reason, answer.grade) == ("4", "adjusted", why, "A1")
    assert answer.evidence == sealed
    assert is_journaled(why)
    assert "Accepted" not in queries.told(draft).answers["robustness"].get_state_display()


def test_the_measured_value_typed_again_is_accepted_again(cast, system, draft, sealed):
    accept(cast, system, "robustness", "model.robustness.drop")
    address = url(cast, system, "alone", question="robustness")
    adjusted = {"robustness-value": "4", "robustness-reason": "Another scanner."}
    cast.client("owner").post(address, {**hidden(page_of(cast, system, "robustness"), "robustness"), **adjusted})
    again = {**hidden(page_of(cast, system, "robustness"), "robustness"), "robustness-value": "1.60"}
    cast.client("owner").post(address, again)
    answer = Answer.objects.get(question="robustness")
    assert (answer.value, answer.state, answer.reason) == ("1.6", "accepted", "")
