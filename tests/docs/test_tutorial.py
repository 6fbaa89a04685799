"""The tutorial as a reader follows it: its blocks pasted into one shell, its forms filled in a real browser.

From the mark in the page on, each `bash` block runs and the `text` block after it names what must be printed; a table
headed "Field" is a form to fill, one headed "Page" tells what a page shows.
"""

import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.journey

ROOT = Path(__file__).resolve().parents[2]
TUTORIAL = ROOT / "docs" / "tutorial" / "first-proof.md"
BEGIN = "<!-- The test of this page begins here. -->"
STEP = re.compile(
    r"^```(?P<language>\w+)\n(?P<body>[\s\S]*?)^```$|^\| (?P<head>\w+) \|.*\n\|[-|]+\n(?P<rows>(?:\|.*\n)+)",
    re.MULTILINE,
)
ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+\S*/")
END = "--- the block has ended ---"


class Shell:
    """One bash, as a reader has it, so that variables and the folder stay from block to block."""

    def __init__(self, folder: Path) -> None:
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.defpath}"
        self.process = subprocess.Popen(
            ["bash", "--noprofile", "--norc"],
            cwd=folder, env={"PATH": path, "HOME": str(folder)}, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip

    def paste(self, block: str) -> str:
        """What the block prints."""
        self.process.stdin.write(f"{block}\necho; echo '{END}'\n")
        self.process.stdin.flush()
        printed = ""
        while not printed.endswith(f"\n{END}\n"):
            line = self.process.stdout.readline()
            assert line, f"the shell ended:\n{printed}"
            printed += line
        return printed.removesuffix(f"\n{END}\n")

    def close(self) -> None:
        self.paste("kill $SERVER 2> /dev/null; wait")
        self.process.communicate("exit\n")


@pytest.fixture
def shell(tmp_path: Path) -> Iterator[Shell]:
    opened = Shell(tmp_path)
    yield opened
    opened.close()


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def rows(table: str) -> list[tuple[str, str]]:
    return [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in table.splitlines()]


def fill(page, fields: list[tuple[str, str]], password: str) -> None:
    form = page.locator("main form")
    for label, value in fields:
        if label == "*press*":
            form.get_by_role("button", name=value, exact=True).click()
            continue
        field = form.get_by_label(re.compile(rf"^{re.escape(label)}\b"))
        if value == "*chosen*":
            form.get_by_label(label, exact=True).check()
        elif field.evaluate("node => node.tagName") == "SELECT":
            option = field.locator("option").filter(has_text=value).first.get_attribute("value")
            field.select_option(option)
        else:
            field.fill(password if value == "`$PASSWORD`" else value)


def test_the_tutorial_works_when_pasted(shell: Shell, page) -> None:
    assert shutil.which("curl"), "the tutorial needs curl"
    page.set_default_timeout(8_000)
    text = TUTORIAL.read_text(encoding="utf-8").partition(BEGIN)[2].replace(":8000/", f":{(port := free_port())}/")
    text = text.replace("--port 8000", f"--port {port}").replace("127.0.0.1:8000", f"127.0.0.1:{port}")
    printed = ""
    for step in STEP.finditer(text):
        if step["language"] == "bash":
            printed = shell.paste(step["body"])
        elif step["language"] == "text":
            for line in step["body"].splitlines():
                assert line in printed, f"{line!r} is not in:\n{printed}"
        elif step["head"] == "Field":
            page.goto(ADDRESS.findall(text[: step.start()])[-1])
            fill(page, rows(step["rows"]), shell.paste("echo $PASSWORD").strip())
            assert page.locator(".errors").count() == 0
        elif step["head"] == "Page":
            for address, shown in rows(step["rows"]):
                page.goto(address)
                assert shown in page.locator("main").inner_text(), (address, shown)
