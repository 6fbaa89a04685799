"""The how-to about backups: its blocks, pasted into a shell, save an installation and bring it back; old ones show."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

PAGE = Path(__file__).resolve().parents[2] / "docs" / "howto" / "backup.md"
TOOLS = Path(sys.executable).parent
FOUND = (
    "assentian found --organisation {0} --name {0} --email {0}@example.org --your-name You --password lantern-on-a-quay"
)
VERIFIED, TAMPERED = 10, 40


class Shell:
    """Runs lines where the page's reader stands."""

    def __init__(self, folder: Path) -> None:
        ours = {name: value for name, value in os.environ.items() if not name.startswith(("ASSENTIAN_", "DJANGO_"))}
        path = f"{TOOLS}{os.pathsep}{os.environ['PATH']}"
        self.environment = {**ours, "ASSENTIAN_HOME": str(folder / "home"), "PATH": path}
        self.folder = folder

    def code(self, lines: str) -> int:
        command = ["bash", "-e", "-c", lines]
        return subprocess.run(
            command, cwd=self.folder, env=self.environment, capture_output=True, check=False
        ).returncode


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    shell = Shell(tmp_path)
    assert shell.code(FOUND.format("northwind")) == 0
    return shell


def blocks(*, of: str) -> list[str]:
    found = re.findall(r"^```sh\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    return [block for block in found if of in block]


def test_what_was_backed_up_without_its_keys_beside_it_stands_again_on_a_new_machine(shell: Shell) -> None:
    for block in blocks(of="--create"):
        assert shell.code(block) == 0
    listing = ["tar", "-tzf", shell.folder / "records.tar.gz"]
    listed = subprocess.run(listing, capture_output=True, text=True, check=True).stdout
    assert [name in listed for name in ("./assentian.sqlite3", "./keys", "./signer")] == [True, False, False]
    assert shell.code('rm -r "$ASSENTIAN_HOME"') == 0
    for block in blocks(of="--extract"):
        assert shell.code(block) == 0
    assert shell.code("assentian verify --state") == VERIFIED


def test_an_older_state_under_a_newer_signer_is_told(shell: Shell) -> None:
    (block,) = blocks(of="--create")
    assert shell.code(block) == 0
    assert shell.code(FOUND.format("southwind")) == 0
    assert shell.code(blocks(of="--extract")[0]) == 0
    assert shell.code("assentian verify --state") == TAMPERED
