"""What a command says where there is no installation to work on: the folder that it looked in, and what to do."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from django.core.exceptions import ImproperlyConfigured

from assentian.cli.main import main
from assentian.server import boot
from assentian.server.home import home

pytestmark = pytest.mark.django_db
COMMANDS = [
    ["verify"],
    ["serve"],
    ["export", "--organisation", "northwind", "--out", "pack.zip"],
    ["schedule", "--organisation", "northwind"],
    ["token", "issue", "--organisation", "northwind", "--by", "you@example.org", "--name", "laptop"],
    ["person", "password", "you@example.org"],
]


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(boot, "boot", lambda *_home, **_options: None)


def said(command: list[str]) -> str:
    done = CliRunner().invoke(main, command)
    assert done.exit_code in {1, 2, 50}
    return done.output


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_a_folder_without_an_installation_is_named(
    command: list[str], monkeypatch: pytest.MonkeyPatch, settings: object
) -> None:
    monkeypatch.setattr(boot, "has_ledger", lambda: False)
    assert f"there is no installation in {settings.ASSENTIAN_HOME}" in said(command)  # type: ignore[attr-defined]


def test_a_demonstration_beside_is_pointed_at(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".assentian").mkdir()
    (tmp_path / ".assentian" / "demo-log-ins.json").touch()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(boot, "has_ledger", lambda: False)
    assert f"with --home (the demonstration lies in {tmp_path / '.assentian'})" in said(["verify"])


@pytest.mark.parametrize("command", COMMANDS[1:], ids=lambda command: command[0])
def test_an_older_database_is_to_be_upgraded(command: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(boot, "is_current", lambda: False)
    assert "run `assentian upgrade` first" in said(command)


def test_a_home_that_cannot_be_made_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSENTIAN_HOME", "/proc/none")
    with pytest.raises(ImproperlyConfigured, match="the home /proc/none cannot be made"):
        home()
