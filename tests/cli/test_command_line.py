"""The command group itself: lazy, honest about what is missing, and without tracebacks."""

import subprocess
import sys

import click
import pytest
from click.testing import CliRunner, Result

from assentian import __version__
from assentian.cli import main as command_line
from assentian.cli.main import COMMANDS, Entry, main


@pytest.fixture
def server_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A stand-in command that finds Django missing, as in an installation without the server extra."""

    @click.command
    def serve() -> None:
        raise ModuleNotFoundError("No module named 'django.core'", name="django.core")

    monkeypatch.setattr(command_line, "serve", serve, raising=False)
    monkeypatch.setitem(COMMANDS, "serve", Entry("assentian.cli.main:serve", "Serve the pages."))


def call(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def test_the_version_is_the_package_version() -> None:
    assert call("--version").output == f"assentian {__version__}\n"


def test_help_lists_every_command_with_its_line() -> None:
    output = call("--help").output
    for name, entry in COMMANDS.items():
        assert f"  {name} " in output
        assert entry.summary.split()[0] in output


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_can_be_loaded_and_explains_itself(name: str) -> None:
    result = call(name, "--help")
    assert result.exit_code == 0, result.output
    assert result.output.startswith("Usage: main " + name)


def test_an_unknown_command_is_a_usage_error() -> None:
    result = call("chekc")
    assert result.exit_code == 2
    assert "No such command 'chekc'" in result.output


@pytest.mark.usefixtures("server_missing")
def test_a_command_without_its_extra_says_what_to_install() -> None:
    result = call("serve")
    assert result.exit_code == 2
    assert (
        "assentian serve needs the server: pip install 'assentian[server]' (django is not installed)" in result.output
    )


def test_another_missing_module_is_not_blamed_on_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(COMMANDS, "broken", Entry("assentian.cli.no_such_module:broken", "Broken."))
    result = call("broken")
    assert isinstance(result.exception, ModuleNotFoundError)


@pytest.mark.parametrize("module", ["assentian", "assentian.cli.main"])
def test_importing_the_command_line_imports_nothing_heavy(module: str) -> None:
    heavy = {"django", "duckdb", "cryptography", "jsonschema", "httpx", "rich", "yaml", "numpy"}
    code = f"import sys, {module}; print(*sorted({heavy!r} & set(sys.modules)))"
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == ""
