"""`python3 -I verify.py`, as an auditor runs it: alone in an empty directory, judged by its exit code."""

import ast
import os
import runpy
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from assentian.ledger import verify
from assentian.ledger.verify import main
from tests.ledger.forger import Forger, honest, leaf

USAGE = "[--known CHECKPOINT] [--batch FILE] [pack]"


def alone(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a copy of the verifier in a folder of its own, with no environment and no package."""
    shutil.copy(Path(verify.__file__), folder / "verify.py")
    command = [sys.executable, "-I", "-S", "verify.py", *arguments]
    return subprocess.run(command, cwd=folder, env={}, capture_output=True, text=True, check=False, timeout=60)


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    (tmp_path / "empty").mkdir()
    return tmp_path / "empty"


def erased() -> Forger:
    forger = honest()
    forger.leaves.append(leaf("erasure", paths=["accounts_user/7/email"]))
    forger.sizes = [8]
    return forger


def tampered() -> Forger:
    forger = honest()
    forger.extra = {"README.txt": None, "evidence/" + "0" * 64 + ".dsse.json": b"{}"}
    return forger


CASES = {
    verify.VERIFIED: (honest(), honest()),
    verify.UNANCHORED: (honest(), None),
    verify.GAPS: (erased(), None),
    verify.INCONSISTENT: (honest(), erased()),
    verify.TAMPERED: (tampered(), None),
    verify.CANNOT_CHECK: (Forger(manifest={"format": "another/1"}), None),
}


@pytest.mark.parametrize("code", CASES)
def test_an_auditor_alone_gets_the_exit_code(tmp_path: Path, empty: Path, code: int):
    forger, kept = CASES[code]
    pack = forger.zip(tmp_path / "pack.zip")
    known = tmp_path / "kept.txt"
    if kept:
        known.write_text(kept.note(kept.sizes[-1]), encoding="utf-8")
    ran = alone(empty, str(pack), *(["--known", str(known)] if kept else []))
    assert (ran.returncode, ran.stderr) == (code, "")
    assert ran.stdout.startswith(f"{verify.WORDS[code]}: ")


def test_the_copy_in_an_unpacked_pack_checks_its_own_folder(tmp_path: Path):
    forger = honest()
    forger.extra = {"verify.py": Path(verify.__file__).read_bytes()}
    ran = alone(forger.folder(tmp_path))
    assert (ran.returncode, ran.stderr) == (verify.UNANCHORED, "")


def test_an_empty_directory_cannot_be_checked(empty: Path):
    ran = alone(empty)
    assert (ran.returncode, ran.stderr) == (verify.CANNOT_CHECK, "")
    assert ran.stdout.startswith("cannot check: pack, 0 entries")
    assert "manifest.json is missing" in ran.stdout


def test_a_name_that_no_terminal_can_print_gives_no_traceback(tmp_path: Path, empty: Path):
    forger = honest()
    forger.manifest = {"origin": "\x1b[2J\N{SNOWMAN}"}
    ran = alone(empty, str(forger.zip(tmp_path / "pack.zip")))
    assert (ran.returncode, ran.stderr) == (verify.TAMPERED, "")
    assert ran.stdout.isascii()
    assert "\x1b" not in ran.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--known", "nowhere.txt"], "No such file or directory"),
        (["nowhere.zip"], "No such file or directory"),
        (["--strict"], ""),
        (["one.zip", "two.zip"], ""),
    ],
)
def test_a_wrong_call_verifies_nothing(arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]):
    assert main(arguments) == verify.CANNOT_CHECK
    told = capsys.readouterr()
    assert told.out.startswith("cannot check: ")
    assert said in told.out
    assert bool(told.err) is not bool(said)


def test_help_verifies_nothing(capsys: pytest.CaptureFixture[str]):
    assert main(["--help"]) == verify.CANNOT_CHECK
    assert USAGE in capsys.readouterr().out


def test_the_command_says_what_the_function_found(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    pack = honest().folder(tmp_path)
    assert main([str(pack)]) == verify.UNANCHORED
    assert capsys.readouterr().out == verify.verify_pack(pack).text() + "\n"


def test_run_as_a_script_it_leaves_with_the_exit_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys, "argv", ["verify.py", str(honest().folder(tmp_path))])
    with pytest.raises(SystemExit) as left:
        runpy.run_path(verify.__file__, run_name="__main__")
    assert left.value.code == verify.UNANCHORED


def test_the_verifier_is_one_short_file_of_the_standard_library():
    source = Path(verify.__file__).read_text(encoding="utf-8")
    assert len(source.splitlines()) <= 500
    imported = {
        name.split(".")[0]
        for node in ast.walk(ast.parse(source))
        for name in (
            [alias.name for alias in node.names] if isinstance(node, ast.Import) else [getattr(node, "module", "")]
        )
        if isinstance(node, ast.Import | ast.ImportFrom)
    }
    assert imported <= sys.stdlib_module_names
    assert os.access(verify.__file__, os.X_OK)
