"""Nonconformities, assessments and the story of a breach in a real browser: accessible, and no wider than a phone."""

import pytest
from django.conf import settings
from pytest_django.live_server_helper import LiveServer

from assentian.assurance import queries, services
from assentian.impact.models import TriggerEvent
from tests.journeys.inspection import complaints
from tests.simulator import OrganisationSimulator

pytestmark = [pytest.mark.journey, pytest.mark.django_db]


@pytest.fixture(scope="module")
def server():
    """The product on the test's own connection: what the test wrote and will roll back is what the browser sees."""
    served = LiveServer("localhost")
    yield served
    served.stop()


def look(cast, server, page, part, path):
    cookie = cast.client(part).cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": server.url}])
    response = page.goto(f"{server.url}/o/northwind/{path}")
    assert response.status == 200, path
    assert complaints(page) == [], path


def test_every_page_of_the_loop_is_accessible(cast, server, page):
    simulator = OrganisationSimulator(cast.actor("manager"))
    system = simulator.register_system("Credit")
    for path in ("impact/", "impact/credit/", "impact/credit/record/", "nonconformities/", "nonconformities/raise/"):
        look(cast, server, page, "manager", path)
    simulator.assess(system, cast.actor("approver"))
    simulator.breach(system)
    simulator.assess(system)
    trigger = TriggerEvent.objects.of(cast.organisation).get().pk
    look(cast, server, page, "approver", f"impact/credit/triggers/{trigger}/")
    look(cast, server, page, "approver", "impact/credit/")
    look(cast, server, page, "manager", "nonconformities/1/")
    found = queries.nonconformity(cast.organisation, 1)
    services.correct(cast.actor("owner"), found, correction="Cut-off moved.", root_cause="Old data.")
    look(cast, server, page, "approver", "nonconformities/1/")
    for path in ("", "impact/", "systems/credit/", "requirements/iso42001:A.5.4/", "requirements/", "nonconformities/"):
        look(cast, server, page, "manager", path)
    look(cast, server, page, "manager", "stories/monitoring_breach/1/")
