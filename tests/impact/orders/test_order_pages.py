"""A version and a draft in four orders: the same answers, each told once, and what is missing said plainly."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assentian.impact.drafting import queries, services
from assentian.impact.orders.rules import Order
from assentian.impact.reviewing import services as reviewing
from tests.impact.filling import fill
from tests.simulator import OrganisationSimulator

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(cast):
    manager = cast.actor("manager")
    return services.start(manager, OrganisationSimulator(manager).register_system())


@pytest.fixture
def version(cast, draft):
    fill(cast.actor("manager"), draft)
    return reviewing.submit(cast.actor("manager"), draft)


def page(cast, version, order="", part="auditor"):
    base = reverse("impact:version", args=[cast.organisation, version.system.slug, version.number])
    return cast.client(part).get(base, {"order": order} if order else {})


@pytest.mark.parametrize("order", list(Order))
def test_each_order_tells_every_asked_answer_that_it_holds_once(cast, version, order):
    told = page(cast, version, order)
    content = told.content.decode()
    lines = [line for part in told.context["lines"] for line in part.lines if not line.elsewhere]
    for line in lines:
        assert content.count(f'id="answer-{line.question.key}"') == 1
    assert len({line.question.id for line in lines}) == len(lines)
    asked = queries.told(version).asked
    if order is Order.GUIDE:
        assert [line.question for line in lines] == list(asked)
    assert "Sorts incoming letters by department." in content


def test_the_dpia_has_each_reference_and_its_coverage_and_leads_on_to_its_pdf(cast, version):
    content = page(cast, version, "dpia").content.decode()
    for place in ("35(7)(a)", "35(7)(b)", "35(7)(c)", "35(7)(d)", "35(2)", "35(9)", "35(11)"):
        assert f"GDPR Art. {place}" in content
    assert "Nobody knows yet" in content
    assert f"/versions/{version.number}.pdf?order=dpia" in content
    assert f"/versions/{version.number}.docx?order=dpia" in content
    assert "partly told" in content


def test_the_fria_says_where_the_dpia_already_answers(cast, version):
    content = page(cast, version, "fria").content.decode()
    assert "AI Act Art. 27(4)" in content
    assert "The same answers also serve GDPR Art. 35(7)(a)" in content


def test_a_draft_says_what_is_not_answered_yet_and_not_asked_at_this_depth(cast, draft):
    address = reverse("impact:check", args=[cast.organisation, draft.system.slug])
    content = cast.client("owner").get(address, {"order": "fria"}).content.decode()
    assert "Not answered yet" in content
    assert "Not asked at this depth" in content
    assert "#question-purpose" in content, "an answer of a draft leads to where it is given"


@pytest.mark.parametrize("name", ["impact:version", "reports:assessment-pdf", "reports:assessment-docx"])
@pytest.mark.parametrize("order", ["atrs", "DPIA", "dpia ", "<b>"])
def test_an_order_that_is_none_is_404_and_names_those_there_are(cast, version, name, order):
    address = reverse(name, args=[cast.organisation, version.system.slug, version.number])
    answer = cast.client("auditor").get(address, {"order": order})
    assert answer.status_code == 404
    content = answer.content.decode()
    assert "There is no such order" in content
    assert "?order=iso42005" in content
    assert "<b></b>" not in content


def test_every_order_takes_the_same_queries_but_one_for_a_linked_dpia(cast, version):
    client = cast.client("auditor")
    address = reverse("impact:version", args=[cast.organisation, version.system.slug, version.number])
    taken = []
    for order in Order:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            client.get(address, {"order": order})
        taken.append(len(captured))
    guide, dpia, fria, iso42005 = taken
    assert (dpia, fria, iso42005) == (guide + 1, guide + 1, guide)
