"""The journeys' stage: a real installation with the demonstration in it, served as users serve it, and browsers in it.

Built once a run by the commands of the product itself. Nothing goes back to an earlier state between journeys, for the
ledger refuses that: each journey brings names of its own. A page that says something in the console fails its journey.
"""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Page, StorageState

ASSENTIAN = Path(sys.executable).with_name("assentian")
DESKTOP = {"width": 1440, "height": 900}

Visit = Callable[..., "Page"]


@dataclass(frozen=True)
class Installation:
    """Where it is served, its home, and e-mail address and password of its people by role."""

    address: str
    home: Path
    log_ins: dict[str, tuple[str, str]]

    def sign_in(self, page: "Page", role: str = "aims_manager") -> None:
        email, password = self.log_ins[role]
        page.goto("/sign-in/")
        page.get_by_label("E-mail address").fill(email)
        page.get_by_label("Password").fill(password)
        with page.expect_navigation():  # else whoever goes on at once leaves before the answer has come
            page.get_by_role("button", name="Sign in").click()


@pytest.fixture(scope="session")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    home = tmp_path_factory.mktemp("installation") / "home"
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("ASSENTIAN_", "DJANGO_"))}
    subprocess.run([ASSENTIAN, "demo", "--no-serve", "--home", home], env=environment, check=True)
    log_ins = {
        log_in["role"]: (log_in["email"], log_in["password"])
        for log_in in json.loads((home / "demo-log-ins.json").read_text())
    }
    port = free_port()
    serve = [ASSENTIAN, "serve", "--home", home, "--plain-http", "--port", str(port)]
    with subprocess.Popen(serve, env=environment, stdout=subprocess.DEVNULL) as server:
        try:
            served = Installation(f"http://127.0.0.1:{port}", home, log_ins)
            wait_for(f"{served.address}/health/", server)
            yield served
        finally:
            server.terminate()


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def wait_for(url: str, server: subprocess.Popen[bytes], seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while server.poll() is None and time.monotonic() < until:
        try:
            httpx.get(url)
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    pytest.fail(f"the server did not answer at {url}")


@pytest.fixture
def visit(browser: "Browser", installation: Installation) -> Iterator[Visit]:
    """Open a browser of its own: `visit(viewport=..., java_script_enabled=False)` gives its page, not signed in."""
    said: list[str] = []
    contexts = []

    def hear(message: "ConsoleMessage") -> None:
        # Chromium notes a page's own 4xx in the console; whether that status was wanted is the journey's to say.
        own_status = message.text.startswith("Failed to load resource") and message.location["url"] == message.page.url
        if not own_status:
            said.append(message.text)

    def visit(**options: Any) -> "Page":
        options = {"base_url": installation.address, "viewport": DESKTOP, "reduced_motion": "reduce", **options}
        contexts.append(browser.new_context(**options))
        page = contexts[-1].new_page()
        page.on("console", hear)
        page.on("pageerror", lambda error: said.append(str(error)))
        return page

    yield visit
    for context in contexts:
        context.close()
    assert not said


@pytest.fixture(scope="session")
def membership(browser: "Browser", installation: Installation) -> "StorageState":
    """What the browser of the AIMS manager holds once signed in."""
    context = browser.new_context(base_url=installation.address)
    installation.sign_in(context.new_page())
    state = context.storage_state()
    context.close()
    return state


@pytest.fixture
def manager(visit: Visit, membership: "StorageState") -> "Page":
    """A page of the AIMS manager, signed in."""
    return visit(storage_state=membership)
