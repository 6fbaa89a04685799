"""What any test may ask for: the published data, a private PostgreSQL, a real browser."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.postgres import private_postgres

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page
    from pytest_django.fixtures import SettingsWrapper

    from tests.cast import Cast

TEST_DATA = os.environ.get("ASSENTIAN_TEST_DATA")
CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def pytest_report_header() -> str:
    return f"published data: {TEST_DATA or 'ASSENTIAN_TEST_DATA is not set, so the tests that read it do not run'}"


@pytest.fixture(scope="session")
def test_data() -> Path:
    """The folder of published data sets and vectors, which are too large or not ours to commit."""
    if not TEST_DATA:
        pytest.skip("ASSENTIAN_TEST_DATA is not set: this test reads published data")
    return Path(TEST_DATA)


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A PostgreSQL whatever database the run itself is on: the run's own if it is one, else a private one."""
    given = os.environ.get("ASSENTIAN_DATABASE_URL", "")
    if given.startswith("postgres"):
        yield given
    else:
        with private_postgres() as url:
            yield url


@pytest.fixture(scope="session")
def browser() -> "Iterator[Browser]":
    """Chromium: the machine's, else Playwright's own."""
    from playwright.sync_api import sync_playwright

    # Playwright's event loop runs in this thread; Django would take every query of a test for one made inside it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    executable = next(filter(None, map(shutil.which, CHROMIUM)), None)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture
def cast(db: None, settings: "SettingsWrapper", tmp_path: Path) -> "Cast":
    """The fixed cast in a database and a home of their own (tests/cast.py)."""
    from tests.cast import gather

    settings.ASSENTIAN_HOME = tmp_path
    settings.MEDIA_ROOT = tmp_path / "files"
    return gather()


@pytest.fixture
def page(browser: "Browser") -> "Iterator[Page]":
    """A fresh browser profile at desktop width; `page.set_viewport_size` and `page.emulate_media` change it."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    yield context.new_page()
    context.close()
