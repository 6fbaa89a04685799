"""Systems, assets and evidence in a real browser: accessible in both themes, on phone and desktop, two steps apart."""

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from pytest_django.live_server_helper import LiveServer

from assentian.journal.context import now
from tests.simulator import OrganisationSimulator

pytestmark = [pytest.mark.journey, pytest.mark.django_db]
PHONE, DESKTOP = {"width": 320, "height": 640}, {"width": 1440, "height": 900}


@pytest.fixture(scope="module")
def server():
    """The product on the test's own connection: what the test wrote and will roll back is what the browser sees."""
    served = LiveServer("localhost")
    yield served
    served.stop()


@pytest.fixture
def pages(cast):
    """Every page of the two rooms, over a system with a history that ends in a failure."""
    simulator = OrganisationSimulator(cast.actor("manager"))
    system = simulator.register_system("Credit")
    for months in (2, 1):
        simulator.submit(system, "drift", at=now() - timedelta(days=30 * months))
    failing = simulator.submit(system, "fairness", "fail")
    simulator.submit(system, "drift", "fail")
    simulator.register_system("Unmeasured")
    systems = ("systems/", "systems/register/", "systems/credit/", "systems/credit/edit/", "systems/unmeasured/")
    assets = ("assets/", "assets/register/", "assets/data-of-credit/")
    return [*systems, *assets, "evidence/", f"evidence/{failing.pk}/"]


@pytest.fixture
def open_page(cast, server, page):
    def visit(path):
        cookie = cast.client("manager").cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": server.url}])
        response = page.goto(f"{server.url}/o/northwind/{path}")
        assert response.status == 200
        return page

    return visit


@pytest.mark.parametrize(("theme", "viewport"), [("light", DESKTOP), ("dark", PHONE)])
def test_every_page_is_accessible_and_none_scrolls_sideways(open_page, page, pages, theme, viewport):
    page.set_viewport_size(viewport)
    page.emulate_media(color_scheme=theme)
    for path in pages:
        open_page(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"], path
        found = Axe().run(page)
        assert found.violations_count == 0, f"{path}\n{found.generate_report()}"


def test_a_failing_check_is_two_steps_from_the_register(open_page, pages):
    page = open_page("systems/")
    page.get_by_role("link", name="Credit", exact=True).click()
    page.get_by_role("link", name="fairness", exact=True).first.click()
    assert page.get_by_role("heading", level=1).inner_text() == "Credit: fairness"
    assert page.get_by_text("The stored bytes have the recorded digest.").is_visible()
