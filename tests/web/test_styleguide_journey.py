"""The style guide in a real browser: no axe violation, no sideways scroll, in both themes, on phone and desktop."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.journey, pytest.mark.django_db]  # the server closes old connections, if it asks them nothing
PHONE, DESKTOP = {"width": 320, "height": 640}, {"width": 1440, "height": 900}


@pytest.fixture(scope="module")
def address():
    """The product served without a database: the style guide asks nothing of it."""
    server = LiveServer("localhost")
    yield f"{server.url}/styleguide/"
    server.stop()


@pytest.fixture
def open_page(address, settings, browser):
    settings.DEBUG = True
    contexts = []

    def visit(**options):
        contexts.append(browser.new_context(**options))
        page = contexts[-1].new_page()
        page.goto(address)
        return page

    yield visit
    for context in contexts:
        context.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_the_style_guide_is_accessible(open_page, theme, viewport):
    page = open_page(viewport=viewport, color_scheme=theme)
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_nothing_breaks_the_policy_or_fails_to_load(open_page):
    page = open_page(viewport=DESKTOP)
    said = []
    page.on("console", lambda message: said.append(message.text))
    page.reload(wait_until="networkidle")
    assert said == []


def test_the_menu_opens_and_the_theme_changes_without_script(open_page):
    page = open_page(viewport=PHONE, java_script_enabled=False)
    side = page.locator("#side")
    assert not side.is_visible()
    page.get_by_role("button", name="Menu").click()
    assert side.is_visible()
    page.get_by_role("button", name="Dark").click()
    assert page.locator("html").get_attribute("data-theme") == "dark"


def test_every_target_is_at_least_24_pixels_tall_or_has_room(open_page):
    page = open_page(viewport=PHONE)
    heights = page.locator("button:visible, .button:visible, .pager a, thead a").evaluate_all(
        "nodes => nodes.map(node => node.getBoundingClientRect().height)"
    )
    assert min(heights) >= 24
