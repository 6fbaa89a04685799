"""The pictures of README.md, taken from the running demonstration in headless Chromium, light and dark.

    python -m docs.screenshots [--home DIR] [--port 8765]

Builds the demonstration where DIR has none, serves it, signs in as its AIMS manager and writes docs/images/*.png.
A picture larger than 150 kB stops the script: a README must stay quick to open.
"""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from docs.png import shrink

IMAGES = Path(__file__).parent / "images"
LARGEST = 150_000
SIZE = {"width": 1280, "height": 800}
PAGES = {
    "overview": "",
    "requirements": "requirements/?show=gap&sort=-gap",
    "system": "systems/compas/",
    "evidence": "evidence/?system=compas",
    "risks": "risks/",
    "statement": "statement/",
    "ledger": "ledger/",
}


@contextmanager
def demonstration(home: Path, port: int) -> Iterator[str]:
    """Address of the demonstration in `home`, served until the block ends."""
    command = [shutil.which("assentian") or Path(sys.executable).with_name("assentian"), "demo", "--no-open"]
    server = subprocess.Popen([*command, "--home", home, "--port", str(port)], stdout=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}/"
    try:
        while server.poll() is None and not answers(address):
            time.sleep(0.5)
        if server.poll() is not None:
            sys.exit("the demonstration did not start; its message is above")
        yield address
    finally:
        server.terminate()
        server.wait()


def answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}health/", timeout=5):  # noqa: S310  our own loopback address
            return True
    except (urllib.error.URLError, OSError):
        return False


def take(browser: Browser, address: str, log_in: dict[str, str], theme: str) -> None:
    page = browser.new_context(viewport=SIZE, color_scheme=theme).new_page()
    page.goto(f"{address}sign-in/")
    page.locator("input[name=username]").fill(log_in["email"])
    page.locator("input[name=password]").fill(log_in["password"])
    page.locator("main button[type=submit]").first.click()
    for name, path in PAGES.items():
        page.goto(f"{address}o/northwind/{path}", wait_until="networkidle")
        file = IMAGES / f"{name}-{theme}.png"
        file.write_bytes(shrink(page.screenshot()))
        size = file.stat().st_size
        print(f"{file.name:<24}{size / 1000:>8.0f} kB")
        if size > LARGEST:
            sys.exit(f"{file.name} is larger than {LARGEST // 1000} kB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--home", type=Path, help="home of the demonstration; without it, one that goes away")
    parser.add_argument("--port", type=int, default=8765)
    wanted = parser.parse_args()
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary, sync_playwright() as playwright:
        home = wanted.home or Path(temporary) / "demo"
        with demonstration(home, wanted.port) as address:
            log_ins = json.loads((home / "demo-log-ins.json").read_text())
            (manager,) = [log_in for log_in in log_ins if log_in["role"] == "aims_manager"]
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
            for theme in ("light", "dark"):
                take(browser, address, manager, theme)


if __name__ == "__main__":
    main()
