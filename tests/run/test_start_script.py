"""The script that a newcomer calls first: its messages, its stamp and its stages."""

import subprocess
import sys
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "run"


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> ModuleType:
    """The script as a module whose checkout is an empty folder."""
    spec = spec_from_loader("run", SourceFileLoader("run", str(SCRIPT)))
    module = module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "run", module)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "STAMP", tmp_path / "stamp")
    monkeypatch.setattr(module, "PYTHON", Path(sys.executable))
    return module


def call(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, SCRIPT, *arguments], capture_output=True, text=True, check=False)


@pytest.mark.parametrize("arguments", [(), ("help",), ("--help",)])
def test_help_is_its_own_description(arguments: tuple[str, ...]) -> None:
    done = call(*arguments)
    assert done.returncode == 0
    assert done.stdout.startswith("Install, show and test Assentian")


def test_an_unknown_command_shows_what_there_is() -> None:
    done = call("tset")
    assert done.returncode == 2
    assert "there is no 'tset'" in done.stderr
    assert "./run test " in done.stderr


@pytest.mark.parametrize(
    ("installed", "wanted", "enough"),
    [("server", "server", True), ("dev", "dev", True), ("dev", "server", True), ("server", "dev", False)],
)
def test_the_stamp_remembers_what_is_installed(run: ModuleType, installed: str, wanted: str, enough: bool) -> None:
    run.STAMP.write_text(f"{installed} digest\n")
    assert run.is_installed(wanted, "digest") is enough
    assert not run.is_installed(wanted, "another digest")


def test_without_a_stamp_nothing_is_installed(run: ModuleType) -> None:
    assert not run.is_installed("server", run.digest_of_inputs())


def test_stages_stop_at_the_first_red_one_and_say_how_to_repeat_it(run: ModuleType, capfd) -> None:
    stages = [
        run.Stage("good", "true"),
        run.Stage("bad", "sh -c 'exit 3'", {"SIZE": "a b"}),
        run.Stage("never", "true"),
    ]
    assert run.run_stages(stages) == 3
    said = capfd.readouterr().out
    assert "2 of 3 stages run" in said
    assert said.endswith("$PATH SIZE='a b' sh -c 'exit 3'\n")
    assert "never" not in said


def test_green_stages_end_with_their_times(run: ModuleType, capfd) -> None:
    assert run.run_stages([run.Stage("good", "true")]) == 0
    assert "1 of 1 stages run" in capfd.readouterr().out


def test_every_stage_is_a_command_without_a_shell(run: ModuleType) -> None:
    for stage in [*run.LINT, *run.TESTS, run.AUDIT]:
        assert not set("|&;<>$") & set(stage.command)
